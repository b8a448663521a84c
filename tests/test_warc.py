"""What passed over the wire is what stands in the records, and what stands there can be read, mended and proved."""

import base64
import errno
import gzip
import hashlib
import os
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, FileIO
from pathlib import Path
from tempfile import TemporaryFile
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from iria_crawler.errors import ArchiveError, DiskFull, IriaError
from iria_crawler.items import Capture, Exchange, Original
from iria_crawler.warc import Archive, check, read_captures, read_page, read_pages, recover

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
URL = "https://news.example/a"
SENT = b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n"
HTML = b"<html><p>Good evening, this is the news.</p></html>"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (len(HTML), HTML)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\n<p>\r\n00A\r\nChunks out\r\n0\r\nX: y\r\n\r\n"
PACKED = gzip.compress(HTML, mtime=0)
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "z"\r\n\r\n'

ANSWERS = {
    "length": PAGE,
    "chunked": CHUNKED,
    "gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(PACKED), PACKED),
    "close": b"HTTP/1.0 200 OK\r\nServer:old\r\n\r\n" + HTML,
    "odd head": b"HTTP/1.1  200   Fine, th\xe9nk you \r\nx-ODD:1\r\nX-Odd :  2\t\r\n folded\r\nno colon\r\n\r\n" + HTML,
    "line feeds": b"HTTP/1.1 200 OK\nContent-Length: 3\n\nlf\n",
    "no body": b"HTTP/1.1 204 No Content\r\n\r\n",
    "redirect": b"HTTP/1.1 301 Moved\r\nLocation: ../caf\xc3\xa9 1?q=\xe9#x\r\nContent-Length: 0\r\n\r\n",
    "error": b"HTTP/1.1 503 Slow\r\nRetry-After: 120\r\nContent-Length: 4\r\n\r\nlate",
    "bare 304": NOT_MODIFIED,
    "cut head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "cut body": PAGE[:-7],
    "cut chunks": CHUNKED[:-20],
    "blank lines in the body": b"HTTP/1.1 200 OK\r\n\r\n\r\n\r\nWARC/1.1\r\n\r\n\r\n",
}


@dataclass(frozen=True)
class Known:
    """Originals that are known beforehand."""

    digests: Mapping[str, Original] = field(default_factory=dict)
    urls: Mapping[str, Original] = field(default_factory=dict)

    def by_digest(self, digest: str) -> Original | None:
        return self.digests.get(digest)

    def by_url(self, url: str) -> Original | None:
        return self.urls.get(url)


def knowing(capture: Capture | None) -> Known:
    assert capture
    assert capture.payload_digest
    original = Original(
        url=capture.url,
        captured_at=capture.captured_at,
        warc_record_id=capture.ref.warc_record_id,
        payload_digest=capture.payload_digest,
    )
    return Known({original.payload_digest: original}, {original.url: original})


def exchange(received: bytes = PAGE, *, sent: bytes = SENT, **about: Any) -> Exchange:
    fields: dict[str, Any] = {"url": URL, "method": "GET", "started_at": NOON, "elapsed_ms": 12, "closed": True} | about
    return Exchange(sent=BytesIO(sent), received=BytesIO(received), **fields)


def archive(folder: Path, *, originals: Known = Known(), **about: Any) -> Archive:
    fields: dict[str, Any] = {
        "info": {"operator": "The Archive"},
        "clock": lambda: NOON + timedelta(seconds=1),
        "host": "host",
    }
    return Archive(folder, "example", originals=originals, **(fields | about))


def written(folder: Path, *exchanges: Exchange, originals: Known = Known(), **about: Any) -> list[Capture | None]:
    with archive(folder, originals=originals, **about) as into:
        return [into.write(each) for each in exchanges]


def one(folder: Path, received: bytes = PAGE, *, originals: Known = Known(), **about: Any) -> Capture:
    [capture] = written(folder, exchange(received, **about), originals=originals)
    assert capture
    return capture


def only_file(folder: Path) -> Path:
    [path] = (path for path in folder.rglob("*") if path.is_file())
    return path


@dataclass(frozen=True)
class Member:
    """A gzip member, read without any of the code under test."""

    offset: int
    length: int
    head: tuple[tuple[str, str], ...]
    block: bytes

    def __getitem__(self, name: str) -> str | None:
        values = [value for key, value in self.head if key == name]
        return ", ".join(values) if values else None


