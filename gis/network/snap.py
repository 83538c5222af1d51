"""Points → places on the nearest usable road that can be walked to straight, without crossing a barrier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.errors import InputError
from gis.model import RoadNetwork

NODE_TOLERANCE_M = 1e-3             # nearer to an edge's end than this is *at* the node
NOWHERE = -1


class TravelError(InputError, ValueError):
    """Points or a mode that travel times cannot be worked out for."""


class Unplaced(StrEnum):
    """Why a point has no place on the network."""

    NO_POSITION = "no_position"
    TOO_FAR = "too_far_from_road"
    BEHIND_BARRIER = "behind_barrier"


@dataclass(frozen=True)
class Places:
    """Where points meet the network.

    Attributes
    ----------
    xy
        The points themselves in the network's CRS, NaN where the position is missing; shape (points, 2).
    edge
        Row number of the edge, -1 = none; shape (points,).
    fraction
        Share of the edge from its ``u`` end, exactly 0 or 1 at a node; shape (points,).
    approach_m
        Length of the straight approach, NaN where there is none; shape (points,).
    """

    xy: NDArray[np.float64]
    edge: NDArray[np.int64]
    fraction: NDArray[np.float64]
    approach_m: NDArray[np.float64]
    reason: tuple[Unplaced | None, ...]

    @property
    def placed(self) -> NDArray[np.bool_]:
        """Which points have a place; shape (points,)."""
        placed: NDArray[np.bool_] = self.edge != NOWHERE
        return placed


@dataclass(frozen=True)
class Walls:
    """Barriers, and where they are."""

    shapes: NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def of(cls, network: RoadNetwork) -> Walls:
        """Read a network's barriers."""
        shapes = network.barriers.geometry.to_numpy()
        return cls(shapes, shapely.STRtree(shapes))


def project_points(points: gpd.GeoDataFrame | gpd.GeoSeries, network: RoadNetwork) -> NDArray[np.float64]:
    """Return points in the network's CRS, NaN for missing or empty ones; shape (points, 2).

    Raises
    ------
    TravelError
        The points carry no CRS.
    """
    if points.crs is None:
        raise TravelError("points_without_crs")
    geometry = points.geometry.to_crs(network.crs).to_numpy()
    is_point = (shapely.get_type_id(geometry) == shapely.GeometryType.POINT) & ~shapely.is_empty(geometry)
    xy = np.full((len(geometry), 2), np.nan)
    xy[is_point] = shapely.get_coordinates(geometry[is_point])
    return xy


def snap(
    xy: NDArray[np.float64], network: RoadNetwork, usable: NDArray[np.bool_], *, limit_m: float
) -> Places:
    """Find each point's nearest usable edge within the limit that is reached straight without a barrier.

    Parameters
    ----------
    xy
        Points in the network's CRS; shape (points, 2).
    usable
        Which edges may be joined; shape (edges,).
    limit_m
        Longest approach.

    Notes
    -----
    Edges at the same distance: the first in the network's order. An approach that only touches a barrier
    with its end does not cross it.
    """
    lines = network.edges.geometry.to_numpy()
    return snap_to(xy, np.flatnonzero(usable), lines, Walls.of(network), limit_m=limit_m)


def snap_to(
    xy: NDArray[np.float64],
    rows: NDArray[np.int64],
    roads: NDArray[np.object_],
    walls: Walls,
    *,
    limit_m: float,
) -> Places:
    """Do what :func:`snap` does with the edges in some rows of a network, given their shapes."""
    lines = roads[rows]
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    points = shapely.points(xy[known])
    point, candidate = shapely.STRtree(lines).query(points, predicate="dwithin", distance=limit_m)
    distance = shapely.distance(points[point], lines[candidate])
    order = np.lexsort((candidate, distance, point))
    point, candidate, distance = point[order], candidate[order], distance[order]
    chosen = _first_free(points, lines, point, candidate, distance, walls)
    places = _nowhere(xy)
    reason: list[Unplaced | None] = [Unplaced.NO_POSITION] * len(xy)
    for k in known:
        reason[k] = Unplaced.TOO_FAR
    for k in known[np.unique(point)]:
        reason[k] = Unplaced.BEHIND_BARRIER
    for k in known[point[chosen]]:
        reason[k] = None
    target, line = known[point[chosen]], lines[candidate[chosen]]
    places.edge[target] = rows[candidate[chosen]]
    places.approach_m[target] = distance[chosen]
    places.fraction[target] = _fractions(line, points[point[chosen]])
    return Places(xy, places.edge, places.fraction, places.approach_m, tuple(reason))


def _nowhere(xy: NDArray[np.float64]) -> Places:
    count = len(xy)
    nan = np.full(count, np.nan)
    return Places(xy, np.full(count, NOWHERE, dtype=np.int64), nan.copy(), nan.copy(), ())


def _first_free(
    points: NDArray[np.object_],
    lines: NDArray[np.object_],
    point: NDArray[np.int64],
    candidate: NDArray[np.int64],
    distance: NDArray[np.float64],
    walls: Walls,
) -> NDArray[np.int64]:
    """Return the position of each point's first candidate that needs no crossing of a barrier.

    The candidates are sorted by point and distance; points without one are left out.
    """
    _, position, count = np.unique(point, return_index=True, return_counts=True)
    last = position + count - 1
    chosen = []
    while len(position):
        start, line = points[point[position]], lines[candidate[position]]
        foot = shapely.line_interpolate_point(line, shapely.line_locate_point(line, start))
        approach = shapely.linestrings(
            np.stack([shapely.get_coordinates(start), shapely.get_coordinates(foot)], axis=1)
        )
        blocked = np.zeros(len(position), dtype=bool)
        walked = np.flatnonzero(distance[position] > NODE_TOLERANCE_M)
        blocked[walked[walls.tree.query(approach[walked], predicate="crosses")[0]]] = True
        chosen.append(position[~blocked])
        next_one = blocked & (position < last)
        position, last = position[next_one] + 1, last[next_one]
    return np.concatenate(chosen) if chosen else np.empty(0, dtype=np.int64)


def _fractions(lines: NDArray[np.object_], points: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the share of each line before the point's foot; shape (points,)."""
    length = shapely.length(lines)
    along = shapely.line_locate_point(lines, points)
    at_end = along >= length - NODE_TOLERANCE_M
    at_start = along <= NODE_TOLERANCE_M
    share: NDArray[np.float64] = np.divide(along, length, out=np.zeros_like(along), where=length > 0)
    share[at_end] = 1.0
    share[at_start] = 0.0
    return share
