"""Exports for research: the articles that a query and filters choose, in a folder that says what it holds."""

from iria_crawler.export.folder import refuse, told
from iria_crawler.export.orders import FORMATS, STREAMED, Format, Order, default_folder
from iria_crawler.export.writing import Written, counts, export, stream

__all__ = [
    "FORMATS",
    "STREAMED",
    "Format",
    "Order",
    "Written",
    "counts",
    "default_folder",
    "export",
    "refuse",
    "stream",
    "told",
]
