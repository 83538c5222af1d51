"""The five cases in which no merger may be forced (BJ-20 … BJ-24), for every closed or converted school.

A gate is failed by a ``must`` finding of its rule that the plan causes at the school or its receivers. It
waits for evidence where something that decides it is not known, and as long as a pupil has no school. What
parents (BJ-20) and a hearing (BJ-21) said is evidence of people: no figure answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import pandas as pd

from gis.evaluation.result import Finding
from gis.model import LayoutStatus, Mode
from gis.standards import Criterion, criteria, load_rules

PARENTS, HEARING, WAY, BEDS, CLASSES = "BJ-20", "BJ-21", "BJ-22", "BJ-23", "BJ-24"
PEOPLE = {PARENTS: "gate_missing_parents", HEARING: "gate_missing_hearing"}
NOT_COMPUTED = {WAY: "gate_missing_hazards", BEDS: "gate_missing_meals"}     # told, but deciding nothing
GATES = (PARENTS, HEARING, WAY, BEDS, CLASSES)
CHANGING = (
    LayoutStatus.MERGE, LayoutStatus.TEACHING_POINT, LayoutStatus.PHASE_OUT, LayoutStatus.SUSPEND,
)  # fmt: skip
COLUMNS = ("school_id", "gate", "state", "evidence", "criterion_ids", "missing")


class GateState(StrEnum):
    """What is known of a gate."""

    PASS = "pass"
    FAIL = "fail"
    PENDING = "pending"


def gate_frame(
    tables: Mapping[str, pd.DataFrame],
    findings: Iterable[Finding],
    rules: Mapping[str, Any],
    school_ids: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the gates of the schools that a scenario closes or converts.

    Parameters
    ----------
    tables
        ``schools``, ``school_grades`` and ``flows`` of an evaluation.
    findings
        Its findings.
    rules
        The plan's rules, with the year that was evaluated.
    school_ids
        The schools asked about; None = all that the scenario closes or converts.

    Returns
    -------
    pandas.DataFrame
        One row per school and gate: ``school_id, gate, state`` (of :class:`GateState`), ``evidence`` (numbers
        by name; None = not known), ``criterion_ids`` (the criteria that decide it: those not met, else all of
        the gate), ``missing`` (codes of sentences: what nobody knows yet).
    """
    schools = tables["schools"]
    if school_ids is None:
        changing = schools["status"].astype(str).isin([status.value for status in CHANGING])
        school_ids = [str(one) for one in schools.index[changing]]
    gates = _Gates(tables, findings, rules)
    rows = [row for school_id in school_ids for row in gates.rows(school_id)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


class _Gates:
    """Findings by subject, criteria by gate, flows by the school they leave."""

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], findings: Iterable[Finding], rules: Mapping[str, Any]
    ) -> None:
        self._schools, self._grades = tables["schools"], tables["school_grades"]
        flows = tables["flows"]
        leaving = flows[flows["moved"].astype(bool) | (flows["school_after"] == "")]
        self._leaving = dict(list(leaving.groupby(leaving["school_before"].astype(str), sort=False)))
        self._nobody = leaving.iloc[:0]
        self._by_subject: dict[str, list[Finding]] = {}
        for finding in findings:
            if not finding.in_baseline:
                self._by_subject.setdefault(finding.subject_id, []).append(finding)
        self._rules: dict[str, dict[str, Criterion]] = {gate: {} for gate in GATES}
        for key, rule in criteria(rules or load_rules()).items():
            for gate in rule.rule.split(", "):
                if gate in self._rules:
                    self._rules[gate][key] = rule

    def rows(self, school_id: str) -> list[tuple[Any, ...]]:
        leaving = self._leaving.get(school_id, self._nobody)
        receivers = sorted({str(one) for one in leaving["school_after"]} - {"", school_id})
        computed = {
            WAY: _ways(leaving), BEDS: self._beds(receivers), CLASSES: self._classes(receivers),
        }  # fmt: skip
        rows: list[tuple[Any, ...]] = [
            (school_id, gate, GateState.PENDING, {}, (), (code,)) for gate, code in PEOPLE.items()
        ]
        for gate, (evidence, missing) in computed.items():
            if (leaving["school_after"] == "").any():
                missing.append("gate_missing_receiver")
            verdict = self._judge(gate, [school_id, *receivers], missing)
            rows.append((school_id, gate, verdict[0], evidence, *verdict[1:]))
        return rows

    def _judge(
        self, gate: str, subjects: list[str], missing: list[str]
    ) -> tuple[GateState, tuple[str, ...], tuple[str, ...]]:
        """Return state, criteria and what is missing."""
        rules = self._rules[gate]
        found = [f for f in self._at(subjects) if f.criterion_id in rules]
        failed = [f for f in found if f.force == "must"]
        waits = [*missing]
        if not any(rule.force == "must" and rule.in_force for rule in rules.values()):
            waits.append("gate_missing_rule")
        if found and not failed and not waits:
            waits.append("gate_missing_facts")
        state = GateState.FAIL if failed else GateState.PENDING if waits else GateState.PASS
        ids = dict.fromkeys(f.criterion_id for f in failed) or rules
        told = [*waits, *([NOT_COMPUTED[gate]] if gate in NOT_COMPUTED else [])]
        return state, tuple(ids), tuple(told)

    def _at(self, subjects: list[str]) -> list[Finding]:
        return [finding for one in subjects for finding in self._by_subject.get(one, ())]

    def _beds(self, receivers: list[str]) -> tuple[dict[str, Any], list[str]]:
        table = self._schools.loc[receivers]
        beds = table["beds_after"].astype(float)
        evidence = {
            "beds": float(beds.sum()) if beds.notna().all() else None,
            "boarders": float(table["boarders_after"].sum()),
        }
        unknown = any(f.criterion_id == "beds_unknown" for f in self._at(receivers))
        return evidence, ["gate_missing_beds"] if unknown else []

    def _classes(self, receivers: list[str]) -> tuple[dict[str, Any], list[str]]:
        grades = self._grades[self._grades["school_id"].isin(receivers) & (self._grades["pupils_after"] > 0)]
        largest = grades["largest_class_after"].astype(float)
        pupils = self._schools.loc[receivers, "enrolment_after"]
        evidence = {
            "largest_class_pupils": float(largest.max()) if largest.notna().any() else None,
            "largest_school_pupils": float(pupils.max()) if len(pupils) else None,
        }
        return evidence, ["gate_missing_classes"] if largest.isna().any() else []


def _ways(leaving: pd.DataFrame) -> tuple[dict[str, Any], list[str]]:
    """Return how the pupils who leave get to school, and whether some of their ways are unknown."""
    pupils, mode = leaving["pupils"], leaving["mode_after"].astype(str)
    unknown = (leaving["verdict_after"] == "unknown") & (leaving["school_after"] != "")

    def total(chosen: pd.Series[bool]) -> float:
        return float(pupils[chosen].sum())

    evidence = {
        "moved_pupils": float(pupils.sum()),
        "bus_pupils": total(mode == Mode.SCHOOL_BUS.value),
        "boarding_pupils": total(leaving["boarding_after"].astype(bool)),
        "over_limit_pupils": total(leaving["verdict_after"] == "over"),
        "unreachable_pupils": total(leaving["verdict_after"] == "unreachable"),
        "unknown_pupils": total(unknown),
    }
    return evidence, ["gate_missing_positions"] if unknown.any() else []
