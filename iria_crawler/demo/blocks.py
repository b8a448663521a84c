"""HTML of what stands in an article: paragraphs, pictures, quotes, lists, tables, tweets."""

from functools import singledispatch
from html import escape

from iria_crawler.demo.story import Block, Bullets, Gallery, Heading, Paragraph, Photo, Picture, Quote, Table, Tweet

WIDTH, HEIGHT = 640, 400


def body_html(blocks: tuple[Block, ...], base: str) -> str:
    """The article's text as WordPress stores and prints it, addresses absolute."""
    return "\n".join(block_html(block, base) for block in blocks)


@singledispatch
def block_html(block: Block, base: str) -> str:
    raise TypeError(f"{type(block).__name__} is no block of a story")


@block_html.register
def _(block: Paragraph, base: str) -> str:
    html = escape(block.text, quote=False)
    for phrase, address in block.links:
        url = base + address if address.startswith("/") else address
        shown = escape(phrase, quote=False)
        html = html.replace(shown, f'<a href="{escape(url)}">{shown}</a>', 1)
    return f"<p>{html}</p>"


@block_html.register
def _(block: Heading, base: str) -> str:
    return f"<h3>{escape(block.text, quote=False)}</h3>"


@block_html.register
def _(block: Quote, base: str) -> str:
    return f"<blockquote><p>{escape(block.text, quote=False)}</p><cite>{escape(block.speaker)}</cite></blockquote>"


@block_html.register
def _(block: Bullets, base: str) -> str:
    return "<ul>" + "".join(f"<li>{escape(line, quote=False)}</li>" for line in block.lines) + "</ul>"


@block_html.register
def _(block: Table, base: str) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in block.head)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows)
    return f'<figure class="wp-block-table"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></figure>'


@block_html.register
def _(block: Tweet, base: str) -> str:
    return (
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{escape(block.text, quote=False)}</p>'
        f"&mdash; {escape(block.name)} (@{block.handle}) "
        f'<a href="https://twitter.com/{block.handle}/status/1790000000000000001">{block.day}</a></blockquote>'
    )


@block_html.register
def _(block: Photo, base: str) -> str:
    linked = f'<a href="{base}{block.picture.path}">{_image(block.picture, base)}</a>'
    legend = escape(block.picture.legend, quote=False)
    if block.markup == "figure":
        return f'<figure class="wp-block-image size-large">{linked}<figcaption>{legend}</figcaption></figure>'
    below = f'<p class="wp-caption-text">{legend}</p>' if legend else ""
    return f'<div class="wp-caption aligncenter" style="width: {WIDTH + 10}px">{linked}{below}</div>'


@block_html.register
def _(block: Gallery, base: str) -> str:
    figures = "".join(
        f'<figure class="gallery-item"><div class="gallery-icon landscape"><a href="{base}{picture.path}">'
        f'{_image(picture, base, small=True)}</a></div><figcaption class="wp-caption-text gallery-caption">'
        f"{escape(picture.legend, quote=False)}</figcaption></figure>"
        for picture in block.pictures
    )
    return f'<div class="gallery gallery-columns-3 gallery-size-medium">{figures}</div>'


def _image(picture: Picture, base: str, *, small: bool = False) -> str:
    path, width, height = (picture.thumbnail, 300, 188) if small else (picture.path, WIDTH, HEIGHT)
    return (
        f'<img loading="lazy" decoding="async" src="{base}{path}" alt="{escape(picture.alt)}" '
        f'width="{width}" height="{height}">'
    )
