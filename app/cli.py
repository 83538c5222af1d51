"""The command line: every stage without a window, and without loading Qt."""

from __future__ import annotations

import shutil
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from app.commands_line import (
    compare,
    file_commands,
    forecast,
    price_commands,
    procedure,
    proposing,
    road_commands,
    rule_commands,
    scenario_commands,
    zoning,
)
from app.commands_line.screen import (
    BAD_INPUT,
    BLOCKING_FINDINGS,
    DONE,
    FAULT,
    INTERRUPTED,
    PlanPath,
    ScenarioName,
    err,
    evaluated,
    exit_code,
    out,
    print_evaluation,
    print_issues,
    shown_progress,
    write_json,
)
from gis.errors import Cancelled, InputError, PlanningError
from gis.layout import BASELINE

__all__ = ["BAD_INPUT", "BLOCKING_FINDINGS", "DONE", "FAULT", "INTERRUPTED", "app", "commands", "run"]

# typer bundles its own click and does not export this base of its parameter errors
UsageError: Any = typer.BadParameter.__base__

app = typer.Typer(
    name="xiaotu",
    help="校图：县域义务教育学校布局规划。不带命令时打开窗口：xiaotu [PLAN.gpkg]",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(road_commands.app)
app.add_typer(file_commands.app)
app.add_typer(rule_commands.app)
app.add_typer(price_commands.app)
app.add_typer(compare.app)
app.add_typer(forecast.app)
app.add_typer(scenario_commands.app)
app.add_typer(proposing.app)
app.add_typer(zoning.app)
app.add_typer(procedure.app)


@app.command("import")
def import_files(
    plan_path: PlanPath,
    roads: Annotated[
        list[Path],
        typer.Option(help="道路：OSM 文件（.osm、.osm.gz、.osm.pbf）或道路线图层；可重复，自有的接到 OSM 上"),
    ],
    boundary: Annotated[Path, typer.Option(help="县（区、市）界：GeoJSON、GeoPackage、Shapefile 或 KML")],
    schools: Annotated[Path, typer.Option(help="学校台账：.xlsx、.xls、.ods 或 .csv")],
    settlements: Annotated[Path, typer.Option(help="居民点表")],
    pupils: Annotated[Path, typer.Option(help="学生数：村×年级、就读表（村×年级×学校）或花名册")],
    attendance: Annotated[Path | None, typer.Option(help="就读表：居民点×年级×学校×就读方式")] = None,
    zones: Annotated[Path | None, typer.Option(help="划片表，或学区图（面）")] = None,
    feeders: Annotated[Path | None, typer.Option(help="对口升学表")] = None,
    bus_stops: Annotated[Path | None, typer.Option(help="公交线路站点表：站序、坐标、分钟、发车间隔")] = None,
    population: Annotated[
        Path | None, typer.Option(help="适龄儿童表：摸底、在园、户籍、预防接种、出生或普查")
    ] = None,
    history: Annotated[Path | None, typer.Option(help="历年在校生表：学校×学年×年级")] = None,
    housing: Annotated[Path | None, typer.Option(help="新建住宅表：乡镇或村、年份、套数")] = None,
    dem: Annotated[Path | None, typer.Option(help="公开的高程（GeoTIFF）：步行按坡度计算")] = None,
    name: Annotated[str | None, typer.Option(help="县（区、市）名称；默认取自边界文件")] = None,
    year: Annotated[int | None, typer.Option(help="学年的起始年，如 2022；默认取自学校台账的标题")] = None,
    coordinates: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE=SYSTEM", help="某个文件的坐标系，可重复，如 schools=gcj02"),
    ] = None,
    layers: Annotated[
        list[str] | None,
        typer.Option("--layer", metavar="FILE=LAYER", help="某个图层文件用哪一层，可重复；* 为全部合起来"),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="FILE:COLUMN=HEADER",
            help="某个文件的一列是什么，可重复，如 schools:学校名称=校名；= 后面空着为表里没有这一列",
        ),
    ] = None,
    matches: Annotated[
        list[str] | None,
        typer.Option(
            "--match", metavar="FILE:WRITTEN=CODE",
            help="写法是哪个村、哪所学校，可重复，如 pupils:东乡西沟村=410000100001；= 后面空着为都不是",
        ),
    ] = None,
    road_columns: Annotated[
        list[str] | None,
        typer.Option("--road-column", metavar="WHAT=FIELD", help="自有道路的字段，可重复，如 class=等级"),
    ] = None,
    road_tolerance_m: Annotated[
        float | None, typer.Option(min=0, help="自有道路的端点多少米以内算相接")
    ] = None,
    join_crossings: Annotated[
        bool, typer.Option("--join-crossings", help="自有道路相交而没有节点，也当作路口")
    ] = False,
    replace_plan: Annotated[bool, typer.Option("--replace", help="覆盖已有计划（原文件留作 .bak）")] = False,
) -> int:
    """读入原始文件，生成一个计划文件（GeoPackage）。"""
    from app.commands_line import answers
    from gis.io.choices import ImportChoices
    from gis.io.history import take_place_of
    from gis.io.importer import import_plan
    from gis.io.issuelist import blocks, carry_saved_states
    from gis.io.project import save_plan

    if plan_path.exists() and not replace_plan:
        raise InputError("plan_exists", path=str(plan_path))
    if not plan_path.parent.is_dir():
        raise InputError("plan_folder_missing", path=str(plan_path.parent))
    choices = ImportChoices(
        columns=answers.column_answers(columns or ()),
        coordinates=answers.coordinate_answers(coordinates or ()),
        layers=answers.layer_answers(layers or ()),
        matches=answers.match_answers(matches or ()),
        road_columns=answers.road_answers(road_columns or ()),
        road_tolerance_m=road_tolerance_m,
        join_crossings=join_crossings,
    )
    with shown_progress() as progress:
        plan = import_plan(
            roads=roads, boundary=boundary, schools=schools, settlements=settlements, pupils=pupils,
            attendance=attendance, zones=zones, feeders=feeders, bus_stops=bus_stops, unit_name=name,
            population=population, enrolment_history=history, housing=housing,
            school_year=year, dem=dem, choices=choices, progress=progress,
        )
    if plan_path.exists():
        shutil.copy2(plan_path, plan_path.with_suffix(plan_path.suffix + ".bak"))
        plan = carry_saved_states(plan, plan_path)
    save_plan(take_place_of(plan, plan_path), plan_path)
    road_km = plan.roads.edges["length_m"].sum() / 1000
    out.print(
        f"{plan.meta.unit_name}：学校记录 {len(plan.schools)} 条，居民点 {len(plan.settlements)} 个，"
        f"学生 {int(plan.attendance['pupils'].sum()):,} 人，道路 {road_km:,.0f} km"
    )
    print_issues(plan.issues)
    out.print(f"计划文件：{plan_path}")
    return exit_code(blocks(plan.issues))


