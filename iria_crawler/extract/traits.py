"""What tells a passage of the article from those around it, as numbers for a `Forest`."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from string import ascii_uppercase, digits

import numpy as np
from numpy.typing import NDArray

from iria_crawler.extract.html import words_of
from iria_crawler.extract.passages import PROSE, Box, Passage, Place

Column = NDArray[np.float32]
Words = tuple[str, ...]

_TAGS = (
    "p",
    "div",
    "li",
    "td",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "section",
    "figcaption",
    "dd",
    "pre",
    "article",
)
_NUMBERS = {tag: number for number, tag in enumerate(_TAGS)}
_IS_TAG = np.eye(len(_TAGS) + 1, len(_TAGS), dtype=np.float32)
"""A row for each tag, and a last one of all others."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENDS = frozenset(".!?…。！？؟।:")
_QUOTES = frozenset("\"'”»’)]“")
_LEVELS = 5
_HIGHEST = 14
_FAR = 30
_MANY = 60
"""Counts above are alike: what is the rule on the longest of pages cannot be learnt from a handful of them."""
_EDGE = 200  # letters at either end of a passage: what it is about to say, and who says it
# Words that template lines are full of, each row a trait of its own; looked for in lower case anywhere at the edges.
_WORDS = tuple(
    tuple(words.split("|"))
    for words in (
        "©|copyright|all rights reserved|alle rechte|tous droits|todos los derechos|terms of use|terms of service"
        "|privacy policy",
        "newsletter|subscri|sign up|sign in|log in|email address|e-mail|abonn|suscr|inscri|register|inbox|iscriv"
        "|mailing list",
        "comment|kommentar|comentario|reply|replies",
        "facebook|twitter|whatsapp|instagram|linkedin|telegram|pinterest|tweet|share|teilen|partag|compart|condivid",
        "advert|anzeige|publicité|publicidad|sponsor|werbung|pubblicit|promoted|affiliate|commission",
        "cookie|javascript|browser|consent|paywall|ad block|adblock|datenschutz",
        "donat|support us|our journalism|support our|become a member|help us|contribut|unterstütz",
        "http://|https://|www.|@",
        "•|·|»|›|→",
    )
)
_STARTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\W*(?:read|see|watch|listen|more|also|related|learn|mehr|lesen sie|lire|à lire|leer|lea|leggi|lees|läs"
        r"|czytaj|zobacz"
        r"|baca|click|follow|check out|don.t miss|up next|next|previous)\b",
        r"(?:by|von|par|por|di|door|av|af|text|words|written by|story by|author|autor|posted by"
        r"|published by)\b.{0,60}$",
        r"(?:tags?|topics?|categor|filed under|keywords?|themen|schlagw|mots|etiquetas|section|posted in|more on"
        r"|labels?)\b",
        r"\W*(?:advertisement|share|print|email|save|menu|search|home|close|loading|skip|back|top|follow us"
        r"|sponsored)",
        r"[“\"«„'‘]",
        r"\W*(?:photo|image|foto|picture|credit|bild|file)\b",
    )
)
_IN_SHORT = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b",
        r"\b(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zé]*\b",
        r"\b\d+ (?:min|minutes?|minuten|hours?|days?|views?|shares?|likes?|stunden|tage)\b",
        r"contributed to this|reporting by|editing by|is an? (?:\w+ ){0,4}(?:reporter|correspondent|editor|writer"
        r"|journalist"
        r"|professor|author|fellow|director)|follow (?:him|her|them) on|can be reached"
        r"|this (?:article|story|post) (?:was|is|has|first|originally)",
    )
)
_WITHOUT_DIGITS = _IN_SHORT[1::2]  # the others need not be looked for where there is none
_DIGIT = re.compile(r"\d")
_CAPITALS, _DIGITS = ascii_uppercase.encode(), digits.encode()
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CREDITED = re.compile(r"\b(?:photo|image|foto|picture|credit|courtesy|getty|reuters|afp|ap|dpa|epa|bild|crédit)\b")
_SHORT = 400
_ELSEWHERE = re.compile(
    r"related|you (?:may|might)|more (?:from|on|in|stories|news|articles)|read (?:more|next|also)|recommended"
    r"|trending|recent"
    r"|most read|popular|share|comments?|newsletter|subscribe|sign up|latest|about the author|tags|topics|mehr zum"
    r"|auch interessant|lesen sie|weitere|à lire|plus d|te puede|leia|más|les også|läs|altri|leggi|faq|references"
    r"|sources"
    r"|follow|join|next|previous|see also|further reading|footnotes|sponsored|advert|also on|download|contact",
    re.IGNORECASE,
)
_SHARED = (
    Place.BODY,
    Place.STORY,
    Place.ARTICLE,
    Place.MAIN,
    Place.MARKED,
    Place.LEAD,
    Place.TEASER,
    Place.HIDDEN,
    Place.BOX,
    Place.COMMENTS,
    Place.SIDE,
)
_PASSED = (
    Place.COMMENTS,
    Place.RELATED,
    Place.AUTHOR,
    Place.SHARE,
    Place.TAGS,
    Place.META,
    Place.FOOTER,
    Place.LETTERS,
)
_BITS = np.int64(1) << np.arange(len(Place), dtype=np.int64)


