"""Articles that run over several pages: each part is kept as it comes, the article has the text of all that came."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from iria_crawler.items import Article, Figure, TextLink
from iria_crawler.store import Store, iso
from iria_crawler.store.articles import (
    FOUND,
    Origin,
    Saved,
    as_row,
    at_a_believable_address,
    change_of,
    describe,
    fill_version,
    find,
    insert,
    insert_version,
    is_same_text,
    mention_as_json,
    points_to,
    save_article,
    seen,
    text_sha256,
    words,
)
from iria_crawler.store.joining import joined
from iria_crawler.store.withholding import apply_to
from iria_crawler.urls import article_key

Rows = Mapping[int, dict[str, Any]]
"""The rows of `article_parts` of one article, by position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An article as its parts give it: `parts` are the rows it is made of, `total` how many there should be,
    `is_told`: what is said of the article as a whole comes from the part just read."""

    article: Article
    parts: tuple[dict[str, Any], ...]
    total: int
    is_told: bool

    @property
    def captures(self) -> dict[int, int]:
        return {row["position"]: row["capture_id"] for row in self.parts}


def save(store: Store, article: Article, origin: Origin, *, now: datetime) -> Saved:
    """Store what a capture shows, inside a transaction of the caller: an article, or a part of one."""
    if article.parts:
        key = article_key(article.stem or article.parts[0])
        return _save_part(store, article, origin, key, now=now)
    known = store.row(
        "SELECT p.key, p.position, u.url FROM captures c JOIN article_parts p ON p.url_id = c.url_id"
        " JOIN urls u ON u.id = c.url_id WHERE c.id = ?",
        origin.capture_id,
    )
    if known and known["position"] == 1:  # one page is enough for it now
        return _save_part(store, replace(article, parts=(known["url"],)), origin, known["key"], now=now)
    if known or _is_in_parts(store, article, origin.site_id):  # a part that no longer says so, a print version
        return "same"
    return save_article(store, article, origin, now=now)


def _is_in_parts(store: Store, article: Article, site_id: int) -> bool:
    return bool(
        store.value(
            "SELECT 1 FROM articles a JOIN article_parts p ON p.article_id = a.id JOIN article_versions v"
            " ON v.id = a.current_version_id WHERE a.site_id = ? AND a.key = ? AND v.parts > 1",
            *(site_id, article_key(article.url)),
        )
    )


def _save_part(store: Store, article: Article, origin: Origin, key: str, *, now: datetime) -> Saved:
    before = _rows(store, origin.site_id, key)
    known = before.get(article.part)
    if known and known["seen_at"] and iso(origin.captured_at) < known["seen_at"]:
        return "same"  # of the past, which a recovery may bring: the archive has it
    if article.part == 1:
        article = at_a_believable_address(store, article, origin)
    _name(store, article, origin, key)
    _keep(store, article, origin, key)
    whole = _whole(_rows(store, origin.site_id, key), article, origin.capture_id)
    saved, article_id = _save_whole(store, whole, before, origin, now=now)
    store.run("UPDATE article_parts SET article_id = ? WHERE site_id = ? AND key = ?", article_id, origin.site_id, key)
    apply_to(store, article_id, now=now)
    return "part" if saved == "same" and article.part > 1 else saved


def _rows(store: Store, site_id: int, key: str) -> Rows:
    found = store.rows("SELECT * FROM article_parts WHERE site_id = ? AND key = ? ORDER BY position", site_id, key)
    return {row["position"]: row for row in found}


def _name(store: Store, article: Article, origin: Origin, key: str) -> None:
    """Note which parts there are. One that was read is at the address where it was."""
    for position, url in enumerate(article.parts, 1):
        store.run(
            "INSERT INTO article_parts (site_id, key, position, url_id) SELECT site_id, ?1, ?2, id FROM urls"
            " WHERE url = ?3 AND site_id = ?4 ON CONFLICT DO UPDATE SET url_id = excluded.url_id"
            " WHERE capture_id IS NULL",
            *(key, position, url, origin.site_id),
        )
    store.run(
        "INSERT INTO article_parts (site_id, key, position, url_id) SELECT ?1, ?2, ?3, url_id FROM captures"
        " WHERE id = ?4 ON CONFLICT DO UPDATE SET url_id = excluded.url_id",
        *(origin.site_id, key, article.part, origin.capture_id),
    )


def _keep(store: Store, article: Article, origin: Origin, key: str) -> None:
    """Keep the text of a part; the same text is only seen again."""
    sha, place = _sha(article), (origin.site_id, key, article.part)
    store.run(
        "UPDATE article_parts SET seen_at = ?4, total = ?5 WHERE site_id = ?1 AND key = ?2 AND position = ?3",
        *(*place, iso(origin.captured_at), len(article.parts)),
    )
    store.run(
        "UPDATE article_parts SET capture_id = ?4, title = ?5, body = ?6, figures = ?7, links = ?8, text_sha256 = ?9,"
        " mentions = ?10, extractor = ?11 WHERE site_id = ?1 AND key = ?2 AND position = ?3"
        " AND text_sha256 IS NOT ?9",
        *(*place, origin.capture_id, article.title, article.body, _as_json(article.figures), _as_json(article.links)),
        *(sha, json.dumps([mention_as_json(one) for one in origin.mentions], ensure_ascii=False), origin.extractor),
    )


def keep_reread(store: Store, version_id: int, parts: Sequence[Article], *, reader: str) -> None:
    """Keep the texts of the parts of a version that were read again, where they are still what is kept of them."""
    captures = store.rows("SELECT capture_id FROM version_captures WHERE version_id = ? ORDER BY position", version_id)
    for row, part in zip(list(captures), parts, strict=False):  # an article of one page has no row here
        store.run(
            "UPDATE article_parts SET title = ?, body = ?, figures = ?, links = ?, text_sha256 = ?, extractor = ?"
            " WHERE capture_id = ?",
            *(part.title, part.body, _as_json(part.figures), _as_json(part.links), _sha(part), reader),
            row["capture_id"],
        )


def _sha(article: Article) -> str:
    """What makes two readings of a part the same: the titles of later ones are printed nowhere."""
    return text_sha256(article.title if article.part == 1 else "", article.body)


def _as_json(values: Sequence[Figure] | Sequence[TextLink]) -> str:
    return json.dumps([asdict(value) for value in values], ensure_ascii=False)


def _whole(rows: Rows, read: Article, capture_id: int) -> Whole:
    """The article of all parts that have come, up to the number that they say there are."""
    came = [row for row in rows.values() if row["capture_id"]]
    total = rows[1]["total"] if came[0]["position"] == 1 else max(row["total"] for row in came)
    while total in rows and (rows[total]["total"] or 0) > total:  # boxes show the next few, and so does `next`
        total = rows[total]["total"]
    parts = tuple(row for row in came if row["position"] <= total)
    articles = [_article(row, read) for row in parts]
    is_told = parts[0]["capture_id"] == capture_id
    return Whole(
        article=joined([read, *articles[1:]] if is_told else articles), parts=parts, total=total, is_told=is_told
    )


def _article(row: Mapping[str, Any], read: Article) -> Article:
    """What is kept of a part, where another was read."""
    return Article(
        url=read.parts[0],
        stem=read.stem,
        title=row["title"],
        body=row["body"],
        figures=tuple(Figure(**said) for said in json.loads(row["figures"])),
        links=tuple(TextLink(**said) for said in json.loads(row["links"])),
    )


def _save_whole(store: Store, whole: Whole, before: Rows, origin: Origin, *, now: datetime) -> tuple[Saved, int]:
    """The article of some parts: a new one, a new version, or the current version with more of its text."""
    article_id = next((row["article_id"] for row in before.values() if row["article_id"]), None)
    found = (
        store.row(FOUND + "a.id = ?", origin.site_id, article_id)
        or find(store, whole.article, origin.site_id)
        or find(store, replace(whole.article, url=whole.article.stem or whole.article.url), origin.site_id)
    )
    if found is None:
        article_id = insert(store, whole.article, origin, now=now)
        _add(store, article_id, whole, None, origin, number=1, change="first", now=now)
        return "new", article_id
    current = store.row("SELECT * FROM article_versions WHERE id = ?", found["current_version_id"])
    assert current
    shown = _captures(store, current)
    if 1 in shown and 1 not in whole.captures:  # its first part is to be read again before others can follow it
        return "same", found["id"]
    if whole.is_told:
        describe(store, found["id"], whole.article, site_id=origin.site_id)
    is_same = is_same_text(current, whole.article)
    if shown == whole.captures:
        version_id = _version_at(store, found, origin)
        seen(store, version_id, at=origin.captured_at)
        points_to(store, origin, version_id)
        return "same", found["id"]
    if is_same or _is_unfinished(current, shown, whole, before):
        if is_same and current["parts"] == 1:  # more pages from now on are an edit, once their text comes
            whole = replace(whole, total=len(whole.parts))
        _amend(store, current, whole, origin, now=now)
        return "same" if is_same else "part", found["id"]
    change = change_of(current["body"], whole.article.body)
    _add(store, found["id"], whole, current, origin, number=found["versions"] + 1, change=change, now=now)
    return "changed", found["id"]


def _captures(store: Store, version: Mapping[str, Any]) -> dict[int, int]:
    """Which parts of a version were read from which captures."""
    rows = store.rows("SELECT position, capture_id FROM version_captures WHERE version_id = ?", version["id"])
    return {row["position"]: row["capture_id"] for row in rows} or {1: version["capture_id"]}


def _version_at(store: Store, found: Mapping[str, Any], origin: Origin) -> int:
    """The version that was shown at a time: the current one, or of the past the one that was current then."""
    known: int | None = store.value(
        "SELECT id FROM article_versions WHERE article_id = ? AND first_seen_at <= ? ORDER BY version DESC LIMIT 1",
        *(found["id"], iso(origin.captured_at)),
    )
    return known or int(found["current_version_id"])


def _is_unfinished(current: Mapping[str, Any], shown: Mapping[int, int], whole: Whole, before: Rows) -> bool:
    """Whether a version was made before all of its parts had been looked at, so that nobody has published it: what
    has changed of it is a part that it lacked, or one not seen since it began."""
    wanted = whole.captures
    changed = {position for position in shown.keys() | wanted.keys() if shown.get(position) != wanted.get(position)}
    return all(
        (before[position]["seen_at"] or "") < current["first_seen_at"]
        if position in shown and position in before
        else position not in shown and position <= current["parts"]
        for position in changed
    )


def _about(whole: Whole, current: Mapping[str, Any] | None, *, now: datetime) -> dict[str, Any]:
    """The columns of a version that its parts decide."""
    article = whole.article
    told = as_row(article) if whole.is_told or current is None else {}
    return {
        **told,
        "body": article.body,
        "words": words(article.body),
        "text_sha256": text_sha256(article.title, article.body),
        "capture_id": whole.parts[0]["capture_id"],
        "mentions": whole.parts[0]["mentions"],
        "extractor": " + ".join(dict.fromkeys(row["extractor"] for row in whole.parts)),
        "extracted_at": iso(now),
        "parts": whole.total,
    }


def _add(
    store: Store,
    article_id: int,
    whole: Whole,
    current: Mapping[str, Any] | None,
    origin: Origin,
    *,
    number: int,
    change: str,
    now: datetime,
) -> None:
    kept = {name: value for name, value in (current or {}).items() if name != "id"}
    about = {**kept, **_about(whole, current, now=now), "change": change}
    version_id = insert_version(store, about, article_id=article_id, number=number, seen_at=iso(origin.captured_at))
    _fill(store, article_id, version_id, whole, origin)


def _amend(store: Store, current: Mapping[str, Any], whole: Whole, origin: Origin, *, now: datetime) -> None:
    """Give a version that was never the whole text more of it."""
    previous = store.row(
        "SELECT body FROM article_versions WHERE article_id = ? AND version < ? ORDER BY version DESC LIMIT 1",
        *(current["article_id"], current["version"]),
    )
    change = "first" if previous is None else change_of(previous["body"], whole.article.body)
    about = {**_about(whole, current, now=now), "change": change}
    store.run(
        f"UPDATE article_versions SET {', '.join(f'{name} = ?' for name in about)} WHERE id = ?",
        *(*about.values(), current["id"]),
    )
    seen(store, current["id"], at=origin.captured_at)
    _fill(store, current["article_id"], current["id"], whole, origin)


def _fill(store: Store, article_id: int, version_id: int, whole: Whole, origin: Origin) -> None:
    """Store what belongs to a version: pictures, links, captures; and show it as the article."""
    fill_version(store, version_id, whole.article)
    store.run("DELETE FROM version_captures WHERE version_id = ?", version_id)
    for position, capture_id in whole.captures.items():
        store.run("INSERT INTO version_captures VALUES (?,?,?)", version_id, position, capture_id)
    _point(store, version_id, whole, origin)
    store.run(
        "UPDATE articles SET current_version_id = ?, title = ?, words = ?, last_seen_at = max(last_seen_at, ?),"
        " status = CASE WHEN status IN ('gone','moved') THEN 'live' ELSE status END WHERE id = ?",
        *(version_id, whole.article.title, words(whole.article.body), iso(origin.captured_at), article_id),
    )


def _point(store: Store, version_id: int, whole: Whole, origin: Origin) -> None:
    """Have the captures of a version point at it, and none that shows an earlier text of the part just read."""
    store.run(
        "UPDATE captures SET version_id = (SELECT max(x.version_id) FROM version_captures x WHERE x.version_id <> ?1"
        " AND x.capture_id = coalesce(captures.refers_to_id, captures.id))"
        " WHERE version_id = ?1 AND url_id = (SELECT url_id FROM captures WHERE id = ?2)",
        *(version_id, origin.capture_id),
    )
    for capture_id in {*whole.captures.values(), origin.capture_id}:
        store.run("UPDATE captures SET version_id = ? WHERE id = ?", version_id, capture_id)


# -- what a crawl asks of parts --


def is_awaited(store: Store, url_id: int) -> bool:
    """Whether an article is held without the part that a URL has."""
    return bool(
        store.value(
            "SELECT 1 FROM article_parts WHERE url_id = ? AND capture_id IS NULL AND article_id IS NOT NULL", url_id
        )
    )


def is_later_part(store: Store, url_id: int) -> bool:
    """Whether a URL has another part of an article than its first."""
    return bool(store.value("SELECT 1 FROM article_parts WHERE url_id = ? AND position > 1", url_id))


def saw_part(store: Store, url_id: int, *, at: datetime) -> None:
    """Note that the publisher showed a part as it is kept at a time."""
    store.run(
        "UPDATE article_parts SET seen_at = max(seen_at, ?) WHERE url_id = ? AND seen_at IS NOT NULL", iso(at), url_id
    )


def others_of(store: Store, url_id: int) -> Iterator[str]:
    """The addresses of the other parts of the article that a URL has a part of, but for what no rule lets in."""
    rows = store.rows(
        "SELECT u.url FROM article_parts p JOIN article_parts o ON o.site_id = p.site_id AND o.key = p.key"
        " AND o.url_id <> p.url_id JOIN urls u ON u.id = o.url_id JOIN articles a ON a.id = p.article_id"
        " JOIN article_versions v ON v.id = a.current_version_id WHERE p.url_id = ? AND o.position <= v.parts"
        " AND u.state <> 'excluded'",
        url_id,
    )
    return (row["url"] for row in rows)


def incomplete(store: Store, site_id: int, crawl_id: str) -> list[dict[str, Any]]:
    """The articles of which a crawl has looked at a part, and some parts have never come: which, and why not."""
    return list(
        store.rows(
            "SELECT u.url, v.parts, count(*) AS missing, min(m.url) AS first, total(m.state = 'failed') AS failed,"
            " min(coalesce(m.reason, m.state)) AS reason FROM articles a JOIN urls u ON u.id = a.url_id"
            " JOIN article_versions v ON v.id = a.current_version_id AND v.parts > 1"
            " JOIN article_parts p ON p.article_id = a.id AND p.position <= v.parts AND p.capture_id IS NULL"
            " JOIN urls m ON m.id = p.url_id WHERE a.site_id = ?1 AND EXISTS (SELECT 1 FROM article_parts q"
            " JOIN captures c ON c.url_id = q.url_id WHERE q.article_id = a.id AND c.crawl_id = ?2)"
            " GROUP BY a.id ORDER BY a.id",
            *(site_id, crawl_id),
        )
    )
