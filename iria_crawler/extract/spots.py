"""The spots where a site prints who wrote an article, when it came out, and what its pictures show."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml.html import HtmlElement

from iria_crawler.extract.html import Elements
from iria_crawler.extract.steps import Step, kind_of, names_of, outwards

Field = Literal["authors", "captions", "day"]
Values = tuple[str, ...]

FIELDS: tuple[Field, ...] = ("authors", "captions", "day")
_LEAST = 6
"""Pages on which a spot has what the article has; fewer may be chance."""
_WRONG = 0.05  # of these: on so many it may have something else
_MOST = 4


class Print(NamedTuple):
    """What an element prints that may be of a field, in so many letters: `at` are the steps from it outwards."""

    field: Field
    at: tuple[Step, ...]
    values: Values
    letters: int


class Imprint(NamedTuple):
    """What the elements of a page print, and what the generic reader says of its article."""

    prints: Sequence[Print]
    taken: Mapping[Field, Values]


@dataclass(frozen=True, slots=True)
class Spots:
    """Where a site prints each field, the surest spot first; `names` are the classes and ids that most pages have."""

    places: Mapping[Field, Values] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    def elements(self, wanted: Field, elements: Elements) -> Iterator[Sequence[HtmlElement]]:
        """The elements of a page at each of the spots of a field."""
        places = self.places.get(wanted, ())
        classes = _classes(places)
        near = [one for said, those in elements.by_class.items() if names_of(said) in classes for one in those]
        kinds = [self._kind(one) for one in near]
        return ([one for one, kind in zip(near, kinds, strict=True) if kind == place] for place in places)

    def hold(self, wanted: Field, element: HtmlElement) -> bool:
        """Whether an element stands at one of the spots of a field."""
        places = self.places.get(wanted, ())
        is_near = bool(places) and names_of(element.get("class") or "") in _classes(places)
        return is_near and self._kind(element) in places

    def _kind(self, element: HtmlElement) -> str:
        return kind_of((outwards(element), ""), self.names)


NOWHERE = Spots()


def learnt_spots(pages: Sequence[Imprint], names: frozenset[str]) -> Spots:
    """The spots that have on nearly every page what the article of that has, and not the same everywhere."""
    found = {wanted: _places(wanted, pages, names) for wanted in FIELDS}
    return Spots({wanted: places for wanted, places in found.items() if places}, names)


def _places(wanted: Field, pages: Sequence[Imprint], names: frozenset[str]) -> Values:
    right, wrong, unsaid = Counter[str](), Counter[str](), Counter[str]()
    told: dict[str, set[Values]] = defaultdict(set)
    letters = Counter[str]()
    for page in pages:
        taken = page.taken[wanted]
        printed = _printed(wanted, page, names)
        for place, those in printed.items():
            values = [value for one in those for value in one.values]
            letters[place] += sum(one.letters for one in those)
            if not taken:
                unsaid[place] += 1
            elif _is_right(wanted, values, taken):
                right[place] += 1
                told[place].add(tuple(values))
            else:
                wrong[place] += 1
    sure = [
        place
        for place, number in right.items()
        # what is the same on all pages is said of the site
        if number >= _LEAST and wrong[place] <= _WRONG * number and unsaid[place] <= number and len(told[place]) > 1
    ]
    # of an element and one within it that say the same, the inner one has less beside it
    return tuple(sorted(sure, key=lambda place: (-right[place], letters[place], place))[:_MOST])


def _printed(wanted: Field, page: Imprint, names: frozenset[str]) -> Mapping[str, list[Print]]:
    found: dict[str, list[Print]] = defaultdict(list)
    for each in page.prints:
        if each.field == wanted:
            found[kind_of((each.at, ""), names)].append(each)
    return found


def _is_right(wanted: Field, values: Sequence[str], taken: Values) -> bool:
    if wanted == "captions":
        return set(values) <= set(taken)
    return tuple(dict.fromkeys(values)) == taken


@lru_cache(maxsize=100)
def _classes(places: Values) -> frozenset[Values]:
    """The names of class of the elements at these spots."""
    first = (place.split(" ")[0].split("<")[0].split(".")[1:] for place in places)
    return frozenset(tuple(name for name in names if not name.startswith("#")) for names in first)
