"""Figures of published reports that check each other, held against what the program counts."""

from types import SimpleNamespace

import numpy as np
import pytest

from gis.evaluation.schools import count_schools
from gis.memory import Memory
from gis.planning.ledger import POINT
from gis.standards import criterion, load_rules

RULES = load_rules()


def test_thirty_schools_hold_their_teaching_points_already():
    """S1: 21 primary schools (3 of them points), 7 junior, 1 private, 1 complete secondary: 30, not 33."""
    codes = np.array(["211"] * 18 + [POINT] * 3 + ["311"] * 7 + ["211"] + ["341"])
    county = SimpleNamespace(type_code=codes, site=np.arange(len(codes)), memory=Memory())
    schools, points = count_schools(county, np.ones(30, dtype=bool), codes == POINT)
    assert (schools, points, schools + points) == (27, 3, 30)


def test_the_adjustment_that_was_published():
    """H9: 19 schools and 4 points; 2 schools and 4 points merged, 5 schools made points."""
    codes = np.array(["211"] * 19 + [POINT] * 4)
    county = SimpleNamespace(type_code=codes, site=np.arange(len(codes)), memory=Memory())
    is_open, is_point = np.ones(23, dtype=bool), codes == POINT
    assert count_schools(county, is_open, is_point) == (19, 4)
    is_open[[0, 1, 19, 20, 21, 22]] = False
    is_point[2:7] = True
    schools, points = count_schools(county, is_open, is_point & is_open)
    assert (schools, points) == (12, 5)
    assert (schools - 19, points - 4, schools + points - 23) == (-7, 1, -6)


@pytest.mark.parametrize(
    ("rule", "pupils", "is_met"),
    [
        ("school_size_combined", 4020, False),              # S9: 4020 places for 230 million yuan
        ("school_size", (26600 - 20090) / 3, False),        # R2: 6510 places in three schools
        ("school_size", 20090 / 18, True),
    ],
)
def test_sizes_of_new_schools(rule, pupils, is_met):
    assert criterion(RULES, rule).is_met(pupils) is is_met
