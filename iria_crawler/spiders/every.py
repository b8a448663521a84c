"""One spider for every site, so that `scrapy list` and `scrapy crawl ir-ia` know them all."""

from pathlib import Path

from scrapy.utils.project import get_project_settings

from iria_crawler.sites import known
from iria_crawler.spiders import spider_for

for _site in known(Path(get_project_settings().get("IRIA_ARCHIVE", "archive")) / "sites").values():
    _spider = spider_for(_site, module=__name__)
    globals()[_spider.__name__] = _spider
    del _spider
