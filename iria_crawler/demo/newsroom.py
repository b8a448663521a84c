"""The demo's newsroom: decides what is published when, and with which pictures, boxes and comments."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from iria_crawler.demo.foreign import MANUSCRIPTS, Manuscript
from iria_crawler.demo.site import DemoSite
from iria_crawler.demo.story import (
    Block,
    Bullets,
    Comment,
    Gallery,
    Heading,
    Metadata,
    Paragraph,
    Photo,
    Picture,
    Quote,
    Story,
    Table,
    Tweet,
    slug_of,
    upload,
)
from iria_crawler.demo.writing import Scene, person, scene

NEWEST = datetime(2026, 5, 29, 14, 20, tzinfo=UTC)
GONE = "ferry-timetable-for-port-selmane-withdrawn"
MISSING = "a-story-that-was-never-written"

_FIRST_NUMBER = 101
_FOREIGN_EVERY = 5
_AUTHORS = 5
_TRIES = 1000


def generate(articles: int = 24, *, seed: int = 1) -> DemoSite:
    """A site of so many articles; the same number and seed always give the same site."""
    chance = random.Random(seed)
    authors = [person(chance) for _ in range(_AUTHORS)]
    stories: list[Story] = []
    taken = {GONE, MISSING}
    for index, published in enumerate(_calendar(articles, chance)):
        stories.append(_story(index, published, authors, taken, chance))
        taken.add(stories[-1].slug)
    return DemoSite(_linked(stories), gone={GONE: 410})


def _calendar(articles: int, chance: random.Random) -> list[datetime]:
    """Times of publication up to `NEWEST`, oldest first, some hours apart."""
    moments = [NEWEST]
    while len(moments) < articles:
        moments.append(moments[-1] - timedelta(minutes=chance.randint(200, 2600)))
    return sorted(moments[:articles])


def _story(index: int, published: datetime, authors: list[str], taken: set[str], chance: random.Random) -> Story:
    nth, rest = divmod(index + 1, _FOREIGN_EVERY)
    author = chance.choice(authors)
    if rest == 0 and nth <= len(MANUSCRIPTS):
        return _translated(index, published, author, MANUSCRIPTS[nth - 1])
    return _reported(index, published, author, taken, chance)


def _translated(index: int, published: datetime, author: str, manuscript: Manuscript) -> Story:
    slug = slug_of(manuscript.title)
    picture = Picture(
        path=upload(published, f"report-{index}"),
        alt=manuscript.caption,
        caption=manuscript.caption,
        credit=manuscript.credit,
    )
    blocks: list[Block] = [Paragraph(text=text) for text in manuscript.paragraphs]
    blocks.insert(2, Photo(picture=picture))
    return Story(
        number=_FIRST_NUMBER + index,
        title=manuscript.title,
        slug=slug,
        author=author,
        published=published,
        modified=published,
        blocks=tuple(blocks),
        categories=tuple(sorted((manuscript.category, "News"))),
        tags=manuscript.tags,
        language=manuscript.language,
    )


def _reported(index: int, published: datetime, author: str, taken: set[str], chance: random.Random) -> Story:
    scene = _unheard(index, taken, chance)
    modified = published + timedelta(minutes=chance.randint(30, 4000)) if index % 6 == 1 else published
    texts = scene.paragraphs(chance.randint(5, 9), chance)
    return Story(
        number=_FIRST_NUMBER + index,
        title=scene.title,
        slug=slug_of(scene.title),
        author=author,
        published=published,
        modified=min(modified, NEWEST),
        blocks=tuple(_laid_out(index, texts, published, scene, chance)),
        categories=_categories(index, scene),
        tags=tuple(sorted(chance.sample(scene.beat["tags"], chance.randint(1, 3)))),
        metadata=_metadata(index),
        comments=tuple(_comments(index, published, scene, chance)),
    )


def _unheard(index: int, taken: set[str], chance: random.Random) -> Scene:
    """A scene whose title gives an address that is not taken."""
    for _ in range(_TRIES):
        candidate = scene(index, chance)
        if slug_of(candidate.title) not in taken:
            return candidate
    raise ValueError(f"the grammar has no new title after {index} articles; ask for fewer")


def _categories(index: int, scene: Scene) -> tuple[str, ...]:
    """Region and News always, the beat's section on every other story; in order of the alphabet."""
    own = [scene.category, "News", *([scene.beat["category"]] if index % 2 else [])]
    return tuple(sorted(own))