def runs(text: str) -> frozenset[str]:
    """The runs of four words of a text, and its lines of fewer: what `traits` compares passages with."""
    lines = list(map(words_of, text.split("\n")))
    words = list(chain.from_iterable(lines))
    fours = zip(words, words[1:], words[2:], words[3:], strict=False)
    return frozenset(map(" ".join, chain(fours, (line for line in lines if len(line) < 4))))


def traits(
    passages: Sequence[Passage], *, title: str, summary: str, read: frozenset[str], told: frozenset[str]
) -> NDArray[np.float32]:
    """A row of numbers for each passage.

    `read` are the `runs` of the text that trafilatura takes for the article, `told` those of the text that
    structured data gives, empty where it gives none.
    """
    n = len(passages)
    keys = [tuple(words_of(passage.text[: _FAR * 10])) for passage in passages]
    letters = _column([len(passage.text) for passage in passages])
    linked = _column([passage.linked for passage in passages]) / letters
    prose = np.where(letters > PROSE, letters * (1 - linked), 0).astype(np.float32)
    total = max(float(prose.sum()), 1.0)
    tags = [str(passage.box.element.tag) for passage in passages]
    boxes, solid = _boxes(passages, total)
    solid &= prose > 0
    where = np.flatnonzero(solid if solid.any() else prose > 0)
    first, last = (int(where[0]), int(where[-1])) if len(where) else (0, n - 1)
    headline = tuple(words_of(title))
    at_title = _at_title(keys, tags, headline)
    said, counts = set(words_of(summary)), Counter(keys)
    own = np.array([passage.box.own for passage in passages], np.int64)
    places = np.array([passage.box.places for passage in passages], np.int64)
    is_heading = _column([tag in _HEADINGS for tag in tags])
    inside = _column([share_of(key, read) for key in keys])
    near = np.column_stack([np.log1p(letters), linked, prose > 0, is_heading, boxes[:, 0], inside])
    index = np.arange(n, dtype=np.float32)
    return np.column_stack(
        [
            np.log1p(letters), np.minimum(letters, 2_000), linked,
            _column([passage.strong for passage in passages]) / letters, prose / total,
            _column(_spellings([passage.text for passage in passages])),
            _column([min(counts[key], 20) for key in keys]), _column([key == headline for key in keys]),
            _column([_overlap(key, said) for key in keys]),
            _IS_TAG[[_NUMBERS.get(tag, -1) for tag in tags]],
            (own[:, None] & _BITS) > 0, (places[:, None] & _BITS) > 0, boxes,
            _order(index, n, prose, letters, linked, solid, total, at_title, first, last),
            _company(passages, prose, places, letters, total, tags, at_title, first),
            _under_headings(passages, tags, letters, linked.tolist()),
            *(_shifted(near, by) for by in (-2, -1, 1, 2)),
            inside, _as_read(index, n, inside, letters, total),
            _column([share_of(key, told) for key in keys]) if told else np.full(n, -1.0),
        ]
    ).astype(np.float32)  # fmt: skip


