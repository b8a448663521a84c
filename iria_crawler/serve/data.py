"""The page of the data: what each view and table holds, and the ways to have it as HTML, JSON, CSV and by SQL."""

from iria_crawler.serve.asked import Asked
from iria_crawler.serve.metadata import SHOWN
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store.browsing import Reader
from iria_crawler.store.dictionary import tables

QUESTION = (
    "select published_date, site, title, authors\nfrom article_list\nwhere language = 'en'\n"
    "order by published_at desc\nlimit 20"
)


def data(store: Reader, asked: Asked) -> Answer:
    """Views first: they answer most questions."""
    told = tables(store)
    groups = {
        "Views": [table for table in told if table.kind == "view"],
        "Tables": [table for table in told if table.kind == "table" and table.name in SHOWN],
    }
    rest = [table for table in told if table.kind != "view" and table.name not in SHOWN]
    return page("data", asked, groups=groups, rest=rest, question=QUESTION)
