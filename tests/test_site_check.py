"""A check shows each field with its source and what lost beside the page, and makes a test case of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click import unstyle
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.cli.beside import tell
from iria_crawler.items import Page
from iria_crawler.looking import sample_of
from iria_crawler.looking.cases import Case, name_for, page_of, read_again
from iria_crawler.looking.seen import Seen
from iria_crawler.looking.telling import checked
from iria_crawler.sites import Site
from iria_crawler.warc import check, read_captures

from .conftest import Folder
from .extract.markup import FIRST, SECOND, json_ld
from .host import Host, Said, host
from .warcparts import taken_apart

STORY = "/news/port-talks/"
HEADLINE = "Port talks end in silence"


def story(title: str) -> Said:
    said = json_ld(headline=title, author={"name": "Bo Lind"}, datePublished="2026-05-01T12:00:00+02:00")
    html = (
        f'<!doctype html><html lang="en"><head><title>{title} – The News</title>{said}</head><body>'
        '<nav><ul><li><a href="/">Front page</a></li></ul></nav>'
        f'<article><h1>{title}</h1><p class="byline">By <a rel="author" href="/ann/">Ann Bell</a></p>'
        f"<p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )
    return Said(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def says(path: str) -> Said:
    """A front page, a feed of four stories, and a story that only its address leads to."""
    html = {"Content-Type": "text/html; charset=utf-8"}
    if path == "/":
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        teasers = "".join(f'<h2><a href="/news/story-{number}/">Story {number}</a></h2>' for number in range(9))
        return Said(body=f"<html><head><title>The News</title>{feed}</head>{teasers}</html>".encode(), headers=html)
    if path == "/feed/":
        items = "".join(
            f"<item><title>Story {number}</title><link>/news/story-{number}/</link></item>" for number in range(4)
        )
        body = f'<rss version="2.0"><channel><title>The News</title>{items}</channel></rss>'.encode()
        return Said(body=body, headers={"Content-Type": "application/rss+xml"})
    if path.startswith("/news/"):
        return story(HEADLINE if path == STORY else path)
    return Said(status=404)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A newspaper that is up, with its site file, and a folder in which a project with tests stands."""

    up: Host
    archive: Folder
    project: Path

    def check(self, path: str, *words: str, code: int = 0) -> str:
        url = self.up.url + path
        return self.archive.run("site", "check", "paper", "--url", url, *words, code=code, cwd=self.project).stdout

    def case(self, name: str) -> Case:
        return Case(folder=self.project / "tests" / "sites" / "paper", name=name)


