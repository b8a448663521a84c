"""An archive with every kind of capture that there is, for tests of indexes and replay."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from iria_crawler.items import Exchange
from iria_crawler.store import Store, withholding
from iria_crawler.store.withholding import Action, Decision, Match
from tests.newsdesk import HOME, WAIT, Desk, article, desk, exchange, listing

SLUG = "news"
CHUNKED = "in-chunks"


def chunked(url: str, body: bytes, *, headers: Mapping[str, str] = {}) -> Exchange:
    """An exchange whose answer comes in two chunks."""
    made = exchange(url)
    fields = {"Content-Type": "text/html; charset=utf-8", "Transfer-Encoding": "chunked"} | dict(headers)
    head = "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    pieces = (body[:100], body[100:], b"")
    made.received = BytesIO(head.encode() + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces))
    return made


def every_kind(folder: Path) -> None:
    """Fetch pages, the same pages again, and what is no page."""
    with desk(folder) as news:
        news.fetch("", listing("a", "b"), kind="home")
        news.fetch("a", article("Harbour opens"))
        news.fetch("a?page=2&B=%C3%BC", article("Harbour, continued"))
        news.fetch("m%C3%BCll/", article("Müll"), headers={"Content-Type": "text/html ;charset=utf-8"})
        news.fetch("z\u0637\u0631", article("Not ASCII"))
        news.fetch("a", article("Harbour opens"))  # a revisit
        news.fetch("a", status=304)
        news.fetch("never", status=304)  # of something that is not held
        news.fetch("old", status=301, headers={"Location": f"{HOME}a"})
        news.fetch("gone", b"not here", status=404)
        news.fetch("broken", b"no", status=503, headers={"Content-Type": "text/plain;charset=x"})
        news.fetch("odd-type", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
        news.fetch("cut", b"<p>only the beginn", headers={"Content-Length": "500"})
        news.fetch("empty", b"")
        for _ in range(2):  # the second is a revisit, which replay finds by its digest
            fetch_chunked(news, CHUNKED, article("In chunks"))


def fetch_chunked(news: Desk, path: str, body: bytes) -> None:
    claim = news.claimed(path)
    recorded = news.recorder.record(chunked(claim.url, body), claim).result(WAIT)
    settled = news.settle(claim, recorded)
    news.commit()
    settled.result(WAIT)


STYLED = "styled"
STYLE = b"body { background-color: rgb(1, 2, 3) } h1 { text-transform: uppercase }"
DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'
LEAVES = b"""<script>const sheet = new CSSStyleSheet();
sheet.replaceSync("body { background-image: url(https://away.example/pixel.gif) }");
document.adoptedStyleSheets = [sheet];</script>"""  # pywb rewrites what it sees, and does not see this


def with_pictures(folder: Path) -> None:
    """Pages with a picture and a style: one that has all, one that lacks a picture, one that wants something of
    another server."""
    wants = b'<link rel="stylesheet" href="/style.css"><img src="/dot.svg" alt="a dot">'
    with desk(folder) as news:
        news.fetch("", listing(STYLED), kind="home")
        for path, more in (
            (STYLED, b""),
            ("section/lacking", b'<img src="/missing.svg" alt="not held">'),
            ("leaving", LEAVES),
        ):
            page = article(f"The {path} harbour", word=path.rpartition("/")[2])
            news.fetch(path, page.replace(b"</article>", wants + more + b"</article>"))
        news.fetch("style.css", STYLE, kind="other", headers={"Content-Type": "text/css"})
        news.fetch("dot.svg", DOT, kind="other", headers={"Content-Type": "image/svg+xml"})


def withhold(folder: Path, target: str, action: Action = "block", *, match: Match = "url") -> None:
    """Decide that something is not to be shown."""
    decision = Decision(match=match, target=target, action=action, reason="asked", decided_by="the lawyer")
    with Store.create(folder) as store, store.transaction():
        withholding.withhold(store, decision, now=datetime.now(UTC))
