"""Pupils of the years to come, by village, township or catchment, grade and year.

The forecast is made at townships (or catchments) and shared out to their villages, for which no accuracy is
claimed. Children who have been counted are told from 未出生推测 in every table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from gis.model import GRADES, Plan
from gis.planning.backtest import BackTest, Levels, back_test
from gis.planning.county import Bools, County, Floats, Ints, county_of
from gis.planning.entrycohorts import (
    AGE_DATE_SHARE,
    BIRTHS,
    PROJECTED,
    UNKNOWN,
    Counted,
    Homes,
    Located,
    cohort_sources,
    complete_entries,
    count_entries,
    locate,
)
from gis.planning.forecastnotes import forecast_notes
from gis.planning.forecastparameters import ForecastParameters, forecast_parameters
from gis.planning.forecastresult import COUNTY, JUNIOR, PRIMARY, Forecast
from gis.planning.forecastunits import Unit, county_units, school_history, unit_history
from gis.planning.ledger import SUBDISTRICT
from gis.planning.newcomers import newcomers
from gis.planning.progression import Drift, county_history, retention_of, walk
from gis.planning.sharing import share_out_variants, shares_within, sum_by

__all__ = ["AGE_DATE_SHARE", "COUNTY", "JUNIOR", "PRIMARY", "Forecast", "project_pupils"]


@dataclass(frozen=True)
class _Ground:
    """What every forecast of a plan starts from, from whichever year."""

    plan: Plan
    county: County
    homes: Homes
    population: Located
    unknown_places: tuple[str, ...]
    unit: Ints
    units: pd.Index
    history: pd.DataFrame
    by_unit: Mapping[int, Floats]
    parameters: ForecastParameters


def project_pupils(
    plan: Plan,
    *,
    years: int | None = None,
    unit: Literal["township", "catchment"] = "township",
    parameters: ForecastParameters | None = None,
) -> Forecast:
    """Forecast the pupils of a plan.

    Parameters
    ----------
    plan
        Its ``population``, ``enrolment_history`` and ``housing``, and the attendance of its school year.
    years
        How many years ahead; default: the parameter.
    unit
        What the forecast is made at: townships, or the catchments of the primary schools (a village belongs
        to the one that most of its pupils attend).
    parameters
        Default: the plan's own, completed by the shipped ones.

    Returns
    -------
    Forecast
        Whole pupils, low ≤ middle ≤ high; villages add up to their unit in every grade and year.

    Raises
    ------
    InputError
        forecast_no_pupils; forecast_no_town, forecast_town_unknown, forecast_parameter_wrong.
    """
    used = parameters or forecast_parameters(plan.rules.get("forecast"))
    used = replace(used, years=years) if years is not None else used
    ground = _ground(plan, unit, used)
    base, ahead = plan.meta.school_year, _range(plan.meta.school_year, used.years)
    present, outside = _present(ground.county)
    counted = count_entries(ground.population, ground.homes, ahead, used)
    entries = complete_entries(counted, present.astype(float), used)
    by_year = county_history(ground.history, base)
    retention = retention_of(by_year, base, used)
    drift = _drift(ground, ahead)
    walked = walk(present.astype(float), entries, retention.ratios, drift)
    taught: Bools = np.logical_or.reduce(ground.county.teaches, axis=0)
    pupils = _whole(walked * taught[:, None], ground)      # a grade that nobody teaches leaves the county
    tested = _back_test(ground, by_year)
    is_counted = counted.source != UNKNOWN
    words = np.array([*used.source_order, PROJECTED], dtype=object)
    return Forecast(
        base_year=base,
        years=tuple(ahead),
        unit_kind=unit,
        unit_names=ground.units.to_numpy(dtype=object),
        unit=ground.unit,
        settlement_ids=ground.county.settlement_ids,
        last_primary_grade=ground.county.last_primary_grade,
        present=present,
        present_outside=outside,
        pupils=pupils,
        outside=_outside(outside, present, pupils),
        counted=is_counted,
        source=words[np.where(is_counted, counted.source, len(used.source_order))],
        unit_source=_texts(counted, ground),
        retention=retention,
        back_test=tested,
        parameters=used,
        notes=forecast_notes(plan, counted, ground.unknown_places, retention, tested, ground.history, taught),
    )


def _range(base: int, years: int) -> range:
    return range(base + 1, base + 1 + years)


def _ground(plan: Plan, unit: Unit, parameters: ForecastParameters) -> _Ground:
    county = county_of(plan)
    present, _ = _present(county)
    if not present.sum():
        raise InputError("forecast_no_pupils")
    homes = Homes(
        settlement_ids=pd.Index(county.settlement_ids),
        township=pd.Index(county.settlements["township"].fillna("").astype(str)),
        school_township=dict(plan.schools["township"].fillna("").astype(str)),
        pupils=present.astype(float),
        sharing_grades=parameters.sharing_grades,
    )
    of_settlement, units, of_school = county_units(county, homes, unit)
    history = school_history(plan, county)
    children, unknown = locate(plan.population, homes, parameters.source_order)
    return _Ground(
        plan, county, homes, children, unknown, of_settlement, units, history,
        unit_history(history, of_school, len(units)), parameters,
    )  # fmt: skip


def _present(county: County) -> tuple[Ints, Ints]:
    """Return present pupils, settlements × 9, and those from outside the county by grade."""
    table = np.zeros((len(county.settlement_ids) + 1, len(GRADES)), dtype=np.int64)
    base = county.attendance
    np.add.at(table, (base.settlement, base.grade - 1), base.pupils)
    return table[:-1], table[-1]


def _drift(ground: _Ground, ahead: range) -> Drift:
    used, townships = ground.parameters, ground.homes.township
    strange = set(used.towns) - set(townships)
    if strange:
        raise InputError("forecast_town_unknown", towns="、".join(sorted(strange)))
    by_name = townships.str.endswith(SUBDISTRICT)
    is_town = np.asarray(townships.isin(used.towns) if used.towns else by_name, dtype=bool)
    if used.urbanisation_share and not is_town.any():
        raise InputError("forecast_no_town")
    share = shares_within((~is_town).astype(np.int64), ground.homes.tiers)
    return Drift(
        migration=used.migration,
        pull=used.urbanisation_share,
        is_town=is_town,
        town_share=np.where(is_town, share, 0.0),
        newcomers=newcomers(ground.plan.housing, ground.homes, ahead),
    )


def _whole(pupils: Floats, ground: _Ground) -> Ints:
    """Round the county's totals and share them out to the units, and those to their settlements."""
    units = np.stack([sum_by(variant, ground.unit, len(ground.units)) for variant in pupils])
    totals = np.rint(units.sum(axis=1, keepdims=True)).astype(np.int64)
    everywhere = np.zeros(len(ground.units), dtype=np.int64)
    return share_out_variants(share_out_variants(totals, units, everywhere), pupils, ground.unit)