def members(path: Path) -> list[Member]:
    rest, found, offset = path.read_bytes(), list[Member](), 0
    while rest:
        engine = zlib.decompressobj(31)
        data = engine.decompress(rest)
        assert engine.eof
        head, _, tail = data.partition(b"\r\n\r\n")
        version, *lines = head.decode().split("\r\n")
        names = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
        assert version == "WARC/1.1"
        assert tail.endswith(b"\r\n\r\n")
        length = len(rest) - len(engine.unused_data)
        found.append(Member(offset, length, names, tail[:-4]))
        assert found[-1]["Content-Length"] == str(len(found[-1].block))
        offset, rest = offset + length, engine.unused_data
    return found


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def fields_of(member: Member) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in member.block.decode().splitlines())


# What is written


@pytest.mark.parametrize("name", ANSWERS)
def test_blocks_are_the_bytes_of_the_wire(name: str, tmp_path: Path) -> None:
    one(tmp_path, ANSWERS[name])
    _, response, request, _ = members(only_file(tmp_path))
    assert (response["WARC-Type"], response.block) == ("response", ANSWERS[name])
    assert (request["WARC-Type"], request.block) == ("request", SENT)
    assert (response["WARC-Block-Digest"], request["WARC-Block-Digest"]) == (sha1(ANSWERS[name]), sha1(SENT))


@pytest.mark.parametrize("name", ANSWERS)
def test_a_record_can_be_read_as_it_was_captured(name: str, tmp_path: Path) -> None:
    capture = one(tmp_path, ANSWERS[name], url="https://news.example/a b", error="a\r\nb")
    assert list(read_captures(tmp_path, capture.ref.warc_file)) == [capture]
    found = check(tmp_path, capture.ref)
    assert found.problems == ()
    assert found.looked
    assert found.looked.response
    assert (found.looked.response.status, found.looked.payload) == (capture.status, capture.payload_digest)


def test_an_exchange_is_told_in_full(tmp_path: Path) -> None:
    tls: dict[str, Any] = {"ip": "192.0.2.7", "protocols": ("tls/1.3",), "cipher": "TLS_AES_256_GCM_SHA384"}
    with archive(tmp_path) as into:
        into.write(exchange(attempts=2, error="Odd,\nbut true", **tls), via="https://news.example/", hops="LL")
    warcinfo, response, request, metadata = members(only_file(tmp_path))
    date = ("WARC-Date", "2026-03-01T12:00:00.123456Z")
    ids = [str(each["WARC-Record-ID"]) for each in (warcinfo, response, request, metadata)]
    wire = (
        ("WARC-IP-Address", "192.0.2.7"),
        ("WARC-Protocol", "http/1.1"),
        ("WARC-Protocol", "tls/1.3"),
        ("WARC-Cipher-Suite", "TLS_AES_256_GCM_SHA384"),
    )
    common = (("WARC-Target-URI", URL), date, ("WARC-Warcinfo-ID", ids[0]))
    assert len(set(ids)) == 4
    assert response.head == (
        ("WARC-Type", "response"),
        ("WARC-Record-ID", ids[1]),
        *common,
        *wire,
        ("WARC-Payload-Digest", sha1(HTML)),
        ("WARC-Block-Digest", sha1(PAGE)),
        ("Content-Type", "application/http;msgtype=response"),
        ("Content-Length", str(len(PAGE))),
    )
    assert request.head == (
        ("WARC-Type", "request"),
        ("WARC-Record-ID", ids[2]),
        *common,
        ("WARC-Concurrent-To", ids[1]),
        *wire,
        ("WARC-Payload-Digest", sha1(b"")),
        ("WARC-Block-Digest", sha1(SENT)),
        ("Content-Type", "application/http;msgtype=request"),
        ("Content-Length", str(len(SENT))),
    )
    assert metadata.head == (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", ids[3]),
        *common,
        ("WARC-Concurrent-To", ids[1]),
        ("WARC-Block-Digest", sha1(metadata.block)),
        ("Content-Type", "application/warc-fields"),
        ("Content-Length", str(len(metadata.block))),
    )
    assert fields_of(metadata) == {
        "via": "https://news.example/",
        "hopsFromSeed": "LL",
        "fetchTimeMs": "12",
        "attempts": "2",
        "fetch-error": "Odd, but true",
    }


