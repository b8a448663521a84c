"""Worker processes: each is started afresh, with a pipe to it."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any


def started(serve: Callable[..., None], *args: Any) -> tuple[BaseProcess, Connection]:
    """A process that runs `serve(pipe, *args)`, a function of a module, and our end of the pipe.

    It ends with this process; no pipe is left behind where it cannot be started, which is raised.
    """
    context = multiprocessing.get_context("spawn")  # a fork would copy threads' locks, event loop and open database
    ours, theirs = context.Pipe()
    process: BaseProcess = context.Process(target=serve, args=(theirs, *args), daemon=True)
    try:
        process.start()
    except BaseException:  # whatever it is: no pipe is left behind, and it goes on up
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours
