"""What becomes of a URL: one outcome for each claim, decided from what its fetch brought."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal, cast
from urllib.parse import urlsplit

from iria_crawler.discover.requisites import excluded
from iria_crawler.errors import ArchiveError
from iria_crawler.frontier import Claim, Outcome
from iria_crawler.items import REQUISITES, Capture, Kind, Link, Need, Problem, Reading
from iria_crawler.reading import DOCUMENTS, MARKUP, NAMING
from iria_crawler.sites import Site, host_of
from iria_crawler.urls import canonical, is_home, trap

ATTEMPTS = 3
"""How often a URL is tried in one crawl before it counts as failed."""

SLOW = ("timeout", "truncated-time")
"""Problems of which one attempt has cost so much time that there is one less."""

BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30))
TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_RETRY_AFTER = timedelta(days=1)
MOST_REDIRECTS = 10  # in a row; browsers stop at 20
SOONEST, LATEST = timedelta(days=1), timedelta(days=90)
DOCUMENT_AGAIN, LIST_AGAIN = timedelta(days=7), timedelta(days=30)
"""When a feed or a sitemap that an index names, and a list of articles, are looked at again although nothing
says why: the first two at once, where no API tells what is new."""

REQUISITE_AGAIN, FILE_AGAIN = timedelta(days=90), timedelta(days=365)
"""When what pages need is asked for again although nothing says why: what holds a site together, and all else."""

_NO_PAGE: dict[Kind, str] = {
    "image": "not-an-image",
    "style": "not-a-style",
    "script": "not-a-script",
    "font": "not-a-font",
    "media": "not-media",
    "document": "not-a-document",
}
"""What to call a web page that comes instead of what was asked for: an error or a login that says 200."""

WALLED = frozenset({202, 401, 403, 405, 406, 418, 429, 503, *range(520, 530), 999})
"""The statuses, besides 200, of pages that stand before a site instead of its own."""

READER_FAULTS = frozenset({"reader-crashed", "too-slow", "reader-fault", "store-fault"})
"""Why a capture that is in order was not read; the next answer for the URL is read again, whatever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """All that a claim brought: a capture or the problem that prevented it, and what reading it gave.
    `past`: the capture is not of now, but was found without an outcome. `since`: when the article was
    published that an unread capture is known to show. `held`: the archive has an article of this address.
    `awaited`: it has one that lacks the part which this address has."""

    claim: Claim
    capture: Capture | None = None
    problem: Problem | None = None
    reading: Reading | None = None
    since: datetime | None = None
    held: bool = False
    awaited: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be stored of a settlement besides its article: the outcome, the problem if there is
    one, a redirect's target, until when its host wants to be left alone, the address under which the
    site turns out to live (https, www), the wall that stands before it, and that an article has moved."""

    outcome: Outcome
    problem: Problem | None = None
    links: tuple[Link, ...] = ()
    blocked_until: datetime | None = None
    home: str | None = None
    wall: str | None = None
    moved: bool = False


def worth_reading(capture: Capture, kind: Kind) -> bool:
    """Whether a capture can hold links or an article, or be a wall before them. A site without robots.txt has
    its sitemap at the usual place."""
    if capture.record_type == "revisit" or capture.status is None or capture.truncated:
        return False
    markup = capture.mime in (None, *MARKUP)
    may_be_wall = capture.status in WALLED and markup and not capture.retry_after
    if kind in REQUISITES:
        return may_be_wall or (capture.status == 200 and kind in NAMING and not _unfit(kind, capture))
    return capture.status == 200 or may_be_wall or (kind == "robots" and 400 <= capture.status < 500)


def unreadable(problem: BaseException) -> Problem:
    """What to call it when a capture cannot be read: a bad record, or a fault of the reader."""
    bad = isinstance(problem, ArchiveError)
    stage: Literal["warc", "extract"] = "warc" if bad else "extract"
    return Problem(class_="error", stage=stage, code="bad-record" if bad else "reader-fault", message=repr(problem))


def verdict(settlement: Settlement, site: Site, *, now: datetime) -> Verdict:
    """The one outcome of a claim. Pure: the same settlement gives the same verdict."""
    found = _judged(settlement, site, now=now)
    checked_at = settlement.capture.captured_at if settlement.capture else now
    due_at = found.outcome.due_at
    if settlement.claim.kind in REQUISITES and found.outcome.state == "failed" and due_at is None:
        due_at = checked_at + DOCUMENT_AGAIN  # pages are asked for in each run: they are few
    return replace(found, outcome=replace(found.outcome, checked_at=checked_at, due_at=due_at))


def _judged(settlement: Settlement, site: Site, *, now: datetime) -> Verdict:
    claim, capture = settlement.claim, settlement.capture
    if settlement.problem and settlement.problem.class_ == "skipped":
        return Verdict(
            outcome=Outcome(claim=claim, state="excluded", reason=settlement.problem.stage), problem=settlement.problem
        )
    if capture is None or (settlement.problem and settlement.problem.code not in READER_FAULTS):
        problem = settlement.problem or Problem(class_="error", stage="http", code="no-answer")
        return _try_again(claim, problem, now=now, not_before=now if problem.stage == "warc" else None)
    if capture.truncated in ("disconnect", "time", "unspecified"):
        cut = Problem(class_="error", stage="body", code=f"truncated-{capture.truncated}", message=capture.error)
        return _try_again(claim, cut, now=now)
    if settlement.reading and settlement.reading.wall:
        return _walled(claim, settlement.reading.wall)
    if capture.status in TEMPORARY:
        return _busy(claim, capture, now=now)
    if 300 <= (capture.status or 0) < 400 and capture.status != 304:
        return _redirected(settlement, capture, site)
    return _answered(settlement, capture, site)


def _try_again(claim: Claim, problem: Problem, *, now: datetime, not_before: datetime | None = None) -> Verdict:
    tried = claim.fail_count + 1 + (problem.code in SLOW)
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
    latest = now + LONGEST_RETRY_AFTER
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return latest if len(value.strip()) > 9 else min(now + timedelta(seconds=int(value)), latest)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
    return min(max(aware, now), latest)


def _walled(claim: Claim, wall: str) -> Verdict:
    """The page was not seen: the next run asks again, and nothing that is held of it changes."""
    problem = Problem(class_="error", stage="http", code="blocked", message=wall)
    return Verdict(outcome=Outcome(claim=claim, state="failed", reason=problem.code), problem=problem, wall=wall)


def _redirected(settlement: Settlement, capture: Capture, site: Site) -> Verdict:
    claim = settlement.claim
    if claim.kind in REQUISITES:
        return _led_on(claim, capture, site)
    again = capture.captured_at + SOONEST if settlement.held else None
    outcome = Outcome(claim=claim, state="captured", reason=f"http-{capture.status}", due_at=again)
    if claim.hops.endswith("R" * MOST_REDIRECTS):
        return Verdict(outcome=outcome, problem=Problem(class_="error", stage="http", code="too-many-redirects"))
    try:
        target = canonical(capture.redirect_url or "", site)
    except ValueError as fault:
        said = f"{capture.redirect_url}: {fault}" if capture.redirect_url else "it names no target"
        problem = Problem(class_="error", stage="http", code="bad-redirect", message=said)
        return Verdict(outcome=outcome, problem=problem)
    rule = trap(target, site)
    if rule == "out-of-scope" and claim.kind == "robots" and host_of(target) == host_of(claim.url):
        rule = None  # that of another host has moved to https or to `www.`
    if rule == "out-of-scope":
        problem = Problem(class_="skipped", stage="scope", code="redirect-off-site", message=target)
        return Verdict(outcome=outcome, problem=problem)
    if target == claim.url:
        return _other_form(claim, capture, outcome)
    if settlement.held and is_home(target, site):
        return _missing(settlement, capture, site, "redirect-to-home")
    if claim.kind in DOCUMENTS and rule != "site-rule":
        rule = None  # a sitemap or feed is no trap for its shape
    link = Link(url=target, kind=claim.kind, source="redirect", excluded=rule, again=True)
    return Verdict(outcome=outcome, links=(link,), moved=settlement.held and capture.status in (301, 308))


def _led_on(claim: Claim, capture: Capture, site: Site) -> Verdict:
    """What a page needs has moved: its new address is needed as well, wherever it is."""
    try:
        target = canonical(capture.redirect_url or "", site)
    except ValueError:
        return _failed(claim, "bad-redirect", capture.redirect_url)
    if target == claim.url:
        return _failed(claim, "redirect-to-itself", capture.redirect_url)
    if claim.hops.endswith("E" * MOST_REDIRECTS):
        return _failed(claim, "too-many-redirects", target)
    rule = excluded(target, cast("Need", claim.kind), site)
    outcome = Outcome(
        claim=claim,
        state="captured",
        reason=f"http-{capture.status}",
        due_at=capture.captured_at + _again(claim.kind),
    )
    return Verdict(outcome=outcome, links=(Link(url=target, kind=claim.kind, source="redirect", excluded=rule),))


def _failed(claim: Claim, code: str, message: str | None) -> Verdict:
    problem = Problem(class_="error", stage="http", code=code, message=message)
    return Verdict(outcome=Outcome(claim=claim, state="failed", reason=code), problem=problem)


def _again(kind: Kind) -> timedelta:
    return FILE_AGAIN if kind in ("image", "document", "media") else REQUISITE_AGAIN


def _unfit(kind: Kind, capture: Capture) -> Problem | None:
    """That a web page came instead of what a page needs. It is kept, and what was asked for stays missing."""
    code = _NO_PAGE.get(kind)
    if code is None or capture.mime not in MARKUP:
        return None
    return Problem(class_="error", stage="body", code=code, message=f"the answer is {capture.mime}")


def _missing(settlement: Settlement, capture: Capture, site: Site, code: str) -> Verdict:
    """The answer says that there is no such page. It is looked at again: soon while that may be a mistake,
    ever more rarely after. What an API still lists is asked of the API."""
    claim, seen_at = settlement.claim, capture.captured_at
    record = next((mention.record for mention in claim.mentions if mention.record), None)
    if record and not settlement.held:
        return _from_api(claim, record, site, code, due_at=seen_at + DOCUMENT_AGAIN)
    been = seen_at - claim.missing_since if claim.missing_since else timedelta()
    soon = timedelta(seconds=site.crawl.gone_after) / 3 if settlement.held else _missed_for(claim.kind)
    soon = timedelta() if settlement.awaited else soon  # in the next run, at first
    due_at = None if claim.kind == "home" else seen_at + max(soon, min(been, LATEST))
    problem = Problem(class_="error", stage="http", code=code)
    return Verdict(
        outcome=Outcome(claim=claim, state="failed", reason=code, due_at=due_at, missing=True), problem=problem
    )


def _missed_for(kind: Kind) -> timedelta:
    """After how long something that was not there is looked for again: a document may be back on the next day."""
    return SOONEST if kind in DOCUMENTS else DOCUMENT_AGAIN


def _from_api(claim: Claim, record: str, site: Site, code: str, *, due_at: datetime) -> Verdict:
    """A post that has no page of its own, such as one without a title: its text is in the API alone."""
    outcome = Outcome(claim=claim, state="failed", reason=code, due_at=due_at)
    problem = Problem(class_="skipped", stage="http", code="no-page", message=f"{code}: read from the API instead")
    try:
        link = Link(url=canonical(record, site), kind="article", source="redirect", again=True)
    except ValueError:
        return Verdict(outcome=outcome, problem=problem)
    return Verdict(outcome=outcome, problem=problem, links=(link,) if site.owns(link.url) else ())


def _other_form(claim: Claim, capture: Capture, outcome: Outcome) -> Verdict:
    """A redirect to another form of the same address: the site moved to https or to another host name, or a loop."""
    parts, old = urlsplit((capture.redirect_url or "").strip()), urlsplit(claim.url)
    address = parts.netloc.rpartition("@")[2].lower()  # no name and password in the home of a site
    if (parts.scheme, address) == (old.scheme, old.netloc) or claim.kind not in ("robots", "home"):
        problem = Problem(class_="error", stage="http", code="redirect-to-itself", message=capture.redirect_url)
        return Verdict(outcome=Outcome(claim=claim, state="failed", reason=problem.code), problem=problem)
    return Verdict(outcome=outcome, home=f"{parts.scheme}://{address}/")


def _answered(settlement: Settlement, capture: Capture, site: Site) -> Verdict:
    claim, reading = settlement.claim, settlement.reading
    if capture.status in (404, 410) and claim.kind != "robots":
        return _missing(settlement, capture, site, f"http-{capture.status}")
    if settlement.held and reading and reading.reason == "error-page":
        return _missing(settlement, capture, site, "soft-404")
    if capture.status is None or (capture.status >= 400 and claim.kind != "robots"):
        error = Problem(class_="error", stage="http", code=f"http-{capture.status}")
        return Verdict(outcome=Outcome(claim=claim, state="failed", reason=error.code), problem=error)
    if capture.status == 304 and capture.original is None:
        unasked = Problem(class_="error", stage="http", code="http-304", message="nothing is held that it could mean")
        found = _try_again(claim, unasked, now=capture.captured_at)
        return replace(found, outcome=replace(found.outcome, etag="", last_modified=""))  # asked for whole, then
    unfit = _unfit(claim.kind, capture)
    problem = unfit or _incomplete(settlement, capture)
    is_seen = reading is None or claim.kind in REQUISITES  # style sheets are read for their addresses alone
    same = capture.status == 304 or (capture.record_type == "revisit" and is_seen)
    odd = f"http-{capture.status}" if capture.status not in (200, 304) and claim.kind != "robots" else None
    reason = unfit.code if unfit else reading.reason if reading else problem.code if problem else odd
    undecoded = reading is not None and any(each.code == "bad-body" for each in reading.problems)
    return Verdict(
        outcome=Outcome(
            claim=claim,
            state="unchanged" if same and not problem else "captured",
            reason=reason,
            due_at=capture.captured_at + DOCUMENT_AGAIN if unfit else _look_again(settlement, capture, site),
            etag=None if problem or undecoded else capture.etag,  # what is not whole must come again as a whole
            last_modified=None if problem or undecoded else capture.last_modified,
        ),
        problem=problem,
    )


def _incomplete(settlement: Settlement, capture: Capture) -> Problem | None:
    """What of an answer is not there or could not be read."""
    if capture.truncated:
        return Problem(class_="error", stage="body", code=f"truncated-{capture.truncated}", message=capture.error)
    if capture.status == 206 or (capture.status or 0) < 200:  # a part that nobody asked for, or no answer at all
        return Problem(class_="error", stage="http", code=f"http-{capture.status}")
    if settlement.reading and settlement.reading.reason in READER_FAULTS:
        return Problem(class_="error", stage="extract", code=settlement.reading.reason)
    return settlement.problem


def _look_again(settlement: Settlement, capture: Capture, site: Site) -> datetime | None:
    """When an article may have been edited: at the ages that the site file names, then after a fifth of its
    age, as diffengine does, within bounds. Lists and lesser documents have their own time."""
    article, seen_at, claim = (
        settlement.reading.article if settlement.reading else None,
        capture.captured_at,
        settlement.claim,
    )
    if claim.kind in REQUISITES:
        return seen_at + _again(claim.kind)
    since = (article.published_at or seen_at) if article else settlement.since
    if since is None and claim.kind != "article" and not settlement.held:
        lesser = claim.kind == "feed" or (claim.kind in DOCUMENTS and "M" in claim.hops)
        return seen_at + DOCUMENT_AGAIN if lesser else seen_at + LIST_AGAIN if claim.kind == "listing" else None
    since = since or seen_at
    ages = sorted(since + timedelta(seconds=age) for age in site.crawl.recheck)
    by_age = next((moment for moment in ages if moment > seen_at), None)
    return (
        by_age if by_age and by_age - seen_at < LATEST else seen_at + min(max((seen_at - since) / 5, SOONEST), LATEST)
    )
