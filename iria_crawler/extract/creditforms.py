"""The forms in which a credit stands in the text of a caption, most of them at its end."""

import re
from collections.abc import Iterator
from typing import Literal

from iria_crawler.extract.creditwords import AGENCY, BY, KIND, LABEL, PLAIN_AGENCY, SIGN

Wanted = Literal["labels", "sure", "all"]
"""Forms that say what they are, those of which there is no doubt, or all of them."""

_CAPITAL = "A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐΑ-Ω"
_NAME = rf"[{_CAPITAL}](?:[\w'’-]{{0,3}}\.|[\w'’-]*)"
_NAMES = rf"{_NAME}(?:\s+(?:(?:de|da|del|di|van|von|der|den|al|el|bin|le|la)\s+)?{_NAME}){{0,3}}"
_MORE = r"(?:\s*(?:[/,|+&–-]|\bvia\b|\bpour\b|\bfor\b)\s*|\s+)(?:via\s+)?[^\W\d_][\w.'’-]*"
_CHAIN = rf"(?:{_NAMES}\s*(?:/|–|-|,|\||\bvia\b|\bfor\b)\s*){{0,3}}{AGENCY}(?!\w)(?:{_MORE}){{0,6}}"
_PAUSE = r"(?:(?<=[.!?…。”“»\"’')\]])\s*|\s+[|–—/•·-]+\s*|\s*\|\s*|^)"
EDGE = r"(?<=[\s.!?…。”“»\"’')\]/|–—•-])"
_ENDED = r"(?<=[.!?…”“»\"])"
_PICTURE_OF = r"(?:Photos?|Fotos?|Beeld|Bild(?:er)?|Images?|Crédits?|Pics?|PHOTOS?|FOTOS?|BILD|Фото|ФОТО)"
_OPEN, _CLOSE, _WITHIN = r"[\(\[（【]", r"[\)\]）】]", r"[^()\[\]（）【】]"

# "(Photo: Ann Bell)", anywhere; the others stand at the end.
BRACKETED = re.compile(rf"(?i)\s*{_OPEN}\s*(?:{SIGN}|{LABEL}\s+by\s+)({_WITHIN}{{2,150}}){_CLOSE}\s*\.?")
# "Photo: Ann Bell", "Foto: Ann Bell/dpa", "© Ann Bell", "Illustration: Ann Bell", "Photo by Ann Bell", "Photo AFP"
_LABELLED = re.compile(rf"(?i)(?:^|{EDGE}){SIGN}(\S.{{1,140}})$")
_KIND = re.compile(rf"(?i){EDGE}{KIND}\s*:\s*(\S.{{1,100}})$")
MADE_BY = re.compile(
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
LAST_SQUARE = re.compile(r"\s\[([^\[\]]{3,80})\]\.?$")
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

_LABELS = (_TAKEN_IN_BRACKETS, BRACKETED, _LABELLED, MADE_BY, _SIGNED, _OF_IN_BRACKETS, _TAKEN)
_SURE = (
    *(
        _TAKEN_IN_BRACKETS,
        _STOCK,
        BRACKETED,
        _LABELLED,
        _NAME_AND_AGENCY,
        _AGENCY_IN_BRACKETS,
        MADE_BY,
        _KIND,
        _OF_IN_BRACKETS,
        _OF,
        _SIGNED,
    ),
    *(_TAKEN, _LICENSED, _AGENCY, _AGENCY_AFTER_NAME, _SLASHED, _OF_OWNERS),
)
BY_PLACE = (_LAST_CAPITALS, _LAST_BRACKETS, LAST_SQUARE, _LAST_NAME)
_PATTERNS = {
    "labels": _LABELS,
    "sure": _SURE,
    "all": (*_SURE, _AFTER_RULE, _PLAIN_AGENCY, _EASTERN, *BY_PLACE),
}

# Most captions have none of these, and need no look for what cannot be without.
_MARK = re.compile(r"[:：©ⓒ=＝/／|｜・(（\[【]|(?i:fot\.|copyright)")
_MARKED = (
    *(BRACKETED, _LABELLED, _KIND, _SIGNED, _NAME_AND_AGENCY, _AGENCY_IN_BRACKETS, _OF_IN_BRACKETS),
    *(_AGENCY_AFTER_NAME, _SLASHED, _LICENSED),
)
_OF_EAST_ASIA = (_EASTERN, _TAKEN, _TAKEN_IN_BRACKETS)
# Told once: to compare two patterns, all of both is read.
_TRIED = {
    wanted: tuple((pattern, pattern in _MARKED, pattern in _OF_EAST_ASIA) for pattern in patterns)
    for wanted, patterns in _PATTERNS.items()
}


def forms_in(text: str, wanted: Wanted) -> Iterator[re.Pattern[str]]:
    """The forms that a text may have, by the signs in it."""
    is_marked, is_eastern = _MARK.search(text) is not None, not text.isascii() or "=" in text
    for pattern, needs_mark, of_east_asia in _TRIED[wanted]:
        if (is_marked or not needs_mark) and (is_eastern or not of_east_asia):
            yield pattern
