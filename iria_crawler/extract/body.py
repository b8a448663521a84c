"""The text of an article: by the site's rules, from the places where the site has it, or chosen from all passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from iria_crawler.extract.choosing import body_element, chosen_of, passages_on
from iria_crawler.extract.knowledge import LEAST_TEXT, Knowledge, Outcome, agree
from iria_crawler.extract.lines import paragraphs
from iria_crawler.extract.liveblog import is_liveblog
from iria_crawler.extract.mending import mended
from iria_crawler.extract.rules import select
from iria_crawler.extract.view import Found, View
from iria_crawler.items import Figure


@dataclass(frozen=True, slots=True)
class Text:
    """The text as paragraphs parted by one blank line, what came of what is known of the site, and what was not read
    for its size."""

    body: Found[str]
    knowledge: Outcome | None = None
    limits: tuple[str, ...] = ()


def body_of(
    view: View,
    *,
    title: str,
    figures: Sequence[Figure],
    authors: Sequence[str] = (),
    knowledge: Knowledge | None = None,
    known: Sequence[str] = (),
    check: bool = False,
) -> Text | None:
    """The text of an article; None if there is none.

    `known` are the passages that `knowledge` gives for it, none if the page is not as those that were learnt from.
    With `check` the generic reader reads as well; where the two differ, it decides.
    """
    mend = partial(mended, title=title, figures=figures, authors=authors)
    if found := _ruled(view):
        return _text(mend(found.value), found.source)
    kept = mend(known) if known else []
    is_enough = sum(map(len, kept)) >= LEAST_TEXT
    if is_enough and not check:
        return _text(kept, "dom", "used")
    chosen, limits = chosen_of(view, title)
    lines = mend(chosen)
    if knowledge is None:
        return _text(lines, "trafilatura", limits=limits)
    # a template that is all of the text is none
    own = [line for line in lines if not knowledge.is_boilerplate(line)] or lines
    if not is_enough:
        return _text(own, "trafilatura", "unfit", limits)
    return _text(kept, "dom", "agrees") if agree(kept, own) else _text(lines, "trafilatura", "differs", limits)


def _text(
    lines: Sequence[str], source: str, knowledge: Outcome | None = None, limits: tuple[str, ...] = ()
) -> Text | None:
    return Text(Found("\n\n".join(lines), source), knowledge, limits) if lines else None


def _ruled(view: View) -> Found[Sequence[str]] | None:
    for selector in view.rules.body:
        lines = tuple(line for element in select(view.pruned, selector) for line in paragraphs(element))
        if lines:
            return Found(lines, "rule")
    return None


def known_text(view: View, knowledge: Knowledge) -> list[str]:
    """The passages that stand where the site has its texts, none on a page that is not as those that were learnt from;
    a live blog has its posts where they may, and what the site has a rule for is read by that."""
    if is_liveblog(view.data) or _ruled(view):
        return []
    found = knowledge.text_of(passages_on(view, placed=False, without=knowledge.shut_off(body_element(view))))
    return [passage.text for passage in found or ()]
