"""Which language an article is in."""

import re
from collections import Counter

from iria_crawler.extract.spoken import LEAST, SAMPLE, glanced, known_as, spoken
from iria_crawler.extract.view import Found, View

_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
_CODE = re.compile(r"[a-z]{2,3}(?=[-_]|$)", re.I)
_ENOUGH = 200
_GLANCE = 200
_GLANCES = (100, _GLANCE)  # nine texts of ten are plain from the first
_CLEAR = 0.9
# Languages that the classifier cannot tell apart well: between these the page's own word counts.
_KIN = (
    {"no", "nb", "nn", "da", "sv"}, {"hr", "sr", "bs", "sl", "mk", "bg", "sh"}, {"id", "ms", "jv"}, {"cs", "sk"},
    {"gl", "pt", "es", "ca", "an", "oc"}, {"ar", "fa", "ur", "ps", "ug"}, {"ru", "uk", "be"},
    {"nl", "af", "fy", "lb", "de"}, {"zh", "ja"}, {"hi", "ne", "mr"},
)  # fmt: skip
# Letters that one of them has and another has not: where a text has many of these, the letters tell.
_LETTERS = {
    language: frozenset(letters)
    for languages, letters in (
        ("ar", "ةأإ"), ("fa", "پچژگکی"), ("ur", "پچژگکیٹڈڑںےہ"), ("ps", "پچژگټډړښګڼې"),
        ("ru", "ыэёъ"), ("uk", "іїєґ"), ("be", "іыэёў"), ("bg", "щъюя"), ("mk", "ѓќѕј"),
        ("cs", "ěřů"), ("sk", "ľĺŕôä"), ("sv", "äö"), ("da no nb nn", "æø"),
        ("es", "ñ¿¡"), ("pt", "ãõçàâêô"), ("ca", "çàèòï"),
        ("ja", map(chr, range(0x3041, 0x3100))), ("zh", "你她们們这這说說没沒么麼对對发從从"),
    )
    for language in languages.split()
}  # fmt: skip
_SEVERAL = 5


def language_of(view: View, text: str) -> Found[str] | None:
    """The language that the page declares, unless its text is long and clearly in another."""
    declared = _declared(view)
    text = _in_the_main(text)
    if declared and any(_is_plainly(declared.value, text[:letters]) for letters in _GLANCES):
        return declared
    found, sureness = spoken(text)
    if found is None or len(text) < _ENOUGH or sureness < _CLEAR:
        return declared or (Found(found, "dom") if found and sureness >= _CLEAR else None)
    if declared is None or not (_same(declared.value, found) or _is_kin(declared.value, found, text[:SAMPLE])):
        return Found(found, "dom")
    return declared


def _is_kin(declared: str, spoken: str, text: str) -> bool:
    """Whether the classifier may have taken one language for the other, and the letters of the text do not tell."""
    if not any({declared, spoken} <= kin for kin in _KIN):
        return False
    ours, theirs = _LETTERS.get(declared, frozenset()), _LETTERS.get(spoken, frozenset())
    counted = Counter(text.lower())
    there = sum(counted[letter] for letter in theirs - ours)
    return there < _SEVERAL or 10 * sum(counted[letter] for letter in ours - theirs) > there


def _in_the_main(text: str) -> str:
    """A text; of one whose first lines are in Latin letters and nearly all others are not, or the other way round,
    the others."""
    if not _NOT_LATIN.search(text):
        return text
    share = _latin(text[: SAMPLE : SAMPLE // _GLANCE])
    begins_latin = _latin(text[:_GLANCE]) > 1 / 2
    if (share if begins_latin else 1 - share) > 1 / 3:
        return text
    return "\n".join(line for line in text.splitlines() if (_latin(line) > 1 / 2) != begins_latin)


def _latin(text: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) / len(letters) if letters else 0.0


def _is_plainly(declared: str, text: str) -> bool:
    """Whether the first lines are clearly in the declared language; then the rest need not be looked at."""
    if len(text) < LEAST:
        return False
    language, sureness = glanced(text)
    return _same(declared, language) and (sureness >= _CLEAR or spoken(text)[1] >= _CLEAR)


def _declared(view: View) -> Found[str] | None:
    said = (
        (view.tree.get("lang") or view.tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "", "dom"),
        (view.data.said("og:locale", "content-language", "language", "dc.language") or "", "meta"),
        (next(iter(view.data.strings("inLanguage", page_too=True)), ""), "json-ld"),
        *((mention.language or "", source) for source, mention in view.mentioned("api", "feed", "sitemap")),
        (view.site.site.language or "", "rule"),
    )
    codes = ((_CODE.match(text.strip()), source) for text, source in said)
    return next((Found(code[0].lower(), source) for code, source in codes if code), None)


def _same(one: str, other: str) -> bool:
    return known_as(one) == known_as(other)
