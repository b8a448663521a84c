"""What an element of a page is, by its tag and its names: a sidebar, a standfirst, a box to share."""

import re
from collections.abc import Callable
from enum import IntFlag, auto
from functools import lru_cache

from lxml.html import HtmlElement


class Place(IntFlag):
    """What an element is by its tag or its names; a passage has all those of the elements around it."""

    NAV = auto()
    FOOTER = auto()
    HEADER = auto()
    ASIDE = auto()
    FORM = auto()
    TABLE = auto()
    LIST = auto()
    QUOTE = auto()
    FIGURE = auto()
    ARTICLE = auto()
    MAIN = auto()
    LINK = auto()
    BODY = auto()
    STORY = auto()
    LEAD = auto()
    RELATED = auto()
    SIDE = auto()
    COMMENTS = auto()
    LETTERS = auto()
    WAYS = auto()
    SHARE = auto()
    AUTHOR = auto()
    META = auto()
    CAPTION = auto()
    PICTURE = auto()
    TEASER = auto()
    HIDDEN = auto()
    ADVERT = auto()
    TAGS = auto()
    BOX = auto()
    EMBED = auto()
    WALL = auto()
    LIVE = auto()
    MARKED = auto()


_TAGS = {
    tag: int(place)
    for tag, place in {
        "nav": Place.NAV,
        "menu": Place.NAV,
        "footer": Place.FOOTER,
        "header": Place.HEADER,
        "aside": Place.ASIDE,
        "form": Place.FORM,
        "table": Place.TABLE,
        "li": Place.LIST,
        "dd": Place.LIST,
        "dt": Place.LIST,
        "blockquote": Place.QUOTE,
        "figure": Place.FIGURE,
        "figcaption": Place.CAPTION,
        "article": Place.ARTICLE,
        "main": Place.MAIN,
        "a": Place.LINK,
        "dialog": Place.HIDDEN,
        "fieldset": Place.FORM,
        "address": Place.AUTHOR,
        "details": Place.BOX,
        "time": Place.META,
    }.items()
}
_WORDS: dict[str, int] = {
    word: int(place)
    for place, words in {
        Place.BODY: "body content contents text copy richtext paragraph paragraphs prose wysiwyg bodytext main"
        " articlebody articletext articlecontent storybody storytext postcontent postbody entrycontent bodycopy"
        " maintext",
        Place.STORY: "article entry post story news page single detail blog artikel articulo articolo hentry nota"
        " noticia",
        Place.LEAD: "standfirst dek deck lead lede intro introduction abstract chapo chapeau ingress vorspann sapo"
        " kicker summary excerpt perex entradilla bajada sommario occhiello subtitle subhead subheadline subline"
        " subheading subheader teasertext leadtext preamble description",
        Place.RELATED: "related recommend recommended recommendation recommendations yarpp outbrain taboola trending"
        " popular more most also readmore similar latest recirc recirculation next upnext relatedposts recent"
        " suggested mehr ahnliche verwandt",
        Place.SIDE: "sidebar side rail aside secondary widget widgets right left complementary",
        Place.COMMENTS: "comment comments commentlist disqus respond reply replies discussion kommentare commentaires"
        " forum",
        Place.LETTERS: "newsletter newsletters mailchimp signup subscribe subscription subscriptions cta promo donate"
        " donation callout optin abo email register",
        Place.WAYS: "breadcrumb breadcrumbs pagination pager nav navigation navbar menu footer header colophon"
        " masthead topbar toolbar skip sitemap prev previous backtotop topnav submenu",
        Place.SHARE: "share sharing sharebar social socials addtoany addthis sharedaddy follow twitter facebook"
        " whatsapp",
        Place.AUTHOR: "author authors byline bio contributor contributors vcard writer autor auteur profile",
        Place.META: "meta date time datetime timestamp published posted dateline metadata postmetadata updated info"
        " details",
        Place.CAPTION: "caption captions credit credits photographer copyright figcaption legend imagecaption"
        " bildunterschrift caption_text captiontext photocredit source",
        Place.PICTURE: "image images img photo photos picture pictures gallery slideshow media figure thumbnail",
        Place.TEASER: "teaser teasers card cards tile tiles thumb feed stream carousel slider slide swiper item items"
        " loop list grid headline headlines preview",
        Place.HIDDEN: "hidden hide collapsed sr screenreader visually modal popup tooltip overlay dropdown offscreen",
        Place.ADVERT: "ad ads adv advert advertisement advertising sponsor sponsored banner dfp gpt commercial"
        " promoted adslot adsense anzeige werbung",
        Place.TAGS: "tag tags topic topics keyword keywords category categories taxonomy rubrik section label labels"
        " tagcloud taglist cat",
        Place.BOX: "box infobox factbox sidebox pullquote callout panel module disclaimer notice alert inset toc"
        " accordion collapse tab tabs faq footnote footnotes references",
        Place.EMBED: "tweet instagram tiktok youtube embed video player audio podcast rollover",
        Place.WALL: "paywall premium regwall login gate consent cookie cookies gdpr locked",
        Place.LIVE: "live liveblog timeline update updates",
    }.items()
    for word in words.split()
}
_MOST_NAMES = 300
_APPLICATION = "__next"  # what Next.js calls the whole page; nothing comes next in it
_WORD = re.compile(r"[a-z]+(?=[A-Z][a-z])|[A-Z]?[a-z]{2,}|[A-Z]{2,}")
_ATTRIBUTES: dict[str, Callable[[str], int]] = {
    "itemprop": lambda value: int(Place.MARKED) if value == "articleBody" else 0,
    "role": lambda value: int(Place.NAV) if value in ("navigation", "search", "complementary") else 0,
    "hidden": lambda value: int(Place.HIDDEN),
    "style": lambda value: int(Place.HIDDEN) if "display:none" in value.replace(" ", "") else 0,
}


def place_of(element: HtmlElement) -> int:
    """What an element is by its own tag and names, as the bits of `Place`."""
    place = _TAGS.get(element.tag, 0)
    names = ""
    for name, value in element.items():
        if name == "class":
            names = value + names
        elif name == "id" and value != _APPLICATION:
            names = f"{names} {value}"
        elif says := _ATTRIBUTES.get(name):
            place |= says(value)
    return place | _named(names[:_MOST_NAMES]) if names else place


@lru_cache(maxsize=50_000)
def _named(names: str) -> int:
    place = 0
    for word in _WORD.findall(names):
        place |= _WORDS.get(word.lower(), 0)
    return place
