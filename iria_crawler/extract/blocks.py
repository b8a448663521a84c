"""Whether an answer is the site's own page or a wall before it: a challenge, a refusal, a request for consent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.charset import decode
from iria_crawler.extract.html import squeeze, text_of
from iria_crawler.extract.telling import LONGEST, is_news, sentences_of
from iria_crawler.extract.walls import CODE, HEADERS, PASSED, REFUSALS, SAYINGS, SCRIPTS
from iria_crawler.extract.wallwords import (
    ACCEPTS,
    ASKS_FOR_CONSENT,
    ASKS_FOR_PROOF,
    REFUSES_BLOCKERS,
    REFUSES_REGIONS,
    SAYS_TOO_MANY,
    SPEAKS_OF_CONSENT,
)
from iria_crawler.items import Page

_SEARCHED = 150_000  # bytes; what tells a wall stands near its start
MOST_LINKS = 40  # a wall has no menus
_OWN_PROSE = 1_500  # letters in paragraphs that are not about consent; the wordiest block page has half of it
_LONGEST_REFUSAL = 1_200  # letters on a page that only asks for a proof
_LONGEST_REQUEST = 500  # the same where the status is that of a page
_LONGEST_BONES = 4_000  # bytes of HTML without anything to see
_FEW_WORDS = 200  # letters; in more of them a lead may well speak of captchas
_LONGEST_CONSENT = 12_000
_NOTHING = 100  # letters; less is no text
_NOT_THERE = (404, 410)

_CAPTCHAS = re.compile(rb"captcha|challenges\.cloudflare\.com/turnstile|cf-turnstile|geetest|arkoselabs|altcha")
_ON_PRIVACY = re.compile(r"^\w+://[^/?#]+/[^?#]*(privacy|cookie|datenschutz|confidentialite|privacidad)", re.IGNORECASE)
_UNSHOWN = ("script", "iframe", "noscript", "style")
_SAID_ARTICLE = XPath(
    "boolean(//meta[@property='article:published_time' or @itemprop='datePublished']"
    "|//meta[@property='og:type'][contains(' article news blog ', concat(' ', @content, ' '))]"
    "|//*[@itemprop='articleBody' or @itemprop='datePublished'])"
)
_CONTROLS = XPath(
    "//button|//input[@type='submit' or @type='button']|//a[@role='button' or contains(@class, 'btn')"
    " or contains(@class, 'button') or contains(@class, 'accept') or contains(@class, 'agree')]"
)
_FOR_WORDS = XPath(
    "boolean(//textarea[not(contains(@name, 'captcha'))]|//input[@type='email' or @type='password' or @type='search'])"
)
_ACTS = XPath("boolean(//script|//form|//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh'])")


def blocked(page: Page, tree: HtmlElement | None) -> str | None:
    """The wall that stands before a page, such as `cloudflare` or `captcha`; None where it is the site's own.

    A page that holds a text of its own is no wall, whatever captcha or banner it carries; nor is an
    error page of the server itself, nor a form to log in.
    """
    wall = next((wall for wall, name, starts in HEADERS if _says(page.header(name), starts)), None)
    if wall or 300 <= page.status < 400 or page.status in _NOT_THERE:
        return wall
    if page.status < 300 and (_is_document(page) if tree is None else _is_of_the_site(tree)):
        return None
    face = _Face(page=page, tree=tree)
    return None if face.is_article else next(_walls(face), None)


def _says(value: str | None, starts: tuple[str, ...]) -> bool:
    return value is not None and (not starts or value.strip().lower().startswith(starts))


@dataclass(frozen=True, kw_only=True)
class _Face:
    """What a page that may be a wall shows."""

    page: Page
    tree: HtmlElement | None

    @cached_property
    def code(self) -> bytes:
        return self.page.body[:_SEARCHED].lower()

    @cached_property
    def title(self) -> str:
        title = None if self.tree is None else next(self.tree.iter("title"), None)
        return "" if title is None else squeeze(title.text or "")[:300]

    @cached_property
    def text(self) -> str:
        """What a reader sees; of an answer that is no HTML, its beginning."""
        if self.tree is None:
            is_text = (self.page.mime or "text/").startswith(("text/", "application/json"))
            return squeeze(decode(self.page)[:4_000]) if is_text and len(self.page.body) < _SEARCHED else ""
        body = self.tree.find("body")
        return "" if body is None else text_of(body)[: LONGEST + 1]

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The running text, but for what is about consent."""
        return sentences_of(self.tree)

    @cached_property
    def own(self) -> int:
        """How many letters of running text are not about consent."""
        return sum(map(len, self.sentences))

    @cached_property
    def is_article(self) -> bool:
        """Whether the page says that it is an article, or has an element for one with text in it."""
        if self.tree is None:
            return False
        return bool(_SAID_ARTICLE(self.tree)) or (self.tree.find(".//article") is not None and self.own >= _NOTHING)

    @cached_property
    def shown(self) -> str:
        """Title and text, as far as a wall speaks."""
        return f"{self.title} {self.text[:4_000]}".strip()

    @cached_property
    def opening(self) -> str:
        """Where a wall says what it wants: title and headings, and the first lines where no lead can stand there."""
        headings = () if self.tree is None else islice(self.tree.iter("h1", "h2"), 4)
        lines = self.text[:400] if self.refuses or len(self.text) <= _FEW_WORDS else ""
        return "\n".join([self.title, *map(text_of, headings), lines])

    @cached_property
    def refuses(self) -> bool:
        return self.page.status >= 400

    @cached_property
    def tells(self) -> bool:
        """Whether the page, short as it may be, tells of something."""
        return not self.refuses and is_news(self.sentences)

    @cached_property
    def is_brief(self) -> bool:
        """Whether the page can be nothing but a request: short, and without a field to write in."""
        is_for_words = self.tree is not None and _FOR_WORDS(self.tree)
        return len(self.text) <= (_LONGEST_REFUSAL if self.refuses else _LONGEST_REQUEST) and not is_for_words

    @cached_property
    def acts(self) -> bool:
        """Whether something on the page could let a reader through, or its status keeps him out."""
        return self.refuses or (self.tree is not None and bool(_ACTS(self.tree)))

    @cached_property
    def is_scripts(self) -> bool:
        """Whether there is nothing but scripts and frames; a program has an element to show itself in."""
        body = None if self.tree is None else self.tree.find("body")
        return body is not None and not self.text and all(element.tag in _UNSHOWN for element in body)


