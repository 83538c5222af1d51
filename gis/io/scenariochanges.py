"""What differs between the scenarios of two states of a plan, as plain values for its log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from gis.io.digests import decision_values
from gis.io.roadedits import edit_values
from gis.io.scenarioparts import JOINED, PartKind, parts_of
from gis.layout import Decision, Scenario
from gis.model import Plan


def scenario_changes(before: Plan, after: Plan) -> Iterator[dict[str, Any]]:
    """Yield what differs between the scenarios of two states of a plan, one change each."""
    if before.scenarios is after.scenarios:
        return
    old, new = dict(before.scenarios), dict(after.scenarios)
    for name in [name for name in old if name not in new]:
        renamed = next((other for other in new if other not in old and _same(old[name], new[other])), None)
        if renamed is None:
            yield {"kind": "scenario_removed", "scenario": name, "count": len(old[name].decisions)}
            yield from _decision_changes(after, old[name], Scenario(name))
            yield from _road_changes(old[name], Scenario(name))
            yield from _part_changes(after, old[name], Scenario(name))
        else:
            yield {"kind": "scenario_renamed", "scenario": renamed, "before": name}
            old[renamed] = replace(old[name], name=renamed)
    for name, scenario in new.items():
        earlier = old.get(name)
        if earlier is None:
            yield {"kind": "scenario_added", "scenario": name, "count": len(scenario.decisions)}
            earlier = Scenario(name)
        if earlier.note != scenario.note:
            yield {"kind": "scenario_note", "scenario": name, "before": earlier.note, "after": scenario.note}
        yield from _part_changes(after, earlier, scenario)
        yield from _decision_changes(after, earlier, scenario)
        yield from _road_changes(earlier, scenario)


def _same(one: Scenario, other: Scenario) -> bool:
    told = [(each.decisions, each.note, _edits(each), parts_of(each)) for each in (one, other)]
    return told[0] == told[1]


def _edits(scenario: Scenario) -> dict[str, dict[str, Any]]:
    return {edit.edit_id: edit_values(edit) for edit in scenario.network_edits}


def _road_changes(before: Scenario, after: Scenario) -> Iterator[dict[str, Any]]:
    old, new = _edits(before), _edits(after)
    for key in [*new, *(key for key in old if key not in new)]:
        one, other = old.get(key), new.get(key)
        if one != other:
            kind = "added" if one is None else "removed" if other is None else "changed"
            name = (other or one or {}).get("name", "")
            yield {"kind": f"road_edit_{kind}", "scenario": after.name, "id": key, "name": name,
                   "before": one, "after": other}  # fmt: skip


def _part_changes(plan: Plan, before: Scenario, after: Scenario) -> Iterator[dict[str, Any]]:
    old, new = parts_of(before), parts_of(after)
    for key in [*new, *(key for key in old if key not in new)]:
        if old.get(key) != new.get(key):
            yield {"kind": "scenario_part", "scenario": after.name, "part": key.kind.value, "id": key.id,
                   "before": old.get(key), "after": new.get(key),
                   "names": _part_names(plan, key.kind, key.id, old.get(key), new.get(key))}  # fmt: skip


def _part_names(plan: Plan, kind: PartKind, key: str, *values: Any) -> dict[str, str]:
    """Return the names of the schools and settlements that a part mentions, as they are called now."""
    if kind is PartKind.SCHOOL_LOCK:
        found = {key: _school_name(plan, key)}
    elif kind is PartKind.EVIDENCE:
        school_id = key.partition(JOINED)[0]
        found = {school_id: _school_name(plan, school_id)}
    elif kind is PartKind.SITE:
        found = {key: str(next(filter(None, reversed(values)))["name"])}
    elif kind in (PartKind.TOGETHER, PartKind.NO_CROSSING):
        lists = [value["settlement_ids"] if isinstance(value, dict) else value or [] for value in values]
        found = {place: name_in(plan.settlements, place) for listed in lists for place in listed}
    else:
        return {}
    return {key: name for key, name in sorted(found.items()) if name}


def _school_name(plan: Plan, school_id: str) -> str:
    """Return the name of a school, also of one that a scenario builds."""
    sites = (site for scenario in plan.scenarios.values() for site in scenario.sites)
    named = (site.name for site in sites if site.school_id == school_id)
    return name_in(plan.schools, school_id) or next(named, "")


def _decision_changes(plan: Plan, before: Scenario, after: Scenario) -> Iterator[dict[str, Any]]:
    for school_id in sorted({*before.decisions, *after.decisions}):
        old, new = before.decisions.get(school_id), after.decisions.get(school_id)
        if old != new:
            yield {
                "kind": "decision",
                "scenario": after.name,
                "school_id": school_id,
                "school": _school_name(plan, school_id),
                "before": _decided(old),
                "after": _decided(new),
                "names": _names(plan, old, new),
            }


def _decided(decision: Decision | None) -> dict[str, Any] | None:
    return None if decision is None else decision_values(decision)


def _names(plan: Plan, *decisions: Decision | None) -> dict[str, str]:
    """Return the names of the schools and settlements that decisions mention, as they are called now."""
    schools, places = set(), set()
    for decision in decisions:
        if decision is not None:
            pairs = decision.settlement_receivers
            schools |= {decision.receiver_id or "", decision.hand_over, *(school for _, school in pairs)}
            schools |= {decision.equipment_receiver, *(school for school, _ in decision.teachers)}
            places |= {place for place, _ in pairs}
    found = {key: _school_name(plan, key) for key in schools} | {
        key: name_in(plan.settlements, key) for key in places
    }
    return {key: name for key, name in sorted(found.items()) if name}


def name_in(frame: pd.DataFrame, thing_id: str) -> str:
    """Return the name of a row of a table, "" if it has none."""
    return str(frame["name"].get(thing_id, "")) if "name" in frame else ""
