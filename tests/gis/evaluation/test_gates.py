"""Gates BJ-20 … BJ-24 of closed and converted schools, on the county that can be worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from miniature import merge, miniature_plan, point, with_school, without_way

from gis.evaluation import evaluate
from gis.evaluation.evidence import evidence_failures
from gis.evaluation.gates import _leaving, _receivers
from gis.layout import Boarding, Decision, Evidence, GateState, LayoutStatus, Scenario
from gis.messages import describe
from gis.planning.evidence import PARENTS
from gis.planning.journeys import Verdict


def gates(plan=None, school="p3", **decisions):
    named = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    frame = evaluate(plan or miniature_plan(), Scenario("方案", named)).gates
    mine = frame[frame["school_id"] == school].set_index("gate")
    for codes in mine["missing"]:
        for code in codes:
            assert describe(code, {}, "zh").what
            assert describe(code, {}, "en").what
    return mine


def states(frame):
    return frame["state"].tolist()


def test_who_changes_nothing_has_no_gates():
    assert evaluate(miniature_plan()).gates.empty
    kept = Scenario("方案", {"s1": Decision(boarding=Boarding(20))})
    assert evaluate(miniature_plan(), kept).gates.empty


def test_pupils_left_without_a_way_fail_the_third_gate():
    """v4's 5 pupils walk 2800 s; v2's 15 walk 800 s. s1 then has 134 pupils, grade 1 has 21 + 9 = 30."""
    frame = gates(p3=merge("s1"))
    assert states(frame) == ["pending", "pending", "fail", "pass", "pass"]
    way = frame.loc["BJ-22"]
    assert way["criterion_ids"] == ("gate_bj22",)
    assert way["evidence"] == {
        "moved_pupils": 20, "bus_pupils": 0, "boarding_pupils": 0, "over_limit_pupils": 5,
        "unreachable_pupils": 0, "unknown_pupils": 0,
    }  # fmt: skip
    assert frame.loc["BJ-24", "evidence"] == {"largest_class_pupils": 30, "largest_school_pupils": 134}
    assert frame.loc["BJ-20", "missing"] == ("gate_missing_parents",)


def test_a_bus_opens_it():
    frame = gates(p3=merge("s1", bus_seats=5))
    assert states(frame)[2:] == ["pass", "pass", "pass"]
    assert frame.loc["BJ-22", "evidence"]["bus_pupils"] == 5
    assert frame.loc["BJ-22", "missing"] == ("gate_missing_hazards",)    # told, though it decides nothing


def test_beds_missing_and_beds_unknown():
    boarding = {"s1": merge("s2-P"), "s2_P": Decision(boarding=Boarding(4))}
    short, unknown = gates(school="s1", **boarding), gates(school="s1", s1=merge("s2-P"))
    assert short.loc["BJ-23", "state"] == "fail"
    assert short.loc["BJ-23", "evidence"] == {"beds": 4, "boarders": 4}
    assert unknown.loc["BJ-23", "state"] == "pending"
    assert unknown.loc["BJ-23", "evidence"]["beds"] is None
    assert "gate_missing_beds" in unknown.loc["BJ-23", "missing"]


def test_a_large_class_fails_the_last_gate_and_unknown_classes_leave_it_open():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 50}), ("v2", "p3", False, {1: 6})])
    assert gates(plan, p3=merge("s1")).loc["BJ-24", "state"] == "fail"
    unknown = with_school(miniature_plan(), "s1", classes_g1=float("nan"))
    last = gates(unknown, p3=merge("s1")).loc["BJ-24"]
    assert (last["state"], last["missing"]) == ("pending", ("gate_missing_classes",))


def test_pupils_without_a_school_leave_every_computed_gate_open():
    frame = gates(school="s2-J", s2_J=merge())
    assert states(frame)[2:] == ["pending"] * 3
    assert all("gate_missing_receiver" in codes for codes in frame["missing"][2:])


def test_a_gate_whose_rule_is_off_is_not_passed():
    plan = miniature_plan()
    for name in ("gate_bj22", "large_class"):
        plan.rules["national"]["criteria"][name]["status"] = "存疑"
    frame = gates(plan, p3=merge("s1"))
    assert frame.loc["BJ-22", "state"] == "pending"
    assert "gate_missing_rule" in frame.loc["BJ-22", "missing"]
    assert frame.loc["BJ-24", "state"] == "pass"         # the other criteria of the gate still decide


@pytest.mark.parametrize("status", [LayoutStatus.SUSPEND, LayoutStatus.MERGE])
def test_every_way_of_closing_has_gates(status):
    decision = Decision(status, receiver_id="s1") if status is LayoutStatus.MERGE else Decision(status)
    assert len(gates(p3=decision)) == 5
    assert len(gates(school="s2-P", s2_P=point(1, 2, 3))) == 5


def test_no_way_at_all_fails():
    frame = gates(without_way(miniature_plan(), ("v4", "s1")), p3=merge("s1"))
    assert frame.loc["BJ-22", "state"] == "fail"
    assert frame.loc["BJ-22", "evidence"]["unreachable_pupils"] == 5


def test_in_json():
    told = evaluate(miniature_plan(), Scenario("方案", {"p3": merge("s1")})).to_dict()["gates"]
    assert [row["state"] for row in told] == ["pending", "pending", "fail", "pass", "pass"]


# ---- the parts, on three schools written down


def facts(*groups):
    """Groups of (before, after, pupils, by bus, boards, verdict) of three schools."""
    before, after, pupils, by_bus, boards, verdict = (np.array(part) for part in zip(*groups, strict=True))
    return SimpleNamespace(
        position=dict.fromkeys("abc"), before=before, after=after, pupils=pupils, by_bus=by_bus,
        boards=boards, verdict=verdict,
    )  # fmt: skip


def test_every_receiver_of_a_school_is_found_the_last_one_and_none_at_all():
    fine = (4, False, False, Verdict.WITHIN)
    moved = [(0, 2, *fine), (0, -1, *fine), (2, 1, *fine), (-1, 0, *fine), (1, -1, *fine), (2, 0, *fine)]
    assert _receivers(facts(*moved)) == {0: {2, -1}, 1: {-1}, 2: {0, 1}}


def test_who_leaves_each_school_and_how():
    told = _leaving(facts(
        (0, 1, 1, True, False, Verdict.WITHIN), (0, 2, 2, False, True, Verdict.OVER),
        (0, 2, 4, False, False, Verdict.UNREACHABLE), (0, 1, 8, False, False, Verdict.UNKNOWN),
        (0, -1, 16, False, False, Verdict.UNKNOWN), (2, 0, 32, False, False, Verdict.OVER),
        (-1, 0, 64, True, True, Verdict.OVER),
    ))  # fmt: skip
    assert told == {
        "moved_pupils": [31, 0, 32], "bus_pupils": [1, 0, 0], "boarding_pupils": [2, 0, 0],
        "over_limit_pupils": [2, 0, 32], "unreachable_pupils": [4, 0, 0], "unknown_pupils": [8, 0, 0],
    }  # fmt: skip


def test_of_several_receivers_the_largest_class_and_school_are_told():
    """v2's 15 go to s1, v4's 5 to s2-P: grade 1 has 27 at s1 and 13 at s2-P; 129 and 53 pupils."""
    split = merge("s1", settlement_receivers=(("v4", "s2-P"),))
    told = gates(p3=split).loc["BJ-24", "evidence"]
    assert told == {"largest_class_pupils": 27, "largest_school_pupils": 129}


@pytest.mark.parametrize(
    ("status", "state", "schools"),
    [
        (LayoutStatus.MERGE, GateState.FAIL, [0]), (LayoutStatus.MERGE, GateState.PASS, []),
        (LayoutStatus.RETAIN, GateState.FAIL, []), (LayoutStatus.SUSPEND, GateState.FAIL, [0]),
    ],
)  # fmt: skip
def test_what_people_said_stops_only_what_is_really_changed(status, state, schools):
    said = [Evidence("s1", PARENTS, state, against=3), Evidence("gone", PARENTS, state)]
    situation = SimpleNamespace(status=[status, LayoutStatus.MERGE])
    outcome = SimpleNamespace(scenario=SimpleNamespace(evidence=said), situation=situation)
    county = SimpleNamespace(school_code=lambda key: 0 if key == "s1" else -1)
    case = SimpleNamespace(outcome=outcome, county=county, rules={}, school=lambda code: "甲校")
    found = list(evidence_failures(case))
    assert [one.subject for one in found] == schools
    assert [one.value for one in found] == [3.0] * len(schools)
    assert all(one.is_new and one.part == PARENTS for one in found)
