"""Small boxes amid a text that ask for a reader's address, for letters, for a gift, or to click."""

import re
from collections.abc import Sequence

from iria_crawler.extract.html import text_of
from iria_crawler.extract.passages import Box, Passage
from iria_crawler.extract.roles import Place

_LONGEST = 600  # letters
_BOXES = frozenset(["div", "section", "aside", "form", "figure"])
_NAMES = re.compile(r"(?i)newsletter|mailchimp|sign-?up|subscri|donat|opt-?in|\babo\b|e-?mail|register")
"""Not all that may be called so: authors write in a callout as well."""
_CALL = re.compile(r"(?i)(?:^|[-_\s])(?:cta|call-?to-?action)(?=$|[-_\s\d])")
_ASKS = re.compile(
    r"""(?ix) newsletter | \binbox\b | subscri[bp] | \bsign(?:ing)?[ ]up\b | \bdonat | \bdonor | support[ ](?:us|our)\b
      | posteingang | abonnier | \bspende | unterstützen[ ]sie | \babonne | \binscri[vt] | boîte[ ](?:mail|de|aux)
      | \bvotre[ ]don\b | \bun[ ]don\b | \bdons\b | soutenez | bolet[ií][nm] | suscr[ií]b | \bapoya
      | \bdona(?:r|tivo|ción)?\b | \bapoie | \bassine\b | iscriviti | sostieni | nieuwsbrief | doneer | nyhe[td]sbrev
      | uutiskirje | biuletyn | zapisz[ ]się | wesprzyj | zpravodaj | odebír | hírlevél | bülten | bağış | подпис[аы]
      | рассылк | пожертв | підпис | نشرت(?:نا|ك|ه)? | اشترك | تبرع | خبرنامه | عضو[ ]شوید | ניוזלטר | הירשמו
      | メルマガ | ニュースレター | 뉴스레터 | 订阅 | 訂閱 | 邮箱"""
)


def without_letter_boxes(passages: Sequence[Passage]) -> list[Passage]:
    """Passages without those in a box that by its class and by its words asks for an address or a gift, or by its class
    and a link for a click."""
    boxes = {box for passage in passages for box in _boxes(passage)}
    asking = {box for box in boxes if _ASKS.search(text_of(box.element)) or _is_call(box)}
    return [passage for passage in passages if asking.isdisjoint(_boxes(passage))] if asking else list(passages)


def _boxes(passage: Passage) -> list[Box]:
    """The boxes of letters that a passage stands in, if it is in any that is small."""
    if not passage.box.places & Place.LETTERS:
        return []
    return [box for box in passage.box.around() if box.own & Place.LETTERS and _is_small(box)]


def _is_small(box: Box) -> bool:
    is_named = box.element.tag in _BOXES and (_NAMES.search(_names(box)) or _CALL.search(_names(box)))
    return box.letters <= _LONGEST and bool(is_named)


def _is_call(box: Box) -> bool:
    return bool(_CALL.search(_names(box))) and next(box.element.iter("a", "button"), None) is not None


def _names(box: Box) -> str:
    return f"{box.element.get('class')} {box.element.get('id')}"
