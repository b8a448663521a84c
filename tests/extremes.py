"""Pages that no paper prints, and what it costs to read them, measured in processes of their own.

As a script: `python -m tests.extremes NAME …` prints a line of JSON for each page (all without a name).
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from iria_crawler.items import Page
from iria_crawler.reading import look
from iria_crawler.sites import Identity, Site

SITE = Site(site=Identity(home="https://news.example/", name="Example News"))
SENTENCE = "The ministry said on Monday that the talks in the capital had ended without any agreement. "
PROSE = f"<p>{SENTENCE * 3}</p>\n"
MEGABYTE = 2**20
_DATA = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Port talks end",
    "datePublished": "2026-05-30T08:00:00Z",
}


def page(body: bytes | str, *, content_type: str = "text/html") -> Page:
    """An answer with this body."""
    return Page(
        url="https://news.example/news/port-talks/",
        status=200,
        headers=(("Content-Type", content_type),),
        body=body.encode() if isinstance(body, str) else body,
        captured_at=datetime(2026, 6, 1, tzinfo=UTC),
    )


def story(inner: str = "", *, head: str = "", after: str = "", data: str | None = None) -> str:
    """An article of eight paragraphs, with more in its text, its head, or behind it."""
    said = json.dumps(_DATA) if data is None else data
    return (
        f'<!doctype html><html lang="en"><head><title>Port talks end</title>{head}'
        f'<script type="application/ld+json">{said}</script></head><body><article><h1>Port talks end</h1>'
        f"{PROSE * 4}{inner}{PROSE * 4}</article>{after}</body></html>"
    )


def _nested(*tags: str, times: int = 60_000, text: str = "deep down ") -> str:
    opened = "".join(f"<{tag}>" for tag in tags)
    closed = "".join(f"</{tag}>" for tag in reversed(tags))
    return f"{opened * times}{text * 20}{closed * times}"


def _unclosed(tag: str, times: int = 60_000) -> str:
    return f"<{tag}>word " * times


def _numbered(form: str, times: int) -> str:
    return "".join(form.replace("%d", str(number)) for number in range(times))


def _people(times: int) -> list[dict[str, str]]:
    return [{"@type": "Person", "name": f"{_name(number)}"} for number in range(times)]


def _name(number: int) -> str:
    letters = "abcdefghij"
    return "Anna " + "".join(letters[int(digit)] for digit in str(number)).title() + "sson"


def _data(**more: object) -> str:
    return json.dumps(_DATA | more)


def _deep_json(times: int, opened: str = "[", closed: str = "]") -> str:
    return f'{{"@type": "NewsArticle", "headline": "Port talks end", "author": {opened * times}{closed * times}}}'


_DOCTYPE_BOMB = (
    '<!DOCTYPE html [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{at} "{f"&lol{at - 1 or str()};" * 10}">' for at in range(1, 10))
    + "]>"
)

PAGES: Mapping[str, Callable[[], str | bytes]] = {
    # depth
    "plain": lambda: story(),
    "60,000 divs in each other": lambda: story(_nested("div")),
    "60,000 divs around the article": lambda: f"<body>{'<div>' * 60_000}{story()}",
    "60,000 spans in each other": lambda: story(_nested("span")),
    "60,000 spans in a paragraph": lambda: story(f"<p>{_nested('span')}</p>"),
    "60,000 tables in each other": lambda: story(_nested("table", "tr", "td", times=20_000)),
    "60,000 lists in each other": lambda: story(_nested("ul", "li", times=30_000)),
    "60,000 quotes in each other": lambda: story(_nested("blockquote")),
    "60,000 sections with classes in each other": lambda: story(
        f"{'<section class=related-box>' * 60_000}deep{'</section>' * 60_000}"
    ),
    "60,000 figures in each other": lambda: story(_nested("figure")),
    "60,000 bold in each other": lambda: story(_nested("b", "i", times=30_000)),
    "60,000 links in each other": lambda: story(_unclosed("a href=/x")),
    "60,000 unclosed divs with words": lambda: story(_unclosed("div")),
    "60,000 unclosed paragraphs": lambda: story(_unclosed("p")),
    "60,000 unclosed fonts": lambda: story(_unclosed("font color=red")),
    "60,000 unclosed custom elements": lambda: story(_unclosed("x-box")),
    "60,000 articles in each other": lambda: story(_nested("article")),
    "250 divs in each other, with text": lambda: story(_nested("div", times=250)),
    "2,000 divs in each other, each with a paragraph": lambda: story(f"{f'<div>{PROSE}' * 2_000}{'</div>' * 2_000}"),
    "60,000 elements ten deep": lambda: story(_nested("div", times=10) * 6_000),
    # text
    "5 MB in one paragraph": lambda: story(f"<p>{SENTENCE * 55_000}</p>"),
    "5 MB in one paragraph, one word": lambda: story(f"<p>{'a' * 5 * MEGABYTE}</p>"),
    "5 MB in one paragraph, no tags around": lambda: story(SENTENCE * 55_000),
    "5 MB in 50,000 paragraphs": lambda: story(f"<p>{SENTENCE}</p>" * 55_000),
    "5 MB in 50,000 paragraphs, all different": lambda: story(_numbered(f"<p>%d {SENTENCE}</p>", 55_000)),
    "5 MB in 50,000 divs": lambda: story(_numbered(f"<div>%d {SENTENCE}</div>", 55_000)),
    "5 MB in 50,000 table rows": lambda: story(
        f"<table>{_numbered(f'<tr><td>%d</td><td>{SENTENCE}</td></tr>', 50_000)}</table>"
    ),
    "5 MB in list items": lambda: story(f"<ul>{_numbered(f'<li>%d {SENTENCE}', 50_000)}</ul>"),
    "50,000 headings": lambda: story(_numbered("<h2>Heading number %d of many</h2>", 50_000)),
    "50,000 h1": lambda: story(_numbered("<h1>Heading number %d of many</h1>", 50_000)),
    "5 MB title": lambda: story(head=f"<title>{SENTENCE * 55_000}</title>").replace(
        "<title>Port talks end</title>", ""
    ),
    "5 MB h1": lambda: story().replace("<h1>Port talks end", f"<h1>{SENTENCE * 55_000}"),
    "5 MB in pre": lambda: story(f"<pre>{(SENTENCE + chr(10)) * 55_000}</pre>"),
    "5 MB of Chinese": lambda: story(f"<p>{'部长周一表示会谈已经结束。' * 130_000}</p>"),
    "5 MB of Arabic words": lambda: story(f"<p>{'قال الوزير اليوم إن المحادثات انتهت دون اتفاق. ' * 60_000}</p>"),
    "5 MB of combining letters": lambda: story(f"<p>a{'̖́' * 1_250_000}</p>"),
    "5 MB of one long line of dots": lambda: story(f"<p>{'.' * 5 * MEGABYTE}</p>"),
    "5 MB of quotes and spaces": lambda: story(f"""<p>{'" ' * 2_500_000}</p>"""),
    "5 MB of digits": lambda: story(f"<p>{'12 ' * 1_700_000}</p>"),
    "5 MB of address": lambda: story(f"<p>http://x.example/{'a/' * 2_500_000}</p>"),
    "100,000 text pieces between inline tags": lambda: story(f"<p>{'word <b>bold</b> and <i>more</i> ' * 50_000}</p>"),
    "50,000 br": lambda: story("<br>" * 50_000),
    "50,000 br with lines": lambda: story(f"{SENTENCE}<br>" * 50_000),
    "50,000 br br with lines": lambda: story(f"<div>{f'{SENTENCE}<br><br>' * 50_000}</div>"),
    "20 MB of white space": lambda: story(" \n\t " * 5 * MEGABYTE),
    "20 MB of white space in a paragraph": lambda: story(f"<p>word{' ' * 20 * MEGABYTE}word</p>"),
    "20 MB of white space before the page": lambda: " \n" * 10 * MEGABYTE + story(),
    "20 MB of white space only": lambda: " \n" * 10 * MEGABYTE,
    "20 MB of line breaks in pre": lambda: story(f"<pre>{chr(10) * 20 * MEGABYTE}</pre>"),
    "5 MB of no-break spaces": lambda: story(f"<p>word{'&nbsp;' * 850_000}word</p>"),
    "5 MB of zero-width spaces": lambda: story(f"<p>word{'​' * 1_700_000}word</p>"),
    "40 MB of paragraphs": lambda: story(PROSE * 145_000),
    # links
    "30,000 links in one list": lambda: story(
        f"<ul>{_numbered('<li><a href=/news/story-%d/>Story number %d of the year</a></li>', 30_000)}</ul>"
    ),
    "30,000 links in one paragraph": lambda: story(
        f"<p>{_numbered('<a href=/news/story-%d/>Story number %d</a> and ', 30_000)}</p>"
    ),
    "30,000 links after the article": lambda: story(
        after=f"<div>{_numbered('<a href=/news/story-%d/>Story number %d of the year</a> ', 30_000)}</div>"
    ),
    "30,000 cards with headings": lambda: story(
        after=_numbered(
            "<div class=card><a href=/news/story-%d/><img src=/i/%d.jpg></a><h3><a href=/news/story-%d/>Story number"
            " %d of the year</a></h3><p>Short text of it.</p></div>",
            30_000,
        )
    ),
    "30,000 cards in the article": lambda: story(
        _numbered(
            "<div class=teaser><a href=/news/story-%d/><img src=/i/%d.jpg></a><h3><a href=/news/story-%d/>Story number"
            f" %d of the year</a></h3><p>{SENTENCE}</p></div>",
            30_000,
        )
    ),
    "30,000 links on a listing": lambda: (
        f"<body class=archive><h1>World</h1>{_numbered('<h2><a href=/news/story-%d/>Story number %d</a></h2>', 30_000)}"
    ),
    "30,000 tags": lambda: story(f"<div class=tags>{_numbered('<a rel=tag href=/tag/t%d/>Tag %d</a>', 30_000)}</div>"),
    "30,000 breadcrumbs": lambda: story(
        f"<nav class=breadcrumb>{_numbered('<a href=/c%d/>Crumb %d</a>', 30_000)}</nav>"
    ),
    "30,000 categories": lambda: story(
        f"<div class=cat-links>{_numbered('<a rel=category href=/category/t%d/>Category %d</a>', 30_000)}</div>"
    ),
    "5 MB link": lambda: story(f"<p><a href='/{'a' * 5 * MEGABYTE}'>long</a></p>"),
    # elements and attributes
    "100,000 empty elements": lambda: story("<div></div>" * 100_000),
    "100,000 empty paragraphs": lambda: story("<p></p>" * 100_000),
    "100,000 empty elements with classes": lambda: story(_numbered('<div class="c%d box" id=d%d></div>', 100_000)),
    "100,000 empty spans in a paragraph": lambda: story(f"<p>{'<span></span>' * 100_000}</p>"),
    "100,000 comments": lambda: story("<!-- c -->" * 100_000),
    "100,000 scripts": lambda: story("<script>x()</script>" * 100_000),
    "5 MB script": lambda: story(f"<script>{'var a = 1; // <p>x</p>' * 230_000}</script>"),
    "5 MB style": lambda: story(f"<style>{'.a{b:c}' * 700_000}</style>"),
    "100,000 attributes": lambda: story(f"<p {_numbered(' a%d=v', 100_000)}>x</p>"),
    "100,000 attributes on the body": lambda: story().replace("<body", f"<body {_numbered(' a%d=v', 100_000)}"),
    "an attribute of 5 MB": lambda: story(f"<p title='{'a b ' * 1_250_000}'>x</p>"),
    "a style of 5 MB": lambda: story(f"<p style='{'color:red;' * 500_000}'>x</p>"),
    "a class of 1 MB": lambda: story(f"<div class='{'box-a ' * 170_000}'>{PROSE}</div>"),
    "a class of 1 MB, one word": lambda: story(f"<div class='{'a' * MEGABYTE}'>{PROSE}</div>"),
    "a class of 1 MB, hyphens": lambda: story(f"<div class='{'a-' * (MEGABYTE // 2)}'>{PROSE}</div>"),
    "ids of 1 MB": lambda: story(f"<div id='{'author-' * 150_000}'>{PROSE}</div>"),
    "a body class of 1 MB": lambda: story().replace("<body", f"<body class='{'page-id ' * 130_000}'"),
    "100 classes of 50 kB": lambda: story(
        "".join(f"<div class='{f'caption-{at} ' * 4_000}'>{PROSE}</div>" for at in range(100))
    ),
    "an alt of 1 MB": lambda: story(f"<img src=/a.jpg alt='{SENTENCE * 11_000}'>"),
    "a srcset of 5 MB": lambda: story(f"<img src=/a.jpg srcset='{_numbered('/i/%d.jpg 1%dw, ', 200_000)}'>"),
    "a data address of 5 MB": lambda: story(f"<img src='data:image/png;base64,{'A' * 5 * MEGABYTE}'>"),
    "10,000 forms with inputs": lambda: story("<form><input><select><option>a</select></form>" * 10_000),
    "10,000 iframes": lambda: story(_numbered("<iframe src=https://video.example/%d></iframe>", 10_000)),
    # figures
    "20,000 figures with captions": lambda: story(
        _numbered(
            "<figure><img src=/i/%d.jpg><figcaption>Picture %d of the harbour. Photo: Anna Berg</figcaption></figure>",
            20_000,
        )
    ),
    "20,000 pictures without captions": lambda: story(_numbered("<img src=/i/%d.jpg>", 20_000)),
    "20,000 pictures in paragraphs": lambda: story(_numbered(f"<p><img src=/i/%d.jpg></p><p>{SENTENCE}</p>", 20_000)),
    "20,000 pictures in one figure": lambda: story(
        f"<figure>{_numbered('<img src=/i/%d.jpg>', 20_000)}<figcaption>All of them</figcaption></figure>"
    ),
    "20,000 captions in one figure": lambda: story(
        f"<figure><img src=/i/1.jpg>{_numbered('<figcaption>Caption %d</figcaption>', 20_000)}</figure>"
    ),
    "20,000 pictures in JSON-LD": lambda: story(
        data=_data(image=[{"@type": "ImageObject", "url": f"/i/{n}.jpg", "caption": f"c{n}"} for n in range(20_000)])
    ),
    "20,000 captioned divs": lambda: story(
        _numbered("<div class=wp-caption><img src=/i/%d.jpg><p class=wp-caption-text>Text %d</p></div>", 20_000)
    ),
    "20,000 tweets": lambda: story(
        _numbered(
            "<blockquote class=twitter-tweet><p>Words of it</p><a href=https://twitter.com/a/status/%d>x</a>"
            "</blockquote>",
            20_000,
        )
    ),
    # authors, times, metas
    "10,000 authors in JSON-LD": lambda: story(data=_data(author=_people(10_000))),
    "10,000 authors in one JSON-LD string": lambda: story(
        data=_data(author=", ".join(person["name"] for person in _people(10_000)))
    ),
    "10,000 bylines": lambda: story(
        "".join(f"<span class=byline>By <a rel=author href=/author/{n}/>{_name(n)}</a></span>" for n in range(10_000))
    ),
    "10,000 authors in one byline": lambda: story(
        f"<p class=byline>By {', '.join(_name(n) for n in range(10_000))} and Bo Ek</p>"
    ),
    "10,000 authors in metas": lambda: story(
        head="".join(f"<meta name=author content='{_name(n)}'>" for n in range(10_000))
    ),
    "10,000 lines that begin with By": lambda: story("".join(f"<p>By {_name(n)}</p>" for n in range(10_000))),
    "10,000 authors in a table": lambda: (
        f"<table><tr><td>{''.join(f'<span class=author>{_name(n)}</span>' for n in range(10_000))}</td></tr></table>"
        + story()
    ),
    "a date before 3,000 dashes": lambda: story(f"<p>2026年5月12日{'—' * 3_000}ab</p>"),
    "a caption of 40,000 bars": lambda: story(
        f"<figure><img src=/ship.jpg width=600><figcaption>A ship {'|-' * 20_000} x</figcaption></figure>"
    ),
    "4,000 pictures over small headings": lambda: story(
        "".join(
            f"<div><img src=/ship{n}.jpg width=600><h6>The ship {n} is towed into the port.</h6></div>"
            for n in range(4_000)
        )
    ),
    "a caption of 200,000 brackets in an attribute": lambda: story(
        f"<figure><img src=/ship.jpg width=600 data-caption='{'&lt;' * 200_000}'></figure>"
    ),
    "10,000 time elements": lambda: story(
        "".join(
            f"<time datetime=2026-05-{n % 28 + 1:02}T08:00:{n % 60:02}Z>May {n % 28 + 1}, 2026</time>"
            for n in range(10_000)
        )
    ),
    "10,000 time elements without datetime": lambda: story(
        "".join(f"<time>May {n % 28 + 1}, 2026</time>" for n in range(10_000))
    ),
    "10,000 printed dates": lambda: story(
        "".join(f"<div class=date>Published May {n % 28 + 1}, 2026 at 08:{n % 60:02}</div>" for n in range(10_000))
    ),
    "20,000 meta elements": lambda: story(head=_numbered("<meta name=n%d content='value %d'>", 20_000)),
    "20,000 metas of one name": lambda: story(head=_numbered("<meta property=article:tag content='tag %d'>", 20_000)),
    "a meta of 5 MB": lambda: story(head=f"<meta name=description content='{SENTENCE * 55_000}'>"),
    "keywords of 5 MB": lambda: story(head=f"<meta name=keywords content='{'word, ' * 800_000}'>"),
    "an author meta of 5 MB": lambda: story(head=f"<meta name=author content='{'Anna Berg, ' * 450_000}'>"),
    "a date meta of 5 MB": lambda: story(head=f"<meta property=article:published_time content='{'1 ' * 2_500_000}'>"),
    "an og:image of 5 MB": lambda: story(head=f"<meta property=og:image content='/{'a' * 5 * MEGABYTE}'>"),
    "10,000 itemprops": lambda: story(
        _numbered("<span itemprop=author>Anna Berg</span><i itemprop=name>x</i>", 10_000)
    ),
    "20,000 head links": lambda: story(head=_numbered("<link rel=alternate hreflang=x%d href=/l/%d/>", 20_000)),
    # structured data
    "5 MB of JSON-LD": lambda: story(data=_data(articleBody=SENTENCE * 55_000)),
    "5 MB of JSON-LD keys": lambda: story(data=json.dumps(_DATA | {f"key{n}": n for n in range(300_000)})),
    "5 MB of broken JSON-LD": lambda: story(data=_data(articleBody=SENTENCE * 55_000)[:-1] + ",,"),
    "100 kB of broken JSON-LD": lambda: story(data='{"a": "b" c" d"}' + '"x" ' * 24_000),
    "100 kB of JSON-LD quotes": lambda: story(data='{"headline": "' + '"a ' * 32_000 + '"}'),
    "50 broken JSON-LD scripts of 90 kB": lambda: story(
        after=('<script type="application/ld+json">{"headline": "' + '"a ' * 29_000 + '"}</script>') * 50
    ),
    "10,000 JSON-LD scripts": lambda: story(
        after=f'<script type="application/ld+json">{json.dumps(_DATA)}</script>' * 10_000
    ),
    "20,000 nodes in a graph": lambda: story(
        data=json.dumps({"@graph": [_DATA | {"@id": f"#{n}", "headline": f"Story {n}"} for n in range(20_000)]})
    ),
    "nested JSON": lambda: story(data=_deep_json(100_000)),
    "nested JSON of 900 levels": lambda: story(data=_deep_json(900)),
    "nested JSON of 900 objects": lambda: story(data=_deep_json(900, '{"name":', "}").replace(":}", ':"x"}')),
    "nested graphs": lambda: story(data='{"@graph":[' * 900 + json.dumps(_DATA) + "]}" * 900),
    "JSON-LD comments": lambda: story(data="/*" * 45_000),
    "JSON-LD of slashes": lambda: story(data='{"a":1,' + "/" * 90_000),
    "JSON-LD of commas and spaces": lambda: story(data='{"a":1' + ", " * 45_000 + "}"),
    "JSON-LD of backslashes": lambda: story(data='{"a":"' + "\\" * 90_001 + '"}'),
    "JSON-LD long number": lambda: story(data='{"@type":"NewsArticle","datePublished":' + "9" * 100_000 + "}"),
    "JSON-LD of a million entities": lambda: story(data=_data(headline="&amp;" * 1_000_000)),
    "10,000 keywords in JSON-LD": lambda: story(data=_data(keywords=[f"word {n}" for n in range(10_000)])),
    "references in a circle": lambda: story(
        data='{"@graph":[{"@id":"#a","@type":"NewsArticle","headline":"x","author":{"@id":"#b"}},'
        '{"@id":"#b","author":{"@id":"#a"},"name":{"@id":"#b"}}]}'
    ),
    # bytes
    "an entity bomb": lambda: _DOCTYPE_BOMB + story("<p>&lol9;</p>"),
    "a million entities": lambda: story(f"<p>{'&amp;' * 1_000_000}</p>"),
    "a million unknown entities": lambda: story(f"<p>{'&lol9;' * 1_000_000}</p>"),
    "a million numeric entities": lambda: story(f"<p>{'&#65;' * 1_000_000}</p>"),
    "5 MB of NULs": lambda: story("\0" * 5 * MEGABYTE),
    "5 MB of random bytes called html": lambda: b"<html><body>" + _noise(5 * MEGABYTE),
    "5 MB of random bytes": lambda: _noise(5 * MEGABYTE),
    "5 MB of high bytes in an article": lambda: story().encode() + bytes(range(128, 256)) * 40_000,
    "5 MB of less-than signs": lambda: story("<" * 5 * MEGABYTE),
    "5 MB of ampersands": lambda: story("&" * 5 * MEGABYTE),
    "5 MB of open tags": lambda: story("<p" * 2_500_000),
    "5 MB of closing tags": lambda: story("</p>" * 1_250_000),
    "5 MB of comment starts": lambda: story("<!--" * 1_250_000),
    "5 MB of xml comments": lambda: "<!-- a -->" * 500_000 + story(),
    "1 kB of comment starts first": lambda: "<!--" * 255 + story(),
    "UTF-16": lambda: story(PROSE * 1_000).encode("utf-16"),
    "UTF-16 without mark": lambda: story(PROSE * 1_000).encode("utf-16-le"),
    "5 MB of latin-1 called UTF-8": lambda: story(
        head="<meta charset=utf-8>", inner=f"<p>{'Le ministère a été déçu par les négociations. ' * 110_000}</p>"
    ).encode("latin-1"),
    "5 MB of UTF-8 encoded twice": lambda: (
        story(f"<p>{'Le ministère a été déçu par les négociations. ' * 100_000}</p>").encode().decode("cp1252").encode()
    ),
    "5 MB of windows-1251": lambda: story(f"<p>{'Министр сказал, что переговоры закончились. ' * 120_000}</p>").encode(
        "cp1251"
    ),
    "5 MB of shift_jis": lambda: story(f"<p>{'大臣は月曜日に会談が終わったと述べた。' * 130_000}</p>").encode(
        "shift_jis"
    ),
    "cut in a tag": lambda: story()[:-200] + "<a href='/x",
}


def _noise(size: int) -> bytes:
    """Bytes without order, the same each time."""
    import random

    return random.Random(7).randbytes(size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading one page took, and what came of it. `outcome` is `article`, a reason, or what went wrong."""

    name: str
    seconds: float
    megabytes: float
    outcome: str
    problems: tuple[str, ...] = ()
    letters: int = 0
    size: int = 0


