"""Bytes to letters: in which charset a page is written, whatever it says."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from iria_crawler.extract.locales import GUESSED, OTHER_LATIN, known, usual
from iria_crawler.extract.twice import TWICE, once
from iria_crawler.items import Page

MOST_BYTES = 24_000_000
"""Of a body; what comes after them is not read."""

_DETECTION_BYTES = 20_000
_BEFORE = 1_000  # bytes of markup before the first letter beyond ASCII, which detection may see
_MARKUP = 64  # bytes in which no page has got to its text
_DOUBTFUL = 0.2  # of the words beyond ASCII; where more look odd, the charset that was declared is a lie
_FEW_LOST = 10
"""A text in UTF-8 but for one letter in so many is in UTF-8: letters are cut off, and footers pasted in."""
_BEYOND = re.compile("[^\x00-\x7f\ufffd]")
_FEW_WORDS = 5
_GUESSES = 4
_ANYTHING = "cp1252"  # which servers and templates say of pages in any charset
_STATEFUL = ("utf-16", "iso2022")  # their bytes may be UTF-8 as well, and nonsense in it
_WIDE = {"utf-16-le": b"<\0", "utf-16-be": b"\0<"}
_TAGS = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W\d_]+")
# What no language writes within a word: letters of two alphabets, a capital after a small letter that is not ASCII,
# many Korean syllables without a space, letters for private use or of Japanese terminals.
_ODD = re.compile(
    "[a-zA-Z][\u0370-\u06ff]|[\u0370-\u06ff][a-zA-Z]|[\u00df-\u00ff\u0430-\u045f][\u00c0-\u00de\u0400-\u042f]"
    "|[\uac00-\ud7a3]{12}|[\ue000-\uf8ff\uff61-\uff9f]"
)
# Neither are letters that could not be read, nor signs such as currencies and fractions, right at a letter.
_SIGN = "[\u00a2-\u00a6\u00a8\u00a9\u00ac\u00ae-\u00b6\u00b8\u00b9\u00bc-\u00be\u2020\u2021\u2030]"
_WITHIN = "[\u00a1-\u00aa\u00ac-\u00b6\u00b8-\u00ba\u00bc-\u00bf]"
_NO_LETTERS = re.compile(f"[\x80-\x9f\ufffd]|[\u00c0-\u024f]{_SIGN}|{_SIGN}[\u00c0-\u024f]|[a-z]{_WITHIN}(?=[a-z])")
# What a text in one of these has much of: the rest of their letters is what other charsets look like in them.
_TYPICAL = {
    "gb18030": (re.compile("[的一是不了在有人和中大为上个国我以要这时年会来]"), 0.05),
    "big5hkscs": (re.compile("[的一是不了在有人和中大為上個國我以要這時年會來]"), 0.05),
    "cp949": (re.compile("[\uac00-\ud7a3]"), 0.5),
    "cp932": (re.compile("[\u3040-\u30ff]"), 0.2),
    "euc_jp": (re.compile("[\u3040-\u30ff]"), 0.2),
}
_EAST = re.compile("[\u3040-\ud7ff]")
_ENOUGH = 50  # letters


@dataclass(frozen=True, slots=True)
class Charset:
    """The charset that a page was read in, by its Python name, and what told it; `utf-8` also tells itself.

    `twice`: its letters had been read as windows-1252 and encoded again.
    """

    name: str
    source: Literal["bom", "header", "meta", "utf-8", "detected"]
    twice: bool = False

    def __str__(self) -> str:
        return f"{self.name}{' twice' if self.twice else ''} ({self.source})"


def decode(page: Page) -> str:
    """The text of a page, in the charset that `charset_of` names."""
    return decoded(page)[0]


def charset_of(page: Page) -> Charset:
    """The charset of a page: by its byte order mark, else UTF-8 if it is, else as declared, else as it looks."""
    return decoded(page)[1]


def decoded(page: Page) -> tuple[str, Charset]:
    """The text of a page and its charset."""
    text, charset = _decoded(page, page.body[:MOST_BYTES])
    first = _first_beyond(text)
    before = None if first is None else once(text, first)
    return (text, charset) if before is None else (before, replace(charset, twice=True))


def _decoded(page: Page, body: bytes) -> tuple[str, Charset]:
    encoding, mark = read_bom(body)
    if encoding is not None and mark is not None:
        return body[len(mark) :].decode(encoding, "replace"), Charset(encoding, "bom")
    wide = _wide(body)
    declared = [Charset(wide, "detected")] if wide else _declared(page)
    told = next((charset for charset in declared if charset.name == "utf-8"), Charset("utf-8", "utf-8"))
    others = [charset for charset in declared if charset.name != "utf-8"]
    declared = sorted([told, *others], key=lambda charset: not charset.name.startswith(_STATEFUL))
    for charset in declared:
        text = _strictly(body, charset.name)
        if text is not None and (charset.name == "utf-8" or _is_meant(text, charset.name, page)):
            return text, charset
    return _patched(page, body, declared)


def _declared(page: Page) -> list[Charset]:
    # w3lib reads labels as WHATWG does: iso-8859-1 is windows-1252, gb2312 is gb18030.
    header = known(http_content_type_encoding(page.header("content-type")))
    meta = known(html_body_declared_encoding(page.body[:4096]))
    said = [Charset(header, "header")] if header and _may_be(header, page.body) else []
    # Whoever can read a label in single bytes is not in UTF-16; UTF-8 is looked for in any case.
    return [*said, Charset(meta, "meta")] if meta and meta not in (header, *_WIDE) else said


def _may_be(name: str, body: bytes) -> bool:
    """Whether there is markup in a body, if it is in UTF-16; any bytes are letters in it."""
    return name not in _WIDE or _WIDE[name] in body[:_BEFORE]


def _strictly(body: bytes, name: str) -> str | None:
    """A body in a charset; None if it is in another. A letter that is cut off at the end is no letter."""
    try:
        return codecs.getincrementaldecoder(name)().decode(body, final=False)
    except UnicodeDecodeError:
        return None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of markup is zero."""
    start = body[:_MARKUP]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if min(even, odd) or max(even, odd) * 5 < len(start) * 2 or len(start) < 8:
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _is_meant(text: str, name: str, page: Page) -> bool:
    """Whether a declaration is believed: not if the text is nonsense in it, nor if it is windows-1252 where the
    language of the page needs other Latin letters."""
    needs_others = name == _ANYTHING and not OTHER_LATIN.isdisjoint(usual(page)[:1])
    return not needs_others and _oddness(text, name) <= _DOUBTFUL


