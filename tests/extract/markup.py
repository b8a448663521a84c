"""A small WordPress page with all the traps of a real one around its article."""

import json
from datetime import UTC, datetime

from iria_crawler.extract import extract, tree_of
from iria_crawler.extract.html import elements_of
from iria_crawler.extract.structured import structured
from iria_crawler.extract.view import View, view_of
from iria_crawler.items import Article, Mention, Page
from iria_crawler.sites import Identity, Site

URL = "https://news.example/news/port-talks/"
SITE = Site(site=Identity(home="https://news.example/", name="Example News"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LONG = "The ministry said on Monday that the talks in the capital had ended without any agreement on the port. "
FIRST, SECOND = LONG + "Nobody would say why.", "A second round is planned. " + LONG.strip()
_SIDEBAR = """<div id="sidebar"><ul>
    <li class="widget widget_recent_entries"><h2>Recent Posts</h2>
      <a href="/news/other/">Other news of the day</a> <span class="post-date">May 3, 2026</span></li>
    <li class="widget widget_recent_comments"><span class="comment-author-link">Reader 4</span> on x</li>
    <li class="widget widget_tag_cloud"><a rel="tag" href="/tag/all/">All tags</a></li>
    <li class="widget widget_calendar"><table><caption>June 2026</caption><tr><td>1</td></tr></table></li></ul></div>"""
_FOOTER = """<footer><p>Copyright © 2014-2025 Example News</p><p>Example News is an institute that looks into
    everything that happens anywhere in the world and tells nobody.</p></footer>"""


def page(html: str) -> Page:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(url=URL, status=200, headers=headers, body=html.encode(), captured_at=NOW)


def post(
    body: str = "", *, head: str = "", meta: str = "", after: str = "", title: str = "Port talks end in silence"
) -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
    <title>{title} &#8211; Example News</title>{head}</head>
    <body class="post-template-default single single-post postid-7"><nav><a href="/">Home</a></nav>{_SIDEBAR}
    <div id="content" class="post-7 post type-post hentry"><h1 class="title">{title}</h1><div class="meta">{meta}</div>
    <div class="entry"><p>{FIRST}</p>{body}<p>{SECOND}</p></div>{after}</div>{_FOOTER}</body></html>"""


def read(html: str, *mentions: Mention, site: Site = SITE) -> Article:
    return extract(page(html), site, mentions=mentions)


def view_with(html: str) -> View:
    whole = page(html)
    tree = tree_of(whole)
    elements = elements_of(tree)
    return view_of(whole, SITE, tree, elements=elements, base=URL, data=structured(elements), mentions=())


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'
