"""The roads of one mode in seconds, ready for questions about time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.model import RoadNetwork
from gis.network.costs import parse_mode, ride_of, timing_of
from gis.network.parameters import travel_parameters
from gis.network.snap import Places, project_points, snap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class ModeRoads:
    """The roads of one mode, ready for questions about time.

    Attributes
    ----------
    forward_s, backward_s
        Seconds from ``u`` to ``v`` and back, inf = not allowed; shape (edges,).
    joinable
        Edges on which a journey may begin or end; shape (edges,).
    fixed_s
        What every journey of the mode takes besides its way (waiting, stops).
    approach_mps
        Speed off the roads.
    approach_limit_m
        Longest straight approach.
    """

    network: RoadNetwork
    mode: str
    u: Ints
    v: Ints
    forward_s: Floats
    backward_s: Floats
    joinable: Bools
    fixed_s: float
    approach_mps: float
    approach_limit_m: float

    def place(self, points: gpd.GeoDataFrame | gpd.GeoSeries) -> Places:
        """Return where points meet the roads, as travel times have it."""
        xy = project_points(points, self.network)
        return snap(xy, self.network, self.joinable, limit_m=self.approach_limit_m)


def mode_roads(network: RoadNetwork, mode: str, parameters: Mapping[str, Any] | None = None) -> ModeRoads:
    """Prepare the roads for one mode.

    Parameters
    ----------
    mode
        A value of :class:`gis.model.Mode`.
    parameters
        Dict shaped like ``resources/standards/travel.toml``; default: that file.

    Raises
    ------
    gis.network.snap.TravelError
        Unknown mode.
    """
    known, rules = parse_mode(mode), travel_parameters(parameters)
    ride, timing = ride_of(network, known, rules), timing_of(known, rules)
    return ModeRoads(
        network=network,
        mode=known.value,
        u=ride.graph.u,
        v=ride.graph.v,
        forward_s=ride.graph.forward * timing.s_per_cost,
        backward_s=ride.graph.backward * timing.s_per_cost,
        joinable=ride.joinable,
        fixed_s=timing.wait_s + timing.stops_s,
        approach_mps=timing.approach_mps,
        approach_limit_m=rules.approach_limit_m,
    )
