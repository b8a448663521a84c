"""Captions and credits told apart."""

import re
from functools import lru_cache

from iria_crawler.extract.creditforms import BRACKETED, BY_PLACE, EDGE, LAST_SQUARE, MADE_BY, Wanted, forms_in
from iria_crawler.extract.creditwords import (
    AGENCY,
    BY,
    CAPTION,
    EASTERN,
    ENLARGE,
    LABEL,
    ORIGIN,
    PICTURE,
    PLACE,
    SIGN,
    SPOKEN,
)
from iria_crawler.extract.html import squeeze

_LABEL_OF_CREDIT = rf"(?:{SIGN}|{SPOKEN}\s*[,،，、]\s*|cr[eé]dit[os]{{0,2}}\s*(?:\.{{3}}|…)\s*)"
_BARE_LABEL = re.compile(
    rf"(?i)^\W*(?:{_LABEL_OF_CREDIT}|(?:{PICTURE}|{ORIGIN})\s+(?:{BY}\s+)+|(?:copyright|credits?|courtesy)\s+"
    r"|(?:photos?|fotos?)\s+(?-i:(?=[A-Z])))"
)
_SAYS_CREDIT = re.compile(rf"(?i)^\W*{_LABEL_OF_CREDIT}")
_NAMES_AGENCY = re.compile(rf"(?<!\w){AGENCY}(?!\w)")
_SAYS_CAPTION = re.compile(rf"(?i)^\W*(?:{CAPTION}\s*[,،，、:：]|{ENLARGE}\s*[/|])\s*")
_NAME_ALONE = re.compile(rf"(?i)\W*{CAPTION}\W*")
_LABEL_ALONE = re.compile(rf"(?i)\W*(?:{CAPTION}|{LABEL})\W*")
_PLACE = re.compile(PLACE)
_DANGLING = re.compile(rf"(?i)(?:^|{EDGE})(?:(?:{LABEL}|{EASTERN})\s*[:：]|{SIGN}|(?<![^.!?…”\s]\s){LABEL}\s*)\s*$")
_POINTING = re.compile(r"(?i)\b(?:im|the|this|in|auf dem|dieses|en la|sur la|nella)\s*$")
# A full stop that ends a sentence: the one of "Gov." and its like does not.
_SENTENCE = re.compile(r"(?:\b(?!prof\b|insp\b)[^\W\dA-ZÀ-Þ_]\w{3,}|\w{6,}|\d\d|[!?…”“»\"\)])[.!?…”“»\"\)]*\s*$")
# Another sentence: not after "U.S." or "Sgt."
_RANKS = "".join(rf"(?<!\b{rank})" for rank in re.split(" ", "Sgt Gov Gen Col Cpl Maj Capt Spc Pfc Adm Lt Mr Dr St Jr"))
_GOES_ON = re.compile(rf"(?:[^\W\d_]{{2}}{_RANKS}|\d|[\])”\"])[.!?] .{{60}}|[!?] .{{60}}")
# "… - All rights reserved"
_RIGHTS = re.compile(
    r"(?i)(?<=[\w.!?…”\"»)\]])\s*[|•»–—-]\s*(?:riproduzione riservata|all rights reserved|tous droits réservés"
    r"|alle rechte vorbehalten|todos los derechos reservados|todos os direitos reservados|все права защищены)\W*$"
)
# The link by which an agency or a newspaper sells a picture stands at the end of its caption, as a sentence of its own.
_OFFER = re.compile(
    r"(?<![\s|•»:：“„‘«-])[\s|•»-]*+\b(?=[A-Z])(?i:(?:purchase|acquire|buy|order|license)(?: (?:this|these|the))?"
    r" (?:photos?|images?|pictures?|prints?|reprints?|(?:licensing |photo |image )?rights)|buy now|foto kaufen"
    r"|comprar foto)(?i:,? opens (?:in )?(?:a )?new (?:tab|window))?\W*$"
)
_ADDRESS = re.compile(r"(?<=\w)\W*\s\S+@\S+$")
_EDGES = " \t|–—/•·-"
_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】"}
_LONGEST = 3_000
_LONGEST_CREDIT = 120
_SHORTEST_BEFORE = 20
_TAIL = 170
_LONGEST_LABEL = 40


def parted(text: str) -> tuple[str | None, str | None]:
    """The caption and the credit in a text; the credit without its brackets and its label."""
    return _parted(text, "all")


