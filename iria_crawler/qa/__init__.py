"""Looks at archived pages as a reader would: in a browser, in replay, against the text of the database."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iria_crawler import report
from iria_crawler.qa.browser import Browser, browsing
from iria_crawler.qa.sample import Chosen, again, sample
from iria_crawler.qa.sheet import write_sheet
from iria_crawler.replay import Replay, replaying
from iria_crawler.store import Store
from iria_crawler.store.events import Outcome, happened
from iria_crawler.store.queries import known_site
from iria_crawler.store.replayed import Check, Missing, Rating, save_check
from iria_crawler.warc.files import failures

SAMPLE = 20
_LAST_CRAWL = (
    "SELECT k.id FROM crawls k JOIN sites s ON s.id = k.site_id WHERE s.slug = ? ORDER BY k.started_at DESC LIMIT 1"
)
LEAST_TEXT, WHOLE_TEXT = 0.5, 0.95
"""Shares of the words of a text: with fewer the page does not show its article, with more it does. What lacks beyond
are words that the reader mends: broken by hyphens, or shown by a script that replay does not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page and what came of the look at it."""

    page: Chosen
    check: Check
    missing: tuple[Missing, ...]


def chosen(store: Store, slug: str, *, size: int = SAMPLE, recheck: bool = False) -> list[Chosen]:
    """The pages that `look` would look at. Raises `UsageError` if there is no such site."""
    known_site(store, slug)
    return (again if recheck else sample)(store, slug, size)


def look(store: Store, folder: Path, slug: str, pages: Iterable[Chosen]) -> Iterator[Seen]:
    """Look at pages one after the other; each is in the database when it is given. At the end there is a contact
    sheet. Raises `IriaError` where pywb, Playwright or Chromium are not there, before anything is done."""
    place = _place(folder, slug, datetime.now(UTC))
    seen: list[Seen] = []
    with replaying(store, folder, port=0) as replay, browsing(replay.url) as browser:
        with failures(str(place)):
            place.mkdir(parents=True)
        for page in pages:
            found = _seen(page, replay, browser, folder, place)
            with store.transaction():
                save_check(store, found.check, found.missing, at=datetime.now(UTC))
            seen.append(found)
            yield found
    write_sheet(place, slug, seen, now=datetime.now(UTC))
    with store.transaction():
        _note(store, slug, seen, place.relative_to(folder))
    if crawl := store.value(_LAST_CRAWL, slug):  # whose report shows the pictures
        report.write(store, folder, crawl)


def _place(folder: Path, slug: str, now: datetime) -> Path:
    """A folder that is not there yet, named by the day."""
    first = place = folder / "qa" / slug / f"{now:%Y-%m-%d}"
    number = 1
    while place.exists():
        number += 1
        place = first.with_name(f"{first.name}-{number}")
    return place


def _seen(page: Chosen, replay: Replay, browser: Browser, folder: Path, place: Path) -> Seen:
    shot = place / f"{page.capture_id}.jpg"
    asked = {"id": page.capture_id, "url": replay.page(page.url, page.captured_at), "screenshot": str(shot.resolve())}
    said = browser.look(asked)
    missing = tuple(Missing(**each) for each in said["wanted"] if each["url"] != page.url)
    match = text_match(page.text, said["text"]) if page.text else None
    note = said["note"] or (f"replay answers {said['status']}" if (said["status"] or 0) >= 400 else None)
    check = Check(
        capture_id=page.capture_id,
        layout=page.layout,
        rating=_rating(match, missing, note),
        text_match=match,
        resources_ok=said["answered"],
        resources_missing=sum(each.status is not None for each in missing),
        requests_left=sum(each.status is None for each in missing),
        elapsed_ms=said["elapsed_ms"],
        screenshot=shot.relative_to(folder).as_posix() if shot.is_file() else None,
        note=note,
    )
    return Seen(page=page, check=check, missing=missing)


def text_match(text: str, shown: str) -> float:
    """The share of the words of a text that a page shows, each as often as it stands there."""
    wanted, there = Counter(_words(text)), Counter(_words(shown))
    total = wanted.total()
    return round((wanted & there).total() / total, 4) if total else 1.0


def _words(text: str) -> list[str]:
    """Words in small letters: a style may show them in capitals."""
    return re.findall(r"\w+", text.casefold())


def _rating(match: float | None, missing: tuple[Missing, ...], note: str | None) -> Rating:
    if note or (match is not None and match < LEAST_TEXT):
        return "bad"
    return "fair" if missing or (match is not None and match < WHOLE_TEXT) else "good"


def _note(store: Store, slug: str, seen: list[Seen], place: Path) -> None:
    ratings: Counter[str] = Counter(each.check.rating for each in seen)
    outcome: Outcome = "failure" if ratings["bad"] else "warning" if ratings["fair"] else "success"
    detail: dict[str, Any] = {"pages": len(seen), **ratings, "sheet": f"{place.as_posix()}/index.html"}
    happened(store, "replay-check", f"site:{slug}", now=datetime.now(UTC), outcome=outcome, detail=detail)
