"""The spots where a site prints who wrote an article, when it came out, and what its pictures show."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Literal, NamedTuple

from lxml.html import HtmlElement

from iria_crawler.extract.claims import is_of_others
from iria_crawler.extract.html import Elements
from iria_crawler.extract.steps import MOST_NAMES, Step, kind_of, names_of, outwards

Field = Literal["authors", "captions", "day"]
Values = tuple[str, ...]

FIELDS: tuple[Field, ...] = ("authors", "captions", "day")
_LEAST = 6
"""Pages on which a spot has what the article has; fewer may be chance."""
_WRONG = 0.05  # of these: on so many it may have something else
_WRONG_OF_OTHERS = 0.25
"""The same of the pages that have something else than most: where one author has written most, few are of others."""
_STRANGE = 2
"""Pages of an article without the field on which a spot may have the same that few of the others have."""
CROWD = 200
"""Elements of a class; where there are more, none is the one line that says who wrote an article, or when."""


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

    @classmethod
    def from_json(cls, said: Any, names: frozenset[str]) -> "Spots":
        """The spots that were written down; what is none is left out."""
        found = {wanted: said.get(wanted) for wanted in FIELDS} if isinstance(said, dict) else {}
        lists = {wanted: places for wanted, places in found.items() if isinstance(places, list)}
        kept = {wanted: tuple(one for one in places if isinstance(one, str)) for wanted, places in lists.items()}
        return cls({wanted: places for wanted, places in kept.items() if places}, names)

    def elements(self, wanted: Field, elements: Elements) -> Iterator[Sequence[HtmlElement]]:
        """The elements of a page at each of the spots of a field, but for those in comments, teasers and the like."""
        places = self.places.get(wanted, ())
        classes = _classes(places)
        near = (those for said, those in elements.by_class.items() if _first(names_of(said)) in classes)
        few = list(islice(chain.from_iterable(near), CROWD + 1)) if places else []
        steps = [] if len(few) > CROWD else [(one, outwards(one)) for one in few]
        kinds = [(one, self._kind(at)) for one, at in steps if not is_apart(at)]
        return ([one for one, kind in kinds if kind == place] for place in places)

    def hold(self, wanted: Field, element: HtmlElement) -> bool:
        """Whether an element stands at one of the spots of a field."""
        places = self.places.get(wanted, ())
        is_near = bool(places) and _first(names_of(element.get("class") or "")) in _classes(places)
        return is_near and self._kind(outwards(element)) in places

    def _kind(self, at: tuple[Step, ...]) -> str:
        return kind_of((at, ""), self.names)


NOWHERE = Spots()


def learnt_spots(pages: Sequence[Imprint], names: frozenset[str]) -> Spots:
    """The spots that have on nearly every page what the article of that has, and not the same everywhere."""
    found = {wanted: _places(wanted, pages, names) for wanted in FIELDS}
    return Spots({wanted: places for wanted, places in found.items() if places}, names)


@dataclass(slots=True)
class _Tally:
    """What a spot has on how many pages: what the article has, or something where the article has nothing; and on how
    many it has something else."""

    told: Counter[Values] = field(default_factory=Counter)
    unsaid: Counter[Values] = field(default_factory=Counter)
    wrong: int = 0
    letters: int = 0
    is_partly: bool = False
    pages: set[int] = field(default_factory=set)

    def count(self, page: int, values: Values, taken: Values, *, is_one_of: bool) -> None:
        """Count a page; with `is_one_of` what is printed need not be all that is taken."""
        if not taken:
            self.unsaid[values] += 1
        elif values == taken or (is_one_of and set(values) <= set(taken)):
            self.told[values] += 1
            self.pages.add(page)
        elif set(values) < set(taken):  # the first of several authors would be all that is read
            self.is_partly = True
        else:
            self.wrong += 1

    @property
    def right(self) -> int:
        return self.told.total()

    def is_sure(self, taken: Counter[Values]) -> bool:
        """Whether a spot has what the article has, of pages of which so many have each of what is `taken`."""
        is_right = self.right >= max(_LEAST, self.unsaid.total()) and self.wrong <= _WRONG * self.right
        return is_right and not (self.is_partly or self._is_of_site(taken))

    def _is_of_site(self, taken: Counter[Values]) -> bool:
        """Whether what a spot has may be said of the site: it is the same wherever it stands, and few pages have
        something else; it is wrong on the pages of others than one; the same stands where articles have nothing."""
        others = self.right - max(self.told.values(), default=0)
        absent = sum(number for values, number in taken.items() if values not in self.told)
        is_same = not others and absent < _LEAST
        often = (said for said, number in self.unsaid.items() if number > max(_STRANGE, 2 * self.told[said]))
        return is_same or self.wrong > _WRONG_OF_OTHERS * others or any(map(any, often))


def _places(wanted: Field, pages: Sequence[Imprint], names: frozenset[str]) -> Values:
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for number, page in enumerate(pages):
        printed: dict[str, list[Print]] = defaultdict(list)
        for each in page.prints:
            if each.field == wanted:
                printed[kind_of((each.at, ""), names)].append(each)
        for place, those in printed.items():
            values = dict.fromkeys(value for one in those for value in one.values)
            tallies[place].count(number, tuple(values), page.taken[wanted], is_one_of=wanted == "captions")
            tallies[place].letters += sum(one.letters for one in those)
    taken = Counter(page.taken[wanted] for page in pages if page.taken[wanted])
    sure = {place: tally for place, tally in tallies.items() if tally.is_sure(taken)}
    # of an element and one within it that say the same, the inner one has less beside it
    return tuple(_needed(sorted(sure.items(), key=lambda one: (-one[1].right, one[1].letters, one[0]))))


def _needed(tallies: Sequence[tuple[str, _Tally]]) -> Iterator[str]:
    """The spots without which there would be pages that have none, and one more to bear them out."""
    pages, is_borne_out = set[int](), False
    for place, tally in tallies:
        if not tally.pages <= pages:
            yield place
            pages |= tally.pages
        elif not is_borne_out:
            yield place
            is_borne_out = True


def is_apart(at: Sequence[Step]) -> bool:
    """Whether a step from an element outwards is a menu, or is called comments, related articles and the like."""
    return any(tag == "nav" or (names and _is_of_others(names)) for tag, names in at)


@lru_cache(maxsize=20_000)
def _is_of_others(names: Values) -> bool:
    return is_of_others(" ".join(names).lower())


@lru_cache(maxsize=100)
def _classes(places: Values) -> frozenset[Values]:
    """The first names of class of the elements at these spots."""
    own = (place.split(" ")[0].split("<")[0].split(".")[1:] for place in places)
    return frozenset(_first([name for name in names if not name.startswith("#")]) for names in own)


def _first(names: Sequence[str]) -> Values:
    """As many names as a place has of an element with an id, too."""
    return tuple(names[: MOST_NAMES - 1])
