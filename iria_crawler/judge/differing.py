"""Words for what rows say otherwise than the records in their files: `iria reindex` makes the rows anew."""

DIFFERS = "the {} is {} in the record and {} in the database"
NO_RECORD = "the database has a record here, but none begins here"
NO_ROW = "the database has no row for this record: it is older than the file"


def is_of_rows(what: str) -> bool:
    """Whether a damage is said in these words: where the file is what it was, it is none of the file."""
    return what in (NO_RECORD, NO_ROW) or (" in the record and " in what and what.endswith(" in the database"))


def is_of_digests(what: str) -> bool:
    """Whether the row has another digest: a row made anew has the one that a damaged record declares."""
    return is_of_rows(what) and what.startswith(DIFFERS.partition("{}")[0] + "payload digest ")
