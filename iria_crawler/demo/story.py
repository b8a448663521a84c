"""What the demo site prints: stories made of blocks, with pictures, authors and readers' comments."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal
from urllib.parse import quote

LOCAL = timezone(timedelta(hours=-5))  # the newsroom's clock; what the pages show is not UTC
LOCALES = {"en": "en-US", "fr": "fr-FR", "ar": "ar"}

Language = Literal["en", "fr", "ar"]
Metadata = Literal["none", "opengraph", "json-ld"]
"""What the head of an article says for machines; `json-ld` has OpenGraph too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image and what is printed below it; the path is that of the full size."""

    path: str
    alt: str
    caption: str | None = None
    credit: str | None = None

    @property
    def thumbnail(self) -> str:
        return self.path.removesuffix(".png") + "-300x188.png"

    @property
    def legend(self) -> str:
        """Caption and credit as the site prints them."""
        credit = f"(Image Credit: {self.credit})" if self.credit else None
        return " ".join(part for part in (self.caption, credit) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text; each link is a phrase of the text and a path or URL."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    text: str
    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweet:
    text: str
    name: str
    handle: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One picture, in the markup of old WordPress (`div.wp-caption`) or of new (`figure`)."""

    picture: Picture
    markup: Literal["classic", "figure"] = "classic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    pictures: tuple[Picture, ...]


Block = Paragraph | Heading | Quote | Bullets | Table | Tweet | Photo | Gallery


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a reader left below a story; never part of it."""

    number: int
    reader: str
    text: str
    written: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as the newsroom knows it; the page shows neither its author nor its dates."""

    number: int
    title: str
    slug: str
    author: str
    published: datetime
    modified: datetime
    blocks: tuple[Block, ...]
    categories: tuple[str, ...] = ("News",)
    tags: tuple[str, ...] = ()
    language: Language = "en"
    metadata: Metadata = "none"
    comments: tuple[Comment, ...] = ()
    parts: int = 1  # the pages that it runs over

    @property
    def path(self) -> str:
        return f"/news/{quote(self.slug)}/"

    def part(self, number: int) -> tuple[Block, ...]:
        """What stands on one of its pages, the first of which is 1."""
        size = -(-len(self.blocks) // self.parts)
        return self.blocks[(number - 1) * size : number * size]

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if isinstance(block, Paragraph))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(pictures(self.blocks))

    @property
    def excerpt(self) -> str:
        """The first 55 words, cut as WordPress cuts them."""
        words = " ".join(self.paragraphs).split()
        return " ".join(words[:55]) + (" […]" if len(words) > 55 else "")


def pictures(blocks: tuple[Block, ...]) -> Iterator[Picture]:
    """Every picture in reading order."""
    for block in blocks:
        if isinstance(block, Photo):
            yield block.picture
        elif isinstance(block, Gallery):
            yield from block.pictures


def slug_of(title: str) -> str:
    """The last part of an address as WordPress forms it: lower case, no accents, other scripts kept."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", title) if not unicodedata.combining(char))
    return "-".join(re.findall(r"\w+", re.sub(r"['’‘]", "", plain.lower())))


def upload(published: datetime, name: str) -> str:
    """The path of a picture among the uploads of its month."""
    return f"/wp-content/uploads/{published:%Y/%m}/{name}.png"
