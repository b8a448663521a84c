"""pywb, a replay tool that is none of ours, shows what was crawled.

Runs with `make test-replay`, which gives pywb an environment of its own: it is large and GPL.
"""

import html
import json
import os
import re
import signal
import socket
import string
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from iria_crawler import access, cdxj
from iria_crawler.demo import DemoSite, generate, serve
from iria_crawler.replay import Replay, replaying
from iria_crawler.sites import Identity, Site
from iria_crawler.store import Store
from iria_crawler.warc import check
from tests.captures import CHUNKED, SLUG, every_kind
from tests.conftest import Folder
from tests.newsdesk import HOME, article, desk, ref_of
from tests.others import warc_of_files
from tests.test_import import FILES

TOOLS = os.environ.get("IRIA_REPLAY")

pytestmark = pytest.mark.skipif(not TOOLS, reason="no pywb here; `make test-replay` brings it")

WORDS = "opened on Monday by the minister"


@pytest.fixture(autouse=True, scope="module")
def _tools() -> Iterator[None]:
    """The pywb that the tests were given is the one that iria finds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IRIA_PYWB", str(Path(TOOLS or "").resolve()))
        yield


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return generate(8)


@pytest.fixture(scope="module")
def crawled(site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Folder]:
    """The address of a demo site that is down by now, and the archive that holds it after two crawls."""
    archive = Folder(path=tmp_path_factory.mktemp("archive"))
    with serve(site) as served:
        for _ in range(2):  # the second crawl writes revisits, which replay as what they revisit
            archive.run("crawl", served.url, "--delay", "0", "--full")
        return served.url, archive


@contextmanager
def command(archive: Folder, *args: str) -> Iterator[tuple[dict[str, str], "subprocess.Popen[str]"]]:
    """`iria replay` while it runs, and what it said when it was ready."""
    with archive.start("replay", "--port", "0", "--json", *args) as process:
        try:
            yield json.loads(process.stdout.readline()), process  # type: ignore[union-attr]  # it is a pipe
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def replay(crawled: tuple[str, Folder]) -> Iterator[str]:
    """The address of `iria replay`."""
    with command(crawled[1]) as (told, _):
        yield told["url"]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """An archive with every kind of capture, in replay."""
    folder = tmp_path_factory.mktemp("kinds")
    every_kind(folder)
    with Store.open(folder) as store, replaying(store, folder, port=0) as running:
        yield running


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(quote(url, safe=string.punctuation), timeout=20) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def indexed(files: list[Path]) -> list[str]:
    """What `cdxj-indexer` says of WARC files."""
    done = subprocess.run([f"{TOOLS}/cdxj-indexer", "--sort", *files], check=True, capture_output=True, text=True)
    return done.stdout.splitlines(keepends=True)


# -- the index --


@pytest.mark.parametrize("which", ["crawled", "kinds"])
def test_the_index_is_what_cdxj_indexer_makes_of_the_files(which: str, request: pytest.FixtureRequest) -> None:
    """But for the digest of a body that came in chunks, where the record has none: see iria_crawler/cdxj.py."""
    found = request.getfixturevalue(which)
    folder = found.folder if which == "kinds" else found[1].path
    chunked = 0
    with Store.open(folder) as store:
        [slug] = cdxj.slugs(store)
        bodies = {
            (Path(row["filename"]).name, row["warc_offset"]): check(folder, ref_of(row)) for row in store.rows(CAPTURES)
        }
    theirs = indexed(sorted(folder.glob(f"warc/{slug}/*/*.warc.gz")))
    ours = cdxj.path_of(folder, slug).read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        said = json.loads(our.split(" ", 2)[2])
        record = bodies[said["filename"], int(said["offset"])]
        assert record.head
        assert record.looked
        if record.head.get("warc-payload-digest"):
            assert our == their
        else:
            assert without_digest(our) == without_digest(their)
            assert said["digest"] == record.looked.payload
            chunked += 1
    assert 0 < chunked < len(ours)


def test_the_index_of_files_of_others_is_what_cdxj_indexer_makes_of_them(archive: Folder, tmp_path: Path) -> None:
    """Also of records that no crawl of iria makes."""
    (tmp_path / "files.warc.gz").write_bytes(warc_of_files(*FILES))
    files = [tmp_path / "files.warc.gz", *(Path(__file__).parent / "foreign").glob("*.warc.gz")]
    archive.run("import", *map(str, files))
    ours = [line for path in archive.path.glob("cdxj/*.cdxj") for line in path.read_text("utf-8").splitlines(True)]
    assert sorted(ours) == indexed(archive.warcs())


CAPTURES = "SELECT c.*, w.filename FROM captures c JOIN warc_files w ON w.id = c.warc_file_id"


def without_digest(line: str) -> str:
    return re.sub(r'"digest": "[^"]*", ', "", line)


# -- replay --


def test_every_article_replays_with_its_text(replay: str, crawled: tuple[str, Folder], site: DemoSite) -> None:
    url, archive = crawled
    [(slug,)] = archive.rows("SELECT slug FROM sites")
    for number, article_ in enumerate(site.truth()):
        collection = ("all", slug)[number % 2]
        status, page = get(f"{replay}/{collection}/2id_/{url.rstrip('/')}{article_['url_path']}")
        assert status == 200
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())
        assert all(paragraph in text for paragraph in article_["paragraphs"])


def test_what_was_never_there_does_not_replay(replay: str, crawled: tuple[str, Folder]) -> None:
    url, _ = crawled
    assert get(f"{replay}/all/2id_/{url}news/never-written-at-all/")[0] == 404


def test_every_page_replays_also_where_its_capture_is_a_revisit(kinds: Replay) -> None:
    with Store.open(kinds.folder) as store:
        rows = list(
            store.rows(
                "SELECT u.url, c.captured_at, coalesce(o.status, c.status) AS status FROM captures c"
                " JOIN urls u ON u.id = c.url_id LEFT JOIN captures o ON o.id = c.refers_to_id"
                " WHERE coalesce(o.status, c.status) = 200 AND c.truncated IS NULL"
            )
        )
    assert len(rows) > 8
    for row in rows:
        if not row["url"].isascii():  # no crawl asks for such an address, and pywb fails at it
            continue
        assert get(shown(kinds, row["url"], row["captured_at"]))[0] == 200, row


def shown(running: Replay, url: str, captured_at: str = "2999", *, collection: str = "all") -> str:
    return running.page(url, captured_at, collection=collection, how="id_")


def test_a_revisit_of_a_page_that_came_in_chunks_replays(kinds: Replay) -> None:
    with Store.open(kinds.folder) as store:
        at = store.value("SELECT captured_at FROM captures WHERE record_type = 'revisit' ORDER BY id DESC LIMIT 1")
    status, page = get(shown(kinds, f"{HOME}{CHUNKED}", at))
    assert (status, "In chunks" in page) == (200, True)


def test_a_revisit_of_a_page_in_the_files_of_another_site_replays(tmp_path: Path) -> None:
    page = article("Shared")
    other = Site(site=Identity(home=HOME, slug="other"))
    with desk(tmp_path) as news:
        news.fetch("a", page)
        news.recorder.ask(lambda store: store.run("UPDATE hosts SET lease = NULL")).result()
    with desk(tmp_path, site=other) as news:
        news.fetch("b", page)
    with Store.open(tmp_path) as store, replaying(store, tmp_path, port=0) as running:
        assert store.value("SELECT record_type FROM captures ORDER BY id DESC LIMIT 1") == "revisit"
        for collection in ("other", "all"):
            assert WORDS in get(shown(running, f"{HOME}b", collection=collection))[1].replace("harbour ", "")
        assert get(shown(running, f"{HOME}b", collection=SLUG))[0] == 404


def test_what_a_crawl_is_writing_replays_before_and_after_its_file_is_ended(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("a", article("First"))
        with replaying(news.store, tmp_path, port=0) as running:
            assert "First" in get(shown(running, f"{HOME}a"))[1]
            news.fetch("b", article("Second"))
            assert get(shown(running, f"{HOME}b"))[0] == 404
            running.refresh(news.store)
            assert "Second" in get(shown(running, f"{HOME}b"))[1]
            news.recorder.close()
            assert list(tmp_path.glob("warc/*/*/*.warc.gz"))
            assert "First" in get(shown(running, f"{HOME}a"))[1]


def test_the_archive_is_not_written_to_but_for_its_indexes(kinds: Replay) -> None:
    names = {path.relative_to(kinds.folder).parts[0] for path in kinds.folder.rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith("iria.db")} == {"warc", "cdxj"}


# -- what is withheld --


@pytest.mark.parametrize(("action", "status"), [("block", 451), ("embargo", 451), ("exclude", 404)])
@pytest.mark.parametrize("match", ["url", "prefix"])
def test_what_is_withheld_does_not_replay_and_what_is_lifted_does(
    kinds: Replay, action: str, status: int, match: str
) -> None:
    target = f"{HOME}a" if match == "url" else HOME
    rule = {"match": match, "target": target, "action": action}
    for rows, expected in (((rule,), status), ((), 200)):
        access.write(kinds.folder, rows)  # pywb runs on
        for collection in ("all", SLUG):
            assert get(shown(kinds, f"{HOME}a", collection=collection))[0] == expected
    access.write(kinds.folder, [rule])
    assert get(shown(kinds, f"{HOME}{CHUNKED}"))[0] == (200 if match == "url" else status)
    access.write(kinds.folder, ())


def test_what_is_about_a_page_replays_and_is_withheld_with_it(archive: Folder, tmp_path: Path) -> None:
    """As are its text and its picture in a file of Browsertrix: in replay they have addresses of their own."""
    (tmp_path / "files.warc.gz").write_bytes(warc_of_files(*FILES))
    archive.run("import", str(tmp_path / "files.warc.gz"))
    page, about = f"{HOME}story/", f"urn:text:{HOME}story/"
    with Store.create(archive.path) as store, replaying(store, archive.path, port=0) as running:
        assert "The pier opens" in get(shown(running, page))[1]
        assert get(shown(running, about)) == (200, "The pier opens, in plain words")
        archive.run("withhold", page)
        assert [get(shown(running, url))[0] for url in (page, about)] == [451, 451]
        assert get(shown(running, HOME))[0] == 200
        archive.run("withhold", "lift", "1")
        assert [get(shown(running, url))[0] for url in (page, about)] == [200, 200]


# -- the command --


def test_the_command_tells_a_page_and_ends_well_at_ctrl_c(crawled: tuple[str, Folder]) -> None:
    with command(crawled[1]) as (told, process):
        assert get(told["page"])[0] == 200
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert told["page"] in said
    assert is_free(told["url"])


def is_free(url: str) -> bool:
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as caller:
        return caller.connect_ex((host, int(port))) != 0


def test_an_article_is_shown_as_it_was_captured_last(crawled: tuple[str, Folder]) -> None:
    [(number, url)] = crawled[1].rows("SELECT a.id, url FROM articles a JOIN urls u ON u.id = a.url_id LIMIT 1")
    with command(crawled[1], str(number)) as (told, _):
        assert told["page"].endswith(f"/{url}")
        assert get(told["page"])[0] == 200


def test_a_port_that_is_taken_is_one_line(crawled: tuple[str, Folder]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = crawled[1].run("replay", "--port", str(taken.getsockname()[1]), code=1).stderr
    assert "--port" in said
    assert len(said.splitlines()) == 1
