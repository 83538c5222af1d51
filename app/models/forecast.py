"""What the window shows of the forecast: worked out in a job, then only looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.models.forecast_tables import (
    COUNTY,
    gap_columns,
    gap_rows,
    size_columns,
    size_rows,
    year_columns,
    year_rows,
)
from app.models.frame_model import Column
from app.models.outcome_people import issue_words
from app.models.tables import school_names
from gis.layout import BASELINE, Scenario
from gis.model import Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.planning.forecast import Forecast
    from gis.planning.multiyear import MultiYear
    from gis.planning.outlook import Outlook

translate = QCoreApplication.translate
Unit = Literal["township", "catchment"]
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
    is_county: bool = True


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
        totals, gaps = found.stage_totals, gap_rows(plan, outlook)
    progress(0.5, "evaluating")
    sizes = outlook.sizes if scenario.name == BASELINE else scenario_years(plan, scenario, found)
    rows = size_rows(plan, scenario, sizes, found.parameters.small_pupils)
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
        places=_places(view, unit, stage), is_county=unit == COUNTY, **columns,
    )  # fmt: skip


def _history(plan: Plan, view: ForecastView, stage: str) -> tuple[tuple[int, float], ...]:
    table = plan.enrolment_history
    if table.empty:
        return ()
    mine = table[table["grade"].isin(view.forecast.stages[stage]) & (table["year"] < view.forecast.base_year)]
    sums = mine.groupby("year")["pupils"].sum()
    return tuple((int(str(year)), float(total)) for year, total in sums.items())


def _places(view: ForecastView, unit: str, stage: str) -> float:
    """Return today's places of the schools in a unit, NaN where a school's are not known."""
    is_catchment = unit != COUNTY and view.forecast.unit_kind == "catchment"
    table = view.outlook.gaps if is_catchment else view.outlook.townships
    mine = table[(table["stage"] == stage) & (table["year"] == view.forecast.base_year)]
    if unit != COUNTY:
        mine = mine[mine["school_id" if is_catchment else "township"].astype(str) == unit]
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


def forecast_table(
    view: ForecastView, name: str, unit: str, stage: str
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the rows and columns of one of the tables below the curve."""
    if name == YEARS:
        rows = year_rows(view.totals, view.outlook.townships, view.forecast.base_year, unit, stage)
        return rows, year_columns()
    if name == GAPS:
        return view.gaps, gap_columns()
    return view.size_rows, size_columns(view.sizes.years[-1], view.forecast.parameters.small_pupils)
