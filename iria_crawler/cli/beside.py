"""Checked pages for people: the fields of each, what lost against them, and the text of the page beside or below."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click
from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDE = 110
"""Columns from which on fields and page stand side by side."""

FEW, MANY = 12, 20
"""Lines of a page that are shown below its fields, and beside them at least."""

_LONGEST, _END = 240, 80
_LONGEST_LOSER = 120
_INDENT = "  "
_BETWEEN = 3  # the line between the columns, and a space on both sides
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")  # a page must not speak to the terminal

Told = Mapping[str, Any]


def tell(pages: Iterable[Told]) -> None:
    """Print what was read of some pages."""
    console = Console(highlight=False)
    if console.is_terminal:
        _print(pages, console)
        return
    console.width = 1000  # a pipe or a file has no edge to fold at
    with console.capture() as printed:
        _print(pages, console)
    for line in printed.get().splitlines():
        click.echo(line.rstrip())


def _print(pages: Iterable[Told], console: Console) -> None:
    is_wide = console.is_terminal and console.width >= WIDE
    for page in pages:
        console.print(Text(_plain(page["url"]), style="bold"), soft_wrap=True)
        console.print(Text(_plain(f"{_kind(page)}, HTTP {page['status']}")), soft_wrap=True)
        console.print(_side_by_side(page, console) if is_wide else _one_below_the_other(page, console))
        console.print()


def _kind(page: Told) -> str:
    """What a page is, with what a person must know before trusting its text."""
    if page["wall"]:
        return f"no article: {page['wall']}, a wall before the page"
    if page["part_of"]:
        return f"no article by itself: a later part of {page['part_of']}"
    if not page["read"]:
        return f"no article: {page['reason']}"
    return "article" + (", partial" if page["is_partial"] else "") + (", not all of it read" if page["limits"] else "")


def _side_by_side(page: Told, console: Console) -> Table:
    right = (console.width - _BETWEEN) // 2
    left = console.width - _BETWEEN - right
    read = _read(page)
    height = len(console.render_lines(read, console.options.update(width=left), pad=False))
    both = Table(box=box.MINIMAL, show_edge=False, pad_edge=False, header_style="dim")
    both.add_column("read", width=left)
    both.add_column("the page shows (dim: in none of the fields)", width=right, no_wrap=True)
    both.add_row(read, _shown(page, console, width=right, lines=max(height, MANY)))
    return both


def _one_below_the_other(page: Told, console: Console) -> Group:
    text = _shown(page, console, width=console.width - 2, lines=FEW)
    below = (Text("\nthe page shows (dim: in none of the fields)", "dim"), Padding(text, (0, 0, 0, 2)))
    return Group(_read(page), *(below if text else ()))


def _read(page: Told) -> Table:
    """The fields with their sources, and below each, dimmed, the candidates that lost; then the rules."""
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True, min_width=10)
    rows.add_column(no_wrap=True, min_width=7, style="cyan")
    rows.add_column(overflow="fold")
    for field in page["fields"]:
        rows.add_row(field["name"], field["source"] or "", Text(_short(field["value"], _LONGEST, end=_END)))
        for lost in field["others"]:
            rows.add_row("", Text(lost["source"], "dim"), Text(f"— {_short(lost['value'], _LONGEST_LOSER)}", "dim"))
    for what in page["missing"]:
        rows.add_row(Text("missing", "yellow"), "", what)
    for effect in page["rules"]:
        mark = Text("idle", "yellow") if effect["is_idle"] else Text("rule")
        rows.add_row(mark, "", Text(f"{effect['rule']}: {effect['does']}"))
    return rows


def _shown(page: Told, console: Console, *, width: int, lines: int) -> Text:
    """The text of a page as a reader sees it, folded and cut to so many lines."""
    taken = " ".join(field["value"] for field in page["fields"])
    folded = [line for text in page["visible"] for line in _folded(text, taken, console, width)]
    more = [Text("…", "dim")] if len(folded) > lines else []
    return Text("\n").join(folded[: lines - len(more)] + more)


def _folded(text: str, taken: str, console: Console, width: int) -> Iterator[Text]:
    """The lines of a paragraph; all but the first are indented, so that one is told from the next."""
    lines = Text(_plain(text), "" if text in taken else "dim").wrap(console, width - len(_INDENT))
    for number, line in enumerate(lines):
        yield Text(_INDENT).append_text(line) if number else line


def _short(text: str, longest: int, *, end: int = 0) -> str:
    """A text of so many letters at most: its beginning, and so many letters of its end."""
    text = _plain(text)
    if len(text) <= longest:
        return text
    head = text[: longest - end - 3]
    tail = text[len(text) - end :].partition(" ")[2] if end else ""
    return f"{head.rpartition(' ')[0] or head} … {tail}".rstrip()


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)
