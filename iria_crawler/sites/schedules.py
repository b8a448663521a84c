"""When a site is crawled: the forms of `schedule` in a site file and the times they mean, all in UTC."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from cronsim import CronSim, CronSimError

FORMS = (
    '"hourly :15", "daily 02:30", "twice-daily 02:30", "weekly mon,thu 03:00", "monthly 1 04:00" or the five fields of'
    ' cron such as "30 2 * * *"; times are UTC'
)

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = "|".join(_DAYS)
_TIME = r"(?: (?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d))?"
_AS_CRON: Mapping[str, str] = {
    r"hourly(?: :(?P<minute>[0-5]\d))?": "{minute} * * * *",
    rf"daily{_TIME}": "{minute} {hour} * * *",
    rf"twice-daily{_TIME}": "{minute} {hour},{later} * * *",
    rf"weekly(?: (?P<days>(?:{_DAY})(?:,(?:{_DAY}))*))?{_TIME}": "{minute} {hour} * * {days}",
    rf"monthly(?: (?P<date>[1-9]|1\d|2[0-8]))?{_TIME}": "{minute} {hour} {date} * *",
}
_VALUE = r"(?:\d{1,2}|[a-z]{3})"
_PART = rf"(?:(?:\*|{_VALUE}-{_VALUE})(?:/\d+)?|{_VALUE})"  # what every cron knows; L, W and # are of some alone
_CRON = re.compile(rf"{_PART}(?:,{_PART})*(?: {_PART}(?:,{_PART})*){{4}}")
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # a calendar is judged from some day on


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a site is crawled. `text` is what the site file says, `cron` the same as five fields."""

    text: str
    cron: str

    def next(self, after: datetime) -> datetime:
        """The first time after a moment."""
        return next(CronSim(self.cron, after.astimezone(UTC)))

    def previous(self, before: datetime) -> datetime:
        """The last time before a moment."""
        return next(CronSim(self.cron, before.astimezone(UTC), reverse=True))

    def gap(self, at: datetime) -> timedelta:
        """From the last time before a moment to the one after that."""
        before = self.previous(at)
        return self.next(before) - before

    def missed(self, last: datetime | None, *, now: datetime) -> datetime | None:
        """The latest time at which a crawl was to begin, if the last one began before it."""
        due = self.previous(now)
        return due if last is None or last < due else None

    @property
    def on_calendar(self) -> tuple[str, ...]:
        """The same for systemd: a crawl is due when one of these is.

        Of a day of the month and a day of the week, either will do for cron, unless one of the two begins
        with a star: hence two expressions.
        """
        sim = CronSim(self.cron, _ANY_DAY)
        months, days = _listed(sim.months, 12), _listed(sim.days, 31)
        clock = f"{_listed(sim.hours, 24)}:{_listed(sim.minutes, 60)}:00 UTC"
        week = "" if self.cron.endswith(" *") else ",".join(_weekdays(sim)) + " "
        if sim.day_and:
            return (f"{week}*-{months}-{days} {clock}",)
        return (f"*-{months}-{days} {clock}", f"{week}*-{months}-* {clock}")


def schedule(text: str) -> Schedule:
    """The schedule that a text means; raises `ValueError` with the forms there are."""
    words = " ".join(text.lower().split())
    cron = next(filter(None, (_filled(form, words) for form in _AS_CRON)), words)
    if not _CRON.fullmatch(cron):
        raise ValueError(f"should be {FORMS}")
    found = Schedule(text=text, cron=cron)
    try:
        found.next(_ANY_DAY)
    except CronSimError as problem:
        raise ValueError(f"should be {FORMS}: {str(problem).lower()}") from problem
    except StopIteration as never:
        raise ValueError("names a day that never comes") from never
    return found


def proper_schedule(text: str) -> str:
    """The text itself, if it means a schedule; raises `ValueError`."""
    return schedule(text).text


def _filled(form: str, words: str) -> str | None:
    match = re.fullmatch(form, words)
    if not match:
        return None
    said = match.groupdict()
    hour = int(said.get("hour") or 0)
    sooner, later = sorted((hour, (hour + 12) % 24))
    return _AS_CRON[form].format(
        minute=int(said.get("minute") or 0),
        hour=sooner if "{later}" in _AS_CRON[form] else hour,
        later=later,
        days=said.get("days") or "mon",
        date=said.get("date") or 1,
    )


def _listed(values: set[int], how_many: int) -> str:
    return "*" if len(values) == how_many else ",".join(f"{value:02d}" for value in sorted(values))


def _weekdays(sim: CronSim) -> list[str]:
    numbers = {day % 7 for day in cast("set[int]", sim.weekdays)}  # 0 and 7 are Sunday
    return [_DAYS[number].capitalize() for number in sorted(numbers)]