def test_a_file_begins_with_what_it_is(tmp_path: Path) -> None:
    one(tmp_path)
    path = only_file(tmp_path)
    warcinfo = members(path)[0]
    assert path.relative_to(tmp_path).as_posix() == "warc/example/2026/IRIA-example-20260301120000-00001-host.warc.gz"
    assert (warcinfo["WARC-Type"], warcinfo["WARC-Filename"]) == ("warcinfo", path.name)
    assert warcinfo["WARC-Date"] == "2026-03-01T12:00:00.123456Z"
    assert warcinfo["WARC-Target-URI"] is warcinfo["WARC-Warcinfo-ID"] is None
    said = fields_of(warcinfo)
    assert (said["operator"], said["hostname"], said["format"]) == ("The Archive", "host", "WARC File Format 1.1")
    assert said["software"].startswith("iria/")
    assert said["conformsTo"].endswith("/warc-1.1/")


def test_a_chunked_response_declares_no_payload_digest_but_has_one(tmp_path: Path) -> None:
    capture = one(tmp_path, CHUNKED)
    assert members(only_file(tmp_path))[1]["WARC-Payload-Digest"] is None
    assert (capture.payload_digest, capture.payload_bytes) == (sha1(b"<p>Chunks out"), 13)


@pytest.mark.parametrize(
    ("received", "about", "reason"),
    [
        (PAGE[:-1], {}, "disconnect"),
        (PAGE[:-1], {"cut": "time"}, "time"),
        (CHUNKED[:-9], {"cut": "length"}, "length"),
        (ANSWERS["close"], {"cut": "unspecified"}, "unspecified"),
        (ANSWERS["close"], {"closed": False}, "disconnect"),
        (PAGE, {"cut": "time"}, None),
        (PAGE, {"closed": False}, None),
    ],
)
def test_a_response_that_is_not_whole_says_why(
    received: bytes, about: dict[str, Any], reason: str | None, tmp_path: Path
) -> None:
    capture = one(tmp_path, received, **about)
    assert capture.truncated == members(only_file(tmp_path))[1]["WARC-Truncated"] == reason
    assert read_page(tmp_path, capture.ref).whole is (reason is None)


def test_what_is_no_part_of_the_response_is_named_beside_it(tmp_path: Path) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    one(tmp_path, hints + PAGE + b"more")
    _, response, _, metadata = members(only_file(tmp_path))
    said = fields_of(metadata)
    assert response.block == PAGE
    assert (said["interim-response"], said["surplus-bytes"]) == ("HTTP/1.1 103 Early Hints", "4")
    assert base64.b64decode(said["interim-response-base64"]) == hints


def test_an_answer_that_is_not_http_is_kept_in_the_metadata(tmp_path: Path) -> None:
    assert written(tmp_path, exchange(b"SSH-2.0-x\r\n")) == [None]
    _, request, metadata = members(only_file(tmp_path))
    assert base64.b64decode(fields_of(metadata)["non-http-bytes-base64"]) == b"SSH-2.0-x\r\n"
    assert metadata["WARC-Concurrent-To"] == request["WARC-Record-ID"]
    assert request["WARC-Concurrent-To"] is None


def test_a_fetch_that_failed_is_on_record(tmp_path: Path) -> None:
    assert written(tmp_path, exchange(b"", sent=b"", error="no such host")) == [None]
    _, metadata = members(only_file(tmp_path))
    assert (metadata["WARC-Type"], metadata["WARC-Concurrent-To"]) == ("metadata", None)
    assert fields_of(metadata)["fetch-error"] == "no such host"


def test_a_capture_repeats_what_the_head_says(tmp_path: Path) -> None:
    head = (
        b'HTTP/1.1 200 OK\r\nETag: "a"\r\nLast-Modified: Sun\r\nContent-Type: Text/HTML;x\r\nContent-Length: 0\r\n\r\n'
    )
    capture = one(tmp_path, head)
    assert (capture.status, capture.mime, capture.etag, capture.last_modified) == (200, "text/html", '"a"', "Sun")
    assert (capture.captured_at, capture.elapsed_ms, capture.payload_bytes) == (NOON, 12, 0)
    assert one(tmp_path, ANSWERS["error"]).retry_after == "120"


@pytest.mark.parametrize(
    ("status", "location", "url"),
    [
        (301, b"../caf\xc3\xa9 1?q=\xe9", "https://news.example/caf%C3%A9%201?q=%E9"),
        (302, b"//b.example/x", "https://b.example/x"),
        (308, b"http://b\xc3\xbccher.example/", "http://xn--bcher-kva.example/"),
        (302, b"http://[", None),
        (302, b"", None),
        (200, b"/x", None),
    ],
)
def test_a_redirect_leads_to_an_absolute_address(status: int, location: bytes, url: str, tmp_path: Path) -> None:
    head = b"HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, location)
    assert one(tmp_path, head).redirect_url == url


