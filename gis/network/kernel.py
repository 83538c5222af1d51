"""Compiled search. Import it inside functions only: it loads the compiler.

Every function is compiled once per machine, when this module is first loaded, and kept beside this file or,
where that folder cannot be written, in the user's own cache folder. The interpreter's lock is free while they
run. Each is compiled for the one signature that stands above it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import float64, int64, njit, uint8, void
from numpy.typing import NDArray

GRID = 2.0**30                      # costs and lengths are whole multiples of 1/GRID: sums are exact
POPS_PER_LOOK = 4096                # how often a running search looks whether it shall stop
HEAP_ROOM = 1024

# what stands together is read together
EDGE = np.dtype([*((name, "f8") for name in ("forward", "backward", "metres")), ("u", "i4"), ("v", "i4")])
ARC = np.dtype([("cost", "f8"), ("metres", "f8"), ("tail", "i4"), ("way", "i4")], align=True)
LEAVING = np.dtype([("cost", "f8"), ("metres", "f8"), ("origin", "i8")], align=True)
SPOT = np.dtype([("share", "f8"), ("edge", "i8")], align=True)
LABEL = np.dtype([("cost", "f8"), ("metres", "f8"), ("onward", "i8")], align=True)
WAITING = np.dtype([("cost", "f8"), ("node", "i8")], align=True)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
Records = NDArray[np.void]
Whole = int | np.int64
Function = TypeVar("Function", bound=Callable[..., Any])

INTS, FLOATS, TABLE, BYTES = int64[::1], float64[::1], float64[:, ::1], uint8[::1]
EDGES, ARCS, LEAVINGS, SPOTS, LABELS, HEAP = (
    numba.from_dtype(dtype)[::1] for dtype in (EDGE, ARC, LEAVING, SPOT, LABEL, WAITING)
)
GRAPH = numba.types.Tuple((ARCS, INTS, INTS, INTS, ARCS, INTS))  # type: ignore[no-untyped-call]
LEAVING_WAYS = numba.types.Tuple((LEAVINGS, INTS, INTS))  # type: ignore[no-untyped-call]


def compiled(signature: Any) -> Callable[[Function], Function]:
    """Compile for use without the interpreter's lock; keep the result if any folder takes it."""

    def compile_now(function: Function) -> Function:
        try:
            result: Any = njit(signature, cache=True, nogil=True)(function)
        except RuntimeError:        # no folder for the result can be written
            result = njit(signature, nogil=True)(function)
        return cast("Function", result)

    return compile_now


@compiled(float64(float64, float64))
def part(share: float, whole: float) -> float:
    """Return a share of a cost on the grid; nothing of it costs nothing, even where going is forbidden."""
    return float(np.rint(share * whole * GRID)) / GRID if share > 0.0 else 0.0


@compiled(ARCS(EDGES, INTS))
def sort_arcs(edges: Records, first: Ints) -> Records:
    """Sort the allowed directions of all edges by the node that they lead to.

    Parameters
    ----------
    first
        Zeros, shape (nodes + 1,); becomes the first arc of each node.

    Returns
    -------
    array
        Arcs; ``way`` is 2 × edge + (0 = along the edge, 1 = against it).
    """
    for k in range(2 * len(edges)):
        edge = edges[k >> 1]
        if (edge.backward if k & 1 else edge.forward) < np.inf:
            first[edge.u if k & 1 else edge.v] += 1
    for node in range(1, len(first)):
        first[node] += first[node - 1]      # for now the end of each node's arcs
    arcs = np.empty(first[-1], ARC)
    for k in range(2 * len(edges) - 1, -1, -1):
        edge = edges[k >> 1]
        cost = edge.backward if k & 1 else edge.forward
        if cost < np.inf:
            head = edge.u if k & 1 else edge.v
            first[head] -= 1
            arc = arcs[first[head]]
            arc.cost, arc.metres = cost, edge.metres
            arc.tail, arc.way = edge.v if k & 1 else edge.u, k
    return arcs


@compiled(int64(HEAP, int64, float64, int64))
def _push(heap: Records, size: int, cost: float, node: int) -> int:
    """Add an entry to a binary heap of ``size`` entries; returns the new size."""
    hole = size
    while hole > 0:
        above = (hole - 1) >> 1
        if heap[above].cost <= cost:
            break
        heap[hole].cost, heap[hole].node = heap[above].cost, heap[above].node
        hole = above
    heap[hole].cost, heap[hole].node = cost, node
    return size + 1


