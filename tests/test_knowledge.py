"""What is learnt from some pages of a site makes the next ones faster, and never worse."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from iria_crawler.crawl import Crawl
from iria_crawler.errors import IriaError
from iria_crawler.extract import Extracted, Knowledge, extract, extracted, learnt, observation
from iria_crawler.extract.knowledge import is_checked
from iria_crawler.extract.learning import FEWEST
from iria_crawler.extract.observations import Observation
from iria_crawler.extract.steps import closed_by
from iria_crawler.items import Page
from iria_crawler.readers import Readers
from iria_crawler.sites import Crawl as CrawlTable
from iria_crawler.store import Store
from iria_crawler.store import knowledge as rows
from iria_crawler.verify import Tally, verify

from .extract.markup import NOW, SITE
from .newsdesk import SITE as NEWS
from .newsdesk import Desk, desk, listing, walk
from .themes import NOTICE, Design, in_order, learn, paragraphs, themed

QUICK = NEWS.model_copy(update={"crawl": CrawlTable(delay=0)})


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    pool = Readers(1)
    yield pool
    pool.close()


def article_page(number: int, design: Design = "old", *, notice: str = NOTICE) -> Page:
    url = f"https://news.example/articles/{number}.html"
    headers = (("Content-Type", "text/html"),)
    return Page(url=url, status=200, headers=headers, body=themed(number, design, notice=notice), captured_at=NOW)


def observed(pages: Iterable[Page]) -> list[Observation]:
    return [seen for page in pages if (seen := observation(page, SITE))]


def observations(pages: range, design: Design = "old", **about: str) -> list[Observation]:
    return observed(article_page(number, design, **about) for number in pages)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    found = learnt(observations(range(16)))
    assert found is not None
    return found


def read(page: Page, known: Knowledge | None, *, check: bool = False) -> Extracted:
    return extracted(page, SITE, knowledge=known, check=check)


UNCHECKED = next(number for number in range(100, 200) if not is_checked(article_page(number).url))
CHECKED = next(number for number in range(100, 200) if is_checked(article_page(number).url))


def test_a_sentence_that_stands_on_every_page_is_no_text(known: Knowledge) -> None:
    page = article_page(UNCHECKED)
    assert NOTICE in extract(page, SITE).body
    assert extract(page, SITE, knowledge=known).body == "\n\n".join(paragraphs(UNCHECKED))
    assert extract(page, SITE, knowledge=known).sources["body"] == "dom"


@pytest.mark.parametrize(
    ("line", "is_text"), [("<strong>What comes next</strong>", True), ("Support our work.", False)]
)
def test_of_short_lines_that_stand_on_every_page_those_that_look_like_headings_are_text(
    line: str, is_text: bool
) -> None:
    found = learnt(observations(range(16), notice=line))
    assert found is not None
    said = line.removeprefix("<strong>").removesuffix("</strong>")
    page = article_page(UNCHECKED, notice=line)
    assert (said in read(page, found).article.body.split("\n\n")) is is_text
    assert said in extract(page, SITE).body.split("\n\n")


def test_a_standfirst_where_the_site_has_had_none_is_read(known: Knowledge) -> None:
    lead = (
        "Nobody in the district had asked for a library, nobody will use it, and the bill comes to all of them at once."
    )
    page = article_page(UNCHECKED)
    led = replace(page, body=page.body.replace(b"</h1>", f'</h1><p class="standfirst">{lead}</p>'.encode(), 1))
    found = read(led, known)
    assert (found.knowledge, found.article.body.split("\n\n")[0]) == ("unfit", lead)


def test_known_places_give_the_text_that_the_generic_reader_gives_without_asking_it(
    known: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [extract(article_page(number, notice=""), SITE) for number in range(100, 120)]
    monkeypatch.setattr(trafilatura, "bare_extraction", lambda *_, **__: pytest.fail("asked"))
    unasked = [article for article in plain if not is_checked(article.url)]
    assert len(unasked) > 10
    for article in unasked:
        number = int(article.url.rpartition("/")[2].removesuffix(".html"))
        found = read(article_page(number, notice=""), known)
        assert found.knowledge == "used"
        assert replace(found.article, sources=article.sources) == article


def test_one_page_in_sixteen_is_read_both_ways(known: Knowledge) -> None:
    assert read(article_page(UNCHECKED), known).knowledge == "used"
    assert read(article_page(CHECKED), known).knowledge == "agrees"
    assert read(article_page(CHECKED), known).article.body == "\n\n".join(paragraphs(CHECKED))
    assert 40 < sum(is_checked(f"https://news.example/{number}") for number in range(1000)) < 90


def test_a_new_design_does_not_fit_and_is_read_by_the_generic_reader(known: Knowledge) -> None:
    for number in (UNCHECKED, CHECKED):
        found = read(article_page(number, "new"), known)
        assert found.knowledge == "unfit"
        assert found.article.body == extract(article_page(number, "new"), SITE).body
        assert paragraphs(number)[0] in found.article.body


def test_where_the_generic_reader_differs_it_is_right() -> None:
    """What held the texts holds something else now, and the other way round."""

    def remarked(number: int) -> Page:
        said = "".join(f'<p class="comment">Reader {number}.{part}: {"nonsense, " * 12}</p>' for part in range(5))
        page = article_page(number, notice="")
        return replace(page, body=page.body.replace(b"<footer>", f'<div id="comments">{said}</div><footer>'.encode()))

    page, found = remarked(UNCHECKED), learnt(observed(map(remarked, range(16))))
    assert found is not None
    swapped = replace(found, kinds={kind: 1 - share for kind, share in found.kinds.items()}, closed={})
    assert "nonsense" in read(page, swapped).article.body
    assert read(page, swapped, check=True).knowledge == "differs"
    assert read(page, swapped, check=True).article == extract(page, SITE)


def test_a_short_text_is_never_taken_by_what_is_known(known: Knowledge) -> None:
    page = article_page(UNCHECKED)
    cut = page.body.decode()
    for each in paragraphs(UNCHECKED)[1:]:
        cut = cut.replace(f"<p>{each}</p>", "")
    assert read(replace(page, body=cut.encode()), known).knowledge == "unfit"


def test_a_paragraph_at_a_place_never_seen_is_not_lost(known: Knowledge) -> None:
    page = article_page(UNCHECKED)
    verse = '<blockquote class="verse">The sea is deep, the sea is wide, and nobody knows the other side.</blockquote>'
    for before in (paragraphs(UNCHECKED)[0], paragraphs(UNCHECKED)[3]):
        mixed = page.body.decode().replace(f"<p>{before}</p>", f"{verse}<p>{before}</p>")
        found = read(replace(page, body=mixed.encode()), known)
        assert found.knowledge == "unfit"
        assert "The sea is deep" in found.article.body


def test_the_first_list_and_subheading_of_a_site_are_of_the_text_where_they_stand_in_it(known: Knowledge) -> None:
    page, last = article_page(UNCHECKED), f"<p>{paragraphs(UNCHECKED)[4]}</p>"
    more = "<h2>What it has cost</h2><ul><li>The bridge, for which nobody has paid yet.</li></ul>"
    found = read(replace(page, body=page.body.decode().replace(last, more + last).encode()), known)
    assert found.knowledge == "used"
    assert found.article.body.split("\n\n")[-3:-1] == [
        "What it has cost",
        "The bridge, for which nobody has paid yet.",
    ]


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        (
            '<figure class="wp-block-table is-style-stripes"><table class="has-fixed-layout"><tbody>'
            "<tr><td>Year</td><td>Ships</td></tr><tr><td>2025</td><td>41</td></tr></tbody></table></figure>",
            ["Year | Ships", "2025 | 41"],
        ),
        (
            '<blockquote class="wp-block-quote"><p>We were not asked, and we did not wait.</p></blockquote>',
            ["We were not asked, and we did not wait."],
        ),
        (
            '<blockquote class="twitter-tweet"><p>The first ship has left.</p>— The port (@port) May 1</blockquote>',
            ["The first ship has left.", "— The port (@port) May 1"],
        ),
    ],
    ids=["table", "quotation", "post"],
)
def test_the_first_block_of_an_editor_is_of_the_text_where_it_stands_in_it(
    known: Knowledge, block: str, lines: list[str]
) -> None:
    page, last = article_page(UNCHECKED), f"<p>{paragraphs(UNCHECKED)[4]}</p>"
    found = read(replace(page, body=page.body.decode().replace(last, block + last).encode()), known)
    assert (found.knowledge, found.article.body.split("\n\n")[4:-1]) == ("used", lines)


def test_a_table_that_stands_outside_of_the_text_is_none_of_it(known: Knowledge) -> None:
    page = article_page(UNCHECKED)
    table = '<figure class="wp-block-table"><table><tbody><tr><td>Ferry</td><td>9:30</td></tr></tbody></table></figure>'
    found = read(replace(page, body=page.body.decode().replace("<footer>", f"{table}<footer>").encode()), known)
    assert found.article.body.split("\n\n") == paragraphs(UNCHECKED)


def test_a_long_opening_outside_of_the_box_of_the_text_is_not_lost(known: Knowledge) -> None:
    lead = "Nobody had asked for a library, nobody will use it, and the bill comes to all of them at once, they say. "
    page = article_page(UNCHECKED)
    box = f'<section class="opener"><div><p>{lead}</p></div></section>'
    opened = page.body.decode().replace('<div id="main">', f'{box}<div id="main">')
    assert read(replace(page, body=opened.encode()), known).knowledge == "unfit"
    short = opened.replace(lead, "Library row, day three")
    assert read(replace(page, body=short.encode()), known).knowledge == "used"


def test_a_new_box_below_the_text_and_a_caption_in_it_make_a_page_no_other(known: Knowledge) -> None:
    page, last = article_page(UNCHECKED), f"<p>{paragraphs(UNCHECKED)[4]}</p>"
    caption = (
        "<figure class=big><img src=/a.jpg><figcaption>The library, of which nobody is proud.</figcaption></figure>"
    )
    appeal = (
        f"<section class=appeal><div><p>{'Whoever knows more of all this may write to us. ' * 2}</p></div></section>"
    )
    for found in (
        page.body.decode().replace(last, caption + last),
        page.body.decode().replace("<footer>", f"{appeal}<footer>"),
    ):
        said = read(replace(page, body=found.encode()), known)
        assert (said.knowledge, said.article.body) == ("used", "\n\n".join(paragraphs(UNCHECKED)))


def test_a_page_with_much_at_places_that_are_text_on_some_pages_only_is_left_to_the_generic_reader(
    known: Knowledge,
) -> None:
    in_doubt = replace(known, kinds={kind: share or 0.5 for kind, share in known.kinds.items()}, closed={})
    assert read(article_page(UNCHECKED), in_doubt).knowledge == "unfit"


def test_where_no_page_has_its_text_nothing_is_looked_for(known: Knowledge) -> None:
    page = article_page(UNCHECKED)
    poll = (
        '<ul class="poll">' + "".join(f"<li>Answer {n} of our readers: {'yes, ' * 20}</li>" for n in range(9)) + "</ul>"
    )
    changed = page.body.decode().replace('<div class="side">', f'<div class="side">{poll}')
    found = read(replace(page, body=changed.encode()), known)
    assert found.knowledge == "used"
    assert found.article.body == "\n\n".join(paragraphs(UNCHECKED))
    assert read(replace(page, body=changed.encode()), replace(known, closed={})).knowledge == "unfit"


def test_what_is_called_like_a_part_without_text_is_not_lost_where_there_is_text(known: Knowledge) -> None:
    page, before = article_page(UNCHECKED), f"<p>{paragraphs(UNCHECKED)[2]}</p>"
    for aside in ('<div class="side"><p>{}</p></div>', '<nav class="menu"><p>{}</p></nav>'):
        said = "The sea is deep, the sea is wide, and nobody knows the other side of it, or has ever asked for it."
        changed = page.body.decode().replace(before, f"{before}{aside.format(said)}")
        found = read(replace(page, body=changed.encode()), known)
        assert found.article.body == extract(replace(page, body=changed.encode()), SITE).body.replace(
            f"\n\n{NOTICE}", ""
        )


def test_a_box_without_a_name_or_a_telling_tag_is_never_passed_over() -> None:
    main, names = ("div", ("#main",)), frozenset(["#main", "side"])
    boxes = (("div", ()), ("div", ("side",)), ("nav", ()), ("div", ("of-this-page",)))
    page = [((main, ("section", ())), True), *(((main, box), False) for box in boxes)]
    assert closed_by([page] * 16, names, least=4) == {"div.#main": {"div.side": {}, "nav": {}}}


def test_a_part_that_has_text_on_one_page_is_looked_into_on_all() -> None:
    def quoting(number: int) -> Page:
        page = article_page(number, notice="")
        said = f'<div class="side"><p>{paragraphs(number)[4]}</p></div>'
        moved = page.body.decode().replace(f"<p>{paragraphs(number)[4]}</p>", "")
        return replace(page, body=moved.replace("</div></div><footer>", f"</div>{said}</div><footer>").encode())

    pages = [quoting(number) if number % 4 == 0 else article_page(number, notice="") for number in range(16)]
    seen = observed(pages)
    found, without = learnt(seen), learnt(observations(range(16), notice=""))
    assert found is not None
    assert without is not None
    assert any(each.chosen and "side" in str(each.inwards) for page in seen for each in page.passages)
    assert "div.side" in str(without.closed)
    assert "div.side" not in str(found.closed)


def test_what_was_learnt_before_there_were_such_parts_still_holds(known: Knowledge) -> None:
    old = json.loads(known.as_json())
    del old["closed"]
    earlier = Knowledge.from_json(json.dumps(old))
    page = article_page(UNCHECKED)
    assert read(page, earlier).article == read(page, known).article


def test_nothing_is_learnt_from_few_pages_or_from_pages_that_have_nothing_in_common() -> None:
    assert learnt(observations(range(FEWEST - 1))) is None
    strange = [
        page._replace(
            passages=[each._replace(path=(((f"x{number}", ()), *each.path[0]), "")) for each in page.passages]
        )
        for number, page in enumerate(observations(range(16)))
    ]
    assert learnt(strange) is None


def test_the_same_pages_teach_the_same_and_it_survives_being_written_down(known: Knowledge) -> None:
    again = learnt(observations(range(16)))
    assert again is not None
    assert again.as_json() == known.as_json()
    assert Knowledge.from_json(known.as_json()) == known
    assert len(known.as_json()) < 20_000


# --- in an archive


@pytest.mark.parametrize("rhythm", [2, 3, 5, 6, 7])
def test_what_comes_in_a_rhythm_is_on_more_than_one_of_the_pages_that_are_learnt_from(rhythm: int) -> None:
    for size in (rows.MOST + 1, 200, 6 * rows.MOST, 20 * rows.MOST):
        chosen = rows.spread(range(size))
        assert len(set(chosen)) == rows.MOST
        assert max(chosen) < size
        assert chosen == sorted(chosen)
        counts = [sum(at % rhythm == beat for at in chosen) for beat in range(rhythm)]
        assert min(counts) > 1


def test_of_few_pages_all_are_learnt_from() -> None:
    assert rows.spread(range(20)) == [*range(20)]


def fetch(place: Desk, pages: range, design: Design = "old", **about: Any) -> None:
    for number in pages:
        place.fetch(f"articles/{number}.html", themed(number, design, **about))


def bodies(store: Store) -> dict[int, str]:
    """The current texts by number of the page."""
    found = store.rows("SELECT url, body FROM article")
    return {int(row["url"].rpartition("/")[2].removesuffix(".html")): row["body"] for row in found}


def test_a_text_is_read_again_from_the_archive_by_what_it_was_read_by(tmp_path: Path) -> None:
    with desk(tmp_path) as place:
        fetch(place, range(16))
        first = learn(place)
        fetch(place, range(16, 40))
        texts = bodies(place.store)
        second = learn(place)
        fetch(place, range(40, 44))
        read_by = [row["knowledge_id"] for row in place.store.rows("SELECT knowledge_id FROM article_versions")]
    assert read_by == [None] * 16 + [first] * 24 + [second] * 4
    assert NOTICE in texts[15]
    assert all(texts[number] == "\n\n".join(paragraphs(number)) for number in range(16, 40))
    assert in_order(tmp_path)


def test_learning_makes_no_new_text_of_an_article_that_has_not_changed(tmp_path: Path) -> None:
    with desk(tmp_path) as place:
        fetch(place, range(20), count=1)
        learn(place)
        fetch(place, range(20, 24), count=2)
        learn(place)
        fetch(place, range(24), count=3)
        assert place.store.value("SELECT count(*) FROM captures") == 48
        assert place.store.value("SELECT max(versions) FROM articles") == 1
    assert in_order(tmp_path)


def test_another_address_of_an_article_makes_no_new_text_of_it(tmp_path: Path) -> None:
    canonical = b'<link rel="canonical" href="https://news.example/articles/3.html">'
    with desk(tmp_path) as place:
        fetch(place, range(16))
        learn(place)
        place.fetch("print/story-3.html", themed(3).replace(b"</head>", canonical + b"</head>"))
        assert place.store.value("SELECT count(*) FROM captures WHERE reading = 'article'") == 17
        assert place.store.value("SELECT count(*) FROM article_versions") == 16
    assert in_order(tmp_path)


def test_a_redesign_is_noticed_and_no_text_is_lost(tmp_path: Path) -> None:
    with desk(tmp_path) as place:
        fetch(place, range(20))
        first = learn(place)
        fetch(place, range(20, 24))
    with desk(tmp_path) as place:
        fetch(place, range(30, 60), "new")
        texts = bodies(place.store)
        assert all("\n\n".join(paragraphs(number)) in texts[number] for number in range(30, 60))
        told = list(place.store.rows("SELECT * FROM problems"))
        assert [(row["code"], row["class"], row["stage"]) for row in told] == [("site-changed", "error", "extract")]
        row = place.store.row("SELECT why FROM site_knowledge WHERE id = ?", first)
        assert row is not None
        assert row["why"] == "site-changed"
        second = learn(place)
        fetch(place, range(60, 64), "new")
        assert place.store.value("SELECT knowledge_id FROM article_versions ORDER BY id DESC LIMIT 1") == second
        assert bodies(place.store)[63] == "\n\n".join(paragraphs(63))
    assert in_order(tmp_path)


def test_pages_without_any_text_are_noticed_as_well(tmp_path: Path) -> None:
    with desk(tmp_path) as place:
        fetch(place, range(20))
        learn(place)
    with desk(tmp_path) as place:
        empty = b'<!doctype html><html><head><title>The Example</title></head><body><div id="app"></div></body></html>'
        for number in range(30, 45):
            place.fetch(f"articles/{number}.html", empty + b" " * number)
        assert place.store.value("SELECT count(*) FROM problems WHERE code = 'site-changed'") == 1


def test_what_is_known_and_was_tampered_with_is_damage(tmp_path: Path) -> None:
    with desk(tmp_path) as place:
        fetch(place, range(16))
        learn(place)
    with Store.create(tmp_path) as store:
        store.run("UPDATE site_knowledge SET data = replace(data, '\"pages\":16', '\"pages\":17')")
    with Store.open(tmp_path) as store:
        assert any("not as it was learnt" in damage.what for damage in verify(store, tmp_path, Tally()))


# --- in a crawl


def crawled(folder: Path, pages: Mapping[str, bytes], readers: Readers, *, most: int = 1000) -> Crawl:
    crawl = Crawl(folder, QUICK, user_agent="test", mode="full", readers=readers)
    crawl.open()
    walk(crawl, pages, most=most)
    for _ in range(600):  # what is learnt comes from another process, beside all else
        with Store.open(folder) as store:
            if store.value("SELECT 1 FROM site_knowledge"):
                break
        time.sleep(0.1)
    return crawl


def site_of(numbers: range, design: Design = "old", *, count: int = 0) -> dict[str, bytes]:
    paths = {f"articles/{number}.html": themed(number, design, count=count) for number in numbers}
    return {"": listing(*paths), **paths}


def test_a_crawl_learns_by_itself_and_the_next_one_makes_no_new_text(tmp_path: Path, readers: Readers) -> None:
    crawled(tmp_path, site_of(range(24), count=1), readers).close("finished")
    crawled(tmp_path, site_of(range(48), count=2), readers).close("finished")
    with Store.open(tmp_path) as store:
        assert store.value("SELECT count(*) FROM articles") == 48
        assert store.value("SELECT count(*) FROM article_versions") == 48
        assert store.value("SELECT count(*) FROM article_versions WHERE knowledge_id IS NOT NULL") >= 20
        assert store.value("SELECT count(*) FROM site_knowledge WHERE data IS NOT NULL") >= 1
    assert in_order(tmp_path)


def test_a_crawl_that_is_killed_while_it_learns_leaves_nothing_behind(tmp_path: Path, readers: Readers) -> None:
    """What was asked of a reader is forgotten, and asked again by the next run."""
    dead = Crawl(tmp_path, QUICK, user_agent="test", mode="full", readers=readers)
    dead.open()
    dead.recorder.learn = lambda captures, lesson: Future()  # type: ignore[method-assign]
    walk(dead, site_of(range(24)))
    dead._abandon(IriaError("killed"))
    with Store.open(tmp_path) as store:
        assert not store.value("SELECT count(*) FROM site_knowledge")
    crawled(tmp_path, site_of(range(40), count=1), readers).close("finished")
    with Store.open(tmp_path) as store:
        assert store.value("SELECT count(*) FROM site_knowledge WHERE data IS NOT NULL")
        assert store.value("SELECT max(versions) FROM articles") == 1
    assert in_order(tmp_path)
