"""Scenarios as rows of a plan file: the scenarios themselves, their decisions and their locks.

Sites, edits to the roads and what must not be crossed have shapes: they are layers
(:mod:`gis.io.scenariolayers`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gis.layout import (
    BASELINE,
    Boarding,
    Decision,
    Evidence,
    Expansion,
    GateState,
    LayoutStatus,
    Locks,
    Policy,
    Scenario,
    SchoolLock,
    Trigger,
)

SCENARIO_TABLES: dict[str, dict[str, str]] = {
    "scenarios": {
        "name": "TEXT",
        "note": "TEXT",
        "base": "TEXT",
        "policy": "TEXT",
        "whole_settlements": "BOOLEAN",
    },
    "decisions": {
        "scenario": "TEXT",
        "school_id": "TEXT",
        "status": "TEXT",
        "receiver_id": "TEXT",
        "settlement_receivers": "TEXT",
        "grades_kept": "TEXT",
        "beds": "INTEGER",
        "boarding_from_grade": "INTEGER",
        "bus_seats": "INTEGER",
        "year": "INTEGER",
        "note": "TEXT",
        "grades_taught": "TEXT",
        "rooms": "INTEGER",
        "places": "INTEGER",
        "cost_yuan": "REAL",
        "expansion_year": "INTEGER",
        "hand_over": "TEXT",
        "moves_year": "INTEGER",
        "gradual": "BOOLEAN",
        "trigger_pupils": "INTEGER",
        "trigger_years": "INTEGER",
        "new_code": "TEXT",
        "teachers": "TEXT",
        "equipment_receiver": "TEXT",
        "premises": "TEXT",
    },
    # number: of the group that stays together, or the most pupils
    "locks": {
        "scenario": "TEXT",
        "kind": "TEXT",
        "subject_id": "TEXT",
        "number": "INTEGER",
    },
    "evidence": {
        "scenario": "TEXT",
        "school_id": "TEXT",
        "gate": "TEXT",
        "state": "TEXT",
        "document": "TEXT",
        "date": "TEXT",
        "office": "TEXT",
        "note": "TEXT",
        "asked": "INTEGER",
        "against": "INTEGER",
        "decision": "TEXT",
    },
}
# what a column of a later version says in a file that does not have it yet
DEFAULTS: Mapping[str, Any] = {
    "base": BASELINE, "policy": Policy.MINIMAL.value, "whole_settlements": 0, "grades_taught": "[]",
    "hand_over": "", "gradual": 0, "new_code": "", "teachers": "[]", "equipment_receiver": "", "premises": "",
    "decision": "",
}  # fmt: skip
# columns that a file of today's schema may lack, and what they say then: they came without a new version,
# so that programs of the same schema read each other's files
OPTIONAL: Mapping[str, Mapping[str, Any]] = {"evidence": {"decision": ""}}
MOST = 2**31 - 1
TOGETHER, MOST_MOVED, MOST_MOVED_TWICE = "together", "most_moved", "most_moved_twice"

Rows = Iterable[Sequence[Any]]
Read = Iterable[Mapping[str, Any]]


def scenario_rows(scenarios: Iterable[Scenario]) -> Rows:
    """Yield one row per scenario."""
    for one in scenarios:
        yield one.name, one.note, one.base, Policy(one.policy).value, one.whole_settlements


def decision_rows(scenarios: Iterable[Scenario]) -> Rows:
    """Yield one row per decision, in the order of the scenarios."""
    for scenario in scenarios:
        for school_id, decision in scenario.decisions.items():
            yield scenario.name, school_id, *_decision_cells(decision)


def _decision_cells(decision: Decision) -> Sequence[Any]:
    boarding, expansion, trigger = decision.boarding, decision.expansion, decision.trigger
    return (
        decision.status.value,
        decision.receiver_id,
        _json(decision.settlement_receivers),
        _json(decision.grades_kept),
        boarding.beds if boarding else None,
        boarding.from_grade if boarding else None,
        decision.bus_seats,
        decision.year,
        decision.note,
        _json(decision.grades_taught),
        expansion.rooms if expansion else None,
        expansion.places if expansion else None,
        expansion.cost_yuan if expansion else None,  # NaN is written as NULL
        expansion.year if expansion else None,
        decision.hand_over,
        decision.moves_year,
        decision.gradual,
        trigger.pupils if trigger else None,
        trigger.years if trigger else None,
        decision.new_code,
        _json(decision.teachers),
        decision.equipment_receiver,
        decision.premises,
    )


def lock_rows(scenarios: Iterable[Scenario]) -> Rows:
    """Yield the locks of all scenarios, one school or settlement a row."""
    for scenario in scenarios:
        name, locks = scenario.name, scenario.locks
        for school_id, lock in locks.schools.items():
            yield name, SchoolLock(lock).value, school_id, None
        for number, group in enumerate(locks.together, start=1):
            yield from ((name, TOGETHER, settlement_id, number) for settlement_id in group)
        for kind, most in ((MOST_MOVED, locks.most_moved), (MOST_MOVED_TWICE, locks.most_moved_twice)):
            if most is not None:
                yield name, kind, "", most


def evidence_rows(scenarios: Iterable[Scenario]) -> Rows:
    """Yield the evidence of all scenarios, one gate of one school a row."""
    names = list(SCENARIO_TABLES["evidence"])[1:]
    for scenario in scenarios:
        for one in scenario.evidence:
            yield scenario.name, *(getattr(one, name) for name in names)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# ---- and back


def scenarios_of(scenarios: Read, decisions: Read, locks: Read, evidence: Read) -> dict[str, Scenario]:
    """Return the scenarios of the rows that :func:`scenario_rows` and the others gave, without their shapes.

    Raises
    ------
    ValueError, KeyError, TypeError
        A row is damaged.
    """
    decided: dict[str, dict[str, Decision]] = {}
    for row in decisions:
        decided.setdefault(row["scenario"], {})[row["school_id"]] = _decision(row)
    locked, told = _locks(locks), _evidence(evidence)
    found: dict[str, Scenario] = {}
    for row in scenarios:
        name, base = row["name"], row["base"]
        if not isinstance(base, str):
            raise TypeError(f"scenarios: {name}: base")
        found[name] = Scenario(
            name, decided.get(name, {}), row["note"],
            base=base, policy=Policy(row["policy"]), whole_settlements=bool(row["whole_settlements"]),
            locks=locked.get(name, Locks()), evidence=tuple(told.get(name, ())),
        )  # fmt: skip
    return found


def _decision(row: Mapping[str, Any]) -> Decision:
    beds, pupils = _whole(row["beds"]), _whole(row["trigger_pupils"])
    return Decision(
        status=LayoutStatus(row["status"]),
        receiver_id=row["receiver_id"],
        settlement_receivers=tuple(
            (place, school) for place, school in json.loads(row["settlement_receivers"])
        ),
        grades_kept=tuple(json.loads(row["grades_kept"])),
        boarding=None if beds is None else Boarding(beds, _number(row["boarding_from_grade"])),
        bus_seats=_number(row["bus_seats"]),
        year=_whole(row["year"]),
        note=row["note"],
        grades_taught=tuple(json.loads(row["grades_taught"])),
        expansion=_expansion(row),
        hand_over=row["hand_over"] or "",
        moves_year=_whole(row["moves_year"]),
        gradual=bool(row["gradual"]),
        trigger=None if pupils is None else Trigger(pupils, _number(row["trigger_years"])),
        new_code=row["new_code"] or "",
        teachers=tuple((str(school), _whole(count)) for school, count in json.loads(row["teachers"] or "[]")),
        equipment_receiver=row["equipment_receiver"] or "",
        premises=row["premises"] or "",
    )


def _evidence(rows: Read) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        names = ("document", "date", "office", "note")
        document, date, office, note = (str(row[name] or "") for name in names)
        one = Evidence(
            str(row["school_id"]), str(row["gate"]), GateState(row["state"]), document, date, office, note,
            _whole(row["asked"]), _whole(row["against"]), str(row["decision"] or ""),
        )  # fmt: skip
        found.setdefault(row["scenario"], []).append(one)
    return found


def _expansion(row: Mapping[str, Any]) -> Expansion | None:
    rooms, cost = _whole(row["rooms"]), row["cost_yuan"]
    if rooms is None:
        return None
    made = Expansion(rooms, _number(row["places"]), year=_whole(row["expansion_year"]))
    return made if cost is None else Expansion(made.rooms, made.places, float(cost), made.year)


def _locks(rows: Read) -> dict[str, Locks]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["scenario"], []).append(row)
    return {name: _locks_of(own) for name, own in found.items()}


def _locks_of(rows: Iterable[Mapping[str, Any]]) -> Locks:
    schools: dict[str, SchoolLock] = {}
    groups: dict[int, list[str]] = {}
    most: dict[str, int] = {}
    for row in rows:
        kind = row["kind"]
        if kind == TOGETHER:
            groups.setdefault(_number(row["number"]), []).append(row["subject_id"])
        elif kind in (MOST_MOVED, MOST_MOVED_TWICE):
            most[kind] = _number(row["number"])
        else:
            schools[row["subject_id"]] = SchoolLock(kind)
    together = tuple(tuple(group) for group in groups.values())
    return Locks(schools, together, (), most.get(MOST_MOVED), most.get(MOST_MOVED_TWICE))


def _whole(value: Any) -> int | None:
    """Return a number that may be unknown; another program may have put a text in its place: damage."""
    return None if value is None else _number(value)


def _number(value: Any) -> int:
    """Return a whole number; one beyond all counts is damage, too."""
    number = int(value)
    if abs(number) > MOST:
        raise ValueError(value)
    return number


def needed_by(table: str) -> Iterator[str]:
    """Yield the tables that are read together with one."""
    yield table
    if table in SCENARIO_TABLES:
        yield from (name for name in SCENARIO_TABLES if name != table)
