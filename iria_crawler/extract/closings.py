"""What papers print where a text ends: whose the rights are, how to report a mistake, where to follow them."""

import re

_LONGEST = 400  # letters
_CLOSING = re.compile(
    r"""(?ixs)
      copyright\ .{0,60}\ to\ see\ more,\ visit\ .{0,60}
    | (?:copyright\s*)? (?:©|\(c\)|copyright)\ .{0,120} \b all\ rights\ reserved\b\W* (?:no\ part\ of\b
        | this\ material\b | reproduction\b | distribution\b | unauthori[sz]ed\b ) .{0,220}
    | this\ material\ may\ not\ be\ (?:published|reproduced|copied)\b .{0,200}
    | \W*this\ (?:story|article|report|post)\ was\ (?:originally|first)\ published
        \ (?:on\ |at\ )?(?:\w+,\ )?[a-z]{3,9}\.?\ \d{1,2},\ \d{4}\b .{0,30}
    | \W*a\ version\ of\ this\ (?:article|review|column|essay|obituary)\ appear(?:s|ed)\ in\ (?:the\ )?print\b .{0,300}
    | (?: (?:read|see)\ (?:more|also) | more\ (?:from|on|about|at|by|stories|news) | also\ (?:from|on|by) | related
        | further\ reading | you\ (?:might|may)\ also )\b [^.!?:]{0,80}:
    | read\ the\ (?:full|whole|entire|original|rest\ of\ the)\ (?:story|article|post|piece)\b .{0,60}
    | (?:do\ you\ )?(?:got|have)\ (?:an?|any)\ (?:\w+\ ){0,2}tips?\b .{0,160} | send\ (?:news\ )?tips\ to\b .{0,80}
    | \(c\)\ (?-i:(?:[A-ZÀ-Þ0-9][\w.’'-]*\ ?){1,6})\W*
    | (?-i:[a-z]{2,5}(?:[/-][a-z]{2,5}){1,4})  # of an agency: who wrote it, who read it
    | \(?(?:editor|editors|redactor(?:a)?|edited\ by|editing\ by|bearbeitet\ von|oprac\.)
        \ ?:\ (?-i:(?:[A-ZÀ-ÞȘȚĀ-Ž][\w.’'-]*\ ?){1,4})\W*
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+\W*
    | .{0,200} (?:ошибк|опечатк|помилк|памылк|грешк|греш[ак]|mistake|typo|\berror|fehler|błąd|błęd|chyb|klaid|kļūd)
        .{0,120} \b ctrl \s* \+? \s* enter \b .{0,100}
    | (?:(?:was|is)\ this|did\ (?:you|this))\b .{0,30} \b(?:helpful|useful|valuable|help(?:\ you)?)\b .{0,20} \?
    | (?:war|hat|fanden\ sie)\b .{0,40} \b(?:hilfreich|nützlich|geholfen|gefallen)\b .{0,20} \?
    | (?:cet\ article|cette\ page|ce\ contenu|ces\ informations)\ vous\ .{0,20} \b(?:utiles?|plu|aidée?)\b .{0,10} \?
    | ¿ .{0,40} \b(?:útil|gustado|ayudado|interesante)\b .{0,30} \?
    | (?:este|esta|questo|questa|was|vond)\ .{0,30} \b(?:útil|utile|nuttig|behulpzaam|ajudou)\b .{0,10} \?
    | czy\ .{0,30} \b(?:pomocny|przydatny|pomocna|przydatna)\b .{0,10} \?
    | .{0,30} \b(?:полезн[аоы]?й?|корисн[аою]\w*|faydalı|yararlı)\b .{0,20} \?
    | .{0,60} you(?:['’]re|\ are|\ have)?\ (?:receiv|got\ this) .{0,200} \bunsubscribe\b .{0,80} | unsubscribe\b .{0,40}
    | .{0,120} (?:무단\s?전재|재배포\s?금지|무단\s?복제) .{0,120}
    | (?:riproduzione\ riservata|tous\ droits\ réservés|alle\ rechte\ vorbehalten|todos\ los\ derechos\ reservados
        |todos\ os\ direitos\ reservados|все\ права\ защищены|με\ επιφύλαξη\ παντός\ δικαιώματος|tüm\ hakları\ saklıdır
        |جميع\ الحقوق\ محفوظة|无断转载|禁止转载|未经授权不得转载)\W* (?:(?:©|copyright)\W*.{0,60})?
    | (?:follow|(?:like|find)\ us|folgen\ sie|folge\ uns
        |suivez|síguenos|sigue\ (?:a|toda)|siga\ (?:[ao]|nos)|segui(?:ci)?|volg|följ|følg
        |seuraa\ meitä|obserwuj|śledź|sledujte|kövess\w*|urmăriţi|urmărește|urmăriți|следете|пратите|pratite
        |ακολουθήστε|читайте\ нас|подписывайтесь|підписуйтесь|підпишіться|стежте|следите|تابعنا|تابعونا|تابعوا)\b
        .{0,120} \b(?:google\ (?:news|noticias|notícias|haberler)|whatsapp|telegram|телеграм\w*|viber
        |facebook|twitter|instagram|youtube|тік-?ток|dzen|дзен\w*)\b .{0,100}
    """
)


def is_closing(line: str) -> bool:
    """Whether a line at the end of a text is one of these, and nothing of the text."""
    return len(line) <= _LONGEST and _CLOSING.fullmatch(line) is not None
