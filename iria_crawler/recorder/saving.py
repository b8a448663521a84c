"""The rows of a settlement: captures, articles, links, problems and the one outcome, together or not at all."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from iria_crawler.discover import seeds
from iria_crawler.errors import IriaError
from iria_crawler.frontier import Claim
from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import REQUISITES, Capture, Kind, Link, Problem, Reading, Requisite
from iria_crawler.reading import DOCUMENTS, NAMING, reader_of
from iria_crawler.recorder import needing
from iria_crawler.recorder.knowing import Knowing
from iria_crawler.settlement import LIST_AGAIN, MOST_REDIRECTS, READER_FAULTS, Settlement, Verdict, verdict
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso
from iria_crawler.store.articles import Origin, holds, seen, shown_since, version_shown, words
from iria_crawler.store.parts import incomplete, is_awaited, is_later_part, others_of, saw_part
from iria_crawler.store.parts import save as save_article
from iria_crawler.store.rereading import reread
from iria_crawler.urls import canonical

LEADS_ON = ("home", "listing", "tag", "author", "search", "continuation", "not-an-article-url")
"""Pages that are no articles, and yet lead to some."""

SHORT, LONG = (timedelta(seconds=10), timedelta(seconds=30)), timedelta(hours=6)
WALL_PAUSES = (*SHORT, LONG), (*SHORT, *[SHORT[-1]] * 5, LONG)
"""For how long a host is left alone after one, two and more walls in a row; the second, where it has shown
pages of its own in this run: some of its pages may be walled for everybody."""


class Saver:
    """Turns settlements into rows, inside transactions of the caller. `site` changes when it turns out
    to live under another address."""

    def __init__(
        self, store: Store, frontier: SqliteFrontier, *, knowing: Knowing, site: Site, site_id: int, crawl_id: str
    ) -> None:
        self.site = site
        self._store, self._frontier, self._knowing = store, frontier, knowing
        self._site_id, self._crawl_id = site_id, crawl_id
        self._gone_after = timedelta(seconds=site.crawl.gone_after)
        self._shown: set[str] = set()  # and may have shown walls since
        self._doubted: Counter[str] = Counter()  # headlines
        self._open: set[str] = set()  # hosts that have shown a page of their own in this run

    def save_all(self, settlements: Sequence[Settlement], counted: Counter[str]) -> list[Verdict]:
        """Store some settlements and add to the counts; gives the verdict on each."""
        return [self._save_or_set_aside(settlement, counted) for settlement in settlements]

    def _save_or_set_aside(self, settlement: Settlement, counted: Counter[str]) -> Verdict:
        """A page that cannot be stored takes no other with it, and does not come back for ever."""
        try:
            with self._store.savepoint():
                found, counts = self._save(settlement)
        except IriaError:
            raise
        except Exception as fault:  # whatever it is, it is this page's; it becomes a problem that people see
            problem = Problem(class_="error", stage="database", code="store-fault", message=repr(fault)[:500])
            found, counts = self._save(replace(settlement, reading=None, problem=problem))
        counted.update(counts)
        return found

    def _save(self, settlement: Settlement) -> tuple[Verdict, Counter[str]]:
        now, counts = self._store.now(), Counter[str]()
        claim, capture, reading = settlement.claim, settlement.capture, settlement.reading
        if claim.kind in REQUISITES:
            return self._save_requisite(settlement, now)
        capture_id = self._store.capture_id(capture.ref.warc_record_id) if capture else None
        shown = _shown(self._store, capture, self._site_id)
        settlement = self._in_doubt(
            replace(
                settlement,
                since=shown_since(self._store, shown),
                held=holds(self._store, claim.url_id) is not None,
                awaited=is_awaited(self._store, claim.url_id),
            )
        )
        reading = settlement.reading
        found = verdict(settlement, self.site, now=_as_of(settlement, now))
        changed = self._knowing.watch(reading, capture) if capture and reading else None
        if capture and capture_id and reading:
            counts += self._save_reading(reading, settlement, capture, capture_id, now)
        elif capture and shown and found.outcome.state == "unchanged":
            seen(self._store, shown, at=capture.captured_at)
            saw_part(self._store, claim.url_id, at=capture.captured_at)
            counts["article:part" if is_later_part(self._store, claim.url_id) else "article:same"] += 1
            self._nothing_to_read(capture_id)
        elif capture_id and settlement.past and settlement.problem is None:
            self._nothing_to_read(capture_id)
        elif capture_id and found.outcome.reason:
            self._not_read(capture_id, found.outcome.reason)
        found = self._moved(self._without_loop(found, capture))
        if found.links:
            self._frontier.add(found.links, via=claim)
        self._finish(found, settlement)
        if capture and not (reading and reading.article):
            self._ask_for_others(claim)
        found = self._mind_host(found, _as_of(settlement, now))
        if found.home:
            self._move(found.home, now)
        counts[f"url:{found.outcome.state}"] += 1
        counts += self._mark_missing(found, capture)
        problems = ((found.problem,) if found.problem else ()) + (reading.problems if reading else ())
        problems += (changed,) if changed else ()
        return found, counts + self._save_problems(problems, settlement, capture_id, _as_of(settlement, now))

    def _save_requisite(self, settlement: Settlement, now: datetime) -> tuple[Verdict, Counter[str]]:
        """What a page needs is no article, whatever it shows."""
        claim, capture, reading = settlement.claim, settlement.capture, settlement.reading
        capture_id = self._store.capture_id(capture.ref.warc_record_id) if capture else None
        found = self._without_loop(verdict(settlement, self.site, now=_as_of(settlement, now)), capture)
        if capture and capture_id:
            if reading is None and settlement.problem is None:
                self._nothing_to_read(capture_id)
            needing.note(self._store, capture_id, reading, found.outcome.reason)
            led_to = [Requisite(url=link.url, kind=claim.kind, excluded=link.excluded) for link in found.links]  # type: ignore[arg-type]  # a requisite leads to one
            needs = led_to or (reading.requisites if reading else None)
            if needs is not None:
                self._frontier.need(claim, needs, at=capture.captured_at)
        self._finish(found, settlement)
        found = self._mind_host(found, _as_of(settlement, now))
        counts = Counter([f"url:{found.outcome.state}", f"requisite:{found.outcome.state}"])
        counts["ms:reading"] += reading.ms if reading else 0
        problems = ((found.problem,) if found.problem else ()) + (reading.problems if reading else ())
        return found, counts + self._save_problems(problems, settlement, capture_id, _as_of(settlement, now))

    def _ask_for_others(self, claim: Claim) -> None:
        """Look at all parts of an article that runs over several pages where one is looked at; a reading names them
        itself."""
        others = others_of(self._store, claim.url_id)
        links = [Link(url=url, kind="article", source="page", again=True) for url in others]
        if links:
            self._frontier.add(links, via=claim)

    def tell_missing(self, counted: Counter[str]) -> None:
        """A problem for each article whose text is not whole at the end of a run, since some parts have never come."""
        now = self._store.now()
        for row in incomplete(self._store, self._site_id, self._crawl_id):
            message = f"{row['missing']} of {row['parts']} parts, the first: {row['first']} ({row['reason']})"
            self._store.save_problem(
                Problem(
                    class_="error" if row["failed"] else "skipped",
                    stage="extract",
                    code="part-missing",
                    message=message,
                ),
                **{"crawl_id": self._crawl_id, "url": row["url"], "now": now},
            )
            counted["problem:part-missing"] += 1

    def _save_problems(
        self, problems: Sequence[Problem], settlement: Settlement, capture_id: int | None, now: datetime
    ) -> Counter[str]:
        for problem in problems:
            self._store.save_problem(
                problem,
                crawl_id=self._crawl_id,
                url=settlement.claim.url,
                now=now,
                attempts=settlement.claim.fail_count + 1,
                capture_id=capture_id,
            )
        return Counter(f"problem:{problem.code}" for problem in problems)

    def _save_reading(
        self, reading: Reading, settlement: Settlement, capture: Capture, capture_id: int, now: datetime
    ) -> Counter[str]:
        is_other = settlement.claim.kind == "page" and reading.article is None and reading.reason not in LEADS_ON
        via = replace(settlement.claim, kind="other") if is_other else settlement.claim
        self._frontier.add(reading.links, via=via, total=reading.total)
        if reading.requisites is not None:
            self._frontier.need(settlement.claim, reading.requisites, at=capture.captured_at)
        state, reason = ("article", None) if reading.article else ("no-article", reading.reason)
        signals = json.dumps({name: list(said) for name, said in reading.signals.items()}) if reading.signals else None
        self._store.run(
            "UPDATE captures SET reading = ?, reason = ?, signals = ? WHERE id = ?", state, reason, signals, capture_id
        )
        spent = Counter({"ms:reading": reading.ms})
        if reading.article is None:
            return spent + Counter([f"no-article:{reading.reason}"])
        origin = Origin(
            site_id=self._site_id,
            capture_id=capture_id,
            captured_at=capture.captured_at,
            mentions=settlement.claim.mentions,
            extractor=reader_of(self.site),
            knowledge_id=reading.read_by,
            tried_id=reading.knowledge_id,
        )
        if reading.held:
            reread(self._store, settlement.claim.url_id, reading.held, reader=origin.extractor, now=now)
        saved = save_article(self._store, reading.article, origin, now=now)
        if reading.requisites is not None:
            needing.link_pictures(self._store, capture_id, self.site, self._site_id)
        return spent + Counter([f"article:{saved}"])

    def _finish(self, found: Verdict, settlement: Settlement) -> None:
        """A capture from before the last answer, such as one of a file that was brought in, changes no outcome."""
        capture = settlement.capture
        if settlement.past and capture:
            since = "SELECT 1 FROM urls WHERE id = ? AND state <> 'claimed' AND last_checked_at > ?"
            if self._store.value(since, settlement.claim.url_id, iso(capture.captured_at)):
                return
        self._frontier.finish([found.outcome])

    def _nothing_to_read(self, capture_id: int | None) -> None:
        self._store.run("UPDATE captures SET reading = NULL WHERE id = ? AND reading = 'pending'", capture_id)

    def _not_read(self, capture_id: int, reason: str) -> None:
        self._store.run(
            "UPDATE captures SET reading = 'no-article', reason = ? WHERE id = ? AND reading = 'pending'",
            *(reason, capture_id),
        )

    def _in_doubt(self, settlement: Settlement) -> Settlement:
        """Do not believe at once that an article has become another, with another headline and no paragraph in
        common: a notice that the site is being worked on looks so, and an error page that calls itself none."""
        article = settlement.reading.article if settlement.reading else None
        if article is None or not settlement.held:
            return settlement
        held = self._store.row(
            "SELECT v.title, v.body FROM captures c JOIN articles a ON a.current_version_id = c.version_id"
            " JOIN article_versions v ON v.id = c.version_id WHERE c.url_id = ? LIMIT 1",
            settlement.claim.url_id,
        )
        titles = {held["title"] if held else None, *(mention.title for mention in settlement.claim.mentions)}
        if held is None or article.title in titles or not _is_another(article.body, held["body"]):
            return settlement
        self._doubted[article.title] += 1
        if self._doubted[article.title] == 1 and self._was_doubted(settlement.claim.url_id):
            return settlement  # it has shown so before, and no other page does
        message = f"{words(article.body)} words under the headline {article.title[:100]!r}"
        problem = Problem(class_="error", stage="extract", code="doubtful-text", message=message)
        assert settlement.reading
        reading = replace(
            settlement.reading, article=None, reason=problem.code, problems=(*settlement.reading.problems, problem)
        )
        return replace(settlement, reading=reading)

    def _was_doubted(self, url_id: int) -> bool:
        """Whether the last capture of a URL, in an earlier run, was not believed."""
        last = self._store.row(
            "SELECT reason FROM captures WHERE url_id = ? AND crawl_id <> ? ORDER BY captured_at DESC LIMIT 1",
            *(url_id, self._crawl_id),
        )
        return last is not None and last["reason"] == "doubtful-text"

    def _without_loop(self, found: Verdict, capture: Capture | None) -> Verdict:
        """A redirect whose target has led back here in this run leads nowhere."""
        if capture is None or capture.redirect_url is None or not found.links:
            return found
        chain = [found.outcome.claim.url]
        target: str | None = found.links[0].url
        while target and target not in chain and len(chain) <= 2 * MOST_REDIRECTS:
            chain.append(target)
            target = self._led_to(target)
        if target != chain[0]:
            return found
        told = Problem(class_="error", stage="http", code="redirect-loop", message=" → ".join([*chain, target]))
        return replace(found, problem=told, links=(), outcome=replace(found.outcome, state="failed", reason=told.code))

    def _moved(self, found: Verdict) -> Verdict:
        """An article has moved where its new address holds one; a redirect to anything else may be over soon."""
        if not found.moved:
            return found
        if is_later_part(self._store, found.outcome.claim.url_id):
            return replace(found, moved=False)  # there are fewer parts now
        target = found.links[0].url if found.links else None
        url_id = self._store.value("SELECT id FROM urls WHERE url = ? AND site_id = ?", target, self._site_id)
        if url_id is None or holds(self._store, url_id) is None:
            return replace(found, moved=False)
        due_at = found.outcome.due_at and found.outcome.due_at + LIST_AGAIN
        return replace(found, outcome=replace(found.outcome, due_at=due_at))

    def _led_to(self, url: str) -> str | None:
        """Where a URL has redirected to in this run."""
        said = self._store.value(
            "SELECT c.redirect_url FROM captures c JOIN urls u ON u.id = c.url_id WHERE u.url = ? AND u.site_id = ?"
            " AND c.crawl_id = ? ORDER BY c.id DESC LIMIT 1",
            *(url, self._site_id, self._crawl_id),
        )
        try:
            return canonical(said, self.site) if said else None
        except ValueError:  # no address at all, and counted as such
            return None

    def _mind_host(self, found: Verdict, now: datetime) -> Verdict:
        """Leave a host alone that asks for it, or that shows walls instead of pages: ever longer, the more in a row."""
        host = host_of(found.outcome.claim.url)
        if found.wall:
            self._open.discard(host)
            row = self._frontier.refused(host, is_wall=True)
            pauses = WALL_PAUSES[host in self._shown]
            found = replace(found, blocked_until=now + pauses[min(row, len(pauses)) - 1])
        if found.blocked_until:
            self._frontier.host(host, blocked_until=found.blocked_until)
        elif found.outcome.state in ("captured", "unchanged") and not {host} <= self._open & self._shown:
            self._open.add(host)
            if found.outcome.claim.kind not in DOCUMENTS:
                self._shown.add(host)
            self._frontier.refused(host, is_wall=False)
        return found

    def _mark_missing(self, found: Verdict, capture: Capture | None) -> Counter[str]:
        """Note on the article that it is gone, once its page has been missing for long enough, or has moved."""
        claim, counts = found.outcome.claim, Counter[str]()
        article_id = holds(self._store, claim.url_id) if found.outcome.missing or found.moved else None
        if article_id is None or capture is None or is_later_part(self._store, claim.url_id):
            return counts
        if found.moved:
            status = "moved"
        elif claim.missing_since and capture.captured_at - claim.missing_since >= self._gone_after:
            status = "gone"
        else:
            return counts + Counter(["article:missing"])
        marked = self._store.run(
            "UPDATE articles SET status = ? WHERE id = ? AND status NOT IN ('withheld', 'gone')", status, article_id
        ).rowcount
        return counts + Counter([f"article:{status}"] if marked else [])

    def _move(self, home: str, now: datetime) -> None:
        """Go on under the address where the site turned out to live: the same host, another scheme or `www.`."""
        self.site = self.site.model_copy(update={"site": self.site.site.model_copy(update={"home": home})})
        self._store.save_site(self.site, now=now)
        self._frontier.add(seeds(self.site))


def _as_of(settlement: Settlement, now: datetime) -> datetime:
    """When an outcome is decided: what is settled late comes out as it would have at its time."""
    return settlement.capture.captured_at if settlement.past and settlement.capture else now


def _is_another(body: str, held: str) -> bool:
    """Whether two texts have no paragraph in common."""
    return set(body.split("\n\n")).isdisjoint(held.split("\n\n"))


def is_news(store: Store, original_id: int | None, kind: Kind, *, site_id: int, url_id: int) -> bool:
    """Whether a payload that came before is to be read again: because it came from another site, because it
    was not read well or as something else, because it shows a text that is no longer the current one, or not
    the one that this URL has shown before."""
    row = store.row(
        "SELECT c.reading, c.reason, c.version_id, u.site_id, u.kind FROM captures c JOIN urls u ON u.id = c.url_id"
        " WHERE c.id = ?",
        original_id,
    )
    if kind == "api" or kind in NAMING:
        return True  # the headers of the one may say something new, the addresses in the others are relative
    if kind in REQUISITES:
        return False
    if row is not None and row["kind"] in REQUISITES:
        return True  # as what it was read, or not, says nothing of a page
    if row is None or original_id is None:
        return False
    if row["reading"] is None:
        return True  # nobody will ever read it there
    if row["reading"] == "pending" and row["site_id"] == site_id:
        return False  # what it shows will be known by it
    if row["site_id"] != site_id or not _is_same_article(store, original_id, url_id):
        return True
    if row["reading"] == "article":
        return kind in DOCUMENTS or version_shown(store, original_id) is None
    read_as = row["reason"] if row["reason"] in DOCUMENTS else None
    if row["reason"] == "continuation":
        return True  # of what article, it may say now
    return row["reason"] in READER_FAULTS or read_as != (kind if kind in DOCUMENTS else None)


def _is_same_article(store: Store, original_id: int, url_id: int) -> bool:
    """Whether a payload shows the article that is held of a URL, or none is held."""
    held = holds(store, url_id)
    return held is None or held == store.value(
        "SELECT a.id FROM article_versions v JOIN articles a ON a.id = v.article_id WHERE v.id = ?",
        version_shown(store, original_id),
    )


def _shown(store: Store, capture: Capture | None, site_id: int) -> int | None:
    """The current version that the payload of a revisit has shown on this site, if it has."""
    original = capture.original if capture else None
    original_id = store.capture_id(original.warc_record_id) if original else None
    shown = version_shown(store, original_id) if original_id else None
    is_own = store.value(
        "SELECT 1 FROM article_versions v JOIN articles a ON a.id = v.article_id WHERE v.id = ? AND a.site_id = ?",
        *(shown, site_id),
    )
    return shown if is_own else None
