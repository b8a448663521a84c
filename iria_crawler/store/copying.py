"""A database of chosen texts alone: made anew and filled, so that nothing else was ever in its file."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from iria_crawler.access import Withheld
from iria_crawler.errors import ArchiveError
from iria_crawler.store import FILENAME
from iria_crawler.store.connection import clear_errors, connect
from iria_crawler.store.evidence import STEPS
from iria_crawler.store.schema import migrations
from iria_crawler.store.selection import choose, choose_current

_ARTICLES = "SELECT v.article_id FROM temp.selected j CROSS JOIN src.article_versions v ON v.id = j.version_id"
_VERSIONS = "SELECT version_id FROM temp.selected"
_CAPTURES = "SELECT capture_id FROM temp.evidence"
_TERMS = (
    "WITH RECURSIVE up(id) AS (SELECT term_id FROM main.article_terms"
    " UNION SELECT t.parent_id FROM up JOIN src.terms t ON t.id = up.id WHERE t.parent_id IS NOT NULL)"
    " SELECT id FROM up"
)

# What is copied of each table, in the order in which rows name each other.
COPIED = {
    "articles": f"id IN ({_ARTICLES})",
    "article_versions": f"id IN ({_VERSIONS})",
    "version_captures": f"version_id IN ({_VERSIONS}) AND capture_id IN ({_CAPTURES})",
    "extraction_history": f"version_id IN ({_VERSIONS})",
    "captures": f"id IN ({_CAPTURES})",
    "urls": "id IN (SELECT url_id FROM main.articles UNION SELECT url_id FROM main.captures)",
    "warc_files": "id IN (SELECT warc_file_id FROM main.captures)",
    "crawls": "id IN (SELECT crawl_id FROM main.captures UNION SELECT crawl_id FROM main.warc_files)",
    "sites": "id IN (SELECT site_id FROM main.articles UNION SELECT site_id FROM main.urls"
    " UNION SELECT site_id FROM main.crawls UNION SELECT site_id FROM main.warc_files)",
    "article_people": "article_id IN (SELECT id FROM main.articles)",
    "people": "id IN (SELECT person_id FROM main.article_people)",
    "article_terms": "article_id IN (SELECT id FROM main.articles)",
    "terms": f"id IN ({_TERMS})",
    "version_images": f"version_id IN ({_VERSIONS})",
    "images": "id IN (SELECT image_id FROM main.version_images)",
    "version_links": f"version_id IN ({_VERSIONS})",
    "version_signatures": f"version_id IN ({_VERSIONS})",
    "signature_bands": f"version_id IN ({_VERSIONS})",
    "similar_versions": f"a_id IN ({_VERSIONS}) AND b_id IN ({_VERSIONS})",
    "article_groups": f"article_id IN ({_ARTICLES})",
}

EMPTY = (
    *("article_parts", "damages", "deliveries", "delivery_files", "events", "extra_records", "fixity_checks", "hosts"),
    *("known_losses", "mentions", "missing_resources", "notices", "page_requisites", "problems", "replay_checks"),
    *("site_knowledge", "tombstones", "withholdings"),
)
"""The tables of which nothing is copied: what a crawler remembers, what keepers do, and what was said in confidence."""

# What stands in a column instead of what the crawler has there
INSTEAD = {
    "sites": {"config": "json_remove(config, '$.seeds', '$.crawl', '$.limits', '$.notify')"},
    "crawls": {"config": "NULL"},
    "urls": {
        **{"state": "'captured'", "priority": "0", "hops": "''", "fail_count": "0"},
        **dict.fromkeys(("reason", "via_id", "last_checked_at", "next_due_at", "etag", "last_modified"), "NULL"),
        "missing_since": "NULL",
    },
    "articles": {
        "current_version_id": f"iif(current_version_id IN ({_VERSIONS}), current_version_id, NULL)",
    },
    "article_versions": {"knowledge_id": "NULL"},
    "captures": {
        "refers_to_id": f"iif(refers_to_id IN ({_CAPTURES}), refers_to_id, NULL)",
        "version_id": f"iif(version_id IN ({_VERSIONS}), version_id, NULL)",
    },
    "version_images": {"url_id": "iif(url_id IN (SELECT url_id FROM main.captures), url_id, NULL)"},
    "version_links": {
        "target_article_id": f"iif(target_article_id IN ({_ARTICLES}), target_article_id, NULL)",
    },
}


def copy(archive: Path, version_ids: Iterable[int], target: Path, *, withheld: Withheld) -> None:
    """Write a database with these texts and all that belongs to them: same tables, same views, same search.

    What is withheld is left out, also what has been so since the texts were chosen. The file is one file, without a
    journal, and the same byte for byte where the same is copied. Raises `DiskFull`, `ArchiveError`.
    """
    with filled(archive, target) as db:
        _choose(db, version_ids, withheld)
        for table, where in COPIED.items():
            copy_rows(db, table, where, INSTEAD.get(table, {}))


@contextmanager
def filled(archive: Path, target: Path) -> Iterator[Database]:
    """A new database to fill from that of an archive, which is there as `src`; at the end it is checked, and stands
    under its name as one file without a journal. Raises `DiskFull`, `ArchiveError`."""
    beside = target.with_name(f"{target.name}.filling")
    with clear_errors(FILENAME):
        with _filling(archive, beside) as db:
            yield db
            _check(db)
            _settle(db)
            db.execute("DETACH src")
            db.execute("VACUUM INTO ?", [str(target)])
        beside.unlink()


@contextmanager
def _filling(archive: Path, path: Path) -> Iterator[Database]:
    """A new database with all tables, and the archive beside it as `src`, as of one moment."""
    db = connect(path)
    with closing(db.conn):
        migrations.apply(db)
        for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            db.execute(f"PRAGMA {pragma}").fetchall()  # a file that is thrown away when anything fails
        db.execute("ATTACH ? AS src", [f"{(archive / FILENAME).resolve().as_uri()}?mode=ro"])
        for schema in ("main", "src"):  # rows pass once: nothing is looked at again
            db.execute(f"PRAGMA {schema}.cache_size = -8192")
        db.execute("BEGIN")
        yield db


def _choose(db: Database, version_ids: Iterable[int], withheld: Withheld) -> None:
    choose(db, version_ids, withheld, of="src")
    choose_current(db, of="src")
    for step in STEPS:
        db.execute(step.format(of="src"))


def copy_rows(db: Database, table: str, where: str, instead: Mapping[str, str]) -> None:
    """Copy the rows of a table in the order of their keys, so that the same rows make the same file; `instead` says
    what stands in a column instead of what is there."""
    columns = [row[1] for row in db.execute(f"PRAGMA main.table_xinfo({table})") if not row[6]]
    keys = [row[1] for row in db.execute(f"PRAGMA main.table_xinfo({table})") if row[5]]
    values = ", ".join(instead.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    order = ", ".join(f'"{name}"' for name in keys)
    db.execute(f"INSERT INTO main.{table} ({names}) SELECT {values} FROM src.{table} WHERE {where} ORDER BY {order}")


def _check(db: Database) -> None:
    if broken := db.execute("PRAGMA main.foreign_key_check").fetchone():
        raise ArchiveError(f"{FILENAME} is damaged: a row of {broken[0]} names one of {broken[2]} that is not there")


def _settle(db: Database) -> None:
    """Everything that makes questions fast, and nothing that depends on when the copy was made."""
    db.execute(
        "UPDATE main._sqlite_migrations SET applied_at = coalesce((SELECT s.applied_at FROM src._sqlite_migrations s"
        " WHERE s.migration_set = main._sqlite_migrations.migration_set AND s.name = main._sqlite_migrations.name),"
        " applied_at)"
    )
    searched = db.execute("SELECT name FROM main.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'").fetchall()
    for (name,) in searched:
        db.execute(f"INSERT INTO main.{name}({name}) VALUES ('optimize')")
    db.execute("COMMIT")
    db.execute("ANALYZE main")
