"""What a person should look at after a crawl, each with an example and with what helps."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from iria_crawler.health import Finding
from iria_crawler.report.words import counted

_MEANINGS = (
    (r"http-(404|410)", "not there any more", "nothing if the site took them down; else: iria crawl {site} --patch"),
    (
        r"http-(401|403|451)",
        "refused to the crawler",
        "ask the site to let the crawler in; its name is in the user_agent setting",
    ),
    (r"http-429", "refused as too fast", "raise delay in sites/{site}.toml, then: iria crawl {site} --patch"),
    (r"http-5\d\d", "met by a failing server", "wait, then: iria crawl {site} --patch"),
    (r"http-.*", "answered with an error", "open one in a browser, then: iria crawl {site} --patch"),
    (r"dns", "of a host without address", "check the address, then: iria crawl {site} --patch"),
    (r"refused|no-answer|timeout", "without an answer", "wait, then: iria crawl {site} --patch"),
    (r"truncated-length", "longer than the limit and cut", "raise limits.body in sites/{site}.toml"),
    (r"truncated-.*|cut-short", "broken off before the end", "iria crawl {site} --patch"),
    (r"too-many-redirects|redirect-.*|bad-redirect", "redirected to nowhere", "open one in a browser"),
    (
        "part-missing",
        "of which some parts have never come",
        "nothing for now: they are asked for again in the next runs",
    ),
    (
        r"not-an?-.*|not-media",
        "where a web page came instead of the file",
        "open one in a browser; if it is there, then: iria crawl {site} --patch",
    ),
    ("too-many-requisites", "that need more files than limits.requisites allows", "raise it in sites/{site}.toml"),
    (r"bad-record|store-fault", "that could not be stored or read back", "iria verify"),
    (r"reader-.*|too-slow", "that could not be read", "look into the log; the next crawl tries again"),
    (r"robots-disallowed", "kept out by robots.txt", "nothing: the site wants it so"),
    (r"bad-address", "with links that are no addresses", "nothing: the mistake is in the page"),
)


def meaning(code: str, site: str) -> tuple[str, str]:
    """What the code of a problem means, and what helps."""
    for pattern, words, help_ in _MEANINGS:
        if re.fullmatch(pattern, code):
            return words, help_.format(site=site)
    return "with a problem", f"look into the log, then: iria crawl {site} --patch"


def warnings(told: Mapping[str, Any], unusual: Iterable[Finding]) -> list[dict[str, Any]]:
    """The errors of a crawl by kind, and signs that its site is no longer understood."""
    habits = [{"code": each.event, "what": each.message, "example": None, "help": each.remedy} for each in unusual]
    return [*habits, *_errors(told), *_signs(told)]


def _errors(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for problem in told["problems"]:
        if problem["class"] == "error":
            words, help_ = meaning(problem["code"], told["site"])
            what = f"{counted(problem['urls'], 'URL')} {words} ({problem['code']})"
            yield {"code": problem["code"], "what": what, "example": problem["example"], "help": help_}


def _signs(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    found = told["articles"]
    check = f"iria site check {told['site']}"
    if found["without_text"]:
        what = f"{counted(found['without_text'], 'page')} that should be articles have no text"
        yield {"code": "without-text", "what": what, "example": None, "help": check}
    if found["undated"]:
        what = f"{counted(found['undated'], 'article')} without a date"
        yield {"code": "undated", "what": what, "example": None, "help": check}
    if found["future"]:
        what = f"{counted(found['future'], 'article')} dated in the future"
        yield {"code": "future", "what": what, "example": None, "help": check}
