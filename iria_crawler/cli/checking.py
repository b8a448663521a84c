"""`iria site check`: what is read of a site's articles, beside what their pages show."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iria_crawler.cli.group import json_option
from iria_crawler.cli.known import site_of
from iria_crawler.cli.looks import looked_at
from iria_crawler.errors import UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.looking.cases import Case

FIXTURES = Path("tests", "sites")


@click.command()
@click.argument("slug")
@click.option("--url", metavar="URL", help="Look at this article instead of three.")
@click.option(
    "--save-fixture",
    "name",
    metavar="[NAME]",
    is_flag=False,
    flag_value="",
    help="With --url: make a test case of the page, called as its address ends if NAME is absent.",
)
@click.option(
    "--fixtures",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where test cases are, a folder for each site; tests/sites if absent.",
)
@click.option("--force", is_flag=True, help="Write over a test case of that name.")
@click.option("-n", "--dry-run", is_flag=True, help="Say which files a test case would be, without writing them.")
@json_option
@click.pass_obj
def check(
    archive: Path,
    slug: str,
    url: str | None,
    name: str | None,
    fixtures: Path | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what is read of three articles.

    They are fetched now, and nothing is stored but the test case that is asked for. Each field stands beside the
    reader that found it, with what other readers found below it. Exit 1 if no article could be read, unless a test
    case was asked for: a page that is refused can be one.
    """
    from iria_crawler.cli.beside import tell
    from iria_crawler.looking.cases import save
    from iria_crawler.looking.telling import checked

    there = site_of(archive, slug)
    case = _case(there.slug, url, name, fixtures=fixtures, force=force) if name is not None else None
    with looked_at(there, url=url) as (look, folder):
        told = [checked(sample, look.site) for sample in look.samples]
        if case and not dry_run:  # the look has put the page among the seeds, where the site file has it not
            save(case, look.samples[0], look.site.model_copy(update={"seeds": there.seeds}), folder=folder)
    if as_json:
        said = {"slug": there.slug, "home": look.site.home, "pages": told}
        files = {"warc": str(case.warc), "json": str(case.json), "written": not dry_run} if case else None
        click.echo(json.dumps(said | ({"fixture": files} if files else {}), ensure_ascii=False))
    else:
        tell(told)
        click.echo(f"{sum(page['read'] for page in told)} of {len(told)} read as articles.")
        if case:
            _tell_case(case, dry_run=dry_run)
    if not case and not any(page["read"] for page in told):
        raise SystemExit(1)


def _case(slug: str, url: str | None, name: str, *, fixtures: Path | None, force: bool) -> "Case":
    """The case that is to be made; raises `UsageError` before anything is fetched where it cannot be."""
    from iria_crawler.looking.cases import Case, name_for

    if url is None:
        raise UsageError("a test case is made of one page; name it with --url")
    if fixtures is None and not FIXTURES.parent.is_dir():
        raise UsageError(f"there is no folder {FIXTURES.parent} here; say where test cases are with --fixtures DIR")
    case = Case.of(fixtures or FIXTURES, slug, name or name_for(url))
    if case.is_there and not force:
        raise UsageError(f"{case.json} is there already; give another name, or write over it with --force")
    return case


def _tell_case(case: "Case", *, dry_run: bool) -> None:
    click.echo(f"{'Would write' if dry_run else 'Wrote'} {case.warc} and {case.json.name}.")
    if not dry_run:
        click.echo("Next:  compare the JSON with the page by eye, then commit both files")
