"""The five cases in which no merger may be forced (BJ-20 … BJ-24), for every closed or converted school.

A gate is failed by a ``must`` finding of its rule that the plan causes at the school or its receivers. It
waits for evidence where something that decides it is not known, and as long as a pupil has no school. What
parents (BJ-20) and a hearing (BJ-21) said is evidence of people: no figure answers it, the scenario's
``evidence`` does. What people saw of the computed ones can only make those worse. Evidence that was taken for
another decision than stands now passes no gate until somebody confirms it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from gis.evaluation.evidence import CHANGING
from gis.evaluation.result import Finding
from gis.evaluation.schools import Load
from gis.layout import Evidence
from gis.layout import GateState as GateState
from gis.model import Mode
from gis.planning.classes import nanmax_rows
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.evidence import BEDS, HEARING, PARENTS, WAY
from gis.planning.journeys import Verdict, Way
from gis.planning.outcome import Outcome
from gis.planning.placing import Reason
from gis.planning.receivers import NOBODY
from gis.standards import Criterion, criteria, load_rules, read_once

CLASSES, BEDS_UNKNOWN = "BJ-24", "beds_unknown"
PEOPLE = {PARENTS: "gate_missing_parents", HEARING: "gate_missing_hearing"}
NOT_COMPUTED = {WAY: "gate_missing_hazards", BEDS: "gate_missing_meals"}     # told, but deciding nothing
UNCONFIRMED = "gate_missing_confirmation"
GATES = (PARENTS, HEARING, WAY, BEDS, CLASSES)
COLUMNS = ("school_id", "gate", "state", "evidence", "criterion_ids", "missing", "record")


@dataclass(frozen=True)
class Facts:
    """What the gates rest on: schools, and the groups of pupils who leave theirs.

    Attributes
    ----------
    position
        Of each school's id in the arrays about schools.
    changing
        Which schools the scenario closes or converts.
    beds, boarders, enrolment
        After; NaN = not known.
    largest
        Largest class after of the grades with pupils whose classes are known; NaN = none is.
    classes_unknown
        Whether classes of a grade with pupils are not known.
    before, after
        Position of each group's schools; -1 = none.
    pupils, by_bus, boards, verdict
        Of each group; :class:`gis.planning.journeys.Verdict` codes.
    """

    position: Mapping[str, int]
    changing: Bools
    beds: Floats
    boarders: Floats
    enrolment: Floats
    largest: Floats
    classes_unknown: Bools
    before: Ints
    after: Ints
    pupils: Ints
    by_bus: Bools
    boards: Bools
    verdict: Ints


def facts_of(outcome: Outcome, load: Load) -> Facts:
    """Return the facts of a scenario that is worked out."""
    moves, rooms = outcome.movement, load.after
    rows = moves.changed
    rows = rows[(moves.reason[rows] != Reason.STAY) | (moves.after[rows] == NOBODY)]
    taught = rooms.pupils > 0
    unknown: Bools = np.logical_or.reduce(taught & np.isnan(rooms.largest), axis=1)
    county, decisions = outcome.county, outcome.situation.decisions
    changing = np.zeros(len(county.school_ids), dtype=bool)
    changing[[code for code in decisions if outcome.situation.status[code] in CHANGING]] = True
    return Facts(
        position=county.memory.once("positions", lambda: _positions(county)),
        changing=changing,
        beds=outcome.situation.beds,
        boarders=load.boarders_after.astype(float),
        enrolment=rooms.enrolment,
        largest=nanmax_rows(np.where(taught, rooms.largest, np.nan)),
        classes_unknown=unknown,
        before=moves.before[rows],
        after=moves.after[rows],
        pupils=moves.pupils[rows],
        by_bus=moves.way_after[rows] == Way.SCHOOL_BUS,
        boards=moves.boards[rows],
        verdict=moves.verdict_after[rows],
    )


def _positions(county: County) -> dict[str, int]:
    return {str(key): code for code, key in enumerate(county.school_ids.tolist())}


def facts_of_tables(tables: Mapping[str, pd.DataFrame]) -> Facts:
    """Return the facts that ``schools``, ``school_grades`` and ``flows`` of an evaluation tell."""
    schools, grades, flows = tables["schools"], tables["school_grades"], tables["flows"]
    ids = pd.Index([str(one) for one in schools.index], dtype=object)
    leaving = flows[flows["moved"].astype(bool) | (flows["school_after"] == "")]
    taught = grades[grades["pupils_after"] > 0]
    at = ids.get_indexer(pd.Index(taught["school_id"].astype(str), dtype=object))
    classes = taught["largest_class_after"].to_numpy(dtype=float)
    largest = np.full((len(ids), len(taught)), np.nan)
    largest[at, np.arange(len(taught))] = classes
    words = {one.name.lower(): one.value for one in Verdict}
    before, after = (
        ids.get_indexer(pd.Index(leaving[side].astype(str), dtype=object)).astype(np.int64)
        for side in ("school_before", "school_after")
    )
    return Facts(
        position={key: code for code, key in enumerate(ids)},
        changing=schools["status"].astype(str).isin([one.value for one in CHANGING]).to_numpy(dtype=bool),
        beds=schools["beds_after"].to_numpy(dtype=float),
        boarders=schools["boarders_after"].to_numpy(dtype=float),
        enrolment=schools["enrolment_after"].to_numpy(dtype=float),
        largest=nanmax_rows(largest),
        classes_unknown=np.bincount(at, weights=np.isnan(classes), minlength=len(ids)) > 0,
        before=before,
        after=after,
        pupils=leaving["pupils"].to_numpy(),
        by_bus=(leaving["mode_after"].astype(str) == Mode.SCHOOL_BUS.value).to_numpy(dtype=bool),
        boards=leaving["boarding_after"].to_numpy(dtype=bool),
        verdict=np.array([words[str(one)] for one in leaving["verdict_after"]], dtype=np.int64),
    )


def gate_rows(
    facts: Facts,
    findings: Iterable[Finding],
    rules: Mapping[str, Any],
    school_ids: Sequence[str] | None = None,
    evidence: Iterable[Evidence] = (),
    unconfirmed: Collection[tuple[str, str]] = (),
) -> tuple[tuple[Any, ...], ...]:
    """Return the gates of the schools that a scenario closes or converts.

    Parameters
    ----------
    facts
        Of :func:`facts_of` or :func:`facts_of_tables`.
    findings
        The evaluation's findings.
    rules
        The plan's rules, with the year that was evaluated.
    school_ids
        The schools asked about; None = all that the scenario closes or converts.
    evidence
        What people said, the scenario's.
    unconfirmed
        School and gate of what was said of another decision (:func:`gis.planning.evidence.unconfirmed`).

    Returns
    -------
    tuple
        One row of :data:`COLUMNS` per school and gate: ``school_id, gate, state`` (of :class:`GateState`),
        ``evidence`` (numbers by name; None = not known), ``criterion_ids`` (the criteria that decide it:
        those not met, else all of the gate), ``missing`` (codes of sentences: what nobody knows yet),
        ``record`` (what people said, as :func:`told_of`; {} = nothing).
    """
    if school_ids is None:
        changing = facts.changing.tolist()
        school_ids = [key for key, code in facts.position.items() if changing[code]]
    gates = _Gates(facts, findings, rules, evidence, unconfirmed)
    return tuple(row for school_id in school_ids for row in gates.rows(school_id))


def gate_frame(rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Return rows of :func:`gate_rows` as a frame with :data:`COLUMNS`."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def told_of(evidence: Evidence) -> dict[str, Any]:
    """Return what people said as plain values; what says nothing is left out."""
    told = {name: value for name, value in asdict(evidence).items() if value not in ("", None)}
    return {name: value for name, value in told.items() if name not in ("school_id", "gate")}


def _criteria_of_gates(rules: Mapping[str, Any]) -> dict[str, dict[str, Criterion]]:
    found: dict[str, dict[str, Criterion]] = {gate: {} for gate in GATES}
    for key, rule in criteria(rules).items():
        for gate in rule.rule.split(", "):
            if gate in found:
                found[gate][key] = rule
    return found


def _decided(rules: Mapping[str, Mapping[str, Criterion]]) -> dict[str, bool]:
    """Return which gates have a criterion that decides them."""
    return {
        gate: any(rule.force == "must" and rule.in_force for rule in found.values())
        for gate, found in rules.items()
    }


class _Gates:
    """Findings by subject, criteria by gate, groups by the school they leave."""

    def __init__(
        self, facts: Facts, findings: Iterable[Finding], rules: Mapping[str, Any],
        evidence: Iterable[Evidence], unconfirmed: Collection[tuple[str, str]],
    ) -> None:  # fmt: skip
        self._unconfirmed = unconfirmed
        self._said = {(one.school_id, one.gate): one for one in evidence}
        self._facts, self._ids = facts, list(facts.position)
        self._rules = read_once(rules, "gates", lambda: _criteria_of_gates(rules or load_rules()))
        asked = {BEDS_UNKNOWN, *itertools.chain.from_iterable(self._rules.values())}
        self._by_subject: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.criterion_id in asked and not finding.in_baseline:
                self._by_subject.setdefault(finding.subject_id, []).append(finding)
        self._decided = read_once(rules, "gates decided", lambda: _decided(self._rules))
        self._beds_after, self._boarders = facts.beds.tolist(), facts.boarders.tolist()
        self._largest, self._enrolment = facts.largest.tolist(), facts.enrolment.tolist()
        self._receivers, self._leave = _receivers(facts), _leaving(facts)

    def rows(self, school_id: str) -> list[tuple[Any, ...]]:
        code = self._facts.position.get(school_id, NOBODY)
        after = self._receivers.get(code, set())
        receivers = sorted(after - {NOBODY, code}, key=self._ids.__getitem__)
        computed = {
            WAY: self._ways(code), BEDS: self._beds(receivers), CLASSES: self._classes(receivers),
        }  # fmt: skip
        rows = [self._asked(school_id, gate, code) for gate, code in PEOPLE.items()]
        found = self._at([school_id, *(self._ids[one] for one in receivers)])
        for gate, (evidence, missing) in computed.items():
            if NOBODY in after:
                missing.append("gate_missing_receiver")
            verdict = self._judge(gate, found, missing)
            rows.append(self._looked_at(school_id, gate, evidence, *verdict))
        return rows

    def _asked(self, school_id: str, gate: str, code: str) -> tuple[Any, ...]:
        """Return a gate that only people can answer."""
        said = self._said.get((school_id, gate))
        if said is None:
            return school_id, gate, GateState.PENDING, {}, (), (code,), {}
        state, missing = said.state, (code,) if said.state is GateState.PENDING else ()
        if (school_id, gate) in self._unconfirmed:
            missing = (*missing, UNCONFIRMED)
            state = GateState.PENDING if state is GateState.PASS else state
        return school_id, gate, state, {}, tuple(self._rules[gate]), missing, told_of(said)

    def _looked_at(
        self, school_id: str, gate: str, evidence: dict[str, Any], state: GateState,
        criterion_ids: tuple[str, ...], missing: tuple[str, ...],
    ) -> tuple[Any, ...]:  # fmt: skip
        """Return a computed gate; what people saw makes it worse, or fills in what no figure tells."""
        said = self._said.get((school_id, gate))
        if said is None:
            return school_id, gate, state, evidence, criterion_ids, missing, {}
        is_confirmed = (school_id, gate) not in self._unconfirmed
        if is_confirmed and said.state is not GateState.PENDING:
            missing = tuple(code for code in missing if code != NOT_COMPUTED.get(gate))
        elif state is GateState.PASS:
            state = GateState.PENDING
        missing = missing if is_confirmed else (*missing, UNCONFIRMED)
        return school_id, gate, state, evidence, criterion_ids, missing, told_of(said)

    def _judge(
        self, gate: str, findings: list[Finding], missing: list[str]
    ) -> tuple[GateState, tuple[str, ...], tuple[str, ...]]:
        """Return state, criteria and what is missing."""
        rules = self._rules[gate]
        found = [f for f in findings if f.criterion_id in rules]
        failed = [f for f in found if f.force == "must"]
        waits = [*missing]
        if not self._decided[gate]:
            waits.append("gate_missing_rule")
        if found and not failed and not waits:
            waits.append("gate_missing_facts")
        state = GateState.FAIL if failed else GateState.PENDING if waits else GateState.PASS
        ids = dict.fromkeys(f.criterion_id for f in failed) or rules
        told = [*waits, *([NOT_COMPUTED[gate]] if gate in NOT_COMPUTED else [])]
        return state, tuple(ids), tuple(told)

    def _at(self, subjects: list[str]) -> list[Finding]:
        return [finding for one in subjects for finding in self._by_subject.get(one, ())]

    def _beds(self, receivers: list[int]) -> tuple[dict[str, Any], list[str]]:
        beds = [self._beds_after[one] for one in receivers]
        evidence = {
            "beds": None if any(map(math.isnan, beds)) else math.fsum(beds),
            "boarders": math.fsum(self._boarders[one] for one in receivers),
        }
        named = [self._ids[one] for one in receivers]
        unknown = any(f.criterion_id == BEDS_UNKNOWN for f in self._at(named))
        return evidence, ["gate_missing_beds"] if unknown else []

    def _classes(self, receivers: list[int]) -> tuple[dict[str, Any], list[str]]:
        known = [self._largest[one] for one in receivers if not math.isnan(self._largest[one])]
        evidence = {
            "largest_class_pupils": max(known, default=None),
            "largest_school_pupils": max((self._enrolment[one] for one in receivers), default=None),
        }
        unknown = any(self._facts.classes_unknown[one] for one in receivers)
        return evidence, ["gate_missing_classes"] if unknown else []

    def _ways(self, code: int) -> tuple[dict[str, Any], list[str]]:
        """Return how the pupils who leave get to school, and whether some of their ways are unknown."""
        evidence = {name: pupils[code] if code >= 0 else 0.0 for name, pupils in self._leave.items()}
        return evidence, ["gate_missing_positions"] if evidence["unknown_pupils"] else []


def _receivers(facts: Facts) -> dict[int, set[int]]:
    """Return where the pupils who leave each school go, -1 = nowhere."""
    found: dict[int, set[int]] = {}
    known, ways = facts.before >= 0, len(facts.position) + 1
    for pair in np.unique(facts.before[known] * ways + facts.after[known] + 1).tolist():
        found.setdefault(pair // ways, set()).add(pair % ways - 1)
    return found


def _leaving(facts: Facts) -> dict[str, list[float]]:
    """Return the pupils who leave each school, and how they get to the new one."""
    verdict = facts.verdict
    chosen = {
        "moved": np.ones(len(verdict), dtype=bool),
        "bus": facts.by_bus,
        "boarding": facts.boards,
        "over_limit": verdict == Verdict.OVER,
        "unreachable": verdict == Verdict.UNREACHABLE,
        "unknown": (verdict == Verdict.UNKNOWN) & (facts.after != NOBODY),
    }
    known, schools = facts.before >= 0, len(facts.position)
    before, pupils = facts.before[known], facts.pupils[known]
    return {
        f"{name}_pupils": np.bincount(before, weights=pupils * rows[known], minlength=schools)
        .astype(float).tolist()
        for name, rows in chosen.items()
    }  # fmt: skip
