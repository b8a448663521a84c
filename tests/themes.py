"""For tests of what is learnt of a site: its articles in two designs, before and after it was made anew."""

import json
from pathlib import Path
from typing import Literal

from iria_crawler.reading import Study, study
from iria_crawler.store import Store, ref_of
from iria_crawler.store import knowledge as rows
from iria_crawler.verify import Tally, verify

from .newsdesk import WAIT, Desk

Design = Literal["old", "new"]

NOTICE = "This report is free to read thanks to the many members who pay for our work every month."
_PLACES = ("harbour", "station", "market", "bridge", "library", "theatre", "airport", "museum")
_DOERS = ("minister", "mayor", "engineer", "historian", "judge", "captain", "teacher")


def paragraphs(number: int) -> list[str]:
    """The text of an article; no two have a paragraph in common."""
    place, doer = _PLACES[number % len(_PLACES)], _DOERS[number % len(_DOERS)]
    return [
        f"The {place} of district {number} was shown to the {doer} on day {part} of the visit, and nobody who had come"
        f" along could say why it had cost {number * 31 + part} million, or who was to pay for the {place} in the end."
        for part in range(1, 6)
    ]


def title(number: int) -> str:
    return f"The {_DOERS[number % len(_DOERS)]} visits district {number}"


def themed(number: int, design: Design = "old", *, count: int = 0, notice: str = NOTICE) -> bytes:
    """A page; `count` is of the visitors, and stands outside of the text."""
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title(number)}
    said["datePublished"] = "2026-01-05T08:00:00Z"
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title(number)}</title>'
        f'<script type="application/ld+json">{json.dumps(said)}</script></head>'
    )
    body = _old(number, count, notice) if design == "old" else _new(number, count)
    return f"{head}<body>{body}</body></html>".encode()


def _old(number: int, count: int, notice: str) -> str:
    *first, last = (f"<p>{each}</p>" for each in paragraphs(number))
    text = f"{''.join(first)}<p>{notice}</p>{last}"
    return (
        '<nav class="menu"><a href="#top">Home</a> <a href="#end">About this paper</a></nav>'
        f'<div id="main"><div class="story"><h1>{title(number)}</h1><div class="text">{text}</div></div>'
        f'<div class="side"><p>{count} readers were here today.</p></div></div>'
        "<footer><p>Copyright 2026 The Example, a paper for everybody who lives here.</p></footer>"
    )


def _new(number: int, count: int) -> str:
    text = "".join(f'<div class="para">{each}</div>' for each in paragraphs(number))
    teaser = "The paper has a new design, and everybody is asked to say how they like it. "
    return (
        f'<div id="main"><div class="story"><div class="text"><p>{teaser}</p></div></div></div>'
        f'<main><article class="piece"><h1>{title(number)}</h1>{text}</article></main>'
        f'<div class="counted">{count} readers</div><footer><small>Copyright 2026 The Example</small></footer>'
    )


def learn(place: Desk) -> int:
    """Have the desk's recorder learn, as a crawl does with a reader process; gives the row of what it learnt."""
    site_id = place.store.value("SELECT id FROM sites")
    captures = place.recorder.ask(lambda store: rows.sample(store, site_id)).result(WAIT)
    lesson = study(Study(folder=place.folder, site=place.site, refs=tuple(map(ref_of, captures))))
    place.recorder.learn([capture["id"] for capture in captures], lesson).result(WAIT)
    live = rows.live(place.store, site_id)
    assert live is not None
    return live.id


def in_order(folder: Path) -> bool:
    """Whether every text of an archive is what its records give when they are read again."""
    tally = Tally()
    with Store.open(folder) as store:
        assert not list(verify(store, folder, tally))
    return tally.versions > 0 and not tally.by_other_extractor
