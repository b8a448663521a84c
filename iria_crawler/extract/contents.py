"""Tables of contents amid a text: rows of links that lead to parts of the same page, and what they are called."""

import re
from collections.abc import Sequence

from iria_crawler.extract.passages import Passage

_LONGEST = 150  # letters
_FEWEST = 2
"""Links of a table; a single one may be of the text."""
_CALLED = re.compile(
    r"(?i)\W*(?:table of contents|inhaltsverzeichnis|table des matières|tabla de contenidos?|índice de contenidos?"
    r"|indice dei contenuti|inhoudsopgave|innehållsförteckning|innholdsfortegnelse|indholdsfortegnelse|sisällysluettelo"
    r"|spis treści|tartalomjegyzék|içindekiler|оглавление|جدول المحتويات|תוכן עניינים|目录|目錄|目次|목차|mục lục)\W*"
)
"""What nothing else is called, whatever stands under it."""
_LABEL = re.compile(
    r"""(?ix) \W* (?: contents | (?:on|in)\ this\ (?:page|article|post|guide) | jump\ to
      | (?:auf\ dieser\ seite|in\ diesem\ (?:artikel|beitrag)) | inhalt(?:sübersicht)? | (?:au\ )?sommaire
      | dans\ cet\ article | [íi]ndice | contenidos? | en\ este\ artículo | sum[áa]rio | conteúdo | neste\ artigo
      | inhoud | in\ dit\ artikel | inneh[åa]ll | inn?h[oe]ld | sis[äa]llys | obsah(?:\ článku)? | tartalom | cuprins
      | содержание | зміст | съдържание | садржај | περιεχόμενα | المحتويات | فهرست(?:\ مطالب)? | daftar\ isi ) \W*"""
)


def without_contents(passages: Sequence[Passage]) -> list[Passage]:
    """Passages without tables of contents."""
    links = [_links_within(passage) for passage in passages]
    tables = {at for at, count in enumerate(links) if count and sum(links[max(0, at - 1) : at + 2]) >= _FEWEST}
    called = {at for at, passage in enumerate(passages) if _CALLED.fullmatch(passage.text)}
    called |= {at - 1 for at in tables if at and _LABEL.fullmatch(passages[at - 1].text)}
    return [passage for at, passage in enumerate(passages) if at not in tables | called]


def _links_within(passage: Passage) -> int:
    """How many links to parts of the page a passage is, if it is nothing else."""
    if len(passage.text) > _LONGEST or passage.linked <= 0.9 * len(passage.text):
        return 0
    links = passage.box.element.xpath("(ancestor-or-self::a | descendant::a)/@href")
    return len(links) if all(re.match(r"\s*#\S", link) for link in links) else 0
