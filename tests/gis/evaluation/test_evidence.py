"""Gates that only people can answer: what they said, by plan and school, decides BJ-20 and BJ-21."""

from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, point

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.evaluation.derivation import Deriver
from gis.evaluation.evidence import record_words
from gis.layout import Evidence, GateState, Scenario
from gis.messages import describe
from gis.planning.evidence import clear_evidence, set_evidence, unconfirmed
from gis.planning.patches import effective
from gis.report.grounds import gate_results

CLOSES = Scenario("并", {"p3": merge("s2-P", bus_seats=20)})
HEARD = Evidence("p3", "BJ-21", GateState.PASS, "听证会报告", "2022-06-01", "甲镇中心校", asked=13, against=2)


def told(*evidence, scenario=CLOSES):
    for one in evidence:
        scenario = set_evidence(scenario, one)
    evaluation = evaluate(miniature_plan(), scenario)
    return evaluation, evaluation.gates[evaluation.gates["school_id"] == "p3"].set_index("gate")


def test_what_people_said_answers_the_gate_and_is_printed():
    evaluation, gates = told(HEARD)
    assert (gates.loc["BJ-21", "state"], gates.loc["BJ-20", "state"]) == ("pass", "pending")
    assert gates.loc["BJ-21", "missing"] == ()
    (shown,) = [row for row in evaluation.to_dict()["gates"] if row["gate"] == "BJ-21"]
    assert shown["record"] == {
        "state": "pass", "document": "听证会报告", "date": "2022-06-01", "office": "甲镇中心校", "asked": 13,
        "against": 2, "decision": "status=merge; receiver_id=s2-P; bus_seats=20",
    }  # fmt: skip
    printed = next(row for row in gate_results(evaluation, "p3") if "听证" in row["name"])
    assert printed["result"] == "通过"
    for words in ("听证会报告", "2022-06-01", "征求 13，反对 2"):
        assert words in printed["ground"]
    english = record_words(HEARD, "en")
    assert english == "听证会报告, 2022-06-01, taken down by 甲镇中心校, 13 asked, 2 against"
    assert record_words(Evidence("p3", "BJ-21", GateState.PASS), "en") == "no document named"
    counts = {one.name: one.value for one in Deriver(evaluation).derive("gates.p3.BJ-21").inputs}
    assert counts == {"input_asked": 13, "input_against": 2}
    assert not [one for one in evaluation.own_findings if one.criterion_id == "gate_bj21"]


@pytest.mark.parametrize(("gate", "criterion"), [("BJ-20", "gate_bj20"), ("BJ-22", "gate_bj22")])
def test_a_majority_against_it_stops_the_merger(gate, criterion):
    against = Evidence("p3", gate, GateState.FAIL, "家长意见汇总", asked=15, against=8)
    evaluation, gates = told(against)
    assert gates.loc[gate, "state"] == "fail"
    (finding,) = [one for one in evaluation.own_findings if one.message_code == "finding_gate_people"]
    assert (finding.criterion_id, finding.force, finding.subject_id) == (criterion, "must", "p3")
    assert (evaluation.blocks, finding.value) == (True, 8)
    assert [one.kind for one in finding.cures] == ["retain"]
    for language in ("zh", "en"):
        assert "{" not in describe(finding.message_code, finding.values, language).what
    stays, _ = told(against, scenario=Scenario("留"))         # nobody closes it: nothing is stopped
    assert not [one for one in stays.own_findings if one.message_code == "finding_gate_people"]


def test_what_people_saw_makes_a_computed_gate_only_worse():
    """All 20 pupils ride; without a bus BJ-22 fails by the figures, whatever somebody wrote down."""
    seen = Evidence("p3", "BJ-22", GateState.PASS, "路线踏勘记录")
    before, after = told()[1].loc["BJ-22"], told(seen)[1].loc["BJ-22"]
    assert (before["state"], after["state"]) == ("pass", "pass")
    assert "gate_missing_hazards" in before["missing"]
    assert after["missing"] == ()
    assert told(replace(seen, state=GateState.PENDING))[1].loc["BJ-22", "state"] == "pending"
    on_foot = Scenario("步行", {"p3": merge("s2-P")})
    assert told(seen, scenario=on_foot)[1].loc["BJ-22", "state"] == "fail"


def test_what_was_said_of_another_decision_waits_until_it_is_confirmed():
    """A pass waits; a majority against it stays one; saving it again takes it for today's decision."""
    said = set_evidence(CLOSES, HEARD)

    def with_decision(evidence=said.evidence, **changes):
        decided = replace(CLOSES.decisions["p3"], **changes)
        return replace(said, decisions={"p3": decided}, evidence=evidence)

    for changes in ({"receiver_id": "s1"}, {"year": 2023}, {"settlement_receivers": (("v1", "s1"),)}):
        assert list(unconfirmed(with_decision(**changes))) == [("p3", "BJ-21")]
    assert list(unconfirmed(with_decision(note="另"))) == []
    assert list(unconfirmed(with_decision((HEARD,)))) == [("p3", "BJ-21")], "nobody noted for which"
    other = with_decision(receiver_id="s1")
    gates = evaluate(miniature_plan(), other).gates.set_index("gate").loc["BJ-21"]
    assert (gates["state"], gates["missing"]) == ("pending", ("gate_missing_confirmation",))
    assert told(HEARD, scenario=other)[1].loc["BJ-21", "state"] == "pass"
    against = set_evidence(CLOSES, replace(HEARD, state=GateState.FAIL, against=9)).evidence
    still = evaluate(miniature_plan(), with_decision(against, receiver_id="s1"))
    assert still.gates.set_index("gate").loc["BJ-21", "state"] == "fail"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"gate": "BJ-24"}, "evidence_gate_unknown"),
        ({"date": "2022-13-01"}, "evidence_date_wrong"),
        ({"against": 14}, "evidence_counts_wrong"),
        ({"asked": None}, "evidence_counts_wrong"),
        ({"against": 7}, "evidence_contradicts"),
        ({"document": " "}, "evidence_without_document"),
    ],
)
def test_what_claims_more_than_it_shows_is_refused(changes, code):
    with pytest.raises(InputError) as caught:
        set_evidence(CLOSES, replace(HEARD, **changes))
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert "{" not in describe(code, caught.value.values, language).what


def test_evidence_goes_with_the_patch():
    base = set_evidence(CLOSES, HEARD)
    later = replace(HEARD, state=GateState.FAIL, against=9)
    patch = set_evidence(Scenario("改", {"s1": point(1, 2)}, base="并"), later)
    plan = miniature_plan(scenarios=[base, patch])
    assert [one.state for one in effective(plan, "改").evidence] == [GateState.FAIL]
    assert clear_evidence(base, "p3", "BJ-21").evidence == ()
