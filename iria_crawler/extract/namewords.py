"""The words of bylines that are no names: jobs, agencies, organisations, furniture."""

import re

from iria_crawler.extract.html import words_of

AND = r"and|und|&|with|mit|avec|con|com|oraz|sowie"
"""What stands between two names, and never in one."""

AND_IN_NAMES = r"(?i:et|og|och|dan|y)|ed|en|ve|ja|és|și|şi|ir|un|và|dhe|και|та|e|i|a|и|і|й|و|और|এবং|และ"
"""The same in languages where it stands in names as well, or is a word of other languages."""

OTHER_ROLE = re.compile(
    r"(?i)\s*[,;|]?\s+(?:photo(?:s|graph(?:s|y))?|fotos?|kuvat?|illustrations?|illustriert|pictures?|images?|bilder|video"
    r"|graphics?|фото|zdjęci[ae]|φωτογραφίες|تصوير|عکس|צילום)\b.*$"
    r"|(?:^|\s*[,;|]?\s+)(?:(?:edit(?:ed|ing)|writing|translated|(?:medically |clinically |peer )?reviewed"
    r"|fact[- ]checked|tested|approved|verified|updated|narrated) by|übersetzung"
    r"|traduction|traducción|traduzione|tradução|vertaling)\b.*$"
)
_MONTH = (
    r"jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|février|mar(?:ch|s|zo)?|märz|apr(?:il)?|avril|may|mai|mayo|june?|juin"
    r"|juni|july?|juillet|juli|aug(?:ust)?|août|sep(?:t|tember|tembre)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?"
    r"|de[cz](?:ember|embre)?"
)
TAIL = re.compile(
    rf"""(?ix) \s* (?:
        [(\[（].* | \sof\ the\ (?-i:[A-Z]).{{0,40}}\ (?:staff|desk|bureau)$
      | [,|]?\s+(?:in|aus|à|from|at)\ [A-ZÀ-Þ][\w.'\ ]{{2,30}}$ | \bfor\ (?:the\ )?[A-Z].* | \bin\ the\b.*
      | (?<=\w)\s+(?-i:[A-Za-z][\w-]{{2,}}\.(?:[a-z]{{2,4}}|co\.[a-z]{{2}}))$
      | \s?/\s?(?-i:[A-ZÇĞİÖŞÜ]{{2,14}}|dpa|sda|afp|apa|epd|kna|sid)(?:[/-][\w-]+)*(?:[\s,]*\(.*)?$
      | \s[-–—|•·»]+(?:\s.*|$) | \swrites\W*$ | \b\(?\d{{3}}\)?[-. ]\d{{3,4}}\b.*
      | (?<=\s)[^\s@]+(?:@[\w-]+\.|[(\[]at[)\]]).* | @\w.* | \s+(?:in|on|at|for|to|am)$
      | 報導.* | 报道.* | \sдля\s.* | \sद्वारा\b.* | \starafından\b.*
      | ['’]s\ (?:(?:most\ recent|latest|recent|other)\ )?(?:posts|articles|stories|avatar|blog|column).*
      | \b(?:last\ )?(?:updated|published|modified|posted|aktualisiert|stand)\b.*
      | \b(?:publiée?|mise?\ à\ jour|publicado|actualizado|atualizado|pubblicato|gepubliceerd|입력|опубликовано
        |objavljen[oa]|publikováno|zveřejněno|publikované|zverejnené|megjelent|frissítve|opublikowano
        |publicerad|uppdaterad|publisert|oppdatert|offentliggjort|opdateret|julkaistu|päivitetty|avaldatud|публикуван[ао]?
        |опубліковано|оновлено|обновлено|δημοσίευση|ενημέρωση|yayınlanma|güncelleme|diterbitkan)\b.*
      | \b(?:on\ )?(?:\d{{1,2}}\.?\ )?(?:{_MONTH})\.?\ \d.* | \b\d{{1,2}}[:./]\d.*
      | \b(?:today|yesterday)\ at\b.* | \bon\ (?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*
      | \s(?:is|was|are|ist|war|est|has|covers|reports|writes|joined|says)\ (?:a|an|the|ein|une?|\w+).*
      | \scan\ be\ (?:reached|contacted|followed|found)\b.*
      | \sskrifar\b.* | \s(?:texto|texte|tekst)\b.* | \s(?:(?:기자\s?)?페이지|구독).* | \s(?:dne|dnia)\ \d.*
      | \s(?:e-?mail|follow|contact|see\ full|full\ bio|read\ bio|bio|view|profile|subscribe|share|min\ read|more)\b.*
      | \sread\ more\b.* | \s(?:verfasst|geschrieben|erstellt|veröffentlicht)\b.*
    )$"""
)
"""What follows a name: a place, a date, a handle, a sentence, a button."""

