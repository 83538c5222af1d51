"""What differs between a network and the same one changed, as one kind of travel sees both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork
from gis.network.changed import ChangedEdges
from gis.network.costs import Ride, ride_over
from gis.network.parameters import TravelParameters
from gis.network.search import CostGraph, on_grid
from gis.network.snap import Places, Walls, snap, snap_to

SAME_M = 1e-6                       # roads this much farther off count as just as near

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Change:
    """An arc whose cost is another: ``edge`` gone along or against; inf = not allowed (or not there)."""

    edge: int
    against: bool
    before: float
    after: float

    @property
    def is_worse(self) -> bool:
        """It costs more now."""
        return self.after > self.before


@dataclass(frozen=True)
class KnownRoads:
    """A network as changed ones are compared with it.

    Attributes
    ----------
    graph
        Of any kind of travel on it.
    """

    network: RoadNetwork
    graph: CostGraph

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """Of the ids of its nodes, their numbers."""
        return {node: number for number, node in enumerate(self.network.nodes.index.tolist())}

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Shapes of its edges."""
        lines: NDArray[np.object_] = self.network.edges.geometry.to_numpy()
        return lines

    @cached_property
    def bounds(self) -> Floats:
        """Of its edges: least x and y, greatest x and y; shape (edges, 4)."""
        bounds: Floats = shapely.bounds(self.lines)
        return bounds

    @cached_property
    def danger(self) -> Bools:
        """Which edges are closed to the youngest on foot."""
        return np.asarray(self.network.edges["danger"].array, dtype=bool)

    @cached_property
    def walls(self) -> Walls:
        """Its barriers."""
        return Walls.of(self.network)

    def make_ready(self) -> None:
        """Work everything out now, not with the first change."""
        _ = self.numbers, self.bounds, self.danger, self.walls


