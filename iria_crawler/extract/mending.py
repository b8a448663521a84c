"""A text without what templates print around it and in it: its title, captions, labels of adverts, rows of links."""

import re
from collections.abc import Iterable, Sequence, Set

from iria_crawler.extract.credits import parted, without_offer
from iria_crawler.extract.embedwords import asks_to_load
from iria_crawler.extract.html import words_of
from iria_crawler.extract.offerwords import without_offers
from iria_crawler.extract.stamps import is_signature, is_stamp, is_timed
from iria_crawler.items import Figure
from iria_crawler.text import NOT_TEXT

_META_ROW = re.compile(
    r"""(?ix) (?:
        .{0,150} \b (?:no|\d+) \ comments? (?:\ on\b .*)? (?<!\.) (?<!\.["”»]) | leave\ a\ (?:comment|reply)
      | (?:posted|published|filed|tagged|categori[sz]ed) \ (?:on|in|by|under|as) \b .{0,120}
      | related\ (?:articles?|posts?|stories):? | share\ (?:this|on)\b .{0,60} | share:? | back\ to\ top
      | read\ more:? | (?:copyright\s*)? © .{0,150} | copyright\b .{0,150} all\ rights\ reserved .{0,40}
      | all\ rights\ reserved\.? | subscribe\ (?:to|now)\b .{0,100} | enter\ your\ email\ address:? .{0,40}
      | sign\ up\ for\b .{0,120} newsletter .{0,60} | (?:previous|next)\ (?:post|article|page):? .{0,200}
      | (?:views|hits|visits|aufrufe|zugriffe|visitas|(?:количество\ )?(?:показов|просмотров)|بازدید|المشاهدات)
        \s*:\s*[\d., ]+
      | [【（(\[]?\s*(?:责任编辑|責任編輯|责编)\s*[:：].{1,20} | انتهای\ پیام\.?
      | url:\s*https?://\S+ | skip\ to\ content | print | email | tweet | pages?: [\s\d|]*
    )"""
)
_EDGE = 4
_MOST_STAMPS = 3  # lines of dates and times; with more the text is a chronicle, a programme
_OFFER = 60
"""Letters that may stand with a caption to sell its picture."""


def mended(lines: Iterable[str], *, title: str, figures: Sequence[Figure], authors: Sequence[str] = ()) -> list[str]:
    """The paragraphs without the title, captions, what no author writes, and the rows that templates print before and
    after a text."""
    captions = [text for figure in figures for text in _captions(figure)]
    printed = {" ".join(words_of(text)) for text in captions} - {""}
    longest = 2 * max(map(len, captions), default=0) + _OFFER
    credits = {figure.credit for figure in figures if figure.credit}
    told = {(figure.caption, figure.credit) for figure in figures}
    alone = {(None, credit) for credit in credits}
    lines = list(lines)
    last = len(lines) - 1  # the agency of a picture may sign the text as well
    kept = [
        line
        for at, line in enumerate(lines)
        if any(map(str.isalnum, line))
        and not (NOT_TEXT.fullmatch(line) or asks_to_load(line))
        and not (len(line) <= longest and " ".join(words_of(without_offer(line))) in printed)
        and not (any(credit in line for credit in credits) and parted(line) in (told if at == last else told | alone))
    ]
    headline = words_of(title)
    stamps = {line for line in kept if is_stamp(line)}
    stamps = set() if len(stamps) > _MOST_STAMPS else stamps
    while kept and (_is_meta(kept[0], stamps, authors) or words_of(kept[0]) == headline):
        del kept[0]
    while kept and _is_meta(kept[-1], stamps, authors):
        del kept[-1]
    kept, edge = without_offers(kept), range(_EDGE)
    return [
        line for place, line in enumerate(kept) if place not in edge or not _is_below_headline(line, stamps, authors)
    ]


def _is_meta(line: str, stamps: Set[str], authors: Sequence[str]) -> bool:
    return line in stamps or _META_ROW.fullmatch(line) is not None or is_signature(line, authors)


def _is_below_headline(line: str, stamps: Set[str], authors: Sequence[str]) -> bool:
    """Whether a line between standfirst and text is one of date or byline."""
    return (line in stamps and is_timed(line)) or is_signature(line, authors, alone=False)


def _captions(figure: Figure) -> tuple[str, str]:
    return figure.caption or "", f"{figure.caption or ''} {figure.credit or ''}"
