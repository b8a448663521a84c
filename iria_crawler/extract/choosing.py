"""Which passages of a page are the text of its article: a forest chooses, weighing what trafilatura says of each."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from iria_crawler.extract.cohesion import in_one_piece, without_holes
from iria_crawler.extract.contents import without_contents
from iria_crawler.extract.copies import without_copies
from iria_crawler.extract.embeds import POST
from iria_crawler.extract.forest import Forest
from iria_crawler.extract.html import HEADINGS, words_of
from iria_crawler.extract.letterboxes import without_letter_boxes
from iria_crawler.extract.liveblog import is_liveblog, posts_in
from iria_crawler.extract.observations import Observed, observed
from iria_crawler.extract.passages import PROSE, Box, Passage, passages_of
from iria_crawler.extract.reader import ENOUGH, read_by_trafilatura
from iria_crawler.extract.roles import Place
from iria_crawler.extract.sequels import without_sequels
from iria_crawler.extract.standfirst import standfirst
from iria_crawler.extract.traits import runs, traits
from iria_crawler.extract.view import View
from iria_crawler.text import size_of

_SURE = 0.4
"""A passage that is so probably of the article is taken on any page: one too many is better than one lost."""
_MOST = 0.8
_LONGEST_TEASER, _MOST_OF_TEASERS = 700, 0.3
"""Letters that a teaser may have, and which part of what is taken all of them."""
_MOST_PASSAGES = 3_000
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_LABEL = 60  # letters
_QUOTED = int(Place.QUOTE)
_TOLD = 300  # letters; a shorter articleBody is a teaser


@dataclass(frozen=True, slots=True)
class Weighed:
    """The passages that may be of the article, a row of `traits` for each, what trafilatura read, and where the posts
    are if it is a live blog."""

    passages: Sequence[Passage]
    rows: NDArray[np.float32]
    read: Sequence[str]
    posts: frozenset[int] = frozenset()


def weighed(view: View, title: str) -> Weighed:
    """What there is to choose the text from. Takes bylines and the like out of the view's copy of the page."""
    return _weighed(view, title, passages_on(view))


def _weighed(view: View, title: str, passages: Sequence[Passage]) -> Weighed:
    lines = read_by_trafilatura(view)
    read = runs("\n".join(lines))
    passages = [passage for passage in passages if not _is_menu(passage, read)]
    said = view.data.said("description", "og:description") or ""
    told = next(iter(view.data.strings("articleBody")), "")
    if not passages:
        return Weighed((), np.zeros((0, 0), np.float32), lines)
    known = runs(_TAG.sub(" ", told)) if len(told) > _TOLD else frozenset[str]()
    posts = posts_in(passages) if is_liveblog(view.data) else frozenset[int]()
    return Weighed(passages, traits(passages, title=title, summary=said, read=read, told=known), lines, posts)


def chosen_of(view: View, title: str) -> tuple[Sequence[str], tuple[str, ...]]:
    """The passages that a forest takes for the article's, weighing what trafilatura says and where they stand; and
    that there were too many of them for that."""
    found = weighed(view, title)
    chosen = [passage.text for passage in _weighed_out(found, title)]
    size = len(found.passages)
    limits = (f"{size:,} passages, too many to weigh each",) if size > _MOST_PASSAGES else ()
    return chosen if chosen and _is_enough(chosen, found.read, title) else found.read, limits


def _is_enough(chosen: Sequence[str], read: Sequence[str], title: str) -> bool:
    """Whether what is chosen is a text, or most of the little that trafilatura read, to which the headline is text."""
    if sum(map(len, chosen)) >= ENOUGH:
        return True
    least = _MOST * size_of(" ".join(read).replace(title, "", 1))
    return sum(map(size_of, chosen)) >= min(ENOUGH, least)


