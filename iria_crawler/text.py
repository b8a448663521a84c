"""Forms of a text: by which two are the same, and by which words of any script are found."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_QUOTES = dict.fromkeys(map(ord, "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞＂＇"))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SIGNS = _QUOTES | _DASHES | _UNSEEN
NOT_TEXT = re.compile(
    r"[\[(]?(?:(?:story|article|post) continue[sd] (?:below|after)(?:(?: this| the)? (?:advertisement|ad|video|gallery"
    r"|photos?|sponsor message))?|(?:advertise(?:ment|ing)\W+)?(?:continue reading (?:below|the main story)"
    r"|scroll to continue(?: with content)?|keep scrolling.{0,40})|advertisement|ad)[\])]?\W*|advertising|loading\W*"
    r"|(?:(?:slide|photo|image)\W{1,2})?\d+ of \d+|\{\{[^{}]{1,80}\}\}"
    r"|\[/?[a-z][\w-]*(?: [\w-]+=[\"'“”″][^\[\]]{0,200})\]"
    r"|sign up (?:for|to) (?:our|the)\b[^.!?]{0,80}\bnewsletters?\b[^.!?]{0,40}[.!]?"
    r"|(?:get|receive)\b[^.!?]{0,100}\b(?:to|in) your inbox\b.{0,100}"
    r"|this (?:article|story) is more than \d+ (?:months?|years?) old\.?"
    r"|this is an archived (?:article|story) and .{0,200}"
    r"|sponsored(?: content)?|anzeige|werbung|publicité|publicidade?|pubblicità|anuncio|annonse?|annonce|reklame?"
    r"|reklaa?ma?|reklāma|advertentie|advertensie"
    r"|mainos(?: päättyy)?|auglýsing|hirdetés|publicitate?|oglas|quảng cáo|iklan|tangazo|διαφ[ήη]μιση|реклама|פרסומת"
    r"|إعلان"
    r"|اشتہار|تبلیغات?|विज्ञापन|বিজ্ঞাপন|விளம்பரம்|โฆษณา|广告|廣告|広告|광고"
    r"|(?:der )?artikel wird nach der (?:anzeige|werbung) fortgesetzt|la suite après (?:cette|la) publicité"
    r"|(?:l.articolo )?(?:prosegue|continua(?: a leggere)?) dopo la pubblicità|contin[uú]a (?:después de"
    r"|tras) la publicidad"
    r"|continua (?:após|depois d)a publicidade|dalsz[ay] (?:część|ciąg) (?:artykułu|tekstu"
    r"|materiału)? ?pod (?:materiałem )?\w+"
    r"|(?:článek|článok) pokračuje pod (?:(?:video ?)?reklamou|vide[ao]m)|a cikk a hirdetés (?:után"
    r"|alatt) folytatódik"
    r"|(?:artikkelen|saken|artikeln|artiklen|teksten) (?:fortsetter|fortsätter|fortsætter)"
    r" (?:ned(?:an|enfor)|(?:under|etter|efter) (?:annon[sc]en|bilde[nt]|billedet|videoen))"
    r"|(?:juttu|artikkeli) jatkuu mainoksen (?:jälkeen|alla)|artikkel jätkub pärast reklaami"
    r"|(?:(?:de )?(?:tekst|artikel) (?:gaat (?:verder|door)|loopt door)|lees verder) (?:onder|na) de"
    r" (?:advertentie|foto|video|afbeelding)|artikel gaan voort ná die advertensie|turpinājums pēc reklāmas"
    r"|straipsnio tęsinys\W+žemiau|articolul continuă după reclamă|tekst se nastavlja ispod (?:reklame|oglasa)"
    r"|(?:advertisement )?scroll to continue with content|gulir untuk lanjut membaca"
    r"|haberin devamı|(?:продолжение|продовження) (?:после|після|под) реклам[ыи]|مادة إعلانية|請?繼續往下閱讀[.…]*"
    r"|(?:广告|廣告)\W*[请請](?:继续|繼續)往下(?:阅读|閱讀)"
    r"|(?:bonus |trending |recommended )?videos?:?|\d{1,3} ?/ ?\d{1,3}"
    r"|share(?: this(?: article| page| post| story)?)?|teilen|partager|compart(?:ir|ilhar)|condividi|مشاركة"
    r"|(?:related|see also|more(?: on this)?|now playing|up next)\s*[:：].{0,150}(?<![.。])"
    r"|\W*(?:also read|read more|read also|related (?:articles?|stories)|lesen sie auch"
    r"|mehr zum thema|(?:à )?lire aussi|lea también|le[ei]a também|leia mais|leggi anche|lees ook|läs även|les også"
    r"|læs også|(?:czytaj|zobacz) (?:także|też)|читайте также|اقرأ أيضاً?|مزید پڑھیں|بیشتر بخوانید|延伸阅读|相关阅读"
    r"|関連記事|baca juga|lue myös|přečtěte si také|διαβάστε (?:ακόμη|επίσης)|(?:यह|ये) भी पढ़ें|xem thêm|mirá también"
    r"|lee también|noticias relacionadas|veja também|читайте також|citește și|ayrıca okuyun"
    r"|pročitajte (?:i|još)|preberite (?:tudi|še)|kapcsolódó(?: cikk\w*)?|prečítajte si aj|skaitykite taip pat"
    r"|lasi (?:arī|vēl)"
    r"|loe (?:ka|lisaks)|прочетете още|прочитајте и|ilgili haber(?:ler)?"
    r"|קראו (?:גם|עוד)|כתבות נוספות|čt[eě]te (?:také|více|dále)|číst také|čítajte (?:aj|viac)|(?:ezt )?olvasta már\?"
    r"|olvassa el(?: ezt)? is|taip pat skaitykite|skaitykite dar|tengdar fréttir|lesa meira|lisää aiheesta|citiți și"
    r"|(?:przeczytaj|czytaj|zobacz) (?:także|też|również|więcej)|mehr dazu|læs mere|läs mer|les mer|lue lisää"
    r"|skaityti daugiau|auch interessant|das könnte sie auch interessieren"
    r"|прочитај(?:те)? још|читај(?:те)? (?:и|уште)|chcete? více\?|延伸閱讀|相關(?:新聞|報導|閱讀)|相关(?:新闻|报道)"
    r"|관련\s?기사|আর[ওো] পড়ুন|மேலும் (?:படிக்க|படிங்க)|आणखी वाचा|આ પણ વાંચો|ఇవి కూడా చదవండి|tin liên quan|đọc thêm"
    r"|ข่าวที่เกี่ยวข้อง|อ่านเพิ่มเติม|soma (?:pia|zaidi)|sur le même (?:sujet|thème)|llegiu també|llegeix també"
    r"|ez is érdekelheti|още по темата|(?:материал )?по теме|vezani članci|pročitajte i ovo|δείτε επίσης|עוד בנושא"
    r"|شاهد أيضاً?|اقرأ المزيد|lihat juga|pilihan editor|あわせて読みたい|更多新聞|te puede interesar|te recomendamos"
    r"|también puedes leer|más información|à lire également|potrebbe interessarti|approfondisci)\W{0,2}"
    r"(?:\s*[:：].{0,150}(?<![.。]))?",
    re.I | re.S,
)
"""Paragraphs that are not the author's: labels of adverts, and lines that point at other articles."""


IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def size_of(text: str) -> int:
    """How long a text is, in letters of an alphabet: a sign of Chinese, Japanese or Korean says as much as three."""
    return len(text) + (0 if text.isascii() else 2 * len(IDEOGRAPHS.findall(text)))


def comparable(title: str, body: str) -> str:
    """What two captures of one text have in common, whatever the template does to it.

    White space, quotation marks, kinds of dashes, signs that nobody sees, labels of adverts and lines that point
    at other articles are not the text.
    """
    paragraphs = (part for part in body.split("\n\n") if not NOT_TEXT.fullmatch(part.strip()))
    return "\n".join((_bare(title), _bare("".join(paragraphs))))


def _bare(text: str) -> str:
    signs = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return re.sub(r"-+", "-", "".join(signs.split()))


# -- searching --

_ARABIC = r"\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_SPACED = (  # written without spaces, or with spaces that part no words: each sign is a word of its own
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    r"\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_OTHER = re.compile(f"[{_ARABIC}{_SPACED}ıİ]")
_RUN = re.compile(f"[{_SPACED}]")
_MARKS = re.compile(r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىيےېۍئ", "ی"),
        **dict.fromkeys("ك", "ک"),
        **dict.fromkeys("ةہۂۃھە", "ه"),
        "ؤ": "و",
        "ı": "i",
        "İ": "i",
        "\u200c": " ",  # Persian writes it inside words where others write a space
        "\u200b": " ",
    }
)


def search_forms(*texts: str) -> tuple[str, ...] | None:
    """Texts as the second search index has them; None where the first one does: no letter of any needs it.

    One letter for those that keyboards and languages of the Arabic script write in several ways, without vowel
    signs; a space between signs of scripts that have none between words; Turkish ı and İ as i.
    """
    return tuple(map(_normal, texts)) if any(map(_OTHER.search, texts)) else None


def _normal(text: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", text)).translate(_LETTERS)
    return _RUN.sub(lambda sign: f" {sign[0]} ", plain)


_PIECE = re.compile(rf"\s+|[{_SPACED}]|(?:(?![{_SPACED}])\w)+|[^\w\s]")


def pieces(text: str) -> list[str]:
    """A text taken apart into words, signs and white space; joined they are the text again."""
    return _PIECE.findall(text)


_TOKEN = re.compile(rf"[{_SPACED}]|[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u0655\u0670\u0640])*")


def tokens(text: str) -> list[tuple[int, int, str]]:
    """The words of a text as both indexes find them: begin, end, and the form in which two words are one."""
    found = ((word.start(), word.end(), _folded(word[0])) for word in _TOKEN.finditer(text))
    return [word for word in found if word[2]]


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    plain = _normal(word).strip()
    parts = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


_WORD = re.compile(r"\w+")


def words(text: str) -> str:
    """The words of a text in small letters, a space between any two, in the form in which they are searched."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return " ".join(_WORD.findall((_normal(plain) if _OTHER.search(plain) else plain).casefold()))


_PART_OF_QUERY = re.compile(r'"(?:[^"]|"")*"|[^\s"(){}:^*+,-]+|.', re.S)


def search_query(query: str, columns: Mapping[str, str]) -> str:
    """An FTS5 query for the second index: words in its form, columns under the names that they have there."""
    parts = _PART_OF_QUERY.findall(query)
    return "".join(_part(part, columns, following) for part, following in zip(parts, [*parts[1:], ""], strict=False))


def _part(part: str, columns: Mapping[str, str], following: str) -> str:
    if part in columns and following in (":", " ", "}"):
        return columns[part]
    if part.startswith('"') or not _OTHER.search(part):
        return _normal(part) if part.startswith('"') else part
    form = " ".join(_normal(part).split())
    return f'"{form}"' if " " in form else form
