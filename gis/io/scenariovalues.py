"""Scenarios, decisions and what belongs to them as plain values, and back.

What says nothing is left out: what a later version adds does not change the digest of an old scenario.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import shapely

from gis.io.roadedits import edit_from, edit_values
from gis.layout import (
    BASELINE,
    Boarding,
    Decision,
    Evidence,
    Expansion,
    LayoutStatus,
    Locks,
    NoCrossing,
    Policy,
    Scenario,
    SchoolLock,
    Site,
    Trigger,
)
from gis.network.editshapes import plain_wkt

SETTINGS: Mapping[str, Any] = {
    "base": BASELINE, "policy": Policy.MINIMAL.value, "whole_settlements": False,
}  # fmt: skip


def scenario_values(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario in JSON's own types; decisions by school, in the order of the ids.

    Changes to the roads (``network_edits``), ``sites``, ``locks`` and ``evidence`` stand in their own order,
    where there are any, and so do ``base``, ``policy`` and ``whole_settlements`` beyond their defaults.
    """
    decisions = {key: decision_values(scenario.decisions[key]) for key in sorted(scenario.decisions)}
    values: dict[str, Any] = {"note": scenario.note, "decisions": decisions, **setting_values(scenario)}
    lists = {
        "network_edits": [edit_values(edit) for edit in scenario.network_edits],
        "sites": [site_values(site) for site in scenario.sites],
        "locks": lock_values(scenario.locks),
        "evidence": [evidence_values(one) for one in scenario.evidence],
    }
    return values | {name: listed for name, listed in lists.items() if listed}


def scenario_from(name: str, values: Mapping[str, Any]) -> Scenario:
    """Return the scenario that :func:`scenario_values` described."""
    decisions = {key: decision_from(entry) for key, entry in values["decisions"].items()}
    return Scenario(
        name,
        decisions,
        values["note"] or "",
        tuple(edit_from(entry) for entry in values.get("network_edits", ())),
        base=values.get("base", BASELINE),
        sites=tuple(site_from(entry) for entry in values.get("sites", ())),
        policy=Policy(values.get("policy", Policy.MINIMAL)),
        whole_settlements=bool(values.get("whole_settlements", False)),
        locks=locks_from(values.get("locks", {})),
        evidence=tuple(evidence_from(entry) for entry in values.get("evidence", ())),
    )


def setting_values(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario builds on and whom it assigns where, beyond the defaults."""
    plain = {"base": scenario.base, "policy": Policy(scenario.policy).value,
             "whole_settlements": scenario.whole_settlements}  # fmt: skip
    return {name: value for name, value in plain.items() if value != SETTINGS[name]}


# ---- decisions


def decision_values(decision: Decision) -> dict[str, Any]:
    """Return what a decision says beyond the default, in JSON's own types."""
    plain, default = asdict(decision), asdict(Decision())
    kept = {name: value for name, value in plain.items() if value != default[name] and name != "status"}
    if decision.expansion is not None:
        kept["expansion"] = _beyond_default(decision.expansion)
    return {"status": decision.status.value, **{name: _plain(value) for name, value in kept.items()}}


def _beyond_default(value: Any) -> dict[str, Any]:
    """Return the fields of a value that say something: NaN is unlike even itself, and says nothing."""
    told = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
    return {name: now for name, (now, default) in told.items() if now == now and now != default}


def _plain(value: Any) -> Any:
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


def decision_from(values: Mapping[str, Any]) -> Decision:
    """Return the decision that :func:`decision_values` described."""
    made = dict(values)
    for name, kind in (("boarding", Boarding), ("expansion", Expansion), ("trigger", Trigger)):
        if made.get(name) is not None:
            made[name] = kind(**made[name])
    made["teachers"] = tuple((str(school), count) for school, count in made.get("teachers", ()))
    pairs = made.get("settlement_receivers", ())
    made["settlement_receivers"] = tuple((str(place), str(school)) for place, school in pairs)
    for name in ("grades_kept", "grades_taught"):
        made[name] = tuple(made.get(name, ()))
    return Decision(**{**made, "status": LayoutStatus(made["status"])})


# ---- sites, locks and evidence


def site_values(site: Site) -> dict[str, Any]:
    """Return a site in JSON's own types; without a position where it is not placed yet."""
    return {name: value for name, value in asdict(site).items() if value == value}


def site_from(values: Mapping[str, Any]) -> Site:
    """Return the site that :func:`site_values` described."""
    texts = {name: str(values[name]) for name in ("school_id", "name", "township", "type_code")}
    lon, lat = (float(values.get(name, math.nan)) for name in ("lon", "lat"))
    return Site(**texts, lon=lon, lat=lat)


def lock_values(locks: Locks) -> dict[str, Any]:
    """Return what locks say, in JSON's own types; {} where nothing is locked."""
    plain: dict[str, Any] = {
        "schools": {key: SchoolLock(locks.schools[key]).value for key in sorted(locks.schools)},
        "together": [list(group) for group in locks.together],
        "no_crossing": [crossing_values(one) for one in locks.no_crossing],
    }
    most = {"most_moved": locks.most_moved, "most_moved_twice": locks.most_moved_twice}
    told = {name: listed for name, listed in plain.items() if listed}
    return told | {name: pupils for name, pupils in most.items() if pupils is not None}


def crossing_values(crossing: NoCrossing) -> dict[str, Any]:
    """Return a road or river that some settlements must not cross, in JSON's own types."""
    wkt = plain_wkt(shapely.from_wkt(crossing.wkt))
    return {"name": crossing.name, "wkt": wkt, "settlement_ids": list(crossing.settlement_ids)}


def crossing_from(values: Mapping[str, Any]) -> NoCrossing:
    """Return what :func:`crossing_values` described."""
    return NoCrossing(str(values["name"]), str(values["wkt"]), tuple(values["settlement_ids"]))


def locks_from(values: Mapping[str, Any]) -> Locks:
    """Return the locks that :func:`lock_values` described."""
    return Locks(
        {key: SchoolLock(lock) for key, lock in values.get("schools", {}).items()},
        tuple(tuple(group) for group in values.get("together", ())),
        tuple(crossing_from(entry) for entry in values.get("no_crossing", ())),
        values.get("most_moved"),
        values.get("most_moved_twice"),
    )


def evidence_values(evidence: Evidence) -> dict[str, Any]:
    """Return what people said, in JSON's own types; what says nothing is left out."""
    told = {name: value for name, value in asdict(evidence).items() if value not in ("", None)}
    return {**told, "state": evidence.state.value}


def evidence_from(values: Mapping[str, Any]) -> Evidence:
    """Return what :func:`evidence_values` described."""
    return Evidence(**values)
