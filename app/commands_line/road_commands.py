"""Commands about roads, journeys and areas, and about many counties."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands_line.screen import (
    DONE,
    PlanPath,
    ScenarioName,
    exit_code,
    out,
    print_issues,
    shown_progress,
    write_json,
)
from gis.errors import InputError
from gis.layout import BASELINE

app = typer.Typer(rich_markup_mode=None)


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

    with shown_progress() as progress:
        numbers = set_parameters(plan_path, settings or (), progress)
    if json_path is not None:
        write_json({"parameters": [number.to_dict() for number in numbers]}, json_path)
    if str(json_path) != "-":
        print_parameters(numbers, out)
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
    print_issues(found)
    return exit_code(any(issue.severity == "error" for issue in found))


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
        write_json(found, json_path)
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

    with shown_progress() as progress:
        found, paths = run_areas(
            plan_path, name, mode, minutes, out_path, villages, per_school=per_school, progress=progress
        )
    if json_path is not None:
        write_json(dict(found.summary), json_path)
    if str(json_path) != "-":
        print_areas(found, paths, out)
    return DONE


@app.command()
def download(
    out_path: Annotated[Path, typer.Option("--out", metavar="FILE.osm.pbf", help="写出的道路文件")],
    place: Annotated[str, typer.Option(metavar="NAME", help="地名，写全省、市、县")] = "",
    boundary: Annotated[Path | None, typer.Option(help="县界文件；与 --place 二选一")] = None,
) -> int:
    """联网从 OpenStreetMap 下载一个县的道路和水系（唯一联网的命令）。"""
    from app.commands_line.download import run_download

    with shown_progress() as progress:
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

    with shown_progress() as progress:
        is_incomplete, issues = run_batch(
            list_path, out_path, scheduler=scheduler, workers=workers, retries=retries,
            plans_dir=plans_dir, progress=progress, out=out,
        )  # fmt: skip
    print_issues(issues)
    return exit_code(is_incomplete)
