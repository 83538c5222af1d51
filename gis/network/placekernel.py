"""Compiled search from place to place: see :mod:`gis.network.kernel`, of which the same holds."""

from __future__ import annotations

import numba
import numpy as np
from numba import boolean, float64, int64, void
from numpy.typing import NDArray

from gis.compiling import compiled
from gis.network.kernel import (
    BYTES,
    FLOATS,
    GRAPH,
    INTS,
    NO,
    NODES,
    STARTS,
    TABLE,
    Bytes,
    Floats,
    FloatsOrNone,
    Ints,
    Nodes,
    search_nodes,
)

GRID = 2.0**30                      # costs and lengths are whole multiples of 1/GRID: sums are exact

Roads = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
Sites = tuple[NDArray[np.int64], NDArray[np.float64]]
Timing = tuple[float, float, float, float, float]

ROADS = numba.types.Tuple((FLOATS, FLOATS, FLOATS))  # type: ignore[no-untyped-call]
SITES = numba.types.Tuple((INTS, FLOATS))  # type: ignore[no-untyped-call]
WAY = numba.types.Tuple((float64, float64))  # type: ignore[no-untyped-call]
CHANGES = numba.types.Tuple((INTS, INTS, FLOATS))  # type: ignore[no-untyped-call]
RULE = numba.types.Tuple((float64, boolean))  # type: ignore[no-untyped-call]
FLAGS = boolean[:, ::1]
ENDS = numba.types.Tuple((INTS, INTS))  # type: ignore[no-untyped-call]
WIDTH = numba.types.Tuple((float64, int64))  # type: ignore[no-untyped-call]
TIMING = numba.types.UniTuple(float64, 5)  # type: ignore[no-untyped-call]
KNOWN = numba.types.Tuple((TABLE, FLOATS, FLOATS))  # type: ignore[no-untyped-call]
GRAPHS = numba.types.Tuple((GRAPH, GRAPH))  # type: ignore[no-untyped-call]
LOOK = SITES, STARTS, ROADS, SITES, int64, FLOATS
REST = WIDTH, FLOATS, ENDS, ROADS, SITES, SITES, TABLE, TABLE, INTS, BYTES


@compiled(float64(float64, float64))
def part_of(share: float, whole: float) -> float:
    """Return the cost of a share of an edge, on the grid; nothing of it is free even if forbidden."""
    return float(np.rint(share * whole * GRID) / GRID) if share > 0 else 0.0


@compiled(STARTS(INTS, INTS, ROADS, SITES))
def find_ends(u: Ints, v: Ints, roads: Roads, sites: Sites) -> tuple[Nodes, Floats, Floats]:
    """Return the ends u, v of the edges of places; cost and metres between place and end.

    Parameters
    ----------
    roads
        Of each edge: cost of u to v of the way between the places and u; of that between them and v; metres.
    sites
        Edge (-1 = none) and share of it before the place.

    Returns
    -------
    tuple of arrays
        Shapes (places, 2); cost inf = no way.
    """
    shape = len(sites[0]), 2
    nodes, costs, metres = np.zeros(shape, np.int32), np.full(shape, np.inf), np.zeros(shape)
    for k in range(len(sites[0])):
        edge, share = sites[0][k], sites[1][k]
        if edge < 0:
            continue
        nodes[k, 0], nodes[k, 1] = u[edge], v[edge]
        costs[k, 0], costs[k, 1] = part_of(share, roads[0][edge]), part_of(1 - share, roads[1][edge])
        metres[k, 0], metres[k, 1] = part_of(share, roads[2][edge]), part_of(1 - share, roads[2][edge])
    return nodes, costs, metres


@compiled(WAY(ROADS, int64, float64))
def _go_straight(roads: Roads, edge: int, ahead: float) -> tuple[float, float]:
    """Return cost and metres of going ahead on one edge by a share of it, or back where that is negative."""
    along = part_of(ahead, roads[0][edge]) if ahead >= 0 else np.inf
    against = part_of(-ahead, roads[1][edge]) if ahead <= 0 else np.inf
    return min(along, against), part_of(abs(ahead), roads[2][edge])


@compiled(float64(STARTS, int64, FLOATS))
def _over_ends(ends: tuple[Nodes, Floats, Floats], place: int, costs: Floats) -> float:
    """Return the least cost of a place over both ends of its edge, given that of all nodes."""
    over_u = costs[ends[0][place, 0]] + ends[1][place, 0]
    over_v = costs[ends[0][place, 1]] + ends[1][place, 1]
    return float(min(over_u, over_v))


