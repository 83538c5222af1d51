"""What an evaluation is beyond its figures: own findings, gates, copies."""

import copy
import pickle

import pandas as pd
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.evaluation.deferred import Deferred, later
from gis.evaluation.result import Change, Evaluation, Finding
from gis.layout import Evidence, GateState, Scenario


def finding(criterion_id, *, force="must", in_baseline=False):
    return Finding(
        criterion_id, force, "school", "s1", "甲校", 1.0, 0.0, "人", "某文〔2020〕1号", "", True, in_baseline,
        "finding_unassigned", {},
    )  # fmt: skip


def made(**cells):
    frame = pd.DataFrame()
    given = {
        "unit_name": "示例县", "scenario": "方案", "school_year": 2022,
        "headline": {"affected_pupils": Change(0, 7)}, "counts": {}, "travel": {},
        "schools": frame, "school_grades": frame, "flows": frame,
        "reconciliation": frame, "findings": (), "marks": (), "parameters": (), "network_digest": "n",
    }  # fmt: skip
    return Evaluation(**{**given, **cells})


@pytest.fixture(scope="module")
def merged():
    said = (Evidence("p3", "BJ-20", GateState.FAIL, against=3),)
    return evaluate(miniature_plan(), Scenario("方案", {"p3": merge("s1")}, evidence=said))


# ---- findings


def test_own_findings_are_those_that_the_baseline_does_not_have():
    old, new = finding("a", in_baseline=True), finding("b", force="should")
    assert made(findings=(old, new)).own_findings == (new,)
    assert made(findings=(old,)).own_findings == ()
    assert made().own_findings == ()


def test_own_findings_are_known_before_those_of_the_baseline_are_looked_for():
    new = finding("b")
    found = Deferred((new,), lambda: (finding("a", in_baseline=True),))
    evaluation = made(findings=found)
    assert evaluation.own_findings == (new,)
    assert evaluation.blocks
    assert not found.is_whole


@pytest.mark.parametrize(
    ("findings", "blocks"),
    [
        ((), False),
        ((finding("a"),), True),
        ((finding("a", in_baseline=True),), False),
        ((finding("a", force="should"), finding("b", force="info")), False),
        ((finding("a", force="should"), finding("b")), True),
        ((finding("a", in_baseline=True), finding("b", force="should")), False),
    ],
)
def test_a_plan_is_blocked_by_what_it_must_not_cause(findings, blocks):
    assert made(findings=findings).blocks is blocks


# ---- gates


def test_gates_of_a_plan_have_what_people_said_and_those_of_mere_figures_do_not(merged):
    gates = merged.gates.set_index("gate")
    assert gates["school_id"].tolist() == ["p3"] * 5
    assert gates["state"].tolist() == ["fail", "pending", "fail", "pass", "pass"]
    assert gates.loc["BJ-20", "record"]["against"] == 3
    figures = made(
        schools=merged.schools, school_grades=merged.school_grades, flows=merged.flows, rules=merged.rules,
        findings=tuple(one for one in merged.findings if one.criterion_id == "gate_bj22"),
    )  # fmt: skip
    told = figures.gates.set_index("gate")
    assert told["state"].tolist() == ["pending", "pending", "fail", "pass", "pass"]
    assert told["record"].tolist() == [{}] * 5
    assert told.loc["BJ-22", "evidence"] == gates.loc["BJ-22", "evidence"]


# ---- copies


def test_a_copy_has_everything_made():
    schools = pd.DataFrame({"name": ["甲校"]})
    evaluation = made(schools=later(lambda: schools), season="flood")
    for again in (copy.copy(evaluation), pickle.loads(pickle.dumps(evaluation))):
        assert again.schools["name"].tolist() == ["甲校"]
        assert (again.unit_name, again.season) == ("示例县", "flood")
        assert again.headline["affected_pupils"].after == 7


def test_what_follows_from_the_figures_is_not_compared_and_not_printed():
    """Details are worked out again for each evaluation; rules are long."""
    frame = pd.DataFrame()
    told = {"flows": frame, "schools": frame, "school_grades": frame, "reconciliation": frame}
    first = made(details="details of a plan", rules={"national": "all of the rules"}, **told)
    assert first == made(details=None, rules={"national": "all of the rules"}, **told)
    assert first != made(details=None, rules={}, **told)
    assert "示例县" in repr(first)
    assert "all of the rules" not in repr(first)
    assert "details of a plan" not in repr(first)
