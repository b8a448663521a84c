"""Captions and credits told apart."""

import re
from functools import lru_cache
from typing import Literal

from iria_crawler.extract.creditwords import (
    AGENCY,
    BY,
    CAPTION,
    EASTERN,
    ENLARGE,
    KIND,
    LABEL,
    ORIGIN,
    PICTURE,
    PLACE,
    PLAIN_AGENCY,
    SIGN,
    SPOKEN,
)
from iria_crawler.extract.html import squeeze

_CAPITAL = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐΑ-Ω"
_NAME = rf"[{_CAPITAL}](?:[\w'’-]{{0,3}}\.|[\w'’-]*)"
_NAMES = rf"{_NAME}(?:\s+(?:(?:de|da|del|di|van|von|der|den|al|el|bin|le|la)\s+)?{_NAME}){{0,3}}"
_MORE = r"(?:\s*(?:[/,|+&–-]|\bvia\b|\bpour\b|\bfor\b)\s*|\s+)(?:via\s+)?[^\W\d_][\w.'’-]*"
_CHAIN = rf"(?:{_NAMES}\s*(?:/|–|-|,|\||\bvia\b|\bfor\b)\s*){{0,3}}{AGENCY}(?!\w)(?:{_MORE}){{0,6}}"
_PAUSE = r"(?:(?<=[.!?…。”“»\"’')\]])\s*|\s+[|–—/•·-]+\s*|\s*\|\s*|^)"
_EDGE = r"(?<=[\s.!?…。”“»\"’')\]/|–—•-])"
_ENDED = r"(?<=[.!?…”“»\"])"
_PICTURE_OF = r"(?:Photos?|Fotos?|Beeld|Bild(?:er)?|Images?|Crédits?|Pics?|PHOTOS?|FOTOS?|BILD|Фото|ФОТО)"
_OPEN, _CLOSE, _WITHIN = r"[\(\[（【]", r"[\)\]）】]", r"[^()\[\]（）【】]"

