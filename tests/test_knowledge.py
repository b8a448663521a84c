"""What is learnt from some pages of a site makes the next ones faster, and never worse."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from iria_crawler.extract import Extracted, Knowledge, body, extract, extracted, learnt, observation
from iria_crawler.extract.knowledge import FEWEST, Observed, is_checked
from iria_crawler.items import Page

from .extract.markup import NOW, SITE
from .themes import NOTICE, Design, paragraphs, themed


def article_page(number: int, design: Design = "old", *, notice: str = NOTICE) -> Page:
    url = f"https://news.example/articles/{number}.html"
    headers = (("Content-Type", "text/html"),)
    return Page(url=url, status=200, headers=headers, body=themed(number, design, notice=notice), captured_at=NOW)


def observations(pages: range, design: Design = "old", **about: str) -> list[Sequence[Observed]]:
    return [observation(article_page(number, design, **about), SITE) for number in pages]


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


def test_a_heading_that_stands_on_every_page_is_text() -> None:
    found = learnt(observations(range(16), notice="What comes next"))
    assert found is not None
    assert read(article_page(UNCHECKED, notice="What comes next"), found).article.body.endswith("What comes next")


def test_known_places_give_the_text_that_the_generic_reader_gives_without_asking_it(
    known: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = [extract(article_page(number, notice=""), SITE) for number in range(100, 120)]
    monkeypatch.setattr(body.trafilatura, "bare_extraction", lambda *_, **__: pytest.fail("asked"))
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

    page, found = remarked(UNCHECKED), learnt([observation(remarked(number), SITE) for number in range(16)])
    assert found is not None
    swapped = replace(found, kinds={kind: 1 - share for kind, share in found.kinds.items()})
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


def test_nothing_is_learnt_from_few_pages_or_from_pages_that_have_nothing_in_common() -> None:
    assert learnt(observations(range(FEWEST - 1))) is None
    strange = [
        tuple(replace(each, path=(((f"x{number}", ()), *each.path[0]), "")) for each in page)
        for number, page in enumerate(observations(range(16)))
    ]
    assert learnt(strange) is None


def test_the_same_pages_teach_the_same_and_it_survives_being_written_down(known: Knowledge) -> None:
    again = learnt(observations(range(16)))
    assert again is not None
    assert again.as_json() == known.as_json()
    assert Knowledge.from_json(known.as_json()) == known
    assert len(known.as_json()) < 20_000
