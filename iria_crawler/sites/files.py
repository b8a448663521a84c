"""Site files: reading, finding and writing them."""

import difflib
import errno
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from iria_crawler.errors import DiskFull, SiteError
from iria_crawler.sites.tables import Identity, Site, proper_slug, web_address
from iria_crawler.sites.writing import text_of


def parse(text: str, where: str) -> Site:
    """The site that a TOML text describes; raises `SiteError` with every mistake, one a line."""
    try:
        return Site.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise SiteError(f"{where} is not TOML: {problem}") from problem
    except ValidationError as problem:
        raise SiteError("\n".join(f"{where}: {mistake}" for mistake in _mistakes(problem))) from problem


def load(path: Path) -> Site:
    """The site that a file describes; raises `SiteError` with every mistake, one a line."""
    try:
        site = parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as problem:
        raise SiteError(f"{path} cannot be read: {problem}") from problem
    if site.site.slug and site.slug != path.stem:
        raise SiteError(f'{path}: site.slug is "{site.slug}", but the file is called {path.name}; make them agree')
    try:
        return _called(proper_slug(path.stem), site)
    except ValueError as problem:
        raise SiteError(f"{path}: the name of the file {problem}") from problem


def built_in() -> dict[str, Site]:
    """The sites that come with iria, by slug."""
    files = resources.files(__package__).iterdir()
    named = sorted((file for file in files if file.name.endswith(".toml")), key=lambda file: file.name)
    sites = (parse(file.read_text(encoding="utf-8"), file.name) for file in named)
    return {site.slug: site for site in sites}


def known(folder: Path) -> dict[str, Site]:
    """Every site by slug: the built-in ones, and over them those with a file in `folder`."""
    return built_in() | {path.stem: load(path) for path in sorted(folder.glob("*.toml"))}


def find(name: str, sites: Mapping[str, Site]) -> Site | None:
    """The site with this slug, or the one that owns this URL; None for the URL of an unknown site.

    Raises `SiteError` for a slug that no site has.
    """
    if name in sites:
        return sites[name]
    if "://" in name:
        return next((site for site in sites.values() if site.owns(name)), None)
    close = difflib.get_close_matches(name, sites, n=1)
    hint = f'Did you mean "{close[0]}"?' if close else "Give its address (https://…) to add it."
    raise SiteError(f'no site is called "{name}". {hint}')


def added(name: str, sites: Mapping[str, Site], folder: Path) -> Site:
    """The site with this slug or address; an unknown address gets a site and its file. Raises `SiteError`."""
    if found := find(name, sites):
        return found
    site = proposed(name, sites)
    write(site, folder)
    return site


def proposed(address: str, sites: Mapping[str, Site]) -> Site:
    """The site of an address of which nothing else is known, under a slug that is free. Raises `SiteError`."""
    site = _site_at(address)
    slug, number = site.slug, 1
    while slug in sites:  # the same name under another ending: news.example and news.test
        number += 1
        slug = f"{site.slug}-{number}"
    return _called(slug, site)


def write(site: Site, folder: Path, *, remarks: Iterable[str] = ()) -> Path:
    """Write the file of a site whole or not at all, with comments for whoever edits it; gives its path."""
    path = folder / f"{site.slug}.toml"
    unfinished = path.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text_of(site, remarks=remarks), encoding="utf-8")
        unfinished.replace(path)
    except OSError as problem:
        with suppress(OSError):  # what went wrong first is what counts
            unfinished.unlink(missing_ok=True)
        kind = DiskFull if problem.errno in (errno.ENOSPC, errno.EDQUOT) else SiteError
        raise kind(f"{path} cannot be written: {problem.strerror}") from problem
    return path


def _called(slug: str, site: Site) -> Site:
    return site.model_copy(update={"site": site.site.model_copy(update={"slug": slug})})


def _site_at(address: str) -> Site:
    """The site of which nothing but an address is known."""
    try:
        url = web_address(address)
    except ValueError as problem:
        raise SiteError(f"{address!r} {problem}") from problem
    parts = urlsplit(url)
    return Site(site=Identity(home=f"{parts.scheme}://{parts.netloc}/"))


def _mistakes(problem: ValidationError) -> Iterator[str]:
    for mistake in problem.errors():
        path = ".".join(str(part) for part in mistake["loc"])
        if mistake["type"] == "extra_forbidden":
            yield f"{path} is not a setting.{_suggestion(mistake['loc'])}"
        elif mistake["type"] == "missing":
            yield f"{path} is missing"
        else:
            said = mistake["msg"].removeprefix("Value error, ")
            yield f"{path}: {said} (got {mistake['input']!r})"


def _suggestion(path: tuple[Any, ...]) -> str:
    table: type[BaseModel] | None = Site
    for part in path[:-1]:
        if isinstance(part, str) and table is not None and part in table.model_fields:
            table = _table_in(table.model_fields[part].annotation)
    close = difflib.get_close_matches(str(path[-1]), table.model_fields if table else (), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def _table_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((table for table in map(_table_in, get_args(annotation)) if table), None)
