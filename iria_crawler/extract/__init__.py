"""From a page to an article: pure, without network, clock or Scrapy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from iria_crawler.errors import NoArticle
from iria_crawler.extract.addresses import canonical_in, is_variant
from iria_crawler.extract.blocks import blocked
from iria_crawler.extract.body import Text, body_of, known_text
from iria_crawler.extract.candidates import losers
from iria_crawler.extract.choosing import Weighed, observed_on, weighed
from iria_crawler.extract.fields import Fields, differ, fields_of, filled, spotted_fields, stray, taken
from iria_crawler.extract.galleries import line_of_gallery
from iria_crawler.extract.html import elements_of
from iria_crawler.extract.imprints import imprint_on
from iria_crawler.extract.kind import CONTINUATION, refusal
from iria_crawler.extract.knowledge import Knowledge, Outcome, is_checked
from iria_crawler.extract.language import language_of
from iria_crawler.extract.learning import learnt
from iria_crawler.extract.observations import Observation
from iria_crawler.extract.parsing import Parsed, parsed, tree_of
from iria_crawler.extract.partial import is_partial
from iria_crawler.extract.parts import Parts
from iria_crawler.extract.placing import placed
from iria_crawler.extract.signals import signals
from iria_crawler.extract.signs import Signs
from iria_crawler.extract.size import LONGEST_NAME, readable, with_short_names
from iria_crawler.extract.spots import NOWHERE
from iria_crawler.extract.structured import structured
from iria_crawler.extract.terms import addresses_of
from iria_crawler.extract.view import Found, View, view_of
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Site
from iria_crawler.text import size_of

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
    found = _article(signs, knowledge=known, check=check)
    if found.knowledge == "differs":  # then nothing is read by what is known
        found = replace(_article(signs), knowledge="differs")
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


def observation(page: Page, site: Site) -> Observation | None:
    """What can be learnt from the page of an article; None where the generic reader finds no text as it stands."""
    view, fields = _fielded(page, site)
    imprint = imprint_on(view, taken(fields))
    passages = observed_on(view, _title_in(fields))
    return Observation(passages, imprint) if passages else None


def body_choice(page: Page, site: Site) -> Weighed:
    """What the text of a page is chosen from, whatever kind of page it is: for training and for looking into."""
    view, fields = _fielded(page, site)
    return weighed(view, _title_in(fields))


def _fielded(page: Page, site: Site) -> tuple[View, Fields]:
    view = _view(_signs(page, site, within_limits(parsed(page)).tree, ()))
    return view, fields_of(view)


def _title_in(fields: Fields) -> str:
    return fields["title"].value if "title" in fields else ""


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
    article = _article(signs, is_part=True).article
    article = _as_read(article, whole)
    return replace(_in_parts(article, signs.parts, site), url=signs.parts.urls[0])


def _as_read(article: Article, read: Parsed) -> Article:
    """An article with how its page was read."""
    return replace(article, charset=str(read.charset), limits=(*read.limits, *article.limits))


def _in_parts(article: Article, parts: Parts | None, site: Site) -> Article:
    """An article that knows its parts; the links from one to the other are none of its text."""
    if parts is None:
        return article
    links = tuple(link for link in article.links if canonical_in(link.url, site) not in parts.urls)
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
    signs: Signs, *, is_part: bool = False, knowledge: Knowledge | None = None, check: bool = False
) -> Extracted:
    view = _view(signs)
    known = known_text(view, knowledge) if knowledge else []
    check = bool(known) and (check or is_checked(view.page.url))
    spots = knowledge.spots if knowledge and known and not view.rules.body else NOWHERE
    # What the generic reader finds comes first, since the other look marks captions in the view's copy; figures, links
    # and the rest before the body: reading it takes captions and bylines out of that.
    plain = spotted_fields(view, spots.places) if check else {}
    spotted = replace(view, spots=spots)
    fields = fields_of(spotted)
    is_other = check and (differ(plain, fields) or stray(spotted, fields))
    if not is_part and is_variant(fields["url"], view):
        raise NoArticle("variant")
    title = _title_in(fields)
    authors = fields["authors"].value if "authors" in fields else ()
    figures = fields["figures"].value
    text = body_of(view, title=title, figures=figures, authors=authors, knowledge=knowledge, known=known, check=check)
    if text is None and signs.is_said_article and not is_part and (line := line_of_gallery(view, fields)):
        text = Text(line, "unfit" if knowledge else None)
    if text is None and not is_part:
        raise NoArticle("no-body-text")
    text = text or Text(Found("", "dom"))
    body = text.body
    fields["figures"] = replace(fields["figures"], value=placed(fields["figures"].value, view, body.value))
    fields |= filled(body=body, language=language_of(view, body.value))
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
    return Extracted(article, "differs" if is_other else text.knowledge)
