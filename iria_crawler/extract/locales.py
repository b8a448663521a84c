"""Which charsets pages are written in: those of the Encoding Standard, and those that are usual in a language."""

import codecs
import re

from w3lib.encoding import resolve_encoding

from iria_crawler.extract.spoken import ranked
from iria_crawler.items import Page

# https://encoding.spec.whatwg.org/#names-and-labels; what Python has beside them are no charsets (base64, zip),
# charsets of mainframes and of DOS, or what can hide markup (UTF-7, HZ).
_STANDARD = (
    "utf-8 utf-16le utf-16be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 iso8859-2 "
    "iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 "
    "iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp cp932 cp949"
)
_KNOWN = frozenset(codecs.lookup(name).name for name in _STANDARD.split())
# Known by their bytes; of DOS; or so rare that whatever looks like one of them is something else.
_RARE = ("iso8859-3", "iso8859-4", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-16")
_NO_GUESS = ("utf-", "iso2022", "cp866", *_RARE)
GUESSED = sorted(name for name in _KNOWN if not name.startswith(_NO_GUESS))
"""The charsets that a page may be found to be in by its looks."""

_WESTERN = ("cp1252", "iso8859-15")
OTHER_LATIN = frozenset(["iso8859-2", "cp1250", "cp1254", "cp1257", "cp1258"])
"""Charsets whose words look like words in windows-1252 as well."""
_LATIN = {"cp1252", *OTHER_LATIN}
_USUAL = {
    language: tuple(charsets.split())
    for languages, charsets in (
        ("pl hu sl ro", "iso8859-2 cp1250"),
        ("cs sk hr bs sq", "cp1250 iso8859-2"),
        ("lt lv", "cp1257 iso8859-13 iso8859-4"),
        ("et", "cp1252 cp1257 iso8859-15"),
        ("tr az ku tk crh", "cp1254"),
        ("ru bg be mk kk ky tg tt", "cp1251 koi8-r iso8859-5 mac-cyrillic"),
        ("uk", "cp1251 koi8-u iso8859-5 mac-cyrillic"),
        ("sr", "cp1251 cp1250 iso8859-2"),
        ("el", "cp1253 iso8859-7"),
        ("ar fa ur", "cp1256 iso8859-6"),
        ("he iw yi", "cp1255 iso8859-8"),
        ("th", "cp874"),
        ("vi", "cp1258"),
        ("ja", "cp932 euc_jp"),
        ("ko", "cp949"),
        ("zh", "gb18030 big5hkscs"),
        ("zh-tw zh-hk zh-mo zh-hant", "big5hkscs gb18030"),
    )
    for language in languages.split()
}
# The language of a country, where it is not one of those that windows-1252 was made for.
_COUNTRIES = {
    "pl": "pl", "hu": "hu", "si": "sl", "ro": "ro", "md": "ro", "cz": "cs", "sk": "sk", "hr": "hr", "ba": "bs",
    "al": "sq", "lt": "lt", "lv": "lv", "ee": "et", "tr": "tr", "az": "az", "ru": "ru", "su": "ru", "bg": "bg",
    "by": "be", "mk": "mk", "kz": "kk", "kg": "ky", "ua": "uk", "rs": "sr", "gr": "el", "cy": "el", "ir": "fa",
    "il": "he", "th": "th", "vn": "vi", "jp": "ja", "kr": "ko", "cn": "zh", "tw": "zh-tw", "hk": "zh-hk",
    **dict.fromkeys(("ae", "bh", "dz", "eg", "iq", "jo", "kw", "lb", "ly", "ma", "om", "ps", "qa", "sa", "sd", "sy",
                     "tn", "ye"), "ar"),
    **dict.fromkeys(("ad", "ar", "at", "be", "br", "ch", "cl", "co", "de", "dk", "es", "fi", "fr", "it", "mx", "nl",
                     "no", "pe", "pt", "se", "uk", "uy", "ve"), "en"),
}  # fmt: skip
_START = 4_096
_LOOKED_AT = 200_000  # bytes
_ENOUGH = 50  # letters; less tells no language
_MOST_BEYOND = 1 / 3  # of the letters; a text with more of them beyond ASCII is in another alphabet
_CLEAR = 0.8
_TAGS = re.compile(rb"<[^<>]*>")
_COUNTRY = re.compile(r"(?i)https?://[^/?#:]*\.([a-z]{2})(?=[:/?#]|$)")
_LANGUAGE = re.compile(rb"""(?i)<html\b[^>]{0,500}?\slang\s*=\s*["']?([a-z]{2,3}(?:-[a-z]+)?)""")


def known(name: str | None) -> str | None:
    """What Python calls a charset, if it is one of pages; UTF-16 of which no order is said is little-endian."""
    standard = "utf-16-le" if name == "utf-16" else name
    return standard if standard in _KNOWN else None


def charset_named(label: str) -> str | None:
    """What Python calls the charset that a label stands for; None if it stands for none of pages."""
    return known(resolve_encoding(label))


def usual(page: Page) -> tuple[str, ...]:
    """The charsets that the language of a page is written in, the likeliest first: by its words, if these tell clearly
    and are in Latin letters, else as it says, else as its address."""
    said = _said(page)
    return said if said and said[0] not in _LATIN else _spoken(page.body) or said


def _said(page: Page) -> tuple[str, ...]:
    said = _LANGUAGE.search(page.body, 0, _START)
    country = _COUNTRY.match(page.url)
    language = said[1].decode("ascii").lower() if said else _COUNTRIES.get(country[1].lower(), "") if country else ""
    return _of(language) if language else ()


def _of(language: str) -> tuple[str, ...]:
    return _USUAL.get(language) or _USUAL.get(language.partition("-")[0]) or _WESTERN


def _spoken(body: bytes) -> tuple[str, ...]:
    """The charsets of the language of a body in Latin letters; none if that cannot be told.

    Words are known though some of their letters are read as others: "baþkent" is Turkish.
    """
    text = _beyond_ascii(body)
    if len(text) < _ENOUGH or _MOST_BEYOND * len(text) < sum(letter > "\x7f" for letter in text):
        return ()
    likely = [(_of(language), sureness) for language, sureness in ranked(text)]
    best = likely[0][0]
    alike = sum(sureness for charsets, sureness in likely if best[0] in charsets)
    return best if best[0] in _LATIN and alike >= _CLEAR else ()


def _beyond_ascii(body: bytes) -> str:
    """The lines of a body that have letters beyond ASCII, without markup and code, as they look in windows-1252."""
    start = re.search(rb"[\x80-\xff]", body)
    begin = max(0, start.start() - _START) if start else len(body)
    lines = _TAGS.split(body[begin : begin + _LOOKED_AT])
    text = b" ".join(line for line in lines if not line.isascii() and b"{" not in line)
    return " ".join(text[:_START].decode("cp1252", "replace").split())
