"""Sums and ordered journeys that lose some groups and gain others."""

import numpy as np
import pytest

from gis.evaluation.equity import gini_share
from gis.evaluation.ordered import Ordered
from gis.evaluation.sums import sums_of
from gis.evaluation.travel import weighted_quantiles

CODES = np.array([0, 1, 1, 2])


def test_whole_numbers_lose_and_gain_what_changes():
    pupils = sums_of(CODES, np.array([5, 7, 2, 4]), 3)
    assert pupils.sums.tolist() == [5, 9, 4]
    assert pupils.after(np.array([2]), np.array([0, 0]), np.array([1, 1])).tolist() == [7, 7, 4]
    assert pupils.after(np.array([], dtype=int), np.array([], dtype=int), np.array([])).tolist() == [5, 9, 4]


def test_a_sum_that_no_group_leaves_stays_as_it_is_to_the_last_digit():
    metres = sums_of(np.array([0, 0, 0, 1]), np.array([0.1, 0.2, 0.3, 8.0]), 2)
    after = metres.after(np.array([3]), np.array([1]), np.array([0.7]))
    assert after[0] == metres.sums[0] == 0.1 + 0.2 + 0.3
    assert after[1] == 0.7


def test_places_that_everybody_left_count_for_nothing():
    """60 s, 120 s, and 600 s that nobody has any more."""
    left = Ordered(np.array([60.0, 120.0, 600.0]), np.array([1.0, 1.0, 0.0]))
    assert left.total == 2
    assert left.longest == 120
    assert left.sum == 180
    assert left.deviation == pytest.approx(30)
    assert left.gini_share == gini_share(np.array([120.0, 60.0]), np.array([1, 1])) == pytest.approx(1 / 6)
    assert Ordered(left.values, np.zeros(3)).longest is None
    assert Ordered(left.values, np.zeros(3)).gini_share is None


def test_equal_ways_in_one_place_or_apart_give_the_same_quantiles():
    apart = weighted_quantiles(np.array([300.0, 60.0, 60.0]), np.array([1, 1, 2]), (0.5, 0.75, 1.0))
    together = weighted_quantiles(np.array([60.0, 300.0]), np.array([3, 1]), (0.5, 0.75, 1.0))
    assert apart == together == [60.0, 60.0, 300.0]
