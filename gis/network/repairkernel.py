"""Compiled repair of searches after roads became worse; of it holds what :mod:`gis.network.kernel` says."""

from __future__ import annotations

import numba
import numpy as np
from numba import boolean, int64, void
from numpy.typing import NDArray

from gis.compiling import compiled
from gis.network.kernel import (
    FLOATS,
    GRAPH,
    INTS,
    NODE_TABLE,
    NODES,
    PLACE,
    STARTS,
    TABLE,
    Floats,
    Ints,
    Nodes,
)
from gis.network.placekernel import ENDS, ROADS, SITES, WAY, Roads, Sites, find_ends, look_from

MARKS = boolean[::1]
FLAT = numba.types.Tuple((FLOATS, FLOATS))  # type: ignore[no-untyped-call]
KEPT = numba.types.Tuple((TABLE, TABLE, NODE_TABLE))  # type: ignore[no-untyped-call]
CHANGES = numba.types.Tuple((INTS, INTS, FLOATS))  # type: ignore[no-untyped-call]
ROAD = numba.types.Tuple((GRAPH, FLOATS))  # type: ignore[no-untyped-call]

Marks = NDArray[np.bool_]
Graph = tuple[Nodes, Nodes, Floats]


@compiled(int64(GRAPH, INTS, NODES, NODES, MARKS))
def _hang_on(graph: Graph, changed: Ints, onward: Nodes, hit: Nodes, is_hit: Marks) -> int:
    """Find the nodes whose kept way leads over an arc that has changed: their number, and which they are."""
    first, tails, _ = graph
    count = 0
    for arc in changed:
        node = PLACE(~tails[arc] if tails[arc] < 0 else tails[arc])
        if onward[node] == arc and not is_hit[node]:
            hit[count], is_hit[node] = node, True
            count += 1
    done = 0
    while done < count:
        here = PLACE(hit[done])
        done += 1
        for arc in range(PLACE(first[here]), PLACE(first[here + 1])):
            node = PLACE(~tails[arc] if tails[arc] < 0 else tails[arc])
            if onward[node] == arc and not is_hit[node]:
                hit[count], is_hit[node] = node, True
                count += 1
    return count


@compiled(boolean(STARTS, MARKS))
def _is_met(leavings: tuple[Nodes, Floats, Floats], is_hit: Marks) -> bool:
    """Return whether a place can be left over one of some nodes."""
    for k in range(len(leavings[0])):
        for side in range(2):
            if leavings[1][k, side] < np.inf and is_hit[leavings[0][k, side]]:
                return True
    return False


@compiled(WAY(ROAD, STARTS, int64, int64, MARKS, FLAT))
def _go_around(
    turned: tuple[Graph, Floats],
    starts: tuple[Nodes, Floats, Floats],
    column: int,
    here: int,
    is_hit: Marks,
    labels: tuple[Floats, Floats],
) -> tuple[float, float]:
    """Return cost and metres of the best way on from a node over none of those hit."""
    (first, heads, weights), arc_metres = turned
    least, lengths = labels
    cost, length = np.inf, np.nan
    for side in range(2):
        over, over_m = starts[1][column, side], starts[2][column, side]
        if starts[0][column, side] == here and (over < cost or (over == cost and over_m < length)):
            cost, length = over, over_m
    for arc in range(PLACE(first[here]), PLACE(first[here + 1])):
        head = PLACE(~heads[arc] if heads[arc] < 0 else heads[arc])
        if is_hit[head]:
            continue
        over, over_m = weights[arc] + least[head], arc_metres[arc] + lengths[head]
        if over < cost or (over == cost and over_m < length):
            cost, length = over, over_m
    return cost, length


