"""Findings in print, and the five questions of 国办发〔2012〕48号 for one changed school."""

from __future__ import annotations

from collections.abc import Iterable

from gis.evaluation.gates import GateState, gate_frame
from gis.evaluation.result import Evaluation, Finding
from gis.messages import describe
from gis.model import Plan
from gis.report.rows import Row
from gis.report.schools import receivers_of
from gis.report.words import NOTHING, full_width, sentence, word
from gis.standards import in_year, load_rules

FORCES = ("must", "should", "info")
COMPUTED = "gate_computed"


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
    """Return the five gates of one school with result and ground (:mod:`gis.evaluation.gates`)."""
    rules = in_year(plan.rules or load_rules(), evaluation.school_year)
    tables = {
        "schools": evaluation.schools, "school_grades": evaluation.school_grades, "flows": evaluation.flows
    }
    found = gate_frame(tables, evaluation.findings, rules, [school_id])
    return [
        _gate_row(str(gate), GateState(state), missing)
        for gate, state, missing in zip(found["gate"], found["state"], found["missing"], strict=True)
    ]


def _gate_row(gate: str, state: GateState, missing: tuple[str, ...]) -> Row:
    return {
        "name": word("gate", gate),
        "result": word("gate_result", state.value),
        "ground": "".join(describe(code, {}).what for code in missing or (COMPUTED,)),
        "alarm": state is GateState.FAIL,
    }
