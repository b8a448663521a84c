"""What the headings of pages say that are there instead of an article, in the languages of the world's press."""

import re

_SITE = re.compile(r"\s[|–—»•·-]\s|\s*\|\s*")  # what parts the name of the site from the rest
_SPELLED = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "\u200c": " ", "ي": "ی", "ى": "ی", "ك": "ک", "ً": "", "\xa0": " "}
)
_LONGEST = 80  # letters

# These are said of nothing but a page, wherever they stand in a heading.
_SURELY_MISSING = re.compile(
    r"(?i)^\W*(?:error )?4(?:04|10)\b|page (?:was )?not found|(?:page|article|content) (?:does not|doesn.t) exist"
    r"|^not found$|(?:page|article|content|story) (?:is )?no longer available|page introuvable"
    r"|seite (?:wurde )?nicht gefunden|p[áa]gina (?:no|n[ãa]o) encontrada|pagina (?:non trovata|niet gevonden)"
    r"|страница не найдена|sayfa bulunamadı|nie znaleziono strony|الصفحة غير موجودة|صفحه مورد نظر یافت نشد"
    r"|页面不存在|找不到(?:页面|網頁|网页)|頁面不存在|ページが見つかりません"
)


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases).translate(_SPELLED))


# The same in other words, and of an article that was taken down; an article may say so in more words than these.
_MISSING = _any(
    r"(page|article|story|post|content|document|file|link|address|url)( that| which)?( you.{0,30})?"
    r" (can ?not|can't|could not|couldn't) be (found|located)",
    r"(page|article|story|post|content|document|file|link|url)( that| which)?( you.{0,30})?"
    r" ((is|was|has|does)( not|n't)( been)? (exist|there|found|available)|(is )?no longer (exists?|here"
    r"|available|online)"
    r"|(is|was|has been|is no longer) (removed|deleted|withdrawn|taken down|missing|unavailable|gone))( any ?more)?",
    r"(can ?not|can't|could not|couldn't|unable to) (find|locate) (the|that|this|your) (page|article"
    r"|story|content|link)",
    r"^(page|article|story|content) (unavailable|missing|removed|deleted|gone)|^nothing( was)? found",
    r"(seite|artikel|beitrag|inhalt|dokument|adresse)\b.{0,30} (nicht (mehr )?(gefunden|vorhanden"
    r"|verfügbar|erreichbar"
    r"|auffindbar)|(existiert|gibt es) (leider )?nicht)( mehr)?( werden)?",
    r"(seite|artikel|beitrag|inhalt)( wurde| ist)?( leider)? (gelöscht|entfernt|nicht mehr online)",
    r"(page|article|contenu|lien|document)\b.{0,35} (n'existe (pas|plus)|(est|semble|sont) (introuvable"
    r"|indisponible)s?"
    r"|n'a (pu|pas pu|pas été|pas) (être )?trouvée?|a été (supprimé|retiré)e?|n'est (pas|plus) disponible)",
    r"^(page|article|contenu) (non trouvée?|introuvable|indisponible|supprimée?|inexistante?)",
    r"(página|pagina|artículo|noticia|contenido|nota)\b.{0,35} (no ((está )?disponible|existe|(fue"
    r"|ha sido) encontrad[oa]"
    r"|se (ha |pudo )?(encontr(ó|ado|ar)|encuentra))|ha sido (eliminad|retirad)[oa])",
    r"^no (se )?(encontramos|encontró|ha encontrado|hemos encontrado) (la|esta) página",
    r"(página|notícia|artigo|conteúdo)\b.{0,35} (não (existe|foi encontrad[oa]|está disponível"
    r"|pôde ser encontrad[oa])"
    r"|foi removid[oa])",
    r"(pagina|articolo|contenuto)\b.{0,35} (non (esiste|è (stat[oa] trovat[oa]|disponibile"
    r"|più disponibile)|trovat[oa])"
    r"|è stat[oa] (rimoss|eliminat)[oa])",
    r"(pagina|artikel)\b.{0,30} (bestaat niet( meer)?|(is |werd |kon )?niet (meer )?(gevonden"
    r"|beschikbaar)( worden)?)",
    r"(sidan|sida|siden|side|artikeln|artikkelen|artiklen)\b.{0,30} (finns (inte|ej)( längre)?|(finnes"
    r"|findes) ikke|(kunde )?(inte|ikke)"
    r" (hittas|hittades|finnes|funnet|fundet|findes)|eksisterer ikke|findes ikke|ble ikke funnet|blev ikke fundet)",
    r"(sivua|artikkelia)\b.{0,20} (ei löyt|ei ole)\w*",
    r"(страниц\w*|стать\w+)\b.{0,35} (не (существует|найден[ао]?|нашлась|доступн[ао]|обнаружен[ао]?)"
    r"|удал[её]н[ао]?)|(сторінк\w+|стат[тя]\w+)\b.{0,30} (не (існує|знайден[оаі]?)|видален[оаі]?)",
    r"(strona|strony|artykuł)\b.{0,35} (nie (istnieje|została znaleziona|jest dostępn[ay])|nie znaleziono"
    r"|został[ao]? usunięt[ya])|(stránka|článek)\b.{0,30} (neexistuje|nebyla nalezena|nebyl nalezen|nenalezena)",
    r"(pagina|articolul)\b.{0,30} (nu (există|a fost găsită?|mai este disponibilă?))|az oldal nem található",
    r"(sayfa|haber|içerik)\b.{0,30} (bulunam(adı|ıyor)|mevcut değil|kaldırıldı|silinmiş)"
    r"|η σελίδα .{0,20}δεν βρέθηκε",
    r"(صفحة|مقال|مقالة|خبر|محتوی|رابط)\b.{0,35} (غیر (موجود|متاح|متوفر)ة?|لا (یوجد|توجد)|لم (یتم|نتمکن من) العثور"
    r"|تم حذف|محذوف)|لم (یتم |نتمکن من )?(العثور|نعثر) علی (هذه )?(ال)?صفحة",
    r"(صفحه|مطلب|خبر|مقاله).{0,45} (پیدا|یافت) (نشد|نمی ?شود)|(صفحه|مطلب|خبر).{0,45} (وجود ندارد|موجود نیست|حذف شده)",
    r"(页面|网页|頁面|網頁|文章|内容|內容).{0,8}(不存在|已?被?(删除|刪除)|(没|沒)有找到|无法找到|無法找到|找不到"
    r"|失效)"
    r"|找不到.{0,10}(页面|頁面|网页|網頁|文章)",
    r"(ページ|記事|コンテンツ)(は|が).{0,12}(見つかりません|見つかりませんでした|存在しません|削除され|ありません)",
    r"(페이지|기사|게시물)(를|을|가|이)? .{0,8}(찾을 수 없|존재하지 않|삭제되)\w*",
    r"(העמוד|הדף|הכתבה)\b.{0,25} (לא נמצאה?|לא קיימת?|אינו קיים)|(halaman|artikel)\b.{0,20} tidak (ditemukan|ada)",
)
_BROKEN = _any(
    r"something( has)?( went| gone)( terribly)? wrong|an? (unexpected )?error( has)? occurred"
    r"|(internal )?server error",
    r"service( is)?( temporarily)? unavailable|temporarily (down|offline|unavailable)"
    r"|be (right )?back (soon|shortly)",
    r"(our (web ?)?site is )?(down for|under(going)?|scheduled|site|website)( scheduled| planned)? maintenance"
    r"|maintenance (mode|in progress)",
    r"^maintenance$|(etwas|da) ist (etwas )?schief ?gegangen|ein fehler (ist )?aufgetreten",
    r"(wegen|aufgrund von)? ?wartungsarbeiten|wartungsmodus|wird gerade gewartet"
    r"|vorübergehend nicht (erreichbar|verfügbar)",
    r"(une erreur|un problème) (s'est produite?|est survenue?)|en (cours de )?maintenance|maintenance en cours",
    r"(algo|algo ha) (salió|ido) mal|se (ha producido|produjo) un error"
    r"|((el|este|nuestro) sitio (web )?está )?en mantenimiento"
    r"|em manutenção",
    r"(ocorreu um erro|algo deu errado)|(si è verificato un errore|qualcosa è andato storto)|in manutenzione",
    r"er (is|ging) iets (fout|mis)( gegaan)?|in onderhoud|något gick fel|noe gikk galt|noget gik galt",
    r"(что-то пошло не так|произошла ошибка)|(технические|профилактические|ведутся) .{0,20}работы"
    r"|техническ\w+ обслуживани\w+",
    r"coś poszło nie tak|wystąpił błąd|przerwa techniczna|(bir hata oluştu|bir şeyler ters gitti)"
    r"|bakım (çalışması|modu)",
    r"(حدث|وقع) خطأ( ما)?|تحت الصیانة|قید الصیانة|خطایی رخ داد\w*|در (دست|حال) (تعمیر|بروزرسانی|به ?روزرسانی)",
    r"(出错了|出錯了|发生错误|發生錯誤|系统维护|系統維護|网站维护|網站維護)|(エラーが発生|メンテナンス中)\w*"
    r"|점검 ?중\w*",
)
_LOGIN = _any(
    r"(please )?\b(log|sign) ?-?in( or (register|sign up|subscribe))?|(log|sign) ?in required"
    r"|subscriber login|member login",
    r"(bitte )?(melden sie sich an|anmelden|einloggen|anmeldung|loggen sie sich ein)|connexion"
    r"|se connecter|connectez-vous",
    r"identifiez-vous|identification|(inicie|inicia|iniciar) sesión|accede|acceso|accedi|accesso|entrar"
    r"|fazer login|login",
    r"inloggen|logga in|logg inn|log ind|kirjaudu( sisään)?|войти|вход|авторизация|увійти|вхід|zaloguj się|logowanie",
    r"přihlášení|giriş( yap(ın)?)?|oturum aç(ın)?|تسجیل الدخول|سجل الدخول|الدخول|ورود( به .{0,20})?|登录"
    r"|登入|登錄|ログイン|로그인",
)


