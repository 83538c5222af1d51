"""Which rows under a header are data, and which are totals, notes, a header repeated or a row of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.io.cells import is_blank, shown
from gis.io.faults import Remark
from gis.io.headers import Header
from gis.schema import Schema, normalise, reading_words

_AFTER_TOTAL = re.compile(r"[:(\[【〔].*$|:$")
_NUMBERED_COLUMNS_AT_LEAST = 3
_REPEATED_HEADERS_AT_LEAST = 2

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class DistinctCells:
    """The cells of a column, each different one once.

    Attributes
    ----------
    cells
        The different cells.
    codes
        Row → position in ``cells``.
    """

    cells: list[Any]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, cells: Sequence[Any]) -> DistinctCells:
        """Sort out the cells of a column; 1, 1.0 and True are different cells."""
        if len(set(map(type, cells)) & {bool, int, float}) > 1:
            keys = list(zip(map(type, cells), cells, strict=True))
            distinct = list(dict.fromkeys(keys))
            return cls([cell for _, cell in distinct], _positions(keys, distinct))
        distinct = list(dict.fromkeys(cells))
        return cls(distinct, _positions(cells, distinct))

    @cached_property
    def words(self) -> list[str]:
        """Each different text as it is compared, "" for what is no text."""
        return [normalise(cell) if isinstance(cell, str) else "" for cell in self.cells]

    @cached_property
    def is_filled(self) -> list[bool]:
        """Whether each different cell says anything, be it a dash."""
        return [bool(word) or not is_blank(cell) for cell, word in zip(self.cells, self.words, strict=True)]

    @cached_property
    def is_blank(self) -> list[bool]:
        """Whether each different cell says nothing, or is a dash."""
        blank = reading_words("blank")
        return [
            not filled or word in blank for filled, word in zip(self.is_filled, self.words, strict=True)
        ]

    def where(self, claims: Sequence[bool]) -> Mask:
        """Return the rows whose cell the claim holds for."""
        if not any(claims):
            return np.zeros(len(self.codes), dtype=bool)
        mask: Mask = np.array(claims, dtype=bool)[self.codes]
        return mask

    def __getitem__(self, row: int) -> Any:
        return self.cells[self.codes[row]]


def _positions(keys: Sequence[Any], distinct: Sequence[Any]) -> NDArray[np.int32]:
    index = {key: number for number, key in enumerate(distinct)}
    return np.fromiter(map(index.__getitem__, keys), dtype=np.int32, count=len(keys))


@dataclass(frozen=True)
class DataRows:
    """The rows under a header.

    Attributes
    ----------
    is_data
        Row → whether it is data.
    remarks
        Row → what a row that is not blank and no data is.
    """

    is_data: Mask
    remarks: dict[int, Remark]


def data_rows(
    header: Header,
    columns: Sequence[DistinctCells],
    schema: Schema,
    is_lacking: Mask,
    pause: Callable[[], None] = lambda: None,
) -> DataRows:
    """Tell the data from all other rows under a header.

    Parameters
    ----------
    header
        The header.
    columns
        The cells under it, column by column.
    schema
        What is read.
    is_lacking
        Row → whether it lacks a required value.
    pause
        Called between columns; may raise to stop.
    """
    read = [columns[position] for position in header.columns.values()]
    is_blank_row = ~_any(is_lacking, (cells.where([not blank for blank in cells.is_blank]) for cells in read))
    remarks: dict[int, Remark] = {}
    for row in np.flatnonzero(_total_rows(header, columns, schema, pause)).tolist():
        line = _line(row, columns)
        total = next((text for text in line if normalise(text) in reading_words("totals")), line[0])
        remarks[row] = Remark("total_row_skipped", {"text": total})
    starts = tuple(reading_words("notes"))
    for row in np.flatnonzero(_note_rows(columns, starts, is_lacking, pause)).tolist():
        if normalise(_line(row, columns)[0]).startswith(starts):
            remarks.setdefault(row, Remark("note_row_skipped", {}))
    for row in np.flatnonzero(_repeats_header(header, columns, is_lacking, pause)).tolist():
        remarks.setdefault(row, Remark("header_row_skipped", {}))
    numbering = _numbering_row(columns, is_blank_row)
    if numbering is not None:
        remarks.setdefault(numbering, Remark("numbering_row_skipped", {}))
    remarks = {row: remark for row, remark in remarks.items() if not is_blank_row[row]}
    is_data = ~is_blank_row
    is_data[list(remarks)] = False
    return DataRows(is_data, remarks)


def _any(like: Mask, masks: Iterator[Mask]) -> Mask:
    found = np.zeros(len(like), dtype=bool)
    for mask in masks:
        found |= mask
    return found


def _paused(columns: Sequence[DistinctCells], pause: Callable[[], None]) -> Iterator[DistinctCells]:
    for cells in columns:
        pause()
        yield cells


def _line(row: int, columns: Sequence[DistinctCells]) -> list[str]:
    """Return the texts of a row from left to right."""
    return [text for cells in columns if (text := shown(cells[row]))]


def _total_rows(
    header: Header, columns: Sequence[DistinctCells], schema: Schema, pause: Callable[[], None]
) -> Mask:
    """Return the rows with a total's word in any cell, or with a row name such as 东乡小计."""
    required = [c for c in schema.columns if c.kind in ("text", "code") and c.required]
    named = {header.columns.get(name) for c in required for name in (c.name, c.instead)} - {None}
    totals, endings = reading_words("totals"), tuple(reading_words("total_endings"))

    def is_total(word: str, position: int) -> bool:
        return word in totals or (position in named and _AFTER_TOTAL.sub("", word).endswith(endings))

    masks = (
        cells.where([bool(word) and is_total(word, position) for word in cells.words])
        for position, cells in enumerate(_paused(columns, pause))
    )
    return _any(np.zeros(len(columns[0].codes), dtype=bool), masks)


