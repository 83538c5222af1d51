"""Teachers and equipment of closed schools go where the decision says, and nobody is lost on the way."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import merge, miniature_plan, point, with_school

from gis.evaluation import evaluate
from gis.layout import Decision, Scenario
from gis.people.placement import Placement
from gis.planning.assignment import work_out
from gis.planning.scenario import check_scenario

STAFF = {"s1": 14.0, "s2-P": 9.0, "s2-J": 12.0, "p3": 4.0}
BACKBONE = {"s1": 1.0, "s2-P": 0.0, "s2-J": 1.0, "p3": 2.0}
EQUIPMENT = {"s1": 100_000.0, "s2-P": 50_000.0, "s2-J": 60_000.0, "p3": 8_000.0}


def plan():
    made = miniature_plan()
    for column, values in (("staff", STAFF), ("backbone_teachers", BACKBONE), ("equipment_yuan", EQUIPMENT)):
        for school, number in values.items():
            made = with_school(made, school, **{column: number})
    return made


def closing(**more):
    """p3 with 3 teachers, 4 staff, 2 of them backbone teachers, closes; its 20 pupils go to s1."""
    return evaluate(plan(), Scenario("并", {"p3": merge("s1", **more)}))


def row(evaluation, school):
    rows = evaluation.details.staff.rows
    return rows[(rows["kind"] == "school") & (rows["subject_id"] == school)].iloc[0]


def figure(evaluation, school, indicator):
    frame = evaluation.details.balance.indicators.set_index(["school_id", "indicator"])
    return frame.loc[(school, indicator)]


def test_teachers_with_one_place_to_go_count_there_exactly():
    made = closing(teachers=(("s1", None),))
    receiver, closed = row(made, "s1"), row(made, "p3")
    assert (receiver["staff_before"], receiver["staff_arrived"], receiver["staff_after"]) == (14, 4, 18)
    assert receiver["full_time_teachers_after"] == 15
    assert (closed["staff_after"], closed["staff_unplaced"]) == (0, 0)
    assert "staff_unplaced" not in {one.code for one in made.details.staff.issues}
    found = figure(made, "s1", "L2")
    assert (found["total_before"], found["total_after"], found["estimated_after"]) == (1, 3, False)
    assert found["value_after"] == pytest.approx(300 / 134)
    assert set(made.details.balance.unplaced["indicator"]) == {"L1", "L3", "L6"}     # 待补, and the equipment
    rows = made.details.balance.inputs.query("school_id == 's1' and indicator == 'L2'")
    assert rows[["value_before", "value_after"]].to_numpy().tolist() == [[1, 3]]


def test_who_is_not_named_stays_unplaced_and_the_receiver_an_estimate():
    made = closing(teachers=(("s1", 2),))
    assert row(made, "s1")["full_time_teachers_after"] == 14
    assert row(made, "p3")["full_time_teachers_unplaced"] == 1
    assert (row(made, "s1")["staff_arrived"], row(made, "p3")["staff_unplaced"]) == (3, 1)     # 4 × 2 / 3
    [told] = [one for one in made.details.staff.issues if one.code == "staff_unplaced"]
    assert told.values["staff"] == "1"
    assert figure(made, "s1", "L2")["estimated_after"]
    (placed,) = made.details.staff.placed.to_dict("records")
    assert (placed["receiver_id"], placed["full_time_teachers"], placed["is_estimated"]) == ("s1", 2, True)


def test_split_teachers_follow_in_whole_people():
    made = closing(teachers=(("s1", 1), ("s2-P", None)))
    told = {one["receiver_id"]: one for one in made.details.staff.placed.to_dict("records")}
    assert [told[school]["full_time_teachers"] for school in ("s1", "s2-P")] == [1, 2]
    assert [told[school]["staff"] for school in ("s1", "s2-P")] == [1, 3]              # 4 / 3 and 8 / 3
    assert figure(made, "s2-P", "L2")["total_after"] == 1                              # 2 × 2 / 3 = 1.33
    assert figure(made, "s1", "L2")["total_after"] == 2
    assert figure(made, "s2-P", "L2")["estimated_after"]                # though no pupil of p3 goes there


def test_equipment_goes_along_and_premises_are_told():
    made = closing(equipment_receiver="s2-P", premises="乡村学前教育")
    assert figure(made, "s2-P", "L6")["total_after"] == 58_000
    assert figure(made, "s1", "L6")["total_after"] == 100_000
    assert not figure(made, "s1", "L6")["estimated_after"]
    (closed,) = made.details.closed_schools.to_dict("records")
    assert (closed["school_id"], closed["premises"]) == ("p3", "乡村学前教育")
    assert (closed["equipment_receiver"], closed["equipment_yuan"]) == ("s2-P", 8_000)
    assert not {"L6"} & set(made.details.balance.unplaced["indicator"])


def test_before_its_year_nothing_goes_anywhere():
    decision = merge("s1", year=2025, teachers=(("s1", None),))
    early = evaluate(plan(), Scenario("以后", {"p3": decision}), year=2023)
    assert row(early, "s1")["staff_after"] == 14
    assert early.details.closed_schools.empty


def test_unknown_numbers_stay_unknown():
    bare = with_school(plan(), "p3", full_time_teachers=np.nan)
    scenario = Scenario("并", {"p3": merge("s1", teachers=(("s1", 2), ("s2-P", None)))})
    made = evaluate(bare, scenario)
    assert row(made, "s1")["full_time_teachers_after"] == 14
    assert np.isnan(row(made, "s2-P")["full_time_teachers_after"])
    assert np.isnan(row(made, "s1")["staff_after"])


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (merge("s1", teachers=(("s9", 1),)), "placement_unknown"),
        (merge("s1", teachers=(("p3", 1),)), "placement_unknown"),
        (merge("s1", equipment_receiver="s9"), "placement_unknown"),
        (merge("s1", teachers=(("s2-J", 1),)), "placement_closed"),
        (merge("s1", teachers=(("s1", 4),)), "teachers_beyond"),
        (merge("s1", teachers=(("s1", 1), ("s1", 1))), "teachers_miscounted"),
        (merge("s1", teachers=(("s1", None), ("s2-P", None))), "teachers_miscounted"),
        (merge("s1", teachers=(("s1", -1),)), "teachers_miscounted"),
        (point(1, 2, teachers=(("s1", 1),)), "idle_teachers"),
        (Decision(premises="幼儿园"), "idle_premises"),
        (Decision(equipment_receiver="s1"), "idle_equipment_receiver"),
    ],
)
def test_what_cannot_be_is_refused(decision, code):
    scenario = Scenario("并", {"p3": decision, "s2-J": merge()})
    errors = check_scenario(plan(), scenario)
    assert [one.code for one in errors if one.values["school_id"] == "p3"] == [code]
    assert all("{" not in str(one) for one in errors)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 60), st.integers(0, 6))
def test_nobody_is_lost(parts, staff, others):
    """Σ 调出 = Σ 调入, in whole people, whatever the shares."""
    total = sum(parts) + others or 1
    teachers = np.array(parts, dtype=float)
    pairs = Placement(
        np.zeros(len(parts), dtype=np.int64), np.arange(1, len(parts) + 1), teachers, teachers / total,
        np.full(len(parts) + 1, -1),
    )  # fmt: skip
    values = np.array([float(staff), *([0.0] * len(parts))])
    came, left = pairs.came_and_left("staff", values)
    assert came.sum() == left[0] <= staff
    assert (came == np.round(came)).all()
    if sum(parts) == total:
        assert left[0] == staff


def test_teachers_are_preserved_in_the_county():
    scenario = Scenario("并", {"p3": merge("s1", teachers=(("s1", 1), ("s2-J", 1)))})
    outcome = work_out(plan(), scenario)
    made = evaluate(replace(plan(), scenarios={"并": scenario}), "并").details.staff
    county = made.rows[made.rows["kind"] == "county"].iloc[0]
    for count in ("staff", "full_time_teachers"):
        assert county[f"{count}_before"] == county[f"{count}_after"] + county[f"{count}_unplaced"]
    assert outcome.scenario.decisions["p3"].teachers == (("s1", 1), ("s2-J", 1))
