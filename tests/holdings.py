"""For tests of what goes out: the archive of a small demo site, with odd texts, an edit and a withheld article."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.demo import generate, serve

ARTICLES = 8
ODD = (
    '=HYPERLINK("http://evil.example/"), <script>alert(1)</script>\'); DROP TABLE articles;--'
    " \x0b\x1f\u2028\x85 “quoted” أخبار العالم ‏٢٠٢٦ 中国 🛰"
)
CAPTION = "<b>Bold</b> & 'quoted'; DELETE FROM images -- \x07 صورة"
SECRET = "Rhubarbarian"
"""A word that stands in the withheld article alone."""


def twice_crawled(folder: Path, articles: int) -> Path:
    """The archive of a demo site, crawled twice, so that it holds revisits."""
    with serve(generate(articles)) as served:
        for _ in range(2):
            command = [
                sys.executable,
                "-m",
                "iria_crawler",
                "-C",
                folder,
                "crawl",
                served.url,
                "--delay",
                "0",
                "--full",
            ]
            subprocess.run(command, check=True, capture_output=True, env=os.environ | {"IRIA_JOBS": "1"})
    return folder


def crawled(folder: Path) -> Path:
    """The archive of a demo site, crawled twice, so that it holds revisits; then made odd."""
    twice_crawled(folder, ARTICLES)
    with database(folder) as db:
        _edit(db, 1)
        _make_odd(db, 2)
        _withhold(db, 3)
        _take_a_picture(db, 4)
    return folder


def copied(folder: Path, to: Path) -> Path:
    """An archive of its own for a test that changes it."""
    shutil.copytree(folder, to)
    return to


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database of an archive, for whoever knows what they do."""
    with closing(sqlite3.connect(folder / "iria.db")) as db:
        db.row_factory = sqlite3.Row
        yield db
        db.commit()


def rows(folder: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    """What the database of a folder answers."""
    with database(folder) as db:
        return [dict(row) for row in db.execute(sql, values)]


def run(archive: Path, *words: object, code: int = 0) -> tuple[str, str]:
    """Run a command, which must end with this exit code and without a traceback."""
    done = CliRunner().invoke(main, ["-C", str(archive), *map(str, words)])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout, done.stderr


def _edit(db: sqlite3.Connection, article: int) -> None:
    """A second text of an article, which is the current one from then on."""
    (former,) = db.execute("SELECT * FROM article_versions WHERE article_id = ?", (article,)).fetchall()
    later = {**former, "id": None, "version": 2, "body": f"{former['body']}\n\nCorrected.", "change": "body"}
    later |= {"text_sha256": "2" * 64, "chars_added": 10, "mentions": "[]"}
    names, marks = ", ".join(later), ", ".join("?" * len(later))
    new = db.execute(f"INSERT INTO article_versions ({names}) VALUES ({marks})", tuple(later.values())).lastrowid
    db.execute("UPDATE articles SET versions = 2, current_version_id = ? WHERE id = ?", (new, article))


def _make_odd(db: sqlite3.Connection, article: int) -> None:
    for table, key in (("article_versions", "article_id"), ("articles", "id")):
        db.execute(f"UPDATE {table} SET title = ?, published_at = NULL WHERE {key} = ?", (ODD, article))
    db.execute("UPDATE article_versions SET byline = NULL, summary = ? WHERE article_id = ?", (ODD, article))
    db.execute("DELETE FROM article_terms WHERE article_id = ?", (article,))
    db.execute(
        "UPDATE version_images SET caption = ? WHERE version_id ="
        " (SELECT current_version_id FROM articles WHERE id = ?)",
        (CAPTION, article),
    )


def _withhold(db: sqlite3.Connection, article: int) -> None:
    for column in ("title", "body", "byline"):
        db.execute(f"UPDATE article_versions SET {column} = ? WHERE article_id = ?", (f"{SECRET} {column}", article))
    db.execute("UPDATE articles SET title = ?, status = 'withheld' WHERE id = ?", (SECRET, article))
    db.execute("INSERT INTO people (name, name_key) VALUES (?, ?)", (SECRET, SECRET.lower()))
    db.execute("UPDATE OR REPLACE article_people SET person_id = last_insert_rowid() WHERE article_id = ?", (article,))
    db.execute(
        "UPDATE urls SET url = url || ? WHERE id = (SELECT url_id FROM articles WHERE id = ?)", (SECRET, article)
    )


def _take_a_picture(db: sqlite3.Connection, article: int) -> None:
    """An address that was captured becomes that of a picture in the text."""
    (url,) = db.execute("SELECT url FROM urls WHERE kind = 'robots'").fetchone()
    image = db.execute("INSERT INTO images (url) VALUES (?)", (url,)).lastrowid
    db.execute(
        "INSERT INTO version_images (version_id, image_id, position, role, caption)"
        " SELECT current_version_id, ?, 99, 'inline', 'A machine' FROM articles WHERE id = ?",
        (image, article),
    )
