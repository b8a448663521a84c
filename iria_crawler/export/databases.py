"""Articles as a database like the one of an archive."""

from pathlib import Path

from iria_crawler.export.about import Resource
from iria_crawler.store import FILENAME
from iria_crawler.store.copying import EMPTY, copy
from iria_crawler.store.selection import Selection
from iria_crawler.store.withholding import withheld

REMARK = (
    "The database has the tables, views and search indexes of an archive, and of each article the current text beside"
    " those that were chosen. What only its keepers need is empty: what `urls` says of the queue, and the tables "
    + ", ".join(f"`{name}`" for name in EMPTY)
    + "."
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
