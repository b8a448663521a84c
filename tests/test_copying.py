"""Exchanges are copied out of WARC files record by record, also where another tool has put the request first."""

import gzip
from pathlib import Path

from iria_crawler.warc.copying import copies, targets


def record(kind: str, number: int, url: str | None = None, to: int | None = None) -> bytes:
    fields = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{number}>", "WARC-Date": "2026-11-26T10:00:00Z"}
    fields |= {"WARC-Target-URI": url} if url else {}
    fields |= {"WARC-Concurrent-To": f"<urn:uuid:{to}>"} if to else {}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**fields, "Content-Length": "0"}.items())
    return gzip.compress(f"WARC/1.1\r\n{head}\r\n\r\n\r\n".encode())


def test_a_request_that_comes_first_takes_no_response_with_it(tmp_path: Path) -> None:
    pieces = [
        record("warcinfo", 1),
        record("request", 2, "https://a.example/"),
        record("response", 3, "https://a.example/", to=2),
        record("request", 4, "https://b.example/"),
        record("response", 5, "https://b.example/", to=4),
    ]
    (tmp_path / "x.warc.gz").write_bytes(b"".join(pieces))
    size = sum(map(len, pieces))
    wanted = sum(map(len, pieces[:2]))
    found = list(copies(tmp_path, "x.warc.gz", size=size, wanted=lambda offset, url: offset == wanted))
    assert [copy.data for copy in found] == [pieces[0], pieces[2]]
    found = list(copies(tmp_path, "x.warc.gz", size=size, wanted=lambda offset, url: "b." in url))
    assert [copy.data for copy in found] == [pieces[0], *pieces[3:]]


def test_what_follows_a_response_goes_with_it_and_nothing_beyond_a_size(tmp_path: Path) -> None:
    pieces = [
        record("response", 1, "https://a.example/"),
        record("request", 2, "https://a.example/", to=1),
        record("metadata", 3, "https://a.example/", to=1),
        record("response", 4, "https://b.example/"),
    ]
    (tmp_path / "x.warc.gz").write_bytes(b"".join(pieces))
    size = sum(map(len, pieces[:3]))
    found = list(copies(tmp_path, "x.warc.gz", size=size, wanted=lambda offset, url: True))
    assert [copy.data for copy in found] == pieces[:3]
    assert set(targets(tmp_path, "x.warc.gz", size=size)) == {"https://a.example/"}
