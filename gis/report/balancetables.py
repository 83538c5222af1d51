"""The seven resource indicators, their spread and the county's items: in print and as sheets."""

from __future__ import annotations

from typing import Any

from gis.evaluation.balancerules import STAGES, balance_rules
from gis.evaluation.countyitems import CountyItem, ItemSide
from gis.evaluation.indicators import Balance
from gis.evaluation.result import Evaluation
from gis.messages import describe
from gis.model import Plan
from gis.report.rows import Row, records
from gis.report.schools import school_label
from gis.report.tables import SIDES
from gis.report.words import NOTHING, filled, is_known, number, sentence, word
from gis.standards import load_rules

SCOPES = ("official", "same_schools")
STATES = ("met", "unmet", "missing")
MISSING = "待补"
WHOLE_FROM = 100.0  # standards of so much are printed without digits
MOST_DIGITS = 4
ROOMS = "YZ-43"  # of this item the figure is a share of schools
CV_DIGITS = 3
SHARE = "share"
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


def rule_words(evaluation: Evaluation) -> Row:
    """Return what the assessment asks for, from its rules: a sentence, the lower line, points that count."""
    rules = balance_rules(evaluation.rules or load_rules())
    share = f"{rules.number('floor_share'):.0%}"
    used = [rules.criterion("resource_school"), *(rules.standard("L1", stage) for stage in STAGES)]
    least = f"至少 {rules.least_met:g} 项达标，其余不低于标准的 {share}"
    grounds = dict.fromkeys(one.document + ("" if one.verified else "，待核") for one in used)
    return {
        "rule": f"综合判定：{least}（{'；'.join(grounds)}）。",
        "floor": f"{share}线",
        "points": number(rules.number("points_counted_from")),
    }


# ---- one school


def indicator_tables(plan: Plan, evaluation: Evaluation, school_ids: list[str]) -> list[Row]:
    """Return the seven indicators of schools, 现状 and 调整后, beside the standard and its 85 %; in print."""
    if evaluation.details is None:
        return []
    balance, names = evaluation.details.balance, indicator_names(evaluation)
    table, told = balance.indicators, rule_words(evaluation)
    chosen = table[table["school_id"].isin(school_ids)]
    by_school = dict(list(chosen.groupby("school_id", sort=False)))
    return [
        {
            "name": school_label(plan, school_id),
            "verdict": school_verdict(balance, school_id) + told["rule"],
            "floor": told["floor"],
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
            least = number(balance.rules.number("points_counted_from"))
            parts.append(f"{when}不参评（{filled('excluded', row[f'excluded_{side}'], n=least)}）")
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
        **rule_words(evaluation),
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
