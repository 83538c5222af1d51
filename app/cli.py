"""The command line: every stage without a window, and without loading Qt."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from gis.errors import Cancelled, InputError, PlanningError
from gis.messages import describe, message_codes
from gis.model import BASELINE, Issue, IssueState, Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.evaluation.result import Evaluation

DONE, BLOCKING_FINDINGS, BAD_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
SHOWN_ISSUES = 20

# typer bundles its own click and does not export this base of its parameter errors
UsageError: Any = typer.BadParameter.__base__

PlanPath = Annotated[Path, typer.Argument(metavar="PLAN.gpkg", help="计划文件")]
ScenarioName = Annotated[str, typer.Option("--scenario", "--name", metavar="NAME", help="方案名称")]

app = typer.Typer(
    name="xiaotu",
    help="校图：县域义务教育学校布局规划。不带命令时打开窗口：xiaotu [PLAN.gpkg]",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
field = typer.Typer(help="外业副本：签出、并回。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(field, name="field")
# names and paths are data: [a] in them is no markup and :a: no emoji
_PLAIN: Any = {"highlight": False, "soft_wrap": True, "markup": False, "emoji": False}
out = Console(**_PLAIN)
err = Console(stderr=True, **_PLAIN)


@contextmanager
def _shown_progress() -> Iterator[Progress]:
    """Yield a progress that draws one bar on the terminal (nothing where the output is not a terminal)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=1.0)

        def report(fraction: float, step: str = "") -> None:
            words = describe(step, {}).what if step in message_codes() else None
            bar.update(task, completed=fraction, description=words)

        yield report


def _print_issues(issues: Sequence[Issue]) -> None:
    words = {"error": "错误", "warning": "提醒", "info": "说明"}
    ranked = sorted(issues, key=lambda issue: list(words).index(issue.severity))
    for issue in ranked[:SHOWN_ISSUES]:
        row = "" if issue.row is None else f"第 {issue.row} 行"
        place = " ".join(part for part in (issue.file, issue.sheet, row, issue.column) if part)
        what, fix = issue.describe()
        out.print(f"{words[issue.severity]} [{place}] {what}{fix}", markup=False)
    if len(issues) > SHOWN_ISSUES:
        out.print(f"其余 {len(issues) - SHOWN_ISSUES} 项在计划文件的 issues 表里。")


def _number(value: float | None, digits: int = 0) -> str:
    return "—" if value is None else f"{value:,.{digits}f}"


def _print_evaluation(plan: Plan, evaluation: Evaluation) -> None:
    table = Table("指标", "现状", "方案", title=f"{evaluation.unit_name} · {evaluation.scenario}")
    rows = [
        ("学校（所）", evaluation.counts["schools"]),
        ("教学点（个）", evaluation.counts["teaching_points"]),
        ("在校生（人）", evaluation.counts["pupils"]),
        ("受影响学生（人）", evaluation.headline["affected_pupils"]),
        ("超时学生（1—3年级，人）", evaluation.headline["over_limit_g1_3_pupils"]),
        ("最大班额（人）", evaluation.headline["largest_class_pupils"]),
        ("学位缺口（个）", evaluation.headline["places_short"]),
        ("未安置学生（人）", evaluation.counts["unassigned_pupils"]),
    ]
    for label, change in rows:
        table.add_row(label, _number(change.before), _number(change.after))
    out.print(table)
    new = [f for f in evaluation.findings if f.force == "must" and not f.in_baseline]
    for finding in new[:SHOWN_ISSUES]:
        out.print(f"须解决：{describe(finding.message_code, finding.values)}", markup=False)
    if len(new) > SHOWN_ISSUES:
        out.print(f"另有 {len(new) - SHOWN_ISSUES} 项须解决，见 JSON 或报告。")
    for issue in evaluation.road_issues:
        out.print(f"提醒：{''.join(issue.describe())}", markup=False)
    for mark in evaluation.marks:
        what = describe(mark, {"mark": plan.meta.mark}).what
        out.print(f"注：{what}", markup=False)


def _write_json(figures: dict[str, Any], target: Path) -> None:
    text = json.dumps(figures, ensure_ascii=False, indent=2, allow_nan=False)
    if str(target) == "-":
        sys.stdout.write(text + "\n")
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError("output_not_writable", path=str(target), reason=str(error.strerror)) from error


def _evaluate(plan: Plan, name: str, year: int | None = None, season: str = "") -> Evaluation:
    from gis.evaluation import evaluate
    from gis.network.edits import require_season

    require_season(season, plan.scenario(name).network_edits)
    with _shown_progress() as progress:
        return evaluate(plan, name, year=year, season=season, progress=progress)


