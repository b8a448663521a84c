"""A small news site on loopback: a faithful rebuild of a classic WordPress page, every word of it invented."""

from iria_crawler.demo.edition import Masthead
from iria_crawler.demo.newsroom import generate
from iria_crawler.demo.pages import render_article
from iria_crawler.demo.server import Served, Visit, serve
from iria_crawler.demo.site import DemoSite

__all__ = ["DemoSite", "Masthead", "Served", "Visit", "generate", "render_article", "serve"]
