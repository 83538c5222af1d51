"""As few rows and columns as possible that hold every marked cell of a table."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

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
