"""Self-check: the travel matrix says what the drawn routes say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.model import Mode, RoadNetwork, TravelTimes
from gis.network.route import route

TOLERANCE = 1e-6                    # seconds and metres


@dataclass(frozen=True, slots=True)
class RouteDifference:
    """A figure of the matrix that is not that of its route; NaN = no way."""

    mode: str
    origin_id: str
    destination_id: str
    matrix_s: float
    matrix_m: float
    route_s: float
    route_m: float


def check_routes(
    network: RoadNetwork,
    travel: Mapping[str, TravelTimes],
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    *,
    count: int = 20,
    seed: int = 0,
    cutoff_s: float | None = None,
    parameters: Mapping[str, Any] | None = None,
    bus_stops: pd.DataFrame | None = None,
) -> tuple[RouteDifference, ...]:
    """Draw a random sample of figures and find the way behind each anew.

    Parameters
    ----------
    travel
        What :func:`gis.network.travel.travel_matrix` gave for the network and the points. Public buses are
        left out without ``bus_stops``, and so is a matrix of the nearest destinations only.
    count, seed
        How many figures, and which.
    cutoff_s, parameters, bus_stops
        As the matrix was made with.

    Returns
    -------
    tuple
        The figures that differ by more than 1e-6 s or m; empty where all is well.
    """
    rng = np.random.default_rng(seed)
    modes = [mode for mode in travel if mode != Mode.PUBLIC_BUS or bus_stops is not None]
    rules: dict[str, Any] = {"parameters": parameters, "bus_stops": bus_stops}
    points = [frame.geometry.to_crs(network.crs) for frame in (origins, destinations)]
    differences = []
    for _ in range(count if len(origins) and len(destinations) and modes else 0):
        mode = modes[rng.integers(len(modes))]
        i, j = rng.integers(len(origins)), rng.integers(len(destinations))
        ends = points[0].iloc[i], points[1].iloc[j]
        way = route(network, *ends, mode=mode, crs=network.crs, **rules)
        is_beyond = way is None or (cutoff_s is not None and way.seconds > cutoff_s)
        drawn = (np.nan, np.nan) if way is None or is_beyond else (way.seconds, way.metres)
        times = travel[mode]
        figures = float(times.seconds[i, j]), float(times.metres[i, j])
        if not np.allclose(figures, drawn, rtol=0, atol=TOLERANCE, equal_nan=True):
            ids = times.origin_ids[i], times.destination_ids[j]
            differences.append(RouteDifference(mode, *ids, *figures, *drawn))
    return tuple(differences)
