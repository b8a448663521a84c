"""What a page says on archiving, indexing and text mining: robots directives, TDM reservation, AI, licence."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from lxml.html import HtmlElement

from iria_crawler.hrefs import absolute, base_of
from iria_crawler.items import Page

_MOST = 50  # of one kind
_LONGEST = 300  # letters of a token
_LONGEST_ADDRESS = 2_000
_READ = 20_000  # letters of a header or an attribute

# Robots that have a name in `<meta name=…>`; any other name there means something else.
_ROBOTS = frozenset(
    [
        "adsbot-google",
        "ai2bot",
        "amazonbot",
        "anthropic-ai",
        "applebot",
        "applebot-extended",
        "archive.org_bot",
        "baiduspider",
        "bingbot",
        "bytespider",
        "ccbot",
        "chatgpt-user",
        "claude-searchbot",
        "claude-user",
        "claude-web",
        "claudebot",
        "cohere-ai",
        "diffbot",
        "duckassistbot",
        "duckduckbot",
        "facebookbot",
        "facebookexternalhit",
        "google-extended",
        "googlebot",
        "googlebot-image",
        "googlebot-news",
        "googlebot-video",
        "googleother",
        "gptbot",
        "ia_archiver",
        "meta-externalagent",
        "mistralai-user",
        "msnbot",
        "naverbot",
        "oai-searchbot",
        "omgili",
        "omgilibot",
        "otherbot",
        "perplexity-user",
        "perplexitybot",
        "petalbot",
        "seznambot",
        "slurp",
        "teoma",
        "timpibot",
        "twitterbot",
        "yandex",
        "yandexbot",
        "yeti",
        "youbot",
    ]
)
_VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_AGAINST_AI = ("noai", "noimageai")
_USAGE_HEADERS = ("content-usage", "content-signal")
# a date that begins with its weekday has a comma of its own
_DIRECTIVE = re.compile(r"(?:[^,:]*:)?\s*unavailable_after\s*:\s*(?:[a-z]{3,9}\s*,)?[^,]*|[^,]+")
_NAMED = re.compile(r"([\w.*-]+)\s*:\s*(.*)", re.DOTALL)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)


def signals(page: Page, tree: HtmlElement | None) -> Mapping[str, tuple[str, ...]]:
    """The signals that are there, by kind; headers before elements, each once, in the order of the page.

    A directive for one robot is `robot: directive`, one with a value `directive:value`. `ai` holds
    `noai` and `noimageai` as well as the preferences of Content-Usage and Content-Signal.
    """
    metas = [] if tree is None else [*_metas(tree)]
    header_robots = _few(_directives(_headers(page, "x-robots-tag")))
    meta_robots = _few(_of_robots(metas))
    found = {
        "x-robots-tag": header_robots,
        "meta-robots": meta_robots,
        "tdm-reservation": _few(_both(page, metas, "tdm-reservation")),
        "tdm-policy": _addresses(_both(page, metas, "tdm-policy")),
        "ai": _few([*_against_ai([*header_robots, *meta_robots]), *_preferences(page)]),
        "licence": _addresses(_licences(page, tree)),
    }
    return {kind: values for kind, values in found.items() if values}


def _few(values: Iterable[str], *, longest: int = _LONGEST) -> tuple[str, ...]:
    """The first of them, each once and none too long."""
    clean = (_UNPRINTABLE.sub(" ", value).strip() for value in values)
    unique = dict.fromkeys(value[:longest] for value in islice(clean, _READ) if value)
    return tuple(islice(unique, _MOST))


def _addresses(values: Iterable[str]) -> tuple[str, ...]:
    """The same of addresses: a part of one would lead elsewhere."""
    return _few((value for value in values if len(value) <= _LONGEST_ADDRESS), longest=_LONGEST_ADDRESS)


def _headers(page: Page, name: str) -> Iterator[str]:
    return (value[:_READ] for key, value in page.headers if key.lower() == name)


def _metas(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Name and content of each meta element that has both."""
    for meta in tree.iter("meta"):
        name, content = meta.get("name"), meta.get("content")
        if name and content:
            yield name.strip().lower(), content[:_READ]


def _both(page: Page, metas: list[tuple[str, str]], name: str) -> list[str]:
    return [*_headers(page, name), *(content for key, content in metas if key == name)]


def _of_robots(metas: list[tuple[str, str]]) -> Iterator[str]:
    for name, content in metas:
        if name == "robots":
            yield from _directives([content])
        elif name in _ROBOTS:
            yield from _directives([content], robot=name)


def _directives(values: Iterable[str], *, robot: str = "") -> Iterator[str]:
    """The directives of robots headers or elements; a robot's name holds until the next, or the end of its value."""
    for value in values:
        named = robot
        for token in _DIRECTIVE.findall(value.lower()):
            directive = token.strip()
            match = _NAMED.fullmatch(directive)
            if match and match[1] not in _VALUED:
                named, directive = match[1], match[2].strip()
                match = _NAMED.fullmatch(directive)
            if match and match[1] in _VALUED:
                directive = f"{match[1]}:{match[2].strip()}"
            if directive:
                yield f"{named}: {directive}" if named else directive


def _against_ai(directives: list[str]) -> Iterator[str]:
    return (directive for directive in directives if directive.rpartition(" ")[2] in _AGAINST_AI)


def _preferences(page: Page) -> Iterator[str]:
    """What Content-Usage (`train-ai=n`) and Content-Signal (`ai-train=no, search=yes`) prefer."""
    for name in _USAGE_HEADERS:
        for value in _headers(page, name):
            yield from (re.sub(r"\s*=\s*", "=", token.strip().lower()) for token in value.split(","))


def _licences(page: Page, tree: HtmlElement | None) -> Iterator[str]:
    for value in _headers(page, "link"):
        for address, parameters in _LINK.findall(value):
            rel = _REL.search(parameters)
            if rel and "license" in (rel[1] or rel[2] or "").lower().split():
                yield absolute(page.url, address) or ""
    if tree is not None:
        base = base_of(tree.iter("base"), page.url)
        for element in tree.iter("link", "a", "area"):
            if "license" in (element.get("rel") or "").lower().split():
                yield absolute(base, element.get("href")) or ""
