"""From what a page shows to what a browser gets: all of it escaped, no address of the web loaded."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from iria_crawler import __version__
from iria_crawler.report import counted, size, words
from iria_crawler.serve.asked import Asked

_NAMES = {"ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French"}
_NAMES |= {"he": "Hebrew", "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean"}
_NAMES |= {"nl": "Dutch", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ru": "Russian", "sw": "Swahili"}
_NAMES |= {"tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese"}

_MOODS = {"finished": "good", "running": "", "stopped": "fair", "interrupted": "bad", "failed": "bad"}
"""The colour of the word for how a crawl ended."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes to the browser."""

    body: str | bytes
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def page(template: str, asked: Asked, *, status: int = 200, **shown: Any) -> Answer:
    """A page of ours."""
    return Answer(body=_ENVIRONMENT.get_template(f"{template}.html.jinja").render(asked=asked, **shown), status=status)


def feed(template: str, asked: Asked, **shown: Any) -> Answer:
    """An Atom feed; it leaves out the signs that XML cannot hold."""
    body = _ENVIRONMENT.get_template(f"{template}.atom.jinja").render(asked=asked, **shown)
    return Answer(body=_NOT_XML.sub("", body), type="application/atom+xml; charset=utf-8")


def direction(text: str | None) -> str:
    """Which way a text runs: that of its first letter."""
    kinds = (unicodedata.bidirectional(sign) for sign in text or "")
    return "rtl" if next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def moment(text: str | None) -> str:
    """A time of the database: `21 November 2026 02:30 UTC`; what is none stays what it is."""
    try:
        return words.moment(text or "")
    except ValueError:
        return text or ""


def day(text: str | None) -> str:
    """A date of the database as people write it: `21 November 2026`; what is none stays what it is."""
    try:
        found = date.fromisoformat((text or "")[:10])
    except ValueError:
        return text or ""
    return f"{found.day} {found:%B %Y}"


def month(text: str) -> str:
    """`2026-11` as `November 2026`; a year stays one."""
    return f"{date.fromisoformat(text + '-01'):%B %Y}" if len(text) == 7 else text


def language(code: str | None) -> str:
    """`Arabic` for `ar`; a code that is not in our list stays what it is."""
    return _NAMES.get((code or "").partition("-")[0], code or "")


def link(path: str, **args: str | int | None) -> str:
    """An address of ours with parameters."""
    kept = {name.rstrip("_"): value for name, value in args.items() if value}
    return path + (f"?{urlencode(kept)}" if kept else "")


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"size": size, "moment": moment, "number": "{:,}".format, "day": day}
    made.filters |= {"direction": direction, "month": month, "language": language}
    made.globals |= {"counted": counted, "share": words.share, "link": link, "version": __version__, "moods": _MOODS}
    made.globals |= {"counts": lambda value: counted(round(value), "article"), "percents": "{:.1f} %".format}
    return made


_ENVIRONMENT = _environment()
