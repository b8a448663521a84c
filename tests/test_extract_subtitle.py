"""The line under the headline is kept beside it."""

import pytest

from .extract.markup import FIRST, SECOND, post, read

SAYS = "After nine weeks the last ferry company gives up its berth"


def under(line: str) -> str | None:
    return read(post().replace("</h1>", f"</h1>{line}", 1)).subtitle


@pytest.mark.parametrize(
    "line",
    [
        f'<p class="standfirst">{SAYS}</p>',
        f'<p itemprop="alternativeHeadline">{SAYS}</p>',
        f'<p class="td-post-sub-title">{SAYS}</p>',
        f'<div class="article-lead"><p>{SAYS}</p></div>',
        f'<p class="article__desc">{SAYS}</p>',
        f'<div class="hero__intro">{SAYS}</div>',
        f'<p class="c-perex">{SAYS}</p>',
        f'<h2 class="a_x1">{SAYS}</h2>',
        f'<p data-testid="article-lead">{SAYS}</p>',
    ],
)
def test_the_line_between_headline_and_text_is_the_subtitle_by_its_name_or_as_a_heading(line: str) -> None:
    assert under(line) == SAYS


@pytest.mark.parametrize(
    "line",
    [
        f'<p class="x">{SAYS}</p>',
        f'<p class="author-description">{SAYS}</p>',
        f'<div class="video-box"><p class="description">{SAYS}</p></div>',
        f'<figure><figcaption class="lead">{SAYS}</figcaption></figure>',
        f'<h2 class="lead"><a href="/x">{SAYS}</a></h2>',
        '<p class="lead">Port talks</p>',
        f"<div><h2>{SAYS}</h2></div>",
        f"<p>{FIRST}</p><h2>{SAYS}</h2>",
    ],
)
def test_what_else_stands_there_is_none(line: str) -> None:
    assert under(line) is None


def test_a_headline_that_is_printed_twice_is_no_subtitle() -> None:
    twice = post(title=SAYS).replace("</h1>", f"</h1><h2>{SAYS}.</h2>", 1)
    assert read(twice).subtitle is None


@pytest.mark.parametrize(
    ("part", "called"),
    [
        ('<body class="', '<body class="category-ports '),
        ('<div id="content"', '<main class="media"><div id="content"'),
        ('<div id="content"', '<div class="photo-page"><div><div><div id="content"'),
    ],
)
def test_what_the_whole_of_a_page_is_called_says_nothing_of_its_subtitle(part: str, called: str) -> None:
    html = post().replace("</h1>", f'</h1><p class="lead">{SAYS}</p>', 1)
    assert read(html.replace(part, called, 1)).subtitle == SAYS


def test_a_summary_below_the_text_is_none() -> None:
    text = f"<p>{FIRST}</p><p>{SECOND}</p>" * 2
    assert read(post(text, after=f'<p class="summary">{SAYS}</p>')).subtitle is None


def test_whose_the_picture_is_under_the_headline_is_no_subtitle() -> None:
    assert under('<div class="article__lead"><p>Photo by Ann Bell/AFP via Getty Images</p></div>') is None


@pytest.mark.parametrize(
    "part",
    [
        f'<h2 class="subtitle">{SAYS}</h2>',
        f'<h3 class="subheadline-element">{SAYS}</h3>',
        f'<div class="fragment-subtitle"><h2>{SAYS}</h2></div>',
    ],
)
def test_a_heading_within_the_text_is_none_whatever_it_is_called(part: str) -> None:
    assert read(post(f"<p>{SECOND}</p>{part}")).subtitle is None
    assert read(post(f"<div><p>{SECOND}</p></div><div>{part}</div>")).subtitle is None


def test_the_headline_below_the_name_of_the_site_is_no_standfirst() -> None:
    logo = '<h1><a href="/">Example News</a></h1>'
    article = read(post(title=SAYS).replace(f'<h1 class="title">{SAYS}</h1>', f"{logo}<h2>{SAYS}</h2>"))
    assert (article.title, article.subtitle) == (SAYS, None)
