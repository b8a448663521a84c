"""Saving what was read: articles, their versions, people, terms, pictures and links."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from iria_crawler.items import Article, Mention
from iria_crawler.store import Store, iso
from iria_crawler.urls import article_key

Saved = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an article was read from and by what: a capture with a row, and the mentions that were used."""

    site_id: int
    capture_id: int
    captured_at: datetime
    mentions: Sequence[Mention]
    extractor: str


def text_sha256(title: str, body: str) -> str:
    """What makes two texts the same text: title, newline, body; NFC, white space collapsed."""
    parts = (re.sub(r"\s+", " ", unicodedata.normalize("NFC", part)).strip() for part in (title, body))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def words(text: str) -> int:
    """Runs of letters and digits; in scripts without spaces a run is a phrase."""
    return len(re.findall(r"\w+(?:[’'-]\w+)*", text))


def save_article(store: Store, article: Article, origin: Origin, *, now: datetime) -> Saved:
    """Store what a capture shows, inside a transaction of the caller.

    The same text as the current version moves `last_seen_at`; another text is a new version, also
    when it is one that the publisher had shown before.
    """
    found = _find(store, article, origin.site_id)
    if found is None:
        article_id = _insert(store, article, origin, now=now)
        _add_version(store, article_id, article, origin, number=1, change="first", now=now)
        return "new"
    _describe(store, found["id"], article, origin)
    if found["text_sha256"] == text_sha256(article.title, article.body):
        seen(store, found["current_version_id"], at=origin.captured_at)
        _points_to(store, origin, found["current_version_id"])
        return "same"
    change = "body" if found["body"] != article.body else "title"
    _add_version(store, found["id"], article, origin, number=found["versions"] + 1, change=change, now=now)
    return "changed"


def seen(store: Store, version_id: int, *, at: datetime) -> None:
    """Note that the publisher still showed a version at a time."""
    moment = iso(at)
    for table, column in (("article_versions", "id"), ("articles", "current_version_id")):
        store.run(f"UPDATE {table} SET last_seen_at = max(last_seen_at, ?) WHERE {column} = ?", moment, version_id)


def version_shown(store: Store, capture_id: int) -> int | None:
    """The version that a capture shows, while that is still the current one of its article."""
    found: int | None = store.value(
        "SELECT c.version_id FROM captures c JOIN articles a ON a.current_version_id = c.version_id WHERE c.id = ?",
        capture_id,
    )
    return found


def was_shown(store: Store, capture_id: int) -> int | None:
    """The version that a capture shows, whether or not another has come since."""
    found: int | None = store.value("SELECT version_id FROM captures WHERE id = ?", capture_id)
    return found


def _find(store: Store, article: Article, site_id: int) -> dict[str, Any] | None:
    """The article that has this address, this address in other case, or this number of the publisher.

    Paths that differ in case alone may be two articles (short identifiers are), so then the title
    must agree as well.
    """
    question = (
        "SELECT a.id, a.versions, a.current_version_id, v.text_sha256, v.body FROM articles a"
        " JOIN article_versions v ON v.id = a.current_version_id WHERE a.site_id = ? AND "
    )
    key = article_key(article.url)
    return (
        store.row(question + "a.key = ?", site_id, key)
        or store.row(question + "a.key = ? COLLATE NOCASE AND a.title = ?", site_id, key, article.title)
        or (article.external_id and store.row(question + "a.external_id = ?", site_id, article.external_id))
        or None
    )


def _insert(store: Store, article: Article, origin: Origin, *, now: datetime) -> int:
    seen_at = iso(origin.captured_at)
    url_id = store.value("SELECT id FROM urls WHERE url = ?", article.url) or store.value(
        # the canonical address was never asked for: it becomes due, so that it will be
        "INSERT INTO urls (url, site_id, kind, state, priority, first_seen_at) VALUES (?,?,'article','due',30,?)"
        " RETURNING id",
        *(article.url, origin.site_id, iso(now)),
    )
    article_id: int = store.value(
        "INSERT INTO articles (site_id, url_id, key, external_id, title, words, versions, first_seen_at, last_seen_at)"
        " VALUES (?,?,?,?,?,0,0,?,?) RETURNING id",
        *(origin.site_id, url_id, article_key(article.url), article.external_id, article.title, seen_at, seen_at),
    )
    _describe(store, article_id, article, origin)
    return article_id


