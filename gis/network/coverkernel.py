"""Compiled choice of rows and columns: see :mod:`gis.network.kernel`, of which the same holds."""

from __future__ import annotations

import numpy as np
from numba import boolean, int64
from numpy.typing import NDArray

from gis.compiling import compiled

FLAGS, MARKS = boolean[:, ::1], boolean[::1]


@compiled(int64(FLAGS, MARKS, MARKS, MARKS, MARKS))
def cover_quickly(
    pairs: NDArray[np.bool_],
    is_row: NDArray[np.bool_],
    is_column: NDArray[np.bool_],
    rows: NDArray[np.bool_],
    columns: NDArray[np.bool_],
) -> int:
    """Unmark the pairs in some rows and columns; choose rows and columns that hold the others.

    Always the row or column next that holds most of those left, or all rows or all columns that hold any
    where these are fewer.

    Parameters
    ----------
    pairs
        Marked ones; those in ``is_row`` and ``is_column`` are unmarked.
    rows, columns
        False; written where chosen.

    Returns
    -------
    int
        How many are chosen.
    """
    in_row, in_column = np.zeros(len(rows), np.int64), np.zeros(len(columns), np.int64)
    for row in range(len(rows)):
        for column in range(len(columns)):
            pairs[row, column] &= not (is_row[row] or is_column[column])
            in_row[row] += pairs[row, column]
            in_column[column] += pairs[row, column]
    any_row, any_column = in_row > 0, in_column > 0
    counts, chosen = (any_row.sum(), any_column.sum()), 0
    while True:
        row, column = int(in_row.argmax()), int(in_column.argmax())
        if in_row[row] == 0:
            break
        chosen += 1
        if in_row[row] > in_column[column]:
            rows[row], in_row[row] = True, 0
            for k in range(len(columns)):
                in_column[k] -= pairs[row, k] and not columns[k]
        else:
            columns[column], in_column[column] = True, 0
            for k in range(len(rows)):
                in_row[k] -= pairs[k, column] and not rows[k]
    if chosen > min(counts):
        rows[:], columns[:] = False, False
        if counts[0] < counts[1]:
            rows[:] = any_row
        else:
            columns[:] = any_column
    return int(min(chosen, counts[0], counts[1]))
