"""The report of a crawl on the disk: a page, tables and JSON, each whole or not there at all."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO

from iria_crawler.health import is_running
from iria_crawler.report.facts import report
from iria_crawler.report.ledgers import COLUMNS, ledger, write_csv
from iria_crawler.store import Store, iso
from iria_crawler.warc.files import failures

PAGE = "index.html"


def write(store: Store, folder: Path, crawl_id: str, *, now: datetime | None = None) -> Path:
    """Write `crawls/<id>/report/` into an archive folder; gives the page. Raises `LookupError` if there is no
    such crawl and `DiskFull` where there is no room.

    All files tell of one moment, also while the crawl goes on. The page comes last: where there is a page,
    there is all that it names.
    """
    place = folder / "crawls" / crawl_id / "report"
    with store.moment():
        told = report(store, crawl_id)
        site_id = store.value("SELECT site_id FROM crawls WHERE id = ?", crawl_id)
        told["written_at"] = iso(now or datetime.now(UTC))
        told["killed"] = told["status"] == "running" and not is_running(folder, told["site"])
        with failures(str(place)):
            place.mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            rows = ledger(name, store, told, site_id)
            _replace(place / f"{name}.csv", partial(write_csv, columns=columns, rows=rows))
    _replace(place / "report.json", lambda file: json.dump(told, file, ensure_ascii=False, indent=1))
    from iria_crawler.report.page import page  # charts and templates take a second to load

    text = page(told)
    _replace(place / PAGE, lambda file: file.write(text))
    return place / PAGE


def _replace(path: Path, fill: Callable[[TextIO], object]) -> None:
    """Fill a file and put it in place of the one before; on any failure that one stays as it was."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with failures(str(path)):
        try:
            with beside.open("w", encoding="utf-8", newline="") as file:
                fill(file)
            beside.replace(path)
        except BaseException:  # whatever it is: nothing half-written stays, and it is raised again
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
