"""The nouns: what passed over the wire, what a record holds, what a page says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal, get_args

Need = Literal["image", "style", "script", "font", "media", "document", "frame", "asset"]
"""What a page needs a URL for. `frame`: a page of the site that is shown within another; `asset`: a manifest, or
what an `object` shows."""

Kind = Literal["robots", "home", "api", "sitemap", "feed", "listing", "article", "page", "other", Need]
"""What a URL is for. `page` is one of which only a look can tell whether it is an article."""

REQUISITES: frozenset[Kind] = frozenset(get_args(Need))
"""Kinds that are asked for because a page needs them, and are never an article or a way to one."""

Cut = Literal["length", "time", "disconnect", "unspecified"]
"""Why a response is not whole: the values of WARC-Truncated (WARC 1.1, section 5.13)."""

RecordType = Literal["response", "revisit", "resource"]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and its answer, byte for byte as they passed (after TLS).

    `sent` and `received` are seekable binary files, closed by whoever writes the record.
    `closed`: the connection ended after the answer. `cut`: why reading stopped before the end,
    if it did. `error`: what went wrong, as one line. `ip` is None behind a proxy. `protocols` are
    WARC-Protocol values of the connection (`tls/1.3`); `cipher` is the IANA name of its suite.
    """

    url: str
    method: str
    started_at: datetime
    elapsed_ms: int
    sent: BinaryIO
    received: BinaryIO
    attempts: int = 1
    closed: bool = False
    cut: Cut | None = None
    error: str | None = None
    ip: str | None = None
    protocols: tuple[str, ...] = ()
    cipher: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRef:
    """Where a record stands: `warc_file` is relative to the archive folder, offset and length are
    those of its gzip member."""

    warc_file: str
    warc_offset: int
    warc_length: int
    warc_record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A stored response that a revisit may name; never itself a revisit."""

    url: str
    captured_at: datetime
    warc_record_id: str
    payload_digest: str
    capture_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What one response, revisit or resource record says, as the row in `captures` repeats it.

    `payload_digest` is as the record declares it; where it leaves it out, that of the entity body (transfer
    coding removed, content coding kept), `sha1:` and base32. `original` is the record that a
    revisit refers to. `kind` is what the URL was asked for as, None where the record does not say.
    `retry_after` is the header as sent, `error` what went wrong with the exchange. A resource record, which has no
    answer of HTTP, has the `status` with which it replays, 200.
    """

    url: str
    captured_at: datetime
    record_type: RecordType
    ref: RecordRef
    status: int | None = None
    mime: str | None = None
    payload_digest: str | None = None
    payload_bytes: int = 0
    redirect_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: str | None = None
    truncated: Cut | None = None
    via: str | None = None
    hops: str = ""
    elapsed_ms: int = 0
    original: Original | None = None
    kind: Kind | None = None
    error: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A record that the index of replay lists and that is no capture: what Browsertrix makes of pages
    (`urn:text:https://…`), the log of wget, an answer of DNS. `mime` is as the record says it."""

    url: str
    captured_at: datetime
    record_type: str
    ref: RecordRef
    mime: str | None
    payload_digest: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """A response that can be read, from the web or from a WARC; nothing tells the two apart.

    `body` is the payload with content and transfer coding removed. `headers` are as sent, in
    order. `whole` is False where the record is truncated or the coding is broken.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    captured_at: datetime
    ref: RecordRef | None = None
    whole: bool = True

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def mime(self) -> str | None:
        """The media type in lower case without parameters, or None."""
        value = self.header("content-type")
        return value.partition(";")[0].strip().lower() or None if value else None


