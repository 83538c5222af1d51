"""The XML of a sheet inside a workbook file, for what the reader of cells does not tell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

OPEN_DOCUMENT = "content.xml"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LETTERS = 26
_PIECE_BYTES = 1 << 20


def open_archive(data: bytes) -> zipfile.ZipFile | None:
    """Return a workbook's archive, None for the old binary format.

    Raises
    ------
    zipfile.BadZipFile
        It is cut off or damaged.
    """
    return zipfile.ZipFile(io.BytesIO(data)) if data.startswith(b"PK") else None


def sheet_part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet, "" if there is none in XML.

    Raises
    ------
    xml.etree.ElementTree.ParseError
        The list of sheets is damaged.
    """
    names = set(archive.namelist())
    if OPEN_DOCUMENT in names:
        return OPEN_DOCUMENT
    if not {_BOOK, _LINKS} <= names:
        return ""
    book = ElementTree.fromstring(archive.read(_BOOK))
    links = {link.get("Id"): link.get("Target", "") for link in ElementTree.fromstring(archive.read(_LINKS))}
    ids = (e.get(_RELATION) for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == sheet)
    target = links.get(next(ids, None), "")
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return part if part in names else ""


def row_pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces of whole rows, so that it never is in memory as a whole."""
    rest = b""
    with archive.open(part) as stream:
        while more := stream.read(_PIECE_BYTES):
            text = rest + more
            end = text.rfind(b"row>") + len(b"row>")
            if end < len(b"row>"):
                rest = text
                continue
            yield text[:end]
            rest = text[end:]
    if rest:
        yield rest


def column_number(letters: str) -> int:
    """Return a column's number as the spreadsheet counts: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """Return a column as the spreadsheet names it: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
