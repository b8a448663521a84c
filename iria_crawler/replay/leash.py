"""Runs a program no longer than whoever started it lives, which the end of its input tells, however that came.

    python leash.py PROGRAM ARGUMENT…

Gives the exit code of the program. It is run as a file, so that it imports nothing else.
"""

import os
import subprocess
import sys
import threading

_GRACE = 5.0  # seconds to end by itself


def main() -> int:
    """Run the program that the arguments name until it ends or the input does."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_input, args=[child], daemon=True).start()
    return child.wait()


def _end_with_input(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 4096):  # not by way of sys.stdin, whose lock would be in the way when the program ends first
        pass
    child.terminate()
    try:
        child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main())
