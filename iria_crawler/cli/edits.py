"""What publishers changed: `iria history`, `iria diff` and `iria changes`."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.diff import Row

_AGO = re.compile(r"(\d{1,5})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}


@click.command()
@click.argument("article", metavar="ID or URL")
@json_option
@click.pass_obj
def history(archive: Path, article: str, as_json: bool) -> None:
    """Every text that the publisher has shown of an article, and how much each changed."""
    from iria_crawler.store import queries
    from iria_crawler.terminal import table

    with reading(archive) as store:
        rows = queries.history(store, queries.article_id(store, article))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.secho(rows[-1]["current_title"], bold=True)
    columns = {"version": "version", "first_seen_at": "first seen", "last_seen_at": "last seen", "change": "change"}
    columns |= {"chars_added": "added", "chars_removed": "removed", "words": "words", "title": "title"}
    table(rows, columns=columns, right=("version", "chars_added", "chars_removed", "words"))


@click.command()
@click.argument("article", metavar="ID or URL")
@click.argument("a", type=int, required=False)
@click.argument("b", type=int, required=False)
@click.option("--all", "whole", is_flag=True, help="Also the paragraphs that are the same.")
@click.option("--html", "as_html", is_flag=True, help="A page that stands alone.")
@json_option
@click.pass_obj
def diff(archive: Path, article: str, a: int | None, b: int | None, whole: bool, as_html: bool, as_json: bool) -> None:
    """What changed between two versions of an article; without numbers, between the last two."""
    from iria_crawler.diff import compared, size
    from iria_crawler.store import queries

    with reading(archive) as store:
        number = queries.article_id(store, article)
        old, new = _two(queries.history(store, number), a, b)
        texts = [queries.text(store, number, version) for version in (old, new)]
    rows = compared(*(f"{text['title']}\n\n{text['body']}" for text in texts))
    about = {"article_id": number, "from": old, "to": new, "from_seen": texts[0]["first_seen_at"]}
    about |= {"to_seen": texts[1]["first_seen_at"], "title": texts[1]["title"], **asdict(size(rows))}
    if as_json:
        click.echo(json.dumps({**about, "paragraphs": [asdict(row) for row in rows]}, ensure_ascii=False))
    elif as_html:
        click.echo(_page(about, rows))
    else:
        _print(about, rows if whole else [row for row in rows if row.kind != "same"])


def _two(versions: Sequence[dict[str, Any]], a: int | None, b: int | None) -> tuple[int, int]:
    """The versions to compare: those named, the one named with the current one, or the last two."""
    current = next((row["version"] for row in versions if row["is_current"]), versions[-1]["version"])
    if a is None:
        earlier = [row["version"] for row in versions if row["version"] < current]
        if not earlier:
            raise UsageError(
                "the article has one version only: the publisher has not changed it since it was first seen"
            )
        return earlier[-1], current
    return (a, b) if b is not None else (a, current)


def _print(about: dict[str, Any], rows: Iterable["Row"]) -> None:
    click.secho(about["title"], bold=True)
    click.echo(
        f"version {about['from']} ({about['from_seen']}) → {about['to']} ({about['to_seen']}):"
        f" {about['added']} characters added, {about['removed']} removed"
    )
    for row in rows:
        click.echo("\n" + "".join(_marked(piece.kind, piece.text) for piece in row.pieces))


def _marked(kind: str, text: str) -> str:
    """Words with colours on a terminal, and with signs that stay where there are none."""
    if kind == "added":
        return click.style(f"{{+{text}+}}", fg="green")
    return click.style(f"[-{text}-]", fg="red", strikethrough=True) if kind == "removed" else text


_STYLE = (
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color-scheme:light dark}"
    "ins{background:#2da44e33;text-decoration:none}del{background:#cf222e33}.same{opacity:.75}"
)


def _page(about: dict[str, Any], rows: Iterable["Row"]) -> str:
    """A diff as an HTML page of its own; everything from the web is escaped."""
    tags: dict[str, Callable[[str], str]] = {
        "added": lambda text: f"<ins>{escape(text)}</ins>",
        "removed": lambda text: f"<del>{escape(text)}</del>",
        "same": escape,
    }
    paragraphs = "\n".join(
        f'<p class="{row.kind}" dir="auto">{"".join(tags[piece.kind](piece.text) for piece in row.pieces)}</p>'
        for row in rows
    )
    title = escape(about["title"])
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>\n'
        f'<body><h1 dir="auto">{title}</h1>\n<p>Version {about["from"]} ({about["from_seen"]}) to {about["to"]}'
        f" ({about['to_seen']}): <ins>{about['added']} characters added</ins>,"
        f" <del>{about['removed']} removed</del>.</p>\n{paragraphs}\n</body></html>"
    )


class Since(click.ParamType[str]):
    """A day, a time, `yesterday`, or how long ago: 24h, 7d, 2w."""

    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The time as ISO 8601 text in UTC."""
        now = datetime.now(UTC)
        if ago := _AGO.fullmatch(value):
            return _iso(now - timedelta(hours=int(ago[1]) * _HOURS[ago[2]]))
        if value in ("today", "yesterday"):
            return (now - timedelta(days=value == "yesterday")).date().isoformat()
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time such as 2026-11-21, yesterday, 24h or 7d", param, ctx)
        return _iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@click.command()
@click.option("--since", type=Since(), metavar="WHEN", help="2026-11-21, yesterday, 24h, 7d …")
@click.option("--site", metavar="SLUG", help="Of one site only.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@json_option
@click.pass_obj
def changes(archive: Path, since: str | None, site: str | None, limit: int, as_json: bool) -> None:
    """The edits that crawls have seen, the newest first."""
    from iria_crawler.store import queries

    with reading(archive) as store:
        rows = list(queries.changes(store, since=since, site=queries.known_site(store, site), limit=limit))
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        head = f"{row['article_id']:>6}  {row['first_seen_at']}  {row['title']}"
        click.secho(head, bold=True)
        click.echo(
            f"        version {row['version']}, {row['change']}: +{row['chars_added']} -{row['chars_removed']}"
            f"   iria diff {row['article_id']} {row['version'] - 1} {row['version']}"
        )
    if not rows and not as_json:
        click.echo("No edits seen.", err=True)
