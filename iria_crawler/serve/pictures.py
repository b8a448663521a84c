"""Pictures as the archive holds them: their bytes, and nothing that could run."""

from datetime import UTC, datetime

from iria_crawler.errors import ArchiveError
from iria_crawler.serve.asked import Asked
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing, ref_of, withholding
from iria_crawler.warc import read_page

RASTER = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
"""Not SVG, which is a document and may hold scripts."""
_SHUT = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "private, max-age=3600"}


def picture(store: browsing.Reader, asked: Asked) -> Answer:
    """The bytes of a picture of a text, where they are held and may be shown."""
    row = browsing.held_picture(store, int(asked.parts["id"]))
    if row is None or withholding.is_withheld(store, row["url"], now=datetime.now(UTC)):
        return page("refused", asked, status=404, said="The archive does not hold this picture.", advice=None)
    try:
        found = read_page(asked.folder, ref_of(row))
    except ArchiveError as problem:
        return page("refused", asked, status=404, said=f"The picture cannot be read: {problem}", advice="iria verify")
    if found.mime not in RASTER:
        return page("refused", asked, status=404, said="What is held is no picture that can be shown.", advice=None)
    return Answer(body=found.body, type=found.mime, headers=_SHUT)
