"""How walls before a page ask for a proof, for patience or for consent, in the languages of the world's press."""

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


ASKS_FOR_PROOF = _any(
    r"(verify(ing)?|confirm(ing)?|prove|checking)( that)? you( a|['’]?)re (a )?(human|real|not a (ro)?bot)",
    r"\bare you (a )?(human|(ro)?bot)\b|i( a|['’])m not a robot|human verification|bot (verification"
    r"|check|detection)",
    r"checking (your browser|if the site connection is secure)|enable javascript and cookies to continue",
    r"unusual (traffic|activity) (from|on|detected)|complete the (security check|captcha)",
    r"(solve|enter) th(e|is) captcha",
    r"bestätigen sie,? dass sie (ein mensch|kein roboter)|kein(en)? roboter sind|sind sie ein (mensch|roboter)",
    r"ihr(en)? browser (wird|werden) (gerade )?(über|ge)prüft|überprüfung ihres browsers|ungewöhnlichen datenverkehr",
    r"(vérifi|confirm|prouv)\w+ que vous (êtes (bien )?un (être )?humain|n['’]êtes pas un robot)",
    r"je ne suis pas un robot|vérification de (la sécurité de )?votre (navigateur|connexion)",
    r"trafic (inhabituel|exceptionnel)",
    r"(verifi|confirm|demuestr|comprueb)\w+ que (usted )?(eres|es|no eres|no es|sea) (un )?(ser )?(humano|robot)",
    r"no soy un robot|(comprobando|verificando) (tu|su|el) navegador|tráfico inusual",
    r"(verific|conferm|dimostr)\w+ (che |di )?(sei|essere|non sei|non essere)( un)? ?(essere )?(umano|robot)",
    r"non sono un robot|(controllo|verifica) del (tuo )?browser|traffico (insolito|anomalo)",
    r"(não sou|você não é) um robô|verifi\w+ (que|se) você é humano",
    r"تحقق من أن[كّ]+ (إنسان|بشر|لست)|لست (برنامج )?روبوت|التحقق من (متصفحك|أنك|المتصفح)|إثبات أنك إنسان",
    r"(شما|من) (یک )?ربات نیست(م|ید)|بررسی مرورگر شما|تایید کنید که (ربات|انسان)",
    r"(подтвердите|убедиться|проверяем),? что вы (не робот|человек)|я не робот|вы не робот",
    r"проверка (вашего )?браузера|необычный трафик|запросы.{0,40}(отправляли вы, а не робот|автоматические)",
    r"(验证|确认|驗證|確認)(您|你)(是|不是)(真人|人类|人類|机器人|機器人)|人机(身份)?验证|人機驗證",
    r"我不是(机器人|機器人)|正在(检查|檢查|验证)(您|你)的(浏览器|瀏覽器)|请完成(安全)?验证|異常流量|异常流量",
    r"百度安全验证|ロボットで(は)?な|人間(である|だと)(こと)?を?(確認|証明)|ブラウザを?(確認|チェック)し",
    r"通常と異なるトラフィック|robot olmadığınızı|ik ben geen robot|controleren (of|dat) u (een mens|geen robot)",
)

SAYS_TOO_MANY = _any(
    r"too many requests|rate[- ]limit(ed)? (has been )?(exceeded|reached)|you are being rate[- ]limited",
    r"you have been rate[- ]limited|zu viele anfragen|trop de (requêtes|demandes)",
    r"demasiadas (solicitudes|peticiones)|troppe richieste|طلبات كثيرة جد|слишком много запросов",
    r"请求过于频繁|請求過於頻繁|リクエストが多すぎ",
)

# Of a sentence: an article says "partner" or "advertising" too, a request for consent hardly a sentence without these.
SPEAKS_OF_CONSENT = _any(
    r"cookie|\bconsent|\bprivacy|personal data|personali[sz]ed (ads|content|advertising)|our (\d+ )?partners",
    r"legitimate interest|\bgdpr\b|datenschutz|einwillig|zustimm|personenbezogen|privatsphäre",
    r"unsere[nr]? (\d+ )?partner|mit werbung|ohne werbung|werbefrei|données (personnelles|à caractère)|traceurs",
    r"consentement|confidentialité|vie privée|nos (\d+ )?partenaires",
    r"datos personales|consentimiento|privacidad|nuestros (\d+ )?socios",
    r"dati personali|consenso|riservatezza|nostri (\d+ )?partner|toestemming|persoonsgegevens",
    r"dados pessoais|ملفات تعريف الارتباط|الخصوصية|موافقت|الكوكيز|персональных данных|конфиденциальн|соглас|куки",
    r"حریم خصوصی|کوکی|شرکای ما|رضایت|داده.های شخصی",
    r"隐私|隱私|同意|个人信息|個人資料|クッキー|プライバシー|個人情報",
)

