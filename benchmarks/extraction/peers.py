"""What other extractors say of a page, each called as its documentation tells, with the fields that it has.

Runs under the Python of the extractor's own environment, which has no other. Those that are good at bytes get bytes.
Fields that an extractor does not have are left out and not scored.
"""

import re
import sys
from collections.abc import Callable

from benchmarks.extraction.serving import Prediction, Read, serve

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_BLOCKS = (
    *("article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"),
    *("p", "pre", "section", "table", "td", "th", "tr", "ul"),
)


def _trafilatura() -> Read:
    from trafilatura import bare_extraction

    def read(url: str, body: bytes) -> Prediction:
        found = bare_extraction(body, url=url, with_metadata=True)
        if found is None:  # it found nothing
            return {"body": "", "title": "", "authors": [], "date": None, "tags": [], "categories": []}
        return {
            "body": found.text,
            "title": found.title,
            "authors": [name.strip() for name in (found.author or "").split(";") if name.strip()],
            "date": found.date,
            "tags": list(found.tags or ()),
            "categories": list(found.categories or ()),
        }

    return read


def _newspaper4k() -> Read:
    from newspaper import Article

    def read(url: str, body: bytes) -> Prediction:
        article = Article(url, fetch_images=False)
        article.download(input_html=_decoded(body))
        article.parse()
        return {
            "body": article.text,
            "title": article.title,
            "authors": list(article.authors),
            "date": str(article.publish_date or ""),
            "tags": [word for word in article.meta_keywords if word],  # its `tags` stay empty
        }

    return read


def _news_please() -> Read:
    from newsplease import NewsPlease

    def read(url: str, body: bytes) -> Prediction:
        article = NewsPlease.from_html(_decoded(body), url=url, fetch_images=False)
        return {
            "body": article.maintext,
            "title": article.title,
            "authors": list(article.authors or ()),
            "date": str(article.date_publish or ""),
        }

    return read


def _readability() -> Read:
    from lxml.html import fromstring
    from readability import Document

    def read(url: str, body: bytes) -> Prediction:
        document = Document(_decoded(body), url=url)  # given bytes, it fails where a charset is misspelt
        title = document.short_title()
        tree = fromstring(document.summary())
        for element in tree.iter(*_BLOCKS):  # it gives HTML: words of neighbouring blocks must not run together
            element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail or ''}"
        return {"body": tree.text_content(), "title": title}

    return read


def _resiliparse() -> Read:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(url: str, body: bytes) -> Prediction:
        text = bytes_to_str(body, detect_encoding(body, from_html_meta=True))
        return {"body": extract_plain_text(text, main_content=True)}

    return read


def _rs_trafilatura() -> Read:
    from rs_trafilatura import extract_bytes

    def read(url: str, body: bytes) -> Prediction:
        found = extract_bytes(body, url=url, include_images=True)
        return {
            "page_type": found.page_type,
            "body": found.main_content,
            "title": found.title,
            "authors": [found.author] if found.author else [],
            "date": found.date,
            "captions": [image.caption for image in found.images if image.caption],
        }

    return read


READERS: dict[str, tuple[str, Callable[[], Read]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "newspaper4k": ("newspaper4k", _newspaper4k),
    "news-please": ("news-please", _news_please),
    "readability": ("readability-lxml", _readability),
    "resiliparse": ("resiliparse", _resiliparse),
    "rs-trafilatura": ("rs-trafilatura", _rs_trafilatura),
}
"""By name: the distribution, and what loads it."""


def _decoded(body: bytes) -> str:
    """For extractors that take text alone: as the page says, else UTF-8, else what browsers take for Latin."""
    said = _CHARSET.search(body[:2048])
    for charset in (said[1].decode("ascii", "ignore") if said else "utf-8", "utf-8"):
        try:
            return body.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("cp1252", "replace")


if __name__ == "__main__":
    serve(*READERS[sys.argv[1]])
