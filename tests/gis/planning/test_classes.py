"""Classes, places and rooms by the county's docstring."""

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school

from gis.evaluation import evaluate
from gis.layout import Boarding, Decision, Scenario
from gis.planning.assignment import work_out
from gis.planning.classes import _first_classes, places_by_stage


def after(plan, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return evaluate(plan, Scenario("方案", named))


def grade_row(evaluation, school, grade):
    rows = evaluation.school_grades
    return rows[(rows["school_id"] == school) & (rows["grade"] == grade)].iloc[0]


# ---- 插班


def test_pupils_fill_the_classes_that_there_are():
    row = grade_row(after(miniature_plan(), p3=merge("s1")), "s1", 1)
    assert (row["pupils_before"], row["pupils_after"]) == (21, 30)
    assert (row["classes_before"], row["classes_after"]) == (1, 1)
    assert (row["largest_class_before"], row["largest_class_after"]) == (21, 30)


def test_the_largest_class_is_rounded_up():
    plan = with_school(miniature_plan(), "s1", classes_g1=2.0)
    assert grade_row(after(plan, p3=merge("s1")), "s1", 1)["largest_class_after"] == 15
    assert grade_row(evaluate(plan), "s1", 1)["largest_class_before"] == 11  # 21 / 2


def test_a_grade_without_pupils_has_no_class():
    plan = with_school(miniature_plan(), "s2-J", classes_g8=1.0)
    plan = miniature_plan(attendance=[row for row in ATTENDANCE if row[0] != "v2"], schools=plan.schools)
    assert grade_row(evaluate(plan), "s2-J", 8)["classes_before"] == 0
    closed = grade_row(after(miniature_plan(), p3=merge("s1")), "p3", 1)
    assert (closed["pupils_after"], closed["classes_after"], closed["taught_after"]) == (0, 0, False)
    assert np.isnan(closed["largest_class_after"])


def test_unknown_classes_stay_unknown():
    plan = with_school(miniature_plan(), "s1", classes_g1=np.nan)
    row = grade_row(after(plan, p3=merge("s1")), "s1", 1)
    assert np.isnan(row["classes_before"])
    assert np.isnan(row["largest_class_after"])
    school = evaluate(plan).schools.loc["s1"]
    assert np.isnan(school["classes_before"])
    assert np.isnan(school["rooms_free_after"])
    assert school["largest_class_before"] == 23  # the largest that is known: grade 4


def test_a_grade_that_gets_its_first_pupils_opens_one_class():
    attendance = [*ATTENDANCE, ("v2", "p3", False, {3: 1})]
    plan = miniature_plan(attendance=[row for row in attendance if row[1] != "s2-P"])
    plan = with_school(plan, "s2-P", **{f"classes_g{g}": 0.0 for g in range(1, 7)})
    evaluation = after(plan, p3=merge("s2-P"))
    row = grade_row(evaluation, "s2-P", 1)
    assert (row["classes_before"], row["classes_after"], row["largest_class_after"]) == (0, 1, 9)
    assert [f.values["grade"] for f in evaluation.findings if f.criterion_id == "class_opened"] == [
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize(("rooms", "classes", "largest"), [(20.0, 3, 47), (9.0, 2, 70), (6.0, 1, 140)])
def test_a_stage_that_is_added_has_the_classes_that_its_pupils_need(rooms, classes, largest):
    """140 pupils of grade 7 want 3 classes of 50; the 6 grades that are there have 7 rooms of s1."""
    attendance = [row for row in ATTENDANCE if row[1] != "s2-J"]
    plan = miniature_plan(attendance=[*attendance, ("v1", "s2-J", False, {7: 140})])
    plan = with_school(plan, "s1", classrooms=rooms)
    evaluation = after(plan, s2_J=merge("s1"), s1=Decision(grades_taught=tuple(range(1, 10))))
    row = grade_row(evaluation, "s1", 7)
    assert (row["classes_after"], row["largest_class_after"]) == (classes, largest)
    (told,) = [f for f in evaluation.findings if f.criterion_id == "class_opened"]
    assert (told.value, told.values["classes"], told.cures[0].amount) == (classes, str(classes), classes)


# ---- places


def test_places_are_the_least_of_approved_and_rooms():
    schools = evaluate(miniature_plan()).schools
    assert schools["capacity_before"].to_dict() == pytest.approx(
        {"s1": 120, "s2-P": np.nan, "s2-J": 150, "p3": 135}, nan_ok=True
    )


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ({"approved_places": 999.0}, 315),  # (8 - 1) × 45
        ({"approved_places": 999.0, "kindergarten_rooms": 3.0}, 225),  # (8 - 3) × 45
        ({"classrooms": np.nan}, 120),  # only the approved places
        ({"approved_places": np.nan}, 315),  # only the rooms
        ({"approved_places": np.nan, "classrooms": np.nan}, np.nan),  # unknown stays unknown
    ],
)
def test_places_of_a_primary_school(cells, places):
    schools = evaluate(with_school(miniature_plan(), "s1", **cells)).schools
    assert schools.loc["s1", "capacity_before"] == pytest.approx(places, nan_ok=True)


def test_a_junior_room_has_fifty_places():
    plan = with_school(miniature_plan(), "s2-J", approved_places=np.nan, classrooms=4.0)
    assert evaluate(plan).schools.loc["s2-J", "capacity_before"] == 200