def _exit_code(blocks: bool) -> int:
    return BLOCKING_FINDINGS if blocks else DONE


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
    with _shown_progress() as progress:
        plan = import_plan(
            roads=roads, boundary=boundary, schools=schools, settlements=settlements, pupils=pupils,
            attendance=attendance, zones=zones, feeders=feeders, bus_stops=bus_stops, unit_name=name,
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
    _print_issues(plan.issues)
    out.print(f"计划文件：{plan_path}")
    return _exit_code(blocks(plan.issues))


@app.command()
def parameters(
    plan_path: PlanPath,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=NUMBER", help="改一个参数，可重复，如 bus.speed_kph.tertiary=30"),
    ] = None,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部数字；- 为屏幕")
    ] = None,
) -> int:
    """列出计划的出行参数（数值、单位、来源、是否待核）；改了的，路程重新计算。"""
    from app.commands_line.parameters import print_parameters, set_parameters

    with _shown_progress() as progress:
        numbers = set_parameters(plan_path, settings or (), progress)
    if json_path is not None:
        _write_json({"parameters": [number.to_dict() for number in numbers]}, json_path)
    if str(json_path) != "-":
        print_parameters(numbers, out)
    return DONE


@app.command()
def scenario(
    plan_path: PlanPath,
    name: ScenarioName,
    decisions: Annotated[Path, typer.Option(help="决定表（.csv 或 .xlsx）")],
) -> int:
    """把一张决定表作为方案加入计划；有一条不能成立，就一条也不写入。"""
    from gis.io.decisions import read_decisions
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan

    if not name.strip():
        raise InputError("scenario_name_empty")
    if name == BASELINE:
        raise InputError("scenario_name_reserved", name=name)
    plan = open_plan(plan_path)
    added = read_decisions(decisions, plan, name)
    if name in plan.scenarios:
        added = replace(added, network_edits=plan.scenarios[name].network_edits)
    save_plan(record_changes(plan, plan.with_scenario(added)), plan_path)
    out.print(f"方案“{name}”：{len(added.decisions)} 所学校的决定已写入 {plan_path}")
    return DONE


@app.command()
def roads(
    plan_path: PlanPath,
    name: Annotated[str, typer.Option("--scenario", "--name", metavar="NAME", help="方案名称")],
    edits: Annotated[
        Path | None, typer.Option(metavar="FILE.geojson", help="道路改动：封闭、新增、改速度、危险路段、阻隔")
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(metavar="ID", help="去掉这一处，可重复")] = None,
    listed: Annotated[bool, typer.Option("--list", help="只列出，不改动")] = False,
) -> int:
    """改动一个方案里的道路，列出各处改动涉及多少米路；有一处不能成立，就一处也不写入。"""
    from app.commands_line.roads import run_roads

    if listed and (edits is not None or remove):
        raise InputError("roads_list_only")
    found = run_roads(plan_path, name, edits, remove or (), out)
    _print_issues(found)
    return _exit_code(any(issue.severity == "error" for issue in found))


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
    evaluation = _evaluate(plan, name, year, season)
    if json_path is not None:
        _write_json(evaluation.to_dict(), json_path)
    if str(json_path) != "-":
        _print_evaluation(plan, evaluation)
    return _exit_code(evaluation.blocks)


@app.command()
def report(
    plan_path: PlanPath,
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")],
    name: ScenarioName = BASELINE,
    year: Annotated[int | None, typer.Option(help="按哪个学年的决定计算；默认全部生效")] = None,
    version: Annotated[str, typer.Option(help="internal（内部，含小人数）或 public（公开）")] = "internal",
    season: Annotated[str, typer.Option(help="算上只在这个时节的道路改动，如 汛期")] = "",
) -> int:
    """写出一校一案、汇总报告、工作簿和网页地图；公开版只有汇总、工作簿和地图，小人数不公开。"""
    from app.commands_line.records import log_report
    from gis.io.project import open_plan
    from gis.report.bundle import write_reports
    from gis.report.roadchanges import season_line

    plan = open_plan(plan_path)
    evaluation = _evaluate(plan, name, year, season)
    with _shown_progress() as progress:
        paths = write_reports(plan, evaluation, out_dir, version=version, progress=progress)
    for path in paths:
        out.print(str(path))
    if line := season_line(plan, evaluation):
        out.print(f"{line}。", markup=False)
    refusal = log_report(plan, plan_path, evaluation, paths, year)
    if refusal:
        err.print(f"注意：{refusal}", markup=False)
    return _exit_code(evaluation.blocks)


