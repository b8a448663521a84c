"""A site: what is particular about it, read from one TOML file."""

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from iria_crawler.errors import SiteError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
_SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}


def _web_address(value: str) -> str:
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


def _slug(value: str) -> str:
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


Address = Annotated[str, AfterValidator(_web_address)]
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
    slug: Annotated[str, AfterValidator(_slug)] | None = None
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
    """`[crawl]`: how the site is walked. `delay` and ages are in seconds."""

    schedule: str | None = None
    recheck: tuple[Seconds, ...] = ()
    delay: Seconds = 1.0
    concurrency: int = Field(default=1, ge=1, le=16)
    robots: Literal["obey", "ignore"] = "obey"
    images: Literal["none", "same-site", "all"] = "none"
    user_agent: str | None = None
    article: Patterns = ()
    listing: Patterns = ()
    exclude: Patterns = ()


class Limits(_Table):
    """`[limits]`: when a crawl stops. Sizes are in bytes, times in seconds."""

    pages: int | None = Field(default=None, ge=1)
    time: Seconds | None = None
    bytes: Size | None = None
    body: Size = 20_000_000
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


class Notify(_Table):
    """`[notify]`: who hears of what."""

    to: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    ping: str | None = None


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


def host_of(url: str) -> str:
    """Host and port of a URL in lower case, without a leading `www.` and without a default port.

    Raises `ValueError` for what has no host or port that could be read.
    """
    parts = urlsplit(url)
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


def parse(text: str, where: str) -> Site:
    """The site that a TOML text describes; raises `SiteError` with every mistake, one a line."""
    try:
        return Site.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise SiteError(f"{where} is not TOML: {problem}") from problem
    except ValidationError as problem:
        raise SiteError("\n".join(f"{where}: {mistake}" for mistake in _mistakes(problem))) from problem


def load(path: Path) -> Site:
    """The site that a file describes; raises `SiteError` with every mistake, one a line."""
    try:
        site = parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as problem:
        raise SiteError(f"{path} cannot be read: {problem}") from problem
    if site.site.slug and site.slug != path.stem:
        raise SiteError(f'{path}: site.slug is "{site.slug}", but the file is called {path.name}; make them agree')
    return (
        site if site.site.slug else site.model_copy(update={"site": site.site.model_copy(update={"slug": path.stem})})
    )


def built_in() -> dict[str, Site]:
    """The sites that come with iria, by slug."""
    files = resources.files(__name__).iterdir()
    named = sorted((file for file in files if file.name.endswith(".toml")), key=lambda file: file.name)
    sites = (parse(file.read_text(encoding="utf-8"), file.name) for file in named)
    return {site.slug: site for site in sites}


def known(folder: Path) -> dict[str, Site]:
    """Every site by slug: the built-in ones, and over them those with a file in `folder`."""
    return built_in() | {path.stem: load(path) for path in sorted(folder.glob("*.toml"))}


def find(name: str, sites: Mapping[str, Site]) -> Site | None:
    """The site with this slug, or the one that owns this URL; None for the URL of an unknown site.

    Raises `SiteError` for a slug that no site has.
    """
    if name in sites:
        return sites[name]
    if "://" in name:
        return next((site for site in sites.values() if site.owns(name)), None)
    close = difflib.get_close_matches(name, sites, n=1)
    hint = f'Did you mean "{close[0]}"?' if close else "Give its address (https://…) to add it."
    raise SiteError(f'no site is called "{name}". {hint}')


def added(name: str, sites: Mapping[str, Site], folder: Path) -> Site:
    """The site with this slug or address; an unknown address gets a site and its file. Raises `SiteError`."""
    if found := find(name, sites):
        return found
    site = _site_at(name)
    slug, number = site.slug, 1
    while slug in sites:  # the same name under another ending: news.example and news.test
        number += 1
        slug = f"{site.slug}-{number}"
    site = site.model_copy(update={"site": site.site.model_copy(update={"slug": slug})})
    write(site, folder)
    return site


def write(site: Site, folder: Path) -> Path:
    """Write the file of a new site, with comments for whoever edits it; gives its path."""
    path = folder / f"{site.slug}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"[site]\nslug = {_quoted(site.slug)}\nhome = {_quoted(site.home)}\nname = {_quoted(site.name)}\n\n"
        f"[crawl]\ndelay = {site.crawl.delay}                # seconds between two requests to the site\n"
        "# article = '^/news/'       # paths of articles; told from the pages if absent\n"
        "# exclude = []              # paths never to be asked for\n\n"
        "# [extract]                 # CSS selectors for what comes out wrong\n"
        '# drop = [".related-posts"]\n',
        encoding="utf-8",
    )
    return path


def _site_at(address: str) -> Site:
    """The site of which nothing but an address is known."""
    try:
        url = _web_address(address)
    except ValueError as problem:
        raise SiteError(f"{address!r} {problem}") from problem
    parts = urlsplit(url)
    return Site(site=Identity(home=f"{parts.scheme}://{parts.netloc}/"))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but for one letter."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _mistakes(problem: ValidationError) -> Iterator[str]:
    for mistake in problem.errors():
        path = ".".join(str(part) for part in mistake["loc"])
        if mistake["type"] == "extra_forbidden":
            yield f"{path} is not a setting.{_suggestion(mistake['loc'])}"
        elif mistake["type"] == "missing":
            yield f"{path} is missing"
        else:
            said = mistake["msg"].removeprefix("Value error, ")
            yield f"{path}: {said} (got {mistake['input']!r})"


def _suggestion(path: tuple[Any, ...]) -> str:
    table: type[BaseModel] | None = Site
    for part in path[:-1]:
        if isinstance(part, str) and table is not None and part in table.model_fields:
            table = _table_in(table.model_fields[part].annotation)
    close = difflib.get_close_matches(str(path[-1]), table.model_fields if table else (), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def _table_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((table for table in map(_table_in, get_args(annotation)) if table), None)
