"""Findings in print, and the five questions of 国办发〔2012〕48号 for one changed school."""

from __future__ import annotations

from collections.abc import Iterable

from gis.evaluation.result import Evaluation, Finding
from gis.messages import describe
from gis.model import Plan
from gis.report.rows import Row
from gis.report.schools import receivers_of
from gis.report.words import NOTHING, full_width, sentence, word
from gis.standards import criterion, load_rules

FORCES = ("must", "should", "info")
EVIDENCE_OF_PEOPLE = {"BJ-20": "以家长意见台账为准。", "BJ-21": "以听证记录为准。"}
COMPUTED = {
    "BJ-22": "按测算结果；途中安全隐患没有数据，须实地取证。",
    "BJ-23": "按床位数；食堂就餐条件没有数据，须实地取证。",
    "BJ-24": "按接收学校调整后的在校生和班额。",
}


def finding_row(finding: Finding) -> Row:
    """Return a finding in print: who, what, on which ground, with which force."""
    document = full_width(finding.document + finding.article) or NOTHING
    return {
        "subject": finding.subject_name or NOTHING,
        "what": sentence(describe(finding.message_code, finding.values).what),
        "ground": document if finding.verified else f"{document}（待核）",
        "force": word("force", finding.force) + ("（现状已有）" if finding.in_baseline else ""),
        "alarm": finding.force == "must" and not finding.in_baseline,
    }


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the plan's own findings first, the strongest first."""
    return sorted(
        findings, key=lambda f: (f.in_baseline, FORCES.index(f.force), f.criterion_id, f.subject_name)
    )


def school_findings(plan: Plan, evaluation: Evaluation, school_id: str) -> list[Row]:
    """Return what concerns one changed school: itself, its receivers, its villages' way to them."""
    flows = evaluation.flows
    moved = flows[(flows["school_before"] == school_id) & flows["moved"].astype(bool)]
    schools = {school_id, *receivers_of(evaluation, school_id)}
    names = {str(name) for name in plan.schools.loc[sorted(schools), "name"]}
    villages = set(moved["settlement_id"].astype(str))

    def concerns(finding: Finding) -> bool:
        if finding.subject_kind == "school":
            hint_of_before = finding.in_baseline and finding.force == "info"
            return finding.subject_id in schools and not hint_of_before
        on_the_way = finding.subject_id in villages and finding.values.get("school") in names
        return on_the_way and not finding.in_baseline

    return [finding_row(finding) for finding in sorted_findings(filter(concerns, evaluation.findings))]


def gate_results(plan: Plan, evaluation: Evaluation, school_id: str) -> list[Row]:
    """Return the five gates of one school with result and ground.

    A gate fails by a ``must`` finding of its rule that the plan causes at the school or its receivers; it
    waits for evidence where data is missing, and as long as a pupil has no school. BJ-20 and BJ-21 are
    evidence of people and always wait.
    """
    schools = {school_id, *receivers_of(evaluation, school_id)}
    new = [f for f in evaluation.findings if f.subject_id in schools and not f.in_baseline]
    rows = [_gate_row(gate, "pending", ground) for gate, ground in EVIDENCE_OF_PEOPLE.items()]
    unassigned = _has_unassigned(evaluation, school_id)
    for gate, ground in COMPUTED.items():
        result = _result([f for f in new if gate in _rules(plan, f)])
        if unassigned and result == "pass":
            rows.append(_gate_row(gate, "pending", "有学生去向未落实，无法核对。"))
        else:
            rows.append(_gate_row(gate, result, ground))
    return rows


def _has_unassigned(evaluation: Evaluation, school_id: str) -> bool:
    flows = evaluation.flows
    return bool(((flows["school_before"] == school_id) & (flows["school_after"] == "")).any())


def _rules(plan: Plan, finding: Finding) -> list[str]:
    return criterion(plan.rules or load_rules(), finding.criterion_id).rule.split(", ")


def _result(findings: list[Finding]) -> str:
    if any(f.force == "must" for f in findings):
        return "fail"
    return "pending" if findings else "pass"


def _gate_row(gate: str, result: str, ground: str) -> Row:
    return {
        "name": word("gate", gate),
        "result": word("gate_result", result),
        "ground": ground,
        "alarm": result == "fail",
    }
