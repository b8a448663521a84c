"""From a page to an article: pure, without network, clock or Scrapy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement

from iria_crawler.errors import NoArticle
from iria_crawler.extract.addresses import own_addresses
from iria_crawler.extract.authors import authors_of
from iria_crawler.extract.blocks import blocked
from iria_crawler.extract.body import Text, body_of
from iria_crawler.extract.candidates import losers
from iria_crawler.extract.choosing import Weighed, observed_on, weighed
from iria_crawler.extract.dates import modified, published
from iria_crawler.extract.figures import figures_of, lead_of
from iria_crawler.extract.galleries import line_of_gallery
from iria_crawler.extract.html import Parsed, elements_of, parsed, tree_of, words_of
from iria_crawler.extract.kind import CONTINUATION, Signs, refusal
from iria_crawler.extract.knowledge import Knowledge, Observed, Outcome, learnt
from iria_crawler.extract.language import language_of
from iria_crawler.extract.links import links_of
from iria_crawler.extract.moments import Moment
from iria_crawler.extract.partial import is_partial
from iria_crawler.extract.parts import Parts
from iria_crawler.extract.placing import placed
from iria_crawler.extract.signals import signals
from iria_crawler.extract.size import LONGEST_NAME, readable, with_short_names
from iria_crawler.extract.structured import structured
from iria_crawler.extract.subtitle import subtitle_of
from iria_crawler.extract.terms import addresses_of, categories_of, section_of, tags_of
from iria_crawler.extract.title import title_of
from iria_crawler.extract.view import Found, View, view_of
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Site
from iria_crawler.text import size_of
from iria_crawler.urls import canonical, is_home, trap

SCANT = 150
"""Letters; of a page with less text something else must say that it is an article."""
_LIKELY = 0.6
"""The probability from which on a page whose text is links for the most part is an article nevertheless."""

__all__ = [
    "Extracted",
    "Knowledge",
    "Parsed",
    "blocked",
    "extract",
    "extract_part",
    "extracted",
    "learnt",
    "observation",
    "parsed",
    "signals",
    "tree_of",
    "within_limits",
]


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article of a page, and what came of what is known of its site."""

    article: Article
    knowledge: Outcome | None = None


def extract(
    page: Page,
    site: Site,
    *,
    mentions: Sequence[Mention] = (),
    read: Parsed | None = None,
    knowledge: Knowledge | None = None,
) -> Article:
    """The article on a page; raises `NoArticle`, whose reason says what the page is instead.

    `read` is the page as `parsed` gives it, if somebody has done so already; its tree is left as it is.
    `knowledge` is what is known of the pages of the site.
    """
    return extracted(page, site, mentions=mentions, read=read, knowledge=knowledge).article


def extracted(
    page: Page,
    site: Site,
    *,
    mentions: Sequence[Mention] = (),
    read: Parsed | None = None,
    knowledge: Knowledge | None = None,
    check: bool = False,
) -> Extracted:
    """As `extract`, with what came of `knowledge`; with `check` the generic reader reads as well and is right."""
    if page.status != 200:
        raise NoArticle(f"status-{page.status}")
    whole = within_limits(parsed(page) if read is None else read)
    signs = _signs(page, site, whole.tree, mentions)
    if reason := refusal(signs):
        raise NoArticle(reason)
    # the parts of a text are read alike, whenever they come
    known = None if signs.parts else knowledge
    found = _article(_view(signs), knowledge=known, check=check, is_said=signs.is_said_article)
    article = _in_parts(found.article, signs.parts, site)
    if _is_scant(article, signs):
        raise NoArticle("scant-text")
    return replace(found, article=_as_read(article, whole))


def _is_scant(article: Article, signs: Signs) -> bool:
    """Whether there is too little text for an article of which nothing else says that it is one.

    A list of links is no text either, unless the page looks like an article: some annotate every line with a link.
    """
    letters = size_of(article.body)
    own = letters - sum(size_of(link.text) for link in article.links if link.text in article.body)
    if own >= SCANT or signs.is_plainly_article:
        return False
    return letters < SCANT or signs.score < _LIKELY


def within_limits(read: Parsed) -> Parsed:
    """A page as far as an article is looked for in it, which is nearly always the whole."""
    tree, limits = readable(read.tree, tags=read.tags, letters=read.letters)
    if limits:  # what was cut is not measured again: it has no more than may be
        return replace(read, tree=tree, tags=0, letters=0, limits=(*read.limits, *limits))
    return read if tree is read.tree else replace(read, tree=tree)


def observation(page: Page, site: Site) -> tuple[Observed, ...]:
    """What can be learnt from the page of an article: its passages, and which of them are the text."""
    view, title = _titled(page, site)
    return observed_on(view, title)


def body_choice(page: Page, site: Site) -> Weighed:
    """What the text of a page is chosen from, whatever kind of page it is: for training and for looking into."""
    return weighed(*_titled(page, site))


def _titled(page: Page, site: Site) -> tuple[View, str]:
    view = _view(_signs(page, site, within_limits(parsed(page)).tree, ()))
    fields = _fields(view)
    return view, fields["title"].value if "title" in fields else ""


def extract_part(page: Page, site: Site, *, read: Parsed | None = None) -> Article:
    """A later part of an article that runs over several pages, under the address of the first; its text may be empty.

    Raises `NoArticle` where a page is none, or does not say of which article.
    """
    if page.status != 200:
        raise NoArticle(f"status-{page.status}")
    whole = within_limits(parsed(page) if read is None else read)
    signs = _signs(page, site, whole.tree, ())
    reason = refusal(signs)
    if reason != CONTINUATION or signs.parts is None or signs.parts.number == 1:
        raise NoArticle(reason or "whole")
    article = _article(_view(signs), is_part=True).article
    article = _as_read(article, whole)
    return replace(_in_parts(article, signs.parts, site), url=signs.parts.urls[0])


