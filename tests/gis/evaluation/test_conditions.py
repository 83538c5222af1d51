"""Criteria that hold before and after, each at its limit on a load of the schools written by hand."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, with_school

from gis.evaluation.conditions import condition_failures
from gis.evaluation.failures import Case
from gis.evaluation.schools import load_of
from gis.layout import Scenario
from gis.planning.assignment import work_out

NAN = float("nan")
S1, S2P, S2J, P3 = range(4)


def case_of(plan=None, **decisions):
    outcome = work_out(plan or miniature_plan(), Scenario("方案", decisions))
    return Case(outcome, load_of(outcome))


@pytest.fixture(scope="module")
def shared():
    return case_of()


def side(case, cells=(), classes=1.0, **changes):
    """The baseline with a load of its own: ``cells`` are (school, grade, pupils of the largest class)."""
    largest, given = np.full((4, 9), NAN), np.zeros((4, 9))
    for school, grade, pupils in cells:
        largest[school, grade - 1], given[school, grade - 1] = pupils, classes
    values = {"largest": largest, "classes": given, "in_classes": largest * given, **changes}
    return replace(case.before, rooms=replace(case.before.rooms, **values))


def told(case, one, *criteria, among=None):
    """Rule, school and grade of each failure of some criteria."""
    found = condition_failures(case, one, among)
    return [(f.rule.id, f.subject, f.part, f.value) for f in found if f.rule.id in criteria]


CLASSES = ("oversize_class", "large_class", "class_size_primary", "class_size_junior")


# ---- classes


def test_a_class_is_told_once_by_its_heaviest_tier(shared):
    cells = [
        (S1, 1, 45.0), (S1, 2, 46.0), (S1, 3, 55.0), (S1, 4, 56.0), (S1, 5, 65.0), (S1, 6, 66.0),
        (S2P, 6, 46.0), (S2J, 7, 50.0), (S2J, 8, 51.0), (S2J, 9, 56.0),
    ]  # fmt: skip
    assert told(shared, side(shared, cells), *CLASSES) == [
        ("class_size_primary", S1, "2", 46), ("class_size_primary", S1, "3", 55),
        ("large_class", S1, "4", 56), ("large_class", S1, "5", 65), ("oversize_class", S1, "6", 66),
        ("class_size_primary", S2P, "6", 46), ("class_size_junior", S2J, "8", 51),
        ("large_class", S2J, "9", 56),
    ]  # fmt: skip


def test_a_junior_class_above_the_primary_size_alone_is_none_too_large(shared):
    assert told(shared, side(shared, [(S2J, 7, 46.0), (S1, 6, 51.0)]), *CLASSES) == [
        ("class_size_primary", S1, "6", 51)
    ]


def test_what_is_said_of_a_class(shared):
    """Grade 9 has 2 classes of 56: the standard of its stage is 50; the rooms of s1 are not known."""
    free = np.array([NAN, 0.0, 3.0, 0.0])
    one = side(shared, [(S1, 4, 57.0), (S2J, 9, 56.0)], classes=2.0, rooms_free=free)
    unknown, known = (f for f in condition_failures(shared, one) if f.rule.id == "large_class")
    assert (unknown.message, known.message) == ("finding_class_size_rooms_unknown", "finding_class_size")
    assert {name: known.values[name] for name in ("school", "grade", "pupils", "total", "classes", "rooms",
                                                  "limit")} == {
        "school": "乙镇学校", "grade": "9", "pupils": "56", "total": "112", "classes": "2", "rooms": "3",
        "limit": "50",
    }  # fmt: skip
    assert (unknown.values["limit"], unknown.values["kind"]) == ("45", "大班额")
    assert (known.badness, known.kind, known.values["document"]) == (56, "school", known.rule.document)


def test_a_grade_without_a_class_has_none_too_large(shared):
    assert told(shared, side(shared, [(S1, 1, 90.0)], classes=0.0), *CLASSES) == []


def test_of_some_schools_only_classes_that_are_not_what_they_were():
    """p3's 9 of grade 1 come to 21: 30 at s1; the 46 of grade 6 stay as they were."""
    rows = [*ATTENDANCE, ("v1", "s1", False, {1: 16, 6: 30})]
    case = case_of(miniature_plan(attendance=rows), p3=merge("s1"))
    everyone = np.ones(4, dtype=bool)
    assert told(case, case.after, *CLASSES) == [
        ("class_size_primary", S1, "1", 46), ("class_size_primary", S1, "6", 46)
    ]
    assert told(case, case.after, *CLASSES, among=everyone) == [("class_size_primary", S1, "1", 46)]


