"""What a site file may say: its tables, their types and what their values must be like."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_serializer

from iria_crawler.sites.schedules import proper_schedule

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}


def web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bad port or a bad IPv6 address
        is_one = False
    if not is_one or re.search(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]", value):
        raise ValueError("should be a web address such as https://news.example/")
    if parts.username is not None:
        raise ValueError("should be without user name and password: they would end up in the archive")
    return value if parts.path else value + "/"


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as problem:
        raise ValueError(f"is not a regular expression: {problem}") from problem
    return value


def proper_slug(value: str) -> str:
    if not _SLUG.match(value):
        raise ValueError("should be lower-case letters, digits and single hyphens, such as example-news")
    return value


def _seconds(value: object) -> object:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", value) if isinstance(value, str) else None
    return float(match[1]) * _UNITS[match[2]] if match and match[2] in _UNITS else value


def _bytes(value: object) -> object:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", value) if isinstance(value, str) else None
    return int(Decimal(match[1]) * _SIZES[match[2].upper()]) if match and match[2].upper() in _SIZES else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Address = Annotated[str, AfterValidator(web_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_as_list)]
Selectors = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=0, allow_inf_nan=False)]
Size = Annotated[int, BeforeValidator(_bytes), Field(ge=0)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(_Table):
    """`[site]`: who this is."""

    home: Address
    slug: Annotated[str, AfterValidator(proper_slug)] | None = None
    name: str | None = None
    language: str | None = None
    kind: Literal["news", "think-tank", "blog", "government", "other"] = "news"


class Seed(_Table):
    """`[[seeds]]`: an address to begin with; its kind is found out if absent."""

    url: Address
    kind: Literal["feed", "sitemap", "api", "listing", "article"] | None = None


class Collection(_Table):
    """`[collection]`: Dublin Core of what is collected."""

    description: str | None = None
    rights: str | None = None
    contact: str | None = None
    title: str | None = None
    creator: str | None = None
    publisher: str | None = None
    subject: str | None = None


class Crawl(_Table):
    """`[crawl]`: how the site is walked. `delay` and ages are in seconds.

    `recheck`: ages at which an article is looked at again. `gone_after`: for how long an article must be
    missing before it counts as gone.
    """

    schedule: Annotated[str, AfterValidator(proper_schedule)] | None = None
    recheck: tuple[Seconds, ...] = ()
    gone_after: Seconds = 7 * 86400
    delay: Seconds = 1.0
    concurrency: int = Field(default=1, ge=1, le=16)
    robots: Literal["obey", "ignore"] = "obey"
    images: Literal["none", "same-site", "all"] = "none"
    user_agent: str | None = None
    article: Patterns = ()
    listing: Patterns = ()
    exclude: Patterns = ()


class Limits(_Table):
    """`[limits]`: when a crawl stops, and how much of a page is kept. Sizes are in bytes, times in seconds.

    `requisites`: of what a page needs, at most so much is asked for.
    """

    pages: int | None = Field(default=None, ge=1)
    time: Seconds | None = None
    bytes: Size | None = None
    body: Size = 20_000_000
    requisites: int = Field(default=1000, ge=1)
    answer: Seconds = Field(default=60, gt=0)
    free_disk: Size | None = None


class Rules(_Table):
    """`[extract]`: CSS selectors for what the generic readers get wrong; the first that matches wins.

    A selector ends in `::text` (the default) or `::attr(name)`. What `drop` selects is no part of
    the article.
    """

    title: Selectors = ()
    subtitle: Selectors = ()
    body: Selectors = ()
    authors: Selectors = ()
    published: Selectors = ()
    modified: Selectors = ()
    categories: Selectors = ()
    tags: Selectors = ()
    section: Selectors = ()
    captions: Selectors = ()
    drop: Selectors = ()


class Former(_Table):
    """`[[former]]`: the rules that held until a redesign."""

    until: date
    extract: Rules = Rules()


Event = Literal["failed", "overdue", "blocked", "shrinking", "site-changed", "disk-low", "damage"]
"""What can be wrong with a site, in the order in which people want to know."""


class Notify(_Table):
    """`[notify]`: who hears of what. `to`: addresses as Apprise writes them; `ping`: a dead-man switch.

    Addresses hold passwords: they are in the site file alone, never in the database or the settings of a crawl.
    """

    to: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = Field(default=(), repr=False)
    on: Annotated[tuple[Event, ...], BeforeValidator(_as_list)] = ("failed", "overdue", "damage", "disk-low")
    digest: Literal["weekly", "never"] = "weekly"
    ping: Address | None = Field(default=None, repr=False)

    @field_serializer("to", when_used="json")
    def _tell_nobody(self, _: tuple[str, ...]) -> tuple[str, ...]:
        return ()

    @field_serializer("ping", when_used="json")
    def _ping_nobody(self, _: str | None) -> None:
        return None


class Site(_Table):
    """One site as its file says it."""

    site: Identity
    seeds: tuple[Seed, ...] = ()
    collection: Collection = Collection()
    crawl: Crawl = Crawl()
    limits: Limits = Limits()
    extract: Rules = Rules()
    former: tuple[Former, ...] = ()
    notify: Notify = Notify()

    @property
    def home(self) -> str:
        return self.site.home

    @property
    def slug(self) -> str:
        return self.site.slug or slug_of(self.site.home)

    @property
    def name(self) -> str:
        return self.site.name or host_of(self.site.home)

    def rules(self, day: date) -> Rules:
        """The rules that held on a day: those of the earliest `former` not yet over, or today's."""
        over = sorted((former for former in self.former if day <= former.until), key=lambda former: former.until)
        return over[0].extract if over else self.extract

    def owns(self, url: str) -> bool:
        """Whether a URL is on this site: same host and port, `www.` or not."""
        try:
            return host_of(url) == host_of(self.home)
        except ValueError:  # no web address is nobody's
            return False


@lru_cache(maxsize=2_000)  # the links of a page are of few hosts, and the home of its site is asked for each
def host_of(url: str) -> str:
    """Host and port of a URL in lower case, without a leading `www.` and without a default port.

    Raises `ValueError` for what has no host or port that could be read.
    """
    return host_in(urlsplit(url))


def host_in(parts: SplitResult) -> str:
    """The same of a URL in its parts."""
    host = (parts.hostname or "").removeprefix("www.")
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def slug_of(url: str) -> str:
    """The slug that a site gets from its address: `https://www.ir-ia.com/` gives `ir-ia`."""
    host = host_of(url)
    labels = host.split(".")
    is_name = not re.fullmatch(r"[\d.:]+", host) and len(labels) > 1
    words = ".".join(labels[:-1]) + "".join(re.findall(r":\d+", labels[-1])) if is_name else host
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "site"