def test_an_address_cannot_break_a_header(tmp_path: Path) -> None:
    capture = one(tmp_path, url="https://news.example/a b\r\nX: <y>")
    assert capture.url == members(only_file(tmp_path))[1]["WARC-Target-URI"]
    assert capture.url == "https://news.example/a%20b%0D%0AX:%20%3Cy%3E"


# Revisits


def test_the_same_payload_again_is_a_revisit(tmp_path: Path) -> None:
    first = one(tmp_path, ANSWERS["gzip"])
    chunks = b"HTTP/1.1 200 OK\r\nX: 1\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    again = chunks + b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED)
    later = {"url": URL + "2", "started_at": NOON + timedelta(days=365)}
    capture = one(tmp_path, again, originals=knowing(first), **later)
    _, revisit, request, _ = members(tmp_path / capture.ref.warc_file)
    assert (revisit["WARC-Type"], revisit.block) == ("revisit", chunks)
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit["WARC-Refers-To"] == first.ref.warc_record_id
    assert revisit["WARC-Refers-To-Target-URI"] == URL
    assert revisit["WARC-Refers-To-Date"] == "2026-03-01T12:00:00.123456Z"
    assert revisit["WARC-Payload-Digest"] == first.payload_digest == capture.payload_digest
    assert revisit["WARC-Truncated"] == "length"
    assert request["WARC-Concurrent-To"] == capture.ref.warc_record_id
    assert (capture.record_type, capture.truncated, capture.payload_bytes) == ("revisit", None, len(PACKED))
    assert list(read_captures(tmp_path, capture.ref.warc_file)) == [capture]
    assert check(tmp_path, capture.ref).problems == ()
    page = read_page(tmp_path, capture.ref, original=first.ref)
    assert (page.url, page.body, page.header("x"), page.ref) == (URL + "2", HTML, "1", capture.ref)


def test_not_modified_is_a_revisit_without_a_block(tmp_path: Path) -> None:
    first = one(tmp_path)
    later = NOON + timedelta(days=365)
    capture = one(tmp_path, NOT_MODIFIED, originals=knowing(first), started_at=later)
    _, revisit, _, metadata = members(tmp_path / capture.ref.warc_file)
    assert (revisit["WARC-Type"], revisit.block, revisit["Content-Type"]) == ("revisit", b"", None)
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert (revisit["WARC-Refers-To"], revisit["WARC-Truncated"]) == (first.ref.warc_record_id, None)
    assert revisit["WARC-Payload-Digest"] == sha1(HTML)
    assert base64.b64decode(fields_of(metadata)["http-response-base64"]) == NOT_MODIFIED
    assert (capture.status, capture.etag, capture.original) == (304, '"z"', knowing(first).by_url(URL))
    assert list(read_captures(tmp_path, capture.ref.warc_file)) == [capture]
    assert check(tmp_path, capture.ref).problems == ()
    page = read_page(tmp_path, capture.ref, original=first.ref)
    assert (page.status, page.body, page.captured_at, page.mime) == (200, HTML, later, "text/html")
    with pytest.raises(ArchiveError, match="alone makes no page"):
        read_page(tmp_path, capture.ref)