@app.command()
def evaluate(
    plan_path: PlanPath,
    name: ScenarioName = BASELINE,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部数字；- 为屏幕")
    ] = None,
    year: Annotated[int | None, typer.Option(help="按哪个学年的决定计算；默认全部生效")] = None,
    season: Annotated[str, typer.Option(help="算上只在这个时节的道路改动，如 汛期")] = "",
) -> int:
    """计算一个方案对每个孩子、每所学校的影响。"""
    from gis.io.project import open_plan

    plan = open_plan(plan_path)
    evaluation = evaluated(plan, name, year, season)
    if json_path is not None:
        write_json(evaluation.to_dict(), json_path)
    if str(json_path) != "-":
        print_evaluation(plan, evaluation)
    return exit_code(evaluation.blocks)


@app.command()
def report(
    plan_path: PlanPath,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")],
    name: ScenarioName = BASELINE,
    year: Annotated[int | None, typer.Option(help="按哪个学年的决定计算；默认全部生效")] = None,
    version: Annotated[str, typer.Option(help="internal（内部，含小人数）或 public（公开）")] = "internal",
    stage: Annotated[
        str, typer.Option(help="draft（草稿）或 approval（报批稿：五种情形都通过、决定都填完才能生成）")
    ] = "draft",
    season: Annotated[str, typer.Option(help="算上只在这个时节的道路改动，如 汛期")] = "",
) -> int:
    """写出一校一案、汇总报告、工作簿和网页地图；公开版只有汇总、工作簿和地图，小人数不公开。

    写出的是草稿，每页标明；报批稿须每所撤销、改变类型的学校五种情形都已通过，否则列出还缺什么，不写文件。
    """
    from app.commands_line.records import log_report
    from gis.io.project import open_plan
    from gis.report.bundle import write_reports
    from gis.report.roadchanges import season_line

    plan = open_plan(plan_path)
    evaluation = evaluated(plan, name, year, season)
    with shown_progress() as progress:
        paths = write_reports(plan, evaluation, out_dir, version=version, stage=stage, progress=progress)
    for path in paths:
        out.print(str(path))
    if line := season_line(plan, evaluation):
        out.print(f"{line}。", markup=False)
    refusal = log_report(plan, plan_path, evaluation, paths, year)
    if refusal:
        err.print(f"注意：{refusal}", markup=False)
    return exit_code(evaluation.blocks)


@app.command()
def demo(out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")]) -> int:
    """用内置样例走完全程：导入、方案、测算、成果。"""
    from app.demo import run_demo

    with shown_progress() as progress:
        result = run_demo(out_dir, progress=progress)
    print_issues(result.plan.issues)
    print_evaluation(result.plan, result.evaluation)
    out.print(f"另一个方案“{result.refused_name}”的 {len(result.refusals)} 条决定按预期被拒绝：")
    for sentence in result.refusals:
        out.print(f"  · {sentence}")
    out.print("成果：")
    for path in result.paths:
        out.print(f"  {path}")
    return DONE


def commands() -> frozenset[str]:
    """Return the names of all commands."""
    return frozenset(typer.main.get_group(app).commands)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; expected faults become one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return int(app(list(arguments), prog_name="xiaotu", standalone_mode=False) or DONE)
    except UsageError as error:
        error.show()
        return BAD_INPUT
    except PlanningError as error:
        err.print(f"错误：{error}", markup=False)
        return BAD_INPUT
    except (Cancelled, KeyboardInterrupt):
        err.print("已取消，没有改动计划文件。")
        return INTERRUPTED
    except Exception:
        err.print(f"程序出错，这不是你的数据的问题。详细记录：{_keep_fault()}；请发给开发者。", markup=False)
        return FAULT


def _keep_fault() -> Path:
    """Write the traceback where the user can find it and return the file."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="xiaotu-", suffix=".txt", encoding="utf-8", delete=False
    ) as file:
        traceback.print_exc(file=file)
    return Path(file.name)
