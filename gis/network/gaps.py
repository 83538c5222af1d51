"""Settlements and schools that no way leads from or to, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from gis.model import RoadNetwork, TravelTimes
from gis.network.costs import parse_mode, ride_of
from gis.network.parameters import travel_parameters
from gis.network.snap import project_points, snap

OTHER_COMPONENT = "other_component"


@dataclass(frozen=True, slots=True)
class Gap:
    """A place without any way; ``reason`` is a value of ``snap.Unplaced`` or ``other_component``."""

    place_id: str
    reason: str


def places_without_way(
    network: RoadNetwork,
    travel: TravelTimes,
    origins: gpd.GeoDataFrame,
    *,
    parameters: Mapping[str, Any] | None = None,
) -> tuple[Gap, ...]:
    """List the origins without a way to any destination.

    Parameters
    ----------
    travel
        Travel times of these origins on this network, worked out without a cut-off.
    origins
        The frame given to ``travel_times``.
    """
    rules = travel_parameters(parameters)
    ride = ride_of(network, parse_mode(travel.mode), rules)
    xy = project_points(origins, network)
    places = snap(xy, network, ride.joinable, limit_m=rules.approach_limit_m)
    nowhere = ~np.isfinite(travel.seconds).any(axis=1)
    return tuple(
        Gap(travel.origin_ids[k], str(places.reason[k] or OTHER_COMPONENT)) for k in np.flatnonzero(nowhere)
    )
