"""Bylines as they stand on a page: near the headline, or where the text ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml.html import HtmlElement

from iria_crawler.extract.books import is_in_book_data
from iria_crawler.extract.claims import SPOKEN, claim, is_label, names_said
from iria_crawler.extract.html import BLOCKS, words_of
from iria_crawler.extract.microdata import stands_in
from iria_crawler.extract.names import people, standing
from iria_crawler.extract.others import has_other_role, is_in_teaser, is_inside_of_others
from iria_crawler.extract.places import Head, following, foot_of, head_of, headline_of
from iria_crawler.extract.signatures import Signature, filed, portrayed, signatures
from iria_crawler.extract.view import View

_CLOSING = 8
_MOST, _MOST_TRIED = 200, 1_000
_FEW, _LEVELS = 4, 4
_HEADINGS = ("h2", "h3", "h4", "h5", "h6", "dt")
_LABELS = (*_HEADINGS, "th", "strong", "b", "p", "span", "div")


@dataclass(frozen=True, slots=True)
class Byline:
    """The people that an element names, how far to believe it, and whether it stands near the headline."""

    names: tuple[str, ...]
    weight: int
    element: HtmlElement
    at_head: bool

    @property
    def is_sure(self) -> bool:
        """Whether it may be believed wherever it stands."""
        worst = min(map(standing, self.names))
        return worst == 3 or self.weight - worst >= SPOKEN


def bylines(view: View, publishers: frozenset[str], *, thorough: bool = True) -> list[tuple[str, ...]]:
    """The people that the page prints as authors, the most credible first.

    Without `thorough` only those around the headline are looked for. Whom else it names is not asked where it names
    somebody at the spot at which the site does, and nobody else around the headline.
    """
    head = head_of(view.pruned, list(view.pruned.iter("h1")), view.data, end=view.comments)
    found = list(_found(head.elements, view, publishers, first=head.first, at_head=True))
    near = _in_order(found)
    if not thorough:
        return near
    spotted = people_at_spots(view, publishers)
    if spotted and near in ([], [spotted]):
        return [spotted]
    return _in_order([*found, *_elsewhere(view, head, publishers, found)])


def _in_order(found: Iterable[Byline]) -> list[tuple[str, ...]]:
    return list(_merged(_fullest(sorted(found, key=lambda one: -one.weight))))


def people_at_spots(view: View, publishers: frozenset[str]) -> tuple[str, ...]:
    """The people whom the page prints where the site is known to print its authors; none if there is nobody there, or
    others at one spot than at another."""
    said = {names for elements in view.at_spots("authors") if (names := names_in(elements, publishers))}
    return said.pop() if len(said) == 1 else ()


def names_in(elements: Iterable[HtmlElement], publishers: frozenset[str]) -> tuple[str, ...]:
    """The people whom elements name, but for those who are named for something else."""
    said = ((one, names_said(one)) for one in elements)
    named = [(one, text) for one, text in said if people([text], publishers=publishers)]
    return people((text for one, text in named if not has_other_role(one)), publishers=publishers)


def _elsewhere(view: View, head: Head, publishers: frozenset[str], at_head: Sequence[Byline]) -> Sequence[Byline]:
    """Bylines that are not around the headline, each place asked only if those before it say nothing."""
    found: list[Byline] = []
    foot = foot_of(view.pruned, head, end=view.comments)
    if not at_head:
        # What looks like chrome around the headline is gone from the copy, with the byline at times.
        whole = head_of(view.tree, view.elements["h1"], view.data)
        found = list(_found(whole.opening, view, publishers, at_head=True))
        if not found and (filers := list(_signed(filed(head.first, foot), view))):
            return filers
    found += _unless_of_others(_found(foot, view, publishers))
    if found or at_head:
        return found
    known = {*head.elements, *foot}
    before = takewhile(lambda element: element not in view.comments, view.pruned.iter("*"))
    rest = (element for element in before if element not in known)
    return _unless_of_others(one for one in _found(rest, view, publishers) if one.is_sure) or _unclaimed(
        view, head, foot, publishers
    )


def _unclaimed(view: View, head: Head, foot: Sequence[HtmlElement], publishers: frozenset[str]) -> Sequence[Byline]:
    """Names of authors that no markup calls so, and those whose label stands in what surrounds the article."""
    before = signatures(head.before, view, publishers, where="before")
    opening = signatures(head.opening, view, publishers, where="opening")
    found = _unless_of_others(_signed((*before, *opening), view))
    if not found:
        closing = _unless_of_others(_signed(signatures(foot, view, publishers, where="closing"), view))
        found = [one for one in closing if not (one.element in foot[_CLOSING:] or is_in_book_data(one.element))]
    found = found or _unless_of_others(_signed(portrayed(view, publishers), view))
    found = found or _unless_of_others(_found(filter(is_label, view.pruned.iter(*_LABELS)), view, publishers))
    return found or _unless_of_others(_headed(view, publishers))


def _headed(view: View, publishers: frozenset[str]) -> Iterator[Byline]:
    """The few people under a heading of their own that stands after the headline, beside the text as often as not; a
    widget lists all who ever write."""
    labels = [heading for tag in _HEADINGS for heading in view.elements[tag] if is_label(heading)]
    headline = headline_of(view.tree, view.elements["h1"], view.data) if labels else None
    after = set() if headline is None else set(following(headline))
    labels = [label for label in labels if label in after]
    found = _found(labels, view, publishers)
    return (one for one in found if len(one.names) <= _FEW and not _is_in_widget(one.element))


def _is_in_widget(element: HtmlElement) -> bool:
    return any("widget" in (above.get("class") or "") for above in islice(element.iterancestors(), _LEVELS))


def _signed(signed: Iterable[Signature], view: View) -> Iterator[Byline]:
    return (Byline(names, 0, element, True) for names, element in signed if not stands_in(element, view.others))


def _found(
    elements: Iterable[HtmlElement],
    view: View,
    publishers: frozenset[str],
    *,
    first: HtmlElement | None = None,
    at_head: bool = False,
) -> Iterator[Byline]:
    """The bylines among elements; those after the first paragraph are worth less, those below the text still less. Of
    those that name anybody so many are tried as no article has by far."""
    distance, tried = 0 if at_head else 2, 0
    for element in elements:
        distance = 1 if element is first else distance
        weight, text = claim(element)
        names = people([text], publishers=publishers) if weight and text else ()
        tried += bool(names)
        if tried > _MOST_TRIED:
            return
        if not names or stands_in(element, view.others) or not _is_credible(element, weight, names):
            continue
        if at_head or not (is_in_teaser(element, names) or is_in_book_data(element)):
            yield Byline(names, weight - distance + min(map(standing, names)), element, at_head)


def _is_credible(element: HtmlElement, weight: int, names: tuple[str, ...]) -> bool:
    is_login = any(standing(name) == 1 for name in names)
    if is_login and weight <= SPOKEN and not (element.tag in BLOCKS and len(words_of(element.text or "")) == 2):
        return False
    return not (is_inside_of_others(element, weight) or has_other_role(element))


def _unless_of_others(found: Iterable[Byline]) -> list[Byline]:
    """Bylines, but for those of other articles: of different people, apart from each other."""
    kept: list[Byline] = []
    for one in islice(found, _MOST):
        # the second that is apart from the first
        if kept and not (set(one.names) & set(kept[0].names) or _near(one, kept[0], 2)):
            return []
        kept.append(one)
    return kept


def _fullest(found: list[Byline]) -> list[Byline]:
    """Bylines, the most credible first, but at the front one of more people than it, if it names that one too and each
    of the others is named by a part of its own as well, as in a list of links."""
    best = set(found[0].names) if found else set()
    known = found if any(len(one.names) > len(best) for one in found) else ()
    for one in known:
        if one.at_head and best < set(one.names):
            parts = set(one.element.iter("*")) - {one.element}
            alone = {other.names[0] for other in found if len(other.names) == 1 and other.element in parts}
            if alone.issuperset(one.names):
                return [one, *(other for other in found if other is not one)]
    return found


def _merged(found: Sequence[Byline]) -> Iterator[tuple[str, ...]]:
    """The people of each byline with those of its list."""
    left = list(found[:_MOST])
    while left:
        best = left.pop(0)
        beside = [one for one in left if one.weight == best.weight and _is_like(one, best)]
        yield tuple(dict.fromkeys(name for one in (best, *beside) for name in one.names))
        left = [one for one in left if not any(one is other for other in beside)]


def _is_like(one: Byline, other: Byline) -> bool:
    """Whether two bylines are of one list: alike in markup, and not far from each other."""
    alike = one.element.tag == other.element.tag and one.element.get("class") == other.element.get("class")
    return alike and _near(one, other, 4 if one.at_head else 2)


def _near(one: Byline, other: Byline, levels: int) -> bool:
    return not _around(one.element, levels).isdisjoint(_around(other.element, levels))


def _around(element: HtmlElement, levels: int) -> set[HtmlElement]:
    return {above for _, above in zip(range(levels), element.iterancestors(), strict=False)}
