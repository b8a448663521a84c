"""The contact sheet: pictures of the pages that were looked at, the worst first, as one page beside them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from iria_crawler import report
from iria_crawler.report.words import counted, moment
from iria_crawler.store import iso
from iria_crawler.whole import whole

if TYPE_CHECKING:
    from iria_crawler.qa import Seen

PAGE = "index.html"
_ORDER = ("bad", "fair", "good")


def write_sheet(place: Path, slug: str, seen: "Sequence[Seen]", *, now: datetime) -> Path:
    """Write the sheet into the folder of the pictures; gives its file."""
    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"moment": moment}
    ranked = sorted(seen, key=lambda each: (_ORDER.index(each.check.rating), -len(each.missing)))
    text = environment.get_template("sheet.html.jinja").render(
        slug=slug,
        seen=ranked,
        counts={rating: sum(each.check.rating == rating for each in seen) for rating in _ORDER},
        at=iso(now),
        style=Markup((Path(report.__file__).parent / "page.css").read_text(encoding="utf-8")),
        counted=counted,
    )
    with whole(place / PAGE) as file:
        file.write(text.encode())
    return place / PAGE
