"""Who wrote it: of all that name somebody, whom to believe."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from iria_crawler.extract.bylines import bylines
from iria_crawler.extract.bywords import BY
from iria_crawler.extract.html import parts_of, squeeze, text_of, words_of
from iria_crawler.extract.names import in_order, people, standing
from iria_crawler.extract.namewords import AND, AND_IN_NAMES
from iria_crawler.extract.rules import picked
from iria_crawler.extract.view import Found, View, first

_METAS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")
_META = re.compile(r"(?:^|[.:_-])(?:authors?(?:[._-]?names?)?|articleauthor|byline|creators?(?:_name)?|pgauth)$")
_NOT_META = re.compile(r"^(?:twitter|fb|smartbanner|fediverse|og:image|its)\b")
_CATALOGUED = re.compile(r"dc(?:terms)?[.:]|citation_|eprints\.")
"""Where libraries look, who write "Bell, Ann"."""
_TAG = re.compile(r"</?[a-z][^<>]*>")
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_WORTH = {"json-ld": 30, "api": 27, "meta": 26, "dom": 22, "feed": 20}
_AGREEMENT = 4
_AND = rf"(?:,? (?:{AND}|{AND_IN_NAMES}) | [וو])"


def authors_of(view: View) -> Found[tuple[str, ...]] | None:
    """Who signed the article, in order: people, else the agency or the site if it is named as the author."""
    known = publishers_of(view)
    said = [found for found in (_ruled(view, known), *_told(view, known)) if found.value]
    # Where people are named already, the page is only asked for what stands by its headline.
    bodies = known | _organisations(view)
    is_named = any(_names_people(found.value, bodies) for found in said)
    printed = bylines(view, known, thorough=not is_named)
    order = ranked([*said, *(Found(names, "dom") for names in printed)])
    return first(_bettered(order, view, bodies)) or _itself(view)


def _organisations(view: View) -> frozenset[str]:
    """The names of authors of which the data say that they are no people, however they may look."""
    said = (one for node in (view.data.article, view.data.page) for one in view.data.resolved(node.get("author")))
    bodies = (one for one in said if isinstance(one, dict) and "Organization" in str(one.get("@type")))
    return frozenset(" ".join(words_of(name)) for body in bodies if isinstance(name := body.get("name"), str))


def _names_people(names: tuple[str, ...], known: frozenset[str]) -> bool:
    """Whether names are those of people, not of the site, which looks like one in scripts without capitals."""
    return _tier(names) == 2 and not known.issuperset(_key(names))


def _bettered(order: list[Found[tuple[str, ...]]], view: View, known: frozenset[str]) -> list[Found[tuple[str, ...]]]:
    """The candidates in their order, but at the front one that knows better than the best, if there is any."""
    if not order or order[0].source == "rule":
        return order
    named = [one for one in order[1:] if all(standing(name) == 3 for name in one.value)]
    fuller = next((one for one in named if _completes(one, order[0].value, view)), None)
    better = fuller or _printed_instead(named, order[0], known)
    return [better, *order] if better else order


def _completes(one: Found[tuple[str, ...]], best: tuple[str, ...], view: View) -> bool:
    """Whether a candidate has the one person's full name instead of half of it, or prints people besides: joined by an
    "and", or those whom the data name as contributors, as Ghost does with all authors but the first."""
    if len(one.value) == len(best) == 1 and len(words_of(best[0])) == 1:
        words = words_of(one.value[0])
        return words_of(best[0])[0] in words and 2 <= len(words) <= 4
    if one.source != "dom" or not _key(best) < _key(one.value):
        return False
    contributors = _key(tuple(_json_ld_names(view, view.data.article.get("contributor"))))
    return _key(one.value) <= _key(best) | contributors or _are_joined(one.value, best, view)


def _are_joined(names: tuple[str, ...], best: tuple[str, ...], view: View) -> bool:
    """Whether the page prints "and" between each name that `best` lacks and one beside it: others stand alone."""
    text = text_of(view.pruned).casefold()
    said = [re.escape(name.casefold()) for name in names]
    more = [re.escape(name.casefold()) for name in names if not _key(best) & _key((name,))]
    return all(
        any(re.search(rf"{one}{_AND}{other}|{other}{_AND}{one}", text) for other in said if other != one)
        for one in more
    )


def _printed_instead(
    named: list[Found[tuple[str, ...]]], best: Found[tuple[str, ...]], known: frozenset[str]
) -> Found[tuple[str, ...]] | None:
    """The people whom the page prints where the data name the site, by its name or by its letters."""
    if not known.issuperset(_key(best.value)):
        if not all(map(_ACRONYM.fullmatch, best.value)):
            return None
        named = [one for one in named if all(" " in name for name in one.value)]
    words = set(words_of(" ".join(best.value)))
    return next((one for one in named if one.source == "dom" and words.isdisjoint(words_of(" ".join(one.value)))), None)


def _itself(view: View) -> Found[tuple[str, ...]] | None:
    """The site, where a page says that it is the author and names nobody else."""
    nobody: frozenset[str] = frozenset()
    said = [found for found in _told(view, nobody) if found.value]
    printed = bylines(view, nobody, thorough=False)
    return first(ranked([*said, *(Found(names, "dom") for names in printed)]))


def ranked(said: list[Found[tuple[str, ...]]]) -> list[Found[tuple[str, ...]]]:
    """Candidates, the best first: people before logins before organisations, then by source and by who agrees."""
    order = sorted(range(len(said)), key=lambda at: _rank(said[at], said), reverse=True)
    return [said[at] for at in order]


def _rank(one: Found[tuple[str, ...]], said: list[Found[tuple[str, ...]]]) -> tuple[int, int]:
    if one.source == "rule":
        return 3, 0
    same = {other.source for other in said if _alike(other.value, one.value)}
    return _tier(one.value), _WORTH[one.source] + _AGREEMENT * len(same)


def _tier(names: tuple[str, ...]) -> int:
    return min(2, max(map(standing, names)))


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _key(one) == _key(other)


def _key(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(words_of(name)) for name in names)


def _ruled(view: View, known: frozenset[str]) -> Found[tuple[str, ...]]:
    return Found(people(picked(view.tree, view.rules.authors), publishers=known), "rule")


def _told(view: View, known: frozenset[str]) -> Iterator[Found[tuple[str, ...]]]:
    for node in (view.data.article, view.data.page):
        said = node.get("author") or node.get("creator")
        yield Found(people(_json_ld_names(view, said), publishers=known), "json-ld")
    for name in _meta_names(view):
        said = [text for text in view.data.meta.get(name, ()) if "www." not in text]
        yield Found(people(in_order(said) if _CATALOGUED.match(name) else said, publishers=known), "meta")
    for source, mention in view.mentioned("api", "feed"):
        yield Found(people(mention.authors, publishers=known), source)


def _meta_names(view: View) -> Iterator[str]:
    """The meta elements that name an author: the common ones first, then whatever else is called so."""
    yield from _METAS
    for name in view.data.meta:
        if name not in _METAS and _META.search(name) and not _NOT_META.match(name):
            yield name
    for number in "12":
        if BY.fullmatch(view.data.said(f"twitter:label{number}") or "-"):
            yield f"twitter:data{number}"


def publishers_of(view: View) -> frozenset[str]:
    """The names of the site, those in its address among them: `Example News` is `examplenews.com`."""
    labels = (parts_of(view.page.url).hostname or "").split(".")[:-1]
    glued = (name.replace(" ", "") for name in view.publishers)
    return view.publishers.union(label for label in (*labels, *glued) if len(label) > 3)


def _json_ld_names(view: View, said: Any) -> Iterator[str]:
    for author in view.data.resolved(_flat(said)):
        author = view.data.nodes.get(author, author) if isinstance(author, str) else author
        name = author.get("name") or _joined(author) if isinstance(author, dict) else author
        for one in name if isinstance(name, list) else [name]:
            said = _TAG.sub(" ", unescape(unescape(one))) if isinstance(one, str) else ""
            if said and "://" not in said:
                yield squeeze(said)


def _flat(said: Any) -> Any:
    """What is said of authors without the lists within it: `[[…], […]]`, `{"@list": […]}`."""
    said = said.get("@list", said) if isinstance(said, dict) else said
    return (
        [one for each in said for one in (each if isinstance(each, list) else [each])]
        if isinstance(said, list)
        else said
    )


def _joined(person: Mapping[str, Any]) -> str:
    return " ".join(name for key in ("givenName", "familyName") if isinstance(name := person.get(key), str))
