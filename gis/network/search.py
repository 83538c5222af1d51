"""Least-cost search from the destinations over the reversed graph, with the length of the same path.

One graph serves every mode that ranks paths alike: walking (cost = metres), the school bus and the escort
(cost = seconds of riding). Destinations stand in the middle of edges: each is a node of its own, with an arc
to either end of its edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.model import RoadNetwork
from gis.network.snap import Places
from gis.progress import Progress

SOURCES_PER_CALL = 5                # dijkstra holds the interpreter's lock: short calls keep the window alive

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CostGraph:
    """What it costs to go along each edge.

    Attributes
    ----------
    u, v
        Node numbers 0…nodes-1 of the ends; shape (edges,).
    forward, backward
        Cost from ``u`` to ``v`` and back, inf = not allowed; shape (edges,).
    length_m
        Shape (edges,).
    is_metres
        The cost is the length itself, so that the two need not be followed apart.
    """

    node_count: int
    u: Ints
    v: Ints
    forward: Floats
    backward: Floats
    length_m: Floats
    is_metres: bool


@dataclass(frozen=True)
class Arcs:
    """The reversed graph with one more node per destination, as arcs sorted by (from, to), each pair once."""

    graph: csr_array
    key: Ints
    metres: Floats
    edge: Ints

    def find(self, start: Ints, end: Ints) -> Ints:
        """Return the positions of arcs given by their nodes."""
        return np.searchsorted(self.key, start * self.graph.shape[0] + end)


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


def part_cost(share: Floats, cost: Floats) -> Floats:
    """Return the cost of a share of an edge; nothing of it costs nothing, even where going is forbidden."""
    result: Floats = np.zeros(np.broadcast_shapes(share.shape, cost.shape))
    np.multiply(share, cost, out=result, where=np.broadcast_to(share > 0, result.shape))
    return result


def build_arcs(graph: CostGraph, destinations: Places) -> Arcs:
    """Turn every allowed direction of an edge round and add the destinations as nodes."""
    placed = np.flatnonzero(destinations.placed)
    edge, share = destinations.edge[placed], destinations.fraction[placed]
    target = graph.node_count + placed
    rows = np.arange(len(graph.u))
    size = graph.node_count + len(destinations.edge)
    start = np.concatenate([graph.v, graph.u, target, target])
    end = np.concatenate([graph.u, graph.v, graph.u[edge], graph.v[edge]])
    cost = np.concatenate(
        [
            graph.forward,
            graph.backward,
            part_cost(share, graph.forward[edge]),
            part_cost(1 - share, graph.backward[edge]),
        ]
    )
    length = graph.length_m
    metres = np.concatenate([length, length, share * length[edge], (1 - share) * length[edge]])
    owner = np.concatenate([rows, rows, edge, edge])
    key = start * size + end
    order = np.lexsort((metres, cost, key))
    order = order[np.isfinite(cost[order])]
    order = order[np.append(True, np.diff(key[order]) > 0)] if len(order) else order   # cheapest of each pair
    matrix = csr_array((cost[order], (start[order], end[order])), shape=(size, size))
    return Arcs(matrix, key[order], metres[order], owner[order])


def search(
    graph: CostGraph, origins: Places, destinations: Places, *, progress: Progress
) -> tuple[Floats, Floats]:
    """Return least cost and the metres of the same path between every two places on the network.

    Returns
    -------
    tuple of arrays
        Cost and metres, both of shape (origins, destinations); inf and NaN where there is no way.
    """
    arcs = build_arcs(graph, destinations)
    shape = (len(origins.edge), len(destinations.edge))
    cost, metres = np.full(shape, np.inf), np.full(shape, np.nan)
    placed = np.flatnonzero(destinations.placed)
    rows = np.flatnonzero(origins.placed)
    for first in range(0, len(placed), SOURCES_PER_CALL):
        progress(first / len(placed), "travel_times")
        columns = placed[first : first + SOURCES_PER_CALL]
        node_cost, node_metres, _ = search_tree(graph, arcs, columns)
        block = np.ix_(rows, columns)
        ways = origin_ways(graph, origins, destinations, rows, columns, node_cost, node_metres)
        cost[block], metres[block] = _best(ways)
    progress(1.0, "travel_times")
    return cost, metres


def search_tree(graph: CostGraph, arcs: Arcs, columns: Ints) -> tuple[Floats, Floats, Ints]:
    """Search from some destinations to all nodes.

    Returns
    -------
    tuple of arrays
        Cost, metres, and the next node towards the destination (-9999 = none); shape (columns, all nodes).
    """
    sources = graph.node_count + columns
    cost, predecessors = dijkstra(arcs.graph, directed=True, indices=sources, return_predecessors=True)
    following: Ints = predecessors.astype(np.int64)
    return cost, cost if graph.is_metres else _path_metres(arcs, following), following


def _path_metres(arcs: Arcs, following: Ints) -> Floats:
    """Add up the metres along search trees by doubling the steps; shape as ``following``."""
    count = following.shape[1]
    reached = following >= 0
    row, node = np.nonzero(reached)
    metres = np.zeros(following.shape)
    metres[row, node] = arcs.metres[arcs.find(following[row, node], node)]
    jump = np.where(reached, following, np.arange(count))       # roots point at themselves and add nothing
    while True:
        further = np.take_along_axis(jump, jump, axis=1)
        if (further == jump).all():
            return metres
        metres = metres + np.take_along_axis(metres, jump, axis=1)
        jump = further


def _best(ways: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Return cost and metres of the cheapest of several ways, the shortest of equals."""
    costs, metres = np.stack([way[0] for way in ways]), np.stack([way[1] for way in ways])
    best = np.lexsort((metres, costs), axis=0)[:1]
    least = np.take_along_axis(costs, best, axis=0)[0]
    length = np.take_along_axis(metres, best, axis=0)[0]
    return least, np.where(np.isfinite(least), length, np.nan)


def origin_ways(
    graph: CostGraph,
    origins: Places,
    destinations: Places,
    rows: Ints,
    columns: Ints,
    node_cost: Floats,
    node_metres: Floats,
) -> list[tuple[Floats, Floats]]:
    """Return the four ways to leave an origin, each as (cost, metres) of shape (rows, columns).

    Over the end ``v``, over the end ``u``, straight along the shared edge forward, and backward.
    """
    edge, share = origins.edge[rows][:, None], origins.fraction[rows][:, None]
    forward, backward, length = graph.forward[edge], graph.backward[edge], graph.length_m[edge]
    over_v = (
        part_cost(1 - share, forward) + node_cost[:, graph.v[edge[:, 0]]].T,
        (1 - share) * length + node_metres[:, graph.v[edge[:, 0]]].T,
    )
    over_u = (
        part_cost(share, backward) + node_cost[:, graph.u[edge[:, 0]]].T,
        share * length + node_metres[:, graph.u[edge[:, 0]]].T,
    )
    ahead = destinations.fraction[columns][None, :] - share
    part = np.abs(ahead)
    shared = destinations.edge[columns][None, :] == edge
    along = (np.where(shared & (ahead >= 0), part_cost(part, forward), np.inf), part * length)
    against = (np.where(shared & (ahead <= 0), part_cost(part, backward), np.inf), part * length)
    return [over_v, over_u, along, against]
