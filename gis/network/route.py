"""The way behind one figure of the travel matrix, for drawing it on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.ops import substring

from gis.model import STORAGE_CRS, Mode, RoadNetwork
from gis.network.costs import parse_mode, ride_of, timing_of
from gis.network.parameters import WALK_MODES, TravelParameters, travel_parameters
from gis.network.publicbus import Timetable
from gis.network.search import CostGraph, build_arcs
from gis.network.snap import Places, project_points, snap
from gis.network.tree import AGAINST, ALONG, OVER_U, OVER_V, best_way, search_tree

Floats = NDArray[np.float64]
Step = tuple[int, float, float]     # an edge, and the shares of it that one comes from and goes to


@dataclass(frozen=True, slots=True)
class RoutePart:
    """One part of a journey.

    Attributes
    ----------
    kind
        approach (straight, off the road), walk, wait, ride, stops. First and last part are approaches.
    line, from_stop, to_stop
        Of public buses: the line that is waited for or ridden, where one boards and where one alights.
    geometry
        Where it leads, in the CRS of the points given; None for waiting and stops. A ride by public bus is
        drawn straight from stop to stop, because the table does not say which roads the bus takes.
    """

    kind: str
    seconds: float
    metres: float
    line: str = ""
    from_stop: str = ""
    to_stop: str = ""
    geometry: LineString | None = None


@dataclass(frozen=True)
class Route:
    """One journey; seconds and metres are those of the travel matrix.

    Attributes
    ----------
    geometry
        The whole way with both approaches, in the CRS of the points given.
    parts
        In order; they add up to ``seconds`` and ``metres``.
    """

    geometry: LineString
    seconds: float
    metres: float
    parts: tuple[RoutePart, ...]


def route(
    network: RoadNetwork,
    origin_point: Point,
    destination_point: Point,
    *,
    mode: str,
    parameters: Mapping[str, Any] | None = None,
    crs: Any = STORAGE_CRS,
    bus_stops: pd.DataFrame | None = None,
) -> Route | None:
    """Find the way from one point to another, as :func:`gis.network.travel.travel_times` does.

    By public bus the parts are approach, walk, wait, ride, and so on from change to change, walk, approach:
    each wait and ride names its line and stops, and each part but waiting has a geometry of its own to draw.

    Parameters
    ----------
    origin_point, destination_point
        Points in ``crs`` (default: degrees of EPSG:4490).
    bus_stops
        ``Plan.bus_stops``, for public buses; without it there is no way by them.

    Returns
    -------
    Route or None
        None where there is no way.

    Raises
    ------
    TravelError
        Unknown mode.
    """
    known_mode, rules = parse_mode(mode), travel_parameters(parameters)
    ends = gpd.GeoSeries([origin_point, destination_point], crs=crs)
    xy = project_points(ends, network)
    if known_mode == Mode.PUBLIC_BUS:
        from gis.network.busroute import bus_parts

        parts = bus_parts(network, xy, Timetable.of(bus_stops, parameters, rules), rules)
    else:
        parts = _road_parts(network, xy, known_mode, rules)
    if parts is None:
        return None
    lines = [part.geometry for part in parts if part.geometry is not None]
    whole = join_lines([shapely.get_coordinates(line) for line in lines])
    drawn = iter(gpd.GeoSeries([whole, *lines], crs=network.crs).to_crs(crs))
    return Route(
        geometry=next(drawn),
        seconds=sum(part.seconds for part in parts),
        metres=sum(part.metres for part in parts),
        parts=tuple(part if part.geometry is None else replace(part, geometry=next(drawn)) for part in parts),
    )


def _road_parts(
    network: RoadNetwork, xy: Floats, mode: Mode, rules: TravelParameters
) -> list[RoutePart] | None:
    """Return the parts of a journey on foot or in a vehicle; None where there is no way."""
    ride = ride_of(network, mode, rules)
    ends = snap_ends(xy, network, ride.joinable, rules)
    found = trace(ride.graph, *ends) if ends else None
    if ends is None or found is None:
        return None
    cost, metres, steps = found
    roads, timing = network.edges.geometry.to_numpy(), timing_of(mode, rules)
    drawn = join_lines([cut_line(roads[edge], start, end) for edge, start, end in steps])
    first, last = approaches(ends, drawn, timing.approach_mps)
    kind = "walk" if mode in WALK_MODES else "ride"
    along = RoutePart(kind, cost * timing.s_per_cost, metres, geometry=drawn)
    wait, stops = RoutePart("wait", timing.wait_s, 0.0), RoutePart("stops", timing.stops_s, 0.0)
    return [p for p in (first, wait, along, stops, last) if p.kind not in {"wait", "stops"} or p.seconds]


def snap_ends(
    xy: Floats, network: RoadNetwork, joinable: NDArray[np.bool_], rules: TravelParameters
) -> tuple[Places, Places] | None:
    """Return where origin and destination meet the roads, None where one of them does not."""
    origin, destination = (
        snap(xy[k : k + 1], network, joinable, limit_m=rules.approach_limit_m) for k in (0, 1)
    )
    return (origin, destination) if origin.placed[0] and destination.placed[0] else None


def approaches(
    ends: tuple[Places, Places], along: LineString, speed_mps: float
) -> tuple[RoutePart, RoutePart]:
    """Return the straight walks from origin to roads, and from roads to destination."""
    xy = shapely.get_coordinates(along)
    legs = (ends[0], np.concatenate([ends[0].xy, xy[:1]])), (ends[1], np.concatenate([xy[-1:], ends[1].xy]))
    first, last = (
        RoutePart("approach", length / speed_mps, length, geometry=LineString(leg))
        for length, leg in ((float(end.approach_m[0]), leg) for end, leg in legs)
    )
    return first, last


def trace(
    graph: CostGraph, origin: Places, destination: Places
) -> tuple[float, float, list[Step]] | None:
    """Return cost, metres and steps of the least way between two places; None where there is none."""
    arcs = build_arcs(graph, destination)
    labels = search_tree(arcs, 0)
    cost, metres, choice = best_way(arcs, origin, 0, labels)
    if not np.isfinite(cost):
        return None
    edge, share, end = int(origin.edge[0]), float(origin.fraction[0]), float(destination.fraction[0])
    if choice in {ALONG, AGAINST}:
        return cost, metres, [(edge, share, end)]
    node = int((graph.u if choice == OVER_U else graph.v)[edge])
    steps = [(edge, share, 1.0 if choice == OVER_V else 0.0)]
    while True:
        edge, is_against = divmod(int(labels["onward"][node]), 2)
        start = 1.0 if is_against else 0.0
        if edge == destination.edge[0]:         # nothing is gained by going past the destination
            return cost, metres, [*steps, (edge, start, end)]
        steps.append((edge, start, 1.0 - start))
        node = int((graph.u if is_against else graph.v)[edge])


def cut_line(line: LineString, start: float, end: float) -> Floats:
    """Return the coordinates of a line between two shares of it, in the order of travel."""
    low, high = min(start, end), max(start, end)
    part: Floats = shapely.get_coordinates(substring(line, low, high, normalized=True))
    return part if start <= end else part[::-1]


def join_lines(pieces: list[Floats]) -> LineString:
    """Join coordinates, each point once; a journey to the same spot becomes a line of no length."""
    xy = np.concatenate(pieces)
    moved = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
    return LineString(xy[moved] if moved.sum() > 1 else xy[[0, -1]])
