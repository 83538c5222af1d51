"""The ledger beside the attendance, figure by figure, by hand."""

import math

import numpy as np
from miniature import miniature_plan, with_school

from gis.evaluation.reconciliation import reconcile
from gis.evaluation.schools import load_of
from gis.layout import Scenario
from gis.planning.assignment import work_out


def table(plan):
    outcome = work_out(plan, Scenario("方案"))
    return reconcile(outcome.county, load_of(outcome), "示例县")


def county(frame):
    rows = frame[frame["subject_id"] == ""].set_index("item")
    return {item: (row["ledger"], row["attendance"], row["difference"]) for item, row in rows.iterrows()}


def schools(frame):
    rows = frame[frame["subject_id"] != ""]
    columns = ["subject_id", "item", "ledger", "attendance", "difference"]
    return [tuple(row) for row in rows[columns].to_numpy()]


def test_where_both_agree_only_the_countys_totals_are_told():
    frame = table(miniature_plan())
    assert schools(frame) == []
    assert set(frame["subject"]) == {"示例县"}
    told = county(frame)
    assert list(told)[:5] == ["schools", "teaching_points", "classes", "pupils", "boarders"]
    assert told["schools"] == (2, 2, 0)                 # the two divisions are one school
    assert told["teaching_points"] == (1, 1, 0)
    assert told["classes"] == (6 + 6 + 3 + 3, 18, 0)
    assert told["pupils"] == (221, 221, 0)
    assert told["boarders"] == (7, 7, 0)
    assert told["pupils_g1"] == (40, 40, 0)             # 20 + 1 at s1, 10 at s2, 9 at p3
    assert told["pupils_g9"] == (12, 12, 0)


def test_differences_stand_by_school_and_are_attendance_less_ledger():
    plan = with_school(miniature_plan(), "s2-J", boarders=5.0)
    frame = table(with_school(plan, "s1", pupils_g1=20.0, enrolment=113.0, boarders=2.0))
    assert schools(frame) == [
        ("s1", "pupils", 113, 114, 1), ("s1", "boarders", 2, 5, 3), ("s1", "pupils_g1", 20, 21, 1),
        ("s2-J", "boarders", 5, 2, -3),
    ]  # fmt: skip
    told = county(frame)
    assert told["pupils"] == (220, 221, 1)
    assert told["pupils_g1"] == (39, 40, 1)
    assert told["boarders"] == (7, 7, 0)
    assert frame.loc[frame["subject_id"] == "s1", "subject"].unique().tolist() == ["甲镇中心小学"]


def test_an_empty_total_is_the_sum_of_the_grades_that_are_there():
    """p3: 9, 7 and 4 pupils; with grade 3 empty 16 are reported of the 20 that go there."""
    plan = with_school(miniature_plan(), "p3", enrolment=np.nan)
    assert schools(table(plan)) == []
    short = table(with_school(plan, "p3", pupils_g3=np.nan))
    (total, third) = schools(short)
    assert total == ("p3", "pupils", 16, 20, 4)
    assert third[:2] == ("p3", "pupils_g3")
    assert math.isnan(third[2])
    assert third[3] == 4
    assert county(short)["pupils"] == (217, 221, 4)


def test_what_nobody_reported_is_told_only_where_there_is_somebody():
    """No boarders reported anywhere: s1 has 5 and s2-J 2, the others have none and are not told."""
    plan = miniature_plan()
    for school in plan.schools.index:
        plan = with_school(plan, school, boarders=np.nan)
    frame = table(plan)
    assert [row[:2] for row in schools(frame)] == [("s1", "boarders"), ("s2-J", "boarders")]
    ledger, attended, difference = county(frame)["boarders"]
    assert math.isnan(ledger)
    assert attended == 7
    assert math.isnan(difference)


def test_a_school_of_which_nothing_is_reported_has_no_total():
    empty = {f"pupils_g{grade}": np.nan for grade in range(1, 10)}
    frame = table(with_school(miniature_plan(), "p3", enrolment=np.nan, **empty))
    (ledger,) = [row[2] for row in schools(frame) if row[:2] == ("p3", "pupils")]
    assert math.isnan(ledger)
    assert county(frame)["pupils"][0] == 201


def test_a_school_without_pupils_is_of_the_ledger_only():
    rows = [("v1", "s1", False, {1: 5}), ("v2", "s2-P", False, {2: 7})]
    told = county(table(miniature_plan(attendance=rows)))
    assert told["teaching_points"] == (1, 0, -1)
    assert told["schools"] == (2, 2, 0)
    assert told["classes"][1] == 2
