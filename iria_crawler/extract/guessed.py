"""The day of an article where nothing that is known to be its date can be read: what htmldate makes of the markup."""

import re
from datetime import date, datetime

from htmldate import find_date
from lxml.etree import tostring
from lxml.html import HtmlElement

from iria_crawler.extract.datewords import FOREIGN
from iria_crawler.extract.html import text_of
from iria_crawler.extract.microdata import stands_in
from iria_crawler.extract.moments import Moment, moment
from iria_crawler.extract.months import day_of
from iria_crawler.extract.orders import writes_month_first
from iria_crawler.extract.printed import printed
from iria_crawler.extract.times import is_in_sentence
from iria_crawler.extract.view import View

_DAYS = re.compile(
    r"(?<!\d)(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})[-/.](?P<y2>\d{4}))(?!\d)"
)
_FEW, _BEFORE = 4, 15
_LONGEST_TEXT = 50_000


def guessed(view: View, language: str) -> Moment | None:
    """What htmldate reads in the markup of the article, unless it had to choose among many printed dates."""
    try:
        day = find_date(
            view.article,
            extensive_search=False,
            original_date=True,
            max_date=view.page.captured_at.strftime("%Y-%m-%d"),
        )
    except (RecursionError, ValueError, OverflowError, AssertionError):
        # The last is lxml's: htmldate drops elements like `object`, and cannot if the article itself is one.
        return None
    if not day or _is_of_others(day, view):
        return None
    found = moment(day, "trafilatura", now=view.page.captured_at)
    if found and found.at.day == 1 and _is_of_no_day(found.at, view.article):
        return None
    return None if found and (_is_beside(day, view) or _is_told(found.at.date(), view, language)) else found


def _is_of_others(day: str, view: View) -> bool:
    """Whether a day is written in an item of microdata that is not the article: htmldate knows of none."""
    outermost = (item for item in view.others if not stands_in(item, view.others))
    return any(day in tostring(item, encoding="unicode") for item in outermost)


def _is_of_no_day(at: datetime, article: HtmlElement) -> bool:
    """Whether the first of a month is all that htmldate could make of a day that there is not, as 30 February."""
    for said in _DAYS.finditer(tostring(article, encoding="unicode")[:_LONGEST_TEXT]):
        year, month, day = (said["y1"], said["m1"], said["d1"]) if said["y1"] else (said["y2"], said["m2"], said["d2"])
        if (int(year), int(month)) == (at.year, at.month) and day_of(at.year, at.month, int(day)) is None:
            return True
    return False


def _is_told(day: date, view: View, language: str) -> bool:
    """Whether a day is one of many that the article prints, or stands by a word that is of something else."""
    order = writes_month_first(language, view.page.url)
    text = text_of(view.article)[:_LONGEST_TEXT]
    said = printed(text, language=language, month_first=order)
    same = [one for one in said if one.day == day]
    foreign = [one for one in same if FOREIGN.search(text[max(0, one.start - _BEFORE) : one.start])]
    return bool(same) and (len({one.day for one in said}) > _FEW or len(foreign) == len(same))


def _is_beside(day: str, view: View) -> bool:
    """Whether all that is marked up as the time of a day is in running text."""
    times = [element for element in view.article.iter("time") if day in (element.get("datetime") or "")]
    return bool(times) and all(map(is_in_sentence, times))
