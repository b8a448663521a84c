"""The parts of an article that runs over several pages: which one a page is, and which others it names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from iria_crawler.extract.addresses import canonical_in
from iria_crawler.extract.html import Elements, squeeze
from iria_crawler.hrefs import absolute
from iria_crawler.items import Page
from iria_crawler.sites import Site
from iria_crawler.urls import article_key

MOST_PARTS = 60
"""The longest articles in parts have some thirty; beyond are threads and lists."""

_WORDPRESS = "post-page-numbers"
_LABEL = re.compile(r"(?:(?:page|part|seite|teil|pagina|página|parte)\s)?([1-9]\d?)", re.IGNORECASE)
_DIGIT = re.compile(r"[1-9]")
_MOST_WITHIN, _LONGEST = 2, 60  # elements and letters of a link that is a number
_WORD = r"(?P<word>page|pagina|seite|part|teil|pg|p|s)?"
_NUMBER = r"(?P<number>[1-9]\d?)"
_PATHS = (
    re.compile(rf"(?i)(?P<before>.*?)(?P<mark>/{_WORD}[-_/]?){_NUMBER}(?P<after>/?)"),
    re.compile(rf"(?i)(?P<before>.*?[^/])(?P<mark>[-_,]{_WORD}[-_]?){_NUMBER}(?P<after>(?:\.[a-z]{{2,5}})?/?)"),
)
_FIELD = re.compile(r"(?i)(?P<mark>(?P<word>page|pagina|seite|part|paged|pg|page_?no|page_?num)=)(?P<number>[1-9]\d?)")
_NUMBERED = re.compile(rb">\s*[12]\s*<")
_LABELLED = (b" 1<", b" 2<")
_BESIDE = re.compile(rb"rel=[\"']?(?:\w+ )?(?:next|prev)")
_OF_LIST = re.compile(r"(?i)/page[-_/]?\d+/?$")  # as lists number their pages everywhere
_ELSEWHERE = re.compile(r"(?i)comment|respond|disqus|related|sidebar|widget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """`number`: which part a page is, from 1. `urls`: all parts in order, in canonical form, as far as the page
    names them; `stem`: what they have in common. `is_marked`: by markup that nothing but articles have."""

    number: int
    urls: tuple[str, ...]
    stem: str
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What an address is if it is one of part `number`: `first` is the address without the number, `pattern` what
    stands before and after it. `is_worded`: it says that the number is one of a page."""

    number: int
    first: str
    pattern: tuple[str, str] | None = None
    is_worded: bool = False

    @property
    def key(self) -> str:
        return article_key(self.first)


def parts_named(page: Page, site: Site, elements: Elements, *, base: str, is_later: bool = False) -> Parts | None:
    """The parts of which a page is one, by its numbered links or by what is `next` to it; None if it is whole.

    An address that differs from the page's own in more than the number is none of its parts: the next article,
    a page of comments, another list. `is_later`: the page is known not to be the first.
    """
    url = _own(page.url, site)
    if url is None:
        return None
    places = [place for place in _places(url) if place.number > 1 or not is_later]
    if _may_number(page.body):
        for is_marked, links in _boxes(list(_numbered(elements["a"])), site, base):
            for here in places:
                if _are_parts(links, here):
                    return _parts(here, {**links, here.number: url}, is_marked=is_marked)
    if is_later or (_may_be_beside(elements) and _BESIDE.search(page.body)):
        return _beside(elements, site, base, url, places, is_later=is_later)
    return None


def _may_number(body: bytes) -> bool:
    """Whether something in a page is numbered 1 or 2: the first part names the second, all others the first."""
    return bool(_NUMBERED.search(body)) or any(label in body for label in _LABELLED)


def _may_be_beside(elements: Elements) -> bool:
    """Whether a link says of itself that it leads to the next page, or to the one before."""
    said = chain(elements.by_rel, (link.get("rel") or "" for link in elements["link"]))
    return any("next" in rel or "prev" in rel for rel in map(str.lower, said))


def _are_parts(links: Mapping[int, str], here: _Place) -> bool:
    """Whether numbered links lead to other parts of the article at a place; to the first one if the place is later."""
    others = links.keys() - {here.number}
    starts = here.number == 1 or 1 in links
    return bool(others) and starts and all(_place(links[number], here.key, number) for number in others)


def _parts(here: _Place, known: Mapping[int, str], *, is_marked: bool) -> Parts | None:
    last = max(known)
    found = [_place(url, here.key, number) for number, url in known.items() if number > 1]
    pattern = next((place.pattern for place in found if place and place.pattern), None)
    if pattern is None or last > MOST_PARTS:
        return None
    # the middle is left out of some boxes: 1 2 3 … 9
    urls = (known.get(number, f"{pattern[0]}{number}{pattern[1]}") for number in range(1, last + 1))
    return Parts(number=here.number, urls=tuple(urls), stem=here.first, is_marked=is_marked)


