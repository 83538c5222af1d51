"""What criteria are held against: groups of pupils, the limit of a criterion, and what a scenario changes."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from miniature import merge, miniature_plan, point, with_school

from gis.evaluation.failures import Case, Failure, Groups, fails
from gis.evaluation.schools import load_of
from gis.layout import Boarding, Decision, Expansion, Scenario
from gis.planning.assignment import work_out
from gis.planning.placing import Reason
from gis.standards import criterion

NAN = float("nan")


def case(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    outcome = work_out(plan or miniature_plan(), Scenario("方案", named))
    return Case(outcome, load_of(outcome))


def rule(operator, value, **cells):
    shipped = criterion(miniature_plan().rules, "class_size_primary")
    return replace(shipped, operator=operator, value=value, **cells)


# ---- a limit


@pytest.mark.parametrize(
    ("operator", "failing"),
    [("<=", [False, False, True, False]), ("<", [False, True, True, False]),
     (">=", [True, False, False, False])],
)  # fmt: skip
def test_the_limit_itself_meets_at_most_and_at_least_but_not_less_than(operator, failing):
    assert fails(rule(operator, 45.0), np.array([44.0, 45.0, 46.0, NAN])).tolist() == failing


def test_nothing_fails_without_a_limit_or_out_of_force():
    values = np.array([[1.0, 1000.0], [NAN, 0.0]])
    for one in (rule("<=", None), rule("<=", 45.0, status="存疑")):
        assert fails(one, values).tolist() == [[False, False], [False, False]]


# ---- groups


def test_groups_in_the_order_of_their_keys():
    """Six rows of a movement, of which the second is left out; two villages, two schools."""
    village = np.array([2, 0, 1, 2, 1, 1])
    school = np.array([0, 0, 5, 0, 3, 5])
    pupils = np.array([7, 100, 1, 2, 4, 10])
    seconds = np.array([60.0, 900.0, 30.0, 80.0, 10.0, 20.0])
    grade = np.array([1, 9, 6, 3, 2, 6])
    groups = Groups(np.array([0, 2, 3, 4, 5]), village, school)
    assert groups.keys == [(1, 3), (1, 5), (2, 0)]
    assert [rows.tolist() for rows in groups.rows] == [[4], [2, 5], [0, 3]]
    assert groups.total(pupils) == [4, 11, 9]
    assert groups.largest(seconds) == [10.0, 30.0, 80.0]
    assert groups.grades(grade) == ["2", "6", "1、3"]
    assert groups.members(pupils) == [[4], [1, 10], [2, 7]]
    assert groups.members(grade) == [[2], [6], [1, 3]]


def test_one_key_and_no_rows():
    groups = Groups(np.array([3, 1]), np.array([9, 8, 9, 8]))
    assert groups.keys == [(8,)]
    assert sorted(groups.rows[0].tolist()) == [1, 3]
    empty = Groups(np.array([], dtype=int), np.array([1, 2]))
    assert (empty.keys, empty.rows, empty.total(np.array([1, 2]))) == ([], [], [])
    assert (empty.largest(np.array([1.0, 2.0])), empty.grades(np.array([1, 2]))) == ([], [])
    assert empty.members(np.array([1, 2])) == []


def test_all_nine_grades_are_listed():
    groups = Groups(np.arange(9), np.zeros(9, dtype=int))
    assert groups.grades(np.arange(9, 0, -1)) == ["1、2、3、4、5、6、7、8、9"]


# ---- names


def test_a_subject_has_its_own_id_and_name():
    made = case()
    assert (made.subject("school", 1), made.subject("school", 3)) == (
        ("s2-P", "乙镇学校"), ("p3", "西村教学点")
    )  # fmt: skip
    assert (made.subject("settlement", 0), made.subject("settlement", 3)) == (("v1", "东村"), ("v4", "北沟"))
    assert made.subject("settlement", -1) == made.subject("school", -1) == ("", "")
    assert (made.school(0), made.settlement(1), made.settlement(-1)) == ("甲镇中心小学", "西村", "")
    assert (made.township(0), made.township(1)) == ("甲镇", "乙镇")


def test_the_tiers_of_one_indicator_are_one_question_and_the_grades_are_not():
    large, oversize = (criterion(miniature_plan().rules, name) for name in ("large_class", "oversize_class"))
    assert Failure(large, "school", 1, "", part="2").key == Failure(oversize, "school", 1, "", part="2").key
    assert Failure(large, "school", 1, "", part="2").key != Failure(large, "school", 1, "", part="3").key
    assert Failure(large, "school", 1, "").key != Failure(large, "settlement", 1, "").key


# ---- sides


def test_the_two_sides_are_those_of_the_baseline_and_of_the_scenario():
    """p3 closes; v2's and v4's 20 pupils are at s1 after."""
    made = case(p3=merge("s1"))
    assert made.before.is_open.tolist() == [True, True, True, True]
    assert made.after.is_open.tolist() == [True, True, True, False]
    assert (made.before.rooms.enrolment[3], made.after.rooms.enrolment[0]) == (20, 134)
    assert made.before.teaches[3].sum() == 3
    assert made.after.teaches[3].sum() == 0
    left = made.moves.moved
    assert set(made.before.school[left]) == {3}
    assert set(made.after.school[left]) == {0}
    assert sorted(set(made.before.seconds[left])) == [0, 2000]
    assert sorted(set(made.after.seconds[left])) == [800, 2800]
    assert not made.after.boards[left].any()


# ---- who walks, and which schools may fail anew


def test_who_is_moved_and_has_neither_seat_nor_bed_is_on_foot():
    """v2's 15 and v4's 5 pupils go to s1: 800 s for v2, 924 s by bus or 2800 s on foot for v4."""
    made = case(p3=merge("s1"))
    assert made.moves.pupils[made.on_foot].sum() == 20
    by_bus = case(p3=merge("s1", bus_seats=5))
    assert by_bus.moves.pupils[by_bus.on_foot].sum() == 15
    assert set(by_bus.moves.settlement[by_bus.on_foot]) == {1}
    assert case().on_foot.size == 0


def test_who_has_no_school_left_is_not_on_foot():
    lost = case(s2_J=merge())
    assert (lost.moves.pupils[lost.moves.after < 0].sum(), lost.on_foot.size) == (39, 0)


def test_who_moves_to_a_bed_is_not_on_foot():
    """The 5 boarders of v4 move to s2-P with 5 beds; the other 109 of s1 walk."""
    made = case(s1=merge("s2-P"), s2_P=Decision(boarding=Boarding(5)))
    boards = made.moves.pupils[made.moves.boards & made.moves.moved].sum()
    assert (boards, made.moves.pupils[made.on_foot].sum()) == (5, 109)


def test_who_stays_is_not_on_foot_though_the_way_has_changed():
    """Edited roads change the way of pupils who stay where they are."""
    made = case(p3=merge("s1")).outcome
    stay = np.full(len(made.movement.reason), Reason.STAY)
    stayed = replace(made, movement=replace(made.movement, reason=stay))
    assert stayed.movement.changed.size > 0
    assert Case(stayed, load_of(made)).on_foot.size == 0


def test_only_what_changes_at_a_school_may_fail_anew():
    assert case().other_schools.tolist() == [False] * 4
    assert case(p3=merge("s1")).other_schools.tolist() == [True, False, False, True]
    assert case(s2_J=merge()).other_schools.tolist() == [False, False, True, False]      # nobody receives


def test_a_school_with_other_places_and_the_same_pupils_may_fail_anew():
    built = case(s1=Decision(expansion=Expansion(places=40)))
    assert built.other_schools.tolist() == [True, False, False, False]


def test_an_empty_school_that_closes_is_another_one():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 20})])
    closed = case(plan, p3=merge("s1"))
    assert closed.other_schools.tolist()[3]
    assert not closed.other_schools[1:3].any()


def test_the_grades_whose_largest_class_differs():
    """p3's grades 1-3 join those of s1; a class of the grades that p3 never had stays as it is."""
    other = case(p3=merge("s1")).other_classes
    assert np.flatnonzero(other[0]).tolist() == [0, 1, 2]
    assert np.flatnonzero(other[3]).tolist() == [0, 1, 2]
    assert not other[1:3].any()
    assert np.flatnonzero(case(p3=point(1, 2)).other_classes[3]).tolist() == [2]


def test_what_is_unknown_on_both_sides_is_no_change():
    plan = with_school(miniature_plan(), "s1", classrooms=NAN, approved_places=NAN, classes_g1=NAN)
    made = case(plan, s2_J=merge())
    assert made.other_schools.tolist() == [False, False, True, False]
    assert not made.other_classes[0].any()


@pytest.mark.parametrize("column", [0, 8])
def test_one_grade_with_other_classes_makes_another_school(column):
    """Pupils, places and being open are the same; school 2 has one class more in one grade."""
    classes = np.ones((3, 9))
    more = classes.copy()
    more[2, column] += 1
    places, opened = np.array([50.0, NAN, 50.0]), np.array([True, True, False])
    nobody = SimpleNamespace(school=np.array([], dtype=int))
    made = SimpleNamespace(
        county=SimpleNamespace(school_ids=np.arange(3)),
        before=SimpleNamespace(rooms=SimpleNamespace(classes=classes, places=places), is_open=opened),
        after=SimpleNamespace(rooms=SimpleNamespace(classes=more, places=places.copy()), is_open=opened),
        outcome=SimpleNamespace(changes=SimpleNamespace(gone=nobody, come=nobody)),
    )
    assert Case.other_schools.fget(made).tolist() == [False, False, True]
