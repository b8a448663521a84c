"""The folder that pywb runs in: its settings, and ways into the archive."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from iria_crawler import access, cdxj
from iria_crawler.store import Store
from iria_crawler.store.withholding import replay_rules
from iria_crawler.warc.files import OPEN, warc_files
from iria_crawler.whole import whole

ALL = "all"
"""The collection of all sites. A site of this name has no other."""

# The archive by a link, since in pywb's settings `*`, `?` and braces of a path would mean something
_ARCHIVE, _ELSEWHERE, _FILES = "archive", "elsewhere", "files.tsv"


def lay_out(store: Store, place: Path, folder: Path) -> None:
    """Write pywb's settings, and bring the indexes that they name up to date."""
    (place / _ARCHIVE).symlink_to(folder.resolve())
    (place / _ELSEWHERE).mkdir()
    tell_rules(store, folder)
    slugs = cdxj.slugs(store)
    for slug in slugs:
        cdxj.refresh(store, folder, slug)
        (place / _ELSEWHERE / f"{slug}.cdxj").write_text("".join(cdxj.elsewhere(store, slug)), encoding="utf-8")
    name_files(place, folder)
    (place / "config.yaml").write_text(json.dumps(_settings(slugs), indent=1), encoding="utf-8")  # YAML, too


def tell_rules(store: Store, folder: Path) -> None:
    """Have pywb obey the decisions in force: an embargo ends without anybody's doing."""
    access.write(folder, replay_rules(store, now=datetime.now(UTC)))


def name_files(place: Path, folder: Path) -> None:
    """Tell pywb where the files stand that the indexes name, also those that a crawl is writing or has just ended."""
    paths: dict[str, list[str]] = {}
    for path in warc_files(folder):
        name = path.name.removesuffix(OPEN)
        paths.setdefault(name, []).append(f"./{_ARCHIVE}/{path.parent.relative_to(folder).as_posix()}/{name}")
    with whole(place / _FILES) as file:
        for name, finals in sorted(paths.items()):
            places = [place for final in finals for place in (final, final + OPEN)]
            file.write("\t".join([name, *places]).encode() + b"\n")


def _settings(slugs: list[str]) -> Mapping[str, Any]:
    """Nothing but replay: no proxy, no recording, no live web, no collections but these."""
    index = f"./{_ARCHIVE}/{access.FOLDER}/"
    own = {slug: {"own": f"{index}{slug}.cdxj", "elsewhere": f"./{_ELSEWHERE}/{slug}.cdxj"} for slug in slugs}
    return {
        "enable_auto_colls": False,
        "collections": {
            **{slug: {"index_group": group, **_where()} for slug, group in own.items() if slug != ALL},
            ALL: {"index_paths": index, **_where()},
        },
    }


def _where() -> Mapping[str, Any]:
    return {
        "archive_paths": [f"./{_FILES}"],
        "acl_paths": [f"./{_ARCHIVE}/{access.FOLDER}/{access.FILENAME}"],
    }
