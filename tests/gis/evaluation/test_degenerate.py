"""Counties of which little is known, scenarios of which nothing is left: a sentence, never a crash."""

import json
from dataclasses import replace

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan

from gis.errors import DecisionError, InputError
from gis.evaluation import evaluate
from gis.evaluation.result import Change
from gis.layout import Decision, Evidence, GateState, LayoutStatus, Scenario
from gis.messages import describe
from gis.planning.evidence import set_evidence
from gis.rulebook import with_packs

CAPACITIES = ("approved_places", "classrooms", "kindergarten_rooms", "beds", "full_time_teachers")


def told(plan, scenario="baseline", **more):
    """The evaluation as JSON: every part of it is worked out, and nothing is NaN."""
    found = evaluate(plan, scenario, **more).to_dict()
    json.dumps(found, allow_nan=False)
    return found


def all_closed():
    return Scenario("全撤", {school: merge() for school in ("s1", "s2-P", "s2-J", "p3")})


def test_without_any_pupil_everything_is_nothing_and_nobody_is_within_the_limit():
    found = told(miniature_plan(attendance=[]), Scenario("并", {"p3": merge("s1")}))
    assert found["counts"]["pupils"]["after"] == 0
    youngest = found["travel"]["g1_3"]["after"]
    assert (youngest["pupils"], youngest["mean_s"], youngest["max_s"]) == (0, None, None)
    assert found["equity"]["all"]["after"]["gini_time_share"] is None
    assert {row["state_after"] for row in found["balance"]["schools"]} == {"excluded"}
    assert all(row["value_after"] is None for row in found["balance"]["indicators"])


def test_missing_capacities_stay_unknown():
    plan = miniature_plan()
    columns = [column for column in CAPACITIES if column in plan.schools]
    for bare in (
        replace(plan, schools=plan.schools.drop(columns=columns)),
        replace(plan, schools=plan.schools.assign(**dict.fromkeys(columns, np.nan))),
    ):
        found = evaluate(bare, Scenario("并", {"p3": merge("s1")}))
        assert found.headline["places_short"] == Change(None, None)
        assert found.schools.loc["s1", ["capacity_after", "utilisation_after"]].isna().all()
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_grade_that_nobody_teaches_is_listed_with_its_reason():
    found = evaluate(miniature_plan(), Scenario("撤初中", {"s2-J": merge()}))
    assert found.counts["unassigned_pupils"].after == 39
    must = [one for one in found.own_findings if one.criterion_id == "unassigned"]
    assert sum(one.value for one in must) == 39
    assert all(one.cures and describe(one.message_code, one.values).what for one in must)


def test_when_every_school_closes_all_pupils_are_listed():
    found = told(miniature_plan(), all_closed())
    assert found["counts"]["unassigned_pupils"]["after"] == found["counts"]["pupils"]["before"] == 221
    assert found["blocks"]


def test_pupils_of_grades_that_their_school_does_not_teach_are_there_all_the_same():
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v1", "p3", False, {9: 4})])
    assert evaluate(plan).counts["pupils"].before == 225


@pytest.mark.parametrize(
    ("decisions", "code"),
    [
        ({"s1": merge("p3"), "p3": merge("s1")}, "decision_ring"),
        ({"s1": merge("s1")}, "receiver_itself"),
        ({"p3": merge("s1"), "s1": merge("s2-P"), "s2-P": Decision(LayoutStatus.SUSPEND)}, "receiver_closed"),
        ({"s9": merge("s1")}, "decision_school_unknown"),
    ],
)
def test_contradictory_decisions_are_a_sentence(decisions, code):
    with pytest.raises(DecisionError) as caught:
        evaluate(miniature_plan(), Scenario("矛盾", decisions))
    assert code in {caught.value.code, *(one.code for one in getattr(caught.value, "errors", ()))}
    assert describe(caught.value.code, caught.value.values).what


def test_an_unknown_pack_and_an_unknown_scenario_are_sentences():
    for call in (lambda: with_packs(miniature_plan(), ["mars"]), lambda: evaluate(miniature_plan(), "没有")):
        with pytest.raises(InputError) as caught:
            call()
        assert describe(caught.value.code, caught.value.values).fix


def test_evidence_of_a_school_that_is_not_there_changes_nothing():
    lost = set_evidence(Scenario("并", {"p3": merge("s1")}), Evidence("s9", "BJ-20", GateState.FAIL))
    found = evaluate(miniature_plan(), lost).own_findings
    assert not [one for one in found if one.criterion_id == "gate_bj20"]