def test_a_row_with_both_stages_weighs_them_by_classes():
    # 6 primary and 3 junior classes in 9 rooms: 9 × (6 × 45 + 3 × 50) / 9 = 420
    plan = with_school(
        miniature_plan(),
        "s1",
        approved_places=np.nan,
        classrooms=10.0,
        type_code="312",
        last_grade=9.0,
        classes_g7=1.0,
        classes_g8=1.0,
        classes_g9=1.0,
    )
    assert evaluate(plan).schools.loc["s1", "capacity_before"] == 420


def test_a_teaching_point_has_one_class_per_grade_kept():
    schools = after(miniature_plan(), p3=point(1, 2)).schools
    assert schools.loc["p3", "capacity_after"] == 90  # 2 grades × 45, 3 rooms
    plan = with_school(miniature_plan(), "p3", classrooms=1.0)
    assert evaluate(plan).schools.loc["p3", "capacity_before"] == 45  # 1 room
    made = after(miniature_plan(), s1=point(1, 2, 3)).schools
    assert made.loc["s1", "capacity_after"] == 120  # min(120 approved, 3 × 45 = 135)


def test_a_new_point_without_reported_rooms_is_unknown():
    plan = with_school(miniature_plan(), "s1", classrooms=np.nan)
    assert np.isnan(after(plan, s1=point(1)).schools.loc["s1", "capacity_after"])


def test_a_closed_school_has_no_places_beds_or_free_rooms():
    row = after(miniature_plan(), p3=merge("s1")).schools.loc["p3"]
    assert (row["capacity_after"], row["beds_after"], row["places_short_after"]) == (0, 0, 0)
    assert np.isnan(row["utilisation_after"])
    assert np.isnan(row["rooms_free_after"])


def test_places_short_and_use():
    row = after(miniature_plan(), p3=merge("s1")).schools.loc["s1"]
    assert (row["enrolment_before"], row["enrolment_after"]) == (114, 134)
    assert (row["places_short_before"], row["places_short_after"]) == (0, 14)
    assert (row["utilisation_before"], row["utilisation_after"]) == pytest.approx((114 / 120, 134 / 120))
    assert row["rooms_free_after"] == 1  # 8 - 1 kindergarten - 6 classes
    unknown = after(miniature_plan(), p3=merge("s1")).schools.loc["s2-P"]
    assert np.isnan(unknown["places_short_after"])


def test_beds_are_the_decisions_or_the_ledgers():
    row = after(miniature_plan(), s1=Decision(boarding=Boarding(40))).schools.loc["s1"]
    assert (row["beds_before"], row["beds_after"]) == (6, 40)
    assert (row["boarders_before"], row["boarders_after"]) == (5, 5)


def test_a_starting_school_shares_its_rooms_out_to_the_fullest_grades():
    """Grades of 100, 50 and 10 pupils want 3 + 2 + 1 classes of 45; 5 rooms leave 50 in the largest."""
    pupils = np.zeros((2, 9))
    pupils[1, :3] = 100, 50, 10
    of_grade, starts = np.full((2, 9), 45.0), np.array([[False] * 9, [True] * 9])
    made = _first_classes(pupils, np.array([9.0, 5.0]), of_grade, starts)
    assert np.isnan(made[0]).all()
    assert made[1].tolist() == [3, 1, 1, 0, 0, 0, 0, 0, 0]
    roomy = _first_classes(pupils, np.array([9.0, np.nan]), of_grade, starts)
    assert roomy[1].tolist() == [3, 2, 1, 0, 0, 0, 0, 0, 0]


def test_a_school_with_both_stages_shares_its_places_out_by_its_classes():
    """6 classes of grades 1-6 and 3 of 7-9: a third of 150 places is for 初中."""
    plan = with_school(miniature_plan(), "s2-J", first_grade=1.0, last_grade=9.0)
    plan = with_school(plan, "s2-J", **{f"classes_g{grade}": 1.0 for grade in range(1, 10)})
    plan = with_school(plan, "s2-J", classrooms=9.0)
    outcome = work_out(plan, Scenario("方案"))
    junior = np.arange(1, 10) > 6
    places = places_by_stage(outcome.county, outcome.rules, outcome.situation, junior)
    at = outcome.county.school_code("s2-J")
    assert places[at].tolist() == [100, 50]


def test_rooms_have_the_places_of_the_stage_that_is_taught_in_them_afterwards():
    evaluation = after(miniature_plan(), s2_J=Decision(grades_taught=(1, 2, 3)), s2_P=merge("s1"))
    assert tuple(evaluation.schools.loc["s2-J", ["capacity_before", "capacity_after"]]) == (150, 135)
    nine = with_school(miniature_plan(), "s1", first_grade=1.0, last_grade=9.0, approved_places=np.nan)
    nine = with_school(nine, "s1", **{f"classes_g{grade}": 1.0 for grade in range(1, 10)})
    assert evaluate(nine).schools.loc["s1", "capacity_before"] == 326     # 7 rooms × (6 × 45 + 3 × 50) / 9
    lower = after(nine, s1=Decision(grades_taught=(1, 2, 3, 4, 5, 6)))
    assert lower.schools.loc["s1", "capacity_after"] == 315               # 7 × 45
    assert after(nine, s1=point(1, 2, 3)).schools.loc["s1", "capacity_after"] == 135
