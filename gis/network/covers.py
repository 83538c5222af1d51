"""The fewest rows and columns of a table that together hold all its marked cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


def import_matching() -> tuple[Any, Any]:
    """Load what :func:`least_cover` needs: a tenth of a second, once."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    return csr_array, maximum_bipartite_matching


def least_cover(marked: Bools) -> tuple[Bools, Bools]:
    """Choose as few rows and columns as possible so that every marked cell lies in one of them.

    Parameters
    ----------
    marked
        Shape (rows, columns).

    Returns
    -------
    tuple of arrays
        Which rows and which columns; shapes (rows,), (columns,).

    Notes
    -----
    As many as there are pairs in a greatest matching of rows and columns (Kőnig 1931): of the rows those that
    no alternating path from a row without partner reaches, of the columns those that one does.
    """
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    is_row, is_column = np.zeros(marked.shape[0], dtype=bool), np.zeros(marked.shape[1], dtype=bool)
    if not len(rows):
        return is_row, is_column
    csr_array, maximum_bipartite_matching = import_matching()
    cells = marked[np.ix_(rows, columns)]
    partner = maximum_bipartite_matching(csr_array(cells), perm_type="column")      # of each row, -1 = none
    reached: Bools = partner < 0
    met: Bools = np.zeros(len(columns), dtype=bool)
    while True:
        met = np.asarray(cells[reached].any(axis=0))
        more = reached | ((partner >= 0) & met[partner])
        if np.array_equal(more, reached):
            break
        reached = more
    is_row[rows[~reached]], is_column[columns[met]] = True, True
    return is_row, is_column
