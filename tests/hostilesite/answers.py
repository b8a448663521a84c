"""Faults of answers that are well-formed: redirects, refusals and walls."""

from tests.oddserver import Answer

from .wire import HTML, a_page, one, page


def _to(target: str | bytes, status: str = "HTTP/1.1 302 Found") -> Answer:
    line = b"Location: " + (target if isinstance(target, bytes) else target.encode("latin-1"))
    return one(line, body=b"", status=status)


def _busy(said: str | None, status: str = "HTTP/1.1 429 Too Many Requests") -> Answer:
    return one(HTML, *([] if said is None else [f"Retry-After: {said}"]), body=b"<p>busy</p>", status=status)


_CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'
    b'<div id="cf-wrapper">Enable JavaScript and cookies to continue</div></body></html>'
)
_CAPTCHA = (
    b"<!doctype html><html><head><title>Are you human?</title></head><body>"
    b'<form><div class="g-recaptcha" data-sitekey="x"></div><p>Prove that you are human.</p></form></body></html>'
)

REDIRECTS = {
    "to-itself": _to("/odd/to-itself/"),
    "to-and-fro": _to("/odd/fro-and-to/"),
    "fro-and-to": _to("/odd/to-and-fro/"),
    "without-target": one(HTML, status="HTTP/1.1 301 Moved Permanently"),
    "to-nothing": _to(""),
    "to-file": _to("file:///etc/passwd"),
    "to-script": _to("javascript:alert(1)"),
    "to-data": _to("data:text/html,<p>x"),
    "to-ftp": _to("ftp://127.0.0.1/x"),
    "to-mail": _to("mailto:editor@news.example"),
    "to-other-host": _to("http://other.invalid/x"),
    "to-secrets": _to("http://user:secret@other.invalid/x"),
    "to-long-address": _to("/odd/" + "x" * 100_000),
    "to-dots": _to("../../../../../odd/./../odd/plain-target/"),
    "to-letters": _to("/odd/zo\u00eb und so/".encode()),
    "to-bad-bytes": _to(b"/odd/\xff\xfe\x80/"),
    "to-bad-host": _to("http://[::1/x"),
    "to-bad-port": _to("http://127.0.0.1:99999/x"),
    "to-bare-scheme": _to("http://"),
    "to-slashes": _to("//"),
    "to-two": one(
        "Location: /odd/plain-target/", "Location: http://other.invalid/", body=b"", status="HTTP/1.1 302 Found"
    ),
    "multiple-choices": one(HTML, status="HTTP/1.1 300 Multiple Choices"),
    "use-proxy": _to("http://other.invalid:3128/", "HTTP/1.1 305 Use Proxy"),
    "refresh-to-itself": page(
        b'<html><head><meta http-equiv="refresh" content="0;url=/odd/refresh-to-itself/"></head><body>wait</body>'
    ),
    "refresh-header": one(HTML, "Refresh: 0; url=/odd/refresh-header/"),
    "plain-target": page(a_page()),
} | {f"loop-{number}": _to(f"/odd/loop-{(number + 1) % 15}/") for number in range(15)}

REFUSALS = {
    "400": one(HTML, status="HTTP/1.1 400 Bad Request"),
    "402": one(HTML, status="HTTP/1.1 402 Payment Required"),
    "404": one(HTML, status="HTTP/1.1 404 Not Found"),
    "410": one(HTML, status="HTTP/1.1 410 Gone"),
    "451": one(HTML, status="HTTP/1.1 451 Unavailable For Legal Reasons"),
    "500": one(HTML, status="HTTP/1.1 500 Internal Server Error"),
    "502": one(HTML, status="HTTP/1.1 502 Bad Gateway"),
    "503": _busy(None, "HTTP/1.1 503 Service Unavailable"),
    "508": one(HTML, status="HTTP/1.1 508 Loop Detected"),
    "599": one(HTML, status="HTTP/1.1 599 Odd"),
    "busy-garbage": _busy("soon, perhaps"),
    "busy-past": _busy("Thu, 01 Jan 1970 00:00:00 GMT"),
    "busy-negative": _busy("-5"),
    "busy-seconds": _busy("1"),
}

VALIDATORS = {
    "etag-long": one(HTML, f'ETag: "{"x" * 12_000}"'),
    "etag-nul": one(HTML, b'ETag: "a\x00b"'),
    "etag-return": one(HTML, b'ETag: "a\rInjected: yes"'),
    "etag-letters": one(HTML, 'ETag: "Zo\u00eb \u5bdb"'.encode()),
    "modified-garbage": one(HTML, "Last-Modified: yesterday, or so"),
}
"""Each comes back to the server with the next request for the page."""

WALLS = {
    "wall-403": one(
        HTML, "Server: cloudflare", "cf-mitigated: challenge", body=_CHALLENGE, status="HTTP/1.1 403 Forbidden"
    ),
    "wall-200": page(_CHALLENGE),
    "captcha": page(_CAPTCHA),
    "denied-999": one(HTML, status="HTTP/1.1 999 Request denied"),
}
"""Each has the host left alone, ever longer."""

PAUSES = {
    "busy-an-hour": _busy("3600"),
    "busy-ten-years": _busy("Fri, 01 Jan 2038 00:00:00 GMT"),
    "busy-for-ever": _busy("9" * 400),
}
"""Each asks that the host be left alone for longer than a crawl waits."""
