"""Which articles a question is about: words in any script, and what is known of the articles beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from iria_crawler.errors import IriaError, UsageError
from iria_crawler.store import Store
from iria_crawler.store.connection import clear_errors
from iria_crawler.store.passages import passages
from iria_crawler.text import search_query

Order = Literal["rank", "date"]

LONGEST_QUERY = 2_000
"""Characters; FTS5 takes seconds for a query of a hundred thousand."""
RANKED = 200_000
"""Of more matches than that the newest are shown first: to rank them all takes seconds."""

_TITLE_WEIGHS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is known of the articles that are looked for; what is None does not matter.

    `since` and `until` are days, months or years (`2024-05`), both included. `category` takes those below it
    along. `all_versions`: also texts that the publisher no longer shows.
    """

    site: str | None = None
    since: str | None = None
    until: str | None = None
    author: str | None = None
    category: str | None = None
    tag: str | None = None
    language: str | None = None
    all_versions: bool = False


def search(
    store: Store,
    query: str,
    wanted: Wanted = Wanted(),
    *,
    limit: int = 20,
    offset: int = 0,
    order: Order = "rank",
    around: int = 12,
) -> list[dict[str, Any]]:
    """The versions whose title or text fits an FTS5 query, best first or newest first.

    Each row has the columns of `article_list`, `version`, and `passages`: where the words stand, `around` words on
    either side (`left`, `match`, `right`). Raises `UsageError` for a query that cannot be read.
    """
    if _matches(store, query, most=RANKED + 1) > RANKED:
        sql, values = _newest(query, wanted)
    else:
        by = "m.rank, m.id DESC" if order == "rank" else "a.published_at DESC, a.id DESC"
        select, tail = "a.id, {version} AS version_id", f" ORDER BY {by} LIMIT ? OFFSET ?"
        sql, values = statement(select, query, wanted, tail, ranked=order == "rank")
    return [_shown(store, row, query, around) for row in asked(store, query, sql, (*values, limit, offset))]


def count(store: Store, query: str | None, wanted: Wanted = Wanted()) -> int:
    """How many articles fit (versions, with `all_versions`); without a query, all that are as wanted."""
    return int(asked(store, query, *statement("count(*) AS n", query, wanted))[0]["n"])


def by_month(store: Store, query: str, wanted: Wanted = Wanted()) -> list[dict[str, Any]]:
    """Per month of publication: `month`, `articles` that fit, `of` all that are as wanted, `percent`."""
    month = "substr(a.published_at, 1, 7)"
    select = f"{month} AS month, count(*) AS n"
    tail = " AND a.published_at IS NOT NULL GROUP BY 1 ORDER BY 1"
    found = {row["month"]: row["n"] for row in asked(store, query, *statement(select, query, wanted, tail))}
    every = asked(store, None, *statement(select, None, wanted, tail))
    return [
        {
            "month": row["month"],
            "articles": found.get(row["month"], 0),
            "of": row["n"],
            "percent": round(100 * found.get(row["month"], 0) / row["n"], 1),
        }
        for row in every
    ]


def version_ids(store: Store, query: str | None, wanted: Wanted = Wanted()) -> Iterator[int]:
    """The versions that fit, oldest article first, one after the other."""
    sql, values = statement("{version}", query, wanted, " ORDER BY a.published_at, a.id, {version}")
    with _readable(query):
        yield from (row[0] for row in store.db.conn.execute(sql, values))


def search_captions(store: Store, query: str, wanted: Wanted = Wanted(), *, limit: int = 20) -> list[dict[str, Any]]:
    """The pictures whose caption, credit or alt text fits, best first, each with its article."""
    matched, values = _matched(query, ranked=True, table="captions_fts")
    where, more = _conditions(wanted, by_words=True)
    return asked(
        store,
        query,
        "SELECT a.id, s.slug AS site, a.published_date, a.title, u.url, v.version, x.caption, x.credit, x.alt,"
        f" i.url AS image_url FROM ({matched}) m JOIN version_images x ON x.id = m.id"
        " JOIN images i ON i.id = x.image_id JOIN article_versions v ON v.id = x.version_id"
        " JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id JOIN urls u ON u.id = a.url_id"
        f" WHERE {where}{'' if wanted.all_versions else ' AND v.id = a.current_version_id'}"
        " ORDER BY m.rank, m.id LIMIT ?",
        (*values, *more, limit),
    )


