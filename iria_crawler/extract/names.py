"""Names of people in bylines: taken apart, and told from jobs, agencies, sites and furniture."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, takewhile

from iria_crawler.extract import deskwords, eastern
from iria_crawler.extract.bywords import ALL_POSTS, BY, DATED_BY
from iria_crawler.extract.html import squeeze, words_of
from iria_crawler.extract.namewords import (
    AGENCIES,
    AND,
    AND_IN_NAMES,
    COLLECTIVE,
    COMMON_ARABIC,
    CREDENTIAL,
    GENERIC,
    JOB,
    NO_BEGINNING,
    ORGANISED,
    OTHER_ROLE,
    PARTICLES,
    TAIL,
    TOWNS,
    TRAILING_JOB,
)

LONGEST = 150
"""Letters of a byline; what is longer is text."""

_MOST = 40
_LEAST_BESIDE_SITE = 3  # words
_LOWER_END = re.compile(r"\s(?:of|for|at|with)$")
_ACRONYM = 5
_ASIDE = re.compile(rf"\s*[|•»]\s*|{eastern.DOT}")
_AND = re.compile(rf"\s*[;、，；]\s*|\s*,?\s+(?:{AND})\s+|\s*[/／]\s+|\s+[/／]\s*|\s+\+\s+", re.I)
_AND_IN_NAMES = re.compile(rf"\s+(?:{AND_IN_NAMES})\s+|[/／]")
_COMMA = re.compile(r"\s*[,،]\s*")
_VIETNAMESE, _DASH = re.compile("[ƠơƯưẠ-ỹ]"), re.compile(r"\s+[-–]\s+")
"""Where a dash stands between two names; elsewhere it is an employer that comes after one."""
_TWO_NAMES = r"(?:(?:عبد|أبو|ابو|أبي|بن) )?\w+ (?:(?:عبد|أبو|ابو|أبي|بن) )?\w+"
# "and" is a letter of the next word, and the first one of names too: وليد, ורד. More Arabic ones begin with it than
# can be listed, so that it parts only before the names that most people have
_GLUED = rf"(?:^| و(?=(?:{COMMON_ARABIC}) )| ו(?!רד\b|יקטור)){_TWO_NAMES}"
_ALL_GLUED = re.compile(rf"(?:{_GLUED})+")
_GOES_ON = re.compile(rf"(?:[,&/|]|(?:^|\s)(?:(?i:{AND})|{AND_IN_NAMES}|記者|记者))\s*$")
_WENT_ON = re.compile(rf"^\s*(?:[,&/|]|(?i:and|und|et|y)\b|(?:(?i:{AND})|{AND_IN_NAMES})\s*$)")
# behind two or three words, as names have; an "a" in capitals is an initial
_AND_LAST = re.compile(rf"((?:^|, )(?![a-z])(?:\S+ ){{1,2}}\S+) (?:&|{AND}|{AND_IN_NAMES})$")
_NO_NAME = re.compile(
    r"\b\d|[@<>{}=\\…:?!：。！？]|://|[一-鿿ぁ-ん]{16}|\.(?:com|org|net|info|html|news|blog|shop|site|tech)$"
    r"|(?<![ァ-ヶー])＝|＝(?![ァ-ヶー])"  # ジャン＝リュック is a name
)
_CHANNEL = re.compile(r"[A-Z]{3,5} (?=.*[a-z])")  # CNN Indonesia
# "By" or a job where a full name follows, as in Romanian, Swahili, Greek: nobility has no given name behind its "de"
_BEFORE_NAME = re.compile(r"^(?:de|(?i:na|reporter|του|της|των))\ (?=[A-ZÀ-ÞȘȚΑ-Ω][\w'’-]+ [A-ZÀ-ÞȘȚΑ-Ω])")
_PICTURED = re.compile(r"(?i).*\((?:foto(?:s|graf)?|photos?|photographer|bilder?|billeder|kuvat?|video)\)")
_AT_PLACE = re.compile(r"^(\S+\s.*\S)(?:\s+/|/\s)\s*[A-ZÀ-ÞĀ-Ž]\w*(?:,\s*\([^()]*\))?$")  # María Núñez / Madrid
# القاهرة: أحمد علي, unless the first word says that he has translated it, or taken the picture
_FROM = re.compile(r"^(?!تحرير|ترجمة|مراجعة|تصوير|صورة|ال?مصدر|إشراف|عکس|مترجم|منبع)[ء-ي]{2,12}\s*[:–ـ-]\s+(?=\S+ \S)")
_BIG = "A-ZÀ-ÖØ-ÞĀČĐĞİŁŚŠŞŽΑ-ΩА-ЯЁІЇЄҐ"
_FAMILY_FIRST = re.compile(rf"(?:[a-z]+ )*[{_BIG}][\w'’-]*,\s*[{_BIG}][\w.'’ -]*")
# of the family name, as nobility is: Jean d'Ormesson, Juan de los Santos, Karin van 't Hek
_LINKS = re.compile(
    rf"(?<=\s)(?:(?:d|l|d[ae]ll)['’](?=[{_BIG}])|(?:l[oa]s|des|degli|d[ae]ll[oae]|dei|op|til|(?:in )?['’]t)\s)"
)
_INITIAL = re.compile(r"(?:^|[\s.])[^\W\d_]$")
_AROUND = ' \t,.;:|-–—•·"“”*/'


def people(raw: Iterable[str], *, publishers: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The names in bylines: "By A, B and C" taken apart, what names nobody left out.

    An agency is left out beside others, and so is one of `publishers`; alone that counts if it is called as people are.
    A line break in a byline ends its names, unless what stands on either side of it goes on.
    """
    names = (_without_site(name, publishers) for text in raw for name in _named(text[:2_000]))
    credible = [name for name in names if _is_credible(name, publishers)]
    if credible and " " in credible[0]:
        credible = [name for name in credible if not _is_employer(name)]
    others = [name for name in credible if not (_is_publisher(name, publishers) or _is_agency(name))]
    credible = others or [name for name in credible if _is_agency(name)] or credible
    unique = {" ".join(words_of(name)): name for name in reversed(credible)}
    return tuple(reversed(unique.values()))[:_MOST]


