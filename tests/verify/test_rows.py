"""Rows of captures and texts that their records do not bear out are found."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iria_crawler.foreign import import_files
from iria_crawler.proof import prove
from iria_crawler.store import Store
from iria_crawler.verify import Tally, verify
from tests.captures import every_kind
from tests.newsdesk import HOME, article
from tests.others import warc
from tests.verify.checks import (
    alone,
    change,
    damages,
    first_file,
    index_of,
    reindex,
)


def test_an_untouched_archive_is_in_order_and_all_of_it_is_looked_at(archive: Path) -> None:
    tally = Tally()
    with Store.open(archive) as store:
        assert list(verify(store, archive, tally)) == []
        counts = [
            store.value(f"SELECT count(*) FROM {name}") for name in ("warc_files", "captures", "article_versions")
        ]
    assert [tally.files, tally.captures, tally.versions] == counts
    assert tally.by_other_extractor == 0


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE captures SET warc_offset = warc_offset + 1 WHERE id = 3", "record"),
        ("UPDATE captures SET warc_length = warc_length - 1 WHERE id = 3", ""),
        ("UPDATE captures SET status = 404 WHERE id = (SELECT capture_id FROM article_versions LIMIT 1)", "status"),
        ("UPDATE captures SET payload_digest = 'sha1:AAAA' WHERE id = 3", "payload digest"),
        ("UPDATE captures SET mime = 'x/y' WHERE id = 3", "in the record and x/y in the database"),
        ("UPDATE captures SET payload_bytes = payload_bytes + 1 WHERE id = 3", "payload length"),
        ("UPDATE captures SET redirect_url = 'http://other.example/' WHERE id = 3", "redirection"),
        ("UPDATE captures SET status = 404 WHERE record_type = 'revisit'", "status is 200 in the record and 404"),
        ("UPDATE captures SET mime = 'x/y' WHERE record_type = 'revisit'", "in the record and x/y in the database"),
        ("UPDATE captures SET captured_at = '2001-01-01T00:00:00.000000Z' WHERE id = 3", "date"),
        ("UPDATE captures SET warc_record_id = '<urn:uuid:none>' WHERE id = 3", ""),
        ("UPDATE captures SET url_id = 1 WHERE id = 3", "target URI"),
        ("UPDATE captures SET refers_to_id = NULL WHERE record_type = 'revisit'", "not in the archive"),
        ("UPDATE article_versions SET body = body || ' and more' WHERE id = 1", "body"),
        ("UPDATE article_versions SET title = 'Another' WHERE id = 1", "title"),
        ("UPDATE article_versions SET published_at = '1999-01-01T00:00:00Z' WHERE id = 1", "published_at"),
        ("UPDATE article_versions SET candidates = NULL WHERE candidates IS NOT NULL", "candidates"),
        ("UPDATE article_versions SET is_partial = 1 WHERE id = 1", "is_partial"),
        ("UPDATE version_images SET caption = 'Another' WHERE id = 1", "pictures"),
        ("DELETE FROM version_links WHERE position = 1", "links"),
    ],
)
def test_a_row_that_its_record_does_not_bear_out_is_found(archive: Path, sql: str, said: str) -> None:
    change(archive, sql)
    told = damages(archive)
    assert any(said in damage.what for damage in told)
    if sql.startswith("UPDATE captures"):
        assert any(said in what for what in alone(archive))
    if sql.startswith("UPDATE captures") and "warc_offset" not in sql:
        assert {damage.what for damage in told if damage.offset is not None} <= {*alone(archive)}


def test_rows_of_every_kind_of_capture_are_borne_out(tmp_path: Path) -> None:
    every_kind(tmp_path)
    assert (damages(tmp_path), alone(tmp_path)) == ([], [])
    change(tmp_path, "UPDATE captures SET status = 200 WHERE status = 304 AND record_type = 'revisit'")
    change(tmp_path, "UPDATE captures SET redirect_url = NULL")
    said = [
        "the status is 304 in the record and 200 in the database",
        f"the redirection is {HOME}a in the record and None in the database",
    ]
    assert ([damage.what for damage in damages(tmp_path)], alone(tmp_path)) == (said, said)


@pytest.mark.parametrize("form", ["base 32", "base 32 in small letters", "base 16", "sha256"])
def test_an_imported_digest_in_another_form_is_as_good(tmp_path: Path, form: str) -> None:
    body = article("The pier opens")
    sha1 = hashlib.sha1(body)
    name = {
        "base 32": f"sha1:{base64.b32encode(sha1.digest()).decode()}",
        "base 32 in small letters": f"sha1:{base64.b32encode(sha1.digest()).decode().lower()}",
        "base 16": f"SHA-1:{sha1.hexdigest()}",
        "sha256": f"sha256:{hashlib.sha256(body).hexdigest()}",
    }[form]
    plain = warc((f"{HOME}story/", body), packed=False)
    at = plain.rindex(b"WARC-Target-URI")
    (tmp_path / "x.warc").write_bytes(plain[:at] + f"WARC-Payload-Digest: {name}\r\n".encode() + plain[at:])
    archive = tmp_path / "archive"
    list(import_files(archive, [tmp_path / "x.warc"], now=datetime.now(UTC)))
    assert damages(archive) == []
    with Store.open(archive) as store:
        assert [step.differs for step in prove(store, archive, 1)] == [(), (), ()]
    index_of(archive).unlink()
    small = base64.b32encode(sha1.digest()).decode().lower()
    change(archive, f"UPDATE captures SET payload_digest = 'sha1:{small}'")
    assert damages(archive) == []
    change(archive, f"UPDATE captures SET payload_digest = 'sha1:{'a' * 32}'")
    assert ["payload digest" in damage.what for damage in damages(archive)] == [True]
    with Store.open(archive) as store:
        assert [bool(step.differs) for step in prove(store, archive, 1)] == [True, True, False]


def test_a_text_by_another_version_of_the_reader_is_counted_and_not_called_damage(archive: Path) -> None:
    change(archive, "UPDATE article_versions SET extractor = 'iria 0.0.1', body = 'older' WHERE id = 1")
    tally = Tally()
    with Store.open(archive) as store:
        assert list(verify(store, archive, tally)) == []
    assert tally.by_other_extractor == 1


def test_a_revisit_of_what_is_lost_is_one_damage(archive: Path) -> None:
    first_file(archive).unlink()
    reindex(archive)
    with Store.open(archive) as store:
        revisits = [row["warc_offset"] for row in store.rows("SELECT * FROM captures WHERE record_type = 'revisit'")]
    found = damages(archive)
    assert revisits
    assert sorted(damage.offset or 0 for damage in found) == sorted(revisits)
    assert {damage.what for damage in found} == {"the revisit refers to a record that is not in the archive"}
