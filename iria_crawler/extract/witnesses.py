"""What names an article beside its headings: its data, its feed and the page's own title, without the site's name."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from iria_crawler.extract.html import parts_of, text_of, words_of
from iria_crawler.extract.view import Found, View
from iria_crawler.sites import host_of

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«:*]{1,2}|-{1,2}|/)\s+|\s*[|｜_：]\s*|\s*--\s*")
_NAMES = ("og:title", "twitter:title", "dc.title", "citation_title")
_LONGEST_SAID = 1_000
_MOST_PARTS = 8
_FEWEST_LETTERS = 3
"""Of a word that is looked for in the name of a host."""


def witnesses_of(view: View, names: Sequence[str]) -> list[Found[str]]:
    """What else names the article, most trusted first; the site's name, or one of `names`, is taken off."""
    named = [
        *(Found(text, "json-ld") for text in view.data.strings("headline") + view.data.strings("name")[:1]),
        *(Found(view.data.said(name) or "", "meta") for name in _NAMES),
        *(Found(mention.title or "", source) for source, mention in view.mentioned("api", "feed")),
        *(Found(text_of(element, skip=frozenset()), "dom") for element in _title_elements(view)),
    ]
    sites = view.publishers.union(" ".join(words_of(name)) for name in names)
    sections = _sections(view)
    bare = (
        Found(_without_section(_without_site(_named_first(found, sites), sites, view), sections), found.source)
        for found in named
        if len(found.value) < _LONGEST_SAID
    )
    return [found for found in bare if found.value]


def _named_first(found: Found[str], sites: frozenset[str]) -> str:
    """A text, but a page's title without the name of the site and a colon before it, as Blogger has it."""
    name, _, rest = found.value.partition(": ")
    return rest if found.source == "dom" and rest and " ".join(words_of(name)) in sites else found.value


def _sections(view: View) -> frozenset[str]:
    """The section of the site that the article is in, as its data name it."""
    named = (*view.data.strings("articleSection"), *view.data.meta.get("article:section", ()))
    return frozenset(" ".join(words_of(name)) for name in named if name)


def _title_elements(view: View) -> Sequence[HtmlElement]:
    """The page's title, also where something that must not be there has ended the head; pictures have others."""
    inside = view.tree.findall("head/title")
    outside = (one for one in view.elements["title"] if next(one.iterancestors("svg"), None) is None)
    return inside[:1] or [one for _, one in zip(range(1), outside, strict=False)]


def _without_site(title: str, sites: frozenset[str], view: View) -> str:
    """A title without the name of the site before or behind it; nothing if it is only that name."""
    if " ".join(words_of(title)) in sites:
        return ""
    for gap in _SEPARATOR.finditer(title):
        before, after = title[: gap.start()], title[gap.end() :]
        if _is_site(after, sites, view) or _is_of_host(after, view):
            return before.strip()
        if _is_site(before, sites, view, most=True):
            return after.strip()
    return title


def _without_section(title: str, sections: frozenset[str]) -> str:
    """A title without the name of the section behind it."""
    gaps = list(_SEPARATOR.finditer(title)) if sections else []
    is_last = gaps and " ".join(words_of(title[gaps[-1].end() :])) in sections
    return title[: gaps[-1].start()].strip() if is_last else title


def _is_site(text: str, sites: frozenset[str], view: View, *, most: bool = False) -> bool:
    """Whether a text is the name of the site or in its address, if need be `most` of a label there: papers are named
    after towns, from which their reports begin."""
    words = words_of(text)
    name, address = "".join(words), host(view.page.url)
    least = max(_FEWEST_LETTERS, max(map(len, address.split("."))) / 2 if most else 0)
    return " ".join(words) in sites or (len(name) >= least and name in re.sub(r"[.-]", "", address))


def _is_of_host(text: str, view: View) -> bool:
    """Whether the host is made of these words, in whatever order."""
    words = words_of(text)
    named = host(view.page.url)
    return len(words) > 1 and all(len(word) >= _FEWEST_LETTERS and word in named for word in words)


def parts_of_title(title: str) -> list[str]:
    """What the marks in the title of a page part, and the runs of that: a headline may have such marks itself."""
    gaps = [gap.span() for gap in _SEPARATOR.finditer(title)][:_MOST_PARTS]
    starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(title)]
    runs = (title[start:end].strip() for at, start in enumerate(starts) for end in ends[at:])
    return [run for run in runs if run and run != title.strip()]


def behind(name: str, title: str) -> str:
    """What a title says after a name and the mark that parts the two; nothing if it does not begin so."""
    gap = _SEPARATOR.match(title, len(name)) if title.startswith(name) else None
    return title[gap.end() :] if gap else ""


def host(url: str) -> str:
    """The host of an address, empty if it cannot be read as one."""
    return host_of(parts_of(url).geturl())
