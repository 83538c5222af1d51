"""Tables of staff and of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.outcome_balance import details_of, pairs
from app.models.outcomes import OutcomeTable
from app.outcome_words import arrow, outcome_word, unverified
from gis.evaluation.funding import why_not
from gis.evaluation.result import Evaluation
from gis.evaluation.staff import StaffReport
from gis.messages import describe
from gis.model import Issue, Plan
from gis.schema import load_schema

translate = QCoreApplication.translate
VERDICT_TONES = {"short": "danger", "undocumented": "warn", "unknown": "warn"}
YUAN_PER_10K = 10_000
TOTALS = ("county", "year", "township", "central")


# ---- staff


def staff_posts(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return posts due and staff: the county, its townships and 中心校, then the schools."""
    report = details_of(evaluation).staff
    table = report.rows.copy()
    counted = str(table["compared_with"].iloc[0]) if len(table) else "staff"
    table["level"] = table["kind"]
    table["id"] = table["subject_id"]
    table["kind"] = table["level"].map({"school": "school", "central": "school", "township": "township"})
    table["kind"] = table["kind"].fillna("")
    for name in ("pupils", "classes", "posts_due", "shortage", "surplus"):
        table[name] = pairs(table, name, labels.number)
    table["has"] = pairs(table, counted, labels.number)
    table["has_after"], table["unplaced"] = table[f"{counted}_after"], table[f"{counted}_unplaced"]
    table["arrived"] = table[f"{counted}_arrived"]
    table["basis"] = pairs(table, "basis", partial(outcome_word, "basis"))
    table["verdict"] = pairs(table, "verdict", partial(outcome_word, "verdict"))
    table["verdict_tone"] = table["verdict_after"].map(VERDICT_TONES).fillna("")
    table["short_tone"] = ["danger" if value > 0 else "" for value in table["shortage_after"]]
    table["is_only"] = table["shortage_after"] > 0
    only = translate("outcomes", "只看缺人的")
    return OutcomeTable(
        table, _staff_columns(counted), _staff_words(report, counted), only, notes=_staff_notes(report)
    )


def _staff_columns(counted: str) -> tuple[Column, ...]:
    figure = "staff.rows.{level}.{subject_id}."
    return (
        Column("level", translate("outcomes", "层级"), partial(outcome_word, "kind")),
        Column("subject", translate("outcomes", "名称")),
        Column("pupils", translate("outcomes", "学生"), numeric=True, order="pupils_after"),
        Column("classes", translate("outcomes", "班数"), numeric=True, order="classes_after"),
        Column("posts_due", translate("outcomes", "应配岗位"), numeric=True, order="posts_due_after",
               figure=figure + "posts_due_after"),
        Column("has", translate("outcomes", "现有{what}").format(what=_count_title(counted)), numeric=True,
               order="has_after"),
        Column("shortage", translate("outcomes", "缺"), numeric=True, order="shortage_after",
               tone="short_tone", hint=translate("outcomes", "各校之和：一校富余不抵另一校所缺")),
        Column("surplus", translate("outcomes", "富余"), numeric=True, order="surplus_after",
               hint=translate("outcomes", "各校之和：一校富余不抵另一校所缺")),
        Column("arrived", translate("outcomes", "安置来"), labels.number, True,
               translate("outcomes", "撤销学校的人员中，决定写明安置到这里的")),
        Column("unplaced", translate("outcomes", "未安置"), labels.number, True,
               translate("outcomes", "撤销学校的人员，安置以前不计入任何学校")),
        Column("posts_freed", translate("outcomes", "应配减少"), labels.number, True,
               translate("outcomes", "岗位数，不是钱"), figure=figure + "posts_freed"),
        Column("basis", translate("outcomes", "定岗依据")),
        Column("verdict", translate("outcomes", "判定"), tone="verdict_tone"),
        Column("teachers_per_class_after", translate("outcomes", "专任教师/班"),
               partial(labels.number, digits=2), True),
    )  # fmt: skip


def _count_title(name: str) -> str:
    found = [one.title for one in load_schema("schools").columns if one.name == name]
    return found[0] if found else name


def _staff_words(report: StaffReport, counted: str) -> str:
    county = report.rows[report.rows["kind"] == "county"]
    if county.empty:
        return ""
    row = county.iloc[0]
    both = {
        key: arrow(*(labels.number(row[f"{name}_{side}"]) for side in ("before", "after")))
        for key, name in (
            ("due", "posts_due"), ("has", counted), ("short", "shortage"), ("surplus", "surplus"),
        )
    }  # fmt: skip
    text = translate(
        "outcomes", "应配岗位 {due}，现有 {has}，缺 {short}，富余 {surplus}；未安置 {unplaced} 人。"
    )
    return text.format(**both, unplaced=labels.number(row[f"{counted}_unplaced"]))


def _staff_notes(report: StaffReport) -> tuple[str, ...]:
    nobody = [name for school, name in zip(report.missing["school_id"], report.missing["column"],
                                           strict=True) if not school]  # fmt: skip
    told = list(issue_words(report.issues))
    if nobody:
        text = translate("outcomes", "台账里没有填报：{columns}，有关的数不推算。")
        told.append(text.format(columns="、".join(map(_count_title, nobody))))
    return tuple(told)


# ---- money


