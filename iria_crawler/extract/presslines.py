"""Lines that no markup calls bylines, and that say in words that somebody of the press has signed them."""

import re
from collections.abc import Sequence

from iria_crawler.extract.html import words_of
from iria_crawler.extract.namewords import AGENCIES, JOB_OF_PRESS

_LONGEST, _MOST_WORDS = 90, 7
_MOST_BETWEEN = len(", and ")
_JOB = re.compile(
    rf"""(?ix) \b(?: (?:staff|senior|special|political|news|sports?|business|environment|health|crime|court)\ writer
      | staff\ writers | special\ to\ the
      | (?:guest|opinion|regular)\ contributors? | contributing\ writers? | skrifar | {JOB_OF_PRESS} )(?!\w)"""
)
_KOREAN = re.compile(
    r"(?:\S{2,8}=)?[가-힣]{2,4}(?:\s?[·,]\s?[가-힣]{2,4}){0,4}\s?[가-힣]{0,4}(?:기자|특파원)"
    r"(?:\s*[|/·]?\s*[\d\s.:|-]*|\s*\S+@\S+)"
)
_ADDRESS = re.compile(r"(\S+?)@[\w-]+(?:\.[\w-]+)+")
_COMMA = re.compile(r"\s*(?:/[^\W\d_]+\s*)?[,،、]")
_SENTENCE = re.compile(r"[.!?…]\s|[!?…]$")
_TELLS = re.compile(r"(?i)\s(?:is|are|ist|est|es|è|é|er|är|jest|je)\s(?!not\b|nicht\b)\w+")


def is_signed(line: str, names: Sequence[str], publishers: frozenset[str] = frozenset()) -> bool:
    """Whether a line of these names says that they are of the press: "Ann Bell, reporter", "Ann Bell, Reuters", "Ann
    Bell | bell@…"."""
    if not 4 < len(line) <= _LONGEST:
        return False
    if not line.isascii() and _KOREAN.fullmatch(line):
        return True
    rest = line
    for name in names:
        rest = rest.replace(name, " ")
    if rest == line or _SENTENCE.search(rest) or len(rest.split()) > _MOST_WORDS:
        return False
    return _JOB.search(rest) is not None or _is_for(rest, publishers) or _is_address_of(rest, names)


def tells_of(line: str, names: Sequence[str]) -> bool:
    """Whether a line begins with names and tells who they are: "Ann Bell and Carl Dorn are reporters in Hull."."""
    end = line.find(names[-1]) + len(names[-1])
    is_list = end <= sum(map(len, names)) + _MOST_BETWEEN * (len(names) - 1)
    return line.startswith(names[0]) and is_list and _TELLS.match(line, end) is not None


def _is_for(rest: str, publishers: frozenset[str]) -> bool:
    """Whether what stands beside a name is an agency, "Ann Bell, Reuters", "Ann Bell/HULL, (DHA)", or the site: "Ann
    Bell, «Harbour Post»". After a stroke alone it is that of a picture."""
    words = words_of(rest)
    is_known = (len(words) in (1, 2) and words[-1] in AGENCIES) or " ".join(words) in publishers | AGENCIES
    return is_known and _COMMA.match(rest) is not None


def _is_address_of(rest: str, names: Sequence[str]) -> bool:
    """Whether there is an address with the family name of somebody in it."""
    address = _ADDRESS.search(rest)
    families = (word for name in names for word in words_of(name)[-1:])
    return address is not None and any(family in address[1].lower() for family in families)
