"""What a server sent stands in the archive byte for byte: read with zlib and a few lines, not with iria's reader."""

import base64
import hashlib
import re
import signal
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from .conftest import PATIENCE, Folder
from .oddserver import ANSWERS, Answer, OddServer, answer

NO_HTTP = {"/no-answer", "/garbage", "/head-cut", "/long-header"}
STALLING = {"/stall", "/stall-at-once"}  # waited for as long as DOWNLOAD_TIMEOUT says
CASES = sorted(path for path, planned in ANSWERS.items() if planned.method == "GET" and path not in STALLING)
HOME = Answer(pieces=(answer("Content-Type: text/html", body=b"<p>home</p>"),))
INTERIM = re.compile(rb"HTTP/1\.1 1\d\d [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n")


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record as it stands in a file."""

    headers: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        return self.headers["warc-type"]

    @property
    def path(self) -> str:
        return re.sub(r"https?://[^/]+", "", self.headers.get("warc-target-uri", ""))

    @property
    def fields(self) -> dict[str, str]:
        """What an `application/warc-fields` block says; the last of a name counts."""
        lines = self.block.decode().splitlines()
        return dict(line.split(": ", 1) for line in lines if ": " in line)


def members(file: Path) -> Iterator[bytes]:
    """What the gzip members of a file hold; raises `zlib.error` where one is not whole."""
    rest = file.read_bytes()
    while rest:
        member = zlib.decompressobj(31)
        content = member.decompress(rest)
        assert member.eof, "the last member is cut"
        yield content
        rest = member.unused_data


def record(member: bytes) -> Record:
    """The record in a gzip member, which holds one and nothing else."""
    head, _, rest = member.partition(b"\r\n\r\n")
    version, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    length = int(headers["content-length"])
    assert version == "WARC/1.1"
    assert rest[length:] == b"\r\n\r\n"
    return Record(headers=headers, block=rest[:length])


@dataclass(frozen=True, kw_only=True)
class Captured:
    """An odd site after a crawl: what passed on the server's side, and what was written of it."""

    archive: Folder
    log: dict[str, list[tuple[bytes, bytes]]]
    records: list[Record]

    def of(self, path: str, *types: str) -> list[Record]:
        return [record for record in self.records if record.path == path and record.type in types]


@pytest.fixture(scope="module", params=["http", "https"])
def captured(request: pytest.FixtureRequest, new_archive: Callable[[], Folder]) -> Captured:
    archive = new_archive()
    with OddServer({**distinct(), "/": HOME}, secure=request.param == "https") as server:
        seeds = "\n".join(f'[[seeds]]\nurl = "{server.url(path)}"\nkind = "article"' for path in CASES)
        archive.site("odd", server.url("/"), 'robots = "ignore"', seeds)
        crawl_once(archive, server)
        log = server.log
    records = [record(one) for file in archive.warcs() for one in members(file)]
    return Captured(archive=archive, log=log, records=records)


def distinct() -> dict[str, Answer]:
    """The odd answers, each with a text of its own and of the same length: one seen before is not kept twice."""
    cases = enumerate(ANSWERS.items(), 100)
    return {
        path: replace(planned, pieces=tuple(piece.replace(b"Odd</t", b"%d</t" % number) for piece in planned.pieces))
        for number, (path, planned) in cases
        if path in CASES
    }


def crawl_once(archive: Folder, server: OddServer) -> None:
    """Crawl until each case has been asked for; what broke is not waited for to be tried again."""
    with archive.start("crawl", "odd") as process:
        end = time.monotonic() + PATIENCE
        while not set(CASES) <= set(server.log) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 11, out + err


@pytest.mark.parametrize("path", CASES)
def test_what_was_asked_is_kept_byte_for_byte(captured: Captured, path: str) -> None:
    asked = [received for received, _ in captured.log[path]]
    written = [record.block for record in captured.of(path, "request")]
    assert written
    assert set(written) <= set(asked)


@pytest.mark.parametrize("path", sorted(set(CASES) - NO_HTTP))
def test_what_was_answered_is_kept_byte_for_byte(captured: Captured, path: str) -> None:
    sent = {bytes(sent) for _, sent in captured.log[path]}
    answers = captured.of(path, "response", "revisit")
    assert answers
    for one in answers:
        if one.type == "response":
            assert any(is_kept(one, whole) for whole in sent), (one.headers, one.block[:300])
        else:
            assert any(final(whole).startswith(one.block) for whole in sent)