def _metadata(index: int) -> Metadata:
    """Classic sites mostly say nothing to machines."""
    if index % 8 == 3:
        return "json-ld"
    return "opengraph" if index % 4 == 3 else "none"


def _laid_out(
    index: int, texts: list[str], published: datetime, scene: Scene, chance: random.Random
) -> Iterator[Block]:
    """The paragraphs with a photo below the second one and one box before the last."""
    for place, text in enumerate(texts):
        if place == len(texts) - 1:
            yield from _box(index, published, scene, chance)
        yield Paragraph(text=text)
        if place == 1:
            figure = _picture(f"{scene.beat['name']}-{index}", published, scene, chance)
            yield Photo(picture=figure, markup="figure" if index % 3 == 2 else "classic")


def _box(index: int, published: datetime, scene: Scene, chance: random.Random) -> Iterator[Block]:
    """What breaks the run of paragraphs; each kind has its turn."""
    match index % 6:
        case 0:
            names = (f"{scene.beat['name']}-{index}-{part}" for part in "abc")
            yield Gallery(pictures=tuple(_picture(name, published, scene, chance) for name in names))
        case 1:
            yield Quote(
                text=scene.write(
                    "We have been promised a great deal in {place}. Now we should like to see it.", chance
                ),
                speaker=person(chance),
            )
        case 2:
            yield Heading(text=scene.write("What {land} has agreed to", chance))
            asked = (
                "A first report by {month}",
                "Public accounts, audited by the {institute}",
                "A hotline in {place2}",
            )
            yield Bullets(lines=tuple(scene.write(line, chance) for line in asked))
        case 3:
            yield _table(scene, chance)
        case 4:
            yield Tweet(
                text=scene.write("On our way back from {place}. Long day, good answers.", chance),
                name=person(chance),
                handle="example",
                day=f"{published:%B} {published.day}, {published.year}",
            )


def _table(scene: Scene, chance: random.Random) -> Table:
    places = (scene.names["place"], scene.names["place2"], scene.names["capital"])
    rows = ((place, *(scene.write("{hundreds}", chance) for _ in range(2))) for place in places)
    year = chance.randint(2019, 2024)
    return Table(head=("Place", str(year), str(year + 1)), rows=tuple(rows))


def _picture(name: str, published: datetime, scene: Scene, chance: random.Random) -> Picture:
    subject = scene.write(chance.choice(scene.beat["subject"]), chance)
    caption = scene.write(f"{subject}, {{land}}, {{month}} {{recent}}.", chance)
    credit = scene.write("{photo_credit}", chance)
    return Picture(path=upload(published, name), alt=subject, caption=caption, credit=credit)


def _comments(index: int, published: datetime, scene: Scene, chance: random.Random) -> Iterator[Comment]:
    for place in range(chance.randint(1, 4) if index % 5 == 0 else 0):
        yield Comment(
            number=1000 + index * 10 + place,
            reader=scene.write("{reader}", chance),
            text=scene.write("{remark}", chance),
            written=published + timedelta(minutes=95 * (place + 1)),
        )


def _linked(stories: list[Story]) -> list[Story]:
    """The stories with a link to the one before in each lead; two of them also name dead addresses."""
    dead = {0: f"/news/{GONE}/", 2: f"/news/{MISSING}/"}
    linked = []
    for index, story in enumerate(stories):
        lead = story.blocks[0]
        if isinstance(lead, Paragraph) and story.language == "en":
            path = dead.get(index) or stories[index - 1].path
            lead = replace(lead, links=((" ".join(lead.text.split()[3:6]).rstrip(",.“”"), path),))
        linked.append(replace(story, blocks=(lead, *story.blocks[1:])))
    return linked
