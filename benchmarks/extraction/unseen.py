"""How good iria is on publishers that its forests have not seen; run in the environment that `training` describes.

    PYTHONPATH=. .venv-training/bin/python -m benchmarks.extraction.unseen [--gold FILE]

For each fifth of the publishers both forests are trained on the other four fifths, then `extract()` reads the pages
of that fifth with them: what `python -m benchmarks.extraction` says of pages that the forests of the package have
been trained on is flattered, this is not.
"""

import argparse
import gzip
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from unittest import mock

from benchmarks.extraction import bodies, corpus, kinds, ours, report, training
from benchmarks.extraction.quality import FIELDS, quality
from benchmarks.extraction.serving import Prediction
from iria_crawler.extract.forest import Forest


def trained(pages: corpus.Corpus, folder: Path) -> None:
    """Write the forests of each fifth into a folder of its own."""
    texts, pages_of_all_kinds = bodies.examples(pages), kinds.examples(pages)
    with ProcessPoolExecutor() as pool:
        list(pool.map(partial(_train, texts, pages_of_all_kinds, folder), range(training.FOLDS)))


def _train(texts: Sequence[bodies.Example], all_kinds: Sequence[kinds.Example], folder: Path, held: int) -> None:
    models = folder / str(held)
    models.mkdir()
    bodies.train([one for one in texts if training.fold(one.publisher) != held], models / "body.json")
    kinds.train([one for one in all_kinds if training.fold(one.publisher) != held], models / "kind.json")


def read(pages: corpus.Corpus, folder: Path) -> dict[str, Prediction]:
    """What `extract()` says of each page, with forests that have not seen its publisher."""
    with ProcessPoolExecutor() as pool:
        said = pool.map(partial(_read, pages.gold.parent, folder), pages.rows, chunksize=10)
        return {str(row["id"]): prediction for row, prediction in zip(pages.rows, said, strict=True)}


def _read(pages: Path, folder: Path, row: corpus.Row) -> Prediction:
    models = folder / str(training.fold(corpus.publisher(row)))
    with mock.patch.object(Forest, "load", lambda name: _loaded(models / f"{name}.json")):
        return ours.read(str(row.get("url", "")), gzip.decompress((pages / str(row["html_file"])).read_bytes()))


@cache
def _loaded(file: Path) -> Forest:
    return Forest.parse(file.read_text("utf-8"))


def _columns(pages: corpus.Corpus, said: Mapping[str, Prediction]) -> dict[str, dict[str, str]]:
    found = quality(pages.score, pages.rows, said)
    return {
        "iria, unseen publishers": {field: f"{value:.3f}" for field, value in found.scores.items()},
        "±": {field: f"{value:.3f}" for field, value in found.error.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="another gold file than the one beside the project")
    pages = corpus.load(parser.parse_args().gold)
    with tempfile.TemporaryDirectory() as name:
        trained(pages, Path(name))
        print(report.table(_columns(pages, read(pages, Path(name))), list(FIELDS)))


if __name__ == "__main__":
    main()
