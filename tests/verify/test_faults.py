"""Every way in which a WARC file can be wrong is named; what is legal is not, whoever wrote it.

The faults are those of a table of validators: seven of them pass warcio, fastwarc, jwarc and JHOVE together.
"""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from iria_crawler.items import Exchange, Original, RecordRef
from iria_crawler.verify import Damage, Tally, verify_files
from iria_crawler.warc import Archive, check
from tests.warcparts import Part, put_together, sha1, taken_apart

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HTML = b"<html><p>Good evening, this is the news.</p></html>" * 20
PACKED = gzip.compress(HTML, mtime=0)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ANSWERS = [
    OK + b"Content-Length: %d\r\n\r\n%s" % (len(HTML), HTML),
    OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\nA\r\nChunks out\r\n0\r\n\r\n",
    OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(PACKED), PACKED),
    OK + b"Content-Length: 4\r\n\r\nlast",
]


class Known:
    """The first response, of which another exchange is a revisit."""

    original: Original | None = None

    def by_digest(self, digest: str) -> Original | None:
        return self.original if self.original and self.original.payload_digest == digest else None

    def by_url(self, url: str) -> Original | None:
        return None


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of ours: four responses, one of them in chunks, one in gzip, and a revisit."""
    folder, known = tmp_path_factory.mktemp("pristine"), Known()
    with Archive(folder, "example", info={}, originals=known, clock=lambda: NOON + timedelta(hours=1), host="h") as to:
        for number, answer in enumerate([*ANSWERS, ANSWERS[0]]):
            sent = b"GET /%d HTTP/1.1\r\nHost: news.example\r\n\r\n" % number
            capture = to.write(
                Exchange(
                    url=f"https://news.example/{number}",
                    method="GET",
                    started_at=NOON + timedelta(seconds=number),
                    elapsed_ms=1,
                    closed=True,
                    sent=BytesIO(sent),
                    received=BytesIO(answer),
                    ip="192.0.2.7",
                )
            )
            if number == 0:
                assert capture
                assert capture.payload_digest
                known.original = Original(
                    url=capture.url,
                    captured_at=capture.captured_at,
                    warc_record_id=capture.ref.warc_record_id,
                    payload_digest=capture.payload_digest,
                )
    return next(folder.rglob("*.warc.gz"))


def found(path: Path) -> list[Damage]:
    return list(verify_files([path], Tally()))


def lead(parts: list[Part], number: int = 0) -> Part:
    """A response, by its number."""
    return [part for part in parts if part.kind == "response"][number]


# Each fault is done to the records, or to the bytes of the file that they make; it says where it must be found.

Fault = Callable[[list[Part]], Part | None]
RECORDS: dict[str, tuple[Fault, str]] = {}
BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {}


def fault(name: str, said: str) -> Callable[[Fault], Fault]:
    def add(do: Fault) -> Fault:
        RECORDS[name] = (do, said)
        return do

    return add


@fault("body byte flipped", "WARC-Block-Digest")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    part.block = part.block[:-9] + bytes([part.block[-9] ^ 1]) + part.block[-8:]
    return part


@fault("payload digest wrong", "WARC-Payload-Digest")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Payload-Digest", sha1(b"other"))


@fault("block digest by an unknown algorithm", "a WARC-Block-Digest of an unknown algorithm")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Block-Digest", "sha3:" + "0" * 64)


@fault("payload digest by an unknown algorithm", "a WARC-Payload-Digest of an unknown algorithm")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Payload-Digest", "sha3:" + "0" * 64)


@fault("payload digest of a revisit by an unknown algorithm", "a WARC-Payload-Digest of an unknown algorithm")
def _(parts: list[Part]) -> Part:
    return next(part for part in parts if part.kind == "revisit").put("WARC-Payload-Digest", "blake:1")


@fault("record length + 2", "Content-Length")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    part.length = len(part.block) + 2
    return part


@fault("record length - 2", "Content-Length")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    part.length = len(part.block) - 2
    return part


@fault("request record missing", "no request record")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    parts[:] = [p for p in parts if not (p.kind == "request" and p.get("WARC-Concurrent-To") == part.get(ID))]
    return part


ID = "WARC-Record-ID"
NOWHERE = "<urn:uuid:00000000-0000-4000-8000-000000000000>"


@fault("concurrent-to dangling", "belongs to a record that is not here")
def _(parts: list[Part]) -> Part:
    return next(part for part in parts if part.kind == "metadata").put("WARC-Concurrent-To", NOWHERE)


@fault("revisit without profile", "WARC-Profile")
def _(parts: list[Part]) -> Part:
    return next(part for part in parts if part.kind == "revisit").put("WARC-Profile", None)


@fault("one CRLF after a record", "two empty lines")
def _(parts: list[Part]) -> Part:
    lead(parts).end = b"\r\n"
    return lead(parts)


@fault("LF in a WARC header", "CR LF")
def _(parts: list[Part]) -> Part:
    lead(parts).line = b"\n"
    return lead(parts)


@fault("date missing", "no WARC-Date")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Date", None)


@fault("date malformed", "WARC-Date that is none")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Date", "2026-13-01T12:00:00Z")


@fault("another date in an exchange", "another WARC-Date")
def _(parts: list[Part]) -> Part:
    return next(part for part in parts if part.kind == "request").put("WARC-Date", "2026-03-01T12:00:09Z")


@fault("record id twice", "2 records have")
def _(parts: list[Part]) -> Part:
    metadata = [part for part in parts if part.kind == "metadata"]
    return metadata[1].put(ID, metadata[0].get(ID))


@fault("chunked header, body without chunks", "chunked")
def _(parts: list[Part]) -> Part:
    part = lead(parts, 1)
    part.block = part.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n<p>Chunks out"
    return part.signed()


@fault("gzip header, body decoded", "after its message")
def _(parts: list[Part]) -> Part:
    part = lead(parts, 2)
    part.block = part.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + HTML
    part.put("WARC-Payload-Digest", sha1(HTML[: len(PACKED)]))
    return part.put("WARC-Block-Digest", sha1(part.block))


@fault("body cut, no WARC-Truncated", "is cut")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    part.block = part.block[:-30]
    return part.signed()


@fault("body in the answer to a HEAD", "after its message")
def _(parts: list[Part]) -> Part:
    request = parts[parts.index(lead(parts)) + 1]
    request.block = request.block.replace(b"GET", b"HEAD")
    request.signed()
    return lead(parts)


@fault("status line of HTTP/2", "HTTP/2")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    part.block = part.block.replace(b"HTTP/1.1 200 OK", b"HTTP/2 200")
    return part.signed()


@fault("space in the target URI", "no URI")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Target-URI", "https://news.example/a b")


@fault("no warcinfo", "no warcinfo")
def _(parts: list[Part]) -> Part:
    del parts[0]
    return parts[0]


@fault("plain record among packed ones", "is not packed as")
def _(parts: list[Part]) -> Part:
    lead(parts).packed = False
    return lead(parts)


@fault("unknown type", "unknown type")
def _(parts: list[Part]) -> Part:
    return next(part for part in parts if part.kind == "metadata").put("WARC-Type", "hearsay")


@fault("version 2.0", "unknown version")
def _(parts: list[Part]) -> Part:
    lead(parts).version = "WARC/2.0"
    return lead(parts)


@fault("no digests at all", "no WARC-Block-Digest")
def _(parts: list[Part]) -> Part:
    for part in parts:
        part.put("WARC-Block-Digest", None).put("WARC-Payload-Digest", None)
    return lead(parts)


@fault("two target URIs", "WARC-Target-URI 2 times")
def _(parts: list[Part]) -> Part:
    part = lead(parts)
    part.fields.append(("WARC-Target-URI", "https://news.example/other"))
    return part


@fault("forbidden WARC-Refers-To", "must not have")
def _(parts: list[Part]) -> Part:
    return lead(parts).put("WARC-Refers-To", str(parts[0].get(ID)))


BYTES = {
    "torn tail": (lambda data: data[:-40], "ends within its gzip member"),
    "bit rot in gzip": (lambda data: _flipped(data, len(data) // 2), "broken"),
    "garbage after the last record": (lambda data: data + b"garbage" * 9, "63 other bytes"),
    "empty file": (lambda data: b"", "the file is empty"),
    "one gzip member for all": (lambda data: gzip.compress(gzip.decompress(data), mtime=0), "shares its gzip member"),
    "zeros after the last record": (lambda data: data + bytes(512), "512 other bytes"),
}


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("name", RECORDS)
def test_a_damaged_record_is_named_with_its_offset_and_url(name: str, pristine: Path, tmp_path: Path) -> None:
    do, said = RECORDS[name]
    parts = taken_apart(pristine)
    hurt = do(parts)
    assert hurt
    path = tmp_path / pristine.name
    put_together(path, parts)
    offset = sum(len(part.bytes()) for part in parts[: parts.index(hurt)])
    damages = found(path)
    assert [each for each in damages if said in each.what and each.offset == offset and each.file == str(path)], damages
    hit = next(each for each in damages if said in each.what and each.offset == offset)
    assert hit.url == hurt.get("WARC-Target-URI")
    assert {each.offset for each in damages} == {offset} or name == "no digests at all" or name == "no warcinfo"


@pytest.mark.parametrize("name", BYTES)
def test_damaged_bytes_are_named(name: str, pristine: Path, tmp_path: Path) -> None:
    do, said = BYTES[name]
    path = tmp_path / pristine.name
    path.write_bytes(do(pristine.read_bytes()))
    damages = found(path)
    assert [each for each in damages if said in each.what], damages
    assert len(damages) <= 3


BETWEEN = ("a record that is not here", "another WARC-Date", "records have", "is not packed as")
"""Faults of a record as one among others."""


@pytest.mark.parametrize(
    "name", [name for name, (_, said) in (RECORDS | BYTES).items() if not any(each in said for each in BETWEEN[:3])]
)
def test_a_record_that_is_looked_at_alone_has_the_same_faults(name: str, pristine: Path, tmp_path: Path) -> None:
    path = tmp_path / pristine.name
    if name in BYTES:
        path.write_bytes(BYTES[name][0](pristine.read_bytes()))
    else:
        parts = taken_apart(pristine)
        RECORDS[name][0](parts)
        put_together(path, parts)
    damages = [each for each in found(path) if not any(said in each.what for said in BETWEEN)]
    assert damages
    for damage in damages:
        ref = RecordRef(warc_file=path.name, warc_offset=damage.offset or 0, warc_length=0, warc_record_id="")
        alone = check(tmp_path, ref).problems
        assert damage.what in alone or damage.offset is None
        assert alone


def faults_alone(path: Path) -> list[tuple[str, ...]]:
    """What is wrong with each record of a file of gzip members by itself."""
    rest, size, found = path.read_bytes(), path.stat().st_size, []
    while rest:
        ref = RecordRef(warc_file=path.name, warc_offset=size - len(rest), warc_length=0, warc_record_id="")
        found.append(check(path.parent, ref, compare=lambda *_, **__: iter(())).problems)
        engine = zlib.decompressobj(31)
        engine.decompress(rest)
        rest = engine.unused_data
    return found


def test_the_records_behind_a_broken_one_are_looked_at(pristine: Path, tmp_path: Path) -> None:
    path = tmp_path / pristine.name
    parts = taken_apart(pristine)
    lengths = [len(part.bytes()) for part in parts]
    put_together(path, parts)
    path.write_bytes(_flipped(path.read_bytes(), sum(lengths[:3]) + lengths[3] // 2))
    tally = Tally()
    damages = list(verify_files([path], tally))
    assert tally.records == len(parts)
    assert damages[0].offset == sum(lengths[:3])


def test_a_revisit_of_nothing_is_named_in_an_archive_and_noted_in_a_single_file(pristine: Path, tmp_path: Path) -> None:
    parts = taken_apart(pristine)
    revisit = next(part for part in parts if part.kind == "revisit")
    revisit.put("WARC-Refers-To", NOWHERE)
    path = tmp_path / pristine.name
    put_together(path, parts)
    tally = Tally()
    assert list(verify_files([path], tally)) == []
    assert [remark.what for remark in tally.remarks] == ["is a revisit of a record that is not here"]


def test_an_untouched_file_is_in_order(pristine: Path) -> None:
    tally = Tally()
    assert list(verify_files([pristine], tally)) == []
    assert (tally.files, tally.records, tally.remarks) == (1, 16, [])
    assert faults_alone(pristine) == [()] * 16


def test_put_together_again_it_still_is(pristine: Path, tmp_path: Path) -> None:
    path = tmp_path / pristine.name
    put_together(path, taken_apart(pristine))
    assert found(path) == []


def test_a_body_that_was_cut_and_says_so_is_legal(pristine: Path, tmp_path: Path) -> None:
    parts = taken_apart(pristine)
    part = lead(parts)
    part.block = part.block[:-30]
    part.signed().put("WARC-Truncated", "disconnect")
    path = tmp_path / pristine.name
    put_together(path, parts)
    assert found(path) == []


def test_a_body_that_a_server_has_coded_otherwise_than_it_said_is_no_damage(pristine: Path, tmp_path: Path) -> None:
    parts = taken_apart(pristine)
    part = lead(parts, 2)
    head = part.block.partition(b"\r\n\r\n")[0].replace(str(len(PACKED)).encode(), str(len(HTML)).encode())
    part.block = head + b"\r\n\r\n" + HTML
    part.signed()
    path = tmp_path / pristine.name
    put_together(path, parts)
    tally = Tally()
    assert list(verify_files([path], tally)) == []
    assert [remark.what for remark in tally.remarks] == ["says that its body is coded as gzip, but it is not"]


def test_the_answer_to_a_head_is_whole(pristine: Path, tmp_path: Path) -> None:
    parts = taken_apart(pristine)
    part = lead(parts)
    part.block = part.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    part.signed()
    request = next(each for each in parts if each.get("WARC-Concurrent-To") == part.get(ID))
    path = tmp_path / pristine.name
    put_together(path, parts)
    assert any("is cut" in damage.what for damage in found(path))
    request.block = request.block.replace(b"GET", b"HEAD")
    request.signed().put("WARC-Payload-Digest", sha1(b""))
    put_together(path, parts)
    assert found(path) == []


def test_a_file_that_has_lost_its_name_is_noted(pristine: Path, tmp_path: Path) -> None:
    path, tally = tmp_path / "IRIA-other.warc.gz", Tally()
    path.write_bytes(pristine.read_bytes())
    assert list(verify_files([path], tally)) == []
    assert [remark.what for remark in tally.remarks] == [f"says that the name of the file is {pristine.name}"]


# What others write


def others(parts: list[Part]) -> list[Part]:
    """The records as another tool may have written them: WARC/1.0, no digests, no requests, nobody's software."""
    kept = [replace(part, version="WARC/1.0") for part in parts if part.kind in ("warcinfo", "response")]
    for part in kept:
        part.put("WARC-Block-Digest", None).put("WARC-Payload-Digest", None).put("WARC-Warcinfo-ID", None)
        part.put("WARC-Date", str(part.get("WARC-Date"))[:19] + "Z").put("WARC-Protocol", None)
        part.block = part.block.replace(b"software: iria", b"software: another")
    return kept


