"""`python -m iria_crawler` is `iria`."""

from iria_crawler.cli import main

main(prog_name="iria")
