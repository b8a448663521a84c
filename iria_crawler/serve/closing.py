"""While anything is withheld, tables that hold texts or say why are closed, and so is SQL, which reads any table."""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from iria_crawler.errors import IriaError
from iria_crawler.serve.asked import Asked
from iria_crawler.serve.headers import App, Send
from iria_crawler.serve.rendering import page
from iria_crawler.store import withholding
from iria_crawler.store.browsing import Reader

OPEN = (
    *("article", "article_history", "article_list", "articles_by_month", "author", "citation", "link_graph"),
    *("picture", "similar", "captures", "crawls", "sites", "terms", "warc_files"),
)
"""Views that leave out what is withheld, and tables without texts, names, addresses and what was said in confidence."""

_OPEN = re.compile(rf"/iria|/iria/(?:{'|'.join(OPEN)})(?:\.(?:json|csv))?|/-/(?:iria|static)/[^?]*|/favicon\.ico")
_ASKS = re.compile(
    r"_(?:col|dl|facet|facet_array|facet_date|facet_size|filter_\w+|header|labels|next|nl|nocol|nocount|nofacet"
    r"|nosuggest|search|search_\w+|searchmode|shape|size|sort|sort_by_desc|sort_desc|stream|ttl)"
)
"""Datasette's parameters that ask a table about itself. Others ask another one, by SQL or by its full-text index:
https://docs.datasette.io/en/stable/json_api.html"""

_WITHHELD = (
    "SELECT EXISTS (SELECT 1 FROM articles WHERE status = 'withheld') OR EXISTS (SELECT 1 FROM withholdings"
    " WHERE lifted_at IS NULL AND (until IS NULL OR until > strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))"
)


def closing(app: App, datasette: Any, ours: Iterable[str]) -> App:
    """An application that leaves to Datasette only what shows nothing that is withheld. `ours` are the patterns of
    pages of ours, which see to it themselves. An address that is written otherwise is closed too."""
    pages = [re.compile(pattern) for pattern in ours]

    async def closed(scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] == "http":
            with suppress(IriaError, sqlite3.DatabaseError):  # the page that is asked for says what is wrong
                await datasette.get_database("iria").execute_fn(_settle)
        if scope["type"] == "http" and not any(page.match(_path(scope)) for page in pages) and not _is_open(scope):
            (row,) = (await datasette.get_database("iria").execute(_WITHHELD)).rows
            if row[0]:
                await _refuse(_path(scope), send)
                return
        await app(scope, receive, send)

    return closed


def _settle(connection: sqlite3.Connection) -> None:
    """Show what embargoes withheld that have ended since the server was started; where it cannot be, it is not."""
    store, now = Reader(connection), datetime.now(UTC)
    if withholding.owes(store, now=now):
        (file,) = (row["file"] for row in store.rows("PRAGMA database_list") if row["name"] == "main")
        withholding.settle(Path(file).parent, now=now)


def _path(scope: Any) -> str:
    path: str = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace").partition("?")[0]
    return path


def _is_open(scope: Any) -> bool:
    names = {name for name, _ in parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)}
    own = all(_ASKS.fullmatch(name) for name in names if name.startswith("_"))
    return bool(_OPEN.fullmatch(_path(scope))) and own and "sql" not in names


async def _refuse(path: str, send: Send) -> None:
    said = "This is closed while articles of this archive are withheld."
    advice = "SQL and the tables that hold texts would show them; the views of articles leave them out."
    answer = page("refused", Asked(path=path), status=403, said=said, advice=advice)
    headers = [(b"content-type", answer.type.encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": str(answer.body).encode()})