# ---- the design value


@pytest.mark.parametrize(("pupils", "failing"), [(30.0, []), (31.0, [("class_size_incomplete", P3, "", 31)])])
def test_the_design_value_is_for_open_incomplete_primary_schools(shared, pupils, failing):
    """p3 lacks grades 4-6; s1 and s2-P are complete, s2-J is no primary school."""
    one = side(shared, [(S1, 1, 40.0), (S2P, 6, 40.0), (S2J, 7, 40.0), (P3, 2, pupils)])
    assert told(shared, one, "class_size_incomplete") == failing
    closed = replace(one, is_open=np.array([True, True, True, False]))
    assert told(shared, closed, "class_size_incomplete") == []
    assert told(shared, one, "class_size_incomplete", among=np.arange(4) != P3) == []


def test_a_school_that_lacks_the_sixth_grade_alone_is_incomplete(shared):
    one = side(shared, [(S1, 1, 40.0), (S2P, 1, 40.0)])
    teaches = one.teaches.copy()
    teaches[S1, 5] = False
    assert told(shared, replace(one, teaches=teaches), "class_size_incomplete") == [
        ("class_size_incomplete", S1, "", 40)
    ]


def test_the_design_value_is_told_in_words_and_old_rules_have_none(shared):
    one = side(shared, [(P3, 2, 31.0)])
    (failure,) = (f for f in condition_failures(shared, one) if f.rule.id == "class_size_incomplete")
    assert (failure.values["school"], failure.values["pupils"], failure.values["limit"]) == (
        "西村教学点", "31", "30"
    )  # fmt: skip
    assert (failure.badness, failure.kind) == (31, "school")
    old = case_of()
    old.rules = {key: rule for key, rule in old.rules.items() if key != "class_size_incomplete"}
    assert told(old, one, "class_size_incomplete") == []


# ---- schools


def of_pupils(case, *counts):
    pupils = np.zeros((4, 9))
    pupils[:, 0] = counts
    return side(case, pupils=pupils)


SIZES = ("school_size", "school_size_combined")


def test_a_site_of_both_stages_has_one_limit_of_its_own(shared):
    """s1 and p3 may have 2000; the two divisions of s2 together 2500."""
    assert told(shared, of_pupils(shared, 2000, 1500, 1000, 0), *SIZES) == []
    assert told(shared, of_pupils(shared, 2001, 1500, 1001, 2002), *SIZES) == [
        ("school_size", S1, "", 2001), ("school_size", P3, "", 2002), ("school_size_combined", S2P, "", 2501)
    ]  # fmt: skip


def test_a_site_is_asked_about_when_one_of_its_divisions_is(shared):
    one = of_pupils(shared, 2001, 1500, 1001, 0)
    assert told(shared, one, *SIZES, among=np.arange(4) == S2J) == [("school_size_combined", S2P, "", 2501)]
    assert told(shared, one, *SIZES, among=np.arange(4) == P3) == []
    (failure,) = (f for f in condition_failures(shared, one) if f.rule.id == "school_size")
    assert (failure.values["school"], failure.values["pupils"], failure.values["limit"]) == (
        "甲镇中心小学", "2001", "2000"
    )  # fmt: skip
    assert (failure.badness, failure.message) == (2001, "finding_school_size")


