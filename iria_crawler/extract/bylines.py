"""Bylines as they stand on a page: near the headline, or where the text ends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from iria_crawler.extract.claims import DATE, SPOKEN, STATED, claim, is_of_others, lines_of
from iria_crawler.extract.html import BLOCKS, squeeze, words_of
from iria_crawler.extract.names import people, standing
from iria_crawler.extract.namewords import GENERIC
from iria_crawler.extract.places import PROSE, Head, foot_of, head_of
from iria_crawler.extract.view import View

_LONG = 160
_CLOSING = 8
_DEEPEST = 30
_MOST = 200
_OTHER_ROLE = re.compile(
    r"(?i)(?:^|\b)(?:(?:peer |medically |clinically )?reviewed|edited|fact[- ]checked|translated|narrated|photo\w*"
    r"|fotos?|illustrat\w+|updated|geprüft|übersetzt|lektorat|in reply to|via|source|quelle|filed under)\b[^.\n]{0,12}$"
)
_APART = frozenset(["figure", "figcaption", "blockquote", "nav", "aside", "form", "table"])
_WHOLE = frozenset(["body", "html", "main", "article"])
_LINES = frozenset(["p", "span", "div", "li", "strong", "b", "em", "button", "h4", "h5", "h6", "i", "font", "small"])
_PORTRAIT = re.compile(r"(?i)author|avatar")
_ICON = re.compile(r"(?:^|[-_\s])(?:person|user|author|pen|pencil)(?:$|[-_\s])")
_WORD = re.compile(r"[^\W\d]{2,}")


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

    Without `thorough` only those around the headline are looked for.
    """
    head = head_of(view.pruned, view.data)
    found = list(_found(head.elements, publishers, first=head.first, at_head=True))
    if thorough:
        found += _elsewhere(view, head, publishers, found)
    found.sort(key=lambda one: -one.weight)
    return list(_merged(found))


def _elsewhere(view: View, head: Head, publishers: frozenset[str], at_head: Sequence[Byline]) -> Sequence[Byline]:
    """Bylines that are not around the headline, each place asked only if those before it say nothing."""
    found: list[Byline] = []
    if not at_head:
        # What looks like chrome around the headline is gone from the copy, with the byline at times.
        found = list(_found(head_of(view.tree, view.data).opening, publishers, at_head=True))
    foot = foot_of(view.pruned, head)
    found += _unless_of_others(_found(foot, publishers))
    if found or at_head:
        return found
    known = {*head.elements, *foot}
    rest = (element for element in view.pruned.iter("*") if element not in known)
    found = _unless_of_others(one for one in _found(rest, publishers) if one.is_sure)
    return found or list(_signatures([*head.opening, *foot[:_CLOSING]], view, publishers))


def _found(
    elements: Iterable[HtmlElement],
    publishers: frozenset[str],
    *,
    first: HtmlElement | None = None,
    at_head: bool = False,
) -> Iterator[Byline]:
    """The bylines among elements; those after the first paragraph are worth less, those below the text still less."""
    distance = 0 if at_head else 2
    for element in elements:
        distance = 1 if element is first else distance
        weight, text = claim(element)
        names = people([text], publishers=publishers) if weight and text else ()
        if names and _is_credible(element, weight, names):
            yield Byline(names, weight - distance + min(map(standing, names)), element, at_head)


def _is_credible(element: HtmlElement, weight: int, names: tuple[str, ...]) -> bool:
    is_login = any(standing(name) == 1 for name in names)
    if is_login and weight <= SPOKEN and not (element.tag in BLOCKS and len(words_of(element.text or "")) == 2):
        return False
    return not _is_inside_of_others(element, weight) and not _OTHER_ROLE.search(_before(element))


def _signatures(elements: Iterable[HtmlElement], view: View, publishers: frozenset[str]) -> Iterator[Byline]:
    """Names that stand alone near the headline, beside a date or a portrait, or on the first or last line."""
    said = (view.data.said("og:title"), view.data.said("article:section", "keywords"))
    taken = GENERIC.union(words_of(" ".join(text for text in said if text)))
    for element in elements:
        if element.tag not in _LINES or len(element) > 3:
            continue
        if 5 <= len(squeeze((element.text or "") + "".join(child.tail or "" for child in element))) <= 60:
            names = people([lines_of(element)], publishers=publishers)
            if names and all(_is_full(name, taken) for name in names) and _is_signed(element, names[0]):
                yield Byline(names, 0, element, True)