_UNREADABLE = ("fts5:", "no such column", "unterminated string", "unknown special query", "malformed MATCH")


def _shown(store: Store, row: dict[str, Any], query: str, around: int) -> dict[str, Any]:
    """A version that fits, with what a list of findings prints."""
    found = store.row(
        "SELECT v.version, s.slug AS site, v.title, v.byline AS authors, a.section, a.language, a.published_at,"
        " a.published_date, a.words, a.versions, a.status, u.url, v.body, v.id = a.current_version_id AS is_current"
        " FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN sites s ON s.id = a.site_id"
        " JOIN urls u ON u.id = a.url_id WHERE v.id = ?",
        row["version_id"],
    )
    assert found
    body = found.pop("body")
    return {**row, **found, "passages": passages(query, found["title"], body, around=around)}


def statement(
    select: str, query: str | None, wanted: Wanted, tail: str = "", *, ranked: bool = False
) -> tuple[str, tuple[Any, ...]]:
    """A statement over all that fits, articles `a`, and its values; `{version}` in it is the number of the text.

    The texts themselves are left alone where the articles know enough: their rows are long. CROSS JOIN keeps SQLite
    from beginning with the articles of an author and asking the index for each.
    """
    where, values = _conditions(wanted, by_words=query is not None)
    matched, queries = _matched(query, ranked=ranked) if query is not None else ("", ())
    number, source = _SOURCES[query is not None, wanted.all_versions]
    found = f"SELECT {select} FROM {source} WHERE {where}{tail}".replace("{version}", number)
    return found.replace("{matched}", matched), (*queries, *values)


_SOURCES = {
    (False, False): ("a.current_version_id", "articles a"),
    (False, True): ("v.id", "articles a JOIN article_versions v ON v.article_id = a.id"),
    (True, False): ("m.id", "({matched}) m CROSS JOIN articles a ON a.current_version_id = m.id"),
    (True, True): (
        "m.id",
        "({matched}) m CROSS JOIN article_versions v ON v.id = m.id CROSS JOIN articles a ON a.id = v.article_id",
    ),
}
"""Where texts come from, and what their number is: with or without a query, of all versions or not."""


def _matched(query: str, *, ranked: bool, table: str = "versions_fts") -> tuple[str, tuple[str, ...]]:
    """What fits in either index, as a statement that gives `id` and `rank`, and its values.

    A text that needs the second index stands in the first one too, as it is written.
    """
    weights = f", {_TITLE_WEIGHS}, 1.0" if table == "versions_fts" else ""
    both = (
        f"SELECT rowid AS id, {f'bm25({index}{weights})' if ranked else '0'} AS rank FROM {index} WHERE {index} MATCH ?"
        for index in (table, f"{table}_norm")
    )
    queries = (query, search_query(query, NORM_COLUMNS[table]))
    return f"SELECT id, min(rank) AS rank FROM ({' UNION ALL '.join(both)}) GROUP BY id", queries


NORM_COLUMNS = {
    "versions_fts": {"title": "search_title", "body": "search_body"},
    "captions_fts": dict.fromkeys(("caption", "credit", "alt"), "search_text"),
}
"""What the columns of the first index are called in the second."""


