"""The demo's HTML pages: articles, listings and the few that stand alone."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

from iria_crawler.demo.blocks import body_html
from iria_crawler.demo.edition import Edition, Listing, Masthead, category_path
from iria_crawler.demo.story import LOCALES, Block, Comment, Language, Paragraph, Photo, Picture, Story
from iria_crawler.demo.theme import frame, template

_UNDATED = datetime(2024, 2, 20, 12, 0, tzinfo=UTC)
STATIC = "page-template-default page page-id-2"
"""The classes by which WordPress marks a page that is no post."""


def render_article(
    title: str,
    categories: Sequence[str],
    paragraphs: Sequence[str],
    *,
    caption: str | None = None,
    credit: str | None = None,
    caption_after: int = 1,
    url: str = "http://127.0.0.1/news/an-article/",
    language: Language = "en",
    masthead: Masthead | None = None,
) -> str:
    """The page of one article that is on no demo site, such as one poured into the theme by a test.

    The picture, if it has a caption or a credit, stands below so many paragraphs.
    """
    blocks: list[Block] = [Paragraph(text=text) for text in paragraphs]
    if caption or credit:
        picture = Picture(path="/wp-content/uploads/2024/02/picture.png", alt="", caption=caption, credit=credit)
        blocks.insert(caption_after, Photo(picture=picture))
    parts = urlsplit(url)
    story = Story(
        number=1,
        title=title,
        slug=parts.path.strip("/").rpartition("/")[2],
        author="Editor",
        published=_UNDATED,
        modified=_UNDATED,
        blocks=tuple(blocks),
        categories=tuple(categories),
        language=language,
    )
    edition = Edition(masthead=masthead or Masthead(), stories=(story,), changed=_UNDATED)
    return article(edition, story, f"{parts.scheme}://{parts.netloc}")


def article(edition: Edition, story: Story, base: str, *, number: int = 1) -> str:
    """A page of a story, most have one, in the order of classic themes; it shows no date and no author."""
    title, url = escape(story.title, quote=False), base + story.path
    main = template("article.html").substitute(
        title=title,
        url=url,
        base=base,
        number=story.number,
        categories=_category_links(story, base),
        anchor="comments" if story.comments else "respond",
        count=_count(story),
        body=body_html(story.part(number), base) + _parts(story, number, url),
        related="".join(_related(other, base) for other in edition.related(story)),
        comments=_comments(story, url),
    )
    return frame(
        edition,
        base,
        title=f"{story.title} - {edition.masthead.name}",
        head=_head(edition, story, base, number),
        classes=f"single single-post postid-{story.number}" + f" paged-{number} single-paged-{number}" * (number > 1),
        attributes=f'class="post-{story.number} post type-post status-publish hentry"',
        breadcrumb=f'<div class="breadcrumb">{title}</div>',
        main=main,
        locale=story.locale,
    )


def listing(edition: Edition, shown: Listing, base: str, *, number: int = 1) -> str:
    """One page of a list of stories, with links to the others."""
    heading = "" if shown.kind == "home" else f'<h1 class="archive-title">{escape(_headline(shown), quote=False)}</h1>'
    stories = "".join(_teaser(story, base) for story in shown.page(number)) or "<p>Nothing found.</p>"
    name = edition.masthead.name
    return frame(
        edition,
        base,
        title=f"{name} - {edition.masthead.tagline}" if shown.kind == "home" else f"{_headline(shown)} - {name}",
        head=_neighbours(shown, number, base),
        classes="home blog" if shown.kind == "home" else f"archive {shown.kind}",
        main=heading + stories + _pagination(shown, number, base),
    )


def plain(
    edition: Edition,
    base: str,
    *,
    title: str,
    paragraphs: Sequence[str],
    classes: str = "page-template-default page page-id-2",
) -> str:
    """A page that is no article: about, members, not found."""
    text = "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return frame(
        edition,
        base,
        title=f"{title} - {edition.masthead.name}",
        classes=classes,
        main=f'<h1 class="title">{escape(title, quote=False)}</h1><div class="entry">{text}</div>',
    )


def amp(edition: Edition, story: Story, base: str) -> str:
    """The bare variant of an article for telephones, which names the real one as canonical."""
    title = escape(story.title, quote=False)
    return (
        f'<!DOCTYPE html><html amp lang="{story.locale}"><head><meta charset="UTF-8"><title>{title}</title>'
        f'<link rel="canonical" href="{base}{story.path}"></head><body><h1>{title}</h1>'
        f"{body_html(story.blocks, base)}<p>{escape(edition.masthead.name)}</p></body></html>\n"
    )


def _parts(story: Story, number: int, url: str) -> str:
    """The links from page to page of a story that has several, as WordPress prints them."""
    links = (
        f'<span class="post-page-numbers current" aria-current="page">{part}</span>'
        if part == number
        else f'<a href="{url}{f"{part}/" if part > 1 else ""}" class="post-page-numbers">{part}</a>'
        for part in range(1, story.parts + 1)
    )
    return f'<p class="post-nav-links">Pages: {" ".join(links)}</p>' if story.parts > 1 else ""


def _head(edition: Edition, story: Story, base: str, number: int) -> str:
    url = base + story.path
    lines = [
        f'<link rel="canonical" href="{url}{f"{number}/" if number > 1 else ""}">',
        f'<link rel="shortlink" href="{base}/?p={story.number}">',
        f'<link rel="alternate" type="application/json" href="{base}/wp-json/wp/v2/posts/{story.number}">',
        f'<link rel="amphtml" href="{url}amp/">',
    ]
    if story.metadata != "none":
        lines += [
            f'<meta property="{name}" content="{escape(text)}">' for name, text in _opengraph(edition, story, base)
        ]
    if story.metadata == "json-ld":
        ld = json.dumps(_json_ld(edition, story, base), ensure_ascii=False).replace("</", "<\\/")
        lines.append(f'<script type="application/ld+json">{ld}</script>')
    return "\n".join(lines)


def _opengraph(edition: Edition, story: Story, base: str) -> list[tuple[str, str]]:
    return [
        ("og:type", "article"),
        ("og:title", story.title),
        ("og:url", base + story.path),
        ("og:site_name", edition.masthead.name),
        ("og:locale", story.locale.replace("-", "_")),
        *(("og:image", base + picture.path) for picture in story.pictures[:1]),
        ("article:published_time", story.published.isoformat()),
        ("article:modified_time", story.modified.isoformat()),
        *(("article:section", name) for name in story.categories[:1]),
        *(("article:tag", name) for name in story.tags),
    ]


def _json_ld(edition: Edition, story: Story, base: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "mainEntityOfPage": base + story.path,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "Organization", "name": edition.masthead.name},
        "inLanguage": story.locale,
    }


def _category_links(story: Story, base: str) -> str:
    return ", ".join(
        f'<a href="{base}{category_path(name)}" rel="category tag">{escape(name, quote=False)}</a>'
        for name in story.categories
    )


def _count(story: Story) -> str:
    count = len(story.comments)
    return {0: "No Comments", 1: "1 Comment"}.get(count, f"{count} Comments")


def _related(story: Story, base: str) -> str:
    images = (f'<img src="{base}{picture.thumbnail}" alt="" width="300" height="188">' for picture in story.pictures)
    return f'<li><a href="{base}{story.path}">{next(images, "")}{escape(story.title, quote=False)}</a></li>'


def _comments(story: Story, url: str) -> str:
    said = "".join(_comment(comment, url) for comment in story.comments)
    return f'<ol class="commentlist">{said}</ol>' if said else ""


def _comment(comment: Comment, url: str) -> str:
    reader = escape(comment.reader, quote=False)
    return (
        f'<li class="comment" id="comment-{comment.number}"><cite class="fn">{reader}</cite> <span class="says">says:'
        f'</span><div class="comment-meta"><time datetime="{comment.written.isoformat()}">'
        f"{comment.written:%B} {comment.written.day}, {comment.written:%Y at %H:%M}</time></div>"
        f"<p>{escape(comment.text, quote=False)}</p>"
        f'<a rel="nofollow" class="comment-reply-link" href="{url}?replytocom={comment.number}#respond">Reply</a></li>'
    )


def _headline(shown: Listing) -> str:
    return {"category": "Category: ", "tag": "Tag: ", "author": "Author: "}.get(shown.kind, "") + shown.title


def _teaser(story: Story, base: str) -> str:
    url, title = base + story.path, escape(story.title, quote=False)
    images = (f'<img src="{base}{picture.thumbnail}" alt="" width="300" height="188">' for picture in story.pictures)
    direction = ' dir="rtl" lang="ar"' if story.language == "ar" else f' lang="{LOCALES[story.language]}"'
    return (
        f'<div class="loop post-{story.number} hentry"{direction}><a href="{url}">{next(images, "")}</a><div>'
        f'<h2><a href="{url}" rel="bookmark">{title}</a></h2><div class="meta">{_category_links(story, base)} '
        f'<a href="{url}#respond" class="comments-link">{_count(story)}'
        f'<span class="screen-reader-text"> on {title}</span></a></div>'
        f'<p>{escape(story.excerpt, quote=False)}</p><a class="more" href="{url}">Read More</a></div></div>'
    )


def _neighbours(shown: Listing, number: int, base: str) -> str:
    """WordPress names the pages before and after in the head."""
    links = [("prev", number - 1)] * (number > 1) + [("next", number + 1)] * (number < shown.pages)
    return "\n".join(f'<link rel="{rel}" href="{base}{shown.path_of(to)}">' for rel, to in links)


def _pagination(shown: Listing, number: int, base: str) -> str:
    near = {1, shown.pages, *range(number - 2, number + 3)}
    links = [_page_link(shown, to, base, current=to == number) for to in sorted(near) if 1 <= to <= shown.pages]
    if number < shown.pages:
        links.append(f'<a class="next page-numbers" href="{base}{shown.path_of(number + 1)}">Older posts</a>')
    return f'<div class="pagination">{"".join(links)}</div>' if shown.pages > 1 else ""


def _page_link(shown: Listing, number: int, base: str, *, current: bool) -> str:
    if current:
        return f'<span class="page-numbers current">{number}</span>'
    return f'<a class="page-numbers" href="{base}{shown.path_of(number)}">{number}</a>'