@compiled(void(ROAD, ROAD, STARTS, int64, NODES, MARKS, FLAT))
def _settle(
    graph: tuple[Graph, Floats],
    turned: tuple[Graph, Floats],
    starts: tuple[Nodes, Floats, Floats],
    column: int,
    hit: Nodes,
    is_hit: Marks,
    labels: tuple[Floats, Floats],
) -> None:
    """Search again for the nodes that were hit alone, from those that were not, and from the destination.

    They are taken in turn, the nearest of those with a way around first, and again when found to be nearer
    (Bellman 1958): no order is kept among them, for as few as they are.
    """
    (first, tails, weights), arc_metres = graph
    least, lengths = labels
    waiting, is_waiting = np.empty(len(hit), np.int32), np.zeros(len(least), np.bool_)
    used, front = 0, 0
    for here in hit:
        least[here], lengths[here] = _go_around(turned, starts, column, here, is_hit, labels)
        if least[here] < np.inf:
            waiting[used], is_waiting[here] = here, True
            used += 1
    order = waiting[:used]
    waiting[:used] = order[np.argsort(least[order])]
    size = used
    while size > 0:
        at = PLACE(waiting[front])
        front, size = (front + 1) % len(hit), size - 1
        is_waiting[at] = False
        cost = least[at]
        for arc in range(PLACE(first[at]), PLACE(first[at + 1])):
            tail, further = tails[arc], cost + weights[arc]
            node = PLACE(~tail if tail < 0 else tail)
            length = lengths[at] + arc_metres[arc]
            if further < least[node] or (further == least[node] and length < lengths[node]):
                least[node], lengths[node] = further, length
                if tail >= 0 and not is_waiting[node]:
                    waiting[(front + size) % len(hit)], is_waiting[node] = node, True
                    size += 1


@compiled(void(ROAD, ROAD, CHANGES, KEPT, ENDS, ROADS, SITES, SITES, boolean, MARKS, TABLE, TABLE))
def repair_places(
    graph: tuple[Graph, Floats],
    turned: tuple[Graph, Floats],
    changes: tuple[Ints, Ints, Floats],
    kept: tuple[Floats, Floats, Nodes],
    ends: tuple[Ints, Ints],
    roads: Roads,
    origins: Sites,
    destinations: Sites,
    has_moved: bool,
    is_due: Marks,
    costs: Floats,
    metres: Floats,
) -> None:
    """Work out cost and metres anew from what searches found before some arcs became worse.

    Parameters
    ----------
    graph, turned
        As it was, for searches towards the destinations, and turned round; each with the metres of its arcs.
    changes
        The arcs in the one and in the other, and their costs now (inf = closed), none of them less.
    kept
        What the searches found then: cost, metres and the arc that leads on (negative = none) of all nodes;
        shape (destinations, nodes).
    ends, roads, origins, destinations
        Roads and destinations as they were, see :func:`gis.network.placekernel.search_places`. Who stands on
        a changed edge is to be searched from instead.
    has_moved
        Some of the origins met the network elsewhere before.
    is_due
        Destinations looked at; True stays only where the figures of an origin can be others.
    costs, metres
        Written for those; shape (destinations, origins).

    Notes
    -----
    A node whose kept way goes over none of the arcs keeps its figures: that way is there, and no other has
    become better. The others hang below those arcs in the tree of the kept ways (Ramalingam and Reps 1996).
    """
    nodes = len(graph[0][0]) - 1
    weights, turned_weights = graph[0][2].copy(), turned[0][2].copy()
    weights[changes[0]], turned_weights[changes[1]] = changes[2], changes[2]
    now = (graph[0][0], graph[0][1], weights), graph[1]
    turned_now = (turned[0][0], turned[0][1], turned_weights), turned[1]
    starts = find_ends(ends[0], ends[1], roads, destinations)
    leavings = find_ends(ends[0], ends[1], (roads[1], roads[0], roads[2]), origins)
    hit, is_hit = np.empty(nodes, np.int32), np.zeros(nodes, np.bool_)
    for column in range(len(costs)):
        if not is_due[column]:
            continue
        count = _hang_on(graph[0], changes[0], kept[2][column], hit, is_hit)
        is_due[column] = has_moved or _is_met(leavings, is_hit)
        if is_due[column]:
            labels = kept[0][column].copy(), kept[1][column].copy()
            _settle(now, turned_now, starts, column, hit[:count], is_hit, labels)
            look_from(
                origins, leavings, roads, destinations, column, labels[0], labels[1],
                costs[column], metres[column],
            )  # fmt: skip
        for node in hit[:count]:
            is_hit[node] = False
