"""The data dictionary: what each column of an export is called, is and means."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["string", "integer", "boolean", "datetime", "date", "list", "pictures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column. A `list` is one of texts."""

    name: str
    kind: Kind
    description: str


def _fields(*rows: tuple[str, Kind, str]) -> tuple[Field, ...]:
    return tuple(Field(name=name, kind=kind, description=description) for name, kind, description in rows)


ARTICLES = _fields(
    ("id", "integer", "Number of the article in its archive"),
    ("version", "integer", "Which of the texts that the publisher has shown at this address, from 1"),
    ("version_id", "integer", "Number of this text in its archive; one row for each"),
    ("is_current", "boolean", "Whether it is the latest text of the article"),
    ("site", "string", "Short name of the site"),
    ("url", "string", "Canonical address of the article"),
    ("title", "string", "Headline"),
    ("subtitle", "string", "Standfirst below the headline"),
    ("summary", "string", "Summary, as the page gives one"),
    ("body", "string", "Plain text; a blank line between paragraphs"),
    ("authors", "list", "Authors in the order of the byline"),
    ("categories", "list", "Categories of the publisher, as last seen"),
    ("tags", "list", "Tags of the publisher, as last seen"),
    ("language", "string", "Language of the text (BCP 47)"),
    ("section", "string", "Section of the publication"),
    ("published_at", "datetime", "When it was published, UTC"),
    ("published_date", "date", "The day of published_at"),
    ("published_raw", "string", "The time of publication as it stands in the page"),
    ("modified_at", "datetime", "When the publisher says that it was changed last, UTC"),
    ("words", "integer", "Words in the text"),
    ("is_partial", "boolean", "Whether the page shows only the beginning of the text"),
    ("parts", "integer", "Over how many pages the publisher spreads the text"),
    ("change", "string", "What is new in this text: first, body or title"),
    ("chars_added", "integer", "Characters that are new in this text, white space not counted"),
    ("chars_removed", "integer", "Characters of the text before that are not in it, white space not counted"),
    ("versions", "integer", "How many texts of the article there are in the archive"),
    ("status", "string", "Whether the article is still there: live, gone or moved"),
    ("lead_image", "string", "Address of the picture that stands for the article"),
    ("pictures", "pictures", "Pictures with their captions, in the order of the page"),
    ("first_seen_at", "datetime", "When the article was seen first, UTC"),
    ("last_seen_at", "datetime", "When the article was seen last, UTC"),
    ("version_first_seen_at", "datetime", "When this text was seen first, UTC"),
    ("version_last_seen_at", "datetime", "When this text was seen last, UTC"),
    ("captured_at", "datetime", "When the page was captured from which the text was read (WARC-Date), UTC"),
    ("text_sha256", "string", "SHA-256 of title, newline, body: Unicode NFC, white space collapsed"),
    ("payload_digest", "string", "Digest of the captured page, as the WARC record has it"),
    ("warc_file", "string", "WARC file that holds the page, below the archive folder"),
    ("warc_offset", "integer", "Where in that file its record begins, in bytes"),
    ("warc_length", "integer", "Length of the record, in bytes"),
    ("warc_record_id", "string", "WARC-Record-ID of the record"),
    ("sources", "string", "JSON: for each field where its value was read"),
    ("candidates", "string", "JSON: for each field what else was found"),
    ("charset", "string", "Charset in which the page was read, and what told it"),
    ("extractor", "string", "Software that read the text from the page"),
)

PICTURE = _fields(
    ("position", "integer", "Which picture of the text, from 1"),
    ("role", "string", "lead, inline or gallery"),
    ("url", "string", "Address of the picture"),
    ("caption", "string", "Caption"),
    ("credit", "string", "Whom the picture is by"),
    ("alt", "string", "Text for those who do not see it"),
    ("after", "integer", "After how many paragraphs of the text it stands"),
)

OWNER = _fields(
    ("id", "integer", "Number of the article"),
    ("version_id", "integer", "Number of the text"),
)

PICTURES = (*OWNER, *PICTURE)

FILE = Field(name="file", kind="string", description="The file that holds this text")
METADATA = (FILE, *(field for field in ARTICLES if field.name not in ("body", "pictures")))

LINKS = _fields(
    ("crawl_date", "date", "Day on which the page with the link was captured"),
    ("source", "string", "Address of the article that links"),
    ("target", "string", "Address that it links to"),
    ("anchor_text", "string", "Words of the link"),
    ("kind", "string", "internal, external, document or embed"),
    ("rel", "string", "rel of the link, such as nofollow"),
    ("site", "string", "Short name of the site of the article that links"),
    ("source_id", "integer", "Number of the article that links"),
    ("source_version_id", "integer", "Number of its text"),
    ("target_id", "integer", "Number of the article that it links to, where the archive has it"),
)

RECORDS = _fields(
    ("file", "string", "WARC file of this export that holds the record"),
    ("offset", "integer", "Where in that file it begins, in bytes"),
    ("length", "integer", "Its length, in bytes"),
    ("record_id", "string", "WARC-Record-ID"),
    ("record_type", "string", "response, revisit or resource"),
    ("refers_to", "string", "WARC-Record-ID of the record that has the body of a revisit"),
    ("role", "string", "text (a selected text was read from it or is shown by it), image, or original (of a revisit)"),
    ("url", "string", "Address that was asked for"),
    ("captured_at", "datetime", "When (WARC-Date), UTC"),
    ("status", "integer", "HTTP status"),
    ("mime", "string", "Media type"),
    ("payload_digest", "string", "Digest of the body without transfer coding"),
    ("id", "integer", "Number of the article that it shows"),
    ("version_id", "integer", "Number of the text that it shows"),
    ("warc_file", "string", "WARC file of the archive that it was copied from, byte for byte"),
    ("warc_offset", "integer", "Where in that file it begins, in bytes"),
)

CHANGES = _fields(
    ("change", "string", "added, removed or changed, against the release before"),
    ("site", "string", "Short name of the site"),
    ("id", "integer", "Number of the article; for removed ones, the number that it had"),
    ("url", "string", "Address; empty where it was withheld"),
    ("text_sha256_before", "string", "Digest of the current text in the release before"),
    ("text_sha256", "string", "Digest of the current text in this release"),
    ("versions_before", "integer", "How many texts of it the release before had"),
    ("versions", "integer", "How many texts of it this release has"),
)
