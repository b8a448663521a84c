"""What the pages of a site have in common is learnt from some of them, and proved on the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from iria_crawler.extract.knowledge import AGREED, Knowledge
from iria_crawler.extract.observations import Observation, Observed
from iria_crawler.extract.spots import learnt_spots
from iria_crawler.extract.steps import closed_by, kind_of, leads_in

FEWEST = 12
"""Pages to learn from: fewer show nothing."""

_LEAST_PAGES = 3
_COMMON = 0.25  # of the pages: what stands word for word on so many is template
_SENTENCE = 6  # words; "Introduction" may stand on every page and be of the text on each
_USUAL = 0.5  # of the pages: a shorter line that is no heading and stands on so many, "Follow us", is template too
_PARTS, _FITTING, _RIGHT = 4, 0.8, 0.95
_MOST_KEPT = 500
_STABLE = 0.9  # of the pages: a name that fewer have tells of the article, as `category-politics` does


def learnt(observations: Sequence[Observation]) -> Knowledge | None:
    """What some pages of a site have in common; None where they are too few, or too different for it to hold.

    The proof is on the same pages: what is learnt from three quarters of them must hold for the last.
    """
    if len(observations) < FEWEST:
        return None
    pages = [observation.passages for observation in observations]
    results: list[bool | None] = []
    for part in range(_PARTS):
        known = _learnt([page for number, page in enumerate(pages) if number % _PARTS != part])
        results += [_holds(known, page) for page in pages[part::_PARTS]]
    fitting = [held for held in results if held is not None]
    if len(fitting) < _FITTING * len(results) or sum(fitting) < _RIGHT * len(fitting):
        return None
    known = _learnt(pages)
    return replace(known, spots=learnt_spots([observation.imprint for observation in observations], known.names))


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
    return 2 * common >= AGREED * sum(each.letters for each in (*ours, *theirs))