@lru_cache(maxsize=2_000)
def standing(name: str) -> int:
    """How much a name looks like one of a person: 3 a full name, 2 one word, 1 a login, 0 an organisation."""
    if ORGANISED.search(name) or _is_agency(name) or (not name.isascii() and deskwords.ORGANISED.search(name)):
        return 0
    words = [word.strip("\"'“”‘’«»(-.") for word in name.split() if word.casefold().strip(".") not in PARTICLES]
    if any(word[:1].islower() or not word[:1].isalpha() for word in words) or re.search(r"\d|_", name):
        return 1
    if len(words) == 1:  # scripts without capitals write a full name in one word
        return 1 if re.search(r"[a-z][A-Z]", name) else 2 if name[0].isupper() else 3
    return 3


def in_order(names: Sequence[str]) -> Sequence[str]:
    """Names of one list, turned round if they are written as in a catalogue: "Bell, Ann", "van der Berg, Carl"."""
    if not any(map(_is_turned, names)):
        return names
    halves = (name.strip().partition(",") for name in names)
    return [f"{given.strip()} {family}".strip() for family, _, given in halves]


def _is_turned(name: str) -> bool:
    family = name.partition(",")[0].strip()
    return bool(_FAMILY_FIRST.fullmatch(name.strip())) and standing(family) != 0 and not JOB.search(name)


def _named(text: str) -> Iterator[str]:
    """The names in a byline of one or more lines."""
    before, found = "", False
    for line in map(squeeze, text.split("\n")):
        if found and not (_GOES_ON.search(before) or _WENT_ON.match(line)):
            return
        for name in _all_in(_AND_LAST.sub(r"\1", _WENT_ON.sub("", line) if found else line)):
            found = found or len(name) > 1
            yield name
        before = line or before


@lru_cache(maxsize=2_000)
def _all_in(line: str) -> tuple[str, ...]:
    return tuple(_parted(line))


def _parted(line: str) -> Iterator[str]:
    """The names in one line. A comma parts only where full names stand on both sides of it."""
    if not line.isascii():
        line = eastern.opening(line) or line
    if line[:1] in ("(", "（", "["):
        line = line.strip("()（）[] ")
    line = _AT_PLACE.sub(r"\1", _BEFORE_NAME.sub("", line))
    whole = line = ALL_POSTS.sub(r"\1\2", line)
    signed = BY.sub("", line)
    # what comes after a first "by" was done by somebody else: "Written by Ann Bell | Reviewed by Carl Dorn"
    line = signed if signed != line else DATED_BY.sub("", line)
    if not line.isascii():
        line = eastern.alone(_FROM.sub("", line), label=whole.removesuffix(line))
    line = next((part for part in _ASIDE.split(line) if _bare(part)), "")
    if ";" in line:
        line = "; ".join(in_order(line.split(";")))
    if not line.isascii() and _VIETNAMESE.search(line):
        line = _DASH.sub(", ", line)
    is_job = False
    for part in _AND.split(COLLECTIVE.sub("", OTHER_ROLE.sub("", BY.sub("", line)))):
        if is_job and TRAILING_JOB.search(part):
            continue
        pieces = [_apart(piece) for piece in _COMMA.split(part) if piece and not _PICTURED.fullmatch(piece)]
        is_job = len(pieces) > 1 and not (JOB.search(pieces[-1][-1]) or _is_another(pieces[-1][-1]))
        # what comes after a job is whom it is for, unless each name has one
        are_all = len(pieces) > 3 and all(map(JOB.search, (halves[-1] for halves in pieces[1::2])))
        others = pieces[1:] if are_all else takewhile(lambda halves: not halves[0][:1].islower(), pieces[1:])
        for piece in chain(*pieces[:1], filter(_is_another, chain(*others))):
            yield _bare(piece)


