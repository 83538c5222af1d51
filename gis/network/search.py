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
from gis.network.snap import Places
from gis.network.workers import Run, run_searches
from gis.progress import Progress

GRID = 2.0**30                      # costs and lengths are whole multiples of 1/GRID: sums are exact
SAMPLE = 256                        # edges looked at to know how long they are
STARTS_OF_EACH = 2                  # ends of the edge that a place stands on
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

    def rounded(self) -> CostGraph:
        """Return the graph with costs and lengths on the grid."""
        forward = on_grid(self.forward)
        backward = forward if self.backward is self.forward else on_grid(self.backward)
        length_m = forward if self.length_m is self.forward else on_grid(self.length_m)
        return replace(self, forward=forward, backward=backward, length_m=length_m)

    @cached_property
    def width(self) -> float:
        """What costs may differ by to be taken in any order: less than three of four arcs (a sample)."""
        step = max(1, len(self.forward) // SAMPLE)
        costs = self.forward[::step]
        if self.backward is not self.forward:
            costs = np.concatenate([costs, self.backward[::step]])
        costs = costs[(costs > 0) & (costs < np.inf)]
        if not len(costs):
            return 1.0
        quarter = len(costs) // 4
        costs.partition(quarter)
        return max(float(costs[quarter]), float(costs.mean()) / NARROWEST)


@dataclass(frozen=True)
class Arcs:
    """A graph made ready for searches towards some destinations.

    Attributes
    ----------
    graph
        Costs and lengths on the grid.
    width
        What costs may differ by to be taken in any order, see :attr:`CostGraph.width`.
    """

    graph: CostGraph
    destinations: Places
    width: float

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
    from gis.network.placekernel import find_ends

    before, after = (graph.backward, graph.forward) if is_leaving else (graph.forward, graph.backward)
    return find_ends(graph.u, graph.v, (before, after, graph.length_m), _sites(places, which))


def _sites(places: Places, which: Ints) -> tuple[Ints, Floats]:
    """Return edge and share of it of some places."""
    return places.edge[which].astype(np.int64, copy=False), places.fraction[which]


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
    rounded = graph.rounded()
    return Arcs(rounded, destinations, rounded.width)


def on_grid(values: Floats) -> Floats:
    """Return values rounded to the grid."""
    rounded: Floats = np.multiply(values, GRID)
    np.rint(rounded, out=rounded)
    rounded /= GRID
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
    shape = len(columns), len(origins.edge)
    least, metres = np.full(shape, np.inf), np.full(shape, np.nan)
    if not origins.placed.any():
        return least.T, metres.T

    def prepare() -> Run:
        from gis.network.placekernel import search_places

        graph, way_metres = arcs.graph, None if arcs.graph.is_metres else arcs.way_metres
        limits, from_ = _limits(limit, arcs, columns), _sites(origins, np.arange(shape[1]))
        to, ways = _sites(arcs.destinations, columns), arcs.ways
        ends, roads = (graph.u, graph.v), (graph.forward, graph.backward, graph.length_m)

        def run(part: slice, done: Ints, stop: Flag) -> None:
            there = to[0][part], to[1][part]

            def try_with(room: int) -> bool:
                return search_places(
                    ways, way_metres, (arcs.width, room), limits[part], ends, roads, from_, there,
                    least[part], metres[part], done, stop,
                )  # fmt: skip

            with_room(try_with, len(ways[1]) + STARTS_OF_EACH + 1, done)

        return run

    run_searches(prepare, shape[0], steps=arcs.graph.node_count + shape[1], progress=progress)
    return least.T, metres.T


def node_costs(arcs: Arcs, columns: Ints, *, progress: Progress, limit: Floats | None = None) -> Floats:
    """Return the least cost from every node to some of the destinations; see :func:`search`.

    Returns
    -------
    array
        Shape (columns, nodes); inf where there is no way.
    """
    least = np.empty((len(columns), arcs.graph.node_count))

    def prepare() -> Run:
        limits, starts = _limits(limit, arcs, columns), arcs.starts(columns)

        def run(part: slice, done: Ints, stop: Flag) -> None:
            begin = starts[0][part], starts[1][part], starts[2][part]
            search_all(arcs, begin, limits[part], least[part], done=done, stop=stop)

        return run

    run_searches(prepare, len(columns), steps=arcs.graph.node_count, progress=progress)
    return least


def _limits(limit: Floats | None, arcs: Arcs, columns: Ints) -> Floats:
    """Return the limits of some destinations."""
    if limit is None:
        return np.full(len(columns), np.inf)
    return np.broadcast_to(limit, len(arcs.destinations.edge))[columns]


def search_all(
    arcs: Arcs,
    starts: Starts,
    limits: Floats,
    costs: Floats,
    lengths: tuple[Floats, Floats, Nodes] | None = None,
    *,
    done: Ints | None = None,
    stop: Flag | None = None,
) -> None:
    """Call ``gis.network.kernel.search_nodes`` with as much room as it takes.

    Parameters
    ----------
    lengths
        Metres of the arcs; metres and onward of the nodes, which are written.
    """
    from gis.network.kernel import search_nodes

    way_metres, metres, onward = (None, None, None) if lengths is None else lengths
    count = np.zeros(1, dtype=np.int64) if done is None else done
    flag = np.zeros(1, dtype=np.uint8) if stop is None else stop
    with_room(
        lambda room: search_nodes(
            arcs.ways, way_metres, starts, limits, arcs.width, room, costs, metres, onward, count, flag
        ),
        len(arcs.ways[1]) + starts[0].shape[1] + 1,
        count,
    )


def with_room(search: Callable[[int], bool], room: int, done: Ints) -> None:
    """Search with room for so many entries, or with more where that is not enough.

    Every arc is gone once as a rule, and more often only where costs lie close together.
    """
    before = int(done[0])
    while not search(room):
        room, done[0] = 2 * room, before
