"""`iria cite`."""

import json
from pathlib import Path

import click

from iria_crawler.cli.group import json_option, reading
from iria_crawler.errors import UsageError


@click.command()
@click.argument("article", metavar="ID, URL or sha256:…")
@click.option("--version", type=click.IntRange(min=1), metavar="N", help="An earlier text; see: iria history ID.")
@click.option(
    "--style",
    type=click.Choice(["text", "bibtex", "csl-json", "ris"]),
    default="text",
    show_default=True,
    help="For people, or for a reference manager.",
)
@json_option
@click.pass_obj
def cite(archive: Path, article: str, version: int | None, style: str, as_json: bool) -> None:
    """A citation that resolves to bytes. Given the text digest of a citation, tells which text it names."""
    from iria_crawler import cite as citing
    from iria_crawler.store import queries

    with reading(archive) as store:
        if article.startswith("sha256:"):
            named = citing.cited(store, article)
            if named is None:
                raise UsageError(f"no text here has the digest {article}")
            article, version = str(named["article_id"]), named["version"]
            if named["replaced_at"]:
                click.echo(
                    f"That text was read by {named['extractor']}, and again since {named['replaced_at']}:"
                    " the same bytes, see the citation of today's reading below.",
                    err=True,
                )
        said = citing.citation(store, queries.article_id(store, article), version=version)
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    write = {"text": citing.as_text, "bibtex": citing.as_bibtex, "csl-json": citing.as_csl, "ris": citing.as_ris}
    click.echo(write[style](said))
