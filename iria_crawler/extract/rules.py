"""The rules of a site: CSS selectors that say where a field stands."""

from collections.abc import Sequence
from functools import lru_cache

from cssselect import ExpressionError, HTMLTranslator, SelectorSyntaxError
from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.errors import SiteError
from iria_crawler.extract.html import squeeze, text_of


def picked(tree: HtmlElement, selectors: Sequence[str]) -> tuple[str, ...]:
    """The texts or attributes that the first matching selector gives; raises `SiteError` for a bad selector."""
    for selector in selectors:
        css, attribute = _parted(selector)
        texts = (
            squeeze(element.get(attribute) or "") if attribute else text_of(element) for element in select(tree, css)
        )
        found = tuple(text for text in texts if text)
        if found:
            return found
    return ()


def select(tree: HtmlElement, css: str) -> list[HtmlElement]:
    """The elements that a CSS selector matches, in the order of the page."""
    return list(_compiled(css)(tree))


@lru_cache(maxsize=1_000)
def _compiled(css: str) -> XPath:
    try:
        return XPath(HTMLTranslator().css_to_xpath(_parted(css)[0]))
    except (SelectorSyntaxError, ExpressionError) as problem:
        raise SiteError(f'"{css}" is not a CSS selector: {problem}') from problem


def _parted(selector: str) -> tuple[str, str | None]:
    css, _, pseudo = selector.partition("::")
    if pseudo.startswith("attr(") and pseudo.endswith(")"):
        return css.strip(), pseudo[5:-1].strip()
    return css.strip(), None
