"""Reading a table: find the sheet and the header, match the columns, turn every cell into a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from gis.errors import InputError
from gis.io.cells import shown
from gis.io.choices import NOT_USED
from gis.io.files import source_of
from gis.io.grids import Grid, read_grids
from gis.io.headers import LEAST_HEADER_HITS, Header, find_headers, is_figure
from gis.io.issuelog import IssueLog
from gis.io.rows import read_rows
from gis.model import Issue, Source
from gis.progress import Progress, ignore_progress, part_of
from gis.schema import Schema, is_personal, missing_columns, normalise

SHARE_OF_READING = 0.7


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


def read_table(
    path: Path,
    schemas: Schema | Sequence[Schema],
    *,
    role: str,
    columns: Mapping[str, str] | None = None,
    grids: Sequence[Grid] | None = None,
    progress: Progress = ignore_progress,
) -> tuple[Table, Schema]:
    """Read the sheet of a file that fits a schema best.

    Parameters
    ----------
    path
        Spreadsheet or text table (see :func:`gis.io.grids.read_grids`).
    schemas
        The schema, or several of which the file follows one (the first whose required columns are all there).
    role
        What the file is for, recorded in its :class:`gis.model.Source`.
    columns
        Schema column → header text, as the user decided (``gis.io.mapping``); "" = in no column of the file.
        Columns that are not named are found by header text.
    grids
        The file's grids, where they have been read already.
    progress
        Told the share done; may cancel.

    Returns
    -------
    tuple
        The table and the schema that it follows.

    Raises
    ------
    InputError
        A fault of the whole file, no_header_found, required_column_missing or no_rows.
    gis.progress.Cancelled
        By ``progress``.
    """
    choices = (schemas,) if isinstance(schemas, Schema) else tuple(schemas)
    if grids is None:
        grids = read_grids(path, part_of(progress, 0.0, SHARE_OF_READING))
    header, schema = require_header(grids, choices, path.name, columns or {})
    log = IssueLog(path.name, header.grid.sheet)
    if not header.grid.shows_errors:
        log.note("warning", "formula_errors_not_seen")
    _note_sheets(grids, header, schema, columns or {}, log)
    _note_columns(header, schema, columns or {}, log)
    frame = read_rows(header, schema, log, progress=part_of(progress, SHARE_OF_READING, 1.0))
    if frame.empty:
        raise InputError("no_rows", file=path.name, rows=len(header.grid.rows) - header.last_row - 1)
    titles = (" ".join(filter(None, map(shown, row))) for row in header.grid.rows[: header.first_row])
    preamble = tuple(filter(None, titles))
    source = source_of(path, role=role, rows=len(frame))
    table = Table(frame, frozenset(header.columns), preamble, header.grid.sheet, source, tuple(log.issues))
    return table, schema


def best_header(
    grids: Sequence[Grid], schemas: Sequence[Schema], mapping: Mapping[str, str]
) -> tuple[Header, Schema] | None:
    """Return the header that gives most columns, of the first schema whose required columns are all there.

    Sheets that are shown go before hidden ones; of equal headers the one with units of its own counts.
    """
    found = [
        (header, schema)
        for schema in schemas
        for grid in grids
        for header in find_headers(grid, schema, mapping)
        if len(header.columns) >= LEAST_HEADER_HITS
    ]
    complete = [pair for pair in found if not missing_columns(pair[0].columns, pair[1])]
    first = schemas.index(complete[0][1]) if complete else 0
    pairs = [pair for pair in complete if pair[1] is schemas[first]] or found
    return max(pairs, key=_fitness) if pairs else None


def _fitness(pair: tuple[Header, Schema]) -> tuple[bool, int, int]:
    header, _ = pair
    return not header.grid.is_hidden, len(header.columns), header.unit_cells


def require_header(
    grids: Sequence[Grid], schemas: Sequence[Schema], file: str, mapping: Mapping[str, str]
) -> tuple[Header, Schema]:
    """Return the best header.

    Raises
    ------
    InputError
        no_header_found or required_column_missing.
    """
    best = best_header(grids, schemas, mapping)
    if best is None:
        wanted = "、".join(schemas[0].title_of(column) for column in schemas[0].columns if column.required)
        raise InputError("no_header_found", file=file, wanted=wanted)
    header, schema = best
    missing = missing_columns(header.columns, schema)
    if missing:
        columns = "、".join(schema.title_of(column) for column in missing)
        if any(map(is_figure, header.texts)):       # a row of data, maybe about a person: it is not repeated
            raise InputError("header_unclear", file=file, columns=columns)
        seen = "、".join(text for text in header.texts if text and not is_personal(text))
        raise InputError("required_column_missing", file=file, columns=columns, seen=seen)
    return header, schema


def _note_sheets(
    grids: Sequence[Grid], header: Header, schema: Schema, mapping: Mapping[str, str], log: IssueLog
) -> None:
    """List the other sheets that could be read as well: one per township, one per year …"""
    others = [grid for grid in grids if grid.sheet != header.grid.sheet]
    fitting = [
        grid.sheet
        for grid in others
        if any(not missing_columns(other.columns, schema) for other in find_headers(grid, schema, mapping))
    ]
    if fitting:
        log.note("warning", "sheets_not_read", sheets="、".join(fitting), read=header.grid.sheet)


def _note_columns(header: Header, schema: Schema, mapping: Mapping[str, str], log: IssueLog) -> None:
    labels = {normalise(label) for label in header.labels}
    lost = [label for label in mapping.values() if label != NOT_USED and normalise(label) not in labels]
    if lost:
        log.note("warning", "mapped_headers_missing", columns="、".join(lost))
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
