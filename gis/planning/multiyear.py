"""A scenario over many years: when each school falls under a size, and when places run short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.layout import Scenario
from gis.model import Plan
from gis.planning.county import Bools, Floats
from gis.planning.forecastparameters import forecast_parameters


@dataclass(frozen=True)
class SchoolYear:
    """The schools of one year: ``pupils`` and ``places`` by school (NaN = unknown), and who is open."""

    school_ids: NDArray[np.object_]
    pupils: Floats
    places: Floats
    is_open: Bools


@dataclass(frozen=True)
class MultiYear:
    """What many years say.

    Attributes
    ----------
    years
        Those looked at.
    schools
        ``school_id, year, pupils, places, places_short, is_open``: a row per school and year.
    falls_under
        ``school_id, under, year, pupils, from_the_start, for_good``: the first year in which an open school
        has fewer pupils than ``under``; whether that is the first year looked at, and whether it stays so.
        Schools that never do are not listed.
    places_run_short
        ``school_id, year, places_short, last_year, most_short``: the first year in which an open school has
        more pupils than places, the last one, and the most that are short.
    county
        ``year, pupils, schools_open, schools_short, places_short, places_unknown`` (schools).
    """

    years: tuple[int, ...]
    schools: pd.DataFrame
    falls_under: pd.DataFrame
    places_run_short: pd.DataFrame
    county: pd.DataFrame


def multi_year(
    plan: Plan,
    scenario: Scenario | str,
    years: Iterable[int],
    evaluate: Callable[[Plan, Scenario | str, int], SchoolYear],
    sizes: Sequence[int] | None = None,
) -> MultiYear:
    """Evaluate a scenario year by year and say when schools become small and places short.

    Parameters
    ----------
    plan, scenario
        Handed to ``evaluate``.
    years
        School years in their order.
    evaluate
        Gives the schools of one year, the same schools every year.
    sizes
        Numbers of pupils that are looked out for; default: the plan's parameter.
    """
    chosen = tuple(years)
    looked_for = forecast_parameters(plan.rules.get("forecast")).small_pupils if sizes is None else sizes
    tables = [evaluate(plan, scenario, year) for year in chosen]
    ids = tables[0].school_ids
    pupils, places = (np.stack([getattr(one, name) for one in tables]) for name in ("pupils", "places"))
    is_open = np.stack([one.is_open for one in tables])
    short = np.where(is_open, np.maximum(pupils - places, 0), 0.0)
    schools = pd.DataFrame(
        {
            "school_id": np.tile(ids, len(chosen)), "year": np.repeat(np.array(chosen), len(ids)),
            "pupils": pupils.ravel(), "places": places.ravel(), "places_short": short.ravel(),
            "is_open": is_open.ravel(),
        }
    )  # fmt: skip
    return MultiYear(
        years=chosen,
        schools=schools,
        falls_under=_falls_under(ids, chosen, pupils, is_open, looked_for),
        places_run_short=_run_short(ids, chosen, short),
        county=pd.DataFrame(
            {
                "year": chosen,
                "pupils": np.where(is_open, pupils, 0.0).sum(axis=1),
                "schools_open": is_open.sum(axis=1),
                "schools_short": (short > 0).sum(axis=1),
                "places_short": np.nansum(short, axis=1),
                "places_unknown": (np.isnan(places) & is_open).sum(axis=1),
            }
        ),
    )


def _falls_under(
    ids: NDArray[np.object_], years: tuple[int, ...], pupils: Floats, is_open: Bools, sizes: Sequence[int]
) -> pd.DataFrame:
    rows = []
    for size in sizes:
        under = is_open & (pupils < size)
        first = under.argmax(axis=0)
        for school in np.flatnonzero(under.any(axis=0)).tolist():
            at = int(first[school])
            stays = bool((under[at:, school] | ~is_open[at:, school]).all())
            rows.append((ids[school], size, years[at], pupils[at, school], at == 0, stays))
    columns = ["school_id", "under", "year", "pupils", "from_the_start", "for_good"]
    return pd.DataFrame(rows, columns=columns)


def _run_short(ids: NDArray[np.object_], years: tuple[int, ...], short: Floats) -> pd.DataFrame:
    is_short = short > 0
    rows = []
    for school in np.flatnonzero(is_short.any(axis=0)).tolist():
        at = np.flatnonzero(is_short[:, school])
        most = np.nanmax(short[:, school])
        rows.append((ids[school], years[at[0]], short[at[0], school], years[at[-1]], most))
    return pd.DataFrame(rows, columns=["school_id", "year", "places_short", "last_year", "most_short"])
