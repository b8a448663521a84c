"""A site file says what is particular of a site, and every mistake in it is told at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.errors import SiteError
from iria_crawler.sites import Identity, Site, added, built_in, find, host_of, known, load, parse, slug_of, write

HOME = '[site]\nhome = "https://news.example/"\n'


def test_every_mistake_is_told_at_once_with_its_path_and_a_suggestion() -> None:
    text = (
        '[site]\nhome = "news.example"\nnam = "x"\n[crawl]\ndelai = 1\ndelay = -1\nexclude = "("\n'
        '[[seeds]]\nurl = "https://news.example/feed"\nkind = "rss"\n[extrakt]\n[[former]]\n[former.extract]\n'
        'author = "b"\n'
    )
    with pytest.raises(SiteError) as raised:
        parse(text, "news.toml")
    lines = str(raised.value).splitlines()
    assert all(line.startswith("news.toml: ") for line in lines)
    told = str(raised.value)
    for expected in (
        "site.home: should be a web address",
        'site.nam is not a setting. Did you mean "name"?',
        'crawl.delai is not a setting. Did you mean "delay"?',
        "crawl.delay: Input should be greater than or equal to 0",
        "crawl.exclude.0: is not a regular expression",
        "seeds.0.kind: Input should be 'feed'",
        'extrakt is not a setting. Did you mean "extract"?',
        "former.0.until is missing",
        'former.0.extract.author is not a setting. Did you mean "authors"?',
    ):
        assert expected in told
    assert len(lines) == 9


@pytest.mark.parametrize(
    "home",
    [
        "news.example",
        "ftp://news.example/",
        "https://",
        "https:///path",
        "https://news .example/",
        "https://news.example:port/",
        "https://news.example:99999/",
        "https://[news/",
        "https://news.example/\\n",
        "https://me:secret@news.example/",
        'https://news.example/\\"x',
    ],
)
def test_a_home_that_cannot_be_asked_for_is_a_mistake(home: str) -> None:
    with pytest.raises(SiteError, match=r"site\.home"):
        parse(f'[site]\nhome = "{home}"\n', "news.toml")


@pytest.mark.parametrize(
    ("line", "value"),
    [('delay = "90s"', 90), ('delay = "1.5 min"', 90), ('delay = "2h"', 7200), ("delay = 3", 3)],
)
def test_times_may_be_written_with_their_unit(line: str, value: float) -> None:
    assert parse(f"{HOME}[crawl]\n{line}", "x").crawl.delay == value


@pytest.mark.parametrize("line", ["delay = nan", "delay = inf", 'delay = "5 weeks"', 'delay = "-1s"'])
def test_a_time_that_nobody_can_wait_for_is_a_mistake(line: str) -> None:
    with pytest.raises(SiteError, match=r"crawl\.delay"):
        parse(f"{HOME}[crawl]\n{line}", "x")


def test_sizes_may_be_written_with_their_unit() -> None:
    limits = parse(f'{HOME}[limits]\nbody = "5 MB"\nbytes = "1.5GiB"\nfree_disk = 7', "x").limits
    assert (limits.body, limits.bytes, limits.free_disk) == (5_000_000, 3 << 29, 7)


def test_a_size_of_very_many_digits_is_no_crash() -> None:
    assert parse(f'{HOME}[limits]\nbody = "{"9" * 400}"', "x").limits.body > 10**399


@pytest.mark.parametrize("slug", ["News", "a--b", "-a", "a-", "a_b", "a/b", "../a", "", "ä", "a\\n"])
def test_a_slug_is_lower_case_letters_digits_and_single_hyphens(slug: str) -> None:
    with pytest.raises(SiteError, match=r"site\.slug: should be lower-case"):
        parse(f'{HOME}slug = "{slug}"', "x")


@pytest.mark.parametrize(
    ("home", "slug"),
    [
        ("https://www.ir-ia.com/", "ir-ia"),
        ("https://news.bbc.co.uk/", "news-bbc-co"),
        ("http://127.0.0.1:8080/", "127-0-0-1-8080"),
        ("http://localhost/", "localhost"),
        ("https://news.example:8443/", "news-8443"),
        ("http://[::1]/", "1"),
    ],
)
def test_a_site_without_slug_gets_one_from_its_address(home: str, slug: str) -> None:
    assert slug_of(home) == slug
    assert parse(f'[site]\nhome = "{home}"', "x").slug == slug


@given(name=st.text(min_size=1).filter(lambda name: name.isprintable() or "\n" in name or "\x7f" in name))
def test_any_name_survives_writing_and_loading(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sites")
    site = Site(site=Identity(home="https://news.example/", slug="news", name=name))
    assert load(write(site, folder)) == site


@pytest.mark.parametrize(
    "name", ['"Quoted" \\ name', "العربية", "新闻 📰", "two\nlines\ttab", "\x7f\x00\x1f", "x = 'y' # z"]
)
def test_an_odd_name_survives_writing_and_loading(name: str, tmp_path: Path) -> None:
    site = Site(site=Identity(home="https://news.example/", slug="news", name=name))
    assert load(write(site, tmp_path)).name == name


EVERYTHING = r"""
[site]
home = "https://news.example/"
slug = "news"
name = "The 'News'"
language = "en"
kind = "think-tank"
[[seeds]]
url = "https://news.example/feed/"
kind = "feed"
[[seeds]]
url = "https://news.example/politics/"
[collection]
contact = "desk@archive.example"
subject = "politics"
[crawl]
schedule = "daily 02:30"
recheck = ["1d", 3600]
delay = 2.5
concurrency = 2
robots = "ignore"
user_agent = 'iria "test" \\d'
article = ['^/news/\d+\.html$', "^/it's/\\d"]
exclude = '^/internal/'
[limits]
pages = 10
bytes = "5 GB"
time = "4h"
[extract]
authors = [".byline::text", "a[rel='author']"]
drop = [".related"]
[[former]]
until = 2024-05-01
[former.extract]
title = "h2"
[[former]]
until = 2020-01-31
[notify]
to = ["mailto://me:secret@mail.example"]
on = ["failed"]
"""


def test_everything_that_a_site_file_can_say_survives_writing_and_loading(tmp_path: Path) -> None:
    site = parse(EVERYTHING, "news.toml")
    assert load(write(site, tmp_path)) == site


def test_a_new_file_offers_what_most_sites_will_want_to_say(tmp_path: Path) -> None:
    site = Site(site=Identity(home="https://news.example/", slug="news"))
    text = write(site, tmp_path, remarks=["Looked at", "by\nhand"]).read_text(encoding="utf-8")
    assert text.startswith("# Looked at\n# by\n# hand\n\n[site]\n")
    for offered in ("# contact = ", "# schedule = ", "# article = ", "# drop = ", "# free_disk = "):
        assert offered in text
    uncommented = text.replace("\n# ", "\n").split("hand\n", 1)[1]
    assert parse(uncommented, "news.toml").crawl.schedule == "daily 02:30"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    site = Site(site=Identity(home="https://news.example/", slug="news"))
    before = write(site, tmp_path).read_bytes()
    (tmp_path / "news.new").mkdir()  # in the way of what is being written
    with pytest.raises(SiteError, match=r"news\.toml cannot be written"):
        write(site.model_copy(update={"site": Identity(home="https://other.example/", slug="news")}), tmp_path)
    assert (tmp_path / "news.toml").read_bytes() == before


def test_a_file_gives_its_name_to_a_site_without_slug(tmp_path: Path) -> None:
    (tmp_path / "my-news.toml").write_text(HOME, encoding="utf-8")
    assert load(tmp_path / "my-news.toml").slug == "my-news"


def test_a_file_whose_name_is_no_slug_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "My News.toml").write_text(HOME, encoding="utf-8")
    with pytest.raises(SiteError, match="the name of the file should be lower-case"):
        load(tmp_path / "My News.toml")


def test_a_file_with_another_slug_than_its_name_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HOME + 'slug = "b"', encoding="utf-8")
    with pytest.raises(SiteError, match="make them agree"):
        load(tmp_path / "a.toml")


def test_a_file_that_is_no_text_or_no_toml_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "torn.toml").write_text("[site\n", encoding="utf-8")
    with pytest.raises(SiteError, match="cannot be read"):
        load(tmp_path / "bytes.toml")
    with pytest.raises(SiteError, match="is not TOML"):
        load(tmp_path / "torn.toml")
    with pytest.raises(SiteError, match="cannot be read"):
        load(tmp_path / "missing.toml")


def test_every_built_in_site_is_found_by_slug_and_by_address(tmp_path: Path) -> None:
    sites = known(tmp_path)
    assert sites == built_in()
    assert "ir-ia" in sites
    assert find("https://ir-ia.com/some/page", sites) == find("ir-ia", sites) == sites["ir-ia"]


def test_a_file_goes_before_the_built_in_site(tmp_path: Path) -> None:
    (tmp_path / "ir-ia.toml").write_text('[site]\nhome = "https://www.ir-ia.com/"\nname = "Mine"', encoding="utf-8")
    assert known(tmp_path)["ir-ia"].name == "Mine"


def test_an_unknown_slug_is_a_mistake_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r'Did you mean "ir-ia"\?'):
        find("iria", known(tmp_path))
    with pytest.raises(SiteError, match="Give its address"):
        find("qqqqqq", known(tmp_path))


def test_an_unknown_address_gets_a_site_and_its_file(tmp_path: Path) -> None:
    site = added("HTTPS://News.Example:443/deep/page?x#y", {}, tmp_path)
    assert site.slug == "news"
    assert host_of(site.home) == "news.example"
    assert known(tmp_path)["news"] == load(tmp_path / "news.toml")
    assert added("https://www.news.example/other", known(tmp_path), tmp_path).slug == "news"
    assert len(list(tmp_path.iterdir())) == 1


def test_sites_that_would_have_the_same_slug_are_numbered(tmp_path: Path) -> None:
    slugs = [added(f"https://news.{tld}/", known(tmp_path), tmp_path).slug for tld in ("example", "test", "invalid")]
    assert slugs == ["news", "news-2", "news-3"]
    assert known(tmp_path)["news-3"].home == "https://news.invalid/"


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https:///x",
        "https://a b/",
        "https://news.example:port/",
        "https://news.example:-1/",
        "https://[::1/",
        "ftp://news.example/",
        "://",
        'https://"x"/',
        "https://me:secret@news.example/",
    ],
)
def test_a_bad_address_is_a_mistake_and_leaves_no_file(address: str, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="should be"):
        added(address, known(tmp_path), tmp_path)
    assert not list(tmp_path.iterdir())


@given(address=st.text(max_size=30).map(lambda text: f"http://{text}"))
def test_any_address_gives_a_site_or_a_mistake(address: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sites")
    try:
        site = added(address, {}, folder)
    except SiteError:
        return
    assert load(folder / f"{site.slug}.toml").home == site.home


def test_a_site_owns_its_host_with_and_without_www_and_no_other() -> None:
    site = parse(HOME, "x")
    assert site.owns("http://www.news.example/x")
    assert not site.owns("https://blog.news.example/")
    assert not site.owns("https://news.example:8080/")
    assert not site.owns("https://news.example:port/")
    assert not site.owns("http://[")


def test_old_rules_hold_until_the_redesign() -> None:
    text = HOME + (
        '[extract]\ntitle = "h1"\n[[former]]\nuntil = 2024-01-01\n[former.extract]\ntitle = "h2"\n'
        '[[former]]\nuntil = 2020-01-01\n[former.extract]\ntitle = "h3"\n'
    )
    site = parse(text, "x")
    days = (date(2019, 1, 1), date(2020, 1, 1), date(2020, 1, 2), date(2024, 1, 1), date(2024, 1, 2))
    assert [site.rules(day).title for day in days] == [("h3",), ("h3",), ("h2",), ("h2",), ("h1",)]
