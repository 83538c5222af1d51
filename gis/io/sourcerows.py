"""The rows of a file around an issue, for somebody who looks at it: nothing about a person is shown.

Columns whose header or content points at a person are left out, and so are columns without a header. Of
tables about pupils only known columns are shown, and of a roster only what in these is a place, a grade or a
word of a list. What is read lives as long as it is looked at; it is neither kept nor logged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.io.cells import CellFault, is_blank, parse_cell, shown
from gis.io.classnames import entry_year, grade_of, intake_of
from gis.io.files import source_of
from gis.io.grids import Grid, read_grids
from gis.io.headers import Header
from gis.io.mapping import ROWS_LOOKED_AT
from gis.io.personal import HIDDEN, is_person_like, is_place_like, scrub
from gis.io.rosterheaders import Roster, find_roster, personal_values
from gis.io.survey import PUPIL_ROLES, TABLE_ROLES, schemas_of
from gis.io.tables import best_header
from gis.model import Issue, Source
from gis.progress import Progress, ignore_progress, part_of
from gis.schema import Column, is_personal, load_schema, normalise

ROWS_AROUND = 5
_PLACES = ("settlement_id", "settlement", "township", "school_id", "school")
_SHARE_OF_READING = 0.9
_NO_TABLE = ("table_wrong_format", "vector_without_kind", "vector_nothing_inside")


@dataclass(frozen=True)
class SourceRows:
    """Rows of a table around the one that an issue is about.

    Attributes
    ----------
    row
        The issue's row as the spreadsheet numbers it.
    headers
        Of the columns that are shown.
    rows
        Row number → the texts of the columns that are shown.
    column
        Position of the issue's column among those shown, None if it names none or is not shown.
    hidden
        How many columns are not shown, because they may be about persons.
    is_changed
        Whether the file is another one than at the import, None if the plan does not know.
    """

    file: str
    sheet: str
    row: int
    headers: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]
    column: int | None
    hidden: int
    is_changed: bool | None


@dataclass(frozen=True)
class _Columns:
    """The columns of a sheet that may be shown: header, position, schema's title, and how a cell is shown."""

    headers: tuple[str, ...]
    positions: tuple[int, ...]
    titles: tuple[str, ...]
    show: tuple[Callable[[Any], str], ...]
    first_row: int
    hidden: int


def read_source_rows(
    path: Path,
    issue: Issue,
    sources: Iterable[Source],
    *,
    progress: Progress = ignore_progress,
) -> SourceRows:
    """Read the rows around an issue from the file that it was found in.

    Parameters
    ----------
    path
        Where the file lies now.
    issue
        An issue with a row.
    sources
        The plan's files: they say what the file is for, and its SHA-256 at the import.
    progress
        Told the share done; may cancel.

    Raises
    ------
    InputError
        A fault of the whole file; source_rows_no_table: it is no table; source_rows_sheet_gone,
        source_rows_sheet_unknown: its sheet is not there, or not known; source_rows_beyond: it has fewer
        rows; source_rows_no_header: nobody knows what its columns are.
    ValueError
        The issue has no row.
    """
    if issue.row is None:
        raise ValueError("an issue without a row")
    known = [source for source in sources if source.file == issue.file]
    roles = tuple(dict.fromkeys(source.role for source in known if source.role in TABLE_ROLES))
    if known and not roles:
        raise InputError("source_rows_no_table", file=path.name)
    digest = source_of(path, role="", rows=0).sha256
    is_changed = all(source.sha256 != digest for source in known) if known else None
    try:
        grids = _grids(path, part_of(progress, 0.0, _SHARE_OF_READING))
        grid, columns = _sheet(grids, path.name, issue.sheet, roles or TABLE_ROLES)
        return _rows(path.name, grid, columns, issue, is_changed)
    except (InputError, MemoryError):
        raise
    except Exception as error:
        # the traceback of an unforeseen fault would carry cells into the fault report
        raise InputError("source_rows_unreadable", file=path.name, kind=type(error).__name__) from None


def _grids(path: Path, progress: Progress) -> list[Grid]:
    try:
        return read_grids(path, progress)
    except InputError as error:
        if error.code in _NO_TABLE:
            raise InputError("source_rows_no_table", file=path.name) from error
        raise


