"""From where a school is reached in time: seconds from every spot on the roads, and parts within a time.

The direction is towards the school. A part ends exactly where the time runs out, also in the middle of an
edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.model import MILLISECONDS
from gis.network.costs import parse_mode, ride_of, timing_of
from gis.network.linecuts import cut_lines
from gis.network.moderoads import ModeRoads, mode_roads
from gis.network.parameters import travel_parameters
from gis.network.search import Arcs, build_arcs
from gis.network.snap import Places
from gis.network.tree import nearest_places
from gis.progress import Progress, ignore_progress

LEAST_SHARE = 1e-9                  # shorter parts of an edge are rounding
SAME_S = 10.0**-MILLISECONDS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Records = NDArray[np.void]


@dataclass(frozen=True)
class Parts:
    """Parts of edges, each with the first limit that it lies within.

    Attributes
    ----------
    edge
        Row numbers of the edges; shape (parts,).
    start, end
        Shares of the edge from its ``u`` end, start < end.
    limit
        Position of the least limit that the whole part keeps.
    """

    edge: Ints
    start: Floats
    end: Floats
    limit: Ints


@dataclass(frozen=True)
class Reach:
    """How long it takes to a school, or to the nearest of several, from every spot on the roads.

    Attributes
    ----------
    node_s
        Seconds from each node, inf = no way; shape (nodes,).
    edge, fraction
        Where the schools meet the roads; shape (schools,).
    start_s
        Seconds that are left to go at those places: the way from the road to the gate, waiting and stops.
    """

    roads: ModeRoads
    node_s: Floats
    edge: Ints
    fraction: Floats
    start_s: Floats

    def seconds_at(self, edge: Ints, fraction: Floats) -> Floats:
        """Return the seconds from spots on edges, inf = no way; shape as given."""
        roads = self.roads
        over_v = _part_s(1 - fraction, roads.forward_s[edge]) + self.node_s[roads.v[edge]]
        over_u = _part_s(fraction, roads.backward_s[edge]) + self.node_s[roads.u[edge]]
        seconds: Floats = np.minimum(over_v, over_u)
        for k in np.flatnonzero(np.isin(self.edge, edge)):
            here = np.flatnonzero(edge == self.edge[k])
            ahead = self.fraction[k] - fraction[here]
            way = np.where(ahead >= 0, roads.forward_s[edge[here]], roads.backward_s[edge[here]])
            seconds[here] = np.minimum(seconds[here], self.start_s[k] + _part_s(np.abs(ahead), way))
        return seconds

    def journeys(self, places: Places) -> Floats:
        """Return the seconds from places of :meth:`ModeRoads.place`, approaches included; NaN = no way.

        They are those of the travel matrix.
        """
        placed = np.flatnonzero(places.placed)
        seconds = np.full(len(places.edge), np.nan)
        on_road = self.seconds_at(places.edge[placed], places.fraction[placed])
        walked = places.approach_m[placed] / self.roads.approach_mps
        seconds[placed] = np.where(np.isfinite(on_road), on_road + walked, np.nan)
        return seconds

    def in_time(self, places: Places, limits_s: Sequence[float]) -> Bools:
        """Return from which places the journey keeps which limit; shape (limits, places)."""
        seconds = np.round(self.journeys(places), MILLISECONDS)
        kept: Bools = seconds <= np.asarray(limits_s, dtype=float)[:, None]
        return kept

    def parts(self, limits_s: Sequence[float]) -> Parts:
        """Return the parts of edges from which it takes no longer than the limits, cut where they run out.

        Parameters
        ----------
        limits_s
            Seconds, ascending.

        Returns
        -------
        Parts
            Disjoint; all within the first limit, then those within the second only, and so on.
        """
        edge, share = self._breaks(np.asarray(limits_s, dtype=float))
        order = np.lexsort((share, edge))
        edge, share = edge[order], share[order]
        part = np.flatnonzero((np.diff(edge) == 0) & (np.diff(share) > LEAST_SHARE))
        edge, start, end = edge[part], share[part], share[part + 1]
        limit = np.searchsorted(limits_s, self.seconds_at(edge, (start + end) / 2))
        kept = limit < len(limits_s)
        return Parts(edge[kept], start[kept], end[kept], limit[kept].astype(np.int64))

    def _breaks(self, limits_s: Floats) -> tuple[Ints, Floats]:
        """Return the ends of edges and the spots where a limit may run out, as (edge, share)."""
        roads, last = self.roads, limits_s[-1]
        to_v, to_u = self.node_s[roads.v], self.node_s[roads.u]
        near = ((to_v <= last) & np.isfinite(roads.forward_s)) | (
            (to_u <= last) & np.isfinite(roads.backward_s)
        )
        near[self.edge] = True
        edge = np.flatnonzero(near)
        found = [(edge, np.zeros(len(edge))), (edge, np.ones(len(edge)))]
        for limit in limits_s:
            found.append((edge, 1 - _gone(limit - to_v[edge], roads.forward_s[edge])))
            found.append((edge, _gone(limit - to_u[edge], roads.backward_s[edge])))
            left = limit - self.start_s
            found.append((self.edge, self.fraction - _gone(left, roads.forward_s[self.edge])))
            found.append((self.edge, self.fraction + _gone(left, roads.backward_s[self.edge])))
        found.append((self.edge, self.fraction))
        edges, shares = (np.concatenate(both) for both in zip(*found, strict=True))
        return edges, np.clip(shares, 0.0, 1.0)


def _part_s(share: Floats, seconds: Floats) -> Floats:
    """Return the seconds of a share of an edge; nothing of it takes none, even where going is forbidden."""
    return np.multiply(share, seconds, out=np.zeros(len(share)), where=share > 0)


def _gone(left_s: Floats, edge_s: Floats) -> Floats:
    """Return the share of an edge that can be gone in the time left, 0 where going is not allowed."""
    may = np.isfinite(edge_s) & (edge_s > 0) & (left_s > 0)
    return np.divide(left_s, edge_s, out=np.zeros(len(left_s)), where=may)


@dataclass(frozen=True)
class Gates:
    """Where schools meet the roads, ready for searches; of :func:`gates_of`.

    Attributes
    ----------
    start_s
        See :class:`Reach`; shape (schools,).
    """

    roads: ModeRoads
    places: Places
    start_s: Floats
    arcs: Arcs
    s_per_cost: float

    @property
    def placed(self) -> Ints:
        """Positions of the schools that have a place on the roads."""
        return np.flatnonzero(self.places.placed)

    def reach(self, which: Ints, *, limit_s: float = np.inf) -> Reach:
        """Return the reach of the nearest of some schools that have a place, by one search.

        Parameters
        ----------
        which
            Their positions.
        limit_s
            Seconds up to which ways are looked for; longer ones may or may not be found.
        """
        last = (limit_s + SAME_S) / self.s_per_cost
        found = nearest_places(self.arcs, which, self.start_s[which] / self.s_per_cost, limit=last)
        edge, fraction = self.places.edge[which], self.places.fraction[which]
        return Reach(self.roads, found["cost"] * self.s_per_cost, edge, fraction, self.start_s[which])


def gates_of(
    roads: ModeRoads,
    schools: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    parameters: Mapping[str, Any] | None = None,
) -> Gates:
    """Prepare searches towards schools.

    Parameters
    ----------
    roads
        Of :func:`mode_roads`, with the same parameters.
    schools
        Points of any CRS.
    """
    known, rules = parse_mode(roads.mode), travel_parameters(parameters)
    ride, timing = ride_of(roads.network, known, rules), timing_of(known, rules)
    places = roads.place(schools)
    start_s = roads.fixed_s + places.approach_m / roads.approach_mps
    return Gates(roads, places, start_s, build_arcs(ride.graph, places), timing.s_per_cost)


def reach_each(
    roads: ModeRoads,
    schools: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    limit_s: float = np.inf,
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, Reach]]:
    """Yield the reach of one school after the other; those without a place on the roads are left out.

    Parameters
    ----------
    roads, schools, parameters
        See :func:`gates_of`.
    limit_s
        Seconds up to which ways are looked for; longer ones may or may not be found.

    Yields
    ------
    tuple
        Position of the school, and its reach.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``.
    """
    report = progress or ignore_progress
    gates = gates_of(roads, schools, parameters=parameters)
    for done, school in enumerate(gates.placed):
        report(done / len(gates.placed), "reach")
        yield int(school), gates.reach(np.array([school]), limit_s=limit_s)
    report(1.0, "reach")


def reach_nearest(
    roads: ModeRoads,
    schools: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    limit_s: float = np.inf,
    parameters: Mapping[str, Any] | None = None,
) -> Reach | None:
    """Return the reach of the nearest of several schools, by one search; None where none has a place.

    Parameters
    ----------
    roads, schools, limit_s, parameters
        See :func:`reach_each`, which the result agrees with where the schools are put together.
    """
    gates = gates_of(roads, schools, parameters=parameters)
    return gates.reach(gates.placed, limit_s=limit_s) if len(gates.placed) else None


def together(one: Reach, other: Reach | None) -> Reach:
    """Return the reach of the nearest of both: the least time from every spot."""
    if other is None:
        return one
    return replace(
        one,
        node_s=np.minimum(one.node_s, other.node_s),
        edge=np.concatenate([one.edge, other.edge]),
        fraction=np.concatenate([one.fraction, other.fraction]),
        start_s=np.concatenate([one.start_s, other.start_s]),
    )


def part_lines(reach: Reach, parts: Parts) -> NDArray[np.object_]:
    """Return the lines of parts in the network's CRS; shape (parts,)."""
    lines = reach.roads.network.edges.geometry.to_numpy()[parts.edge]
    return cut_lines(lines, parts.start, parts.end)


__all__ = [
    "Gates", "ModeRoads", "Parts", "Reach", "gates_of", "mode_roads", "nearest_places", "part_lines",
    "reach_each", "reach_nearest", "together",
]  # fmt: skip
