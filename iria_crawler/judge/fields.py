"""The header of a WARC record: what the standard demands of it, and what it forbids."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
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
_USUAL = (
    *("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "Content-Type", "WARC-Concurrent-To"),
    *("WARC-Block-Digest", "WARC-Payload-Digest", "WARC-IP-Address", "WARC-Refers-To", "WARC-Refers-To-Target-URI"),
    *("WARC-Refers-To-Date", "WARC-Target-URI", "WARC-Truncated", "WARC-Warcinfo-ID", "WARC-Filename", "WARC-Profile"),
    *("WARC-Identified-Payload-Type", "WARC-Protocol", "WARC-Cipher-Suite"),
)
_NAMES = {name: name.lower() for name in _USUAL}
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

    def is_damage(self, *, ours: bool) -> bool:
        """Whether it is one in a file of `ours`, or of others."""
        return not self.maybe and (ours or not self.ours)


class Head:
    """The version and the fields of a record; names in lower case, in order, folded lines put together."""

    __slots__ = ("_first", "faults", "fields", "kind", "length", "record_id", "version")

    def __init__(self, version: str, fields: list[tuple[str, str]], faults: list[Fault]) -> None:
        self.version, self.fields, self.faults = version, fields, faults
        self._first = dict(reversed(fields))
        self.kind = self._first.get("warc-type", "")
        self.record_id = self._first.get("warc-record-id")
        length = self._first.get("content-length", "")
        self.length = int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else None

    def get(self, name: str) -> str | None:
        """The first value of a field, by its name in lower case."""
        return self._first.get(name)

    @property
    def names(self) -> AbstractSet[str]:
        return self._first.keys()

    @property
    def url(self) -> str | None:
        """The target; wget writes it between `<` and `>`, as the drafts of WARC 1.0 did."""
        said = self._first.get("warc-target-uri")
        return said[1:-1] if said and said[:1] == "<" and said[-1:] == ">" else said


def parsed(raw: bytes) -> Head | None:
    """The head of a record up to and without the blank line; None where it is none."""
    opening, _, rest = raw.partition(b"\n")
    version = _VERSION.match(opening.rstrip(b"\r"))
    if not version:
        return None
    faults = []
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.endswith(b"\r"):
        faults.append(Fault("has lines in its header that end without CR LF"))
    try:
        text = rest.decode()
    except UnicodeDecodeError:
        text = rest.decode("utf-8", "replace")
        faults.append(Fault("has bytes in its header that are not UTF-8"))
    fields: list[tuple[str, str]] = []
    for line in text.split("\n") if text else ():
        name, colon, value = line.partition(":")
        if colon and (known := _NAMES.get(name)):
            fields.append((known, value.strip()))
        else:
            _odd(line, fields, faults)
    return Head(version[1].decode(), fields, faults)


def _odd(line: str, fields: list[tuple[str, str]], faults: list[Fault]) -> None:
    """A line that does not begin with the name of a usual field."""
    name, colon, value = line.partition(":")
    if line[:1] in (" ", "\t") and fields:
        fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")
    elif colon and _TOKEN.match(name):
        fields.append((name.lower(), value.strip()))
    else:
        faults.append(Fault(f"has a line in its header that is no field: {line.strip()[:80]!r}"))


def faults(head: Head) -> list[Fault]:
    """What the standard, or iria, would have otherwise."""
    found = head.faults
    if head.version != _OURS:
        found.append(_version(head))
    for name in _ALWAYS:
        if name not in head.names:
            found.append(Fault(f"has no {_spelled(name)}"))
    if len(head.names) != len(head.fields):
        found += _repeated(head)
    found += _values(head)
    found += _by_kind(head)
    return found


def _version(head: Head) -> Fault:
    if head.version not in _KNOWN_VERSIONS:
        return Fault(f"is of an unknown version, WARC/{head.version}")
    return Fault(f"is WARC/{head.version}, not WARC/{_OURS}", ours=True)


def _repeated(head: Head) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for name, _ in head.fields:
        seen[name] = seen.get(name, 0) + 1
    for name in _ONCE & seen.keys():
        if seen[name] > 1:
            yield Fault(f"says {_spelled(name)} {seen[name]} times")


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


def _by_kind(head: Head) -> Iterator[Fault]:
    kind, there = head.kind, head.names
    if kind and kind not in _TYPES:
        yield Fault(f"is of an unknown type, {kind[:40]!r}", ours=True)
        return
    if kind in _WITH_TARGET and "warc-target-uri" not in there:
        yield Fault("has no WARC-Target-URI")
    for name in _FORBIDDEN.keys() & there:
        if kind in _FORBIDDEN[name]:
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


def _revisit(head: Head, there: AbstractSet[str]) -> Iterator[Fault]:
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
