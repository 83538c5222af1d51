"""Cells merged over several rows: a township's name stands once and is meant for all of its schools."""

from __future__ import annotations

from typing import Any

from gis.io.cells import is_blank
from gis.io.headers import Header
from gis.io.issuelog import IssueLog
from gis.schema import Column, Schema


def filled_down(header: Header, schema: Schema, log: IssueLog) -> list[list[Any]]:
    """Return the rows under a header, what was merged over several of them given to each.

    A number is not: 12 classrooms merged over two rows are not 24. It stays in the first row, with an Issue.
    """
    rows = header.grid.rows[header.last_row + 1 :]
    first = header.last_row + 1
    columns = {position: schema[name] for name, position in header.columns.items()}
    filled: dict[str, int] = {}
    for (top, left), (bottom, _) in header.grid.merged:
        column = columns.get(left)
        if column is None or top < first or bottom == top or bottom >= first + len(rows):
            continue
        cell = rows[top - first][left] if left < len(rows[top - first]) else None
        below = [k for k in range(top - first + 1, bottom - first + 1) if _has_data(rows[k], columns, left)]
        if is_blank(cell) or not below:
            continue
        if not _may_be_repeated(column):
            log.note("warning", "merged_number_once", row=top + 1, column=column.title, rows=len(below) + 1)
            continue
        for k in below:
            rows[k] = [*rows[k][:left], cell, *rows[k][left + 1 :]]
        filled[column.title] = filled.get(column.title, 0) + len(below)
    for title, count in filled.items():
        log.note("info", "merged_cells_filled", column=title, column_title=title, count=count)
    return rows


def _has_data(row: list[Any], columns: dict[int, Column], but: int) -> bool:
    return any(at < len(row) and not is_blank(row[at]) for at in columns if at != but)


def _may_be_repeated(column: Column) -> bool:
    """Whether one value may belong to several rows: names, codes, words and positions, never counts."""
    return column.kind not in ("integer", "number") or column.unit in ("°", "年", "学年", "年级")