def _column(values: Sequence[object]) -> Column:
    return np.array(values, np.float32)


def _at_title(keys: Sequence[Words], tags: Sequence[str], title: Words) -> int:
    """Where the headline is printed; -1 if it is not."""
    same = [at for at, key in enumerate(keys) if title and key == title]
    return next(
        (at for at in same if tags[at] == "h1"),
        same[0] if same else next((at for at, tag in enumerate(tags) if tag == "h1"), -1),
    )


def _spellings(texts: Sequence[str]) -> list[list[float]]:
    edges = [(text if len(text) <= 2 * _EDGE else f"{text[:_EDGE]} {text[-_EDGE:]}").lower() for text in texts]
    together = "\n".join(edges)
    # most of the words are nowhere on a page
    printed = [tuple(word for word in words if word in together) for words in _WORDS]
    return [_spelling(text, seen, printed) for text, seen in zip(texts, edges, strict=True)]


def _spelling(text: str, seen: str, printed: Sequence[tuple[str, ...]]) -> list[float]:
    size = len(text)
    start = text if size <= _FAR * 10 else text[: _FAR * 10]
    words = text.count(" ") + 1
    end, before = text[-1], text[-2:-1]
    capitals, figures = _capitals_and_digits(start)
    looked_for = () if size > _SHORT else _IN_SHORT if _DIGIT.search(seen) else _WITHOUT_DIGITS
    return [
        words, size / words, text.count(",") + text.count("،") + text.count("、"),
        capitals / len(start), figures / len(start),
        end in _ENDS or (end in _QUOTES and before in _ENDS), text.count(". ") + text.count("。"),
        text[0].islower(), text.count("\n"), end == ":", end == "?", "..." in text[-4:] or "…" in text[-2:],
        *[bool(words) and any(map(seen.__contains__, words)) for words in printed],
        *[pattern.match(seen) is not None for pattern in _STARTS],
        *[pattern in looked_for and pattern.search(seen) is not None for pattern in _IN_SHORT],
        _CREDITED.search(seen[-60:]) is not None,
    ]  # fmt: skip


def _capitals_and_digits(text: str) -> tuple[int, int]:
    """How many there are; those of ASCII are counted by the processor, which is ten times as fast."""
    raw = text.encode("utf-8", "ignore")
    capitals, figures = len(raw) - len(raw.translate(None, _CAPITALS)), len(raw) - len(raw.translate(None, _DIGITS))
    if len(raw) == len(text):
        return capitals, figures
    others = _NOT_ASCII.findall(text)
    return capitals + sum(map(str.isupper, others)), figures + sum(map(str.isdigit, others))


def _overlap(key: Words, said: set[str]) -> float:
    """How much of a passage is in the summary, and of the summary in the passage."""
    if len(key) < 4 or not said:
        return 0.0
    return sum(word in said for word in key) / len(key) * min(1.0, len(key) / len(said))


def share_of(key: Sequence[str], known: frozenset[str]) -> float:
    """How much of a passage another text has, as `runs`."""
    if len(key) < 4:
        return float(" ".join(key) in known)
    starts = range(0, len(key) - 3, 3)
    return sum(" ".join(key[at : at + 4]) in known for at in starts) / len(starts)


