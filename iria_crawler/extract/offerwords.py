"""How the lines at the end of a stub ask to subscribe, in the languages of the world's press."""

import re

_LONGEST = 160  # letters
_BEFORE = 25  # letters: "Already a subscriber? "
_LEAST_BEFORE = 11  # letters: "This ", "Dieser "
_LOOKED_AT = 90  # letters


def _any(*phrases: str, before: int = 0) -> re.Pattern[str]:
    return re.compile(f".{{0,{before}}}?(?:{'|'.join(phrases)})")


# That the rest is kept, and for whom, or what to do to read it.
_KEEPING = (
    r"\b(article|story|content|post|rest)\b.{0,20} is (only )?(for|available (only )?(to|for)"
    r"|reserved for|exclusive(ly)? (to|for))"
    r" .{0,25}(subscribers|members|subscriptions?)\b",
    r"\b(subscribe|sign (up|in)|register|log ?in|join|become a (member|subscriber)|create (an"
    r"|a free) account)\b.{0,30}"
    r" to (continue|keep (on )?reading|read (on|the (rest|full|whole|entire|complete)|this (article"
    r"|story))|unlock|access (this|the (full|whole) (article|story|text)|the rest))",
    r"\bto (continue|keep) reading\b.{0,30}(subscri|log ?in|sign|regist)|\b(continue|keep) reading with (a|your)\b",
    r"you('ve|’ve| have) (reached|used|read) .{0,25}(free (articles|stories)|article limit)|unlock th(is"
    r"|e full) (article|story)",
    r"\bweiterlesen mit\b|(artikel|beitrag|inhalt|text) ist (nur |exklusiv |ausschließlich )?(für"
    r"|unseren) .{0,25}(abonnent|mitglied|kund)",
    r"\bum (weiter ?zu ?lesen|(den|diesen) .{0,15}(artikel|text) .{0,15}zu lesen)",
    r"\b(abonnieren|anmelden|registrieren|einloggen|freischalten"
    r"|testen)\b.{0,20} und (sofort )?(weiterlesen|alles lesen)",
    r"il vous reste .{1,8} ?%|(suite|article|contenu)( de .{0,25})? (vous )?est réservée? (aux"
    r"|à nos) (abonn|membre|adhérent|lecteur)",
    r"(abonnez|connectez|inscrivez|identifiez)-vous .{0,20}pour (lire|continuer|poursuivre|accéder)",
    r"\bpour (lire la suite|continuer (la|votre) lecture|poursuivre (la|votre) lecture)",
    r"(artículo|contenido|nota)\b.{0,15} (exclusiv[oa]|reservad[oa]|solo|sólo) (para"
    r"|a) .{0,20}(suscriptor|abonad|soci[oa]s)",
    r"\bpara (seguir|continuar) leyendo\b|(suscríb\w+|regístr\w+|inicia sesión"
    r"|hazte soci\w+) .{0,20}para leer (el|este|la)",
    r"(conteúdo|matéria|artigo|texto|notícia)\b.{0,15} (exclusiv|reservad|restrit)[oa] .{0,10}(assinante"
    r"|subscritor|membro)",
    r"\b(assine|cadastre-se|faça login|subscreva|inicie sessão)\b.{0,25} para (continuar|ler)",
    r"(contenuto|articolo)\b.{0,10} (riservato|disponibile solo|esclusivo).{0,10} (abbonati|soci|iscritti)",
    r"\b(abbonati|accedi|registrati|iscriviti)\b.{0,25} per (continuare|leggere (tutto|l['’]articolo"
    r"|il resto))|\bper continuare a leggere",
    r"artikel is (alleen|exclusief|enkel) voor (abonnees|leden)|\bom (verder te lezen|(dit"
    r"|het) (hele )?artikel te lezen)|\blees verder met\b",
    r"\b(för|for|å|at) (att )?(läsa|lese|læse) (vidare|videre|hela|hele|resten)|(artikeln|artikkelen"
    r"|artiklen|artikel) (är|er) (\w+ )?(för|for) (\w+ )?(prenumeranter|abonnenter)\b",
    r"(artikkeli|juttu) on (vain )?tilaajille|\btilaa(jana)? .{0,20}lue koko",
    r"(материал|статья|текст|продолжение|полная версия)\b.{0,20} (доступ|только|открыт)\w*.{0,20} подписчик",
    r"(подпис\w+|войдите|зарегистрируйтесь)\b.{0,20} чтобы (читать|продолжить|прочитать|дочитать)",
    r"\b(aby|żeby) (czytać dalej|przeczytać)|(artykuł|treść|tekst)\b.{0,15} (tylko"
    r"|wyłącznie) dla (prenumerator|subskrybent)|pozostało .{0,16}% (tekstu|artykułu)",
    r"(článek|obsah)\b.{0,15} (jen|pouze) pro (předplatitel|člen)|\bokumaya devam etmek için",
    r"(المقال|المحتوى|المادة) .{0,12}(للمشتركين|لمشتركي)|(اشترك|سجل|سجّل).{0,20} (لمتابعة|لإكمال|لمواصلة) القراءة",
    r"برای (ادامه|خواندن) .{0,20}(مشترک|اشتراک|وارد شوید|ثبت.?نام)",
    r"(订阅|訂閱|登录|登入|付费|付費|开通|成为会员).{0,8}(阅读|閱讀|查看|解锁|解鎖)(全文|更多|余下|剩余)",
    r"(本文|此文|文章|全文).{0,4}(仅限|僅限|仅供|僅供).{0,4}(订阅|訂閱|付费|付費|会员|會員|订户|訂戶)",
    r"記事は(有料)?会員限定|会員限定です|(続き|全文)を.{0,8}(読む|お読み).{0,8}(会員|登録|ログイン|購読)"
    r"|残り ?[0-9,]+ ?文字",
    r"(구독|로그인).{0,8}(계속|전문).{0,6}(읽|보)",
)
_KEEPS_THE_REST = _any(*_KEEPING, before=_BEFORE)
_BEGINS_SO = _any(*_KEEPING, before=_LEAST_BEFORE)
# For whom, or by what: "to read on" alone is said in any text.
_ASKS = re.compile(
    r"(?i)subscri|abonn|abbon|member|mitglied|\blog ?in|sign ?(?:in|up)|regist|regíst|anmeld|einlogg|connect|inscri"
    r"|iscri|suscr[ií]|assin|cadastr|prenum|подпис|войд|зарегистр|předplat|مشترك|اشترك|اشتراك|مشترک|订阅|訂閱|登录"
    r"|登入|会员|會員|会員|登録|ログイン|購読|구독|로그인|tilaa|abone|%|trial|weiterlesen mit"
)
# What stands beside that; nothing by itself.
_OFFERS = _any(
    r"(get|enjoy)( \w+)? (unlimited|full|complete)( digital)? access( to .{0,60})?",
    r"(cancel|kündigen) any ?time",
    r"(log ?in|sign in|subscribe( now)?|abonnieren|anmelden|s['’]abonner|se connecter|suscríbete|assine"
    r"|abbonati|inloggen)",
)
# The same, where the rest is said to be kept: by themselves they may be of the text.
_ASIDES = _any(
    r"(already|not)( yet)? (a|an|have a|have an) (\w+ )?(subscriber|member|subscription|account)\b.{0,30}",
    r"(sie sind )?(bereits|schon) (abonnent|registriert|kund)\w*\b.{0,30}|.{0,30}\bjederzeit kündbar.{0,20}",
    r"(registrieren und testen|jetzt .{0,50}\btesten)\b.{0,130}|.{0,80}\bmonatlich kündbar.{0,20}",
    r"testen sie .{0,50}\b(wochen?|monate?|tage?)\b.{0,40}|(vous êtes )?déjà abonnée?.{0,30}"
    r"|.{0,30}sans engagement.{0,20}",
    r"¿?ya (eres|es) (suscriptor|soci).{0,30}|(sei )?già abbonat.{0,30}|já é assinante.{0,30}|al abonnee.{0,30}",
)


def keeps_the_rest(line: str) -> bool:
    """Whether a line says at its start that the rest of a text is kept, for those who pay or log in."""
    return _KEEPS_THE_REST.match(line.lower(), 0, _LOOKED_AT) is not None


def without_offers(lines: list[str]) -> list[str]:
    """A text without what asks to subscribe at its end."""
    kept = list(lines)
    ending = range(max(len(kept) - 4, 1), len(kept))
    start = next((at for at in ending if len(kept[at]) <= _LONGEST and _begins_so(kept[at])), None)
    is_kept = start is not None and all(_begins_so(line) or _is_offer(line, beside=True) for line in kept[start:])
    if is_kept:
        del kept[start:]
    while len(kept) > 1 and len(kept[-1]) <= _LONGEST and _is_offer(kept[-1], beside=is_kept):
        del kept[-1]
    return kept


def _begins_so(line: str) -> bool:
    return _BEGINS_SO.match(line.lower(), 0, _LOOKED_AT) is not None and _ASKS.search(line) is not None


def _is_offer(line: str, *, beside: bool) -> bool:
    said = line.lower().strip(" .!?→»›")
    return _OFFERS.fullmatch(said) is not None or (beside and _ASIDES.fullmatch(said) is not None)
