"""Classes, places and rooms by the county's docstring."""

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school

from gis.evaluation import evaluate
from gis.layout import Boarding, Decision, Scenario
from gis.planning.assignment import work_out
from gis.planning.classes import (
    Rooms,
    _first_classes,
    _with_added,
    nanmax_rows,
    places_after,
    places_by_stage,
    usable_rooms,
)
from gis.planning.county import county_of


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


# ---- limits of the single steps


def fresh(plan, **teaches):
    """Return county, rules and the situation after a plan without decisions, some schools teaching others."""
    outcome = work_out(plan, Scenario("方案"))
    taught = outcome.situation.teaches.copy()
    for school, grades in teaches.items():
        taught[outcome.county.school_code(school)] = np.isin(np.arange(1, 10), grades)
    return outcome.county, outcome.rules, replace(outcome.situation, teaches=taught)


def places_of(plan, school, **teaches):
    county, rules, situation = fresh(plan, **teaches)
    return places_after(county, rules, situation)[county.school_code(school)]


NOT_APPROVED = {"approved_places": np.nan}
BOTH_STAGES = {"first_grade": 1.0, "last_grade": 9.0, **NOT_APPROVED}


@pytest.mark.parametrize(
    ("classes", "places"),
    [
        (dict.fromkeys(range(1, 10), np.nan), 326),                 # each grade weighs the same: 7 × 46⅔
        (dict.fromkeys(range(1, 10), 0.0), 326),                    # no class either
        (dict.fromkeys(range(1, 10), 0.0) | {7: 1.0}, 350),         # a single class, of junior: 7 × 50
        (dict.fromkeys(range(1, 10), 0.0) | {1: 1.0}, 315),         # a single class, of primary: 7 × 45
        (dict.fromkeys(range(1, 10), 0.0) | {6: 2.0, 7: 3.0}, 336),     # 7 × (2 × 45 + 3 × 50) / 5
    ],
)
def test_stages_that_share_rooms_weigh_by_their_classes(classes, places):
    """s1 has 7 rooms and teaches all grades in them."""
    plan = with_school(miniature_plan(), "s1", **BOTH_STAGES)
    plan = with_school(plan, "s1", **{f"classes_g{grade}": one for grade, one in classes.items()})
    assert places_of(plan, "s1") == places


@pytest.mark.parametrize(("reported", "places"), [(0.0, 320), (np.nan, 320), (1.0, 320), (3.0, 326)])
def test_a_grade_that_is_added_weighs_as_one_class_at_least(reported, places):
    """6 classes of 45 and those of grade 7 with 50 share 7 rooms: 7 × 320 / 7, with three 7 × 420 / 9."""
    plan = with_school(miniature_plan(), "s1", **NOT_APPROVED, classes_g7=reported)
    assert places_of(plan, "s1", s1=range(1, 8)) == places
    assert places_of(plan, "s1") == 315, "what is not taught weighs nothing"


def test_a_school_that_teaches_nothing_any_more_or_not_yet():
    """7 rooms of 45; before and after count alike; of what is no school of these grades nothing is known."""
    plan = with_school(miniature_plan(), "s1", **NOT_APPROVED)
    assert places_of(plan, "s1", s1=()) == 315
    county, rules, situation = fresh(plan)
    unused = replace(county, teaches=county.teaches & (county.school_ids != "s1")[:, None])
    assert places_after(unused, rules, situation).tolist()[0] == 315
    idle = replace(situation, teaches=unused.teaches)
    assert np.isnan(places_after(unused, rules, idle)[0])
    shut = replace(idle, is_open=situation.is_open & (county.school_ids != "s1"))
    assert places_after(unused, rules, shut)[0] == 0


def test_places_of_the_stages_of_schools_with_one_stage():
    """A single class reported decides as well as many; without any grade all places count as 小学."""
    junior = np.arange(1, 10) > 6
    plan = with_school(miniature_plan(), "s2-J", classes_g8=0.0, classes_g9=0.0)
    county, rules, situation = fresh(plan)
    places = places_by_stage(county, rules, situation, junior)
    assert places[[0, 2, 3]].tolist() == [[120, 0], [0, 150], [135, 0]]
    nothing = fresh(plan, s1=())
    assert places_by_stage(*nothing, junior)[0].tolist() == [120, 0]


