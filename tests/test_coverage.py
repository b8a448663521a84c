"""No article is missed, whatever a site says of itself, and no more is asked for than that takes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from .conftest import Folder
from .host import Host, Said, host
from .newsdesk import article

PER_PAGE = 10
HANDFUL = 6  # requests
SOME_DAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
LISTED = frozenset({"lists"})


def story(number: int) -> str:
    return f"/2026/story-{number}/"


@dataclass
class Paper:
    """A news site: what it has published, oldest first, in which list it stands, and by what it says so.

    `named`: how many of the latest its sitemap names. `beyond`: lists that only the end of another leads to.
    """

    tells: frozenset[str] = LISTED
    stories: list[int] = field(default_factory=lambda: list(range(25)))
    sections: dict[str, list[int]] = field(default_factory=dict)
    changed: dict[int, datetime] = field(default_factory=dict)
    api: Callable[[list[int], int], Said] | None = None
    named: int = 10_000
    beyond: dict[str, list[int]] = field(default_factory=dict)
    address: str = ""

    def says(self, path: str) -> Said:
        path, _, query = path.partition("?")
        number = dict(pair.partition("=")[::2] for pair in query.split("&")).get("page", "1")
        match path.strip("/").split("/"):
            case [""]:
                return self._home()
            case ["robots.txt"]:
                return _text("Sitemap: /map.xml\n" if self.tells & {"sitemap", "index", "dated index"} else "")
            case ["map.xml"] if "sitemap" in self.tells:
                return self._sitemap(self.stories[-self.named :])
            case ["map.xml"]:
                return self._index()
            case ["part", part] if self.tells & {"index", "dated index"}:
                return self._sitemap(self._parts()[int(part.removesuffix(".xml"))])
            case ["feed"] if "feed" in self.tells:
                return self._feed()
            case ["wp-json", "wp", "v2", "posts"] if "api" in self.tells:
                return (self.api or self.posts)(self._latest(), int(number))
            case ["category", name, *rest]:
                return self._list(name, int(rest[1]) if rest else 1)
            case ["2026", name] if int(name.partition("-")[2]) in self.stories:
                return Said(body=article(f"Story {name}", word=f"w{name[6:]}"), headers=_HTML)
        return Said(status=404, headers=_HTML)

    def _latest(self) -> list[int]:
        """What was changed last comes first."""
        return sorted(self.stories, key=lambda number: (self.modified(number), number), reverse=True)

    def modified(self, number: int) -> datetime:
        return self.changed.get(number, SOME_DAY + timedelta(hours=number))

    def _home(self) -> Said:
        links = [f"/category/{name}/" for name in self.sections]
        head = '<link rel="alternate" type="application/rss+xml" href="/feed/">' if "feed" in self.tells else ""
        api = {"Link": f'<{self.address}/wp-json/>; rel="https://api.w.org/"'} if "api" in self.tells else {}
        return Said(body=_list_page(links, head=head), headers=_HTML | api)

    def _list(self, name: str, page: int) -> Said:
        stories = (self.sections | self.beyond)[name][::-1]
        links = [story(number) for number in stories[(page - 1) * PER_PAGE : page * PER_PAGE]]
        after = f"/category/{name}/page/{page + 1}/" if len(stories) > page * PER_PAGE else None
        links += [f"/category/{name}/" for name in self.beyond if after is None]
        return Said(body=_list_page(links, after=after), headers=_HTML)

    def _parts(self) -> list[list[int]]:
        return [self.stories[at : at + PER_PAGE] for at in range(0, len(self.stories), PER_PAGE)]

    def _index(self) -> Said:
        dates = [max(map(self.modified, part)) if "dated index" in self.tells else None for part in self._parts()]
        return _xml("sitemapindex", "sitemap", {f"{self.address}/part/{at}.xml": date for at, date in enumerate(dates)})

    def _sitemap(self, stories: list[int]) -> Said:
        return _xml("urlset", "url", {self.address + story(number): self.modified(number) for number in stories})

    def _feed(self) -> Said:
        items = "".join(
            f"<item><title>Story {number}</title><link>{self.address}{story(number)}</link>"
            f"<pubDate>{format_datetime(self.modified(number))}</pubDate></item>"
            for number in self._latest()[:PER_PAGE]
        )
        channel = f"<channel><title>Paper</title><link>{self.address}/</link>{items}</channel>"
        return Said(
            body=f'<rss version="2.0">{channel}</rss>'.encode(), headers={"Content-Type": "application/rss+xml"}
        )

    def posts(self, stories: list[int], page: int, *, total: str | None = "true", link: bool = False) -> Said:
        """A page of the API; `total`: what it says that there are in all."""
        shown = stories[(page - 1) * PER_PAGE : page * PER_PAGE]
        pages = -(-len(stories) // PER_PAGE)
        said = {"X-WP-TotalPages": str(pages)}
        if link:
            more = f"{self.address}/wp-json/wp/v2/posts?page={page + 1}"
            said = {"Link": f'<{more}>; rel="next"'} if page < pages else {}
        if total:
            said["X-WP-Total"] = str(len(stories)) if total == "true" else total
        return _json([self._post(number) for number in shown], **said)

    def _post(self, number: int) -> dict[str, object]:
        return {
            "id": number + 1,
            "link": self.address + story(number),
            "title": {"rendered": f"Story {number}"},
            "date_gmt": (SOME_DAY + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": self.modified(number).strftime("%Y-%m-%dT%H:%M:%S"),
            "content": {"rendered": f"<p>{self.modified(number)}</p>", "protected": False},
        }


_HTML = {"Content-Type": "text/html; charset=utf-8"}


def _text(body: str) -> Said:
    return Said(body=f"User-agent: *\nDisallow: /secret/\n{body}".encode(), headers={"Content-Type": "text/plain"})


def _json(value: object, **headers: str) -> Said:
    return Said(body=json.dumps(value).encode(), headers={"Content-Type": "application/json", **headers})


def _xml(root: str, entry: str, said: dict[str, datetime | None]) -> Said:
    entries = "".join(
        f"<{entry}><loc>{url}</loc>{f'<lastmod>{date.isoformat()}</lastmod>' if date else ''}</{entry}>"
        for url, date in said.items()
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return Said(body=f'<{root} xmlns="{space}">{entries}</{root}>'.encode(), headers={"Content-Type": "text/xml"})


def _list_page(links: list[str], *, head: str = "", after: str | None = None) -> bytes:
    items = "".join(f'<li><a href="{link}">All about what is told at {link}</a></li>' for link in links)
    pager = f'<nav class="pagination"><a class="next" rel="next" href="{after}">Older</a></nav>' if after else ""
    return f"<!doctype html><html><head><title>News</title>{head}</head><body><ul>{items}</ul>{pager}</body>".encode()


@contextmanager
def printed(paper: Paper, archive: Folder) -> Iterator[Host]:
    """The paper while it is up, with a site file in the archive."""
    with host(paper.says) as up:
        paper.address = up.url
        archive.site("paper", up.url)
        yield up


def held(archive: Folder) -> list[int]:
    """The numbers of the stories that the archive has."""
    return sorted(int(url.rsplit("-", 1)[1].strip("/")) for (url,) in archive.rows("SELECT url FROM article"))


def asked(up: Host, since: int) -> list[str]:
    return [path for path in up.paths[since:] if path.startswith("/2026/")]


@pytest.mark.parametrize(
    "means",
    [
        *(pytest.param(name, marks=pytest.mark.long) for name in ("api", "sitemap", "index", "feed")),
        "dated index",
        "lists",
    ],
)
def test_each_way_to_say_what_is_new_is_enough_by_itself(archive: Folder, means: str) -> None:
    paper = Paper(tells=frozenset({means}), sections={"all": list(range(25))} if means in ("feed", "lists") else {})
    with printed(paper, archive) as up:
        archive.run("crawl", "paper")
        assert held(archive) == list(range(25))
        first = len(up.paths)
        archive.run("crawl", "paper")
        assert not asked(up, first)
        assert len(up.paths) - first <= HANDFUL, up.paths[first:]
        paper.stories.append(25)
        paper.sections = {name: [*stories, 25] for name, stories in paper.sections.items()}
        second = len(up.paths)
        archive.run("crawl", "paper")
        assert held(archive) == list(range(26))
        assert asked(up, second) == [story(25)]


def test_what_has_changed_is_told_by_api_or_sitemap_wherever_it_stands(archive: Folder) -> None:
    paper = Paper(tells=frozenset({"api", "dated index"}))
    with printed(paper, archive) as up:
        archive.run("crawl", "paper")
        paper.changed[3] = datetime.now(UTC) - timedelta(seconds=1)
        first = len(up.paths)
        archive.run("crawl", "paper")
        assert asked(up, first) == [story(3)]


def _refused(stories: list[int], page: int) -> Said:
    return Said(status=401, body=b'{"code":"rest_forbidden"}', headers={"Content-Type": "application/json"})


def _fault(stories: list[int], page: int) -> Said:
    return _json({"code": "rest_disabled", "message": "The API is switched off."})


def _empty(stories: list[int], page: int) -> Said:
    return _json([], **{"X-WP-Total": "0", "X-WP-TotalPages": "0"})


def _html(stories: list[int], page: int) -> Said:
    return Said(body=_list_page(["/"]), headers=_HTML)


LIARS = [_refused, _fault, _empty, _html]


SOME_LIARS = [
    pytest.param(lie, id=lie.__name__.strip("_"), marks=() if "empty" in lie.__name__ else pytest.mark.long)
    for lie in LIARS
]


@pytest.mark.parametrize("lie", SOME_LIARS)
def test_an_api_that_says_nothing_hides_nothing(archive: Folder, lie: Callable[[list[int], int], Said]) -> None:
    paper = Paper(tells=frozenset({"api"}), api=lie, sections={"all": list(range(25))})
    with printed(paper, archive):
        archive.run("crawl", "paper")
        assert held(archive) == list(range(25))


@pytest.mark.parametrize("lie", SOME_LIARS)
def test_an_api_that_falls_silent_later_hides_nothing_for_longer_than_a_run(
    archive: Folder, lie: Callable[[list[int], int], Said]
) -> None:
    paper = Paper(tells=frozenset({"api"}), sections={"all": list(range(25))})
    with printed(paper, archive):
        archive.run("crawl", "paper")
        paper.api = lie
        paper.stories.append(25)
        paper.sections["all"].append(25)
        archive.run("crawl", "paper")
        archive.run("crawl", "paper")
        assert held(archive) == list(range(26))


@pytest.mark.parametrize(
    "total",
    [
        pytest.param("3", id="too low", marks=pytest.mark.long),
        pytest.param("9999", id="too high"),
        pytest.param(None, id="none", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize(
    "link", [pytest.param(False, id="counted pages"), pytest.param(True, id="linked pages", marks=pytest.mark.long)]
)
def test_an_api_that_counts_wrong_is_read_to_its_end_and_later_no_more_than_need_be(
    archive: Folder, total: str | None, link: bool
) -> None:
    paper = Paper(tells=frozenset({"api"}))
    paper.api = lambda stories, page: paper.posts(stories, page, total=total, link=link)
    with printed(paper, archive) as up:
        archive.run("crawl", "paper")
        assert held(archive) == list(range(25))
        first = len(up.paths)
        archive.run("crawl", "paper")
        assert len(up.paths) - first <= HANDFUL
        assert not asked(up, first)


def test_what_the_api_does_not_know_is_found_in_the_lists_however_far_down(archive: Folder) -> None:
    """Custom post types stand between posts in the lists, and the list of posts leaves them out."""
    posts = [number for number in range(40) if number not in (2, 17)]
    paper = Paper(tells=frozenset({"api"}), stories=list(range(40)), sections={"all": list(range(40))})
    paper.api = lambda stories, page: paper.posts([number for number in stories if number in posts], page)
    with printed(paper, archive):
        archive.run("crawl", "paper")
        assert held(archive) == list(range(40))


def test_a_rolling_news_sitemap_makes_nothing_look_gone(archive: Folder) -> None:
    paper = Paper(tells=frozenset({"sitemap"}), stories=list(range(40)))
    with printed(paper, archive) as up:
        archive.run("crawl", "paper")
        paper.named = 5
        first = len(up.paths)
        archive.run("crawl", "paper")
        assert held(archive) == list(range(40))
        assert not asked(up, first)


@pytest.mark.parametrize("pages", ["5", pytest.param("9", marks=pytest.mark.long)])
def test_a_first_run_that_stops_at_a_limit_ends_with_the_next_as_if_it_had_not(archive: Folder, pages: str) -> None:
    """The latest 30 stand in the first list, whose last page leads to the second, where all 45 do."""
    paper = Paper(stories=list(range(45)), sections={"first": list(range(15, 45))}, beyond={"second": list(range(45))})
    with printed(paper, archive):
        archive.run("crawl", "paper", "--limit", pages)
        archive.run("crawl", "paper")
        assert held(archive) == list(range(45))


def test_a_day_to_begin_with_leaves_out_what_is_older_until_a_run_without_it(archive: Folder) -> None:
    paper = Paper(tells=frozenset({"api"}))
    with printed(paper, archive):
        archive.run("crawl", "paper", "--since", (SOME_DAY + timedelta(hours=15)).isoformat())
        assert held(archive) == list(range(15, 25))
        archive.run("crawl", "paper")
        assert held(archive) == list(range(25))
