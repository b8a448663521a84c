"""What tests of `verify` share: looks at an archive, and ways to harm it."""

import sqlite3
import subprocess
from pathlib import Path

from click.testing import CliRunner

from iria_crawler.cli import main
from iria_crawler.store import Store
from iria_crawler.verify import CAPTURES, Damage, Plan, Tally, checked, verify


def damages(archive: Path) -> list[Damage]:
    with Store.open(archive) as store:
        return list(verify(store, archive, Tally()))


def alone(archive: Path) -> list[str]:
    """What is wrong with the records of captures, each looked at by itself."""
    with Store.open(archive) as store:
        rows = list(store.rows(f"{CAPTURES} ORDER BY c.id"))
    return [what for row in rows for what in checked(row, archive).problems]


def first_file(archive: Path) -> Path:
    return min(archive.glob("warc/*/*/*.warc.gz"))


def change(archive: Path, sql: str) -> None:
    with sqlite3.connect(archive / "iria.db") as connection:
        connection.execute(sql)
    connection.close()


def at_level(archive: Path, level: str, **plan: object) -> tuple[list[Damage], Tally]:
    tally = Tally()
    with Store.open(archive) as store:
        return list(verify(store, archive, tally, plan=Plan(level=level, **plan))), tally  # type: ignore[arg-type]


def flip(archive: Path) -> None:
    """Change a bit in the middle of the first file."""
    path = first_file(archive)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(archive: Path) -> None:
    """Take the end of the first file away."""
    path = first_file(archive)
    path.write_bytes(path.read_bytes()[:-500])


def swap(archive: Path) -> None:
    """Let the first two files change places."""
    first, second = sorted(archive.glob("warc/*/*/*.warc.gz"))[:2]
    other = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(other)


def break_byte(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def index_of(archive: Path) -> Path:
    (path,) = archive.glob("cdxj/*.cdxj")
    return path


def tool(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run(archive: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command on an archive; what it does not expect is raised."""
    done = CliRunner().invoke(main, ["-C", str(archive), "verify", *map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def reindex(archive: Path) -> None:
    """Make the database anew from what is there."""
    done = CliRunner().invoke(main, ["-C", str(archive), "reindex", "--jobs", "1"])
    assert done.exit_code in (0, 20), done.output


def ask(archive: Path, *words: str | Path) -> str:
    """Run any command, which must end well; gives what it said."""
    done = CliRunner().invoke(main, ["-C", str(archive), *map(str, words)])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def purge(archive: Path, page: str) -> None:
    """Remove the captures of a page, by the end of its address."""
    with Store.open(archive) as store:
        url = store.value("SELECT url FROM urls WHERE url LIKE ? ORDER BY id", f"%{page}")
    ask(archive, "purge", url, "--reason", "asked", "--by", "Ann", "--yes", "--really")
