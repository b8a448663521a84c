"""What Datasette's own pages say of the tables, and which of them are plumbing."""

from typing import Any

_PLUMBING = (
    *("_sqlite_migrations", "article_parts", "article_people", "article_terms", "hosts", "mentions", "notices"),
    *("site_knowledge", "urls", "version_captures", "version_images"),
)

_SEARCHED = {"fts_table": "versions_fts", "fts_pk": "version_id"}

_TABLES: dict[str, dict[str, Any]] = {
    "article": {
        "description": "Everything of the current text of every article, one row each.",
        "sort_desc": "published_at",
        "size": 10,
        **_SEARCHED,
    },
    "article_list": {
        "description": "One row per article without its text: fast to browse, sort and export.",
        "sort_desc": "published_date",
        **_SEARCHED,
    },
    "article_versions": {
        "description": "Every text that the publisher has shown.",
        "sort_desc": "first_seen_at",
        "label_column": "title",
        "size": 10,
    },
    "articles": {
        "description": "One row per article; light columns repeat its current version.",
        "label_column": "title",
        "sort_desc": "published_at",
    },
    "captures": {"description": "One row per response or revisit record.", "sort_desc": "captured_at"},
    "crawls": {"description": "One row per run.", "sort_desc": "started_at"},
    "images": {"description": "The address of every picture."},
    "people": {"description": "Authors.", "label_column": "name"},
    "problems": {"description": "What went wrong or was left out.", "sort_desc": "at"},
    "sites": {"description": "Whose pages these are.", "label_column": "name"},
    "terms": {"description": "Categories and tags as the publisher gave them.", "label_column": "name"},
    "version_links": {"description": "The links in every text."},
    "version_records": {"description": "The records that a text was read from, one row a page."},
    "warc_files": {"description": "The WARC files.", "label_column": "filename", "sort_desc": "opened_at"},
}

METADATA: dict[str, Any] = {
    "title": "iria: the data",
    "databases": {
        "iria": {
            "description": "The tables behind the pages. Any of them as JSON or CSV; SQL that reads.",
            "tables": {**_TABLES, **{name: {"hidden": True} for name in _PLUMBING}},
        }
    },
}
