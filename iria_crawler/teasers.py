"""Which other pages show an article: its headline, or what its text, summary or standfirst begins with.

What is withheld or purged is often still to be read on front pages, in lists and beside other articles, and its
pictures have addresses of their own.
"""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from iria_crawler.errors import ArchiveError
from iria_crawler.extract.charset import decode
from iria_crawler.items import Page
from iria_crawler.store import Store, ref_of
from iria_crawler.store.showing import may_show, pictures, record, said
from iria_crawler.text import words
from iria_crawler.warc import read_page

MOST = 5000
"""Bodies that are looked at; the rest is counted. They take some ten seconds, and half a minute for many articles."""

_LEAD = 10  # words of a text, after which lists cut it off
_FEW = 50  # phrases that are looked for one by one
_TELLING_WORDS, _TELLING_BYTES = 3, 20  # a shorter headline may be the name of a category


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where some articles are shown besides: addresses, with the number of captures that do. `unread` bodies could
    not be looked at, as they are damaged or too many. `pictures` are addresses of what no other article has."""

    pages: Mapping[str, int]
    pictures: Mapping[str, int]
    unread: int

    @property
    def as_json(self) -> dict[str, Any]:
        pages, pictures = (
            [{"url": url, "captures": captures} for url, captures in found.items()]
            for found in (self.pages, self.pictures)
        )
        return {"shown_on": pages, "pictures": pictures, "not_looked_at": self.unread}


def shown(
    store: Store,
    archive: Path,
    articles: Collection[int],
    *,
    is_out: Callable[[Mapping[str, Any]], bool],
    most: int = MOST,
) -> Shown:
    """Where the sites of some articles show them; captures for which `is_out` holds, rows with `id` and `url`, do not
    count."""
    teasers = Teasers(said(store, articles)) if articles else None
    if not teasers:
        return Shown(pages={}, pictures={}, unread=0)
    found: Counter[str] = Counter()
    bodies, unread = may_show(store, articles, is_out=is_out, most=most)
    for body in bodies:
        try:
            page = read_page(archive, ref_of(record(store, body.id)))
        except ArchiveError:
            unread += 1
            continue
        if page in teasers:
            found.update(body.urls)
    own = Counter(row["url"] for row in pictures(store, articles) if not is_out(row))
    return Shown(pages=dict(found), pictures=dict(own), unread=unread)


class Teasers:
    """What pages may show of some articles, each found by its longest word: however many they are, a page is gone
    through once."""

    def __init__(self, articles: Iterable[Mapping[str, Any]]) -> None:
        self._by_word: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in articles:
            path = "" if not (split := urlsplit(row["url"])).path.strip("/") else unquote(split.path).rstrip("/")
            self._add(words(row["title"] or ""), path)
            for text in filter(None, (row["subtitle"], row["summary"], row["body"])):
                self._add(" ".join(words(text).split()[:_LEAD]), path)

    def _add(self, phrase: str, path: str) -> None:
        is_telling = phrase.count(" ") + 1 >= _TELLING_WORDS or len(phrase.encode()) > _TELLING_BYTES
        if phrase and (is_telling or path):
            self._by_word[max(phrase.split(), key=len)].add((phrase, "" if is_telling else path))

    def __contains__(self, page: Page) -> bool:
        letters = decode(page).replace("\\/", "/")
        for hyphen in _SOFT:
            letters = letters.replace(hyphen, "")
        if not self._may_be_in(letters.casefold()):
            return False
        text = f" {words(seen(letters))} "
        near = self._by_word.keys() & set(text.split())
        return any(
            f" {phrase} " in text and (not path or path in unquote(letters))
            for word in near
            for phrase, path in self._by_word[word]
        )

    def _may_be_in(self, small: str) -> bool:
        """Whether all words of one are there, at a third of the cost; only ASCII is never written in other ways."""
        phrases = [phrase for found in self._by_word.values() for phrase, _ in found]
        return len(phrases) > _FEW or any(
            all(word in small or not word.isascii() for word in phrase.split()) for phrase in phrases
        )


_SOFT = ("\u00ad", "&shy;", "&#173;")  # hyphens that show at the end of a line alone
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_TAG = re.compile(r"<[^<>]*>")
# Said to people, not to programs: with a space, or letters beyond ASCII. An address is no headline, though made of one.
_SAID_IN_TAGS = re.compile(r"""=\s*(?:"([^"<>]*[\s\x80-\uffff][^"<>]*)"|'([^'<>]*[\s\x80-\uffff][^'<>]*)')""")
_ADDRESS = re.compile(r"""\bhttps?://[^\s<>"']+""")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")


def seen(letters: str) -> str:
    """What stands on a page, in an attribute or a string, without markup; also where markup is escaped in it."""
    letters = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", letters)
    letters = _CDATA.sub(" ", _ADDRESS.sub(" ", letters))
    attributes = " \n".join(one or other for one, other in _SAID_IN_TAGS.findall(letters))
    text = html.unescape(f"{_TAG.sub(' ', letters)} {attributes}")
    return html.unescape(_TAG.sub(" ", text))
