"""What a site's pages have in common: which passages are template, and where the text of an article stands."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from lxml.html import HtmlElement

from iria_crawler.extract.embeds import POST
from iria_crawler.extract.observations import Observed, hash_of
from iria_crawler.extract.passages import PROSE, Passage
from iria_crawler.extract.spots import Spots
from iria_crawler.extract.steps import NEAR, Closed, Path, Step, Steps, kind_of, shut_off

LEAST_TEXT = 250
"""Letters; a shorter text is never taken by what is known alone."""

_SURE = 0.95  # of the letters at a place: so many are text, or else are none
_DOUBTFUL = 0.03  # of the text: so little may stand at places that are text on some pages only
_NEW = 0.2  # of the text: so much may stand before and after it at places never seen
AGREED = 0.9
_PLAIN = frozenset(
    ["p", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "thead", "tbody", "tr", "pre"]
)
_EDITED = re.compile(
    r"wp-block-(?:table|(?:pull)?quote|list|heading|code|preformatted|verse)|is-(?:style|layout)-[\w-]+|has-[\w-]+|align\w+"
)
"""What the block editor of WordPress calls the elements of a text."""

Outcome = Literal["used", "agrees", "differs", "unfit"]
"""The text was taken by what is known of the site; the generic reader agrees with that; it does not, and decides;
the page is not as those that were learnt from, and the generic reader decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What was learnt from some pages of a site.

    `boilerplate` are hashes of passages, `names` those classes and ids that most pages have, `kinds` places
    on a page and what share of the letters there is text, `closed` the parts of a page without any, `spots` where
    the site prints authors, days and captions.
    """

    pages: int
    boilerplate: frozenset[str]
    names: frozenset[str]
    kinds: Mapping[str, float]
    closed: Closed
    spots: Spots = field(default_factory=Spots)

    def as_json(self) -> str:
        """The same text for the same knowledge."""
        said = {
            "boilerplate": sorted(self.boilerplate),
            "closed": self.closed,
            "kinds": dict(self.kinds),
            "names": sorted(self.names),
            "pages": self.pages,
            "spots": self.spots.places,
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, said: str) -> "Knowledge":
        """What `as_json` wrote."""
        fields = json.loads(said)
        names = frozenset(fields["names"])
        # some was learnt before there were spots, or closed parts
        return cls(
            pages=fields["pages"],
            boilerplate=frozenset(fields["boilerplate"]),
            names=names,
            kinds=fields["kinds"],
            closed=fields.get("closed", {}),
            spots=Spots.from_json(fields.get("spots"), names),
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
        text = [at for at, share in enumerate(shares) if _is_text(share)]
        own = {_box(page[at]) for at in text}
        shares = [
            1.0 if share is None and _is_plain(page[at], own, is_within=text[0] < at < text[-1]) else share
            for at, share in enumerate(shares if text else ())
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


def agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts, as paragraphs, are the same but for a little."""
    ours, theirs = Counter(one), Counter(other)
    common = sum(len(line) * number for line, number in (ours & theirs).items())
    return 2 * common >= AGREED * (sum(map(len, one)) + sum(map(len, other)))


def is_checked(url: str) -> bool:
    """Whether a page is of the one in sixteen that are read both ways."""
    return blake2b(url.encode(), digest_size=1).digest()[0] < 16


def _is_plain(each: Observed, own: Set[tuple[Step, ...]], *, is_within: bool) -> bool:
    """Whether a passage is what any text may have, in the boxes where this one stands: the first list of a site that
    has had none before. A table in its figure lies too deep to tell its box: it has to stand within the text."""
    steps, marks = each.path
    depth = next((at for at, step in enumerate(steps) if not _is_of_any_text(step)), NEAR)
    if depth == NEAR:
        return is_within and any(names for _, names in steps)
    outer = steps[depth:]
    return depth > 0 and "a" not in marks and any(box[: len(outer)] == outer for box in own)


def _is_of_any_text(step: Step) -> bool:
    """Whether an element may be in any text: it has no name, or none but those that an editor gives its blocks."""
    tag, names = step
    if not names:
        return tag in _PLAIN
    return (tag in _PLAIN or tag == "figure") and all(_EDITED.fullmatch(name) or POST.fullmatch(name) for name in names)


def _box(each: Observed) -> tuple[Step, ...]:
    return each.path[0][1:]


def _is_text(share: float | None) -> bool:
    return share is not None and share >= _SURE


def _is_doubtful(share: float | None) -> bool:
    return share is not None and 1 - _SURE < share < _SURE
