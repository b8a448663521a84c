"""What a crawl is to say of each fault: the reason and the problems that stand in the database.

A fault that is not named here is an odd page, and yet a page: it is read like any other.
"""

from collections.abc import Mapping


def _all(names: str, *codes: str) -> dict[str, set[str]]:
    return {name: set(codes) for name in names.split()}


RETRIED: Mapping[str, set[str]] = (
    _all("reset-at-once close-at-once close-in-status no-status-line http-0.9 interim-alone", "no-answer")
    | _all("reset-in-head reset-after-head reset-in-body reset-in-chunk close-in-head", "truncated-disconnect")
    | _all("close-in-body close-in-chunk close-without-last-chunk returns", "truncated-disconnect")
    | _all("length-too-large length-huge length-beyond chunk-size-huge", "truncated-disconnect")
    | _all("binary-instead other-protocol version-text icy blank-lines-first", "not-http")
    | _all("status-word status-2 status-20000 status-minus", "not-http")
    | _all("status-of-a-megabyte header-of-ten-megabytes to-long-address", "truncated-unspecified")
    | _all("length-differs length-negative length-word length-plus", "truncated-unspecified")
    | _all("chunk-size-word chunk-size-negative chunk-size-empty chunk-too-long", "truncated-unspecified")
    | _all("chunk-extension-long transfer-unknown trailers-for-ever", "truncated-unspecified")
    | _all("interim-for-ever", "endless-headers")
    | _all("304-unasked", "http-304")
    | _all("500", "http-500")
    | _all("502", "http-502")
    | _all("503", "http-503")
    | _all("busy-garbage busy-past busy-negative busy-seconds", "http-429")
    | _all("silent drips-interim", "timeout")
    | _all("silent-after-head silent-in-body silent-without-end drips-in-status drips-in-head", "truncated-time")
    | _all("drips-headers drips-in-body drips-chunks", "truncated-time")
)
"""Faults that may pass: they are asked for again, some seconds later."""

TOLD: Mapping[str, set[str]] = {
    **RETRIED,
    **{f"status-{number}": {f"http-{number}"} for number in (206, 299)},
    **{str(number): {f"http-{number}"} for number in (400, 402, 404, 410, 451, 508, 599)},
    **_all("status-000", "http-0"),
    **_all("switching", "http-101"),
    **_all("204-with-body", "http-204"),
    **_all("205-with-body", "http-205"),
    **_all("headers-for-ever body-for-ever chunks-for-ever white", "truncated-length"),
    **_all("gzip-cut br-broken", "bad-body", "scant-text"),
    **_all("gzip-sum-wrong gzip-not-so coding-unknown", "bad-body"),
    **_all("gzip-bomb gzip-bomb-nested", "bad-body", "no-body-text"),
    **_all("zstd-broken deflate-broken", "bad-body", "empty"),
    **_all("transfer-gzip gzip-unsaid", "not-html"),
    **_all("length-too-small refresh-to-itself xml-bomb", "scant-text"),
    **_all("links-outside", "not-article", "page-too-large"),
    **_all("images-many deep-inline five-megabytes one-word title-long", "page-too-large"),
    **_all("deep", "page-too-large", "scant-text"),
    **_all("length-zero-with-body empty comment-without-end", "empty"),
    **_all("to-itself to-bare-scheme to-slashes", "redirect-to-itself"),
    **_all("without-target", "bad-redirect", "http-301"),
    **_all("multiple-choices", "bad-redirect", "http-300"),
    **_all("to-nothing to-file to-script to-data to-ftp to-mail to-bad-host to-bad-port", "bad-redirect", "http-302"),
    **_all("to-other-host to-secrets", "redirect-off-site", "http-302"),
    **_all("use-proxy", "redirect-off-site", "http-305"),
    **_all("to-dots to-letters to-bad-bytes to-two", "http-302"),
    **_all("binary-as-html pdf-as-html image-as-html html-as-image html-as-json", "not-html"),
    **_all("type-long type-twice type-nul", "not-html"),
    **_all("deep-lists deep-tables never-closed", "no-body-text", "page-too-large"),
    **_all("attribute-long", "empty"),
    **_all("links-odd link-long", "bad-address", "scant-text"),
    **_all("wall-403 wall-200 captcha denied-999", "blocked"),
}
