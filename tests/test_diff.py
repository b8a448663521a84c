"""What an edit changed is shown word by word; what is no edit is not shown at all."""

from hypothesis import given
from hypothesis import strategies as st

from iria_crawler.diff import Row, compared, size
from iria_crawler.text import comparable


def said(rows: tuple[Row, ...]) -> list[tuple[str, str]]:
    signs = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return [(row.kind, "".join(signs[piece.kind].format(piece.text) for piece in row.pieces)) for row in rows]


def test_words_are_marked_in_the_paragraph_that_has_them() -> None:
    old = "The minister spoke on Monday.\n\nThe bridge stays closed."
    new = "The minister spoke on Tuesday.\n\nThe bridge stays closed."
    assert said(compared(old, new)) == [
        ("changed", "The minister spoke on -Monday-+Tuesday+."),
        ("same", "The bridge stays closed."),
    ]


def test_a_new_paragraph_moves_no_other_one() -> None:
    rows = compared("One is here.\n\nThree is there.", "One is here.\n\nTwo came between.\n\nThree is there.")
    assert said(rows) == [("same", "One is here."), ("added", "+Two came between.+"), ("same", "Three is there.")]
    assert size(rows).added == len("Twocamebetween.")


def test_a_paragraph_that_is_quite_another_one_is_not_mixed_with_the_old_one() -> None:
    rows = compared("The harbour was opened by the mayor.", "Taxes rise again, says a report from Lisbon.")
    assert [row.kind for row in rows] == ["removed", "added"]


def test_white_space_quotes_and_dashes_are_no_change() -> None:
    rows = compared("“It’s  over” – he said", '"It\'s over" - he said')
    assert [row.kind for row in rows] == ["same"]


def test_signs_of_scripts_without_spaces_are_words() -> None:
    assert said(compared("中国与中亚国家推进", "中国与中东国家推进")) == [("changed", "中国与中-亚-+东+国家推进")]


def test_neighbouring_changes_are_one() -> None:
    assert said(compared("we met old friends there", "we met three colleagues there")) == [
        ("changed", "we met -old friends-+three colleagues+ there")
    ]


TEXTS = st.lists(st.text("ab ,.中", max_size=12), max_size=5).map("\n\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_their_differences(old: str, new: str) -> None:
    rows = compared(old, new)
    for text, left_out in ((old, "added"), (new, "removed")):
        parts = ["".join(piece.text for piece in row.pieces if piece.kind != left_out) for row in rows]
        assert comparable("", "".join(parts)) == comparable("", text)


def test_texts_of_any_length_are_compared_in_time() -> None:
    old = "\n\n".join(f"Paragraph {number} of the old report." for number in range(5_000))
    new = "\n\n".join(f"Sentence {number} in another text." for number in range(5_000))
    assert {row.kind for row in compared(old, new)} == {"removed", "added"}


def test_what_a_template_does_to_a_text_is_not_the_text() -> None:
    text = comparable("Don't wait", 'He said:\n\n"No - never" ...')
    assert text == comparable("Don’t wait ", "He said: “No – never” …")
    assert text == comparable(
        "Don’t wait", "He said:\n\nADVERTISEMENT\n\n«No — never» …\n\nRead more: Ten other stories"
    )
    assert text != comparable("Don’t wait", "He said: “Yes – never” …")
    assert comparable("a", "b") != comparable("ab", "")