@compiled(boolean(GRAPH, WIDTH, NODES, TABLE))
def _search_from(
    graph: tuple[Nodes, Nodes, Floats], width: tuple[float, int], nodes: Nodes, costs: Floats
) -> bool:
    """Write what it costs from all nodes to some, shape (some, nodes); False = not room enough."""
    starts = nodes.reshape(-1, 1), np.zeros((len(nodes), 1)), np.zeros((len(nodes), 1))
    limits, done, stop = np.full(len(nodes), np.inf), np.zeros(1, np.int64), np.zeros(1, np.uint8)
    return bool(
        search_nodes(graph, None, starts, limits, width[0], width[1], costs, None, None, done, stop)
    )


@compiled(boolean(GRAPHS, boolean, WIDTH, NODES, CHANGES, RULE, STARTS, STARTS, KNOWN, TIMING, FLAGS))
def mark_pairs(
    graphs: tuple[tuple[Nodes, Nodes, Floats], tuple[Nodes, Nodes, Floats]],
    is_symmetric: bool,
    width: tuple[float, int],
    nodes: Nodes,
    arcs: tuple[Ints, Ints, Floats],
    rule: tuple[float, bool],
    origins: tuple[Nodes, Floats, Floats],
    destinations: tuple[Nodes, Floats, Floats],
    known: tuple[Floats, Floats, Floats],
    timing: Timing,
    pairs: NDArray[np.bool_],
) -> bool:
    """Mark the pairs to which arcs matter whose cost has changed; False = not room enough.

    Who goes over one to a destination gets over it to its head, and from its tail, as cheaply as any way.

    Parameters
    ----------
    graphs
        For searches towards nodes, and the same turned round (not looked at where ``is_symmetric``).
    width
        Of the buckets, and how much room there is, see :func:`search_nodes`.
    nodes
        Ends of the arcs.
    arcs
        Of each arc the positions in ``nodes`` of its tail and its head, and its cost.
    rule
        Slack for equals, and whether the arcs are worse now.
    origins, destinations
        Both ends of their edges, and cost to there or from there.
    known
        Seconds of the pairs before the change, NaN = no way; the approaches.
    timing
        How cost became seconds, see :func:`write_figures`.
    pairs
        Written where True; shape as the seconds.
    """
    least, (tie, is_worse) = known[0], rule
    before = np.empty((len(nodes), len(graphs[0][0]) - 1))
    if not _search_from(graphs[0], width, nodes, before):
        return False
    behind = before
    if not is_symmetric:
        behind = np.empty_like(before)
        if not _search_from(graphs[1], width, nodes, behind):
            return False
    from_head, columns = np.empty(least.shape[1]), np.empty(least.shape[1], np.int64)
    for k in range(len(arcs[2])):
        tail, head, own, count = arcs[0][k], arcs[1][k], arcs[2][k], 0
        for column in range(least.shape[1]):
            cost = _over_ends(destinations, column, behind[head])
            if cost < np.inf and own + cost <= _over_ends(destinations, column, behind[tail]) + 2 * tie:
                from_head[count], columns[count] = cost, column
                count += 1
        for row in range(least.shape[0] if count else 0):
            cost = _over_ends(origins, row, before[tail])
            if cost == np.inf or cost + own > _over_ends(origins, row, before[head]) + 2 * tie:
                continue
            for i in range(count):
                column = columns[i]
                walked_s = (known[1][row] + known[2][column]) / timing[1]
                was = (least[row, column] - walked_s - timing[2] - timing[3]) / timing[0]
                if cost + own + from_head[i] <= was + tie or (np.isnan(was) and not is_worse):
                    pairs[row, column] = True
    return True


