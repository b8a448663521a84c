"""What follows from a stored text: its form for the second search index, what it changed, which articles it names."""

from iria_crawler.diff import Size, compared, size
from iria_crawler.store import Store
from iria_crawler.text import search_forms
from iria_crawler.urls import article_key


def derive(store: Store, version_id: int) -> None:
    """Bring the columns up to date that follow from the texts of a version, its pictures and its links."""
    row = store.row("SELECT article_id, version, title, body FROM article_versions WHERE id = ?", version_id)
    assert row
    forms = search_forms(row["title"], row["body"]) or (None, None)
    changed = _change(store, row["article_id"], row["version"], f"{row['title']}\n\n{row['body']}")
    store.run(
        "UPDATE article_versions SET search_title = ?, search_body = ?, chars_added = ?, chars_removed = ?"
        " WHERE id = ?",
        *(*forms, changed.added, changed.removed, version_id),
    )
    for link in list(store.rows("SELECT position, url FROM version_links WHERE version_id = ?", version_id)):
        store.run(
            "UPDATE version_links SET target_article_id = ? WHERE version_id = ? AND position = ?",
            *(target(store, link["url"]), version_id, link["position"]),
        )


def caption_form(*said: str | None) -> str | None:
    """What is said of a picture, as the second search index has it."""
    forms = search_forms(*filter(None, said))
    return "\n".join(forms) if forms else None


def target(store: Store, url: str) -> int | None:
    """The article of this archive that an address is one of."""
    try:
        key = article_key(url)
    except ValueError:  # what a text links to may be no address at all
        return None
    found: int | None = store.value("SELECT id FROM articles WHERE key = ?", key)
    return found


def is_named(store: Store, article_id: int, *urls: str) -> None:
    """Have the links of earlier texts point at an article that has just come."""
    for url in urls:
        store.run("UPDATE version_links SET target_article_id = ? WHERE url = ?", article_id, url)


def _change(store: Store, article_id: int, version: int, text: str) -> Size:
    before = store.row(
        "SELECT title, body FROM article_versions WHERE article_id = ? AND version < ? ORDER BY version DESC LIMIT 1",
        *(article_id, version),
    )
    return size(compared(f"{before['title']}\n\n{before['body']}", text)) if before else Size(added=0, removed=0)
