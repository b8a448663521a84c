"""A text has no holes, and stands in one piece."""

from collections.abc import Sequence

from lxml import html

from iria_crawler.extract.cohesion import in_one_piece, without_holes
from iria_crawler.extract.passages import Passage, passages_of

SURE, DOUBTFUL, HARDLY, NOT = 0.95, 0.45, 0.1, 0.01
LEAST = 0.4
PROSE = "The ministry said on Monday that the talks in the capital had ended without any agreement."


def passages(size: int) -> list[Passage]:
    lines = "".join(f"<p>{PROSE} {number}</p>" for number in range(size))
    return passages_of(html.fromstring(f"<body>{lines}</body>"))


def whole(scores: Sequence[float]) -> list[int]:
    return without_holes(passages(len(scores)), scores, LEAST)


def piece(scores: Sequence[float]) -> list[int]:
    chosen = [at for at, score in enumerate(scores) if score >= LEAST]
    return in_one_piece(passages(len(scores)), scores, chosen)


def test_paragraphs_that_are_like_those_of_the_text_are_of_it_too() -> None:
    assert whole([SURE, SURE, HARDLY, SURE, HARDLY]) == [0, 1, 2, 3, 4]


def test_what_is_plainly_none_of_the_text_is_not_whatever_it_is_like() -> None:
    assert whole([SURE, SURE, NOT, SURE]) == [0, 1, 3]


def test_short_lines_are_of_no_text_for_being_like_its_paragraphs_and_make_none_more_probable() -> None:
    mixed = passages_of(html.fromstring(f"<body><p>{PROSE}</p><p>{PROSE}</p><p>So it is.</p><p>{PROSE}</p></body>"))
    assert without_holes(mixed, [SURE, SURE, HARDLY, SURE], LEAST) == [0, 1, 3]
    assert without_holes(mixed, [SURE, SURE, SURE, HARDLY], LEAST) == [0, 1, 2]


def test_paragraphs_of_which_few_are_of_the_text_are_not_taken_for_it() -> None:
    assert whole([SURE, SURE, HARDLY]) == [0, 1]
    assert whole([SURE, SURE, SURE, *4 * [HARDLY]]) == [0, 1, 2]


def test_a_second_article_below_of_which_little_is_sure_is_left_out() -> None:
    assert piece([SURE, SURE, SURE, NOT, NOT, DOUBTFUL, DOUBTFUL]) == [0, 1, 2]


def test_a_doubtful_standfirst_over_the_byline_is_kept() -> None:
    assert piece([DOUBTFUL, NOT, NOT, SURE, SURE]) == [0, 3, 4]


def test_what_is_as_sure_as_the_rest_is_kept_however_far_it_is() -> None:
    scores = [SURE, SURE, SURE, *30 * [NOT], SURE]
    assert piece(scores) == [0, 1, 2, 33]


def test_a_doubtful_passage_beside_sure_ones_is_kept() -> None:
    assert piece([SURE, SURE, DOUBTFUL]) == [0, 1, 2]
    assert piece([SURE, SURE, NOT, DOUBTFUL, SURE]) == [0, 1, 3, 4]


def test_where_nothing_is_sure_nothing_is_left_out_for_that() -> None:
    assert piece([DOUBTFUL, NOT, NOT, NOT, DOUBTFUL]) == [0, 4]
    assert piece([]) == []
