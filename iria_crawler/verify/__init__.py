"""Is the archive what it was? Files, sums, records, rows and texts are checked against each other."""

from iria_crawler.verify.findings import Damage, Level, Opinion, Remark, Tally, plain
from iria_crawler.verify.levels import Plan, processes, total, verify, verify_files
from iria_crawler.verify.rows import CAPTURES, record_differences
from iria_crawler.verify.texts import VERSIONS, text_differences

__all__ = [
    "CAPTURES",
    "VERSIONS",
    "Damage",
    "Level",
    "Opinion",
    "Plan",
    "Remark",
    "Tally",
    "plain",
    "processes",
    "record_differences",
    "text_differences",
    "total",
    "verify",
    "verify_files",
]
