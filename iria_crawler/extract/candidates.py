"""The candidates that lost against the value of a field, as text that can be kept and shown."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from iria_crawler.extract.view import Found
from iria_crawler.items import Candidate

MOST = 8
LONGEST = 300
"""Letters of a value; a text that is longer ends in an ellipsis."""


def losers(found: Found[Any]) -> tuple[Candidate, ...]:
    """The other candidates of a field in their order, each once, without those that say what it says."""
    return tuple(islice(_losers(found), MOST))


def _losers(found: Found[Any]) -> Iterator[Candidate]:
    told, taken = set[Candidate](), _as_text(found.value)
    for other in found.others:
        value = _as_text(other.value)
        candidate = Candidate(value=_short(value), source=other.source)
        if value not in ("", taken) and candidate not in told:
            told.add(candidate)
            yield candidate


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return "; ".join(map(_as_text, value)) if isinstance(value, tuple) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