@dataclass(frozen=True)
class Difference:
    """The edges of ``after`` that are new or have other values than before.

    Attributes
    ----------
    edges
        What stands in them.
    u, v
        The numbers of their nodes.
    """

    known: KnownRoads
    after: RoadNetwork
    edges: ChangedEdges
    u: Ints
    v: Ints

    @classmethod
    def between(cls, known: KnownRoads, after: RoadNetwork, edges: ChangedEdges) -> Difference | None:
        """Compare with what was; None where one does not follow the other."""
        graph, count = known.graph, int(np.searchsorted(edges.rows, len(known.graph.u)))
        new = after.nodes.index[graph.node_count :].tolist()
        later = {node: graph.node_count + k for k, node in enumerate(new)}
        u, v = (
            np.array([known.numbers.get(node, later.get(node, -1)) for node in ids.tolist()], dtype=np.int64)
            for ids in (edges.u, edges.v)
        )
        was = graph.u, graph.v, graph.length_m
        for old, now in zip(was, (u, v, edges.columns["length_m"]), strict=True):
            if not np.array_equal(old[edges.rows[:count]], now[:count]):
                return None
        return cls(known, after, edges, u, v)

    @property
    def rows(self) -> Ints:
        """Their row numbers, rising."""
        return self.edges.rows

    @cached_property
    def known_count(self) -> int:
        """How many of the rows were there before."""
        return int(np.searchsorted(self.edges.rows, len(self.known.graph.u)))

    @cached_property
    def count(self) -> int:
        """How many edges there are after the change."""
        return len(self.after.edges)

    @cached_property
    def has_danger(self) -> bool:
        """A stretch is closed to the youngest on foot."""
        return bool(self._whole(self.known.danger, self.edges.columns["danger"]).any())

    @cached_property
    def roads(self) -> tuple[Ints, Ints, Floats]:
        """Numbers of the nodes, and lengths on the grid, of all edges of ``after``."""
        was = self.known.graph
        u, v = self._whole(was.u, self.u), self._whole(was.v, self.v)
        return u, v, on_grid(self._whole(was.length_m, self.edges.columns["length_m"]))

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Shapes of all edges of ``after``."""
        return self._whole(self.known.lines, self.edges.lines)

    @cached_property
    def bounds(self) -> Floats:
        """Of all edges of ``after``: least x and y, greatest x and y."""
        return self._whole(self.known.bounds, shapely.bounds(self.edges.lines))

    @cached_property
    def walls(self) -> Walls:
        """The barriers of ``after``."""
        is_same = self.after.barriers is self.known.network.barriers
        return self.known.walls if is_same else Walls.of(self.after)

    @cached_property
    def new_walls(self) -> NDArray[np.object_] | None:
        """Barriers that are new, None where others went away."""
        old, new = self.known.walls.shapes, self.walls.shapes
        if len(new) < len(old) or not (new is old or shapely.equals_identical(new[: len(old)], old).all()):
            return None
        return new[len(old) :]

    def snap(self, xy: Floats, rows: Ints, limit_m: float) -> Places:
        """Find where points meet some edges of ``after``; once, where several kinds of travel ask for it."""
        key = xy.tobytes(), rows.tobytes()
        if key not in self._snapped:
            self._snapped[key] = snap_to(xy, rows, self.lines, self.walls, limit_m=limit_m)
        return self._snapped[key]

    @cached_property
    def _snapped(self) -> dict[tuple[bytes, bytes], Places]:
        """What has been snapped before."""
        return {}

    def _whole(self, was: NDArray[Any], now: NDArray[Any]) -> NDArray[Any]:
        values = np.empty((self.count, *was.shape[1:]), dtype=was.dtype)
        values[: len(was)] = was
        values[self.rows] = now
        return values

    def own(self, family: Mode, rules: TravelParameters) -> Ride:
        """Return the costs of the changed edges alone, on the grid; shape (rows,)."""
        count = len(self.after.nodes)
        own = ride_over(self.edges.columns, self.u, self.v, count, family, rules)
        forward, backward = on_grid(own.graph.forward), on_grid(own.graph.backward)
        return Ride(replace(own.graph, forward=forward, backward=backward), own.joinable)

    def joinable(self, old: Ride, own: Ride) -> Bools:
        """Return which edges of ``after`` can be joined; shape (edges,)."""
        return self._whole(old.joinable, own.joinable)

    def ride(self, old: Ride, own: Ride) -> Ride:
        """Return the costs on the changed network on the grid, given those of the changed edges."""
        u, v, length_m = self.roads
        forward = self._whole(old.graph.forward, own.graph.forward)
        backward = self._whole(old.graph.backward, own.graph.backward)
        is_metres = old.graph.is_metres and own.graph.is_metres
        graph = CostGraph(own.graph.node_count, u, v, forward, backward, length_m, is_metres)
        return Ride(graph, self.joinable(old, own))

    def changes(self, old: CostGraph, own: CostGraph) -> tuple[Change, ...]:
        """Return the arcs whose cost differs, without those that no way leads over."""
        rows, dead = self.rows.tolist(), self._dead_ends(own)
        known, absent = self.rows[: self.known_count], [np.inf] * (len(rows) - self.known_count)
        return tuple(
            Change(row, against, before, after)
            for against, was, now in ((False, old.forward, own.forward), (True, old.backward, own.backward))
            for row, before, after in zip(rows, was[known].tolist() + absent, now.tolist(), strict=True)
            if before != after and row not in dead
        )

    def _dead_ends(self, own: CostGraph) -> set[int]:
        """Return the new edges over which no way leads: what is left of a road on either side of a cut."""
        if self.known_count == len(self.rows):
            return set()
        is_open = (own.forward < np.inf) | (own.backward < np.inf)
        is_open[: self.known_count] = False
        if not is_open.any():
            return set()
        key = is_open.tobytes()
        if key not in self._dead:
            columns = (each[is_open].tolist() for each in (self.rows, self.u, self.v))
            ends = {row: {u, v} for row, u, v in zip(*columns, strict=True)}
            self._dead[key] = _dead_ends(ends, self.known.graph.node_count)
        return self._dead[key]

    @cached_property
    def _dead(self) -> dict[bytes, set[int]]:
        """What has been found before, by which of the new edges are open."""
        return {}


def _dead_ends(ends: Mapping[int, set[int]], known_nodes: int) -> set[int]:
    """Return those of some edges, given their ends, that lead but to new nodes with no other of them."""
    dead: set[int] = set()
    while True:
        met = Counter(node for row, pair in ends.items() if row not in dead for node in pair)
        once = {node for node, count in met.items() if count == 1 and node >= known_nodes}
        more = {row for row, pair in ends.items() if row not in dead and pair & once}
        if not more:
            return dead
        dead |= more


def edges_changed(before: RoadNetwork, after: RoadNetwork) -> ChangedEdges | None:
    """Return the edges that are new or have another attribute; None where one does not follow the other."""
    count, nodes = len(before.edges), len(before.nodes)
    if len(after.edges) < count or not after.nodes.index[:nodes].equals(before.nodes.index):
        return None
    differs = np.ones(len(after.edges), dtype=bool)
    differs[:count] = False
    for name in after.edges.columns.difference(["geometry", "name"]):
        was, now = before.edges[name].array, after.edges[name].array[:count]
        differs[:count] |= np.asarray((was != now) & ~(pd.isna(was) & pd.isna(now)), dtype=bool)
    return ChangedEdges.of(after, np.flatnonzero(differs))


def places_after(was: Places, step: Difference, could: Bools, can: Bools, limit_m: float) -> Places:
    """Return where points meet the changed network; only those that a change can move are looked at.

    Those whose road is shut now, and those that have a road opened or a barrier drawn no farther off than
    their approach is long.

    Parameters
    ----------
    was
        Where they met the network before.
    could, can
        Which edges could be joined before, and can be now.
    """
    walls = step.new_walls
    if walls is None:
        return snap(was.xy, step.after, can, limit_m=limit_m)
    is_new = step.rows >= len(could)
    is_gained = can[step.rows] & (is_new | ~could[np.where(is_new, 0, step.rows)])
    again: Bools = was.placed & ~can[was.edge]
    if is_gained.any() or len(walls):
        reach_m = np.where(was.placed, was.approach_m, limit_m)
        again |= _near(was.xy, np.append(step.edges.lines[is_gained], walls), reach_m + SAME_M)
    if not again.any():
        return was
    return _placed_anew(was, np.flatnonzero(again), step, can, limit_m)


def _placed_anew(was: Places, again: Ints, step: Difference, can: Bools, limit_m: float) -> Places:
    low, high = was.xy[again].min(axis=0) - limit_m, was.xy[again].max(axis=0) + limit_m
    around = can & (step.bounds[:, :2] <= high).all(axis=1) & (step.bounds[:, 2:] >= low).all(axis=1)
    fresh = step.snap(was.xy[again], np.flatnonzero(around), limit_m)
    edge, fraction, approach_m = was.edge.copy(), was.fraction.copy(), was.approach_m.copy()
    edge[again], fraction[again], approach_m[again] = fresh.edge, fresh.fraction, fresh.approach_m
    reason = list(was.reason)
    for point, why in zip(again, fresh.reason, strict=True):
        reason[point] = why
    return Places(was.xy, edge, fraction, approach_m, tuple(reason))


def _near(xy: Floats, shapes: NDArray[np.object_], reach_m: Floats) -> Bools:
    """Return which points have one of some shapes within their reach; shape (points,)."""
    near = np.zeros(len(xy), dtype=bool)
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    x, y = (xy[:, axis, None] for axis in (0, 1))
    reach = reach_m[:, None]
    around = (x >= low_x - reach) & (x <= high_x + reach)       # never where a position is missing
    around &= (y >= low_y - reach) & (y <= high_y + reach)
    point, shape = np.nonzero(around)
    if len(point):
        distance = shapely.distance(shapely.points(xy[point]), shapes[shape])
        near[point[distance <= reach_m[point]]] = True
    return near


def moved(was: Places, now: Places, is_changed: Bools) -> Bools:
    """Return which points meet the network elsewhere, or on a changed edge; shape (points,).

    Parameters
    ----------
    is_changed
        The last one, False, stands for no edge; shape (edges + 1,).
    """
    on_changed: Bools = is_changed[now.edge]
    if now is was:
        return on_changed
    stays = (was.edge == now.edge) & ((was.fraction == now.fraction) | ~now.placed)
    stays &= (was.approach_m == now.approach_m) | ~now.placed
    is_moved: Bools = ~stays | on_changed
    return is_moved
