"""What differs between a network and the same one changed, as one kind of travel sees both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.model import Mode, RoadNetwork
from gis.network.costs import Columns, Ride, edge_columns, ride_over
from gis.network.parameters import TravelParameters
from gis.network.search import CostGraph
from gis.network.snap import Places, snap

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
class Difference:
    """The edges of ``after`` that are new or have other values than in ``before``.

    Attributes
    ----------
    rows
        Their row numbers, rising.
    columns, u, v
        Their values, and the numbers of their nodes, in the order of ``rows``.
    known
        The graph of any kind of travel on ``before``.
    """

    before: RoadNetwork
    after: RoadNetwork
    rows: Ints
    columns: Columns
    u: Ints
    v: Ints
    known: CostGraph

    @classmethod
    def between(
        cls, before: RoadNetwork, after: RoadNetwork, rows: Ints, known: CostGraph
    ) -> Difference | None:
        """Read what differs; None where one does not follow the other."""
        columns, index = edge_columns(after.edges, rows), after.nodes.index
        u, v = (
            np.asarray(index.get_indexer(after.edges[end].array.take(rows)), dtype=np.int64)
            for end in ("u", "v")
        )
        count = int(np.searchsorted(rows, len(before.edges)))
        was = known.u, known.v, known.length_m
        for old, new in zip(was, (u, v, columns["length_m"]), strict=True):
            if not np.array_equal(old[rows[:count]], new[:count]):
                return None
        return cls(before, after, rows, columns, u, v, known)

    @cached_property
    def roads(self) -> tuple[Ints, Ints, Floats]:
        """Numbers of the nodes, and lengths, of all edges of ``after``: the same for every kind of travel."""
        u, v = self._whole(self.known.u, self.u), self._whole(self.known.v, self.v)
        return u, v, self._whole(self.known.length_m, self.columns["length_m"])

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Shapes of the edges that differ, in the order of ``rows``."""
        shapes = self.after.edges.geometry.array.take(self.rows)
        return np.asarray(shapes, dtype=object)

    @cached_property
    def bounds(self) -> Floats:
        """Of all edges of ``after``: least x and y, greatest x and y."""
        bounds: Floats = shapely.bounds(self.after.edges.geometry.to_numpy())
        return bounds

    @cached_property
    def walls(self) -> NDArray[np.object_] | None:
        """Barriers that are new, None where others went away."""
        if self.after.barriers is self.before.barriers:
            return np.empty(0, dtype=object)
        old, new = (network.barriers.geometry.to_numpy() for network in (self.before, self.after))
        if len(new) < len(old) or not shapely.equals_identical(new[: len(old)], old).all():
            return None
        more: NDArray[np.object_] = new[len(old) :]
        return more

    def _whole(self, was: NDArray[Any], now: NDArray[Any]) -> NDArray[Any]:
        values = np.empty(len(self.after.edges), dtype=was.dtype)
        values[: len(was)] = was
        values[self.rows] = now
        return values

    def ride(self, old: Ride, family: Mode, rules: TravelParameters) -> Ride:
        """Return the costs on the changed network, worked out for the changed edges alone."""
        count = len(self.after.nodes)
        own, (u, v, length_m) = ride_over(self.columns, self.u, self.v, count, family, rules), self.roads
        forward = self._whole(old.graph.forward, own.graph.forward)
        backward = self._whole(old.graph.backward, own.graph.backward)
        is_metres = old.graph.is_metres and own.graph.is_metres
        graph = CostGraph(count, u, v, forward, backward, length_m, is_metres)
        return Ride(graph, self._whole(old.joinable, own.joinable))

    def changes(self, old: CostGraph, new: CostGraph) -> tuple[Change, ...]:
        """Return the arcs whose cost differs."""
        of_before = self.rows[self.rows < len(old.u)]
        changes: list[Change] = []
        for against, name in ((False, "forward"), (True, "backward")):
            was, now = np.full(len(self.rows), np.inf), getattr(new, name)[self.rows]
            was[: len(of_before)] = getattr(old, name)[of_before]
            changes += [
                Change(int(self.rows[k]), against, float(was[k]), float(now[k]))
                for k in np.flatnonzero(was != now)
            ]
        return tuple(changes)

    def dead_ends(self, graph: CostGraph) -> set[int]:
        """Return the new edges over which no way leads: what is left of a road on either side of a cut."""
        count, nodes = len(self.before.edges), len(self.before.nodes)
        is_open = np.isfinite(graph.forward) | np.isfinite(graph.backward)
        ends = {
            int(row): {int(graph.u[row]), int(graph.v[row])}
            for row in self.rows[self.rows >= count]
            if is_open[row]
        }
        dead: set[int] = set()
        while True:
            met = [node for row, pair in ends.items() if row not in dead for node in pair if node >= nodes]
            once = {node for node in met if met.count(node) == 1}
            more = {row for row, pair in ends.items() if row not in dead and pair & once}
            if not more:
                return dead
            dead |= more


