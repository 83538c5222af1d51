"""A cell far away from a table: the reader of cells would ask for memory for all the blank ones between."""

from __future__ import annotations

import re
from functools import cache

from gis.errors import InputError
from gis.io.parts import column_number
from gis.resources import load_toml

_LETTERS = 26
_LARGEST_COLUMN = 16_384
_ROW = re.compile(rb'row [^>]*?\br="(\d+)"')
_CELL = re.compile(rb' r="([A-Z]{1,3})(\d+)"[^>]*(?<!/)>')


class Extent:
    """How far the cells of a sheet reach, told piece by piece; columns in groups of 26 (A–Z, AA–AZ …)."""

    def __init__(self) -> None:
        self._last_row = 1
        self._groups = 1

    def add(self, xml: bytes) -> None:
        """Take in the next rows of the sheet."""
        start = xml.rfind(b"row r")
        match = _ROW.match(xml, start) if start >= 0 else None
        self._last_row = max(self._last_row, int(match[1]) if match else 1)
        while self._groups <= _LETTERS and _beyond(self._groups).search(xml):
            self._groups += 1

    @property
    def may_be_too_large(self) -> bool:
        """Whether the sheet may span more cells than can be held in memory."""
        columns = self._groups * _LETTERS if self._groups <= _LETTERS else _LARGEST_COLUMN
        return self._last_row * columns > cells_at_most()


@cache
def _beyond(groups: int) -> re.Pattern[bytes]:
    """Return what finds a cell with content beyond some groups of columns."""
    two = b"|[" + bytes([ord("A") + groups - 1]) + b"-Z][A-Z]" if groups <= _LETTERS else b""
    return re.compile(rb' r="(?:[A-Z]{3}' + two + rb')\d+"[^>]*(?<!/)>')


def cells_at_most() -> int:
    """Return how many cells a sheet may span."""
    return int(load_toml("schemas", "reading.toml")["size"]["cells_at_most"])


class FurthestCell:
    """The exact span of a sheet, for the few that may be too large."""

    def __init__(self) -> None:
        self._last_row = self._last_column = 0
        self._furthest = ""

    def add(self, xml: bytes) -> None:
        """Take in the next rows of the sheet."""
        for match in _CELL.finditer(xml):
            row, column = int(match[2]), column_number(match[1].decode("ascii"))
            if row > self._last_row or column > self._last_column:
                self._last_row, self._last_column = max(row, self._last_row), max(column, self._last_column)
                self._furthest = (match[1] + match[2]).decode("ascii")

    def require_fitting(self, file: str, sheet: str) -> None:
        """Refuse a sheet that spans too much.

        Raises
        ------
        InputError
            table_too_large, with the cell that is furthest away.
        """
        if self._last_row * self._last_column > cells_at_most():
            raise InputError("table_too_large", file=file, sheet=sheet, cell=self._furthest)
