"""What a run found, for people: lines, or one page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from iria_crawler.report.words import counted, duration, moment, size
from iria_crawler.verify.findings import Damage, Known, Level, Opinion, Remark, Tally

_CHECKED = {
    "quick": "names and sizes; no file was read",
    "files": "sha256 of every closed file",
    "full": "every record, row, text and index",
    "records": "every record, by the standard",
}
_IN_PART = {"files": "sha256 of {}", "full": "records and rows of {}, texts and indexes"}


def lines(damages: Sequence[Damage], tally: Tally, *, level: Level | str, seconds: float) -> Iterator[str]:
    """The result in lines, damages first."""
    for damage in damages:
        yield from _damage(damage)
    for loss in tally.known_losses:
        yield from _known(loss)
    for remark in tally.remarks:
        times = f" ({remark.times:,} times)" if remark.times > 1 else ""
        if remark.file:
            yield f"NOTE     {remark.file}{_at(remark)}"
        yield f"{'         ' if remark.file else 'NOTE     '}{remark.what}{times}"
    if tally.more_remarks:
        yield f"NOTE     {tally.more_remarks:,} more, which are not told one by one"
    yield from _opinions(tally.opinions)
    yield summary(len(damages), tally, level=level, seconds=seconds)
    if tally.by_other_extractor:
        yield f"{counted(tally.by_other_extractor, 'text')} read by another version of iria, and not read again."
    if tally.left:
        yield f"{counted(tally.left, 'file')} left for the next run, which begins with them."


def summary(damaged: int, tally: Tally, *, level: Level | str, seconds: float) -> str:
    """One line: what was looked at, and whether it is in order."""
    looked = [counted(tally.files, "WARC file")]
    if tally.records:
        looked.append(counted(tally.records, "record"))
    if level == "full":
        looked += [counted(tally.captures, "capture"), counted(tally.versions, "text")]
    elif tally.bytes:
        looked.append(size(tally.bytes))
    if tally.ended:
        until = f"{damaged:,} damaged so far." if damaged else "nothing damaged so far."
        return f"{', '.join(looked)}: {until} Ended early, after {duration(seconds)}: {tally.ended}"
    verdict = _verdict(damaged, tally, level)
    said = checked(level, tally.read, tally.readable)
    return f"{', '.join(looked)}: {verdict} Checked: {said}, in {duration(seconds)}."


def _verdict(damaged: int, tally: Tally, level: Level | str) -> str:
    """Only what was looked at is called in order, and what was accepted is named beside it."""
    known = losses(len(tally.known_losses))
    if damaged:
        return f"{damaged:,} damaged{f', and {known}' if known else ''}."
    fine = "all in order" if tally.is_all(level) else "no damage in what was looked at"
    return f"{fine}{f', but for {known}' if known else ''}."


def losses(number: int) -> str:
    """How many losses are known; nothing where none is."""
    return f"{number:,} known loss{'es' if number > 1 else ''}" if number else ""


def checked(level: Level | str, read: int, readable: int) -> str:
    """What a level looks at, and in how many files, where it did not look into all."""
    if level not in _IN_PART or read == readable:
        return _CHECKED[level]
    return _IN_PART[level].format(f"{read:,} of {counted(readable, 'closed file' if level == 'files' else 'file')}")


def _damage(damage: Damage) -> Iterator[str]:
    yield f"DAMAGED  {damage.file or 'the archive'}{_at(damage)}  {damage.url or ''}".rstrip()
    yield f"         {damage.what}"
    if damage.record_id:
        yield f"         record {damage.record_id}"
    if damage.lost:
        yield f"         lost: {damage.lost}{f' ({damage.elsewhere})' if damage.elsewhere else ''}"
    if damage.found_at:
        yield f"         found on {damage.found_at[:10]}, and not looked at again by this run"


def _known(loss: Known) -> Iterator[str]:
    yield f"KNOWN    {loss.file}"
    state = "damaged" if loss.sha256 else "gone"
    yield f"         {state}; accepted on {loss.accepted_at[:10]} by {loss.accepted_by}: {loss.reason}"
    if loss.lost:
        yield f"         lost: {loss.lost}"


def _at(found: Damage | Remark) -> str:
    return "" if found.offset is None else f" at {found.offset}"


def _opinions(opinions: Sequence[Opinion]) -> Iterator[str]:
    counts = Counter((each.tool, each.version, each.ok) for each in opinions)
    words = {True: "in order", False: "objected to", None: "it could not look at"}
    for (tool, version, ok), number in counts.items():
        yield f"SECOND   {tool} {version}: {counted(number, 'file')} {words[ok]}"
    for opinion in opinions:
        if not opinion.ok:
            yield f"         {opinion.file}: {opinion.said}"


def page(result: dict[str, Any]) -> str:
    """The result as a page that needs nothing else. All that comes from files is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"size": size, "duration": duration, "moment": moment, "number": "{:,}".format}
    style = files("iria_crawler.report").joinpath("page.css").read_text(encoding="utf-8")
    said = checked(result["level"], result["read"], result["readable"])
    return environment.get_template("page.html.jinja").render(
        told=result, style=Markup(style), counted=counted, losses=losses, checked=said
    )