JOB_OF_PRESS = (
    r"reporters?|reporterin|correspondents?|columnists?|journalists?|journaliste|journalistin|redakteur(?:in)?|redaktör"
    r"|redaktør|redaktor(?:ka)?|redacteur|rédacteur|rédactrice|redactora?|korrespondent(?:in)?|correspondante?s?"
    r"|corresponsal(?:es)?|corrispondent[ei]|envoyée?s?\ spécial\w*|enviad[oa]s?\ especial(?:es)?|inviat[oaie]"
    r"|periodista|giornalista|jornalista|repórter|verslaggever|dziennikar(?:z|ka)|novinář(?:ka)?|новинар(?:ка)?"
    r"|журналист(?:ка)?|журналіст(?:ка)?|корреспондент|кореспондент(?:ка)?|обозреватель|muhabiri?|gazeteci|wartawan"
    r"|δημοσιογράφος|újságíró|blaðamaður"
    r"|כתבת?|مراسلة?|صحفية?|صحافية?|خبرنگار|روزنامه[\s\u200c]?نگار|संवाददाता"
)
"""What only the press calls people, though they are named with nothing else."""

_JOB = (
    rf"{JOB_OF_PRESS}|editors?|writers?|analysts?|directors?|professors?|fellows?|contributors?|producers?|managers?"
    r"|coordinators?|researchers?|specialists?|consultants?|(?:co-)?founders?|ceo|cto|cfo|cmo|presidents?|officers?"
    r"|economists?|critics?|bloggers?|photographers?|anchors?|interns?|strategists?|experts?|autor(?:in)?|volontär(?:in)?"
    r"|head\ of|lecturers?|attorneys?|lawyers?|engineers?|developers?|partners?|редактор|محررة?|كاتبة?|باحثة?"
)
JOB = re.compile(
    rf"(?i)\b(?:{_JOB}|staff|contributing|bureau|chief|desk|newsroom|team|redaktion|rédaction|redacción|associate"
    r"|assistant|news|press|service|agency|university|institute|magazine|media|network|college|cent(?:er|re)|foundation"
    r"|times|post|inc|llc|ltd|gmbh|m[es]?p)(?!\w)"
)
TRAILING_JOB = re.compile(
    rf"(?i)(?<=\w)\s+(?:(?:senior|staff|contributing|chief|associate|assistant|managing|deputy|executive|guest|special"
    rf"|freelance|political|opinion|investigative|lead|founding|former)\s+.*|(?:{_JOB})(?!\w).*)$"
)
CREDENTIAL = re.compile(
    r"(?:M\.?A\.? \w+|(?:Ph\.?\s?D|M\.?D|M\.?S|M\.?A|B\.?A|B\.?S|M\.?B\.?A|M\.?P\.?H|R\.?D|R\.?N|L\.?D|D\.?O|J\.?D)"
    r"[.®™]*(?:,?\s+[A-Z.]{2,6})*)"
)
ORGANISED = re.compile(
    r"""(?ix)(?:\b(?:admin|news|times|today|post|press|media|network|team|staff|desk|redaktion|redacción|rédaction|redaktionen
    |office|agency|agentur|agence|magazine|magazin|journal|zeitung|tribune|herald|daily|weekly|institute?|university
    |cent(?:er|re)|foundation|association|council|company|group|inc|llc|ltd|gmbh|studio|labs?|blog|online|tv|radio
    |channel|society|contributors?|editors?|editorial|board|union|party|ministry|department|committee|commission
    |government|club|church|services?|solutions|marketing|strategies|global|international|community|insights|review
    |amt|local|directorate|organi[sz]ation|secretariat|federation|alliance|coalition|bureau|embassy|watch|agência
    |agencia|agenzia|jornal|revista|rede|rádio)\b
    |(?-i:^(?:The|La|Le|Les|El|Los|Las|Der|Die|Das|Il|De|Al|Os)\s)|\.(?:com|org|net|de|ch|at|fr|co|io|tv|news)\b)"""
)
COMMON_ARABIC = (
    r"عبد|أبو|ابو|أبي|بن|محمد|[أا]حمد|محمود|عل[يی]|حسن|حسين|حسام|حمزة|خالد|خليل|سار[ةه]|فاطم[ةه]|مر[يی]م|[يی]وسف|[يی]حيى"
    r"|[إا]براهيم|[إا]سماعيل|[إا]سلام|عمر|عمرو|عماد|عادل|عائشة|مصطف[ىی]|نور|نورا|ندى|نادية|ل[يی]ل[ىی]|لينا|سعيد|سعد|سامي|سامر"
    r"|سمير|سلمى|سليمان|سمر|كريم|كمال|رامي|رانيا|رضا|ريم|رنا|راشد|هد[ىی]|هاني|هشام|هند|من[ىی]|منال|مها|مي|ماجد|مازن"
    r"|[أا]مين[ةه]?|[أا]مل|[أا]يمن|[أا]شرف|[أا]نس|آية|[إا]يمان|بلال|جمال|حنان|داليا|دينا|زياد|زينب|شريف|شيماء|صالح|صلاح|طارق|طه"
    r"|عبدالله|عبدالرحمن|عصام|علاء|غادة|فادي|فهد|فيصل|ماهر|ناصر|نبيل|ياسر|ياسمين"
)
"""The given names of most people, before which a glued "and" is one: not هبة, with which it makes the name وهبة."""

