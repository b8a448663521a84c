"""Every claim ends in exactly one outcome, whatever its fetch brought."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.errors import ArchiveError
from iria_crawler.frontier import Claim
from iria_crawler.items import Article, Capture, Cut, Kind, Original, Problem, Reading, RecordRef
from iria_crawler.settlement import (
    ATTEMPTS,
    LATEST,
    LONGEST_RETRY_AFTER,
    MOST_REDIRECTS,
    READER_FAULTS,
    SOONEST,
    TEMPORARY,
    Settlement,
    Verdict,
    retry_after,
    unreadable,
    verdict,
    worth_reading,
)
from iria_crawler.sites import Crawl, Identity, Site

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(minutes=5)
SITE = Site(site=Identity(home="https://www.news.example/", slug="news"), crawl=Crawl(exclude=("^/shop/",)))
REF = RecordRef(warc_file="warc/news/2026/a.warc.gz", warc_offset=0, warc_length=9, warc_record_id="<urn:uuid:a>")
ORIGINAL = Original(url="https://www.news.example/a", captured_at=EARLIER, warc_record_id="<urn:b>", payload_digest="d")
ARTICLE = Article(url="https://www.news.example/a", title="A", body="Text")


def claim(kind: Kind = "page", path: str = "a", **about: Any) -> Claim:
    return Claim(url_id=1, url=f"https://www.news.example/{path}", kind=kind, **about)


def capture(status: int | None = 200, **about: Any) -> Capture:
    fields: dict[str, Any] = {"url": claim().url, "captured_at": EARLIER, "record_type": "response", "ref": REF}
    return Capture(**(fields | about), status=status)


def judged(claimed: Claim, captured: Capture | None = None, site: Site = SITE, **about: Any) -> Verdict:
    return verdict(Settlement(claim=claimed, capture=captured, **about), site, now=NOW)


def told(found: Verdict) -> tuple[str, str | None, str | None]:
    return found.outcome.state, found.outcome.reason, found.problem.code if found.problem else None


@pytest.mark.parametrize(
    ("kind", "captured", "expected"),
    [
        ("page", capture(200), ("captured", None, None)),
        ("page", capture(203), ("captured", "http-203", None)),
        ("page", capture(304), ("due", "http-304", None)),
        ("page", capture(304, record_type="revisit", original=ORIGINAL), ("unchanged", None, None)),
        ("page", capture(200, record_type="revisit", original=ORIGINAL), ("unchanged", None, None)),
        ("page", capture(404), ("failed", "http-404", "http-404")),
        ("page", capture(410), ("failed", "http-410", "http-410")),
        ("page", capture(403), ("failed", "http-403", "http-403")),
        ("page", capture(501), ("failed", "http-501", "http-501")),
        ("page", capture(999), ("failed", "http-999", "http-999")),
        ("page", capture(None), ("failed", "http-None", "http-None")),
        ("robots", capture(404), ("captured", None, None)),
        ("robots", capture(403), ("captured", None, None)),
        ("robots", capture(500), ("due", "http-500", None)),
        ("page", capture(200, truncated="length"), ("captured", "truncated-length", "truncated-length")),
        ("page", capture(200, truncated="time"), ("due", "truncated-time", None)),
        ("page", capture(200, truncated="disconnect"), ("due", "truncated-disconnect", None)),
        ("page", capture(404, truncated="disconnect"), ("due", "truncated-disconnect", None)),
        ("page", capture(200, truncated="unspecified"), ("due", "truncated-unspecified", None)),
        ("page", capture(301), ("captured", "http-301", "bad-redirect")),
        ("page", capture(302, redirect_url="javascript:1"), ("captured", "http-302", "bad-redirect")),
        ("page", capture(302, redirect_url="https://h:x/"), ("captured", "http-302", "bad-redirect")),
        ("page", capture(302, redirect_url="http://["), ("captured", "http-302", "bad-redirect")),
        ("page", capture(302, redirect_url="https://else.example/"), ("captured", "http-302", "redirect-off-site")),
        ("page", capture(301, redirect_url="https://www.news.example/b"), ("captured", "http-301", None)),
        ("page", capture(301, redirect_url="https://www.news.example/a"), ("failed", *["redirect-to-itself"] * 2)),
        ("page", capture(301, redirect_url="http://news.example/a#x"), ("failed", *["redirect-to-itself"] * 2)),
    ],
)
def test_each_answer_has_its_outcome(
    kind: Kind, captured: Capture, expected: tuple[str, str | None, str | None]
) -> None:
    assert told(judged(claim(kind), captured)) == expected


@pytest.mark.parametrize("status", sorted(TEMPORARY))
def test_a_busy_server_is_asked_again_and_fails_after_the_last_attempt(status: int) -> None:
    found = judged(claim(), capture(status))
    assert told(found) == ("due", f"http-{status}", None)
    assert found.outcome.due_at == NOW + timedelta(seconds=5)
    assert judged(claim(fail_count=1), capture(status)).outcome.due_at == NOW + timedelta(seconds=30)
    last = judged(claim(fail_count=ATTEMPTS - 1), capture(status))
    assert told(last) == ("failed", f"http-{status}", f"http-{status}")


def test_what_robots_txt_forbids_is_excluded_and_counted() -> None:
    skipped = Problem(class_="skipped", stage="robots", code="robots-disallowed")
    assert told(judged(claim(), problem=skipped)) == ("excluded", "robots", "robots-disallowed")


@pytest.mark.parametrize("stage", ["dns", "connect"])
def test_a_site_that_is_not_there_fails_at_once(stage: Any) -> None:
    problem = Problem(class_="error", stage=stage, code="gone")
    for kind in ("robots", "home"):
        assert told(judged(claim(kind), problem=problem)) == ("failed", "gone", "gone")
    assert told(judged(claim("article"), problem=problem)) == ("due", "gone", None)


def test_no_answer_and_no_reason_is_tried_again() -> None:
    assert told(judged(claim())) == ("due", "no-answer", None)
    assert told(judged(claim(fail_count=2))) == ("failed", "no-answer", "no-answer")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999", 86400),
        ("9" * 5000, 86400),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("Thu, 01 Jan 0999 00:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("Sun, 01 Mar 2026 12:01:00", 60),
    ],
)
def test_a_host_is_left_alone_for_as_long_as_it_asks_but_a_day_at_most(value: str, seconds: float) -> None:
    found = judged(claim(), capture(503, retry_after=value))
    assert found.blocked_until == found.outcome.due_at == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "-5", "soon", "1.5", "²", "٣", "Mon, 99 Foo 2026", "0x10", "12 0"])
def test_a_retry_after_that_says_nothing_blocks_nothing(value: str | None) -> None:
    found = judged(claim(), capture(503, retry_after=value))
    assert found.blocked_until is None
    assert found.outcome.due_at == NOW + timedelta(seconds=5)


@given(value=st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,5} \d\d:\d\d:\d\d [+-]?\w{1,5}"))
def test_any_retry_after_is_within_a_day_or_nothing(value: str) -> None:
    until = retry_after(value, now=NOW)
    assert until is None or NOW <= until <= NOW + LONGEST_RETRY_AFTER


def test_a_redirect_is_followed_as_what_the_first_address_was_for() -> None:
    [link] = judged(claim("article"), capture(301, redirect_url="http://news.example/b?utm_source=x#y")).links
    assert (link.url, link.kind, link.source, link.excluded) == (
        "https://www.news.example/b",
        "article",
        "redirect",
        None,
    )


@pytest.mark.parametrize(
    ("path", "rule"), [("shop/x", "site-rule"), ("wp-login.php", "login"), ("tag/x/", "tag-archive")]
)
def test_a_redirect_into_what_is_never_asked_for_is_counted_and_not_followed(path: str, rule: str) -> None:
    [link] = judged(claim(), capture(302, redirect_url=f"https://www.news.example/{path}")).links
    assert link.excluded == rule


@pytest.mark.parametrize(
    ("kind", "path"), [("sitemap", "sitemap_index.xml"), ("feed", "category/a/feed/"), ("api", "wp-json/wp/v2/posts")]
)
def test_a_sitemap_feed_or_api_that_moved_is_no_trap_for_its_shape(kind: Kind, path: str) -> None:
    [link] = judged(claim(kind), capture(301, redirect_url=f"https://www.news.example/{path}")).links
    assert (link.kind, link.excluded) == (kind, None)


def test_a_sitemap_that_moved_to_what_the_site_file_excludes_is_not_followed() -> None:
    [link] = judged(claim("sitemap"), capture(301, redirect_url="https://www.news.example/shop/sitemap.xml")).links
    assert link.excluded == "site-rule"


def test_a_chain_of_redirects_ends() -> None:
    captured = capture(302, redirect_url="https://www.news.example/next")
    assert judged(claim(hops="LL" + "R" * (MOST_REDIRECTS - 1)), captured).links
    ended = judged(claim(hops="R" * MOST_REDIRECTS), captured)
    assert (told(ended), ended.links) == (("captured", "http-302", "too-many-redirects"), ())


@pytest.mark.parametrize(("kind", "path"), [("robots", "robots.txt"), ("home", "")])
@pytest.mark.parametrize("home", ["https://news.example/", "http://www.news.example/", "https://www.news.example/"])
def test_a_site_is_found_where_its_robots_or_home_redirect_to(kind: Kind, path: str, home: str) -> None:
    site = Site(site=Identity(home="http://news.example/", slug="news"))
    claimed = replace(claim(kind), url=f"http://news.example/{path}")
    found = judged(claimed, capture(301, redirect_url=home + path), site)
    assert (told(found), found.home) == (("captured", "http-301", None), home)


def test_a_new_address_of_a_site_has_no_name_and_password() -> None:
    site = Site(site=Identity(home="http://news.example/", slug="news"))
    claimed = replace(claim("home"), url="http://news.example/")
    found = judged(claimed, capture(301, redirect_url="https://me:secret@News.example/"), site)
    assert found.home == "https://news.example/"


def test_a_page_whose_reader_died_is_kept_and_its_problem_told() -> None:
    for code in ("reader-crashed", "too-slow"):
        found = judged(claim(), capture(etag='"e"'), reading=Reading(reason=code))
        assert told(found) == ("captured", code, code)
        assert found.outcome.etag is None


def test_a_fault_of_the_reader_is_a_problem_and_no_reason_to_fetch_again() -> None:
    found = judged(claim(), capture(etag='"e"'), problem=unreadable(ValueError("odd")))
    assert told(found) == ("captured", "reader-fault", "reader-fault")
    assert found.outcome.etag is None


def test_a_bad_record_is_fetched_again() -> None:
    found = judged(claim(), capture(), problem=unreadable(ArchiveError("torn")))
    assert told(found) == ("due", "bad-record", None)
    assert told(judged(claim(fail_count=2), capture(), problem=unreadable(ArchiveError("torn"))))[0] == "failed"


def test_validators_are_kept_of_whole_answers_only() -> None:
    validators = {"etag": '"e"', "last_modified": "yesterday"}
    whole = judged(claim(), capture(**validators)).outcome
    cut = judged(claim(), capture(truncated="length", **validators)).outcome
    assert (whole.etag, whole.last_modified) == ('"e"', "yesterday")
    assert (cut.etag, cut.last_modified) == (None, None)


def test_an_article_is_looked_at_again_after_a_fifth_of_its_age_within_bounds() -> None:
    def due(published_at: datetime | None) -> timedelta:
        reading = Reading(article=replace(ARTICLE, published_at=published_at))
        found = judged(claim(), capture(), reading=reading).outcome.due_at
        assert found
        return found - EARLIER

    assert due(EARLIER - timedelta(days=100)) == timedelta(days=20)
    assert due(EARLIER - timedelta(days=9999)) == LATEST
    assert due(EARLIER) == due(None) == due(EARLIER + timedelta(days=30)) == SOONEST


def test_an_article_that_did_not_change_is_looked_at_ever_less_often() -> None:
    since = EARLIER - timedelta(days=50)
    revisit = capture(304, record_type="revisit", original=ORIGINAL)
    assert judged(claim(), revisit, since=since).outcome.due_at == EARLIER + timedelta(days=10)
    assert judged(claim("article"), revisit, since=since).outcome.due_at == EARLIER + timedelta(days=10)


def test_a_page_without_article_is_not_looked_at_again_by_itself() -> None:
    assert judged(claim("page"), capture(), reading=Reading(reason="listing")).outcome.due_at is None
    assert judged(claim("article"), capture(), reading=Reading(reason="thin")).outcome.due_at == EARLIER + SOONEST


def test_an_outcome_holds_as_of_the_capture_not_of_its_reading() -> None:
    assert judged(claim(), capture()).outcome.checked_at == EARLIER
    assert judged(claim()).outcome.checked_at == NOW


def test_only_whole_pages_are_worth_reading() -> None:
    assert worth_reading(capture(200), "page")
    assert worth_reading(capture(404), "robots")
    assert not worth_reading(capture(500), "robots")
    assert not worth_reading(capture(404), "page")
    assert not worth_reading(capture(200, truncated="length"), "page")
    assert not worth_reading(capture(200, record_type="revisit", original=ORIGINAL), "page")


urls = st.none() | st.text(max_size=20) | st.text(max_size=20).map(lambda text: f"http://news.example{text}")
moments = st.datetimes(timezones=st.just(UTC))
problems = st.builds(
    Problem,
    class_=st.sampled_from(["error", "skipped"]),
    stage=st.sampled_from(["scope", "robots", "dns", "connect", "http", "extract", "warc", "database"]),
    code=st.sampled_from([*sorted(READER_FAULTS), "dns", "bad-record"]),
)
captures = st.builds(
    Capture,
    url=st.just(claim().url),
    captured_at=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    record_type=st.sampled_from(["response", "revisit"]),
    ref=st.just(REF),
    status=st.none() | st.integers(0, 1000) | st.sampled_from([200, 301, 304, 404, 503]),
    redirect_url=urls,
    retry_after=st.none() | st.text(max_size=40),
    truncated=st.sampled_from([None, *get_args(Cut)]),
    original=st.sampled_from([None, ORIGINAL]),
)
claims = st.builds(
    claim,
    kind=st.sampled_from(get_args(Kind)),
    path=st.sampled_from(["", "a", "robots.txt"]),
    fail_count=st.integers(0, 5),
    hops=st.text("LRM", max_size=15),
)
readings = st.builds(
    Reading,
    reason=st.none() | st.sampled_from(["feed", "too-slow", "no-body-text"]),
    article=st.none() | st.builds(lambda moment: replace(ARTICLE, published_at=moment), st.none() | moments),
)


@given(
    st.builds(
        Settlement,
        claim=claims,
        capture=st.none() | captures,
        problem=st.none() | problems,
        reading=st.none() | readings,
        since=st.none() | moments,
    )
)
def test_whatever_a_fetch_brings_its_claim_has_one_outcome(settlement: Settlement) -> None:
    found = verdict(settlement, SITE, now=NOW)
    assert found == verdict(settlement, SITE, now=NOW)
    assert found.outcome.claim is settlement.claim
    assert found.outcome.state in ("due", "captured", "unchanged", "excluded", "failed")
    assert (found.outcome.state in ("failed", "excluded")) <= (
        found.problem is not None and found.outcome.reason is not None
    )
    assert (found.outcome.state == "due") <= (
        found.outcome.due_at is not None and settlement.claim.fail_count < ATTEMPTS - 1
    )
    assert (found.outcome.state in ("captured", "unchanged")) <= (settlement.capture is not None)