_STATIC = _any(
    r"(our )?(privacy|cookies?|legal|data protection|refund|returns?|shipping)( and (privacy|cookies?))?"
    r" (policy|notice|statement)|terms( (and|&) conditions| of (service|use|sale|business))?"
    r"|(legal )?disclaimer|imprint|accessibility statement|(contact|about) us|contact|get in touch|site ?map"
    r"|our (story|mission|values|team)|frequently asked questions|faqs?|pricing|careers",
    r"impressum|datenschutz(hinweise?|erklärung|bestimmungen)?|(allgemeine )?(nutzungs|geschäfts)bedingungen|agb"
    r"|(wir )?über uns|kontakt(formular)?|cookie-richtlinie|erklärung zur barrierefreiheit",
    r"mentions légales|politique de (confidentialité|cookies)|conditions générales( d'utilisation| de vente)?"
    r"|(contactez|nous contacter)(-nous)?|à propos de nous|qui sommes-nous|plan du site",
    r"aviso legal|política de (privacidade?|cookies)|términos y condiciones( de uso)?|contact[oe]|quiénes somos"
    r"|sobre (nosotros|nós)|acerca de nosotros|preguntas frecuentes|termos (de uso|e condições)|quem somos",
    r"fale conosco|chi siamo|contatti|note legali|informativa (sulla )?privacy|termini e condizioni",
    r"over ons|contact opnemen|privacy(beleid|verklaring)|algemene voorwaarden|om oss|om os|kontakta? (oss|os)"
    r"|integritetspolicy|personvern(erklæring)?|privatlivspolitik|tietosuojaseloste|yhteystiedot",
    r"polityka prywatności|regulamin|o nas|kontakty|zásady ochrany osobních údajů|o nás|obchodní podmínky|rólunk"
    r"|kapcsolat|adatvédelmi (tájékoztató|nyilatkozat)|despre noi|politica de confidențialitate|termeni și condiții",
    r"о нас|контакты|политика конфиденциальности|пользовательское соглашение|про нас|контакти|за нас",
    r"hakkımızda|iletişim|gizlilik (politikası|sözleşmesi)|kullanım (koşulları|şartları)|επικοινωνία|όροι χρήσης",
    r"من نحن|اتصل بنا|سیاسة الخصوصیة|درباره ما|تماس با ما|关于我们|關於我們|联系我们|聯絡我們|隐私政策|隱私權政策"
    r"|お問い合わせ|会社概要|プライバシーポリシー|利用規約|회사소개|개인정보 ?처리방침|이용약관",
)


