"""Who wrote an article, and what the publisher filed it under."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from iria_crawler.items import Article
from iria_crawler.store import Store


def link_people(store: Store, article_id: int, authors: Sequence[str]) -> None:
    """Say who wrote an article, instead of what was said before."""
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


def link_terms(store: Store, article_id: int, article: Article, site_id: int) -> None:
    """Say what categories and tags an article has, instead of what was said before."""
    store.run("DELETE FROM article_terms WHERE article_id = ?", article_id)
    named = [("category", name) for name in article.categories] + [("tag", name) for name in article.tags]
    for position, (scheme, name) in enumerate(named, 1):
        term_id = _term(store, site_id, scheme, name, article.term_urls.get(name))
        store.run(
            "INSERT OR IGNORE INTO article_terms (article_id, term_id, position) VALUES (?,?,?)",
            *(article_id, term_id, position),
        )


def _term(store: Store, site_id: int, scheme: str, name: str, url: str | None) -> int:
    """The row of a term, in its place in the tree."""
    found = store.row("SELECT id, url FROM terms WHERE site_id = ? AND scheme = ? AND name = ?", site_id, scheme, name)
    if found and (url is None or url == found["url"]):
        return int(found["id"])
    term_id: int = store.value(
        "INSERT INTO terms (site_id, scheme, name, url) VALUES (?,?,?,?) ON CONFLICT (site_id, scheme, name)"
        " DO UPDATE SET url = coalesce(excluded.url, url) RETURNING id",
        *(site_id, scheme, name, url),
    )
    if url and scheme == "category":
        _hang(store, term_id, site_id, url)
    return term_id


def _hang(store: Store, term_id: int, site_id: int, url: str) -> None:
    """Hang a category below the one whose list stands above its own: /category/asia/ above /category/asia/south/."""
    store.run(
        "UPDATE terms SET parent_id = (SELECT id FROM terms WHERE site_id = ?1 AND scheme = 'category' AND url = ?2)"
        " WHERE id = ?3",
        *(site_id, _above(url), term_id),
    )
    below = store.rows(
        "SELECT id, url FROM terms WHERE site_id = ? AND scheme = 'category' AND substr(url, 1, ?) = ? AND id <> ?",
        *(site_id, len(url), url, term_id),
    )
    for child in [row["id"] for row in below if _above(row["url"]) == url]:
        store.run("UPDATE terms SET parent_id = ? WHERE id = ?", term_id, child)


def _above(url: str) -> str:
    """The address that is one step shorter, ending as this one does."""
    parts = urlsplit(url)
    end = "/" if parts.path.endswith("/") else ""
    return parts._replace(path=parts.path.rstrip("/").rpartition("/")[0] + end).geturl()
