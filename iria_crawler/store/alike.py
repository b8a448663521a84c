"""Signatures of texts, the pairs that are alike, and the groups that these make."""

from collections.abc import Iterable, Iterator, Sequence

from iria_crawler.store import Store


def unsigned(store: Store, *, limit: int) -> list[tuple[int, str]]:
    """Some current texts that have no signature yet: version and body."""
    return store.run(
        "SELECT v.id, v.body FROM articles a JOIN article_versions v ON v.id = a.current_version_id"
        " LEFT JOIN version_signatures s ON s.version_id = v.id WHERE s.version_id IS NULL LIMIT ?",
        limit,
    ).fetchall()


def to_sign(store: Store) -> int:
    """How many current texts have no signature yet."""
    found: int = store.value(
        "SELECT count(*) FROM articles a LEFT JOIN version_signatures s ON s.version_id = a.current_version_id"
        " WHERE s.version_id IS NULL AND a.current_version_id IS NOT NULL"
    )
    return found


def forget_old(store: Store) -> None:
    """Drop the signatures of texts that are no longer shown."""
    store.run("DELETE FROM version_signatures WHERE version_id NOT IN (SELECT current_version_id FROM articles)")


def sign(store: Store, version_id: int, signature: bytes | None, bands: Sequence[int]) -> None:
    """Keep the signature of a text, and the hash of each of its bands."""
    store.run("INSERT INTO version_signatures VALUES (?, ?)", version_id, signature)
    for band, value in enumerate(bands):
        store.run("INSERT INTO signature_bands VALUES (?, ?, ?)", band, value, version_id)


def candidates(store: Store, bands: Sequence[int], *, most: int) -> list[tuple[int, bytes]]:
    """Texts that share a band with another one: version and signature; of very many, some."""
    found: dict[int, bytes] = {}
    for band, value in enumerate(bands):
        rows = store.run(
            "SELECT b.version_id, s.signature FROM signature_bands b JOIN version_signatures s USING (version_id)"
            " WHERE b.band = ? AND b.hash = ? LIMIT ?",
            *(band, value, most),
        )
        found |= dict(rows)
    return list(found.items())


def pair(store: Store, one: int, two: int, jaccard: float) -> None:
    """Note that two texts are alike."""
    store.run("INSERT OR REPLACE INTO similar_versions VALUES (?, ?, ?)", min(one, two), max(one, two), jaccard)


def pairs(store: Store) -> Iterator[tuple[int, int]]:
    """The articles that are alike, two by two."""
    yield from store.run(
        "SELECT a.article_id, b.article_id FROM similar_versions p JOIN article_versions a ON a.id = p.a_id"
        " JOIN article_versions b ON b.id = p.b_id"
    )


def regroup(store: Store, groups: Iterable[tuple[int, int]]) -> None:
    """Keep which article is in which group, instead of what was kept before."""
    store.run("DELETE FROM article_groups")
    for article_id, group_id in groups:
        store.run("INSERT INTO article_groups VALUES (?, ?)", article_id, group_id)