def ends_in_credit(text: str, *, labelled: bool = False) -> bool:
    """Whether there is no doubt of a credit in a text: it is labelled, or else names an agency."""
    return _parted(text, "labels" if labelled else "sure")[1] is not None


def bare_credit(text: str) -> str | None:
    """A credit without its label and brackets: `(Photo: A. Name)` is `A. Name`."""
    text = _ADDRESS.sub("", squeeze(text)).strip(_EDGES)
    while text and _BRACKETS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return _BARE_LABEL.sub("", text).strip(" .|:–—/,;") or None


def without_label(text: str) -> str:
    """A text without the label of a credit that stood after it: `Ships wait. Photo:` is `Ships wait.`"""
    return f"{text[:-_LONGEST_LABEL]}{_DANGLING.sub('', text[-_LONGEST_LABEL:])}".strip(_EDGES)


def without_name(text: str) -> str:
    """A caption without what calls it one, or enlarges its picture: `Enlarge / Ships wait.` is `Ships wait.`"""
    return _SAYS_CAPTION.sub("", text)


def is_name_alone(text: str) -> bool:
    """Whether a text only says that a caption follows: `Caption`."""
    return len(text) <= _LONGEST_LABEL and _NAME_ALONE.fullmatch(text) is not None


def is_label_alone(text: str) -> bool:
    """Whether a text only says that a caption or a credit follows: `Caption`, `Photo credits:`."""
    return len(text) <= _LONGEST_LABEL and _LABEL_ALONE.fullmatch(text) is not None


def without_offer(text: str) -> str:
    """A caption without the offer of its picture and its rights: `Ships wait. Buy this photo` is `Ships wait.`"""
    return _RIGHTS.sub("", _OFFER.sub("", text))


def is_labelled(text: str) -> bool:
    """Whether a text says of itself that it is a credit."""
    return bool(_BARE_LABEL.match(squeeze(text)))


def is_credit(text: str) -> bool:
    """Whether a text is nothing but a credit: labelled as one, or the names of agencies."""
    text = squeeze(text)
    return 0 < len(text) <= _LONGEST_CREDIT and parted(text)[0] is None


def is_surely_credit(text: str) -> bool:
    """Whether a text is a credit even where nothing but a picture stands beside: it has the label, or an agency."""
    text = squeeze(text)
    if len(text) > _LONGEST_CREDIT:
        return False
    return _SAYS_CREDIT.match(text) is not None or (_NAMES_AGENCY.search(text) is not None and is_credit(text))


def is_name(text: str) -> bool:
    """Whether a text may be the name of a photographer or an agency: a few words, nearly all with capitals."""
    if _PLACE.fullmatch(squeeze(text).strip(_EDGES)):
        return False
    words = re.split(r"[\s/|,&+()]+", squeeze(text).strip(_EDGES))
    cased = [word for word in words if word.lower() != word.upper()]
    own = [word for word in cased if word[0] != word[0].lower() or re.fullmatch(AGENCY, word)]
    return 0 < len(cased) <= 9 and len(text) <= 80 and len(cased) - len(own) <= len(own) // 3


@lru_cache(maxsize=1_000)
def _parted(text: str, wanted: Wanted) -> tuple[str | None, str | None]:
    text = squeeze(text)
    if len(text) > _LONGEST:
        return text, None
    text = text.strip(_EDGES)
    for pattern in forms_in(text, wanted):
        match = pattern.search(text, 0 if pattern is BRACKETED else max(0, len(text) - _TAIL))
        said = next(filter(None, match.groups()), "") if match else ""
        if match and _may_be_credit(pattern, said, before=text[: match.start()]):
            caption = squeeze(f"{text[: match.start()]} {text[match.end() :]}").strip(f"{_EDGES},")
            if maker := _maker(caption):
                return None, f"{bare_credit(maker)} / {bare_credit(said)}"
            return caption or None, bare_credit(said)
    return text or None, None


def _maker(text: str) -> str | None:
    """Who took or drew a picture, if a text says nothing else."""
    made = MADE_BY.match(text) if len(text) <= _LONGEST_LABEL else None
    return made[1] if made else None


def _may_be_credit(pattern: re.Pattern[str], said: str, *, before: str) -> bool:
    if pattern in BY_PLACE:
        is_end = pattern is LAST_SQUARE or _SENTENCE.search(before) is not None
        return len(before) >= _SHORTEST_BEFORE and is_end and is_name(said)
    return not _POINTING.search(before) and not _GOES_ON.search(said)
