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
    """The chosen passages, each once if nearly all of them are there twice: a verse or a quotation may be."""
    first = {passages[at].text: at for at in reversed(chosen)}
    again = [at for at in chosen if first[passages[at].text] != at]
    letters, of_again = (sum(len(passages[at].text) for at in those) for those in (chosen, again))
    is_whole = len(again) >= _SEVERAL and of_again >= _SAME * letters / 2
    return [at for at in chosen if first[passages[at].text] == at] if is_whole else chosen


def _is_hidden(passage: Passage) -> bool:
    return bool(passage.box.places & Place.HIDDEN)
