"""Who wrote it: people, taken apart and told from sites, agencies and furniture."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from iria_crawler.extract.html import squeeze, text_of, words_of
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first

_METAS = (
    "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl", "creator",
)  # fmt: skip
_BYLINES = (
    ".//a[contains(concat(' ', @rel, ' '), ' author ')]",
    ".//*[@itemprop='author']//*[@itemprop='name'] | .//*[@itemprop='author'][not(.//*[@itemprop='name'])]",
    ".//*[contains(concat(' ', @class, ' '), ' wp-block-post-author__name ')"
    " or contains(concat(' ', @class, ' '), ' wp-block-post-author-name ')"
    " or contains(concat(' ', @class, ' '), ' author-name ') or contains(concat(' ', @class, ' '), ' author_name ')]",
    ".//*[contains(concat(' ', @class, ' '), ' vcard ')]//*[contains(concat(' ', @class, ' '), ' fn ')]",
    ".//*[contains(@class, 'byline')]"
    "//a[contains(@href, 'author') or contains(@href, 'profile') or contains(@href, '/people/')]",
    ".//*[contains(@class, 'byline') or contains(@class, 'Byline')]",
    ".//*[self::span or self::a or self::p or self::div][contains(concat(' ', @class, ' '), ' author ')]",
)
_BY = re.compile(
    r"(?i)^\W*(?:about|(?:story|written|posted|published|reported|words|text|opinion|analysis|article)\s+by|by|von|par|por"
    r"|di|af|av|door|autor(?:in|es)?|auteurs?|authors?|text|published|بقلم|كتب)(?:\s*[:：]\s*|\s+)"
)
_AND = re.compile(r"\s*[;|•·\n]\s*|\s*,?\s+(?:and|und|&|with)\s+|\s+/\s+", re.I)
_AND_ELSEWHERE = re.compile(r"\s+(?:et|y|e|och|og|en|و)\s+")
_TAIL = re.compile(
    r"(?i)\s*(?:\(.*|\[.*|\bin [A-Z][\w.' ]{2,30}$|\bfor (?:the )?[A-Z].*|\s[-–—|]\s.*|@\w.*|\bupdated\b.*"
    r"|\bpublished\b.*|\b(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d.*"
    r"|\b\d{1,2}[:./]\d.*)$"
)
_JOB = re.compile(
    r"(?i)\b(?:editors?|correspondents?|reporters?|writers?|analysts?|directors?|professors?|fellows?|staff|journalists?"
    r"|columnists?|contributors?|contributing|bureau|chief|producers?|desk|newsroom|team|redaktion|rédaction|redacción"
    r"|associate|assistant|ph\.?d|m\.?d|jr|sr|news|press|service|agency|university|institute|magazine|media|network)\b\.?"
)
_NOBODY = frozenset(
    {
        "admin", "administrator", "administrador", "root", "editor", "editors", "editorial", "staff", "author",
        "authors", "unknown", "anonymous", "guest", "user", "webmaster", "newsroom", "team", "none", "null",
        "undefined", "contributor", "contributors", "web desk", "news desk", "staff writer", "staff reporter",
        "guest author", "our correspondent", "site admin", "reuters", "afp", "ap", "dpa", "efe", "ansa", "tass",
        "xinhua", "anadolu", "upi", "pti", "ians", "apa", "kyodo", "bloomberg", "associated press",
        "the associated press", "agence france presse", "view all", "view all posts", "see all posts", "all posts",
        "more posts", "leave a comment", "read more", "about the author", "follow", "share", "by", "log in", "login",
        "sign in", "subscribe", "click here",
    }
)  # fmt: skip
_ALL_POSTS = re.compile(
    r"(?i)^(?:view|see|read|show)?\s*(?:all|more)\s+(?:posts|articles|stories)?\s*(?:by|of|from)\s+"
    r"(.+?)(?:['’]s?)?(?:\s+posts)?\W*$"
)
_MOST = 40
_LONGEST = 150


def authors_of(view: View) -> Found[tuple[str, ...]] | None:
    """The people who signed the article, in order; None if nobody credible did."""
    return first(_candidates(view)) or _guessed(view)


def people(raw: Iterable[str], *, publishers: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The people in bylines: "By A, B and C" taken apart, what is no person left out."""
    names = (name for line in raw for name in _parted(line))
    credible = (name for name in names if _is_person(name, publishers))
    unique = {" ".join(words_of(name)): name for name in reversed(list(credible))}
    return tuple(reversed(unique.values()))[:_MOST]


