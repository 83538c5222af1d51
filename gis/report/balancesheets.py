"""The seven resource indicators, their spread and the county's items as sheets."""

from __future__ import annotations

from gis.evaluation.details import Details
from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.report.balancetables import CV_DIGITS, MISSING, ROOMS, SHARE, indicator_names, rule_words
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.tables import SIDES, Column, Sheet, both_sides, side_values
from gis.report.words import NOTHING, signed, word

UNITS = {SHARE: "比例"}


def balance_sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    """Return 七项指标, 差异系数 and 保障程度."""
    if evaluation.details is None:
        return []
    details, names = evaluation.details, indicator_names(evaluation)
    rules = rule_words(evaluation)
    return [_indicators(plan, details, names, rules), _spread(details, names), _items(plan, details)]


def _indicators(plan: Plan, details: Details, names: dict[str, str], rules: Row) -> Sheet:
    balance = details.balance
    columns = [
        Column("标识码", 13), Column("学校", 26), Column("学段", 8), Column("指标", 34),
        Column("标准", 10, "decimal", "未设标准"), Column(rules["floor"], 10, "decimal", NOTHING),
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
