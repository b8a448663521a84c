"""A site that does everything wrong, on raw sockets, with good articles in between.

with HostileSite(FAULTS) as site:
    crawl(site.home)

Every fault has a name and a path, `/odd/<name>/`; a home page and a sitemap link to them all.
"""

import re
from collections.abc import Collection, Mapping

from tests.oddserver import Answer, OddServer

from . import answers, pages, spaces, wire
from .documents import APIS, FEEDS, LARGE, SITEMAPS, Made, urlset
from .told import RETRIED, TOLD
from .wire import one, page

__all__ = ["ANSWERED_ONCE", "FAULTS", "GOOD", "PAUSES", "SLOW", "SPACES", "TOLD", "WALLS", "HostileSite"]

FAULTS: Mapping[str, Answer] = (
    wire.CONNECTION
    | wire.FRAMING
    | wire.CODING
    | answers.REDIRECTS
    | answers.REFUSALS
    | answers.VALIDATORS
    | pages.ENCODINGS
    | pages.TYPES
    | pages.SHAPES
    | pages.LINKS
)
ANSWERED_ONCE: Mapping[str, Answer] = {
    name: fault for name, fault in FAULTS.items() if name not in (*RETRIED, *pages.SLOWLY_READ)
}
"""Faults of which one request tells, and soon."""

SLOW: Mapping[str, Answer] = wire.SLOW
WALLS: Mapping[str, Answer] = answers.WALLS
PAUSES: Mapping[str, Answer] = answers.PAUSES
SPACES: Collection[str] = tuple(spaces.SPACES)
GOOD = tuple(f"/news/good-{number}/" for number in range(1, 21))


class HostileSite(OddServer):
    """Serves faults by their names, the spaces named, and the good articles."""

    def __init__(
        self,
        faults: Mapping[str, Answer] = FAULTS,
        *,
        spaces: Collection[str] = (),
        documents: bool = True,
        large: Collection[str] = (),
        robots: Answer | None = None,
    ) -> None:
        super().__init__()
        self._faults, self._spaces, self._robots = faults, set(spaces), robots
        self._documents: dict[str, Made] = {f"/maps/{name}.xml": LARGE[name] for name in large}
        if documents:
            self._documents |= {f"/maps/{name}.xml": made for name, made in SITEMAPS.items()}
            self._documents |= {f"/feeds/{name}.xml": made for name, made in FEEDS.items()}
            self._documents |= {f"/wp-json/wp/v2/posts?odd={name}": made for name, made in APIS.items()}

    @property
    def home(self) -> str:
        return self.url("/")

    @property
    def seeds(self) -> str:
        """What a site file has to say for every document to be asked for."""
        kinds = {"/feeds/": "feed", "/wp-json": "api"}
        rows = [(path, kind) for path in self._documents for start, kind in kinds.items() if path.startswith(start)]
        return "\n".join(f'[[seeds]]\nurl = "{self.url(path)}"\nkind = "{kind}"' for path, kind in rows)

    def links(self) -> list[str]:
        """What the home page names: the faults, with the good articles spread between them."""
        odd = [f"/odd/{name}/" for name in self._faults] + [spaces.SPACES[name][0] for name in self._spaces]
        step = max(len(odd) // len(GOOD), 1)
        for number, path in enumerate(GOOD):
            odd.insert(number * (step + 1), path)
        return odd

    def _planned(self, path: str) -> Answer:
        name = path.removeprefix("/odd/").removesuffix("/")
        if path.startswith("/odd/") and name in self._faults:
            return self._faults[name]
        document = self._documents.get(re.sub(r"&page=\d+$", "", path))  # every page of a list is its first
        if document:
            return document(self.url(""))
        return self._usual(path) or spaces.in_space(path, self._spaces) or one(status="HTTP/1.1 404 Not Found")

    def _usual(self, path: str) -> Answer | None:
        if path in GOOD:
            return page(pages.article(f"Good article number {GOOD.index(path) + 1}").encode())
        match path:
            case "/robots.txt":
                return self._robots or one("Content-Type: text/plain", body=self._rules().encode())
            case "/sitemap.xml":
                return one("Content-Type: application/xml", body=urlset(map(self.url, self.links())))
            case "/":
                anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in self.links())
                return page(f"<html><head><title>Home</title></head><body>{anchors}</body></html>".encode())
        return None

    def _rules(self) -> str:
        named = ["/sitemap.xml", *(path for path in self._documents if path.startswith("/maps/"))]
        return "User-agent: *\nDisallow: /odd/forbidden/\n" + "".join(f"Sitemap: {self.url(path)}\n" for path in named)
