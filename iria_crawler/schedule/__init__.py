"""Crawls at the times that site files name: a loop in the foreground, or units for systemd and lines for cron."""

from iria_crawler.schedule.loop import Loop
from iria_crawler.schedule.times import NOTIFY_AT, begun, due
from iria_crawler.schedule.units import Machine, crontab, install, installed, remove, times_of, units

__all__ = [
    "NOTIFY_AT",
    "Loop",
    "Machine",
    "begun",
    "crontab",
    "due",
    "install",
    "installed",
    "remove",
    "times_of",
    "units",
]
