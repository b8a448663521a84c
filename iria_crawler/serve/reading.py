"""The reading page: a text with its pictures, history, citation, and where its bytes are."""

from collections.abc import Iterator, Sequence
from typing import Any

from iria_crawler.cite import as_bibtex, as_csl, as_ris, as_text, citation
from iria_crawler.serve.asked import LONGEST_QUERY, Asked
from iria_crawler.serve.pictures import is_shown
from iria_crawler.serve.rendering import Answer, page
from iria_crawler.store import browsing, withholding
from iria_crawler.store.browsing import Reader
from iria_crawler.store.passages import passages
from iria_crawler.store.placing import standing_before
from iria_crawler.store.queries import history

FORMATS = {
    "bib": (as_bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (as_ris, "application/x-research-info-systems; charset=utf-8"),
    "json": (as_csl, "application/vnd.citationstyles.csl+json; charset=utf-8"),
}

Run = tuple[str, bool]
"""Some text, and whether it was searched for."""


def article(store: Reader, asked: Asked) -> Answer:
    """The current text of an article, or the version that the address names."""
    article_id = int(asked.parts["id"])
    text = browsing.version(store, article_id, numbered(asked, "version"))
    if text is None:
        return missing(store, asked, article_id)
    paragraphs = _paragraphs(text["body"], _finds(asked, text["body"]))
    said = citation(store, article_id, version=text["version"])
    records, withheld = browsing.records(store, text["version_id"]), withholding.withheld(store)
    pictures = [row | {"is_shown": is_shown(row, withheld)} for row in browsing.pictures(store, text["version_id"])]
    return page(
        "article",
        asked,
        text=text,
        parts=list(_in_order(paragraphs, pictures)),
        people=browsing.people(store, article_id),
        terms=browsing.terms(store, article_id),
        history=history(store, article_id),
        linked=browsing.linked(store, article_id),
        cited=as_text(said).split("\n\n"),
        rights=said["rights"],
        records=[{**record, "replay": replayed(asked, text["site"], record)} for record in records],
    )


def cite(store: Reader, asked: Asked) -> Answer:
    """A citation as a file for a reference manager."""
    article_id = int(asked.parts["id"])
    text = browsing.version(store, article_id, numbered(asked, "version"))
    if text is None:
        return missing(store, asked, article_id)
    write, kind = FORMATS[asked.parts["format"]]
    name = f"{text['site']}-{article_id}-v{text['version']}.{asked.parts['format']}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Answer(body=write(citation(store, article_id, version=text["version"])), type=kind, headers=headers)


def numbered(asked: Asked, name: str) -> int | None:
    """A number in the path of an address, if it has that part."""
    return int(asked.parts[name]) if name in asked.parts else None


def missing(store: Reader, asked: Asked, article_id: int) -> Answer:
    """No such article or version, and what there is instead."""
    status = browsing.status(store, article_id)
    if status is None:
        said = f"There is no article {article_id} in this archive."
    elif status == "withheld":
        said = f"Article {article_id} is withheld and not shown."
    else:
        wanted = " or ".join(asked.parts[name] for name in ("version", "a", "b") if name in asked.parts)
        said = f"Article {article_id} has no version {wanted}."
    advice = "Search for words of its title, or look through the list."
    there = f"/article/{article_id}" if status not in (None, "withheld") else None
    return page("refused", asked, status=404, said=said, advice=advice, there=there)


def replayed(asked: Asked, site: str, record: dict[str, Any]) -> str:
    """Where a record is shown as it was captured."""
    timestamp = "".join(sign for sign in record["captured_at"] if sign.isdigit())[:14]
    return f"{asked.replay_url}/{site}/{timestamp}/{record['url']}"


def _finds(asked: Asked, body: str) -> list[tuple[int, int]]:
    """Where in a text the words stand that led here."""
    q = asked.given("q")
    if not q or len(q) > LONGEST_QUERY:
        return []
    found = (line for line in passages(q, "", body, around=0) if line["where"] == "body")
    return [(line["begin"], line["begin"] + len(line["match"])) for line in found]


def _paragraphs(body: str, finds: Sequence[tuple[int, int]]) -> list[tuple[Run, ...]]:
    """The paragraphs of a text, each in runs that are marked or not."""
    paragraphs, begin = [], 0
    for text in body.split("\n\n"):
        if text.strip():
            here = [(first - begin, last - begin) for first, last in finds if begin <= first < begin + len(text)]
            paragraphs.append(tuple(_runs(text, here)))
        begin += len(text) + 2
    return paragraphs


def _runs(text: str, finds: Sequence[tuple[int, int]]) -> Iterator[Run]:
    end = 0
    for first, last in finds:
        yield text[end:first], False
        yield text[first:last], True
        end = last
    yield text[end:], False


def _in_order(paragraphs: Sequence[tuple[Run, ...]], pictures: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Paragraphs with the pictures where they stood."""
    count = len(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        yield from ({"picture": picture} for picture in standing_before(number, pictures, of=count))
        yield {"paragraph": paragraph, "text": "".join(text for text, _ in paragraph)}
    yield from ({"picture": picture} for picture in standing_before(count, pictures, of=count))
