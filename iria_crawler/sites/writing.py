"""The text of a site file: what a site says, with comments for whoever edits it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from iria_crawler.sites.tables import Site

_ABOUT = 38  # the column where comments begin

# What a table may say that most sites will want to say sooner or later: key, an example, what it does.
_OFFERED: Mapping[str, tuple[tuple[str, object, str], ...]] = {
    "site": (
        ("name", "Example News", "the host if absent"),
        ("language", "en", "told from the pages if absent"),
    ),
    "collection": (
        ("contact", "webarchive@example.org", "named to the site in the user agent"),
        ("rights", "Copyright remains with the publisher.", "goes with every copy"),
    ),
    "crawl": (
        ("schedule", "daily 02:30", "UTC; also weekly mon 03:00, monthly 1 04:00"),
        ("delay", 1.0, "seconds between requests; never below robots.txt's Crawl-delay"),
        ("article", ("^/news/",), "paths of articles; told from the pages if absent"),
        ("exclude", ("^/internal/",), "paths never to be asked for"),
    ),
    "limits": (("free_disk", "20 GB", "a crawl stops cleanly before the disk is full"),),
    "extract": (("drop", (".related-posts",), "CSS selectors, only for what comes out wrong"),),
}


def text_of(site: Site, *, remarks: Iterable[str] = ()) -> str:
    """The file of a site, which `parse` reads back as the same site. `remarks` are comments at its top."""
    said = site.model_dump(exclude_defaults=True)
    said["site"] = {"slug": site.slug, "home": site.home} | said["site"]
    said.setdefault("crawl", {}).setdefault("delay", site.crawl.delay)
    lines = [f"# {line}".rstrip() for remark in remarks for line in remark.splitlines()]
    for name in Site.model_fields:
        for table in _tables(name, said.get(name)):
            lines += ["", *table]
    return "\n".join(lines).strip() + "\n"


def _tables(name: str, said: Any) -> Iterator[Iterator[str]]:
    if isinstance(said, list | tuple):
        yield from (_entry(name, each) for each in said)
    elif said or name in _OFFERED:
        yield _table(name, said or {})


def _table(name: str, said: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{name}]"
    yield from _keys(said, _OFFERED.get(name, ()))


def _entry(name: str, said: Mapping[str, Any]) -> Iterator[str]:
    """One of several tables of a name, with the tables within it below."""
    yield f"[[{name}]]"
    yield from _keys({key: value for key, value in said.items() if not isinstance(value, Mapping)}, ())
    for key, value in said.items():
        if isinstance(value, Mapping):
            yield f"[{name}.{key}]"
            yield from _keys(value, ())


def _keys(said: Mapping[str, Any], offered: tuple[tuple[str, object, str], ...]) -> Iterator[str]:
    comments = {key: comment for key, _, comment in offered}
    for key, value in said.items():
        if value is not None:
            yield _line(f"{key} = {_toml(value)}", comments.get(key))
    for key, example, comment in offered:
        if key not in said:
            yield _line(f"# {key} = {_toml(example)}", comment)


def _line(setting: str, comment: str | None) -> str:
    return f"{setting:<{_ABOUT}}  # {comment}" if comment else setting


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float() | date():
            return value.isoformat() if isinstance(value, date) else repr(value)
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    """A string as it is where it has backslashes, as patterns do; else a basic one: JSON's escapes are
    TOML's, but for one letter."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
