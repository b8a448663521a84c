"""What belongs together among the passages of a page: the text of an article has no holes and stands in one piece."""

from collections import defaultdict
from collections.abc import Sequence

from iria_crawler.extract.passages import Passage

_HARDLY = 0.05
_SEVERAL = 3
_APART = 2
"""Passages from one to the next; nearer ones are of one run."""
_AS_SURE = 0.6
"""How probable a run must be beside the main one. Found by publisher-wise cross-validation."""


def without_holes(passages: Sequence[Passage], scores: Sequence[float], least: float) -> list[int]:
    """Where the passages are that are so probably of the article, and the paragraphs between them: what is alike and
    mostly is the article's is so altogether. Without this, the last of hundreds of paragraphs would be taken for
    comments."""
    alike: dict[object, list[tuple[int, bool]]] = defaultdict(list)
    for passage, score in zip(passages, scores, strict=True):
        if passage.is_paragraph:
            alike[passage.kin].append((len(passage.text), score >= least))
    whole = {kin for kin, each in alike.items() if _is_mostly_chosen(each)}
    return [
        at
        for at, (passage, score) in enumerate(zip(passages, scores, strict=True))
        if score >= least or (score > _HARDLY and passage.is_paragraph and passage.kin in whole)
    ]


def in_one_piece(passages: Sequence[Passage], scores: Sequence[float], chosen: Sequence[int]) -> list[int]:
    """What is chosen without those runs of passages, apart from most of it, that are much less sure: what is like an
    article further on is another one, or a comment."""
    runs: list[list[int]] = []
    for at in chosen:
        if runs and at - runs[-1][-1] <= _APART:
            runs[-1].append(at)
        else:
            runs.append([at])
    letters = [sum(len(passages[at].text) for at in run) for run in runs]
    expected = [sum(len(passages[at].text) * scores[at] for at in run) for run in runs]
    main = max(range(len(runs)), key=lambda number: expected[number], default=0)
    return [
        at
        for run, size, weight in zip(runs, letters, expected, strict=True)
        for at in run
        if weight * letters[main] >= _AS_SURE * expected[main] * size
    ]


def _is_mostly_chosen(each: Sequence[tuple[int, bool]]) -> bool:
    chosen = [letters for letters, is_chosen in each if is_chosen]
    return len(chosen) >= _SEVERAL and 2 * sum(chosen) >= sum(letters for letters, _ in each)