@app.command()
def check(plan_path: PlanPath) -> int:
    """核对计划文件：是否完整，与操作记录是否相符，重算的数字与输出过的是否相同。"""
    from app.commands_line.records import run_check

    with _shown_progress() as progress:
        return _exit_code(run_check(plan_path, progress, out))


@app.command()
def recover(
    plan_path: PlanPath,
    out_path: Annotated[Path, typer.Option("--out", metavar="NEW.gpkg", help="写出的新计划文件")],
) -> int:
    """从损坏的计划文件里取出还能读的内容，写成新文件；损坏的文件不动；有数据缺失时返回 1。"""
    from app.commands_line.records import run_recover
    from gis.io.issuelist import blocks

    lost = run_recover(plan_path, out_path, out)
    _print_issues(lost)
    return _exit_code(blocks(lost))


@app.command()
def seal(
    plan_path: PlanPath,
    name: Annotated[str, typer.Option(metavar="NAME", help="封存版的名称，如：公示稿")],
    out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")],
) -> int:
    """写出封存版：只读、带校验值的副本，供公示和存档。"""
    from app.commands_line.records import run_seal

    run_seal(plan_path, name, out_dir, out)
    return DONE


@app.command()
def issues(
    plan_path: PlanPath,
    out_path: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="写成 .xlsx 或 .csv；不写则列在屏幕上")
    ] = None,
    accept: Annotated[list[int] | None, typer.Option(metavar="N", help="认可第 N 号，须写 --reason")] = None,
    fixed: Annotated[list[int] | None, typer.Option(metavar="N", help="第 N 号已改正")] = None,
    reopen: Annotated[list[int] | None, typer.Option(metavar="N", help="第 N 号重新列为待处理")] = None,
    reason: Annotated[str, typer.Option(help="理由，记入问题清单")] = "",
) -> int:
    """列出、导出导入时发现的问题，记下对各项的处理；还有未认可的错误时返回 1。"""
    from app.commands_line.issues import run_issues
    from gis.io.issuelist import blocks

    numbers = {
        IssueState.ACCEPTED: accept or [],
        IssueState.FIXED: fixed or [],
        IssueState.PROBLEM: reopen or [],
    }
    return _exit_code(blocks(run_issues(plan_path, out_path, numbers, reason, out)))


@field.command("check-out")
def check_out_field_copy(
    plan_path: PlanPath,
    copy_path: Annotated[Path, typer.Option("--out", metavar="FILE", help="外业副本（.gpkg）")],
    townships: Annotated[list[str] | None, typer.Option(help="只取这些乡镇；可以写几次；默认全部")] = None,
    schools: Annotated[
        list[str] | None, typer.Option("--school", metavar="CODE", help="只取这些学校周围；可以写几次")
    ] = None,
    radius_km: Annotated[float | None, typer.Option(help="学校周围多少公里")] = None,
    box: Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help="只取西、南、东、北边以内")] = "",
    author: Annotated[str, typer.Option(help="由谁签出；默认为登录名")] = "",
) -> int:
    """签出外业副本：一部分学校、居民点和道路，带到现场用。"""
    from app.commands_line.field import AreaOptions, run_check_out

    area = AreaOptions(townships or (), schools or (), radius_km, box)
    run_check_out(plan_path, copy_path, area, author, out)
    return DONE


@field.command("merge")
def merge_field_copy(
    plan_path: PlanPath,
    copy_path: Annotated[Path, typer.Argument(metavar="FIELDCOPY.gpkg", help="外业副本")],
    take: Annotated[
        Literal["ours", "theirs", "ask"], typer.Option(help="冲突取本机、取外业，还是逐项选")
    ] = "ask",
    list_path: Annotated[Path | None, typer.Option("--list", help="写出改动和冲突的清单（.csv）")] = None,
    choices_path: Annotated[Path | None, typer.Option("--choices", help="填好取舍的清单")] = None,
) -> int:
    """并回外业副本：逐项比较，只并入选定的；还有冲突没有取舍时退出码为 1。"""
    from app.commands_line.field import run_merge

    with _shown_progress() as progress:
        is_open = run_merge(
            plan_path, copy_path, take=take, list_path=list_path, choices_path=choices_path,
            progress=progress, out=out,
        )  # fmt: skip
    return _exit_code(is_open)


@app.command()
def network(
    plan_path: PlanPath,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部数字；- 为屏幕")
    ] = None,
) -> int:
    """自查路网：断开的路、单行死路、接不上路的村和学校，路外接入占多少。"""
    from app.commands_line.network import network_report, print_network
    from gis.io.project import open_plan

    found = network_report(open_plan(plan_path))
    if json_path is not None:
        _write_json(found, json_path)
    if str(json_path) != "-":
        print_network(found, out)
    return DONE