# "(Photo: Ann Bell)", anywhere; the others stand at the end.
_BRACKETED = re.compile(rf"(?i)\s*{_OPEN}\s*(?:{SIGN}|{LABEL}\s+by\s+)({_WITHIN}{{2,150}}){_CLOSE}\s*\.?")
# "Photo: Ann Bell", "Foto: Ann Bell/dpa", "© Ann Bell", "Illustration: Ann Bell", "Photo by Ann Bell", "Photo AFP"
_LABELLED = re.compile(rf"(?i)(?:^|{_EDGE}){SIGN}(\S.{{1,140}})$")
_KIND = re.compile(rf"(?i){_EDGE}{KIND}\s*:\s*(\S.{{1,100}})$")
_BY = re.compile(
    rf"{_PAUSE}(?i:(?:file |staff )?(?:(?:photo(?:graph)?s?|pictures?|images?|pics?|fotos?|courtesy)(?:\s+{BY})+"
    r"|(?:(?:photo )?illustrations?|graphics?|animation|collages?|cartoons?) by))\s+"
    r"([^\W\d_a-z][^.]{1,100})\.?$"
)
_OF = re.compile(rf"{_PAUSE}{_PICTURE_OF}\s+((?:{_NAMES}\s*[/,]\s*(?:de |het |la |el )?)?{_NAMES})\.?$")
# "Ships wait. A. Bell / Post nuotr.", "A. Bell / Post nuotr. / Ships wait", in Lithuania
_OWNERS = rf"[{_CAPITAL}][\w.'’-]*(?:\s+/?\s*[{_CAPITAL}\d][\w.'’-]*){{0,5}}\s+nuotr"
_OF_OWNERS = re.compile(rf"(?:(?<=[\w”“»\"]{{2}}[.!?…”“»\"])\s+({_OWNERS})\.?$|^({_OWNERS})\.\s+/\s+)")
_OF_IN_BRACKETS = re.compile(rf"\s*[\(\[](?i:{_PICTURE_OF})\s+((?:{_NAMES}\s*[/,]\s*)?{_NAMES})[\)\]]\.?$")
_SIGNED = re.compile(r"\s*[|–—/-]?\s*(?:©|ⓒ|Copyright:?|\((?i:c)\))\s*([^©]{2,120})$")
# "Ann Bell (Reuters)", "(Ann Bell/Reuters)", "Ann Bell/Reuters via Getty Images", "ann - stock.adobe.com"
_NAME_AND_AGENCY = re.compile(rf"{_PAUSE}({_NAMES}\s*\((?:[^()]{{0,60}}[^\w()])?{AGENCY}(?!\w)[^()]{{0,60}}\))\.?$")
_AGENCY_IN_BRACKETS = re.compile(
    rf"(?i)\s*{_OPEN}\s*((?:{_WITHIN}{{0,60}}[/\s,-])?{AGENCY}(?!\w){_WITHIN}{{0,80}}){_CLOSE}\s*\.?$"
)
_AGENCY = re.compile(rf"{_PAUSE}({_CHAIN})\.?$")
_AGENCY_AFTER_NAME = re.compile(rf"\s({_NAMES}\s*/\s*{AGENCY}(?!\w)(?:{_MORE}){{0,4}})\.?$")
_STOCK = re.compile(rf"^([\w.]+(?: [\w.]+){{0,2}}(?<!\w\w\.)\s*[–/|-]\s*{AGENCY}(?!\w).{{0,40}})$")
_EMPLOYER = rf"(?:(?:[Ss]pecial to (?:[Tt]he )?)?{_NAMES}(?: [Ss]taff)?|[Ss]taff|flickr|pool|file)"
# "Daily/Ann Bell", "Ann Bell | Special to the Daily", "Ann Bell / « Daily »" after a sentence, "AB/Ann Bell" anywhere
_SLASHED = re.compile(
    rf"(?:{_PAUSE}(?!.*\s[{_CAPITAL}]{{2,9}}\s?/)({_NAMES}\s*[/|]\s*{_EMPLOYER}(?:\s*/\s*{_NAMES})?)"
    rf"|\s([{_CAPITAL}]{{2,9}}\s?/\s?{_NAMES})|{_PAUSE}({_NAMES}\s*(?:/|POUR)\s*«\s?{_NAMES}\s?»))\.?$"
)
# "… REUTERS", but not the agency whose report or office a sentence is about
_PLAIN_AGENCY = re.compile(
    r"(?<![/,|])(?<!\bvia)(?<!\bby)(?<!\bof)(?<!\bthe)(?<!\band)(?<!\bfor)(?<!\bto)(?<!\bfrom)(?<!\bwith)(?<!\bin)"
    rf"(?<!\bat)(?<!\bvon)(?<!\bder)\s((?:[\w.'’-]+\s*[/|]\s*)?{PLAIN_AGENCY}(?!\w)(?:\s*/\s*[\w.'’ -]{{2,40}})*)$"
)
# "… in the harbour / Ann Bell"; "… in the harbour. Ann Bell", "… (Ann Bell)", "… CORTESIA"
_AFTER_RULE = re.compile(
    rf"(?<=.{{8}})\s+[/|•·]\s*((?:{_NAMES}|{AGENCY})"
    rf"(?:\s*[/|,&+]\s*(?:{_NAMES}|{AGENCY}|\w{{2,10}}\.?)(?: \w{{2,8}}\.)?){{0,3}})\.?$"
)
_LAST_NAME = re.compile(rf"{_ENDED}\s+\(?((?:{_NAME}\s+(?:(?:de|da|di|van|von|der)\s+)?){{1,3}}{_NAME})\)?$")
_LAST_BRACKETS = re.compile(rf"{_ENDED}\s*\(([^()]{{3,80}})\)\.?$")
_LAST_SQUARE = re.compile(r"\s\[([^\[\]]{3,80})\]\.?$")
_LAST_CAPITALS = re.compile(rf"{_ENDED}\s+([{_CAPITAL}]{{2,}}(?:[ /.-]+[{_CAPITAL}]{{2,}}){{0,3}})\.?$")
# "…＝ロイター", "…（李明摄）"
_FOR = r"[^\s。！？()（）]{0,12}(?:记者|記者|通讯员|通訊員|社|[报報网網]|뉴스|일보|신문)"
_EASTERN = re.compile(
    r"(?:[=＝]\s*([^\s=＝。]{2,15})|(?:^|(?<=。)|[（(\s、，,])"
    rf"((?:{_FOR}\s)?[^\s（）()。、，=＝]{{1,12}}\s?(?:摄|攝|撮影|提供|제공|供图|图|圖|기자))(?:\s+[\w.-]+@[\w.-]+)?[）)]?)$"
)
# "新华社记者 李明 摄": somebody took it
_TAKEN = re.compile(
    rf"(?:^|(?<=[。！？”」）)]))\s*((?:{_FOR}\s(?:\S{{1,4}}\s){{0,3}})?[^\s。！？()（）=＝、，]{{1,20}}?\s?(?:摄|攝|摄影|攝影|撮影|供图|供圖))[）)]?$"
)
# "（資料照，記者李明攝）", "（中央社檔案照片）"
_TAKEN_IN_BRACKETS = re.compile(
    r"[（(]([^（）()]{0,30}(?:[摄攝]|撮影|供[图圖]|提供|[资資]料照片?|[檔档]案照片?|(?:翻[摄攝]|取)自[^（）()]{2,20}))[）)]$"
)

