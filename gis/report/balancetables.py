"""The seven resource indicators, their spread and the county's items: in print and as sheets."""

from __future__ import annotations

from typing import Any

from gis.evaluation.balancerules import STAGES, balance_rules
from gis.evaluation.countyitems import CountyItem, ItemSide
from gis.evaluation.details import Details
from gis.evaluation.indicators import Balance
from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import Plan
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.tables import SIDES, Column, Sheet, both_sides, side_values
from gis.report.words import NOTHING, is_known, number, sentence, signed, word
from gis.standards import load_rules

SCOPES = ("official", "same_schools")
STATES = ("met", "unmet", "missing")
MISSING = "待补"
WHOLE_FROM = 100.0  # standards of so much are printed without digits
MOST_DIGITS = 4
ROOMS = "YZ-43"  # of this item the figure is a share of schools
CV_DIGITS = 3
SHARE, UNITS = "share", {"share": "比例"}
NAMES_TOLD = 5


def figure(value: Any, standard: Any, digits: int | None = None) -> str:
    """Return a figure beside its standard: with more digits where rounding would hide on which side it is."""
    if not is_known(value):
        return MISSING
    if not is_known(standard):
        return number(value, digits=2 if digits is None else digits)
    first = (0 if standard >= WHOLE_FROM else 2) if digits is None else digits
    for places in range(first, MOST_DIGITS + 1):
        if (round(value, places) >= standard) == (value >= standard - 1e-9):
            return number(value, digits=places)
    return number(value, digits=MOST_DIGITS)


def indicator_names(evaluation: Evaluation) -> dict[str, str]:
    """Return what L1 … L7 are."""
    return {one.key: one.name for one in balance_rules(evaluation.rules or load_rules()).indicators}


# ---- one school


def indicator_tables(plan: Plan, evaluation: Evaluation, school_ids: list[str]) -> list[Row]:
    """Return the seven indicators of schools, 现状 and 调整后, beside the standard and its 85 %; in print."""
    if evaluation.details is None:
        return []
    balance, names = evaluation.details.balance, indicator_names(evaluation)
    table = balance.indicators
    chosen = table[table["school_id"].isin(school_ids)]
    by_school = dict(list(chosen.groupby("school_id", sort=False)))
    return [
        {
            "name": school_label(plan, school_id),
            "verdict": school_verdict(balance, school_id),
            "rows": [_indicator_row(row, names) for row in records(by_school[school_id])]
            if school_id in by_school
            else [],
        }
        for school_id in school_ids
        if school_id in balance.schools.index
    ]


def school_verdict(balance: Balance, school_id: str) -> str:
    """Return how many of the seven a school meets on each side, or why it is in no indicator."""
    (row,) = records(balance.schools.loc[[school_id]])
    parts = []
    for side, when in SIDES:
        state = str(row[f"state_{side}"])
        if state == "excluded":
            parts.append(f"{when}不参评（{word('excluded', row[f'excluded_{side}'])}）")
        else:
            parts.append(f"{when}七项中 {int(row[f'met_{side}'])} 项达标，综合判定{word('state', state)}")
    return "；".join(parts) + "。"


def _indicator_row(row: Row, names: dict[str, str]) -> Row:
    return {
        "name": names[str(row["indicator"])],
        "standard": number(row["standard"], digits=_digits(row["standard"]), unknown="未设标准"),
        "floor": number(row["floor"], digits=_digits(row["standard"]), unknown=NOTHING),
        **{side: _indicator_cell(row, side) for side, _ in SIDES},
        **{f"state_{side}": word("state", row[f"state_{side}"]) for side, _ in SIDES},
        "alarm": row["state_after"] == "unmet" and row["state_before"] != "unmet",
    }


def _digits(standard: Any) -> int:
    return 0 if not is_known(standard) or standard >= WHOLE_FROM else 2


def _indicator_cell(row: Row, side: str) -> str:
    if row[f"state_{side}"] == "excluded":
        return NOTHING
    printed = figure(row[f"value_{side}"], row["standard"])
    if printed == MISSING:
        return printed
    if row[f"at_least_{side}"]:
        printed = f"≥{printed}"
    return f"{printed}*" if side == "after" and row["estimated_after"] else printed


# ---- the county


