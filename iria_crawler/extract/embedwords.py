"""How a page asks to agree before it shows a video or post of others, where that stands in a text."""

import re

_LONGEST = 600  # letters

_LABEL = re.compile(
    r"(?i)(?:empfohlener|externer) (?:(?:redaktioneller|externer) )?inhalt"
    r"|externe inhalte (?:anzeigen|aktivieren|laden)"
    r"|(?:allow|skip|end of|view|load) [\w .-]{1,30} content\s*\??|contenu (?:externe|bloqué)|contenido externo"
)
_ASKS = re.compile(
    r"""(?ix)
        ich\ (?:bin|stimme)\ .{0,20}(?:einverstanden|zu),?\ dass\ (?:mir\ )?.{0,30}extern
      | mit\ ihrer\ (?:zustimmung|einwilligung)\ .{0,60}(?:extern|geladen|angezeigt)
      | an\ dieser\ stelle\ (?:finden|steht|befindet|wollen|möchten)\ .{0,120}(?:extern|drittanbieter)
      | (?:um|zum)\ .{0,60}(?:anzeigen|anzusehen|ansehen|anzuzeigen|laden)\ .{0,120}cookies
      | this\ (?:article|page|story)\ (?:contains|includes)\ content\ (?:provided\ by|hosted\ on)
      | we\ (?:ask\ for|need)\ your\ (?:permission|consent)\ (?:before|to\ (?:load|show|display))
      | to\ (?:view|see|watch|load)\ this\ (?:content|video|post|embed|element)\b.{0,120}(?:cookies|consent|accept)
      | this\ (?:content|video|element)\ (?:is|has\ been)\ (?:blocked|hidden|unavailable)\b.{0,120}(?:cookies|consent)
      | pour\ (?:afficher|voir|lire|consulter)\ ce(?:tte|t)?\ \w+.{0,160}(?:cookies|accept|consent)
      | ce\ contenu\ .{0,40}bloqué.{0,120}cookies
      | para\ (?:ver|visualizar|mostrar)\ este\ (?:contenido|vídeo|video|conteúdo).{0,160}(?:cookies|acept|aceit)
      | per\ (?:vedere|visualizzare|mostrare)\ (?:questo|il)\ (?:contenuto|video).{0,160}(?:cookie|accett|consens)
      | (?:deze|dit)\ (?:inhoud|video|bericht)\ .{0,80}cookies
      | (?:for|för)\ (?:å|att)\ (?:se|visa|vise)\ .{0,60}(?:cookies|informasjonskapsler|kakor|samtyck)
    """
)


def asks_to_show(line: str) -> bool:
    """Whether a line asks for consent to content of others, or is the label of such a request."""
    return len(line) <= _LONGEST and (_LABEL.fullmatch(line) is not None or _ASKS.match(line) is not None)
