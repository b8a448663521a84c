"""What is seen of a page whose site is to be learnt: its passages, which of them are the text, and what it prints."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from iria_crawler.extract.html import words_of
from iria_crawler.extract.passages import Passage
from iria_crawler.extract.spots import Imprint
from iria_crawler.extract.steps import Path, Step, Steps


class Observed(NamedTuple):
    """A passage of a page, and whether the generic reader took it for text. `said` is the hash of its words, `inwards`
    the steps to it from the body of the page, `is_plain` says that it looks like no heading."""

    said: str
    words: int
    path: Path
    letters: int
    chosen: bool
    inwards: tuple[Step, ...]
    is_plain: bool = False


class Observation(NamedTuple):
    """The passages of a page, and what its elements print of what the generic reader says of its article."""

    passages: Sequence[Observed]
    imprint: Imprint


def hash_of(text: str) -> str:
    """Eight bytes for the words of a passage, whatever stands between them."""
    return blake2b(" ".join(words_of(text)).encode(), digest_size=8).hexdigest()


def observed(passages: Iterable[Passage], *, chosen: Iterable[Passage] = ()) -> tuple[Observed, ...]:
    """The passages of a page as they are learnt from."""
    steps, text = Steps(), set(map(id, chosen))
    return tuple(
        Observed(
            said=hash_of(passage.text),
            words=passage.text.count(" ") + 1,
            path=steps.path(passage),
            letters=len(passage.text),
            chosen=id(passage) in text,
            inwards=steps.inwards(passage.box),
            is_plain=passage.box.element.tag in ("p", "div") and 2 * passage.strong < len(passage.text),
        )
        for passage in passages
    )
