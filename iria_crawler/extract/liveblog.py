"""The posts of a live blog: boxes that are alike, one after the other, each with a text of its own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from iria_crawler.extract.passages import PROSE, Box, Passage
from iria_crawler.extract.roles import Place
from iria_crawler.extract.structured import Structured

_FEWEST = 5
"""Posts; fewer boxes that are alike may be anything."""
_FEWEST_WITHIN = 2
"""Passages that a post has on average: boxes with one each are paragraphs."""
_DEEPEST = 12
_POSTS = frozenset(["article", "div", "li", "section"])
_HEADINGS = frozenset(["h2", "h3", "h4", "h5"])
_ENDS = tuple(".!?…:。！？؟।\"'”’»")
_ASIDE = (
    Place.CAPTION | Place.FIGURE | Place.META | Place.AUTHOR | Place.SHARE | Place.RELATED | Place.HIDDEN | Place.ADVERT
)


def is_liveblog(data: Structured) -> bool:
    """Whether a page calls itself a live blog, as https://schema.org/LiveBlogPosting."""
    return "LiveBlogPosting" in data.types


def posts_in(passages: Sequence[Passage]) -> frozenset[int]:
    """Where among the passages of a live blog those of its posts are; none where no boxes are plainly posts."""
    boxes: dict[object, dict[int, Box]] = defaultdict(dict)
    letters = Counter[object]()
    for passage in passages:
        if len(passage.text) > PROSE and not passage.box.places & Place.COMMENTS:
            for box in _posts_around(passage):
                boxes[_kin(box)][box.number] = box
                letters[_kin(box)] += len(passage.text)
    kinds = (kind for kind, _ in letters.most_common() if _are_posts(list(boxes[kind].values())))
    posts = boxes.get(next(kinds, None), {})
    return frozenset(at for at, passage in enumerate(passages) if _is_posted(passage, set(posts)))


def _posts_around(passage: Passage) -> Iterator[Box]:
    return (box for box in islice(passage.box.around(), _DEEPEST) if box.element.tag in _POSTS and box.above)


def _kin(box: Box) -> object:
    name = (box.element.get("class") or "").split()
    return box.element.tag, *name[:1], box.above and box.above.number


def _are_posts(boxes: Sequence[Box]) -> bool:
    return len(boxes) >= _FEWEST and sum(box.passages for box in boxes) >= _FEWEST_WITHIN * len(boxes)


def _is_posted(passage: Passage, posts: set[int]) -> bool:
    """Whether a passage is of the text of a post: no caption, clock or name in it, and no link to elsewhere."""
    places = 0
    for box in islice(passage.box.around(), _DEEPEST):
        if box.number in posts:
            break
        places |= box.own
    else:
        return False
    is_text = len(passage.text) > PROSE or passage.box.element.tag in _HEADINGS or passage.text.rstrip().endswith(_ENDS)
    return is_text and not places & _ASIDE and 2 * passage.linked < len(passage.text)
