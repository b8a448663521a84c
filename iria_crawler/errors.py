"""Every way in which iria says no.

    IriaError                 something a person can mend; shown as one line, no traceback
    ├── UsageError            the command was given something it cannot use         exit 2
    ├── DiskFull              no room for the next record or row                     exit 3
    ├── SiteError             a site file is wrong or unknown                        exit 4
    ├── NewerDatabase         the database was made by a newer iria                  exit 4
    ├── CrawlFailed           a crawl brought nothing usable                         exit 9
    ├── NoArchive             the folder holds no archive                            exit 10
    ├── Locked                another run holds the site or the database             exit 12
    └── ArchiveError          a record is missing, torn or not what it should be     exit 20

    NoArticle                 a page that is not an article; counted, never shown

Exit codes are those of Browsertrix Crawler where it has one.
"""


class IriaError(Exception):
    """Something a person can mend; its text says what, where and what to do."""

    exit_code = 1


class UsageError(IriaError):
    """The command was given something that it cannot use."""

    exit_code = 2


class DiskFull(IriaError):
    """No room for the next record or row; make room, the next run goes on."""

    exit_code = 3


class SiteError(IriaError):
    """A site file is wrong, or no site has this name."""

    exit_code = 4


class NewerDatabase(IriaError):
    """The database was made by a newer iria, which this one must not touch."""

    exit_code = 4


class CrawlFailed(IriaError):
    """A crawl brought nothing usable."""

    exit_code = 9


class NoArchive(IriaError):
    """The folder holds no archive."""

    exit_code = 10


class Locked(IriaError):
    """Another run holds the lock of this site, or another program the database."""

    exit_code = 12


class ArchiveError(IriaError):
    """A record is missing, torn or not what the database says."""

    exit_code = 20


class NoArticle(Exception):
    """The page is not an article; `reason` is a slug that is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __reduce__(self) -> tuple[type["NoArticle"], tuple[str]]:
        return NoArticle, (self.reason,)


def in_a_line(problem: BaseException) -> str:
    """What went wrong, as one line: `ConnectionLost: Connection to the other side was lost …`."""
    root = root_of(problem)
    text = " ".join(str(root).split())
    return f"{type(root).__name__}: {text}" if text else type(root).__name__


def root_of(problem: BaseException) -> BaseException:
    """The error under the wrappings of Scrapy (a cause) and Twisted (a list of reasons)."""
    while True:
        reasons = getattr(problem, "reasons", None)
        inner = reasons[0].value if reasons else problem.__cause__
        if inner is None:
            return problem
        problem = inner
