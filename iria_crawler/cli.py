"""The `iria` command: each subcommand parses, calls one function, prints."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from iria_crawler import __version__
from iria_crawler.errors import CrawlFailed, IriaError, UsageError

if TYPE_CHECKING:  # everything heavy is imported by the command that needs it
    from iria_crawler.launch import Run
    from iria_crawler.sites import Site
    from iria_crawler.store import Store

INTERRUPTED = 11
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


class Commands(click.Group):
    """Errors that a person can mend come out as one line each and their exit code, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IriaError as problem:
            for line in str(problem).splitlines():
                click.echo(f"iria: {line}", err=True)
            ctx.exit(problem.exit_code)
        except KeyboardInterrupt:  # before a crawl has begun, or in a command that writes nothing
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader of a pipe has seen enough
            sys.stdout = None
            ctx.exit(0)


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


@main.command()
@click.argument("sites", nargs=-1, metavar="[SLUG or URL]...")
@click.option("--full", is_flag=True, help="Ask for every known page again.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Fetch at most N pages, then stop.")
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Pause between requests, for this run.")
@json_option
@click.pass_obj
def crawl(
    archive: Path, sites: tuple[str, ...], full: bool, limit: int | None, delay: float | None, as_json: bool
) -> None:
    """Crawl sites; without arguments, all that have a file. The URL of an unknown site adds it first."""
    from iria_crawler.launch import crawl_sites
    from iria_crawler.report import lines, report
    from iria_crawler.terminal import Watch

    known_before = set((archive / "sites").glob("*.toml"))
    chosen = _chosen(archive, sites)
    if delay is not None:
        chosen = [site.model_copy(update={"crawl": site.crawl.model_copy(update={"delay": delay})}) for site in chosen]
    runs = crawl_sites(archive, chosen, full=full, limit=limit, watch=Watch())
    _forget_unreachable(archive, runs, known_before)
    if all(run.crawl is None for run in runs):
        _fail_if_any(runs, [])
    with _reading(archive) as store:
        reports = [report(store, run.crawl.id) for run in runs if run.crawl]
    for told in reports:
        if told["status"] == "running":  # on a full disk its end could not be written down
            continue
        click.echo(json.dumps(told) if as_json else "\n".join(lines(told)))
    _fail_if_any(runs, reports)


def _chosen(archive: Path, names: tuple[str, ...]) -> "list[Site]":
    from iria_crawler.sites import added, known

    sites = known(archive / "sites")
    if not names:
        names = tuple(sorted(path.stem for path in (archive / "sites").glob("*.toml")))
    if not names:
        raise UsageError("no site to crawl. Give an address: iria crawl https://news.example/")
    chosen = [added(name, sites, archive / "sites") for name in names]
    return list({site.slug: site for site in chosen}.values())


def _forget_unreachable(archive: Path, runs: "list[Run]", known_before: set[Path]) -> None:
    """A mistyped address leaves no site file behind."""
    for run in runs:
        path = archive / "sites" / f"{run.site.slug}.toml"
        if run.exit_code == CrawlFailed.exit_code and path not in known_before:
            path.unlink(missing_ok=True)


def _fail_if_any(runs: "list[Run]", reports: list[dict[str, Any]]) -> None:
    from iria_crawler.report import why_nothing_came

    for told in reports:
        if told["exit_code"] == CrawlFailed.exit_code:
            raise CrawlFailed(why_nothing_came(told))
        if told["status"] == "interrupted":
            click.echo(f"Interrupted. Go on with: iria crawl {told['site']}", err=True)
    for run in runs:
        if run.failure:
            raise run.failure
    if worst := max((run.exit_code for run in runs), default=0):
        raise SystemExit(worst)


@main.command()
@click.argument("slug", required=False)
@json_option
@click.pass_obj
def status(archive: Path, slug: str | None, as_json: bool) -> None:
    """What the archive holds and how the last crawls ended."""
    from iria_crawler.report import size
    from iria_crawler.store.queries import sites, url_states
    from iria_crawler.terminal import ago, table

    with _reading(archive) as store:
        rows = [row for row in sites(store) if slug in (None, row["slug"])]
        if slug and not rows:
            raise UsageError(f"no site {slug} in {archive}. See all with: iria status")
        states = list(url_states(store, slug)) if slug else []
    if as_json:
        click.echo(json.dumps({"sites": rows, **({"urls": states} if slug else {})}))
        return
    for row in rows:
        row["warc"] = size(row["warc_bytes"])
        row["last"] = f"{row['status']}, {ago(row['started_at'])}" if row["status"] else "never"
    columns = {"slug": "site", "articles": "articles", "edited": "edited", "captures": "captures", "warc": "WARC"}
    columns |= {"due": "due", "failed": "failed", "last": "last crawl"}
    table(rows, columns=columns, right=("articles", "edited", "captures", "warc", "due", "failed"))
    if states:
        click.echo()
        table(
            states, columns={"state": "outcome", "reason": "why", "urls": "URLs", "example": "example"}, right=("urls",)
        )


