"""`iria similar`."""

import json
from pathlib import Path

import click

from iria_crawler.cli.group import json_option, reading


@click.command()
@click.option("--site", metavar="SLUG", help="Groups with an article of this site only.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@json_option
@click.pass_obj
def similar(archive: Path, site: str | None, limit: int, as_json: bool) -> None:
    """Articles that are nearly the same text, such as a wire report on several sites; compares what is new first."""
    from rich.console import Console
    from rich.progress import Progress

    from iria_crawler.similar import compare
    from iria_crawler.store import Store, alike, queries

    with reading(archive) as store:  # says so where there is no archive, before one is made
        queries.known_site(store, site)
    with Store.create(archive) as store, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("comparing", total=alike.to_sign(store))
        compare(store, step=lambda: progress.advance(task))
    with reading(archive) as store:
        groups = queries.groups(store, site=site, limit=limit)
    for group in groups:
        if as_json:
            click.echo(json.dumps(group, ensure_ascii=False))
            continue
        click.secho(f"{len(group['articles'])} articles", bold=True)
        for one in group["articles"]:
            click.echo(f"  {one['id']:>6}  {one['published_date'] or '':10}  {one['site']}  {one['title']}")
    if not groups and not as_json:
        click.echo("No two articles are nearly the same.", err=True)
