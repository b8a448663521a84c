"""The command in a process that has its modules already: hundreds of tests would each wait a second for them."""

import faulthandler
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

# It forks from a process that imports these and does nothing else: of the tests, nothing is in there.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["iria_crawler.launch", "iria_crawler.verify", "iria_crawler.extract"])


def run(args: Sequence[str], env: Mapping[str, str], *, timeout: float) -> "CompletedProcess[str]":
    """Run the command to its end, with every warning an error. Raises `TimeoutExpired` after so many seconds."""
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _PROCESSES.Process(target=_command, args=(args, dict(env), Path.cwd(), out, err))
        process.start()
        process.join(timeout)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        process.close()
        said = out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
    if code is None:
        raise TimeoutExpired(args, timeout, *said)
    return CompletedProcess(args, code, *said)


def _command(args: Sequence[str], env: Mapping[str, str], folder: Path, out: Path, err: Path) -> None:
    for stream, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    faulthandler.enable()
    warnings.simplefilter("error")
    sys.argv = ["iria", *args]
    from iria_crawler.cli import main

    main()
