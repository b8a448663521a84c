"""Bytes to letters: in which charset a page is written, whatever it says."""

import codecs
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from iria_crawler.items import Page

MOST_BYTES = 24_000_000
"""Of a body; what comes after them is not read."""

_DETECTION_BYTES = 20_000
_BEFORE = 1_000  # bytes of markup before the first letter beyond ASCII, which detection may see
_MARKUP = 64  # bytes in which no page has got to its text
_DOUBTFUL = 0.2  # of the words beyond ASCII; where more look odd, the charset that was declared is a lie
_FEW_WORDS = 5
_GUESSES = 4
_STATEFUL = ("utf-16", "utf-32", "iso2022")  # their bytes may be UTF-8 as well, and nonsense in it
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
_NO_LETTERS = re.compile(f"[\x80-\x9f\ufffd]|[\u00c0-\u024f]{_SIGN}|{_SIGN}[\u00c0-\u024f]")
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
# windows-1252 as browsers read it: what its upper rows show for each byte.
_SHOWN = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(0x80, 0xA0)} | {
    byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf" + "".join(map(chr, sorted(set(_SHOWN) - {0xFFFD}))) + "]")
_SEVERAL = 3


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
    once = _once(text)
    return (text, charset) if once is None else (once, replace(charset, twice=True))


def _decoded(page: Page, body: bytes) -> tuple[str, Charset]:
    encoding, mark = read_bom(body)
    if encoding is not None and mark is not None:
        return body[len(mark) :].decode(encoding, "replace"), Charset(encoding, "bom")
    wide = _wide(body)
    declared = [Charset(wide, "detected")] if wide else _declared(page)
    if not (declared and declared[0].name.startswith(_STATEFUL)):
        told = next((charset for charset in declared if charset.name == "utf-8"), Charset("utf-8", "utf-8"))
        declared = [told, *(charset for charset in declared if charset.name != "utf-8")]
    for charset in declared:
        text = _strictly(body, charset.name)
        if text is not None and (charset.name == "utf-8" or _oddness(text, charset.name) <= _DOUBTFUL):
            return text, charset
    return _patched(body, declared)


def _declared(page: Page) -> list[Charset]:
    # w3lib reads labels as WHATWG does: iso-8859-1 is windows-1252, gb2312 is gb18030.
    header = http_content_type_encoding(page.header("content-type"))
    meta = html_body_declared_encoding(page.body[:4096])
    said = [Charset(header, "header")] if header else []
    return [*said, Charset(meta, "meta")] if meta and meta != header else said


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


def _patched(body: bytes, declared: list[Charset]) -> tuple[str, Charset]:
    """The reading that loses least, of a body that is in none of the declared charsets as a whole."""
    told = [charset for charset in declared if charset.source != "utf-8"]
    guessed = [Charset(name, "detected") for name in (*_detected(body), "utf-8", "cp1252")]
    charsets = {charset.name: charset for charset in (*guessed, *told)}
    order = [charset.name for charset in (*told, *guessed)]
    readings = [(body.decode(name, "replace"), charsets[name]) for name in dict.fromkeys(order)]
    return min(readings, key=lambda reading: _badness(*reading))


def _badness(text: str, charset: Charset) -> tuple[float, int]:
    lost = text.count("\ufffd") + sum(map(text.count, ("Ã", "â€", "Ð")))
    return round(_oddness(text, charset.name), 1), lost


def _detected(body: bytes) -> list[str]:
    """The charsets that a body looks like, the likeliest first."""
    start = re.search(rb"[\x80-\xff]", body)
    begin = max(0, start.start() - _BEFORE) if start else 0
    found = from_bytes(body[begin : begin + _DETECTION_BYTES])
    return [match.encoding for match in islice(found, _GUESSES)]


def _oddness(text: str, name: str) -> float:
    """How much of a text's beginning no language would write so: 0 for sense, 1 for nonsense."""
    start = _first_beyond(text)
    if start is None:
        return 0.0
    sample = _TAGS.sub(" ", text[max(0, start - _BEFORE) :][:_DETECTION_BYTES])
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    lost = len(_NO_LETTERS.findall(sample))
    if _is_foreign(sample, name):
        return 1.0
    read = len(words) + lost
    return (sum(map(_is_odd, words)) + lost) / read if read >= _FEW_WORDS else 0.0


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


def _once(text: str) -> str | None:
    """What a text was before its UTF-8 was taken for windows-1252 and encoded again; None if it was not."""
    start = _first_beyond(text)
    if start is None or not _TWICE.match(text, start):  # one letter that is as it should be says no
        return None
    if len(_TWICE.findall(text)) < _SEVERAL:
        return None
    try:
        return text.translate(_SHOWN).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
