"""The web page of an archive: Datasette with pages of ours, read-only, without a request to anywhere else."""

from iria_crawler.serve.instance import instance
from iria_crawler.serve.server import Listening, listening, run

__all__ = ["Listening", "instance", "listening", "run"]
