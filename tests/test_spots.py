"""Where a site prints who wrote its articles, when, and what their pictures show, is learnt, and looked at first."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from iria_crawler.extract import Extracted, Knowledge, extract, extracted, learnt, observation
from iria_crawler.extract.knowledge import is_checked
from iria_crawler.extract.spots import Spots
from iria_crawler.items import Page
from iria_crawler.sites import Site

from .extract.markup import NOW, SITE
from .newsdesk import desk
from .themes import in_order, learn, paragraphs, title

GIVEN = ("Ann", "Carl", "Dora", "Emil", "Frida", "Georg", "Hanna", "Ivan")
FAMILY = ("Bell", "Dorn", "Eck", "Falk", "Grau", "Horn", "Ibsen")

MANY = " ".join("name" + "abcdefghij"[number % 10] * (number // 10 % 30) for number in range(10_000))
_OTHER_LINES = "".join(f'<p class="box">Street market {part} is open until noon</p>' for part in range(14))


def author(number: int) -> str:
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number % len(FAMILY)]}"


def day(number: int) -> str:
    return f"2026-01-{number % 28 + 1:02}"


def caption(number: int) -> str:
    return f"Visitors wait for the doors of house {number} to be opened by somebody"


def spotted_page(
    number: int, *, said: bool, who: str | None = None, when: str | None = None, more: str = "", shown: str = ""
) -> Page:
    """A page that prints author and day beside the text, with nothing that says so, as `said` also in its data."""
    data: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title(number)}
    if said:
        data |= {"author": {"@type": "Person", "name": author(number)}, "datePublished": f"{day(number)}T12:00:00Z"}
    printed = "{2}.{1}.{0}".format(*(when or day(number)).split("-"))
    picture = f'<img src="/media/{number}.jpg" width="900" height="600" alt=""><p class="bu">{shown}</p>'
    text = "".join(f"<p>{each}</p>" for each in paragraphs(number))
    body = (
        '<nav class="menu"><a href="#top">Home</a></nav>'
        f'<div id="main"><div class="story"><h1>{title(number)}</h1><div class="text">{picture if shown else ""}{text}'
        f'</div></div><div class="col">{_OTHER_LINES}'
        f'<p class="who">{who or author(number)}</p><p class="wann">{printed}</p>{more}</div></div>'
        "<footer><p>Copyright The Example, a paper for everybody who lives here.</p></footer>"
    )
    head = f'<title>{title(number)}</title><script type="application/ld+json">{json.dumps(data)}</script>'
    return Page(
        url=f"https://news.example/articles/{number}.html",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f'<!doctype html><html lang="de"><head>{head}</head><body>{body}</body></html>'.encode(),
        captured_at=NOW,
    )


def learnt_from(pages: Sequence[Page]) -> Knowledge:
    found = learnt([seen for page in pages if (seen := observation(page, SITE))])
    assert found is not None
    return found


def pages(make: Callable[[int], Page]) -> list[Page]:
    return [make(number) for number in range(24)]


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return learnt_from(pages(lambda number: spotted_page(number, said=True)))


def read(page: Page, known: Knowledge | None, *, check: bool = False, site: Site = SITE) -> Extracted:
    return extracted(page, site, knowledge=known, check=check)


UNCHECKED = next(number for number in range(100, 200) if not is_checked(spotted_page(number, said=True).url))
CHECKED = next(number for number in range(100, 200) if is_checked(spotted_page(number, said=True).url))


@pytest.mark.parametrize("number", [UNCHECKED, CHECKED])
def test_who_wrote_it_and_when_is_read_where_the_site_prints_it_though_nothing_else_says_so(
    known: Knowledge, number: int
) -> None:
    page = spotted_page(number, said=False)
    plain, found = extract(page, SITE), read(page, known)
    assert plain.authors == ()
    assert found.article.authors == (author(number),)
    assert found.article.published_at is not None
    assert found.article.published_at.date().isoformat() == day(number)
    assert found.article.sources["authors"] == found.article.sources["published_at"] == "dom"
    assert found.knowledge == ("agrees" if number == CHECKED else "used")


def test_what_the_data_of_a_page_say_comes_first(known: Knowledge) -> None:
    page = spotted_page(UNCHECKED, said=True, who="Nora Quist", when="2025-12-01")
    found = read(page, known).article
    assert found.authors == (author(UNCHECKED),)
    assert found.published_at is not None
    assert found.published_at.date().isoformat() == day(UNCHECKED)


def test_several_people_at_one_spot_are_all_of_them(known: Knowledge) -> None:
    page = spotted_page(UNCHECKED, said=False, who="Nora Quist und Olaf Rehn")
    assert read(page, known).article.authors == ("Nora Quist", "Olaf Rehn")


def test_where_the_generic_reader_finds_somebody_else_it_is_right(known: Knowledge) -> None:
    page = spotted_page(UNCHECKED, said=False)
    at_head = replace(page, body=page.body.replace(b"</h1>", b'</h1><p class="byline">Von Nora Quist</p>'))
    assert read(at_head, known).knowledge == "used"
    assert read(at_head, known).article.authors == ("Nora Quist",)
    page = spotted_page(UNCHECKED, said=False, more='<p class="byline">Von Nora Quist</p>')
    assert read(page, known).article.authors == (author(UNCHECKED),)
    portrait = '<div><img src="/nora.jpg" alt="Nora Quist"><p>Nora Quist</p></div>'
    for other in (page, changed(spotted_page(UNCHECKED, said=False), "</h1>", f"</h1>{portrait}")):
        checked = read(other, known, check=True)
        assert checked.knowledge == "differs"
        assert checked.article == extract(other, SITE)
        assert checked.article.authors == ("Nora Quist",)


@pytest.mark.parametrize("other", [{"who": "Nora Quist"}, {"when": "2025-12-01"}], ids=["somebody else", "another day"])
def test_a_check_notices_that_a_spot_has_something_else_now_though_the_data_tell_who_wrote_it(
    known: Knowledge, other: dict[str, str]
) -> None:
    page = spotted_page(UNCHECKED, said=True, **other)
    assert read(page, known).knowledge == "used"
    assert read(page, known, check=True).knowledge == "differs"
    assert read(spotted_page(UNCHECKED, said=True), known, check=True).knowledge == "agrees"


def test_a_page_unlike_those_that_were_learnt_from_is_read_as_that_of_an_unknown_site(known: Knowledge) -> None:
    page = spotted_page(UNCHECKED, said=False)
    other = replace(page, body=page.body.replace(b'class="text"', b'class="words"').replace(b"story", b"piece"))
    found = read(other, known)
    assert found.knowledge == "unfit"
    assert (found.article.authors, found.article.published_at) == ((), None)


def test_a_text_that_a_site_has_a_rule_for_has_nothing_else_read_by_what_is_known(known: Knowledge) -> None:
    ruled = Site.model_validate({"site": {"home": SITE.site.home}, "extract": {"body": [".text"]}})
    found = read(spotted_page(UNCHECKED, said=False), known, site=ruled)
    assert found.knowledge is None
    assert found.article.authors == ()


@pytest.mark.parametrize(
    ("make", "is_learnt"),
    [
        (lambda n: spotted_page(n, said=True), True),
        (lambda n: spotted_page(n, said=n % 3 > 0), True),
        (lambda n: spotted_page(n, said=n % 3 == 0), False),
        (lambda n: spotted_page(n, said=True, who=author(n + 1) if n % 8 == 0 else None), False),
        (lambda n: spotted_page(n, said=True, who=author(n + 1)), False),
    ],
    ids=[
        "on all pages",
        "on two thirds, whose data say the same",
        "on a third",
        "somebody else on each eighth",
        "somebody else on all",
    ],
)
def test_a_spot_is_learnt_where_it_has_what_the_article_has(make: Callable[[int], Page], is_learnt: bool) -> None:
    places = learnt_from(pages(make)).spots.places
    assert any("p.who" in place for place in places.get("authors", ())) is is_learnt


def test_what_is_the_same_on_all_pages_is_said_of_the_site() -> None:
    def of_one(number: int) -> Page:
        page = spotted_page(number, said=True, who="Ann Bell", when="2026-01-05")
        return replace(page, body=page.body.replace(author(number).encode(), b"Ann Bell"))

    assert "authors" not in learnt_from(pages(of_one)).spots.places


@pytest.mark.parametrize(("signed", "is_learnt"), [(16, True), (20, False)])
def test_what_stands_only_where_it_is_right_is_a_spot_if_many_pages_have_something_else(
    signed: int, is_learnt: bool
) -> None:
    """The byline of the desk, on a site whose other authors are in boxes of their own; 8 pages are by others, or 4."""

    def of_desk(number: int) -> Page:
        if number >= signed:
            page = spotted_page(number, said=True)
            return replace(page, body=page.body.replace(b'class="who"', b'class="portrayed"'))
        page = spotted_page(number, said=True, who="Ann Bell")
        return replace(page, body=page.body.replace(f'"name": "{author(number)}"'.encode(), b'"name": "Ann Bell"'))

    places = learnt_from(pages(of_desk)).spots.places.get("authors", ())
    assert any("p.who" in place for place in places) is is_learnt


def test_where_a_site_prints_the_first_of_several_authors_alone_is_no_spot() -> None:
    def of_two(number: int) -> Page:
        page = spotted_page(number, said=True)
        both = f"{author(number)} and Nora Quist"
        return replace(
            page, body=page.body.replace(f'"name": "{author(number)}"'.encode(), f'"name": "{both}"'.encode())
        )

    written = [of_two(number) if number == 5 else spotted_page(number, said=True) for number in range(24)]
    assert "authors" not in learnt_from(written).spots.places


def changed(page: Page, old: str, new: str) -> Page:
    """A page with something in its markup put for something else."""
    assert old.encode() in page.body
    return replace(page, body=page.body.replace(old.encode(), new.encode()))


def printed_day(number: int) -> str:
    return "{2}.{1}.{0}".format(*day(number).split("-"))


def test_whom_to_write_to_where_nobody_has_signed_is_no_author() -> None:
    """On every second page the spot of the authors names the same person, who has written nothing."""
    found = learnt_from(
        pages(lambda number: spotted_page(number, said=number % 2 == 0, who="Max Muster" if number % 2 else None))
    )
    assert "authors" not in found.spots.places
    assert read(spotted_page(UNCHECKED, said=False, who="Max Muster"), found).article.authors == ()


def test_who_owns_a_site_and_has_written_most_of_it_is_not_the_author_of_what_its_guests_write() -> None:
    guests = {5: ("Nora Quist", "Nora Quist"), 11: ("Olaf Rehn", "Ann Bell")}

    def of_owner(number: int) -> Page:
        writer, shown = guests.get(number, ("Ann Bell", "Ann Bell"))
        return changed(spotted_page(number, said=True, who=shown), f'"name": "{author(number)}"', f'"name": "{writer}"')

    assert "authors" not in learnt_from(pages(of_owner)).spots.places


def test_readers_whose_comments_print_names_as_articles_do_are_no_authors() -> None:
    def line(box: str, who: str) -> str:
        return f'<div class="{box}"><div class="row"><div class="line"><p class="who">{who}</p></div></div></div>'

    def commented(number: int, *, said: bool = True) -> Page:
        """The box around an author is called by the section, so that no name of it is on most pages."""
        section = ("sports", "politics", "arts", "towns")[number % 4]
        comments = line("comment", "Rolf Quast") if number % 5 == 0 else ""
        own = line(section, author(number))
        return changed(
            spotted_page(number, said=said, more=comments),
            f'<p class="who">{author(number)}</p><p class="wann"',
            f'{own}<p class="wann"',
        )

    found = learnt_from(pages(commented))
    assert "authors" in found.spots.places
    assert b"Rolf Quast" in commented(UNCHECKED, said=False).body
    assert read(commented(UNCHECKED, said=False), found).article.authors == (author(UNCHECKED),)


def test_where_the_spots_of_a_page_name_different_people_or_days_none_of_them_is_believed() -> None:
    def boxed(number: int, *, said: bool, who: str | None = None, when: str | None = None) -> Page:
        box = f'<div class="info"><b class="person">{author(number)}</b><i class="on">{printed_day(number)}</i></div>'
        return spotted_page(number, said=said, who=who, when=when, more=box)

    found = learnt_from(pages(lambda number: boxed(number, said=True)))
    assert min(len(found.spots.places["authors"]), len(found.spots.places["day"])) > 1
    assert read(boxed(UNCHECKED, said=False), found).article.authors == (author(UNCHECKED),)
    other = read(boxed(UNCHECKED, said=False, who="Nora Quist", when="2025-12-01"), found).article
    assert (other.authors, other.published_at) == ((), None)


@pytest.mark.parametrize("label", ["Aktualisiert am ", "Stand der Daten, modified ", "Einsendeschluss: "])
def test_a_day_of_change_or_of_something_else_at_the_spot_of_the_day_is_not_when_it_came_out(
    known: Knowledge, label: str
) -> None:
    page = spotted_page(UNCHECKED, said=False)
    page = changed(page, f'"wann">{printed_day(UNCHECKED)}', f'"wann">{label}{printed_day(UNCHECKED)}')
    page = changed(page, "</h1>", '</h1><p class="date">Veröffentlicht am 02.01.2025</p>')
    found, plain = read(page, known).article, extract(page, SITE)
    assert plain.published_at is not None
    assert plain.published_at.date().isoformat() == "2025-01-02"
    assert (found.published_at, found.modified_at) == (plain.published_at, plain.modified_at)


def test_the_time_that_stands_beside_the_day_is_not_lost() -> None:
    def timed(number: int, *, said: bool) -> Page:
        line = f'<p class="datum"><span class="tag">{printed_day(number)}</span> <span class="uhr">12:34 Uhr</span></p>'
        page = changed(spotted_page(number, said=said), f'<p class="wann">{printed_day(number)}</p>', "")
        return changed(page, "</h1>", f"</h1>{line}")

    found = learnt_from(pages(lambda number: timed(number, said=True)))
    assert found.spots.places["day"][0].startswith("span.tag")
    moment = read(timed(UNCHECKED, said=False), found).article.published_at
    assert moment is not None
    assert moment == extract(timed(UNCHECKED, said=False), SITE).published_at
    assert (moment.hour, moment.minute) == (12, 34)


def test_what_the_rules_of_a_site_drop_is_no_spot(known: Knowledge) -> None:
    ruled = Site.model_validate({"site": {"home": SITE.site.home}, "extract": {"drop": [".col"]}})
    found = read(spotted_page(UNCHECKED, said=False), known, site=ruled)
    assert found.knowledge == "used"
    assert (found.article.authors, found.article.published_at) == ((), None)
    seen = [observation(page, ruled) for page in pages(lambda number: spotted_page(number, said=True))]
    again = learnt([each for each in seen if each])
    assert again is not None
    assert again.spots.places == {}


def test_a_crowd_at_a_spot_is_none_of_the_authors_and_costs_no_more_than_without_spots(known: Knowledge) -> None:
    page = spotted_page(UNCHECKED, said=False, more='<p class="who">Zed Zuber</p>' * 5_000)
    without = replace(known, spots=Spots())
    assert read(page, known).article.authors == ()
    costs: dict[bool, list[float]] = {False: [], True: []}
    for spotted in (False, True) * 3:
        began = time.process_time()
        read(page, known if spotted else without)
        costs[spotted].append(time.process_time() - began)
    assert min(costs[True]) < 1.5 * min(costs[False])


def test_a_comment_on_the_day_of_the_article_is_no_spot_of_its_day() -> None:
    def commented(number: int) -> Page:
        said = f'<div class="comment"><p class="said-on">{"{2}.{1}.{0}".format(*day(number).split("-"))}</p></div>'
        return spotted_page(number, said=True, more=said)

    places = learnt_from(pages(commented)).spots.places["day"]
    assert any("p.wann" in place for place in places)
    assert not any("said-on" in place for place in places)


def test_a_line_below_a_picture_is_its_caption_where_the_site_has_its_captions() -> None:
    """Learnt from pages on which the credit tells that the line is one."""
    found = learnt_from(
        pages(lambda number: spotted_page(number, said=True, shown=f"{caption(number)} (Foto: {author(number)})"))
    )
    assert any("p.bu" in place for place in found.spots.places["captions"])
    page = spotted_page(UNCHECKED, said=True, shown=caption(UNCHECKED))
    plain, spotted = extract(page, SITE), read(page, found)
    assert [figure.caption for figure in plain.figures] == [None]
    assert [figure.caption for figure in spotted.article.figures] == [caption(UNCHECKED)]
    assert caption(UNCHECKED) not in spotted.article.body
    assert spotted.knowledge == "used"


def test_what_is_known_of_spots_survives_being_written_down(known: Knowledge) -> None:
    assert set(known.spots.places) == {"authors", "day"}
    again = Knowledge.from_json(known.as_json())
    assert again == known
    page = spotted_page(UNCHECKED, said=False)
    assert read(page, again).article == read(page, known).article


def test_what_was_learnt_before_there_were_spots_still_holds(known: Knowledge) -> None:
    old = json.loads(known.as_json())
    del old["spots"]
    earlier = Knowledge.from_json(json.dumps(old))
    page = spotted_page(UNCHECKED, said=False)
    assert read(page, earlier).knowledge == "used"
    assert read(page, earlier).article.authors == ()


@pytest.mark.parametrize(
    "spots",
    [
        None,
        [],
        "authors",
        {"authors": None, "day": "p"},
        {"authors": [1, None, [], "", "<", ".", "p."]},
        {"lead": ["p"]},
    ],
)
def test_spots_that_were_written_down_in_no_form_that_is_known_are_none(known: Knowledge, spots: object) -> None:
    odd = Knowledge.from_json(json.dumps(json.loads(known.as_json()) | {"spots": spots}))
    found = read(spotted_page(UNCHECKED, said=False), odd, check=True)
    assert found.knowledge == "agrees"
    assert found.article.authors == ()


@pytest.mark.parametrize("names", ["sm:w-full.who", "[&amp;&lt;svg]:who", ". &lt; who", "#who", "a b c d e f g h i"])
def test_a_spot_is_found_again_whatever_letters_its_classes_have_and_however_many_they_are(names: str) -> None:
    def odd(number: int, *, said: bool) -> Page:
        return changed(spotted_page(number, said=said), 'class="who"', f'id="wer" class="{names}"')

    found = learnt_from(pages(lambda number: odd(number, said=True)))
    assert read(odd(UNCHECKED, said=False), found).article.authors == (author(UNCHECKED),)


@pytest.mark.parametrize("names", ["a.b", "a&lt;b &lt;", "#who", "who&#10;a&#160;b", ".", "\u00e9\u0308 \u202e", MANY])
def test_whatever_is_in_the_classes_a_page_is_read_with_and_without_a_check_alike(names: str) -> None:
    def odd(number: int, *, said: bool) -> Page:
        page = changed(spotted_page(number, said=said), 'class="who"', f'id="{names}" class="{names}"')
        return changed(page, 'class="wann"', f'class="{names} wann"')

    found = learnt_from(pages(lambda number: odd(number, said=True)))
    assert Knowledge.from_json(found.as_json()) == found
    page = odd(UNCHECKED, said=False)
    assert read(page, found).knowledge == "used"
    assert read(page, found).article == read(page, found, check=True).article


def test_a_text_too_short_to_be_taken_by_its_places_is_read_alike_with_and_without_a_check() -> None:
    def shown(number: int, *, said: bool) -> Page:
        return spotted_page(number, said=said, shown=f"{caption(number)} (Foto: {author(number)})")

    found = learnt_from(pages(lambda number: shown(number, said=True)))
    text = "".join(f"<p>{each}</p>" for each in paragraphs(UNCHECKED))
    said = ("And so on it went until noon, and then some more was said of it all, as ever. " * 3)[:210]
    short = f'<p>{title(UNCHECKED)}</p><p>{said}.</p><p><img src="/media/other.jpg" width="900" height="600"></p>'
    note = '<div class="note">Some more words which are no text of it at all, but stand below.</div>'
    page = changed(shown(UNCHECKED, said=False), text, short)
    page = changed(page, '</div><div class="col">', f'{note}</div><div class="col">')
    plain, checked = read(page, found), read(page, found, check=True)
    assert plain.knowledge == checked.knowledge == "unfit"
    assert plain.article == checked.article


def test_an_article_whose_author_is_known_by_the_spot_is_read_again_from_the_archive_with_the_same(
    tmp_path: Path,
) -> None:
    with desk(tmp_path) as place:
        for number in range(24):
            place.fetch(f"articles/{number}.html", spotted_page(number, said=True).body)
        row = learn(place)
        for number in range(24, 40):
            place.fetch(f"articles/{number}.html", spotted_page(number, said=False).body)
        found = place.store.rows("SELECT byline, knowledge_id FROM article_versions ORDER BY id")
        said = [(each["byline"], each["knowledge_id"]) for each in found]
    assert said == [(author(number), None if number < 24 else row) for number in range(40)]
    assert in_order(tmp_path)
