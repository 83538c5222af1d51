"""When a stage peaks, and where places run short."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.forecastparameters import ForecastParameters
from gis.planning.forecastresult import Forecast

UNKNOWN_LEVEL, NO_LEVEL = "unknown", ""


def peak_years(forecast: Forecast) -> pd.DataFrame:
    """Return the year of most pupils of every unit and stage.

    Returns
    -------
    pandas.DataFrame
        ``unit`` ("" = the county), ``stage, year, pupils``; ``first_year`` and ``last_year`` where the most
        are at either end of the years looked at (the real peak may lie before or after), and ``born``:
        whether all of the pupils of that year have been counted. The first of several equal years.
    """
    totals = forecast.stage_totals
    at = totals.groupby(["unit", "stage"], sort=False)["middle"].idxmax()
    peaks = totals.loc[at, ["unit", "stage", "year", "middle", "born"]]
    return peaks.rename(columns={"middle": "pupils"}).assign(
        first_year=peaks["year"] == forecast.base_year, last_year=peaks["year"] == forecast.years[-1]
    ).reset_index(drop=True)  # fmt: skip


def place_gaps(
    county: County,
    enrolments: Mapping[int, Ints],
    places: Floats,
    stages: Mapping[str, tuple[int, ...]],
    parameters: ForecastParameters,
) -> pd.DataFrame:
    """Compare pupils with places by school, stage and year.

    Parameters
    ----------
    county
        The schools; a combined school has a row per division.
    enrolments
        Year → pupils, schools × 9 (:func:`gis.planning.yearattendance.school_pupils`).
    places
        Schools × stages (:func:`gis.planning.classes.places_by_stage`); NaN = unknown.
    stages
        ``Forecast.stages``.
    parameters
        Warning levels.

    Returns
    -------
    pandas.DataFrame
        ``school_id, township, stage, year, pupils, places, places_short, utilisation, entry_pupils,
        intake_places`` (places over the stage's grades: 推算), ``entry_share, level`` (red, orange, yellow,
        "" = none, unknown = places unknown). Schools without pupils or grades of the stage are left out.
    """
    tables = []
    for column, (stage, grades) in enumerate(stages.items()):
        rows = np.array(grades, dtype=np.int64) - 1
        taught = county.teaches[:, rows]
        for year, pupils in enrolments.items():
            of_stage = pupils[:, rows]
            schools = np.flatnonzero(taught.any(axis=1) | (of_stage.sum(axis=1) > 0))
            frame = _gaps(of_stage[schools], taught[schools], places[schools, column])
            frame.insert(0, "year", year)
            frame.insert(0, "stage", stage)
            frame.insert(0, "township", county.schools["township"].to_numpy()[schools])
            frame.insert(0, "school_id", county.school_ids[schools])
            frame["level"] = warning_levels(frame["entry_share"].to_numpy(dtype=float), parameters)
            tables.append(frame)
    return pd.concat(tables, ignore_index=True)


def _gaps(pupils: Ints, taught: Bools, places: Floats) -> pd.DataFrame:
    total, grades = pupils.sum(axis=1), taught.sum(axis=1)
    first = np.where(taught.any(axis=1), taught.argmax(axis=1), 0)
    entry = pupils[np.arange(len(pupils)), first]
    with np.errstate(invalid="ignore", divide="ignore"):
        intake = places / grades
        utilisation, share = total / places, entry / intake
    return pd.DataFrame(
        {
            "pupils": total, "places": places, "places_short": np.maximum(total - places, 0),
            "utilisation": np.where(places > 0, utilisation, np.nan), "entry_pupils": entry,
            "intake_places": np.where(np.isfinite(intake), intake, np.nan),
            "entry_share": np.where(np.isfinite(share), share, np.nan),
        }
    )  # fmt: skip


def warning_levels(entry_share: Floats, parameters: ForecastParameters) -> list[str]:
    """Return the level of each share of the intake plan: the gravest whose threshold it reaches."""
    levels = sorted(parameters.warning.items(), key=lambda level: -level[1])

    def level(share: float) -> str:
        if np.isnan(share):
            return UNKNOWN_LEVEL
        return next((name for name, least in levels if share >= least), NO_LEVEL)

    return [level(share) for share in entry_share.tolist()]


def township_gaps(gaps: pd.DataFrame, parameters: ForecastParameters) -> pd.DataFrame:
    """Add the schools' gaps up by township; a township of which a school's places are unknown is unknown.

    Parameters
    ----------
    gaps
        Of :func:`place_gaps`.
    parameters
        Warning levels.

    Returns
    -------
    pandas.DataFrame
        ``township, stage, year, schools, schools_unknown, pupils, places, places_short, utilisation,
        entry_pupils, intake_places, entry_share, level``. ``places_short``: of the township as a whole;
        ``places_short_at_schools``: added up over its schools, without what is free elsewhere.
    """
    keys = ["township", "stage", "year"]

    def known_sum(values: pd.Series[float]) -> float:
        return float(values.sum(skipna=False))

    grouped = gaps.groupby(keys, sort=False)
    sums = grouped.agg(
        schools=("school_id", "count"),
        schools_unknown=("places", lambda places: int(places.isna().sum())),
        pupils=("pupils", "sum"),
        places=("places", known_sum),
        places_short_at_schools=("places_short", known_sum),
        entry_pupils=("entry_pupils", "sum"),
        intake_places=("intake_places", known_sum),
    ).reset_index()
    sums["places_short"] = np.maximum(sums["pupils"] - sums["places"], 0)
    sums["utilisation"] = (sums["pupils"] / sums["places"]).replace(np.inf, np.nan)
    sums["entry_share"] = (sums["entry_pupils"] / sums["intake_places"]).replace(np.inf, np.nan)
    return sums.assign(level=warning_levels(sums["entry_share"].to_numpy(dtype=float), parameters))
