"""The reading page: a text with its pictures, history, citation, and where its bytes are."""

from collections.abc import Sequence
from typing import Any

from iria_crawler.serve.asked import Asked
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing
from iria_crawler.store.browsing import Reader


def article(store: Reader, asked: Asked) -> Answer:
    """The current text of an article, or the version that the address names."""
    article_id = int(asked.parts["id"])
    number = int(asked.parts["version"]) if "version" in asked.parts else None
    text = browsing.version(store, article_id, number)
    if text is None:
        return missing(store, asked, article_id)
    pictures = browsing.pictures(store, text["version_id"])
    paragraphs = [part for part in text["body"].split("\n\n") if part.strip()]
    records = browsing.records(store, text["version_id"])
    return page(
        "article",
        asked,
        text=text,
        parts=list(_in_order(paragraphs, pictures)),
        people=browsing.people(store, article_id),
        terms=browsing.terms(store, article_id),
        history=browsing.history(store, article_id),
        records=[{**record, "replay": replayed(asked, text["site"], record)} for record in records],
    )


def missing(store: Reader, asked: Asked, article_id: int) -> Answer:
    """No such article or version, and what there is instead."""
    status = browsing.status(store, article_id)
    if status is None:
        said = f"There is no article {article_id} in this archive."
    elif status == "withheld":
        said = f"Article {article_id} is withheld and not shown."
    else:
        said = f"Article {article_id} has no version {asked.parts.get('version') or asked.parts.get('b')}."
    advice = "Search for words of its title, or look through the list."
    there = f"/article/{article_id}" if status not in (None, "withheld") else None
    return page("refused", asked, status=404, said=said, advice=advice, there=there)


def replayed(asked: Asked, site: str, record: dict[str, Any]) -> str:
    """Where a record is shown as it was captured."""
    timestamp = "".join(sign for sign in record["captured_at"] if sign.isdigit())[:14]
    return f"{asked.replay_url}/{site}/{timestamp}/{record['url']}"


def _in_order(paragraphs: Sequence[str], pictures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Paragraphs with the pictures where they stood; those whose place is not known come last, or
    first where they lead."""
    parts: list[dict[str, Any]] = []
    for number, paragraph in enumerate([*paragraphs, None]):
        last = paragraph is None
        here = [each for each in pictures if _place(each, len(paragraphs)) == number]
        parts += [{"picture": picture} for picture in here]
        parts += [] if last else [{"paragraph": paragraph}]
    return parts


def _place(picture: dict[str, Any], end: int) -> int:
    if picture["after"] is None:
        return 0 if picture["role"] == "lead" else end
    return min(picture["after"], end)
