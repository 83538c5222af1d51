"""The command that draws zones while the schools stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.commands_line.screen import BAD_INPUT, DONE, PlanPath, out, shown_progress, write_json
from gis.layout import BASELINE

app = typer.Typer(rich_markup_mode=None)


@app.command()
def rezone(
    plan_path: PlanPath,
    stage: Annotated[str, typer.Option(help="学段：primary 小学、junior 初中")] = "primary",
    change_km: Annotated[
        float | None,
        typer.Option(min=0, help="每个换片学生抵多少公里路；默认尽量少换片，只补齐飞地、不超学位"),
    ] = None,
    most_used: Annotated[float, typer.Option(min=0, help="学位使用率上限，如 0.95")] = 1.0,
    least_used: Annotated[float, typer.Option(min=0, help="学位使用率下限，如 0.5")] = 0.0,
    strict: Annotated[bool, typer.Option("--strict", help="已经超员的学校也必须降到学位以内")] = False,
    scenario: Annotated[str, typer.Option(metavar="NAME", help="按哪个方案的学校划片；默认现状")] = BASELINE,
    time_limit: Annotated[float, typer.Option(min=1, help="求解时间上限（秒）")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="随机种子")] = 0,
    save: Annotated[bool, typer.Option("--save", help="用新的划片替换计划里这个学段的划片表")] = False,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部结果；- 为屏幕")
    ] = None,
) -> int:
    """学校不动，重新划片：片区连成一片、不超学位、尽量少变；只是测算，不是决定。"""
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan
    from gis.planning.assignment import work_out
    from gis.proposals.zoneproblem import ZoningOptions
    from gis.proposals.zonewords import zone_words, zones_to_dict
    from gis.proposals.zoning import propose_zones

    options = ZoningOptions(stage, change_km, most_used, least_used, not strict, time_limit, seed)
    plan = open_plan(plan_path)
    outcome = work_out(plan, scenario)
    with shown_progress() as progress:
        made = propose_zones(plan, outcome, options, progress=progress)
    if json_path is not None:
        write_json(zones_to_dict(made, outcome, options), json_path)
    if str(json_path) != "-":
        for sentence in zone_words(made, options):
            out.print(sentence)
    if not made.result.has_solution:
        return BAD_INPUT
    if save:
        save_plan(record_changes(plan, replace(plan, zones=made.zones)), plan_path)
        if str(json_path) != "-":
            out.print(f"新的划片已写入 {plan_path}")
    return DONE
