"""Least-cost search from the destinations over the reversed graph, with the length of the same path.

One graph serves every mode that ranks paths alike: walking (cost = metres), the school bus and the escort
(cost = seconds of riding). Places stand in the middle of edges; a search begins at both ends of the
destination's edge. Costs and lengths are rounded to a grid fine enough to do no harm (1e-9) and coarse
enough that sums of them are exact: equal ways are equal, from whichever side they are added up.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gis.model import RoadNetwork
from gis.network.snap import Places
from gis.progress import Progress

LOOK_EVERY_S = 0.05                 # how often the waiting thread reports and may cancel
CHUNKS_PER_WORKER = 8
MANY_SEARCHES = 16                  # from so many on it pays to take nodes out of the graph first
ONE_THREAD_STEPS = 200_000          # nodes × searches below which threads would cost more than they save
OVER_V, OVER_U, ALONG, AGAINST = range(4)   # ways to leave a place in the middle of an edge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Records = NDArray[np.void]


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
class Reduced:
    """A graph without the nodes of few neighbours, see ``gis.network.contraction``.

    Attributes
    ----------
    arcs, first
        The ways that lead to each node, and where its own begin; shapes (arcs,), (nodes + 1,).
    order
        The nodes taken out.
    ways, ways_first
        The ways from each of them, and where they begin; shapes (ways,), (nodes taken out + 1,).
    """

    arcs: Records
    first: Ints
    order: Ints
    ways: Records
    ways_first: Ints


@dataclass(frozen=True)
class Arcs:
    """A graph made ready for searches towards some destinations, in the records of ``gis.network.kernel``.

    Attributes
    ----------
    edges, destinations
        Shapes (edges,), (destinations,).
    """

    node_count: int
    edges: Records
    destinations: Records

    @cached_property
    def whole(self) -> Reduced:
        """The graph with all its nodes, and edges told apart."""
        from gis.network.kernel import ARC, sort_arcs

        first = np.zeros(self.node_count + 1, dtype=np.int64)
        none = np.empty(0, dtype=np.int64)
        return Reduced(sort_arcs(self.edges, first), first, none, np.empty(0, ARC), np.zeros(1, np.int64))

    @cached_property
    def reduced(self) -> Reduced:
        """The graph for many searches."""
        from gis.network.contraction import reduce_graph

        return Reduced(*reduce_graph(self.edges, self.node_count))


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
    """Return a graph with its ways sorted by where they lead."""
    from gis.network.kernel import EDGE

    edges = np.empty(len(graph.u), EDGE)
    edges["u"], edges["v"] = graph.u, graph.v
    edges["forward"], edges["backward"] = _on_grid(graph.forward), _on_grid(graph.backward)
    edges["metres"] = _on_grid(graph.length_m)
    return Arcs(graph.node_count, edges, _spots(destinations))


def _on_grid(values: Floats) -> Floats:
    from gis.network.kernel import GRID

    rounded: Floats = np.rint(values * GRID) / GRID
    return rounded


def _spots(places: Places) -> Records:
    from gis.network.kernel import SPOT

    spots = np.empty(len(places.edge), SPOT)
    spots["edge"], spots["share"] = places.edge, np.where(places.placed, places.fraction, 0.0)
    return spots


def _leavings(arcs: Arcs, origins: Places) -> tuple[Records, Ints, Ints]:
    """Return the ways from origins to the ends of their edges, sorted by the end; first ones; the ends.

    An origin that stands at a node leaves over no other.
    """
    from gis.network.kernel import LEAVING

    origin = np.flatnonzero(origins.placed)
    share, edge = origins.fraction[origin], arcs.edges[origins.edge[origin]]
    node, is_other = np.concatenate([edge["v"], edge["u"]]), np.concatenate([share > 0, share < 1])
    rest = np.concatenate([1 - share, share])
    leavings = np.empty(len(node), LEAVING)
    leavings["origin"] = np.concatenate([origin, origin])
    leavings["cost"] = _on_grid(part_cost(rest, np.concatenate([edge["forward"], edge["backward"]])))
    leavings["metres"] = _on_grid(rest * np.concatenate([edge["metres"], edge["metres"]]))
    kept = np.flatnonzero(is_other & np.isfinite(leavings["cost"]))
    order = kept[np.argsort(node[kept], kind="stable")]
    first = np.zeros(arcs.node_count + 1, dtype=np.int64)
    np.cumsum(np.bincount(node[kept], minlength=arcs.node_count), out=first[1:])
    return leavings[order], first, np.unique(node[kept]).astype(np.int64)


def part_cost(share: Floats, cost: Floats) -> Floats:
    """Return the cost of a share of an edge; nothing of it costs nothing, even where going is forbidden."""
    result: Floats = np.zeros(len(share))
    np.multiply(share, cost, out=result, where=share > 0)
    return result


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
    from gis.network import kernel
    from gis.network.contraction import places_wanted

    graph, leaving = arcs.reduced if len(columns) >= MANY_SEARCHES else arcs.whole, _leavings(arcs, origins)
    wanted = np.zeros(arcs.node_count, dtype=np.int64)
    wanted[leaving[2]] = 1
    places = places_wanted(graph.order, graph.ways, graph.ways_first, wanted)
    packed = graph.arcs, graph.first, graph.order, places, graph.ways, graph.ways_first
    spots, shape = _spots(origins), (len(columns), len(origins.edge))
    limits = np.full(len(arcs.destinations), np.inf)
    if limit is not None:
        limits[:] = limit
    least, metres, columns = np.empty(shape), np.empty(shape), np.array(columns, dtype=np.int64)
    stop = np.zeros(1, dtype=np.uint8)

    def run(part: slice, done: Ints) -> None:
        kernel.search_columns(
            packed, arcs.edges, leaving, spots, arcs.destinations, limits,
            columns[part], least[part], metres[part], done, stop,
        )  # fmt: skip

    _run_all(run, len(columns), _workers(arcs.node_count + shape[1], len(columns)), stop, progress)
    return least.T, metres.T


def _workers(steps: int, searches: int) -> int:
    return min(os.cpu_count() or 1, max(1, steps * searches // ONE_THREAD_STEPS), max(1, searches))


def _run_all(
    run: Callable[[slice, Ints], None],
    count: int,
    workers: int,
    stop: NDArray[np.uint8],
    progress: Progress,
) -> None:
    """Run parts of the searches in threads, reporting from this one; a refusal to go on stops them all."""
    progress(0.0, "travel_times")
    size = max(1, -(-count // (workers * CHUNKS_PER_WORKER)))
    parts = [slice(start, min(start + size, count)) for start in range(0, count, size)]
    done = [np.zeros(1, dtype=np.int64) for _ in parts]
    with ThreadPoolExecutor(workers) as pool:
        pending: set[Future[None]] = {pool.submit(run, *each) for each in zip(parts, done, strict=True)}
        try:
            while pending:
                finished, pending = wait(pending, LOOK_EVERY_S, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                progress(sum(int(each[0]) for each in done) / count, "travel_times")
        except BaseException:
            stop[0] = 1
            pool.shutdown(cancel_futures=True)
            raise
    progress(1.0, "travel_times")


def search_tree(arcs: Arcs, column: int, *, limit: float = np.inf) -> Records:
    """Search from one destination to all nodes.

    Returns
    -------
    array of records
        ``cost`` (inf = no way), ``metres`` (NaN), and ``onward``, the way that leads on: 2 × edge + (0 =
        along the edge, 1 = against it), -1 = none; shape (nodes,).
    """
    from gis.network.kernel import search_nodes

    to = arcs.destinations[column]
    graph = arcs.whole
    labels: Records = search_nodes(graph.arcs, graph.first, arcs.edges, to["edge"], to["share"], limit)
    return labels


def best_way(arcs: Arcs, origin: Places, column: int, labels: Records) -> tuple[float, float, int]:
    """Choose how to leave a place: over an end of its edge, or straight to a destination on the same edge.

    Returns
    -------
    tuple
        Cost (inf = no way), metres and choice: least cost, of equals least metres, of equals the first of
        ``OVER_V``, ``OVER_U``, ``ALONG``, ``AGAINST``.
    """
    from gis.network.kernel import part

    share, edge, to = float(origin.fraction[0]), arcs.edges[origin.edge[0]], arcs.destinations[column]
    over_v, over_u = labels[edge["v"]], labels[edge["u"]]
    length, ahead, rest = edge["metres"], float(to["share"]) - share, 1 - share
    ways = [
        (part(rest, edge["forward"]) + over_v["cost"], part(rest, length) + over_v["metres"], OVER_V),
        (part(share, edge["backward"]) + over_u["cost"], part(share, length) + over_u["metres"], OVER_U),
    ]
    if to["edge"] == origin.edge[0]:
        straight = part(abs(ahead), length)
        ways += [(part(ahead, edge["forward"]), straight, ALONG)] if ahead >= 0 else []
        ways += [(part(-ahead, edge["backward"]), straight, AGAINST)] if ahead <= 0 else []
    cost, metres, choice = min(ways)
    return float(cost), float(metres), choice
