"""Articles as a database like the one of an archive."""

from pathlib import Path

from iria_crawler.export.about import Resource
from iria_crawler.store import FILENAME
from iria_crawler.store.copying import copy
from iria_crawler.store.selection import Selection
from iria_crawler.store.withholding import withheld

REMARK = (
    "The database has the tables, views and search indexes of an archive. What only a crawler needs is empty:"
    " `mentions`, `hosts`, `problems`, `notices`, `site_knowledge`, `article_parts`, and what `urls` says of the queue."
)


def write(folder: Path, archive: Path, selection: Selection) -> list[Resource]:
    """Copy the selected texts, with all that belongs to them."""
    copy(archive, selection.ids(), folder / FILENAME, withheld=withheld(selection.store))
    return [
        Resource(
            path=FILENAME,
            description="SQLite database; begin with the view `article`",
            mediatype="application/vnd.sqlite3",
        )
    ]
