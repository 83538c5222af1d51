"""Commands about files: the plan file, its issues and field copies, tables to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from app.commands_line.screen import (
    DONE,
    PlanPath,
    exit_code,
    out,
    print_issues,
    shown_progress,
)
from gis.errors import InputError
from gis.model import IssueState

app = typer.Typer(rich_markup_mode=None)
field = typer.Typer(help="外业副本：签出、并回。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(field, name="field")


@app.command()
def check(plan_path: PlanPath) -> int:
    """核对计划文件：是否完整，与操作记录是否相符，重算的数字与输出过的是否相同。"""
    from app.commands_line.records import run_check

    with shown_progress() as progress:
        return exit_code(run_check(plan_path, progress, out))


@app.command()
def recover(
    plan_path: PlanPath,
    out_path: Annotated[Path, typer.Option("--out", metavar="NEW.gpkg", help="写出的新计划文件")],
) -> int:
    """从损坏的计划文件里取出还能读的内容，写成新文件；损坏的文件不动；有数据缺失时返回 1。"""
    from app.commands_line.records import run_recover
    from gis.io.issuelist import blocks

    lost = run_recover(plan_path, out_path, out)
    print_issues(lost)
    return exit_code(blocks(lost))


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
    return exit_code(blocks(run_issues(plan_path, out_path, numbers, reason, out)))


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

    with shown_progress() as progress:
        is_open = run_merge(
            plan_path, copy_path, take=take, list_path=list_path, choices_path=choices_path,
            progress=progress, out=out,
        )  # fmt: skip
    return exit_code(is_open)


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
    print_issues(found.issues)
    out.print(f"学校记录 {len(found.rows)} 条：{out_path}。坐标、核定规模、教室等请补填后导入。")
    return DONE