@pytest.mark.parametrize("received", [PAGE[:-1], PAGE.replace(b"200 OK", b"404 No"), b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_is_cut_empty_or_an_error_is_no_revisit(received: bytes, tmp_path: Path) -> None:
    originals = knowing(one(tmp_path))
    originals = Known({sha1(body): originals.urls[URL] for body in (HTML, HTML[:-1], b"")}, originals.urls)
    assert one(tmp_path, received, originals=originals).record_type == "response"


# Files


def test_a_file_that_is_full_is_followed_by_the_next(tmp_path: Path) -> None:
    with archive(tmp_path, max_size=1500) as into:
        captures = [into.write(exchange(url=f"{URL}{number}")) for number in range(5)]
        assert [file.state for file in into.files] == ["closed", "closed", "closed", "closed", "open"]
        into.close()
        into.close()
    for file in into.files:
        path = tmp_path / file.filename
        assert (file.state, file.size, file.records) == ("closed", path.stat().st_size, len(members(path)))
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (file.opened_at, file.closed_at) == (NOON, NOON + timedelta(seconds=1))
    kinds = [[member["WARC-Type"] for member in members(tmp_path / file.filename)] for file in into.files]
    assert kinds == [["warcinfo", "response", "request", "metadata"]] * 5
    assert [capture.ref.warc_file for capture in captures if capture] == [file.filename for file in into.files]
    assert not list(tmp_path.rglob("*.open"))


def test_an_archive_that_was_not_written_to_leaves_nothing(tmp_path: Path) -> None:
    with archive(tmp_path) as into:
        into.sync()
    assert (into.files, list(tmp_path.iterdir())) == ((), [])


def test_no_file_is_written_over(tmp_path: Path) -> None:
    first, second = archive(tmp_path), archive(tmp_path)
    first.write(exchange())
    second.write(exchange())
    first.close()
    third = archive(tmp_path)
    third.write(exchange())
    second.close()
    third.close()
    names = {file.filename for each in (first, second, third) for file in each.files}
    assert len(names) == 3
    assert all(len(members(tmp_path / name)) == 4 for name in names)


def test_an_open_file_can_be_read_and_grows(tmp_path: Path) -> None:
    with archive(tmp_path) as into:
        capture = into.write(exchange())
        into.sync()
        assert capture
        assert only_file(tmp_path).name.endswith(".warc.gz.open")
        assert read_page(tmp_path, capture.ref).body == HTML
        size = into.files[0].size
        into.write(exchange())
        assert (into.files[0].size > size, into.files[0].records) == (True, 7)
        [again] = read_captures(tmp_path, capture.ref.warc_file, offset=size)
        assert again.ref.warc_offset == size


def test_the_files_of_an_exchange_are_closed(tmp_path: Path) -> None:
    passed = exchange()
    written(tmp_path, passed)
    assert (passed.sent.closed, passed.received.closed) == (True, True)


def test_a_sync_may_meet_the_end_of_a_file(tmp_path: Path) -> None:
    with archive(tmp_path, max_size=1) as into, ThreadPoolExecutor(1) as other:
        syncs = []
        for _ in range(20):
            into.write(exchange())
            syncs.append(other.submit(into.sync))
        assert [sync.result() for sync in syncs] == [None] * 20
    assert len(into.files) == 20


# Disks


class Unknowable(Known):
    """A database that fails when it is asked."""

    def by_digest(self, digest: str) -> Original | None:
        raise LookupError(digest)


def test_whatever_goes_wrong_in_an_exchange_leaves_nothing_of_it(tmp_path: Path) -> None:
    with archive(tmp_path, originals=Unknowable()) as into:
        into.write(exchange(NOT_MODIFIED))
        before = only_file(tmp_path).read_bytes()
        with pytest.raises(LookupError):
            into.write(exchange(PAGE))
        assert (only_file(tmp_path).read_bytes(), into.files[0].records) == (before, 4)


class FullDisk(FileIO):
    """A real file on a disk that has room for so many more bytes."""

    room = 0

    def write(self, data: Any) -> int:
        taken = min(len(data), self.room)
        if not taken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        FullDisk.room -= taken
        return super().write(data[:taken])


@pytest.mark.parametrize("room", [0, 1, 300, 700, 1300])
def test_a_full_disk_leaves_whole_exchanges_only(room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with archive(tmp_path, create=lambda path: FullDisk(path, "xb")) as into:
        monkeypatch.setattr(FullDisk, "room", room)
        with pytest.raises(DiskFull, match=r"IRIA-example-.*make room"):
            into.write(exchange())
        assert (into.files, only_file(tmp_path).stat().st_size) == ((), 0)
        monkeypatch.setattr(FullDisk, "room", 1 << 20)
        into.write(exchange())
        size = into.files[0].size
        monkeypatch.setattr(FullDisk, "room", min(room, 900))
        with pytest.raises(DiskFull):
            into.write(exchange())
        assert (into.files[0].size, only_file(tmp_path).stat().st_size) == (size, size)
        monkeypatch.setattr(FullDisk, "room", 1 << 20)
        into.write(exchange())
    [file] = into.files
    assert (file.records, len(members(tmp_path / file.filename))) == (7, 7)
    assert file.sha256 == hashlib.sha256((tmp_path / file.filename).read_bytes()).hexdigest()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.getuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full_loses_nothing(tmp_path: Path) -> None:
    body = hashlib.shake_128(b"").digest(50_000)
    received = b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + body
    with small_disk(tmp_path / "disk") as folder:
        captures = list[Capture | None]()
        with archive(folder) as into:
            with pytest.raises(DiskFull):
                captures.extend(into.write(exchange(received)) for _ in range(10))
            into.write(exchange())
        found = list(read_captures(folder, into.files[0].filename))
        assert len(found) >= 5
        assert all(check(folder, capture.ref).problems == () for capture in found)


def test_the_first_exchange_that_finds_no_room_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FullDisk, "room", 10)
    with archive(tmp_path, create=lambda path: FullDisk(path, "xb")) as into, pytest.raises(DiskFull):
        into.write(exchange())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class NoDisk(FileIO):
    """A file whose descriptor is a pipe's as long as it is broken: the system refuses to sync it."""

    pipe: int | None = None

    def fileno(self) -> int:
        return super().fileno() if self.pipe is None else self.pipe


def test_what_cannot_be_synced_is_said_and_can_be_tried_again(tmp_path: Path) -> None:
    files: list[NoDisk] = []

    def create(path: Path) -> NoDisk:
        files.append(NoDisk(path, "xb"))
        return files[0]

    into = archive(tmp_path, create=create)
    into.write(exchange())
    ends = os.pipe()
    files[0].pipe = ends[1]
    for action in (into.sync, into.close):
        with pytest.raises(ArchiveError, match="cannot be written"):
            action()
    files[0].pipe = None
    into.close()
    for end in ends:
        os.close(end)
    assert [file.state for file in into.files] == ["closed"]
    assert len(members(only_file(tmp_path))) == 4


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "warc").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"warc/example/2026/IRIA.*cannot be written"), archive(tmp_path) as into:
        into.write(exchange())


