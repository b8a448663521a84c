"""What the head of a response says, as the row of its capture repeats it."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from iria_crawler.framing import Frame, entity
from iria_crawler.items import Capture, Cut, Kind, Original, RecordRef, RecordType
from iria_crawler.warc.records import measured

_LONGEST = 255
"""Letters of what is no proper value; no media type is longer (RFC 6838, section 4.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a capture owes to the crawl and not to the server."""

    url: str
    captured_at: datetime
    elapsed_ms: int = 0
    via: str | None = None
    hops: str = ""
    kind: Kind | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What came in the body: its digest, None where not even the head is whole, and its length."""

    digest: str | None = None
    length: int = 0


def payload(received: BinaryIO, parts: Frame) -> Payload:
    """The payload of a response: the body without transfer coding, with its content coding."""
    if parts.framing == "none" and not parts.whole:
        return Payload()
    digest, length = measured(entity(received, parts))
    return Payload(digest=digest, length=length)


def capture(
    about: Circumstances,
    parts: Frame,
    payload: Payload,
    ref: RecordRef,
    *,
    record_type: RecordType,
    truncated: Cut | None = None,
    original: Original | None = None,
) -> Capture:
    """The capture that a record and the head of its response make."""
    return Capture(
        url=about.url,
        captured_at=about.captured_at,
        record_type=record_type,
        ref=ref,
        status=parts.status,
        mime=mime_of(parts),
        payload_digest=payload.digest,
        payload_bytes=payload.length,
        redirect_url=redirect_of(parts, about.url),
        etag=parts.header("etag"),
        last_modified=parts.header("last-modified"),
        retry_after=parts.header("retry-after"),
        truncated=truncated,
        via=about.via,
        hops=about.hops,
        kind=about.kind,
        elapsed_ms=about.elapsed_ms,
        error=about.error,
        original=original,
    )


def mime_of(parts: Frame) -> str | None:
    """The media type that an answer names, in lower case without parameters."""
    return bare_type(parts.header("content-type"))


def bare_type(value: str | None) -> str | None:
    """A media type in lower case without parameters."""
    return (value or "").partition(";")[0].strip().lower()[:_LONGEST] or None


def redirect_of(parts: Frame, url: str) -> str | None:
    """Where the answer of a URL sends whoever asks for it."""
    if not 300 <= (parts.status or 0) < 400 or not (location := parts.header("location")):
        return None
    try:
        return urljoin(url, safe_url_string(location.encode("latin-1")))
    except ValueError:  # an address that no one could follow
        return None