def test_what_iria_demands_of_its_own_files_is_a_note_in_those_of_others(pristine: Path, tmp_path: Path) -> None:
    path, tally = tmp_path / "others.warc.gz", Tally()
    put_together(path, others(taken_apart(pristine)))
    assert list(verify_files([path], tally)) == []
    assert {remark.what for remark in tally.remarks} >= {"has no request record", "has no WARC-Block-Digest"}


def test_a_digest_of_others_that_nobody_here_can_make_is_noted(pristine: Path, tmp_path: Path) -> None:
    parts, path, tally = others(taken_apart(pristine)), tmp_path / "others.warc.gz", Tally()
    for number, part in enumerate(parts[1:]):
        part.put("WARC-Block-Digest", f"sha3:{number}").put("WARC-Payload-Digest", f"sha3:{number}")
    put_together(path, parts)
    assert list(verify_files([path], tally)) == []
    unknown = {remark.what: remark.times for remark in tally.remarks if "algorithm" in remark.what}
    assert unknown == {
        f"has a WARC-{what}-Digest of an unknown algorithm, which was not checked": len(parts) - 1
        for what in ("Block", "Payload")
    }


@pytest.mark.parametrize(
    "form", ["plain", "one member", "angle brackets", "digest over chunks", "folded", "hex digest"]
)
def test_forms_that_the_standard_allows_or_tools_are_known_for_are_no_damage(
    form: str, pristine: Path, tmp_path: Path
) -> None:
    parts, path = others(taken_apart(pristine)), tmp_path / "others.warc.gz"
    if form == "angle brackets":
        parts[1].put("WARC-Target-URI", f"<{parts[1].get('WARC-Target-URI')}>")
    elif form == "digest over chunks":
        parts[2].put("WARC-Payload-Digest", sha1(parts[2].block.partition(b"\r\n\r\n")[2]))
    elif form == "folded":
        parts[1].put("WARC-Identified-Payload-Type", "text/html;\r\n charset=utf-8")
    elif form == "hex digest":
        import hashlib

        parts[1].put("WARC-Block-Digest", "SHA-256:" + hashlib.sha256(parts[1].block).hexdigest().upper())
    put_together(path, parts)
    if form in ("plain", "one member"):
        plain = gzip.decompress(path.read_bytes())
        path.write_bytes(plain if form == "plain" else gzip.compress(plain))
    tally = Tally()
    assert list(verify_files([path], tally)) == []
    assert tally.records == len(parts)


