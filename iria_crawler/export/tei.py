"""An article as TEI P5: its header says what it is and which bytes prove it, its text has paragraphs and figures."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from iria_crawler.store.placing import standing_before

Row = Mapping[str, Any]

_NAMESPACE = "http://www.tei-c.org/ns/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(row: Row, *, publisher: str, rights: str | None) -> bytes:
    """The article as a file of its own; characters that XML does not know are left out."""
    root = Element("TEI", xmlns=_NAMESPACE)
    header = SubElement(root, "teiHeader")
    described = SubElement(header, "fileDesc")
    _titles(SubElement(described, "titleStmt"), row)
    _publication(SubElement(described, "publicationStmt"), row, publisher, rights)
    sources = SubElement(described, "sourceDesc")
    _published(SubElement(sources, "bibl", type="article"), row, publisher)
    _captured(SubElement(sources, "bibl", type="capture"), row)
    _add(SubElement(header, "encodingDesc"), "p", f"Read from the captured page by {row['extractor']}.")
    _profile(header, row)
    _text(SubElement(root, "text", _language(row)), row)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _titles(statement: Element, row: Row) -> None:
    _add(statement, "title", row["title"], type="main")
    if row["subtitle"]:
        _add(statement, "title", row["subtitle"], type="sub")
    for name in row["authors"]:
        _add(statement, "author", name)


def _publication(statement: Element, row: Row, publisher: str, rights: str | None) -> None:
    _add(statement, "publisher", publisher)
    _add(statement, "idno", f"{row['site']}/{row['id']}/{row['version']}", type="iria")
    _add(SubElement(statement, "availability"), "p", rights or "The rights are not stated.")


def _published(bibl: Element, row: Row, publisher: str) -> None:
    _titles(bibl, row)
    _add(bibl, "publisher", publisher)
    for kind in ("published", "modified"):
        if moment := row[f"{kind}_at"]:
            _add(bibl, "date", moment, type=kind, when=moment)
    _add(bibl, "ref", row["url"], type="url", target=_address(row["url"]))
    _add(bibl, "idno", row["text_sha256"], type="text-sha256")


def _captured(bibl: Element, row: Row) -> None:
    _add(bibl, "date", row["captured_at"], type="captured", when=row["captured_at"])
    _add(bibl, "idno", row["warc_record_id"], type="WARC-Record-ID")
    if row["payload_digest"]:
        _add(bibl, "idno", row["payload_digest"], type="payload-digest")
    where = f"{row['warc_file']}#offset={row['warc_offset']}&length={row['warc_length']}"
    _add(bibl, "ref", where, type="record", target=_address(where))


def _profile(header: Element, row: Row) -> None:
    terms = [("category", name) for name in row["categories"]] + [("tag", name) for name in row["tags"]]
    if not (terms or row["language"] or row["summary"]):
        return
    profile = SubElement(header, "profileDesc")
    if row["summary"]:
        _add(SubElement(profile, "abstract"), "p", row["summary"])
    if row["language"]:
        SubElement(SubElement(profile, "langUsage"), "language", ident=_legal(row["language"]))
    if terms:
        keywords = SubElement(SubElement(profile, "textClass"), "keywords")
        for kind, name in terms:
            _add(keywords, "term", name, type=kind)


def _text(text: Element, row: Row) -> None:
    division = SubElement(SubElement(text, "body"), "div", type="article")
    _add(division, "head", row["title"])
    paragraphs = row["body"].split("\n\n") if row["body"] else []
    for number in range(len(paragraphs) + 1):
        for picture in standing_before(number, row["pictures"], of=len(paragraphs)):
            _figure(division, picture)
        if number < len(paragraphs):
            _paragraph(division, paragraphs[number])
    if len(division) == 1:  # a division is more than its head
        SubElement(division, "p")


def _paragraph(division: Element, text: str) -> None:
    first, *lines = text.split("\n")
    paragraph = _add(division, "p", first)
    for line in lines:
        SubElement(paragraph, "lb").tail = _legal(line)


def _figure(division: Element, picture: Row) -> None:
    figure = SubElement(division, "figure", type=picture["role"])
    SubElement(figure, "graphic", url=_address(picture["url"]))
    if picture["caption"]:
        _add(figure, "head", picture["caption"])
    if picture["alt"]:
        _add(figure, "figDesc", picture["alt"])
    if picture["credit"]:
        _add(figure, "note", picture["credit"], type="credit")


def _add(parent: Element, name: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = _legal(text)
    return element


def _language(row: Row) -> dict[str, str]:
    return {_LANG: _legal(row["language"])} if row["language"] else {}


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _address(text: str) -> str:
    """A text as an address; blanks and what XML does not know are percent-encoded."""
    return quote(text, safe="%/:?#[]@!$&'()*+,;=~")
