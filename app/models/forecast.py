"""What the window shows of the forecast: worked out in a job, then only looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.frame_model import Column
from app.models.outcome_people import issue_words
from app.models.tables import school_names
from app.outcome_words import outcome_word
from gis.model import BASELINE, Plan, Scenario, Site
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.planning.forecast import Forecast
    from gis.planning.multiyear import MultiYear
    from gis.planning.outlook import Outlook

translate = QCoreApplication.translate
Unit = Literal["township", "catchment"]
COUNTY = ""
LEVEL_TONES = {"red": "danger", "orange": "warn", "yellow": "warn", "unknown": "muted"}
LEVEL_ORDER = ("red", "orange", "yellow", "unknown", "")
YEARS, GAPS, SIZES = "years", "gaps", "sizes"


@dataclass(frozen=True)
class ForecastView:
    """A forecast, what it means for the schools as they are, and a scenario in every year of it.

    Attributes
    ----------
    totals
        ``Forecast.stage_totals``, made once.
    gaps, size_rows
        The rows of two of the tables.
    rests_on
        The objects that the forecast was made from; while they are the same ones it holds.
    """

    forecast: Forecast
    outlook: Outlook
    scenario: str
    sizes: MultiYear
    totals: pd.DataFrame
    gaps: pd.DataFrame
    size_rows: pd.DataFrame
    rests_on: tuple[object, ...]


@dataclass(frozen=True)
class Curve:
    """One unit and stage through the years; ``history`` are past totals by year, ``places`` NaN = unknown."""

    years: tuple[int, ...]
    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]
    born: tuple[bool, ...]
    interval_low: tuple[float, ...]
    interval_high: tuple[float, ...]
    history: tuple[tuple[int, float], ...]
    places: float


def has_children(plan: Plan) -> bool:
    """Whether children of coming years have been counted."""
    return len(plan.population) > 0


def work_out_forecast(
    plan: Plan, scenario: Scenario, unit: Unit, before: ForecastView | None, progress: Progress
) -> ForecastView:
    """Forecast, and look at a scenario year by year; call it in a job.

    Parameters
    ----------
    before
        The last view: its forecast is kept if it still holds.
    """
    from gis.planning.forecast import project_pupils
    from gis.planning.outlook import baseline_outlook
    from gis.planning.scenarioyears import scenario_years

    ground: tuple[object, ...] = (
        plan.population, plan.enrolment_history, plan.housing, plan.settlements, plan.schools,
        plan.attendance, plan.rules, unit,
    )  # fmt: skip
    if before is not None and all(a is b for a, b in zip(before.rests_on, ground, strict=True)):
        found, outlook, totals, gaps = before.forecast, before.outlook, before.totals, before.gaps
    else:
        found = project_pupils(plan, unit=unit)
        progress(0.3, "evaluating")
        outlook = baseline_outlook(plan, found)
        totals, gaps = found.stage_totals, _gap_rows(plan, outlook)
    progress(0.5, "evaluating")
    sizes = outlook.sizes if scenario.name == BASELINE else scenario_years(plan, scenario, found)
    rows = _size_rows(plan, scenario, sizes, found.parameters.small_pupils)
    return ForecastView(found, outlook, scenario.name, sizes, totals, gaps, rows, ground)


def unit_names(plan: Plan, view: ForecastView) -> list[tuple[str, str]]:
    """Return the units: code and name, the county first."""
    names = school_names(plan) if view.forecast.unit_kind == "catchment" else {}
    rest = [(str(code), names.get(str(code), str(code))) for code in view.forecast.unit_names]
    return [(COUNTY, labels.whole_unit(plan.meta.unit_name)), *rest]


def curve_of(plan: Plan, view: ForecastView, unit: str, stage: str) -> Curve:
    """Return the curve of a unit and stage; past years are of the county's schools, so only of the county."""
    totals = view.totals
    rows = totals[(totals["unit"] == unit) & (totals["stage"] == stage)]
    columns = {name: tuple(rows[name].astype(float)) for name in
               ("low", "middle", "high", "interval_low", "interval_high")}  # fmt: skip
    return Curve(
        years=tuple(rows["year"].astype(int)), born=tuple(rows["born"].astype(bool)),
        history=_history(plan, view, stage) if unit == COUNTY else (),
        places=_places(view, unit, stage), **columns,
    )  # fmt: skip


def _history(plan: Plan, view: ForecastView, stage: str) -> tuple[tuple[int, float], ...]:
    table = plan.enrolment_history
    if table.empty:
        return ()
    mine = table[table["grade"].isin(view.forecast.stages[stage]) & (table["year"] < view.forecast.base_year)]
    sums = mine.groupby("year")["pupils"].sum()
    return tuple((int(str(year)), float(total)) for year, total in sums.items())


