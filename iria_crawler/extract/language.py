"""Which language an article is in."""

import re
from functools import lru_cache
from typing import Any

from iria_crawler.extract.view import Found, View

_CODE = re.compile(r"[a-z]{2,3}(?=[-_]|$)", re.I)
_ENOUGH = 200
_SAMPLE = 2_000
_GLANCE = 200
_LEAST = 20
_CLEAR = 0.9
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "ary": "ar", "arz": "ar"}
# Languages that the classifier cannot tell apart well: between these the page's own word counts.
_KIN = (
    {"no", "nb", "nn", "da", "sv"}, {"hr", "sr", "bs", "sl", "mk", "bg", "sh"}, {"id", "ms", "jv"}, {"cs", "sk"},
    {"gl", "pt", "es", "ca", "an", "oc"}, {"ar", "fa", "ur", "ps", "ug"}, {"ru", "uk", "be"},
    {"nl", "af", "fy", "lb", "de"}, {"zh", "ja"}, {"hi", "ne", "mr"},
)  # fmt: skip


def language_of(view: View, text: str) -> Found[str] | None:
    """The language that the page declares, unless its text is long and clearly in another."""
    declared = _declared(view)
    if declared and _is_plainly(declared.value, text[:_GLANCE]):
        return declared
    spoken, sureness = _spoken(text)
    if spoken is None or len(text) < _ENOUGH or sureness < _CLEAR:
        return declared or (Found(spoken, "dom") if spoken and sureness >= _CLEAR else None)
    if declared and (_same(declared.value, spoken) or any({declared.value, spoken} <= kin for kin in _KIN)):
        return declared
    return Found(spoken, "dom")


def _is_plainly(declared: str, text: str) -> bool:
    """Whether the first lines are clearly in the declared language; then the rest need not be looked at."""
    if len(text) < _LEAST:
        return False
    spoken, sureness = _identifier().classify(text)
    return _same(declared, spoken) and (sureness >= _CLEAR or _spoken(text)[1] >= _CLEAR)


def _declared(view: View) -> Found[str] | None:
    said = (
        (view.tree.get("lang") or view.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "dom"),
        (view.data.said("og:locale", "content-language", "language", "dc.language") or "", "meta"),
        (next(iter(view.data.strings("inLanguage", page_too=True)), ""), "json-ld"),
        *((mention.language or "", source) for source, mention in view.mentioned("api", "feed", "sitemap")),
        (view.site.site.language or "", "rule"),
    )
    codes = ((_CODE.match(text.strip()), source) for text, source in said)
    return next((Found(code[0].lower(), source) for code, source in codes if code), None)


def _spoken(text: str) -> tuple[str | None, float]:
    sample = text[:_SAMPLE]
    if len(sample) < _LEAST:
        return None, 0.0
    ranked = _identifier().rank(sample)
    best = _known_as(ranked[0][0])
    return best, float(sum(sureness for language, sureness in ranked[:5] if _known_as(language) == best))


def _known_as(language: str) -> str:
    return _ALIASES.get(language, language)


def _same(one: str, other: str) -> bool:
    return _known_as(one) == _known_as(other)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Loading takes most of a second: once in a process, and only where there is text.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
