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
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gis.model import RoadNetwork
from gis.network.snap import NOWHERE, Places
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.network.kernel import Edges, Labels, Rows

LOOK_EVERY_S = 0.05                 # how often the waiting thread reports and may cancel
CHUNKS_PER_WORKER = 8
ONE_THREAD_STEPS = 200_000          # nodes × searches below which threads would cost more than they save
NO_NODE = -9999

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]


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
    """A graph made ready for searches towards some destinations; see ``gis.network.kernel``."""

    rows: Rows
    edges: Edges
    destinations: tuple[Ints, Floats]

    @property
    def node_count(self) -> int:
        """How many nodes there are."""
        return len(self.rows[0]) - 1


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
    from gis.network.kernel import GRID, reversed_rows

    u, v = (np.array(end, dtype=np.int64) for end in (graph.u, graph.v))
    forward, backward, length = (
        np.rint(np.asarray(values, dtype=np.float64) * GRID) / GRID
        for values in (graph.forward, graph.backward, graph.length_m)
    )
    first, tail, way = reversed_rows(graph.node_count, u, v, forward, backward)
    edge = way >> 1
    cost = np.where(way & 1, backward[edge], forward[edge])
    rows, edges = (first, tail, way, cost, length[edge]), (u, v, forward, backward, length)
    return Arcs(rows, edges, _spots(destinations))


def _spots(places: Places) -> tuple[Ints, Floats]:
    """Return edges and shares as fresh arrays, as the compiled search takes them."""
    share = np.where(places.edge == NOWHERE, 0.0, places.fraction)
    return np.array(places.edge, dtype=np.int64), np.array(share, dtype=np.float64)


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

    origin_spots, shape = _spots(origins), (len(columns), len(origins.edge))
    limits = np.full(len(arcs.destinations[0]), np.inf)
    if limit is not None:
        limits[:] = limit
    least, metres = np.empty(shape), np.empty(shape)
    stop = np.zeros(1, dtype=np.uint8)

    def run(part: slice, done: Ints) -> None:
        kernel.search_columns(
            arcs.rows, arcs.edges, origin_spots, arcs.destinations, limits,
            columns[part].astype(np.int64), least[part], metres[part], done, stop,
        )  # fmt: skip

    workers = _workers(arcs.node_count + shape[1], len(columns))
    _run_all(run, len(columns), workers, stop, progress)
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


def search_tree(arcs: Arcs, column: int, *, limit: float = np.inf) -> Labels:
    """Search from one destination to all nodes.

    Returns
    -------
    tuple of arrays
        Cost (inf = no way), metres (NaN), and the way that leads on: 2 × edge + (0 = along the edge,
        1 = against it), -1 = none; shape (nodes,). The fourth is for the compiled search only.
    """
    from gis.network.kernel import search_nodes

    place = int(arcs.destinations[0][column]), float(arcs.destinations[1][column])
    labels = search_nodes(arcs.rows, arcs.edges, place, float(limit), np.zeros(1, dtype=np.uint8))
    labels[1][np.isinf(labels[0])] = np.nan
    return labels