def surely_missing(heading: str) -> bool:
    """Whether a heading says that there is no such page, in words that are said of nothing else."""
    return bool(_SURELY_MISSING.search(heading[:_LONGEST]))


def says_missing(heading: str) -> bool:
    """Whether a heading says hardly more than that a page or an article is gone, broken or not there yet."""
    parts = _parts(heading)
    return any(_is_all(_MISSING, part, before=25, behind=12) for part in parts) or any(
        _is_all(_BROKEN, part, before=8, behind=5) for part in parts
    )


def says_static(heading: str) -> bool:
    """Whether a heading is what nearly every site calls a page about itself: its terms, whom to ask, who it is."""
    return _STATIC.fullmatch(heading.lower().translate(_SPELLED).strip(" .!?…")) is not None


def says_login(heading: str) -> bool:
    """Whether a heading asks a reader to log in, and hardly says for what."""
    return any(_is_all(_LOGIN, part, before=8, behind=25) for part in _parts(heading))


def _parts(heading: str) -> list[str]:
    """A heading without the name of its site, spelled in one way; nothing of a long one."""
    return [part for part in _SITE.split(heading.lower().translate(_SPELLED)) if len(part) <= _LONGEST]


def _is_all(words: re.Pattern[str], text: str, *, before: int, behind: int) -> bool:
    """Whether the words are all of a text but for so many letters: "Sorry, the …", "… on this server"."""
    said = words.search(text)
    return said is not None and said.start() <= before and len(text.rstrip(" .!?…")) - said.end() <= behind
