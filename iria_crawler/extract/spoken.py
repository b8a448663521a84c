"""Which language a text is in, by its letters alone, as py3langid tells it."""

from functools import lru_cache
from typing import Any

SAMPLE, LEAST = 2_000, 20
"""Letters of a text that are looked at, and of which it must have so many."""

_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "ary": "ar", "arz": "ar"}


def ranked(text: str) -> list[tuple[str, float]]:
    """The likeliest languages of a text with how likely each is; none of a text that is too short."""
    sample = text[:SAMPLE]
    if len(sample) < LEAST:
        return []
    return [(known_as(language), float(sureness)) for language, sureness in _identifier().rank(sample)[:5]]


def spoken(text: str) -> tuple[str | None, float]:
    """The language of a text, and how sure that is."""
    languages = ranked(text)
    best = languages[0][0] if languages else None
    return best, sum(sureness for language, sureness in languages if language == best)


def glanced(text: str) -> tuple[str, float]:
    """The same at less cost, for a text that is long enough; less sure between languages that are kin."""
    language, sureness = _identifier().classify(text)
    return known_as(language), float(sureness)


def known_as(language: str) -> str:
    """A language by one code, of those that it has."""
    return _ALIASES.get(language, language)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading takes most of a second: once in a process, and only where there is text.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
