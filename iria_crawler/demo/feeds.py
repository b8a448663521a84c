"""The demo's feeds: RSS 2.0 of stories and of comments, as WordPress writes them."""

from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from iria_crawler.demo.blocks import body_html
from iria_crawler.demo.edition import Edition
from iria_crawler.demo.story import Comment, Story

LENGTH = 10

_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(edition: Edition, stories: Iterable[Story], base: str, *, title: str, path: str) -> str:
    """The newest ten of the stories, each with its text, author and categories."""
    entries = "".join(_story(story, base) for story in list(stories)[:LENGTH])
    return _channel(edition, entries, base, title=title, path=path)


def comments(edition: Edition, stories: Iterable[Story], base: str, *, title: str, path: str) -> str:
    """The newest ten comments on the stories: a feed in which no article is announced."""
    said = [(comment, story) for story in stories for comment in story.comments]
    said.sort(key=lambda pair: pair[0].written, reverse=True)
    entries = "".join(_comment(comment, story, base) for comment, story in said[:LENGTH])
    return _channel(edition, entries, base, title=title, path=path)


def _channel(edition: Edition, entries: str, base: str, *, title: str, path: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {_SPACES}>\n<channel>\n'
        f"<title>{escape(title)}</title>\n"
        f'<atom:link href="{base}{path}" rel="self" type="application/rss+xml" />\n<link>{base}/</link>\n'
        f"<description>{escape(edition.masthead.tagline)}</description>\n"
        f"<lastBuildDate>{format_datetime(edition.changed)}</lastBuildDate>\n<language>en-US</language>\n"
        f"<generator>https://wordpress.org/?v=6.5.5</generator>\n{entries}</channel>\n</rss>\n"
    )


def _story(story: Story, base: str) -> str:
    terms = "".join(f"<category>{_cdata(name)}</category>\n" for name in (*story.categories, *story.tags))
    return (
        f"<item>\n<title>{escape(story.title)}</title>\n<link>{base}{story.path}</link>\n"
        f"<dc:creator>{_cdata(story.author)}</dc:creator>\n<pubDate>{format_datetime(story.published)}</pubDate>\n"
        f'{terms}<guid isPermaLink="false">{base}/?p={story.number}</guid>\n'
        f"<description>{_cdata(escape(story.excerpt, quote=False))}</description>\n"
        f"<content:encoded>{_cdata(body_html(story.blocks, base))}</content:encoded>\n</item>\n"
    )


def _comment(comment: Comment, story: Story, base: str) -> str:
    url = f"{base}{story.path}#comment-{comment.number}"
    return (
        f"<item>\n<title>Comment on {escape(story.title)} by {escape(comment.reader)}</title>\n<link>{url}</link>\n"
        f"<dc:creator>{_cdata(comment.reader)}</dc:creator>\n<pubDate>{format_datetime(comment.written)}</pubDate>\n"
        f'<guid isPermaLink="false">{url}</guid>\n<description>{_cdata(escape(comment.text))}</description>\n</item>\n'
    )


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