def _boxes(passages: Sequence[Passage], total: float) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """What the boxes around a passage hold, and whether passages of its kind hold much of the prose."""
    kinds = [_kind(passage.box) for passage in passages]
    weight: Counter[object] = Counter()
    for kind, passage in zip(kinds, passages, strict=True):
        weight[kind] += len(passage.text) - passage.linked if len(passage.text) > PROSE else 0
    number = Counter(kinds)
    around: dict[int, list[float]] = {}
    shares: dict[int, list[float]] = {}
    half, most = Levels(lambda box: box.prose >= 0.5 * total), Levels(lambda box: box.prose >= 0.85 * total)
    rows = []
    for kind, passage in zip(kinds, passages, strict=True):
        box = passage.box
        row = around.get(box.number)
        if row is None:
            row = around[box.number] = [*_around(box, total, shares), half.of(box), most.of(box), box.depth]
            row.append(min(len(box.element), _MANY))
        rows.append([weight[kind] / total, min(number[kind], _MANY), *row])
    table = _column(rows)
    return table, table[:, 0] > 0.3


class Levels:
    """How many steps up from a box the first is of which something holds; as many as are looked at if of none."""

    def __init__(self, holds: Callable[[Box], bool]) -> None:
        self._holds = holds
        self._known: dict[int, int] = {}

    def of(self, box: Box) -> int:
        """That number, found once for each box."""
        known = self._known.get(box.number)
        if known is None:
            above = box.above
            known = 0 if self._holds(box) else _HIGHEST if above is None else min(_HIGHEST, 1 + self.of(above))
            self._known[box.number] = known
        return known


def _kind(box: Box) -> tuple[object, ...]:
    above = box.above
    return (
        box.element.tag,
        box.element.get("class"),
        above and above.element.tag,
        above and above.element.get("class"),
    )


def _around(box: Box, total: float, shares: dict[int, list[float]]) -> list[float]:
    row: list[float] = []
    each = box
    for level in range(_LEVELS + 1):
        share = shares.get(each.number)
        if share is None:
            share = shares[each.number] = [
                each.prose / total, each.linked / max(each.letters, 1), min(each.passages, _MANY),
                min(each.paragraphs, _MANY), each.prose / max(each.letters, 1),
            ]  # fmt: skip
        row += share if level < 4 else share[:3]
        each = each.above or each
    return row


def _order(
    index: Column, n: int, prose: Column, letters: Column, linked: Column, solid: NDArray[np.bool_], total: float,
    at_title: int, first: int, last: int,
) -> NDArray[np.float32]:  # fmt: skip
    before = np.cumsum(prose) - prose
    return np.column_stack(
        [
            np.minimum(index, _MANY), index / n, np.full(n, min(n, 2 * _MANY)), before / total,
            np.clip(index - at_title, -_FAR, 2 * _FAR),
            np.full(n, at_title >= 0), index == at_title,
            np.clip(index - first, -_FAR, _FAR), np.clip(index - last, -_FAR, _FAR), (index > first) & (index < last),
            _since(solid), _since(solid[::-1])[::-1], np.full(n, min(total, 20_000)),
            np.full(n, (letters * linked).sum() / letters.sum()), np.full(n, min(solid.sum(), _MANY)),
            np.log1p(_gap(prose, letters)), np.log1p(_gap(prose[::-1], letters[::-1])[::-1]),
        ]
    ).astype(np.float32)  # fmt: skip


def _since(solid: NDArray[np.bool_]) -> Column:
    index = np.arange(len(solid))
    seen = np.maximum.accumulate(np.where(solid, index, -1))
    return np.where(seen >= 0, np.minimum(index - seen, _FAR), _FAR + 1).astype(np.float32)


def _gap(prose: Column, letters: Column) -> Column:
    """How many letters have passed since the last paragraph."""
    passed = np.cumsum(letters) - letters
    at_last = np.maximum.accumulate(np.where(prose > 0, passed + letters, 0))
    gap: Column = (passed - np.concatenate([[0], at_last[:-1]])).astype(np.float32)
    return gap


