"""Findings in print, and the five questions of 国办发〔2012〕48号 for one changed school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gis.evaluation.evidence import record_words
from gis.evaluation.result import Evaluation, Finding
from gis.layout import Evidence, GateState
from gis.messages import describe
from gis.model import Plan
from gis.report.rows import Row
from gis.report.schools import receivers_of
from gis.report.words import NOTHING, filled, full_width, is_known, number, sentence, word
from gis.standards import NATIONAL

FORCES = ("must", "should", "info")
COMPUTED = "gate_computed"
RECORD = "取证记录"


def finding_row(finding: Finding) -> Row:
    """Return a finding in print: who, what, on which ground, with which force."""
    return {
        "subject": finding.subject_name or NOTHING,
        "what": sentence(describe(finding.message_code, finding.values).what),
        "cures": cure_words(finding),
        "ground": finding_ground(finding),
        "force": word("force", finding.force) + ("（现状已有）" if finding.in_baseline else ""),
        "alarm": finding.force == "must" and not finding.in_baseline,
    }


def finding_ground(finding: Finding) -> str:
    """Return the document of a finding's rule, whose rule it is where not the nation's, and 待核."""
    document = full_width(finding.document + finding.article) or NOTHING
    layer = word("layer", finding.layer) if finding.layer not in ("", NATIONAL) else ""
    marks = [mark for mark in (f"{layer}规定" if layer else "", "" if finding.verified else "待核") if mark]
    return f"{document}（{'，'.join(marks)}）" if marks else document


def cure_words(finding: Finding) -> str:
    """Return what would make a finding go away: every way with its own amount, joined; the dash if none."""
    told = [sentence(describe(cure.message_code, cure.values).what).rstrip("。") for cure in finding.cures]
    if len(told) < 2:
        return "".join(f"{one}。" for one in told) or NOTHING
    return "；或".join(told) + "。"


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


def gate_results(evaluation: Evaluation, school_id: str) -> list[Row]:
    """Return the five gates of one closed or converted school with result and ground; no rows for others."""
    found = evaluation.gates
    own = found[found["school_id"] == school_id]
    columns = (own[name] for name in ("gate", "state", "missing", "evidence", "record"))
    return [
        _gate_row(str(gate), GateState(state), missing, evidence, record)
        for gate, state, missing, evidence, record in zip(*columns, strict=True)
    ]


def _gate_row(
    gate: str, state: GateState, missing: tuple[str, ...], evidence: Mapping[str, Any],
    record: Mapping[str, Any],
) -> Row:  # fmt: skip
    computed = () if record else (COMPUTED,)
    told = "".join(sentence(describe(code, {}).what) for code in missing or computed)
    if record:
        told += sentence(f"{RECORD}：{record_words(Evidence('', gate, **record))}")
    figures = "，".join(
        filled("evidence", name, n=number(value))
        for name, value in evidence.items()
        if is_known(value) and value
    )
    return {
        "name": word("gate", gate),
        "result": word("gate_result", state.value),
        "ground": f"{figures}。{told}" if figures else told,
        "alarm": state is GateState.FAIL,
    }
