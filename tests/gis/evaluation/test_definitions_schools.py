"""Definitions of schools, classes and limits that single stages do not show, on the miniature county."""

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school, without_way

from gis.evaluation import evaluate
from gis.layout import Boarding, Decision, Scenario
from gis.planning.county import county_of
from gis.planning.journeys import Verdict, judge


def under(plan, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return evaluate(plan, Scenario("方案", named))


def criteria_of(evaluation):
    return {finding.criterion_id for finding in evaluation.findings if not finding.in_baseline}


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1079, Verdict.WITHIN), (1080, Verdict.BORDERLINE), (1320, Verdict.BORDERLINE), (1321, Verdict.OVER)],
)
def test_both_bounds_of_ten_percent_are_borderline(seconds, expected):
    """20 minutes: 1080 and 1320 s are exact in binary, as 33 minutes of a limit of 30 are not."""
    no = np.array([False])
    verdict = judge(np.array([float(seconds)]), np.array([1200.0]), 0.1, boards=no, unknown=no)
    assert verdict[0] == expected


def test_closing_one_division_leaves_the_other():
    evaluation = under(miniature_plan(), s2_J=merge())
    assert evaluation.schools["open_after"].to_dict() == {"s1": True, "s2-P": True, "s2-J": False, "p3": True}
    assert evaluation.counts["schools"].after == evaluation.counts["schools"].before
    assert evaluation.schools["enrolment_after"]["s2-P"] == evaluation.schools["enrolment_before"]["s2-P"]


def test_rooms_and_places_of_a_closed_school_never_move():
    schools = under(miniature_plan(), p3=merge("s1")).schools
    assert schools["enrolment_after"]["s1"] == schools["enrolment_before"]["s1"] + 20
    assert schools["capacity_after"]["s1"] == schools["capacity_before"]["s1"] == 120
    assert schools["classes_after"]["s1"] == schools["classes_before"]["s1"] == 6
    assert schools["beds_after"]["s1"] == 6


def test_one_stray_pupil_does_not_take_the_guard_from_the_only_schools():
    """A ninth grader listed at the primary s1: s2 is the township's only complete primary and only junior."""
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v1", "s1", False, {9: 1})])
    assert county_of(plan).last_primary_grade == 6
    assert "only_junior" in criteria_of(under(plan, s2_J=merge()))
    assert "only_complete_primary" in criteria_of(under(plan, s2_P=merge()))


def five_four_plan(pupils_g6):
    """The county in the 五四 system: primaries end with grade 5, the junior division begins with grade 6."""
    rows = []
    for settlement, school, boards, grades in ATTENDANCE:
        rows.append((settlement, school, boards, {g: n for g, n in grades.items() if g != 6}))
    plan = miniature_plan(attendance=[*rows, ("v3", "s2-J", False, {6: pupils_g6})])
    for school in ("s1", "s2-P"):
        plan = with_school(plan, school, last_grade=5.0, pupils_g6=0.0, classes_g6=0.0)
    return with_school(plan, "s2-J", first_grade=6.0, pupils_g6=float(pupils_g6), classes_g6=1.0)


@pytest.mark.parametrize(("pupils", "fails"), [(46, False), (50, False), (51, True)])
def test_grade_6_of_a_four_year_junior_school_has_junior_classes(pupils, fails):
    evaluation = evaluate(five_four_plan(pupils))
    found = {f.criterion_id for f in evaluation.findings}
    assert ("class_size_junior" in found) is fails
    assert "class_size_primary" not in found


def test_a_room_of_a_four_year_junior_school_has_fifty_places():
    assert evaluate(five_four_plan(40)).schools["capacity_before"]["s2-J"] == min(150, 3 * 50)


def test_a_primary_that_ends_with_grade_5_is_complete_in_the_five_four_system():
    assert county_of(five_four_plan(40)).last_primary_grade == 5
    assert "only_complete_primary" in criteria_of(under(five_four_plan(40), s2_P=point(1, 2, 3)))


def test_a_long_way_that_becomes_no_way_is_the_plans_doing():
    """v4 walks 2000 s to p3, over the limit already; after the merge no way leads to s1 at all."""
    evaluation = under(without_way(miniature_plan(), ("v4", "s1")), p3=merge("s1"))
    (gate,) = [finding for finding in evaluation.findings if finding.criterion_id == "gate_bj22"]
    assert (gate.value, gate.in_baseline) == (5, False)
    assert evaluation.blocks


def test_far_pupils_for_whom_a_boarding_school_has_no_bed_fail_its_gate():
    """Beds of s2-P: 7. The 5 boarders of v4 come first, then 2 of the 12 of v2 (grades 4-6, no way)."""
    plan = without_way(miniature_plan(), ("v2", "s2-P"))
    evaluation = under(plan, s1=merge("s2-P"), s2_P=Decision(boarding=Boarding(7)))
    (gate,) = [finding for finding in evaluation.findings if finding.criterion_id == "gate_bj23"]
    assert (gate.subject_id, gate.value, gate.in_baseline) == ("s2-P", 10, False)


def test_a_school_that_reports_no_pupils_at_all_is_not_reported_as_empty():
    blank = {"enrolment": np.nan, **{f"pupils_g{grade}": np.nan for grade in range(1, 10)}}
    rows = evaluate(with_school(miniature_plan(), "s1", **blank)).reconciliation
    (row,) = rows[(rows["subject_id"] == "s1") & (rows["item"] == "pupils")].itertuples()
    assert np.isnan(row.ledger)
    assert np.isnan(row.difference)
    assert row.attendance == 114
