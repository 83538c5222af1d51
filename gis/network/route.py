"""The way behind one figure of the travel matrix, for drawing it on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point
from shapely.ops import substring

from gis.model import STORAGE_CRS, RoadNetwork
from gis.network.costs import Timing, parse_mode, ride_of, timing_of
from gis.network.parameters import WALK_MODES, travel_parameters
from gis.network.search import AGAINST, ALONG, OVER_U, OVER_V, CostGraph, best_way, build_arcs, search_tree
from gis.network.snap import Places, project_points, snap

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RoutePart:
    """One part of a journey; ``kind``: approach, walk, wait, ride, stops."""

    kind: str
    seconds: float
    metres: float


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
) -> Route | None:
    """Find the way from one point to another, as :func:`gis.network.travel.travel_times` does.

    Parameters
    ----------
    origin_point, destination_point
        Points in ``crs`` (default: degrees of EPSG:4490).

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
    ride = ride_of(network, known_mode, rules)
    ends = gpd.GeoSeries([origin_point, destination_point], crs=crs)
    xy = project_points(ends, network)
    origin, destination = (
        snap(xy[k : k + 1], network, ride.joinable, limit_m=rules.approach_limit_m) for k in (0, 1)
    )
    if not (origin.placed[0] and destination.placed[0]):
        return None
    found = _trace(network, ride.graph, origin, destination)
    if found is None:
        return None
    cost, metres, lines = found
    line = _join([xy[:1], *lines, xy[1:]])
    timing, on_foot = timing_of(known_mode, rules), known_mode in WALK_MODES
    parts = _parts(cost, metres, (origin, destination), timing, on_foot)
    return Route(
        geometry=gpd.GeoSeries([line], crs=network.crs).to_crs(crs).iloc[0],
        seconds=sum(part.seconds for part in parts),
        metres=sum(part.metres for part in parts),
        parts=parts,
    )


def _parts(
    cost: float, metres: float, ends: tuple[Places, Places], timing: Timing, on_foot: bool
) -> tuple[RoutePart, ...]:
    first, last = (
        RoutePart("approach", length / timing.approach_mps, length)
        for length in (float(end.approach_m[0]) for end in ends)
    )
    along = RoutePart("walk" if on_foot else "ride", cost * timing.s_per_cost, metres)
    wait, stops = RoutePart("wait", timing.wait_s, 0.0), RoutePart("stops", timing.stops_s, 0.0)
    return tuple(p for p in (first, wait, along, stops, last) if p.kind not in {"wait", "stops"} or p.seconds)


def _trace(
    network: RoadNetwork, graph: CostGraph, origin: Places, destination: Places
) -> tuple[float, float, list[Floats]] | None:
    """Return cost, metres and the coordinates of the way along the network; None where there is no way."""
    arcs = build_arcs(graph, destination)
    labels = search_tree(arcs, 0)
    cost, metres, choice = best_way(arcs, origin, 0, labels)
    if not np.isfinite(cost):
        return None
    lines, edge, share = network.edges.geometry.to_numpy(), int(origin.edge[0]), float(origin.fraction[0])
    if choice in {ALONG, AGAINST}:
        return cost, metres, [_cut(lines[edge], share, float(destination.fraction[0]))]
    first = _cut(lines[edge], share, 1.0 if choice == OVER_V else 0.0)
    node = int((graph.u if choice == OVER_U else graph.v)[edge])
    return cost, metres, [first, *_follow(lines, graph, labels["onward"], node, destination)]


def _follow(
    lines: NDArray[np.object_], graph: CostGraph, onward: Ints, node: int, destination: Places
) -> list[Floats]:
    """Return the coordinates of the edges from a node to the destination."""
    pieces: list[Floats] = []
    while True:
        edge, is_against = divmod(int(onward[node]), 2)
        start = 1.0 if is_against else 0.0
        if edge == destination.edge[0]:         # nothing is gained by going past the destination
            return [*pieces, _cut(lines[edge], start, float(destination.fraction[0]))]
        pieces.append(_cut(lines[edge], start, 1.0 - start))
        node = int((graph.u if is_against else graph.v)[edge])


def _cut(line: LineString, start: float, end: float) -> Floats:
    """Return the coordinates of a line between two shares of it, in the order of travel."""
    low, high = min(start, end), max(start, end)
    part: Floats = shapely.get_coordinates(substring(line, low, high, normalized=True))
    return part if start <= end else part[::-1]


def _join(pieces: list[Floats]) -> LineString:
    """Join coordinates, each point once; a journey to the same spot becomes a line of no length."""
    xy = np.concatenate(pieces)
    moved = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
    return LineString(xy[moved] if moved.sum() > 1 else xy[[0, -1]])
