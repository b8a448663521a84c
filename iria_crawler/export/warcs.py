"""The records of articles and their pictures as WARC files, with a table of what is where."""

from pathlib import Path

from iria_crawler.export.about import Resource
from iria_crawler.export.fields import RECORDS
from iria_crawler.export.texts import Counted, Csv, Watch
from iria_crawler.store.evidence import captures, gather
from iria_crawler.store.selection import Selection
from iria_crawler.warc import Subset

REMARK = (
    "Each record is a copy, byte for byte, with its request and metadata, after the warcinfo record of the file that it"
    " is from; the body of a revisit goes along."
)


def write(folder: Path, archive: Path, selection: Selection, *, title: str, watch: Watch) -> list[Resource]:
    """Copy the records that selected texts were read from, others that show them, and those of their pictures."""
    total = gather(selection)
    counted = Counted(watch(captures(selection.store), total))
    with (
        (folder / "records.csv").open("w", encoding="utf-8", newline="") as file,
        Subset(archive, folder, "records", info={"description": title}) as subset,
    ):
        table = Csv(file, RECORDS)
        for row in counted:
            now = subset.add(row["ref"])
            here = {"file": now.warc_file, "offset": now.warc_offset, "length": now.warc_length}
            table.write({**row, **here, "record_id": now.warc_record_id, "warc_file": row["filename"]})
        names = list(subset.filenames)
    described = "Response and revisit records, each with its request and metadata"
    warcs = [Resource(path=name, description=described, mediatype="application/warc") for name in names]
    table_of = Resource(
        path="records.csv",
        description="One row a response or revisit record: where it stands, and which text it shows",
        mediatype="text/csv",
        rows=counted.count,
        fields=RECORDS,
    )
    return [*warcs, table_of]
