"""One form for each address: how a URL is asked for, which article it is, and why it is left alone."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import SplitResult, unquote_plus, urlsplit

from w3lib.url import safe_url_string

from iria_crawler.sites import Site, host_in

MOST_STEPS, MOST_FIELDS = 16, 10
"""Steps of a path, and fields of a query: articles have hardly half as many, links that grow have more."""
LONGEST = 2000  # letters; beyond it, servers and WARC tools begin to disagree

_TRACKER = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid?|"
    r"mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|oly_(enc|anon)_id|vero_id|wt_mc|__twitter_impression|replytocom",
    re.IGNORECASE,
)
# `ref` also names branches and documents; these values can only say where a reader came from
_REFERRER = re.compile(r"(rss|feed|newsletter|home(page)?|(twitter|facebook|linkedin|t\.co)(\.com)?)\Z", re.IGNORECASE)

# Most addresses have nothing that must be quoted, resolved or left out: to see that is a tenth of the work.
_IN_ORDER = re.compile(
    r"(https?)://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})((?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*/?)"
)
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SLASHES = re.compile(r"(?<!:)/{2,}")  # not those of an address within the path: /web/https://…
_DOTS = re.compile(r"/\.\.?(/|\Z)")
_OF_A_PAGE = re.compile(r"(?:[a-z0-9][\w.+-]*:)+(?=https?:)", re.IGNORECASE | re.ASCII)
_SAME_ARTICLE = re.compile(r"/(amp|comment-page-\d+|print|index\.(html?|php))?/*\Z", re.IGNORECASE)
_SAME_QUERY = re.compile(r"(amp|print|cpage)(=[^&]*)?\Z", re.IGNORECASE)


def canonical(url: str, site: Site) -> str:
    """The form in which a URL is asked for and stored; raises `ValueError` for what is no web address.

    Fragment, credentials, default port and trackers are off; an address of the site gets the scheme
    and host of its home. Parameters keep their order.
    """
    parts = _normal(url)
    if _is_on(parts, site):
        parts = parts._replace(scheme=_home(site).scheme, netloc=_home(site).netloc)
    return parts.geturl()


def article_key(url: str) -> str:
    """What two addresses of the same article have in common; raises `ValueError` as `canonical` does.

    Case is kept, but for percent-encoding: whether it matters is the server's affair.
    """
    parts = _normal(url)
    path, before = _capitals(parts.path), ""
    while path != before:
        path, before = _SAME_ARTICLE.sub("", path), path
    query = "&".join(field for field in _capitals(parts.query).split("&") if field and not _SAME_QUERY.match(field))
    return host_in(parts) + path + (f"?{query}" if query else "")


def page_of(url: str) -> str:
    """The page that the address of a record is about: Browsertrix keeps its text as `urn:text:https://…`, brozzler its
    picture as `screenshot:https://…`, its films as `youtube-dl:00001:https://…`. Any other address is about itself."""
    found = _OF_A_PAGE.match(url)
    return url[found.end() :] if found else url


def is_home(url: str, site: Site) -> bool:
    """Whether a URL is one of the addresses of the home page."""
    return article_key(url) == _home_key(site.home)


def is_main_feed(url: str, site: Site) -> bool:
    """Whether a URL has the shape of the feed of the whole site."""
    parts = urlsplit(url)
    under_home = parts.path.removeprefix(_home(site).path.rstrip("/"))
    return bool(_MAIN_FEED.fullmatch(under_home)) and not parts.query and _is_on(parts, site)


def says(patterns: tuple[str, ...], url: str) -> bool:
    """Whether one of a site's patterns fits the path and query of a URL."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return any(re.search(pattern, target) for pattern in patterns)


def trap(url: str, site: Site) -> str | None:
    """The rule that keeps a canonical URL from being asked for, or None.

    What the site file calls an article or a listing is no archive page, whatever it looks like.
    """
    parts = urlsplit(url)
    if not _is_on(parts, site):
        return "out-of-scope"
    if says(site.crawl.exclude, url):
        return "site-rule"
    if len(url) > LONGEST:
        return "too-long"
    if is_main_feed(url, site):
        return None
    if _repeats(parts.path):
        return "repeating-path"
    if parts.path.count("/") > MOST_STEPS:
        return "long-path"
    if _is_piled_up(parts.query):
        return "facet"
    return _trap(parts) or (_archive(parts) if not _is_wanted(url, site) else None)


