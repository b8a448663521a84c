"""Spaces without end: whatever address is asked for there names further ones."""

import hashlib
import re
from collections.abc import Callable

from tests.oddserver import Answer

from .pages import article
from .wire import page


def _page(title: str, *links: str) -> Answer:
    anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return page(
        f"<!doctype html><html><head><title>{title}</title></head><body><ul>{anchors}</ul></body></html>".encode()
    )


def _random(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:16]


def _agenda(path: str) -> Answer:
    day = int(path.rsplit("/", 2)[1])
    return _page(f"Agenda of day {day}", f"/agenda/{day + 1}/", f"/agenda/{day - 1}/", f"/agenda/{day + 30}/")


def _lost(path: str) -> Answer:
    return _page("Page not found, but here are others", *(f"/lost/{_random(path + str(n))}/" for n in range(5)))


def _visit(path: str) -> Answer:
    name = path.rsplit("/", 2)[1]
    return _page(
        f"Section {name}", *(f"/visit/{_random(path + other)}/{other}/" for other in ("world", "sport", "arts"))
    )


def _deeper(path: str) -> Answer:
    return _page(f"Level {path.count('/')}", f"level{path.count('/')}/", "more/")


def _shop(path: str) -> Answer:
    here = re.findall(r"(\w+)=(\w+)", path)
    names = ["color", "size", "brand", "shape", "price", "stock", "rating", "page_size"]
    links = [
        "/shop?" + "&amp;".join(f"{name}={value}" for name, value in [*here, (other, str(n))])
        for other in names
        for n in range(3)
        if len(here) < 12
    ]
    return _page("Shop " + path[-40:], *links)


def _copy(path: str) -> Answer:
    links = "".join(f'<a href="/copy?number={n}">copy</a>' for n in range(200))
    return page(article("The same article", extra=links).encode())


def _mirror(path: str) -> Answer:
    return page(article(f"Story {_random(path)}", extra=f'<a href="/mirror/{_random(path)}/">next</a>').encode())


SPACES: dict[str, tuple[str, Callable[[str], Answer]]] = {
    "calendar": ("/agenda/0/", _agenda),
    "soft-404": ("/lost/start/", _lost),
    "session-in-path": ("/visit/0/world/", _visit),
    "growing-paths": ("/deeper/", _deeper),
    "facets": ("/shop?color=1", _shop),
    "copies": ("/copy?number=0", _copy),
    "articles": ("/mirror/0/", _mirror),
}
"""Where each begins, and what is said there."""


def in_space(path: str, names: set[str]) -> Answer | None:
    """The answer of the space that a path lies in, if it is one of those named."""
    for name in names:
        start, says = SPACES[name]
        if re.split(r"[/?]", path)[1] == re.split(r"[/?]", start)[1]:
            return says(path)
    return None
