"""From a spreadsheet or text file to grids of cells, before anything is known about their meaning."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, load_workbook

from gis.errors import InputError
from gis.io.files import read_bytes

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
_SHEET_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".et"})
_DELIMITERS = ",\t;|,"
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAMPLE_BYTES = 4096


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet; row ``i`` is the spreadsheet's row ``i + 1``."""

    sheet: str
    rows: list[list[Any]]


def read_grids(path: Path) -> list[Grid]:
    """Read every sheet of a workbook, or a text table once per delimiter that it may have.

    Parameters
    ----------
    path
        .xlsx, .xls, .ods (recognised by content), .csv or .txt (UTF-8, GB18030 or UTF-16).

    Raises
    ------
    InputError
        Faults of the whole file: file_missing, file_empty, file_locked, wrong_format, file_damaged,
        file_password, encoding_unknown.
    """
    data = read_bytes(path)
    if data.startswith((_ZIP, _OLE)):
        return list(_workbook_grids(path, data))
    suffix = path.suffix.lower()
    if suffix in _SHEET_SUFFIXES or suffix not in _TEXT_SUFFIXES:
        raise InputError("table_wrong_format", file=path.name)
    text = decode(data, path.name)
    return [Grid("", rows) for rows in _text_grids(text)]


def _workbook_grids(path: Path, data: bytes) -> Iterator[Grid]:
    try:
        workbook = load_workbook(io.BytesIO(data))
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                yield Grid(sheet.name, rows)
    except PasswordError as error:
        raise InputError("file_password", file=path.name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise InputError("file_damaged", file=path.name) from error


def decode(data: bytes, file: str) -> str:
    """Return text in UTF-8 (with or without mark), UTF-16 or GB18030.

    Raises
    ------
    InputError
        encoding_unknown: it is none of these.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decoded(data, (encoding,), file)
    sample = data[:_SAMPLE_BYTES]
    if b"\x00" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return _decoded(data, ("utf-16-le" if odd >= even else "utf-16-be",), file)
    return _decoded(data, ("utf-8", "gb18030"), file)


def _decoded(data: bytes, encodings: tuple[str, ...], file: str) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError("encoding_unknown", file=file)


def _text_grids(text: str) -> Iterator[list[list[Any]]]:
    for delimiter in [mark for mark in _DELIMITERS if mark in text] or [","]:
        try:
            yield list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
