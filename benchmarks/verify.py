"""What it costs to check WARC files: iria beside warcio and fastwarc, on the same files in the same run.

    python -m benchmarks.verify                       16,000 exchanges in two files
    python -m benchmarks.verify --exchanges 350000     a million records: does memory stay flat?
    python -m benchmarks.verify FILE …                 files that are there

`iria verify FILE …` checks framing, fields, ids, references, block and payload digests, and the HTTP message; `warcio
check` the digests alone. The files are made by iria's own writer: pages of 2 to 60 kB, half of them coded with gzip, a
quarter in chunks, one in eight a revisit. CPU is that of all processes; a core that others use makes the times longer
and leaves CPU as it is, so rates are per CPU second as well as per second. Each is run three times, the best counts.
"""

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from iria_crawler.items import Exchange, Original
from iria_crawler.warc import Archive

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
WARCIO = "import sys; sys.modules['brotli'] = sys.modules['brotlicffi'] = None; from warcio.cli import main; main()"
FASTWARC = "from fastwarc.cli import main; main()"
ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one tool took for all files: seconds on the clock, seconds of CPU, megabytes of memory at most."""

    tool: str
    seconds: float
    cpu: float
    memory: float
    code: int


class Latest:
    """The response that the next repetition is a revisit of."""

    original: Original | None = None

    def by_digest(self, digest: str) -> Original | None:
        return self.original if self.original and self.original.payload_digest == digest else None

    def by_url(self, url: str) -> Original | None:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--exchanges", type=int, default=16_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = options.files or fill(Path(scratch), options.exchanges)
        told = measure(files)
    print(json.dumps(told, indent=2) if options.json else table(told))


def fill(folder: Path, exchanges: int) -> list[Path]:
    """Two files of so many exchanges."""
    latest, dice = Latest(), random.Random(7)
    words = [f"w{n}{'aeiou'[n % 5] * (n % 4)}" for n in range(5_000)]
    for slug in ("one", "two"):
        with Archive(folder, slug, info={}, originals=latest, host="bench", clock=lambda: BEGIN) as to:
            for number in range(exchanges // 2):
                repeats = number % 8 == 7 and latest.original is not None
                if not repeats:
                    answer = answered(page(dice, words), number)
                capture = to.write(exchange(slug, number, answer))
                if capture and capture.payload_digest and not repeats:
                    latest.original = Original(
                        url=capture.url,
                        captured_at=capture.captured_at,
                        warc_record_id=capture.ref.warc_record_id,
                        payload_digest=capture.payload_digest,
                    )
    return sorted(folder.rglob("*.warc.gz"))


def page(dice: random.Random, words: list[str]) -> bytes:
    paragraphs = (" ".join(dice.choices(words, k=80)) for _ in range(dice.randint(4, 120)))
    return ("<html><body>" + "".join(f"<p class='text'>{text}</p>" for text in paragraphs) + "</body></html>").encode()


def answered(body: bytes, number: int) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: bench\r\n"
    if number % 2:
        body = gzip.compress(body, 6, mtime=0)
        head += b"Content-Encoding: gzip\r\n"
    if number % 4 == 2:
        pieces = (body[at : at + 8192] for at in range(0, len(body), 8192))
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + body
    return head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def exchange(slug: str, number: int, answer: bytes) -> Exchange:
    sent = f"GET /{number} HTTP/1.1\r\nHost: {slug}.example\r\nUser-Agent: bench\r\nAccept-Encoding: gzip\r\n\r\n"
    return Exchange(
        url=f"https://{slug}.example/{number}",
        method="GET",
        started_at=BEGIN + timedelta(seconds=number),
        elapsed_ms=20,
        closed=True,
        sent=BytesIO(sent.encode()),
        received=BytesIO(answer),
        ip="192.0.2.7",
        protocols=("tls/1.3",),
    )


def measure(files: list[Path]) -> dict[str, object]:
    """The costs of each tool; each is run as people run it."""
    cores = len(os.sched_getaffinity(0))
    names = [str(file) for file in files]
    iria = [sys.executable, "-m", "iria_crawler", "verify", "--json"]
    commands = {
        "iria verify, 1 process": [[*iria, "--jobs", "1", *names]],
        f"iria verify, {cores} processes": [[*iria, "--jobs", str(cores), *names]],
        "warcio check": [[sys.executable, "-c", WARCIO, "check", *names]],
        "fastwarc check": [[sys.executable, "-c", FASTWARC, "check", "-q", name] for name in names],
        "sha256sum": [["sha256sum", *names]],
    }
    best: dict[str, Cost] = {}
    for _ in range(ROUNDS):  # in turn, so that all have the same neighbours
        for tool, runs in commands.items():
            cost = ran(tool, runs)
            if tool not in best or cost.cpu < best[tool].cpu:
                best[tool] = cost
    told = json.loads(subprocess.run([*iria, *names], capture_output=True, check=False).stdout)
    return {
        "cores": cores,
        "files": len(files),
        "bytes": sum(file.stat().st_size for file in files),
        "records": told["records"],
        "ok": told["ok"],
        "costs": [asdict(cost) for cost in best.values()],
    }


def ran(tool: str, commands: list[list[str]]) -> Cost:
    began, cpu, memory, code = time.monotonic(), 0.0, 0, 0
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu += used.ru_utime + used.ru_stime
        memory, code = max(memory, used.ru_maxrss), max(code, process.returncode)
    return Cost(tool=tool, seconds=time.monotonic() - began, cpu=cpu, memory=memory / 1024, code=code)


def table(told: dict[str, object]) -> str:
    """The costs as people read them."""
    return "\n".join(_rows(told))


def _rows(told: dict[str, object]) -> Iterator[str]:
    records, costs = told["records"], told["costs"]
    assert isinstance(records, int)
    assert isinstance(costs, list)
    warcio = next(cost for cost in costs if cost["tool"] == "warcio check")
    yield f"{records:,} records, {told['bytes']:,} bytes in {told['files']} files; {told['cores']} cores"
    yield f"{'':<26}{'s':>8}{'CPU s':>8}{'rec/s':>10}{'rec/CPU s':>11}{'x warcio':>10}{'x per CPU':>11}{'MB':>7}  exit"
    for cost in costs:
        yield (
            f"{cost['tool']:<26}{cost['seconds']:>8.2f}{cost['cpu']:>8.2f}{records / cost['seconds']:>10,.0f}"
            f"{records / cost['cpu']:>11,.0f}{warcio['seconds'] / cost['seconds']:>10.2f}"
            f"{warcio['cpu'] / cost['cpu']:>11.2f}{cost['memory']:>7.0f}  {cost['code']}"
        )


if __name__ == "__main__":
    main()
