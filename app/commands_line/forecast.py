"""The command that forecasts pupils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.table import Column, Table

from app.commands_line.screen import DONE, PlanPath, number, out, write_json
from gis.errors import InputError

if TYPE_CHECKING:
    from gis.model import Plan
    from gis.planning.forecast import Forecast
    from gis.planning.outlook import Outlook

PERCENT = 100
AS_SHIPPED = "default"

app = typer.Typer(rich_markup_mode=None)


@app.command()
def forecast(
    plan_path: PlanPath,
    years: Annotated[int | None, typer.Option(min=1, max=50, help="预测多少年；默认取参数")] = None,
    unit: Annotated[
        Literal["township", "catchment"], typer.Option(help="按乡镇（township）或小学片区（catchment）预测")
    ] = "township",
    cut_off: Annotated[
        str | None, typer.Option("--cut-off", metavar="MM-DD", help="入学截止日；默认取参数，如 08-31")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE",
            help="设定本县的预测参数并写入计划，可重复，如 births.trend.low=-0.05、small.pupils=100,50；"
            "=default 为恢复原值",
        ),
    ] = None,
    document: Annotated[str, typer.Option(metavar="文号", help="本县参数依据的文件；不填则标待核")] = "",
    listed: Annotated[bool, typer.Option("--parameters", help="只列出预测参数")] = False,
    out_path: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.xlsx", help="写出全部表（工作簿）")
    ] = None,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部数字；- 为屏幕")
    ] = None,
) -> int:
    """预测各乡镇（片区）、各学段逐年的学生数：低、中、高，峰值年，学位缺口，回测误差。"""
    from gis.planning.forecast import project_pupils
    from gis.planning.forecastparameters import forecast_parameters, parse_cut_off
    from gis.planning.outlook import baseline_outlook
    from gis.report.forecastbook import forecast_figures

    plan = _changed(plan_path, settings or (), document)
    if listed:
        _print_parameters(plan)
        return DONE
    parameters = forecast_parameters(plan.rules.get("forecast"))
    if cut_off is not None:
        parameters = replace(parameters, cut_off=parse_cut_off(cut_off))
    found = project_pupils(plan, years=years, unit=unit, parameters=parameters)
    outlook = baseline_outlook(plan, found)
    if out_path is not None:
        _write_book(plan, found, outlook, out_path)
    if json_path is not None:
        write_json(forecast_figures(plan, found, outlook), json_path)
    if str(json_path) != "-":
        _print(plan, found, outlook)
        if out_path is not None:
            out.print(f"工作簿：{out_path}")
    return DONE


def _changed(plan_path: Path, settings: Sequence[str], document: str) -> Plan:
    """Return the plan, written anew where a parameter changed; all changes or none."""
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan
    from gis.planning.forecastvalues import with_forecast_values

    plan = open_plan(plan_path)
    if not settings:
        return plan
    changed = with_forecast_values(plan, dict(map(_setting, settings)), document=document)
    if changed.rules != plan.rules:
        save_plan(record_changes(plan, changed), plan_path)
    return changed


def _setting(given: str) -> tuple[str, str | None]:
    key, equals, text = (part.strip() for part in given.partition("="))
    if not equals:
        raise InputError("forecast_option_wrong", given=given)
    return key, None if text == AS_SHIPPED else text


def _print_parameters(plan: Plan) -> None:
    from gis.planning.forecastvalues import forecast_values

    others = (Column(name, overflow="fold") for name in ("名称", "数值", "单位", "来源", "状态"))
    table = Table(Column("参数", no_wrap=True), *others, title="预测参数")
    for one in forecast_values(plan.rules):
        value = "、".join(map(str, one["value"])) if isinstance(one["value"], list) else str(one["value"])
        marks = [*(["本县"] if one["overridden"] else []), *([] if one["verified"] else ["待核"])]
        about = one["key"], one["name"], value, one["unit"], one["source"]
        table.add_row(*about, "，".join(marks))
    out.print(table)


def _write_book(plan: Plan, found: Forecast, outlook: Outlook, path: Path) -> None:
    from gis.report.forecastbook import write_forecast_book

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_forecast_book(plan, found, outlook, path)
    except OSError as error:
        reason = str(error.strerror or error)
        raise InputError("output_not_writable", path=str(path), reason=reason) from error


def _print(plan: Plan, found: Forecast, outlook: Outlook) -> None:
    _print_totals(plan, found)
    _print_units(plan, found, outlook)
    _print_schools(plan, found, outlook)
    tested = found.back_test.errors[found.back_test.errors["level"] == "county"]
    if len(tested):
        errors = zip(tested["horizon_years"], tested["mape_share"], strict=True)
        words = "，".join(f"提前 {ahead} 年 {error * PERCENT:.1f} %" for ahead, error in errors)
        out.print(f"回测（分年级，平均绝对百分误差）：{words}")
    for note in found.notes:
        out.print(f"注：{''.join(note.describe())}", markup=False)
    if plan.meta.mark:
        out.print(f"注：{plan.meta.mark}", markup=False)


def _print_totals(plan: Plan, found: Forecast) -> None:
    from gis.report.forecastbook import STAGES

    titles = "学段", "学年", "低", "中", "高", "其中已数到", "误差区间"
    table = Table(*titles, title=f"{plan.meta.unit_name} · 学龄人口预测")
    rows = found.stage_totals
    for row in rows[rows["unit"] == ""].to_dict("records"):
        known = row["interval_low"] == row["interval_low"] and row["year"] != found.base_year
        interval = f"{number(row['interval_low'])}—{number(row['interval_high'])}" if known else "—"
        figures = (number(row[key]) for key in ("low", "middle", "high", "born_pupils"))
        table.add_row(STAGES[row["stage"]], str(row["year"]), *figures, interval)
    out.print(table)


def _print_units(plan: Plan, found: Forecast, outlook: Outlook) -> None:
    from gis.report.forecastbook import STAGES, peak_remark, unit_name

    last = found.years[-1]
    table = Table(
        "乡镇（片区）", "学段", f"{found.base_year}", f"{last} 低—中—高", "最多的学年", "人数", "说明",
        title="各乡镇（片区）",
    )  # fmt: skip
    totals = found.stage_totals.groupby(["unit", "stage"])
    for _, peak in outlook.peaks[outlook.peaks["unit"] != ""].iterrows():
        mine = totals.get_group((peak["unit"], peak["stage"]))
        now, then = mine.iloc[0], mine.iloc[-1]
        table.add_row(
            unit_name(plan, found, peak["unit"]), STAGES[peak["stage"]], number(now["middle"]),
            "—".join(number(then[one]) for one in ("low", "middle", "high")),
            str(peak["year"]), number(peak["pupils"]), peak_remark(peak.to_dict()),
        )  # fmt: skip
    out.print(table)


def _print_schools(plan: Plan, found: Forecast, outlook: Outlook) -> None:
    falls, levels = outlook.sizes.falls_under, outlook.gaps
    for size in found.parameters.small_pupils:
        mine = falls[falls["under"] == size]
        now, later = int(mine["from_the_start"].sum()), int((~mine["from_the_start"].astype(bool)).sum())
        out.print(f"少于 {size} 人的学校（部、教学点）：现有 {now}，到 {found.years[-1]} 年再增加 {later}")
    red = levels[levels["level"] == "red"]
    names = dict(plan.schools["name"])
    ever = sorted({str(names[school]) for school in red["school_id"]})
    unknown = levels.loc[levels["level"] == "unknown", "school_id"].nunique()
    out.print(f"新生达到招生计划（推算）的学校：{'、'.join(ever) or '没有'}；学位未知 {unknown} 所")
    short = outlook.sizes.places_run_short
    for row in short.to_dict("records"):
        words = f"{row['year']}—{row['last_year']} 年间，最多缺 {number(row['most_short'])} 个学位"
        out.print(f"学位不足：{names[row['school_id']]}，{words}", markup=False)
