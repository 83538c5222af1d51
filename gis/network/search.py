"""Least-cost search from the destinations over the reversed graph, with the length of the same path.

One graph serves every mode that ranks paths alike: walking (cost = metres), the school bus and the escort
(cost = seconds of riding). Places stand in the middle of edges; a search begins at both ends of the
destination's edge. Costs and lengths are rounded to a grid fine enough to do no harm (1e-9) and coarse
enough that sums of them are exact: equal ways are equal, from whichever side they are added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.model import RoadNetwork
from gis.network.snap import NOWHERE, Places
from gis.network.workers import run_searches
from gis.progress import Progress

GRID = 2.0**30                      # costs and lengths are whole multiples of 1/GRID: sums are exact
SCRATCH_CELLS = 2**17              # searches × nodes that a thread keeps at once
SAMPLE = 512                        # arcs looked at to know how long they are
NARROWEST = 32                      # the mean arc is at most so many times as wide as a bucket

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]
Flag = NDArray[np.uint8]
Starts = tuple[Nodes, Floats, Floats]


@dataclass(frozen=True)
class CostGraph:
    """What it costs to go along each edge.

    Attributes
    ----------
    node_count
        Of the network, and of whatever else the caller has added to it.
    u, v
        Node numbers 0…nodes-1 of the ends; shape (edges,).
    forward, backward
        Cost from ``u`` to ``v`` and back, inf = not allowed; shape (edges,).
    length_m
        Shape (edges,).
    is_metres
        The cost is the length itself.
    """

    node_count: int
    u: Ints
    v: Ints
    forward: Floats
    backward: Floats
    length_m: Floats
    is_metres: bool

    def turned_round(self) -> CostGraph:
        """Return the graph with every way gone in the other direction."""
        return replace(self, forward=self.backward, backward=self.forward)


@dataclass(frozen=True)
class Arcs:
    """A graph made ready for searches towards some destinations.

    Attributes
    ----------
    graph
        Costs and lengths on the grid.
    """

    graph: CostGraph
    destinations: Places

    @cached_property
    def sorted(self) -> tuple[Nodes, Nodes, Nodes, Floats]:
        """First arc of each node they lead to; ways (2 × edge + against), tails and costs of the arcs.

        Tails from where nothing leads further are ~tail.
        """
        from gis.network.kernel import sort_arcs

        graph = self.graph
        first = np.zeros(graph.node_count + 1, dtype=np.int32)
        return first, *sort_arcs(graph.u, graph.v, graph.forward, graph.backward, first)

    @property
    def ways(self) -> tuple[Nodes, Nodes, Floats]:
        """What ``gis.network.kernel.search_nodes`` takes as graph."""
        first, _, tails, costs = self.sorted
        return first, tails, costs

    @cached_property
    def width(self) -> float:
        """What costs may differ by to be taken in any order: less than three of four arcs (a sample)."""
        costs = self.sorted[3][:: max(1, len(self.sorted[3]) // SAMPLE)]
        costs = costs[costs > 0]
        if not len(costs):
            return 1.0
        quarter = len(costs) // 4
        return max(float(np.partition(costs, quarter)[quarter]), float(costs.mean()) / NARROWEST)

    @cached_property
    def way_metres(self) -> Floats:
        """Length of the arcs."""
        metres: Floats = self.graph.length_m[self.sorted[1] >> 1]
        return metres

    def starts(self, columns: Ints) -> Starts:
        """Return both ends of the destinations' edges, and cost and metres from these; shapes (columns, 2).

        Cost is inf where there is no way.
        """
        return ends_of(self.graph, self.destinations, columns, is_leaving=False)


def ends_of(graph: CostGraph, places: Places, which: Ints, *, is_leaving: bool) -> Starts:
    """Return the ends u, v of the edges of places; cost and metres between place and end."""
    edge, fraction = places.edge[which], places.fraction[which]
    before, after = (graph.backward, graph.forward) if is_leaving else (graph.forward, graph.backward)
    nowhere, shape = edge == NOWHERE, (len(edge), 2)
    ends, share, whole = np.empty(shape, dtype=np.int32), np.empty(shape), np.empty(shape)
    ends[:, 0], ends[:, 1] = graph.u[edge], graph.v[edge]
    share[:, 0] = np.where(nowhere, 0.0, fraction)
    share[:, 1] = 1 - share[:, 0]
    whole[:, 0], whole[:, 1] = before[edge], after[edge]
    costs, metres = part_cost(share, whole), part_cost(share, graph.length_m[edge][:, None])
    costs[nowhere] = np.inf
    return ends, costs, metres


def cost_graph(
    network: RoadNetwork, forward: Floats, backward: Floats, *, is_metres: bool = False
) -> CostGraph:
    """Return a network with numbered nodes and a cost per edge and direction (inf = not allowed)."""
    index = network.nodes.index
    u, v = (np.asarray(index.get_indexer(network.edges[end]), dtype=np.int64) for end in ("u", "v"))
    if (u < 0).any() or (v < 0).any():
        raise ValueError("edges name nodes that the network does not have")
    return CostGraph(
        node_count=len(index),
        u=u,
        v=v,
        forward=forward,
        backward=backward,
        length_m=network.edges["length_m"].to_numpy(dtype=float),
        is_metres=is_metres,
    )


def build_arcs(graph: CostGraph, destinations: Places) -> Arcs:
    """Make a graph ready for searches."""
    forward, backward, length_m = (
        on_grid(values) for values in (graph.forward, graph.backward, graph.length_m)
    )
    return Arcs(replace(graph, forward=forward, backward=backward, length_m=length_m), destinations)


def on_grid(values: Floats) -> Floats:
    """Return values rounded to the grid."""
    rounded: Floats = np.rint(values * GRID) / GRID
    return rounded


def part_cost(share: Floats, cost: Floats) -> Floats:
    """Return the cost of a share of an edge, on the grid.

    Nothing of it costs nothing, even where going is forbidden.
    """
    result: Floats = np.zeros(np.shape(share))
    np.multiply(share, cost, out=result, where=np.asarray(share) > 0)
    return on_grid(result)


def search(
    graph: CostGraph,
    origins: Places,
    destinations: Places,
    *,
    progress: Progress,
    limit: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Return least cost and the metres of the same path between every two places on the network.

    Parameters
    ----------
    limit
        Cost up to which ways are looked for, for each destination; shape (destinations,). Dearer ones may or
        may not be found. Default: no limit.

    Returns
    -------
    tuple of arrays
        Cost and metres, both of shape (origins, destinations); inf and NaN where there is no way. Of ways of
        equal cost the shortest counts.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``, within a tenth of a second.
    """
    arcs = build_arcs(graph, destinations)
    columns = np.arange(len(destinations.edge))
    return search_columns(arcs, origins, columns, progress=progress, limit=limit)


