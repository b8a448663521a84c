"""The capture handler keeps each byte that passes, whatever a server does."""

import gc
import gzip
import inspect
import itertools
import json
import os
import pickle
import random
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.http import Response
from twisted.web import _newclient
from twisted.web.client import HTTPConnectionPool

from iria_crawler.handlers.ciphers import iana_name
from iria_crawler.handlers.gauge import Gauge
from iria_crawler.handlers.recording import Recording

from .oddserver import ANSWERS, PAGE, Answer, OddServer, answer, chunked, zstd

FETCHING = Path(__file__).with_name("fetching.py")
Page = dict[str, Any]
Crawl = Callable[..., dict[str, Any]]
Fetch = Callable[..., list[Page]]
CAP = 5_000_000


@pytest.fixture(scope="session")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Crawls requests in a process of its own, in which any warning is an error."""

    def run(requests: Sequence[Mapping[str, Any]], *, memory: bool = False, **settings: object) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("crawl")
        order = {"requests": requests, "settings": settings, "memory": memory}
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        command = [sys.executable, "-W", "error", FETCHING, folder / "order.json", folder / "results"]
        path = os.pathsep.join([str(FETCHING.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
        done = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        assert "ResourceWarning" not in done.stderr, done.stderr
        return pickle.loads((folder / "results").read_bytes())

    return run


@pytest.fixture(scope="session")
def fetch(crawl: Crawl) -> Fetch:
    """What the handler hands over for each request."""
    return lambda *requests, **settings: crawl(requests, **settings)["pages"]


def asked(server: OddServer, path: str, planned: Answer) -> dict[str, Any]:
    """The request for an odd answer; one that stalls is given little time."""
    meta = {"download_timeout": 3} if planned.then == "stall" else {}
    return {"url": server.url(path), "method": planned.method, "body": planned.body.decode(), "meta": meta}


# Byte for byte


@pytest.fixture(scope="module", params=["http", "https"])
def odd(request: pytest.FixtureRequest, fetch: Fetch) -> dict[str, tuple[Page, tuple[bytes, bytes]]]:
    """Of each odd answer, what the handler handed over and what the server logged."""
    with OddServer(secure=request.param == "https") as server:
        pages = fetch(*(asked(server, path, planned) for path, planned in ANSWERS.items()))
    return {path: (page, server.log[path][-1]) for path, page in zip(ANSWERS, pages, strict=True)}


@pytest.mark.parametrize("path", ANSWERS)
def test_an_exchange_has_the_bytes_that_passed(odd: Any, path: str) -> None:
    page, (received, sent) = odd[path]
    assert page["sent"] == received
    assert page["received"] == (sent if ANSWERS[path].whole else sent[: len(page["received"])])
    assert page["sent_at"] == page["received_at"] == 0


def test_there_are_enough_odd_answers() -> None:
    assert len(ANSWERS) >= 46


@pytest.mark.parametrize(
    ("path", "cut", "error"),
    [
        ("/plain", None, None),
        ("/close-delimited", None, None),
        ("/404", None, None),
        ("/chunked-cut", "disconnect", None),
        ("/length-short", "disconnect", None),
        ("/reset", "disconnect", None),
        ("/no-answer", "disconnect", "ConnectionDone: "),
        ("/head-cut", "disconnect", "ConnectionDone: "),
        ("/chunked-broken", "unspecified", None),
        ("/garbage", "unspecified", "ParseError: "),
        ("/long-header", "unspecified", "Connection"),
        ("/stall", "time", "DownloadTimeoutError: "),
        ("/stall-at-once", "time", "DownloadTimeoutError: "),
    ],
)
def test_an_exchange_says_why_it_is_not_whole(odd: Any, path: str, cut: str | None, error: str | None) -> None:
    page, _ = odd[path]
    assert page["cut"] == cut
    assert (page["error"] or "").startswith(error or "")
    assert (page["error"] is None) == (error is None)
    assert "\n" not in (page["error"] or "")


def test_an_exchange_says_when_and_with_whom(odd: Any) -> None:
    page, _ = odd["/plain"]
    assert page["started_at"].tzinfo is UTC
    assert abs((datetime.now(UTC) - page["started_at"]).total_seconds()) < 600
    assert 0 <= page["elapsed_ms"] < 60_000
    assert (page["ip"], page["method"], page["attempts"]) == ("127.0.0.1", "GET", 1)
    assert odd["/stall"][0]["elapsed_ms"] >= 1000


def test_an_exchange_says_which_tls_it_went_through(odd: Any) -> None:
    page, _ = odd["/plain"]
    secure = page["url"].startswith("https:")
    assert page["protocols"] == (("tls/1.3",) if secure else ())
    assert (page["cipher"] or "").startswith("TLS_AES_" if secure else "")


def test_an_exchange_says_whether_the_connection_ended(odd: Any) -> None:
    assert odd["/close-delimited"][0]["closed"]
    assert not odd["/plain"][0]["closed"]


def test_a_cut_page_is_still_a_page(odd: Any) -> None:
    page, _ = odd["/length-short"]
    assert (page["status"], page["flags"], page["size"]) == (200, ["dataloss"], len(PAGE))


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_random_exchanges_side_by_side_never_mix(fetch: Fetch, secure: bool) -> None:
    chance = random.Random(f"exchanges {secure}")
    answers = {f"/{number}": random_answer(chance) for number in range(200)}
    with OddServer(answers, secure=secure) as server:
        pages = fetch(*({"url": server.url(path)} for path in answers))
        log = server.log
    got = {path: (page["sent"], page["received"]) for path, page in zip(answers, pages, strict=True)}
    assert got == {path: log[path][-1] for path in answers}


def random_answer(chance: random.Random) -> Answer:
    body = chance.randbytes(chance.choice([0, 1, 50, 3_000, 70_000]))
    lines = [f"X-{chance.random()}: {chance.randbytes(9).hex()}" for _ in range(chance.randrange(5))]
    if chance.random() < 0.5:
        sizes = [chance.randint(1, 9_000) for _ in range(chance.randrange(9))]
        raw = answer(*lines, "Transfer-Encoding: chunked", body=chunked(body, *sizes), length=None)
    else:
        raw = answer(*lines, body=body)
    cuts = sorted(chance.sample(range(len(raw)), chance.randrange(5)))
    pieces = tuple(raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True))
    return Answer(pieces=pieces, then=chance.choice(["keep", "keep", "keep", "close"]))


def test_bytes_that_come_late_are_not_added(fetch: Fetch) -> None:
    answers = {"/late": Answer(pieces=pausing(answer(body=PAGE), b"late")), "/stall": ANSWERS["/stall"]}
    with OddServer(answers) as server:
        late, _ = fetch(*(asked(server, path, planned) for path, planned in answers.items()))
    assert late["received"] == answer(body=PAGE)


def pausing(*pieces: bytes) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        threading.Event().wait(0.5)


# Connections


def test_a_stale_connection_is_tried_again_and_only_the_second_attempt_kept(fetch: Fetch) -> None:
    answers = {"/first": ANSWERS["/plain"], "/stale": [ANSWERS["/no-answer"], ANSWERS["/plain"]]}
    with OddServer(answers) as server:
        _, page = fetch({"url": server.url("/first")}, {"url": server.url("/stale")}, CONCURRENT_REQUESTS=1)
        log = server.log["/stale"]
    assert len(log) == page["attempts"] == 2
    assert (page["sent"], page["received"]) == log[1]
    assert (page["closed"], page["cut"]) == (False, None)


def test_an_exchange_leaves_out_what_was_said_to_a_tunnel(fetch: Fetch) -> None:
    with OddServer(tunnel=True) as server:
        meta = {"proxy": f"http://127.0.0.1:{server.port}"}
        pages = fetch(*({"url": "https://news.example/plain", "meta": meta} for _ in range(2)), CONCURRENT_REQUESTS=1)
        log = server.log["/plain"]
    assert [(page["sent"], page["received"]) for page in pages] == log
    assert pages[0]["sent"].startswith(b"GET /plain HTTP/1.1\r\n")
    assert (pages[0]["ip"], pages[0]["protocols"]) == (None, ("tls/1.3",))


def test_an_exchange_through_a_proxy_has_no_address(fetch: Fetch) -> None:
    with OddServer() as server:
        [page] = fetch({"url": "http://news.example/plain", "meta": {"proxy": server.url("")}})
        log = server.log["http://news.example/plain"]
    assert [(page["sent"], page["received"])] == log
    assert page["ip"] is None


def test_a_cipher_of_older_tls_has_its_iana_name(fetch: Fetch) -> None:
    with OddServer(secure=True, newest=ssl.TLSVersion.TLSv1_2) as server:
        [page] = fetch({"url": server.url("/plain")})
    assert page["protocols"] == ("tls/1.2",)
    assert page["cipher"].startswith("TLS_ECDHE_ECDSA_WITH_")


def test_a_refused_connection_is_an_exchange_without_bytes(fetch: Fetch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    [page] = fetch({"url": f"http://127.0.0.1:{port}/"})
    assert page["error"].startswith("ConnectionRefusedError: ")
    assert (page["sent"], page["received"], page["cut"], page["ip"]) == (b"", b"", None, None)


def test_an_unknown_host_is_an_exchange_without_bytes(fetch: Fetch) -> None:
    [page] = fetch({"url": f"http://{'x' * 63}.invalid/"})
    assert page["error"].startswith("DNSLookupError: ")
    assert (page["sent"], page["received"], page["cut"]) == (b"", b"", None)


def test_what_tls_never_let_out_was_not_sent(fetch: Fetch) -> None:
    with OddServer() as silent, OddServer(secure=True) as unsigned:
        pages = fetch(
            {"url": silent.url("/plain").replace("http:", "https:"), "meta": {"download_timeout": 1}},
            {"url": unsigned.url("/plain")},
            DOWNLOAD_VERIFY_CERTIFICATES=True,
        )
    assert [(page["sent"], page["received"]) for page in pages] == [(b"", b"")] * 2
    assert [page["cut"] for page in pages] == ["time", None]
    assert pages[1]["error"].startswith("Error: ")
    assert "certificate verify failed" in pages[1]["error"]


# Limits


def test_a_body_of_just_the_cap_is_whole_and_one_byte_more_is_cut(fetch: Fetch) -> None:
    answers = {
        "/plain": Answer(pieces=(answer(body=b"x" * 1000),)),
        "/plain-more": Answer(pieces=(answer(body=b"x" * 1001),)),
        "/gzip": Answer(pieces=(answer("Content-Encoding: gzip", body=gzip.compress(b"x" * 1000)),)),
        "/gzip-more": Answer(pieces=(answer("Content-Encoding: gzip", body=gzip.compress(b"x" * 1001)),)),
    }
    with OddServer(answers) as server:
        pages = fetch(*({"url": server.url(path)} for path in answers), IRIA_BODY_CAP=1000, COMPRESSION_ENABLED=False)
        log = server.log
    assert [page["cut"] for page in pages] == [None, "length", None, "length"]
    assert [page["flags"] for page in pages] == [[], ["download_stopped"]] * 2
    assert [page["received"] for page in pages] == [log[path][0][1] for path in answers]


def test_scrapys_own_limit_does_not_throw_away_a_page(fetch: Fetch) -> None:
    with OddServer() as server:
        [page] = fetch({"url": server.url("/megabyte")}, IRIA_BODY_CAP=300_000, DOWNLOAD_MAXSIZE=200_000)
    assert (page["status"], page["cut"]) == (200, "length")
    assert 300_000 < page["size"] < 500_000


def endless(head: bytes, piece: bytes) -> Answer:
    return Answer(pieces=itertools.chain([head], itertools.repeat(piece)), logged=False, whole=False)


def bombs() -> dict[str, Answer]:
    """Answers that would fill any memory or disk."""
    zeros = bytes(10**8)
    coded = {
        "gzip": gzip.compress(zeros, 9) * 100,  # 10 MB that unpack to 10 GB
        "gzip,gzip": gzip.compress(gzip.compress(zeros) * 100),
        "deflate": zlib.compress(zeros),
        "br": brotli.compress(zeros, quality=5),
        "zstd": zstd.compress(zeros),
    }
    chunks = answer("Transfer-Encoding: chunked", length=None)
    return {
        f"/{coding}": Answer(pieces=(answer(f"Content-Encoding: {coding}", body=body),), logged=False)
        for coding, body in coded.items()
    } | {
        "/body": endless(answer(length=None), b"x" * 65_536),
        "/chunks": endless(chunks, b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        "/tiny-chunks": endless(chunks, b"1;" + b"e" * 900 + b"\r\nx\r\n"),
        "/trailers": endless(chunks + b"0\r\n", b"X: y\r\n" * 9_000),
        "/headers": endless(b"HTTP/1.1 200 OK\r\n", b"X-Endless: yes\r\n" * 4_000),
        "/header": endless(b"HTTP/1.1 200 OK\r\nX-Endless: ", b"x" * 65_536),
        "/interim": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 4_000),
    }


@pytest.fixture(scope="module", params=["http", "https"])
def bombed(request: pytest.FixtureRequest, crawl: Crawl) -> tuple[dict[str, Page], list[int], list[str]]:
    """The pages of a crawl that was bombed, by how much it grew for each, and the order in which connections ended."""
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("only Linux tells how much memory a process has taken")
    answers = {"/plain": ANSWERS["/plain"]} | bombs() | {"/stall": ANSWERS["/stall"]}
    with OddServer(answers, secure=request.param == "https") as server:
        orders = [asked(server, path, planned) for path, planned in answers.items()]
        results = crawl(orders, memory=True, IRIA_BODY_CAP=CAP, CONCURRENT_REQUESTS=1)
        ended = server.ended
    return dict(zip(answers, results["pages"], strict=True)), results["growth"], ended


def test_a_bomb_takes_little_more_memory_than_the_cap(bombed: Any) -> None:
    pages, growth, _ = bombed
    assert len(growth) == len(pages) - 1
    assert max(growth) < CAP + 10_000_000


def test_a_bomb_is_cut_at_the_cap_and_kept(bombed: Any) -> None:
    pages, _, _ = bombed
    cuts = {path: page["cut"] for path, page in pages.items()}
    unread = {"/trailers": "unspecified", "/header": cuts["/header"]}  # the client gives these up before the cap
    assert cuts == dict.fromkeys(cuts, "length") | {"/plain": None, "/stall": "time"} | unread
    assert cuts["/header"] in ("length", "unspecified")
    sizes = [
        page["received"] if isinstance(page["received"], int) else len(page["received"]) for page in pages.values()
    ]
    assert max(sizes) < 2 * CAP + 500_000


def test_endless_headers_are_an_error_that_is_not_retried(bombed: Any) -> None:
    for path in ("/headers", "/interim"):
        page = bombed[0][path]
        assert page["raised"] == "DownloadCancelledError"
        assert page["error"].startswith("DownloadCancelledError: ")


def test_the_connection_of_a_bomb_ends_at_the_cap(bombed: Any) -> None:
    pages, _, ended = bombed
    last = ended.index("/stall")
    assert set(ended[:last]) >= set(pages) - {"/plain", "/stall"}


# Endings that are not the server's


@pytest.mark.parametrize(
    ("signal", "raised"), [("headers_received", None), ("bytes_received", "StopDownload")], ids=["kept", "failed"]
)
def test_a_download_that_somebody_stops_is_cut_for_no_reason_of_ours(
    fetch: Fetch, signal: str, raised: str | None
) -> None:
    with OddServer() as server:
        [page] = fetch({"url": server.url("/megabyte"), "meta": {"stop": signal}})
        [(received, sent)] = server.log["/megabyte"]
    assert (page["cut"], page.get("raised"), page["error"]) == ("unspecified", raised, raised)
    assert page["sent"] == received
    assert sent.startswith(page["received"])


def test_a_cancelled_download_still_leaves_its_exchange(fetch: Fetch) -> None:
    paths = ("/stall", "/stall-at-once")
    with OddServer() as server:
        pages = fetch(*({"url": server.url(path), "meta": {"cancel": 2}} for path in paths))
        log = server.log
    assert [(page["raised"], page["cut"]) for page in pages] == [("CancelledError", "unspecified")] * 2
    assert [(page["sent"], page["received"]) for page in pages] == [log[path][0] for path in paths]


def test_files_that_nobody_takes_close_themselves() -> None:
    request = Request("http://news.example/")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Recording(request, cap=9**9) as recording:
            recording.received(bytes(2_000_000))
        assert request.meta["exchange"].received.name is not None, "two megabytes are still in memory"
        del recording, request
        gc.collect()


# The parts


def test_a_gauge_tells_the_same_however_a_body_is_cut() -> None:
    body = random.Random(3).randbytes(90_000) + bytes(90_000)
    coded = {
        "": body,
        "identity": body,
        "gzip": gzip.compress(body),
        "x-gzip": gzip.compress(body[:9]) + gzip.compress(body[9:]),
        "deflate": zlib.compress(body),
        "br": brotli.compress(body),
        "zstd": zstd.compress(body[:50]) + zstd.compress(body[50:]),
    }
    for coding, data in coded.items():
        for step in (7, 1_000, len(data)):
            assert not _overflows(data, step, [coding] if coding else [], cap=180_000), (coding, step)
            assert _overflows(data, step, [coding] if coding else [], cap=179_999), (coding, step)
    raw = zlib.compress(body, wbits=-15)
    assert [_overflows(raw, 1, ["deflate"], cap=cap) for cap in (180_000, 179_999)] == [False, True]


def test_a_gauge_takes_codings_off_in_the_right_order_and_counts_each() -> None:
    body = brotli.compress(gzip.compress(bytes(10_000)))
    assert [_overflows(body, 3, ["gzip", "br"], cap=cap) for cap in (10_000, 9_999)] == [False, True]
    empty_members = gzip.compress(gzip.compress(b"") * 1_000)
    assert _overflows(empty_members, 50, ["gzip", "gzip"], cap=15_000), "what is inside is large as well"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "unheard-of"])
def test_a_gauge_bears_what_is_not_coded_as_it_says(coding: str) -> None:
    assert not _overflows(b"<html>" * 100, 7, [coding], cap=600)
    assert _overflows(b"<html>" * 100, 7, [coding], cap=599)


def _overflows(data: bytes, step: int, codings: Sequence[str], *, cap: int) -> bool:
    gauge = Gauge(codings, cap=cap)
    return any(gauge.overflows(data[start : start + step]) for start in range(0, len(data), step))


def test_a_cipher_has_the_name_that_openssl_says_iana_gives_it() -> None:
    if not (program := shutil.which("openssl")):
        pytest.skip("no openssl program to compare with")
    command = [program, "ciphers", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    names = {line.split()[2]: line.split()[0] for line in lines}
    assert len(names) > 20
    assert {name: iana_name(name) for name in names} == names
    assert iana_name("SOMETHING-NEW") == "SOMETHING-NEW"


def test_what_scrapy_and_twisted_have_not_promised_still_holds() -> None:
    says = "a release of {} has changed {}; see iria_crawler/handlers/wire.py"
    handler = inspect.getsource(http11.HTTP11DownloadHandler)
    assert "self._pool" in handler, says.format("Scrapy", "HTTP11DownloadHandler._pool")
    assert "pool=self._pool" in handler, says.format("Scrapy", "the pool that its agents ask")
    connection = list(inspect.signature(HTTPConnectionPool.getConnection).parameters)
    assert connection == ["self", "key", "endpoint"], says.format("Twisted", "HTTPConnectionPool.getConnection")
    written = list(inspect.signature(_newclient.Request.writeTo).parameters)
    assert written == ["self", "transport"], says.format("Twisted", "Request.writeTo")


def test_a_response_that_came_past_the_tap_is_an_error() -> None:
    request = Request("http://news.example/")
    with pytest.raises(RuntimeError, match="was not captured"), Recording(request, cap=1) as recording:
        recording.answered(Response(request.url))