def _patched(page: Page, body: bytes, declared: list[Charset]) -> tuple[str, Charset]:
    """The reading that loses least, of a body that is in none of the declared charsets as a whole."""
    told = {charset.name: charset for charset in declared if charset.source != "utf-8"}
    text = body.decode("utf-8", "replace")
    if _FEW_LOST * text.count("\ufffd") <= len(_BEYOND.findall(text)):
        return text, told.get("utf-8", Charset("utf-8", "detected"))
    own = usual(page)
    names = [*(name for name in told if name != _ANYTHING), *own, "utf-8", _ANYTHING]
    best = _best(body, names)
    if not own or _badness(*best)[0] > 0:
        best = _best(body, [*names, *_detected(body)])
    text, name = best
    return text, told.get(name, Charset(name, "detected"))


def _best(body: bytes, names: Sequence[str]) -> tuple[str, str]:
    """The reading that loses least, of several that are alike the first, and its charset."""
    readings = [(body.decode(name, "replace"), name) for name in dict.fromkeys(names)]
    return min(readings, key=lambda reading: _badness(*reading))


def _badness(text: str, name: str) -> tuple[float, int]:
    odd, words = _odd(text, name)
    lost = text.count("\ufffd") + len(TWICE.findall(text))
    return round(_share(odd, words), 1), lost + odd


def _detected(body: bytes) -> list[str]:
    """The charsets that a body looks like, the likeliest first."""
    start = re.search(rb"[\x80-\xff]", body)
    begin = max(0, start.start() - _BEFORE) if start else 0
    found = from_bytes(body[begin : begin + _DETECTION_BYTES], cp_isolation=GUESSED)
    return [codecs.lookup(match.encoding).name for match in islice(found, _GUESSES)]


def _oddness(text: str, name: str) -> float:
    """How much of a text's beginning no language would write so: 0 for sense, 1 for nonsense."""
    return _share(*_odd(text, name))


def _share(odd: int, words: int) -> float:
    return odd / words if words >= _FEW_WORDS or odd == words > 1 else 0.0


def _odd(text: str, name: str) -> tuple[int, int]:
    """How many words at a text's beginning no language would write so, of all that have letters beyond ASCII."""
    start = _first_beyond(text)
    if start is None:
        return 0, 0
    sample = _TAGS.sub(" ", text[max(0, start - _BEFORE) :][:_DETECTION_BYTES])
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    lost = len(_NO_LETTERS.findall(sample))
    read = len(words) + lost
    return (read, read) if _is_foreign(sample, name) else (sum(map(_is_odd, words)) + lost, read)


def _is_odd(word: str) -> bool:
    beyond = sum(letter > "\x7f" for letter in word)
    is_accented = beyond > 0.7 * len(word) and max(word) < "\u0250"
    return _ODD.search(word) is not None or (len(word) > 3 and (is_accented or word.isupper()))


def _is_foreign(sample: str, name: str) -> bool:
    """Whether a text of East Asia lacks the letters that are everywhere in its language."""
    typical, least = _TYPICAL.get(name, (None, 0.0))
    letters = len(_EAST.findall(sample)) if typical else 0
    return typical is not None and letters > _ENOUGH and len(typical.findall(sample)) < least * letters


def _first_beyond(text: str) -> int | None:
    """Where the first letter beyond ASCII is; whoever encodes a text finds it ten times as fast as a pattern."""
    try:
        text.encode("ascii")
    except UnicodeEncodeError as found:
        return found.start
    return None
