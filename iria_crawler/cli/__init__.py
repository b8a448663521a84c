"""The `iria` command: each subcommand parses, calls one function, prints."""

from pathlib import Path

import click

from iria_crawler import __version__
from iria_crawler.cli.asking import search, show
from iria_crawler.cli.citing import cite
from iria_crawler.cli.comparing import similar
from iria_crawler.cli.crawling import crawl, demo
from iria_crawler.cli.delivering import deliver
from iria_crawler.cli.doctoring import doctor
from iria_crawler.cli.edits import changes, diff, history
from iria_crawler.cli.exporting import export, release
from iria_crawler.cli.group import Commands
from iria_crawler.cli.judging import qa
from iria_crawler.cli.notifying import notify
from iria_crawler.cli.packing import wacz
from iria_crawler.cli.purging import purge
from iria_crawler.cli.rebuilding import import_, reindex
from iria_crawler.cli.replaying import replay
from iria_crawler.cli.reporting import report
from iria_crawler.cli.rereading import reextract
from iria_crawler.cli.scheduling import schedule
from iria_crawler.cli.serving import serve
from iria_crawler.cli.sites import site
from iria_crawler.cli.status import status
from iria_crawler.cli.verifying import verify
from iria_crawler.cli.withholding import withhold


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="IRIA_ARCHIVE",
    default=Path("archive"),
    show_default=True,
    help="The archive folder.",
)
@click.version_option(__version__, prog_name="iria")
@click.pass_context
def main(ctx: click.Context, archive: Path) -> None:
    """Turn a news site into an archive that can be proved and a database that can be queried."""
    ctx.obj = archive


for command in (
    *(crawl, site, doctor, status, schedule, notify, report),
    *(search, show, history, diff, changes, cite, similar),
    *(export, release, verify, reextract, reindex, import_, deliver, withhold, purge),
    *(replay, qa, wacz, serve, demo),
):
    main.add_command(command)
