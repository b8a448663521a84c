"""Which address is which page."""

from iria_crawler.serve.asked import Asked
from iria_crawler.serve.changes import difference, edits, edits_feed
from iria_crawler.serve.data import data
from iria_crawler.serve.front import front
from iria_crawler.serve.lists import articles
from iria_crawler.serve.pictures import picture
from iria_crawler.serve.reading import article, cite
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.serve.terms import authors, categories, months

ROUTES = (
    (r"^/$", front),
    (r"^/articles$", articles),
    (r"^/article/(?P<id>\d{1,18})(/(?P<version>\d{1,9}))?$", article),
    (r"^/article/(?P<id>\d{1,18})(/(?P<version>\d{1,9}))?/cite\.(?P<format>bib|ris|json)$", cite),
    (r"^/article/(?P<id>\d{1,18})/diff/(?P<a>\d{1,9})/(?P<b>\d{1,9})$", difference),
    (r"^/picture/(?P<id>\d{1,18})$", picture),
    (r"^/edits$", edits),
    (r"^/edits\.atom$", edits_feed),
    (r"^/authors$", authors),
    (r"^/categories$", categories),
    (r"^/months$", months),
    (r"^/data$", data),
)


def nowhere(asked: Asked, *, message: str, status: int) -> Answer:
    """There is no such page, or it cannot be shown."""
    said = f"There is no page {asked.path}." if status == 404 else message
    return page("refused", asked, status=status, said=said, advice=None)


def too_slow(asked: Asked) -> Answer:
    """The question takes longer than a page may."""
    advice = "Narrow it with a site, with dates, or with a rarer word."
    return page("refused", asked, status=503, said="This question takes too long for a page.", advice=advice)


def unreadable(asked: Asked, problem: str) -> Answer:
    """The database is locked, damaged or gone."""
    advice = "Wait and load the page again; where that does not help: iria doctor"
    return page("refused", asked, status=503, said=f"The database cannot be read now: {problem}", advice=advice)
