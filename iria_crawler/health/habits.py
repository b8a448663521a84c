"""Whether a crawl brought what the site usually gives: rules that need some crawls to know what is usual."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

from iria_crawler.health.looks import Finding, Look, Past
from iria_crawler.store import iso

YOUNG = 3
"""Crawls before which a site has no habit."""

HABIT = 10
"""Crawls that make a habit."""

FEW = {"full": 0.5, "update": 0.25}
"""What part of the usual number of articles is too few: an update looks again at what is due, a full crawl at all."""

LEAST_ARTICLES = 10
LEAST_PAGES, EMPTY = 5, 0.5
THIN = 0.25
SILENT_CRAWLS, LEAST_SILENCE = 3, timedelta(days=4)  # Friday evening to Tuesday evening is nobody's alarm
MANY_GAPS, LONGER = 10, 1.5

_DOCUMENTS = {"feed": "feed", "sitemap": "sitemap", "api": "API"}


def fewer_articles(look: Look) -> Iterator[Finding]:
    """The last crawl read far fewer articles than those of its kind before."""
    last, before = _against_habit(look)
    usual = median(crawl.articles for crawl in before) if before else 0
    if last and usual >= LEAST_ARTICLES and last.articles < usual * FEW[last.kind]:
        message = f"the last crawl read {last.articles:,} articles; the ones before {usual:,.0f}, as a rule"
        yield _shrinking(look, message, last.started_at)


def silence(look: Look) -> Iterator[Finding]:
    """Nothing new has come for longer than the site was ever silent."""
    rows = look.store.rows(
        "SELECT a.published_at, a.first_seen_at FROM articles a JOIN sites s ON s.id = a.site_id WHERE s.slug = ?"
        " AND a.published_at <= ? ORDER BY a.published_at DESC LIMIT 200",
        *(look.site.slug, iso(look.now)),
    )
    found = [(datetime.fromisoformat(row["published_at"]), row["first_seen_at"]) for row in rows]
    if len(found) < 2 * LEAST_ARTICLES:
        return
    gaps = [(later - earlier).total_seconds() for (later, _), (earlier, _) in pairwise(found)]
    usual, newest = float(median(gaps)), found[0][0]
    seen = datetime.fromisoformat(max(first_seen for _, first_seen in found))
    looked = sum(crawl.started_at > seen for crawl in look.finished)
    longest = max(LEAST_SILENCE.total_seconds(), usual * MANY_GAPS, max(gaps) * LONGER)
    if (look.now - newest).total_seconds() > longest and looked >= SILENT_CRAWLS:
        message = f"nothing new; before, an article came every {_span(usual)} and never later than {_span(max(gaps))}"
        yield _shrinking(look, message, newest)


def dead_documents(look: Look) -> Iterator[Finding]:
    """Feeds, sitemaps or the API of a site have ceased to answer or to name anything."""
    latest = look.finished[:2]
    for kind, name in _DOCUMENTS.items():
        if len(latest) == 2 and all(_answers(look, kind, crawl) == "errors" for crawl in latest):
            yield _shrinking(look, f"no {name} of the site answers any more", latest[1].started_at)
        elif kind != "api" and latest and _names_no_more(look, kind, latest[0]):  # an API is asked for changes alone
            yield _shrinking(look, f"no {name} of the site names any page any more", latest[0].started_at)


def empty_text(look: Look) -> Iterator[Finding]:
    """Pages of articles have no text any more, or hardly any."""
    last, before = _against_habit(look)
    if last is None or not before:
        return
    empty, usual = _empty_share(last), median(_empty_share(crawl) for crawl in before)
    message = None
    if _pages(last) >= LEAST_PAGES and empty >= EMPTY and empty > 2 * usual:
        message = f"{empty:.0%} of the articles of the last crawl had no text; before, {usual:.0%}"
    elif (words := _words(look, last)) and words[0] < THIN * words[1]:
        message = f"the articles of the last crawl have {words[0]:.0f} words; before, {words[1]:.0f}, as a rule"
    if message:
        yield Finding(
            site=look.site.slug,
            event="site-changed",
            message=message,
            since=last.started_at,
            remedy=f"was it redesigned? Look at one with iria show, mend [extract] in sites/{look.site.slug}.toml",
        )


def _shrinking(look: Look, message: str, since: datetime) -> Finding:
    return Finding(
        site=look.site.slug,
        event="shrinking",
        message=message,
        since=since,
        remedy=f"look at {look.site.home} with a browser, then at: iria status {look.site.slug}",
    )


def _against_habit(look: Look) -> tuple[Past | None, list[Past]]:
    """The last crawl that finished, and those of its kind before that make the habit; none of a young site."""
    if not look.finished:
        return None, []
    last, *before = look.finished
    alike = [crawl for crawl in before if crawl.kind == last.kind][:HABIT]
    return last, alike if len(alike) >= YOUNG else []


def _answers(look: Look, kind: str, crawl: Past) -> Literal["well", "errors", "nothing"]:
    """What the documents of a kind that once answered did in a crawl: `well`, `errors` or `nothing`."""
    ours = (
        "u.site_id = (SELECT id FROM sites WHERE slug = ?1) AND u.kind = ?2 AND EXISTS"
        " (SELECT 1 FROM captures x WHERE x.url_id = u.id AND x.status IN (200, 304) AND x.crawl_id IS NOT ?3)"
    )
    well = "captures c JOIN urls u ON u.id = c.url_id WHERE c.crawl_id = ?3 AND c.status IN (200, 304)"
    badly = "problems p JOIN urls u ON u.url = p.url WHERE p.crawl_id = ?3 AND p.class = 'error'"
    asked = (look.site.slug, kind, crawl.id)
    if look.store.value(f"SELECT 1 FROM {well} AND {ours} LIMIT 1", *asked):
        return "well"
    return "errors" if look.store.value(f"SELECT 1 FROM {badly} AND {ours} LIMIT 1", *asked) else "nothing"


def _names_no_more(look: Look, kind: str, crawl: Past) -> bool:
    """Whether documents of a kind that were all read anew named nothing, though they did before."""
    of_kind = "u.site_id = (SELECT id FROM sites WHERE slug = ?1) AND u.kind = ?2"
    read = look.store.row(
        "SELECT count(*) AS answers, sum(c.status = 200 AND c.reading IS NOT NULL) AS anew FROM captures c"
        f" JOIN urls u ON u.id = c.url_id WHERE {of_kind} AND c.crawl_id = ?3 AND c.status IN (200, 304)",
        *(look.site.slug, kind, crawl.id),
    )
    named = look.store.row(
        "SELECT count(*) AS ever, max(m.seen_at) AS latest FROM mentions m JOIN urls u ON u.id = m.url_id"
        " WHERE u.site_id = (SELECT id FROM sites WHERE slug = ?1) AND m.source = ?2",
        *(look.site.slug, kind),
    )
    if not read or not named or not read["answers"] or read["anew"] < read["answers"]:
        return False
    return bool(named["ever"] >= YOUNG and named["latest"] < iso(crawl.started_at))


def _pages(crawl: Past) -> int:
    return crawl.articles + crawl.counters.get("no-article:no-body-text", 0)


def _empty_share(crawl: Past) -> float:
    return 1 - crawl.articles / _pages(crawl) if _pages(crawl) else 0.0


def _words(look: Look, crawl: Past) -> tuple[float, float] | None:
    """How long the texts are that a crawl read first, and those before it; None if they are too few to tell."""
    rows = look.store.rows(
        "SELECT v.words, c.crawl_id = ?2 AS is_last FROM article_versions v JOIN captures c ON c.id = v.capture_id"
        " JOIN articles a ON a.id = v.article_id WHERE a.site_id = (SELECT id FROM sites WHERE slug = ?1)"
        " ORDER BY v.id DESC LIMIT 500",
        *(look.site.slug, crawl.id),
    )
    found = [(row["words"], row["is_last"]) for row in rows]
    now, before = ([words for words, is_last in found if bool(is_last) is wanted] for wanted in (True, False))
    if len(now) < LEAST_PAGES or len(before) < 2 * LEAST_ARTICLES:
        return None
    return median(now), median(before)


def _span(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
