"""What can be counted of a page: the features from which a forest tells its kind."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml.etree import XPath
from lxml.html import HtmlElement

from iria_crawler.extract.html import BLOCKS, Elements, parts_of, squeeze, words_of
from iria_crawler.extract.microdata import ARTICLE_TYPES
from iria_crawler.extract.structured import LISTING_TYPES, Structured
from iria_crawler.text import size_of

# The types of schema.org that stand for a kind of page.
_TYPES = {
    "type_article": ARTICLE_TYPES - {"Review", "TechArticle"},
    "type_listing": LISTING_TYPES | {"ItemList", "Blog"},
    "type_product": frozenset(["Product", "ProductGroup", "Offer", "AggregateOffer", "Review"]),
    "type_forum": frozenset(["DiscussionForumPosting", "QAPage", "Question", "Comment"]),
}
_OG_TYPES = {
    "og_article": ("article", "news", "blog", "newsarticle", "blogposting"),
    "og_website": ("website", "webpage"),
    "og_product": ("product", "product.item", "product.group", "og:product"),
    "og_none": ("",),
}
_SAID = {
    "said_published": ("article:published_time",),
    "said_author": ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl"),
    "said_image": ("og:image",),
    "said_description": ("description", "og:description"),
}
# How addresses of a kind of page are named all over the web: a step of the path, or a part of the host.
_PLACES = {
    "forum": "forums?|community|communities|threads?|showthread|viewtopic|discussions?|discuss|questions?|t|r|qa|board",
    "docs": "docs?|documentation|reference|manuals?|guides?|help|support|kb|wiki|api|learn|developers?|userguide|faqs?"
    "|tutorials?",
    "shop": "products?|produkte?|produits?|productos?|p|shop|store|dp|item|itm|collections?|cart|sku|catalogu?e?"
    "|brands?",
    "list": "categor(?:y|ies|ia)|kategorie|tags?|topics?|sections?|archives?|authors?|search|directory|listings?|jobs?"
    "|careers?|events?|library|shows|podcasts?|videos?|resources",
    "press": "news|blogs?|articles?|artikel|artigos?|articulos?|story|stories|posts?|opinions?|opinion[eé]s|press"
    r"|politi\w+|world|business|sports?|deportes?|culture|kultur|magazine|features?|nachrichten|aktuelles"
    "|actualit[eé]s?|notici?as?",
    "firm": "services?|about|about-us|company|solutions|pricing|programs?|industries|departments?|contact|admissions"
    "|portfolio|team",
}
_COUNTED = (
    *("p", "li", "img", "h2", "h3", "h4", "article", "section", "figure"),
    *("input", "button", "select", "label", "code", "dt"),
)
_HEADINGS = ("h2", "h3", "h4")
_LONG_TEXTS = XPath("descendant::text()[string-length() > 60]")
_UNREAD = frozenset(["script", "style", "noscript", "template", "textarea", "option", "title", "svg", "iframe"])
_DATED = re.compile(r"(?:19|20)\d\d[-/]?(?:0\d|1[0-2])|/(?:19|20)\d\d/")
_YEARS = re.compile(r"\b20[0-3]\d\b")
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece)$", re.IGNORECASE)
_ENDS = frozenset(".!?…。！？؟।")
_CLOSING = "\"'”’»)"
_PROSE = 90  # letters from which on a block is running text
_MOST = 400  # long texts that are looked at


def measures(tree: HtmlElement, parts: Elements, url: str, data: Structured) -> dict[str, float]:
    """All features of a page by name."""
    blocks = [*_blocks(tree)]
    return {
        **_of_address(url),
        **_of_data(data),
        **_of_elements(parts),
        **_of_places(blocks),
        **_of_style(blocks),
        **_of_title(parts, url, data),
    }


def _of_address(url: str) -> dict[str, float]:
    parts = parts_of(url)
    steps = [step for step in parts.path.lower().split("/") if step]
    # An article may be named by a number in the query alone: `/?p=12`, `/news.php?id=12`.
    asked = parts.query if not steps or _EXTENSION.search(steps[-1]) else ""
    last = (_EXTENSION.sub("", steps[-1]) if steps else "") + asked
    above = {*parts.netloc.lower().split(".")[:-2], *steps[:-1]}
    return {
        "steps": len(steps),
        "last_length": len(last),
        "last_words": sum(map(bool, re.split(r"[-_+]|%20", last))),
        "path_digits": sum(map(str.isdigit, parts.path + asked)),
        "path_length": len(parts.path + asked),
        "first_length": len(steps[0]) if steps else 0,
        "dated": bool(_DATED.search(parts.path)),
        **{f"in_{name}": any(re.fullmatch(words, step) for step in above) for name, words in _PLACES.items()},
    }


def _of_data(data: Structured) -> dict[str, float]:
    kind = (data.said("og:type") or "").lower()
    return {
        **{name: bool(data.types & types) for name, types in _TYPES.items()},
        **{name: kind in kinds for name, kinds in _OG_TYPES.items()},
        **{name: data.said(*names) is not None for name, names in _SAID.items()},
        "node_author": bool(data.article.get("author")),
        "node_date": bool(data.article.get("datePublished")),
    }


def _of_elements(parts: Elements) -> dict[str, float]:
    headings = (heading for tag in _HEADINGS for heading in parts[tag])
    headed = sum(next(heading.iter("a"), None) is not None for heading in headings)
    return {**{f"n_{tag}": len(parts[tag]) for tag in _COUNTED}, "teasers": headed}


def _of_places(blocks: list[tuple[HtmlElement, int, str]]) -> dict[str, float]:
    """How much running text there is, and whether it stands together or in many places."""
    near, far = Counter[HtmlElement | None](), Counter[HtmlElement | None]()
    tags, together = Counter[str](), Counter[HtmlElement | None]()
    for block, size, _ in blocks:
        parent = block.getparent()
        near[parent] += size
        together[parent] += 1
        far[None if parent is None else parent.getparent()] += size
        tags[block.tag] += size
    sizes = [size for _, size, _ in blocks]
    total, heaviest = sum(sizes), max(near.values(), default=0)
    share = 1 / (total or 1)
    return {
        "prose": len(sizes),
        "prose_letters": total,
        "prose_mean": total / (len(sizes) or 1),
        "heaviest": heaviest,
        "heaviest_share": heaviest * share,
        "widest_share": max(far.values(), default=0) * share,
        "together": max(together.values(), default=0),
        "places": len(near),
        "in_p": tags["p"] * share,
        "in_li": (tags["li"] + tags["dd"]) * share,
        "very_long": sum(size > 300 for size in sizes),
    }


def _of_style(blocks: list[tuple[HtmlElement, int, str]]) -> dict[str, float]:
    """Punctuation, which tells a story from a description in any language."""
    text = " ".join(text for _, _, text in blocks)
    share, count = 1000 / (len(text) or 1), len(blocks) or 1
    return {
        "ended": sum(text.rstrip(_CLOSING)[-1:] in _ENDS for _, _, text in blocks) / count,
        "quotes": sum(map(text.count, "“”«»„「")) * share,
        "questions": sum(map(text.count, "?？؟")) * share,
        "commas": sum(map(text.count, ",،，")) * share,
        "stops": sum(map(text.count, (". ", "! ", "? ", "。", "؟ ", "। "))) * share,
        "years": len(_YEARS.findall(text)) * share,
    }


def _of_title(parts: Elements, url: str, data: Structured) -> dict[str, float]:
    headings = (squeeze("".join(heading.itertext())) for heading in parts["h1"])
    words = [set(said) for said in map(words_of, headings) if said][:5]
    title = squeeze(next((element.text or "" for element in parts["title"]), ""))
    known = set(words_of(f"{title} {data.said('og:title') or ''}"))
    slug = set(words_of(re.sub(r"[-_]", " ", parts_of(url).path)))
    return {
        "h1_words": max(map(len, words), default=0),
        "h1_agrees": max((len(said & known) / len(said) for said in words), default=-1),
        "h1_in_slug": max((len(said & slug) / len(said) for said in words), default=-1),
        "title_words": len(words_of(title)),
    }


def _blocks(tree: HtmlElement) -> Iterator[tuple[HtmlElement, int, str]]:
    """The blocks that hold running text of their own, with its size and the text, in order."""
    found: dict[HtmlElement, list[str]] = {}
    body = tree.find("body")
    for text in _LONG_TEXTS(body)[:_MOST] if body is not None else ():
        holder = text.getparent()
        block = _block_of(holder.getparent() if text.is_tail else holder)
        if block is not None:
            found.setdefault(block, []).append(text)
    for block, texts in found.items():
        joined = " ".join(" ".join(texts).split())
        size = size_of(joined)
        if size > _PROSE:
            yield block, size, joined


def _block_of(element: HtmlElement | None) -> HtmlElement | None:
    """The block around; None for the text of a link, or what is not shown."""
    while element is not None and element.tag not in BLOCKS:
        if element.tag == "a" or element.tag in _UNREAD:
            return None
        element = element.getparent()
    return element