@pytest.fixture(scope="module")
def paper(new_archive: Callable[[], Folder], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    archive, project = new_archive(), tmp_path_factory.mktemp("project")
    (project / "tests").mkdir()
    with host(says) as up:
        secrets = (
            "[collection]",
            'contact = "desk@paper.example"',
            "[notify]",
            'to = ["mailto://me:secret@x.example"]',
        )
        archive.site("paper", up.url + "/", "exclude = ['^/private/']", *secrets)
        yield Paper(up=up, archive=archive, project=project)


@pytest.fixture(scope="module")
def saved(paper: Paper) -> dict[str, Any]:
    """What is told of the story while a test case is made of it."""
    told: dict[str, Any] = json.loads(paper.check(STORY, "--save-fixture", "--json"))
    return told


def expected(case: Case) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(case.json.read_text(encoding="utf-8"))
    return said


def test_a_field_is_told_with_what_lost_against_it(saved: dict[str, Any]) -> None:
    (checked,) = saved["pages"]
    fields = {field["name"]: field for field in checked["fields"]}
    assert (fields["authors"]["value"], fields["authors"]["source"]) == ("Bo Lind", "json-ld")
    assert fields["authors"]["others"] == [{"value": "Ann Bell", "source": "dom"}]
    assert fields["body"]["others"] == []
    assert checked["visible"][:2] == [HEADLINE, "By Ann Bell"]


def test_the_article_that_is_asked_for_is_looked_at_though_nothing_names_it(saved: dict[str, Any]) -> None:
    (checked,) = saved["pages"]
    assert checked["url"].endswith(STORY)


def test_a_case_holds_the_exchange_as_it_was_captured(saved: dict[str, Any], paper: Paper) -> None:
    case = paper.case("port-talks")
    assert saved["fixture"] == {
        "warc": "tests/sites/paper/port-talks.warc.gz",
        "json": "tests/sites/paper/port-talks.json",
        "written": True,
    }
    (capture,) = read_captures(case.folder, case.warc.name)
    assert check(case.folder, capture.ref).problems == ()
    assert [part.kind for part in taken_apart(case.warc)] == ["warcinfo", "response", "request"]
    page = page_of(case, Site.model_validate(expected(case)["site"]))
    assert (page.url, page.body) == (paper.up.url + STORY, story(HEADLINE).body)
    assert sorted(path.name for path in case.folder.iterdir()) == ["port-talks.json", "port-talks.warc.gz"]


def test_the_json_of_a_case_says_what_was_read_and_what_with(saved: dict[str, Any], paper: Paper) -> None:
    said = expected(paper.case("port-talks"))
    assert said["article"]["title"] == HEADLINE
    assert said["article"]["body"] == [FIRST, SECOND]
    assert said["article"]["sources"]["authors"] == "json-ld"
    assert not {"summary", "others", "is_partial", "tags"} & set(said["article"])
    home = paper.up.url + "/"
    assert said["site"] == {"site": {"home": home, "slug": "paper"}, "crawl": {"exclude": ["^/private/"]}}
    assert read_again(paper.case("port-talks"), said) == {"article": said["article"]}


def test_a_case_is_not_written_over_without_force(saved: dict[str, Any], paper: Paper) -> None:
    case, asked = paper.case("port-talks"), len(paper.up.visits)
    before = case.warc.read_bytes()
    assert paper.check(STORY, "--save-fixture", "port-talks", code=2) == ""
    assert len(paper.up.visits) == asked
    told = paper.check(STORY, "--save-fixture", "port-talks", "--force", "--dry-run")
    assert "Would write tests/sites/paper/port-talks.warc.gz and port-talks.json." in told
    assert case.warc.read_bytes() == before
    assert "Wrote tests/sites/paper" in paper.check(STORY, "--save-fixture", "port-talks", "--force")
    assert case.warc.read_bytes() != before


def test_a_page_that_is_refused_is_a_case_too(paper: Paper, tmp_path: Path) -> None:
    told = paper.check("/", "--save-fixture", "front", "--fixtures", str(tmp_path))
    assert "no article: home" in told
    case = Case(folder=tmp_path / "paper", name="front")
    assert expected(case)["reason"] == "home"
    assert read_again(case, expected(case)) == {"reason": "home"}


def test_a_page_that_is_missing_is_a_case_too(paper: Paper, tmp_path: Path) -> None:
    paper.check("/gone/", "--save-fixture", "--fixtures", str(tmp_path))
    case = Case(folder=tmp_path / "paper", name="gone")
    assert read_again(case, expected(case)) == {"reason": expected(case)["reason"]} == {"reason": "status-404"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--save-fixture",), "name it with --url"),
        (("--url", "https://www.ir-ia.com/a/", "--save-fixture"), "say where test cases are with --fixtures DIR"),
        (("--url", "https://www.ir-ia.com/a/", "--save-fixture", "../x", "--fixtures", "."), "cannot name a case"),
    ],
    ids=["no page", "no folder", "no name"],
)
def test_what_can_be_no_case_is_told_before_anything_is_asked(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["site", "check", "ir-ia", *words])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_article_of_another_site_is_told_to_be_none_of_this_before_anything_is_asked(paper: Paper) -> None:
    asked = len(paper.up.visits)
    ran = paper.archive.run("site", "check", "paper", "--url", "https://other.example/a/", code=2)
    assert ran.stdout == ""
    assert f"https://other.example/a/ is not on {paper.up.url}/" in ran.stderr.splitlines()[-1]
    assert len(paper.up.visits) == asked


def test_an_article_that_robots_txt_keeps_from_us_is_told_with_that_reason(new_archive: Callable[[], Folder]) -> None:
    def keeps(path: str) -> Said:
        return Said(body=b"User-agent: *\nDisallow: /news/\n") if path == "/robots.txt" else says(path)

    archive = new_archive()
    with host(keeps) as up:
        archive.site("paper", up.url + "/")
        ran = archive.run("site", "check", "paper", "--url", up.url + STORY, code=1)
    assert ran.stdout == ""
    assert f"{up.url}{STORY} could not be fetched: " in ran.stderr.splitlines()[-1]
    assert "robots" in ran.stderr.splitlines()[-1]


