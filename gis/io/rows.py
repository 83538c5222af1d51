"""From the rows under a header to a frame: column by column, each distinct cell understood once.

A row without a required value is left out and becomes an error Issue; a cell that cannot be understood in an
optional column becomes unknown (or the column's printed default) and an Issue. All other rows come in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.io.cells import is_blank, parse_cell, read_cell, shown
from gis.io.codes import doubtful_codes, missing_zeros
from gis.io.datarows import DataRows, DistinctCells, Mask, data_rows
from gis.io.faults import CellFault, Remark
from gis.io.headers import Header
from gis.io.issuelog import IssueLog
from gis.io.merging import filled_down
from gis.io.totalrows import LISTED, is_added, open_totals
from gis.io.units import Unit, unit_in_header, units_in_titles
from gis.model import Severity
from gis.progress import Progress, give_way, ignore_progress
from gis.schema import Column, Schema

_STEP = "step_reading_tables"
_CELLS_AT_ONCE = 50_000
_CELLS_BETWEEN_PAUSES = 10_000
_ROWS_WITHOUT_PAUSE = 1_000
# told once for a column, with their number
_COUNTED = frozenset({"unit_in_cells", "angles_in_cells", "year_from_date"})


class _Note(NamedTuple):
    """An Issue to be: notes are told row by row, in the order of the columns."""

    row: int
    order: int
    severity: Severity
    code: str
    column: str
    values: Mapping[str, str]


@dataclass
class _Understood:
    """A column of the schema, each distinct cell understood.

    Attributes
    ----------
    values
        Value of each distinct cell, the column's empty value where there is none.
    is_unreadable
        Whether a distinct cell gives no value.
    told
        Distinct cell → the Issue it is worth.
    """

    column: Column
    cells: DistinctCells
    values: list[Any] = field(default_factory=list)
    is_unreadable: list[bool] = field(default_factory=list)
    told: dict[int, tuple[Severity, Remark]] = field(default_factory=dict)

    def understand(self, unit: Unit | None, pause: Callable[[], None]) -> None:
        """Understand each distinct cell; pauses now and then."""
        default = parse_cell(self.column.default, self.column) if self.column.default else None
        empty = _empty(self.column)
        for number, cell in enumerate(self.cells.cells):
            if number % _CELLS_BETWEEN_PAUSES == 0:
                pause()
            value, is_unreadable = default, default is None
            if not self.cells.is_blank[number]:
                try:
                    value, remark = read_cell(cell, self.column, unit)
                    is_unreadable = False
                    if remark:
                        self.told[number] = ("info", remark)
                except CellFault as fault:
                    self.told[number] = self._fault(cell, fault)
            self.values.append(empty if is_unreadable else value)
            self.is_unreadable.append(is_unreadable)
        if self.column.kind == "code":
            pause()
            self._complete_codes()
            pause()

    def _fault(self, cell: object, fault: CellFault) -> tuple[Severity, Remark]:
        if self.column.default:
            return "warning", Remark("cell_default_used", {"value": shown(cell), "used": self.column.default})
        if self.column.required and not self.column.instead:
            return "error", Remark(f"{fault.code}_row", fault.values)
        return "warning", Remark(fault.code, fault.values)

    def _complete_codes(self) -> None:
        """Give codes back the zeros that they lost, where that is certain; tell of those that look spoilt."""
        readable = [k for k, is_unreadable in enumerate(self.is_unreadable) if not is_unreadable]
        typed = {k: self.values[k] for k in readable if isinstance(self.cells.cells[k], str)}
        numbers = {k: self.values[k] for k in readable if k not in typed}
        for number, code in missing_zeros(typed, numbers).items():
            values = {"value": self.values[number], "used": code}
            self.told[number] = ("info", Remark("code_zeros_restored", values))
            self.values[number] = code
        for number, remark in doubtful_codes({k: self.values[k] for k in readable}).items():
            self.told[number] = ("warning", remark)

    def lacks(self, row: int) -> bool:
        """Whether a row has no value here that another message has not already called for."""
        is_unreadable = self.is_unreadable[int(self.cells.codes[row])]
        return is_unreadable and (bool(self.column.instead) or is_blank(self.cells[row]))

    def figures(self) -> NDArray[np.float64]:
        """Return the number in every row, NaN where nothing stands or what stands is no number."""
        known = [
            np.nan if is_unreadable or is_blank_cell else value
            for is_blank_cell, value, is_unreadable in zip(
                self.cells.is_blank, self.values, self.is_unreadable, strict=True
            )
        ]
        return np.array(known, dtype=np.float64)[self.cells.codes]

    def notes(self, is_data: Mask, order: int) -> Iterator[_Note]:
        """Yield what is to be told of the cells in data rows."""
        flagged = self.cells.where([number in self.told for number in range(len(self.cells.cells))])
        counted: dict[str, list[int]] = {}
        for row in np.flatnonzero(flagged & is_data).tolist():
            severity, remark = self.told[int(self.cells.codes[row])]
            if remark.code in _COUNTED:
                counted.setdefault(remark.values.get("unit", ""), []).append(row)
            else:
                yield _Note(row, order, severity, remark.code, self.column.title, remark.values)
        for rows in counted.values():
            severity, remark = self.told[int(self.cells.codes[rows[0]])]
            values = {**remark.values, "count": str(len(rows))}
            yield _Note(rows[0], order, severity, remark.code, self.column.title, values)


def read_rows(
    header: Header, schema: Schema, log: IssueLog, *, progress: Progress = ignore_progress
) -> pd.DataFrame:
    """Read the rows under a header.

    Parameters
    ----------
    header
        Header with its columns.
    schema
        What the columns hold.
    log
        Receives the Issues.
    progress
        Told the share done; may cancel.

    Returns
    -------
    pandas.DataFrame
        The schema's columns; the index ``row`` is the row number that the spreadsheet shows.
    """
    rows = filled_down(header, schema, log)
    pause = partial(_pause, progress, len(rows))
    columns = _distinct(rows, len(header.paths), pause)
    first = header.last_row + 2
    if not rows:
        return _frame([], schema, np.zeros(0, dtype=bool), first, pause)
    units = _units(header, schema, log)
    understood: list[_Understood] = []
    for column in schema.columns:
        if column.name in header.columns:
            share = 0.5 + 0.4 * len(understood) / len(header.columns)
            understood.append(_Understood(column, columns[header.columns[column.name]]))
            understood[-1].understand(units.get(column.name), partial(pause, share))
    is_lacking = np.zeros(len(rows), dtype=bool)
    for ways in _ways_of_required(understood, schema):
        is_lacking |= np.logical_and.reduce([way.cells.where(way.is_unreadable) for way in ways])
    pause(0.9)
    kinds = data_rows(header, columns, schema, is_lacking, partial(pause, 0.9))
    pause(0.95)
    for note in sorted(_notes(understood, schema, kinds, is_lacking), key=lambda note: note[:2]):
        log.note(note.severity, note.code, row=note.row + first, column=note.column, **note.values)
    is_kept = kinds.is_data & ~is_lacking
    _note_totals(understood, kinds, is_kept, first, log)
    return _frame(understood, schema, is_kept, first, pause)


def _ways_of_required(understood: Sequence[_Understood], schema: Schema) -> Iterator[list[_Understood]]:
    """Yield, for each required value, the columns that may give it: a code, or the name in its place."""
    parts = {part.column.name: part for part in understood}
    for column in schema.columns:
        ways = [parts[name] for name in (column.name, column.instead) if name in parts]
        if column.required and ways:
            yield ways


def _pause(progress: Progress, rows: int, share: float) -> None:
    """Tell the share done; a short table is through before anybody could want the interpreter."""
    progress(share, _STEP)
    if rows > _ROWS_WITHOUT_PAUSE:
        give_way()


def _distinct(
    rows: Sequence[Sequence[Any]], width: int, pause: Callable[[float], None]
) -> list[DistinctCells]:
    is_even = all(len(row) >= width for row in rows)
    columns = []
    step = max(1, _CELLS_AT_ONCE // max(len(rows), 1))
    for at in range(width):
        cells = [row[at] for row in rows] if is_even else [row[at] if at < len(row) else None for row in rows]
        columns.append(DistinctCells.of(cells))
        if at % step == 0:
            pause(0.5 * at / width)
        _ = columns[-1].is_blank  # found out here, between two pauses
    return columns


def _units(header: Header, schema: Schema, log: IssueLog) -> dict[str, Unit]:
    """Return the units of columns that are not in the schema's; each is told."""
    stated = units_in_titles(shown(cell) for row in header.grid.rows[: header.first_row] for cell in row)
    units = {}
    for name, position in header.columns.items():
        column = schema[name]
        unit = unit_in_header(header.paths[position], column.unit) or stated.get(column.unit)
        if column.kind == "number" and unit and unit.factor[0] != unit.factor[1]:
            units[name] = unit
            log.note("info", "unit_converted", column=column.title, column_title=column.title, unit=unit.word,
                     base=column.unit)  # fmt: skip
    return units