# "(Ann Bell, https://flic.kr/p/abc; CC BY 2.0)"
_LICENSED = re.compile(
    rf"(?i)\s*{_OPEN}\s*({_WITHIN}{{0,100}}(?:\bCC[ -]?(?:BY|0)\b|\bcreative commons\b|\bpublic domain\b|//flic\.kr/)"
    rf"{_WITHIN}{{0,100}}){_CLOSE}\s*\.?$"
)

_LABELS = (_TAKEN_IN_BRACKETS, _BRACKETED, _LABELLED, _BY, _SIGNED, _OF_IN_BRACKETS, _TAKEN)
_SURE = (
    *(
        _TAKEN_IN_BRACKETS,
        _STOCK,
        _BRACKETED,
        _LABELLED,
        _NAME_AND_AGENCY,
        _AGENCY_IN_BRACKETS,
        _BY,
        _KIND,
        _OF_IN_BRACKETS,
        _OF,
        _SIGNED,
    ),
    *(_TAKEN, _LICENSED, _AGENCY, _AGENCY_AFTER_NAME, _SLASHED, _OF_OWNERS),
)
_BY_PLACE = (_LAST_CAPITALS, _LAST_BRACKETS, _LAST_SQUARE, _LAST_NAME)
# By name: to look a pattern up, all of it is read.
_PATTERNS = {
    "labels": _LABELS,
    "sure": _SURE,
    "all": (*_SURE, _AFTER_RULE, _PLAIN_AGENCY, _EASTERN, *_BY_PLACE),
}
_EASTERN_ONES = frozenset([_EASTERN, _TAKEN, _TAKEN_IN_BRACKETS])
# Most captions have none of these, and need no look for what cannot be without.
_MARK = re.compile(r"[:：©ⓒ=＝/／|｜・(（\[【]|(?i:fot\.|copyright)")
_MARKED = frozenset(
    [
        *(_BRACKETED, _LABELLED, _KIND, _SIGNED, _NAME_AND_AGENCY, _AGENCY_IN_BRACKETS, _OF_IN_BRACKETS),
        *(_AGENCY_AFTER_NAME, _SLASHED, _LICENSED),
    ]
)
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
_DANGLING = re.compile(rf"(?i)(?:^|{_EDGE})(?:(?:{LABEL}|{EASTERN})\s*[:：]|{SIGN}|(?<![^.!?…”\s]\s){LABEL}\s*)\s*$")
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
def _parted(text: str, patterns: Literal["labels", "sure", "all"]) -> tuple[str | None, str | None]:
    text = squeeze(text)
    if len(text) > _LONGEST:
        return text, None
    text = text.strip(_EDGES)
    is_marked, is_eastern = _MARK.search(text) is not None, not text.isascii() or "=" in text
    for pattern in _PATTERNS[patterns]:
        if (pattern in _MARKED and not is_marked) or (pattern in _EASTERN_ONES and not is_eastern):
            continue
        match = pattern.search(text, 0 if pattern is _BRACKETED else max(0, len(text) - _TAIL))
        said = next(filter(None, match.groups()), "") if match else ""
        if match and _may_be_credit(pattern, said, before=text[: match.start()]):
            caption = squeeze(f"{text[: match.start()]} {text[match.end() :]}").strip(f"{_EDGES},")
            if maker := _maker(caption):
                return None, f"{bare_credit(maker)} / {bare_credit(said)}"
            return caption or None, bare_credit(said)
    return text or None, None


def _maker(text: str) -> str | None:
    """Who took or drew a picture, if a text says nothing else."""
    made = _BY.match(text) if len(text) <= _LONGEST_LABEL else None
    return made[1] if made else None


def _may_be_credit(pattern: re.Pattern[str], said: str, *, before: str) -> bool:
    if pattern in _BY_PLACE:
        is_end = pattern is _LAST_SQUARE or _SENTENCE.search(before) is not None
        return len(before) >= _SHORTEST_BEFORE and is_end and is_name(said)
    return not _POINTING.search(before) and not _GOES_ON.search(said)
