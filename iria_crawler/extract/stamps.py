"""Lines that say nothing but who wrote a text, when, or how long one reads it."""

import re
from collections.abc import Sequence

from iria_crawler.extract.bywords import BY
from iria_crawler.extract.html import words_of
from iria_crawler.extract.layout import MARK
from iria_crawler.extract.months import month_named, plain
from iria_crawler.extract.namewords import JOB

_LONGEST, _LONGEST_SIGNATURE = 70, 160
_TIME = re.compile(r"(?i)\b\d{1,2}[:h]\d\d\b|\b\d{1,2}\.\d\d (?:uhr|h)\b")
# As `plain` writes them.
_DAYS = """mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
    mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
    lunedi martedi mercoledi giovedi venerdi segunda terca quarta quinta sexta feira
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag onsdag torsdag fredag lordag sondag
    mandag tisdag lordag maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
    poniedziałek wtorek sroda czwartek piatek sobota niedziela pondeli utery streda ctvrtek patek nedele
    понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер субота неділя
    pazartesi salı carsamba persembe cuma cumartesi pazar δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη
    الاثنین الثلاثاء الاربعاء الخمیس الجمعه الجمعة السبت الاحد شنبه یکشنبه جمعه"""
_AROUND = """at on of the a à le la el de del du des di do da às as à la um den der am pm p m h hs hrs uhr kl klo
    kello godz ore ora ur saat ч в о року г году gmt utc cet cest est edt et ist bst wib pst pdt jst msk и το στις
    last first mis mise jour modifie stand"""
_READERS = """views view vues vistas visitas visite visualizzazioni lecturas leituras aufrufe zugriffe visninger
    lecteurs lectures просмотров просмотра переглядів okunma goruntulenme lượt xem vizualizari megtekintes odsłon"""
_READING = """min mins minute minutes minuten minuti minutos minuto minut minuta minuter minutter dk dakika мин минут
    минуты хв хвилин دقیقه دقیقة دقائق 分"""
_OF_READING = """read reading time listen lesezeit lesedauer lesen artikel anhoren temps lecture lire ecouter tiempo
    lectura escuchar leitura lettura tempo de di da leestijd lastid lasetid lesetid czas czytania czytanie okuma suresi
    чтения читать время to ca about total words word worter mots palabras palavras parole woorden ord słow слов слів
    kelime kata từ 字"""
_SIGNING = """by von par por da av af door ved text texto texte testo tekst autor autora author authors автор
    авторы текст auteur auteurs written words story report photo commentary opinion analysis
    reportage interview entretien entrevista intervista and und et y e i og och en ja и та και reporter journalist
    redakteur redakteurin correspondent correspondant staff writer haber kamera muhabir pewarta penulis
    oleh szerző írta piše пише napsal napsala γράφει ο η skrifar deur 기자 記者 记者 文 نویسنده بقلم کتب"""
_LABELS = """updated published posted publie publicado actualizado aktualisiert veroffentlicht pubblicato aggiornato
    publicerad uppdaterad publisert oppdatert julkaistu paivitetty опубликовано обновлено gepubliceerd bijgewerkt
    atualizado"""
_KINDS = """article news blog post insight insights press release report artikel beitrag bericht meldung
    pressemitteilung nachrichten aktuelles actualite actualites communique noticia noticias"""
_DATED = frozenset(_LABELS.split())
_OF_DATES = frozenset(f"{_DAYS} {_AROUND} {_LABELS} {_KINDS}".split())
_ADDRESS = re.compile(r"\S+@\S+")
_EMPLOYER = re.compile(
    r"\s*[/|]\s*(?-i:[A-ZÀ-ÞĞİŞ][A-ZÀ-ÞĞİŞ .&'’-]{3,40})(?:,\s*\([^()]{2,12}\))?$|^[가-힣]{2,10}[=＝]"
)  # By Ann Bell / DAILY NEWS; … / ADANA, (DHA); 고흥=…
_EASTERN = re.compile(
    r"\W*(?:\d{4}|(?:令和|平成|昭和|民[国國])\d{1,3})年\d{1,2}月\d{1,2}日\W*\w?\W*(?:\d{1,2}[:：時时]\d{1,2}分?)?\W*"
)
_FILED = re.compile(r"\W*[一-鿿]{0,8}(?:記者|记者)\W*[一-鿿]{2,8}(?:報導|报道|報道)\W*")  # 記者 …／台北報導
_UNITS = frozenset(_READING.split())
_OF_DURATIONS = _UNITS.union(_OF_READING.split())
_GLUED = re.compile(r"\d+|\D+")  # 4min
_OF_STAMPS = _OF_DATES | _OF_DURATIONS
_OF_SIGNATURES = _OF_STAMPS.union(map(plain, f"{_SIGNING} {_READERS}".split()))
_DIVIDER = re.compile(r"\s*[|•·]\s*")
_MOST_PARTS, _LONGEST_PART, _LONGEST_LABEL = 4, 40, 30
_PARTS = 3
"""Of a whole date: day, month and year."""
_NUMBER = re.compile(r"\d+(?:h\d*|st|nd|rd|th|er|º)?")