@lru_cache(maxsize=1024)
def _normal(url: str) -> SplitResult:
    """Everything of the canonical form that does not depend on the site."""
    if plain := _IN_ORDER.fullmatch(url):
        return SplitResult(plain[1], plain[2], plain[3] or "/", "", "")
    parts = urlsplit(safe_url_string(url.strip()))
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"{url[:200]!r} is no web address")
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if parts.port in (None, default) else f"{host}:{parts.port}"
    path = _without_dots(_SLASHES.sub("/", _triplets(parts.path))) or "/"
    return SplitResult(parts.scheme, netloc, path, _without_trackers(_triplets(parts.query)), "")


def _triplets(text: str) -> str:
    """Percent-encoding only where it is needed (RFC 3986, 6.2.2.2); capitals or not as the site writes it."""

    def plain(match: re.Match[str]) -> str:
        letter = chr(int(match[1], 16))
        return letter if letter in _UNRESERVED else match[0]

    return _TRIPLET.sub(plain, _LONE_PERCENT.sub("%25", text)) if "%" in text else text


def _capitals(text: str) -> str:
    return _TRIPLET.sub(lambda match: match[0].upper(), text) if "%" in text else text


def _without_dots(path: str) -> str:
    """A path without `.` and `..` (RFC 3986, 5.2.4)."""
    if not _DOTS.search(path):
        return path
    kept: list[str] = []
    steps = path.split("/")[1:]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _without_trackers(query: str) -> str:
    return "&".join(field for field in query.split("&") if field and not _is_tracker(field)) if query else ""


def _is_tracker(field: str) -> bool:
    name, _, value = field.partition("=")
    name = unquote_plus(name)
    return bool(_TRACKER.fullmatch(name) or (name.lower() == "ref" and _REFERRER.match(unquote_plus(value))))


@lru_cache(maxsize=256)
def _home_key(home: str) -> str:
    return article_key(home)


def _home(site: Site) -> SplitResult:
    return _normal(site.home)


def _is_on(parts: SplitResult, site: Site) -> bool:
    """Like `Site.owns`, for hosts that are written in other letters than ASCII too."""
    home = _home(site)
    return parts.netloc == home.netloc or host_in(parts) == host_in(home)


def _is_wanted(url: str, site: Site) -> bool:
    """Whether the site file names this URL, or the listing whose later page it is."""
    if says(site.crawl.article + site.crawl.listing, url):
        return True
    listings = [article_key(seed.url) for seed in site.seeds if seed.kind == "listing"]
    key = article_key(url) if listings else ""
    return any(key == listing or key.startswith((listing + "/", listing + "?")) for listing in listings)


def _repeats(path: str) -> bool:
    """A step three times, or two steps twice in a row: links that were resolved against each other."""
    if path.count("/") < 4:
        return False
    steps = [step for step in path.split("/") if step and not step.isdigit()]
    pairs = zip(steps, steps[1:], steps[2:], steps[3:], strict=False)
    return any(steps.count(step) > 2 for step in set(steps)) or any((a, b) == (c, d) for a, b, c, d in pairs)


def _is_piled_up(query: str) -> bool:
    """More fields than any article's address, or one three times: filters that each page adds to."""
    names = [field.partition("=")[0] for field in query.split("&")] if "&" in query else []
    return len(names) > MOST_FIELDS or any(names.count(name) > 2 for name in set(names))


def _rules(*rows: tuple[str, str | None, str | None]) -> Callable[[SplitResult], str | None]:
    """The first rule whose pattern is found in the path, or at the start of a parameter of the query."""
    compiled = [
        (name, path and re.compile(path, re.IGNORECASE), query and re.compile(f"(^|&)({query})", re.IGNORECASE))
        for name, path, query in rows
    ]
    # most addresses break no rule: one search says so at a tenth of the cost
    any_path = re.compile("|".join(f"(?:{path})" for _, path, _ in rows if path), re.IGNORECASE)

    def first(parts: SplitResult) -> str | None:
        if not parts.query and not any_path.search(parts.path):
            return None
        for name, path, query in compiled:
            if (path and path.search(parts.path)) or (query and parts.query and query.search(parts.query)):
                return name
        return None

    return first


