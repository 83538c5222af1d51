"""Compiled: the nearest of several places from every node, in one search.

Import it inside functions only, like ``gis.network.kernel``.
"""

from __future__ import annotations

import numba
import numpy as np
from numba import float64

from gis.network.kernel import (
    ARCS,
    EDGES,
    FLOATS,
    HEAP_ROOM,
    INTS,
    SPOTS,
    WAITING,
    Floats,
    Ints,
    Records,
    _drop_first,
    _push,
    _with_room,
    compiled,
    part,
)

NEAREST = np.dtype([("cost", "f8"), ("place", "i8")], align=True)
NEARESTS = numba.from_dtype(NEAREST)[::1]
NOBODY = -1


@compiled(NEARESTS(ARCS, INTS, EDGES, SPOTS, FLOATS, float64))
def search_nearest(
    arcs: Records, first: Ints, edges: Records, places: Records, start: Floats, limit: float
) -> Records:
    """Find least cost from every node to any of some places.

    Parameters
    ----------
    arcs, first, edges
        The graph, see ``gis.network.kernel.sort_arcs``.
    places
        Edge (-1 = none) and share of it.
    start
        What each place costs besides, whole multiples of the grid; shape (places,).
    limit
        Greatest cost of interest, ``start`` included.

    Returns
    -------
    array of records
        ``cost`` (inf = no way) and ``place`` (-1 = none), of equal costs the first place; shape (nodes,).
    """
    labels, heap, size = np.empty(len(first) - 1, NEAREST), np.empty(HEAP_ROOM, WAITING), 0
    for node in range(len(labels)):
        labels[node].cost, labels[node].place = np.inf, NOBODY
    for k in range(len(places)):
        edge = places[k].edge
        if edge < 0:
            continue
        heap = _with_room(heap, size + 2)
        for against in range(2):
            node = edges[edge].v if against else edges[edge].u
            rest = 1.0 - places[k].share if against else places[k].share
            cost = start[k] + part(rest, edges[edge].backward if against else edges[edge].forward)
            if cost <= limit and cost < labels[node].cost:
                labels[node].cost, labels[node].place = cost, k
                size = _push(heap, size, cost, node)
    while size > 0:
        cost, node = heap[0].cost, heap[0].node
        size = _drop_first(heap, size)
        if cost > labels[node].cost:
            continue
        place = labels[node].place
        heap = _with_room(heap, size + first[node + 1] - first[node])
        for k in range(first[node], first[node + 1]):
            further, label = cost + arcs[k].cost, labels[arcs[k].tail]
            if further > limit or further > label.cost:
                continue
            if further < label.cost or place < label.place:
                label.cost, label.place = further, place
                size = _push(heap, size, further, arcs[k].tail)
    return labels
