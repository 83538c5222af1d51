"""One table model for every table: a frame, and columns that say how a value is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app import labels

Index = QModelIndex | QPersistentModelIndex
ID_ROLE = int(Qt.ItemDataRole.UserRole)
SORT_ROLE = ID_ROLE + 1
ROOT = QModelIndex()


@dataclass(frozen=True)
class Column:
    """A column of a table: the frame's column, its title, and how a value is written.

    ``tone`` names the frame's column that holds the colour token of the cell ("" = plain), ``order`` the one
    that the rows are sorted by if it is another one. ``figure``: the path of the cell's figure
    (:mod:`gis.evaluation.derivation`), with the row's values in braces.
    """

    key: str
    title: str
    write: Callable[[Any], str] = str
    numeric: bool = False
    hint: str = ""
    tone: str = ""
    order: str = ""
    figure: str = ""


class FrameModel(QAbstractTableModel):
    """Shows a frame. Sorting and filtering are done on whole columns, so 20,000 rows stay immediate.

    The frame's columns ``kind`` and ``id`` name the thing a row is about (school, settlement); the window
    selects and zooms to it.
    """

    def __init__(self, columns: Sequence[Column], colour: Callable[[str], QColor]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._colour = colour
        keys = [key for column in columns for key in (column.key, column.tone) if key]
        self._frame = pd.DataFrame({key: [] for key in (*keys, "kind", "id")})
        self._rows: NDArray[np.intp] = np.arange(0)
        self._text, self._only = "", ""
        self._sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._haystack: pd.Series | None = None
        self._read_columns()

    def set_frame(self, frame: pd.DataFrame, columns: Sequence[Column] | None = None) -> None:
        """Show another frame, sorted and filtered as before."""
        self.beginResetModel()
        self._frame, self._haystack = frame, None
        self.columns = tuple(columns) if columns is not None else self.columns
        self._read_columns()
        self._arrange()
        self.endResetModel()

    def _read_columns(self) -> None:
        """Keep the columns as arrays: a cell is then one look-up, and a table asks for thousands of cells."""
        self._values = [self._frame[column.key].to_numpy() for column in self.columns]
        self._tones = [
            self._frame[column.tone].to_numpy() if column.tone else None for column in self.columns
        ]

    def set_filter(self, text: str, only: str = "") -> None:
        """Show the rows that contain a text and, with ``only``, those where that boolean column is true."""
        self.beginResetModel()
        self._text, self._only = text.strip().lower(), only
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column, unknown values last (Qt's name)."""
        self.beginResetModel()
        self._sorted_by = (column, order)
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        keep = np.ones(len(self._frame), dtype=bool)
        if self._only:
            keep &= self._frame[self._only].to_numpy(dtype=bool)
        if self._text:
            keep &= self._searchable().str.contains(self._text, regex=False).to_numpy(dtype=bool)
        rows = np.flatnonzero(keep)
        column, order = self._sorted_by
        if 0 <= column < len(self.columns):
            spec = self.columns[column]
            values = self._frame[spec.order or spec.key].iloc[rows].reset_index(drop=True)
            ascending = order == Qt.SortOrder.AscendingOrder
            rows = rows[
                values.sort_values(ascending=ascending, kind="stable", na_position="last").index.to_numpy()
            ]
        self._rows = rows

    def _searchable(self) -> pd.Series:
        if self._haystack is None:
            parts = [
                self._frame[column.key].map(column.write) for column in self.columns if not column.numeric
            ]
            joined = pd.Series("", index=self._frame.index, dtype=str)
            for part in parts:
                joined = joined + "\n" + part.astype(str)
            self._haystack = joined.str.lower()
        return self._haystack

    def total_rows(self) -> int:
        """Return how many rows there are without the filter."""
        return len(self._frame)

    def thing_at(self, row: int) -> tuple[str, str]:
        """Return the kind and id of the thing that a row is about."""
        record = self._frame.iloc[self._rows[row]]
        return str(record["kind"]), str(record["id"])

    def value_at(self, row: int, key: str) -> Any:
        """Return what a shown row holds in a column of the frame, shown or not."""
        return self._frame[key].iloc[self._rows[row]]

    def figure_at(self, row: int, column: int) -> str:
        """Return the path of the figure in a cell, "" if it is none that can be opened."""
        pattern = self.columns[column].figure
        if not pattern:
            return ""
        record = self._frame.iloc[self._rows[row]]
        return pattern.format_map({str(key): value for key, value in record.items()})

    def title_at(self, row: int, column: int) -> str:
        """Return what a cell is about: the row's first column and the cell's."""
        first = str(self.index(row, 0).data())
        return first if column == 0 else f"{first} · {self.columns[column].title}"

    def text(self, rows: Sequence[int]) -> str:
        """Return rows as they are shown, with the titles above, cells between tabs (to be pasted)."""
        cells = [[str(self.index(row, k).data()) for k in range(self.columnCount())] for row in rows]
        titles = [column.title for column in self.columns]
        return "\n".join("\t".join(line) for line in (titles, *cells))

    def row_of(self, thing_id: str) -> int:
        """Return the first shown row about a thing, -1 if none."""
        hits = np.flatnonzero(self._frame["id"].to_numpy()[self._rows] == thing_id)
        return int(hits[0]) if len(hits) else -1

    def column_of(self, key: str) -> int:
        """Return the position of a column."""
        return next(index for index, column in enumerate(self.columns) if column.key == key)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return how many rows are shown (Qt's name)."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return how many columns there are (Qt's name)."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return what a cell shows (Qt's name)."""
        column, row = index.column(), self._rows[index.row()]
        spec = self.columns[column]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            value = self._values[column][row]
            return labels.UNKNOWN if labels.is_unknown(value) else spec.write(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if spec.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        tones = self._tones[column]
        if role == Qt.ItemDataRole.ForegroundRole and tones is not None and tones[row]:
            return self._colour(tones[row])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Return a column's title (Qt's name)."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.hint or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None
