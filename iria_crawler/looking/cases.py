"""Test cases of sites: a page as it was captured, and beside it what is to be read of it."""

import errno
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from iria_crawler.errors import DiskFull, IriaError, UsageError
from iria_crawler.items import Article, Page
from iria_crawler.looking import Sample, sample_of
from iria_crawler.looking.seen import Seen
from iria_crawler.sites import Site
from iria_crawler.store.articles import mention_as_json, mention_from_json
from iria_crawler.warc import excerpt, read_captures, read_page

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
_LONGEST = 60
_MATTERS: dict[str, Any] = {
    "site": True,
    "seeds": True,
    "crawl": {"article", "listing", "exclude"},
    "limits": {"body"},
    "extract": True,
    "former": True,
}
"""What of a site file decides how a page is read; contacts and addresses of notifications have no place in a test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The two files of a case: a WARC file of one response, and the JSON that is expected of it."""

    folder: Path
    name: str

    @property
    def warc(self) -> Path:
        return self.folder / f"{self.name}.warc.gz"

    @property
    def json(self) -> Path:
        return self.folder / f"{self.name}.json"

    @property
    def is_there(self) -> bool:
        return self.warc.exists() or self.json.exists()

    @classmethod
    def of(cls, folder: Path, slug: str, name: str) -> Self:
        """The case of a site with this name; raises `UsageError` for a name that is none."""
        if not _NAME.match(name):
            raise UsageError(f"{name!r} cannot name a case: lower-case letters, digits, hyphens and underscores can")
        return cls(folder=folder / slug, name=name)


def cases(folder: Path) -> list[Case]:
    """All cases below a folder that has one folder for each site."""
    return [Case(folder=path.parent, name=path.stem) for path in sorted(folder.glob("*/*.json"))]


def name_for(url: str) -> str:
    """What a case is called if nobody says: the last step of the path."""
    steps = [step for step in unquote(urlsplit(url).path).split("/") if step]
    words = re.findall(r"[a-z0-9]+", steps[-1].lower().rpartition(".")[0] or steps[-1].lower()) if steps else []
    return "-".join(words)[:_LONGEST].strip("-") or "page"


def save(case: Case, sample: Sample, site: Site, *, folder: Path) -> None:
    """Write both files of a page that was captured into the archive `folder`, or neither.

    Raises `ArchiveError` where its record is damaged, or is a revisit: that has no text of its own.
    """
    assert sample.seen.page.ref
    contents = {
        case.warc: excerpt(folder, sample.seen.page.ref),
        case.json: text_of(expectation(sample, site)).encode(),
    }
    unfinished = {path: path.with_name(path.name + ".new") for path in contents}
    try:
        case.folder.mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            unfinished[path].write_bytes(content)
        for path in contents:
            unfinished[path].replace(path)
    except OSError as problem:
        with suppress(OSError):  # what went wrong first is what counts
            for path in unfinished.values():
                path.unlink(missing_ok=True)
        kind = DiskFull if problem.errno in (errno.ENOSPC, errno.EDQUOT) else IriaError
        raise kind(f"{case.folder} cannot be written: {problem.strerror}") from problem


def expectation(sample: Sample, site: Site) -> dict[str, Any]:
    """What was read of a page, the mentions that were used, and the site as far as it matters."""
    said = site.model_dump(mode="json", exclude_defaults=True, include=_MATTERS)
    return {
        **outcome(sample.article or sample.reason),
        "mentions": [mention_as_json(mention) for mention in sample.seen.mentions],
        "site": {name: table for name, table in said.items() if table},
    }


_WHOLE = ("part", 1)  # of an article on one page, as nearly all are


def outcome(read: Article | str | None) -> dict[str, Any]:
    """An article as plain values, without what is empty and what lost; or the reason why there is none.

    Its body is a list of paragraphs: what people compare with a page, they compare line by line.
    """
    if not isinstance(read, Article):
        return {"reason": read}
    said = {name: value for name, value in _plain(read).items() if name != "others" and (name, value) != _WHOLE}
    return {"article": {**said, "body": read.body.split("\n\n")}}


def read_again(case: Case, expected: Mapping[str, Any]) -> dict[str, Any]:
    """What the readers of today make of a case's page."""
    site = Site.model_validate(expected["site"])
    mentions = tuple(mention_from_json(said) for said in expected["mentions"])
    found = sample_of(Seen(page=page_of(case, site), kind="article", mentions=mentions), site)
    return outcome(found.article or found.reason)


def page_of(case: Case, site: Site) -> Page:
    """The one page in the WARC file of a case."""
    (capture,) = read_captures(case.folder, case.warc.name)
    return read_page(case.folder, capture.ref, cap=site.limits.body)


def text_of(said: Mapping[str, Any]) -> str:
    """JSON as it is committed: in order, for people."""
    return json.dumps(said, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    """A value as JSON has it, without fields that are empty."""
    if is_dataclass(value):
        said = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: each for name, each in said.items() if each not in (None, "", [], {}, False)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()  # as the database has it: the same moment is no difference
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
