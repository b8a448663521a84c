"""How strongly an element of a page says that it names an author: by its markup, its link, its first word."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from urllib.parse import unquote

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from iria_crawler.extract.bywords import BY, DATED_BY
from iria_crawler.extract.html import BLOCKS, UNSEEN, squeeze, text_of, words_of
from iria_crawler.extract.names import LONGEST
from iria_crawler.extract.namewords import JOB

STATED, NAMED, MARKED, SPOKEN, HINTED, NONE = 9, 8, 7, 6, 3, 0
"""By vocabulary (`rel`, `itemprop`); as a name; by a class; in words; by a class of what stands beside; not at all."""

_WORD = (
    r"(?:by-?lines?|authors?|autor(?:e[ns]?|in(?:nen)?|as?|[iy])?|auteurs?|autorius|verfasser(?:in)?|redakteure?|skribent"
    r"|forfatter|journalists?|reporters?|writers?|written-?by|contributors?|yazar|penulis|[ck]olumnist|byl|auth|creators?"
    r"|user-?names?|firmas?|szerz[oő]k?|avtory?|tac-?gia|kirjoittaja|toimittaja|signatur[ae])"
)
_MARK = re.compile(rf"(?:^|\s)by(?=$|\s)|(?:^|[-_\s\d]|post|article|entry){_WORD}(?:names?|links?|info)?(?=$|[-_\s\d])")
_NAME = re.compile(rf"{_WORD}[-_]*(?:names?|links?|title|url)")
_BESIDE = re.compile(
    r"(?:^|[-_\s])(?:avatar|images?|img|photos?|pictures?|social|bio(?:graphy)?|desc(?:ription)?|dates?|times?|share"
    r"|follow|twitter|email|count|job|position|role|more|posts|articles|thumb(?:nail)?|location|tooltip)(?=$|[-_\s])"
)
_OF_OTHERS = re.compile(
    r"(?:^|[-_\s])(?:comments?|commenter|related|recommend\w*|teasers?|(?<!author[-_])cards?|latest"
    r"|popular|trending|most-read|more-\w+|also|nav|menu|log-?in|logged-in|account|breadcrumbs?|newsletter|quotes?|testimonial|caption|credit|copyright|licen[cs]e|gallery|product|(?<!__)next|prev\w*)(?=$|[-_\s])"
)
_DETAILS = re.compile(r"(?:^|[-_\s])(?:meta|posted|info|details|dateline)(?=$|[-_\s])")
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:e[ns]?|in(?:nen)?|es)?|auteurs?|profiles?|profil|people|person(?:en)?|staff|team|newsteam"
    r"|(?:[a-z]{2}-)?writers?|szerz[oő]k?|tac-gia|avtor[yi]?|tekijat?|toimittajat?|journalistes?"
    r"|our-people|editors?|journalists?|redaktion|redaktor|contributors?|by|reporters?|columnists?|experts?|users?"
    r"|members?|bio|yazar(?:lar)?|penulis|blogger|skribent|forfatter)/([^/?#]+)/?(?:[?#].*)?$"
)
_TOPIC_PATH = re.compile(r"/(?:topics?|tags?|themen?|temas?|subjects?)/")
"""Of people who are written about."""
_AUTHOR_QUERY = re.compile(r"[?&](?:author|uid)=")
_SOCIAL = re.compile(
    r"//(?:[\w-]+\.)?(?:twitter|x|facebook|instagram|linkedin|bsky|youtube|threads|tiktok|pinterest)\."
)
_SHORT, _LONG = 4, 30
_MOST_LISTED, _MOST_BOXES = 12, 2
_LISTS = frozenset(["ul", "ol", "div"])
_BEGINNING = 100
_SPACE = re.compile(r"\s+")
_FULL_NAME = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’-]*(?: (?:(?:von|van|de|der|den|di|da|al|bin|el|ter) )*[^\W\d_a-zß-ÿ][\w.'’-]*){1,3}"
)
_DASHES = re.compile(r"[\s–—-]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LINE = UNSEEN | {"body", "html", "article", "main", "img", "head", "link", "title"}
DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\bmin(?:ute)? read\b|\b\d+ min\b")


def claim(element: HtmlElement) -> tuple[int, str]:
    """How strongly an element says that it names an author, and its text, a line break where markup parts it."""
    tag = element.tag
    if tag in _NO_LINE:
        return NONE, ""
    if tag == "meta":
        content = squeeze(element.get("content") or "")
        return (STATED, content) if element.get("itemprop") == "author" else (NONE, "")
    weight = _markup(element)
    said = (element.text or "").strip() if weight < MARKED else ""
    if said and len(said) < LONGEST:
        by = BY.match(said)
        if by:
            # a "by" on its own belongs to what stands beside it
            whole = element if len(element) or by.end() < len(said) else element.getparent()
            if whole is not None and is_label(element):
                return max(weight, NAMED), _labelled(element)
            return max(weight, SPOKEN), "" if whole is None else lines_of(whole)
        if weight == NONE and (DATE.search(said) or _DETAILS.search(element.get("class") or "")):
            text = lines_of(element)
            return (SPOKEN, text) if DATED_BY.match(text) else (NONE, "")
    return weight, names_said(element) if weight else ""


def names_said(element: HtmlElement) -> str:
    """The names that an element lists, each in a part of its own, else its text by lines."""
    return _listed(element) or lines_of(element)


def is_label(element: HtmlElement) -> bool:
    """Whether all that an element says is that an author follows: "Authors", "Written by"."""
    said = "" if len(element) or element.tag == "label" else (element.text or "").strip()
    return _SHORT < len(said) < _LONG and BY.fullmatch(said) is not None


def is_of_others(names: str) -> bool:
    """Whether a class or id is one of related articles, comments, captions and the like."""
    return _OF_OTHERS.search(names) is not None


def lines_of(element: HtmlElement) -> str:
    """The text of a short element, a line break wherever its markup parts it; empty if it is long."""
    parts: list[str] = []
    size = 0
    for part, raw in _texts(element):
        text = _SPACE.sub(" ", raw)
        size += len(text)
        if size > 4 * LONGEST:
            return ""
        if parts and (
            part == "block" or (part and parts[-1][-1:].isalnum() and text[:1].isalnum() and not text[:1].islower())
        ):
            parts.append("\n")
        parts.append(text)
    lines = map(squeeze, "".join(parts).replace("\u00ad", "").split("\n"))
    joined = "\n".join(line for line in lines if line)
    return joined if len(joined) < LONGEST else ""


def _labelled(label: HtmlElement) -> str:
    """What a label is of: the text after it, or after a box that holds nothing else; the members of the list after it
    on one line."""
    label = _whole(label)
    beside = label.getnext()
    if beside is None or squeeze(label.tail or ""):
        return squeeze(label.tail or "") or lines_of(label.getparent())
    said = text_of(beside)
    if len(said) >= LONGEST:  # what is told of a person begins with the name, or has none
        name = _FULL_NAME.match(said[:_BEGINNING])
        return name[0] if name else ""
    members = [lines_of(member) for member in beside.iter("li")]
    if all(members) and len(members) > 1:
        return "; ".join(members)
    return _listed(beside) or _beside(beside) or lines_of(beside) or lines_of(label.getparent())


def _whole(label: HtmlElement) -> HtmlElement:
    """A label, or the box that holds nothing but it."""
    for _ in range(_MOST_BOXES):
        above = label.getparent()
        if above is None or len(above) > 1 or squeeze(above.text or "") or squeeze(label.tail or ""):
            break
        label = above
    return label


def _listed(element: HtmlElement) -> str:
    """The names in a list of people, each in a part of its own, all of a kind, and nothing else beside them."""
    if len(element) == 1 and not (element.text or element[0].tail or "").strip() and element[0].tag in _LISTS:
        element = element[0]
    parts = list(islice(element, _MOST_LISTED + 1))
    kinds = {(part.tag, part.get("class"), _directory(part)) for part in parts}
    if not 1 < len(parts) <= _MOST_LISTED or len(kinds) > 1 or parts[0].tag in UNSEEN:
        return ""
    between = " ".join(text for text in (element.text, *(part.tail for part in parts)) if text and text.strip())
    if between and (parts[0].tag != "a" or not _DASHES.fullmatch(between)):
        return ""
    # two bare lines may be a name and what its bearer does
    is_list = (
        parts[0].tag == "li" or parts[0].get("class") or next(element.iter("a"), None) is not None or len(parts) > 3
    )
    return _names_of(parts) if is_list else ""


def _directory(part: HtmlElement) -> str:
    """Where a link leads, but for its last step; nothing of what is none."""
    return (part.get("href") or "").rstrip("/").rpartition("/")[0] if part.tag == "a" else ""


def _beside(first: HtmlElement) -> str:
    """The names of people in elements of a kind that follow each other, each of one."""
    after = takewhile(lambda one: one.tag == first.tag, islice(first.itersiblings(), _MOST_LISTED))
    parts = [first, *(one for one in after if one.get("class") == first.get("class"))]
    is_list = first.get("class") or all(part.find(".//a") is not None for part in parts)
    return _names_of(parts) if len(parts) > 1 and is_list else ""


def _names_of(parts: Sequence[HtmlElement]) -> str:
    """What each part says first, if that is a full name everywhere, and no job."""
    said = [lines_of(part).partition("\n")[0] for part in parts]
    names = [one for one in said if not JOB.search(one)]
    # each name may have its job in a part of its own
    is_list = len(names) == len(said) or (len(names) > 1 and all(map(JOB.search, said[1::2])))
    return "; ".join(names) if names and is_list and all(map(_FULL_NAME.fullmatch, names)) else ""


def _markup(element: HtmlElement) -> int:
    said = element.get
    names = f"{said('class', '')} {said('id', '')} {said('data-testid', '')}"
    weight = _weight(names[:400], said("itemprop", ""), said("rel", ""))
    if element.tag == "a" and weight < STATED:
        return max(weight, _link(element))
    return NAMED if element.tag == "address" and weight == NONE else weight


@lru_cache(maxsize=20_000)
def _weight(names: str, itemprop: str, rel: str) -> int:
    if itemprop == "author" or "author" in rel.split():
        return STATED
    plain = _CAMEL.sub("-", names).lower()
    if is_of_others(plain):
        return NONE
    if "fn" in names.split() or _NAME.search(plain):
        return NAMED
    if not _MARK.search(plain):
        return NONE
    beside = _BESIDE.search(plain)
    return MARKED if not beside else HINTED if "bio" in beside[0] else NONE


def _link(link: HtmlElement) -> int:
    """What the address of a link says: a name that is in it too is one of an author's page."""
    href = link.get("href") or ""
    href = (unquote(href) if "%" in href else href).lower()
    if not (_AUTHOR_PATH.search(href) or ("=" in href and _AUTHOR_QUERY.search(href))) or _TOPIC_PATH.search(href):
        return NONE
    text = words_of(lines_of(link))
    slug = words_of(re.sub(r"[-_.+]", " ", href.rstrip("/").rpartition("/")[2]))
    is_named = len(text) in (2, 3, 4) and (set(text) <= set(slug) or "".join(text) in "".join(slug))
    if is_named and len(slug) <= len(text) + 2:
        return NAMED
    return NONE if _SOCIAL.search(href) else SPOKEN


def _texts(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """The texts of an element, each with what parts it from the one before: nothing, an inline tag, a block."""
    edge = ""  # a comment parts no word
    walk = iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, part in walk:
        if event in ("start", "end"):
            edge = "block" if edge == "block" or part.tag in BLOCKS or part.tag == "br" else "inline"
        if event == "start" and part.tag in UNSEEN and part is not element:
            walk.skip_subtree()
            continue
        text = part.text if event == "start" else part.tail if part is not element else None
        if text:
            yield edge, text
            edge = ""
