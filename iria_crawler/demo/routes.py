"""Which answer each address of the demo site gets: pure, from an edition and a request target."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import format_datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from iria_crawler.demo import feeds, images, pages, rest
from iria_crawler.demo.blocks import HEIGHT, WIDTH
from iria_crawler.demo.edition import Edition, Listing
from iria_crawler.demo.sitemaps import sitemaps
from iria_crawler.demo.story import Story

HTML, XML, RSS = "text/html; charset=UTF-8", "application/xml; charset=UTF-8", "application/rss+xml; charset=UTF-8"
JSON, TEXT, PNG = "application/json; charset=UTF-8", "text/plain; charset=utf-8", "image/png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response before content and transfer coding; with an ETag it can be answered 304."""

    status: int = 200
    mime: str = HTML
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    chunked: bool = False

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request asks for: an edition's page under `base`, by its decoded path and its query."""

    edition: Edition
    base: str
    path: str
    query: dict[str, str]


def answer(edition: Edition, base: str, target: str) -> Answer:
    """The answer to a GET of this target; an unknown address is a 404 page."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = Asked(edition=edition, base=base, path=unquote(parts.path), query=query)
    found = _routed(asked)
    if found is None and not asked.path.endswith("/") and _routed(replace(asked, path=asked.path + "/")):
        return _moved(asked, quote(asked.path) + "/" + (f"?{parts.query}" if parts.query else ""))
    return found or _missing(asked)


def _routed(asked: Asked) -> Answer | None:
    for pattern, route in _ROUTES:
        if match := pattern.fullmatch(asked.path):
            return route(asked, *match.groups(default=""))
    return _listing(asked)


def _front(asked: Asked) -> Answer | None:
    """The home page, where WordPress also takes post numbers and searches."""
    if "p" in asked.query:
        story = asked.edition.by_number.get(asked.query["p"])
        return _moved(asked, story.path) if story else None
    if "s" in asked.query:
        return _search(asked, asked.query["s"])
    return _listing(asked)


def _search(asked: Asked, words: str) -> Answer:
    found = tuple(story for story in asked.edition.stories if words.lower() in story.title.lower())
    shown = Listing(kind="date", title=f"Search: {words}", path="/", stories=found[:10])
    return _html(pages.listing(asked.edition, shown, asked.base))


def _listing(asked: Asked) -> Answer | None:
    """Any list of stories, its further pages and its feed; `/news/` shows the category of that name."""
    match = _LIST.fullmatch(asked.path)
    if match is None:
        return None
    path, number, feed = match.groups()
    listing = asked.edition.listings.get("/category/news/" if path == "/news/" else quote(path))
    page = int(number or 1)
    if listing is None or not 1 <= page <= listing.pages:
        return None
    if feed:
        return _feed(asked, listing)
    if number == "1":
        return _moved(asked, listing.path)
    return _html(pages.listing(asked.edition, listing, asked.base, number=page), chunked=True)


def _feed(asked: Asked, listing: Listing) -> Answer:
    name = asked.edition.masthead.name
    title = name if listing.kind == "home" else f"{listing.title} – {name}"
    path = f"{listing.path}feed/"
    return _fresh(asked, feeds.rss(asked.edition, listing.stories, asked.base, title=title, path=path))


def _comments_feed(asked: Asked) -> Answer:
    title = f"Comments for {asked.edition.masthead.name}"
    return _fresh(asked, feeds.comments(asked.edition, asked.edition.stories, asked.base, title=title, path=asked.path))


def _article(asked: Asked, slug: str, variant: str) -> Answer | None:
    """An article in any case of letters and with any query, or one of its pages; its comments' feed; its AMP page."""
    slug = slug.lower()
    story = asked.edition.by_slug.get(slug)
    if story is None:
        return _missing(asked, status=asked.edition.gone[slug]) if slug in asked.edition.gone else None
    if variant == "amp/":
        return _html(pages.amp(asked.edition, story, asked.base))
    if variant == "feed/":
        title = f"Comments on: {story.title}"
        return _fresh(asked, feeds.comments(asked.edition, [story], asked.base, title=title, path=quote(asked.path)))
    number = int(variant.strip("/") or 1)
    if variant and not 1 < number <= story.parts:
        return _moved(asked, story.path)
    return _page(asked, story, number)


def _page(asked: Asked, story: Story, number: int) -> Answer:
    links = (
        ("Link", f'<{asked.base}/wp-json/>; rel="https://api.w.org/"'),
        ("Link", f'<{asked.base}{rest.ROOT}posts/{story.number}>; rel="alternate"; type="application/json"'),
        ("Link", f"<{asked.base}/?p={story.number}>; rel=shortlink"),
    )
    html = pages.article(asked.edition, story, asked.base, number=number)
    return replace(_html(html, chunked=story.number % 2 == 0), headers=links)


def _about(asked: Asked) -> Answer:
    masthead = asked.edition.masthead
    more = "The newsroom, its countries and everybody who is quoted here were invented for a demonstration."
    return _html(pages.plain(asked.edition, asked.base, title="About", paragraphs=(masthead.about, more)))