def final(sent: bytes) -> bytes:
    """What was sent, without interim answers before it."""
    while interim := INTERIM.match(sent):
        sent = sent[interim.end() :]
    return sent


def is_kept(record: Record, sent: bytes) -> bool:
    """Whether a block is the answer that was sent: less interim answers, and what came after its end."""
    if record.headers.get("warc-truncated") or record.path == "/length-surplus":
        return final(sent).startswith(record.block)
    return final(sent) == record.block


def test_nearly_every_answer_is_a_response_and_not_a_revisit_of_another(captured: Captured) -> None:
    paths = {record.path for record in captured.records if record.type == "response"}
    assert len(paths & set(CASES)) >= len(CASES) - len(NO_HTTP) - 3  # coded bodies are the same bytes


def test_bytes_behind_the_end_of_an_answer_are_no_part_of_it_but_counted(captured: Captured) -> None:
    (_, sent), *_ = captured.log["/length-surplus"]
    (one, *_), (note, *_) = captured.of("/length-surplus", "response"), captured.of("/length-surplus", "metadata")
    assert sent == one.block + b"surplus"
    assert int(note.fields["surplus-bytes"]) in range(1, 8), "as many of them as came before the end"


@pytest.mark.parametrize("path", ["/early-hints", "/continue"])
def test_interim_answers_stand_beside_the_final_one(captured: Captured, path: str) -> None:
    (_, sent), *_ = captured.log[path]
    (one, *_), (note, *_) = captured.of(path, "response", "revisit"), captured.of(path, "metadata")
    interim = base64.b64decode(note.fields["interim-response-base64"])
    assert one.block.startswith(b"HTTP/1.1 200 OK\r\n")
    assert sent.startswith(interim + one.block)


@pytest.mark.parametrize("path", ["/no-answer", "/garbage"])
def test_what_is_no_http_has_a_metadata_record_and_no_response(captured: Captured, path: str) -> None:
    (_, sent), *_ = captured.log[path]
    assert not captured.of(path, "response", "revisit")
    note = captured.of(path, "metadata")[0]
    assert note.fields["fetch-error"]
    kept = base64.b64decode(note.fields.get("non-http-bytes-base64", ""))
    assert kept == sent


def test_digests_are_those_of_the_bytes(captured: Captured) -> None:
    for one in captured.records:
        if told := one.headers.get("warc-block-digest"):
            assert told == "sha1:" + base64.b32encode(hashlib.sha1(one.block).digest()).decode(), one.headers


def test_each_member_starts_where_the_database_says(captured: Captured) -> None:
    rows = captured.archive.rows(
        "SELECT w.filename, c.warc_offset, c.warc_length, c.warc_record_id FROM captures c"
        " JOIN warc_files w ON w.id = c.warc_file_id"
    )
    assert rows
    for filename, offset, length, record_id in rows:
        with (captured.archive.path / filename).open("rb") as file:
            file.seek(offset)
            member = zlib.decompress(file.read(length), 31)
        assert record(member).headers["warc-record-id"] == record_id


def test_warcio_agrees_with_every_digest(captured: Captured) -> None:
    for file in captured.archive.warcs():
        with file.open("rb") as stream:
            for one in ArchiveIterator(stream, check_digests=True):
                one.raw_stream.read()  # its content_stream() decodes, and cannot decode Brotli
                assert one.digest_checker.passed in (True, None), (one.rec_headers, one.digest_checker.problems)


def test_fastwarc_agrees_with_every_digest(captured: Captured) -> None:
    fastwarc = pytest.importorskip("fastwarc", reason="fastwarc is the second opinion; it is not installed")
    for file in captured.archive.warcs():
        with file.open("rb") as stream:
            checked = [record.verify_block_digest() for record in fastwarc.ArchiveIterator(stream, parse_http=False)]
        assert checked
        assert all(checked)


def test_the_verifier_finds_no_damage(captured: Captured) -> None:
    captured.archive.run("verify", "--full")
