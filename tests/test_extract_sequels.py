"""An article is read without those that a page has below it for readers who scroll on."""

from .extract.markup import FIRST, SECOND, read

_TITLE = "Port talks end in silence"
_SIGNED = '<div class="byline">By {}</div>'


def page(*articles: tuple[str, str, str]) -> str:
    each = (f"<article><h1>{title}</h1>{line}<div>{text}</div></article>" for title, line, text in articles)
    return f"<html><head><title>{_TITLE}</title></head><body><main>{''.join(each)}</main></body></html>"


def paragraphs(word: str) -> str:
    return "".join(f"<p>{text.replace('port', word)} {FIRST} {SECOND}</p>" for text in (FIRST, SECOND, FIRST, SECOND))


def test_the_next_article_with_its_own_headline_and_byline_is_none_of_the_text() -> None:
    mine, other = paragraphs("quay"), paragraphs("farm")
    first, second = (_TITLE, _SIGNED.format("Ann Bell"), mine), ("Farms fail", _SIGNED.format("Carl Dorn"), other)
    found = read(page(first, second))
    assert "on the quay" in found.body
    assert "on the farm" not in found.body
    assert found.authors == ("Ann Bell",)


def test_a_part_of_an_article_that_nobody_signs_is_of_its_text_whatever_heads_it() -> None:
    parts = [(_TITLE, _SIGNED.format("Ann Bell"), paragraphs("quay")), ("What farms lost", "", paragraphs("farm"))]
    assert "on the farm" in read(page(*parts)).body


def test_articles_below_one_that_has_no_text_are_it() -> None:
    parts = [(_TITLE, "", "<p>Two reports.</p>"), ("Farms fail", _SIGNED.format("Ann Bell"), paragraphs("farm"))]
    assert "on the farm" in read(page(*parts)).body
