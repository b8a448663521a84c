"""Dates and headlines as feeds, sitemaps and APIs write them."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape


def moment(text: str | None) -> datetime | None:
    """The moment that an ISO 8601 or RFC 822 date names, in UTC; None where it names none.

    A date without a zone is taken as UTC, one without a time as its first moment, a month or a year
    alone as its first day.
    """
    text = (text or "").strip()
    if len(text) in (4, 7) and text[:4].isdigit():
        text += "-01-01" if len(text) == 4 else "-01"
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def plain(markup: str) -> str | None:
    """A line of HTML as a reader sees it; None where nothing is to be seen."""
    text = " ".join(unescape(re.sub(r"<[^<>]*>", "", markup)).split())
    return text.encode(errors="replace").decode() or None
