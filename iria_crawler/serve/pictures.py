"""Pictures as the archive holds them: their bytes, and nothing that could run."""

from collections.abc import Mapping
from typing import Any

from iria_crawler.access import Withheld
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
    row = browsing.picture(store, int(asked.parts["id"]))
    if row is None or not is_shown(row, withholding.withheld(store)):
        said = "The archive does not hold this picture, or it is nothing that can be shown."
        return page("refused", asked, status=404, said=said, advice=None)
    try:
        found = read_page(asked.folder, ref_of(row))
    except ArchiveError as problem:
        return page("refused", asked, status=404, said=f"The picture cannot be read: {problem}", advice="iria verify")
    return Answer(body=found.body, type=row["mime"], headers=_SHUT)


def is_shown(row: Mapping[str, Any], withheld: Withheld) -> bool:
    """Whether a picture is held, is one, and is withheld under none of its addresses."""
    urls = (row["url"], row["asked_url"], row["held_url"])
    return row["mime"] in RASTER and not any(url in withheld for url in urls)