def _newest(query: str, wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    """The newest of very many articles that fit: they are asked one by one, from the newest on."""
    where, values = _conditions(wanted)
    number, source = _SOURCES[False, wanted.all_versions]
    fits = (
        f"EXISTS (SELECT 1 FROM {index} WHERE {index} MATCH ? AND rowid = {number})"
        for index in ("versions_fts", "versions_fts_norm")
    )
    return (
        f"SELECT a.id, {number} AS version_id FROM {source} WHERE {where} AND ({' OR '.join(fits)})"
        " ORDER BY a.published_at DESC, a.id DESC LIMIT ? OFFSET ?",
        (*values, query, search_query(query, NORM_COLUMNS["versions_fts"])),
    )


def _conditions(wanted: Wanted, *, by_words: bool = False) -> tuple[str, tuple[Any, ...]]:
    """What is wanted of the articles `a`, as SQL, and its values.

    Found by words, an article is looked up in the list of those of an author; without the plus, SQLite would look
    up each of the list beside every find."""
    plus = "+" if by_words else ""
    tests: list[tuple[str, str | None]] = [
        ("a.site_id = (SELECT id FROM sites WHERE slug = ?)", wanted.site),
        ("a.published_at >= ?", wanted.since),
        ("a.published_at < ?", after(wanted.until) if wanted.until else None),
        (plus + _BY_AUTHOR, wanted.author.casefold() if wanted.author else None),
        (plus + _IN_CATEGORY, wanted.category),
        (plus + _WITH_TAG, wanted.tag),
        ("(a.language || '-') LIKE ? || '-%'", wanted.language),
    ]
    held = [(test, value) for test, value in tests if value is not None]
    fixed = ["a.status <> 'withheld'", "a.current_version_id IS NOT NULL"]
    return " AND ".join([*fixed, *(test for test, _ in held)]), tuple(value for _, value in held)


_BY_AUTHOR = (
    "a.id IN (SELECT x.article_id FROM people p JOIN article_people x ON x.person_id = p.id AND x.role = 'author'"
    " WHERE instr(p.name_key, ?) > 0)"
)
_IN_CATEGORY = (
    "a.id IN (WITH RECURSIVE below(id) AS (SELECT id FROM terms WHERE scheme = 'category' AND name = ? COLLATE NOCASE"
    " UNION SELECT t.id FROM terms t JOIN below b ON t.parent_id = b.id)"
    " SELECT x.article_id FROM below b JOIN article_terms x ON x.term_id = b.id)"
)
_WITH_TAG = (
    "a.id IN (SELECT x.article_id FROM terms t JOIN article_terms x ON x.term_id = t.id"
    " WHERE t.scheme = 'tag' AND t.name = ? COLLATE NOCASE)"
)


def after(period: str) -> str:
    """The first day, month or year after one: `2024-12` gives `2025-01`."""
    year, *rest = map(int, period.split("-"))
    if not rest:
        return f"{year + 1:04}"
    if len(rest) == 1:
        return f"{year + rest[0] // 12:04}-{rest[0] % 12 + 1:02}"
    return (date(year, *rest) + timedelta(days=1)).isoformat()


def _matches(store: Store, query: str, *, most: int) -> int:
    """How many versions fit a query, counted as far as is asked."""
    rows = asked(
        store,
        query,
        "SELECT count(*) AS n FROM (SELECT 1 FROM versions_fts WHERE versions_fts MATCH ? LIMIT ?)",
        (query, most),
    )
    return int(rows[0]["n"])


def asked(store: Store, query: str | None, sql: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The rows of a statement with a query; raises `UsageError` for a query that cannot be read."""
    with _readable(query):
        return list(store.db.query(sql, values))


@contextmanager
def _readable(query: str | None) -> Iterator[None]:
    """What FTS5 cannot read is a mistake of who asked."""
    if query is not None and len(query) > LONGEST_QUERY:
        raise UsageError(f"the query has {len(query):,} characters; at most {LONGEST_QUERY:,} can be searched for")
    try:
        with clear_errors("iria.db"):
            yield
    except IriaError as problem:
        told = str(problem.__cause__)
        if query is None or not told.startswith(_UNREADABLE):
            raise
        raise UsageError(
            f"the query {query!r} cannot be read: {told}. Put words with punctuation in quotes: '\"U.S. troops\"'"
        ) from problem