_MAIN_FEED = re.compile(r"/(feed|rss)/?|/(feed|rss|atom|index)\.(xml|rss|rdf|atom)|/feed\.json", re.IGNORECASE)
_DOCUMENTS = r"pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|epub|mobi|csv"
_FILES = (
    r"jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|heic|css|m?js|map|json|txt|woff2?|ttf|otf|eot|zip|gz|tgz|bz2|xz|7z|rar|"
    r"tar|exe|dmg|apk|iso|mp[34]|m4[av]|og[gav]|wav|flac|aac|mov|avi|wmv|mkv|webm|mpe?g|m3u8?|swf|ics|vcf"
)
DOCUMENT = re.compile(rf"\.(?:{_DOCUMENTS})$", re.IGNORECASE)
_LOGIN = r"(log|sign)-?(in|out)|sign-?up|register|my-account"
_YEAR = r"(19|20)\d\d"

# What is never an article nor leads to one: name, path, query. The first that fits gives its name.
_trap = _rules(
    ("document", rf"\.({_DOCUMENTS})$", None),
    ("file-type", rf"\.({_FILES})$|/wp-content/", None),
    ("admin", r"/(wp-admin|wp-includes|cgi-bin)(/|$)|^/(admin|administrator)(/|$)", None),
    ("login", rf"/(wp-(login|signup|activate)\.php|{_LOGIN})/?$|^/user/({_LOGIN}|password)", None),
    ("xmlrpc", r"/(xmlrpc|wp-trackback|wp-cron|wp-comments-post)\.php|/trackback/?$|/wlwmanifest\.xml$", None),
    ("oembed", r"/oembed(/|$)", r"rest_route=(/|%2F)oembed"),
    ("api-variant", r"/wp-json(/|$)", r"rest_route="),
    ("feed-variant", r"/(feed|rss|atom)(/(rss2?|rdf|atom))?/?$|\.(xml|rss|rdf|atom)$", r"feed="),
    ("comment-page", r"/comment-page-\d+/?$", r"cpage="),
    ("reply", r"/comment/reply/", r"(replytocom|reply_?to)="),
    ("embed", r"/embed/?$", r"embed(=|&|$)"),
    ("amp", r"/amp/?$|\.amp(\.html?)?$", r"amp(=|&|$)|output_?type=amp"),
    ("print", r"/print/?$|^/print(pdf)?/(node/)?\d+", r"print(able)?(=|&|$)|format=(print|pdf)"),
    ("share", None, r"share=|like_comment=|nb=\d"),
    ("action", None, r"action=|add-to-cart=|_wpnonce=|oldid=|diff="),
    ("session-id", r";jsessionid=", r"(phpsessid|jsessionid|session_?id)=|sid=\w{16}"),
    (
        "calendar",
        rf"^/(events?|calendar)/(.*/)?{_YEAR}-\d\d(-\d\d)?/?$|^/calendar/{_YEAR}",
        r"tribe[-_]\w|eventdisplay=|ical=|outlook-ical=",
    ),
    ("facet", None, r"(order(by)?|sort(_?by)?|filters?|facets?|m(in|ax)_price)=|(f|filters?|facets?)(\[|%5B)"),
)

# Lists of articles that other lists give as well; a site file may want one of them after all.
_archive = _rules(
    ("search", r"^/(.{2,5}/)?search(\.(php|html?|aspx?))?(/|$)", r"(s|query|search|keywords?)=|q=(?!node)"),
    ("date-archive", rf"^(/(blog|archives?|date))?/{_YEAR}(/\d\d?){{0,2}}(/page/\d+)?/?$", rf"m={_YEAR}\d{{0,4}}(&|$)"),
    ("tag-archive", r"/(tags?|post_tag|keywords?|labels?)(\.html?$|/|$)", r"tag="),
    ("author-archive", r"/authors?(\.html?$|/|$)", r"author(_name)?="),
    ("attachment", r"/attachment/[^/]+/?$", r"attachment_id="),
)


@lru_cache(maxsize=4096)
def key(url: str) -> str:
    """What a URL is sorted and looked up by in replay: the host backwards, then the rest, in small letters."""
    plain = _PLAIN.fullmatch(url)
    if plain and not _ODD.search(path := (plain[2] or "/").lower()):
        return f"{','.join(reversed(plain[1].lower().split('.')))}){path.rstrip('/') or '/'}"
    import surt  # a tenth of a second, which most commands do without

    try:
        found: str = surt.surt(url)
    except ValueError:  # such as a port that is no number
        return url
    return found


# Most addresses are so plain that a tenth of the time is enough; what is said of them is what `surt` says.
_PLAIN = re.compile(
    r"https?://(?:www\d*\.)?(?!www)([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+)(/[a-z0-9_./%-]*)?", re.IGNORECASE | re.ASCII
)
_ODD = re.compile(r"//|/\.|%(?![89a-f][0-9a-f])")  # what `surt` makes simpler
