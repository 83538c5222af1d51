"""经费影响: what changes in money, item by item. By township and school, never by saving; no payback."""

from __future__ import annotations

import pandas as pd

from gis.evaluation.funding import funding_totals, why_not
from gis.evaluation.prices import funding_parameters
from gis.evaluation.result import Evaluation
from gis.model import Plan
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.tables import Column, Sheet, both_sides
from gis.report.words import NOTHING, UNKNOWN, full_width, is_known, number, school_year, sentence, word
from gis.standards import load_rules

NOT_COMPUTED = "未计算"
SUMS = (("yearly", "每年"), ("one_off", "一次性"))
NAMES_TOLD = 3
OVERVIEW_KINDS = ("county", "township")


def funding_of_schools(plan: Plan, evaluation: Evaluation, school_ids: list[str]) -> Row | None:
    """Return what changes in money at some schools, with its sums, in print."""
    if evaluation.details is None:
        return None
    items = evaluation.details.funding.items
    chosen = items[items["subject_id"].isin(school_ids)]
    return {
        "rows": [_item_row(plan, row) for row in records(chosen)],
        "sums": _county_sums(chosen),
        "floor": floor_words(evaluation),
    }


def floor_words(evaluation: Evaluation) -> str:
    """Return the pupils that a smaller school is funded for."""
    return number(funding_parameters(evaluation.rules or load_rules()).floor_pupils)


def _item_row(plan: Plan, row: Row) -> Row:
    return {
        "name": school_label(plan, str(row["subject_id"])),
        "item": full_width(str(row["name"])),
        "unit": full_width(str(row["unit"])),
        "quantity": _quantity(row),
        "price": yuan(row["price_yuan"], unknown=NOTHING),
        "amount": _amount(row),
        "ground": _ground(row),
    }


def _quantity(row: Row) -> str:
    before, after = (number(row[f"quantity_{side}"], digits=0) for side in ("before", "after"))
    return f"{before}→{after}"


def _amount(row: Row) -> str:
    """Return the amount with how it recurs."""
    if not row["computed"]:
        return NOT_COMPUTED
    recurs = str(row["recurs"])
    return f"{word('recurs', recurs)} {signed_yuan(row[f'{recurs}_yuan'])}"


def _ground(row: Row) -> str:
    """Return where the price is from, or why there is none."""
    if not row["computed"]:
        reference = f"参考：{full_width(str(row['reference']))}。" if row["reference"] else ""
        return sentence(why_not(row).what) + reference
    told_of = (("本县价格", row["overridden"]), ("待核", not row["verified"]))
    marks = [mark for mark, holds in told_of if holds]
    source = full_width(str(row["source"]))
    return f"{source}（{'、'.join(marks)}）" if marks else source


def _advised(row: Row) -> str:
    """Return where the price is from, or why there is none and what to enter."""
    return _ground(row) if row["computed"] else sentence(str(why_not(row)))


def yuan(value: float | None, *, unknown: str = UNKNOWN) -> str:
    """Return an amount in yuan, whole."""
    return number(value, digits=0, unknown=unknown)


def signed_yuan(value: float | None) -> str:
    """Return a change in yuan with its sign."""
    if not is_known(value):
        return UNKNOWN
    amount = float(value)  # type: ignore[arg-type]
    return "0" if round(amount) == 0 else f"{amount:+,.0f}".replace("-", "−")


def _county_sums(items: pd.DataFrame) -> list[str]:
    """Return the sums of some items, yearly and once, saying what they lack."""
    if items.empty:
        return []
    totals = funding_totals(items)
    (row,) = records(totals[totals["kind"] == "county"])
    return [f"{when}合计：{sum_words(row, recurs)}" for recurs, when in SUMS if _has(items, recurs)]


def _has(items: pd.DataFrame, recurs: str) -> bool:
    return bool((items["recurs"] == recurs).any())


def sum_words(row: Row, recurs: str) -> str:
    """Return a sum; partial sums say how many items they leave out."""
    lacking, value = int(row[f"not_computed_{recurs}"]), row[f"{recurs}_yuan"]
    if not is_known(value):
        return f"{NOT_COMPUTED}（{lacking} 项）" if lacking else UNKNOWN
    return f"{signed_yuan(value)} 元" + (f"（不含未计算的 {lacking} 项）" if lacking else "")


