"""Taking over what a field copy changed in scenarios; what cannot be carried out stays as the plan has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gis.io.field.items import What
from gis.io.field.merging import Change, Merge
from gis.io.scenarioparts import PartKey, PartKind, with_parts
from gis.layout import BASELINE, Scenario
from gis.model import Plan

IN_SCENARIOS = (What.SCENARIO, What.DECISION, What.PART)
BASE = "base"


@dataclass
class MergedScenarios:
    """The scenarios after the merge, and the changes that were refused: with a code and its values."""

    scenarios: dict[str, Scenario]
    refused: list[tuple[Change, str, dict[str, str]]] = field(default_factory=list)


def merged_scenarios(merge: Merge, plan: Plan, changes: Sequence[Change]) -> MergedScenarios:
    """Return the scenarios of a plan with the chosen changes of a field copy.

    Parameters
    ----------
    merge
        Of :func:`gis.io.field.merge_back`.
    plan
        The plan as far as it is merged.
    changes
        Those of scenarios that were chosen.
    """
    from gis.planning.scenario import check_scenario

    made = MergedScenarios(dict(plan.scenarios))
    bases = {name: one.base for name, one in plan.scenarios.items()}
    wanted = _with_known_bases(bases, changes, made)
    for name in sorted({change.group for change in wanted}, key=lambda name: (_depth(bases, name), name)):
        own = [change for change in wanted if change.group == name]
        before = made.scenarios.get(name)
        after = _edited(merge, before, name, own)
        current = replace(plan, scenarios=made.scenarios)
        known = {str(error) for error in check_scenario(plan, before or Scenario(name))}
        reasons = _impossible(current, known, before or Scenario(name), after, own)
        for change in own:
            if change.key in reasons:
                values = {"scenario": name, "reason": reasons[change.key]}
                made.refused.append((change, "field_decision_refused", values))
        kept = [change for change in own if change.key not in reasons]
        final = _edited(merge, before, name, kept)
        is_dropped = any(change.what is What.SCENARIO and change.theirs is None for change in kept)
        if is_dropped and final == Scenario(name):
            del made.scenarios[name]
        elif kept:
            made.scenarios[name] = final
    return made


def _edited(merge: Merge, scenario: Scenario | None, name: str, changes: Sequence[Change]) -> Scenario:
    made = scenario or Scenario(name, note=merge.theirs.scenarios[name].note)
    decisions = dict(made.decisions)
    for change in changes:
        if change.what is What.SCENARIO:
            made = replace(made, note=change.theirs or "")
        elif change.what is What.PART:
            made = with_parts(made, {PartKey(PartKind(change.column), change.id): change.theirs})
        elif change.theirs is None:
            decisions.pop(change.id, None)
        else:
            decisions[change.id] = merge.theirs.scenarios[name].decisions[change.id]
    return replace(made, decisions=decisions)


# ---- what scenarios build on


def _with_known_bases(
    bases: dict[str, str], changes: Sequence[Change], made: MergedScenarios
) -> list[Change]:
    """Return the changes after which every scenario still builds, at the end, on the baseline.

    ``bases`` then says what each scenario builds on.
    """
    bases |= {change.group: BASELINE for change in changes if change.group not in bases}
    kept = []
    for change in changes:
        if change.what is What.PART and (change.column, change.id) == (PartKind.SETTING, BASE):
            base = change.theirs or BASELINE
            if _depth(bases | {change.group: base}, change.group) < 0:
                values = {"scenario": change.group, "base": base}
                made.refused.append((change, "field_base_refused", values))
                continue
            bases[change.group] = base
        kept.append(change)
    dropped = {change.group for change in kept if change.what is What.SCENARIO and change.theirs is None}
    needed = dropped & {base for name, base in bases.items() if name not in dropped}
    for change in [change for change in kept if change.group in needed]:
        made.refused.append((change, "field_base_needed", {"scenario": change.group}))
    return [change for change in kept if change.group not in needed]


def _depth(bases: Mapping[str, str], name: str) -> int:
    """Return over how many others a scenario builds on the baseline; -1 if it never gets there."""
    passed: list[str] = []
    while name != BASELINE:
        if name in passed or name not in bases:
            return -1
        passed.append(name)
        name = bases[name]
    return len(passed)


# ---- what cannot be carried out


def _impossible(
    plan: Plan, known: set[str], before: Scenario, after: Scenario, changes: Sequence[Change]
) -> dict[str, str]:
    """Return the changes after which a decision could not be carried out, with the reason.

    Where the fault shows at a decision that the copy did not bring, none of this scenario's is taken over.
    ``known``: the faults that were there before.
    """
    from gis.planning.scenario import check_scenario

    new = [error for error in check_scenario(plan, after) if str(error) not in known]
    keys = {change.id: change.key for change in changes if change.what is What.DECISION}
    if not new:
        return {}
    blamed = {str(error.values.get("school_id")): str(error) for error in new}
    if set(blamed) <= set(keys):
        rest = {name: decision for name, decision in after.decisions.items() if name not in blamed}
        rest |= {name: before.decisions[name] for name in blamed if name in before.decisions}
        still = {str(error) for error in check_scenario(plan, replace(after, decisions=rest))}
        if still <= known:
            return {keys[name]: reason for name, reason in blamed.items()}
    reasons = " ".join(dict.fromkeys(blamed.values()))
    return {change.key: reasons for change in changes if change.what is not What.SCENARIO}
