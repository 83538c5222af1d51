"""What the rows of a combined school have in common: whose it is, and each row's share, by hand.

The miniature county's site s2 has 小学部 s2-P (row 1) and 初中部 s2-J (row 2).
"""

from types import SimpleNamespace

import numpy as np
import pytest
from miniature import miniature_plan, with_school

from gis.evaluation.combined import Sharing, attributed, row_shares, sharing_of, site_value, stage_shares
from gis.planning.assignment import work_out

NAN = float("nan")
WEIGHTS = (1.0, 1.1, 1.32)


def county_of(**schools):
    plan = miniature_plan()
    for school, cells in schools.items():
        plan = with_school(plan, school.replace("_", "-"), **cells)
    return work_out(plan, "baseline").county


def told(**schools):
    found = sharing_of(county_of(**schools))
    return found.is_shared.tolist(), found.is_unclear.tolist(), found.senior_pupils.tolist()


# ---- shares of stages


def test_shares_are_by_weighted_pupils():
    """20 + 2 × 10 + 4 × 15 = 100."""
    assert stage_shares([20, 10, 15], [1, 2, 4]) == pytest.approx([0.2, 0.2, 0.6])
    assert np.isnan(stage_shares([0, 0, 0], [1, 2, 4])).all()
    assert stage_shares([[20, 10, 15], [5, 0, 0]], [1, 2, 4])[1].tolist() == [1, 0, 0]


# ---- whose figures they are


def test_a_ledger_that_says_nothing_shares_nothing():
    assert told() == ([False] * 4, [False] * 4, [0.0] * 4)
    assert told(s1={"resource_scope": ""}) == ([False] * 4, [False] * 4, [0.0] * 4)


def test_one_row_speaks_for_its_site_but_not_for_a_row_of_its_own():
    assert told(s2_J={"resource_scope": "全校"})[0] == [False, True, True, False]
    own = told(s2_J={"resource_scope": "全校"}, s2_P={"resource_scope": "本部"})
    assert own[0] == [False, False, True, False]
    assert told(s2_J={"resource_scope": "本部"}, s2_P={"resource_scope": "本部"})[0] == [False] * 4


def test_with_a_senior_division_it_has_to_be_said_whose_figures_they_are():
    senior = {"type_code": "345"}
    unsaid = told(s2_P=senior, s2_J=senior)
    assert (unsaid[0], unsaid[1]) == ([False] * 4, [False, True, True, False])
    assert told(s1={"resource_scope": "本部"}, s2_P=senior, s2_J=senior)[:2] == unsaid[:2]
    half = told(s2_P={**senior, "resource_scope": "本部"}, s2_J=senior)
    assert half[1] == [False, False, True, False]
    whole = told(s2_P={**senior, "resource_scope": "全校"}, s2_J=senior)
    assert (whole[0], whole[1]) == ([False, True, True, False], [False] * 4)


def test_the_senior_pupils_are_those_of_the_site_and_of_its_kinds_alone():
    kind = {"type_code": "341", "resource_scope": "全校"}
    assert told(s2_P={**kind, "senior_pupils": 52.0}, s2_J=kind)[2] == [0, 52, 52, 0]
    np.testing.assert_equal(told(s2_P=kind, s2_J=kind)[2], [0, NAN, NAN, 0])
    two = told(s2_P={**kind, "senior_pupils": 52.0}, s2_J={**kind, "senior_pupils": 53.0})
    np.testing.assert_equal(two[2], [0, NAN, NAN, 0])
    assert told(s1={"senior_pupils": 9.0})[2] == [0] * 4, "a primary school has no 高中部"


# ---- shares of rows


def test_each_row_has_its_stages_share_of_its_site():
    """s2: 60 + 1.1 × 100 + 1.32 × 25 = 203."""
    sharing = Sharing(np.zeros(4, dtype=bool), np.zeros(4, dtype=bool), np.array([0.0, 25.0, 25.0, 0.0]))
    found = row_shares(county_of(), sharing, np.array([30.0, 60.0, 100.0, 1.0]), WEIGHTS)
    assert found == pytest.approx([1, 60 / 203, 110 / 203, 1])


def test_two_rows_of_one_stage_share_what_the_stage_gets():
    """s1 (30 pupils) and p3 (10) on one site: three quarters and one quarter of its primary share."""
    county = SimpleNamespace(site=np.array([0, 1, 0, 0]), is_primary=np.array([True, True, False, True]))
    nothing = Sharing(np.zeros(4, dtype=bool), np.zeros(4, dtype=bool), np.zeros(4))
    found = row_shares(county, nothing, np.array([30.0, 7.0, 20.0, 10.0]), (1.0, 2.0, 4.0))
    assert found == pytest.approx([0.5 * 0.75, 1, 0.5, 0.5 * 0.25])
    empty = row_shares(county, nothing, np.array([40.0, 7.0, 20.0, 0.0]), (1.0, 2.0, 4.0))
    assert empty == pytest.approx([0.5, 1, 0.5, 0])


def test_a_row_of_one_pupil_has_a_share_and_one_of_none_has_not():
    county = SimpleNamespace(site=np.array([0, 0, 1]), is_primary=np.array([True, False, True]))
    nothing = Sharing(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool), np.zeros(3))
    assert row_shares(county, nothing, np.array([0.0, 1.0, 5.0]), WEIGHTS).tolist() == [0, 1, 1]
    assert np.isnan(row_shares(county, nothing, np.array([0.0, 0.0, 5.0]), WEIGHTS)[:2]).all()
    unknown = Sharing(nothing.is_shared, nothing.is_unclear, np.array([NAN, NAN, 0.0]))
    np.testing.assert_equal(row_shares(county, unknown, np.array([3.0, 4.0, 5.0]), WEIGHTS), [NAN, NAN, 1])


# ---- a column as it counts


def test_a_column_counts_by_its_share_where_it_is_shared():
    county = county_of(s1={"floor_area_m2": 70.0}, s2_P={"floor_area_m2": 1000.0})
    shares = np.array([0.5, 0.25, 0.75, 0.5])
    whole, unclear = np.array([False, True, True, False]), np.zeros(4, dtype=bool)
    shared = attributed(county, Sharing(whole, unclear, np.zeros(4)), "floor_area_m2", shares)
    np.testing.assert_equal(shared, [70, 250, 750, NAN])
    own = attributed(county, Sharing(unclear, unclear, np.zeros(4)), "floor_area_m2", shares)
    np.testing.assert_equal(own, [70, 1000, NAN, NAN])
    open_ended = attributed(county, Sharing(unclear, whole, np.zeros(4)), "floor_area_m2", shares)
    np.testing.assert_equal(open_ended, [70, NAN, NAN, NAN])


def test_the_value_of_a_site_is_the_one_that_its_rows_agree_on():
    """Sites: 0 agrees, 1 differs, 2 has one row that gives a value, 3 none, 4 a row for itself."""
    site = np.array([0, 0, 1, 1, 2, 2, 3, 4, 4])
    values = np.array([5.0, 5.0, 6.0, 7.0, NAN, 8.0, NAN, 9.0, 1.0])
    speaks = np.array([True, True, True, True, True, True, True, True, False])
    found = site_value(site, values, speaks)
    np.testing.assert_equal(found, [5, 5, NAN, NAN, 8, 8, NAN, 9, 1])
    assert site_value(site[:0], values[:0], speaks[:0]).tolist() == []
