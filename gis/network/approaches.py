"""How much of a walk leads straight over land to the nearest road, at both ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.model import Mode, Plan, RoadNetwork, TravelTimes
from gis.network.costs import parse_mode, ride_of, timing_of
from gis.network.parameters import travel_parameters
from gis.network.snap import project_points, snap

Floats = NDArray[np.float64]


def approach_metres(
    network: RoadNetwork,
    points: gpd.GeoDataFrame,
    *,
    mode: str = Mode.WALK_G1_3,
    parameters: Mapping[str, Any] | None = None,
) -> Floats:
    """Return the straight approach of each point to the roads in a mode, NaN where there is none.

    Parameters
    ----------
    points
        Of any CRS.
    parameters
        Dict shaped like ``travel.toml``; what it lacks is as shipped.
    """
    rules = travel_parameters(parameters)
    joinable = ride_of(network, parse_mode(mode), rules).joinable
    return snap(project_points(points, network), network, joinable, limit_m=rules.approach_limit_m).approach_m


def approach_share(
    travel: TravelTimes, origins_m: Floats, destinations_m: Floats, speed_mps: float
) -> Floats:
    """Return the share of each journey's time that its two approaches take; 0 of a journey of no length.

    Parameters
    ----------
    origins_m, destinations_m
        Approaches in metres, in the order of the travel times; shapes (origins,), (destinations,).
    speed_mps
        At which they are walked.

    Returns
    -------
    numpy.ndarray
        Shape (origins, destinations), NaN where there is no way.
    """
    walked_s = (origins_m[:, None] + destinations_m[None, :]) / speed_mps
    share = np.where(np.isnan(travel.seconds), np.nan, 0.0)
    np.divide(walked_s, travel.seconds, out=share, where=travel.seconds > 0)
    return share


def approach_shares(plan: Plan, mode: str = Mode.WALK_G1_3) -> pd.DataFrame:
    """Return for every settlement what its walk to the nearest school owes to approaches.

    Returns
    -------
    pandas.DataFrame
        Index ``settlement_id``: ``name, school_id, school`` (the nearest, "" if none), ``approach_m`` (both
        ends), ``approach_s``, ``seconds`` and ``share`` (NaN where no way is known).
    """
    travel, rules = plan.travel[mode], plan.rules.get("travel")
    places, schools = (
        plan.settlements.loc[list(travel.origin_ids)], plan.schools.loc[list(travel.destination_ids)]
    )  # fmt: skip
    from_m, to_m = (
        approach_metres(plan.roads, points, mode=mode, parameters=rules) for points in (places, schools)
    )
    speed = timing_of(parse_mode(mode), travel_parameters(rules)).approach_mps
    share = approach_share(travel, from_m, to_m, speed)
    known = ~np.isnan(travel.seconds).all(axis=1)
    nearest = np.where(np.isnan(travel.seconds), np.inf, travel.seconds).argmin(axis=1) if len(schools) else 0
    row = np.arange(len(places))

    def of_nearest(values: Floats) -> Floats:
        return np.where(known, values[row, nearest], np.nan) if len(schools) else np.full(len(places), np.nan)

    metres = from_m[:, None] + to_m[None, :]
    ids = np.array(travel.destination_ids, dtype=object)
    names = schools["name"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "name": places["name"].to_numpy(dtype=object),
            "school_id": np.where(known, ids[nearest], "") if len(schools) else "",
            "school": np.where(known, names[nearest], "") if len(schools) else "",
            "approach_m": of_nearest(metres),
            "approach_s": of_nearest(metres / speed),
            "seconds": of_nearest(travel.seconds),
            "share": of_nearest(share),
        },
        index=pd.Index(travel.origin_ids, name="settlement_id"),
    )
