"""Compiled search. Import it inside functions only: it loads the compiler.

Every function is compiled once per machine, at its first call, and kept beside this file or, where that
folder cannot be written, in the user's own cache folder. The interpreter's lock is free while they run. All
take plain arrays of fixed types, so that each is compiled for one signature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

GRID = 2.0**30                      # costs and lengths are whole multiples of 1/GRID: sums are exact
POPS_PER_LOOK = 4096                # how often a running search looks whether it shall stop
NONE = -1
HEAP_ROOM = 1024
OVER_V, OVER_U, ALONG, AGAINST = range(4)    # ways to leave a place in the middle of an edge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Rows = tuple[Ints, Shorts, Shorts, Floats, Floats]
Edges = tuple[Ints, Ints, Floats, Floats, Floats]
Spots = tuple[Ints, Floats]
Labels = tuple[Floats, Floats, Shorts, Shorts]
Heap = tuple[Floats, Shorts]
Whole = int | np.int64
Function = TypeVar("Function", bound=Callable[..., Any])


def _compile(function: Function) -> Function:
    """Compile a function for use without the interpreter's lock; keep the result if any folder takes it."""
    try:
        compiled: Any = njit(cache=True, nogil=True)(function)
    except RuntimeError:            # no folder for the result can be written
        compiled = njit(nogil=True)(function)
    return cast("Function", compiled)


@_compile
def reversed_rows(
    node_count: int, u: Ints, v: Ints, forward: Floats, backward: Floats
) -> tuple[Ints, Shorts, Shorts]:
    """Sort the allowed directions of all edges by the node that they lead to.

    Returns
    -------
    tuple of arrays
        First arc of each node, shape (nodes + 1,); the node that each arc comes from and its direction as
        2 × edge + (0 = along the edge, 1 = against it), shape (arcs,).
    """
    first = np.zeros(node_count + 1, np.int64)
    for edge in range(len(u)):
        if forward[edge] < np.inf:
            first[v[edge] + 1] += 1
        if backward[edge] < np.inf:
            first[u[edge] + 1] += 1
    for node in range(node_count):
        first[node + 1] += first[node]
    count = first[node_count]
    tail, way = np.empty(count, np.int32), np.empty(count, np.int32)
    place = first[:-1].copy()
    for edge in range(len(u)):
        if forward[edge] < np.inf:
            tail[place[v[edge]]] = u[edge]
            way[place[v[edge]]] = 2 * edge
            place[v[edge]] += 1
        if backward[edge] < np.inf:
            tail[place[u[edge]]] = v[edge]
            way[place[u[edge]]] = 2 * edge + 1
            place[u[edge]] += 1
    return first, tail, way


@_compile
def part(share: float, whole: float) -> float:
    """Return a share of a cost on the grid; nothing of it costs nothing, even where going is forbidden."""
    return float(np.rint(share * whole * GRID)) / GRID if share > 0.0 else 0.0


@_compile
def _push(keys: Floats, nodes: Shorts, size: int, key: float, node: Whole) -> None:
    """Add an entry to a binary heap of ``size`` entries."""
    hole = size
    while hole > 0:
        above = (hole - 1) >> 1
        if keys[above] <= key:
            break
        keys[hole] = keys[above]
        nodes[hole] = nodes[above]
        hole = above
    keys[hole] = key
    nodes[hole] = node


@_compile
def _drop_first(keys: Floats, nodes: Shorts, size: int) -> None:
    """Take the least entry out of a binary heap of ``size`` entries."""
    last = size - 1
    key, node = keys[last], nodes[last]
    hole, below = 0, 1
    while below < last:
        if below + 1 < last and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[hole] = keys[below]
        nodes[hole] = nodes[below]
        hole = below
        below = 2 * hole + 1
    keys[hole] = key
    nodes[hole] = node


@_compile
def best_way(
    edges: Edges, place: tuple[int, float], to: tuple[int, float], labels: Labels
) -> tuple[float, float, int]:
    """Choose how to leave a place on an edge: over an end, or straight to a destination on the same edge.

    Returns
    -------
    tuple
        Cost (inf = no way), metres and choice: least cost, of equals least metres, of equals the first.
    """
    u, v, forward, backward, length = edges
    edge, share = place
    ahead = to[1] - share
    cost = part(1.0 - share, forward[edge]) + labels[0][v[edge]]
    metres = part(1.0 - share, length[edge]) + labels[1][v[edge]]
    choice = OVER_V
    for other in (OVER_U, ALONG, AGAINST):
        if other == OVER_U:
            next_cost = part(share, backward[edge]) + labels[0][u[edge]]
            next_metres = part(share, length[edge]) + labels[1][u[edge]]
        elif to[0] != edge or (ahead if other == ALONG else -ahead) < 0.0:
            continue
        else:
            next_cost = part(abs(ahead), forward[edge] if other == ALONG else backward[edge])
            next_metres = part(abs(ahead), length[edge])
        if next_cost < cost or (next_cost == cost and next_metres < metres):
            cost, metres, choice = next_cost, next_metres, other
    return cost, metres, choice


