"""Scenarios as patches: what one holds when those it rests on are put together, copies and names.

A scenario says what is different from its ``base``. Decisions, sites, locks and changes to the roads are
merged by what they are about, and the patch wins. The policy is each scenario's own; one that is begun on
another starts with its policy.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from gis.errors import InputError
from gis.layout import BASELINE, Locks, Scenario
from gis.model import Plan

Part = TypeVar("Part")


def effective(plan: Plan, scenario: Scenario | str) -> Scenario:
    """Return a scenario with everything that its bases hold, resting on the baseline.

    Parameters
    ----------
    plan
        Its scenarios are the bases.
    scenario
        A scenario, or the name of one of the plan's. Left as it is.

    Raises
    ------
    InputError
        scenario_unknown, scenario_base_missing or scenario_base_ring.
    """
    chosen = plan.scenario(scenario) if isinstance(scenario, str) else scenario
    result, *patches = reversed(_chain(plan, chosen))
    for patch in patches:
        result = _merged(result, patch)
    return result if result.base == BASELINE else replace(result, base=BASELINE)


def _chain(plan: Plan, scenario: Scenario) -> list[Scenario]:
    """Return a scenario and those that it rests on, itself first; the baseline holds nothing."""
    chain = [scenario]
    while (base := chain[-1].base) != BASELINE:
        names = [one.name for one in chain]
        if base in names:
            ring = " → ".join([*names[names.index(base) :], base])
            raise InputError("scenario_base_ring", name=scenario.name, members=ring)
        if base not in plan.scenarios:
            raise InputError("scenario_base_missing", name=chain[-1].name, base=base)
        chain.append(plan.scenarios[base])
    return chain


def _merged(below: Scenario, patch: Scenario) -> Scenario:
    return replace(
        patch,
        decisions={**below.decisions, **patch.decisions},
        network_edits=_by(lambda edit: edit.edit_id, below.network_edits, patch.network_edits),
        sites=_by(lambda site: site.school_id, below.sites, patch.sites),
        locks=_merged_locks(below.locks, patch.locks),
        evidence=_by(lambda one: (one.school_id, one.gate), below.evidence, patch.evidence),
    )


def _merged_locks(below: Locks, patch: Locks) -> Locks:
    return Locks(
        schools={**below.schools, **patch.schools},
        together=_by(frozenset, below.together, patch.together),
        no_crossing=_by(lambda one: one.name, below.no_crossing, patch.no_crossing),
        most_moved=below.most_moved if patch.most_moved is None else patch.most_moved,
        most_moved_twice=(
            below.most_moved_twice if patch.most_moved_twice is None else patch.most_moved_twice
        ),
    )


def _by(
    key: Callable[[Part], Hashable], below: Iterable[Part], patch: Iterable[Part]
) -> tuple[Part, ...]:
    """Put two lists together; of two entries about the same thing the later one stands in its place."""
    return tuple({key(one): one for one in (*below, *patch)}.values())


def begun_on(plan: Plan, base: str, name: str) -> Scenario:
    """Return an empty patch on a scenario (or the baseline), with the base's policy.

    Raises
    ------
    InputError
        scenario_unknown, or the name cannot be used (see :func:`copied`).
    """
    _require_free(plan, name)
    below = plan.scenario(base)
    return Scenario(name, base=base, policy=below.policy, whole_settlements=below.whole_settlements)


def copied(plan: Plan, source: str, name: str) -> Plan:
    """Return the plan with a copy of a scenario (or of the baseline) under another name.

    Raises
    ------
    InputError
        scenario_unknown, scenario_unnamed, scenario_is_baseline or scenario_name_taken.
    """
    _require_free(plan, name)
    return plan.with_scenario(replace(plan.scenario(source), name=name))


def renamed(plan: Plan, name: str, new_name: str) -> Plan:
    """Return the plan with a scenario under another name; those that rest on it follow.

    Raises
    ------
    InputError
        As :func:`copied`; the baseline keeps its name.
    """
    if name == BASELINE:
        raise InputError("scenario_is_baseline", name=name)
    plan.scenario(name)
    _require_free(plan, new_name)
    scenarios = {}
    for known, scenario in plan.scenarios.items():
        is_it = known == name
        base = new_name if scenario.base == name else scenario.base
        made = replace(scenario, name=new_name if is_it else known, base=base)
        scenarios[made.name] = made
    return replace(plan, scenarios=scenarios)


def removed(plan: Plan, name: str) -> Plan:
    """Return the plan without a scenario.

    Raises
    ------
    InputError
        scenario_unknown, scenario_is_baseline or scenario_carries_others.
    """
    if name == BASELINE:
        raise InputError("scenario_is_baseline", name=name)
    plan.scenario(name)
    resting = [known for known, scenario in plan.scenarios.items() if scenario.base == name]
    if resting:
        raise InputError("scenario_carries_others", name=name, others="、".join(resting))
    return replace(plan, scenarios={key: one for key, one in plan.scenarios.items() if key != name})


def _require_free(plan: Plan, name: str) -> None:
    if not name.strip():
        raise InputError("scenario_unnamed")
    if name == BASELINE:
        raise InputError("scenario_is_baseline", name=name)
    if name in plan.scenarios:
        raise InputError("scenario_name_taken", name=name)