Source = Literal["seed", "robots", "sitemap", "feed", "api", "listing", "page", "redirect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What a feed, a sitemap or an API says of an article before anybody has looked at it.

    `digest` is of the text that an API gives along: it tells of edits that leave the date alone.
    `record` is where the API gives this article alone.
    """

    source: Source
    title: str | None = None
    published_at: datetime | None = None
    published_raw: str | None = None
    modified_at: datetime | None = None
    modified_raw: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    external_id: str | None = None
    digest: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that a page, feed, sitemap or API names, as it should be asked for (canonical form).

    `excluded` names the rule that keeps it from being fetched; such links are counted, not followed.
    `onward`: a later page of the list that names it. `again`: to be asked for also where it is known.
    """

    url: str
    kind: Kind
    source: Source
    mention: Mention | None = None
    excluded: str | None = None
    onward: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisite:
    """What a page needs to look as it does, in its canonical form. `excluded` names the rule that keeps it from
    being fetched: it is still counted as lacking."""

    url: str
    kind: Need
    excluded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture of an article with its caption and credit told apart.

    `after`: how many paragraphs of the body stand before it; None where the page does not tell.
    """

    url: str
    role: Literal["lead", "inline", "gallery"] = "inline"
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLink:
    """A link in the text of an article."""

    url: str
    text: str
    kind: Literal["internal", "external", "document", "embed"]
    rel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What another reader found for a field of an article, as text, and which reader that was."""

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a reader of the page would call the article.

    `url` is the canonical address. `body` is plain text, paragraphs parted by one blank line.
    Times are aware, in the zone that the page states (UTC where it states none; the database has UTC alone), so that
    their day is the publisher's; `…_raw` is the string they were read from. `sources` says for each
    filled field where it came from: `json-ld`, `meta`, `api`, `feed`, `sitemap`, `rule`,
    `trafilatura`, `dom`, `url`. `others` has the candidates of a field that lost against its value,
    the likeliest first. `is_partial`: the page keeps the rest of the text for subscribers. Of an article
    that runs over several pages, `parts` are the addresses of all, in order, as far as a page names them,
    `part` is the one that was read, from 1, and `stem` the address without the number: some pages call
    the first one by it, others number 1. `charset` is the one that the page was read in, and what told it:
    `windows-1251 (meta)`, also `(bom)`, `(header)`, `(utf-8)` and `(detected)`; `utf-8 twice (utf-8)` was
    encoded twice. `limits` says what of a page was not read for its size, in a line each. `term_urls` says of
    categories and tags where the publisher lists what has them, as far as the page links there.
    """

    url: str
    title: str
    body: str
    subtitle: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_raw: str | None = None
    modified_at: datetime | None = None
    modified_raw: str | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    term_urls: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    section: str | None = None
    lead_image: str | None = None
    figures: tuple[Figure, ...] = ()
    links: tuple[TextLink, ...] = ()
    external_id: str | None = None
    is_partial: bool = False
    charset: str | None = None
    limits: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    part: int = 1
    parts: tuple[str, ...] = ()
    stem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the pages of a site: its row and JSON. `check`: read the page without it as well."""

    id: int
    data: str
    check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A thing that went wrong or was left out, in the one vocabulary of the `problems` table."""

    class_: Literal["error", "skipped"]
    stage: Literal[
        "scope", "robots", "dns", "connect", "tls", "http", "body", "parse", "extract", "warc", "database", "limit"
    ]
    code: str
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one look at a page gives: its links, its article or the reason why it has none, and
    what of it could not be read.

    `total`: how many articles a list says it has in all. `wall`: what stands before the page instead of
    it, such as `cloudflare`. `ms`: CPU milliseconds that reading took. `signals`: what it says on archiving,
    indexing and text mining. `knowledge_id`: what is known of the site by which the page was to be read,
    `knowledge` what came of that; where the two readings differ, the text is read without it. `requisites`: what
    the page needs to look as it does; None where nobody has looked for that. `held`: what the text that the
    archive has of the article is when it is read again, where an older reader had read it.
    """

    links: tuple[Link, ...] = ()
    requisites: tuple[Requisite, ...] | None = None
    article: Article | None = None
    held: Article | None = None
    reason: str | None = None
    problems: tuple[Problem, ...] = ()
    total: int | None = None
    wall: str | None = None
    ms: int = 0
    signals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    knowledge: Literal["used", "agrees", "differs", "unfit"] | None = None
    knowledge_id: int | None = None

    @property
    def read_by(self) -> int | None:
        """What is known of the site by which the article was read."""
        return self.knowledge_id if self.knowledge in ("used", "agrees", "unfit") else None
