"""The report as one page that needs nothing else: no script, no font, no request."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from iria_crawler.report.alarms import meaning
from iria_crawler.report.expected import NAMES
from iria_crawler.report.summary import facts, requisites, verdict, when
from iria_crawler.report.words import counted, duration, moment, share, size

MOST = 20
"""Rows of a table on the page; the CSV file beside it has all."""


def page(told: Mapping[str, Any]) -> str:
    """The page of a crawl. All that comes from the web is escaped, and no address of it becomes a link."""
    place = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(place), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"size": size, "duration": duration, "moment": moment, "number": "{:,}".format}
    template = environment.get_template("page.html.jinja")
    return template.render(
        told=told,
        settings=json.dumps(told["config"], ensure_ascii=False, indent=2),
        style=Markup((place / "page.css").read_text(encoding="utf-8")),
        charts=[(title, words, Markup(svg)) for title, words, svg in _charts(told)],
        facts=[(label, text) for label, text in facts(told) if label != "warning"],
        verdict=verdict(told),
        mood=_mood(told),
        when=when(told),
        names=NAMES,
        needed=requisites(told["requisites"]),
        most=MOST,
        counted=counted,
        share=share,
        meaning=meaning,
    )


def _mood(told: Mapping[str, Any]) -> str:
    """The colour of the verdict."""
    if told["killed"] or told["status"] in ("failed", "interrupted"):
        return "bad"
    if told["status"] == "running":
        return "live"
    return "fair" if told["warnings"] or told["status"] == "stopped" else "good"


def _charts(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Charts where there is something to show: to load what draws them takes a second."""
    if not (told["captures"]["records"] or told["published"]["bars"]):
        return []
    from iria_crawler.report.charts import charts

    return list(charts(told))
