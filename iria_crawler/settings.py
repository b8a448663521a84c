"""Scrapy's settings: the one switchboard of all that a crawl does."""

import os

from iria_crawler import __version__

BOT_NAME = "iria"
SPIDER_MODULES = ["iria_crawler.spiders"]
NEWSPIDER_MODULE = "iria_crawler.spiders"
USER_AGENT = f"iria/{__version__} (news archive; no contact set)"

IRIA_ARCHIVE = os.environ.get("IRIA_ARCHIVE", "archive")  # the archive folder
IRIA_FULL = False  # ask for everything again
IRIA_PATCH = False  # ask only for what failed before
IRIA_LOOK = False  # look at the site only: a document of each kind and three articles
IRIA_TEST = False  # a trial, of which nobody is told
IRIA_SINCE = None  # leave out articles that are said to be older than this day
IRIA_TRIGGER = "person"  # who started the run: person or schedule
IRIA_LIMIT = None  # at most so many pages in this run
IRIA_REPORT = os.environ.get("IRIA_REPORT", "1") != "0"  # write crawls/<id>/report/
IRIA_JOBS = int(os.environ.get("IRIA_JOBS", "0"))  # reader processes at most; 0: one a core
IRIA_BODY_CAP = 20_000_000  # bytes of a body, as received and decoded; the site file's limits.body

# The three stops of a page: its bytes are kept and recorded, the spider passes it on, the pipeline has it read
DOWNLOAD_HANDLERS = {
    "http": "iria_crawler.handlers.CaptureHandler",
    "https": "iria_crawler.handlers.CaptureHandler",
}
DOWNLOADER_MIDDLEWARES = {
    "iria_crawler.middlewares.RobotsMiddleware": 100,
    "iria_crawler.middlewares.RetryAfterMiddleware": 200,
    "iria_crawler.middlewares.PaceMiddleware": 300,
    "iria_crawler.middlewares.ArchiveMiddleware": 950,
    # what the frontier decides, for every URL in one way
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    # bodies are decoded by the reader processes, from the archive
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # the same page for everyone, and no secrets in the archive
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
}
EXTENSIONS = {
    "iria_crawler.extensions.Witness": 0,
    # both open a port through which anybody on the machine runs code
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
ITEM_PIPELINES = {"iria_crawler.pipelines.ReadingPipeline": 500}
SCHEDULER = "iria_crawler.scheduler.FrontierScheduler"
HTTPERROR_ALLOW_ALL = True  # an error page is a capture like any other

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",  # what every replay tool can read; pywb knows neither br nor zstd
}
REFERER_ENABLED = False

# Pace: one request at a time, a second apart at least; the site file or robots.txt may ask for more
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # a response is one item; Scrapy would start a hundred tasks for it
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 0  # the capture handler has its own cap, for received and decoded bytes
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a cut body is recorded as such

LOG_LEVEL = "INFO"
