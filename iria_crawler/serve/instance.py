"""One Datasette over the database of an archive, with our pages on this instance alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from datasette.app import DEFAULT_SETTINGS, Datasette
from datasette.database import Database
from datasette.plugins import pm

from iria_crawler.errors import IriaError
from iria_crawler.serve.metadata import metadata
from iria_crawler.serve.plugin import Pages
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.connection import connect

NAME = "iria"
_EXCEPTIONS = "datasette.handle_exception"

SETTINGS = {
    "allow_download": False,
    "allow_signed_tokens": False,
    "default_page_size": 50,
    "facet_time_limit_ms": 500,
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 3000,
    "suggest_facets": False,
    "truncate_cells_html": 90,
}


class Held(Database):  # type: ignore[misc]  # Datasette has no types
    """The database of an archive as Datasette sees it: it cannot be written, whatever is asked."""

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, str(path), is_mutable=True)
        self._opened: list[sqlite3.Connection] = []

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise IriaError(f"{FILENAME} is served for reading only")
        connection = connect(Path(self.path), read_only=True).conn
        connection.execute("PRAGMA query_only = ON")
        self._opened.append(connection)
        return connection

    def close(self) -> None:
        super().close()
        for connection in self._opened:
            connection.close()


@contextmanager
def instance(folder: Path, *, replay_url: str) -> Iterator[Datasette]:
    """Datasette over an archive; what it opened is closed at the end.

    Raises `NoArchive` where there is none, `IriaError` where it is locked, damaged or of a newer iria.
    """
    about = _about(folder)
    with _plugged(Pages(folder / FILENAME, replay_url=replay_url)):
        datasette = _datasette(folder / FILENAME, about)
        try:
            yield datasette
        finally:
            _close(datasette)


@contextmanager
def _plugged(pages: Pages) -> Iterator[None]:
    """Datasette's plugins are those of a process; ours is there as long as its instance. Meanwhile none but ours
    answers to exceptions: the one of Datasette prints a traceback for every page that is not there, on stdout."""
    default = pm.unregister(name=_EXCEPTIONS) if pm.has_plugin(_EXCEPTIONS) else None
    name = pm.register(pages, f"{NAME}-{id(pages)}")
    try:
        yield
    finally:
        pm.unregister(name=name)
        if default:
            pm.register(default, _EXCEPTIONS)


def _datasette(path: Path, about: dict[str, Any]) -> Datasette:
    known = {name: value for name, value in SETTINGS.items() if name in DEFAULT_SETTINGS}
    static = [("-/iria", str(Path(__file__).parent / "static"))]
    templates = str(Path(__file__).parent / "templates" / "datasette")
    datasette = Datasette([str(path)], metadata=about, settings=known, static_mounts=static, template_dir=templates)
    datasette.remove_database(NAME)
    datasette.add_database(Held(datasette, path), name=NAME)
    return datasette


def _close(datasette: Datasette) -> None:
    if datasette.executor:
        datasette.executor.shutdown()
    for database in datasette.databases.values():
        database.close()


def _about(folder: Path) -> dict[str, Any]:
    """What is said of the tables; what would make every page fail is found here, before anybody asks for one."""
    with Store.open(folder) as store:
        return metadata(store)
