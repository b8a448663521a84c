"""What becomes of a URL: one outcome for each claim, decided from what its fetch brought."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

from iria_crawler.errors import ArchiveError
from iria_crawler.frontier import Claim, Outcome
from iria_crawler.items import Capture, Kind, Link, Problem, Reading
from iria_crawler.sites import Site
from iria_crawler.urls import canonical, trap

ATTEMPTS = 3
"""How often a URL is tried in one crawl before it counts as failed."""

BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30))
TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_RETRY_AFTER = timedelta(days=1)
MOST_REDIRECTS = 10  # in a row; browsers stop at 20
SOONEST, LATEST = timedelta(days=1), timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """All that a claim brought: a capture or the problem that prevented it, and what reading it gave."""

    claim: Claim
    capture: Capture | None = None
    problem: Problem | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be stored of a settlement besides its article: the outcome, the problem if there is
    one, a redirect's target, until when its host wants to be left alone, and the address under
    which the site turns out to live (https, www)."""

    outcome: Outcome
    problem: Problem | None = None
    links: tuple[Link, ...] = ()
    blocked_until: datetime | None = None
    home: str | None = None


def worth_reading(capture: Capture, kind: Kind) -> bool:
    """Whether a capture can hold links or an article. A site without robots.txt has its sitemap at the usual place."""
    if capture.record_type != "response" or capture.status is None or capture.truncated:
        return False
    return capture.status == 200 or (kind == "robots" and 400 <= capture.status < 500)


def unreadable(problem: BaseException) -> Problem:
    """What to call it when a capture cannot be read: a bad record, or a fault of the reader."""
    bad = isinstance(problem, ArchiveError)
    stage: Literal["warc", "extract"] = "warc" if bad else "extract"
    return Problem(class_="error", stage=stage, code="bad-record" if bad else "reader-fault", message=repr(problem))


def verdict(settlement: Settlement, site: Site, *, now: datetime) -> Verdict:
    """The one outcome of a claim. Pure: the same settlement gives the same verdict."""
    claim, capture = settlement.claim, settlement.capture
    if settlement.problem and settlement.problem.class_ == "skipped":
        return Verdict(
            outcome=Outcome(claim=claim, state="excluded", reason=settlement.problem.stage), problem=settlement.problem
        )
    if capture is None or settlement.problem:
        problem = settlement.problem or Problem(class_="error", stage="http", code="no-answer")
        return _try_again(claim, problem, now=now)
    if capture.truncated in ("disconnect", "time", "unspecified"):
        return _try_again(claim, Problem(class_="error", stage="body", code=f"truncated-{capture.truncated}"), now=now)
    if capture.status in TEMPORARY:
        return _busy(claim, capture, now=now)
    if capture.redirect_url:
        return _redirected(claim, capture, site)
    return _answered(settlement, capture, now=now)


def _try_again(claim: Claim, problem: Problem, *, now: datetime, not_before: datetime | None = None) -> Verdict:
    tried = claim.fail_count + 1
    nobody_there = claim.kind in ("robots", "home") and problem.stage in ("dns", "connect")
    if tried >= ATTEMPTS or nobody_there:
        return Verdict(outcome=Outcome(claim=claim, state="failed", reason=problem.code), problem=problem)
    due_at = not_before or now + BACK_OFF[min(tried, len(BACK_OFF)) - 1]
    return Verdict(outcome=Outcome(claim=claim, state="due", reason=problem.code, due_at=due_at))


def _busy(claim: Claim, capture: Capture, *, now: datetime) -> Verdict:
    problem = Problem(class_="error", stage="http", code=f"http-{capture.status}", message=capture.retry_after)
    until = retry_after(capture.retry_after, now=now)
    found = _try_again(claim, problem, now=now, not_before=until)
    return Verdict(outcome=found.outcome, problem=found.problem, blocked_until=until)


def retry_after(value: str | None, *, now: datetime) -> datetime | None:
    """When a host wants to be asked again: the header's seconds or date (RFC 9110, section 10.2.3), a day at most."""
    if not value:
        return None
    if value.strip().isdigit():
        seconds = min(int(value), int(LONGEST_RETRY_AFTER.total_seconds()))
        return now + timedelta(seconds=seconds)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    return min(aware, now + LONGEST_RETRY_AFTER)


def _redirected(claim: Claim, capture: Capture, site: Site) -> Verdict:
    outcome = Outcome(claim=claim, state="captured", reason=f"http-{capture.status}")
    if claim.hops.endswith("R" * MOST_REDIRECTS):
        return Verdict(outcome=outcome, problem=Problem(class_="error", stage="http", code="too-many-redirects"))
    try:
        target = canonical(capture.redirect_url or "", site)
    except ValueError as fault:
        problem = Problem(class_="error", stage="http", code="bad-redirect", message=f"{capture.redirect_url}: {fault}")
        return Verdict(outcome=outcome, problem=problem)
    if not site.owns(target):
        problem = Problem(class_="skipped", stage="scope", code="redirect-off-site", message=target)
        return Verdict(outcome=outcome, problem=problem)
    if target == claim.url:
        return _other_form(claim, capture, outcome)
    link = Link(url=target, kind=claim.kind, source="redirect", excluded=trap(target, site))
    return Verdict(outcome=outcome, links=(link,))


def _other_form(claim: Claim, capture: Capture, outcome: Outcome) -> Verdict:
    """A redirect to another form of the same address: the site moved to https or to another host name, or a loop."""
    parts, old = urlsplit(capture.redirect_url or ""), urlsplit(claim.url)
    if (parts.scheme, parts.netloc) == (old.scheme, old.netloc) or claim.kind not in ("robots", "home"):
        problem = Problem(class_="error", stage="http", code="redirect-to-itself", message=capture.redirect_url)
        return Verdict(outcome=Outcome(claim=claim, state="failed", reason=problem.code), problem=problem)
    return Verdict(outcome=outcome, home=f"{parts.scheme}://{parts.netloc}/")


def _answered(settlement: Settlement, capture: Capture, *, now: datetime) -> Verdict:
    claim, reading = settlement.claim, settlement.reading
    if capture.status == 304 or capture.record_type == "revisit":
        return Verdict(outcome=Outcome(claim=claim, state="unchanged", due_at=_look_again(settlement, now)))
    if capture.status is None or (capture.status >= 400 and claim.kind != "robots"):
        error = Problem(class_="error", stage="http", code=f"http-{capture.status}")
        return Verdict(outcome=Outcome(claim=claim, state="failed", reason=error.code), problem=error)
    problem: Problem | None = None
    if capture.truncated:
        problem = Problem(class_="error", stage="body", code=f"truncated-{capture.truncated}")
    elif reading and reading.reason in ("reader-crashed", "too-slow"):
        problem = Problem(class_="error", stage="extract", code=reading.reason)
    return Verdict(
        outcome=Outcome(
            claim=claim,
            state="captured",
            reason=reading.reason if reading else None,
            due_at=_look_again(settlement, now),
            etag=capture.etag,
            last_modified=capture.last_modified,
        ),
        problem=problem,
    )


def _look_again(settlement: Settlement, now: datetime) -> datetime | None:
    """When an article may have been edited: after a fifth of its age, as diffengine does, within bounds."""
    article = settlement.reading.article if settlement.reading else None
    if article is None and settlement.claim.kind != "article":
        return None
    published = article.published_at if article else None
    age = now - published if published else timedelta()
    return now + min(max(age / 5, SOONEST), LATEST)