def _is_full(name: str, taken: frozenset[str]) -> bool:
    return standing(name) == 3 and 2 <= len(name.split()) <= 4 and taken.isdisjoint(words_of(name))


def _is_signed(element: HtmlElement, name: str) -> bool:
    """Whether a name stands beside a date, a portrait that is called by it, or the sign of a person."""
    if _is_inside_of_others(element, 0):
        return False
    parent = element.getparent()
    if element.tag in ("strong", "b") and parent is not None and parent.tag == "p":
        return squeeze("".join(parent.itertext())) == squeeze("".join(element.itertext()))
    beside = "" if element.tag in BLOCKS else f"{_before(element)} {element.tail or ''}"
    if len(_WORD.findall(DATE.sub("", beside))) > 3:
        return False
    around = [above for above, _ in zip(element.iterancestors(), range(3), strict=False)]
    return any(_has_portrait(above, words_of(name)) or DATE.search(lines_of(above)) for above in around)


def _has_portrait(element: HtmlElement, name: Sequence[str]) -> bool:
    return any(
        words_of(image.get("alt") or "") == name or _PORTRAIT.search(image.get("class") or "")
        for image in element.iter("img")
    ) or any(_ICON.search(icon.get("class") or "") for icon in element.iter("i", "svg"))


def _before(element: HtmlElement) -> str:
    """What stands right before an element, or before the one that it fills."""
    for one in (element, element.getparent()):
        if one is None:
            return ""
        previous, above = one.getprevious(), one.getparent()
        if previous is not None:
            return (previous.tail or "").strip() or (lines_of(previous) if isinstance(previous.tag, str) else "")
        if above is not None and (above.text or "").strip():
            return above.text or ""
    return ""


def _is_inside_of_others(element: HtmlElement, weight: int) -> bool:
    """Whether an element is part of something that has authors or names of its own, or of running text."""
    for depth, above in zip(range(_DEEPEST), element.iterancestors(), strict=False):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in _WHOLE:
            return False
        if "author" in names or "byline" in names:
            continue
        if above.tag in _APART and weight <= SPOKEN + 1 and depth < 8:
            return above.tag != "aside" or depth < 3
        if above.tag == "p" and weight < STATED and _is_running(above, element):
            return True
        if depth <= 4 and above.tag != "a" and is_of_others(names):
            return True
    return False


def _is_running(paragraph: HtmlElement, element: HtmlElement) -> bool:
    """Whether an element stands within a long paragraph, not where it begins."""
    text = squeeze("".join(paragraph.itertext()))
    return len(text) > _LONG and squeeze("".join(element.itertext())) not in text[:PROSE]


def _unless_of_others(found: Iterable[Byline]) -> list[Byline]:
    """Bylines, but for those of other articles: of different people, apart from each other."""
    found = list(found)
    for one in found[1:]:  # the second that is apart from the first
        if not (set(one.names) & set(found[0].names) or _near(one, found[0], 2)):
            return []
    return found


def _merged(found: Sequence[Byline]) -> Iterator[tuple[str, ...]]:
    """The people of each byline with those of its list, or those of the byline around it if that names more."""
    left = list(found[:_MOST])
    while left:
        best = left.pop(0)
        beside = [one for one in left if one.weight == best.weight and _is_like(one, best)]
        names = tuple(dict.fromkeys(name for one in (best, *beside) for name in one.names))
        above = set(best.element.iterancestors())
        wider = (one.names for one in left if set(names) < set(one.names) and one.element in above)
        yield next((more for more in wider if all(standing(name) == 3 for name in more)), names)
        left = [one for one in left if not any(one is other for other in beside)]


def _is_like(one: Byline, other: Byline) -> bool:
    """Whether two bylines are of one list: alike in markup, and not far from each other."""
    alike = one.element.tag == other.element.tag and one.element.get("class") == other.element.get("class")
    return alike and _near(one, other, 4 if one.at_head else 2)


def _near(one: Byline, other: Byline, levels: int) -> bool:
    return not _around(one.element, levels).isdisjoint(_around(other.element, levels))


def _around(element: HtmlElement, levels: int) -> set[HtmlElement]:
    return {above for _, above in zip(range(levels), element.iterancestors(), strict=False)}
