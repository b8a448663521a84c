"""pywb over an archive, in place: its WARC files are neither copied nor moved, and nothing is fetched."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError

from iria_crawler import cdxj
from iria_crawler.errors import IriaError
from iria_crawler.replay.layout import lay_out, name_files, tell_rules
from iria_crawler.replay.tool import environment, pywb
from iria_crawler.store import Store
from iria_crawler.store.queries import article_id

HOST, PORT = "127.0.0.1", 8002
"""Not the port of `iria serve`: scripts of archived pages must not share an origin with the page of the database."""

START_SECONDS = 60.0
_LOOK_SECONDS, _RULE_SECONDS = 1.0, 60.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_NEWEST = (
    "SELECT u.url, c.captured_at FROM articles a JOIN article_versions v ON v.id = a.current_version_id"
    " JOIN captures c ON c.id = v.capture_id JOIN urls u ON u.id = c.url_id"
)
_LOG = "pywb.log"
_LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """pywb while it runs: its address without a slash at the end."""

    url: str
    process: "subprocess.Popen[bytes]"
    place: Path
    folder: Path

    def page(self, url: str, captured_at: str, *, collection: str = "all", how: str = "") -> str:
        """The address at which a page is shown as it was captured at a moment; see `page`."""
        return page(self.url, url, captured_at, collection=collection, how=how)

    def watch(self, store: Store) -> None:
        """Bring the indexes up to date whenever crawls have added something, until somebody interrupts it.

        A large index takes a while to make: it is not made for more than a twentieth of the time.
        """
        seen, due, ruled = store.value("PRAGMA data_version"), 0.0, time.monotonic()
        while True:
            self.check()
            time.sleep(_LOOK_SECONDS)
            now, began = store.value("PRAGMA data_version"), time.monotonic()
            if now != seen and began >= due:
                self.refresh(store)
                seen, due = now, began + 20 * (time.monotonic() - began)
            if began >= ruled + _RULE_SECONDS:
                tell_rules(store, self.folder)
                ruled = began

    def refresh(self, store: Store) -> None:
        """Have what crawls have added since, and what they are writing, be seen."""
        for slug in cdxj.slugs(store):
            cdxj.refresh(store, self.folder, slug)
        name_files(self.place, self.folder)

    def check(self) -> None:
        """Raises `IriaError` when pywb has ended by itself."""
        if self.process.poll() is not None:
            raise IriaError(f"pywb ended with {self.process.returncode}: {_last_word(self.place)}")


def page(base: str, url: str, captured_at: str, *, collection: str = "all", how: str = "") -> str:
    """The address in replay of a page as it was captured; `how` is a modifier of pywb's, such as `mp_`."""
    second = "".join(letter for letter in captured_at[:19] if letter.isdigit())
    return f"{base}/{collection}/{second}{how}/{url}"


def example(store: Store, article: str | None = None) -> tuple[str, str] | None:
    """Address and time of capture of an article's page, by default of the newest one; None where there is none.

    Raises `UsageError` where there is no such article.
    """
    if article is None:
        found = store.row(f"{_NEWEST} WHERE a.status <> 'withheld' AND c.mime LIKE '%html%' ORDER BY c.id DESC LIMIT 1")
    else:
        found = store.row(f"{_NEWEST} WHERE a.id = ?", article_id(store, article))
    return (found["url"], found["captured_at"]) if found else None


@contextmanager
def replaying(store: Store, folder: Path, *, host: str = HOST, port: int = PORT) -> Iterator[Replay]:
    """Run pywb until the block ends. Port 0 is any that is free. Raises `IriaError` where pywb is not there, the
    port is taken, or it does not start."""
    wayback = pywb()
    port = _free(host, port)
    with TemporaryDirectory(prefix="iria-replay-") as made:
        place = Path(made)
        lay_out(store, place, folder)
        command = [sys.executable, "-I", str(_LEASH), str(wayback), "-b", host, "-p", str(port), "-t", "8"]
        with (place / _LOG).open("wb") as log:
            # in a session of its own: Ctrl-C is for iria, which then ends it; so does the end of iria, whatever it was
            process = subprocess.Popen(
                command,
                cwd=place,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            found = Replay(url=f"http://{_in_url(host)}:{port}", process=process, place=place, folder=folder)
            _wait(found)
            yield found
        finally:
            process.communicate()  # the end of its input ends it


def _free(host: str, port: int) -> int:
    """A port to listen on; pywb tells neither which one it got when asked for any, nor plainly that one is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, OverflowError) as problem:
            why = problem.strerror if isinstance(problem, OSError) else problem
            raise IriaError(f"nothing can listen on {host} port {port} ({why}); name another with --port") from problem
        found: int = listener.getsockname()[1]
    return found


def _wait(replay: Replay) -> None:
    """Return when pywb answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        replay.check()
        with suppress(URLError, ConnectionError, TimeoutError):
            _direct.open(f"{replay.url}/", timeout=5).close()
            return
        time.sleep(0.1)
    raise IriaError(f"pywb did not answer within {START_SECONDS:.0f} seconds: {_last_word(replay.place)}")


def _last_word(place: Path) -> str:
    lines = (place / _LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
