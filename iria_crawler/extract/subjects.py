"""Pages of somebody or something that their headline only names: a person, an event, a job."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from iria_crawler.extract.html import words_of
from iria_crawler.extract.names import standing
from iria_crawler.extract.nodes import types_of

_TYPES = (
    ("author", frozenset(["Person", "ProfilePage"])),
    ("job", frozenset(["JobPosting"])),
    ("event", frozenset(["Event", "BusinessEvent", "EducationEvent", "ExhibitionEvent", "MusicEvent", "SocialEvent"])),
)
_PERSON_PATH = re.compile(
    r"/(?:people|persons?|personen|experts?|expert(?:en|es|os|as)|staff|team|our-(?:people|team|experts)|authors?"
    r"|autor(?:en|es)?|auteurs?|scholars?|fellows?|researchers?|chercheurs?|wissenschaftler(?:-?in)?"
    r"|investigador(?:es)?)/([^/\d]+)/?$",
    re.IGNORECASE,
)
_LEAST, _MOST = 2, 5
"""Words of a name, a title such as "Dr" among them."""


def described(headings: Iterable[str], nodes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """What the data of a page call that which has the name of one of its first headings."""
    named = [words for heading in headings if (words := words_of(heading))]
    for node in nodes.values():
        said = node.get("name") or node.get("title")
        if isinstance(said, str) and words_of(said) in named:
            types = frozenset(types_of(node))
            if label := next((label for label, kinds in _TYPES if types & kinds), None):
                return label
    return None


def is_of_person(path: str, headings: Iterable[str]) -> bool:
    """Whether an address among those of people has the name that is all of a headline, and nothing else."""
    place = _PERSON_PATH.search(path)
    return place is not None and any(_is_name(words_of(heading), unquote(place[1])) for heading in headings)


def _is_name(words: Sequence[str], slug: str) -> bool:
    said = words_of(re.sub(r"[-_.+]", " ", slug))
    if not (len(said) >= _LEAST and len(words) <= _MOST):
        return False
    return said == words[-len(said) :] and standing(" ".join(words).title()) == 3
