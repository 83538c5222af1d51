"""The tables below the curve of a forecast: year by year, warnings, a scenario over the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.tables import school_names
from app.outcome_words import outcome_word
from gis.layout import Scenario, Site
from gis.model import Plan

if TYPE_CHECKING:
    from gis.planning.multiyear import MultiYear
    from gis.planning.outlook import Outlook

translate = QCoreApplication.translate
COUNTY = ""
LEVEL_TONES = {"red": "danger", "orange": "warn", "yellow": "warn", "unknown": "muted"}
LEVEL_ORDER = ("red", "orange", "yellow", "unknown", "")


def year_rows(
    totals: pd.DataFrame, townships: pd.DataFrame, base_year: int, unit: str, stage: str
) -> pd.DataFrame:
    """Return a unit and stage year by year, with the places short of the schools as they are."""
    rows = totals[(totals["unit"] == unit) & (totals["stage"] == stage)].copy()
    rows["unborn"] = rows["middle"] - rows["born_pupils"]
    rows["interval"] = [
        _interval(low, high) if year != base_year else labels.UNKNOWN
        for low, high, year in zip(rows["interval_low"], rows["interval_high"], rows["year"], strict=True)
    ]
    mine = townships[(townships["stage"] == stage) & ((townships["township"] == unit) | (unit == COUNTY))]
    rows["places_short"] = rows["year"].map(mine.groupby("year")["places_short"].agg(_known_sum))
    rows["tone"] = np.where(rows["places_short"].fillna(0) > 0, "danger", "")
    return rows.assign(kind="", id="", is_only=True).reset_index(drop=True)


def _known_sum(values: pd.Series) -> float:
    return float(values.sum(skipna=False))


def _interval(low: float, high: float) -> str:
    if labels.is_unknown(low):
        return translate("forecast", "无法回测")
    return f"{labels.number(low)}—{labels.number(high)}"


def year_columns() -> tuple[Column, ...]:
    """Return the columns of a unit year by year."""
    return (
        Column("year", translate("forecast", "学年"), str),
        Column("low", translate("forecast", "低"), labels.number, True),
        Column("middle", translate("forecast", "中"), labels.number, True),
        Column("high", translate("forecast", "高"), labels.number, True),
        Column("born_pupils", translate("forecast", "其中已出生"), labels.number, True,
               translate("forecast", "中方案里已经数到的孩子")),
        Column("unborn", translate("forecast", "未出生推测"), labels.number, True),
        Column("interval", translate("forecast", "误差区间"), numeric=True,
               hint=translate("forecast", "按本县历年回测的误差；没有回测到那么远的，写无法回测")),
        Column("places_short", translate("forecast", "学位缺口"), labels.number, True,
               translate("forecast", "现状学校；按乡镇合计，乡镇内互相调剂"), tone="tone"),
    )  # fmt: skip


def gap_rows(plan: Plan, outlook: Outlook) -> pd.DataFrame:
    """Return per township or school and stage the gravest level, when it first comes, and the largest gap."""
    names = school_names(plan)
    rows = [
        _gap_row("township", "township", str(key[0]), str(key[0]), str(key[1]), mine)
        for key, mine in _groups(outlook.townships, ["township", "stage"])
    ]
    rows += [
        _gap_row("school", "school", str(key[0]), names.get(str(key[0]), str(key[0])), str(key[1]), mine)
        for key, mine in _groups(outlook.gaps, ["school_id", "stage"])
    ]
    table = pd.DataFrame(rows)
    return table.sort_values(["order", "from_year"], kind="stable").reset_index(drop=True)


def _groups(table: pd.DataFrame, keys: list[str]) -> Iterable[tuple[Any, pd.DataFrame]]:
    return table.groupby(keys, sort=False)


def _gap_row(kind: str, level: str, key: str, name: str, stage: str, mine: pd.DataFrame) -> dict[str, Any]:
    grave = next(code for code in LEVEL_ORDER if (mine["level"] == code).any())
    first = mine[mine["level"] == grave].iloc[0]
    short = mine["places_short"]
    most = float(short.max())
    years = mine.loc[short == most, "year"].tolist() if most > 0 else []
    return {
        "kind": kind, "id": key, "level": level, "name": name, "stage": stage, "warning": grave,
        "tone": LEVEL_TONES.get(grave, ""), "order": LEVEL_ORDER.index(grave),
        "from_year": int(first["year"]) if grave in LEVEL_ORDER[:3] else np.nan,
        "entry_share": first["entry_share"], "places": mine["places"].iloc[0],
        "pupils": mine["pupils"].iloc[0], "utilisation": mine["utilisation"].max(),
        "most_short": most, "short_year": years[0] if years else np.nan,
        "is_only": grave != "",
    }  # fmt: skip


def gap_columns() -> tuple[Column, ...]:
    """Return the columns of the warnings."""
    return (
        Column("level", translate("forecast", "层级"), partial(outcome_word, "kind")),
        Column("name", translate("forecast", "名称")),
        Column("stage", translate("forecast", "学段"), partial(outcome_word, "stage")),
        Column("warning", translate("forecast", "最高预警"), partial(outcome_word, "level"), tone="tone",
               order="order", hint=translate("forecast", "新生数与招生计划之比达到的最高一级；界限可改")),
        Column("from_year", translate("forecast", "最早学年"), _year, True),
        Column("entry_share", translate("forecast", "新生/招生计划"), labels.percent, True,
               translate("forecast", "招生计划由学位除以年级数推算")),
        Column("pupils", translate("forecast", "现有学生"), labels.number, True),
        Column("places", translate("forecast", "学位"), labels.number, True),
        Column("utilisation", translate("forecast", "最高利用率"), labels.percent, True),
        Column("most_short", translate("forecast", "最大缺口"), labels.number, True),
        Column("short_year", translate("forecast", "缺口最大的学年"), _year, True),
    )  # fmt: skip


def _year(value: float) -> str:
    return str(int(value))


def size_rows(plan: Plan, scenario: Scenario, sizes: MultiYear, looked_for: Iterable[int]) -> pd.DataFrame:
    """Return per school of the scenario when it falls under each size, and when its places run short."""
    names = school_names(plan) | {site.school_id: site.name for site in _sites(plan, scenario)}
    first, last = sizes.years[0], sizes.years[-1]
    by_year = dict(list(sizes.schools.set_index("school_id").groupby("year")))
    now, then = by_year[first], by_year[last]
    table = pd.DataFrame(
        {"pupils": now["pupils"].where(now["is_open"]), "pupils_last": then["pupils"].where(then["is_open"])}
    )
    table = table[sizes.schools.groupby("school_id", sort=False)["is_open"].any()]
    looked_for = tuple(looked_for)
    for size in looked_for:
        falls = sizes.falls_under[sizes.falls_under["under"] == size].set_index("school_id")
        table[f"under_{size}"] = falls["year"]
        table[f"under_{size}_text"] = [
            _fall_words(falls.loc[key]) if key in falls.index else labels.UNKNOWN for key in table.index
        ]
    short = sizes.places_run_short.set_index("school_id")
    table["short_from"], table["most_short"] = short["year"], short["most_short"]
    table["tone"] = np.where(table["most_short"].fillna(0) > 0, "danger", "")
    least = [f"under_{size}" for size in looked_for]
    table["is_only"] = table[least].notna().any(axis=1) | (table["tone"] != "")
    table = table.reset_index()
    table["id"], table["kind"] = table["school_id"].astype(str), "school"
    table["name"] = [names.get(key, key) for key in table["id"]]
    return table


def _sites(plan: Plan, scenario: Scenario) -> tuple[Site, ...]:
    """Return the schools that only the scenario has, or what it rests on."""
    from gis.planning.patches import effective

    return effective(plan, scenario).sites


def _fall_words(row: Mapping[Any, Any] | pd.Series) -> str:
    if row["from_the_start"]:
        text = translate("forecast", "现在")
    else:
        text = translate("forecast", "{year} 年起").format(year=int(row["year"]))
    return text if row["for_good"] else text + translate("forecast", "（以后又回升）")


def size_columns(last: int, looked_for: Iterable[int]) -> tuple[Column, ...]:
    """Return the columns of a scenario over the years."""
    title = translate("forecast", "少于 {size} 人")
    return (
        Column("name", translate("forecast", "学校")),
        Column("pupils", translate("forecast", "现在学生"), labels.number, True),
        Column("pupils_last", translate("forecast", "{year} 年学生").format(year=last), labels.number, True),
        *(
            Column(f"under_{size}_text", title.format(size=size), order=f"under_{size}")
            for size in looked_for
        ),
        Column("short_from", translate("forecast", "学位不足自"), _year, True, tone="tone"),
        Column("most_short", translate("forecast", "最多缺学位"), labels.number, True, tone="tone"),
    )  # fmt: skip
