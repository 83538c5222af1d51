"""The command about scenarios: from tables into the plan, and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands_line.screen import DONE, PlanPath, ScenarioName, out, print_unfinished
from gis.errors import InputError
from gis.layout import BASELINE

if TYPE_CHECKING:
    from gis.errors import PlanningError
    from gis.layout import Policy, Scenario
    from gis.model import Plan

app = typer.Typer(rich_markup_mode=None)


@app.command()
def scenario(
    plan_path: PlanPath,
    name: ScenarioName,
    decisions: Annotated[Path | None, typer.Option(help="决定表（.xlsx 或 .csv）：每校一行")] = None,
    base: Annotated[
        str | None, typer.Option(metavar="NAME", help="以哪个方案为基础；baseline 为现状")
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(help="分配办法：minimal（默认，只调整方案涉及的学生）、zones（重新划片）、nearest（就近）"
                          "或 least_time（总时间最少）"),
    ] = None,
    whole_settlements: Annotated[
        bool | None, typer.Option("--whole/--split", help="总时间最少时，同村同年级不拆分或可拆分")
    ] = None,
    locks: Annotated[
        Path | None, typer.Option(help="锁定表（.xlsx 或 .csv）：必须保留、必须撤并、同校的村、不得跨越 …")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(help="取证表（.xlsx 或 .csv）：家长意见、听证会等每校一行，通过、不通过或待取证"),
    ] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE.xlsx", help="写出这个方案的决定表、锁定表和取证表")
    ] = None,
) -> int:
    """把一张决定表作为方案加入计划，或写出方案；有一条不能成立，就一条也不写入。"""
    from gis.io.evidencetable import read_evidence
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan
    from gis.io.scenariotable import write_scenario

    if not name.strip():
        raise InputError("scenario_name_empty")
    if name == BASELINE:
        raise InputError("scenario_name_reserved", name=name)
    plan = open_plan(plan_path)
    given = decisions, base, policy, whole_settlements, locks, evidence
    is_changed = any(one is not None for one in given)
    if not is_changed and export is None:
        raise InputError("scenario_nothing_given")
    if is_changed:
        made = _made(plan, name, decisions, base, _policy(policy), whole_settlements, locks)
        if evidence is not None:
            made = replace(made, evidence=read_evidence(evidence, plan.with_scenario(made), made))
        save_plan(record_changes(plan, plan.with_scenario(made)), plan_path)
        out.print(f"方案“{name}”：{len(made.decisions)} 所学校的决定已写入 {plan_path}")
        print_unfinished(_drafts(plan, made))
    else:
        made = plan.scenario(name)
    if export is not None:
        write_scenario(plan.with_scenario(made), made, export)
        out.print(f"方案“{name}”的表：{export}")
    return DONE


def _drafts(plan: Plan, made: Scenario) -> dict[str, tuple[PlanningError, ...]]:
    """Return what the decisions lack that are not finished; they are in the plan and in no figure."""
    from gis.planning.states import State, decision_states

    states = decision_states(plan.with_scenario(made), made)
    return {key: one.reasons for key, one in states.items() if one.state is State.DRAFT}


def _policy(given: str | None) -> Policy | None:
    from gis.layout import Policy

    if given is None:
        return None
    known = [one.value for one in Policy]
    if given not in known:
        raise InputError("policy_unknown", given=given, known="、".join(known))
    return Policy(given)


def _made(
    plan: Plan, name: str, decisions: Path | None, base: str | None, policy: Policy | None,
    whole_settlements: bool | None, locks: Path | None,
) -> Scenario:  # fmt: skip
    """Return the scenario with what was given; the rest of one that the plan has already stays."""
    from gis.io.decisions import read_decisions
    from gis.io.locktable import read_locks
    from gis.layout import Scenario
    from gis.planning.patches import effective

    made = plan.scenarios.get(name, Scenario(name))
    if base is not None:
        made = replace(made, base=base)
        effective(plan.with_scenario(made), made)  # refuses one that is not there, or that leads back here
    if decisions is not None:
        read = read_decisions(decisions, plan, name, base=made.base)
        made = replace(made, decisions=read.decisions, sites=read.sites)
    if policy is not None:
        made = replace(made, policy=policy)
    if whole_settlements is not None:
        made = replace(made, whole_settlements=whole_settlements)
    return made if locks is None else replace(made, locks=read_locks(locks, plan.with_scenario(made), made))