def _company(
    passages: Sequence[Passage], prose: Column, places: NDArray[np.int64], letters: Column, total: float,
    tags: Sequence[str], at_title: int, first: int,
) -> NDArray[np.float32]:  # fmt: skip
    """What share of the prose stands in each place; what was passed; how far the headline and the first paragraph"
    " are."""
    n = len(passages)
    index = np.arange(n)
    shares = [np.full(n, prose[(places & place) > 0].sum() / total) for place in _SHARED]
    passed = [np.minimum(np.cumsum(((places & place) > 0) & (index > first)), 20) for place in _PASSED]
    to_title = _steps(passages[at_title].box) if at_title >= 0 else {}
    to_first = _steps(passages[first].box)
    articles: dict[int, int] = {}
    known: dict[int, list[float]] = {}
    for passage in passages:
        box = passage.box
        if box.number not in known:
            article = next((each.number for each in box.around() if each.element.tag == "article"), None)
            order = -1 if article is None else articles.setdefault(article, len(articles))
            known[box.number] = [*_meeting(box, to_title), *_meeting(box, to_first), order]
    met = _column([known[passage.box.number] for passage in passages])
    sames = _column([one.box.above is other.box.above for one, other in pairwise(passages)] + [False])
    heads = np.cumsum([tag == "h1" for tag in tags])
    return np.column_stack([*shares, *passed, heads, met, sames, np.roll(sames, 1)]).astype(np.float32)


def _steps(box: Box) -> dict[int, int]:
    return {each.number: level for level, each in enumerate(box.around())}


def _meeting(box: Box, steps: dict[int, int]) -> tuple[int, int]:
    """How many steps up two boxes meet, from either of them."""
    return next(
        ((level, steps[each.number]) for level, each in enumerate(box.around()) if each.number in steps), (_FAR, _FAR)
    )


def _under_headings(
    passages: Sequence[Passage], tags: Sequence[str], letters: Column, linked: Sequence[float]
) -> NDArray[np.float32]:
    """What the heading before a passage is."""
    heads = sum(tag in _HEADINGS and share > 0.5 for tag, share in zip(tags, linked, strict=True))
    rows: list[list[float]] = []
    last: int | None = None
    elsewhere = False
    for at, passage in enumerate(passages):
        if tags[at] in _HEADINGS:
            last, elsewhere = at, bool(_ELSEWHERE.search(passage.text[:PROSE]))
        if last is None:
            rows.append([-1, 0, -1, 0, 0, heads, 0])
            continue
        head = passages[last].box
        together = head.above is passage.box.above
        beside = (
            head.above is not None and passage.box.above is not None and head.above.above is passage.box.above.above
        )
        rows.append([min(at - last, 50), linked[last], _HEADINGS.index(tags[last]), together, elsewhere, heads, beside])
    return _column(rows)


def _as_read(index: Column, n: int, inside: Column, letters: Column, total: float) -> NDArray[np.float32]:
    """Where a passage stands among those that trafilatura took."""
    hits = np.flatnonzero(inside > 0.5)
    low, high = (hits[0], hits[-1]) if len(hits) else (n, -1)
    width = min(9, n)
    around = np.convolve(inside, np.ones(width) / width, "same")
    return np.column_stack(
        [
            np.clip(index - low, -20, 20), np.clip(index - high, -20, 20), np.full(n, min(len(hits), _MANY)),
            np.full(n, (letters * inside).sum() / total), np.full(n, (letters * inside).sum() / letters.sum()), around,
        ]
    ).astype(np.float32)  # fmt: skip


def _shifted(table: NDArray[np.float32], by: int) -> NDArray[np.float32]:
    out = np.full_like(table, -1)
    if by > 0:
        out[:-by] = table[by:]
    else:
        out[-by:] = table[:by]
    return out