def _weighed_out(found: Weighed, title: str) -> list[Passage]:
    """What the forest chooses, and the standfirst; nothing of a page longer than any that it has seen."""
    passages = found.passages
    if not 0 < len(passages) <= _MOST_PASSAGES:
        return []
    scores = Forest.load("body").scores(found.rows)
    whole = without_holes(passages, scores.tolist(), least_of([passage.text for passage in passages], scores))
    chosen = _with_posts(passages, without_copies(passages, in_one_piece(passages, scores.tolist(), whole)))
    first = next((at for at in chosen if passages[at].is_paragraph), None)
    lead = frozenset[int]() if first is None else standfirst(passages, scores, title, first)
    taken = [passages[at] for at in sorted({*chosen, *lead, *found.posts})]
    if found.posts:
        return taken
    own = _without_teasers(without_letter_boxes(without_contents(taken)))
    return _ended(without_sequels(own, title))


def _without_teasers(taken: list[Passage]) -> list[Passage]:
    """Without what stands in small articles within, each under a heading that is a link: a block of WordPress. Where
    they are much of the text, it is a list of what they tell of."""
    teasers = {box for passage in taken for box in passage.box.around() if _is_teaser(box)}
    left = [passage for passage in taken if teasers.isdisjoint(passage.box.around())] if teasers else taken
    return left if _letters(left) > (1 - _MOST_OF_TEASERS) * _letters(taken) else taken


def _ended(taken: list[Passage]) -> list[Passage]:
    """Without a short heading at the end, under which nothing is taken."""
    last = taken[-1] if len(taken) > 1 else None
    is_empty = last is not None and last.box.element.tag in HEADINGS and len(last.text) <= _LONGEST_LABEL
    return taken[:-1] if is_empty else taken


def _letters(passages: Sequence[Passage]) -> int:
    return sum(len(passage.text) for passage in passages)


def _is_teaser(box: Box) -> bool:
    if box.element.tag != "article" or box.letters > _LONGEST_TEASER:
        return False
    heading = next(box.element.iter("h2", "h3", "h4", "h5"), None)
    return heading is not None and heading.find(".//a[@href]") is not None


def observed_on(view: View, title: str) -> tuple[Observed, ...]:
    """The passages of a page and which of them the generic reader takes; empty where it takes none as it stands."""
    passages = passages_on(view)
    headline = words_of(title)
    weighed_out = _weighed_out(_weighed(view, title, passages), title)
    chosen = [each for each in weighed_out if words_of(each.text) != headline]
    return observed(passages, chosen=chosen) if chosen else ()


def passages_on(view: View, *, placed: bool = True, without: Set[HtmlElement] = frozenset()) -> list[Passage]:
    """The passages of a page, without those that the site's rules drop."""
    return passages_of(body_element(view), placed=placed, without=without | view.dropped())


def body_element(view: View) -> HtmlElement:
    """The body of a page; the whole of one without."""
    body = view.tree.find("body")
    return view.tree if body is None else body


def least_of(texts: Sequence[str], scores: NDArray[np.float64]) -> float:
    """How probable it must be that a passage is of the article, which is less where no passage is sure: so that F1,
    over words, is the best to be expected, half of which it then is (Lipton, Elkan and Narayanaswamy, Optimal
    thresholding of classifiers to maximize F1 measure, 2014).
    """
    order = np.argsort(-scores, kind="stable")
    words = np.array([text.count(" ") + 1 for text in texts])[order]
    expected = scores[order] * words
    f1 = 2 * expected.cumsum() / (words.cumsum() + expected.sum())
    return min(_SURE, float(scores[order][f1.argmax()]))


def _with_posts(passages: Sequence[Passage], chosen: Sequence[int]) -> Sequence[int]:
    """With the posts of social networks that the article embeds, whole: between what is chosen, or right after it."""
    if not chosen:
        return chosen
    posts = {at for at in range(chosen[0], len(passages)) if _is_embedded(passages[at])}
    end = next(at for at in range(chosen[-1] + 1, len(passages) + 1) if at not in posts)
    return sorted({*chosen, *(at for at in posts if at < end)})


def _is_embedded(passage: Passage) -> bool:
    """Whether a passage stands in the quotation by which a social network has its posts embedded."""
    if not passage.box.places & _QUOTED:
        return False
    return any(
        box.element.tag == "blockquote" and POST.search(box.element.get("class") or "") for box in passage.box.around()
    )


def _is_menu(passage: Passage, read: frozenset[str]) -> bool:
    return (
        passage.linked > 0.9 * len(passage.text)
        and len(passage.text) < PROSE
        and " ".join(words_of(passage.text)) not in read
    )
