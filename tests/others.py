"""WARC files as other crawlers write them."""

import gzip
import hashlib

import brotli

PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def warc(
    *pages: tuple[str, bytes],
    packed: bool = True,
    version: str = "WARC/1.0",
    coding: str | None = None,
    sums: bool = False,
) -> bytes:
    """A file as other crawlers write them: the request first, no digests, no metadata, addresses in angle brackets."""
    parts = [record(version, "warcinfo", "", b"software: Wget/1.21\r\n")]
    for url, body in pages:
        body = brotli.compress(body) if coding == "br" else body
        fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        fields += f"Content-Encoding: {coding}\r\n" if coding else ""
        parts.append(record(version, "request", url, b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"))
        said = {"WARC-Payload-Digest": digest(body)} if sums else {}
        parts.append(record(version, "response", url, f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + body, **said))
    return b"".join(gzip.compress(part, mtime=0) if packed else part for part in parts)


def warc_of_revisit(url: str, of: str, body: bytes, *, by: str) -> bytes:
    """A file that has nothing but a revisit, of a response that it names by its record, its address or its digest."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    said = {"WARC-Payload-Digest": digest(body), "WARC-Profile": PROFILE}
    if by == "record":
        said["WARC-Refers-To"] = name_of("response", of, head + body)
    if by == "address":
        said |= {"WARC-Refers-To-Target-URI": of, "WARC-Refers-To-Date": "2026-02-03T04:05:06Z"}
    later = record("WARC/1.1", "revisit", url, head, **said).replace(
        b"2026-02-03T04:05:06Z", b"2026-02-04T04:05:06Z", 1
    )
    return gzip.compress(later, mtime=0)


def digest(body: bytes) -> str:
    """As Browsertrix writes it."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def name_of(kind: str, url: str, block: bytes) -> str:
    number = hashlib.sha256(f"{kind} {url}".encode() + block).hexdigest()[:12]
    return f"<urn:uuid:00000000-0000-4000-8000-{number}>"


def record(version: str, kind: str, url: str, block: bytes, **said: str) -> bytes:
    target = f"<{url}>" if version == "WARC/1.0" else url
    head = f"{version}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {name_of(kind, url, block)}\r\n"
    head += f"WARC-Date: 2026-02-03T04:05:06Z\r\nContent-Length: {len(block)}\r\n"
    head += f"WARC-Target-URI: {target}\r\n" if url else ""
    said = ({"Content-Type": f"application/http; msgtype={kind}"} if url else {}) | said
    head += "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def warc_of_files(*files: tuple[str, str, str, bytes], version: str = "WARC/1.1") -> bytes:
    """A file of records without answers, as warcit, wpull, Browsertrix and wget write them: (type, address, media type,
    block) of each; the address in angle brackets with WARC/1.0."""
    parts = [gzip.compress(record(version, "warcinfo", "", b"software: warcit\r\n"), mtime=0)]
    for kind, url, mime, block in files:
        said = {"Content-Type": mime}
        parts.append(gzip.compress(record(version, kind, url, block, **said), mtime=0))
    return b"".join(parts)
