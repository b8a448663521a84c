"""The site file that a look suggests: what is particular of the site, and in remarks what a crawl finds by itself."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from iria_crawler.looking import Look
from iria_crawler.sites import Site


def proposal(look: Look) -> Site:
    """The site with its name, its language and the pattern of its articles, as far as they are clear; what it
    says already stays."""
    said = look.site.site
    identity = said.model_copy(update={"name": said.name or look.name, "language": said.language or _language(look)})
    changes: Mapping[str, Any] = {"site": identity}
    if look.pattern and not look.site.crawl.article:
        changes = {**changes, "crawl": look.site.crawl.model_copy(update={"article": (look.pattern,)})}
    return look.site.model_copy(update=changes)


def remarks(look: Look, *, on: date) -> Iterator[str]:
    """What was found that need not be said in the file."""
    yield f"Looked at on {on.isoformat()}. What a crawl finds by itself and needs no [[seeds]]:"
    for kind, found in (("api", look.api), ("sitemap", look.sitemap), ("feed", look.feed)):
        yield f"  {kind:<8} {found.url if found else 'none found'}"


def _language(look: Look) -> str | None:
    """The one language in which everything is that was read, if there is one."""
    spoken = {article.language for article in look.articles} | {look.language}
    return look.language if spoken == {look.language} and look.articles else None
