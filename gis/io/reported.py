"""What 学籍 says of the way to school, beside what the network says: large gaps point at wrong positions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.io.attendance import PupilTable, SchoolFinder
from gis.io.issuelog import IssueLog
from gis.io.references import OUTSIDE
from gis.io.rosterdoor import METRES_PER_KM
from gis.model import Mode, TravelTimes

COLUMNS = {
    "settlement_id": "str",
    "school_id": "str",
    "mode": "str",
    "pupils": "int64",
    "distance_m": "float64",
}


def build_reported_travel(pupils: PupilTable | None, schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return ``Plan.reported_travel``: pupils and median distance per settlement, school and mode.

    ``mode`` is walk, bicycle, public, escort, school_bus, other or "" (not told); ``distance_m`` is NaN where
    nobody told it. The median, because a distance typed in metres must not move a village.
    """
    ways = None if pupils is None else pupils.ways
    if ways is None or ways.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    finder = SchoolFinder(schools)
    keys = list(zip(ways["school_id"], ways["grade"], ways["division"], strict=True))
    found = {key: finder.find(str(key[0]), _grade(key[1]), str(key[2])) or "" for key in set(keys)}
    ways = ways.assign(school_id=[found[key] for key in keys])
    ways = ways[(ways["school_id"] != "") & (ways["settlement_id"] != OUTSIDE)]
    rows = [
        (*map(str, key), int(rows["pupils"].sum()), _median(rows) * METRES_PER_KM)
        for key, rows in ways.groupby(["settlement_id", "school_id", "mode"], sort=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _grade(value: Any) -> int:
    return 0 if value != value else int(value)


def _median(rows: pd.DataFrame) -> float:
    """Return the median distance of the pupils that told one, NaN if nobody did."""
    told = rows[rows["distance_km"].notna()]
    if told.empty:
        return float("nan")
    return float(np.median(np.repeat(told["distance_km"].to_numpy(), told["pupils"].to_numpy())))


def compare_reported(
    reported: pd.DataFrame,
    travel: Mapping[str, TravelTimes],
    settlements: gpd.GeoDataFrame,
    schools: gpd.GeoDataFrame,
    parameters: Mapping[str, Any],
) -> IssueLog:
    """List villages whose reported and computed distances are far apart, the pair with most pupils first.

    Parameters
    ----------
    reported
        ``Plan.reported_travel``.
    parameters
        ``rules["reported"]``: ``gap_m`` and ``gap_ratio``; both must be exceeded.

    Notes
    -----
    学籍 distances are whole kilometres along the way actually taken, so only large gaps mean anything.
    Computed: metres along the network on foot, approaches included.
    """
    log = IssueLog("")
    told = reported[reported["distance_m"].notna()]
    gap_m, ratio = (float(parameters[key]["value"]) for key in ("gap_m", "gap_ratio"))
    worst: dict[str, tuple[int, str, float, float]] = {}
    for (home, school), rows in told.groupby(["settlement_id", "school_id"], sort=True):
        computed = _metres(travel, str(home), str(school))
        stated = float(np.average(rows["distance_m"], weights=rows["pupils"]))
        low, high = min(computed, stated), max(computed, stated)
        if computed == computed and high - low > gap_m and high > ratio * low:
            entry = int(rows["pupils"].sum()), str(school), stated, computed
            worst[str(home)] = max(worst.get(str(home), entry), entry)
    for home, (count, school, stated, computed) in worst.items():
        log.note(
            "warning", "reported_distance_differs", subject_id=home, name=settlements.at[home, "name"],
            school=schools.at[school, "name"], pupils=count,
            reported_km=f"{stated / METRES_PER_KM:.1f}", computed_km=f"{computed / METRES_PER_KM:.1f}",
        )  # fmt: skip
    return log


def _metres(travel: Mapping[str, TravelTimes], settlement_id: str, school_id: str) -> float:
    times = travel.get(Mode.WALK_G1_3)
    if times is None or settlement_id not in times.origin_ids or school_id not in times.destination_ids:
        return float("nan")
    at = times.origin_ids.index(settlement_id), times.destination_ids.index(school_id)
    return float(times.metres[at])