def balance_overview(plan: Plan, evaluation: Evaluation) -> Row | None:
    """Return stages, spread and county items in print; None where they are not worked out."""
    if evaluation.details is None:
        return None
    balance = evaluation.details.balance
    return {
        "stages": [_stage_row(row) for row in records(balance.stages) if row["schools_before"]],
        "spread": spread_rows(evaluation),
        "items": [_item_row(one) for one in evaluation.details.county_items],
        "missing": _missing_words(plan, balance),
        "nearby": _nearby_words(plan, evaluation),
    }


def _stage_row(row: Row) -> list[str]:
    def counts(side: str) -> str:
        return " / ".join(str(int(row[f"{state}_{side}"])) for state in STATES)

    return [
        word("stage", row["stage"]),
        word("scope_of_schools", row["scope"]),
        *(
            text
            for side, _ in SIDES
            for text in (str(int(row[f"schools_{side}"])), counts(side), word("state", row[f"state_{side}"]))
        ),
    ]


def spread_rows(evaluation: Evaluation) -> list[Row]:
    """Return the coefficients of variation in print: indicator × (stage × scope)."""
    if evaluation.details is None:
        return []
    names = indicator_names(evaluation)
    rows = records(evaluation.details.balance.spread)
    return [
        {
            "stage": word("stage", stage),
            "limit": number(_limit(rows, stage), digits=2, unknown="未设标准"),
            "rows": [[names[key], *_cv_cells(rows, stage, key)] for key in names],
        }
        for stage in STAGES
        if any(row["stage"] == stage and row["schools_before"] for row in rows)
    ]


def _limit(rows: list[Row], stage: str) -> Any:
    return next(row["limit"] for row in rows if row["stage"] == stage)


def _cv_cells(rows: list[Row], stage: str, key: str) -> list[str]:
    """Return before, after and the verdict after of both scopes."""
    cells: list[str] = []
    for scope in SCOPES:
        row = next(r for r in rows if (r["stage"], r["scope"], r["indicator"]) == (stage, scope, key))
        cells += [_cv_words(row, side) for side, _ in SIDES]
        cells.append(word("state", row["state_after"]))
    return cells


def _cv_words(row: Row, side: str) -> str:
    """Return a coefficient; schools that it lacks are told beside it."""
    value, dropped = row[f"cv_{side}"], int(row[f"dropped_{side}"])
    if not is_known(value):
        return MISSING
    return number(value, digits=CV_DIGITS) + (f"（缺 {dropped} 所）" if dropped else "")


def _item_row(item: CountyItem) -> Row:
    stage = f"（{word('stage', item.stage)}）" if item.stage else ""
    return {
        "name": f"{item.name}{stage}",
        "limit": _item_limit(item),
        "before": item_value(item, item.before),
        "state_before": word("state", item.before.state),
        "after": item_value(item, item.after),
        "state_after": word("state", item.after.state),
        "ground": item.document if item.verified else f"{item.document}（待核）",
        "alarm": item.after.state == "unmet" and item.before.state != "unmet",
    }


def _item_limit(item: CountyItem) -> str:
    if item.limit is None:
        return "未设标准"
    sign = {"<=": "≤", ">=": "≥", "<": "<"}.get(item.operator, item.operator)
    return f"{sign}{_with_unit(item.limit, item.unit)}"


def _with_unit(value: float, unit: str) -> str:
    if unit == SHARE:
        return f"{value:.1%}"
    return f"{value:,g} {unit}"


def item_value(item: CountyItem, side: ItemSide) -> str:
    """Return an item's figure: a share of schools where it counts schools."""
    if side.value is None:
        return MISSING if side.state == "missing" else NOTHING
    return f"{side.value:.1%}" if item.rule == ROOMS else _with_unit(side.value, item.unit)


def _missing_words(plan: Plan, balance: Balance) -> str:
    """Return which schools have to fill in figures, "" if none."""
    schools = [school_label(plan, str(one)) for one in dict.fromkeys(balance.missing["school_id"])]
    if not schools:
        return ""
    named = "、".join(schools[:NAMES_TOLD]) + ("等" if len(schools) > NAMES_TOLD else "")
    return f"{len(schools)} 所学校台账不全，相应指标为“待补”，不按零计：{named}。"


