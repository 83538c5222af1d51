"""Total rows of a table against the sums of its data rows: a total that does not close names a lost row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gis.schema import Column

NOT_ADDED = frozenset({"", "°", "年级", "年", "学年"})  # units of figures that no total row adds up
LISTED = 3


class Difference(NamedTuple):
    """A column whose total is not the sum of its rows."""

    title: str
    total: float
    sum: float


def is_added(column: Column) -> bool:
    """Whether a total row adds up a column."""
    return column.kind in ("integer", "number") and column.unit not in NOT_ADDED


def open_totals(
    figures: Mapping[str, NDArray[np.float64]], totals: Sequence[int], is_data: NDArray[np.bool_]
) -> Iterator[tuple[int, list[Difference]]]:
    """Find the total rows that do not close.

    Parameters
    ----------
    figures
        Title of a column → its figure in every row (total rows included), NaN where there is none.
    totals
        Positions of the total rows, ascending.
    is_data
        Row → whether it came in.

    Yields
    ------
    tuple
        Position of a total row and the columns that differ.

    Notes
    -----
    What a row adds up is not written in it: all rows, those above, those since the total before it, or those
    down to the next. The reading that fits most columns counts. A row that fits none in any reading may add
    up something else (several subtotals) and is passed over; the last one is the table's own and is told.
    """
    for number, row in enumerate(totals):
        before = totals[number - 1] if number else -1
        after = totals[number + 1] if number + 1 < len(totals) else len(is_data)
        whole, part = (slice(None), slice(0, row)), (slice(before + 1, row), slice(row + 1, after))
        groups = (*whole, *part) if row == totals[-1] else (*part, *whole)
        readings = [_differences(figures, row, is_data, group) for group in groups]
        differences, fitting = min(readings, key=lambda reading: len(reading[0]))
        if differences and (fitting or row == totals[-1]):
            yield row, differences


def _differences(
    figures: Mapping[str, NDArray[np.float64]], row: int, is_data: NDArray[np.bool_], group: slice
) -> tuple[list[Difference], int]:
    """Return the columns that differ from the sum over a group of rows, and how many do not."""
    differences, fitting = [], 0
    for title, values in figures.items():
        total = float(values[row])
        if total != total:
            continue
        added = float(np.nansum(values[group][is_data[group]]))
        if np.isclose(total, added, rtol=1e-9, atol=_rounding(total)):
            fitting += added != 0
        else:
            differences.append(Difference(title, total, added))
    return differences, fitting


def _rounding(total: float) -> float:
    """Return how far a printed total may be off: half of its last printed place, or nothing."""
    decimals = len(f"{total:.10f}".rstrip("0").partition(".")[2])
    return 0.5 * 10.0**-decimals + 1e-9 if decimals else 1e-9
