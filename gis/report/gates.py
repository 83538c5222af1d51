"""The five questions of 国办发〔2012〕48号 for one changed school: 通过, 不通过 or 待取证."""

from __future__ import annotations

from gis.evaluation.result import Evaluation, Finding
from gis.model import Plan
from gis.report.words import full_width, word
from gis.standards import criterion, load_rules

EVIDENCE_OF_PEOPLE = {"BJ-20": "以家长意见台账为准。", "BJ-21": "以听证记录为准。"}
COMPUTED = {
    "BJ-22": "只核对路程、通路和已提供的校车、床位;途中安全隐患须实地取证。",
    "BJ-23": "只核对床位;食堂就餐条件须实地取证。",
    "BJ-24": "只核对接收学校的规模和班额。",
}


def gate_results(plan: Plan, evaluation: Evaluation, school_id: str) -> list[dict[str, str]]:
    """Return the five gates of one school with result and ground.

    A gate fails by a ``must`` finding of its rule that the plan causes at the school or its receivers; it
    waits for evidence where data is missing. BJ-20 and BJ-21 are evidence of people and always wait.
    """
    subjects = _concerned(evaluation, school_id)
    results = [_row(gate, "pending", ground) for gate, ground in EVIDENCE_OF_PEOPLE.items()]
    for gate, ground in COMPUTED.items():
        findings = [
            f for f in evaluation.findings
            if f.subject_id in subjects and not f.in_baseline and gate in _rules(plan, f)
        ]
        results.append(_row(gate, _result(findings), ground))
    return results


def _concerned(evaluation: Evaluation, school_id: str) -> set[str]:
    own = evaluation.flows[evaluation.flows["school_before"] == school_id]
    moved = own[own["moved"].astype(bool)]
    return {school_id, *moved["school_after"].astype(str)} - {""}


def _rules(plan: Plan, finding: Finding) -> list[str]:
    return criterion(plan.rules or load_rules(), finding.criterion_id).rule.split(", ")


def _result(findings: list[Finding]) -> str:
    if any(f.force == "must" for f in findings):
        return "fail"
    return "pending" if findings else "pass"


def _row(gate: str, result: str, ground: str) -> dict[str, str]:
    return {
        "id": gate, "name": word("gate", gate), "result": word("gate_result", result), "ground": full_width(ground),
        "alarm": "1" if result == "fail" else "",
    }
