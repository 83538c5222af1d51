"""What people said against a closing or conversion, as a finding: no merger may be forced (BJ-20 … BJ-23)."""

from __future__ import annotations

from collections.abc import Iterator

from gis.evaluation.failures import Case, Failure
from gis.layout import Evidence, GateState, LayoutStatus
from gis.messages import describe
from gis.planning.evidence import BEDS, HEARING, PARENTS, WAY
from gis.standards import criterion, load_rules

MESSAGE = "finding_gate_people"
CRITERIA = {PARENTS: "gate_bj20", HEARING: "gate_bj21", WAY: "gate_bj22", BEDS: "gate_bj23"}
CHANGING = (
    LayoutStatus.MERGE, LayoutStatus.TEACHING_POINT, LayoutStatus.PHASE_OUT, LayoutStatus.SUSPEND,
)  # fmt: skip


def evidence_failures(case: Case) -> Iterator[Failure]:
    """Return the evidence that stops the closing or conversion of a school, where the scenario does that."""
    for one in case.outcome.scenario.evidence:
        school = case.county.school_code(one.school_id)
        if one.state is not GateState.FAIL or school < 0:
            continue
        if case.outcome.situation.status[school] not in CHANGING:
            continue
        name = CRITERIA[one.gate]
        rule = case.rules.get(name) or criterion(load_rules(), name)    # rules of before it was there
        values = {
            "school": case.school(school), "about": rule.name, "record": record_words(one),
            "document": rule.document,
        }  # fmt: skip
        value = None if one.against is None else float(one.against)
        yield Failure(rule, "school", school, MESSAGE, value, values, part=one.gate, is_new=True)


def record_words(evidence: Evidence, language: str = "zh") -> str:
    """Return the record that evidence rests on, in words: document, day, office, counts."""

    def told(part: str, value: object) -> str:
        return describe(f"evidence_{part}", {part: value}, language).what if value not in (None, "") else ""

    counts = ("asked", evidence.asked), ("against", evidence.against)
    parts = [evidence.document, evidence.date, told("office", evidence.office)]
    parts += [told(*count) for count in counts if evidence.asked is not None]
    mark = "，" if language == "zh" else ", "
    record = mark.join(filter(None, (*parts, evidence.note)))
    return record or describe("evidence_no_document", {}, language).what
