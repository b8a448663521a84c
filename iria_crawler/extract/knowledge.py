"""What a site's pages have in common: which passages are template, and where the text of an article stands."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from iria_crawler.extract.html import words_of
from iria_crawler.extract.passages import PROSE, Passage
from iria_crawler.extract.steps import (
    NEAR,
    Closed,
    Path,
    Step,
    Steps,
    closed_by,
    kind_of,
    leads_in,
    shut_off,
)

FEWEST = 12
"""Pages to learn from: fewer show nothing."""

LEAST_TEXT = 250
"""Letters; a shorter text is never taken by what is known alone."""

_LEAST_PAGES = 3
_COMMON = 0.25  # of the pages: what stands word for word on so many is template
_SENTENCE = 6  # words; "Introduction" may stand on every page and be of the text on each
_USUAL = 0.5  # of the pages: a shorter line that is no heading and stands on so many, "Follow us", is template too
_SURE = 0.95  # of the letters at a place: so many are text, or else are none
_DOUBTFUL = 0.03  # of the text: so little may stand at places that are text on some pages only
_NEW = 0.2  # of the text: so much may stand before and after it at places never seen
_AGREED = 0.9
_PARTS, _FITTING, _RIGHT = 4, 0.8, 0.95
_MOST_KEPT = 500
_STABLE = 0.9  # of the pages: a name that fewer have tells of the article, as `category-politics` does
_PLAIN = frozenset(
    ["p", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "thead", "tbody", "tr", "pre"]
)

Outcome = Literal["used", "agrees", "differs", "unfit"]
"""The text was taken by what is known of the site; the generic reader agrees with that; it does not, and decides;
the page is not as those that were learnt from, and the generic reader decides."""


class Observed(NamedTuple):
    """A passage of a page, and whether the generic reader took it for text. `said` is the hash of its words, `inwards`
    the steps to it from the body of the page, `is_plain` says that it looks like no heading."""

    said: str
    words: int
    path: Path
    letters: int
    chosen: bool
    inwards: tuple[Step, ...]
    is_plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What was learnt from some pages of a site.

    `boilerplate` are hashes of passages, `names` those classes and ids that most pages have, `kinds` places
    on a page and what share of the letters there is text, `closed` the parts of a page without any.
    """

    pages: int
    boilerplate: frozenset[str]
    names: frozenset[str]
    kinds: Mapping[str, float]
    closed: Closed

    def as_json(self) -> str:
        """The same text for the same knowledge."""
        said = {
            "boilerplate": sorted(self.boilerplate),
            "closed": self.closed,
            "kinds": dict(self.kinds),
            "names": sorted(self.names),
            "pages": self.pages,
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, said: str) -> "Knowledge":
        """What `as_json` wrote."""
        fields = json.loads(said)
        return cls(
            pages=fields["pages"],
            boilerplate=frozenset(fields["boilerplate"]),
            names=frozenset(fields["names"]),
            kinds=fields["kinds"],
            closed=fields.get("closed", {}),  # what was learnt before there was such a thing
        )

    def is_boilerplate(self, text: str) -> bool:
        """Whether a passage is of the site's template."""
        return hash_of(text) in self.boilerplate

    def shut_off(self, body: HtmlElement) -> Set[HtmlElement]:
        """The elements of a page in which no text is looked for."""
        return shut_off(body, self.closed, self.names)

    def text_of(self, passages: Sequence[Passage]) -> list[Passage] | None:
        """The passages that are the text; None where the page is not as those that were learnt from."""
        chosen = self.choice(self._seen(passages))
        return None if chosen is None else [passages[at] for at in chosen]

    def _seen(self, passages: Sequence[Passage]) -> list[Observed]:
        """The passages of a page; the words of those at places that are never text make no difference."""
        steps, page = Steps(), []
        for passage in passages:
            path = steps.path(passage)
            share = self._at(path)
            said = hash_of(passage.text) if share is None or share > 1 - _SURE else ""
            page.append(Observed(said, 0, path, len(passage.text), False, ()))
        return page

    def choice(self, page: Sequence[Observed]) -> list[int] | None:
        """Which passages of a page are the text, by their places alone; None where the page is another kind of page."""
        shares = [0.0 if each.said in self.boilerplate else self._at(each.path) for each in page]
        own = {_box(each) for each, share in zip(page, shares, strict=True) if _is_text(share)}
        shares = [
            1.0 if share is None and _is_plain(each, own) else share for each, share in zip(page, shares, strict=True)
        ]
        chosen = [at for at, share in enumerate(shares) if share is not None and share >= 0.5]
        sure = sum(page[at].letters for at in chosen if _is_text(shares[at]))
        doubtful = sum(page[at].letters for at, share in enumerate(shares) if _is_doubtful(share))
        unseen = [at for at, share in enumerate(shares) if share is None]
        new = sum(page[at].letters for at in unseen)
        if sure < LEAST_TEXT or doubtful > _DOUBTFUL * sure or new > _NEW * sure:
            return None
        boxes = {_box(page[at]) for at in chosen}
        is_beside = any(chosen[0] <= at <= chosen[-1] or _box(page[at]) in boxes for at in unseen)
        has_lead = any(at < chosen[0] and page[at].letters > PROSE for at in unseen)
        return None if is_beside or has_lead else chosen

    def _at(self, path: Path) -> float | None:
        """What share of the letters at a place is text; None where nothing ever stood."""
        # captions are no text anywhere, and each theme has a dozen places for them
        return self.kinds.get(kind_of(path, self.names), 0.0 if path[0][0][0] == "figcaption" else None)