@main.command()
@click.argument("query")
@click.option("--site", metavar="SLUG", help="In one site only.")
@click.option("--captions", is_flag=True, help="In captions, credits and alt texts.")
@click.option("--count", "only_count", is_flag=True, help="Only how many articles.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@json_option
@click.pass_obj
def search(
    archive: Path, query: str, site: str | None, captions: bool, only_count: bool, limit: int, as_json: bool
) -> None:
    """Full-text search (FTS5 syntax: words, "a phrase", AND, OR, NOT, prefix*)."""
    from iria_crawler.store import queries

    with _reading(archive) as store:
        if only_count:
            found, total = queries.count(store, query, site=site)
            click.echo(json.dumps({"articles": found, "of": total}) if as_json else f"{found} of {total} articles.")
            return
        rows = (queries.search_captions if captions else queries.search)(store, query, site=site, limit=limit)
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        click.secho(f"{row['id']:>6}  {row['published_date'] or '          '}  {row['title']}", bold=True)
        click.echo(f"        {' '.join(row['snippet'].split())}")
    if len(rows) in (0, limit) and not as_json:
        click.echo(f"The first {limit}; more with --limit." if rows else "Nothing found.", err=True)


@main.command()
@click.argument("article", metavar="ID or URL")
@json_option
@click.pass_obj
def show(archive: Path, article: str, as_json: bool) -> None:
    """An article: text, facts, pictures, and where its bytes are."""
    from iria_crawler.store import queries

    with _reading(archive) as store:
        found = queries.article(store, article)
    found["sources"] = json.loads(found["sources"])
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.secho(found["title"], bold=True)
    for name in ("authors", "published_at", "modified_at", "categories", "tags", "language", "url"):
        if found[name]:
            where = found["sources"].get({"url": "url", "published_at": "published_at"}.get(name, name))
            click.echo(f"{name.removesuffix('_at'):>11}  {found[name]}" + (f"   ({where})" if where else ""))
    click.echo(f"    version  {found['versions']}, {found['words']} words, last seen {found['last_seen_at']}")
    click.echo(f"      bytes  {found['warc_file']} {found['warc_offset']}+{found['warc_length']}")
    click.echo(f"\n{found['body']}\n")
    for picture in found["pictures"]:
        said = " ".join(filter(None, (picture["caption"], f"({picture['credit']})" if picture["credit"] else None)))
        click.echo(f"[{picture['role']}] {said or picture['alt'] or ''} {picture['url']}")


@main.command()
@json_option
@click.pass_obj
def verify(archive: Path, as_json: bool) -> None:
    """Check every record and every row against each other; exit 20 when something differs."""
    from rich.console import Console
    from rich.progress import Progress

    from iria_crawler import verify as checking

    tally = checking.Tally()
    with _reading(archive) as store, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("verify", total=checking.total(store))
        damages = []
        for damage in checking.verify(store, archive, tally, step=lambda: progress.advance(task)):
            damages.append(damage)
    from iria_crawler.report import counted

    if as_json:
        click.echo(json.dumps({"ok": not damages, **_fields(tally), "damages": [_fields(each) for each in damages]}))
    else:
        for damage in damages:
            click.echo(
                f"DAMAGED  {damage.file or archive} {damage.offset or ''} {damage.url or ''}\n         {damage.what}"
            )
        click.echo(
            f"{counted(tally.files, 'WARC file')}, {counted(tally.captures, 'capture')},"
            f" {counted(tally.versions, 'text')}: " + (f"{len(damages)} damaged." if damages else "all in order.")
        )
        if tally.by_other_extractor:
            click.echo(f"{tally.by_other_extractor} texts were read by another version of iria and not read again.")
    if damages:
        raise SystemExit(20)


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


@main.command()
@click.pass_context
def demo(ctx: click.Context) -> None:
    """The whole thing offline: a small bundled site on loopback, crawled, verified, searched."""
    from iria_crawler.demo import generate, serve
    from iria_crawler.sites import known, parse, write

    archive: Path = ctx.obj
    before = known(archive / "sites").get("demo")
    port = urlsplit(before.home).port if before else None  # the same address again, so that a second run finds it known
    with serve(generate(), port=port or 0) as served:
        click.echo(f"A small news site is up at {served.url}", err=True)
        site = parse(f'[site]\nslug = "demo"\nname = "Demo"\nhome = "{served.url}"\n[crawl]\ndelay = 0', "the demo")
        write(site, archive / "sites")
        ctx.invoke(crawl, sites=("demo",), full=False, limit=None, delay=0.0, as_json=False)
    click.echo("\nVerified: ", nl=False)
    ctx.invoke(verify, as_json=False)
    click.echo("\nSearch for: ministry")
    ctx.invoke(search, query="ministry", site="demo", captions=False, only_count=False, limit=3, as_json=False)
    _tour(archive)


def _tour(archive: Path) -> None:
    click.echo(f"\nWhat lies in {archive}:")
    for path in sorted(archive.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            click.echo(f"  {path.relative_to(archive)}  ({path.stat().st_size:,} bytes)")
    command = "iria" if shutil.which("iria") else os.path.relpath(sys.argv[0])
    prefix = command if archive == Path("archive") else f"{command} -C {archive}"
    click.echo(f"\nNext:\n  {prefix} status\n  {prefix} show 1\n  {prefix} crawl https://news.example/")


@contextmanager
def _reading(archive: Path) -> "Iterator[Store]":
    from iria_crawler.store import Store

    with Store.open(archive) as store:
        yield store