def test_blocks_larger_than_memory_should_hold_are_read_in_pieces(pristine: Path, tmp_path: Path) -> None:
    parts, path = taken_apart(pristine), tmp_path / pristine.name
    part, body = lead(parts), bytes(range(256)) * 20_000
    part.block = OK + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    part.signed()
    put_together(path, parts)
    assert found(path) == []
    part.packed = False
    for each in parts:
        each.packed = False
    put_together(path, parts)
    assert {damage.what for damage in found(path)} == {"is not packed in a gzip member of its own"}


def test_a_length_in_a_gzip_trailer_that_is_wrong_is_found(pristine: Path, tmp_path: Path) -> None:
    path = tmp_path / pristine.name
    data = pristine.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(zlib.error):
        zlib.decompressobj(31).decompress(b"".join(part.bytes() for part in taken_apart(pristine)[-1:])[:-1] + b"\1")
    assert any("broken" in damage.what for damage in found(path))


FOREIGN = sorted((Path(__file__).parent / "foreign").glob("*.warc.gz"))
"""Written by wget 1.21.3, warcprox 2.13.1, and warcio.js 2.4.11 in the form of Browsertrix Crawler, all of them from
the bundled site; wget and warcprox also with revisits of another file."""


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.name)
def test_files_of_other_crawlers_are_in_order(path: Path) -> None:
    tally = Tally()
    assert list(verify_files([path], tally)) == []
    assert tally.records >= 12
    assert tally.remarks  # what iria would have otherwise is told all the same
    assert faults_alone(path) == [()] * tally.records