AGENCIES = frozenset(
    [
        "reuters", "afp", "ap", "dpa", "efe", "ansa", "tass", "xinhua", "anadolu", "upi", "pti", "ians", "apa", "kyodo",
        "bloomberg", "associated press", "the associated press", "agence france presse", "anadolu agency", "epd", "kna",
        "anadolu ajansı", "deutsche presse agentur", "tt", "ntb", "ritzau", "lusa", "belga", "apa ots", "sid",
        "agenturen", "agencies", "wire services", "čtk", "pap", "anp", "mti", "stt", "adnkronos", "ukrinform", "antara",
        "pa", "press association", "tribune news service", "bloomberg news", "agência brasil", "europa press", "dha",
        "iha", "i̇ha", "aa", "тасс", "интерфакс", "укрінформ", "уніан", "رويترز", "أ ف ب", "فرانس برس", "وكالات",
        "الأناضول", "ایرنا", "ایسنا", "רויטרס", "新华社", "中新社", "共同通信", "時事通信", "ロイター",
        "tasr", "sita", "bns", "elta", "leta", "hina", "fena", "srna", "tanjug", "agerpres", "mediafax", "sda",
        "keystone sda", "танјуг", "тањуг", "бта", "απε μπε", "agência lusa", "agência estado", "agencia efe",
        "estadão conteúdo", "bernama", "ttxvn", "риа новости", "бгнес",
        "연합뉴스", "뉴시스",
    ]
)  # fmt: skip
"""Whose reports others print: authors where nobody else is named."""

_TOGETHER = (
    r"(?:(?:news|editorial|video|data|reporting)\ )?(?:staff|team|newsroom|desk)(?:\ (?:members|reporters|writers))?"
    r"|(?:news\ |press\ |wire\ )?(?:agencies|wires?|services|reports)|others|colleagues|équipe|rédaction|agences"
    r"|redaktion(?:en)?|agenturen|equipo|redacción|agencias|equip[ae]|redação|agências|redazione|agenzie|redactie"
    r"|persbureaus|redakcj[aei]|zespół|agencje|redaksjonen|toimitus|redakce|tým|agentury|redacți[ae]|agenți[ai]"
    r"|szerkesztőség|ekibi|haber\ merkezi|ajanslar|редакци[яи]|аг[её]нтства|команда|редакція|агенції|πρακτορεία"
)
_THE = r"(?:the|our|its|l[aeo]s?|il|el|das|d[ie][er]?|dem|het|[ao]s?|notre|nuestr[oa]|nossa)\ |l['’]"
COLLECTIVE = re.compile(
    rf"""(?ix) \s*,?\s+(?:{AND}|{AND_IN_NAMES}|plus)\s+ (?: (?:{_THE})(?:(?-i:[A-ZÀ-Þ])[\w.]+\ ){{0,3}}
        | (?-i:[A-ZÀ-Þ])[\w.]+\  )? (?:{_TOGETHER}) (?: \ (?:of|de|d['’]|du|der|von|da|do|di|van)\b.* )? $
      | \s+و?\ ?(?:ال)?(?:وكالات|وکالات)$ | \s+و\ ?(?:فريق|هيئة)\ التحرير$ | \s+ו(?:סוכנויות|מערכת)\b.*$"""
)
"""What joins people at the end of a byline who are not named: "and agencies", "et l'équipe"."""

