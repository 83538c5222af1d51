"""Both totals are kept before travel is saved."""

import numpy as np

from gis.planning.baseline import least_travel


def test_everybody_is_placed_even_where_that_takes_three_long_ways():
    """Leaving out the third home and the third school would cost no travel; all placed cost 300 s."""
    no = np.nan
    cost = np.array([[0.0, 100.0, no], [no, 0.0, 100.0], [100.0, no, no]])
    one_each = np.ones(3, dtype=np.int64)
    assert least_travel(cost, one_each, one_each).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
