"""A text without what templates print around it and in it: its title, captions, labels of adverts, rows of links."""

import re
from collections.abc import Iterable, Sequence, Set

from iria_crawler.extract.closings import is_closing
from iria_crawler.extract.credits import parted, without_name, without_offer
from iria_crawler.extract.editions import is_citation, is_of_edition
from iria_crawler.extract.embedwords import asks_to_load
from iria_crawler.extract.html import words_of
from iria_crawler.extract.offerwords import without_offers
from iria_crawler.extract.stamps import is_dated_row, is_label, is_signature, is_stamp, is_timed
from iria_crawler.items import Figure
from iria_crawler.text import NOT_TEXT, size_of

_META_ROW = re.compile(
    r"""(?ix) (?:
        .{0,150} \b (?:no|\d+) \ comments? (?:\ on\b .*)? (?<!\.) (?<!\.["”»]) | leave\ a\ (?:comment|reply)
      | comments\ are\ (?:now\ )?closed\.? | join\ the\ conversation\W* | (?:view|show|read|see)\ (?:all\ )?comments\W*
      | (?:tags?|topics?|labels|filed\ (?:to|under))\s*:.{1,150} | \d[\d.,]*\ ?k?\ shares? | \d[\d.,]*k
      | (?:(?:staff|opinion|guest|contributing)\ )?(?:writer|reporter|columnist|contributor|correspondent)
      | text\ size\b .{0,15} | (?:in|de)crease\W{1,3}(?:(?:in|de)crease\ )?(?:text|font)\ size
      | listen\ to\ this\ (?:article|story)\W*
      | (?:posted|published|filed|tagged|categori[sz]ed) \ (?:on|in|by|under|as) \b .{0,120}
      | (?:verfasst|geschrieben|veröffentlicht|erstellt|eingestellt|publié|posté|écrit|publicado|escrito|enviado
        |pubblicato|scritto|geplaatst|gepubliceerd|geschreven|opublikowan[eoy]|dodan[eoy])
        \ (?:von|am|in|le|par|dans|el|por|en|em|il|da|door|op|przez)\b .{0,120} (?<![.!?]) (?<![.!?]["”»])
      | related\ (?:articles?|posts?|stories):? | share\ (?:this|on)\b .{0,60} | shares?:? | back\ to\ top
      | read\ more:? | (?:copyright\s*)? © .{0,150} | copyright\b .{0,150} all\ rights\ reserved .{0,40}
      | all\ rights\ reserved\.? | enter\ your\ email\ address:? .{0,40}
      | (?:[^.?!]{5,60}\?\ )? (?:subscribe\ (?:to|now)|support\ our\ (?:\w+\ )?(?:work|journalism|reporting|newsroom))\b
        .{0,100}
      | sign\ up\ for\b .{0,120} newsletter .{0,60} | (?:previous|next)\ (?:post|article|page):? .{0,200}
      | (?:views|hits|visits|aufrufe|zugriffe|visitas|(?:количество\ )?(?:показов|просмотров)|بازدید|المشاهدات)
        \s*:\s*[\d., ]+
      | [【（(\[]?\s*(?:责任编辑|責任編輯|责编)\s*[:：].{1,20} | انتهای\ پیام\.?
      | (?:press|news|media)\ release:? | for\ immediate\ release:? | (?:presse|medien)mitteilung:?
      | communiqué\ de\ presse:? | (?:comunicado|nota)\ de\ (?:prensa|imprensa):? | comunicato\ stampa:? | persbericht:?
      | 原标题\s*[:：].{1,60} | url:\s*https?://\S+ | skip\ to\ content | print | email | tweet | pages?: [\s\d|]*
    )"""
)
_PICTURE = re.compile(r"(?i)^\W*(?:image|photo|picture|bild|foto|imagen|imagem)\s*:\s*")
_EDGE = 4
_MOST_STAMPS = 3  # lines of dates and times; with more the text is a chronicle, a programme
_FEW, _KICKER = 4, 30
"""Words of a title that nothing else ends with; letters of what may stand over it."""
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
        and not (len(line) <= longest and _is_printed(line, printed))
        and not (any(credit in line for credit in credits) and parted(line) in (told if at == last else told | alone))
    ]
    headline = words_of(title)
    stamps = {line for line in kept if is_stamp(line)}
    stamps = set() if len(stamps) > _MOST_STAMPS else stamps
    while kept and (_is_meta(kept[0], stamps, authors) or (headline and _is_headline(kept[0], title, headline))):
        del kept[0]
    while kept and (_is_below_text(kept[-1], headline, authors) or _is_meta(kept[-1], stamps, authors)):
        del kept[-1]
    kept = without_offers(kept)
    edge, ending = range(_EDGE), range(len(kept) - _EDGE, len(kept))
    return [
        line
        for place, line in enumerate(kept)
        if not (place in edge and _is_below_headline(line, stamps, authors))
        and not ((place in edge or place in ending) and is_of_edition(line))
    ]


def _is_printed(line: str, captions: Set[str]) -> bool:
    """Whether a line is a caption, perhaps with what calls it one before it."""
    said = without_name(without_offer(line))
    return any(" ".join(words_of(one)) in captions for one in (said, _PICTURE.sub("", said)))


def _is_headline(line: str, title: str, headline: Sequence[str]) -> bool:
    """Whether a line is the title, perhaps with a few words over it that no space parts from it."""
    if words_of(line) == headline:
        return True
    over = line.strip().casefold().removesuffix(title.casefold())
    return len(headline) >= _FEW and over != line.casefold() and not over[-1:].isspace() and size_of(over) <= _KICKER


def _is_meta(line: str, stamps: Set[str], authors: Sequence[str]) -> bool:
    if line in stamps or _META_ROW.fullmatch(line) is not None or is_signature(line, authors):
        return True
    return is_of_edition(line) or is_dated_row(line) or is_label(line)


def _is_below_text(line: str, headline: Sequence[str], authors: Sequence[str]) -> bool:
    return is_closing(line) or is_citation(line, headline, authors)


def _is_below_headline(line: str, stamps: Set[str], authors: Sequence[str]) -> bool:
    """Whether a line between standfirst and text is one of date or byline."""
    return (line in stamps and is_timed(line)) or is_signature(line, authors, alone=False)


def _captions(figure: Figure) -> tuple[str, str]:
    return figure.caption or "", f"{figure.caption or ''} {figure.credit or ''}"
