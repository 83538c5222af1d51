"""Who goes where when only the totals are known: least travel with both totals kept, marked 推算.

Per grade a transportation problem: pupils of each settlement × pupils of each school, least total walking
time in the grade's band. It is a linear programme with a totally unimodular matrix, so its simplex solution
is whole pupils. Columns are generated: it starts with each settlement's nearest schools and adds every pair
that the prices say would save time, until none would; the result is the optimum over all pairs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import numpy as np
import pandas as pd

from gis.model import TravelTimes, band_of
from gis.planning.county import Floats
from gis.planning.transportation import least_travel as least_travel
from gis.progress import Progress, ignore_progress

OUTSIDE = "outside"
LOOK_EVERY_S = 0.05                 # how often a cancel is asked for


def estimate_attendance(
    settlement_pupils: pd.DataFrame,
    school_pupils: pd.DataFrame,
    travel: Mapping[str, TravelTimes],
    *,
    progress: Progress = ignore_progress,
) -> pd.DataFrame:
    """Estimate attendance from the settlements' and the schools' totals.

    Parameters
    ----------
    settlement_pupils
        ``settlement_id, grade, pupils``, every key once.
    school_pupils
        ``school_id, grade, pupils`` of the ledger, every key once.
    travel
        Travel times by mode; the walking mode of each grade's band is used.
    progress
        Told the share of grades done; may cancel.

    Returns
    -------
    pandas.DataFrame
        ``settlement_id, grade, school_id, boarding, pupils, estimated``. Every school and grade has exactly
        its ledger's pupils: those whom no settlement's roll covers stand under settlement ``outside``. Pupils
        of a settlement beyond all schools' totals cannot be given a school: see
        :func:`pupils_without_school`. Boarding is not estimated.

    Notes
    -----
    Pairs without a way are not used. A settlement or school without any known journey (no position) is
    filled up with whoever is left over.
    """
    grades = [
        (
            int(grade),
            settlement_pupils[settlement_pupils["grade"] == grade],
            school_pupils[school_pupils["grade"] == grade],
            travel.get(band_of(int(grade)).walk_mode),
        )
        for grade in sorted(set(school_pupils["grade"]))
    ]
    parts = _side_by_side(grades, progress)
    columns = ["settlement_id", "grade", "school_id", "boarding", "pupils", "estimated"]
    if not parts:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(parts, ignore_index=True).assign(boarding=False, estimated=True)
    keys = ["settlement_id", "grade", "school_id", "boarding", "estimated"]
    totals: pd.DataFrame = frame.groupby(keys, as_index=False)[["pupils"]].sum()
    return totals[columns]


def _side_by_side(
    grades: list[tuple[int, pd.DataFrame, pd.DataFrame, TravelTimes | None]], progress: Progress
) -> list[pd.DataFrame]:
    """Work the grades out on all cores (the solver lets other threads run); a cancel does not wait for it."""
    pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="baseline")
    try:
        parts = [pool.submit(_one_grade, *grade) for grade in grades]
        while (done := sum(part.done() for part in parts)) < len(parts):
            progress(done / len(parts))
            wait([part for part in parts if not part.done()], LOOK_EVERY_S, return_when=FIRST_COMPLETED)
        return [part.result() for part in parts]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def pupils_without_school(settlement_pupils: pd.DataFrame, attendance: pd.DataFrame) -> pd.DataFrame:
    """Return the settlements' pupils for whom the schools' totals leave no room: nobody is lost unseen.

    Returns
    -------
    pandas.DataFrame
        ``settlement_id, grade, pupils``, positive numbers only.
    """
    keys = ["settlement_id", "grade"]
    left = settlement_pupils.groupby(keys)["pupils"].sum()
    placed = attendance.groupby(keys)["pupils"].sum().reindex(left.index, fill_value=0)
    remainder = (left - placed).rename("pupils")
    return remainder[remainder > 0].reset_index()


def _one_grade(
    grade: int, homes: pd.DataFrame, schools: pd.DataFrame, travel: TravelTimes | None
) -> pd.DataFrame:
    homes, schools = homes[homes["pupils"] > 0], schools[schools["pupils"] > 0]
    supply, demand = homes["pupils"].to_numpy(dtype=np.int64), schools["pupils"].to_numpy(dtype=np.int64)
    cost = _costs(homes["settlement_id"], schools["school_id"], travel)
    flow = least_travel(cost, supply, demand)
    home, school = np.nonzero(flow)
    home_ids = homes["settlement_id"].to_numpy(dtype=object)
    school_ids = schools["school_id"].to_numpy(dtype=object)
    uncovered = demand - flow.sum(axis=0)
    extra = np.flatnonzero(uncovered)
    return pd.DataFrame(
        {
            "settlement_id": [*home_ids[home], *[OUTSIDE] * len(extra)],
            "grade": grade,
            "school_id": [*school_ids[school], *school_ids[extra]],
            "pupils": [*flow[home, school], *uncovered[extra]],
        }
    ).astype({"settlement_id": "str", "school_id": "str", "pupils": "int64", "grade": "int64"})


def _costs(homes: pd.Series[str], schools: pd.Series[str], travel: TravelTimes | None) -> Floats:
    """Return seconds, NaN = no way; a row or column without any known journey costs the same everywhere."""
    if travel is None or not travel.seconds.size:
        return np.zeros((len(homes), len(schools)))
    rows = pd.Index(travel.origin_ids).get_indexer(pd.Index(homes))
    columns = pd.Index(travel.destination_ids).get_indexer(pd.Index(schools))
    cost = travel.seconds[np.ix_(rows, columns)].astype(float)
    cost[rows < 0], cost[:, columns < 0] = np.nan, np.nan
    known = ~np.isnan(cost)
    most = np.nanmax(cost) if known.any() else 0.0
    cost[~known.any(axis=1)] = most
    cost[:, ~known.any(axis=0)] = most
    return cost
