"""What looks at pages have left below `qa/`: pictures of them, and the sheets that show these."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from iria_crawler.whole import whole

_ROW, _END = "<li>\n", "</ul>\n</main>"  # as qa/sheet.html.jinja has them
_ADDRESS = re.compile(r'<small class="url">(.*?)</small>')
_PICTURE = re.compile(r'<a class="shot" href="([^"/]+)">')


def take_away(archive: Path, urls: Iterable[str], pictures: Sequence[str]) -> None:
    """Remove the pictures of some pages, and their rows in all sheets: these also tell of looks without a row."""
    gone = {escape(url).replace("&#x27;", "&#39;") for url in urls}
    for sheet in sorted(archive.glob("qa/*/*/index.html")):
        text, shown = _without(sheet.read_text(encoding="utf-8"), gone)
        if text:
            for name in shown:
                (sheet.parent / name).unlink(missing_ok=True)
            with whole(sheet) as file:
                file.write(text.encode())
    for name in pictures:
        (archive / name).unlink(missing_ok=True)


def _without(sheet: str, urls: set[str]) -> tuple[str, list[str]]:
    """A sheet without the rows of some addresses, and the pictures of these; no text where it has none of them."""
    body, end, tail = sheet.partition(_END)
    head, *rows = body.split(_ROW)
    gone = [row for row in rows if (found := _ADDRESS.search(row)) and found[1] in urls]
    if not gone:
        return "", []
    kept = [row for row in rows if row not in gone]
    return _ROW.join([head, *kept]) + end + tail, [found[1] for row in gone if (found := _PICTURE.search(row))]
