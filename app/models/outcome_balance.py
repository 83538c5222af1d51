"""Tables of the quality-balance assessment: the seven indicators, their spread, the county's items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.outcomes import OutcomeTable
from app.models.tables import school_names
from app.outcome_words import STATE_TONES, arrow, outcome_word, unverified
from gis.evaluation.balancerules import Indicator
from gis.evaluation.countyitems import CountyItem, ItemSide
from gis.evaluation.details import Details
from gis.evaluation.result import Evaluation
from gis.model import Plan

translate = QCoreApplication.translate
SIDES = ("before", "after")
LARGE = 100                          # figures from here on are written without decimals
NAMES_SHOWN = 6


def seven_indicators(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return a row per school: the seven before and after, how many are met, and the verdict."""
    details = details_of(evaluation)
    balance, names = details.balance, school_names(plan)
    rules = balance.rules
    table = balance.schools.reset_index()
    table.insert(0, "kind", "school")
    table.insert(1, "id", table["school_id"].astype(str))
    table["name"] = table["school_id"].map(names).fillna(table["school_id"])
    for one in rules.indicators:
        table = _with_indicator(table, balance.indicators, one.key)
    out_before, out_after = table["state_before"] == "excluded", table["state_after"] == "excluded"
    table["met"] = [
        arrow(labels.UNKNOWN if a else f"{b}", labels.UNKNOWN if c else f"{d}")
        for a, b, c, d in zip(out_before, table["met_before"], out_after, table["met_after"], strict=True)
    ]
    table["state"] = pairs(table, "state", partial(outcome_word, "state"))
    table["state_tone"] = table["state_after"].map(STATE_TONES).fillna("")
    table["note"] = [_why(row) for row in table.to_dict("records")]
    table["is_only"] = table["state_after"].isin(["unmet", "missing"])
    table = table[~(out_before & out_after & (table["pupils_after"] == 0) & (table["pupils_before"] == 0))]
    columns = (
        Column("name", translate("outcomes", "学校")),
        Column("stage", translate("outcomes", "学段"), partial(outcome_word, "stage")),
        Column("state", translate("outcomes", "判定"), tone="state_tone",
               hint=translate("outcomes", "七项至少六项达标，其余不低于标准的 85 %")),
        Column("met", translate("outcomes", "达标项数"), numeric=True, order="met_after",
               figure="balance.schools.{school_id}.met_after"),
        *(_indicator_column(one) for one in rules.indicators),
        Column("note", translate("outcomes", "说明")),
    )  # fmt: skip
    only = translate("outcomes", "只看不达标、待补")
    return OutcomeTable(table.reset_index(drop=True), columns, _stage_words(balance.stages), only)


def _with_indicator(table: pd.DataFrame, indicators: pd.DataFrame, key: str) -> pd.DataFrame:
    """Add one indicator's columns: its text, what it is sorted by, its colour."""
    mine = indicators[indicators["indicator"] == key].set_index("school_id")
    texts = {
        school: arrow(*(_value(row, side) for side in SIDES))
        for school, row in zip(mine.index, mine.to_dict("records"), strict=True)
    }
    table[key] = table["school_id"].map(texts).fillna(labels.UNKNOWN)
    table[f"{key}_value"] = table["school_id"].map(mine["value_after"])
    table[f"{key}_tone"] = table["school_id"].map(mine["state_after"]).map(STATE_TONES).fillna("")
    return table


def _value(row: Mapping[Any, Any], side: str) -> str:
    state, value = row[f"state_{side}"], row[f"value_{side}"]
    if state in ("missing", "excluded") and labels.is_unknown(value):
        return outcome_word("state", state)
    if state == "excluded":
        return labels.UNKNOWN
    least = "≥" if row[f"at_least_{side}"] else ""
    return least + labels.number(value, 0 if value >= LARGE else 2)


