"""Reading a table: find the sheet and the header row, match the columns, turn every cell into a value.

A row without a required value is left out and becomes an error Issue; a cell that cannot be understood in an
optional column becomes unknown (or the column's printed default) and an Issue. All other rows come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from gis.errors import InputError
from gis.io.cells import CellFault, is_blank, parse_cell, shown
from gis.io.files import source_of
from gis.io.grids import Grid, read_grids
from gis.io.issuelog import IssueLog
from gis.model import Issue, Source
from gis.schema import (
    Column,
    Schema,
    is_personal,
    match_headers,
    missing_columns,
    normalise,
    reading_words,
)

HEADER_SEARCH_ROWS = 40
LEAST_HEADER_HITS = 2
_UNREADABLE = object()


@dataclass(frozen=True)
class Table:
    """A table as read.

    Attributes
    ----------
    frame
        The schema's columns; the index ``row`` is the row number that the spreadsheet shows.
    found
        Columns that the file has (the others hold their default or are unknown).
    preamble
        The texts above the header row (title, school year, mark), one per row.
    """

    frame: pd.DataFrame
    found: frozenset[str]
    preamble: tuple[str, ...]
    sheet: str
    source: Source
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class _Header:
    """Where the header of a grid is: its last row (0-based), its texts, and the columns matched."""

    grid: Grid
    first_row: int
    last_row: int
    texts: list[str]
    columns: dict[str, int]


def read_table(path: Path, schemas: Schema | Sequence[Schema], *, role: str) -> tuple[Table, Schema]:
    """Read the sheet of a file that fits a schema best.

    Parameters
    ----------
    path
        Spreadsheet or text table (see :func:`gis.io.grids.read_grids`).
    schemas
        The schema, or several of which the file follows one (the first whose required columns are all there).
    role
        What the file is for, recorded in its :class:`gis.model.Source`.

    Returns
    -------
    tuple
        The table and the schema that it follows.

    Raises
    ------
    InputError
        A fault of the whole file, no_header_found, required_column_missing or no_rows.
    """
    choices = (schemas,) if isinstance(schemas, Schema) else tuple(schemas)
    grids = read_grids(path)
    header, schema = _best_header(grids, choices, path.name)
    log = IssueLog(path.name, header.grid.sheet)
    _note_columns(header, schema, log)
    frame = _read_rows(header, schema, log)
    if frame.empty:
        raise InputError("no_rows", file=path.name, rows=len(header.grid.rows) - header.last_row - 1)
    titles = (" ".join(filter(None, map(shown, row))) for row in header.grid.rows[: header.first_row])
    preamble = tuple(filter(None, titles))
    source = source_of(path, role=role, rows=len(frame))
    table = Table(frame, frozenset(header.columns), preamble, header.grid.sheet, source, tuple(log.issues))
    return table, schema


def _best_header(grids: Sequence[Grid], schemas: Sequence[Schema], file: str) -> tuple[_Header, Schema]:
    found = [(header, schema) for schema in schemas for grid in grids for header in _headers(grid, schema)]
    found = [(header, schema) for header, schema in found if len(header.columns) >= LEAST_HEADER_HITS]
    if not found:
        wanted = "、".join(column.title for column in schemas[0].columns if column.required)
        raise InputError("no_header_found", file=file, wanted=wanted)
    complete = [pair for pair in found if not missing_columns(pair[0].columns, pair[1])]
    first = schemas.index(complete[0][1]) if complete else 0
    pairs = [pair for pair in complete if pair[1] is schemas[first]] or found
    header, schema = max(pairs, key=lambda pair: len(pair[0].columns))
    missing = missing_columns(header.columns, schema)
    if missing:
        raise InputError(
            "required_column_missing",
            file=file,
            columns="、".join(column.title for column in missing),
            seen="、".join(text for text in header.texts if text and not is_personal(text)),
        )
    return header, schema


def _headers(grid: Grid, schema: Schema) -> list[_Header]:
    """Return the possible headers: each of the first rows alone, and joined with the row above it."""
    headers = []
    for number, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        texts = [shown(cell) for cell in row]
        headers.append(_header(grid, schema, number, number, texts))
        if number:
            joined = _joined(grid.rows[number - 1], row)
            headers.append(_header(grid, schema, number - 1, number, joined))
    return headers


def _header(grid: Grid, schema: Schema, first_row: int, last_row: int, texts: list[str]) -> _Header:
    readable = ["" if is_personal(text) else text for text in texts]
    return _Header(grid, first_row, last_row, texts, match_headers(readable, schema))


def _joined(upper: Sequence[Any], lower: Sequence[Any]) -> list[str]:
    """Join a two-row header: 一年级 (merged over two cells) above 班数 and 在校生 → 一年级班数 …"""
    texts, group = [], ""
    for position, cell in enumerate(lower):
        above = shown(upper[position]) if position < len(upper) else ""
        group = above or (group if shown(cell) else "")
        texts.append(group + shown(cell))
    return texts


def _note_columns(header: _Header, schema: Schema, log: IssueLog) -> None:
    personal = [text for text in header.texts if is_personal(text)]
    if personal:
        log.note("info", "personal_columns_dropped", columns="、".join(personal))
    used = set(header.columns.values())
    keys = {normalise(header.texts[position]) for position in used}
    repeated = [
        text for position, text in enumerate(header.texts) if position not in used and normalise(text) in keys
    ]
    if repeated:
        log.note("warning", "header_repeated", columns="、".join(repeated))
    others = [text for position, text in enumerate(header.texts) if text and position not in used]
    unused = [text for text in others if text not in (*personal, *repeated)]
    if unused:
        log.note("info", "headers_not_used", columns="、".join(unused))
    for column in schema.columns:
        if column.default and column.name not in header.columns:
            log.note("warning", "column_default_used", column_title=column.title, used=column.default)


def _read_rows(header: _Header, schema: Schema, log: IssueLog) -> pd.DataFrame:
    values: dict[str, list[Any]] = {column.name: [] for column in schema.columns}
    numbers: list[int] = []
    parser = _RowParser(schema, log)
    for position, row in enumerate(header.grid.rows[header.last_row + 1 :], start=header.last_row + 2):
        cells = {name: row[at] if at < len(row) else None for name, at in header.columns.items()}
        if all(map(is_blank, cells.values())) or _is_remark(row, position, log):
            continue
        parsed = parser.parse(cells, position)
        if parsed is not None:
            numbers.append(position)
            for name, value in parsed.items():
                values[name].append(value)
    data = {
        column.name: pd.Series(values[column.name], dtype=column.dtype, index=numbers)
        for column in schema.columns
    }
    return pd.DataFrame(data, index=pd.Index(numbers, name="row", dtype="int64"))


def _is_remark(row: Sequence[Any], number: int, log: IssueLog) -> bool:
    """Recognise total rows and notes under the table; they are left out and listed."""
    texts = [text for text in map(shown, row) if text]
    total = next((text for text in texts if normalise(text) in reading_words("totals")), None)
    if total is not None:
        log.note("info", "total_row_skipped", row=number, text=total)
        return True
    if len(texts) == 1 and normalise(texts[0]).startswith(tuple(reading_words("notes"))):
        log.note("info", "note_row_skipped", row=number)
        return True
    return False


class _RowParser:
    """Turns the cells of rows into values; each distinct cell of a column is understood once."""

    def __init__(self, schema: Schema, log: IssueLog) -> None:
        self._schema = schema
        self._log = log
        self._known: dict[tuple[str, type, Any], Any] = {}

    def parse(self, cells: dict[str, Any], row: int) -> dict[str, Any] | None:
        """Return the values of one row, None if a required one is lacking."""
        columns = self._schema.columns
        parsed = {column.name: self._value(cells.get(column.name), column, row) for column in columns}
        lacking = [column for column in columns if column.required and parsed[column.name] is _UNREADABLE]
        if not lacking:
            empty = {c.name: _empty(c) for c in columns if parsed[c.name] is _UNREADABLE}
            return {**parsed, **empty}
        blank = [column.title for column in lacking if is_blank(cells.get(column.name))]
        if blank:
            label = next((text for column in columns if (text := shown(cells.get(column.name)))), "")
            values = {"columns": "、".join(blank), "label": label}
            self._log.note("error", "required_value_missing", row=row, column=blank[0], **values)
        return None

    def _value(self, cell: Any, column: Column, row: int) -> Any:
        key = (column.name, type(cell), cell)
        if key not in self._known:
            try:
                self._known[key] = _UNREADABLE if is_blank(cell) else parse_cell(cell, column)
            except CellFault as fault:
                return self._faulty(cell, column, row, fault)
        value = self._known[key]
        return _default(column) if value is _UNREADABLE and column.default else value

    def _faulty(self, cell: Any, column: Column, row: int, fault: CellFault) -> Any:
        note = partial(self._log.note, row=row, column=column.title)
        if column.default:
            note("warning", "cell_default_used", value=shown(cell), used=column.default)
            return _default(column)
        if column.required:
            note("error", f"{fault.code}_row", **fault.values)
        else:
            note("warning", fault.code, **fault.values)
        return _UNREADABLE


def _default(column: Column) -> Any:
    return parse_cell(column.default, column)


def _empty(column: Column) -> Any:
    return {"str": "", "bool": False, "object": ()}.get(column.dtype, float("nan"))