TOWNS = re.compile(
    r"(?i)(?:new (?:york|delhi|orleans)|los angeles|las vegas|san (?:francisco|diego|salvador)|hong kong|tel aviv"
    r"|abu dhabi|cape town|kuala lumpur|phnom penh|buenos aires|rio de janeiro|s[ãa]o paulo|mexico city|la paz"
    r"|ciudad de méxico|santo domingo|den haag|the hague|la haye|addis abeba|hà nội|نيو دلهي|تل أبيب|أبو ظبي|नई दिल्ली"
    r"|תל[ -]אביב|באר שבע)"
)
"""Those of two words, which look like a person."""

GENERIC = frozenset(
    words_of(
        """admin administrator administrador administrateur root superuser wordpress webmaster user users guest
        super unknown anonymous anonym none null undefined no not available member members expert experts owner partner
        author authors autor auteur yazar editor editors editorial staff team newsroom desk our contributor
        contributors contributing writer writers reviewer reviewers reporter reporters correspondent journalist
        columnist blogger intern coordinator manager director founder ceo president senior chief associate assistant
        managing executive redaktör redaktion redacción rédaction redazione redactie agencia agencias agence agentur
        haber merkezi press company corporate news web online digital content site website blog home menu page article
        posts articles stories story text opinion analysis review reviews report release special featured sponsored
        podcast newsletter advertisement politics world sports business health science culture technology event
        policy brief briefing briefs research strategic working papers issue fact facts sheet sheets statement
        statements essay commentary snapshot backgrounder post annual conference presidential actions transcript
        speech remarks op ed deep dive client clients customer customers alert alerts case study studies success white
        product products update updates guide guides how to tips tutorial tutorials checked digital machine
        learning artificial intelligence human resources real estate best practices getting started insight insights
        finance software engineering design development
        contributed submitted various multiple letter letters wire wires breaking
        coverage special to reports
        nachrichten paper e epaper notice view see read more all full bio profile leave a comment comments kommentar
        about contact us search follow share log login ログイン 会員登録 登录 注册 登入 註冊 로그인 회원가입 logout
        sign in up subscribe abo abonnieren anmelden click here edit css live only copied copy link abone ol clipboard
        pdf print email photo photos image video source sources via credit credits copyright categories category tags
        tag facebook twitter instagram linkedin whatsapp youtube the this by on at of and or with from first last co
        red de la die der das am um el il von und written published posted updated new date time min minutes ago today
        yesterday january february march april may june july august september october november december monday tuesday
        wednesday thursday friday saturday sunday mon tue wed thu fri sat sun son güncelleme giriş tarihi yayınlanma
        דקות קריאה זמן دقائق دقيقة دقیقه قراءة القراءة للقراءة مدة زمان مطالعه
        datum fecha redação redakcja redakce redaksi редакция редакція dernière mise à jour última actualización"""
    )
)
"""What is made of these words alone names nobody."""

NO_BEGINNING = frozenset(
    words_of(
        """subscribe unsubscribe filed on in at with from for to am im see all our your get how what why where when read
        informações información informazioni informations
        view this that we is as more senior contributing chief associate assistant managing deputy executive freelance
        lead licensed certified no not only find join try follow dear"""
    )
)
PARTICLES = frozenset(
    words_of(
        "von van der den de del della di da du dos das la le el al bin ibn ben abu y e zu zum zur af av ter ten do d"
    )
)