def _as_read(article: Article, read: Parsed) -> Article:
    """An article with how its page was read."""
    return replace(article, charset=str(read.charset), limits=(*read.limits, *article.limits))


def _in_parts(article: Article, parts: Parts | None, site: Site) -> Article:
    """An article that knows its parts; the links from one to the other are none of its text."""
    if parts is None:
        return article
    links = tuple(link for link in article.links if _canonical(link.url, site) not in parts.urls)
    sources = {name: source for name, source in article.sources.items() if name != "links" or links}
    return replace(article, links=links, sources=sources, part=parts.number, parts=parts.urls, stem=parts.stem)


def _signs(page: Page, site: Site, tree: HtmlElement, mentions: Sequence[Mention]) -> Signs:
    elements = elements_of(tree)
    if elements.longest > LONGEST_NAME:
        tree = with_short_names(tree)
        elements = elements_of(tree)
    data = structured(elements, url=page.url)
    return Signs(page=page, site=site, tree=tree, elements=elements, data=data, mentions=tuple(mentions))


def _view(signs: Signs) -> View:
    return view_of(
        signs.page,
        signs.site,
        signs.tree,
        elements=signs.elements,
        base=signs.base,
        data=signs.data,
        mentions=signs.mentions,
    )


def _article(
    view: View,
    *,
    is_part: bool = False,
    knowledge: Knowledge | None = None,
    check: bool = False,
    is_said: bool = False,
) -> Extracted:
    # Figures, links and the rest come before the body: reading it takes captions and bylines out of the view's copy.
    fields = _fields(view)
    if not is_part and _is_variant(fields["url"], view):
        raise NoArticle("variant")
    title = fields["title"].value if "title" in fields else ""
    authors = fields["authors"].value if "authors" in fields else ()
    figures = fields["figures"].value
    text = body_of(view, title=title, figures=figures, authors=authors, knowledge=knowledge, check=check)
    if text is None and is_said and (line := line_of_gallery(view, fields)):
        text = Text(line, "unfit" if knowledge else None)
    if text is None and not is_part:
        raise NoArticle("no-body-text")
    text = text or Text(Found("", "dom"))
    body = text.body
    fields["figures"] = replace(fields["figures"], value=placed(fields["figures"].value, view, body.value))
    fields |= _filled(body=body, language=language_of(view, body.value))
    values = {name: found.value for name, found in fields.items()}
    article = Article(
        **{"title": "", **values},
        term_urls=addresses_of(view, (*values.get("categories", ()), *values.get("tags", ()))),
        external_id=next((mention.external_id for mention in view.mentions if mention.external_id), None),
        is_partial=is_partial(view, body.value),
        limits=(*view.data.limits, *text.limits),
        sources={name: found.source for name, found in fields.items() if found.value},
        others={name: lost for name, found in fields.items() if (lost := losers(found))},
    )
    return Extracted(article, text.knowledge)


def _fields(view: View) -> dict[str, Found[Any]]:
    """Every field but body and language, each with its source."""
    title, subtitle = title_of(view), subtitle_of(view)
    if title and subtitle and words_of(title.value) == words_of(subtitle.value):
        subtitle = None
    categories = categories_of(view)
    since = published(view)
    return _filled(
        url=_address(view),
        title=title,
        subtitle=subtitle,
        summary=_summary(view),
        authors=authors_of(view),
        categories=categories,
        tags=tags_of(view, categories.value if categories else ()),
        section=section_of(view, categories.value if categories else ()),
        lead_image=lead_of(view),
        figures=Found(figures_of(view), "dom"),
        links=Found(links_of(view), "dom"),
        **_times("published", since),
        **_times("modified", modified(view, since)),
    )


def _filled(**fields: Found[Any] | None) -> dict[str, Found[Any]]:
    return {name: found for name, found in fields.items() if found is not None}


def _times(name: str, moment: Moment | None) -> Mapping[str, Found[Any] | None]:
    if moment is None:
        return {}
    others = tuple(Found(other.at, other.source) for other in moment.others)
    raws = tuple(Found(other.raw, other.source) for other in moment.others)
    return {
        f"{name}_at": Found(moment.at, moment.source, others),
        f"{name}_raw": Found(moment.raw, moment.source, raws),
    }


def _summary(view: View) -> Found[str] | None:
    said = view.data.said("description", "og:description", "twitter:description")
    return Found(said, "meta") if said else None


def _address(view: View) -> Found[str]:
    """The canonical address, if it is one of this site and may be one of an article; else the page's own, as it is
    if that is no web address.

    Wrong ones are common: the front page, or, from WordPress's block themes, the last page of comments.
    """
    for said, source in own_addresses(view.elements, view.data, view.base):
        url = _canonical(said, view.site) if view.site.owns(said) else None
        if url and not is_home(url, view.site) and trap(url, view.site) in (None, "site-rule"):
            return Found(url, source)
    return Found(_canonical(view.page.url, view.site) or view.page.url, "url")


def _is_variant(address: Found[str], view: View) -> bool:
    """Whether this is the print or AMP form of an article, and does not say of which."""
    own = _canonical(view.page.url, view.site)
    is_named = any(mention.source in ("api", "feed") for mention in view.mentions)
    return address.source == "url" and own is not None and not is_named and trap(own, view.site) in ("amp", "print")


def _canonical(url: str, site: Site) -> str | None:
    try:
        return canonical(url, site)
    except ValueError:  # another scheme, or a host that no name server would take
        return None