def funding_items(plan: Plan, evaluation: Evaluation) -> OutcomeTable:
    """Return what changes in money: sums first, then every item by township and school."""
    funding = details_of(evaluation).funding
    rows = [_total_row(row) for row in funding.totals.to_dict("records") if row["kind"] in TOTALS]
    rows += [_funding_row(row) for row in funding.items.to_dict("records")]
    table = pd.DataFrame(rows)
    figure = "{path}."
    columns = (
        Column("level", translate("outcomes", "层级"), partial(outcome_word, "kind")),
        Column("subject", translate("outcomes", "名称")),
        Column("item_name", translate("outcomes", "项目")),
        Column("recurs_word", translate("outcomes", "性质")),
        Column("quantity_text", translate("outcomes", "数量"), numeric=True, order="quantity"),
        Column("price_text", translate("outcomes", "单价"), numeric=True, order="price_yuan"),
        Column("one_off_yuan", translate("outcomes", "一次性（万元）"), _ten_thousands, True,
               figure=figure + "one_off_yuan"),
        Column("yearly_yuan", translate("outcomes", "每年（万元）"), _ten_thousands, True,
               figure=figure + "yearly_yuan"),
        Column("note", translate("outcomes", "说明"), tone="tone"),
    )  # fmt: skip
    summary = _money_words(rows[0]) if rows else translate("outcomes", "这个方案没有经费变化。")
    only = translate("outcomes", "只看没有计算的")
    return OutcomeTable(table, columns, summary, only, notes=tuple(issue_words(funding.issues)))


def _total_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    lacking = int(row["not_computed_one_off"] + row["not_computed_yearly"])
    note = translate("outcomes", "不含没有计算的 {count} 项").format(count=lacking) if lacking else ""
    level = str(row["kind"])
    subject = labels.school_year(int(row["subject_id"])) if level == "year" else row["subject"]
    kind = {"township": "township", "central": "school"}.get(level, "")
    return {
        "kind": kind, "id": row["subject_id"] if kind else "", "level": level,
        "subject": subject or outcome_word("kind", "county"), "item_name": translate("outcomes", "合计"),
        "recurs_word": "", "quantity_text": "", "quantity": float("nan"), "price_text": "",
        "price_yuan": float("nan"), "one_off_yuan": row["one_off_yuan"], "yearly_yuan": row["yearly_yuan"],
        "note": note, "tone": "warn" if lacking else "", "is_only": False, "lacking": lacking,
        "lacking_one_off": int(row["not_computed_one_off"]),
        "lacking_yearly": int(row["not_computed_yearly"]),
        "path": f"funding.totals.{level}.{row['subject_id']}",
    }  # fmt: skip


def _funding_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    computed = bool(row["computed"])
    parts = [] if computed else [why_not({str(k): v for k, v in row.items()}, labels.language()).what]
    if computed:
        parts.append(unverified(str(row["source"]), verified=bool(row["verified"])))
    if row["overridden"]:
        parts.append(translate("outcomes", "本县自己的价格"))
    if row["reference"]:
        parts.append(translate("outcomes", "参考：{text}").format(text=row["reference"]))
    quantity = arrow(*(labels.number(row[f"quantity_{side}"]) for side in ("before", "after")))
    price = labels.number(row["price_yuan"])
    return {
        "kind": "school", "id": row["subject_id"], "level": "school", "subject": row["subject"],
        "item_name": row["name"], "recurs_word": outcome_word("recurs", row["recurs"]),
        "quantity_text": quantity, "quantity": row["quantity"],
        "price_text": price if price == labels.UNKNOWN else f"{price} {row['unit']}",
        "price_yuan": row["price_yuan"], "one_off_yuan": row["one_off_yuan"],
        "yearly_yuan": row["yearly_yuan"], "note": "；".join(part for part in parts if part),
        "tone": "" if computed else "warn", "is_only": not computed, "lacking": 0, "lacking_one_off": 0,
        "lacking_yearly": 0, "path": f"funding.items.{row['subject_id']}.{row['item']}.{row['year']}",
    }  # fmt: skip


def _money_words(total: Mapping[str, Any]) -> str:
    text = translate(
        "outcomes", "一次性 {one_off}，每年 {yearly}。岗位不折成钱，不计算回收期，不按省钱排序。"
    )
    return text.format(
        **{
            name: _sum_words(total[f"{name}_yuan"], total[f"lacking_{name}"])
            for name in ("one_off", "yearly")
        }
    )


def _sum_words(yuan: float, lacking: int) -> str:
    if labels.is_unknown(yuan):
        return translate("outcomes", "没有计算（{count} 项缺单价或数据）").format(count=lacking)
    value = translate("outcomes", "{value} 万元").format(value=_ten_thousands(yuan))
    return value + (translate("outcomes", "（不含 {count} 项）").format(count=lacking) if lacking else "")


def _ten_thousands(yuan: object) -> str:
    if labels.is_unknown(yuan):
        return labels.UNKNOWN
    return labels.change(float(str(yuan)) / YUAN_PER_10K, 2)


def issue_words(issues: Iterable[Issue]) -> Iterable[str]:
    """Return what has to be said beside the figures."""
    for issue in issues:
        what, fix = describe(issue.code, issue.values, labels.language())
        yield f"{what}{fix}".strip()
