"""What a look found, in words: lines for people, one mapping for machines."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import shorten
from typing import Any

from iria_crawler.looking import Estimate, Look, Sample, estimate, found_in
from iria_crawler.looking.fields import effects, fields, missing, visible
from iria_crawler.report import counted, size
from iria_crawler.sites import Site

LABEL = 22
"""Letters that the name of a subject has at most."""

_WORDS = {"published_at": "date", "authors": "author"}


def findings(look: Look) -> Iterator[tuple[str, str]]:
    """One line a subject: its name and what there is to say of it."""
    yield shorten(look.system or "system unknown", LABEL, placeholder="…"), _api(look)
    yield "sitemap", _sitemap(look)
    yield "feed", _feed(look)
    yield "robots.txt", _robots(look)
    yield "language", _language(look)
    yield _articles(look)
    yield "pace", _pace(look)


def takes(found: Estimate) -> str:
    """An estimate in a line."""
    return f"{counted(found.pages, 'page')}, {lasting(found.seconds)}, about {size(found.bytes)}"


def lasting(seconds: float) -> str:
    """A stretch of time as people say it: `35 minutes`."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 1.5 * length:
            return counted(round(seconds / length), unit)
    return "a minute" if seconds > 30 else counted(max(1, round(seconds)), "second")


def as_json(look: Look) -> dict[str, Any]:
    """Everything that a look found; the estimate is None where there is nothing to tell it from."""
    found, articles = estimate(look), look.articles
    documents = {name: getattr(look, name) for name in ("robots", "sitemap", "feed", "api")}
    return {
        "home": look.site.home,
        "slug": look.site.slug,
        "name": look.name,
        "system": look.system,
        "language": look.language,
        "requests": look.requests,
        **{name: asdict(value) if value else None for name, value in documents.items()},
        "articles": [
            {
                "url": sample.seen.page.url,
                "read": sample.article is not None,
                "reason": sample.reason,
                "wall": sample.wall,
                "sources": dict(sample.article.sources) if sample.article else {},
            }
            for sample in look.samples
        ],
        "fields": found_in(articles),
        "delay": look.delay,
        "pattern": look.pattern,
        "estimate": asdict(found) if found else None,
    }


def _api(look: Look) -> str:
    api = look.api
    if api is None:
        return "no open REST API"
    of_these = f" in the first {api.listed}" if api.listed < api.posts else ""
    categories = "1 category" if api.categories == 1 else f"{api.categories} categories"
    return f"REST API open: {counted(api.posts, 'post')}; {categories}, {counted(api.authors, 'author')}{of_these}"


def _sitemap(look: Look) -> str:
    found = look.sitemap
    if found is None:
        return "none found"
    parts = f"{counted(found.parts, 'part')}, " if found.parts else ""
    number = counted(found.urls, "URL") if found.urls == found.listed else f"about {counted(found.urls, 'URL')}"
    lastmod = "all on one day: of no use" if found.lastmod == "all on one day" else found.lastmod
    return f"{_short(found.url, look)}, {parts}{number}, lastmod {lastmod}"


def _feed(look: Look) -> str:
    found = look.feed
    if found is None:
        return "none found"
    number = "1 entry" if found.entries == 1 else f"{found.entries} entries"
    return f"{_short(found.url, look)}, {number}, full text: {'yes' if found.is_full_text else 'no'}"


def _robots(look: Look) -> str:
    found = look.robots
    if found is None:
        return "no answer"
    if found.status != 200:
        return f"none (HTTP {found.status}): everything may be fetched"
    delay = "none" if found.crawl_delay is None else f"{found.crawl_delay:g} s"
    named = "Sitemap named" if found.sitemaps else "no Sitemap named"
    return f"{'allows us' if found.allows else 'keeps us out'}; Crawl-delay {delay}; {named}"


def _language(look: Look) -> str:
    spoken = sorted({article.language for article in look.articles if article.language})
    if not spoken:
        return f"{look.language} (html lang; no text read)" if look.language else "not told"
    if look.language is None:
        return f"{', '.join(spoken)} (by the text; html lang says nothing)"
    if spoken == [look.language]:
        return f"{look.language} (html lang and text agree)"
    return f"{look.language} by html lang, {', '.join(spoken)} by the text"


def _articles(look: Look) -> tuple[str, str]:
    """What was found in how many of the articles, fields that are found alike together."""
    articles, tried = look.articles, len(look.samples)
    if not articles:
        reasons = Counter(sample.why for sample in look.samples)
        why = ", ".join(f"{counted(number, 'page')} {reason}" for reason, number in reasons.items())
        return "no article read", why or "no address of one was found"
    groups: dict[int, list[str]] = {}
    for name, number in found_in(articles).items():
        groups.setdefault(number, []).append(_WORDS.get(name, name))
    said = [f"{', '.join(names)} in {n} of {len(articles)}" for n, names in sorted(groups.items(), reverse=True)]
    refused = [f"{sample.seen.page.url} is none: {sample.why}" for sample in look.samples if not sample.article]
    return f"{counted(len(articles), 'article')} read" + (f" of {tried}" if refused else ""), "; ".join(said + refused)


def _pace(look: Look) -> str:
    asked = look.robots and look.robots.crawl_delay
    if not look.delay:
        return "no pause between requests"
    every = "one request a second" if look.delay == 1 else f"one request every {look.delay:g} s"
    return every + (", as robots.txt asks" if asked == look.delay else "")


def _short(url: str, look: Look) -> str:
    """An address as a path where it is on the site."""
    home = look.site.home.rstrip("/")
    return url.removeprefix(home) if url.startswith(home + "/") else url


def checked(sample: Sample, site: Site) -> dict[str, Any]:
    """A page that was taken for an article: each field with its source, beside what the page shows."""
    page, article = sample.seen.page, sample.article
    shown = article or sample.part
    return {
        "url": page.url,
        "status": page.status,
        "read": article is not None,
        "reason": sample.reason,
        "wall": sample.wall,
        "part_of": sample.part.url if sample.part else None,
        "is_partial": bool(shown and shown.is_partial),
        "charset": sample.charset,
        "limits": list(sample.limits),
        "fields": [asdict(field) for field in fields(shown)] if shown else [],
        "missing": missing(article) if article else [],
        "rules": [asdict(effect) for effect in effects(page, site, article)],
        "visible": visible(page),
    }
