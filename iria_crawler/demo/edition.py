"""All that the demo site shows at one moment, with the lists under which it can be found."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal
from urllib.parse import quote

from iria_crawler.demo.story import LOCAL, Picture, Story, slug_of

PARENTS = {"Gulf": "Middle East", "South Asia": "Asia Pacific"}
"""Categories that stand inside another one."""

PER_PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What stands around every page."""

    name: str = "Tidewater Brief"
    tagline: str = "News and analysis from the quieter half of the map"
    years: str = "2013-2026"
    holder: str = "Tidewater Brief - Notes on Harbours, Borders & Rivers"
    about: str = (
        "Tidewater Brief is a small newsroom that exists on one computer only. Its reporters follow ports, rivers, "
        "railways and the people who argue about them, in countries that no atlas shows. Corrections reach the editors "
        "at desk@tidewater.example"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of stories with an address of its own, shown ten to a page."""

    kind: Literal["home", "category", "tag", "author", "date"]
    title: str
    path: str
    stories: tuple[Story, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.stories) // PER_PAGE))

    def page(self, number: int) -> tuple[Story, ...]:
        return self.stories[(number - 1) * PER_PAGE : number * PER_PAGE]

    def path_of(self, number: int) -> str:
        return self.path if number == 1 else f"{self.path}page/{number}/"


@dataclass(frozen=True, kw_only=True, eq=False)
class Edition:
    """Stories newest first, and `gone` the status of each slug that was taken down.

    Compared by identity: every change makes a new edition, so that pages can be kept by it.
    """

    masthead: Masthead
    stories: tuple[Story, ...]
    changed: datetime
    gone: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def by_slug(self) -> dict[str, Story]:
        return {story.slug: story for story in self.stories}

    @cached_property
    def by_number(self) -> dict[str, Story]:
        return {str(story.number): story for story in self.stories}

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """Every picture by the paths of its full size and its thumbnail."""
        shown = [picture for story in self.stories for picture in story.pictures]
        return {path: picture for picture in shown for path in (picture.path, picture.thumbnail)}

    @cached_property
    def listings(self) -> dict[str, Listing]:
        """Every list by its path, home first."""
        found: dict[str, tuple[Listing, list[Story]]] = {}
        for story in self.stories:
            for listing in _listings(story):
                found.setdefault(listing.path, (listing, []))[1].append(story)
        home = Listing(kind="home", title=self.masthead.name, path="/", stories=self.stories)
        lists = (
            Listing(kind=listing.kind, title=listing.title, path=path, stories=tuple(stories))
            for path, (listing, stories) in sorted(found.items())
        )
        return {"/": home} | {listing.path: listing for listing in lists}

    def of_kind(self, kind: str) -> list[Listing]:
        return [listing for listing in self.listings.values() if listing.kind == kind]

    def related(self, story: Story, count: int = 4) -> list[Story]:
        """The newest other stories of a category that is not simply News."""
        own = next((name for name in story.categories if name != "News"), "News")
        same = self.listings[category_path(own)].stories
        return [other for other in same[: count + 1] if other is not story][:count]

    @cached_property
    def days(self) -> dict[tuple[int, int], frozenset[int]]:
        """The days of each month on which something was published, by the newsroom's clock."""
        found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for story in self.stories:
            day = story.published.astimezone(LOCAL)
            found[day.year, day.month].add(day.day)
        return {month: frozenset(days) for month, days in found.items()}


def category_path(name: str) -> str:
    """`/category/middle-east/gulf/`: a category stands below its parent."""
    parent = PARENTS.get(name)
    return f"{category_path(parent) if parent else '/category/'}{slug_of(name)}/"


def tag_path(name: str) -> str:
    return f"/tag/{quote(slug_of(name))}/"


def author_path(name: str) -> str:
    return f"/author/{slug_of(name)}/"


def term_number(name: str) -> int:
    """The number of a category, tag or user in the API: the same in every edition."""
    return zlib.crc32(name.encode()) % 900_000 + 100


def _listings(story: Story) -> Iterator[Listing]:
    """The lists that a story is in, each still without stories."""
    parents = {PARENTS[name] for name in story.categories if name in PARENTS}
    for name in sorted({*story.categories, *parents}):
        yield Listing(kind="category", title=name, path=category_path(name), stories=())
    for name in story.tags:
        yield Listing(kind="tag", title=name, path=tag_path(name), stories=())
    yield Listing(kind="author", title=story.author, path=author_path(story.author), stories=())
    day = story.published.astimezone(LOCAL)
    for shape, title in (("%Y", "%Y"), ("%Y/%m", "%B %Y"), ("%Y/%m/%d", "%B %d, %Y")):
        yield Listing(kind="date", title=f"{day:{title}}", path=f"/{day:{shape}}/", stories=())
