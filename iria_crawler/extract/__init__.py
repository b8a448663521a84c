"""From a page to an article: pure, without network, clock or Scrapy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from iria_crawler.errors import NoArticle
from iria_crawler.extract.authors import authors_of
from iria_crawler.extract.blocks import blocked
from iria_crawler.extract.body import Weighed, body_of, observed_on, weighed
from iria_crawler.extract.dates import Moment, modified, published
from iria_crawler.extract.figures import figures_of, lead_of
from iria_crawler.extract.html import absolute, base_of, text_of, tree_of
from iria_crawler.extract.kind import Signs, refusal
from iria_crawler.extract.knowledge import Knowledge, Observed, Outcome, learnt
from iria_crawler.extract.language import language_of
from iria_crawler.extract.links import links_of
from iria_crawler.extract.signals import signals
from iria_crawler.extract.structured import Structured, structured
from iria_crawler.extract.terms import categories_of, section_of, tags_of
from iria_crawler.extract.title import subtitle_of, title_of
from iria_crawler.extract.view import Found, View, view_of
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Site
from iria_crawler.urls import canonical, is_home, trap

SCANT = 150
"""Letters; of a page with less text something else must say that it is an article."""

__all__ = ["Knowledge", "blocked", "extract", "extracted", "learnt", "observation", "signals", "tree_of"]


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
    tree: HtmlElement | None = None,
    knowledge: Knowledge | None = None,
) -> Article:
    """The article on a page; raises `NoArticle`, whose reason says what the page is instead.

    `tree` is the page as `tree_of` parsed it, if somebody has done so already; it is left as it is.
    `knowledge` is what is known of the pages of the site.
    """
    return extracted(page, site, mentions=mentions, tree=tree, knowledge=knowledge).article


def extracted(
    page: Page,
    site: Site,
    *,
    mentions: Sequence[Mention] = (),
    tree: HtmlElement | None = None,
    knowledge: Knowledge | None = None,
    check: bool = False,
) -> Extracted:
    """As `extract`, with what came of `knowledge`; with `check` the generic reader reads as well and is right."""
    if page.status != 200:
        raise NoArticle(f"status-{page.status}")
    tree = tree_of(page) if tree is None else tree
    data = _structured(tree)
    signs = Signs(page=page, site=site, tree=tree, data=data, mentions=tuple(mentions))
    reason = refusal(signs)
    if reason is not None:
        raise NoArticle(reason)
    found = _article(_view(page, site, tree, data, mentions), knowledge, check=check)
    article = found.article
    own = len(article.body) - sum(len(link.text) for link in article.links)  # a list of links is no text either
    if own < SCANT and not signs.is_plainly_article:
        raise NoArticle("scant-text")
    return found


def observation(page: Page, site: Site) -> tuple[Observed, ...]:
    """What can be learnt from the page of an article: its passages, and which of them are the text."""
    view, title = _titled(page, site)
    return observed_on(view, title)


def body_choice(page: Page, site: Site) -> Weighed:
    """What the text of a page is chosen from, whatever kind of page it is: for training and for looking into."""
    return weighed(*_titled(page, site))


def _titled(page: Page, site: Site) -> tuple[View, str]:
    tree = tree_of(page)
    view = _view(page, site, tree, _structured(tree), ())
    fields = _fields(view)
    return view, fields["title"].value if "title" in fields else ""


def _structured(tree: HtmlElement) -> Structured:
    heading = next(tree.iter("h1"), None)
    return structured(tree, title=None if heading is None else text_of(heading))


def _view(page: Page, site: Site, tree: HtmlElement, data: Structured, mentions: Sequence[Mention]) -> View:
    return view_of(page, site, tree, base=base_of(tree, page.url), data=data, mentions=mentions)


def _article(view: View, knowledge: Knowledge | None, *, check: bool) -> Extracted:
    # Figures, links and the rest come before the body: reading it takes captions and bylines out of the view's copy.
    fields = _fields(view)
    title = fields["title"].value if "title" in fields else ""
    text = body_of(view, title=title, figures=fields["figures"].value, knowledge=knowledge, check=check)
    if text is None:
        raise NoArticle("no-body-text")
    body = text.body
    fields |= _filled(body=body, language=language_of(view, body.value))
    values = {name: found.value for name, found in fields.items()}
    article = Article(
        **{"title": "", **values},
        external_id=next((mention.external_id for mention in view.mentions if mention.external_id), None),
        sources={name: found.source for name, found in fields.items() if found.value},
    )
    return Extracted(article, text.knowledge)


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
