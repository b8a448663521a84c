"""Letters whose UTF-8 was taken for windows-1252 and encoded once more, as they were before."""

import re
from itertools import islice

# windows-1252 as browsers read it: what its upper rows show for each byte.
_SHOWN = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(0x80, 0xA0)} | {
    byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_SECOND = "[\u0080-\u00bf" + "".join(map(chr, sorted(set(_SHOWN) - {0xFFFD}))) + "]"
_PAIR = re.compile(f"[\u00c2-\u00f4]{_SECOND}")
TWICE = re.compile(f"[ÂÃÄÅÐÑØÙâ](?:(?<!â)|€){_SECOND}")
"""Letters of Europe and the Near East as they look when they are encoded twice. That of others is also written so:
é before a space and a guillemet."""
# One that stands alone, as no letter of a text does, is an example of it: "Ã¤, Ã¶ and Ã¼".
_NEAR = r"[^\s!-/:-@\[-`{-~]"
_WITHIN = re.compile(f"(?<={_NEAR}){_PAIR.pattern}|{_PAIR.pattern}(?={_NEAR})|Â{_SECOND}")
_RUN = re.compile('[^<>"]+')
_SEVERAL = 3


def once(text: str, first: int) -> str | None:
    """What a text was, from its first letter beyond ASCII on or at least in parts; None if it was as it is."""
    if _PAIR.match(text, first):
        whole = _undone(text)
        if whole is not None:
            return whole
    if not _may_have(text) or _few(text):
        return None
    is_sure = any(not _few(run) and _undone(run) for run in _RUN.findall(text))
    return _RUN.sub(lambda run: _of_run(run[0]), text) if is_sure else None


def _may_have(text: str) -> bool:
    """Whether one of the letters is there that all such texts have; single ones are found at once."""
    return "Ã" in text or "Ð" in text or "Ø" in text or ("€" in text and "â" in text)


def _of_run(run: str) -> str:
    return (_undone(run, least=1) if TWICE.search(run) else None) or run


def _few(text: str) -> bool:
    return next(islice(TWICE.finditer(text), _SEVERAL - 1, None), None) is None


def _undone(text: str, least: int = _SEVERAL) -> str | None:
    pairs = _WITHIN if least > 1 else _PAIR
    if next(islice(pairs.finditer(text), least - 1, None), None) is None:
        return None
    try:
        return text.translate(_SHOWN).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