def _sheet(grids: Sequence[Grid], file: str, sheet: str, roles: Collection[str]) -> tuple[Grid, _Columns]:
    """Return the sheet that an issue is in, and what of it may be shown."""
    rosters = find_roster(grids) if set(roles) & set(PUPIL_ROLES) else []
    if rosters:
        if len(rosters) > 1:
            raise InputError("source_rows_sheet_unknown", file=file, sheets=_listed(r.grid for r in rosters))
        return rosters[0].grid, _of_roster(rosters[0])
    named = [grid for grid in grids if grid.sheet == sheet]
    if not named:
        raise InputError("source_rows_sheet_gone", file=file, sheet=sheet, sheets=_listed(grids))
    schemas = [schema for role in roles for schema in schemas_of(role)]
    best = best_header(named, schemas, {})
    if best is None:  # a row of data, taken for the header, could name persons
        raise InputError("source_rows_no_header", file=file)
    header, schema = best
    titles = {position: schema[name].title for name, position in header.columns.items()}
    return header.grid, _of_table(header, titles, known_only=set(roles) <= set(PUPIL_ROLES))


def _listed(grids: Iterable[Grid]) -> str:
    return "、".join(grid.sheet for grid in grids) or "—"


def _of_table(header: Header, titles: dict[int, str], *, known_only: bool) -> _Columns:
    rows = header.grid.rows[header.last_row + 1 :][:ROWS_LOOKED_AT]

    def is_shown(position: int) -> bool:
        path = header.paths[position]
        if not path or any(map(is_personal, path)):
            return False
        cells = (row[position] for row in rows if position < len(row))
        is_plain = not known_only and not any(is_person_like(shown(cell)) for cell in cells)
        return position in titles or is_plain

    width = max(map(len, rows), default=len(header.paths))
    shown_ones = tuple(filter(is_shown, range(len(header.paths))))
    return _Columns(
        headers=tuple(header.labels[position] for position in shown_ones),
        positions=shown_ones,
        titles=tuple(titles.get(position, "") for position in shown_ones),
        show=(lambda cell: scrub(shown(cell)),) * len(shown_ones),
        first_row=header.last_row + 1,
        hidden=max(width, len(header.paths)) - len(shown_ones),
    )


def _of_roster(roster: Roster) -> _Columns:
    schema, personal = load_schema("roster"), personal_values(roster)
    used = sorted(roster.columns.items(), key=lambda pair: pair[1])
    return _Columns(
        headers=tuple(roster.headers[position] for _, position in used),
        positions=tuple(position for _, position in used),
        titles=tuple(schema[name].title for name, _ in used),
        show=tuple(partial(_of_pupil, schema[name], personal) for name, _ in used),
        first_row=roster.row + 1,
        hidden=sum(map(bool, roster.headers)) - len(used),
    )


def _of_pupil(column: Column, personal: Collection[str], cell: Any) -> str:
    """Return a cell of a roster only as far as it is a place, a grade or a word of a list."""
    if is_blank(cell):
        return ""
    text = shown(cell)
    if column.name in _PLACES:
        return text if is_place_like(text, personal) else HIDDEN
    if column.name in ("grade", "class_name"):
        grade, intake = grade_of(text, is_class=column.name == "class_name"), intake_of(text)
        return f"{grade}年级" if grade else f"{intake}级" if intake else HIDDEN
    if column.name == "entry_year":
        return str(entry_year(cell) or HIDDEN)
    try:
        parse_cell(cell, column)
    except (CellFault, ValueError):
        return HIDDEN
    return text  # a word of a list, or a number


def _rows(file: str, grid: Grid, columns: _Columns, issue: Issue, is_changed: bool | None) -> SourceRows:
    row = int(issue.row or 0)
    if row > len(grid.rows):
        raise InputError("source_rows_beyond", file=file, row=row, rows=len(grid.rows))
    first = max(columns.first_row, row - 1 - ROWS_AROUND)
    numbered = {
        number + 1: tuple(
            show(cells[at]) if at < len(cells) else ""
            for at, show in zip(columns.positions, columns.show, strict=True)
        )
        for number, cells in enumerate(grid.rows[first : row + ROWS_AROUND], start=first)
    }
    return SourceRows(
        file, grid.sheet, row, columns.headers, numbered, _position(columns, issue.column), columns.hidden,
        is_changed,
    )  # fmt: skip


def _position(columns: _Columns, wanted: str) -> int | None:
    """Return which of the columns an issue names: by the schema's title, or by the file's header."""
    if not wanted:
        return None
    names = [*columns.titles, *columns.headers]
    keys = [normalise(name) for name in names]
    return keys.index(normalise(wanted)) % len(columns.titles) if normalise(wanted) in keys else None
