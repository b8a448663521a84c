"""Frozen copies for research: a database that no longer changes, what is new in it, and sums that prove it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iria_crawler.access import Withheld
from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.export.about import About, Resource, describe
from iria_crawler.export.databases import REMARK, write
from iria_crawler.export.fields import CHANGES
from iria_crawler.export.folder import whole
from iria_crawler.export.texts import Csv
from iria_crawler.export.writing import rights_of
from iria_crawler.store import FILENAME, Store, iso
from iria_crawler.store.comparing import changes
from iria_crawler.store.events import happened
from iria_crawler.store.searching import Wanted, version_ids
from iria_crawler.store.selection import selected
from iria_crawler.store.withholding import withheld
from iria_crawler.warc import sha256_of

FACTS, CHANGED, SUMS = "release.json", "changes.csv", "sha256sums"
EVERYTHING = Wanted(all_versions=True)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_SHOWN = 20
"""So many changes stand in the README; the table has all."""


@dataclass(frozen=True, kw_only=True)
class Release:
    """A frozen copy. `sha256` is that of its database; `changed` counts what is added, changed and removed against
    `before`, the release before it. A planned one has neither."""

    name: str
    folder: Path
    articles: int
    versions: int
    before: str | None
    sha256: str | None = None
    changed: Mapping[str, int] = field(default_factory=dict)


def place(archive: Path, name: str) -> Path:
    """Where a release of this name goes. Raises `UsageError` for a name that no folder has, or that is taken."""
    if not _NAME.match(name):
        raise UsageError(f"{name!r} cannot name a release. Take letters, digits, dots and hyphens, such as 2026.11")
    folder = archive / "releases" / name
    if folder.exists():
        raise UsageError(f"{folder} is there already, and a release is never changed. Take another name")
    return folder


def last(archive: Path) -> Path | None:
    """The latest release of an archive."""
    return max(_releases(archive), default=(None, None))[1]


def planned(store: Store, archive: Path, name: str) -> Release:
    """What a release would hold; nothing is written."""
    folder, before = place(archive, name), last(archive)
    with selected(store, version_ids(store, None, EVERYTHING)) as selection:
        return Release(
            name=name,
            folder=folder,
            articles=selection.articles,
            versions=selection.versions,
            before=before.name if before else None,
        )


def release(store: Store, archive: Path, name: str, *, now: datetime | None = None) -> Release:
    """Write a release, whole or not at all: database, changes, README, facts and sums, all of them read-only.

    Raises `UsageError` where the name is taken, `DiskFull` and `ArchiveError`.
    """
    folder, before = place(archive, name), last(archive)
    with selected(store, version_ids(store, None, EVERYTHING)) as selection, whole(folder) as staged:
        resources = write(staged, archive, selection)
        found = _changes(archive, staged, before, withheld=withheld(store))
        sites = list(selection.sites())
        about = About(
            title=f"Release {name}",
            format="release",
            query=None,
            filters={"all-versions": True},
            articles=selection.articles,
            versions=selection.versions,
            sites=sites,
            rights=rights_of(store, archive, [site["slug"] for site in sites]),
            extractors=selection.extractors(),
            schema_version=store.schema_version,
            made_at=now or datetime.now(UTC),
            remarks=_remarks(found, before),
        )
        files = describe(staged, about, [*resources, _table_of_changes(found, before)])
        made = Release(
            name=name,
            folder=folder,
            articles=about.articles,
            versions=about.versions,
            sha256=files[0]["hash"].removeprefix("sha256:"),
            before=before.name if before else None,
            changed=found.counts,
        )
        _write_facts(staged, made, about)
        _freeze(staged)
    with Store.create(archive) as log, log.transaction():
        detail = {"sha256": made.sha256, "articles": made.articles, "versions": made.versions}
        happened(log, "release", f"release:{name}", now=about.made_at, detail=detail)
    return made


@dataclass(frozen=True, kw_only=True)
class _Found:
    """How many changes there are of each kind, and the first of them."""

    counts: Mapping[str, int]
    first: Sequence[Mapping[str, Any]]


def _changes(archive: Path, staged: Path, before: Path | None, *, withheld: Withheld) -> _Found:
    """Write the table of changes."""
    counts = dict.fromkeys(("added", "changed", "removed"), 0)
    first: list[Mapping[str, Any]] = []
    with (staged / CHANGED).open("w", encoding="utf-8", newline="") as file:
        table = Csv(file, CHANGES)
        for row in changes(archive, staged / FILENAME, before / FILENAME if before else None, withheld=withheld):
            table.write(row)
            counts[row["change"]] += 1
            if len(first) < _SHOWN:
                first.append(row)
    return _Found(counts=counts, first=first)


def _table_of_changes(found: _Found, before: Path | None) -> Resource:
    return Resource(
        path=CHANGED,
        description=f"What is new against {before.name}" if before else "All articles; there is no release before",
        mediatype="text/csv",
        rows=sum(found.counts.values()),
        fields=CHANGES,
    )


def _remarks(found: _Found, before: Path | None) -> list[str]:
    """The changes in words, and how to check the files."""
    check = f"`sha256sum -c {SUMS}` says whether the files are those that were released."
    if before is None:
        return [REMARK, check, "There is no release before this one."]
    said = ", ".join(f"{count:,} {kind}" for kind, count in found.counts.items())
    lines = [f"## Changes against {before.name}", "", f"{said}; all of them in `{CHANGED}`, the first here.", ""]
    lines += ["| change | article | address | text before | text now |", "|---|---|---|---|---|"]
    lines += [_line(row) for row in found.first]
    return [REMARK, check, "\n".join(lines)]


def _line(row: Mapping[str, Any]) -> str:
    digests = (f"`{row[name][:12]}…`" if row[name] else "" for name in ("text_sha256_before", "text_sha256"))
    cells = (row["change"], row["id"], f"<{row['url']}>" if row["url"] else "withheld", *digests)
    return "".join(f"| {cell} " for cell in cells) + "|"


def _write_facts(staged: Path, made: Release, about: About) -> None:
    """What programs want to know of a release, and the sums of all files."""
    facts = {
        "name": made.name,
        "made_at": iso(about.made_at),
        "before": made.before,
        "changed": made.changed,
        "articles": made.articles,
        "versions": made.versions,
        "sha256": made.sha256,
        "schema_version": about.schema_version,
        "extractors": about.extractors,
        "rights": about.rights,
        "sites": about.sites,
    }
    (staged / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sums = [f"{sha256_of(path)}  {path.name}\n" for path in sorted(staged.iterdir())]
    (staged / SUMS).write_text("".join(sums), encoding="utf-8")


def _freeze(staged: Path) -> None:
    for path in staged.iterdir():
        path.chmod(0o444)


def _releases(archive: Path) -> Iterator[tuple[str, Path]]:
    """When each release was made, and its folder."""
    for path in (archive / "releases").glob(f"[!.]*/{FACTS}"):
        try:
            yield json.loads(path.read_text(encoding="utf-8"))["made_at"], path.parent
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise ArchiveError(f"{path} is damaged: {problem}. Put it back, or move the folder away") from problem