@app.command()
def areas(
    plan_path: PlanPath,
    out_path: Annotated[Path, typer.Option("--out", metavar="FILE.gpkg|DIR", help="GeoPackage 或文件夹")],
    name: ScenarioName = BASELINE,
    mode: Annotated[str, typer.Option(help="服务范围按哪种出行方式，如 walk_g1_3、school_bus")] = "walk_g1_3",
    minutes: Annotated[str, typer.Option(help="服务范围的分钟数，逗号隔开")] = "10,20,30,40",
    villages: Annotated[Path | None, typer.Option(help="村界（面图层），有则学区按村界画")] = None,
    per_school: Annotated[
        bool, typer.Option("--per-school", help="每所学校单独一个图层；乘车等方式另算各校范围，费时数分钟")
    ] = False,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出汇总数字；- 为屏幕")
    ] = None,
) -> int:
    """写出服务范围（多少分钟能到）、学区、最近学校和可达性的图层和表。"""
    from app.commands_line.areas import print_areas, run_areas

    with _shown_progress() as progress:
        found, paths = run_areas(
            plan_path, name, mode, minutes, out_path, villages, per_school=per_school, progress=progress
        )
    if json_path is not None:
        _write_json(dict(found.summary), json_path)
    if str(json_path) != "-":
        print_areas(found, paths, out)
    return DONE


@app.command()
def schema(out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")]) -> int:
    """写出各种表的空白模板（.xlsx），填好即可导入。"""
    from gis.io.templates import write_templates

    for path in write_templates(out_dir):
        out.print(str(path))
    return DONE


@app.command()
def ledger(
    workbooks: Annotated[list[Path], typer.Argument(metavar="FILE...", help="统计报表工作簿，一校一册")],
    out_path: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="写出的学校台账")],
) -> int:
    """把各校的教育事业统计报表（教基1001 等表）汇成一份学校台账，补齐后即可导入。"""
    from gis.io.templates import write_template
    from gis.io.yearly import read_yearly

    if out_path.exists():
        raise InputError("template_exists", file=out_path.name, folder=str(out_path.parent))
    found = read_yearly(workbooks)
    write_template("schools", out_path, found.rows)
    _print_issues(found.issues)
    out.print(f"学校记录 {len(found.rows)} 条：{out_path}。坐标、核定规模、教室等请补填后导入。")
    return DONE


@app.command()
def download(
    out_path: Annotated[Path, typer.Option("--out", metavar="FILE.osm.pbf", help="写出的道路文件")],
    place: Annotated[str, typer.Option(metavar="NAME", help="地名，写全省、市、县")] = "",
    boundary: Annotated[Path | None, typer.Option(help="县界文件；与 --place 二选一")] = None,
) -> int:
    """联网从 OpenStreetMap 下载一个县的道路和水系（唯一联网的命令）。"""
    from app.commands_line.download import run_download

    with _shown_progress() as progress:
        run_download(place, boundary, out_path, progress=progress, out=out)
    return DONE


@app.command()
def batch(
    list_path: Annotated[Path, typer.Argument(metavar="LIST|DIR", help="县清单，或放计划文件的文件夹")],
    out_path: Annotated[Path, typer.Option("--out", metavar="FILE.parquet", help="结果表，每县一行")],
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask 调度器的地址；不写就在本机算")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="本机用几个进程；默认每核一个")] = None,
    retries: Annotated[int, typer.Option(min=0, help="程序出错时每县再试几次")] = 2,
    plans_dir: Annotated[
        Path | None, typer.Option("--plans", metavar="DIR", help="把各县的计划文件留在这里")
    ] = None,
) -> int:
    """一次测算许多县：各算各的，一个县出错不影响其他县；有县没算成时返回 1。"""
    from app.commands_line.batch import run_batch

    with _shown_progress() as progress:
        is_incomplete, issues = run_batch(
            list_path, out_path, scheduler=scheduler, workers=workers, retries=retries,
            plans_dir=plans_dir, progress=progress, out=out,
        )  # fmt: skip
    _print_issues(issues)
    return _exit_code(is_incomplete)


@app.command()
def demo(out_dir: Annotated[Path, typer.Option("--out", metavar="DIR", help="输出文件夹")]) -> int:
    """用内置样例走完全程：导入、方案、测算、成果。"""
    from app.demo import run_demo

    with _shown_progress() as progress:
        result = run_demo(out_dir, progress=progress)
    _print_issues(result.plan.issues)
    _print_evaluation(result.plan, result.evaluation)
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
