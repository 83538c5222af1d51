"""A cell far away from a table: the reader of cells would ask for memory for all the blank ones between."""

from __future__ import annotations

import re

from gis.errors import InputError
from gis.io.parts import OPEN_DOCUMENT, column_number, open_archive, sheet_part
from gis.resources import load_toml

_LETTERS = 26
_LAST_ROW = re.compile(rb'[^>]*?\br="(\d+)"')
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d+)"[^>]*(?<!/)>')


def refuse_stray_cells(data: bytes, sheet: str, file: str) -> None:
    """Refuse a sheet whose cells span more than can be held in memory.

    Parameters
    ----------
    data
        A workbook file; only .xlsx and .xlsm can span so much.
    sheet
        Name of the sheet.
    file
        Name of the file, for the sentence.

    Raises
    ------
    InputError
        table_too_large, with the cell that is furthest away.
    """
    archive = open_archive(data)
    part = sheet_part(archive, sheet) if archive else ""
    if archive is None or part in ("", OPEN_DOCUMENT):
        return
    limits = load_toml("schemas", "reading.toml")["size"]
    if archive.getinfo(part).file_size > limits["sheet_bytes_at_most"]:
        raise InputError("table_too_large", file=file, sheet=sheet, cell="—")
    xml = archive.read(part)
    last_row = _last_row(xml)
    columns_at_most = limits["cells_at_most"] // max(last_row, 1)
    if _has_column_beyond(xml, columns_at_most):
        rows, columns, cell = _extent(xml)
        if rows * columns > limits["cells_at_most"]:
            raise InputError("table_too_large", file=file, sheet=sheet, cell=cell)


def _last_row(xml: bytes) -> int:
    start = max(xml.rfind(b"<row"), xml.rfind(b":row "))
    match = _LAST_ROW.match(xml, start) if start >= 0 else None
    return int(match[1]) if match else 1


def _has_column_beyond(xml: bytes, columns: int) -> bool:
    """Whether content may stand beyond a number of columns; told for whole groups of columns, as AA to AZ."""
    groups = columns // _LETTERS - 1
    if groups < 0:
        return True
    beyond = b"[A-Z]{3}"
    if groups < _LETTERS:
        beyond += b"|[" + bytes([ord("A") + groups]) + b"-Z][A-Z]"
    return re.search(rb'\br="(?:' + beyond + rb')\d+"[^>]*(?<!/)>', xml) is not None


def _extent(xml: bytes) -> tuple[int, int, str]:
    """Return the last row and the last column with content, and the cell that is furthest away."""
    last_row = last_column = 0
    furthest = ""
    for match in _CELL.finditer(xml):
        row, column = int(match[2]), column_number(match[1].decode("ascii"))
        if row > last_row or column > last_column:
            last_row, last_column = max(row, last_row), max(column, last_column)
            furthest = (match[1] + match[2]).decode("ascii")
    return last_row, last_column, furthest
