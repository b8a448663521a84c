"""The crawl that wrote a WARC file, with its row, and how it was set: as the file itself tells."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from iria_crawler.discover.requisites import is_near
from iria_crawler.errors import ArchiveError
from iria_crawler.frontier import Mode
from iria_crawler.frontier.requisites import KINDS
from iria_crawler.sites import Site
from iria_crawler.store import Store, iso
from iria_crawler.warc import crawl_in, read_info

SETTINGS = "iria-settings"
"""The field of a warcinfo record that has the settings of the crawl, as JSON."""


def told(config: Mapping[str, Any]) -> str:
    """Settings as a field can say them, in which spaces are one: those within a value are written otherwise."""
    return json.dumps(config).replace("  ", " \\u0020")


def crawl_of(store: Store, folder: Path, filename: str, site: Site, site_id: int) -> str | None:
    """The crawl that wrote a file, as its warcinfo record names it; it gets a row where it has none, inside a
    transaction of the caller. None for files of others."""
    try:
        info = read_info(folder, filename)
    except ArchiveError:
        return None
    if (named := crawl_in(info, site.slug)) is None:
        return None
    name, began = named
    config = _config(folder, name) or _read(info.get(SETTINGS, ""))
    kind = config.get("mode")
    store.run(
        "INSERT OR IGNORE INTO crawls (id, site_id, kind, started_at, status, reason, software, config)"
        " VALUES (?, ?, ?, ?, 'finished', 'rebuilt', ?, ?)",
        *(name, site_id, kind if kind in get_args(Mode) else "update", iso(began), info.get("software", "")),
        json.dumps(config) if config else None,
    )
    return name


def span(store: Store, crawl_id: str) -> None:
    """A crawl ended, as far as records tell, with its last capture."""
    store.run(
        "UPDATE crawls SET finished_at = (SELECT substr(max(captured_at), 1, 19) || 'Z' FROM captures"
        " WHERE crawl_id = ?1) WHERE id = ?1 AND reason = 'rebuilt'",
        crawl_id,
    )


def images_of(store: Store, site: Site, site_id: int) -> dict[str | None, str]:
    """What each crawl of a site was to keep of what pages need (`images`), oldest first, whatever its file says today.

    What is not told shows in what the crawl has brought."""
    rows = store.rows("SELECT id, config FROM crawls WHERE site_id = ? ORDER BY started_at, id", site_id)
    return {row["id"]: _images(store, site, row) for row in list(rows)}


def _images(store: Store, site: Site, crawl: Mapping[str, Any]) -> str:
    said = _read(crawl["config"] or "").get("site")
    if isinstance(said, dict):
        chosen = said.get("crawl", {})
        return str(chosen.get("images", "none")) if isinstance(chosen, dict) else "none"
    hosts = store.rows(
        "SELECT DISTINCT u.host FROM captures c JOIN urls u ON u.id = c.url_id"
        f" WHERE c.crawl_id = ? AND u.kind IN ({KINDS})",
        crawl["id"],
    )
    near = [is_near(f"https://{row['host']}/", site.home) for row in hosts]
    return "none" if not near else "same-site" if all(near) else "all"


def _config(folder: Path, crawl_id: str) -> dict[str, Any]:
    """The settings of a crawl, which stand beside its log as well; none where that folder is lost."""
    try:
        return _read((folder / "crawls" / crawl_id / "config.json").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def _read(config: str) -> dict[str, Any]:
    try:
        found = json.loads(config)
    except (ValueError, RecursionError):  # lists in lists, a hundred thousand deep
        return {}
    return found if isinstance(found, dict) else {}
