"""What lines begin with that name an author: by whom, who wrote, asked or made it, in the languages of the press."""

import re

from iria_crawler.extract import eastern

# Most lines are tried with all of this, and begin with something else: the alphabet is asked first.
_OTHER_ALPHABET = r"(?=[^\x00-\u024f])"
_BY = (
    r"by|von|vom|par|por|di|da|af|av|door|fra|oleh|bởi|przez|dal(?:la)?(?=\ nostr)|van(?=\ onze\ )|de(?=\ n(?:otre"
    r"|uestr[oa])\ )"
    r"|rozmawiał[aiy]?|opr(?:ac)?\.|opracowa(?:ł[aiy]?|nie)|napisał[aiy]?|napsal(?:\(a\)|/a|[ai])?|p[řr]ipravil[ai]?"
    r"|[zs]pracoval[ai]?|ptal[ai]?\ se|napisa(?:o|la|li)|razgovara(?:o|la)|pri(?:redi|premi)(?:o|la)|piše|írta"
    r"|kérdezte|készítette"
    r"|kirjoittanut|eftir|toimeta(?:s|nud)|kirjutas|koostas|parengė|kalbėjosi|rašo|sagatavoja|raksta|imeandikwa\ na"
    r"|aus\ \w+\ berichtet|deur(?=\s?:)"
    rf"|{_OTHER_ALPHABET}(?:بقلم|كتب(?:ت|ه|ها)?|بواسطة|إعداد|توسط|به[\ \u200c]قلم|نوشت(?:ه(?:\u200cی)?|ۀ)|گزارش\ از"
    r"|تحریر|از\ قلم|מאת|על\ ידי|ע.י|(?:материал\ )?подготовил[аи]?|беседовал[аи]?|записал[аи]?|написал[аи]?"
    r"|опубликовал[аи]?"
    r"|пиш(?:е|ува)|підготува(?:в|ла|ли)|написа(?:в|ла)|опублікува(?:в|ла)"
    r"|разговара(?:о|ла)|розмовля(?:в|ла)|γράφ(?:ει|ουν)\ (?:η|οι?)|συνέντευξη\ στ(?:ην?|ον)"
    r"|(?:เขียน)?โดย(?=\s?[ก-๙])|লিখেছেন|द्वारा|أجر[ىت]\ الحوار)"
)
_BY_OF_TWO = r"nga|od|deur|(?=[^\x00-\u024f])(?:от|од|від|από(?:\ τ(?:ον|ην?))?)"
"""The same where they are common words besides: at least two words follow."""
_OURS = (
    r"(?:(?:(?:nostr[oa]|onze|notre|nuestr[oa]|our)"
    r"(?:(?-i:\ [a-zà-ÿ]+){1,2}?\ (?:à|en|a|in)\ [^,\n]{3,30},|(?-i:\ [a-zà-ÿ]+){1,2})|unser(?:e[mnr])?\ \w+)\ )?"
)
_AUTHOR = (
    r"autorin/autor|autorka(?:/autor)?|autor/i|autorė|aut(?:h?or|eur)\ ?\((?:s|e[ns]|in(?:nen)?|as?)\)"
    r"|autor[:*/_]in(?:nen)?|autor(?:in(?:nen)?|e[ns]?|as?|zy|i|ius|iai|s)?|autoři|auteure?s?|autrice|writers?(?=\s*:)"
    r"|(?:contributing\ )?authors?|contributors?|verfasser(?:in)?|yazan|yazar|hazırlayan|penulis"
    r"|автор[ыи]?(?:\ (?:статьи|текста|материала))?"
    r"|tác\ giả|skribent|journalist|szerzők?|teksti\ ja\ (?:valo)?kuvat?|teksti|kirjoittaja|toimittaja|forfattere?"
    r"|novinar(?:ka)?|höfundur|mwandishi"
    r"|avtor(?:ica)?|haberi\ hazırlayan|аутор|авторка|投稿者|작성자|글쓴이"
)
# A comma parts what is read out to those who do not see the page.
_SPOKEN = (
    r"\s*[,،、]\s* (?=$|\S+(?:\s\S+){0,4}$)",
    rf"{_OTHER_ALPHABET}(?:نویسنده|مصنف|الكاتب|लेखक|लेखिका|作者|기자|ผู้เขียน|লেখক|எழுதியவர்)",
)
_WORK = (
    r"tekst|texte?|texto|text|words|story|report(?:er|age|ing)?|redaktion|opinion|analysis|article|artikel|beitrag|rezept"
    r"|geschrieben|erstellt|veröffentlicht|verfasst|gepostet|eingestellt|skrevet|skriven|escrito|publicado|publié"
    r"|soumis|rédigé|posté|enviado|inserito|inviato|gespeichert|eingereicht|ingediend|geplaatst|wysłane|dodane"
    r"|postado|postato|pubblicato|postet|publisert|napisane|opublikowane|đăng|scris|publicat|postat|teksti"
    r"|écrit|scritto|geschreven|ditulis|a\ cura|(?:propos\ )?recueillis?|written"
    r"|(?:une?\ )?reportage|(?:eine?\ )?(?:gast)?(?:beitrag|artikel|kommentar|kolumne|bericht|analyse|essay"
    r"|interview|porträt|reportage)"
    r"|(?:texte?|texto|testo|tekst)\ (?:[&+/]|and|und|och|og|en|et|y|e)\ (?:(?:ph|f)otos?|foto['’]s|bilder?|kuvat?)"
    r"|publicerad"
    r"|haber(?:\s?[-/–]\s?(?:kamera|fotoğraf|foto))?|muhabir|pewarta|wartawan|bài(?:\ và\ ảnh)?|thực\ hiện|escriben?"
    rf"|{_OTHER_ALPHABET}(?:текст|журнал[иі]ст(?:ка)?|корреспондент(?:ка)?|репорт[её]р(?:ка)?|интервю|ρεπορτάζ"
    r"|κείμενο|συνέντευξη"
    r"|ראיון|כתבה|گزارش|گفت[\ \u200c]?و[\ \u200c]?گو|লেখা|συντάκτ(?:ης|ρια)|επιμέλεια|लेखक|रिपोर्ट|संवाददाता|כתבת?"
    r"|نویسند(?:ه|گان)|نگارنده|خبرنگار|گزارشگر|(?:ال|لل)كاتبة?|نُ?شرت?|נכתב|פורסם|опубликовано|опубліковано|ผู้เขียน"
    r"|எழுதியவர்|เรื่อง|লেখক|লিখেছেন)"
    r"|posted|published|reported|submitted|contributed|(?:co-?)?authored|co-?written"
    r"|guest\ (?:post|essay|column|opinion)|about|meet"
    r"|redactat|redactor|interviu|(?:un\ )?(?:articol|reportaj|material\ realizat)|reportagem|articolo|riport"
    r"|interjú|szöveg"
    r"|intervju|protokoll|aufgezeichnet|blaðamaður|texti|skrifað|foto\ a\ text|röportaj|laporan|kontributor|jurnalis"
    r"|teks"
)
_PIECE = (  # may be said of others, unless "by" follows
    r"(?:(?:a\ |an\ )?(?:guest\ )?(?:commentary|column|op-?ed|editorial|review|letter|viewpoint)|compiled"
    r"|(?:story|words|report)\ (?:and|&)\ photo(?:graph)?s)"
)
_PASSIVE = (
    r"(?=[cdeqt]) (?: this\ (?:article|column|essay|guide|(?:(?:blog|guest)\ )?post|report|review|story)"
    r"\ (?:was|is)\ (?:co-?)?written | diese[rs]\ (?:gast)?(?:artikel|beitrag|bericht|text)\ (?:stammt|wurde)"
    r"| cet\ article\ a\ été\ (?:écrit|rédigé) | este\ artículo\ (?:fue|ha\ sido)\ escrito"
    r"| este\ artigo\ foi\ escrito | questo\ articolo\ è\ stato\ scritto | dit\ artikel\ (?:is|werd)\ geschreven )"
)
_ABOUT = (
    r"(?=[üzsàlcm]) (?: (?:contact|meet)\ the\ authors? | über\ (?:de[nr]|die)\ autor(?:in|en)?"
    r"| zu[rm]\ autor(?:in)? | sobre\ (?:el|la|os?|a)\ autora? | à\ propos\ de\ l['’]aut(?:eure?|rice)"
    r"| l['’]aut(?:eure?|ore|rice) )"
)
_TALK = r"(?=[uieg])(?:(?:una?\ )?(?:entrevista|intervista)|entretien\ réalisé|interview(?:\ geführt)?|gastbeitrag)"
_COLON, _SPACE = r"\s*[:：]\s*", r"\s+(?=\S) | $"
BY = re.compile(
    rf"""(?ix)^\W* (?:
        (?: (?:{_AUTHOR}) (?: \s*[:：/|]\s* | {_SPACE} ) )? (?:{_BY}) (?: {_COLON} | {_SPACE} )
          (?:the\ (?=(?:rev|hon|most|very|right)\b))? {_OURS}
      | (?:{_AUTHOR}) (?: \s*[:：/|]\s* | {_SPOKEN[0]} | {_SPACE} )
      | (?:{_WORK}) (?: {_COLON} | \s+(?:{_BY}|de|the\ author|el\ autor|ل)(?: {_COLON} | {_SPACE} ) )
      | (?:texte?|texto|testo|tekst) \s+(?=\S+\ \S.{{1,50}}\b(?:foto|photo|beeld|bild|kuva|illustra))
      | {_PIECE} \s+by (?: {_COLON} | {_SPACE} )
      | {_SPOKEN[1]} {_SPOKEN[0]}
      | (?:{_TALK} \s+(?:{_BY}|de) | {_BY_OF_TWO})\s+(?=\S+\s+\S)
      | {_PASSIVE} \s+(?:{_BY}) (?: {_SPACE} )
      | {_ABOUT} (?: {_COLON} | $ )
      | {_OTHER_ALPHABET} (?: {eastern.LABEL} ) )"""
)
"""The beginning of a line that names its author."""

DATED_BY = re.compile(
    r"(?i)^.{0,60}?(?:\d|\b(?:posted|published|written|updated|submitted)\b|[|·•–—]|来源|來源).{0,40}?"
    r"(?:(?<!edited )(?<!checked )(?<!reviewed )\bby[:\s]+(?=\S)"
    r"|(?:作者|撰文|记者|記者)\s*[:：/／\s]\s*(?=[一-鿿]{2,4}))"
)
"""The same after a date: "Posted on May 3, 2024 by"."""

ALL_POSTS = re.compile(
    r"(?i)^(?:(?:zum profil|(?:alle|mehr) (?:beiträge|artikel)|voir tous les articles|ver todos os posts|posts"
    r"|(?:go to the )?profile?|ver todas? l[ao]s (?:entradas|artículos|posts)|photo|image|avatar"
    r"|picture) (?:von|de|by|of|per|for) (.+)"
    r"|(?:view|see|read|show)?\s*(?:all|more)\s+(?:posts|articles|stories)?\s*(?:by|of|from)\s+"
    r"(.+?)(?:['’]s?)?(?:\s+posts)?\W*)$"
)