def test_rooms_of_the_kindergarten_are_not_usable():
    """8, 3 and 3 classrooms; 7 are left, none, and none where the kindergarten has more than there are."""
    plan = with_school(miniature_plan(), "s2-J", kindergarten_rooms=3.0)
    plan = with_school(plan, "p3", kindergarten_rooms=4.0)
    plan = with_school(plan, "s1", kindergarten_rooms=np.nan)
    assert usable_rooms(county_of(plan)) == pytest.approx([8, np.nan, 0, 0], nan_ok=True)


@pytest.mark.parametrize(("rooms", "free"), [(2.0, 0), (3.0, 0), (4.0, 1)])
def test_rooms_that_are_free(rooms, free):
    """s2-J has three classes; what is missing is no negative room."""
    row = evaluate(with_school(miniature_plan(), "s2-J", classrooms=rooms)).schools.loc["s2-J"]
    assert row["rooms_free_after"] == free


@pytest.mark.parametrize(("approved", "short"), [(113.0, 1), (114.0, 0), (115.0, 0)])
def test_places_short_at_the_limit(approved, short):
    row = evaluate(with_school(miniature_plan(), "s1", approved_places=approved)).schools.loc["s1"]
    assert (row["enrolment_before"], row["places_short_before"]) == (114, short)


def test_a_project_is_all_that_there_is_of_a_school_that_is_not_there_yet():
    """An addition to 5 rooms and to unknown ones; of a site the project alone, nothing without one."""
    sites = SimpleNamespace(exists=np.array([True, True, True, False, False]))
    found = _with_added(sites, np.array([5, 5, np.nan, np.nan, np.nan]), np.array([0.0, 2, 2, 0, 0.5]))
    assert found == pytest.approx([5, 7, np.nan, np.nan, 0.5], nan_ok=True)


def test_the_largest_known_class_of_each_row():
    values = np.array([[np.nan, 3.0, 7.0], [np.nan, np.nan, np.nan]])
    assert nanmax_rows(values) == pytest.approx([7, np.nan], nan_ok=True)
    assert np.isnan(nanmax_rows(np.empty((1, 0)))).all()


def test_the_memory_of_a_load_is_no_part_of_it():
    (memory,) = (one for one in fields(Rooms) if one.name == "memory")
    assert (memory.init, memory.compare, memory.repr) == (False, False, False)


# ---- classes of grades that start


def of_grades(pupils, per_room, left, new=range(1, 10)):
    """Return the classes of one school's new grades from {grade: pupils}."""
    row = np.array([[pupils.get(grade, 0.0) for grade in range(1, 10)]], dtype=float)
    rooms = np.array([[per_room.get(grade, 45.0) for grade in range(1, 10)]])
    return _first_classes(row, np.array([float(left)]), rooms, np.isin(np.arange(1, 10), new)[None])[0]


@pytest.mark.parametrize(
    ("left", "classes"), [(0, [1, 1]), (2, [1, 1]), (3, [2, 1]), (4, [2, 2]), (5, [3, 2]), (6, [3, 2])]
)
def test_every_further_room_goes_to_the_grade_with_the_largest_class(left, classes):
    """100 pupils want 3 classes, 60 want 2; after the first division 50 sit against 60."""
    assert of_grades({1: 100, 2: 60}, {}, left)[:3].tolist() == [*classes, 0]


def test_a_grade_that_has_what_it_needs_gets_no_further_room():
    """50 pupils fill a room of 50; 92 want three of 45, though only 46 sit in each of two."""
    assert of_grades({1: 92, 7: 50}, {7: 50.0}, 4)[[0, 6]].tolist() == [3, 1]


def test_grades_that_do_not_start_take_no_room_of_those_that_do():
    found = of_grades({1: 40, 7: 140}, {7: 50.0}, 2, new=[7])
    assert found[6] == 2
    assert np.isnan(np.delete(found, 6)).all()


@pytest.mark.parametrize(("pupils", "classes"), [(45, 1), (46, 2)])
def test_a_primary_room_has_forty_five_places(pupils, classes):
    """Grade 6, the last of primary school, at a school of grades 7-9 with rooms to spare."""
    attendance = [row for row in ATTENDANCE if row[1] != "s2-P"]
    plan = miniature_plan(attendance=[*attendance, ("v3", "s2-P", False, {6: pupils})])
    plan = with_school(plan, "s2-J", classrooms=20.0)
    evaluation = after(plan, s2_P=merge("s2-J"), s2_J=Decision(grades_taught=(6, 7, 8, 9)))
    row = grade_row(evaluation, "s2-J", 6)
    assert (row["pupils_after"], row["classes_after"]) == (pupils, classes)