def _indicator_column(one: Indicator) -> Column:
    hint = translate("outcomes", "{name}。达到标准的为平常字色，低于标准的为红色，数据不全的标“待补”。")
    short = outcome_word("indicator", one.key)
    title = one.key if short == one.key else f"{one.key} {short}"
    return Column(
        one.key, title, numeric=True, hint=f"{one.key} {hint.format(name=one.name)}",
        tone=f"{one.key}_tone", order=f"{one.key}_value",
        figure="balance.indicators.{school_id}." + one.key + ".value_after",
    )  # fmt: skip


def _why(row: Mapping[Any, Any]) -> str:
    parts = [outcome_word("excluded", row["excluded_after"])]
    if row["estimated_after"]:
        parts.append(translate("outcomes", "推算：撤销学校的教师、设备未安置或教师分到几校，或本校改扩建"))
    return "；".join(part for part in parts if part)


def _stage_words(stages: pd.DataFrame) -> str:
    """Return how many schools of each stage meet the seven, in both scopes."""
    text = translate("outcomes", "{stage}（{scope}）：达标 {met} / {schools} 所，待补 {missing} 所，{state}")
    words = [
        text.format(
            stage=outcome_word("stage", row["stage"]), scope=outcome_word("scope", row["scope"]),
            met=arrow(f"{row['met_before']}", f"{row['met_after']}"),
            schools=arrow(f"{row['schools_before']}", f"{row['schools_after']}"),
            missing=arrow(f"{row['missing_before']}", f"{row['missing_after']}"),
            state=outcome_word("state", row["state_after"]),
        )
        for row in stages.to_dict("records")
        if row["scope"] == "official"
    ]  # fmt: skip
    return "　".join(words)