def _add_version(
    store: Store, article_id: int, article: Article, origin: Origin, *, number: int, change: str, now: datetime
) -> None:
    seen_at = iso(origin.captured_at)
    row = {
        "article_id": article_id,
        "version": number,
        "capture_id": origin.capture_id,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        **as_row(article),
        "change": change,
        "extractor": origin.extractor,
        "extracted_at": iso(now),
        "mentions": json.dumps([mention_as_json(mention) for mention in origin.mentions], ensure_ascii=False),
    }
    version_id: int = store.value(
        f"INSERT INTO article_versions ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) RETURNING id",
        *row.values(),
    )
    _add_pictures(store, version_id, article)
    store.db.conn.executemany(
        "INSERT INTO version_links (version_id, position, url, text, rel, kind) VALUES (?,?,?,?,?,?)",
        [(version_id, at, link.url, link.text, link.rel, link.kind) for at, link in enumerate(article.links, 1)],
    )
    store.run(
        "UPDATE articles SET current_version_id = ?, versions = ?, title = ?, words = ?, last_seen_at = ?,"
        " status = CASE status WHEN 'gone' THEN 'live' ELSE status END WHERE id = ?",
        *(version_id, number, article.title, row["words"], seen_at, article_id),
    )
    _points_to(store, origin, version_id)


def as_row(article: Article) -> dict[str, Any]:
    """The columns of `article_versions` that an article decides; what re-extraction must give again."""
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "summary": article.summary,
        "body": article.body,
        "byline": "; ".join(article.authors) or None,
        "language": article.language,
        "section": article.section,
        "published_at": iso(article.published_at) if article.published_at else None,
        "published_raw": article.published_raw,
        "modified_at": iso(article.modified_at) if article.modified_at else None,
        "modified_raw": article.modified_raw,
        "lead_image": article.lead_image,
        "words": words(article.body),
        "text_sha256": text_sha256(article.title, article.body),
        "sources": json.dumps(dict(article.sources), sort_keys=True),
    }


def _add_pictures(store: Store, version_id: int, article: Article) -> None:
    for position, figure in enumerate(article.figures, 1):
        image_id = store.value(
            "INSERT INTO images (url) VALUES (?) ON CONFLICT (url) DO UPDATE SET url = url RETURNING id", figure.url
        )
        store.run(
            "INSERT INTO version_images (version_id, image_id, position, role, caption, credit, alt)"
            " VALUES (?,?,?,?,?,?,?)",
            *(version_id, image_id, position, figure.role, figure.caption, figure.credit, figure.alt),
        )


def _points_to(store: Store, origin: Origin, version_id: int) -> None:
    store.run("UPDATE captures SET version_id = ? WHERE id = ?", version_id, origin.capture_id)


def _describe(store: Store, article_id: int, article: Article, origin: Origin) -> None:
    """What is said of the article as a whole: the latest word counts."""
    store.run(
        "UPDATE articles SET language = coalesce(?, language), section = coalesce(?, section),"
        " published_at = coalesce(?, published_at), external_id = coalesce(external_id, ?) WHERE id = ?",
        *(article.language, article.section, iso(article.published_at) if article.published_at else None),
        *(article.external_id, article_id),
    )
    _link_people(store, article_id, article.authors)
    _link_terms(store, article_id, article, origin.site_id)


def _link_people(store: Store, article_id: int, authors: Sequence[str]) -> None:
    store.run("DELETE FROM article_people WHERE article_id = ? AND role = 'author'", article_id)
    for position, name in enumerate(authors, 1):
        person_id = store.value(
            "INSERT INTO people (name, name_key) VALUES (?,?) ON CONFLICT (name_key) DO UPDATE SET name_key = name_key"
            " RETURNING id",
            *(name, " ".join(name.casefold().split())),
        )
        store.run(
            "INSERT OR IGNORE INTO article_people (article_id, person_id, position) VALUES (?,?,?)",
            *(article_id, person_id, position),
        )


def _link_terms(store: Store, article_id: int, article: Article, site_id: int) -> None:
    store.run("DELETE FROM article_terms WHERE article_id = ?", article_id)
    named = [("category", name) for name in article.categories] + [("tag", name) for name in article.tags]
    for position, (scheme, name) in enumerate(named, 1):
        term_id = store.value(
            "INSERT INTO terms (site_id, scheme, name) VALUES (?,?,?) ON CONFLICT (site_id, scheme, name)"
            " DO UPDATE SET name = name RETURNING id",
            *(site_id, scheme, name),
        )
        store.run(
            "INSERT OR IGNORE INTO article_terms (article_id, term_id, position) VALUES (?,?,?)",
            *(article_id, term_id, position),
        )


def mention_as_json(mention: Mention) -> dict[str, Any]:
    """A mention with its times as text, without what it does not say."""
    said = {name: value for name, value in asdict(mention).items() if value not in (None, ())}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


def mention_from_json(said: dict[str, Any]) -> Mention:
    """The mention that `mention_as_json` wrote."""
    fields = dict(said)
    fields |= {name: datetime.fromisoformat(said[name]) for name in ("published_at", "modified_at") if name in said}
    fields |= {name: tuple(said[name]) for name in ("authors", "categories", "tags") if name in said}
    return Mention(**fields)