def _nearby_words(plan: Plan, evaluation: Evaluation) -> list[str]:
    """Return why the share of nearby admission is not, or not wholly, worked out."""
    told = []
    for one in evaluation.details.nearby if evaluation.details else ():
        left_out = (*one.schools_without_zone, *one.schools_of_unknown_kind)
        names = "、".join(school_label(plan, school) for school in left_out[:NAMES_TOLD])
        names += "等" if len(left_out) > NAMES_TOLD else ""
        words = (sentence(describe(code, {"schools": names}).what) for code in one.missing)
        told += [f"{word('stage', one.stage)}：{text}" for text in words]
    return told


# ---- sheets


def balance_sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    """Return 七项指标, 差异系数 and 保障程度."""
    if evaluation.details is None:
        return []
    details, names = evaluation.details, indicator_names(evaluation)
    return [_indicators(plan, details, names), _spread(details, names), _items(plan, details)]


def _indicators(plan: Plan, details: Details, names: dict[str, str]) -> Sheet:
    balance = details.balance
    columns = [
        Column("标识码", 13), Column("学校", 26), Column("学段", 8), Column("指标", 34),
        Column("标准", 10, "decimal", "未设标准"), Column("85%线", 10, "decimal", NOTHING),
        *both_sides("分子合计", 13, "decimal", MISSING), *both_sides("学生（人）", 10, "count"),
        *both_sides("指标值", 11, "figure", MISSING), *both_sides("判定", 9), *both_sides("仅为下限", 9),
        Column("推算 调整后", 9), *both_sides("全校达标项数", 10, "count"), *both_sides("全校综合判定", 10),
    ]  # fmt: skip
    schools = {str(key): row for key, row in balance.schools.to_dict("index").items()}
    rows = []
    for row in records(balance.indicators):
        school = schools[str(row["school_id"])]
        rows.append([
            row["school_id"], school_label(plan, str(row["school_id"])), word("stage", row["stage"]),
            names[str(row["indicator"])], row["standard"], row["floor"], *side_values(row, "total", "pupils"),
            *side_values(row, "value"), *(word("state", row[f"state_{side}"]) for side, _ in SIDES),
            *("是" if row[f"at_least_{side}"] else "否" for side, _ in SIDES),
            "是" if row["estimated_after"] else "否",
            *(school[f"met_{side}"] for side, _ in SIDES),
            *(word("state", school[f"state_{side}"]) for side, _ in SIDES),
        ])  # fmt: skip
    return Sheet("七项指标", columns, rows)


def _spread(details: Details, names: dict[str, str]) -> Sheet:
    columns = [
        Column("学段", 8), Column("学校范围", 12), Column("指标", 34),
        Column("差异系数限值", 10, "figure", "未设标准"),
        *both_sides("差异系数", 11, "figure", MISSING), Column("变化", 10), *both_sides("判定", 9),
        *both_sides("计入学校（所）", 10, "count"), *both_sides("缺数据学校（所）", 10, "count"),
    ]  # fmt: skip
    rows = [
        [
            word("stage", row["stage"]), word("scope_of_schools", row["scope"]), names[str(row["indicator"])],
            row["limit"], *side_values(row, "cv"),
            signed(row["cv_before"], row["cv_after"], digits=CV_DIGITS),
            *(word("state", row[f"state_{side}"]) for side, _ in SIDES),
            *side_values(row, "schools", "dropped"),
        ]
        for row in records(details.balance.spread)
    ]  # fmt: skip
    return Sheet("差异系数", columns, rows)


def _items(plan: Plan, details: Details) -> Sheet:
    columns = [
        Column("规则", 8), Column("项目", 30), Column("学段", 10), Column("限值", 10, "figure", "未设标准"),
        Column("限值单位", 9), *both_sides("数值", 10, "figure", MISSING), Column("数值单位", 12),
        *both_sides("判定", 9),
        Column("不达标学校 调整后", 40), Column("待补学校 调整后", 40), Column("依据", 30), Column("核实", 8),
    ]  # fmt: skip

    def named(ids: tuple[str, ...]) -> str:
        return "、".join(school_label(plan, one) for one in ids)

    rows = [
        [
            one.rule, one.name, word("stage", one.stage), one.limit, UNITS.get(one.unit, one.unit),
            one.before.value, one.after.value,
            "达标学校比例" if one.rule == ROOMS else UNITS.get(one.unit, one.unit),
            *(word("state", side.state) for side in (one.before, one.after)), named(one.after.failing),
            named(one.after.missing), one.document, "" if one.verified else "待核",
        ]
        for one in details.county_items
    ]  # fmt: skip
    return Sheet("保障程度", columns, rows)