def _candidates(view: View) -> Iterator[Found[tuple[str, ...]]]:
    known = view.publishers
    yield Found(people(picked(view.tree, view.rules.authors), publishers=known), "rule")
    for node in (view.data.article, view.data.page):
        yield Found(people(_json_ld_names(view, node), publishers=known), "json-ld")
    for name in _METAS:
        said = (text for text in view.data.meta.get(name, ()) if "://" not in text)
        yield Found(people(said, publishers=known), "meta")
    for source, mention in view.mentioned("api"):
        yield Found(people(mention.authors, publishers=known), source)
    for place, paths in ((view.article, _BYLINES), (view.pruned, _BYLINES[:-1])):
        for path in paths:
            yield Found(people(_bylines(place, path), publishers=known), "dom")
    for source, mention in view.mentioned("feed"):
        yield Found(people(mention.authors, publishers=known), source)


def _guessed(view: View) -> Found[tuple[str, ...]] | None:
    guess = extract_author(view.pruned)
    names = people([guess] if guess and len(guess) < _LONGEST else (), publishers=view.publishers)
    return Found(names, "trafilatura") if names else None


def _json_ld_names(view: View, node: Any) -> Iterator[str]:
    for author in view.data.resolved(node.get("author") or node.get("creator")):
        name = author.get("name") if isinstance(author, dict) else author
        for one in name if isinstance(name, list) else [name]:
            if isinstance(one, str) and "://" not in one:
                yield squeeze(one)


def _bylines(place: HtmlElement, path: str) -> Iterator[str]:
    """The texts of the first byline and those beside it; bylines further down are those of other articles."""
    elements = [element for element in place.xpath(path)[:_MOST] if isinstance(element, HtmlElement)]
    near = set(_around(elements[0])) if elements else set()
    for element in elements:
        text = text_of(element) or squeeze(element.get("content") or "")
        if 0 < len(text) < _LONGEST and near & set(_around(element)):
            yield text


def _around(element: HtmlElement) -> list[HtmlElement]:
    return [above for _, above in zip(range(2), element.iterancestors(), strict=False)]


def _parted(line: str) -> Iterator[str]:
    """The names in one byline. A comma parts only where full names stand on both sides of it."""
    line = _BY.sub("", _ALL_POSTS.sub(r"\1", squeeze(line)[:1_000]))
    for part in _AND.split(line):
        pieces = re.split(r"\s*,\s*", part)
        full = [piece for piece in pieces if len(piece.split()) >= 2]
        if len(full) > 1 or (full and len(pieces) > 1 and len(pieces[0].split()) >= 2):
            part_names = [piece for piece in pieces if not _JOB.search(piece)] or pieces[:1]
        else:
            part_names = [part]
        for name in part_names:
            halves = _AND_ELSEWHERE.split(name)
            yield from map(_bare, halves if all(len(half.split()) >= 2 for half in halves) else [name])


def _bare(name: str) -> str:
    name = _BY.sub("", name)
    return _TAIL.sub("", name).strip(' \t,.;:|-–—•"“”')


def _is_person(name: str, publishers: frozenset[str]) -> bool:
    words = words_of(name)
    plain = " ".join(words)
    return (
        2 <= len(name) <= 60
        and 1 <= len(words) <= 7
        and plain not in _NOBODY
        and plain not in publishers
        and not re.search(r"[\d@<>{}=/\\]|\.\w{2,4}$|[!?]", name)
        and any(letter.isalpha() for letter in name)
    )