def _members(asked: Asked) -> Answer:
    told = ("Members read the full reports here. robots.txt asks robots to stay outside.",)
    return _html(pages.plain(asked.edition, asked.base, title="Members area", paragraphs=told))


def _robots(asked: Asked) -> Answer:
    rules = f"User-agent: *\nDisallow: /members-area/\n\nSitemap: {asked.base}/wp-sitemap.xml\n"
    return Answer(mime=TEXT, body=rules.encode())


def _sitemap(asked: Asked) -> Answer | None:
    found = sitemaps(asked.edition, asked.base).get(asked.path)
    return Answer(mime=XML, body=found.encode()) if found else None


def _image(asked: Asked) -> Answer | None:
    picture = asked.edition.pictures.get(asked.path)
    if picture is None:
        return None
    width, height = (300, 188) if asked.path == picture.thumbnail else (WIDTH, HEIGHT)
    body = images.png(picture.path, width, height)
    return Answer(mime=PNG, body=body, headers=(("ETag", f'"{hashlib.sha1(body).hexdigest()[:16]}"'),))


def _api(asked: Asked, rest_of_path: str) -> Answer:
    name, _, number = rest_of_path.strip("/").partition("/")
    if name == "posts" and not number:
        reply = rest.posts(asked.edition, asked.base, asked.query)
    elif name == "posts" and number in asked.edition.by_number:
        reply = rest.Reply(200, rest.post(asked.edition.by_number[number], asked.base, asked.query))
    elif name in ("categories", "tags", "users") and not number:
        reply = rest.terms(asked.edition, asked.base, name, asked.query)
    else:
        reply = rest.missing()
    return _json(asked, reply)


def _json(asked: Asked, reply: rest.Reply) -> Answer:
    headers: list[tuple[str, str]] = []
    if reply.pages is not None:
        headers = [("X-WP-Total", str(reply.total)), ("X-WP-TotalPages", str(reply.pages))]
        steps = [("prev", reply.page - 1)] * (reply.page > 1) + [("next", reply.page + 1)] * (reply.page < reply.pages)
        headers += [("Link", f'<{_with_page(asked, page)}>; rel="{rel}"') for rel, page in steps]
    body = json.dumps(reply.value, ensure_ascii=False).encode()
    return Answer(status=reply.status, mime=JSON, body=body, headers=tuple(headers))


def _with_page(asked: Asked, page: int) -> str:
    query = asked.query | {"page": str(page)}
    said = "&".join(f"{quote(name)}={quote(value)}" if value else quote(name) for name, value in query.items())
    return f"{asked.base}{asked.path}?{said}"


def _latest(asked: Asked, slash: str) -> Answer | None:
    """The newest article by three redirects: /latest/, /go/latest, the article without slash, the article."""
    if not asked.edition.stories:
        return None
    return _moved(asked, asked.edition.stories[0].path.rstrip("/"), status=302)


def _html(text: str, *, status: int = 200, chunked: bool = False) -> Answer:
    return Answer(status=status, body=text.encode(), chunked=chunked)


def _fresh(asked: Asked, text: str) -> Answer:
    """A feed, with validators: the ETag is weak, since it stands for each content coding."""
    body = text.encode()
    validators = (
        ("ETag", f'W/"{hashlib.sha1(body).hexdigest()[:16]}"'),
        ("Last-Modified", format_datetime(asked.edition.changed, usegmt=True)),
        ("Vary", "Accept-Encoding"),
    )
    return Answer(mime=RSS, body=body, headers=validators)


def _moved(asked: Asked, to: str, *, status: int = 301) -> Answer:
    return Answer(status=status, headers=(("Location", asked.base + to),))


def _missing(asked: Asked, *, status: int = 404) -> Answer:
    title, told = {
        404: ("Page not found", "Nothing was found at this address. Perhaps the search helps."),
        410: ("Withdrawn", "This article has been withdrawn and will not come back."),
    }[status]
    html = pages.plain(asked.edition, asked.base, title=title, paragraphs=(told,), classes=f"error{status}")
    return _html(html, status=status)


_LIST = re.compile(r"(/|/.+?/)(?:page/(\d{1,6})/|(feed)/)?")
_ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Answer | None]], ...] = (
    (re.compile(r"/"), _front),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/wp-sitemap.*\.xml"), _sitemap),
    (re.compile(r"/sitemap\.xml"), lambda asked: _moved(asked, "/wp-sitemap.xml")),
    (re.compile(r"/wp-content/uploads/.+\.png"), _image),
    (re.compile(r"/wp-json/"), lambda asked: _json(asked, rest.index(asked.edition, asked.base))),
    (re.compile(rf"{rest.ROOT}(.+)"), _api),
    (re.compile(r"/about/"), _about),
    (re.compile(r"/members-area/"), _members),
    (re.compile(r"/latest/"), lambda asked: _moved(asked, "/go/latest", status=302)),
    (re.compile(r"/go/latest(/?)"), _latest),
    (re.compile(r"/comments/feed/"), _comments_feed),
    (re.compile(r"/news/(?!page/|feed/)([^/]+)/(amp/|feed/|\d{1,3}/)?", re.IGNORECASE), _article),
)
