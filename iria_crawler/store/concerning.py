"""Which articles a decision to withhold is about, and at which addresses they were captured.

An address is meant however it is written: what counts is its key in the replay (`urls.key`). Keys are not stored and
are slow to make, so of all addresses only those are looked at that have a part of the one that is meant.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from iria_crawler.access import Withheld, rule_keys
from iria_crawler.store import Store

Decision = Mapping[str, Any]  # a row of `withholdings`

# An article is meant by any address at which it was captured.
_NEAR = (
    "WITH near AS MATERIALIZED (SELECT id, url FROM urls WHERE may_be_meant(url))"
    " SELECT a.id AS article_id, n.url FROM near n JOIN articles a ON a.url_id = n.id"
    " UNION SELECT v.article_id, n.url FROM near n JOIN captures c ON c.url_id = n.id"
    " JOIN article_versions v ON v.id = c.version_id"
)
_HELD = (
    "SELECT a.id AS article_id, u.url FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.status = 'withheld'"
    " UNION SELECT a.id, u.url FROM articles a CROSS JOIN article_versions v ON v.article_id = a.id"
    " CROSS JOIN captures c ON c.version_id = v.id JOIN urls u ON u.id = c.url_id WHERE a.status = 'withheld'"
)
_OF = (
    "SELECT u.url FROM articles a JOIN urls u ON u.id = a.url_id WHERE a.id = ?1"
    " UNION SELECT u.url FROM article_versions v CROSS JOIN captures c ON c.version_id = v.id"
    " JOIN urls u ON u.id = c.url_id WHERE v.article_id = ?1"
)


def concerned(store: Store, decisions: Sequence[Decision], *, held: bool = False) -> dict[int, set[int]]:
    """The articles that each decision is about; with `held` those of them that are withheld now, which is quick."""
    found = {row["id"]: {int(row["target"])} if row["match"] == "article" else set() for row in decisions}
    judges = {row["id"]: judge((row,)) for row in decisions if row["match"] != "article"}
    if judges:
        for article_id, url in _held(store) if held else _near(store, decisions):
            for decision, meant in judges.items():
                if url in meant:
                    found[decision].add(article_id)
    return found


def is_about(store: Store, decisions: Sequence[Decision], article_id: int) -> bool:
    """Whether any of some decisions is about an article."""
    if any(row["match"] == "article" and int(row["target"]) == article_id for row in decisions):
        return True
    meant = judge(decisions)
    return bool(meant) and any(row["url"] in meant for row in list(store.rows(_OF, article_id)))


def addresses(store: Store, article_id: int) -> Iterator[str]:
    """The addresses at which an article was captured, and the one that it goes by."""
    return (row["url"] for row in store.rows(_OF, article_id))


def meant(store: Store, decisions: Sequence[Decision]) -> list[str]:
    """The addresses of the archive that some decisions mean."""
    wanted = judge(decisions)
    _look_for(store, decisions)
    near = list(store.rows("SELECT DISTINCT url FROM urls WHERE may_be_meant(url) ORDER BY id"))
    return [row["url"] for row in near if row["url"] in wanted]


def judge(decisions: Iterable[Decision]) -> Withheld:
    """The one judge of addresses for some decisions; those on articles are passed over."""
    return _judge(tuple((row["match"], row["target"], row["action"]) for row in decisions if row["match"] != "article"))


@lru_cache(maxsize=1024)
def _judge(rules: tuple[tuple[str, str, str], ...]) -> Withheld:
    return Withheld.by({"match": match, "target": target, "action": action} for match, target, action in rules)


def _held(store: Store) -> Iterator[tuple[int, str]]:
    return ((row["article_id"], row["url"]) for row in list(store.rows(_HELD)))


def _near(store: Store, decisions: Sequence[Decision]) -> Iterator[tuple[int, str]]:
    _look_for(store, decisions)
    return ((row["article_id"], row["url"]) for row in list(store.rows(_NEAR)))


def _look_for(store: Store, decisions: Sequence[Decision]) -> None:
    needles = [needle for row in decisions if row["match"] != "article" for needle in _needles(row)]
    store.db.conn.create_function("may_be_meant", 1, _looking(needles), deterministic=True)


_ODD = re.compile(r"(?<!:)//|/\.|/\(|%[2-7][0-9a-f]")  # ways to write an address that its key does not have


def _looking(needles: Sequence[str]) -> Callable[[str], bool]:
    """What tells at little cost whether an address may be meant; it may err on the side of yes."""

    def may_be(url: str) -> bool:
        small = url.lower()
        return any(needle in small for needle in needles) or bool(_ODD.search(small))

    return may_be


def _needles(row: Decision) -> tuple[str, ...]:
    """The longest part that an address must have to be meant, in each way to write it; an empty one where any may be.

    It is of the path and query, else of the host; letters beyond ASCII stand in an address encoded, or as they are."""
    rule = rule_keys(row["target"], is_prefix=row["match"] == "prefix")[0]
    host, _, rest = rule.removesuffix("###").partition(")")
    plain = re.findall(r"[a-z0-9_/.~-]{2,}", re.sub(r"%..", " ", rest))
    encoded = re.findall(r"(?:%[89a-f][0-9a-f])+", rest)
    if plain or encoded:
        longest = max([*plain, *encoded], key=len)
        return (longest, unquote(longest).lower()) if longest in encoded else (longest,)
    labels = [label for label in re.findall(r"[a-z0-9-]{2,}", host) if not label.startswith("xn--")]
    return (max(labels, key=len, default=""),)


def is_same(one: Decision, other: Decision) -> bool:
    """Whether two decisions name the same thing, however it is written."""
    if one["match"] != other["match"] or one["match"] == "article":
        return bool(one["match"] == other["match"] and one["target"] == other["target"])
    return len({rule_keys(row["target"], is_prefix=row["match"] == "prefix") for row in (one, other)}) == 1
