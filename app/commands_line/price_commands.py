"""The command about money and posts: list the prices and parameters that hold, set the county's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from app.commands_line.screen import DONE, PlanPath, out, write_json
from gis.errors import InputError

if TYPE_CHECKING:
    from gis.model import Plan

AS_SHIPPED, EMPTY = "default", "none"
YES_NO = {"是": True, "否": False, "true": True, "false": False}

app = typer.Typer(rich_markup_mode=None)


@app.command()
def prices(
    plan_path: PlanPath,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE",
            help="设定本县的价格或参数，可重复：价格带起始年份，如 boarding=300@2023；参数如 "
            "funding_region=east；=none 为留空，=default 为去掉本县的",
        ),
    ] = None,
    document: Annotated[str, typer.Option(metavar="文号", help="依据的文件；价格必须填写")] = "",
    year: Annotated[int | None, typer.Option(help="列出哪一年的价格；不写为计划的学年")] = None,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部价格和参数；- 为屏幕")
    ] = None,
) -> int:
    """列出经费影响的价格表和岗位、经费的参数；设定本县的价格和参数。"""
    from gis.pricebook import price_rows

    plan = _changed(plan_path, settings or (), document)
    at = plan.meta.school_year if year is None else year
    rows = [_plain(row) for row in price_rows(plan.rules, at)]
    if json_path is not None:
        write_json({"year": at, "rows": rows}, json_path)
    if str(json_path) != "-":
        _print(rows, at)
    return DONE


def _changed(plan_path: Path, settings: Sequence[str], document: str) -> Plan:
    """Return the plan, written anew where something changed; all changes or none."""
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan

    plan = changed = open_plan(plan_path)
    for given in settings:
        changed = set_one(changed, given, document)
    if changed.rules != plan.rules:
        save_plan(record_changes(plan, changed), plan_path)
    return changed


def set_one(plan: Plan, given: str, document: str) -> Plan:
    """Return the plan with one setting as it is typed: ``boarding=300@2023``, ``funding_region=east``.

    Raises
    ------
    InputError
        price_option_wrong, price_without_source, price_wrong, price_item_unknown, parameter_value_wrong.
    """
    from gis.pricebook import as_shipped, items, parameters, with_parameter, with_price

    key, equals, text = (part.strip() for part in given.partition("="))
    if not equals:
        raise InputError("price_option_wrong", given=given)
    if text == AS_SHIPPED:
        return as_shipped(plan, key)
    if key in items():
        value, _, from_year = text.partition("@")
        try:
            return with_price(plan, key, float(value), int(from_year), document=document)
        except ValueError as error:
            raise InputError("price_option_wrong", given=given) from error
    known = parameters().get(key)
    is_word = known is None or "allowed" in known or text == EMPTY
    return with_parameter(plan, key, _word(text) if is_word else _number(given, text), document=document)


def _word(text: str) -> str:
    return "" if text == EMPTY else text


def _number(given: str, text: str) -> float | bool:
    if text in YES_NO:
        return YES_NO[text]
    try:
        number = float(text)
    except ValueError as error:
        raise InputError("price_option_wrong", given=given) from error
    return int(number) if number.is_integer() else number


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with null for what is not known."""
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()
    }


def _print(rows: Sequence[dict[str, Any]], year: int) -> None:
    table = Table("项目", "名称", f"{year} 年", "单位", "来源", "状态")
    for row in rows:
        value = row["value_yuan"] if row["kind"] == "price" else row["value"]
        missing = "没有价格" if row["kind"] == "price" else "未填"
        marks = [*(["本县"] if row["overridden"] else []), *([] if row["verified"] else ["待核"])]
        table.add_row(
            row.get("item") or row["key"].partition(".")[2], row["name"],
            missing if value in (None, "") else str(value), row["unit"], row["source"], "，".join(marks),
        )
    out.print(table)
