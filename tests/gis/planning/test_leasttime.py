"""Least total walking time within the places, by hand on the miniature."""

import numpy as np
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school

from gis.layout import Policy, Scenario
from gis.planning import leasttime
from gis.planning.assignment import assign, work_out
from gis.planning.county import Attendance
from gis.planning.leasttime import _shared_out, _told_apart

LEAST = Scenario("最省时", policy=Policy.LEAST_TIME)


def at(rows, *, scenario=LEAST, **places):
    """Return {(settlement, grade, school): pupils} in the end; places approved by school, NaN = unknown."""
    plan = miniature_plan(attendance=rows)
    for school in ("s1", "s2_P", "s2_J", "p3"):
        cells = {"approved_places": places.get(school, np.nan), "classrooms": np.nan}
        plan = with_school(plan, school.replace("_", "-"), **cells)
    sums = assign(plan, scenario).groupby(["settlement_id", "grade", "school_after"])["pupils"].sum()
    return {key: int(pupils) for key, pupils in sums.items()}


def test_a_school_whose_places_are_unknown_takes_as_many_of_a_stage_as_it_has():
    """4 + 3 of 南村 are at s2-P; p3 is nearer for all (900 m), but has 2 pupils and unknown places.
    With 9 places all come; with 5 three of 南村's do beside 西村's own 2.
    """
    rows = [("v3", "s2-P", False, {1: 4, 2: 3}), ("v2", "p3", False, {1: 2})]
    assert at(rows) == {("v3", 1, "s2-P"): 4, ("v3", 2, "s2-P"): 3, ("v2", 1, "p3"): 2}
    assert at(rows, p3=9) == {("v3", 1, "p3"): 4, ("v3", 2, "p3"): 3, ("v2", 1, "p3"): 2}
    found = at(rows, p3=5)
    assert sum(pupils for (home, _, school), pupils in found.items() if (home, school) == ("v3", "p3")) == 3
    assert found["v2", 1, "p3"] == 2


def test_places_unknown_hold_for_primary_and_junior_grades_apart():
    """s2-J has 3 in grade 7 and 2 in grade 9, s1 2 in grade 1 and 1 in grade 6: all of them stay."""
    rows = [("v3", "s2-J", False, {7: 3, 9: 2}), ("v1", "s1", False, {1: 2, 6: 1})]
    assert at(rows) == {
        ("v3", 7, "s2-J"): 3, ("v3", 9, "s2-J"): 2, ("v1", 1, "s1"): 2, ("v1", 6, "s1"): 1
    }  # fmt: skip


def test_who_may_not_move_takes_places_first():
    """The pupil from outside stays at s1: of its 4 places 3 are left for 东村's 5, one of whom moves on."""
    rows = [("outside", "s1", False, {1: 1}), ("v1", "s1", False, {1: 5})]
    assert at(rows, s1=4, p3=1, s2_P=9) == {
        ("outside", 1, "s1"): 1, ("v1", 1, "s1"): 3, ("v1", 1, "p3"): 1, ("v1", 1, "s2-P"): 1
    }  # fmt: skip


def test_more_who_stay_than_places_leave_none():
    """Two from outside stay at s1 with one place: nobody else comes, whoever is beyond all is told."""
    rows = [("outside", "s1", False, {1: 2}), ("v1", "s1", False, {1: 3})]
    assert at(rows, s1=1, p3=2, s2_P=0) == {
        ("outside", 1, "s1"): 2, ("v1", 1, "p3"): 2, ("v1", 1, ""): 1
    }  # fmt: skip


def test_named_receivers_hold():
    """p3 is closed into s2-P by name; 西村 has s1 at 720 m, and is not asked."""
    rows = [("v2", "p3", False, {1: 2}), ("v1", "s1", False, {1: 1})]
    named = Scenario("最省时", {"p3": merge("s2-P")}, policy=Policy.LEAST_TIME)
    assert at(rows, scenario=named, s1=9, s2_P=9)["v2", 1, "s2-P"] == 2
    free = Scenario("最省时", {"p3": merge()}, policy=Policy.LEAST_TIME)
    assert at(rows, scenario=free, s1=9, s2_P=9)["v2", 1, "s1"] == 2


def test_grades_that_a_point_does_not_teach_go_elsewhere():
    rows = [("v2", "p3", False, {1: 2, 3: 4}), ("v2", "s1", False, {4: 3})]
    smaller = Scenario("最省时", {"p3": point(1, 2)}, policy=Policy.LEAST_TIME)
    assert at(rows, scenario=smaller, s1=9, p3=9) == {
        ("v2", 1, "p3"): 2, ("v2", 3, "s1"): 4, ("v2", 4, "s1"): 3
    }  # fmt: skip