@compiled(int64(HEAP, int64))
def _drop_first(heap: Records, size: int) -> int:
    """Take the least entry out of a binary heap of ``size`` entries; returns the new size."""
    last = size - 1
    cost, node = heap[last].cost, heap[last].node
    hole, below = 0, 1
    while below < last:
        if below + 1 < last and heap[below + 1].cost < heap[below].cost:
            below += 1
        if heap[below].cost >= cost:
            break
        heap[hole].cost, heap[hole].node = heap[below].cost, heap[below].node
        hole, below = below, 2 * below + 1
    heap[hole].cost, heap[hole].node = cost, node
    return last


@compiled(HEAP(HEAP, int64))
def _with_room(heap: Records, room: int) -> Records:
    if room <= len(heap):
        return heap
    larger = np.empty(2 * room, WAITING)
    for k in range(len(heap)):              # a slice would take seconds to compile
        larger[k].cost, larger[k].node = heap[k].cost, heap[k].node
    return larger


@compiled(int64(EDGES, int64, float64, float64, LABELS, INTS, HEAP))
def _start(
    edges: Records, edge: int, share: float, limit: float, labels: Records, touched: Ints, heap: Records
) -> int:
    """Label the ends of a place's own edge and let them wait; returns how many (both, one or none)."""
    count = 0
    for against in range(2):
        node = edges[edge].v if against else edges[edge].u
        rest = 1.0 - share if against else share
        cost = part(rest, edges[edge].backward if against else edges[edge].forward)
        metres = part(rest, edges[edge].metres)
        label = labels[node]
        if cost == np.inf or cost > limit:  # no way to go, whatever stood in the label's metres before
            continue
        if cost > label.cost or (cost == label.cost and metres >= label.metres):
            continue
        label.cost, label.metres, label.onward = cost, metres, 2 * edge + against
        touched[count] = node               # an end that is both ends stands there twice: no harm
        count = _push(heap, count, cost, node)
    return count


@compiled(int64(ARCS, INTS, EDGES, int64, float64, float64, LABELS, INTS, BYTES))
def _spread(
    arcs: Records,
    first: Ints,
    edges: Records,
    edge: int,
    share: float,
    limit: float,
    labels: Records,
    touched: Ints,
    stop: Bytes,
) -> int:
    """Find least cost, and of equals least metres, from every node to a place, within a limit.

    ``labels`` hold cost inf before; those of the nodes reached are written, and ``touched`` lists the nodes.
    Returns how many it lists.
    """
    heap = np.empty(HEAP_ROOM, WAITING)
    count = _start(edges, edge, share, limit, labels, touched, heap)
    size, pops = count, 0
    while size > 0:
        cost, node = heap[0].cost, heap[0].node
        size = _drop_first(heap, size)
        if cost > labels[node].cost:
            continue
        pops += 1
        if pops % POPS_PER_LOOK == 0 and stop[0]:
            break
        heap = _with_room(heap, size + first[node + 1] - first[node])
        for k in range(first[node], first[node + 1]):
            arc, label = arcs[k], labels[arcs[k].tail]
            further, metres = cost + arc.cost, labels[node].metres + arc.metres
            if further > limit or further > label.cost:
                continue
            if further == label.cost and metres >= label.metres:
                continue
            if label.cost == np.inf:
                touched[count] = arc.tail
                count += 1
            label.cost, label.metres, label.onward = further, metres, arc.way
            size = _push(heap, size, further, arc.tail)
    return count


@compiled(void(LEAVINGS, int64, int64, float64, float64, FLOATS, FLOATS))
def _leave(
    leavings: Records, start: int, end: int, cost: float, metres: float, least: Floats, length: Floats
) -> None:
    """Give the origins that leave over a node what they need to get there by it, if that is better."""
    for k in range(start, end):
        leaving = leavings[k]
        whole, whole_m = cost + leaving.cost, metres + leaving.metres
        if whole < least[leaving.origin] or (
            whole == least[leaving.origin] and whole_m < length[leaving.origin]
        ):
            least[leaving.origin], length[leaving.origin] = whole, whole_m


@compiled(void(INTS, INTS, ARCS, INTS, LABELS))
def _read_off(order: Ints, wanted: Ints, ways: Records, first: Ints, labels: Records) -> None:
    """Give nodes that were taken out of the graph their labels from those of their neighbours then."""
    for place in wanted:
        label = labels[order[place]]
        for k in range(first[place], first[place + 1]):
            way = ways[k]
            there = labels[way.tail]
            cost = way.cost + there.cost
            if cost < label.cost or (
                cost == label.cost and cost < np.inf and way.metres + there.metres < label.metres
            ):
                label.cost, label.metres = cost, way.metres + there.metres


