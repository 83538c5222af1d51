"""From a spreadsheet or text file to grids of cells, before anything is known about their meaning."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from gis.errors import InputError
from gis.io.compound import has_endless_chain
from gis.io.encodings import decode
from gis.io.files import read_bytes
from gis.io.spoilt import examine_sheet, without_white_space
from gis.progress import Progress, give_way, ignore_progress
from gis.vectors.formats import is_vector_file

__all__ = ["Grid", "decode", "read_grids"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
_SHEET_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".et"})
_DELIMITERS = ",\t;|\uff0c"
_STEP = "step_reading_tables"
_POLL_S = 0.05
_ROWS_AT_ONCE = 5_000
_SHARE_PARSED = 0.8
_DAMAGE = (
    CalamineError, OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, ParseError,
)
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet; row ``i`` is the spreadsheet's row ``i + 1``.

    Attributes
    ----------
    merged
        Merged cells: (top, left), (bottom, right), 0-based; of a text table none.
    is_hidden
        Whether the spreadsheet hides the sheet.
    shows_errors
        Whether cells with an error can be told from blank ones (not in .xlsb).
    """

    sheet: str
    rows: list[list[Any]]
    merged: tuple[Range, ...] = ()
    is_hidden: bool = False
    shows_errors: bool = True


def read_grids(path: Path, progress: Progress = ignore_progress) -> list[Grid]:
    """Read every sheet of a workbook, or a text table once per delimiter that it may have.

    Parameters
    ----------
    path
        .xlsx, .xls, .ods (recognised by content), .csv or .txt (UTF-8, GB18030 or UTF-16); a vector
        file with points.
    progress
        Told the share done, may cancel: also while a large sheet is being read.

    Raises
    ------
    InputError
        Faults of the whole file: file_missing, file_empty, file_locked, wrong_format, file_damaged,
        file_password, encoding_unknown, text_cut_off, text_quote_open.
    gis.progress.Cancelled
        By ``progress``.
    """
    data = read_bytes(path)
    progress(0.0, _STEP)
    if path.suffix.lower() not in _SHEET_SUFFIXES | _TEXT_SUFFIXES and is_vector_file(path):
        from gis.io.vector import read_point_grids

        return read_point_grids(path)
    if data.startswith((_ZIP, _OLE)):
        return _workbook_grids(path, data, progress)
    suffix = path.suffix.lower()
    if suffix in _SHEET_SUFFIXES or suffix not in _TEXT_SUFFIXES:
        raise InputError("table_wrong_format", file=path.name)
    text = decode(data, path.name)
    return [Grid("", rows) for rows in _text_grids(text, path.name, progress)]


# ---- workbooks


def _workbook_grids(path: Path, data: bytes, progress: Progress) -> list[Grid]:
    grids = []
    with _faults_named(path.name):
        workbook = _open_workbook(data)
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        for number, meta in enumerate(sheets):
            def report(share: float, number: int = number) -> None:
                progress((number + share) / len(sheets), _STEP)

            spoilt = examine_sheet(data, meta.name, path.name, partial(_pause, report))
            sheet = _waited_for(partial(workbook.get_sheet_by_name, meta.name), report)
            rows = _rows(sheet, report)
            for (row, column), cell in (spoilt or {}).items():
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = cell
            merged = tuple(sheet.merged_cell_ranges or ())
            is_hidden = meta.visible != SheetVisibleEnum.Visible
            grids.append(Grid(meta.name, rows, merged, is_hidden, spoilt is not None))
    return grids


@contextmanager
def _faults_named(file: str) -> Iterator[None]:
    """Put what a damaged workbook makes the libraries raise into one sentence."""
    try:
        yield
    except PasswordError as error:
        raise InputError("file_password", file=file) from error
    except _DAMAGE as error:
        raise InputError("file_damaged", file=file) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the cell reader gave up; it is no Exception
            raise InputError("file_damaged", file=file) from error
        raise


def _open_workbook(data: bytes) -> CalamineWorkbook:
    """Open a workbook, an OpenDocument file with white space between its cells without that."""
    if data.startswith(_OLE) and has_endless_chain(data):
        raise ValueError("a chain of sectors without an end")
    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError:
        raise
    except CalamineError:
        compact = without_white_space(data)
        if compact is None:
            raise
        return load_workbook(io.BytesIO(compact))


def _waited_for(read: Callable[[], CalamineSheet], report: Callable[[float], None]) -> CalamineSheet:
    """Read in another thread, so that whoever waits is asked all the while whether to go on."""
    pool = ThreadPoolExecutor(1)
    try:
        future = pool.submit(read)
        while True:
            try:
                return future.result(timeout=_POLL_S)
            except TimeoutError:
                report(0.0)
    finally:
        pool.shutdown(wait=False)


def _pause(report: Callable[[float], None]) -> None:
    report(0.0)
    give_way()


def _rows(sheet: CalamineSheet, report: Callable[[float], None]) -> list[list[Any]]:
    """Return a sheet's rows from its very first cell on; the interpreter is shared between chunks."""
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    rows: list[list[Any]] = []
    source = sheet.iter_rows()
    while chunk := list(islice(source, _ROWS_AT_ONCE)):
        rows += [margin + row for row in chunk] if margin else chunk
        report(_SHARE_PARSED + (1 - _SHARE_PARSED) * len(rows) / max(sheet.total_height, len(rows)))
        give_way()
    return rows


# ---- text


def _text_grids(text: str, file: str, progress: Progress) -> Iterator[list[list[Any]]]:
    for delimiter in [mark for mark in _DELIMITERS if mark in text] or [","]:
        rows: list[list[Any]] = []
        source = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            while chunk := list(islice(source, _ROWS_AT_ONCE)):
                rows += chunk
                progress(0.0, _STEP)
        except csv.Error:
            continue
        _refuse_open_quote(rows, delimiter, file)
        yield rows


def _refuse_open_quote(rows: list[list[str]], delimiter: str, file: str) -> None:
    """Refuse a table in which a stray quotation mark has swallowed whole rows into one cell."""
    width = max(map(len, rows), default=0)
    if width < 2:
        return
    for number, row in enumerate(rows, start=1):
        if any("\n" in cell and cell.count(delimiter) >= width - 1 for cell in row):
            raise InputError("text_quote_open", file=file, row=number)
