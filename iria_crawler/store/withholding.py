"""What may not be shown: the decisions, and the articles that they are about.

A row of `withholdings` decides. What follows from it is `articles.status`, by which every view, search, export and page
leaves an article out, and the access rules of the replay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from iria_crawler.access import Withheld
from iria_crawler.errors import UsageError
from iria_crawler.store import Store, iso
from iria_crawler.store.events import happened

Match = Literal["url", "prefix", "article"]
Action = Literal["block", "exclude", "embargo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is withheld, how and why. `until` belongs to an embargo, and is its end."""

    match: Match
    target: str
    action: Action
    reason: str
    decided_by: str
    requested_by: str | None = None
    until: datetime | None = None


def withhold(store: Store, decision: Decision, *, now: datetime) -> int:
    """Withhold from now on, inside a transaction of the caller; gives the number of the decision.

    Raises `UsageError` where there is no such article or a decision holds already."""
    if decision.match == "article" and not store.value("SELECT 1 FROM articles WHERE id = ?", decision.target):
        raise UsageError(f"no article {decision.target} here")
    held = store.value(
        f"SELECT id FROM withholdings w WHERE {IN_FORCE} AND w.match = ?2 AND w.target = ?3",
        *(iso(now), decision.match, decision.target),
    )
    if held:
        raise UsageError(f"{decision.target} is withheld already, by decision {held}; lift it first")
    number: int = store.value(
        "INSERT INTO withholdings (match, target, action, reason, requested_by, decided_by, decided_at, until)"
        " VALUES (?,?,?,?,?,?,?,?) RETURNING id",
        *(decision.match, decision.target, decision.action, decision.reason, decision.requested_by),
        *(decision.decided_by, iso(now), iso(decision.until) if decision.until else None),
    )
    about = {"decision": number, "action": decision.action, "reason": decision.reason}
    object_ = f"article:{decision.target}" if decision.match == "article" else decision.target
    happened(store, "withholding", object_, now=now, detail=about, agent=decision.decided_by)
    apply(store, now=now)
    return number


def lift(store: Store, number: int, *, by: str, now: datetime) -> None:
    """Lift a decision, inside a transaction of the caller; raises `UsageError` where there is none in force."""
    row = store.row("SELECT * FROM withholdings WHERE id = ?", number)
    if row is None or row["lifted_at"]:
        raise UsageError(f"no decision {number} is in force. See: iria withhold list")
    store.run("UPDATE withholdings SET lifted_at = ?, lifted_by = ? WHERE id = ?", iso(now), by, number)
    object_ = f"article:{row['target']}" if row["match"] == "article" else row["target"]
    happened(store, "withholding", object_, now=now, detail={"decision": number, "lifted": True}, agent=by)
    apply(store, now=now)


def decisions(store: Store, *, now: datetime, every: bool = False) -> Iterator[dict[str, Any]]:
    """The decisions in force, or all that there were: each with the number of `articles` that it is about."""
    yield from store.rows(
        f"SELECT w.*, {IN_FORCE} AS in_force, (SELECT count(*) FROM ({_ABOUT}) x WHERE x.decision = w.id) AS articles"
        f" FROM withholdings w WHERE ?2 OR {IN_FORCE} ORDER BY w.id",
        *(iso(now), every),
    )


def apply(store: Store, *, now: datetime) -> None:
    """Bring the articles in line with the decisions in force: new ones are withheld, others shown again."""
    held = f"SELECT x.article_id FROM ({_ABOUT}) x JOIN withholdings w ON w.id = x.decision WHERE {IN_FORCE}"
    store.run(
        "UPDATE articles SET status = coalesce(status_before, 'live'), status_before = NULL WHERE status = 'withheld'"
        f" AND id NOT IN ({held})",
        iso(now),
    )
    store.run(
        "UPDATE articles SET status_before = status, status = 'withheld' WHERE status <> 'withheld'"
        f" AND id IN ({held})",
        iso(now),
    )


def apply_to(store: Store, article_id: int, *, now: datetime) -> None:
    """Withhold an article of which something has just come, where a decision is about it."""
    held = store.value(
        f"SELECT 1 FROM ({_ABOUT}) x JOIN withholdings w ON w.id = x.decision WHERE {IN_FORCE} AND x.article_id = ?2",
        *(iso(now), article_id),
    )
    if held:
        store.run(
            "UPDATE articles SET status_before = status, status = 'withheld' WHERE id = ? AND status <> 'withheld'",
            article_id,
        )


def replay_rules(store: Store, *, now: datetime) -> Iterator[dict[str, Any]]:
    """What the replay is to keep back: rows of `match` (url or prefix), `target` and `action`.

    An article is kept back at every address at which it was captured."""
    yield from store.rows(f"{_RULES} ORDER BY 2, 1", iso(now))


def withheld(store: Store, *, now: datetime | None = None) -> Withheld:
    """What may not be shown, for those who hand out bytes: one judge, which knows addresses as the replay does."""
    return Withheld.by(replay_rules(store, now=now or datetime.now(UTC)))


IN_FORCE = "w.lifted_at IS NULL AND (w.until IS NULL OR w.until > ?1)"
"""Whether a decision `w` holds at the time of the first value."""

# Which decision is about which article. An article is also meant by any address at which it was captured.
_ABOUT = (
    "SELECT d.id AS decision, CAST(d.target AS INTEGER) AS article_id FROM withholdings d WHERE d.match = 'article'"
    " UNION SELECT d.id, a.id FROM withholdings d JOIN urls u ON u.url = d.target JOIN articles a ON a.url_id = u.id"
    " WHERE d.match = 'url'"
    " UNION SELECT d.id, v.article_id FROM withholdings d JOIN urls u ON u.url = d.target"
    " JOIN captures c ON c.url_id = u.id JOIN article_versions v ON v.id = c.version_id WHERE d.match = 'url'"
    " UNION SELECT d.id, a.id FROM withholdings d"
    " JOIN urls u ON u.url >= d.target AND u.url < d.target || char(1114111)"
    " JOIN articles a ON a.url_id = u.id WHERE d.match = 'prefix'"
    " UNION SELECT d.id, v.article_id FROM withholdings d"
    " JOIN urls u ON u.url >= d.target AND u.url < d.target || char(1114111)"
    " JOIN captures c ON c.url_id = u.id JOIN article_versions v ON v.id = c.version_id WHERE d.match = 'prefix'"
)
_RULES = (
    f"SELECT w.match, w.target, w.action FROM withholdings w WHERE {IN_FORCE} AND w.match <> 'article'"
    f" UNION SELECT 'url', u.url, w.action FROM ({_ABOUT}) x JOIN withholdings w ON w.id = x.decision"
    " JOIN article_versions v ON v.article_id = x.article_id JOIN captures c ON c.version_id = v.id"
    f" JOIN urls u ON u.id = c.url_id WHERE {IN_FORCE}"
    f" UNION SELECT 'url', u.url, w.action FROM ({_ABOUT}) x JOIN withholdings w ON w.id = x.decision"
    f" JOIN articles a ON a.id = x.article_id JOIN urls u ON u.id = a.url_id WHERE {IN_FORCE}"
)
