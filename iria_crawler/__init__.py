"""iria turns a news site into an archive that can be proved and a database that can be queried.

For people who program: `open_archive` gives a `Library`, which is searched and read.

    import iria_crawler

    with iria_crawler.open_archive("archive") as library:
        for found in library.search('"strategic patience"', since="2024"):
            print(found.article.title, found.passages[0])
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.3.0"

if TYPE_CHECKING:
    from iria_crawler.library import ArchivedArticle, Found, Library, Passage, Picture, Version, open_archive

__all__ = ["ArchivedArticle", "Found", "Library", "Passage", "Picture", "Version", "__version__", "open_archive"]


def __getattr__(name: str) -> Any:
    """What reads archives is imported when it is asked for: the command starts in a tenth of a second without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from iria_crawler import library

    return getattr(library, name)
