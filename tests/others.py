"""WARC files as other crawlers write them."""

import gzip
import hashlib

import brotli


def warc(*pages: tuple[str, bytes], packed: bool = True, version: str = "WARC/1.0", coding: str | None = None) -> bytes:
    """A file as other crawlers write them: the request first, no digests, no metadata, addresses in angle brackets."""
    parts = [record(version, "warcinfo", "", b"software: Wget/1.21\r\n")]
    for url, body in pages:
        body = brotli.compress(body) if coding == "br" else body
        fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        fields += f"Content-Encoding: {coding}\r\n" if coding else ""
        parts.append(record(version, "request", url, b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"))
        parts.append(record(version, "response", url, f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + body))
    return b"".join(gzip.compress(part, mtime=0) if packed else part for part in parts)


def record(version: str, kind: str, url: str, block: bytes) -> bytes:
    number = hashlib.sha256(f"{kind} {url}".encode() + block).hexdigest()[:12]
    target = f"<{url}>" if version == "WARC/1.0" else url
    head = f"{version}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number}>\r\n"
    head += f"WARC-Date: 2026-02-03T04:05:06Z\r\nContent-Length: {len(block)}\r\n"
    head += f"WARC-Target-URI: {target}\r\nContent-Type: application/http; msgtype={kind}\r\n" if url else ""
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"