def test_a_folder_that_cannot_be_written_is_told_without_traceback(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("in the way", encoding="utf-8")
    ran = paper.archive.run(
        *("site", "check", "paper", "--url", paper.up.url + STORY),
        *("--save-fixture", "--fixtures", str(tmp_path)),
        code=1,
    )
    assert f"{tmp_path / 'paper'} cannot be written" in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/2026/05/port-talks/", "port-talks"),
        ("https://x.example/news/12345.html?page=2", "12345"),
        ("https://x.example/Talks_on%20Ports", "talks-on-ports"),
        ("https://x.example/", "page"),
        ("https://x.example/%D9%85%D8%B1%D9%81%D8%A3/", "page"),
    ],
)
def test_a_case_is_called_as_its_address_ends(url: str, name: str) -> None:
    assert name_for(url) == name


@pytest.mark.parametrize(
    "url", ["https://x.example/TALKS", f"https://x.example/{'port-' * 30}", "https://x.example/-a-/"]
)
def test_what_a_case_is_called_if_nobody_says_is_a_name_for_one(url: str, tmp_path: Path) -> None:
    assert Case.of(tmp_path, "paper", name_for(url)).name != name_for("https://x.example/")


def told(**about: Any) -> dict[str, Any]:
    """A page as `iria site check --json` tells of it."""
    lost = [{"value": "Ann Bell", "source": "dom"}]
    author = {"name": "authors", "value": "Bo Lind", "source": "json-ld", "others": lost}
    body = {"name": "body", "value": f"40 words: {FIRST} {SECOND}", "source": "trafilatura", "others": []}
    page = {"url": "https://news.example/a", "status": 200, "read": True, "reason": None, "fields": [author, body]}
    page |= {"wall": None, "part_of": None, "is_partial": False, "limits": []}
    rules = [{"rule": "extract.title h2", "does": "nothing matches", "is_idle": True}]
    return {**page, "missing": ["a title"], "rules": rules, "visible": [HEADLINE, FIRST, SECOND], **about}


def printed(capsys: pytest.CaptureFixture[str], page: dict[str, Any]) -> list[str]:
    tell([page])
    return capsys.readouterr().out.splitlines()


def terminal(monkeypatch: pytest.MonkeyPatch, *, columns: int) -> None:
    for name, value in (("FORCE_COLOR", "1"), ("NO_COLOR", "1"), ("COLUMNS", str(columns)), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)


def plain(lines: list[str]) -> list[str]:
    """Lines without the sequences that make letters bold or dim."""
    return [unstyle(line) for line in lines]


