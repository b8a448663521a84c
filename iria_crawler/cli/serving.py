"""`iria serve`."""

import webbrowser
from pathlib import Path

import click

LOOPBACK = ("127.0.0.1", "::1", "localhost")
REPLAY = "http://127.0.0.1:8002"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another lets other machines read the archive.")
@click.option("--open", "is_opened", is_flag=True, help="Open it in a browser.")
@click.option("--replay-url", default=REPLAY, show_default=True, metavar="URL", help="Where pages are replayed.")
@click.pass_obj
def serve(archive: Path, port: int, host: str, is_opened: bool, replay_url: str) -> None:
    """The archive as a web page on this machine: read, search, compare versions, cite.

    Reads only, and asks no other host for anything. Ctrl-C ends it.
    """
    from iria_crawler.serve import instance, listening, run

    with instance(archive, replay_url=replay_url) as datasette, listening(host, port) as there:
        click.echo(f"Serving {archive} at {there.url}   (Ctrl-C ends it)", err=True)
        if host not in LOOPBACK:
            click.echo("Other machines can read it too, without a password.", err=True)
        if is_opened:
            webbrowser.open(there.url)  # the socket listens already: the browser waits for the first answer
        run(datasette.app(), there)