@compiled(void(TABLE, TABLE, FLOATS, FLOATS, INTS, boolean, TIMING, TABLE, TABLE))
def write_figures(
    cost: Floats,
    metres: Floats,
    near_m: Floats,
    far_m: Floats,
    chosen: Ints,
    is_turned: bool,
    timing: Timing,
    seconds: Floats,
    lengths: Floats,
) -> None:
    """Write seconds and metres from point to point, NaN = no way or beyond the cut-off.

    Parameters
    ----------
    cost, metres
        From the places searched to all others; shape (chosen, others).
    near_m, far_m
        Approaches of the others, and of those that could be searched from.
    chosen
        Which of these were.
    is_turned
        They are origins (rows of the figures), else destinations (columns).
    timing
        Seconds of a unit of cost, metres a second of the approaches, seconds of waiting and of stops, the
        cut-off (inf = none).
    seconds, lengths
        Written; shape (origins, destinations).
    """
    for k in range(len(near_m)):
        for i in range(len(chosen)):
            place = chosen[i]
            approach = near_m[k] + far_m[place]
            value = cost[i, k] * timing[0] + approach / timing[1] + timing[2] + timing[3]
            length = metres[i, k] + approach
            if not (value <= timing[4] and value < np.inf):
                value, length = np.nan, np.nan
            if is_turned:
                seconds[place, k], lengths[place, k] = value, length
            else:
                seconds[k, place], lengths[k, place] = value, length


@compiled(void(*LOOK, NO, FLOATS, FLOATS), void(*LOOK, FLOATS, FLOATS, FLOATS))
def look_from(
    origins: Sites,
    leavings: tuple[Nodes, Floats, Floats],
    roads: Roads,
    destinations: Sites,
    column: int,
    least: Floats,
    lengths: FloatsOrNone,
    costs: Floats,
    metres: Floats,
) -> None:
    """Look at what it costs from the origins to one of the destinations, given that of all nodes.

    Parameters
    ----------
    origins, roads, destinations
        See :func:`search_places`.
    leavings
        Of the origins, see :func:`find_ends`.
    least, lengths
        Cost and metres of the nodes; None = the cost is the length itself.
    costs, metres
        Written; shape (origins,).
    """
    for k in range(len(costs)):
        cost, length = np.inf, np.nan
        for side in range(1, -1, -1):
            node = leavings[0][k, side]
            over = least[node] + leavings[1][k, side]
            over_m = over if lengths is None else lengths[node] + leavings[2][k, side]
            if over < cost or (over == cost and over_m < length):
                cost, length = over, over_m
        if origins[0][k] == destinations[0][column] >= 0:
            ahead = destinations[1][column] - origins[1][k]
            over, over_m = _go_straight(roads, origins[0][k], ahead)
            if over < cost or (over == cost and over_m < length):
                cost, length = over, over_m
        costs[k], metres[k] = cost, length


@compiled(boolean(GRAPH, NO, *REST), boolean(GRAPH, FLOATS, *REST))
def search_places(
    graph: tuple[Nodes, Nodes, Floats],
    arc_metres: FloatsOrNone,
    width: tuple[float, int],
    limits: Floats,
    ends: tuple[Ints, Ints],
    roads: Roads,
    origins: Sites,
    destinations: Sites,
    costs: Floats,
    metres: Floats,
    done: Ints,
    stop: Bytes,
) -> bool:
    """Search from destinations as :func:`search_nodes` does, and look at what it costs from the origins.

    Parameters
    ----------
    arc_metres
        None = the cost is the length itself.
    width
        Of the buckets, and how much room there is.
    ends
        Nodes u and v of the edges.
    roads
        Cost of the edges along and against, and metres.
    origins, destinations
        Where they are: edge (-1 = none) and share of it.
    costs, metres
        Written: inf and NaN where there is no way; shape (destinations, origins).
    """
    shape = 1, len(graph[0]) - 1
    least, lengths, onward = np.empty(shape), None, None
    if arc_metres is not None:
        lengths, onward = np.empty(shape), np.empty(shape, np.int32)
    starts = find_ends(ends[0], ends[1], roads, destinations)
    leavings = find_ends(ends[0], ends[1], (roads[1], roads[0], roads[2]), origins)
    for row in range(len(costs)):
        start, end = row, row + 1
        own = starts[0][start:end], starts[1][start:end], starts[2][start:end]
        if not search_nodes(
            graph, arc_metres, own, limits[start:end], width[0], width[1], least, lengths, onward, done, stop
        ):
            return False
        if stop[0]:
            return True
        if lengths is None:
            look_from(origins, leavings, roads, destinations, row, least[0], None, costs[row], metres[row])
        else:
            own_m = lengths[0]
            look_from(origins, leavings, roads, destinations, row, least[0], own_m, costs[row], metres[row])
    return True
