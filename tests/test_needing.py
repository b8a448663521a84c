"""The rows that say what pages need, where a look at a page fails or two pages need the same."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from iria_crawler.frontier.sqlite import SqliteFrontier
from iria_crawler.items import Link, Problem, Reading, Requisite
from iria_crawler.recorder import needing
from iria_crawler.store import Store
from tests.newsdesk import HOME, SITE, article, desk

WITH_PICTURES = SITE.model_copy(update={"crawl": SITE.crawl.model_copy(update={"images": "same-site"})})


def test_a_page_that_cannot_be_read_again_is_told_and_tried_by_the_next_run(tmp_path: Path) -> None:
    with desk(tmp_path) as news:
        news.fetch("story/", article("A"))
        news.fetch("b/", article("B"))
    with Store.create(tmp_path) as store, store.transaction():
        store.run("UPDATE urls SET requisites_at = NULL")
        site_id, crawl_id = store.value("SELECT id FROM sites"), store.value("SELECT id FROM crawls")
        pages = [row for row in needing.unlooked(store, site_id, 0) if row["url"] in (f"{HOME}story/", f"{HOME}b/")]
        slow, cut = (
            Problem(class_="error", stage="extract", code=code) for code in ("too-slow", "too-many-requisites")
        )
        counted = needing.keep(
            store,
            SqliteFrontier(store, WITH_PICTURES, site_id),
            WITH_PICTURES,
            [(pages[0], slow), (pages[1], Reading(requisites=(), problems=(cut,)))],
            site_id=site_id,
            crawl_id=crawl_id,
        )
        assert counted == {"problem:too-slow": 1, "problem:too-many-requisites": 1}
        told = {(row["code"], row["url"]) for row in store.rows("SELECT code, url FROM problems")}
        assert told >= {("too-slow", pages[0]["url"]), ("too-many-requisites", pages[1]["url"])}
        left = {row["url"] for row in needing.unlooked(store, site_id, 0)}
        assert pages[0]["url"] in left
        assert pages[1]["url"] not in left


def test_what_one_page_needs_too_deep_another_needs_all_the_same(tmp_path: Path) -> None:
    need = [Requisite(url=f"{HOME}x.png", kind="image", excluded=None)]
    with Store.create(tmp_path) as store, store.transaction():
        site_id = store.save_site(WITH_PICTURES, now=datetime.now(UTC))
        frontier = SqliteFrontier(store, WITH_PICTURES, site_id)
        frontier.add([Link(url=f"{HOME}{name}", kind="page", source="page") for name in "abc"])
        pages = [frontier.claim_of(row["id"]) for row in list(store.rows("SELECT id FROM urls ORDER BY id"))]
        for page in (replace(pages[0], hops="EEEEE"), replace(pages[1], hops="EEEEE"), pages[2]):
            frontier.need(page, need, at=datetime.now(UTC))
        assert store.value("SELECT state FROM urls WHERE url = ?", f"{HOME}x.png") == "due"
