"""When a stage peaks, and where places run short."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.forecastparameters import ForecastParameters
from gis.planning.forecastresult import Forecast

UNKNOWN_LEVEL, NO_LEVEL = "unknown", ""
_SHARES = (("utilisation", "pupils", "places"), ("entry_share", "entry_pupils", "intake_places"))


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
    years = np.array(list(enrolments), dtype=np.int64)
    pupils = np.stack([enrolments[year] for year in years.tolist()])
    tables = []
    for column, (stage, grades) in enumerate(stages.items()):
        rows = np.array(grades, dtype=np.int64) - 1
        of_stage, taught = pupils[:, :, rows], county.teaches[:, rows]
        at_year, school = np.nonzero(taught.any(axis=1) | (of_stage.sum(axis=2) > 0))
        frame = _gaps(of_stage[at_year, school], taught[school], places[school, column])
        frame.insert(0, "year", years[at_year])
        frame.insert(0, "stage", stage)
        frame.insert(0, "township", county.schools["township"].to_numpy(dtype=object)[school])
        frame.insert(0, "school_id", county.school_ids[school])
        tables.append(frame)
    found = pd.concat(tables, ignore_index=True)
    return found.assign(level=warning_levels(found["entry_share"].to_numpy(dtype=float), parameters))


def _gaps(pupils: Ints, taught: Bools, places: Floats) -> pd.DataFrame:
    total, grades = pupils.sum(axis=1), taught.sum(axis=1)
    entry = pupils[np.arange(len(pupils)), taught.argmax(axis=1)]           # of the lowest grade taught
    intake = _over(places, grades)
    return pd.DataFrame(
        {
            "pupils": total, "places": places, "places_short": np.maximum(total - places, 0),
            "utilisation": _over(total, places), "entry_pupils": entry, "intake_places": intake,
            "entry_share": _over(entry, intake),
        }
    )  # fmt: skip


def _over(part: Ints | Floats, whole: Ints | Floats) -> Floats:
    """Return part / whole, NaN where the whole is nothing or unknown."""
    over: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return over


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
    grouped = gaps.assign(unknown=gaps["places"].isna()).groupby(["township", "stage", "year"], sort=False)
    sums = grouped.agg(
        schools=("school_id", "count"),
        schools_unknown=("unknown", "sum"),
        pupils=("pupils", "sum"),
        places=("places", "sum"),
        places_short_at_schools=("places_short", "sum"),
        entry_pupils=("entry_pupils", "sum"),
        intake_places=("intake_places", "sum"),
    ).reset_index()
    unsure = ["places", "places_short_at_schools", "intake_places"]
    sums[unsure] = sums[unsure].where(sums["schools_unknown"] == 0)
    sums["places_short"] = np.maximum(sums["pupils"] - sums["places"], 0)
    for name, part, whole in _SHARES:
        sums[name] = _over(sums[part].to_numpy(dtype=float), sums[whole].to_numpy(dtype=float))
    return sums.assign(level=warning_levels(sums["entry_share"].to_numpy(dtype=float), parameters))
