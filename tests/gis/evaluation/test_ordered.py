"""Journeys in the order of their length, worked out by hand."""

import math
from collections import Counter

import numpy as np
import pytest
from miniature import merge, miniature_plan

from gis.evaluation.ordered import ALL, Ordered, _merged, journeys_after, journeys_before
from gis.layout import Scenario
from gis.model import Band
from gis.planning.assignment import work_out

FOUR = Ordered(np.array([60.0, 120.0, 300.0]), np.array([2.0, 1.0, 1.0]))
NOBODY = Ordered(np.array([]), np.array([]))
ALL_LEFT = Ordered(np.array([60.0, 120.0]), np.array([0.0, 0.0]))


def told(ordered):
    found = Counter()
    for value, count in zip(ordered.values.tolist(), ordered.pupils.tolist(), strict=True):
        found[value] += count
    return {value: count for value, count in found.items() if count}


def test_four_pupils():
    """60, 60, 120, 300: mean 135; the six pairs differ by 0, 60 × 2, 240 × 2, 180 = 780 in all."""
    assert FOUR.up_to.tolist() == [2, 3, 4]
    assert (FOUR.total, FOUR.sum, FOUR.longest) == (4, 540, 300)
    assert FOUR.together.tolist() == [120, 120, 300]
    assert FOUR.gini_share == pytest.approx(780 / (4 * 540))
    assert FOUR.deviation == pytest.approx(math.sqrt((2 * 75**2 + 15**2 + 165**2) / 4))


def test_the_longest_journey_is_one_that_somebody_has():
    left = Ordered(np.array([60.0, 120.0, 300.0, 400.0]), np.array([2.0, 1.0, 0.0, 0.0]))
    assert (left.total, left.longest) == (3, 120)
    assert Ordered(np.array([5.0, 9.0]), np.array([0.0, 1.0])).longest == 9


@pytest.mark.parametrize("nobody", [NOBODY, ALL_LEFT])
def test_without_pupils_nothing_is_said(nobody):
    assert (nobody.total, nobody.sum) == (0, 0)
    assert (nobody.longest, nobody.gini_share, nobody.deviation) == (None, None, None)


def test_equal_journeys_have_no_spread():
    assert Ordered(np.array([0.0]), np.array([3.0])).gini_share == 0
    assert Ordered(np.array([0.1]), np.array([7.0])).gini_share == 0
    assert Ordered(np.array([600.0]), np.array([3.0])).deviation == 0
    # two pupils of 0 and 0.5 m: half of all is unequal, however short the ways are
    assert Ordered(np.array([0.0, 0.5]), np.array([1.0, 1.0])).gini_share == 0.5


def test_further_groups_stand_behind_those_of_the_same_way():
    made = _merged(FOUR, np.array([10.0, 120.0, 120.0, 500.0]), np.array([7, 8, 9, 5]))
    assert made.values.tolist() == [10, 60, 120, 120, 120, 300, 500]
    assert made.pupils.tolist() == [7, 2, 1, 8, 9, 1, 5]


def test_the_baseline_by_band_and_a_closed_point():
    """Grades 1-3 walk: v2 0 s, v1 1000 s, v3 1200 s, v4 2000 s; p3 closed: v2 800 s, v4 2800 s."""
    base = work_out(miniature_plan(), Scenario("方案"))
    before = journeys_before(base, "seconds")
    assert told(before[Band.G1_3]) == pytest.approx({0: 15, 1000: 54, 1200: 27, 2000: 5})
    assert told(journeys_before(base, "metres")[Band.G7_9]) == {1080: 19, 1980: 6, 3600: 12}
    assert before[ALL].total == 221 - 1 - 5 - 2         # neither the one from outside nor the boarders
    assert before[ALL].values.tolist() == sorted(set(before[ALL].values))
    assert journeys_after(base, "seconds") is before
    closed = work_out(miniature_plan(), Scenario("方案", {"p3": merge("s1")}))
    after = journeys_after(closed, "seconds")
    assert told(after[Band.G1_3]) == pytest.approx({800: 15, 1000: 54, 1200: 27, 2800: 5})
    assert after[Band.G1_3].longest == pytest.approx(2800)
    assert (np.diff(after[Band.G1_3].values) >= 0).all()
    assert told(after[Band.G4_6]) == told(before[Band.G4_6])
    assert after[Band.G7_9] is journeys_before(closed, "seconds")[Band.G7_9]
    assert after[ALL].total == 213
    assert after[ALL].sum == pytest.approx(before[ALL].sum + 15 * 800 + 5 * 800)


def test_a_band_that_only_loses_pupils_forgets_their_ways():
    """Without s2-J the 37 day pupils of grades 7-9 have no school and no journey."""
    outcome = work_out(miniature_plan(), Scenario("方案", {"s2-J": merge()}))
    after = journeys_after(outcome, "metres")
    assert told(after[Band.G7_9]) == {}
    assert (after[Band.G7_9].total, after[Band.G7_9].longest) == (0, None)
    assert after[ALL].total == 213 - 37
