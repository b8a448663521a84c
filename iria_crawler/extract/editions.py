"""What a template prints around a text on its other editions: the file to take away, how to cite it, its keywords."""

import re
from collections.abc import Sequence

from iria_crawler.extract.html import words_of

_FILE = r"(?:pdf|e-?pub|e-?book)"
_WHOLE = r"(?:full|whole|entire|complete)"
_WORK = r"(?:report|paper|study|brief(?:ing)?|article|text|publication|document|analysis|issue|chapter|press release)"
_TAKING = re.compile(
    rf"""(?ix) (?:
        (?:download|view|open|read|get|print|save) (?:\ (?:the|this|a|as|it\ as|in))* (?:\ {_WHOLE})? (?:\ {_WORK})?
          (?:\ (?:as|in|\() \ ?(?:a\ )?)? \ ? {_FILE} (?:\ (?:version|file|here))?
      | (?:download|read) \ (?:the|this)? \ ?(?:{_WHOLE}\ )? {_WORK} (?:\ (?:here|below|in\ (?-i:[A-Z])\w+))?
      | {_WHOLE}\ {_WORK}\ [(\[]?{_FILE}[)\]]? | (?:print(?:able)?|{_FILE})\ (?:version|download|file) | {_FILE}
      | (?:version|format|texte\ intégral\ au\ format)\ {_FILE}
      | (?:télécharger|lire|consulter|ouvrir)
          .{{0,40}} (?:{_FILE}|l['’](?:analyse|étude|article)|le\ (?:rapport|document)|la\ note) .{{0,25}}
      | {_FILE}[-\ ]? (?:herunterladen|download(?:en)?|fassung|version|datei|dokument|indir|görüntüle|скачать)
      | (?:als|im)\ {_FILE}(?:-format)?\ (?:herunterladen|lesen|öffnen|downloaden)
      | (?:descargar|descargue|baixar|baixe|scarica(?:re)?|pobierz|stáhnout|скачать|завантажити)
          .{{0,30}} (?:{_FILE}|documento|informe|relatório|artigo|artículo) .{{0,20}}
      | (?:تحميل|تنزيل|دانلود|دریافت)\ (?:ال)?(?:ملف|فایل|نسخة|نسخه|متن|تقرير|دراسة|مقاله|{_FILE})(?:\ .{{0,20}})?
      | הורד(?:ה|ת|ו)?\ .{{0,15}}(?:pdf|קובץ|מסמך) .{{0,10}}
      | (?:下载|下載)\s?(?:全文|{_FILE}|报告|報告)? | {_FILE}\s?(?:下载|下載|ダウンロード)
    ) (?:\ ?[(\[][^()\[\]]{{1,30}}[)\]])? \W*"""
)
"""All that such a line says; the size of the file may stand behind."""
_CITING = re.compile(
    r"""(?ix) (?:(?:how\ to|to)\ cite|cite(?:\ this)?(?:\ as)?|(?:suggested|recommended|preferred)\ citation|citation
      | comment\ citer|citer|pour\ citer|zitiervorschlag|zitierweise|bibliogra(?:fische|phische)\ angaben|cómo\ citar
      | para\ citar|como\ citar|come\ citare|как\ цитировать|для\ цитирования|引用格式|引用)
      (?:\ (?:this|the|cet(?:te)?|diese[nrs]?|est[ea]|quest[oa])\ \w{1,15} | \ l['’]\w{1,15})? \s*:?"""
)
_KEYWORDS = re.compile(
    r"(?is)(?:key ?words?|mots[- ]cl[eé]s|schlagw[oö]rter?|schlüsselwörter|stichworte?|palabras clave|trefwoorden"
    r"|palavras[- ]chave|parole chiave|słowa kluczowe|klíčová slova|anahtar kelimeler|ключевые слова|ключові слова"
    r"|λέξεις κλειδιά|الكلمات المفتاحية|كلمات مفتاحية|کلید\W?واژه(?:\W?ها)?|کلمات کلیدی|מילות מפתח|关键词|關鍵詞"
    r"|キーワード|핵심어)\s*[:：].{1,200}"
)
_LONGEST = 120
_LONGEST_BESIDE = 300  # letters of a citation beside its title
_LEAST_TITLE = 4  # words
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_of_edition(line: str) -> bool:
    """Whether a line offers the text as a file, says that how to cite it follows, or lists its keywords."""
    said = line.strip(" .>→»›↓")
    if len(line) <= _LONGEST and (_TAKING.fullmatch(said) or _CITING.fullmatch(said)):
        return True
    return _KEYWORDS.fullmatch(line) is not None


def is_citation(line: str, title: Sequence[str], authors: Sequence[str]) -> bool:
    """Whether a line is the reference to the text itself: one of its authors, its title, a year."""
    if not authors or len(title) < _LEAST_TITLE or not _YEAR.search(line):
        return False
    words = words_of(line)
    if f" {' '.join(title)} " not in f" {' '.join(words)} ":
        return False
    named = any(words_of(author)[-1:] and words_of(author)[-1] in words for author in authors)
    return named and len(line) <= len(" ".join(title)) + _LONGEST_BESIDE
