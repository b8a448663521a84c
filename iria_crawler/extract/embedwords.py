"""What stands in the place of something embedded from elsewhere until a reader agrees to load it, in the languages of
the press."""

import re

_LONGEST = 500  # letters
_ASKS = re.compile(
    r"""(?ixs)
      # German
      empfohlener\ (?:redaktioneller|externer)\ inhalt | externe[rn]?\ inhalte?(?:\ (?:anzeigen|laden|aktivieren))?
    | an\ dieser\ stelle\ (?:finden|sehen|befindet|steht|ist|wäre)\b .{0,120} \bextern\w*\ inhalt .*
    | ich\ bin\ (?:damit\ )?einverstanden,\ dass\ (?:mir\ )?(?:\w+\ ){0,2} extern\w*\ inhalte? .*
    | mit\ ihrer\ (?:zustimmung|einwilligung)\ wird\ .{0,40} \bextern\w*\b .{0,60} (?:geladen|angezeigt) .*
    | (?:um|damit)\ (?:diese[nrs]?|d(?:en|as|ie)|externe)\ (?:(?-i:[a-zäöü])[\w-]*\ ){0,2}
        (?:inhalte?|video|beitrag|tweet)\b .{0,60} (?:anzeigen|sehen|laden|angezeigt) .{0,80}
        (?:cookies|einwilligung|zustimmung|datenschutz) .*
      # English
    | (?:this\ (?:article|story|page)\ (?:includes|contains)\ content\ (?:hosted|provided)\ (?:on|by)\b)
        .{0,80} (?:permission|consent) .*
    | (?:allow|skip|end\ of)\ [\w-]{2,20}\ content\ *\??
    | we\ (?:need|ask\ for)\ your\ (?:permission|consent)\ (?:before|to\ load)\b .*
    | to\ (?:view|watch|see|display|play)\ this\ (?:\w+\ )?(?:content|video|post|tweet|embed|media|graphic|map)\b
        .{0,40} (?:accept|enable|allow|agree|consent)\b .{0,80} cookies .*
    | (?:please\ )?(?:accept|enable|allow)\ .{0,30} cookies\ to\ (?:view|watch|see|display|play)\b .{0,80}
      # French, Dutch, Spanish, Portuguese, Italian, Polish
    | (?:ce|cette)\ (?:contenu|vidéo|publication)\b .{0,40} \b(?:bloquée?|hébergée?)\b .{0,120} \b(?:cookies|tiers)\b .*
    | (?:afin\ de|pour)\ (?:pouvoir\ )?(?:afficher|voir|visualiser|lire)\ (?:ce|cette|le|la)\ (?:contenu|vidéo)\b
        .{0,120} \bcookies\b .*
    | om\ (?:deze|dit|de)\ (?:inhoud|content|video|tweet|bericht)\ te\ (?:tonen|bekijken|zien|laden)\b .{0,120}
        (?:cookies|toestemming) .*
    | para\ (?:ver|mostrar|visualizar)\ (?:este|esse)\ (?:contenido|conteúdo|v[ií]deo)\b .{0,140} \bcookies\b .*
    | (?:este|esse)\ (?:contenido|conteúdo|v[ií]deo)\b .{0,80}
        \b(?:acept|aceit|bloque|configur|consent|habilit|permi|preferenc|requ)\w* .{0,60} \bcookies\b .*
    | per\ (?:visualizzare|vedere|guardare)\ (?:questo|il)\ (?:contenuto|video)\b .{0,120} \bcookies?\b .*
    | aby\ (?:wyświetlić|zobaczyć|obejrzeć)\ .{0,40} (?:treść|treści|materiał|film|wideo)\b .{0,120} \bcookies?\b .*
    """
)
_FAILS = re.compile(
    r"""(?ixs)
      to\ view\ this\ video,?\ please\ enable\ javascript\b .*
    | please\ enable\ javascript\ to\ (?:view|see|play|watch|use|load|display)\b .{0,80}
    | (?:sorry,\ )?(?:your|this)\ browser\ (?:does\ not|doesn['’]t|can(?:no|['’])t)
        \ (?:currently\ )?(?:support|play|display)\b
        .{0,40} (?:video|audio|iframe|frame|element|tag|player|canvas) .{0,120}
    | (?:ihr|dein)\ browser\ (?:unterstützt|kann)\b .{0,60} (?:video|audio|iframe) .{0,60}
    | votre\ navigateur\ ne\ (?:supporte|prend|permet|gère)\ pas\b
        .{0,40} (?:vidéo|video|audio|balise|html5|iframe) .{0,60}
    | (?:su|tu|o\ seu|seu)\ navegador\ n(?:o|ão)\ (?:soporta|admite|suporta|es\ compatible|é\ compatível)\b .{0,80}
    | il\ tuo\ browser\ non\ supporta\b .{0,80}
    | (?:je|uw)\ browser\ ondersteunt\b .{0,40} (?:video|audio|iframe) .{0,40}
    | twoja\ przeglądarka\ nie\ (?:obsługuje|wspiera)\b .{0,80} | tarayıcınız\b .{0,60} desteklemiyor .{0,20}
    | ваш\ браузер\ не\ (?:поддерживает|підтримує)\b .{0,80}
    | (?:متصفحك|المتصفح(?:\ الخاص\ بك)?)\ لا\ يدعم .{0,80} | مرورگر\ شما\ .{0,60} پشتیبانی\ نمی.?کند .{0,20}
    | (?:お使い|ご利用)のブラウザ .{0,60} (?:サポート|対応)してい .{0,20} | 您的(?:浏览器|瀏覽器)不(?:支持|支援) .{0,40}
    | getting\ your\ .{2,30}\ player\ ready\W*
    | this\ is\ a\ modal\ window\b .{0,200} | beginning\ of\ dialog\ window\. .{0,100} | video\ player\ is\ loading\.?
    | the\ media\ could\ not\ be\ loaded\b .{0,200} | no\ compatible\ source\ was\ found\ for\ this\ media\.?
    """
)
"""What a player says where it cannot play, which nobody sees elsewhere."""


def asks_to_load(line: str) -> bool:
    """Whether a paragraph does nothing but ask whether something may be loaded, or say that it cannot be played."""
    return len(line) <= _LONGEST and any(said.fullmatch(line) for said in (_ASKS, _FAILS))
