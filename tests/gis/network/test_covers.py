"""As few rows and columns as possible that hold every marked cell of a table."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis.network.coverkernel import cover_quickly
from gis.network.covers import least_cover


def fewest(marked):
    """Try all choices of rows; the columns still needed follow."""
    rows = range(marked.shape[0])
    choices = (set(some) for count in range(len(rows) + 1) for some in combinations(rows, count))
    return min(
        len(some) + int(marked[[row for row in rows if row not in some]].any(axis=0).sum())
        for some in choices
    )


@settings(max_examples=25, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_all_cells_are_covered_by_as_few_as_possible(marked):
    rows, columns = least_cover(marked)
    assert not marked[~rows][:, ~columns].any()
    assert rows.sum() + columns.sum() == fewest(marked)


@settings(max_examples=25, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 6), st.integers(1, 6))), st.data())
def test_a_quick_cover_holds_all_cells_not_held_yet(marked, data):
    """Never more than all rows or all columns with a cell; what other rows and columns hold is unmarked."""
    is_row, is_column = (data.draw(arrays(bool, size)) for size in marked.shape)
    left = marked & ~is_row[:, None] & ~is_column[None, :]
    rows, columns = np.zeros_like(is_row), np.zeros_like(is_column)
    count = cover_quickly(marked, is_row, is_column, rows, columns)
    np.testing.assert_array_equal(marked, left)
    assert not left[~rows][:, ~columns].any()
    assert count == rows.sum() + columns.sum()
    assert fewest(left) <= count <= min(left.any(axis=1).sum(), left.any(axis=0).sum())
