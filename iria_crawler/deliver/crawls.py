"""What is kept beside the WARC files of crawls: settings, log, report, and the pictures that reports show."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

from iria_crawler.errors import ArchiveError
from iria_crawler.store import Store
from iria_crawler.warc import crawl_in, read_info

_FROM_REPORT = re.compile(r'(?:href|src)="(?:\.\./){3}(qa/[^"]+)"')
_LAST_SHEET = (
    "SELECT json_extract(detail, '$.sheet') FROM events WHERE type = 'replay-check' AND object = ? ORDER BY id DESC"
    " LIMIT 1"
)


def crawls_of(archive: Path, slug: str, files: Sequence[Mapping[str, Any]]) -> dict[str, str | None]:
    """The crawl of each WARC file, by its name; None where neither its row nor the file itself tells."""
    return {file["filename"]: file["crawl_id"] or _told(archive, slug, file["filename"]) for file in files}


def _told(archive: Path, slug: str, filename: str) -> str | None:
    """The crawl that a file names, if its folder is there."""
    try:
        named = crawl_in(read_info(archive, filename), slug)
    except ArchiveError:
        return None
    return named[0] if named and (archive / "crawls" / named[0]).is_dir() else None


def pictures(store: Store, archive: Path, slug: str, folder: Path) -> Iterator[str]:
    """The files below `qa/` that go along: the last contact sheet, and all that the reports in a folder point at."""
    sheet = store.value(_LAST_SHEET, f"site:{slug}")
    named = {sheet} if sheet else set()
    for page in folder.glob("crawls/*/report/index.html"):
        named |= {unescape(name) for name in _FROM_REPORT.findall(page.read_text(encoding="utf-8"))}
    for name in sorted(named):
        if PurePosixPath(name).name == "index.html":  # with the pictures beside it
            named |= {path.relative_to(archive).as_posix() for path in (archive / name).parent.glob("*")}
    yield from sorted(name for name in named if ".." not in name.split("/") and (archive / name).is_file())


def mend(folder: Path) -> None:
    """Have no report in a folder point at pictures that are not there."""

    def mended(found: re.Match[str]) -> str:
        return found[0] if (folder / unescape(found[1])).is_file() else f'{found[0].partition("=")[0]}="#not-here"'

    for page in folder.glob("crawls/*/report/index.html"):
        text = page.read_text(encoding="utf-8")
        if (better := _FROM_REPORT.sub(mended, text)) != text:
            page.write_text(better, encoding="utf-8")
