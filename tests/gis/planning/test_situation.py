"""What decisions make of the schools: every field of one school changes, and of no other."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan, point

from gis.layout import Boarding, Decision, Expansion, LayoutStatus
from gis.planning.county import county_of
from gis.planning.situation import situation_of

COUNTY = county_of(miniature_plan())
S1, S2P, S2J, P3 = range(4)
NOBODY = -1
PHASE_OUT, REOPEN, NEW = (LayoutStatus(name) for name in ("phase_out", "reopen", "new"))


def situation(county=COUNTY, year=None, **decisions):
    named = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    return situation_of(county, named, 4, year)


def grades(made, school):
    return [grade for grade in range(1, 10) if made.teaches[school, grade - 1]]


def test_without_decisions_the_schools_are_as_they_are():
    made = situation()
    assert made.decisions == {}
    assert made.status == (LayoutStatus.RETAIN,) * 4
    assert made.is_open.tolist() == [True] * 4
    assert made.is_point.tolist() == [False, False, False, True]
    assert [grades(made, school) for school in range(4)] == [
        [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], [7, 8, 9], [1, 2, 3]
    ]  # fmt: skip
    np.testing.assert_array_equal(made.beds, [6, np.nan, 10, 0])
    assert made.boards_from.tolist() == [4] * 4
    for nothing in (made.bus_seats, made.rooms_added, made.places_added):
        assert nothing.tolist() == [0] * 4
    assert made.manager is COUNTY.manager
    assert made.managed_by.tolist() == [""] * 4


@pytest.mark.parametrize("status", ["merge", "suspend"])
def test_a_closed_school_has_no_grades_beds_or_rooms(status):
    decision = Decision(LayoutStatus(status), bus_seats=9, expansion=Expansion(rooms=2, places=80))
    made = situation(s1=decision, s2_J=Decision(expansion=Expansion(rooms=3, places=70)))
    assert made.status == (LayoutStatus(status), *[LayoutStatus.RETAIN] * 3)
    assert made.is_open.tolist() == [False, True, True, True]
    assert made.is_point.tolist() == [False, False, False, True]
    assert grades(made, S1) == []
    assert grades(made, P3) == [1, 2, 3]
    np.testing.assert_array_equal(made.beds, [0, np.nan, 10, 0])
    assert made.bus_seats.tolist() == [9, 0, 0, 0]
    assert made.rooms_added.tolist() == [0, 0, 3, 0]
    assert made.places_added.tolist() == [0, 0, 70, 0]
    assert COUNTY.is_open.all()
    assert COUNTY.beds[S1] == 6


def test_a_merged_teaching_point_is_none_any_more():
    made = situation(p3=merge("s1"))
    assert (made.is_open[P3], made.is_point.any(), made.decisions) == (False, False, {P3: merge("s1")})
    assert COUNTY.is_point[P3]


def test_a_teaching_point_stays_open_with_the_grades_kept():
    made = situation(s1=point(1, 2))
    assert made.status[S1] is LayoutStatus.TEACHING_POINT
    assert made.is_open.all()
    assert made.is_point.tolist() == [True, False, False, True]
    assert (grades(made, S1), grades(made, S2P)) == ([1, 2], [1, 2, 3, 4, 5, 6])


def test_beds_are_provided_from_the_higher_of_both_lowest_grades():
    made = situation(s1=Decision(boarding=Boarding(33, from_grade=1)), s2_J=Decision(boarding=Boarding(5, 8)))
    np.testing.assert_array_equal(made.beds, [33, np.nan, 5, 0])
    assert made.boards_from.tolist() == [4, 4, 8, 4]
    same = situation(s1=Decision(boarding=Boarding(1, from_grade=4)))
    assert same.boards_from.tolist() == [4] * 4
    assert situation_of(COUNTY, {}, 7).boards_from.tolist() == [7] * 4


def test_a_school_phased_out_closes_with_its_last_grade():
    """p3 teaches 1-3; phased out from 2024 it has 2-3 in 2024, 3 in 2025, none in 2026."""
    decision = Decision(PHASE_OUT, year=2024)
    for year, left in ((2023, [1, 2, 3]), (2024, [2, 3]), (2025, [3]), (2026, []), (None, [])):
        made = situation(year=year, p3=decision)
        assert grades(made, P3) == left
        assert (bool(made.is_open[P3]), bool(made.is_point[P3])) == (bool(left), bool(left))
        assert made.is_open[:3].all()
        assert made.status[P3] is (LayoutStatus.RETAIN if year == 2023 else PHASE_OUT)


def test_a_retained_school_without_a_grade_is_not_closed_by_it():
    nothing = COUNTY.teaches.copy()
    nothing[P3] = False
    assert situation(replace(COUNTY, teaches=nothing), p3=Decision()).is_open[P3]


def test_a_decision_changes_nothing_before_its_year_but_its_project_may_open():
    decision = point(1, year=2025, bus_seats=4, expansion=Expansion(rooms=1, places=40, year=2024))
    for year, rooms in ((2023, 0), (2024, 1)):
        made = situation(year=year, s1=decision)
        assert made.decisions == {}
        assert made.rooms_added.tolist() == [rooms, 0, 0, 0]
        assert made.places_added.tolist() == [40 * rooms, 0, 0, 0]
        assert (made.bus_seats[S1], made.is_point[S1], len(grades(made, S1))) == (0, False, 6)
        assert made.status[S1] is LayoutStatus.RETAIN
    made = situation(year=2025, s1=decision)
    assert (made.bus_seats[S1], made.is_point[S1], grades(made, S1)) == (4, True, [1])


def test_a_reopened_school_is_open_again_as_what_it_was():
    closed = replace(COUNTY, is_open=np.array([False, True, True, False]))
    before = situation(closed)
    assert before.is_open.tolist() == [False, True, True, False]
    assert not before.is_point.any()
    reopened = Decision(REOPEN, grades_taught=(1, 2), year=2024)
    made = situation(closed, 2024, p3=reopened, s1=reopened)
    assert made.is_open.all()
    assert made.is_point.tolist() == [False, False, False, True]
    assert (grades(made, P3), grades(made, S1)) == ([1, 2], [1, 2])
    assert not situation(closed, 2023, p3=reopened).is_open[P3]


def test_a_site_is_new_also_before_it_opens():
    site = replace(COUNTY, exists=np.array([True, True, True, False]), is_open=np.array([True] * 3 + [False]))
    built = Decision(NEW, grades_taught=(1,), year=2025)
    for year, is_open in ((2024, False), (2025, True)):
        made = situation(site, year, p3=built)
        assert made.status == (*[LayoutStatus.RETAIN] * 3, NEW)
        assert made.is_open.tolist() == [True, True, True, is_open]
    assert situation(site).status[P3] is NEW


# ---- who runs it


def test_a_school_is_handed_over_for_the_grades_that_its_new_manager_teaches():
    """p3, run by s1, goes to s2-P, which is left with grades 1-2; s2-J goes to s1 (grades 1-6)."""
    before = COUNTY.manager.copy()
    given = {"p3": Decision(hand_over="s2-P"), "s2_J": Decision(hand_over="s1"), "s2_P": point(1, 2)}
    made = situation(**given)
    assert made.manager[P3].tolist() == [S2P, S2P, *before[P3, 2:]]
    assert made.manager[S2J].tolist() == [S1] * 6 + before[S2J, 6:].tolist()
    assert made.manager[:2].tolist() == before[:2].tolist()
    assert made.managed_by.tolist() == ["", "", "s1", "s2-P"]
    assert (before == COUNTY.manager).all(), "the county's own are left alone"


def test_a_body_that_is_no_school_manages_in_words_alone():
    made = situation(p3=Decision(hand_over="乙镇政府"), s1=Decision())
    assert made.manager is COUNTY.manager
    assert made.managed_by.tolist() == ["", "", "", "乙镇政府"]
    later = situation(year=2023, p3=Decision(hand_over="s2-P", year=2024))
    assert (later.manager is COUNTY.manager, later.managed_by[P3]) == (True, "")