def search_columns(
    arcs: Arcs, origins: Places, columns: Ints, *, progress: Progress, limit: Floats | None = None
) -> tuple[Floats, Floats]:
    """Search from some of the destinations; see :func:`search`. Shapes are (origins, columns)."""
    nodes, shape, is_metres = arcs.graph.node_count, (len(columns), len(origins.edge)), arcs.graph.is_metres
    least, metres = np.full(shape, np.inf), np.full(shape, np.nan)
    if not origins.placed.any():
        return least.T, metres.T
    leavings = ends_of(arcs.graph, origins, np.arange(shape[1]), is_leaving=True)
    at_once = max(1, SCRATCH_CELLS // nodes)

    def prepare() -> Callable[[slice, Ints, Flag], None]:
        run = _searches(arcs, columns, limit, is_metres=is_metres)

        def leave(part: slice, done: Ints, stop: Flag) -> None:
            size = min(at_once, part.stop - part.start)
            costs, lengths = np.empty((size, nodes)), None if is_metres else np.empty((size, nodes))
            for start in range(part.start, part.stop, size):
                rows = slice(start, min(start + size, part.stop))
                own = costs[: rows.stop - start], None if lengths is None else lengths[: rows.stop - start]
                run(rows, *own, done, stop)
                if stop[0]:
                    return
                least[rows], metres[rows] = _leave(leavings, *own)

        return leave

    run_searches(prepare, shape[0], steps=nodes + shape[1], progress=progress)
    _go_straight(arcs, origins, columns, least, metres)
    return least.T, metres.T


def node_costs(arcs: Arcs, columns: Ints, *, progress: Progress, limit: Floats | None = None) -> Floats:
    """Return the least cost from every node to some of the destinations; see :func:`search`.

    Returns
    -------
    array
        Shape (columns, nodes); inf where there is no way.
    """
    least = np.empty((len(columns), arcs.graph.node_count))

    def prepare() -> Callable[[slice, Ints, Flag], None]:
        run = _searches(arcs, columns, limit, is_metres=True)
        return lambda part, done, stop: run(part, least[part], None, done, stop)

    run_searches(prepare, len(columns), steps=arcs.graph.node_count, progress=progress)
    return least


def _searches(
    arcs: Arcs, columns: Ints, limit: Floats | None, *, is_metres: bool
) -> Callable[[slice, Floats, Floats | None, Ints, Flag], None]:
    """Return what searches from a slice of the columns, and writes cost and metres of every node."""
    limits = np.full(len(arcs.destinations.edge), np.inf)
    if limit is not None:
        limits[:] = limit
    limits, starts, ways, width = limits[columns], arcs.starts(columns), arcs.ways, arcs.width
    way_metres = None if is_metres else arcs.way_metres

    def run(part: slice, costs: Floats, metres: Floats | None, done: Ints, stop: Flag) -> None:
        begin = starts[0][part], starts[1][part], starts[2][part]
        onward = None if metres is None else np.empty(metres.shape, dtype=np.int32)
        search_all(ways, way_metres, begin, limits[part], width, costs, metres, onward, done, stop)

    return run


def search_all(
    ways: tuple[Nodes, Nodes, Floats],
    way_metres: Floats | None,
    starts: Starts,
    limits: Floats,
    width: float,
    costs: Floats,
    metres: Floats | None,
    onward: Nodes | None,
    done: Ints,
    stop: Flag,
) -> None:
    """Call ``gis.network.kernel.search_nodes`` with as much room as it takes.

    Every arc is gone once, and more often only where arcs cost nothing.
    """
    from gis.network.kernel import search_nodes

    room, before = len(ways[1]) + starts[0].shape[1] + 1, int(done[0])
    while not search_nodes(ways, way_metres, starts, limits, width, room, costs, metres, onward, done, stop):
        room, done[0] = 2 * room, before


def _leave(leavings: Starts, costs: Floats, metres: Floats | None) -> tuple[Floats, Floats]:
    """Return least cost and metres from origins over either end of their edge; shapes (rows, origins)."""
    over = [np.take(costs, leavings[0][:, end], axis=1) + leavings[1][:, end] for end in range(2)]
    least: Floats = np.minimum(*over)
    if metres is None:                          # the cost is the length itself
        return least, np.where(np.isfinite(least), least, np.nan)
    there = [np.take(metres, leavings[0][:, end], axis=1) + leavings[2][:, end] for end in range(2)]
    is_first = (over[0] < over[1]) | ((over[0] == over[1]) & (there[0] < there[1]))
    return least, np.where(np.isfinite(least), np.where(is_first, *there), np.nan)


def _go_straight(arcs: Arcs, origins: Places, columns: Ints, least: Floats, metres: Floats) -> None:
    """Where origin and destination share an edge, offer the way straight along it."""
    graph, placed = arcs.graph, np.flatnonzero(origins.placed)
    order = placed[np.argsort(origins.edge[placed], kind="stable")]
    to = arcs.destinations.edge[columns]
    low, high = (np.searchsorted(origins.edge[order], to, side) for side in ("left", "right"))
    row = np.repeat(np.arange(len(columns)), high - low)
    place = np.arange(len(row)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    origin = order[np.repeat(low, high - low) + place]
    edge = origins.edge[origin]
    ahead = arcs.destinations.fraction[columns[row]] - origins.fraction[origin]
    along = np.where(ahead >= 0, part_cost(np.abs(ahead), graph.forward[edge]), np.inf)
    against = np.where(ahead <= 0, part_cost(np.abs(ahead), graph.backward[edge]), np.inf)
    cost, length = np.minimum(along, against), part_cost(np.abs(ahead), graph.length_m[edge])
    old, old_m = least[row, origin], metres[row, origin]
    better = (cost < old) | ((cost == old) & (length < old_m))
    least[row[better], origin[better]] = cost[better]
    metres[row[better], origin[better]] = length[better]
