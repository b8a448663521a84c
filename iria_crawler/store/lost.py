"""Records whose bytes are not there any more: nothing new may rest on them."""

import json
from collections.abc import Collection
from pathlib import Path

from iria_crawler.store import Store

_CLOSED = (
    "SELECT w.id, w.filename, w.size,"
    " (SELECT ok FROM fixity_checks WHERE warc_file_id = w.id ORDER BY id DESC LIMIT 1) AS ok"
    " FROM warc_files w WHERE w.state <> 'open'"
)


def lost_files(store: Store, folder: Path) -> frozenset[int]:
    """The rows of closed files that are missing, shorter than they were, or damaged by what the last check found."""
    rows = store.rows(_CLOSED)
    return frozenset(row["id"] for row in rows if row["ok"] == 0 or _size(folder / row["filename"]) < row["size"])


def ask_again(store: Store, site_id: int, files: Collection[int]) -> None:
    """Have URLs whose bodies stand in such files be asked for as a whole, not whether they have changed."""
    store.run(
        "UPDATE urls SET etag = NULL, last_modified = NULL WHERE site_id = ? AND coalesce(etag, last_modified) IS NOT"
        " NULL AND EXISTS (SELECT 1 FROM captures c JOIN captures o ON o.id = coalesce(c.refers_to_id, c.id)"
        " WHERE c.url_id = urls.id AND o.warc_file_id IN (SELECT value FROM json_each(?)))",
        *(site_id, json.dumps(sorted(files))),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1
