"""Texts that are nearly the same, within a site and across sites: MinHash over runs of four words.

A. Broder, On the resemblance and containment of documents (1997); bands as in Leskovec, Rajaraman, Ullman, Mining of
Massive Datasets, chapter 3.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from datasketch import MinHash

from iria_crawler.store import Store
from iria_crawler.store.alike import candidates, forget_old, pair, pairs, regroup, sign, unsigned
from iria_crawler.text import tokens

ALIKE = 0.8
"""The share of runs that two texts have in common when they are one: a wire report with another first paragraph."""
_SAMPLES = 128  # the share is off by less than 0.04, mostly
_BANDS = 16  # of 8 samples each: 95 % of the pairs that share four fifths meet in one, 4 % of those that share half
_RUN = 4
_LEAST_RUNS = 12  # what is shorter is a notice that many pages have
_AT_ONCE = 200
_MOST = 200  # texts that share a band and are looked at: of a thousand copies of one text, enough to make one group


def compare(store: Store, *, step: Callable[[], None] = lambda: None) -> int:
    """Sign the current texts that are new, pair them with those that are alike, and group the articles.

    Gives the number of new pairs. Stopped at any moment, the next call goes on."""
    found = 0
    with store.transaction():
        forget_old(store)
    while batch := unsigned(store, limit=_AT_ONCE):
        with store.transaction():
            for version_id, body in batch:
                found += _compare(store, version_id, body)
                step()
    with store.transaction():
        regroup(store, groups(pairs(store)))
    return found


def _compare(store: Store, version_id: int, body: str) -> int:
    signature = signature_of(body)
    if signature is None:
        sign(store, version_id, None, ())
        return 0
    bands = _bands(signature)
    others = candidates(store, bands, most=_MOST)
    sign(store, version_id, signature.tobytes(), bands)
    found = 0
    for other, theirs in others:
        jaccard = float(np.mean(signature == np.frombuffer(theirs, "<u4")))
        if jaccard >= ALIKE:
            pair(store, version_id, other, round(jaccard, 3))
            found += 1
    return found


def signature_of(body: str) -> "np.ndarray | None":
    """The signature of a text, 128 numbers; None where it is too short to be compared."""
    words = [word for _, _, word in tokens(body)]
    runs = {" ".join(words[at : at + _RUN]).encode() for at in range(len(words) - _RUN + 1)}
    if len(runs) < _LEAST_RUNS:
        return None
    minhash = MinHash(num_perm=_SAMPLES, seed=1)
    minhash.update_batch(list(runs))
    return np.asarray(minhash.hashvalues, dtype="<u4")


def _bands(signature: "np.ndarray") -> list[int]:
    parts = np.split(signature, _BANDS)
    return [int.from_bytes(hashlib.blake2b(part.tobytes(), digest_size=7).digest()) for part in parts]


def groups(alike: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Each article that is alike another, and its group: the smallest number of an article that pairs lead to."""
    above: dict[int, int] = {}

    def root(article: int) -> int:
        while above.setdefault(article, article) != article:
            above[article] = above[above[article]]
            article = above[article]
        return article

    for one, two in alike:
        low, high = sorted((root(one), root(two)))
        above[high] = low
    yield from ((article, root(article)) for article in sorted(above))
