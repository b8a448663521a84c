"""What Datasette's own pages say of the tables, and which of them are plumbing."""

from typing import Any

from iria_crawler.store import Store
from iria_crawler.store.dictionary import tables

SHOWN = frozenset(
    (
        *("article", "article_history", "article_list", "articles_by_month", "author", "citation", "link_graph"),
        *("picture", "similar", "version_records", "articles", "article_versions", "people", "terms", "version_links"),
        *("captures", "crawls", "problems", "sites", "warc_files", "events"),
    )
)
"""What is shown at once; all else is one click further."""

_SEARCHED = {"fts_table": "versions_fts", "fts_pk": "version_id"}

_LOOKS: dict[str, dict[str, Any]] = {
    "article": {"sort_desc": "published_at", "size": 10, **_SEARCHED},
    "article_history": {"sort_desc": "first_seen_at", **_SEARCHED},
    "article_list": {"sort_desc": "published_at", **_SEARCHED},
    # other tables would name these by their headlines, also those that are withheld
    "article_versions": {"sort_desc": "first_seen_at", "label_column": "id", "size": 10},
    "articles": {"sort_desc": "published_at", "label_column": "id"},
    "captures": {"sort_desc": "captured_at"},
    "crawls": {"sort_desc": "started_at"},
    "people": {"label_column": "name"},
    "picture": {"fts_table": "captions_fts", "fts_pk": "id"},
    "problems": {"sort_desc": "at"},
    "sites": {"label_column": "name"},
    "terms": {"label_column": "name"},
    "warc_files": {"sort_desc": "opened_at", "label_column": "filename"},
}


def metadata(store: Store) -> dict[str, Any]:
    """Datasette's metadata for a database: what each table holds in the words of the schema."""
    told = {
        table.name: {"description": f"{table.about[:1].upper()}{table.about[1:]}.", **_LOOKS.get(table.name, {})}
        for table in tables(store)
    }
    names = [row["name"] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    hidden = {name: {"hidden": True} for name in names if name not in SHOWN}
    described = {name: told.get(name, {}) | hidden.get(name, {}) for name in (*told, *names)}
    about = "The tables behind the pages, each also as JSON and CSV, and SQL that reads."
    return {"title": "iria: the data", "databases": {"iria": {"description": about, "tables": described}}}
