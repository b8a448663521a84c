"""Takes one exchange out of a WARC file, byte for byte, as a WARC file of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from iria_crawler.errors import ArchiveError
from iria_crawler.items import RecordRef
from iria_crawler.warc.checking import check
from iria_crawler.warc.reading import companions, opened, record_at


def excerpt(folder: Path, ref: RecordRef) -> bytes:
    """The warcinfo of the file, a response and its request: a WARC file whose one page is that response.

    Raises `ArchiveError` where a record is no response, or where its bytes are not what it says of them.
    """
    with opened(folder, ref.warc_file) as file:
        taken = list(_taken(file, ref))
        for each in taken:
            if problems := check(folder, each).problems:
                raise ArchiveError(f"{each.warc_file} at {each.warc_offset} {problems[0]}")
        return b"".join(_bytes(file, each) for each in taken)


def _taken(file: BinaryIO, ref: RecordRef) -> Iterator[RecordRef]:
    info = record_at(file, 0, ref.warc_file)
    with info.block:
        if info.record_type == "warcinfo":
            yield info.ref
    response = record_at(file, ref.warc_offset, ref.warc_file)
    with response.block:
        if response.record_type != "response":
            raise ArchiveError(
                f"{ref.warc_file} at {ref.warc_offset}: a {response.record_type} record alone makes no page"
            )
        yield ref
        yield from (each.ref for each in companions(file, response) if each.record_type == "request")


def _bytes(file: BinaryIO, ref: RecordRef) -> bytes:
    file.seek(ref.warc_offset)
    return file.read(ref.warc_length)
