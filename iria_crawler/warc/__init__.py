"""Writes, reads, mends and checks WARC files; the only package that knows warcio."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iria_crawler.warc.adoption import capture_at, crawl_in, read_captures, read_info
    from iria_crawler.warc.archive import Archive
    from iria_crawler.warc.checking import RecordCheck, check
    from iria_crawler.warc.excerpts import excerpt
    from iria_crawler.warc.exchanges import Originals
    from iria_crawler.warc.files import WarcFile
    from iria_crawler.warc.packing import bring_in
    from iria_crawler.warc.pages import read_page, read_pages
    from iria_crawler.warc.recovery import recover
    from iria_crawler.warc.subset import Subset
    from iria_crawler.warc.survey import Survey, count_records, sha256_of

_HOMES = {
    "adoption": ("capture_at", "crawl_in", "read_captures", "read_info"),
    "archive": ("Archive",),
    "checking": ("RecordCheck", "check"),
    "excerpts": ("excerpt",),
    "exchanges": ("Originals",),
    "files": ("WarcFile",),
    "packing": ("bring_in",),
    "pages": ("read_page", "read_pages"),
    "recovery": ("recover",),
    "subset": ("Subset",),
    "survey": ("Survey", "count_records", "sha256_of"),
}
__all__ = [
    "Archive",
    "Originals",
    "RecordCheck",
    "Subset",
    "Survey",
    "WarcFile",
    "bring_in",
    "capture_at",
    "check",
    "count_records",
    "crawl_in",
    "excerpt",
    "read_captures",
    "read_info",
    "read_page",
    "read_pages",
    "recover",
    "sha256_of",
]


def __getattr__(name: str) -> Any:
    """Each is imported when it is asked for: a process that only checks files needs none of those that write them."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
