"""What is known of URLs, and which sources named them: the only place that tells URLs apart."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from iria_crawler.discover import promises_articles
from iria_crawler.frontier import FIRST, LATER_LISTING, LESSER_SITEMAP, PRIORITY, Claim
from iria_crawler.frontier.mentions import DOCUMENTS, Mentions
from iria_crawler.frontier.ways import BARREN, TOO_DEEP, hops_of, is_part, region
from iria_crawler.items import Kind, Link, Mention
from iria_crawler.sites import Site, host_of
from iria_crawler.store import Store, iso
from iria_crawler.urls import says

MOST_NAMED = 20_000  # some 4 MB; the database remembers all others
COVERED_DAYS = 7
"""After so many days what no document names is looked at after all: category pages, static pages."""

LOOK: dict[Kind, int] = {"sitemap": 2, "api": 1, "feed": 1, "listing": 0}
"""How many documents of a kind a first look at a site reads."""

FEW = 300
"""An API with at most so many articles is read whole in each run: some edits leave the date of change alone."""

_LISTS = ("home", "listing")
_PAGED = ("api", "feed")
_OUTRANKED = ("page", "other", "article", "frame", "robots")
"""Kinds that a better word on a URL changes: a page that is shown within another may be one of its own, too."""

_LASTING = ("robots", "older", "look", "purged")
_UNNEEDED = ("covered", "nothing-new", "too-deep", "barren")


class Memory:
    """Learns of URLs, inside transactions of the caller. `began`: when this run did, as text. `covered`:
    documents have named every article, so that what only pages name can wait. `walks`: all pages of the
    API are read."""

    def __init__(
        self, store: Store, site: Site, site_id: int, *, clock: Callable[[], datetime], look: bool = False
    ) -> None:
        self.began, self.covered, self.walks, self.full = "", False, False, False
        self.since: datetime | None = None
        self.total: int | None = None
        self._store, self._run = store, store.run
        self._site, self._site_id, self._clock = site, site_id, clock
        self._mentions = Mentions(store, site_id, clock=clock)
        self._budget: dict[Kind, int] = dict(LOOK) if look else {}
        self._barren: Counter[str] = Counter()
        self._named: set[tuple[str, str, str | None, str]] = set()
        self._greeted: set[str] = set()

    def forget(self) -> None:
        """Have the database asked again of everything."""
        self._named.clear()
        self._greeted.clear()

    def add(self, links: Sequence[Link], via: Claim | None, total: int | None) -> int:
        """Learn of URLs that a page, a document or nobody (`via` None: a seed) names; gives how many are new."""
        is_list = via is not None and via.kind in _LISTS
        fresh = [link for link in links if is_list or link.mention or _named(link) not in self._named]
        if via is not None:
            self._count_barren(via)
        if not fresh:
            return 0  # menus and sidebars name the same on every page
        now = iso(self._clock())
        repeats = self._repeats(links, via)
        told = [(link, self._add(link, via, now)) for link in fresh if not link.onward]
        follows = not repeats and self._follows(told, via, total)
        later = [(link, self._add(link, via, now, follows=follows)) for link in fresh if link.onward]
        return sum(what in ("new", "noted") for _, what in told + later)

    def _repeats(self, links: Sequence[Link], via: Claim | None) -> bool:
        """Whether a later page of an API or a feed names nothing but what those before it did: it has no end."""
        if via is None or via.kind not in _PAGED or "M" not in via.hops:
            return False
        return all(self._mentions.was_named(link, since=self.began) for link in links if not link.onward)

    def _follows(self, told: Sequence[tuple[Link, str]], via: Claim | None, total: int | None) -> bool:
        """Whether the later pages of a list are worth asking for: while it brings something new."""
        if via is None or via.kind not in (*_LISTS, *_PAGED):
            return True
        if via.kind == "api":
            return self._api_goes_on(told, via, total)
        if self.full or any(what in ("new", "news") for _, what in told):
            return True
        is_first = self._store.value("SELECT last_checked_at IS NULL FROM urls WHERE id = ?", via.url_id)
        return bool(is_first) and any(self._is_only_listed(link) for link, _ in told)

    def _is_only_listed(self, link: Link) -> bool:
        """Whether no sitemap names what a list does. Of a list that was never read before, the later pages may
        be the only ones that name some articles."""
        is_page = link.kind in ("article", "page") and not link.excluded
        return is_page and not self._mentions.is_mapped(link.url)

    def _api_goes_on(self, told: Sequence[tuple[Link, str]], via: Claim, total: int | None) -> bool:
        """A list that is sorted by change goes on until one is met that has not changed. Where its total is
        not what is known, something was taken away, or left out before: then all of it is read."""
        if self.since and told and _is_before(told[-1][0].mention, self.since):
            return False
        changed = bool(told) and told[-1][1] in ("new", "news", "changed")
        if total is not None and "M" not in via.hops:  # asked of the first page alone
            self.total, self.walks = total, total - self._mentions.gap(via.url_id) != self._mentions.named_by_api()
        return changed or self.walks or (total is not None and total <= FEW)

    def _add(self, link: Link, via: Claim | None, now: str, *, follows: bool = True) -> str:
        """Learn of one URL: `new` or, with a rule against it, `noted`; `changed`, as its source says; `news`, known
        since this run began and from no sitemap; or `known`."""
        known = self._store.row(
            "SELECT id, kind, state, reason, priority, last_checked_at, first_seen_at FROM urls"
            " WHERE url = ? AND site_id = ?",
            *(link.url, self._site_id),
        )
        if known is None:
            url_id = self._insert(link, via, now, follows=follows)
            self._mentions.note(url_id, link, via, now)
            return "noted" if link.excluded else "new"
        self._learn(known, link, via, follows=follows)
        changed = self._mentions.note(known["id"], link, via, now)
        self._remember(link)  # its row stands, whatever becomes of this page
        if changed:
            return "changed"
        is_page = known["kind"] in ("article", "page") and known["state"] != "excluded" and not link.excluded
        is_recent = known["first_seen_at"] >= self.began
        return "news" if is_page and is_recent and not self._mentions.is_mapped(link.url) else "known"

    def _insert(self, link: Link, via: Claim | None, now: str, *, follows: bool) -> int:
        kind: Kind = "article" if is_part(link, via) else link.kind
        state, reason, due_at = self._first_state(link, kind, via, follows=follows)
        hops = hops_of(link, via)
        host = host_of(link.url)
        if state == "due":
            self._greet(host, link, via, now)
        found: int = self._store.value(
            "INSERT INTO urls (url, site_id, host, kind, state, reason, priority, via_id, hops, first_seen_at,"
            " next_due_at) VALUES (?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
            *(link.url, self._site_id, host, kind, state, reason, self._priority(link, kind)),
            *(via.url_id if via else None, hops, now, due_at),
        )
        return found

    def _first_state(
        self, link: Link, kind: Kind, via: Claim | None, *, follows: bool
    ) -> tuple[str, str | None, str | None]:
        """State, reason and the time of the next look of a URL that was not known."""
        if link.excluded:
            return "excluded", link.excluded, None
        if kind == "page" and hops_of(link, via).endswith(TOO_DEEP):
            return "excluded", "too-deep", None
        if kind == "page" and via and via.kind == "other" and self._barren[region(link.url)] >= BARREN:
            return "excluded", "barren", None
        if kind in self._budget and not self._may_look(kind, link):
            return "excluded", "look", None
        if self.since and _is_before(link.mention, self.since):
            return "excluded", "older", None
        if not follows:
            return "excluded", "nothing-new", None
        if self._is_covered(link, kind):
            return "excluded", "covered", iso(self._clock() + timedelta(days=COVERED_DAYS))
        return "due", None, None

    def _is_covered(self, link: Link, kind: Kind) -> bool:
        """Whether only pages name a URL, while documents name every article, and the site file does not want it."""
        by_pages = link.source in ("page", "listing") and kind in ("page", "listing", "other")
        return self.covered and by_pages and not says(self._site.crawl.listing, link.url)

    def _count_barren(self, via: Claim) -> None:
        """Count the pages in a row of one region that are neither articles nor lists; give up on it after many."""
        here = region(via.url)
        if via.kind in ("article", "page"):
            self._barren.pop(here, None)
        if via.kind != "other":
            return
        if len(self._barren) > MOST_NAMED:
            self._barren.clear()
        self._barren[here] += 1
        if self._barren[here] == BARREN:
            self._run(
                "UPDATE urls SET state = 'excluded', reason = 'barren' WHERE site_id = ?1 AND state = 'due'"
                " AND kind = 'page' AND hops GLOB '*l' AND substr(url, 1, length(?2)) = ?2 AND host = ?3",
                *(self._site_id, here, host_of(here)),
            )

    def _may_look(self, kind: Kind, link: Link) -> bool:
        is_lesser = kind == "sitemap" and not promises_articles(link.url)
        self._budget[kind] -= not is_lesser
        return not is_lesser and self._budget[kind] >= 0

    def _priority(self, link: Link, kind: Kind) -> int:
        if kind == "listing" and link.onward:
            return LATER_LISTING
        if kind == "sitemap" and link.source == "sitemap" and not promises_articles(link.url):
            return LESSER_SITEMAP
        # A look takes three articles: the one that is asked for, and those that most is said of.
        is_telling = bool(self._budget) and link.source in ("seed", "api", "feed")
        return PRIORITY[kind] + is_telling

    def _greet(self, host: str, link: Link, via: Claim | None, now: str) -> None:
        """Have the robots.txt of another host read before anything else of it."""
        if host in self._greeted or link.kind == "robots":
            return
        self._greeted.add(host)
        if host != host_of(self._site.home):
            parts = urlsplit(link.url)
            robots = Link(url=f"{parts.scheme}://{parts.netloc}/robots.txt", kind="robots", source=link.source)
            self._add(robots, via, now)

    def _learn(self, known: dict[str, Any], link: Link, via: Claim | None, *, follows: bool) -> None:
        """What another mention of a known URL changes: a better kind, a rule lifted, a new look."""
        if link.excluded:
            self._learn_rule(known, link.excluded)
            return
        if known["priority"] < self._priority(link, link.kind) and known["kind"] in _OUTRANKED and not link.onward:
            self._run(  # read as a page, a feed or a sitemap has told nothing yet
                "UPDATE urls SET kind = ?1, priority = ?2, next_due_at = NULL,"
                " state = CASE WHEN ?2 >= ?3 AND state IN ('captured','unchanged') THEN 'due' ELSE state END"
                " WHERE id = ?4",
                *(link.kind, self._priority(link, link.kind), FIRST, known["id"]),
            )
        if known["state"] == "excluded" and self._is_lifted(known["reason"], link, follows=follows):
            self._run("UPDATE urls SET state = 'due', reason = NULL, next_due_at = NULL WHERE id = ?", known["id"])
        asks_again = link.again or (link.onward and follows)
        is_settled = known["state"] in ("claimed", "excluded")  # what is under way comes anyway
        if asks_again and not is_settled and (known["last_checked_at"] or "") < self.began:
            self._run("UPDATE urls SET state = 'due', next_due_at = NULL WHERE id = ?", known["id"])

    def _learn_rule(self, known: dict[str, Any], rule: str) -> None:
        """What is due stays due when another page names it with a rule, unless the rule is the publisher's."""
        if rule == "protected" and known["state"] == "due" and known["last_checked_at"] is None:
            self._run("UPDATE urls SET state = 'excluded', reason = ? WHERE id = ?", rule, known["id"])

    def _is_lifted(self, reason: str, link: Link, *, follows: bool) -> bool:
        if reason == "protected":
            return link.source == "api"
        if reason in _UNNEEDED:
            return link.again or link.source in DOCUMENTS or (link.onward and follows and not self.covered)
        return reason not in _LASTING

    def _remember(self, link: Link) -> None:
        if len(self._named) >= MOST_NAMED:
            self._named.clear()
        self._named.add(_named(link))


def _named(link: Link) -> tuple[str, str, str | None, str]:
    return link.url, link.kind, link.excluded, link.source


def _is_before(mention: Mention | None, since: datetime) -> bool:
    """Whether a source says that nothing happened to an article since a time."""
    said = (mention.published_at, mention.modified_at) if mention else ()
    return bool(any(said)) and all(moment is None or moment < since for moment in said)
