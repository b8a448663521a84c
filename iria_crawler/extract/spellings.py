"""How passages are written, as numbers: their words, signs and letters, and what lines of a template say."""

import re
from collections.abc import Sequence
from functools import lru_cache
from string import ascii_uppercase, digits

START = 300
"""Letters of a passage from which its words are told."""

_ENDS = frozenset(".!?…。！？؟।:")
_QUOTES = frozenset("\"'”»’)]“")
_EDGE = 200  # letters at either end of a passage: what it is about to say, and who says it
# Words that template lines are full of, each row a trait of its own; looked for in lower case anywhere at the edges.
_WORDS = tuple(
    tuple(words.split("|"))
    for words in (
        "©|copyright|all rights reserved|alle rechte|tous droits|todos los derechos|terms of use|terms of service"
        "|privacy policy",
        "newsletter|subscri|sign up|sign in|log in|email address|e-mail|abonn|suscr|inscri|register|inbox|iscriv"
        "|mailing list",
        "comment|kommentar|comentario|reply|replies",
        "facebook|twitter|whatsapp|instagram|linkedin|telegram|pinterest|tweet|share|teilen|partag|compart|condivid",
        "advert|anzeige|publicité|publicidad|sponsor|werbung|pubblicit|promoted|affiliate|commission",
        "cookie|javascript|browser|consent|paywall|ad block|adblock|datenschutz",
        "donat|support us|our journalism|support our|become a member|help us|contribut|unterstütz",
        "http://|https://|www.|@",
        "•|·|»|›|→",
    )
)
_STARTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\W*(?:read|see|watch|listen|more|also|related|learn|mehr|lesen sie|lire|à lire|leer|lea|leggi|lees|läs"
        r"|czytaj|zobacz"
        r"|baca|click|follow|check out|don.t miss|up next|next|previous)\b",
        r"(?:by|von|par|por|di|door|av|af|text|words|written by|story by|author|autor|posted by"
        r"|published by)\b.{0,60}$",
        r"(?:tags?|topics?|categor|filed under|keywords?|themen|schlagw|mots|etiquetas|section|posted in|more on"
        r"|labels?)\b",
        r"\W*(?:advertisement|share|print|email|save|menu|search|home|close|loading|skip|back|top|follow us"
        r"|sponsored)",
        r"[“\"«„'‘]",
        r"\W*(?:photo|image|foto|picture|credit|bild|file)\b",
    )
)
_IN_SHORT = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b",
        r"\b(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zé]*\b",
        r"\b\d+ (?:min|minutes?|minuten|hours?|days?|views?|shares?|likes?|stunden|tage)\b",
        r"contributed to this|reporting by|editing by|is an? (?:\w+ ){0,4}(?:reporter|correspondent|editor|writer"
        r"|journalist"
        r"|professor|author|fellow|director)|follow (?:him|her|them) on|can be reached"
        r"|this (?:article|story|post) (?:was|is|has|first|originally)",
    )
)
_WITHOUT_DIGITS = _IN_SHORT[1::2]  # the others need not be looked for where there is none
_DIGIT = re.compile(r"\d")
_CAPITALS, _DIGITS = ascii_uppercase.encode(), digits.encode()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CREDITED = re.compile(r"\b(?:photo|image|foto|picture|credit|courtesy|getty|reuters|afp|ap|dpa|epa|bild|crédit)\b")
_SHORT, _LINE = 400, 80


def spellings(texts: Sequence[str]) -> list[tuple[float, ...]]:
    """A row of numbers for each of some passages."""
    return [_of_line(text) if len(text) <= _LINE else _spelling(text) for text in texts]


@lru_cache(maxsize=5_000)
def _of_line(text: str) -> tuple[float, ...]:
    """That of a short passage: menus, buttons and headings are the same on all pages of a site."""
    return _spelling(text)


def _spelling(text: str) -> tuple[float, ...]:
    size = len(text)
    start = text if size <= START else text[:START]
    seen = (text if size <= 2 * _EDGE else f"{text[:_EDGE]} {text[-_EDGE:]}").lower()
    words = text.count(" ") + 1
    end, before = text[-1], text[-2:-1]
    capitals, figures = _capitals_and_digits(start)
    looked_for = () if size > _SHORT else _IN_SHORT if _DIGIT.search(seen) else _WITHOUT_DIGITS
    return (
        words, size / words, text.count(",") + text.count("،") + text.count("、"),
        capitals / len(start), figures / len(start),
        end in _ENDS or (end in _QUOTES and before in _ENDS), text.count(". ") + text.count("。"),
        text[0].islower(), text.count("\n"), end == ":", end == "?", "..." in text[-4:] or "…" in text[-2:],
        *[any(map(seen.__contains__, listed)) for listed in _WORDS],
        *[pattern.match(seen) is not None for pattern in _STARTS],
        *[pattern in looked_for and pattern.search(seen) is not None for pattern in _IN_SHORT],
        _CREDITED.search(seen[-60:]) is not None,
    )  # fmt: skip


def _capitals_and_digits(text: str) -> tuple[int, int]:
    """How many there are; those of ASCII are counted by the processor, which is ten times as fast."""
    raw = text.encode("utf-8", "ignore")
    capitals, figures = len(raw) - len(raw.translate(None, _CAPITALS)), len(raw) - len(raw.translate(None, _DIGITS))
    if len(raw) == len(text):
        return capitals, figures
    others = _NOT_ASCII.findall(text)
    return capitals + sum(map(str.isupper, others)), figures + sum(map(str.isdigit, others))
