"""Captions and credits told apart."""

import re

from iria_crawler.extract.html import squeeze

_WORD = (
    r"(?:(?:(?:image|photo|picture|foto|video|file|cover|pool)\s*)?(?:credits?|courtesy(?:\s+of)?)|crédits?(?:\s+photos?)?|"
    r"(?:photo|image|picture|photograph|foto|fotos|bild|bildquelle|quelle|source|fuente|fotografía|fotografia)"
    r"(?:\s+(?:by|credit|von|por|di|de|courtesy(?:\s+of)?))?|©|\(c\)|copyright|الصورة|تصوير)"
)
_LABEL = re.compile(rf"(?i)^\W*{_WORD}\s*(?:[:：/]\s*|\s+)")
_BRACKETED = re.compile(rf"(?i)\s*[\(\[（]\s*(?:{_WORD}\s*[:：]\s*|{_WORD}\s+by\s+|©\s*)([^()\[\]（）]+)[\)\]）]\s*\.?")
_AGENCY = (
    r"(?:AP|AFP|EPA|EFE|dpa|DPA|Reuters|REUTERS|Getty|Shutterstock|Alamy|Xinhua|TASS|ANSA|UPI|PA|Bloomberg|iStock|"
    r"Unsplash|Flickr|Wikimedia|Keystone|imago|IMAGO|picture alliance|Anadolu|SIPA|Sipa|"
    r"U\.?S\.? (?:Army|Navy|Air Force|Marine Corps)|DVIDS)"
)
_BRACKETED_AGENCY = re.compile(rf"\s*[\(\[]\s*((?:[^()\[\]]{{0,60}}[/\s])?{_AGENCY}\b[^()\[\]]{{0,80}})[\)\]]\s*\.?$")
_TRAILING_LABEL = re.compile(
    rf"(?i)(?:(?<=[.!?…”\"’')\]])\s+|\s+[|–—/-]\s+|\s*\|\s*|^){_WORD}\s*[:：]\s*([^:：]{{2,120}})$"
)
_TRAILING_SIGN = re.compile(r"\s*[|–—/-]?\s*(?:©|Copyright:?|\(c\))\s*([^©]{2,120})$")
_TRAILING_BY = re.compile(
    r"(?<=[.!?…”\"’')])\s+(?:Photo(?:graph)?s?|Picture|Image) (?:by|courtesy of) ([^.]{2,100})\.?$"
)
_TRAILING_AGENCY = re.compile(
    rf"(?<=[.!?…”\"’')\]])\s+((?:[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){{0,3}}\s*(?:/|–|-|,|\bvia\b)\s*)?{_AGENCY}\b(?:(?:\s*(?:/|,|-|–)\s*|\s+)"
    r"(?:via\s+)?[A-Z][\w.'’-]*){0,5})\.?$"
)

_PATTERNS = (_BRACKETED, _BRACKETED_AGENCY, _TRAILING_LABEL, _TRAILING_BY, _TRAILING_SIGN, _TRAILING_AGENCY)
_LONGEST = 3_000


def parted(text: str) -> tuple[str | None, str | None]:
    """The caption and the credit in a text; the credit without its brackets and its label."""
    text = squeeze(text)
    if len(text) > _LONGEST:
        return text, None
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match:
            caption = squeeze(f"{text[: match.start()]} {text[match.end() :]}").strip(" |–—/").strip()
            return caption or None, bare_credit(match[1])
    return text or None, None


def bare_credit(text: str) -> str | None:
    """A credit without its label and brackets: `(Photo: A. Name)` is `A. Name`."""
    text = squeeze(text).strip("()[]（） ")
    return _LABEL.sub("", text).strip(" .|:–—") or None