def learnt(pages: Sequence[Sequence[Observed]]) -> Knowledge | None:
    """What some pages of a site have in common; None where they are too few, or too different for it to hold.

    The proof is on the same pages: what is learnt from three quarters of them must hold for the last.
    """
    if len(pages) < FEWEST:
        return None
    results: list[bool | None] = []
    for part in range(_PARTS):
        known = _learnt([page for number, page in enumerate(pages) if number % _PARTS != part])
        results += [_holds(known, page) for page in pages[part::_PARTS]]
    fitting = [held for held in results if held is not None]
    if len(fitting) < _FITTING * len(results) or sum(fitting) < _RIGHT * len(fitting):
        return None
    return _learnt(pages)


def hash_of(text: str) -> str:
    """Eight bytes for the words of a passage, whatever stands between them."""
    return blake2b(" ".join(words_of(text)).encode(), digest_size=8).hexdigest()


def observed(passages: Iterable[Passage], *, chosen: Iterable[Passage] = ()) -> tuple[Observed, ...]:
    """The passages of a page as they are learnt from."""
    steps, text = Steps(), set(map(id, chosen))
    return tuple(
        Observed(
            said=hash_of(passage.text),
            words=passage.text.count(" ") + 1,
            path=steps.path(passage),
            letters=len(passage.text),
            chosen=id(passage) in text,
            inwards=steps.inwards(passage.box),
            is_plain=passage.box.element.tag in ("p", "div") and 2 * passage.strong < len(passage.text),
        )
        for passage in passages
    )


def agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts, as paragraphs, are the same but for a little."""
    ours, theirs = Counter(one), Counter(other)
    common = sum(len(line) * number for line, number in (ours & theirs).items())
    return 2 * common >= _AGREED * (sum(map(len, one)) + sum(map(len, other)))


def is_checked(url: str) -> bool:
    """Whether a page is of the one in sixteen that are read both ways."""
    return blake2b(url.encode(), digest_size=1).digest()[0] < 16


def _learnt(pages: Sequence[Sequence[Observed]]) -> Knowledge:
    least = max(_LEAST_PAGES, _COMMON * len(pages))
    boilerplate = _boilerplate(pages, least)
    names = Counter(name for page in pages for name in {name for each in page for name in _names_to(each)})
    stable = frozenset(name for name, number in names.items() if number >= _STABLE * len(pages))
    text, letters = Counter[str](), Counter[str]()
    where: dict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for each in page:
            if each.said not in boilerplate:
                kind = kind_of(each.path, stable)
                letters[kind] += each.letters
                text[kind] += each.letters * each.chosen
                where[kind].add(number)
    # a place of one page alone proves little, unless it is none of the text's
    kept = [kind for kind in letters if len(where[kind]) >= _LEAST_PAGES or not text[kind]]
    kept = sorted(kept, key=lambda kind: (-len(where[kind]), kind))[:_MOST_KEPT]
    kinds = {kind: round(text[kind] / letters[kind], 3) for kind in kept}
    ways = ({(each.inwards, each.chosen) for each in page} for page in pages)
    closed = closed_by(ways, stable, least=least)
    return Knowledge(pages=len(pages), boilerplate=boilerplate, names=stable, kinds=kinds, closed=closed)


def _names_to(each: Observed) -> Iterable[str]:
    return (name for _, own in (*each.inwards, *each.path[0]) for name in own)


def _boilerplate(pages: Sequence[Sequence[Observed]], least: float) -> frozenset[str]:
    """The passages that stand on many pages, and are whole sentences or mostly not taken for text; on most pages,
    other lines as well."""
    number, chosen, plain = Counter[str](), Counter[str](), Counter[str]()
    words: dict[str, int] = {}
    for page in pages:
        words |= {each.said: each.words for each in page}
        number.update({each.said for each in page})
        chosen.update({each.said for each in page if each.chosen})
        plain.update({each.said for each in page if each.is_plain})
    found = [
        said
        for said, pages_with in number.items()
        if pages_with >= least
        and (words[said] >= _SENTENCE or chosen[said] < pages_with / 2 or plain[said] >= _USUAL * len(pages))
    ]
    return frozenset(sorted(found, key=lambda said: (-number[said], said))[:_MOST_KEPT])


def _holds(known: Knowledge, page: Sequence[Observed]) -> bool | None:
    """Whether what is known gives the text of a page that it was not learnt from; None where it gives none."""
    page = [each for each in page if not leads_in(each.inwards, known.closed, known.names)]
    found = known.choice(page)
    if found is None:
        return None
    ours, theirs = [page[at] for at in found], [each for each in page if each.chosen]
    theirs = [each for each in theirs if each.said not in known.boilerplate]
    common = sum(each.letters for each in ours if each.chosen)
    return 2 * common >= _AGREED * sum(each.letters for each in (*ours, *theirs))


def _is_plain(each: Observed, own: Set[tuple[Step, ...]]) -> bool:
    """Whether a passage is what any text may have, in the boxes where this one stands: the first list of a site that
    has had none before."""
    steps, marks = each.path
    depth = next((at for at, (tag, names) in enumerate(steps) if names or tag not in _PLAIN), NEAR)
    outer = steps[depth:]
    return 0 < depth < NEAR and "a" not in marks and any(box[: len(outer)] == outer for box in own)


def _box(each: Observed) -> tuple[Step, ...]:
    return each.path[0][1:]


def _is_text(share: float | None) -> bool:
    return share is not None and share >= _SURE


def _is_doubtful(share: float | None) -> bool:
    return share is not None and 1 - _SURE < share < _SURE
