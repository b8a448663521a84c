"""Pages on which a reader has an errand: to apply for a job, to note an event, to look up how a program is used."""

import re
from collections.abc import Iterator

from iria_crawler.extract.html import Elements, parts_of, text_of

_JOB_PATH = re.compile(
    r"(?i)(?:^|[/.])(?:jobs?|careers?|vacanc(?:y|ies)|stellen(?:angebote?|anzeigen?)?|karriere|emplois?|offres?-d-?emplois?"
    r"|recrutement|empleos?|vagas?|lavora-con-noi|vacatures?|rekrytering|lediga-jobb|praca|oferty-pracy|vakansii)[/.]"
)
_APPLY = re.compile(
    r"""(?ix) apply (?:\ (?:now|online|here|today|for\ (?:this|the)\ (?:job|position|role)|to\ (?:this\ )?job))?
      | (?:jetzt|online|hier)\ bewerben | (?:je\ )?postuler(?:\ à\ cette\ offre)? | candidater | inscribirme | solicitar
      | candidatar-se | candidati(?:\ ora)? | solliciteer(?:\ (?:nu|direct))? | ansök(?:\ (?:nu|här))?
      | søk\ (?:på\ )?stillingen | aplikuj(?:\ teraz)? | откликнуться | başvur | 応募する | 立即申请 | 지원하기"""
)
_EVENT_PATH = re.compile(
    r"(?i)/(?:events?|calendar|veranstaltung(?:en)?|termine?|kalender|agenda|evenements?|eventos?|eventi|wydarzenia)/[^/]"
)
_CALENDAR = re.compile(
    r"(?i)(?:add|export|save) to (?:my |your |google |outlook )*calendar|(?:zum|in den) kalender"
    r"|ajouter (?:au|à mon) (?:calendrier|agenda)|añadir al calendario"
    r"|aggiungi al calendario|i-?cal(?:endar)?|google calendar"
)
_CALENDAR_FILE = re.compile(r"(?i)\.ics(?:$|\?)|[?&](?:ical|format=ics)|//(?:www\.|calendar\.)?google\.com/calendar")
_DOCUMENTATION = frozenset(["docs-wrapper", "docs-doc-page", "wy-body-for-nav"])
"""How Docusaurus and the theme of Read the Docs call their pages, but not those of their blogs."""
_MOST_LINKS = 2_000


def errand_on(url: str, elements: Elements) -> str | None:
    """What a page is by what is to be done on it, if that is not to read an article."""
    parts = parts_of(url)
    if _JOB_PATH.search(f"{parts.netloc}{parts.path}/") and any(map(_APPLY.fullmatch, _buttons(elements))):
        return "job"
    if _EVENT_PATH.search(parts.path) and _is_for_calendar(elements):
        return "event"
    named = " ".join(one.get("class") or "" for tag in ("html", "body") for one in elements[tag][:1])
    return None if _DOCUMENTATION.isdisjoint(named.split()) else "documentation"


def _buttons(elements: Elements) -> Iterator[str]:
    """What the links and buttons of a page say."""
    yield from (
        text_of(one, skip=frozenset()).strip(" .!»>→") for tag in ("a", "button") for one in elements[tag][:_MOST_LINKS]
    )
    yield from (field.get("value") or "" for field in elements["input"] if field.get("type") == "submit")


def _is_for_calendar(elements: Elements) -> bool:
    if any(_CALENDAR_FILE.search(link.get("href") or "") for link in elements["a"][:_MOST_LINKS]):
        return True
    return any(len(said) < 40 and _CALENDAR.search(said) for said in _buttons(elements))
