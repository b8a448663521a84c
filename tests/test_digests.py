"""Digests are compared by what they say, not by how they are written."""

import pytest

from iria_crawler.digests import algorithm_of, are_same, made, measured, value_of, written_like

EMPTY = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
HEX = "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"
LETTERS = "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


@pytest.mark.parametrize("other", [EMPTY, EMPTY.lower(), HEX, HEX.upper(), HEX.replace("sha1", "SHA-1"), LETTERS])
def test_digests_of_the_same_bytes_are_the_same_in_any_form(other: str) -> None:
    assert are_same(EMPTY, other)
    assert are_same(other, EMPTY)
    assert made(other, ()) == value_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EMPTY, None),
        (EMPTY, HEX[:-1] + "8"),
        ("sha1:AAAA", "sha1:BBBB"),  # none of them is one
        (EMPTY, "sha1:AAAA"),
        ("sha3:1", "sha3:2"),
    ],
)
def test_others_are_not(one: str, other: str | None) -> None:
    assert not are_same(one, other)
    assert not are_same(other, one)


def test_what_nobody_here_can_make_is_measured_all_the_same() -> None:
    assert algorithm_of("sha3:1") is None
    assert measured("sha3:1", (b"ab", memoryview(b"c"))) == (None, 3)
    assert are_same("sha3:1", "sha3:1")


def test_a_digest_is_written_in_the_form_of_another() -> None:
    digest = value_of(EMPTY)
    assert digest
    assert [written_like(form, digest) for form in (HEX, EMPTY, "sha1:")] == [HEX, EMPTY, EMPTY]
