"""Is the archive what it was? Files, sums, records, rows and texts are checked against each other."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iria_crawler.verify.findings import Damage, Level, Opinion, Remark, Tally, plain
    from iria_crawler.verify.levels import total, verify
    from iria_crawler.verify.loose import verify_files
    from iria_crawler.verify.plans import Plan, processes
    from iria_crawler.verify.rows import CAPTURES, checked
    from iria_crawler.verify.texts import VERSIONS, text_differences

_HOMES = {
    "findings": ("Damage", "Level", "Opinion", "Remark", "Tally", "plain"),
    "levels": ("total", "verify"),
    "loose": ("verify_files",),
    "plans": ("Plan", "processes"),
    "rows": ("CAPTURES", "checked"),
    "texts": ("VERSIONS", "text_differences"),
}
__all__ = [
    "CAPTURES",
    "VERSIONS",
    "Damage",
    "Level",
    "Opinion",
    "Plan",
    "Remark",
    "Tally",
    "checked",
    "plain",
    "processes",
    "text_differences",
    "total",
    "verify",
    "verify_files",
]


def __getattr__(name: str) -> Any:
    """Each is imported when it is asked for: a process that reads records needs neither database nor readers."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
