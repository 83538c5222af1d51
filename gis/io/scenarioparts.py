"""What a scenario holds beside decisions and roads, as single values by id: to tell and to merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from gis.io.scenariovalues import (
    SETTINGS,
    crossing_from,
    crossing_values,
    evidence_from,
    evidence_values,
    setting_values,
    site_from,
    site_values,
)
from gis.layout import Locks, Policy, Scenario, SchoolLock

JOINED = "、"


class PartKind(StrEnum):
    """What a part is about."""

    SETTING = "setting"  # base, policy, whole_settlements
    SITE = "site"
    SCHOOL_LOCK = "school_lock"
    TOGETHER = "together"
    NO_CROSSING = "no_crossing"
    CAP = "cap"  # most_moved, most_moved_twice
    EVIDENCE = "evidence"


class PartKey(NamedTuple):
    """Names a part: a setting or cap by its field, a site or lock by the school, a group by its members.

    Evidence goes by school and gate.
    """

    kind: PartKind
    id: str


Parts = dict[PartKey, Any]


def parts_of(scenario: Scenario) -> Parts:
    """Return the parts of a scenario in JSON's own types; what holds its default is left out."""
    locks = scenario.locks
    caps = {"most_moved": locks.most_moved, "most_moved_twice": locks.most_moved_twice}
    found: dict[PartKind, dict[str, Any]] = {
        PartKind.SETTING: setting_values(scenario),
        PartKind.SITE: {site.school_id: site_values(site) for site in scenario.sites},
        PartKind.SCHOOL_LOCK: {key: SchoolLock(lock).value for key, lock in locks.schools.items()},
        PartKind.TOGETHER: {JOINED.join(sorted(group)): list(group) for group in locks.together},
        PartKind.NO_CROSSING: crossings_of(locks),
        PartKind.CAP: {name: most for name, most in caps.items() if most is not None},
        PartKind.EVIDENCE: {f"{e.school_id}{JOINED}{e.gate}": evidence_values(e) for e in scenario.evidence},
    }
    return {PartKey(kind, key): value for kind, own in found.items() for key, value in own.items()}


def crossings_of(locks: Locks) -> dict[str, Any]:
    """Return what must not be crossed by name; of several of one name the later ones are numbered."""
    found: dict[str, Any] = {}
    for one in locks.no_crossing:
        number, key = 2, one.name
        while key in found:
            number, key = number + 1, f"{one.name}#{number}"
        found[key] = crossing_values(one)
    return found


def with_parts(scenario: Scenario, changes: Mapping[PartKey, Any]) -> Scenario:
    """Return a scenario with some parts exchanged, added, or (None) taken out; the rest keeps its order."""
    parts = {key: value for key, value in {**parts_of(scenario), **changes}.items() if value is not None}
    by_kind: dict[PartKind, dict[str, Any]] = {kind: {} for kind in PartKind}
    for key, value in parts.items():
        by_kind[key.kind][key.id] = value
    settings = {**SETTINGS, **by_kind[PartKind.SETTING]}
    return replace(
        scenario,
        base=settings["base"],
        policy=Policy(settings["policy"]),
        whole_settlements=settings["whole_settlements"],
        sites=tuple(site_from(value) for value in by_kind[PartKind.SITE].values()),
        locks=Locks(
            {key: SchoolLock(lock) for key, lock in by_kind[PartKind.SCHOOL_LOCK].items()},
            tuple(tuple(group) for group in by_kind[PartKind.TOGETHER].values()),
            tuple(crossing_from(value) for value in by_kind[PartKind.NO_CROSSING].values()),
            **by_kind[PartKind.CAP],
        ),
        evidence=tuple(evidence_from(value) for value in by_kind[PartKind.EVIDENCE].values()),
    )