def costs(*names: str) -> Iterator[Cost]:
    """The cost of each page, read in a child of this process, so that one that dies takes no other with it."""
    _read(page(story()), "warm")  # models, tables and imports are not the page's
    for name in names or PAGES:
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ours)
            _child(name, theirs)
        os.close(theirs)
        with os.fdopen(ours, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
        if said:
            told = json.loads(said)
            yield Cost(**told | {"problems": tuple(told["problems"])})
        else:
            yield Cost(name=name, seconds=0, megabytes=0, outcome=f"died of signal {os.WTERMSIG(status)}")


def _child(name: str, pipe: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (12, 12))
    built = PAGES[name]()
    given = page(built)
    del built
    _forget()
    try:
        cost = _read(given, name)
    except BaseException as problem:
        cost = Cost(name=name, seconds=0, megabytes=0, outcome=f"raised {type(problem).__name__}: {problem}"[:300])
    os.write(pipe, json.dumps(asdict(cost)).encode())
    os._exit(0)


def _read(given: Page, name: str) -> Cost:
    began = time.process_time()
    reading = look(given, SITE, "page")
    seconds = time.process_time() - began
    return Cost(
        name=name,
        seconds=round(seconds, 2),
        megabytes=_peak(),
        outcome="article" if reading.article else reading.reason or "nothing",
        problems=tuple(problem.code for problem in reading.problems),
        letters=len(reading.article.body) if reading.article else 0,
        size=len(given.body),
    )


def _forget() -> None:
    """Begin to measure memory anew, where that can be done."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory that this process has held. `ru_maxrss` would count what its parent held before it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    for cost in costs(*sys.argv[1:]):
        print(json.dumps(asdict(cost)), flush=True)
