"""The fields of an article, but for its text: each with its source and the candidates that lost."""

from collections.abc import Container, Mapping
from functools import partial
from typing import Any

from iria_crawler.extract.addresses import address_of
from iria_crawler.extract.authors import authors_of, publishers_of
from iria_crawler.extract.bylines import people_at_spots
from iria_crawler.extract.dates import days_named, modified, published
from iria_crawler.extract.days import datelines_at_spots
from iria_crawler.extract.figures import figures_of, lead_of
from iria_crawler.extract.html import words_of
from iria_crawler.extract.links import links_of
from iria_crawler.extract.moments import Moment
from iria_crawler.extract.spots import Field, Values
from iria_crawler.extract.subtitle import subtitle_of
from iria_crawler.extract.terms import categories_of, section_of, tags_of
from iria_crawler.extract.title import title_of
from iria_crawler.extract.view import Found, View

Fields = dict[str, Found[Any]]


def fields_of(view: View) -> Fields:
    """Every field but body and language, each with its source."""
    categories = categories_of(view)
    since = published(view)
    title, subtitle = title_of(view), subtitle_of(view)
    is_title = title and subtitle and subtitle.source != "rule" and words_of(title.value) == words_of(subtitle.value)
    return filled(
        url=address_of(view),
        title=title,
        subtitle=None if is_title else subtitle,
        summary=_summary(view),
        authors=authors_of(view),  # before captions are marked: a name below its portrait is none
        categories=categories,
        tags=tags_of(view, categories.value if categories else ()),
        section=section_of(view, categories.value if categories else ()),
        lead_image=lead_of(view),
        figures=Found(figures_of(view), "dom"),
        links=Found(links_of(view), "dom"),
        **_times("published", since),
        **_times("modified", modified(view, since)),
    )


def spotted_fields(view: View, wanted: Container[Field]) -> Fields:
    """Those of the `wanted` that a site may print at the same spots on all its pages; nothing in the page is marked, so
    that its text comes out as without a second look."""
    return filled(
        authors=authors_of(view) if "authors" in wanted else None,
        figures=Found(figures_of(view, marking=False), "dom") if "captions" in wanted else None,
        **_times("published", published(view) if "day" in wanted else None),
    )


def taken(fields: Fields) -> Mapping[Field, Values]:
    """What is taken for these: the day in ISO 8601."""
    since = fields.get("published_at")
    figures = fields["figures"].value if "figures" in fields else ()
    return {
        "authors": tuple(fields["authors"].value) if "authors" in fields else (),
        "captions": tuple(figure.caption for figure in figures if figure.caption),
        "day": (since.value.date().isoformat(),) if since else (),
    }


def differ(plain: Fields, spotted: Fields) -> bool:
    """Whether the generic reader finds something that is not what stands where the site prints it."""
    ours, theirs = taken(spotted), taken(plain)
    is_other = any(theirs[field] and theirs[field] != ours[field] for field in ("authors", "day"))
    return is_other or not set(theirs["captions"]) <= set(ours["captions"])


def stray(view: View, fields: Fields) -> bool:
    """Whether a page prints at the spots of its site somebody else than its article has, by whatever that is told, or
    another day: what stood there stands elsewhere now."""
    ours = taken(fields)
    names = people_at_spots(view, publishers_of(view))
    days = tuple(line.date.day.isoformat() for line in datelines_at_spots(view, partial(days_named, view)))
    return any(said and known and said != known for said, known in ((names, ours["authors"]), (days, ours["day"])))


def filled(**fields: Found[Any] | None) -> Fields:
    """The fields that have been found."""
    return {name: found for name, found in fields.items() if found is not None}


def _times(name: str, moment: Moment | None) -> Mapping[str, Found[Any] | None]:
    if moment is None:
        return {}
    others = tuple(Found(other.at, other.source) for other in moment.others)
    raws = tuple(Found(other.raw, other.source) for other in moment.others)
    return {
        f"{name}_at": Found(moment.at, moment.source, others),
        f"{name}_raw": Found(moment.raw, moment.source, raws),
    }


def _summary(view: View) -> Found[str] | None:
    said = view.data.said("description", "og:description", "twitter:description")
    return Found(said, "meta") if said else None
