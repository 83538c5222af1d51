"""The command that puts scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app.commands_line.screen import (
    DONE,
    PlanPath,
    out,
    print_unfinished,
    require_year,
    shown_progress,
    write_json,
)
from gis.errors import InputError

if TYPE_CHECKING:
    from gis.evaluation.comparing import Comparison
    from gis.model import Plan

app = typer.Typer(rich_markup_mode=None)


@app.command()
def compare(
    plan_path: PlanPath,
    scenarios: Annotated[
        list[str], typer.Option(metavar="A,B", help="方案名称，用逗号隔开，可重复；总与维持现状比")
    ],
    out_path: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.xlsx", help="写成工作簿：比选表、各村得失")
    ] = None,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部数字；- 为屏幕")
    ] = None,
    year: Annotated[int | None, typer.Option(help="按哪个学年的决定计算；默认全部生效")] = None,
    season: Annotated[str, typer.Option(help="算上只在这个时节的道路改动，如 汛期")] = "",
    minutes: Annotated[
        float | None, typer.Option(min=0, help="单程变化多少分钟以内算不变；默认按计划的参数")
    ] = None,
) -> int:
    """并列比较几个方案：各项指标、与维持现状的差、各村得失；只作比较，不论有无须解决的问题都返回 0。"""
    from gis.evaluation import comparing
    from gis.io.project import open_plan
    from gis.network.edits import require_season

    plan = open_plan(plan_path)
    names = scenario_names(scenarios, plan)
    require_year(plan, year)
    require_season(season, [edit for name in names for edit in plan.scenario(name).network_edits])
    with shown_progress() as progress:
        made = comparing.compare(
            plan, names, year=year, season=season, minutes=minutes, progress=progress
        )
    if json_path is not None:
        write_json(made.to_dict(), json_path)
    if out_path is not None:
        _write_workbook(plan, made, out_path)
    if str(json_path) != "-":
        _print(plan, made)
        if out_path is not None:
            out.print(f"工作簿：{out_path}")
    return DONE


def scenario_names(given: Iterable[str], plan: Plan) -> list[str]:
    """Return the names that options hold; a name may have a comma in it."""
    names: list[str] = []
    for option in given:
        parts = [option] if option in plan.scenarios else option.replace("，", ",").split(",")
        names += [part.strip() for part in parts if part.strip()]
    return names


def _write_workbook(plan: Plan, made: Comparison, path: Path) -> None:
    from gis.report.comparison import write_comparison

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_comparison(plan, made, path)
    except OSError as error:
        reason = str(error.strerror or error)
        raise InputError("output_not_writable", path=str(path), reason=reason) from error


def _print(plan: Plan, made: Comparison) -> None:
    from gis.messages import describe
    from gis.report.comparison import cell_text, figure_words, scenario_words, words_of

    names: Sequence[str] = list(made.evaluations)
    unit = next(iter(made.evaluations.values())).unit_name
    table = Table("指标", "单位", *map(scenario_words, names), title=f"{unit} · 方案比选")
    for figure in made.figures:
        cells = (cell_text(figure, index) for index in range(len(names)))
        table.add_row(figure_words(figure), words_of("unit", figure.unit), *cells)
    out.print(table)
    for name, found in made.winners.items():
        sums = found.totals
        out.print(
            f"{scenario_words(name)}：{sums['longer_pupils']} 人路变远、{sums['shorter_pupils']} 人变近"
            f"（超过 {found.same_s / 60:g} 分钟），新增超时或无路 {sums['over_new_pupils']} 人、"
            f"不再超时或无路 {sums['over_cured_pupils']} 人，换校 {sums['moved_pupils']} 人；"
            f"有人变差的村 {sums['losing_villages']} 个，有人变好的村 {sums['gaining_villages']} 个"
        )
    for one in made.evaluations.values():
        if one.details is not None:
            print_unfinished(one.details.outcome.drafts)
    for mark in dict.fromkeys(mark for one in made.evaluations.values() for mark in one.marks):
        out.print(f"注：{describe(mark, {'mark': plan.meta.mark}).what}")
