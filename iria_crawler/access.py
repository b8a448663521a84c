"""What replay must not show, as rules in pywb's format, and whether they keep a URL back.

pywb reads the file at every request. It knows a URL by its key in the index, so a rule holds for http and https, with
and without `www.`, in small letters and large.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from iria_crawler.urls import key, page_of
from iria_crawler.whole import whole

Action = Literal["block", "exclude"]
FOLDER, FILENAME = "cdxj", "access.aclj"
EXACT = "###"  # pywb's mark of a rule for one URL; without it a rule holds for all that begin so
_ACTIONS: Mapping[str, Action] = {"block": "block", "embargo": "block", "exclude": "exclude"}
"""451 says that there is something, and 404 that there is nothing."""


def path_of(folder: Path) -> Path:
    """Where the rules stand in an archive folder."""
    return folder / FOLDER / FILENAME


def write(folder: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Put rules in place of those that were there; replay obeys them from its next request on."""
    path, found = path_of(folder), "".join(rules(rows)).encode()
    if not path.is_file() or path.read_bytes() != found:
        with whole(path) as file:
            file.write(found)


def rules(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """The lines of the rules for rows with `match` (`url` or `prefix`), `target` (a URL) and `action` (`block`,
    `embargo` or `exclude`), in the order that pywb needs: backwards.

    Where rules meet, the one that hides more holds: pywb would take the one for the longest part of the URL.
    """
    wanted: dict[str, tuple[Action, str]] = {}
    for row in rows:
        action = _ACTIONS[row["action"]]
        for rule in rule_keys(row["target"], is_prefix=row["match"] == "prefix"):
            if wanted.get(rule, ("block", ""))[0] == "block":
                wanted[rule] = action, row["target"]
    hidden = tuple(rule for rule, (action, _) in wanted.items() if action == "exclude" and not rule.endswith(EXACT))
    found = [
        f"{rule} - {json.dumps({'access': 'exclude' if rule.startswith(hidden) else action, 'url': url})}\n"
        for rule, (action, url) in wanted.items()
    ]
    return sorted(found, key=str.encode, reverse=True)


def rule_keys(url: str, *, is_prefix: bool) -> tuple[str, ...]:
    """The keys of a rule. `/blog/` as a prefix is `/blog`, what is below it and its queries, and not `/blogroll`."""
    if not is_prefix:
        return (key(url) + EXACT,)
    begins = key(url)
    if url.endswith("/") and not begins.endswith("/"):
        return (begins + EXACT, f"{begins}/", f"{begins}?")
    return (begins,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """The rules in force, for those who hand out copies."""

    urls: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def by(cls, rows: Iterable[Mapping[str, str]]) -> Self:
        """The rules for rows as `rules` takes them."""
        keys = [line.partition(" ")[0] for line in rules(rows)]
        return cls(
            urls=frozenset(each.removesuffix(EXACT) for each in keys if each.endswith(EXACT)),
            prefixes=tuple(each for each in keys if not each.endswith(EXACT)),
        )

    def __bool__(self) -> bool:
        return bool(self.urls or self.prefixes)

    def __contains__(self, url: str) -> bool:
        if not self:
            return False
        page = page_of(url)
        return self._has(key(url)) or (page != url and self._has(key(page)))

    def _has(self, found: str) -> bool:
        return found in self.urls or found.startswith(self.prefixes)
