"""The command about a plan's rules: list and check them, choose packs, set the county's own values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from app.commands_line.screen import DONE, PlanPath, exit_code, out, print_issues, write_json
from gis.errors import InputError

if TYPE_CHECKING:
    from gis.model import Plan

NO_LIMIT, AS_SHIPPED, NO_PACK = "none", "default", "none"
LAYER_WORDS = {"national": "国家", "province": "省", "city": "市", "county": "本县"}
FORCE_WORDS = {"must": "必须", "should": "应当", "info": "提示"}

app = typer.Typer(rich_markup_mode=None)


@app.command()
def rules(
    plan_path: PlanPath,
    packs: Annotated[
        list[str] | None,
        typer.Option("--pack", metavar="NAME", help="采用的省、市参数包，可重复，如 henan；none 为都不用"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="CRITERION=VALUE",
            help="设定本县判据、参数（含优质均衡评估的）的数值，可重复，如 over_limit_g4_6=40；"
            "=none 为未设标准，=default 为去掉本县的数值",
        ),
    ] = None,
    document: Annotated[str, typer.Option(metavar="文号", help="本县数值依据的文件")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="为什么这样设定")] = "",
    renew: Annotated[bool, typer.Option("--renew", help="把国家、省、市的判据换成本版程序所带的")] = False,
    listed: Annotated[bool, typer.Option("--list", help="只列出，不改动（不带其他选项时也是）")] = False,
    checked: Annotated[bool, typer.Option("--check", help="核对：已废止、存疑、待核、被放宽的")] = False,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部判据；- 为屏幕")
    ] = None,
) -> int:
    """列出、核对计划的判据；选用省、市参数包；设定本县的数值（国家 < 省 < 市 < 县）。"""
    from gis.rulebook import parameter_rows, rule_issues, rule_rows

    changes = bool(packs or settings or renew)
    if changes and (listed or checked):
        raise InputError("rules_list_only")
    plan = _changed(plan_path, packs or (), settings or (), document, reason, renew=renew)
    year = plan.meta.school_year
    issues = rule_issues(plan.rules, year) if checked else ()
    rows, parameters = rule_rows(plan.rules, year), parameter_rows(plan.rules)
    if json_path is not None:
        told = {"criteria": rows, "parameters": parameters, "packs": _packs(plan)}
        write_json({"school_year": year, **told}, json_path)
    if str(json_path) != "-":
        if listed or not checked:
            _print_rules(plan, rows)
            _print_parameters(parameters)
        print_issues(issues)
    return exit_code(any(issue.severity == "error" for issue in issues)) if checked else DONE


def _changed(
    plan_path: Path, packs: Sequence[str], settings: Sequence[str], document: str, reason: str, *, renew: bool
) -> Plan:
    """Return the plan, written anew where something changed; all changes or none."""
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan
    from gis.rulebook import with_packs, with_shipped_rules

    plan = changed = open_plan(plan_path)
    if renew:
        changed = with_shipped_rules(changed)
    if packs:
        changed = with_packs(changed, [] if list(packs) == [NO_PACK] else packs)
    for given in settings:
        changed = _set(changed, given, document, reason)
    if changed.rules != plan.rules:
        save_plan(record_changes(plan, changed), plan_path)
    return changed


def _set(plan: Plan, given: str, document: str, reason: str) -> Plan:
    from gis.rulebook import with_county_value, without_county_value

    key, equals, text = (part.strip() for part in given.partition("="))
    if equals and text == AS_SHIPPED:
        return without_county_value(plan, key)
    try:
        value = None if equals and text == NO_LIMIT else float(text)
    except ValueError as error:
        raise InputError("rule_option_wrong", given=given) from error
    return with_county_value(plan, key, value, document=document, reason=reason)


def _packs(plan: Plan) -> list[dict[str, Any]]:
    from gis.standards import PACKS, shipped_packs

    chosen = plan.rules.get(PACKS, {})
    known = {**shipped_packs(), **chosen}
    return [{"id": key, **pack["pack"], "chosen": key in chosen} for key, pack in known.items()]


def _print_rules(plan: Plan, rows: Sequence[dict[str, Any]]) -> None:
    whole = Column("判据", no_wrap=True)                  # it is what --set asks for
    others = [Column(name, overflow="fold") for name in ("名称", "界限", "力度", "层级", "文件", "状态")]
    table = Table(whole, *others)
    for row in rows:
        value = "未设标准" if row["value"] is None else f"{row['operator']} {row['value']:g} {row['unit']}"
        status = row["status"] if row["in_force"] or row["status"] != "现行" else "已到期"
        marks = "" if row["verified"] or row["value"] is None else "，待核"
        table.add_row(
            row["id"], row["name"], value, FORCE_WORDS[row["force"]], LAYER_WORDS[row["layer"]],
            f"{row['document']}{row['article']}", f"{status}{marks}",
        )
    out.print(table)
    names = [f"{one['id']} {one['name']}{'（已选）' if one['chosen'] else ''}" for one in _packs(plan)]
    out.print(f"参数包：{'、'.join(names)}")


def _print_parameters(rows: Sequence[dict[str, Any]]) -> None:
    whole = Column("参数", no_wrap=True)
    table = Table(whole, *(Column(name, overflow="fold") for name in ("名称", "数值", "来源", "状态")))
    for row in rows:
        marks = [*(["本县"] if row["overridden"] else []), *([] if row["verified"] else ["待核"])]
        value = f"{row['value']:g} {row['unit']}".strip()
        table.add_row(row["key"], row["name"], value, row["source"], "，".join(marks))
    out.print(table)
