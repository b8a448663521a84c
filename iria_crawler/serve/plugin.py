"""Our pages as a plugin of Datasette."""

import logging
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from datasette import Response
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from markupsafe import Markup
from pluggy import HookimplMarker

from iria_crawler.errors import IriaError
from iria_crawler.serve.asked import Asked
from iria_crawler.serve.closing import closing
from iria_crawler.serve.headers import OURS, App, guarded
from iria_crawler.serve.rendering import Answer
from iria_crawler.serve.routes import ROUTES, nowhere, too_slow, unreadable
from iria_crawler.store.browsing import Reader

PAGE_MS = 3000
"""How long the questions of a page may take together."""

_NUMBERED = {
    "article": "id",
    "article_history": "article_id",
    "article_list": "id",
    "articles": "id",
    "citation": "article_id",
}
"""Tables with headlines, and the column in which they have the number of the article."""

hookimpl = HookimplMarker("datasette")  # Datasette's own, with types

_LOG = logging.getLogger(__name__)

Page = Callable[[Reader, Asked], Answer]


class Pages:
    """The hooks of one instance; a process may have others, to which they give nothing."""

    __name__ = "iria_crawler.serve.plugin"  # Datasette asks each plugin for its name

    def __init__(self, path: Path, *, replay_url: str) -> None:
        self.path = path
        self.replay_url = replay_url.rstrip("/")

    @hookimpl
    def register_routes(self, datasette: Any) -> list[tuple[str, Any]]:
        return [(pattern, self._view(page)) for pattern, page in ROUTES] if self._is_ours(datasette) else []

    @hookimpl
    def asgi_wrapper(self, datasette: Any) -> Callable[[App], App]:
        if not self._is_ours(datasette):
            return lambda app: app
        ours = [pattern for pattern, _ in ROUTES]
        return lambda app: guarded(closing(app, datasette, ours))

    @hookimpl
    def render_cell(self, row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
        """A headline in a table leads to its reading page."""
        if column != "title" or table not in _NUMBERED or not self._is_ours(datasette):
            return None
        return Markup('<a href="/article/{}" dir="auto">{}</a>').format(row[_NUMBERED[table]], value)

    @hookimpl
    def handle_exception(self, datasette: Any, request: Any, exception: Exception) -> Any:
        return partial(self._refusal, request, exception) if self._is_ours(datasette) else None

    def _is_ours(self, datasette: Any) -> bool:
        return str(self.path) in datasette.files

    def _view(self, page: Page) -> Any:
        async def view(request: Any, datasette: Any) -> Response:
            asked = self._asked(request)
            if request.method not in ("GET", "HEAD"):
                return _response(Answer(body="read only", status=405, type="text/plain", headers={"allow": "GET"}))
            database = datasette.get_database("iria")
            return _response(await database.execute_fn(partial(_answer, page, asked)))

        return view

    def _asked(self, request: Any) -> Asked:
        args = {name: request.args.get(name) for name in request.args}
        parts = {name: part for name, part in request.url_vars.items() if part is not None}
        origin = f"{request.scheme}://{request.host}"
        return Asked(
            path=request.path,
            parts=parts,
            args=args,
            origin=origin,
            replay_url=self.replay_url,
            folder=self.path.parent,
        )

    async def _refusal(self, request: Any, exception: Exception) -> Response:
        """What Datasette could not answer: one line of why, as a page or as JSON."""
        status, message = _said(exception)
        if status == 500:
            _LOG.error("%s failed", request.path, exc_info=exception)
        if ".json" in request.path:
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        asked = Asked(path=request.path, replay_url=self.replay_url)
        return _response(nowhere(asked, message=message, status=status))


def _answer(page: Page, asked: Asked, connection: sqlite3.Connection) -> Answer:
    store = Reader(connection)
    try:
        with store.limited(PAGE_MS):
            return page(store, asked)
    except TimeoutError:
        return too_slow(asked)
    except IriaError as problem:
        return unreadable(asked, str(problem))


def _said(exception: Exception) -> tuple[int, str]:
    if isinstance(exception, DatasetteError):
        return exception.status, str(exception.message)
    if isinstance(exception, Base400):
        return exception.status, str(exception.args[0] if exception.args else "")
    if isinstance(exception, sqlite3.DatabaseError | IriaError):
        return 503, f"The database cannot be read now: {exception}"
    return 500, f"{type(exception).__name__}: {exception}"


def _response(answer: Answer) -> Response:
    headers = {"content-security-policy": OURS, **answer.headers}
    return Response(answer.body, status=answer.status, headers=headers, content_type=answer.type)