@pytest.mark.parametrize("path", FOREIGN, ids=lambda path: path.name)
def test_a_changed_byte_in_files_of_other_crawlers_is_found(path: Path, tmp_path: Path) -> None:
    parts = taken_apart(path)
    part = max((part for part in parts if part.kind in ("response", "request")), key=lambda part: len(part.block))
    part.block = part.block[:-20] + bytes([part.block[-20] ^ 1]) + part.block[-19:]
    copy = tmp_path / path.name
    put_together(copy, parts)
    (hit,) = {damage.offset for damage in found(copy)}
    assert hit == sum(len(each.bytes()) for each in parts[: parts.index(part)])


def test_records_of_heritrix_are_in_order(tmp_path: Path) -> None:
    def record(kind: str, number: int, block: bytes, *more: tuple[str, str]) -> Part:
        fields = [("WARC-Type", kind), (ID, f"<urn:uuid:00000000-0000-4000-8000-{number:012}>")]
        return Part([*fields, ("WARC-Date", "2026-03-01T12:00:00Z"), *more], block, "WARC/1.0")

    http, dns = (
        ("Content-Type", "application/http; msgtype=response"),
        b"20260301120000\nnews.example. 300 IN A 192.0.2.7\n",
    )
    uri, lookup = ("WARC-Target-URI", "http://news.example/"), ("WARC-Target-URI", "dns:news.example")
    answer = OK + b"Content-Length: 900\r\n\r\n" + HTML[:300]
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    digest = ("WARC-Payload-Digest", sha1(HTML[:300]))
    path = tmp_path / "heritrix.warc.gz"
    put_together(
        path,
        [
            record("warcinfo", 1, b"software: Heritrix/3.4.0\r\n", ("Content-Type", "application/warc-fields")),
            record("response", 2, dns, lookup, ("Content-Type", "text/dns"), ("WARC-Payload-Digest", sha1(dns))),
            record("response", 3, answer, uri, http, digest, ("WARC-Truncated", "length")),
            record(
                "revisit", 4, OK + b"\r\n", uri, http, digest, ("WARC-Profile", profile), ("WARC-Truncated", "length")
            ),
            record("metadata", 5, b"via: http://a.example/\r\n", uri, ("Content-Type", "application/warc-fields")),
        ],
    )
    assert found(path) == []
