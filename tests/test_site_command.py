"""A site is looked at before it is crawled: little is asked, much is told, and nothing but its file is written."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.demo import DemoSite, Served, generate, serve
from iria_crawler.sites import known, load

from .conftest import Folder
from .host import Said, host, page

ARTICLES = 30
FEW = 12  # requests


@dataclass(frozen=True, kw_only=True)
class Added:
    """A site that was added, and what the command said of it."""

    site: DemoSite
    served: Served
    archive: Folder
    ran: "CompletedProcess[str]"

    @property
    def file(self) -> Path:
        return self.archive.path / "sites" / "paper.toml"


@pytest.fixture(scope="module")
def added(new_archive: Callable[[], Folder]) -> Iterator[Added]:
    archive, site = new_archive(), generate(ARTICLES)
    with serve(site) as served:
        options = ("--slug", "paper", "--delay", "0", "--contact", "desk@archive.example", "--schedule", "daily 02:30")
        yield Added(site=site, served=served, archive=archive, ran=archive.run("site", "add", served.url, *options))


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    return done.exit_code, done.stdout, done.stderr


def visits(served: Served) -> int:
    return len(served.log)


def test_a_site_is_added_with_what_was_found_of_it(added: Added) -> None:
    out = added.ran.stdout
    for said in (
        f"REST API open: {ARTICLES} posts",
        "sitemap.xml",
        "10 entries, full text",
        "allows us; Crawl-delay none; Sitemap named",
        "en (html lang and text agree)",
        "3 articles read",
        "title, author, date, body",
        f"Wrote {added.file}.  Estimated first crawl: ",
        "site check paper",
    ):
        assert said in out
    assert "contact" not in out
    assert "Looking at" in added.ran.stderr


def test_the_file_of_a_new_site_says_what_was_asked_for_and_found(added: Added) -> None:
    site = load(added.file)
    assert site.home == added.served.url
    assert (site.crawl.delay, site.crawl.schedule) == (0, "daily 02:30")
    assert (site.collection.contact, site.site.language) == ("desk@archive.example", "en")
    assert site.name != site.slug
    assert "#   sitemap  " in added.file.read_text(encoding="utf-8")


def test_a_look_asks_for_little_and_stores_nothing_but_the_file(added: Added) -> None:
    assert [path for path in added.archive.path.rglob("*") if path.is_file()] == [added.file]


def test_a_site_that_is_known_is_shown_and_left_as_it_is(added: Added) -> None:
    before, asked = added.file.read_bytes(), visits(added.served)
    code, out, err = run(added.archive.path, "site", "add", added.served.url + "section/")
    assert (code, err.count("\n")) == (0, 1)
    assert "known already, as paper" in err
    assert str(added.file) in out
    assert (added.file.read_bytes(), visits(added.served)) == (before, asked)


def test_a_check_shows_each_field_with_its_source_beside_the_page(added: Added) -> None:
    before, asked = sorted(added.archive.path.rglob("*")), visits(added.served)
    told = json.loads(added.archive.run("site", "check", "paper", "--json").stdout)
    assert visits(added.served) - asked <= FEW
    assert len(told["pages"]) == 3
    for checked in told["pages"]:
        fields = {field["name"]: field for field in checked["fields"]}
        assert fields["body"]["source"] == "trafilatura"
        assert {"title", "authors", "published", "categories"} <= set(fields)
        assert fields["title"]["value"] in checked["visible"]
        assert checked["missing"] == []
    assert sorted(added.archive.path.rglob("*")) == before


def test_one_article_is_checked_against_the_rules_of_the_site_file(added: Added, archive: Folder) -> None:
    url = added.served.url.rstrip("/") + added.site.stories[-1].path
    rules = ("[extract]", 'title = "h1"', 'authors = ".no-such-byline"', 'drop = [".nowhere"]')
    archive.site("demo", added.served.url, *rules)
    out = archive.run("site", "check", "demo", "--url", url).stdout
    assert out.startswith(url)
    assert "1 of 1 read as articles" in out
    assert "extract.title h1: gives the field" in out
    assert "extract.authors .no-such-byline: nothing matches" in out
    assert "extract.drop .nowhere: leaves out 0 elements" in out


def test_where_no_article_can_be_read_a_check_fails(archive: Folder) -> None:
    def says(path: str) -> Said:
        return page("Front page", "/about/") if path == "/" else Said(status=404)

    with host(says) as up:
        archive.site("bare", up.url + "/")
        ran = archive.run("site", "check", "bare", code=1)
    assert "0 of 1 read as articles" in ran.stdout
    assert "/about/" in ran.stdout


def test_a_dry_run_shows_the_file_and_writes_none(added: Added, archive: Folder) -> None:
    ran = archive.run("site", "add", added.served.url, "--delay", "0", "--dry-run")
    assert f'home = "{added.served.url}"' in ran.stdout
    assert "the user agent names no contact" in ran.stdout
    assert not archive.path.exists()


def test_an_address_where_nobody_answers_leaves_nothing_behind(archive: Folder) -> None:
    with host(lambda path: Said()) as gone:
        pass
    ran = archive.run("site", "add", gone.url, code=9)
    assert ran.stdout == ""
    assert f"nothing could be fetched from {gone.url}/" in ran.stderr.splitlines()[-1]
    assert not archive.path.exists()


def test_a_site_that_moved_to_another_host_is_named(archive: Folder) -> None:
    target = "http://new-paper.invalid"
    with host(lambda path: Said(status=301, headers={"Location": target + path})) as old:
        ran = archive.run("site", "add", old.url, "--delay", "0", code=9)
    assert ran.stderr.splitlines()[-1].endswith(f"moved to {target}/. Add that instead: iria site add {target}/")
    assert not archive.path.exists()


def test_a_site_whose_robots_txt_keeps_us_out_is_not_added(archive: Folder) -> None:
    def says(path: str) -> Said:
        return Said(body=b"User-agent: *\nDisallow: /\n") if path == "/robots.txt" else page("Front page")

    with host(says) as up:
        ran = archive.run("site", "add", up.url, "--delay", "0", code=9)
    assert "robots.txt" in ran.stderr.splitlines()[-1]
    assert up.paths == ["/robots.txt"]
    assert not archive.path.exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("news.example",), 4, "should be a web address such as https://news.example/"),
        (("https://news.example/", "--slug", "News Paper"), 4, "site.slug: should be lower-case"),
        (("https://news.example/", "--slug", "ir-ia"), 2, "there is a site called ir-ia already"),
        (("https://news.example/", "--schedule", "now and then"), 4, "crawl.schedule: should be"),
    ],
    ids=["no address", "no slug", "a slug that is taken", "no schedule"],
)
def test_what_cannot_be_added_is_told_before_anything_is_asked(
    words: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    ended, out, err = run(tmp_path / "none", "site", "add", *words)
    assert (ended, out, err.count("\n")) == (code, "", 1)
    assert said in err
    assert not (tmp_path / "none").exists()


def test_sites_are_listed_with_and_without_an_archive(added: Added, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(added.archive.path, "site", "list", "--json")[1].splitlines()]
    assert [row["slug"] for row in rows] == list(known(added.archive.path / "sites"))
    (paper,) = [row for row in rows if row["slug"] == "paper"]
    assert (paper["schedule"], paper["articles"], paper["last_crawl"]) == ("daily 02:30", 0, None)
    assert "ir-ia" in run(tmp_path / "none", "site", "list")[1]
    assert not (tmp_path / "none").exists()


def test_a_site_is_shown_with_its_settings_and_what_is_held_of_it(archive: Folder) -> None:
    with serve(generate(6)) as served:
        archive.site("demo", served.url, "exclude = ['^/tag/']")
        archive.run("crawl", "demo")
    told = json.loads(run(archive.path, "site", "show", "demo", "--json")[1])
    assert told["settings"] == {
        "site.home": served.url,
        "site.name": load(archive.path / "sites" / "demo.toml").name,
        "crawl.delay": 0.0,
        "crawl.exclude": ["^/tag/"],
    }
    assert told["database"]["articles"] == 6
    assert {source["source"] for source in told["database"]["sources"]} >= {"sitemap", "feed"}
    assert sum(told["database"]["urls"].values()) == archive.rows("SELECT count(*) FROM urls")[0][0]
    _, out, _ = run(archive.path, "site", "show", "demo")
    for said in ("crawl.exclude", "named by sitemap", "update, finished"):
        assert said in out


def test_a_site_without_a_file_is_shown_as_built_in(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path / "none", "site", "show", "ir-ia")
    assert code == 0
    assert "built in" in out
    assert "crawl ir-ia" in out


def test_targets_of_notifications_are_not_shown(tmp_path: Path) -> None:
    folder = tmp_path / "sites"
    folder.mkdir()
    text = '[site]\nhome = "https://news.example/"\n[notify]\nto = ["mailto://me:secret@mail.example"]\n'
    (folder / "news.toml").write_text(text, encoding="utf-8")
    for words in (("show", "news"), ("show", "news", "--json")):
        code, out, err = run(tmp_path, "site", *words)
        assert (code, err) == (0, "")
        assert "1, not shown" in out
        assert "secret" not in out


def test_an_address_of_no_known_site_can_only_be_added(tmp_path: Path) -> None:
    code, _, err = run(tmp_path, "site", "show", "https://news.example/")
    assert code == 2
    assert "site add https://news.example/" in err