def test_on_a_wide_terminal_the_page_stands_beside_its_fields(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(monkeypatch, columns=120)
    lines = plain(printed(capsys, told()))
    (author,) = [line for line in lines if line.startswith("authors")]
    assert author.partition("│")[0].split() == ["authors", "json-ld", "Bo", "Lind"]
    assert author.partition("│")[2].strip() == HEADLINE
    assert lines[lines.index(author) + 1].partition("│")[0].split() == ["dom", "—", "Ann", "Bell"]
    assert all(len(line) <= 120 for line in lines)


def test_on_a_narrow_terminal_and_in_a_pipe_the_page_stands_below(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = printed(capsys, told())
    terminal(monkeypatch, columns=100)
    narrow = plain(printed(capsys, told()))
    assert all(len(line) <= 100 for line in narrow)
    for lines in (piped, [line.rstrip() for line in narrow]):
        at = [number for number, line in enumerate(lines) if HEADLINE in line or "— Ann Bell" in line]
        assert "— Ann Bell" in lines[at[0]]
        assert lines[at[1]] == f"  {HEADLINE}"
        assert not any("│" in line for line in lines)
    assert piped == [line.rstrip() for line in piped]


def test_pages_are_told_one_after_the_other_with_what_is_missing_and_what_each_rule_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rules = [
        {"rule": "extract.title h2", "does": "nothing matches", "is_idle": True},
        {"rule": "crawl.article", "does": "makes it an article", "is_idle": False},
    ]
    tell(
        [told(visible=[], fields=[], rules=rules), told(read=False, reason="listing", visible=[], fields=[], rules=[])]
    )
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "https://news.example/a",
        "article, HTTP 200",
        "missing a title",
        "idle extract.title h2: nothing matches",
        "rule crawl.article: makes it an article",
        "",
        "https://news.example/a",
        "no article: listing, HTTP 200",
        "missing a title",
        "",
    ]


def test_of_a_long_page_the_first_lines_are_shown_and_those_of_a_paragraph_are_indented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [f"{number}. {'word ' * 30}" for number in range(40)]
    terminal(monkeypatch, columns=100)
    below = [line.rstrip() for line in plain(printed(capsys, told(visible=shown)))]
    begin = next(number for number, line in enumerate(below) if line.startswith("  0. word"))
    assert below[begin + 1].startswith("    word")
    assert below[begin + 2].startswith("  1. word")
    assert below[-2:] == ["  …", ""]
    assert "  …" not in plain(printed(capsys, told(visible=shown[:2])))
    terminal(monkeypatch, columns=120)
    beside = [line.partition("│")[2].strip() for line in plain(printed(capsys, told(visible=shown)))]
    assert beside[-2] == "…"
    assert sum(line.startswith("word") or line[:1].isdigit() for line in beside) > len(below) - begin
    assert "the page shows (dim: in none of the fields)" in beside


def test_what_of_a_page_is_in_no_field_is_dim(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(monkeypatch, columns=100)
    lines = printed(capsys, told(visible=["Bo Lind", "Nobody else has it"]))
    dim = "\x1b[2m"
    assert [line for line in lines if "Nobody else has it" in line and dim in line]
    assert [line for line in lines if line.startswith("  ") and "Bo Lind" in line and dim not in line]


def test_a_page_cannot_speak_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    out = "\n".join(printed(capsys, told(visible=["\x1b[2J\x07Headline"], url="https://news.example/\x1b[31m")))
    assert "Headline" in out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_a_long_text_is_shown_with_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    body = {"name": "body", "value": f"Begin {'word ' * 400}the very end.", "source": "dom", "others": []}
    (line,) = [line for line in printed(capsys, told(fields=[body])) if line.startswith("body")]
    assert "Begin word" in line
    assert line.endswith("word the very end.")
    assert len(line) < 300


def looked(
    body: str,
    *,
    path: str = "/news/a/",
    kind: str = "",
    head: str = "",
    mime: str = "text/html",
    **tables: Mapping[str, object],
) -> dict[str, Any]:
    """What is told of a page that was answered so, by a site file with these tables."""
    html = f"<html lang=en><head>{head}</head><body class='{kind}'>{body}</body></html>"
    page = Page(
        url=f"https://news.example{path}",
        status=200,
        headers=(("Content-Type", f"{mime}; charset=utf-8"),),
        body=html.encode() if mime == "text/html" else body.encode(),
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    site = Site.model_validate({"site": {"home": "https://news.example/"}, **tables})
    return checked(sample_of(Seen(page=page, kind="article"), site), site)


def values(told: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: field["value"] for field in told["fields"]}


def article(inside: str) -> str:
    return f"<article><h1>{HEADLINE}</h1><p>{FIRST}</p><p>{SECOND}</p>{inside}</article>"


def test_pictures_charset_and_the_date_as_it_is_stated_are_told() -> None:
    lead = "https://news.example/lead.jpg"
    said = json_ld(headline=HEADLINE, datePublished="2026-05-01T12:00:00+02:00", image=lead)
    figure = "<figure><img src=/a.jpg alt='Two cranes'><figcaption>Cranes stand. Photo: Ann Bell</figcaption></figure>"
    told = looked(article(figure), head=said)
    found = values(told)
    assert (found["captions"], found["credits"], found["alts"]) == ("Cranes stand.", "Ann Bell", "Two cranes")
    assert found["lead_image"] == lead
    assert found["published"] == "2026-05-01 10:00 UTC"
    assert found["published_raw"] == "2026-05-01T12:00:00+02:00 (zone UTC+02:00)"
    assert found["charset"] == told["charset"] == "utf-8 (header)"
    assert not {"partial", "limits", "parts"} & set(found)


def test_pictures_and_links_are_counted_where_there_are_any() -> None:
    pictures = "<figure><img src=/a.jpg><figcaption>Cranes.</figcaption></figure><figure><img src=/b.jpg></figure>"
    told = looked(article(f"{pictures}<p>They say <a href='/x/'>that the port is shut</a> and stay.</p>"))
    found, sources = values(told), {field["name"]: field["source"] for field in told["fields"]}
    assert (found["figures"], found["links"]) == ("2, 1 with caption", "1")
    assert sources["captions"] == sources["figures"] == "dom"
    assert not {"figures", "links"} & set(values(looked(article(""))))


def test_what_an_article_lacks_is_told_and_each_line_of_its_page_once() -> None:
    told = looked(article("<div><p></p><ul><li>One</li><li>Two</li></ul></div>"))
    assert told["missing"] == ["an author", "a date of publication"]
    assert told["visible"] == [HEADLINE, FIRST.strip(), SECOND, "One", "Two"]
    front = looked(article(""), path="/")
    assert (front["reason"], front["fields"], front["missing"], front["part_of"]) == ("home", [], [], None)


def test_an_answer_that_is_no_html_is_told_to_be_no_article() -> None:
    told = looked('{"a": 1}', mime="application/json", extract={"title": ["h1"]}, crawl={"article": ["^/news/"]})
    assert (told["read"], told["visible"], told["charset"]) == (False, [], None)
    assert [rule["rule"] for rule in told["rules"]] == ["crawl.article"]


@pytest.mark.parametrize(
    ("path", "table", "rule", "does", "is_idle"),
    [
        ("/news/a/", {"crawl": {"article": ["^/news/"]}}, "crawl.article", "makes it an article", False),
        ("/news/a/", {"crawl": {"article": ["^/story/"]}}, "crawl.article", "does not fit: no article", True),
        ("/news/a/", {"crawl": {"listing": ["^/news/"]}}, "crawl.listing", "makes it a listing, not an article", False),
        ("/news/a/", {"crawl": {"exclude": ["^/news/"]}}, "crawl.exclude", "keeps a crawl from fetching it", False),
        ("/a/b/a/b/a/b/a/b/a/b/", {}, "the rule repeating-path", "keeps a crawl from fetching it", False),
        ("/news/a/", {"extract": {"title": ["h2", "h1"]}}, "extract.title h2, h1", "gives the field", False),
        ("/news/a/", {"extract": {"title": ["h2"]}}, "extract.title h2", "nothing matches", True),
        ("/news/a/", {"extract": {"published": ["time"]}}, "extract.published time", "gives the field", False),
        ("/news/a/", {"extract": {"published": ["h1"]}}, "extract.published h1", "matches, but is not used", True),
        ("/", {"extract": {"title": ["h1"]}}, "extract.title h1", "matches, but is not used", True),
        ("/news/a/", {"extract": {"drop": ["time"]}}, "extract.drop time", "leaves out 1 elements", False),
        ("/news/a/", {"extract": {"drop": ["h5"]}}, "extract.drop h5", "leaves out 0 elements", True),
    ],
)
def test_each_rule_of_a_site_file_is_told_with_what_it_does_on_a_page(
    path: str, table: dict[str, Any], rule: str, does: str, is_idle: bool
) -> None:
    told = looked(article("<time>2026-05-01 12:00</time>"), path=path, **table)
    assert told["rules"] == [{"rule": rule, "does": does, "is_idle": is_idle}]


def test_a_rule_that_does_nothing_on_a_page_is_not_told_of_it_where_that_is_no_fault() -> None:
    tables: dict[str, dict[str, object]] = {"crawl": {"listing": ["^/topics/"], "exclude": ["^/private/"]}}
    assert looked(article(""), **tables)["rules"] == []


def test_a_text_that_is_not_all_is_told_to_be_partial(capsys: pytest.CaptureFixture[str]) -> None:
    told = looked(article("<div><h3>This article is for subscribers only</h3></div>"))
    assert told["is_partial"]
    assert "partial" in values(told)
    assert "article, partial, HTTP 200" in printed(capsys, told)


def test_what_was_not_read_for_its_size_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = looked(article(f"<p>{FIRST * 12_000}</p>"))
    (limit,) = told["limits"]
    assert limit.endswith("letters, 1,000,000 read")
    assert values(told)["limits"] == limit
    assert "article, not all of it read, HTTP 200" in printed(capsys, told)
    assert looked(article(f"<p>{FIRST * 12_000}</p>"), path="/")["limits"] == [limit]


def test_a_later_part_is_told_with_its_text_and_the_article_that_it_is_of(capsys: pytest.CaptureFixture[str]) -> None:
    first = "<a href='/news/a/' class='post-page-numbers'>1</a>"
    numbers = f"{first} <span class='post-page-numbers current' aria-current='page'>2</span>"
    told = looked(article(numbers), path="/news/a/2/", kind="single single-post postid-7 single-paged-2")
    assert (told["read"], told["reason"], told["part_of"]) == (False, "continuation", "https://news.example/news/a/")
    assert FIRST in values(told)["body"]
    assert values(told)["parts"] == "2 of 2: https://news.example/news/a/ https://news.example/news/a/2/"
    assert "no article by itself: a later part of https://news.example/news/a/, HTTP 200" in printed(capsys, told)


def test_a_wall_is_told_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = "<p>" + "We and our partners use cookies to process personal data. " * 6 + "</p>"
    told = looked(f"<h1>We value your privacy</h1>{text}<button>Accept all</button>")
    assert (told["read"], told["reason"], told["wall"], told["fields"]) == (False, "blocked", "consent-wall", [])
    assert "no article: consent-wall, a wall before the page, HTTP 200" in printed(capsys, told)
