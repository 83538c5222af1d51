"""Compiled search. Import it inside functions only: it loads the compiler.

Every function is compiled once per machine, when this module is first loaded, and kept beside this file or,
where that folder cannot be written, in the user's own cache folder. The interpreter's lock is free while they
run. Each is compiled for the signatures that stand above it; one that takes ``None`` for lengths is compiled
twice, and without them the lines about lengths fall away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import boolean, float64, int32, int64, njit, uint8, void
from numpy.typing import NDArray

POPS_PER_LOOK = 4096                # how often a running search looks whether it shall stop

Nodes = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
FloatsOrNone = Any                  # all such arrays are given or none: more than a type checker can know
NodesOrNone = Any
Function = TypeVar("Function", bound=Callable[..., Any])

NODES, FLOATS, BYTES, INTS = int32[::1], float64[::1], uint8[::1], int64[::1]
NODE_TABLE, TABLE = int32[:, ::1], float64[:, ::1]
NO = numba.types.none
GRAPH = numba.types.Tuple((NODES, NODES, FLOATS))  # type: ignore[no-untyped-call]
STARTS = numba.types.Tuple((NODE_TABLE, TABLE, TABLE))  # type: ignore[no-untyped-call]


def compiled(*signatures: Any) -> Callable[[Function], Function]:
    """Compile for use without the interpreter's lock; keep the result if any folder takes it."""

    def compile_now(function: Function) -> Function:
        try:
            result: Any = njit(list(signatures), cache=True, nogil=True)(function)
        except RuntimeError:        # no folder for the result can be written
            result = njit(list(signatures), nogil=True)(function)
        return cast("Function", result)

    return compile_now


@compiled(NODES(NODES, NODES, FLOATS, FLOATS, NODES))
def sort_arcs(u: Nodes, v: Nodes, forward: Floats, backward: Floats, first: Nodes) -> Nodes:
    """Sort the allowed directions of all edges by the node that they lead to.

    Parameters
    ----------
    first
        Zeros, shape (nodes + 1,); becomes the first arc of each node.

    Returns
    -------
    array
        Arcs, each 2 × edge + (0 = along the edge, 1 = against it).
    """
    for k in range(len(u)):
        first[v[k]] += forward[k] < np.inf
        first[u[k]] += backward[k] < np.inf
    for node in range(1, len(first)):
        first[node] += first[node - 1]      # for now the end of each node's arcs
    arcs = np.empty(first[-1], np.int32)
    for k in range(len(u) - 1, -1, -1):
        if backward[k] < np.inf:
            first[u[k]] -= 1
            arcs[first[u[k]]] = 2 * k + 1
        if forward[k] < np.inf:
            first[v[k]] -= 1
            arcs[first[v[k]]] = 2 * k
    return arcs


@compiled(void(FLOATS, NODES, int64, float64, int64))
def _sink(keys: Floats, nodes: Nodes, size: int, cost: float, node: int) -> None:
    """Put an entry into a binary heap of ``size`` places, the first of which is free."""
    hole, below = 0, 1
    while below < size:
        below += int(keys[below + 1] < keys[below])     # behind the last one stands inf
        if keys[below] >= cost:
            break
        keys[hole], nodes[hole] = keys[below], nodes[below]
        hole, below = below, 2 * below + 1
    keys[hole], nodes[hole] = cost, node


@compiled(void(FLOATS, NODES, int64, float64, int64))
def _rise(keys: Floats, nodes: Nodes, hole: int, cost: float, node: int) -> None:
    """Put an entry into a binary heap whose last place, ``hole``, is free."""
    keys[hole + 1] = np.inf
    while hole > 0:
        above = (hole - 1) >> 1
        if keys[above] <= cost:
            break
        keys[hole], nodes[hole] = keys[above], nodes[above]
        hole = above
    keys[hole], nodes[hole] = cost, node


@compiled(
    boolean(GRAPH, NO, STARTS, FLOATS, int64, TABLE, NO, NO, INTS, BYTES),
    boolean(GRAPH, FLOATS, STARTS, FLOATS, int64, TABLE, TABLE, NODE_TABLE, INTS, BYTES),
)
def search_nodes(  # noqa: C901 - one loop: functions of its parts would have to be compiled in again
    graph: tuple[Nodes, Nodes, Floats],
    arc_metres: FloatsOrNone,
    starts: tuple[Nodes, Floats, Floats],
    limits: Floats,
    room: int,
    costs: Floats,
    metres: FloatsOrNone,
    onward: NodesOrNone,
    done: Ints,
    stop: Bytes,
) -> bool:
    """Search from starts: least cost, and of equals least metres, from every node to the nearest of them.

    Parameters
    ----------
    graph
        First arc of each node; tail and cost of the arcs. ~tail = from there nothing leads further.
    arc_metres
        Length of the arcs; None = only cost counts.
    starts
        Of each search the nodes, and what is left to go from them: cost (inf = no start) and metres; shapes
        (searches, starts).
    limits
        Greatest cost of interest; shape (searches,).
    room
        How many entries the heap may have.
    costs
        Written: shape (searches, nodes), inf = no way.
    metres, onward
        Written: metres, NaN = no way; where there is one, the arc that leads on, or -1 - start.
    done
        Counts the searches finished, at its only place.
    stop
        Others set its only place to 1 to stop the search.

    Returns
    -------
    bool
        False where there was not room enough: try again with more.
    """
    first, tails, weights = graph
    keys, nodes, pops = np.empty(room + 2), np.empty(room + 2, np.int32), 0
    for row in range(len(costs)):
        least, limit, size = costs[row], limits[row], 0
        for node in range(len(least)):
            least[node] = np.inf
            if metres is not None:
                metres[row, node] = np.nan
        for k in range(starts[0].shape[1]):
            node, cost = starts[0][row, k], starts[1][row, k]
            if cost == np.inf or cost > limit or cost > least[node]:
                continue
            if metres is not None:
                if cost == least[node] and starts[2][row, k] >= metres[row, node]:
                    continue
                metres[row, node], onward[row, node] = starts[2][row, k], -1 - k
            least[node] = cost
            _rise(keys, nodes, size, cost, node)
            size += 1
        while size > 0:
            here, cost = nodes[0], keys[0]
            is_free = True                  # the heap's first place
            if cost <= least[here]:
                pops += 1
                if pops % POPS_PER_LOOK == 0 and stop[0]:
                    return True
                if size + first[here + 1] - first[here] > room:
                    return False
                for k in range(first[here], first[here + 1]):
                    node, further = tails[k], cost + weights[k]
                    is_end = node < 0
                    if is_end:
                        node = ~node
                    if further > limit or further > least[node]:
                        continue
                    if metres is None:
                        if further == least[node]:
                            continue
                    else:
                        length = metres[row, here] + arc_metres[k]
                        if further == least[node] and length >= metres[row, node]:
                            continue
                        metres[row, node], onward[row, node] = length, k
                    least[node] = further
                    if is_end:
                        continue
                    if is_free:             # cheaper than to fill the place from behind first
                        _sink(keys, nodes, size, further, node)
                        is_free = False
                    else:
                        _rise(keys, nodes, size, further, node)
                        size += 1
            if is_free:
                size -= 1
                further, node = keys[size], nodes[size]
                keys[size] = np.inf
                if size > 0:
                    _sink(keys, nodes, size, further, node)
        if stop[0]:
            return True
        done[0] += 1
    return True