def _beside(
    elements: Elements, site: Site, base: str, url: str, places: Iterable[_Place], *, is_later: bool
) -> Parts | None:
    """Parts that only `next` and `prev` name. They lead from article to article as well, whose addresses may have
    numbers: so the address has to say that it is one of a page."""
    after = _related(elements, site, base, "next")
    for here in places:
        n = here.number
        following = next((to for to in after if _is_worded(to, here.key, n + 1)), None)
        if n == 1:
            is_part = following is not None
        else:
            before = _related(elements, site, base, "prev")
            is_part = is_later or (here.is_worded and any(_place(to, here.key, n - 1) for to in before))
        if is_part:
            known = {1: here.first, n: url} | ({n + 1: following} if following else {})
            return _parts(here, known, is_marked=is_later)
    return None


def _related(elements: Elements, site: Site, base: str, rel: str) -> list[str]:
    named = [link for link in elements["link"] if rel in (link.get("rel") or "").lower().split()]
    named += chain(*(links for said, links in elements.by_rel.items() if rel in said.lower().split()))
    urls = (_own(absolute(base, link.get("href")), site) for link in named)
    return [url for url in urls if url]


def _boxes(numbered: Sequence[tuple[int, HtmlElement]], site: Site, base: str) -> Iterator[tuple[bool, dict[int, str]]]:
    """The groups of links whose texts are numbers, by number; first those that WordPress marks as an article's."""
    marked = [(number, link) for number, link in numbered if _WORDPRESS in (link.get("class") or "")]
    if marked:
        yield True, _by_number(marked, site, base)
    boxes: dict[HtmlElement, list[tuple[int, HtmlElement]]] = {}
    for number, link in numbered:
        boxes.setdefault(_box_of(link), []).append((number, link))
    for box, links in boxes.items():
        if not _is_elsewhere(box):
            yield False, _by_number(links, site, base)


def _numbered(links: Iterable[HtmlElement]) -> Iterator[tuple[int, HtmlElement]]:
    """The links that print a number, alone or after the word for a page."""
    for link in links:
        size = len(link)
        text = (link.text if not size else "".join(link.itertext()) if size <= _MOST_WITHIN else "") or ""
        if len(text) < _LONGEST and _DIGIT.search(text) and (label := _LABEL.fullmatch(squeeze(text))):
            yield int(label[1]), link


def _box_of(link: HtmlElement) -> HtmlElement:
    """The element around a link that holds other things too."""
    box = link.getparent()
    while len(box) == 1 and box.tag != "body" and box.getparent() is not None:
        box = box.getparent()
    return box.getparent() if box.tag in ("li", "span") and box.getparent() is not None else box


def _is_elsewhere(box: HtmlElement) -> bool:
    around = chain([box], box.iterancestors("div", "section", "aside", "ol", "ul", "nav"))
    return any(_ELSEWHERE.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in around)


def _by_number(links: Iterable[tuple[int, HtmlElement]], site: Site, base: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for number, link in links:
        url = _own(absolute(base, link.get("href")), site)
        if url:
            found.setdefault(number, url)
    return found


def _place(url: str, key: str, number: int) -> _Place | None:
    """An address as that of a part of the article with a key."""
    return next((place for place in _places(url) if place.number == number and place.key == key), None)


def _is_worded(url: str, key: str, number: int) -> bool:
    place = _place(url, key, number)
    return place is not None and place.is_worded


def _places(url: str) -> Iterator[_Place]:
    """All that a canonical address may be: that of a first part, or of a later one."""
    yield _Place(number=1, first=url)
    parts = urlsplit(url)
    for fits in (pattern.fullmatch(parts.path) for pattern in _PATHS):
        if fits and fits["before"] and not _OF_LIST.search(parts.path):
            first = parts._replace(path=fits["before"] + fits["after"]).geturl()
            before = parts._replace(path=fits["before"] + fits["mark"], query="").geturl()
            after = fits["after"] + (f"?{parts.query}" if parts.query else "")
            yield _Place(number=int(fits["number"]), first=first, pattern=(before, after), is_worded=bool(fits["word"]))
    fields = parts.query.split("&")
    for at, field in enumerate(fields):
        if fits := _FIELD.fullmatch(field):
            first = parts._replace(query="&".join(fields[:at] + fields[at + 1 :])).geturl()
            before = parts._replace(query="&".join([*fields[:at], fits["mark"]])).geturl()
            after = "".join(f"&{other}" for other in fields[at + 1 :])
            yield _Place(number=int(fits["number"]), first=first, pattern=(before, after), is_worded=True)


def _own(url: str | None, site: Site) -> str | None:
    return canonical_in(url, site) if url and site.owns(url) else None
