"""What came of a crawl: the facts, the few lines of the terminal, and the files for people and machines."""

from iria_crawler.report.facts import report, which
from iria_crawler.report.files import write
from iria_crawler.report.summary import lines, why_nothing_came
from iria_crawler.report.words import counted, size

__all__ = ["counted", "lines", "report", "size", "which", "why_nothing_came", "write"]