def _is_document(page: Page) -> bool:
    """Whether an answer without a tree is a document, such as a feed, and not the bare bones of a wall."""
    return page.mime not in (None, "text/html") or len(page.body) > _LONGEST_BONES


def _is_of_the_site(tree: HtmlElement) -> bool:
    """Whether there are menus or prose, as on nearly every page and on no wall. Stops as soon as it is sure."""
    if next(islice(tree.iter("a"), MOST_LINKS, None), None) is not None:
        return True
    prose = 0
    for paragraph in tree.iter("p"):
        text = "".join(paragraph.itertext())[:LONGEST]
        if len(text) > 80 and not SPEAKS_OF_CONSENT.search(text):
            prose += len(text)
            if prose >= _OWN_PROSE:
                return True
    return False


def _walls(face: _Face) -> Iterator[str]:
    """The walls that a page may be, the surest first."""
    if face.refuses or len(face.text) < _OWN_PROSE:
        yield from (wall for wall, marks in CODE if any(_has(face, mark) for mark in marks))
    if face.is_scripts:
        yield from (wall for wall, marks in SCRIPTS if any(mark in face.code for mark in marks))
    if face.refuses:
        yield from (wall for wall, words in REFUSALS if words.search(face.shown))
    if face.is_brief and not face.tells:
        yield from (wall for wall, words in SAYINGS if words.search(face.shown))
        yield from _requests(face)
        yield from _refusals(face)
    if _asks_for_consent(face):
        yield "consent-wall"
    if face.refuses and not face.page.body.strip():
        said = [f"{name}: {value}".lower() for name, value in face.page.headers]
        yield from (wall for wall, start in PASSED if any(line.startswith(start) for line in said))


def _has(face: _Face, mark: bytes) -> bool:
    """Whether a page has the code of a wall, and does not print it in what it tells of."""
    return mark in face.code and not (face.tells and mark.decode() in face.text.lower())


def _requests(face: _Face) -> Iterator[str]:
    """What a short page asks a reader for: patience, or a proof that he is one."""
    if SAYS_TOO_MANY.search(face.opening):
        yield "rate-limit-page"
    if face.page.status == 999 or (face.acts and ASKS_FOR_PROOF.search(face.opening)):
        yield "captcha" if _CAPTCHAS.search(face.code) else "bot-check"


def _refusals(face: _Face) -> Iterator[str]:
    """What a short page has against its reader: where he is, or that he wants no adverts."""
    if REFUSES_REGIONS.search(face.opening):
        yield "access-denied"
    if REFUSES_BLOCKERS.search(face.opening):
        yield "adblock-wall"


def _asks_for_consent(face: _Face) -> bool:
    """Whether nothing but a request for consent is there, with a way to give it.

    A page has a headline of its own, however short it is; where it has none, any text is enough. Who
    asks for the page on privacy and gets it has met no wall.
    """
    if face.tree is None or not _NOTHING <= len(face.text) <= _LONGEST_CONSENT or _ON_PRIVACY.search(face.page.url):
        return False
    headlines = [text for text in map(text_of, face.tree.iter("h1")) if text]
    said = [*headlines, f"{face.opening}\n{face.text[:400]}"]
    if not all(map(ASKS_FOR_CONSENT.search, said)):
        return False
    most = 0.4 * len(face.text) if headlines else _NOTHING
    return face.own < most and any(map(_accepts, _CONTROLS(face.tree)))


def _accepts(control: HtmlElement) -> bool:
    label = f"{control.get('value') or ''} {text_of(control)} {control.get('aria-label') or ''}"
    return len(label) < 80 and bool(ACCEPTS.search(label))
