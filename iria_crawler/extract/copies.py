"""Passages that a page holds twice: once to be read, once hidden or for another screen."""

from collections.abc import Sequence

from iria_crawler.extract.html import words_of
from iria_crawler.extract.passages import Passage
from iria_crawler.extract.roles import Place
from iria_crawler.extract.traits import runs, share_of

_SHORTEST = 40  # letters
_SAME = 0.8
_SEVERAL = 3


def without_copies(passages: Sequence[Passage], chosen: Sequence[int]) -> list[int]:
    """The places of the chosen passages without those that are hidden and say what shown ones say, and without the
    second of two texts that are the same.

    Pages keep their text a second time for a script, for a print form, as Markdown to be copied; or once for wide
    screens and once for narrow ones, of which a style sheet shows one.
    """
    chosen = _once(passages, chosen)
    hidden = [at for at in chosen if _is_hidden(passages[at]) and len(passages[at].text) > _SHORTEST]
    if not hidden:
        return list(chosen)
    shown = runs("\n".join(passages[at].text for at in chosen if not _is_hidden(passages[at])))
    copies = {at for at in hidden if share_of(words_of(passages[at].text), shown) >= _SAME}
    return [at for at in chosen if at not in copies]


def _once(passages: Sequence[Passage], chosen: Sequence[int]) -> Sequence[int]:
    """The chosen passages without a run that is word for word as one before it, if the two are nearly all of the text:
    the parts of a list may be alike."""
    texts = [passages[at].text for at in chosen]
    again = _repeated(texts)
    letters, of_again = sum(map(len, texts)), sum(map(len, texts[again.start : again.stop]))
    is_whole = len(again) >= _SEVERAL and 2 * of_again >= _SAME * letters
    return [*chosen[: again.start], *chosen[again.stop :]] if is_whole else chosen


def _repeated(texts: Sequence[str]) -> range:
    """Where the longest run of texts is that says what others before it say, in their order."""
    first: dict[str, int] = {}
    longest, at = range(0), 0
    while at < len(texts):
        start, end = first.setdefault(texts[at], at), at + 1
        while start < at and end < len(texts) and start + end - at < at and texts[end] == texts[start + end - at]:
            end += 1
        if start < at:
            longest = max(longest, range(at, end), key=len)
        at = end
    return longest


def _is_hidden(passage: Passage) -> bool:
    return bool(passage.box.places & Place.HIDDEN)
