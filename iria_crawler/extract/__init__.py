"""From a page to an article: pure, without network, clock or Scrapy."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.html import HtmlElement

from iria_crawler.errors import NoArticle
from iria_crawler.extract.authors import authors_of
from iria_crawler.extract.blocks import blocked
from iria_crawler.extract.body import Weighed, body_of, weighed
from iria_crawler.extract.dates import Moment, modified, published
from iria_crawler.extract.figures import figures_of, lead_of
from iria_crawler.extract.html import Parsed, absolute, base_of, parsed, text_of, tree_of
from iria_crawler.extract.kind import Signs, refusal
from iria_crawler.extract.language import language_of
from iria_crawler.extract.links import links_of
from iria_crawler.extract.signals import signals
from iria_crawler.extract.size import readable
from iria_crawler.extract.structured import Structured, structured
from iria_crawler.extract.terms import categories_of, section_of, tags_of
from iria_crawler.extract.title import subtitle_of, title_of
from iria_crawler.extract.view import Found, View, view_of
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Site
from iria_crawler.urls import canonical, is_home, trap

SCANT = 150
"""Letters; of a page with less text something else must say that it is an article."""

__all__ = ["Parsed", "blocked", "extract", "parsed", "signals", "tree_of", "within_limits"]


def extract(page: Page, site: Site, *, mentions: Sequence[Mention] = (), read: Parsed | None = None) -> Article:
    """The article on a page; raises `NoArticle`, whose reason says what the page is instead.

    `read` is the page as `parsed` gives it, if somebody has done so already; its tree is left as it is.
    """
    if page.status != 200:
        raise NoArticle(f"status-{page.status}")
    read = within_limits(parsed(page) if read is None else read)
    data = _structured(read.tree)
    signs = Signs(page=page, site=site, tree=read.tree, data=data, mentions=tuple(mentions))
    reason = refusal(signs)
    if reason is not None:
        raise NoArticle(reason)
    article = _article(_view(page, site, read.tree, data, mentions))
    own = len(article.body) - sum(len(link.text) for link in article.links)  # a list of links is no text either
    if own < SCANT and not signs.is_plainly_article:
        raise NoArticle("scant-text")
    return replace(article, charset=str(read.charset), limits=read.limits)


def within_limits(read: Parsed) -> Parsed:
    """A page as far as an article is looked for in it, which is nearly always the whole."""
    tree, limits = readable(read.tree)
    return read if tree is read.tree else replace(read, tree=tree, limits=(*read.limits, *limits))


def body_choice(page: Page, site: Site) -> Weighed:
    """What the text of a page is chosen from, whatever kind of page it is: for training and for looking into."""
    tree = within_limits(parsed(page)).tree
    view = _view(page, site, tree, _structured(tree), ())
    fields = _fields(view)
    return weighed(view, fields["title"].value if "title" in fields else "")


def _structured(tree: HtmlElement) -> Structured:
    heading = next(tree.iter("h1"), None)
    return structured(tree, title=None if heading is None else text_of(heading))


def _view(page: Page, site: Site, tree: HtmlElement, data: Structured, mentions: Sequence[Mention]) -> View:
    return view_of(page, site, tree, base=base_of(tree, page.url), data=data, mentions=mentions)


def _article(view: View) -> Article:
    # Figures, links and the rest come before the body: reading it takes captions and bylines out of the view's copy.
    fields = _fields(view)
    title = fields["title"].value if "title" in fields else ""
    body = body_of(view, title=title, figures=fields["figures"].value)
    if body is None:
        raise NoArticle("no-body-text")
    fields |= _filled(body=body, language=language_of(view, body.value))
    values = {name: found.value for name, found in fields.items()}
    return Article(
        **{"title": "", **values},
        external_id=next((mention.external_id for mention in view.mentions if mention.external_id), None),
        sources={name: found.source for name, found in fields.items() if found.value},
    )


def _fields(view: View) -> dict[str, Found[Any]]:
    """Every field but body and language, each with its source."""
    categories = categories_of(view)
    since = published(view)
    return _filled(
        url=_address(view),
        title=title_of(view),
        subtitle=subtitle_of(view),
        summary=_summary(view),
        authors=authors_of(view),
        categories=categories,
        tags=tags_of(view),
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
    link = next(
        (link for link in view.tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None
    )
    said = ((link.get("href") if link is not None else None, "dom"), (view.data.said("og:url"), "meta"))
    for href, source in said:
        link_to = absolute(view.base, href)
        url = _canonical(link_to, view.site) if link_to and view.site.owns(link_to) else None
        if url and not is_home(url, view.site) and trap(url, view.site) in (None, "site-rule"):
            return Found(url, source)
    return Found(_canonical(view.page.url, view.site) or view.page.url, "url")


def _canonical(url: str, site: Site) -> str | None:
    try:
        return canonical(url, site)
    except ValueError:  # another scheme, or a host that no name server would take
        return None
