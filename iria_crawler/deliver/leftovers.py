"""What deliveries have left behind that were killed."""

import os
import re
import shutil
from pathlib import Path


def clear(to: Path, slug: str) -> None:
    """Remove what deliveries of a site that no longer run had begun to write into a folder."""
    begun = re.compile(rf"\.{re.escape(slug)}-\d{{8}}T\d{{6}}Z\.(?:bag|wacz)\.(\d+)(?:\.partial)?")
    for path in list(to.iterdir()) if to.is_dir() else []:
        found = begun.fullmatch(path.name)
        if found and not _is_another(int(found[1])):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _is_another(number: int) -> bool:
    """Whether another process has this number; one before this may have had its own."""
    if number == os.getpid():
        return False
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
