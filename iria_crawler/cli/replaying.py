"""`iria replay`."""

import json
import signal
from pathlib import Path

import click

from iria_crawler.cli.group import json_option, reading


@click.command()
@click.argument("article", required=False, metavar="[ID or URL]")
@click.option("--port", type=click.IntRange(0, 65535), default=8002, show_default=True, help="0: any that is free.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--open", "is_opened", is_flag=True, help="Open the page in the browser.")
@json_option
@click.pass_obj
def replay(archive: Path, article: str | None, port: int, host: str, is_opened: bool, as_json: bool) -> None:
    """Show archived pages as they were, with pywb, until Ctrl-C.

    Given an article, tells the address of its page; else that of the newest one. What crawls add is seen while
    it runs.
    """
    from iria_crawler.replay import example, replaying

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends iria ends pywb
    try:
        with reading(archive) as store:
            shown = example(store, article)
            with replaying(store, archive, host=host, port=port) as running:
                page = running.page(*shown) if shown else f"{running.url}/all/"
                if as_json:
                    click.echo(json.dumps({"url": running.url, "page": page}))
                click.echo(f"Replay at {running.url}/   such as {page}\nCtrl-C ends it.", err=True)
                if is_opened:
                    click.launch(page)
                running.watch(store)
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
