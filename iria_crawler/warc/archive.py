"""Writes exchanges into the WARC files of one site."""

import re
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from iria_crawler import __version__
from iria_crawler.items import Capture, Exchange, Kind
from iria_crawler.warc.exchanges import Originals, Recorder
from iria_crawler.warc.files import Create, GrowingFile, WarcFile, create, failures

_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class Archive:
    """The WARC files of one site, written one exchange after the other.

    A file is begun with its first exchange and is done when it has reached `max_size`. All methods
    belong to one thread but `sync`, which another may call. `close` ends the file; a later `write`
    begins the next.
    """

    def __init__(
        self,
        folder: Path,
        slug: str,
        *,
        info: Mapping[str, str],
        originals: Originals,
        max_size: int = 1 << 30,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        host: str | None = None,
        create: Create = create,
    ) -> None:
        self._folder, self._slug, self._max_size = folder, slug, max_size
        self._originals, self._clock, self._create = originals, clock, create
        self._host = host or socket.gethostname()
        self._info = about_this_program(self._host) | dict(info)
        self._serial = 0
        self._done: list[WarcFile] = []
        self._recorder: Recorder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def files(self) -> tuple[WarcFile, ...]:
        """All files of this archive in the order of their writing; the last may be open."""
        growing = [self._recorder.file.now()] if self._recorder and self._recorder.file.size else []
        return (*self._done, *growing)

    def write(
        self, exchange: Exchange, *, via: str | None = None, hops: str = "", kind: Kind | None = None
    ) -> Capture | None:
        """Append all records of an exchange, or none of them; in any case close its two files.

        Gives the capture of the response or revisit record, None where no HTTP response came. Raises
        `DiskFull` or `ArchiveError`, after which the archive can be written to again.
        """
        with exchange.sent, exchange.received:
            recorder = self._current(exchange.started_at)
            with failures(recorder.file.filename), recorder.file.whole():
                return recorder.record(exchange, via=via, hops=hops, kind=kind)

    def sync(self) -> None:
        """Return when every exchange written before the call is on the disk."""
        recorder = self._recorder
        if recorder:
            with failures(recorder.file.filename):
                recorder.file.sync()

    def close(self) -> None:
        """End the current file, if there is one: durable, under its final name."""
        if not self._recorder:
            return
        file = self._recorder.file
        with failures(file.filename):
            if file.size:
                self._done.append(file.close(self._clock()))
            else:
                file.remove()
        self._recorder = None

    def _current(self, started_at: datetime) -> Recorder:
        if self._recorder and self._recorder.file.size >= self._max_size:
            self.close()
        if not self._recorder:
            file = self._begun(min(self._clock(), started_at).astimezone(UTC))
            self._recorder = Recorder(file, info=self._info, originals=self._originals)
        return self._recorder

    def _begun(self, opened_at: datetime) -> GrowingFile:
        folder = f"warc/{self._slug}/{opened_at:%Y}"
        while True:
            self._serial += 1
            host = re.sub(r"[^A-Za-z0-9.-]", "-", self._host)
            name = f"{folder}/IRIA-{self._slug}-{opened_at:%Y%m%d%H%M%S}-{self._serial:05d}-{host}.warc.gz"
            with failures(name), suppress(FileExistsError):
                return GrowingFile(self._folder, name, opened_at, create=self._create)


def about_this_program(host: str = "") -> dict[str, str]:
    """What a warcinfo record says of the software, and of the machine where that matters."""
    return {
        "software": f"iria/{__version__} warcio/{version('warcio')}",
        "format": "WARC File Format 1.1",
        "conformsTo": _CONFORMS_TO,
        "hostname": host,
    }
