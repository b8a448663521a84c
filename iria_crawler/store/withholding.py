"""What may not be shown: the decisions, and the articles that they are about.

A row of `withholdings` decides. What follows from it is `articles.status`, by which every view, search, export and page
leaves an article out, and the access rules of the replay.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from iria_crawler import access
from iria_crawler.access import Withheld
from iria_crawler.errors import UsageError
from iria_crawler.store import Store, extras, iso
from iria_crawler.store.concerning import addresses, concerned, is_about, is_same
from iria_crawler.store.documents import documents
from iria_crawler.store.events import happened

Match = Literal["url", "prefix", "article"]
THE_END = "the end of the embargo"
_OVER = "lifted_at IS NULL AND until <= ?1"
_PATIENCE_MS = 2000  # for whoever only wants to read

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
    wanted = {"match": decision.match, "target": decision.target}
    if held := next((row["id"] for row in _in_force(store, now) if is_same(row, wanted)), None):
        raise UsageError(f"{decision.target} is withheld already, by decision {held}; lift it first")
    number: int = store.value(
        "INSERT INTO withholdings (match, target, action, reason, requested_by, decided_by, decided_at, until)"
        " VALUES (?,?,?,?,?,?,?,?) RETURNING id",
        *(decision.match, decision.target, decision.action, decision.reason, decision.requested_by),
        *(decision.decided_by, iso(now), iso(decision.until) if decision.until else None),
    )
    about = {"decision": number, "action": decision.action, "reason": decision.reason}
    happened(store, "withholding", _object(wanted), now=now, detail=about, agent=decision.decided_by)
    for articles in concerned(store, [row for row in _in_force(store, now) if row["id"] == number]).values():
        _hold(store, articles)
    return number


def lift(store: Store, number: int, *, by: str, now: datetime) -> None:
    """Lift a decision, inside a transaction of the caller; raises `UsageError` where there is none in force."""
    row = store.row("SELECT * FROM withholdings WHERE id = ?", number)
    if row is None or row["lifted_at"]:
        raise UsageError(f"no decision {number} is in force. See: iria withhold list")
    store.run("UPDATE withholdings SET lifted_at = ?, lifted_by = ? WHERE id = ?", iso(now), by, number)
    happened(store, "withholding", _object(row), now=now, detail={"decision": number, "lifted": True}, agent=by)
    release(store, now=now)


def decisions(store: Store, *, now: datetime, every: bool = False) -> Iterator[dict[str, Any]]:
    """The decisions in force, or all that there were: each with the number of `articles` that it is about, and the
    addresses of `documents` of an API and of feeds that have their texts among others."""
    rows = list(
        store.rows(
            f"SELECT w.*, {IN_FORCE} AS in_force FROM withholdings w WHERE ?2 OR {IN_FORCE} ORDER BY w.id",
            *(iso(now), every),
        )
    )
    found = concerned(store, [row for row in rows if row["in_force"]], held=True)
    found |= concerned(store, [row for row in rows if not row["in_force"]])
    named = documents(store, set().union(*found.values()))
    for row in rows:
        urls = set().union(*(named.get(article_id, set()) for article_id in found[row["id"]]))
        yield {**row, "articles": len(found[row["id"]]), "documents": sorted(urls)}


def apply(store: Store, *, now: datetime) -> None:
    """Bring all articles in line with the decisions in force: new ones are withheld, others shown again."""
    release(store, now=now)
    _hold(store, set().union(*concerned(store, _in_force(store, now)).values()))


def release(store: Store, *, now: datetime) -> None:
    """Show again what no decision in force is about any more; embargoes that are over are lifted by their end."""
    for row in list(store.rows(f"SELECT * FROM withholdings WHERE {_OVER}", iso(now))):
        store.run("UPDATE withholdings SET lifted_at = until, lifted_by = ? WHERE id = ?", THE_END, row["id"])
        happened(store, "withholding", _object(row), now=now, detail={"decision": row["id"], "ended": row["until"]})
    held = {row["id"] for row in store.rows("SELECT id FROM articles WHERE status = 'withheld'")}
    for article_id in held.difference(*concerned(store, _in_force(store, now), held=True).values()) if held else ():
        store.run(
            "UPDATE articles SET status = coalesce(status_before, 'live'), status_before = NULL WHERE id = ?",
            article_id,
        )


def owes(store: Store, *, now: datetime) -> bool:
    """Whether an embargo is over, and its articles are not shown yet. Cheap enough for whoever opens an archive."""
    return bool(store.value(f"SELECT EXISTS (SELECT 1 FROM withholdings WHERE {_OVER})", iso(now)))


def settle(folder: Path, *, now: datetime) -> None:
    """Show what embargoes that are over withheld; raises `IriaError` where the database cannot be written now."""
    with Store.create(folder) as store:
        store.run(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        with store.transaction():
            release(store, now=now)
        if access.path_of(folder).is_file():
            access.write(folder, replay_rules(store, now=now))


def _object(row: Mapping[str, Any]) -> str:
    return f"article:{row['target']}" if row["match"] == "article" else str(row["target"])


def _hold(store: Store, articles: Iterable[int]) -> None:
    for article_id in articles:
        store.run(
            "UPDATE articles SET status_before = status, status = 'withheld' WHERE id = ? AND status <> 'withheld'",
            article_id,
        )


def apply_to(store: Store, article_id: int, *, now: datetime) -> None:
    """Withhold an article of which something has just come, where a decision is about it."""
    rows = _in_force(store, now)
    if rows and is_about(store, rows, article_id):
        _hold(store, (article_id,))


def replay_rules(store: Store, *, now: datetime) -> Iterator[dict[str, Any]]:
    """What the replay is to keep back: rows of `match` (url or prefix), `target` and `action`.

    An article is kept back at every address at which it was captured, with the documents that have its text; what is
    about a page, such as its text by Browsertrix, with that page."""
    decisions = {row["id"]: row for row in _in_force(store, now)}
    found = {(row["target"], row["match"], row["action"]) for row in decisions.values() if row["match"] != "article"}
    about = concerned(store, list(decisions.values()), held=True)
    named = documents(store, set().union(*about.values()))
    for number, articles in about.items():
        action = decisions[number]["action"]
        urls = {url for article_id in articles for url in (*addresses(store, article_id), *named.get(article_id, ()))}
        found |= {(url, "url", action) for url in urls}
    rules = [{"match": match, "target": target, "action": action} for target, match, action in sorted(found)]
    yield from (*rules, *extras.of_pages(store, rules))


def withheld(store: Store, *, now: datetime | None = None) -> Withheld:
    """What may not be shown, for those who hand out bytes: one judge, which knows addresses as the replay does."""
    return Withheld.by(replay_rules(store, now=now or datetime.now(UTC)))


def _in_force(store: Store, now: datetime) -> list[dict[str, Any]]:
    return list(store.rows(f"SELECT * FROM withholdings w WHERE {IN_FORCE} ORDER BY w.id", iso(now)))


IN_FORCE = "w.lifted_at IS NULL AND (w.until IS NULL OR w.until > ?1)"
"""Whether a decision `w` holds at the time of the first value."""
