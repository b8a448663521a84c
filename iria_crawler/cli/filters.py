"""The options that say which articles a command is about."""

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

import click


class Period(click.ParamType[str]):
    """A day, a month or a year: 2024-05-01, 2024-05, 2024."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The period as it was written; fails where there is no such day or month."""
        shape = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
        try:
            if not shape:
                raise ValueError("another shape")
            date(int(shape[1]), int(shape[2] or 1), int(shape[3] or 1))
        except ValueError:
            self.fail(f"{value!r} is no day, month or year such as 2024-05-31, 2024-05 or 2024", param, ctx)
        return str(value)


_OPTIONS = (
    click.option("--site", metavar="SLUG", help="Of one site only."),
    click.option("--from", "since", type=Period(), metavar="WHEN", help="Published then or later: 2024, 2024-05 …"),
    click.option("--to", "until", type=Period(), metavar="WHEN", help="Published then or earlier."),
    click.option("--author", metavar="NAME", help="With an author whose name has this in it."),
    click.option("--category", metavar="NAME", help="In this category or one below it."),
    click.option("--tag", metavar="NAME", help="With this tag."),
    click.option("--language", metavar="CODE", help="In this language: en, ar, pt-BR …"),
    click.option("--all-versions", is_flag=True, help="Also texts that the publisher no longer shows."),
)
_NAMES = ("site", "since", "until", "author", "category", "tag", "language", "all_versions")


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options; it gets them as one keyword, `wanted`."""

    @wraps(command)
    def called(*args: Any, **options: Any) -> Any:
        from iria_crawler.store.searching import Wanted

        return command(*args, wanted=Wanted(**{name: options.pop(name) for name in _NAMES}), **options)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called