@_compile
def _reach(
    node: Whole,
    label: tuple[float, float, Whole],
    limit: float,
    labels: Labels,
    heap: Heap,
    fill: tuple[int, int],
) -> tuple[int, int]:
    """Give a node a label if it is a better one; returns how many nodes are touched and wait in the heap."""
    cost, metres, onward, touched = labels
    count, size = fill
    least, length, way = label
    if least > limit or least > cost[node] or least == np.inf:
        return count, size
    if least == cost[node] and length >= metres[node]:
        return count, size
    if cost[node] == np.inf:
        touched[count] = node
        count += 1
    cost[node] = least
    metres[node] = length
    onward[node] = way
    _push(heap[0], heap[1], size, least, node)
    return count, size + 1


@_compile
def _grown(heap: Heap, room: int) -> Heap:
    keys, nodes = np.empty(room, np.float64), np.empty(room, np.int32)
    for k in range(len(heap[0])):          # slices would take seconds to compile
        keys[k], nodes[k] = heap[0][k], heap[1][k]
    return keys, nodes


@_compile
def _spread(
    rows: Rows, edges: Edges, place: tuple[int, float], limit: float, labels: Labels, heap: Heap, stop: Bytes
) -> tuple[int, Heap]:
    """Find least cost, and of equals least metres, from every node to a place, within a limit.

    ``labels``: cost (inf before), metres, the way that leads on (see ``reversed_rows``) and the list of nodes
    touched; written for the nodes reached only.

    Returns
    -------
    tuple
        Count of nodes touched, and the heap for further use (it grows as needed).
    """
    first, tail, way, arc_cost, arc_metres = rows
    u, v, forward, backward, length = edges
    edge, share = place
    count, size, pops = 0, 0, 0
    for against in range(2):                # from either end of the place's own edge
        node = v[edge] if against else u[edge]
        rest = 1.0 - share if against else share
        cost = part(rest, backward[edge] if against else forward[edge])
        label = cost, part(rest, length[edge]), 2 * edge + against
        count, size = _reach(node, label, limit, labels, heap, (count, size))
    while size > 0:
        key, node = heap[0][0], np.int64(heap[1][0])
        _drop_first(heap[0], heap[1], size)
        size -= 1
        if key > labels[0][node]:
            continue
        pops += 1
        if pops % POPS_PER_LOOK == 0 and stop[0]:
            break
        start, end = first[node], first[node + 1]
        if size + end - start > len(heap[0]):
            heap = _grown(heap, 2 * len(heap[0]) + end - start)
        length_m = labels[1][node]
        for arc in range(start, end):
            further = key + arc_cost[arc], length_m + arc_metres[arc], np.int64(way[arc])
            count, size = _reach(np.int64(tail[arc]), further, limit, labels, heap, (count, size))
    return count, heap


@_compile
def _blank(node_count: int) -> tuple[Labels, Heap]:
    """Return labels of nodes that nothing has reached, and an empty heap."""
    cost, metres = np.full(node_count, np.inf), np.empty(node_count)
    onward, touched = np.full(node_count, NONE, np.int32), np.empty(node_count, np.int32)
    return (cost, metres, onward, touched), (np.empty(HEAP_ROOM), np.empty(HEAP_ROOM, np.int32))


@_compile
def search_columns(
    rows: Rows,
    edges: Edges,
    origins: Spots,
    destinations: Spots,
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
    rows, edges
        The graph: ``reversed_rows`` with cost and metres of each arc; u, v, forward, backward and length.
    origins, destinations
        Edge (-1 = none) and share of it.
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
    labels, heap = _blank(len(rows[0]) - 1)
    for row in range(len(columns)):
        if stop[0]:
            return
        column = columns[row]
        to = destinations[0][column], destinations[1][column]
        count = 0
        if to[0] >= 0:
            count, heap = _spread(rows, edges, to, limit[column], labels, heap, stop)
        for origin in range(len(origins[0])):
            least[row, origin], metres[row, origin] = np.inf, np.nan
            place = origins[0][origin], origins[1][origin]
            if place[0] >= 0 and to[0] >= 0:
                cost, length, _ = best_way(edges, place, to, labels)
                if cost < np.inf:
                    least[row, origin], metres[row, origin] = cost, length
        for k in range(count):
            labels[0][labels[3][k]] = np.inf
        done[0] += 1


@_compile
def search_nodes(rows: Rows, edges: Edges, place: tuple[int, float], limit: float, stop: Bytes) -> Labels:
    """Search from one place; returns the labels of all nodes, see ``_spread``."""
    labels, heap = _blank(len(rows[0]) - 1)
    if place[0] >= 0:
        _spread(rows, edges, place, limit, labels, heap, stop)
    return labels