def _outside(outside: Ints, present: Ints, pupils: Ints) -> Ints:
    """Scale those from outside the county with the county's grade; shape (3, 9, years)."""
    now = present.sum(axis=0)[:, None]
    growth = np.divide(pupils.sum(axis=1), now, out=np.ones(pupils.sum(axis=1).shape), where=now > 0)
    scaled: Ints = np.rint(outside[:, None] * growth).astype(np.int64)
    return scaled


def _texts(counted: Counted, ground: _Ground) -> NDArray[np.object_]:
    texts = cohort_sources(counted, ground.unit, len(ground.units), ground.parameters.source_order)
    return np.array(texts, dtype=object)


def _back_test(ground: _Ground, by_year: dict[int, Floats]) -> BackTest:
    base, first = ground.plan.meta.school_year, min(by_year)
    units, primary = len(ground.units), ground.county.last_primary_grade
    years = range(first, base + 1)
    nothing = np.full(len(GRADES), np.nan)
    of_county = np.stack([by_year.get(year, nothing) for year in years], axis=1)
    nowhere = np.full((units + 1, len(GRADES)), np.nan)
    tables = [ground.by_unit.get(year, nowhere) for year in years]
    of_units = np.stack([table[:units, :primary].sum(axis=1) for table in tables], axis=1)
    return back_test(
        range(first + 1, base),
        ground.parameters.least_years,
        len(by_year),
        lambda origin: _forecast_from(ground, by_year, origin),
        {"county": of_county, "unit": of_units},
        first,
    )


def _forecast_from(ground: _Ground, by_year: dict[int, Floats], origin: int) -> Levels:
    """Forecast from a past year with what was known then."""
    used, homes = ground.parameters, ground.homes
    ahead = range(origin + 1, ground.plan.meta.school_year + 1)
    children = ground.population
    is_birth = np.array([name == BIRTHS for name in used.source_order], dtype=bool)[children.source]
    known = children.take(children.year + is_birth <= origin)           # births are known at the year's end
    nowhere = np.full((len(ground.units) + 1, len(GRADES)), np.nan)
    table, primary = ground.by_unit.get(origin, nowhere), ground.county.last_primary_grade
    in_unit = shares_within(ground.unit, homes.tiers)[:, None]
    in_county = shares_within(np.zeros_like(ground.unit), homes.tiers)[:, None]
    present = table[:-1][ground.unit] * in_unit + table[-1] * in_county
    present[:, primary:] = table[:, primary:].sum(axis=0) * in_county
    counted = count_entries(known, homes, ahead, used)
    entries = complete_entries(counted, present, used)
    past = {year: pupils for year, pupils in by_year.items() if year <= origin}
    made = walk(present, entries, retention_of(past, origin, used).ratios, _drift(ground, ahead))[1]
    at_units = sum_by(made[:, :primary].sum(axis=1), ground.unit, len(ground.units))
    return {"county": made.sum(axis=0), "unit": at_units}
