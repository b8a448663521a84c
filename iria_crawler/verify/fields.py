"""The header of a WARC record: what the standard demands of it, and what it forbids."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

_VERSION = re.compile(rb"WARC/(\d+\.\d+)[ \t]*\Z")
_KNOWN_VERSIONS = ("0.17", "0.18", "1.0", "1.1")
_OURS = "1.1"
_TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_RECORD_ID = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>]+>\Z")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x1f\x7f]*\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z\Z")
_SHORT_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\dZ)?)?)?\Z")  # WARC 1.1 has dates that are less exact
_ALWAYS = ("warc-type", "warc-record-id", "warc-date", "content-length")
_WITH_TARGET = frozenset({"response", "resource", "request", "revisit", "conversion", "continuation"})
_ONCE = frozenset(
    {
        *_ALWAYS,
        *("content-type", "warc-block-digest", "warc-payload-digest", "warc-ip-address", "warc-refers-to"),
        *("warc-refers-to-target-uri", "warc-refers-to-date", "warc-target-uri", "warc-truncated", "warc-warcinfo-id"),
        *("warc-filename", "warc-profile", "warc-identified-payload-type", "warc-segment-number"),
        *("warc-segment-origin-id", "warc-segment-total-length"),
    }
)
_FORBIDDEN = {
    "warc-target-uri": {"warcinfo"},
    "warc-refers-to": {"warcinfo", "response", "resource", "request", "continuation"},
    "warc-concurrent-to": {"warcinfo", "conversion", "continuation"},
    "warc-ip-address": {"warcinfo", "conversion", "continuation"},
    "warc-filename": set(_TYPES) - {"warcinfo"},
    "warc-profile": set(_TYPES) - {"revisit"},
    "warc-segment-origin-id": set(_TYPES) - {"continuation"},
}
_REVISIT = ("WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-Payload-Digest")
_IDS = ("warc-refers-to", "warc-concurrent-to", "warc-warcinfo-id", "warc-segment-origin-id")


class Fault(NamedTuple):
    """What is wrong with a record; `ours`: a rule of iria's own files, that files of others need not keep; `maybe`: it
    may have come so from the server."""

    what: str
    ours: bool = False
    maybe: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The version and the fields of a record; names in lower case, in order, folded lines put together."""

    version: str
    fields: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...] = ()

    def get(self, name: str) -> str | None:
        """The first value of a field, by its name in lower case."""
        return next((value for key, value in self.fields if key == name), None)

    @property
    def kind(self) -> str:
        return self.get("warc-type") or ""

    @property
    def record_id(self) -> str | None:
        return self.get("warc-record-id")

    @property
    def url(self) -> str | None:
        """The target; wget writes it between `<` and `>`, as the drafts of WARC 1.0 did."""
        said = self.get("warc-target-uri")
        return said[1:-1] if said and said.startswith("<") and said.endswith(">") else said

    @property
    def length(self) -> int | None:
        said = self.get("content-length") or ""
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else None


def parsed(raw: bytes) -> Head | None:
    """The head of a record up to and without the blank line; None where it is none."""
    lines = raw.split(b"\n")
    version = _VERSION.match(lines[0].rstrip(b"\r"))
    if not version:
        return None
    faults = []
    if any(not line.endswith(b"\r") for line in lines[:-1]) or raw.endswith(b"\r"):
        faults.append(Fault("has lines in its header that end without CR LF"))
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
        faults.append(Fault("has bytes in its header that are not UTF-8"))
    fields: list[tuple[str, str]] = []
    for line in text.split("\n")[1:]:
        if line[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.match(name):
            faults.append(Fault(f"has a line in its header that is no field: {line.strip()[:80]!r}"))
            continue
        fields.append((name.lower(), value.strip(" \t\r")))
    return Head(version[1].decode(), tuple(fields), tuple(faults))


def faults(head: Head) -> Iterator[Fault]:
    """What the standard, or iria, would have otherwise."""
    yield from head.faults
    yield from _version(head)
    there = {name for name, _ in head.fields}
    for name in _ALWAYS:
        if name not in there:
            yield Fault(f"has no {_spelled(name)}")
    yield from _repeated(head, there)
    yield from _values(head)
    yield from _by_kind(head, there)


def _version(head: Head) -> Iterator[Fault]:
    if head.version not in _KNOWN_VERSIONS:
        yield Fault(f"is of an unknown version, WARC/{head.version}")
    elif head.version != _OURS:
        yield Fault(f"is WARC/{head.version}, not WARC/{_OURS}", ours=True)


def _repeated(head: Head, there: set[str]) -> Iterator[Fault]:
    if len(there) == len(head.fields):
        return
    for name, times in Counter(name for name, _ in head.fields).items():
        if times > 1 and name in _ONCE:
            yield Fault(f"says {_spelled(name)} {times} times")


def _values(head: Head) -> Iterator[Fault]:
    if (said := head.record_id) is not None and not _RECORD_ID.match(said):
        yield Fault(f"has a WARC-Record-ID that is no <URI>: {said[:80]!r}")
    if (said := head.get("warc-date")) is not None and not is_date(said, head.version):
        yield Fault(f"has a WARC-Date that is none: {said[:80]!r}")
    if head.get("content-length") is not None and head.length is None:
        yield Fault(f"has a Content-Length that is no number: {(head.get('content-length') or '')[:80]!r}")
    if (said := head.url) is not None and not _URI.match(said):
        yield Fault(f"has a WARC-Target-URI that is no URI: {said[:200]!r}")
    for name, value in head.fields:
        if name in _IDS and not _RECORD_ID.match(value):
            yield Fault(f"has a {_spelled(name)} that is no <URI>: {value[:80]!r}")


def is_date(said: str, version: str) -> bool:
    """Whether a WARC-Date is a moment that there is."""
    if not _DATE.match(said):
        return version == "1.1" and bool(_SHORT_DATE.match(said))
    try:
        datetime.fromisoformat(said[:19])
    except ValueError:
        return False
    return True


def _by_kind(head: Head, there: set[str]) -> Iterator[Fault]:
    kind = head.kind
    if kind and kind not in _TYPES:
        yield Fault(f"is of an unknown type, {kind[:40]!r}", ours=True)
        return
    if kind in _WITH_TARGET and "warc-target-uri" not in there:
        yield Fault("has no WARC-Target-URI")
    for name, kinds in _FORBIDDEN.items():
        if name in there and kind in kinds:
            yield Fault(f"has a {_spelled(name)}, which a {kind} record must not have")
    if kind == "revisit":
        yield from _revisit(head, there)
    elif kind == "continuation":
        for name in ("WARC-Segment-Number", "WARC-Segment-Origin-ID"):
            if name.lower() not in there:
                yield Fault(f"has no {name}")
    if "warc-block-digest" not in there:
        yield Fault("has no WARC-Block-Digest", ours=True)
    if kind != "warcinfo" and "warc-warcinfo-id" not in there:
        yield Fault("has no WARC-Warcinfo-ID", ours=True)


def _revisit(head: Head, there: set[str]) -> Iterator[Fault]:
    if "warc-profile" not in there:
        yield Fault("has no WARC-Profile")
    is_identical = (head.get("warc-profile") or "").endswith("identical-payload-digest")
    for name in _REVISIT:
        if name.lower() not in there:
            yield Fault(f"has no {name}", ours=not (name == "WARC-Payload-Digest" and is_identical))


def _spelled(name: str) -> str:
    """A name of a field as the standard writes it."""
    return "-".join(
        word.upper() if word in ("warc", "id", "uri", "ip") else word.capitalize() for word in name.split("-")
    )
