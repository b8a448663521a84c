"""A text that a page holds twice is read once."""

from lxml import html

from iria_crawler.extract.copies import without_copies
from iria_crawler.extract.passages import passages_of

FIRST = "The ministry said on Monday that the talks in the capital had ended without any agreement."
SECOND = "Ships have waited outside the port for three weeks, and no crew has been allowed ashore since."
THIRD = "A spokesman for the union told reporters that members would vote on the offer next Thursday."


def kept(body: str) -> list[str]:
    passages = passages_of(html.fromstring(f"<body>{body}</body>"))
    return [passages[at].text for at in without_copies(passages, range(len(passages)))]


def test_a_hidden_copy_of_what_is_shown_is_left_out() -> None:
    copy = f'<div style="display: none"><p>{FIRST} {SECOND}</p></div>'
    assert kept(f"<p>{FIRST}</p><p>{SECOND}</p>{copy}") == [FIRST, SECOND]
    assert kept(f"{copy}<p>{FIRST}</p><p>{SECOND}</p>") == [FIRST, SECOND]


def test_what_only_the_hidden_part_says_is_kept() -> None:
    assert kept(f"<p>{FIRST}</p><div hidden><p>{SECOND}</p></div>") == [FIRST, SECOND]
    assert kept(f"<div hidden><p>{FIRST}</p><p>{SECOND}</p></div>") == [FIRST, SECOND]
    whole = f"{FIRST} {SECOND} {THIRD}"
    assert kept(f"<p>{FIRST}</p><div hidden><p>{whole}</p></div>") == [FIRST, whole]


def test_what_is_shown_twice_is_kept_twice() -> None:
    assert kept(f"<p>{FIRST}</p><blockquote>{FIRST}</blockquote>") == [FIRST, FIRST]