# Recovery


def crashed(folder: Path, count: int = 3) -> tuple[Path, list[int]]:
    """An `.open` file as `kill -9` leaves it, and where its exchanges end."""
    into = archive(folder)
    ends = []
    for number in range(count):
        into.write(exchange(PAGE, url=f"{URL}{number}"))
        ends.append(into.files[0].size)
    path = only_file(folder)
    data = path.read_bytes()
    into.close()
    only_file(folder).unlink()
    path.write_bytes(data)
    return path, ends


@pytest.mark.parametrize(
    "tail",
    [b"", bytes(600), b"junk", gzip.compress(b"WARC/1.1\r\n", mtime=0)],
    ids=["nothing", "zeros", "junk", "half a record"],
)
def test_every_torn_tail_is_cut_to_whole_exchanges(tail: bytes, tmp_path: Path) -> None:
    path, ends = crashed(tmp_path)
    data = path.read_bytes()
    near = {member.offset + by for member in members(path) for by in range(-9, 10) if member.offset + by >= 0}
    path.unlink()
    for size in sorted({end - by for end in ends for by in (0, 5, 400)} if tail else {*range(0, len(data), 11), *near}):
        path.write_bytes(data[:size] + tail)
        whole = max((end for end in ends if end <= size), default=0)
        found = recover(path, committed=whole, clock=lambda: NOON)
        if found is None:
            assert (whole, list(path.parent.iterdir())) == (0, [])
            continue
        final = tmp_path / found.filename
        assert (final.read_bytes(), list(path.parent.iterdir())) == (data[:whole], [final])
        assert (found.size, found.records) == (whole, 1 + 3 * (ends.index(whole) + 1))
        assert found.sha256 == hashlib.sha256(data[:whole]).hexdigest()
        assert (found.state, found.opened_at, found.closed_at) == ("closed", NOON, NOON)
        final.unlink()