def test_rules_and_reasons_are_told():
    """s1 has 2 places for 东村's 3, nobody else any: one has none."""
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 3})])
    for school, places in (("s1", 2.0), ("s2-P", 0.0), ("p3", 0.0)):
        plan = with_school(plan, school, approved_places=places, classrooms=np.nan)
    flows = assign(plan, LEAST).set_index("school_after")
    assert flows.loc["s1", ["pupils", "unassigned_reason"]].tolist() == [2, ""]
    lost = flows.loc["", ["pupils", "rule", "unassigned_reason"]].tolist()
    assert lost == [1, "none", "unassigned_no_place"]
    moved = assign(miniature_plan(), LEAST).query("moved")
    assert set(moved["rule"]) == {"least_time"}


def test_whole_settlements_keep_a_grade_at_one_school():
    """东村's 3 of grade 1 and 4 of grade 2 would all go to s1, which has 4 places; p3 is the next."""
    rows = [("v1", "s1", False, {1: 3, 2: 4})]
    whole = Scenario("整村", policy=Policy.LEAST_TIME, whole_settlements=True)
    assert at(rows, scenario=whole, s1=4, p3=4, s2_P=0) == {("v1", 2, "s1"): 4, ("v1", 1, "p3"): 3}
    found = at(rows, s1=4, p3=4, s2_P=0)
    by_school = {school: 0 for _, _, school in found}
    for (_, _, school), pupils in found.items():
        by_school[school] += pupils
    assert by_school == {"s1": 4, "p3": 3}
    plan = miniature_plan(attendance=ATTENDANCE)
    assert work_out(plan, whole).is_proven


def test_one_stage_that_is_not_proven_is_enough(monkeypatch):
    """The search of the primary grades ends with the clock, that of the junior grades does not."""
    search, proofs = leasttime.single_source, iter([False, True])
    monkeypatch.setattr(leasttime, "single_source", lambda *given: (search(*given)[0], next(proofs)))
    whole = Scenario("整村", policy=Policy.LEAST_TIME, whole_settlements=True)
    assert not work_out(miniature_plan(), whole).is_proven


def base(*rows):
    """Return the arrays of (school, pupils) rows of one grade and village."""
    school, pupils = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    zero = np.zeros(len(rows), dtype=np.int64)
    flags = np.zeros(len(rows), dtype=bool)
    values = {"settlement": zero, "grade": zero + 1, "school": school, "pupils": pupils}
    return Attendance(**values, boards=flags, estimated=flags)


def test_who_can_stay_stays_and_the_rest_fill_what_is_left():
    """Rows of 5 at school 0 and 4 at school 1; the schools 0, 1, 2 get 3, 1 and 4: one finds no place."""
    found = list(_shared_out([0, 1], base((0, 5), (1, 4)), {0: 3, 1: 1, 2: 4}))
    assert found == [(0, 3, 0), (1, 1, 1), (0, 2, 2), (1, 2, 2), (1, 1, -1)]


def test_who_leaves_may_fill_several_schools_and_nobody_is_counted_twice():
    assert list(_shared_out([0], base((0, 5)), {1: 2, 2: 3})) == [(0, 2, 1), (0, 3, 2)]
    assert list(_shared_out([0], base((0, 5)), {0: 9})) == [(0, 5, 0)]
    assert list(_shared_out([0, 1], base((0, 2), (1, 2)), {0: 4})) == [(0, 2, 0), (1, 2, 0)]
    assert list(_shared_out([0], base((0, 2)), {})) == [(0, 2, -1)]


def test_each_origin_has_its_own_rows_and_schools():
    """Rows 0 and 2 are one origin (schools 1: 5), row 1 another (school 0: 2, one without a place)."""
    part = _told_apart(
        base((0, 3), (0, 3), (1, 2)), np.array([0, 1, 2]), np.array([1, 0, 1]), np.array([[2, 0], [0, 5]])
    )
    rows = set(zip(part.row.tolist(), part.pupils.tolist(), part.after.tolist(), strict=True))
    assert rows == {(1, 2, 0), (1, 1, -1), (2, 2, 1), (0, 3, 1)}


def test_nobody_who_may_move_gives_no_part():
    nobody = np.array([], dtype=np.int64)
    assert _told_apart(base((0, 1)), nobody, nobody, np.zeros((0, 2), dtype=np.int64)).row.size == 0
