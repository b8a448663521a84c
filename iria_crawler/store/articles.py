"""Saving what was read: articles, their versions, people, terms, pictures and links."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from iria_crawler.items import Article, Mention
from iria_crawler.sites import host_of
from iria_crawler.store import Store, iso
from iria_crawler.store.belonging import link_people, link_terms
from iria_crawler.store.derived import caption_form, derive, is_named
from iria_crawler.store.withholding import apply_to
from iria_crawler.text import comparable
from iria_crawler.urls import article_key

Saved = Literal["new", "changed", "same", "part"]
"""What a look at an article brought; `part`: more of one that is counted already, as the same or with new text."""

FOUND = (
    "SELECT a.id, a.versions, a.current_version_id, a.last_seen_at, v.title, v.body, v.knowledge_id"
    " FROM articles a JOIN article_versions v ON v.id = a.current_version_id WHERE a.site_id = ? AND "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What an article was read from and by what: a capture with a row, the mentions that were used, and what was
    known of the site: `tried_id` is what was to be used, `knowledge_id` what was."""

    site_id: int
    capture_id: int
    captured_at: datetime
    mentions: Sequence[Mention]
    extractor: str
    knowledge_id: int | None = None
    tried_id: int | None = None


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
    when it is one that the publisher had shown before. A capture older than the last look at the
    article, which a recovery may bring, adds to its history and leaves the current version alone.
    """
    saved, article_id = _saved(store, article, origin, now=now)
    apply_to(store, article_id, now=now)
    return saved


def _saved(store: Store, article: Article, origin: Origin, *, now: datetime) -> tuple[Saved, int]:
    article = at_a_believable_address(store, article, origin)
    found = find(store, article, origin.site_id)
    if found is None:
        article_id = insert(store, article, origin, now=now)
        _add_version(store, article_id, article, origin, number=1, change="first", now=now)
        _make_current(store, article_id, article, origin)
        return "new", article_id
    late = iso(origin.captured_at) < found["last_seen_at"]
    if not late:
        describe(store, found["id"], article, site_id=origin.site_id)
    known = _shown_about(store, found, article, origin) if late else _shown_now(found, article)
    if origin.tried_id not in (None, found["knowledge_id"]):  # another address of an article that is read otherwise
        known = known or found["current_version_id"]
    if known:
        seen(store, known, at=origin.captured_at)
        points_to(store, origin, known)
        return "same", found["id"]
    change = change_of(found["body"], article.body)
    _add_version(store, found["id"], article, origin, number=found["versions"] + 1, change=change, now=now)
    if not late:
        _make_current(store, found["id"], article, origin)
    return "changed", found["id"]


def _shown_now(found: dict[str, Any], article: Article) -> int | None:
    """The current version, where it is this text."""
    return found["current_version_id"] if is_same_text(found, article) else None


def _shown_about(store: Store, found: dict[str, Any], article: Article, origin: Origin) -> int | None:
    """The version before or after a time in the past, where it is this text."""
    around = store.rows(
        "SELECT * FROM (SELECT id, title, body FROM article_versions WHERE article_id = ?1"
        " AND first_seen_at <= ?2 ORDER BY first_seen_at DESC, version DESC LIMIT 1) UNION ALL"
        " SELECT * FROM (SELECT id, title, body FROM article_versions WHERE article_id = ?1"
        " AND first_seen_at > ?2 ORDER BY first_seen_at, version LIMIT 1)",
        *(found["id"], iso(origin.captured_at)),
    )
    return next((row["id"] for row in list(around) if is_same_text(row, article)), None)


def is_same_text(stored: Mapping[str, Any], article: Article) -> bool:
    """Whether an article says what a stored text does, in whatever template; some of these print no headline."""
    titles = (stored["title"] if article.title else "", article.title if stored["title"] else "")
    ours, theirs = (comparable(title, text) for title, text in zip(titles, (stored["body"], article.body), strict=True))
    return ours == theirs


def change_of(before: str, body: str) -> Literal["body", "title"]:
    """What an edit changed."""
    return "title" if comparable("", before) == comparable("", body) else "body"


def seen(store: Store, version_id: int, *, at: datetime) -> None:
    """Note that the publisher showed a version at a time."""
    moment = iso(at)
    store.run(
        "UPDATE article_versions SET first_seen_at = min(first_seen_at, ?1), last_seen_at = max(last_seen_at, ?1)"
        " WHERE id = ?2",
        *(moment, version_id),
    )
    store.run(
        "UPDATE articles SET status ="
        " CASE WHEN status IN ('gone','moved') AND ?1 > last_seen_at THEN 'live' ELSE status END,"
        " first_seen_at = min(first_seen_at, ?1), last_seen_at = max(last_seen_at, ?1)"
        " WHERE id = (SELECT article_id FROM article_versions WHERE id = ?2)",
        *(moment, version_id),
    )


def version_shown(store: Store, capture_id: int) -> int | None:
    """The current version of the article that a capture shows, while that has the text which the capture has."""
    found: int | None = store.value(
        "SELECT n.id FROM captures c JOIN article_versions v ON v.id = c.version_id"
        " JOIN articles a ON a.id = v.article_id JOIN article_versions n ON n.id = a.current_version_id"
        " WHERE c.id = ? AND n.text_sha256 = v.text_sha256",
        capture_id,
    )
    return found


def holds(store: Store, url_id: int) -> int | None:
    """The article whose current text was read from a URL."""
    found: int | None = store.value(
        "SELECT a.id FROM captures c JOIN articles a ON a.current_version_id = c.version_id WHERE c.url_id = ? LIMIT 1",
        url_id,
    )
    return found


def shown_since(store: Store, version_id: int | None) -> datetime | None:
    """When the article of a version was published, as far as is known."""
    found: str | None = store.value(
        "SELECT coalesce(a.published_at, a.first_seen_at) FROM article_versions v"
        " JOIN articles a ON a.id = v.article_id WHERE v.id = ?",
        version_id,
    )
    return datetime.fromisoformat(found) if found else None


def at_a_believable_address(store: Store, article: Article, origin: Origin) -> Article:
    """An article that says it lives where quite another one does lives where it was fetched.

    Some themes print one canonical address on every page, which would make all articles versions of one.
    """
    own = store.value("SELECT u.url FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.id = ?", origin.capture_id)
    if own is None or article_key(own).lower() == article_key(article.url).lower():
        return article
    is_another = store.value(
        "SELECT v.title <> ?3 AND substr(v.body, 1, 120) <> substr(?4, 1, 120) FROM articles a"
        " JOIN article_versions v ON v.id = a.current_version_id WHERE a.site_id = ?1 AND a.key = ?2",
        *(origin.site_id, article_key(article.url), article.title, article.body),
    )
    return replace(article, url=own) if is_another else article


def find(store: Store, article: Article, site_id: int) -> dict[str, Any] | None:
    """The article that has this address, this address in other case, or this number of the publisher.

    Paths that differ in case alone may be two articles (short identifiers are), so then the title
    must agree as well. Two blogs of one site count their posts alike, so with a number the title or
    the time must agree.
    """
    key, published_at = article_key(article.url), iso(article.published_at) if article.published_at else None
    return (
        store.row(FOUND + "a.key = ?", site_id, key)
        or store.row(FOUND + "a.key = ? COLLATE NOCASE AND a.title = ?", site_id, key, article.title)
        or store.row(
            FOUND + "a.external_id = ? AND (a.title = ? OR a.published_at = ?)",
            *(site_id, article.external_id, article.title, published_at),
        )
    )


def insert(store: Store, article: Article, origin: Origin, *, now: datetime) -> int:
    seen_at = iso(origin.captured_at)
    url_id = store.value(
        "SELECT id FROM urls WHERE url = ? AND site_id = ?", article.url, origin.site_id
    ) or store.value(
        # the canonical address was never asked for: it becomes due, so that it will be
        "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at)"
        " VALUES (?,?,?,'article','due',30,?) RETURNING id",
        *(article.url, origin.site_id, host_of(article.url), iso(now)),
    )
    article_id: int = store.value(
        "INSERT INTO articles (site_id, url_id, key, external_id, title, words, versions, first_seen_at, last_seen_at)"
        " VALUES (?,?,?,?,?,0,0,?,?) RETURNING id",
        *(origin.site_id, url_id, article_key(article.url), article.external_id, article.title, seen_at, seen_at),
    )
    describe(store, article_id, article, site_id=origin.site_id)
    own = store.value("SELECT u.url FROM captures c JOIN urls u ON u.id = c.url_id WHERE c.id = ?", origin.capture_id)
    is_named(store, article_id, *dict.fromkeys((article.url, own or article.url)))
    return article_id


def _add_version(
    store: Store, article_id: int, article: Article, origin: Origin, *, number: int, change: str, now: datetime
) -> None:
    said = [mention_as_json(mention) for mention in origin.mentions]
    row = {
        **as_row(article),
        "capture_id": origin.capture_id,
        "change": change,
        "extractor": origin.extractor,
        "extracted_at": iso(now),
        "mentions": json.dumps(said, ensure_ascii=False),
        "knowledge_id": origin.knowledge_id,
    }
    version_id = insert_version(store, row, article_id=article_id, number=number, seen_at=iso(origin.captured_at))
    fill_version(store, version_id, article)
    points_to(store, origin, version_id)


def insert_version(store: Store, about: Mapping[str, Any], *, article_id: int, number: int, seen_at: str) -> int:
    """A new row of `article_versions`, counted on its article; gives its id."""
    row = {**about, "article_id": article_id, "version": number, "first_seen_at": seen_at, "last_seen_at": seen_at}
    version_id: int = store.value(
        f"INSERT INTO article_versions ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) RETURNING id",
        *row.values(),
    )
    store.run(
        "UPDATE articles SET versions = ?, first_seen_at = min(first_seen_at, ?) WHERE id = ?",
        *(number, seen_at, article_id),
    )
    return version_id


def fill_version(store: Store, version_id: int, article: Article) -> None:
    """Store the pictures and links of a version, instead of those that it has, and what follows from all."""
    for table in ("version_images", "version_links"):
        store.run(f"DELETE FROM {table} WHERE version_id = ?", version_id)
    _add_pictures(store, version_id, article)
    for position, link in enumerate(article.links, 1):
        store.run(
            "INSERT INTO version_links (version_id, position, url, text, rel, kind) VALUES (?,?,?,?,?,?)",
            *(version_id, position, link.url, link.text, link.rel, link.kind),
        )
    derive(store, version_id)


def _make_current(store: Store, article_id: int, article: Article, origin: Origin) -> None:
    """Show the version that was added last as the article."""
    store.run(
        "UPDATE articles SET current_version_id = (SELECT version_id FROM captures WHERE id = ?), title = ?, words = ?,"
        " last_seen_at = ?, status = CASE WHEN status IN ('gone','moved') THEN 'live' ELSE status END WHERE id = ?",
        *(origin.capture_id, article.title, words(article.body), iso(origin.captured_at), article_id),
    )


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
        "candidates": _candidates(article),
        "charset": article.charset,
        "is_partial": int(article.is_partial),
    }


def _candidates(article: Article) -> str | None:
    said = {name: [asdict(candidate) for candidate in lost] for name, lost in article.others.items()}
    return json.dumps(said, sort_keys=True, ensure_ascii=False) if said else None


def _add_pictures(store: Store, version_id: int, article: Article) -> None:
    for position, figure in enumerate(article.figures, 1):
        image_id = store.value(
            "INSERT INTO images (url) VALUES (?) ON CONFLICT (url) DO UPDATE SET url = url RETURNING id", figure.url
        )
        store.run(
            "INSERT INTO version_images (version_id, image_id, position, role, caption, credit, alt, after,"
            " search_text) VALUES (?,?,?,?,?,?,?,?,?)",
            *(version_id, image_id, position, figure.role, figure.caption, figure.credit, figure.alt, figure.after),
            caption_form(figure.caption, figure.credit, figure.alt),
        )


def points_to(store: Store, origin: Origin, version_id: int) -> None:
    """Note which text a capture shows."""
    store.run("UPDATE captures SET version_id = ? WHERE id = ?", version_id, origin.capture_id)


def describe(store: Store, article_id: int, article: Article, *, site_id: int) -> None:
    """What is said of the article as a whole: the latest word counts."""
    store.run(
        "UPDATE articles SET language = coalesce(?, language), section = coalesce(?, section),"
        " published_at = coalesce(?, published_at), external_id = coalesce(external_id, ?) WHERE id = ?",
        *(article.language, article.section, iso(article.published_at) if article.published_at else None),
        *(article.external_id, article_id),
    )
    link_people(store, article_id, article.authors)
    link_terms(store, article_id, article, site_id)


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
