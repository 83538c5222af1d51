"""Compiled search. Import it inside functions only: it loads the compiler.

Every function is compiled once per machine, when this module is first loaded, and kept beside this file or,
where that folder cannot be written, in the user's own cache folder. The interpreter's lock is free while they
run. Each is compiled for the signatures that stand above it; one that takes ``None`` for lengths is compiled
twice, and without them the lines about lengths fall away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np
from numba import boolean, float64, int32, int64, uint8, uintp, void
from numpy.typing import NDArray

from gis.compiling import compiled

POPS_PER_LOOK = 4096                # how often a running search looks whether it shall stop
BUCKETS = 512                       # in the ring of those that wait; a power of two
LAST_BUCKET = BUCKETS - 1           # what is left of a number when whole rings are taken off
MOST = 2**62

Nodes = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
FloatsOrNone = Any                  # all such arrays are given or none: more than a type checker can know
NodesOrNone = Any

PLACE = cast("Callable[[int], int]", np.uintp)      # never negative: no place is counted from the end
NODES, FLOATS, BYTES, INTS = int32[::1], float64[::1], uint8[::1], int64[::1]
NODE_TABLE, TABLE = int32[:, ::1], float64[:, ::1]
NO = numba.types.none
GRAPH = numba.types.Tuple((NODES, NODES, FLOATS))  # type: ignore[no-untyped-call]
STARTS = numba.types.Tuple((NODE_TABLE, TABLE, TABLE))  # type: ignore[no-untyped-call]
QUEUE = numba.types.Tuple((NODES, FLOATS, NODES, NODES))  # type: ignore[no-untyped-call]


@compiled(GRAPH(INTS, INTS, FLOATS, FLOATS, NODES))
def sort_arcs(
    u: Ints, v: Ints, forward: Floats, backward: Floats, first: Nodes
) -> tuple[Nodes, Nodes, Floats]:
    """Sort the allowed directions of all edges by the node that they lead to.

    Parameters
    ----------
    first
        Zeros, shape (nodes + 1,); becomes the first arc of each node.

    Returns
    -------
    tuple of arrays
        Of the arcs: 2 × edge + (0 = along the edge, 1 = against it); the node that they come from, or ~node
        where that has no other edge; their costs.
    """
    edges = np.zeros(len(first), np.int32)      # of each node those that can be used
    for k in range(len(u)):
        is_along, is_against = forward[k] < np.inf, backward[k] < np.inf
        first[v[k]] += is_along
        first[u[k]] += is_against
        edges[u[k]] += is_along or is_against
        edges[v[k]] += is_along or is_against
    for node in range(1, len(first)):
        first[node] += first[node - 1]      # for now the end of each node's arcs
    arcs, tails = np.empty(first[-1], np.int32), np.empty(first[-1], np.int32)
    weights = np.empty(first[-1])
    for k in range(len(u) - 1, -1, -1):
        for against in range(1, -1, -1):
            cost, head, tail = (backward[k], u[k], v[k]) if against else (forward[k], v[k], u[k])
            if cost < np.inf:
                first[head] -= 1
                arcs[first[head]], weights[first[head]] = 2 * k + against, cost
                tails[first[head]] = ~tail if edges[tail] == 1 else tail
    return arcs, tails, weights


@compiled(void(QUEUE, int64, int64, float64, uintp))
def _wait(queue: tuple[Nodes, Floats, Nodes, Nodes], used: int, bucket: int, cost: float, node: int) -> None:
    """Put an entry into a bucket, behind those used so far."""
    heads, keys, nodes, nexts = queue
    entry, at = PLACE(used), PLACE(bucket)
    keys[entry], nodes[entry], nexts[entry] = cost, node, heads[at]
    heads[at] = used


@compiled(
    boolean(GRAPH, NO, STARTS, FLOATS, float64, int64, TABLE, NO, NO, INTS, BYTES),
    boolean(GRAPH, FLOATS, STARTS, FLOATS, float64, int64, TABLE, TABLE, NODE_TABLE, INTS, BYTES),
)
def search_nodes(  # noqa: C901 - one loop: functions of its parts would have to be compiled in again
    graph: tuple[Nodes, Nodes, Floats],
    arc_metres: FloatsOrNone,
    starts: tuple[Nodes, Floats, Floats],
    limits: Floats,
    width: float,
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
    width
        Costs that lie no farther apart may be taken in any order. Matters to the time alone: the smaller, the
        fewer nodes are gone through twice, and the more often there is nothing to take.
    room
        How many entries there may be in a search.
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

    Notes
    -----
    Nodes wait in a ring of buckets, each as wide as ``width`` (Dial 1969; Meyer and Sanders 2003); a node
    found to be nearer later is gone through once more, so that the figures are those of any other order.
    What costs more than the ring reaches waits in its last bucket, and is put off again from there.
    """
    first, tails, weights = graph
    per_width = 1.0 / width
    heads = np.full(BUCKETS, -1, np.int32)      # the first entry of each bucket, -1 = empty
    keys, nodes, nexts = np.empty(room), np.empty(room, np.int32), np.empty(room, np.int32)
    queue = heads, keys, nodes, nexts
    pops = 0
    for row in range(len(costs)):
        least, limit, used, size, now = costs[row], limits[row], 0, 0, MOST
        for node in range(len(least)):
            least[node] = np.inf
            if metres is not None:
                metres[row, node] = np.nan
        for k in range(starts[0].shape[1]):
            if starts[1][row, k] <= limit and starts[1][row, k] < np.inf:
                now = min(now, int(starts[1][row, k] * per_width))
        for k in range(starts[0].shape[1]):
            node, cost = PLACE(starts[0][row, k]), starts[1][row, k]
            if cost == np.inf or cost > limit or cost > least[node]:
                continue
            if metres is None:
                if cost == least[node]:
                    continue
            else:
                if cost == least[node] and starts[2][row, k] >= metres[row, node]:
                    continue
                metres[row, node], onward[row, node] = starts[2][row, k], -1 - k
            least[node] = cost
            at = min(int(cost * per_width), now + BUCKETS - 1) & LAST_BUCKET
            _wait(queue, used, at, cost, node)
            used, size = used + 1, size + 1
        while size > 0:
            bucket = PLACE(now & LAST_BUCKET)
            if heads[bucket] < 0:
                now += 1
                continue
            entry = PLACE(heads[bucket])
            here, cost = PLACE(nodes[entry]), keys[entry]
            heads[bucket] = nexts[entry]
            if int(cost * per_width) > now and cost <= least[here]:
                place = PLACE(min(int(cost * per_width), now + BUCKETS - 1) & LAST_BUCKET)
                nexts[entry], heads[place] = heads[place], entry
                continue
            size -= 1
            if cost > least[here]:
                continue
            pops += 1
            if pops % POPS_PER_LOOK == 0 and stop[0]:
                return True
            if used + first[here + 1] - first[here] > room:
                return False
            for k in range(PLACE(first[here]), PLACE(first[here + 1])):
                tail, further = tails[k], cost + weights[k]
                node = PLACE(~tail if tail < 0 else tail)
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
                if tail >= 0:
                    at = min(int(further * per_width), now + BUCKETS - 1) & LAST_BUCKET
                    _wait(queue, used, at, further, node)
                    used, size = used + 1, size + 1
        if stop[0]:
            return True
        done[0] += 1
    return True
