"""A page with pictures amid its text, and what is read of them."""

import json

from iria_crawler.extract import extract
from iria_crawler.items import Article, Page
from iria_crawler.sites import Site

from .markup import NOW, SITE, URL

PROSE = (
    "<p>" + "The ministry said on Monday that the talks in the capital had ended without any agreement. " * 2 + "</p>"
)


def read(inside: str, *, head: str = "", above: str = "", site: Site = SITE) -> Article:
    html = f"""<html lang=en><head><title>Port talks</title>{head}</head><body class="single-post">
    <header><img src="/logo.png" alt="logo"></header><article class="hentry"><h1>Port talks end</h1>{above}
    <div class="entry-content">{PROSE * 2}{inside}{PROSE}</div></article>
    <div class="related"><a href="/x/"><img src="/teaser.jpg">Teaser</a></div></body></html>"""
    page = Page(
        url=URL,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=html.encode(),
        captured_at=NOW,
    )
    return extract(page, site)


def captions(inside: str) -> list[str | None]:
    return [figure.caption for figure in read(inside).figures]


def node_of_images(*images: object) -> str:
    article = {"@type": "NewsArticle", "headline": "Port talks end", "image": list(images)}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'