def test_recovery_keeps_what_was_not_committed_and_never_cuts_what_was(tmp_path: Path) -> None:
    path, ends = crashed(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    with pytest.raises(ArchiveError, match=f"whole up to byte {ends[1]} only, but {ends[2]} were committed"):
        recover(path, committed=ends[2])
    assert path.read_bytes() == data[:-1]
    found = recover(path, committed=ends[0])
    assert found
    [capture] = read_captures(tmp_path, found.filename, offset=ends[0])
    assert capture.url == URL + "1"


def test_recovery_writes_over_no_file(tmp_path: Path) -> None:
    path, _ = crashed(tmp_path)
    final = path.with_name(path.name.removesuffix(".open"))
    final.write_bytes(b"precious")
    with pytest.raises(ArchiveError, match="both ended and open"):
        recover(path, committed=0)
    assert final.read_bytes() == b"precious"


# Reading and checking


@given(
    body=st.binary(max_size=2000),
    chunks=st.integers(0, 50),
    packed=st.booleans(),
    cut=st.integers(0, 30),
    headers=st.lists(st.from_regex(rb"\A[A-Za-z-]{1,9}:[\x20-\x7e\x80-\xff]{0,20}\r\n\Z"), max_size=4),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_page_comes_back_from_the_archive(
    body: bytes, chunks: int, packed: bool, cut: int, headers: list[bytes], tmp_path: Path
) -> None:
    coded = gzip.compress(body, mtime=0) if packed else body
    framed, framing = coded, b"Content-Length: %d\r\n" % len(coded)
    if chunks:
        pieces = [coded[at : at + chunks] for at in range(0, len(coded), chunks)]
        framed = b"".join(b"%X\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        framing = b"Transfer-Encoding: chunked\r\n"
    coding = b"Content-Encoding: gzip\r\n" if packed else b""
    head = b"HTTP/1.1 200 OK\r\n" + framing + coding + b"".join(b"X-" + header for header in headers) + b"\r\n"
    cut = min(cut, len(framed))
    raw = head + framed[: len(framed) - cut]
    capture = one(tmp_path, raw)
    page = read_page(tmp_path, capture.ref)
    assert (page.status, page.whole) == (200, not cut)
    assert body.startswith(page.body) if cut else page.body == body
    assert list(read_captures(tmp_path, capture.ref.warc_file)) == [capture]
    assert check(tmp_path, capture.ref).problems == ()


def test_a_page_is_no_larger_than_asked_for(tmp_path: Path) -> None:
    capture = one(tmp_path)
    page = read_page(tmp_path, capture.ref, cap=6)
    assert (page.body, page.whole) == (b"<html>", False)


def test_another_record_than_the_one_named_is_refused(tmp_path: Path) -> None:
    ref = one(tmp_path).ref
    for other in (
        replace(ref, warc_record_id="<urn:uuid:0>"),
        replace(ref, warc_length=ref.warc_length + 1),
        replace(ref, warc_offset=0),
        replace(ref, warc_offset=ref.warc_offset + 1),
        replace(ref, warc_file="warc/example/2026/other.warc.gz"),
    ):
        with pytest.raises(ArchiveError, match=other.warc_file):
            read_page(tmp_path, other)
        assert check(tmp_path, other).problems


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    ref = one(tmp_path).ref
    path = tmp_path / ref.warc_file
    data = path.read_bytes()
    for place in range(ref.warc_offset, ref.warc_offset + ref.warc_length):
        if place - ref.warc_offset in (3, 4, 5, 6, 7, 8, 9):
            continue  # flags, time and system of the gzip header: nothing depends on them
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert check(tmp_path, ref).problems, place
        with pytest.raises(IriaError):
            read_page(tmp_path, ref)


FAULTS = [
    (b"Good", b"Evil", "WARC-Block-Digest"),
    (b"WARC-Payload-Digest: sha1:", b"WARC-Payload-Digest: sha1:A", "WARC-Payload-Digest"),
    (b"WARC-Payload-Digest: ", b"X-Payload-Digest: ", "has no WARC-Payload-Digest"),
    (b"WARC-Block-Digest: ", b"X-Block-Digest: ", "has no WARC-Block-Digest"),
    (b"WARC/1.1", b"WARC/1.0", "is WARC/1.0"),
    (b"WARC/1.1", b"WORC/1.1", "no WARC record begins here"),
    (b"\r\n\r\n<html>", b"\r\n\r\n<html>\n", "does not end, with two empty lines, where"),
    (b"WARC-Type: response\r\n", b"WARC-Type: response\r\nwarc-type: response\r\n", "says WARC-Type 2 times"),
    (b"WARC-Date: 2026-03", b"WARC-Date: 2026-33", "has a WARC-Date that is none"),
    (b"WARC-Date: ", b"WARC-Truncated: time\r\nWARC-Date: ", "but is whole"),
    (b"WARC-Warcinfo-ID", b"X-Warcinfo-ID", "has no WARC-Warcinfo-ID"),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), FAULTS)
def test_a_fault_in_a_record_is_named(right: bytes, wrong: bytes, problem: str, tmp_path: Path) -> None:
    ref = one(tmp_path).ref
    path = tmp_path / ref.warc_file
    data = path.read_bytes()
    record = gzip.decompress(data[ref.warc_offset : ref.warc_offset + ref.warc_length])
    assert right in record
    forged = gzip.compress(record.replace(right, wrong, 1))
    path.write_bytes(data[: ref.warc_offset] + forged + data[ref.warc_offset + ref.warc_length :])
    found = check(tmp_path, replace(ref, warc_length=len(forged)))
    assert any(problem in each for each in found.problems)


def test_a_cut_body_that_does_not_say_so_is_a_fault(tmp_path: Path) -> None:
    ref = one(tmp_path, PAGE[:-1]).ref
    path = tmp_path / ref.warc_file
    data = path.read_bytes()
    record = gzip.decompress(data[ref.warc_offset : ref.warc_offset + ref.warc_length])
    path.write_bytes(data[: ref.warc_offset] + gzip.compress(record.replace(b"WARC-Truncated", b"X-Truncated")))
    assert any("has no WARC-Truncated" in each for each in check(tmp_path, ref).problems)


def test_an_answer_to_head_is_whole(tmp_path: Path) -> None:
    capture = one(tmp_path, PAGE[: -len(HTML)], sent=b"HEAD /a HTTP/1.1\r\n\r\n", method="HEAD")
    assert (capture.truncated, capture.payload_bytes) == (None, 0)
    assert check(tmp_path, capture.ref).problems == ()
    assert list(read_captures(tmp_path, capture.ref.warc_file)) == [capture]


def test_the_request_of_a_response_follows_it(tmp_path: Path) -> None:
    first, second = written(tmp_path, exchange(), exchange(sent=b""))
    assert first
    assert second
    kinds = ["warcinfo", "response", "request", "metadata", "response", "metadata"]
    there = members(only_file(tmp_path))
    assert [each["WARC-Type"] for each in there] == kinds
    refs = [
        replace(first.ref, warc_offset=each.offset, warc_length=each.length, warc_record_id=str(each["WARC-Record-ID"]))
        for each in there
    ]
    wrong = [check(tmp_path, ref).problems for ref in refs]
    assert wrong == [(), (), (), (), ("has no request record",), ()]


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_foreign_files_can_be_read(packed: bool, tmp_path: Path) -> None:
    path = tmp_path / "foreign.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record("foreign.warc", {"software": "other"}))
        for status, kind in (("200 OK", "response"), ("404 Not Found", "response"), ("200 OK", "revisit")):
            head = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.0")
            block = BytesIO(HTML)
            writer.write_record(
                writer.create_warc_record(URL, kind, payload=block, length=len(HTML), http_headers=head)
            )
        dns = BytesIO(b"20260301\nnews.example. 1 IN A 192.0.2.1\n")
        writer.write_record(writer.create_warc_record("dns:news.example", "response", payload=dns, length=40))
    [page] = read_pages(path)
    assert (page.url, page.body, page.mime, page.whole, page.ref) == (URL, HTML, "text/html", True, None)
    path.write_bytes(path.read_bytes()[:-1])
    pages = read_pages(path)
    next(pages)
    with pytest.raises(ArchiveError, match=r"foreign\.warc at \d+"):
        next(pages)


def test_pages_of_a_file_of_ours_tell_where_they_stand(tmp_path: Path) -> None:
    capture = one(tmp_path)
    [page] = read_pages(tmp_path / capture.ref.warc_file, folder=tmp_path)
    assert page == read_page(tmp_path, capture.ref)
    assert page.ref == capture.ref


# The eyes of others


def test_the_checker_of_warcio_finds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a brotli body: warcio's reader and Google's brotli do not go together."""
    first = one(tmp_path)
    kinds = [exchange(received, url=f"{URL}{name.replace(' ', '-')}") for name, received in ANSWERS.items()]
    failed = [exchange(b"SSH-2.0-x\r\n"), exchange(b""), exchange(b"", sent=b"")]
    with archive(tmp_path, originals=knowing(first)) as into:
        captures = [into.write(each) for each in (*kinds, *failed)]
    assert {capture.record_type for capture in captures if capture} == {"response", "revisit"}
    paths = [str(path) for path in tmp_path.rglob("*.warc.gz")]
    assert Checker(SimpleNamespace(inputs=paths, verbose=False)).process_all() == 0
    assert capsys.readouterr() == ("", "")


def test_a_large_body_passes_in_pieces(tmp_path: Path) -> None:
    with TemporaryFile() as received:
        received.write(b"HTTP/1.1 200 OK\r\nContent-Length: 20971520\r\n\r\n")
        for number in range(20):
            received.write(hashlib.shake_128(bytes([number])).digest(1 << 20))
        passed = replace(exchange(), received=received)
        tracemalloc.start()
        with archive(tmp_path) as into:
            capture = into.write(passed)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert capture
    assert capture.payload_bytes == 20 << 20
    assert peak < 2 << 20
    assert check(tmp_path, capture.ref).problems == ()