def _note_rows(
    columns: Sequence[DistinctCells], starts: tuple[str, ...], is_lacking: Mask, pause: Callable[[], None]
) -> Mask:
    """Return the rows that have a note's beginning in a cell and say nothing else, or lack what data has."""
    filled = np.zeros(len(is_lacking), dtype=np.int64)
    has_note = np.zeros(len(is_lacking), dtype=bool)
    for cells in _paused(columns, pause):
        filled += cells.where(cells.is_filled)
        has_note |= cells.where([word.startswith(starts) for word in cells.words])
    found: Mask = has_note & ((filled == 1) | is_lacking)
    return found


def _repeats_header(
    header: Header, columns: Sequence[DistinctCells], like: Mask, pause: Callable[[], None]
) -> Mask:
    """Return the rows that say the header again, as on every printed page."""
    count = np.zeros(len(like), dtype=np.int64)
    for position in header.columns.values():
        pause()
        words = {normalise(word) for word in (*header.paths[position], header.texts[position])}
        cells = columns[position]
        count += cells.where([bool(word) and word in words for word in cells.words])
    repeats: Mask = count >= _REPEATED_HEADERS_AT_LEAST
    return repeats


def _numbering_row(columns: Sequence[DistinctCells], is_blank_row: Mask) -> int | None:
    """Return the first row if it only numbers the columns: 甲, 乙, 1, 2, 3 …"""
    rows = np.flatnonzero(~is_blank_row)
    if not len(rows):
        return None
    line = [normalise(text) for text in _line(int(rows[0]), columns)]
    numbers = [int(text) for text in line if text.isascii() and text.isdigit() and len(text) < len("1000")]
    marks: Collection[str] = reading_words("column_marks")
    is_numbered = len(numbers) >= _NUMBERED_COLUMNS_AT_LEAST and numbers == list(range(1, len(numbers) + 1))
    is_only_that = all(text in marks or text.isdigit() for text in line)
    return int(rows[0]) if is_numbered and is_only_that else None