@compiled(void(EDGES, SPOTS, LEAVINGS, int64, int64, int64, float64, FLOATS, FLOATS))
def _go_straight(
    edges: Records,
    origins: Records,
    leavings: Records,
    start: int,
    end: int,
    edge: int,
    share: float,
    least: Floats,
    length: Floats,
) -> None:
    """Give the origins on the destination's own edge the way straight along it, if that is better."""
    for k in range(start, end):
        origin = leavings[k].origin
        if origins[origin].edge == edge:
            ahead = share - origins[origin].share
            metres = part(abs(ahead), edges[edge].metres)
            cost = np.inf
            if ahead >= 0.0:
                cost = part(ahead, edges[edge].forward)
            if ahead <= 0.0:
                cost = min(cost, part(-ahead, edges[edge].backward))
            if cost < least[origin] or (cost == least[origin] and metres < length[origin]):
                least[origin], length[origin] = cost, metres


@compiled(void(EDGES, SPOTS, LEAVINGS, INTS, INTS, int64, float64, LABELS, FLOATS, FLOATS))
def _reach_origins(
    edges: Records,
    origins: Records,
    leavings: Records,
    leaving_first: Ints,
    leaving_nodes: Ints,
    edge: int,
    share: float,
    labels: Records,
    least: Floats,
    length: Floats,
) -> None:
    """Write what every origin needs to get to the destination that the labels are for."""
    for node in leaving_nodes:
        label = labels[node]
        if label.cost < np.inf:
            start, end = leaving_first[node], leaving_first[node + 1]
            _leave(leavings, start, end, label.cost, label.metres, least, length)
    for against in range(2):
        node = edges[edge].v if against else edges[edge].u
        start, end = leaving_first[node], leaving_first[node + 1]
        _go_straight(edges, origins, leavings, start, end, edge, share, least, length)


@compiled(void(GRAPH, EDGES, LEAVING_WAYS, SPOTS, SPOTS, FLOATS, INTS, TABLE, TABLE, INTS, BYTES))
def search_columns(
    graph: tuple[Records, Ints, Ints, Ints, Records, Ints],
    edges: Records,
    leaving: tuple[Records, Ints, Ints],
    origins: Records,
    destinations: Records,
    limit: Floats,
    columns: Ints,
    least: Floats,
    metres: Floats,
    done: Ints,
    stop: Bytes,
) -> None:
    """Search from some destinations and write what every origin needs to get there.

    Parameters
    ----------
    graph
        Ways that lead to each node, and the first of each; the nodes taken out of the graph in their order,
        which places of it are wanted (backwards), ways from them, and the first of each.
    edges
        All edges.
    leaving
        Ways from origins to the ends of their edges, sorted by the end; the first of each node; the nodes
        that have any.
    origins, destinations
        Edge (-1 = none) and share of it before the place.
    limit
        Greatest cost of interest; shape (destinations,).
    columns
        The destinations to search from.
    least, metres
        Written: shape (columns, origins); inf and NaN where there is no way.
    done
        Counts the columns finished, at its only place.
    stop
        Others set its only place to 1 to stop the search.
    """
    arcs, first, order, wanted, ways, ways_first = graph
    leavings, leaving_first, leaving_nodes = leaving
    labels, touched = np.empty(len(first) - 1, LABEL), np.empty(len(first) + 1, np.int64)
    for node in range(len(labels)):
        labels[node].cost = np.inf
    for row in range(len(columns)):
        if stop[0]:
            return
        to = destinations[columns[row]]
        costs, lengths = least[row], metres[row]
        costs[:] = np.inf
        lengths[:] = np.nan
        if to.edge >= 0:
            count = _spread(arcs, first, edges, to.edge, to.share, limit[columns[row]], labels, touched, stop)
            _read_off(order, wanted, ways, ways_first, labels)
            _reach_origins(
                edges, origins, leavings, leaving_first, leaving_nodes, to.edge, to.share, labels,
                costs, lengths,
            )  # fmt: skip
            for k in range(count):
                labels[touched[k]].cost = np.inf
            for place in wanted:
                labels[order[place]].cost = np.inf
        done[0] += 1


@compiled(LABELS(ARCS, INTS, EDGES, int64, float64, float64))
def search_nodes(
    arcs: Records, first: Ints, edges: Records, edge: int, share: float, limit: float
) -> Records:
    """Search from one place (edge -1 = none); returns the labels of all nodes, cost inf = not reached."""
    labels, touched = np.empty(len(first) - 1, LABEL), np.empty(len(first) + 1, np.int64)
    for node in range(len(labels)):
        labels[node].cost, labels[node].metres, labels[node].onward = np.inf, np.nan, -1
    if edge >= 0:
        _spread(arcs, first, edges, edge, share, limit, labels, touched, np.zeros(1, np.uint8))
    return labels
