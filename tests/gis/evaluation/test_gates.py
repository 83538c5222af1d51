"""Gates BJ-20 … BJ-24 of closed and converted schools, on the county that can be worked out by hand."""

import pytest
from miniature import merge, miniature_plan, point, with_school, without_way

from gis.evaluation import evaluate
from gis.layout import Boarding, Decision, LayoutStatus, Scenario
from gis.messages import describe


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
