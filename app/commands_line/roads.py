"""The command about a scenario's changes to the roads: add them from a file, list them, remove them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from gis.errors import InputError
from gis.layout import BASELINE, Scenario
from gis.model import Issue, Plan


def run_roads(
    plan_path: Path, name: str, edits_path: Path | None, removed: Sequence[str], out: Console
) -> tuple[Issue, ...]:
    """Change a scenario's changes to the roads, print them, and return what they run into.

    Nothing is written unless everything can be done. A scenario that is not there yet is made when a file
    of changes is given.

    Raises
    ------
    InputError
        The file or a number cannot be used; edit_unknown, scenario_name_reserved, scenario_unknown.
    """
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan

    plan = open_plan(plan_path)
    scenario = _scenario(plan, name, may_be_new=edits_path is not None)
    changed = _removed(scenario, removed)
    if edits_path is not None:
        from gis.io.editfile import read_edits

        changed = read_edits(edits_path, changed, plan.boundary)
    if changed != scenario or name not in plan.scenarios:
        save_plan(record_changes(plan, plan.with_scenario(changed)), plan_path)
    return _print_edits(plan, changed, out)


def _scenario(plan: Plan, name: str, *, may_be_new: bool) -> Scenario:
    if not name.strip():
        raise InputError("scenario_name_empty")
    if name == BASELINE:
        raise InputError("scenario_name_reserved", name=name)
    if may_be_new and name not in plan.scenarios:
        return Scenario(name)
    return plan.scenario(name)


def _removed(scenario: Scenario, edit_ids: Sequence[str]) -> Scenario:
    from gis.planning.scenario import clear_network_edit

    known = {edit.edit_id for edit in scenario.network_edits}
    for edit_id in edit_ids:
        if edit_id not in known:
            raise InputError("edit_unknown", scenario=scenario.name, edit_id=edit_id)
        scenario = clear_network_edit(scenario, edit_id)
    return scenario


def _print_edits(plan: Plan, scenario: Scenario, out: Console) -> tuple[Issue, ...]:
    """Print the changes with the metres of road that each means."""
    from gis.io.roadedits import edit_values, edit_words
    from gis.planning.editedroads import edited_network

    made = edited_network(plan, scenario.network_edits)
    metres = made.touched[made.touched["edge"] >= 0].groupby("edit_id")["length_m"].sum()
    for edit in scenario.network_edits:
        words = edit_words(edit_values(edit))
        out.print(f"{edit.edit_id}　{edit.name}：{words}（{metres.get(edit.edit_id, 0.0):,.0f} 米）")
    out.print(f"方案“{scenario.name}”：道路改动 {len(scenario.network_edits)} 处")
    return tuple(replace(issue, file=scenario.name) for issue in made.issues)
