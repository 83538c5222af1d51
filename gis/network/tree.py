"""One search over all nodes: the ways to a place, the nearest of several, how to leave for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.network.search import Arcs, Starts, ends_of, on_grid, part_cost, search_all
from gis.network.snap import Places

NONE = -1
OVER_V, OVER_U, ALONG, AGAINST = range(4)   # ways to leave a place in the middle of an edge
LABEL = np.dtype([("cost", "f8"), ("metres", "f8"), ("onward", "i8")])
NEAREST = np.dtype([("cost", "f8"), ("place", "i8")])

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]
Records = NDArray[np.void]


def _search_once(
    arcs: Arcs, starts: Starts, way_metres: Floats, limit: float
) -> tuple[Floats, Floats, Nodes]:
    """Search from all starts at once, see ``gis.network.kernel.search_nodes``; cost, metres and onward."""
    shape = 1, arcs.graph.node_count
    cost, metres, onward = np.empty(shape), np.empty(shape), np.zeros(shape, dtype=np.int32)
    begin = starts[0].reshape(1, -1), starts[1].reshape(1, -1), starts[2].reshape(1, -1)
    search_all(arcs, begin, np.array([limit]), cost, (way_metres, metres, onward))
    return cost[0], metres[0], onward[0]


def search_tree(arcs: Arcs, column: int, *, limit: float = np.inf) -> Records:
    """Search from one destination to all nodes.

    Returns
    -------
    array of records
        ``cost`` (inf = no way), ``metres`` (NaN), and ``onward``, the way that leads on: 2 × edge + (0 =
        along the edge, 1 = against it), -1 = none; shape (nodes,).
    """
    labels = np.empty(arcs.graph.node_count, LABEL)
    found = _search_once(arcs, arcs.starts(np.array([column])), arcs.way_metres, limit)
    labels["cost"], labels["metres"], arc = found
    own = 2 * arcs.destinations.edge[column] + np.array([1, 0])     # from v against it, from u along it
    ways = np.append(arcs.sorted[1], own)                          # arc -1 is the first start: from u
    labels["onward"] = np.where(np.isfinite(labels["cost"]), ways[arc], NONE)
    return labels


def nearest_places(arcs: Arcs, which: Ints, start: Floats, *, limit: float = np.inf) -> Records:
    """Return for every node the least cost to any of some destinations, and to which.

    Parameters
    ----------
    which
        Positions of the destinations.
    start
        What each of them costs besides; shape as ``which``.
    limit
        Greatest cost of interest.

    Returns
    -------
    array of records
        ``cost`` (inf = no way) and ``place``, a position in ``which`` (-1 = none), of equal costs the first.
    """
    nodes, costs, _ = arcs.starts(which)
    costs = costs + on_grid(start)[:, None]
    place = np.repeat(np.arange(float(len(which))), 2)      # goes along as metres would: ways have none
    starts = nodes, costs, place
    labels = np.empty(arcs.graph.node_count, NEAREST)
    cost, first, _ = _search_once(arcs, starts, np.zeros(len(arcs.way_metres)), limit)
    labels["cost"], labels["place"] = cost, np.where(np.isfinite(cost), first, NONE)
    return labels


def best_way(arcs: Arcs, origin: Places, column: int, labels: Records) -> tuple[float, float, int]:
    """Choose how to leave a place: over an end of its edge, or straight to a destination on the same edge.

    Returns
    -------
    tuple
        Cost (inf = no way), metres and choice: least cost, of equals least metres, of equals the first of
        ``OVER_V``, ``OVER_U``, ``ALONG``, ``AGAINST``.
    """
    nodes, costs, metres = ends_of(arcs.graph, origin, np.arange(1), is_leaving=True)
    there = labels[nodes[0]]
    ways = [
        (costs[0, end] + there["cost"][end], metres[0, end] + there["metres"][end], choice)
        for end, choice in ((1, OVER_V), (0, OVER_U))
    ]
    edge = int(origin.edge[0])
    if arcs.destinations.edge[column] == edge:
        graph, ahead = arcs.graph, arcs.destinations.fraction[column] - origin.fraction
        along, against, straight = (
            float(part_cost(np.abs(ahead), whole[edge : edge + 1])[0])
            for whole in (graph.forward, graph.backward, graph.length_m)
        )
        ways += [(along, straight, ALONG)] if ahead[0] >= 0 else []
        ways += [(against, straight, AGAINST)] if ahead[0] <= 0 else []
    cost, length, choice = min(ways)
    return float(cost), float(length), choice