def test_pupils_beyond_the_places(shared):
    """s1 has 121 pupils for 120 places, p3 135 for 135; of s2-P no places are known."""
    places = np.array([120.0, NAN, 150.0, 135.0])
    pupils = np.zeros((4, 9))
    pupils[:, 0] = 123, 900, 10, 135
    one = side(shared, pupils=pupils, places=places)
    (failure,) = (f for f in condition_failures(shared, one) if f.rule.id == "places_short")
    assert (failure.subject, failure.value, failure.badness) == (S1, 3, 3)
    assert {name: failure.values[name] for name in ("pupils", "places", "short")} == {
        "pupils": "123", "places": "120", "short": "3",
    }  # fmt: skip
    assert told(shared, one, "places_short", among=np.arange(4) != S1) == []


# ---- boarders


def test_boarders_of_the_first_three_grades_at_a_school():
    """v4's 3 of grade 3 and v1's 4 of grade 1 board at s1, 2 of grade 4 do too and are old enough."""
    rows = [("v4", "s1", True, {3: 3, 4: 2}), ("v1", "s1", True, {1: 4}), ("v1", "s1", False, {2: 9}),
            ("v3", "s2-P", True, {4: 5})]  # fmt: skip
    case = case_of(miniature_plan(attendance=rows))
    assert told(case, case.before, "boarding_g1_3") == [("boarding_g1_3", S1, "", 7)]
    assert told(case, case.before, "boarding_g1_3", among=np.arange(4) != S1) == []
    nobody = replace(case.before, school=np.full(len(case.before.school), -1))
    assert told(case, nobody, "boarding_g1_3") == []
    (failure,) = (f for f in condition_failures(case, case.before) if f.rule.id == "boarding_g1_3")
    assert (failure.values["school"], failure.values["pupils"], failure.badness) == ("甲镇中心小学", "7", 7)


def test_boarders_of_the_first_school_and_the_last_are_counted_alike():
    rows = [("v4", "s1", True, {1: 1}), ("v4", "p3", True, {3: 2})]
    case = case_of(miniature_plan(attendance=rows))
    assert told(case, case.before, "boarding_g1_3") == [
        ("boarding_g1_3", S1, "", 1), ("boarding_g1_3", P3, "", 2)
    ]


# ---- small schools


def small(plan, pupils, among=None, **cells):
    """Which schools are told to be small, every school with so many pupils."""
    case = case_of(plan)
    one = replace(of_pupils(case, *pupils), **cells)
    return [(school, value) for _, school, _, value in told(case, one, "small_school", among=among)]


def test_small_are_open_rural_villages_with_pupils_below_the_line():
    """s1 is the 中心校, the divisions of s2 are combined: only the point is a village school."""
    plan = miniature_plan()
    assert small(plan, (99, 99, 99, 99)) == [(P3, 99)]
    assert small(plan, (99, 99, 99, 1)) == [(P3, 1)]
    assert small(plan, (99, 99, 99, 100)) == small(plan, (99, 99, 99, 0)) == []
    assert small(plan, (99, 99, 99, 50), is_open=np.array([True, True, True, False])) == []
    assert small(plan, (99, 99, 99, 50), among=np.arange(4) != P3) == []


def test_a_village_primary_school_is_small_unless_it_is_the_central_one_or_urban():
    village = with_school(miniature_plan(), "s1", is_central=False)
    assert small(village, (40, 99, 99, 100)) == [(S1, 40)]
    assert small(with_school(village, "s1", urban_rural="111"), (40, 99, 99, 100)) == []
    assert small(with_school(miniature_plan(), "p3", urban_rural="121"), (99, 99, 99, 40)) == []
    central_point = with_school(miniature_plan(), "p3", is_central=True)
    assert small(central_point, (99, 99, 99, 40)) == [(P3, 40)]


def test_the_fewer_pupils_the_smaller(shared):
    one = of_pupils(shared, 99, 99, 99, 30)
    (failure,) = (f for f in condition_failures(shared, one) if f.rule.id == "small_school")
    assert (failure.badness, failure.values["pupils"], failure.values["limit"]) == (-30, "30", "100")