def is_stamp(line: str) -> bool:
    """Whether a line says nothing but a day, a time, or for how long one reads."""
    words = _words(line)
    is_eastern = len(line) <= _LONGEST and _EASTERN.fullmatch(line) is not None
    return is_eastern or _is_date(line, words) or _is_duration(words)


def is_label(line: str) -> bool:
    """Whether a line says nothing but that who wrote a text follows, or when it came out: "Written by", "Published"."""
    if len(line) > _LONGEST_LABEL:
        return False
    words = [plain(word) for word in words_of(line)]
    is_of_date = not _DATED.isdisjoint(words) and _OF_DATES.issuperset(words)
    return is_of_date or BY.fullmatch(line.strip()) is not None


def is_dated_row(line: str) -> bool:
    """Whether a line is a row of short parts, a day among them: "12 May 2026 | Ports"."""
    parts = _DIVIDER.split(line)
    return (
        1 < len(parts) <= _MOST_PARTS
        and all(len(part) <= _LONGEST_PART for part in parts)
        and any(map(is_stamp, parts))
    )


def is_signature(line: str, names: Sequence[str], *, alone: bool = True) -> bool:
    """Whether a line says nothing but who wrote a text and perhaps when; with more than the names if not `alone`."""
    if not names or len(line) > _LONGEST_SIGNATURE:
        return False
    if _is_with_job(line, names):
        return True
    said = rest = f" {' '.join(words_of(_EMPLOYER.sub('', _ADDRESS.sub(' ', line))))} "
    for name in names:
        rest = rest.replace(f" {' '.join(words_of(name))} ", "  ")
    if any(name in line for name in names) and _FILED.fullmatch(re.sub("|".join(map(re.escape, names)), "", line)):
        return True
    words = [plain(word) for word in rest.split()]
    if rest == said or not (words or alone):
        return False
    return all(_NUMBER.fullmatch(one) or one in _OF_SIGNATURES or month_named(one) for one in words)


def _is_with_job(line: str, names: Sequence[str]) -> bool:
    """Whether a line is a label, one of the names right behind it, and what that person does for whom."""
    label = BY.match(line)
    said = line[label.end() :] if label else ""
    name = next(filter(said.startswith, names), "")
    return bool(name) and JOB.search(said, len(name)) is not None and not MARK.search(said)


def is_timed(stamp: str) -> bool:
    """Whether a stamp tells the time of day, or for how long one reads: no heading does."""
    return _TIME.search(stamp) is not None or not _UNITS.isdisjoint(_words(stamp)) or _is_duration(_words(stamp))


def _words(line: str) -> list[str]:
    """The words of a short line with a number in it."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return []
    return [plain(word) for word in words_of(line)]


def _is_date(line: str, words: list[str]) -> bool:
    """Whether there is a whole date or a time of day, and little else: a month and a year may be a heading."""
    known = _OF_DATES if _UNITS.isdisjoint(words) else _OF_STAMPS  # for how long one reads may stand beside
    if not (words and all(_NUMBER.fullmatch(one) or one in known or month_named(one) for one in words)):
        return False
    parts = sum(one[0].isdigit() for one in words) + any(map(month_named, words))
    least = _PARTS if _DATED.isdisjoint(words) else _PARTS - 1  # "Updated: Jun 5"
    return parts >= least or _TIME.search(line) is not None


def _is_duration(words: list[str]) -> bool:
    """Whether there is a number of minutes and nothing else but what is done for so long."""
    parts = [part for word in words for part in _GLUED.findall(word)]
    return not _UNITS.isdisjoint(parts) and all(one.isdigit() or one in _OF_DURATIONS for one in parts)