def coefficients(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return the weighted coefficients of variation by stage, scope and indicator."""
    balance = details_of(evaluation).balance
    table = balance.spread.copy()
    names = {one.key: one.name for one in balance.rules.indicators}
    table["kind"], table["id"] = "", ""
    table["name"] = [f"{key} {names[key]}" for key in table["indicator"]]
    for side in SIDES:
        table[f"tone_{side}"] = table[f"state_{side}"].map(STATE_TONES).fillna("")
    table["change"] = table["cv_after"] - table["cv_before"]
    table["schools"] = pairs(table, "schools", labels.number)
    table["dropped"] = pairs(table, "dropped", labels.number)
    table["state"] = pairs(table, "state", partial(outcome_word, "state"))
    table["is_only"] = table["state_after"].isin(["unmet", "missing"])
    figure = "balance.spread.{stage}.{scope}.{indicator}."
    three = partial(labels.number, digits=3)
    columns = (
        Column("name", translate("outcomes", "指标")),
        Column("stage", translate("outcomes", "学段"), partial(outcome_word, "stage")),
        Column("scope", translate("outcomes", "口径"), partial(outcome_word, "scope"),
               hint=translate("outcomes", "评估口径：前后各自参评的学校；同一批学校：前后都在办学的学校")),
        Column("cv_before", translate("outcomes", "现状"), three, True, figure=figure + "cv_before",
               tone="tone_before"),
        Column("cv_after", translate("outcomes", "方案"), three, True, figure=figure + "cv_after",
               tone="tone_after"),
        Column("change", translate("outcomes", "变化"), partial(labels.change, digits=3), True),
        Column("limit", translate("outcomes", "上限"), partial(labels.number, digits=2), True),
        Column("state", translate("outcomes", "判定"), tone="tone_after"),
        Column("schools", translate("outcomes", "学校数"), numeric=True, order="schools_after"),
        Column("dropped", translate("outcomes", "缺数的学校"), numeric=True, order="dropped_after"),
    )  # fmt: skip
    summary = translate(
        "outcomes", "按学生数加权的校际差异系数。学校退出评估口径使系数下降，不算改善；请对照“同一批学校”。"
    )
    return OutcomeTable(table, columns, summary, translate("outcomes", "只看不达标、待补"))


def county_guarantee(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return the computable items of 政府保障程度."""
    names = school_names(plan)
    items = details_of(evaluation).county_items
    rows = [_item_row(item, names) for item in items]
    table = pd.DataFrame(rows).assign(number=range(len(rows)))
    columns = (
        Column("name", translate("outcomes", "条目")),
        Column("stage", translate("outcomes", "学段"), partial(outcome_word, "stage")),
        Column("before", translate("outcomes", "现状"), numeric=True, order="value_before",
               figure="county_items.{number}.before.value"),
        Column("after", translate("outcomes", "方案"), numeric=True, order="value_after", tone="tone",
               figure="county_items.{number}.after.value"),
        Column("limit", translate("outcomes", "要求"), numeric=True),
        Column("state", translate("outcomes", "判定"), tone="tone"),
        Column("failing", translate("outcomes", "未达到的学校")),
        Column("missing", translate("outcomes", "要补填的学校")),
        Column("document", translate("outcomes", "依据")),
        Column("rule", translate("outcomes", "条目号")),
    )  # fmt: skip
    count = {state: sum(item.after.state == state for item in items) for state in ("met", "unmet", "missing")}
    text = translate("outcomes", "能由数据算出的条目：达标 {met} 项，不达标 {unmet} 项，待补 {missing} 项。")
    only = translate("outcomes", "只看不达标、待补")
    return OutcomeTable(table, columns, text.format_map(count), only)


def _item_row(item: CountyItem, names: Mapping[str, str]) -> dict[str, Any]:
    about = _first(item.after.failing or item.after.missing)
    return {
        "kind": "school" if about else "", "id": about, "name": item.name, "stage": item.stage,
        "rule": item.rule, "document": unverified(item.document, verified=item.verified),
        "limit": _limit(item), "state": arrow(*(outcome_word("state", one.state)
                                               for one in (item.before, item.after))),
        "tone": STATE_TONES.get(item.after.state, ""),
        "is_only": item.after.state in ("unmet", "missing"),
        "before": _item_value(item, item.before), "after": _item_value(item, item.after),
        "value_before": _known(item.before.value), "value_after": _known(item.after.value),
        "failing": _listed(item.after.failing, names), "missing": _listed(item.after.missing, names),
    }  # fmt: skip


def _item_value(item: CountyItem, side: ItemSide) -> str:
    """Return a value; of rooms it is the share of schools that have them."""
    if labels.is_unknown(side.value):
        return outcome_word("state", side.state) if side.state != "met" else labels.UNKNOWN
    if item.unit == "share":
        return labels.percent(side.value)
    if item.criterion_id.startswith("special_rooms"):
        return translate("outcomes", "{share}的学校").format(share=labels.percent(side.value))
    return f"{labels.number(side.value)} {item.unit}"


def _limit(item: CountyItem) -> str:
    if item.limit is None:
        return labels.UNKNOWN
    sign = {"<=": "≤", ">=": "≥", "<": "<"}[item.operator]
    value = labels.percent(item.limit) if item.unit == "share" else f"{item.limit:g} {item.unit}"
    return f"{sign} {value}"


def _listed(ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    shown = "、".join(names.get(one, one) for one in ids[:NAMES_SHOWN])
    if len(ids) <= NAMES_SHOWN:
        return shown
    return translate("outcomes", "{shown}等 {count} 所").format(shown=shown, count=len(ids))


def _first(ids: tuple[str, ...]) -> str:
    return ids[0] if ids else ""


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def pairs(table: pd.DataFrame, name: str, write: Callable[[Any], str]) -> list[str]:
    """Return the texts of ``…_before`` and ``…_after`` side by side."""
    both = zip(table[f"{name}_before"], table[f"{name}_after"], strict=True)
    return [arrow(write(before), write(after)) for before, after in both]


def details_of(evaluation: Evaluation) -> Details:
    """Return what follows further; figures put together by hand have none."""
    if evaluation.details is None:
        raise ValueError("these figures were put together by hand")
    return evaluation.details
