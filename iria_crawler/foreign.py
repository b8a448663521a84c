"""WARC and WACZ files of others, brought into the archive: their captures and articles stand beside our own."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit
from zipfile import BadZipFile, ZipFile

from iria_crawler import access, cdxj
from iria_crawler.errors import ArchiveError, UsageError
from iria_crawler.ingest import Adopted, adopt, read_all
from iria_crawler.sites import Identity, Site, known, slug_of, write
from iria_crawler.store import FILENAME, Store
from iria_crawler.store.events import Outcome, happened
from iria_crawler.store.withholding import replay_rules
from iria_crawler.warc import Survey, bring_in, sha256_of
from iria_crawler.warc.files import sync_folders

_PACKAGE = "datapackage.json"

_LOOKED_AT = 200
"""Captures by which it is told what site a file is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: its site, what was adopted, whether it was copied byte for byte, or why it was left out."""

    source: str
    site: str | None = None
    adopted: Adopted | None = None
    as_it_is: bool = False
    left_out: str | None = None


def import_files(
    folder: Path,
    sources: Sequence[Path],
    *,
    now: datetime,
    slug: str | None = None,
    jobs: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Imported]:
    """Bring WARC and WACZ files in, then read what is new; yields what became of each.

    Raises `UsageError` for what is no file, `ArchiveError` for what is no WARC."""
    if missing := next((source for source in sources if not source.is_file()), None):
        raise UsageError(f"{missing} is no file")
    sites: dict[str, Site] = {}
    with ExitStack() as scratch:
        unpacked = Path(scratch.enter_context(TemporaryDirectory(prefix="iria-import-")))
        for name, path, declared in _warcs(sources, unpacked):
            captures = _captures(path)
            site = _site(folder, path, captures, slug)
            tell(f"{name}: taken in as {site.slug}")
            year = captures[0][1][:4] if captures else "undated"
            imported = _import(folder, name, path, site, declared=declared, year=year, now=now)
            if imported.adopted:
                sites[site.slug] = site
            yield imported
    for site in sites.values():
        tell(f"{site.slug}: reading")
        read_all(folder, site, jobs=jobs)
        with Store.open(folder) as store:
            access.write(folder, replay_rules(store, now=now))  # what is about pages that are withheld may have come
            cdxj.refresh(store, folder, site.slug)


def _import(
    folder: Path, name: str, path: Path, site: Site, *, declared: str | None, year: str, now: datetime
) -> Imported:
    sha256 = sha256_of(path)
    if there := _already(folder, sha256):
        return Imported(source=name, site=site.slug, left_out=f"it is in the archive already, as {there}")
    target = folder / _place(folder, path, f"warc/{site.slug}/{year}")
    partial = target.with_name(target.name + ".importing")
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.unlink(missing_ok=True)
    try:
        as_it_is = bring_in(path, partial)
        target = _left_behind(folder, partial) or target
        partial.rename(target)
        sync_folders(target.parent, up_to=folder)
    except BaseException:  # whatever it is: nothing half-written stays
        partial.unlink(missing_ok=True)
        raise
    filename = target.relative_to(folder).as_posix()
    (adopted,) = (_compared(each, sha256, declared) for each in adopt(folder, site, [filename]))
    with Store.create(folder) as store, store.transaction():
        detail = {"source": name, "sha256": sha256, "captures": adopted.captures, "byte_for_byte": as_it_is}
        outcome: Outcome = "warning" if adopted.damages else "success"
        happened(store, "ingestion", filename, now=now, outcome=outcome, detail=detail)
    return Imported(source=name, site=site.slug, adopted=adopted, as_it_is=as_it_is)


def _compared(adopted: Adopted, sha256: str, declared: str | None) -> Adopted:
    """What was adopted, with the damage that a file is not the one that its package names."""
    if declared in (None, sha256):
        return adopted
    damage = f"{adopted.filename}: sha256 is {sha256}, and {declared} in {_PACKAGE}"
    return replace(adopted, damages=(*adopted.damages, damage))


def _left_behind(folder: Path, partial: Path) -> Path | None:
    """The same file, where an import that was killed has left it without a row."""
    size, sha256 = partial.stat().st_size, sha256_of(partial)
    with Store.create(folder) as store:
        known = {folder / row["filename"] for row in store.rows("SELECT filename FROM warc_files")}
    others = (path for path in sorted(partial.parent.glob("*.warc.gz")) if path not in known)
    return next((path for path in others if path.stat().st_size == size and sha256_of(path) == sha256), None)


def _declared(packed: ZipFile) -> Mapping[str, str]:
    """The sha256 of each file of a WACZ, as its package names it."""
    try:
        package = json.loads(packed.read(_PACKAGE))
        return {one["path"]: one["hash"].removeprefix("sha256:") for one in package["resources"] if "hash" in one}
    except (KeyError, TypeError, AttributeError, ValueError):  # none, or one that says nothing of use
        return {}


def _warcs(sources: Sequence[Path], scratch: Path) -> Iterator[tuple[str, Path, str | None]]:
    """The WARC files, each with its name and the sha256 that it should have; those of a WACZ are unpacked one at a
    time."""
    for source in sources:
        if not source.name.lower().endswith((".wacz", ".zip")):
            yield source.name, source, None
            continue
        try:
            with ZipFile(source) as packed:
                inside = [one for one in packed.namelist() if re.search(r"(?:^|/)archive/[^/]+\.warc(?:\.gz)?$", one)]
                if not inside:
                    raise ArchiveError(f"{source} has no WARC file below archive/")
                declared = _declared(packed)
                for number, one in enumerate(inside):
                    path = Path(packed.extract(one, scratch / f"{number}"))
                    yield f"{source.name}/{one}", path, declared.get(one)
                    path.unlink()
        except BadZipFile as problem:
            raise ArchiveError(f"{source} is no WACZ file: {problem}") from problem


def _already(folder: Path, sha256: str) -> str | None:
    if not (folder / FILENAME).is_file():
        return None
    with Store.open(folder) as store:
        found: str | None = store.value("SELECT filename FROM warc_files WHERE sha256 = ?", sha256)
        return found or store.value(
            "SELECT object FROM events WHERE type = 'ingestion' AND json_extract(detail, '$.sha256') = ?", sha256
        )


def _place(folder: Path, path: Path, below: str) -> str:
    """Where a file is to lie: under its own name, or one that is free."""
    stem = re.sub(r"\.warc(?:\.gz)?$", "", path.name)
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-") or "imported"
    for number in range(1, 10_000):
        name = f"{below}/{stem}{'' if number == 1 else f'-{number}'}.warc.gz"
        if not (folder / name).exists():
            return name
    raise UsageError(f"there are 10,000 files called {stem} already")


def _captures(path: Path) -> list[tuple[str, str]]:
    """The addresses and times of the first answers that are pages."""
    found: list[tuple[str, str]] = []
    with TemporaryDirectory(prefix="iria-import-") as scratch:
        copy = Path(scratch) / "look.warc.gz"
        bring_in(path, copy)
        for capture in Survey(Path(scratch), copy.name).captures():
            found.append((capture.url if "html" in (capture.mime or "") else "", capture.captured_at.isoformat()))
            if len(found) >= _LOOKED_AT:
                break
    return found


def _site(folder: Path, path: Path, captures: Sequence[tuple[str, str]], slug: str | None) -> Site:
    """The site that a file is of: the one named, the known one that most pages are of, else a new one."""
    there: Mapping[str, Site] = known(folder / "sites")
    if slug is not None:
        if slug not in there:
            raise UsageError(f"no site {slug} here. Add it with: iria -C {folder} site add URL --slug {slug}")
        return there[slug]
    pages = [url for url, _ in captures if url]
    owners = Counter(site.slug for url in pages for site in there.values() if site.owns(url))
    if owners:
        return there[owners.most_common(1)[0][0]]
    hosts = Counter(urljoin(url, "/") for url in pages if urlsplit(url).scheme in ("http", "https"))
    if not hosts:
        raise ArchiveError(f"{path.name} has no pages; name the site that it belongs to with --site")
    home = hosts.most_common(1)[0][0]
    site = Site(site=Identity(home=home, slug=slug_of(home)))
    with suppress(FileExistsError):
        write(site, folder / "sites")
    return site
