"""Cells of a workbook that have no value: a formula's error, or a formula whose result was never stored.

The reader of cells gives them as blank. They are found here, so that a blank is told from a fault.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from gis.io.faults import SpoiltCell
from gis.io.parts import OPEN_DOCUMENT, column_number, open_archive, row_pieces, sheet_part
from gis.io.stray import Extent, FurthestCell

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TAG = rb"<(?:\w+:)?"
_ERROR_CELL = re.compile(_TAG + rb'c\s([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_EMPTY_FORMULA = re.compile(
    _TAG + rb"c\s([^>]*)>\s*" + _TAG + rb"f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:" + _TAG + rb"v\s*/>|" + _TAG + rb"v[^>]*>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_VALUE = re.compile(_TAG + rb"v[^>]*>([^<]*)<")
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_SPACE = re.compile(rb">\s+<")
UNKNOWN_ERROR = "#N/A"


Place = tuple[int, int]


def examine_sheet(
    data: bytes, sheet: str, file: str, pause: Callable[[], None]
) -> Mapping[Place, SpoiltCell] | None:
    """Look at a sheet before it is read: does it fit into memory, and which cells hold no value?

    Parameters
    ----------
    data
        An .xlsx, .xlsm, .ods or .xls file.
    sheet
        Name of the sheet.
    file
        Name of the file, for the sentence.
    pause
        Called now and then; may raise to stop.

    Returns
    -------
    dict or None
        (row, column), 0-based → cell with an error, or with a formula whose result is not stored; None if
        the file does not let that be seen (.xlsb).

    Raises
    ------
    InputError
        table_too_large.
    """
    archive = open_archive(data)
    if archive is None:
        return _seen(lambda: _of_old_workbook(data, sheet))
    part = sheet_part(archive, sheet)
    if part == OPEN_DOCUMENT:
        return _seen(lambda: _of_open_document(archive.read(part), sheet))
    if not part.endswith(".xml"):
        return None
    found: dict[Place, SpoiltCell] = {}
    extent = Extent()
    for xml in row_pieces(archive, part):
        extent.add(xml)
        found.update(_of_sheet_xml(xml))
        pause()
    if extent.may_be_too_large:
        furthest = FurthestCell()
        for xml in row_pieces(archive, part):
            furthest.add(xml)
            pause()
        furthest.require_fitting(file, sheet)
    return found


def _seen(look: Callable[[], Iterator[tuple[Place, SpoiltCell]]]) -> dict[Place, SpoiltCell] | None:
    try:
        return dict(look())
    except Exception:  # whatever this second look stumbles over: reading the cells is another's work
        return None


def _of_sheet_xml(xml: bytes) -> Iterator[tuple[Place, SpoiltCell]]:
    if b't="e"' in xml:
        for attributes, content in _ERROR_CELL.findall(xml):
            value = _VALUE.search(content)
            error = value[1].decode("utf-8", "replace") if value else ""
            yield from _placed(attributes, SpoiltCell(error or UNKNOWN_ERROR))
    if b"<f" in xml or b":f>" in xml or b":f " in xml:
        for attributes in _EMPTY_FORMULA.findall(xml):
            if b't="str"' not in attributes and b't="e"' not in attributes:  # "" is a text's value
                yield from _placed(attributes, SpoiltCell(""))


def _placed(attributes: bytes, cell: SpoiltCell) -> Iterator[tuple[Place, SpoiltCell]]:
    place = _PLACE.search(attributes)
    if place:
        column = column_number(place[1].decode("ascii"))
        yield (int(place[2]) - 1, column - 1), cell


# ---- OpenDocument


def without_white_space(data: bytes) -> bytes | None:
    """Return an OpenDocument spreadsheet without white space between its elements, None if it is none.

    Some programs indent the cells, which the reader takes for damage.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return None
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as compact:
        if "content.xml" not in archive.namelist():
            return None
        for name in archive.namelist():
            content = archive.read(name)
            compact.writestr(name, _SPACE.sub(b"><", content) if name == "content.xml" else content)
    return target.getvalue()


def _of_open_document(xml: bytes, sheet: str) -> Iterator[tuple[Place, SpoiltCell]]:
    if b':value-type="error"' not in xml and b"table:formula=" not in xml:
        return
    for table in ElementTree.fromstring(xml).iter(f"{_TABLE}table"):
        if table.get(f"{_TABLE}name") != sheet:
            continue
        row_number = 0
        for row in table.iter(f"{_TABLE}table-row"):
            column = 0
            for cell in row:
                if spoilt := _spoilt(cell):
                    yield (row_number, column), spoilt
                column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            row_number += int(row.get(f"{_TABLE}number-rows-repeated", 1))


def _spoilt(cell: ElementTree.Element) -> SpoiltCell | None:
    if cell.get(f"{_EXTENDED}value-type") == "error":
        return SpoiltCell("".join(cell.itertext()).strip() or UNKNOWN_ERROR)
    has_value = cell.get(f"{_OFFICE}value-type") or "".join(cell.itertext()).strip()
    return SpoiltCell("") if cell.get(f"{_TABLE}formula") and not has_value else None


# ---- .xls


def _of_old_workbook(data: bytes, sheet: str) -> Iterator[tuple[Place, SpoiltCell]]:
    import xlrd  # type: ignore[import-untyped]

    with Path(os.devnull).open("w") as nowhere:
        book = xlrd.open_workbook(file_contents=data, on_demand=True, logfile=nowhere)
        page = book.sheet_by_name(sheet)
    for row in range(page.nrows):
        types = page.row_types(row)
        if xlrd.XL_CELL_ERROR in types:
            for column in (k for k, kind in enumerate(types) if kind == xlrd.XL_CELL_ERROR):
                error = xlrd.error_text_from_code.get(page.cell_value(row, column), UNKNOWN_ERROR)
                yield (row, column), SpoiltCell(error)
