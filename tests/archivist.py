"""An archive made row by row, for tests of what is told of years of crawls without crawling for years."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from iria_crawler.sites import Site
from iria_crawler.store import Store, iso, iso_exact
from iria_crawler.warc import WarcFile


class Archivist:
    """Writes the rows that crawls would have written. A WARC file is a row here, and no file."""

    def __init__(self, store: Store, site: Site, *, now: datetime) -> None:
        self.store, self.site = store, site
        with store.transaction():
            self.site_id = store.save_site(site, now=now)

    def crawl(
        self,
        at: datetime,
        *,
        kind: str = "update",
        status: str = "finished",
        reason: str | None = None,
        exit_code: int | None = 0,
        counters: Mapping[str, int] | None = None,
        warc_bytes: int = 0,
    ) -> str:
        """A crawl that began at a moment; one whose status is `running` has no end."""
        store = self.store
        with store.transaction():
            crawl_id = store.begin_crawl(self.site_id, self.site.slug, kind=kind, software="", config="{}", now=at)
            file = WarcFile(filename=f"warc/{crawl_id}", state="closed", opened_at=at, closed_at=at, size=warc_bytes)
            store.save_warc_file(file, site_id=self.site_id, crawl_id=crawl_id)
            if status != "running":
                store.end_crawl(
                    *(crawl_id,),
                    **{"status": status, "reason": reason or status, "exit_code": exit_code},
                    **{"counters": counters or {}, "now": at},
                )
        return crawl_id

    def url(self, url: str, kind: str, *, at: datetime) -> int:
        """A URL of the site, known since a moment."""
        with self.store.transaction():
            found: int = self.store.value(
                "INSERT INTO urls (url, site_id, host, kind, state, priority, first_seen_at) VALUES (?,?,?,?,?,0,?)"
                " ON CONFLICT (url, site_id) DO UPDATE SET kind = excluded.kind RETURNING id",
                *(url, self.site_id, "news.example", kind, "captured", iso(at)),
            )
        return found

    def capture(
        self, url_id: int, crawl_id: str, *, at: datetime, status: int = 200, reading: str | None = "no-article"
    ) -> int:
        """A response, in the WARC file of its crawl."""
        with self.store.transaction():
            number = self.store.value("SELECT count(*) FROM captures")
            found: int = self.store.value(
                "INSERT INTO captures (url_id, crawl_id, captured_at, record_type, status, payload_bytes, elapsed_ms,"
                " warc_file_id, warc_offset, warc_length, warc_record_id, reading) VALUES (?,?,?,'response',?,1,1,"
                " (SELECT id FROM warc_files WHERE crawl_id = ?),?,1,?,?) RETURNING id",
                *(url_id, crawl_id, iso_exact(at), status, crawl_id, number, f"urn:{number}", reading),
            )
        return found

    def problem(self, url: str, crawl_id: str, code: str, *, at: datetime) -> None:
        """An answer that was none."""
        with self.store.transaction():
            self.store.run(
                "INSERT INTO problems (crawl_id, url, at, class, stage, code) VALUES (?,?,?,'error','http',?)",
                *(crawl_id, url, iso(at), code),
            )

    def mention(self, url_id: int, source: str, *, at: datetime) -> None:
        """A feed or sitemap names a URL."""
        with self.store.transaction():
            self.store.run(
                "INSERT INTO mentions (url_id, source, seen_at) VALUES (?,?,?) ON CONFLICT (url_id, source)"
                " DO UPDATE SET seen_at = excluded.seen_at",
                *(url_id, source, iso(at)),
            )

    def article(self, number: int, crawl_id: str, *, published: datetime, seen: datetime, words: int = 500) -> int:
        """An article with one version, read from a capture of a crawl."""
        url_id = self.url(f"https://news.example/{number}", "article", at=seen)
        capture_id = self.capture(url_id, crawl_id, at=seen, reading="article")
        with self.store.transaction():
            article_id: int = self.store.value(
                "INSERT INTO articles (site_id, url_id, key, title, published_at, words, versions, first_seen_at,"
                " last_seen_at) VALUES (?,?,?,?,?,?,1,?,?) RETURNING id",
                *(self.site_id, url_id, f"/{number}", f"Article {number}", iso(published), words, iso(seen), iso(seen)),
            )
            version_id = self.store.value(
                "INSERT INTO article_versions (article_id, version, capture_id, first_seen_at, last_seen_at, title,"
                " body, words, text_sha256, change, extractor, extracted_at, mentions, sources)"
                " VALUES (?,1,?,?,?,?,'',?,?,'first','x',?,'[]','{}') RETURNING id",
                *(article_id, capture_id, iso(seen), iso(seen), f"Article {number}", words, str(number), iso(seen)),
            )
            self.store.run("UPDATE articles SET current_version_id = ? WHERE id = ?", version_id, article_id)
        return article_id


@contextmanager
def archivist(folder: Path, site: Site, *, now: datetime) -> Iterator[Archivist]:
    """The archive in a folder, open for writing rows of one site."""
    with Store.create(folder) as store:
        yield Archivist(store, site, now=now)