def funding_overview(plan: Plan, evaluation: Evaluation) -> Row | None:
    """Return the sums of the county and its townships, and what could not be computed, in print."""
    if evaluation.details is None:
        return None
    funding = evaluation.details.funding
    totals = funding.totals[funding.totals["kind"].isin(OVERVIEW_KINDS)]
    return {
        "totals": [
            [str(row["subject"]) or evaluation.unit_name, *(sum_words(row, recurs) for recurs, _ in SUMS)]
            for row in records(totals)
        ]
        if len(funding.items)
        else [],
        "items": _by_item(funding.items),
        "floor": floor_words(evaluation),
        "notes": [sentence(str(one.describe().what)) for one in funding.issues],
    }


def _by_item(items: pd.DataFrame) -> list[list[str]]:
    """Return every kind of item with the change of its quantity, its sum, and why it is not computed."""
    rows = []
    for (name, unit), group in items.groupby(["name", "unit"], sort=False):
        first = records(group)[0]
        known = group[group["computed"].astype(bool)]
        recurs = str(first["recurs"])
        amount = known[f"{recurs}_yuan"].sum() if len(known) else None
        lacking = len(group) - len(known)
        words = NOT_COMPUTED if amount is None else signed_yuan(amount)
        if amount is not None and lacking:
            words += f"（不含 {lacking} 项）"
        change = group["quantity"].sum(skipna=False)
        rows.append([
            full_width(str(name)), full_width(str(unit)), number(len(group)),
            UNKNOWN if not is_known(change) else f"{change:+,.0f}".replace("-", "−"),
            f"{word('recurs', recurs)} {words}" if words != NOT_COMPUTED else words,
            _grounds(records(group)),
        ])  # fmt: skip
    return rows


def _grounds(rows: list[Row]) -> str:
    """Return the grounds of one item, each once, with the schools that it is not computed for."""
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(str(row["why"]), []).append(str(row["subject"]))
    chosen = {str(row["why"]): row for row in rows}
    return "".join(_ground({**row, "subject": _listed(names[why])}) for why, row in chosen.items())


def _listed(names: list[str]) -> str:
    if len(names) <= NAMES_TOLD:
        return "、".join(names)
    return f"{'、'.join(names[:NAMES_TOLD])}等 {len(names)} 所"


def funding_sheets(plan: Plan, evaluation: Evaluation) -> list[Sheet]:
    """Return 经费影响 and 经费合计: in the order of townships and schools, never by saving."""
    if evaluation.details is None:
        return []
    funding = evaluation.details.funding
    return [_items_sheet(plan, funding.items), _sums_sheet(funding.totals, evaluation.unit_name)]


def _items_sheet(plan: Plan, items: pd.DataFrame) -> Sheet:
    columns = [
        Column("学校", 26), Column("乡镇（街道）", 14), Column("项目", 22), Column("周期", 8),
        Column("年份（学年）", 10), Column("单位", 12), *both_sides("数量", 10, "decimal"),
        Column("数量变化", 10, "decimal"), Column("单价（元）", 10, "decimal", NOT_COMPUTED),
        Column("一次性（元）", 14, "count", NOT_COMPUTED), Column("每年（元）", 14, "count", NOT_COMPUTED),
        Column("来源或未计算的原因", 70), Column("参考（不参与计算）", 40), Column("核实", 8),
    ]  # fmt: skip
    rows = [
        [
            school_label(plan, str(row["subject_id"])), row["township"], full_width(str(row["name"])),
            word("recurs", row["recurs"]), f"{row['year']}—{row['year'] + 1}", full_width(str(row["unit"])),
            row["quantity_before"], row["quantity_after"], row["quantity"], row["price_yuan"],
            *(row[f"{key}_yuan"] if row["recurs"] == key else NOTHING for key in ("one_off", "yearly")),
            _advised(row), full_width(str(row["reference"])), "" if row["verified"] else "待核",
        ]
        for row in records(items)
    ]  # fmt: skip
    return Sheet("经费影响", columns, rows)


def _sums_sheet(totals: pd.DataFrame, unit_name: str) -> Sheet:
    columns = [
        Column("层级", 9), Column("对象", 26), Column("一次性（元）", 14, "count", NOT_COMPUTED),
        Column("不含未计算的一次性项目（项）", 14, "count"), Column("每年（元）", 14, "count", NOT_COMPUTED),
        Column("不含未计算的每年项目（项）", 14, "count"),
    ]  # fmt: skip
    rows = [
        [
            word("unit_kind", row["kind"]), _unit_name(row, unit_name), row["one_off_yuan"],
            row["not_computed_one_off"], row["yearly_yuan"], row["not_computed_yearly"],
        ]
        for row in records(totals)
    ]  # fmt: skip
    return Sheet("经费合计", columns, rows)


def _unit_name(row: Row, unit_name: str) -> str:
    if row["kind"] == "year":
        return school_year(row["subject"])
    return str(row["subject"]) or unit_name
