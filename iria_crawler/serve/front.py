"""The front page: what is in here, how it has been collected, and what is wrong."""

from typing import Any

from iria_crawler.access import Withheld
from iria_crawler.report.alarms import meaning
from iria_crawler.serve.asked import Asked
from iria_crawler.serve.charts import chart, grouped
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing, counting, withholding
from iria_crawler.store.browsing import Reader

CRAWLS, PROBLEMS, NEWEST, EDITS = 8, 8, 6, 5


def front(store: Reader, asked: Asked) -> Answer:
    sites, withheld = counting.sites(store), withholding.withheld(store)
    return page(
        "front",
        asked,
        held=counting.holdings(store),
        sites=sites,
        names={site["slug"]: site["name"] for site in sites},
        chart=chart({row["month"]: row["articles"] for row in grouped(counting.months(store))}),
        crawls=counting.crawls(store, limit=CRAWLS),
        problems=[_explained(row, withheld) for row in counting.problems(store, limit=PROBLEMS)],
        newest=browsing.newest(store, limit=NEWEST),
        edits=browsing.edits(store, limit=EDITS),
    )


def _explained(row: dict[str, Any], withheld: Withheld) -> dict[str, Any]:
    words, help_ = meaning(row["code"], row["site"])
    example = None if row["example"] in withheld else row["example"]
    return {**row, "words": words, "help": help_, "example": example}