@pytest.mark.parametrize(("pupils", "classes"), [(46, 1), (50, 1), (51, 2)])
def test_a_junior_room_of_an_added_grade_has_fifty_places(pupils, classes):
    plan = with_school(with_grade_7(pupils), "s1", classrooms=20.0)
    row = grade_row(with_junior(plan), "s1", 7)
    assert (row["pupils_after"], row["classes_after"]) == (pupils, classes)


def with_grade_7(pupils):
    """Return the miniature with all pupils of s2-J in grade 7."""
    attendance = [row for row in ATTENDANCE if row[1] != "s2-J"]
    return miniature_plan(attendance=[*attendance, ("v1", "s2-J", False, {7: pupils})])


def with_junior(plan):
    """Return the evaluation of s1 that takes over grades 7-9."""
    return after(plan, s2_J=merge("s1"), s1=Decision(grades_taught=tuple(range(1, 10))))


def test_grades_that_sit_together_leave_a_room_to_the_grade_that_starts():
    """Grades 1 and 2 of s1 share a class: 5 of its 7 rooms are taken, 140 pupils have two of three."""
    plan = with_school(with_grade_7(140), "s1", classes_g2=0.0, multigrade_grades="1-2")
    evaluation = with_junior(plan)
    assert grade_row(evaluation, "s1", 7)["classes_after"] == 2
    assert grade_row(evaluation, "s1", 7)["largest_class_after"] == 70
    assert grade_row(evaluation, "s1", 1)["largest_class_after"] == 39      # 21 and 18
    assert evaluation.schools.loc["s1", "rooms_free_after"] == 0


def test_a_grade_that_starts_sits_alone():
    """The ledger has grades 6 and 7 of s1 together, but nobody was in grade 7 before."""
    plan = with_school(with_grade_7(60), "s1", classrooms=20.0, multigrade_grades="6-7")
    evaluation = with_junior(plan)
    found = [tuple(grade_row(evaluation, "s1", grade)[["classes_after", "largest_class_after"]])
             for grade in (6, 7)]  # fmt: skip
    assert found == [(1, 16), (2, 30)]


def test_a_class_that_the_ledger_has_is_not_one_that_starts():
    """s1 reports three classes of grade 7 though it does not teach it: they stay three."""
    plan = with_school(with_grade_7(60), "s1", classrooms=20.0, classes_g7=3.0, last_grade=6.0)
    evaluation = with_junior(plan)
    row = grade_row(evaluation, "s1", 7)
    assert (row["classes_after"], row["largest_class_after"]) == (3, 20)
    assert "class_opened" not in [found.criterion_id for found in evaluation.findings]


# ---- a grade that gets its first pupils


def opened(reported, pupils, here=0):
    """Return grade 1 of s2-P and whether a class opens there, as p3 with some pupils is merged into it."""
    attendance = [row for row in ATTENDANCE if row[1] in ("s1", "s2-J")]
    rows = [("v2", "p3", False, {1: pupils, 2: 1}), ("v3", "s2-P", False, {2: 3})]
    rows += [("v3", "s2-P", False, {1: here})] if here else []
    plan = with_school(miniature_plan(attendance=[*attendance, *rows]), "s2-P", classes_g1=reported)
    evaluation = after(plan, p3=merge("s2-P"))
    told = [f.values["grade"] for f in evaluation.findings if f.criterion_id == "class_opened"]
    return grade_row(evaluation, "s2-P", 1)["classes_after"], "1" in told


def test_a_class_opens_for_a_single_pupil_and_only_one_for_many():
    assert opened(0.0, 1) == (1, True)
    assert opened(np.nan, 100) == (1, True)


def test_no_class_opens_where_there_is_one_or_somebody_sits_there():
    assert opened(1.0, 5) == (1, False)
    assert opened(2.0, 5) == (2, False)
    classes, told = opened(np.nan, 5, here=1)
    assert np.isnan(classes)
    assert not told


def test_a_single_pupil_has_the_class_of_the_grade():
    plan = miniature_plan(attendance=[*ATTENDANCE[2:], ("v2", "p3", False, {1: 1})])
    row = grade_row(evaluate(plan), "p3", 1)
    assert (row["pupils_before"], row["classes_before"], row["largest_class_before"]) == (1, 1, 1)
    assert grade_row(evaluate(plan), "p3", 2)["classes_before"] == 0
