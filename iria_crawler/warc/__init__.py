"""Writes, reads, mends and checks WARC files; the only package that knows warcio."""

from iria_crawler.warc.adoption import capture_at, read_captures, read_info
from iria_crawler.warc.archive import Archive
from iria_crawler.warc.checking import Companion, RecordCheck, check, companions
from iria_crawler.warc.excerpts import excerpt
from iria_crawler.warc.exchanges import Originals
from iria_crawler.warc.files import WarcFile
from iria_crawler.warc.packing import bring_in
from iria_crawler.warc.pages import read_page, read_pages
from iria_crawler.warc.recovery import recover
from iria_crawler.warc.subset import Subset
from iria_crawler.warc.survey import Survey, sha256_of

__all__ = [
    "Archive",
    "Companion",
    "Originals",
    "RecordCheck",
    "Subset",
    "Survey",
    "WarcFile",
    "bring_in",
    "capture_at",
    "check",
    "companions",
    "excerpt",
    "read_captures",
    "read_info",
    "read_page",
    "read_pages",
    "recover",
    "sha256_of",
]