def _apart(piece: str) -> list[str]:
    """Both sides of an "and" that is a part of some names too, José Ortega y Gasset: it parts those that are whole."""
    if _ALL_GLUED.fullmatch(piece):
        return [half.removeprefix(" و").removeprefix(" ו") for half in re.findall(_GLUED, piece)]
    halves = _AND_IN_NAMES.split(piece)
    if piece.islower():  # as some sites write all names
        return halves if all(len(half.split()) >= 2 and _full(half.title()) == 3 for half in halves) else [piece]
    whole = [half for half in halves if _is_whole(half)]
    # a few words beside a name are a site or a team, "Ana Silva e Portal G1": more are a sentence, one is a family name
    is_list = all(len(half.split()) in (2, 3) or half in whole for half in halves)
    return whole if is_list and any(_full(_bare(half)) == 3 for half in whole) else [piece]


def _is_whole(half: str) -> bool:
    """Whether a side of an "and" is a full name, an organisation, or nobody, with nothing missing."""
    if len(half.split()) < 2:
        return _is_agency(half) or GENERIC.issuperset(words_of(half))
    bare = _bare(half)
    return _full(bare) in (0, 3) and not bare[bare.rfind(" ") + 1 :].islower()


def _full(name: str) -> int:
    """The standing of a name if the small words before a family name count for nothing."""
    return standing(_LINKS.sub("", name))


def _is_another(piece: str) -> bool:
    """Whether what follows a name and a comma is a name too, not a job, a title, a place or an employer."""
    return (
        len(piece.split()) >= 2
        and not JOB.search(piece)
        and not CREDENTIAL.fullmatch(piece)
        and not TOWNS.fullmatch(piece)
        and not _CHANNEL.match(piece)
        and _full(_bare(piece)) == 3
    )


def _bare(name: str) -> str:
    """A name without what stands around it: a label, a place, a job, a date."""
    name = BY.sub("", name)
    shorter = TAIL.sub("", name)
    if not (standing(shorter) == 0 and name.startswith(f"{shorter} for ")):  # no person, who would write for another
        name = TAIL.sub("", shorter) if shorter != name else name
    words = name.split()
    half = len(words) // 2
    if words[:half] == words[half:] and len(name) > 2 * len("R. "):
        return " ".join(words[:half])
    shorter = TRAILING_JOB.sub("", name)
    bare = (shorter if len(shorter.split()) >= 2 else name).strip(_AROUND)
    return f"{bare}." if _INITIAL.search(bare) and f"{bare}." in name else bare


@lru_cache(maxsize=2_000)
def _without_site(name: str, publishers: frozenset[str]) -> str:
    """A full name without that of the site, where nothing parts the two: "Ann Bell The Example Post", "Daily Harbour
    Ann Bell"."""
    words = words_of(name)
    if len(words) < _LEAST_BESIDE_SITE or len(words) != len(name.split()):
        return name
    sites = (site.split() for site in publishers | AGENCIES if " " in site)
    ends = (site[at:] for site in sites for at in range(1 + (site[0] == "the")) if len(words) >= len(site[at:]) + 2)
    end = next((end for end in ends if words[-len(end) :] == end), ())
    if end:
        return _LOWER_END.sub("", " ".join(name.split()[: len(words) - len(end)]))
    halves = (name.split(" ", at) for at in range(len(words) - 2, 1, -1))
    parted = ((" ".join(before), person) for *before, person in halves)
    return next((person for site, person in parted if _is_publisher(site, publishers) and standing(person) == 3), name)


@lru_cache(maxsize=2_000)
def _is_credible(name: str, publishers: frozenset[str]) -> bool:
    words = words_of(name)
    return (
        2 <= len(name) <= 60
        and 1 <= len(words) <= 7
        and not GENERIC.issuperset(words)
        and words[0] not in NO_BEGINNING
        and not deskwords.DESK.fullmatch(name)
        and not (_full(name) == 1 and len(name.split()) > (2 if name[0].islower() else 3))
        # a full name that the site has too is that of somebody who writes a site of their own
        and not (standing(name) < 3 and _is_publisher(name, publishers))
        and not _NO_NAME.search(name)
        and any(letter.isalpha() for letter in name)
    )


def _is_agency(name: str) -> bool:
    return " ".join(words_of(name)).removeprefix("l ") in AGENCIES  # l’AFP


def _is_employer(name: str) -> bool:
    """Whether what stands behind a full name is whom it works for: "Ann Bell / ENS", "Ann Bell / news.example"."""
    return " " not in name and (standing(name) == 1 or (name.isupper() and len(name) <= _ACRONYM))


def _is_publisher(name: str, publishers: frozenset[str]) -> bool:
    words = words_of(name)
    return " ".join(words) in publishers or "".join(words) in publishers