def _notes(
    understood: Sequence[_Understood], schema: Schema, kinds: DataRows, is_lacking: Mask
) -> Iterator[_Note]:
    for row, remark in kinds.remarks.items():
        yield _Note(row, -1, "info", remark.code, "", remark.values)
    for order, part in enumerate(understood):
        yield from part.notes(kinds.is_data, order)
    required = list(_ways_of_required(understood, schema))
    for row in np.flatnonzero(is_lacking & kinds.is_data).tolist():
        blank = [ways for ways in required if all(way.lacks(row) for way in ways)]
        if blank:
            label = next((text for part in understood if (text := shown(part.cells[row]))), "")
            columns = "、".join("或".join(way.column.title for way in ways) for ways in blank)
            values, first = {"columns": columns, "label": label}, blank[0][0].column.title
            yield _Note(row, len(understood), "error", "required_value_missing", first, values)


def _note_totals(
    understood: Sequence[_Understood], kinds: DataRows, is_kept: Mask, first: int, log: IssueLog
) -> None:
    """Tell of total rows that are not the sum of the rows that came in."""
    totals = sorted(row for row, remark in kinds.remarks.items() if remark.code == "total_row_skipped")
    if not totals:
        return
    figures = {part.column.title: part.figures() for part in understood if is_added(part.column)}
    for row, differences in open_totals(figures, totals, is_kept):
        listed = "、".join(f"{d.title} {d.total:.15g}≠{d.sum:.15g}" for d in differences[:LISTED])
        about = {"listed": listed, "count": len(differences)}
        log.note("warning", "total_row_open", row=row + first, column=differences[0].title, **about)


def _frame(
    understood: Sequence[_Understood],
    schema: Schema,
    is_kept: Mask,
    first: int,
    pause: Callable[[float], None],
) -> pd.DataFrame:
    numbers = pd.Index(np.flatnonzero(is_kept) + first, name="row", dtype="int64")
    parts = {part.column.name: part for part in understood}
    data = {}
    for column in schema.columns:
        if column.name in parts:
            part = parts[column.name]
            values = pd.Series(part.values, dtype=column.dtype)
            data[column.name] = values.take(part.cells.codes[is_kept]).set_axis(numbers)
            pause(0.95)
        else:
            value = parse_cell(column.default, column) if column.default else _empty(column)
            data[column.name] = pd.Series([value] * len(numbers), dtype=column.dtype, index=numbers)
    return pd.DataFrame(data, index=numbers)


def _empty(column: Column) -> Any:
    return {"str": "", "bool": False, "object": (), "int64": 0}.get(column.dtype, float("nan"))
