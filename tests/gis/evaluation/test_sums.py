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


def test_what_is_not_whole_is_summed_up_again_and_not_taken_off():
    """Beside 1e16 m half a metre is lost: taking the long way off again would leave nothing."""
    metres = sums_of(np.array([0, 0, 1]), np.array([0.5, 1e16, 2.0]), 2)
    assert not metres.is_whole
    assert metres.after(np.array([1]), np.array([1]), np.array([0.25])).tolist() == [0.5, 2.25]
    assert metres.values.tolist() == [0.5, 1e16, 2.0]            # the baseline's stay as they are
    for whole in (np.array([3, 4, 5]), np.array([3, 4, 5], dtype=np.uint8)):
        pupils = sums_of(np.array([0, 0, 1]), whole, 2)
        assert pupils.is_whole
        assert pupils.after(np.array([1, 2]), np.array([1]), np.array([9])).tolist() == [3, 9]


def test_codes_that_nobody_has_sum_up_to_nothing():
    for values in (np.array([], dtype=int), np.array([])):
        none = sums_of(np.array([], dtype=int), values, 3)
        assert none.sums.tolist() == [0, 0, 0]
        assert none.sums.dtype == np.float64
        after = none.after(np.array([], dtype=int), np.array([2]), np.array([4]))
        assert after.tolist() == [0, 0, 4]


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
