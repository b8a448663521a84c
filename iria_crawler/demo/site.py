"""The demo site itself: what it has published at the moment, and how a test changes it."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from iria_crawler.demo.edition import Edition, Masthead
from iria_crawler.demo.story import Paragraph, Photo, Picture, Story, slug_of

_STEP = timedelta(hours=1)  # each change happens an hour after the last one: the demo has no clock
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class DemoSite:
    """A small news site that can be changed while it is served; `edition` is what stands now."""

    def __init__(
        self, stories: Iterable[Story], *, gone: Mapping[str, int] | None = None, masthead: Masthead | None = None
    ) -> None:
        published = tuple(sorted(stories, key=lambda story: (story.published, story.number), reverse=True))
        self.edition = Edition(
            masthead=masthead or Masthead(),
            stories=published,
            gone=dict(gone or {}),
            changed=max((story.modified for story in published), default=_EPOCH),
        )
        self._press = threading.Lock()

    @property
    def stories(self) -> tuple[Story, ...]:
        """All that is published, newest first."""
        return self.edition.stories

    def story(self, slug: str) -> Story:
        """The story with this slug; raises `LookupError` if none is published under it."""
        if slug not in self.edition.by_slug:
            raise LookupError(f'no article has the slug "{slug}"')
        return self.edition.by_slug[slug]

    def edit(self, slug: str, *, paragraph: str | None = None, number: int = -1, title: str | None = None) -> Story:
        """Replace a paragraph (the last if no number is given), the title or both; the address stays."""
        with self._press:
            story, now = self.story(slug), self._now()
            blocks = list(story.blocks)
            if paragraph is not None:
                place = [at for at, block in enumerate(blocks) if isinstance(block, Paragraph)][number]
                blocks[place] = Paragraph(text=paragraph)
            edited = replace(story, blocks=tuple(blocks), title=title or story.title, modified=now)
            self._print([edited if old is story else old for old in self.stories], now=now)
            return edited

    def remove(self, slug: str, *, status: Literal[404, 410] = 410) -> None:
        """Take a story down; its address answers with the status from now on."""
        with self._press:
            story = self.story(slug)
            left = [other for other in self.stories if other is not story]
            self._print(left, now=self._now(), gone={**self.edition.gone, slug: status})

    def publish(
        self,
        title: str,
        paragraphs: Iterable[str],
        *,
        categories: Iterable[str] = ("News",),
        tags: Iterable[str] = (),
        author: str = "Night Desk",
        pictures: Iterable[Picture] = (),
        parts: int = 1,
    ) -> Story:
        """Put a new story on top of the site, over so many pages; raises `ValueError` if its address is taken."""
        with self._press:
            now, slug = self._now(), slug_of(title)
            if slug in self.edition.by_slug:
                raise ValueError(f'an article with the slug "{slug}" is published already')
            story = Story(
                number=max((story.number for story in self.stories), default=0) + 1,
                title=title,
                slug=slug,
                author=author,
                published=now,
                modified=now,
                blocks=(
                    *(Paragraph(text=text) for text in paragraphs),
                    *(Photo(picture=picture) for picture in pictures),
                ),
                categories=tuple(sorted(categories)),
                tags=tuple(sorted(tags)),
                parts=parts,
            )
            self._print([story, *self.stories], now=now)
            return story

    def truth(self) -> list[dict[str, Any]]:
        """What a crawler should know of each published article, newest first."""
        return [_truth(story) for story in self.stories]

    def _now(self) -> datetime:
        return self.edition.changed + _STEP

    def _print(self, stories: list[Story], *, now: datetime, gone: Mapping[str, int] | None = None) -> None:
        left = self.edition.gone if gone is None else gone
        self.edition = replace(self.edition, stories=tuple(stories), changed=now, gone=dict(left))


def _truth(story: Story) -> dict[str, Any]:
    return {
        "url_path": story.path,
        "title": story.title,
        "published": story.published,
        "modified": story.modified,
        "author": story.author,
        "categories": story.categories,
        "tags": story.tags,
        "language": story.language,
        "paragraphs": story.paragraphs,
        "captions": [
            {"caption": picture.caption, "credit": picture.credit} for picture in story.pictures if picture.legend
        ],
    }