ASKS_FOR_CONSENT = _any(
    r"we (value|respect|care about) your privacy|your privacy (matters|is important|choices)",
    r"before you (continue|proceed)|\bwe (and|use|,).{0,60}(partners|cookies)|consent to (the use|continue|cookies)",
    r"manage (your )?(consent|privacy)|bevor sie (fortfahren|weiter|zu )|(ihre )?privatsphäre|(mit|ohne) werbung",
    r"(um|bitte um) ihre (zustimmung|einwilligung)|cookies zustimmen",
    r"wir (und|benötigen|verwenden|nutzen|brauchen).{0,60}(partner|zustimmung|einwilligung|cookies)",
    r"avant (de continuer|d['’]accéder|d['’]aller)|(votre|la) vie privée|continuer sans accepter",
    r"nous (et|utilisons).{0,60}(partenaires|cookies)|antes de (continuar|acceder|ir a)|(tu|su) privacidad",
    r"nosotros y .{0,40}socios|prima di (continuare|accedere|proseguire)|(la )?(tua|vostra) privacy",
    r"noi e .{0,40}partner|قبل (المتابعة|أن تتابع)|نحن (نقدر|نحترم) خصوصيتك|خصوصيتك (تهمنا|مهمة)",
    r"حریم خصوصی شما|(پیش|قبل) از (ادامه|ورود)|ما و .{0,20}(شرکا|همکاران)",
    r"прежде чем (продолжить|перейти)|перед продолжением|ваш(а|ей|у) (конфиденциальност|приватност)",
    r"(继续|繼續)(之前|前)|在(您|你)(继续|繼續)|(重视|尊重|重視)(您|你)的(隐私|隱私)",
    r"続行する前に|プライバシーを(尊重|大切)|voordat (je|u) (verdergaat|doorgaat)",
)

ACCEPTS = _any(
    r"\b(accept|agree|allow|got it|consent|yes|ok)\b|akzeptier|zustimm|einverstanden|einwillig|accepte|d['’]accord",
    r"acept[ao]|de acuerdo|accett|acconsent|aceitar|akkoord|accepteren|toestaan",
    r"موافق|أوافق|قبول|می.پذیرم|پذیرفتن|принять|принимаю|соглас|同意|接受|承諾|許可",
)

# Of a sentence: what walls say to their reader, or of themselves. News is told of others.
SPEAKS_TO_READER = _any(
    r"\b(you(['’]?re|rs?)?|we|our|us|please)\b|\bthis (web ?)?(site|page)\b",
    r"^(to continue|disable|allow|enable|add|reload|refresh|click|complete|contact|write|try|turn|switch)\b",
    r"(?-i:\b(Sie|Ihr(e[mnrs]?)?|Ihnen)\b)|\b(du|dein(e[mnrs]?)?|wir|uns(er\w*)?|bitte)\b",
    r"\b(vous|votre|vos|nous|notre|nos|veuillez|ajoutez|désactivez|activez|autorisez|rechargez|cliquez|actualisez)\b",
    r"\b(ustedes|usted|tus?|tienes|est[áa]s|eres|puedes|nuestr[oa]s?|hemos|por favor|añad[ae]|desactiv[ae])\b",
    r"\b(tu[aeo]?|tuoi|vostr\w|nostr\w|stai|hai|sei|puoi|abbiamo|per favore|aggiungi|disattiva|ricarica|clicca)\b",
    r"\b(você|nós|noss[oa]s?|desative|adicione|recarregue|clique)\b",
    r"يرجى|الرجاء|من فضلك|متصفحك|جهازك|لديك|أنت|موقعنا|نحن|شما|لطف|مرورگر",
    r"\b(вы|вас|вам|ваш\w*|мы|нас|наш\w*|пожалуйста|\w+[йь]те|обновите|отключите|включите|нажмите|подтвердите)\b",
    r"您|你|请|請|我们|我們|本站|本网|本網|ください|お使い|お客様|あなた|当サイト|ご利用",
    r"\b(u|uw|je|jij|jouw|wij|onze|alstublieft)\b|\b(proszę|państw\w+|tw[óo]j\w*|nasz\w*)\b",
    r"\b(siz\w*|biz\w*|lütfen|sitemiz\w*)\b|\w(ınız|iniz|unuz|ünüz)\b",
)

REFUSES_REGIONS = _any(
    r"(not|un)( currently)?(available| available|accessible) (in|for|to) (your|(users|readers"
    r"|visitors) in (your|the|most))"
    r" (country|region|location|european)|access (from|in) your (country|region|location) (is"
    r"|has been) (not|blocked|denied)",
    r"in (ihrem|deinem|ihrer|deiner) (land|region) nicht verfügbar"
    r"|aus der europäischen union nicht",
    r"(pas|plus|in)( ?)(disponible|accessible) dans votre (pays|région)|no (está )?disponible en (tu"
    r"|su) (país|región)",
)

REFUSES_BLOCKERS = _any(
    r"ad-?\s?block(er)?( has been| was| is)? (detected|enabled|on)\b|(disable|turn off|switch off|pause"
    r"|allow ads).{0,30} ad-?\s?block",
    r"(you are|you're|you’re|seem to be) using an ad-?\s?block|please (allow|enable) ads|(werbe"
    r"|ad)-?\s?blocker (erkannt|aktiv|deaktivieren)",
    r"(désactive[rz]|détecté).{0,25}(bloqueur|adblock)|bloqueur de publicités? (détecté|activé)"
    r"|(desactiv|detectad).{0,25}bloqueador",
    r"(disattiva|rilevato).{0,20}(ad-?\s?block|blocco)|bloqueador de anúncios"
    r"|отключите .{0,25}блокировщик|блокировщик рекламы",
    r"(مانع|حاجب) الإعلانات|广告(拦截|屏蔽)|廣告(攔截|阻擋)|広告ブロック",
)
