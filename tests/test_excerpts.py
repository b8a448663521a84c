"""One exchange is taken out of a WARC file byte for byte, or not at all where it is damaged."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from iria_crawler.errors import ArchiveError
from iria_crawler.items import Original, RecordRef
from iria_crawler.warc import Archive, excerpt, read_page, read_pages

from .newsdesk import HOME, exchange


class NoOriginals:
    """Every body is a new one."""

    def by_digest(self, digest: str) -> Original | None:
        return None

    def by_url(self, url: str) -> Original | None:
        return None


NONE = NoOriginals()


class Repeats(NoOriginals):
    """Every body has been there before."""

    def by_digest(self, digest: str) -> Original | None:
        at = exchange(HOME).started_at
        return Original(url=HOME, captured_at=at, warc_record_id="<urn:uuid:first>", payload_digest=digest)


def written(folder: Path, *bodies: bytes, originals: NoOriginals = NONE) -> list[RecordRef]:
    """The responses of a WARC file with these bodies."""
    with Archive(folder, "news", info={}, originals=originals) as archive:
        captures = [archive.write(exchange(f"{HOME}{number}", body)) for number, body in enumerate(bodies)]
    return [capture.ref for capture in captures if capture]


def test_an_excerpt_is_a_warc_file_of_one_page(tmp_path: Path) -> None:
    first, second, _ = written(tmp_path, b"one", b"two", b"three")
    whole = (tmp_path / first.warc_file).read_bytes()
    found = excerpt(tmp_path, second)
    info = whole[: first.warc_offset]
    assert found.startswith(info + whole[second.warc_offset :][: second.warc_length])
    assert found[len(info) :] in whole  # response and request, as they stand in the file
    kinds = [line for line in gzip.decompress(found).split(b"\r\n") if line.startswith(b"WARC-Type:")]
    assert kinds == [b"WARC-Type: warcinfo", b"WARC-Type: response", b"WARC-Type: request"]
    (tmp_path / "one.warc.gz").write_bytes(found)
    (page,) = read_pages(tmp_path / "one.warc.gz")
    assert page == replace(read_page(tmp_path, second), ref=None)


def test_a_response_whose_bytes_are_not_what_it_says_is_no_excerpt(tmp_path: Path) -> None:
    (ref,) = written(tmp_path, b"The harbour has opened.")
    path = tmp_path / ref.warc_file
    whole, end = path.read_bytes(), ref.warc_offset + ref.warc_length
    record = gzip.compress(gzip.decompress(whole[ref.warc_offset : end]).replace(b"opened", b"closed"))
    path.write_bytes(whole[: ref.warc_offset] + record + whole[end:])
    with pytest.raises(ArchiveError, match="has WARC-Block-Digest"):
        excerpt(tmp_path, replace(ref, warc_length=len(record)))


def test_a_request_that_is_damaged_is_no_excerpt(tmp_path: Path) -> None:
    (ref,) = written(tmp_path, b"The harbour has opened.")
    path = tmp_path / ref.warc_file
    content = bytearray(path.read_bytes())
    content[ref.warc_offset + ref.warc_length + 40] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArchiveError):
        excerpt(tmp_path, ref)


def test_a_revisit_is_no_excerpt(tmp_path: Path) -> None:
    (ref,) = written(tmp_path, b"The harbour has opened.", originals=Repeats())
    with pytest.raises(ArchiveError, match="a revisit record alone makes no page"):
        excerpt(tmp_path, ref)