def rows_changed(before: RoadNetwork, after: RoadNetwork) -> Ints | None:
    """Return the edges that are new or have another attribute; None where one does not follow the other."""
    count, nodes = len(before.edges), len(before.nodes)
    if len(after.edges) < count or not after.nodes.index[:nodes].equals(before.nodes.index):
        return None
    differs = np.ones(len(after.edges), dtype=bool)
    differs[:count] = False
    for name in after.edges.columns.difference(["geometry", "name"]):
        was, now = before.edges[name].array, after.edges[name].array[:count]
        differs[:count] |= np.asarray((was != now) & ~(pd.isna(was) & pd.isna(now)), dtype=bool)
    return np.flatnonzero(differs)


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
    after, walls = step.after, step.walls
    if walls is None:
        return snap(was.xy, after, can, limit_m=limit_m)
    is_new = step.rows >= len(could)
    is_gained = can[step.rows] & (is_new | ~could[np.where(is_new, 0, step.rows)])
    again: Bools = was.placed & ~can[was.edge]
    if is_gained.any() or len(walls):
        reach_m = np.where(was.placed, was.approach_m, limit_m)
        again |= _near(was.xy, np.append(step.lines[is_gained], walls), reach_m + SAME_M)
    if not again.any():
        return was
    return _placed_anew(was, np.flatnonzero(again), step, can, limit_m)


def _placed_anew(was: Places, again: Ints, step: Difference, can: Bools, limit_m: float) -> Places:
    low, high = was.xy[again].min(axis=0) - limit_m, was.xy[again].max(axis=0) + limit_m
    around = (step.bounds[:, :2] <= high).all(axis=1) & (step.bounds[:, 2:] >= low).all(axis=1)
    fresh = snap(was.xy[again], step.after, can & around, limit_m=limit_m)
    edge, fraction, approach_m = was.edge.copy(), was.fraction.copy(), was.approach_m.copy()
    edge[again], fraction[again], approach_m[again] = fresh.edge, fresh.fraction, fresh.approach_m
    reason = list(was.reason)
    for point, why in zip(again, fresh.reason, strict=True):
        reason[point] = why
    return Places(was.xy, edge, fraction, approach_m, tuple(reason))


def _near(xy: Floats, shapes: NDArray[np.object_], reach_m: Floats) -> Bools:
    """Return which points have one of some shapes within their reach; shape (points,)."""
    near = np.zeros(len(xy), dtype=bool)
    known = np.isfinite(xy).all(axis=1)
    for shape in shapes:
        low_x, low_y, high_x, high_y = shape.bounds
        x, y = xy[:, 0], xy[:, 1]
        inside = (x >= low_x - reach_m) & (x <= high_x + reach_m)
        some = np.flatnonzero(known & inside & (y >= low_y - reach_m) & (y <= high_y + reach_m))
        near[some] |= shapely.distance(shapely.points(xy[some]), shape) <= reach_m[some]
    return near


def moved(was: Places, now: Places, is_changed: Bools) -> Bools:
    """Return which points meet the network elsewhere, or on a changed edge; shape (points,).

    Parameters
    ----------
    is_changed
        Shape (edges,).
    """
    on_changed: Bools = now.placed & is_changed[now.edge]
    if now is was:
        return on_changed
    stays = (was.edge == now.edge) & ((was.fraction == now.fraction) | ~now.placed)
    stays &= (was.approach_m == now.approach_m) | ~now.placed
    is_moved: Bools = ~stays | on_changed
    return is_moved

