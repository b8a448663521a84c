"""The data of a book that an article reviews: its author wrote no article, and its day is that of the book."""

import re
from itertools import islice

from lxml.html import HtmlElement

from iria_crawler.extract.claims import lines_of
from iria_crawler.extract.html import BLOCKS

# What is said of a book, beside its author.
OF_A_BOOK = re.compile(
    r"""(?ix) \bISBN\b | \bpublisher\b | \bverlag\b | \béditeur | \beditor(?:ial|a)\s*: | \beditore\b | \buitgever
    | \bförlag | \bforlag | \bkustantaja | \bwydawnictwo | \bnakladatel | \bkiadó | \beditura\b | издательство
    | видавництво | εκδόσεις | \byayınevi | الناشر | دار\ النشر | ناشر | מו״ל | הוצאה | प्रकाशक | \bpenerbit
    | 出版社 | 출판사 | สำนักพิมพ์"""
)
# The same where nothing but lines beside each other makes a list of it.
_PUBLISHER = re.compile(
    r"""(?ix) \b(?:publisher|verlag|éditeur|editorial|editora|editore|uitgever|förlag|forlag|wydawnictwo|nakladatel
    |kiadó|издательство|видавництво|yayınevi|الناشر|ناشر)\s*[:：]"""
)
_DATA = re.compile(
    r"""(?ix) \bISBN\b | \b(?:number\ of\ )?(?:pages|seiten(?:zahl)?|páginas|pagine|strony|страниц|صفحات)\s*[:：]\s*\d
    | (?:^|[.,;:·|(–—]\s*)\d{2,4}\ (?:pages|pp?\b|seiten|páginas|págs?|pagine|pagina['’]s|stron|stran
        |sidor|sider|sivua|oldal|pagini|sayfa|стр|страниц|сторінок|σελ|صفحة|halaman)\w?\s*(?:[.,;:·|)(–—]|$)"""
)
_LABEL = re.compile(r"\w[^:：]{1,20}[:：]")
_LONGEST = 150  # letters; more are running text
_BELOW = 3  # lines
_LEVELS = 3


def is_book_data(text: str) -> bool:
    """Whether a line says what is said of a book alone, or who published it."""
    return len(text) <= _LONGEST and (_DATA.search(text) or _PUBLISHER.search(text)) is not None


def is_in_book_data(element: HtmlElement) -> bool:
    """Whether an element stands in a line of the data of a book or right over one: below, who reviewed it may sign."""
    line = next((one for one in islice((element, *element.iterancestors()), _LEVELS) if one.tag in BLOCKS), element)
    boxes = (line, *islice(line.itersiblings("*"), _BELOW))
    said = [text for box in boxes for text in lines_of(box).split("\n") if len(text) <= _LONGEST]
    # A paper has a publisher, too: it is the book's in a list of data, where each has a label.
    is_list = said and _LABEL.match(said[0])
    return any(_DATA.search(text) or (is_list and _PUBLISHER.search(text)) for text in said)