def _places(view: ForecastView, unit: str, stage: str) -> float:
    """Return today's places of a unit's schools, NaN where a school's are not known."""
    table = view.outlook.townships
    mine = table[(table["stage"] == stage) & (table["year"] == view.forecast.base_year)]
    if unit != COUNTY:
        mine = mine[mine["township"] == unit]
    return float(mine["places"].sum(skipna=False)) if len(mine) else float("nan")


def peak_words(view: ForecastView, unit: str, stage: str) -> str:
    """Return when a unit and stage peaks."""
    table = view.outlook.peaks
    found = table[(table["unit"] == unit) & (table["stage"] == stage)]
    if found.empty:
        return labels.UNKNOWN
    row = found.iloc[0]
    text = translate("forecast", "{year} 年，{pupils}").format(
        year=row["year"], pupils=labels.pupils(row["pupils"])
    )
    if row["first_year"]:
        text += translate("forecast", "（现在就是最多，真正的高峰可能已过）")
    elif row["last_year"]:
        text += translate("forecast", "（预测的最后一年，高峰可能还在后面）")
    return text if row["born"] else text + translate("forecast", "（含未出生推测）")


def back_test_words(view: ForecastView) -> str:
    """Return how well the method would have done."""
    tested = view.forecast.back_test
    if not tested.possible:
        text = translate("forecast", "无法回测：历年在校生只有 {years} 年，至少要 {least} 年。")
        return text.format(years=tested.historic_years, least=tested.least_years)
    lines = []
    titles = {"county": translate("forecast", "全县"), "unit": translate("forecast", "分乡镇（片区）小学")}
    for level, title in titles.items():
        mine = tested.errors[tested.errors["level"] == level]
        ahead = translate("forecast", "{years} 年 {error}")
        words = translate("forecast", "、").join(
            ahead.format(years=int(row["horizon_years"]), error=labels.percent(row["mape_share"]))
            for row in mine.to_dict("records")
        )
        lines.append(translate("forecast", "{title}：提前 {words}").format(title=title, words=words))
    return "\n".join(lines)


def note_words(view: ForecastView) -> str:
    """Return what must be said beside the forecast."""
    return "\n".join(issue_words(view.forecast.notes))


# ---- tables


def forecast_table(
    view: ForecastView, name: str, unit: str, stage: str
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the rows and columns of one of the tables below the curve."""
    if name == YEARS:
        return _year_rows(view, unit, stage), _year_columns(view.forecast.base_year)
    if name == GAPS:
        return view.gaps, _gap_columns()
    return view.size_rows, _size_columns(view)


def _year_rows(view: ForecastView, unit: str, stage: str) -> pd.DataFrame:
    totals = view.totals
    rows = totals[(totals["unit"] == unit) & (totals["stage"] == stage)].copy()
    rows["unborn"] = rows["middle"] - rows["born_pupils"]
    rows["interval"] = [
        _interval(low, high) if year != view.forecast.base_year else labels.UNKNOWN
        for low, high, year in zip(rows["interval_low"], rows["interval_high"], rows["year"], strict=True)
    ]
    gaps = view.outlook.townships
    mine = gaps[(gaps["stage"] == stage) & ((gaps["township"] == unit) | (unit == COUNTY))]
    rows["places_short"] = rows["year"].map(mine.groupby("year")["places_short"].agg(_known_sum))
    rows["tone"] = np.where(rows["places_short"].fillna(0) > 0, "danger", "")
    return rows.assign(kind="", id="", is_only=True).reset_index(drop=True)


def _known_sum(values: pd.Series) -> float:
    return float(values.sum(skipna=False))


def _interval(low: float, high: float) -> str:
    if labels.is_unknown(low):
        return translate("forecast", "无法回测")
    return f"{labels.number(low)}—{labels.number(high)}"


def _year_columns(base_year: int) -> tuple[Column, ...]:
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


def _gap_rows(plan: Plan, outlook: Outlook) -> pd.DataFrame:
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


def _gap_columns() -> tuple[Column, ...]:
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


def _size_rows(plan: Plan, scenario: Scenario, sizes: MultiYear, looked_for: Iterable[int]) -> pd.DataFrame:
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


def _size_columns(view: ForecastView) -> tuple[Column, ...]:
    last = view.sizes.years[-1]
    title = translate("forecast", "少于 {size} 人")
    return (
        Column("name", translate("forecast", "学校")),
        Column("pupils", translate("forecast", "现在学生"), labels.number, True),
        Column("pupils_last", translate("forecast", "{year} 年学生").format(year=last), labels.number, True),
        *(
            Column(f"under_{size}_text", title.format(size=size), order=f"under_{size}")
            for size in view.forecast.parameters.small_pupils
        ),
        Column("short_from", translate("forecast", "学位不足自"), _year, True, tone="tone"),
        Column("most_short", translate("forecast", "最多缺学位"), labels.number, True, tone="tone"),
    )  # fmt: skip
