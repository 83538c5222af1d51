"""Compiled: take nodes with few neighbours out of a graph, so that a search has fewer to go through.

A node with one, two or three neighbours is taken out; ways over it become ways between its neighbours. Dead
ends, bends and simple crossings go, two nodes of three. A search runs over what is left; what nodes taken out
need is then read off from their neighbours, in the reverse order (Delling et al. 2011, "PHAST").
Costs are whole multiples of a grid (``kernel.GRID``), so the figures are the same to the last bit.
Import it inside functions only, like ``gis.network.kernel``.
"""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, int64

from gis.network.kernel import ARC, ARCS, EDGES, INTS, Ints, Records, Whole, compiled

MOST_NEIGHBOURS = 3
NONE = -1
LINK = np.dtype([("cost", "f8"), ("metres", "f8"), *((name, "i8") for name in ("to", "next", "previous"))])
LINKS = numba.from_dtype(LINK)[::1]


@compiled(int64(LINKS, INTS, int64, int64))
def _find(links: Records, first: Ints, node: Whole, to: Whole) -> int:
    """Return a node's link to another, -1 = none."""
    link = first[node]
    while link != NONE and links[link].to != to:
        link = links[link].next
    return int(link)


@compiled(int64(LINKS, int64, float64, float64))
def _improve(links: Records, link: int, cost: float, metres: float) -> int:
    """Keep the cheaper, of equals the shorter, of a link's way and another."""
    old = links[link]
    if cost < old.cost or (cost == old.cost and metres < old.metres):
        old.cost, old.metres = cost, metres
    return link


@compiled(int64(LINKS, INTS, INTS, int64, int64, int64))
def _attach(links: Records, first: Ints, degree: Ints, link: int, node: Whole, to: Whole) -> int:
    """Put a new link, with no way yet, at the head of a node's list."""
    new = links[link]
    new.cost, new.metres, new.to, new.next, new.previous = np.inf, np.inf, to, first[node], NONE
    if first[node] != NONE:
        links[first[node]].previous = link
    first[node] = link
    degree[node] += 1
    return link


@compiled(int64(LINKS, INTS, INTS, int64, int64))
def _detach(links: Records, first: Ints, degree: Ints, link: int, node: int) -> int:
    """Take a link out of its node's list."""
    old = links[link]
    if old.previous == NONE:
        first[node] = old.next
    else:
        links[old.previous].next = old.next
    if old.next != NONE:
        links[old.next].previous = old.previous
    degree[node] -= 1
    return link


@compiled(int64(LINKS, INTS, INTS, INTS, int64, int64, int64))
def _joined(
    links: Records, first: Ints, degree: Ints, free: Ints, count: int, a: Whole, b: Whole
) -> int:
    """Return the link a → b (its twin b → a is the same number with the last bit turned), new if need be.

    ``free`` lists the pairs of links not in use; the caller counts them down where the link is new.
    """
    link = _find(links, first, a, b) if degree[a] <= degree[b] else _find(links, first, b, a)
    if link != NONE:
        return int(link if links[link].to == b else link ^ 1)
    pair = free[count - 1]
    _attach(links, first, degree, 2 * pair, a, b)
    _attach(links, first, degree, 2 * pair + 1, b, a)
    return int(2 * pair)


@compiled(int64(EDGES, LINKS, INTS, INTS, INTS))
def link_nodes(edges: Records, links: Records, first: Ints, degree: Ints, free: Ints) -> int:
    """Make one pair of links of all edges between two nodes; returns how many pairs stay free."""
    count = len(free)
    for k in range(len(edges)):
        edge = edges[k]
        u, v = np.int64(edge.u), np.int64(edge.v)
        if u == v or (edge.forward == np.inf and edge.backward == np.inf):
            continue
        before = degree[u]
        link = _joined(links, first, degree, free, count, u, v)
        count -= degree[u] - before
        _improve(links, link, edge.forward, edge.metres)
        _improve(links, link ^ 1, edge.backward, edge.metres)
    return count


@compiled(int64(LINKS, INTS, INTS, INTS, int64, int64))
def _bridge(links: Records, first: Ints, degree: Ints, free: Ints, count: int, node: int) -> int:
    """Take a node out: join its neighbours two by two over it; returns how many pairs are free then."""
    link = first[node]
    while link != NONE:                     # its own list stays as it is: it is read afterwards
        _detach(links, first, degree, link ^ 1, links[link].to)
        link = links[link].next
    one = first[node]
    while one != NONE:
        other = links[one].next
        while other != NONE:
            a, b = links[one].to, links[other].to
            there = links[one ^ 1].cost + links[other].cost
            back = links[other ^ 1].cost + links[one].cost
            if there < np.inf or back < np.inf:
                before = degree[a]
                link = _joined(links, first, degree, free, count, a, b)
                count -= degree[a] - before
                _improve(links, link, there, links[one ^ 1].metres + links[other].metres)
                _improve(links, link ^ 1, back, links[other ^ 1].metres + links[one].metres)
            other = links[other].next
        one = links[one].next
    return count


@compiled(int64(LINKS, INTS, int64, ARCS, int64, ARCS, INTS, INTS, int64))
def _note(
    links: Records,
    first: Ints,
    node: int,
    out: Records,
    out_count: int,
    into: Records,
    into_count: Ints,
    free: Ints,
    count: int,
) -> int:
    """Write down the ways from and to a node taken out, and free its links; returns how many ways from it."""
    link = first[node]
    while link != NONE:
        to, back = links[link], links[link ^ 1]
        if to.cost < np.inf:
            way = out[out_count]
            way.cost, way.metres, way.tail, way.way = to.cost, to.metres, to.to, NONE
            out_count += 1
        if back.cost < np.inf:
            way = into[MOST_NEIGHBOURS * node + into_count[node]]
            way.cost, way.metres, way.tail, way.way = back.cost, back.metres, to.to, NONE
            into_count[node] += 1
        free[count] = link >> 1
        count += 1
        link = to.next
    first[node] = NONE
    return out_count


@compiled(int64(LINKS, INTS, INTS, INTS, int64, INTS, ARCS, INTS, ARCS, INTS))
def take_out(
    links: Records,
    first: Ints,
    degree: Ints,
    free: Ints,
    count: int,
    order: Ints,
    out: Records,
    out_first: Ints,
    into: Records,
    into_count: Ints,
) -> int:
    """Take out all nodes that have few neighbours: dead ends and bends first.

    Parameters
    ----------
    links, first, degree, free, count
        As ``link_nodes`` leaves them; what is left of the graph afterwards.
    order
        Written: the nodes taken out; shape (nodes,).
    out, out_first
        Written: ways from each of them to its neighbours of the time, by place in ``order``.
    into, into_count
        Written: ways from these neighbours to it, three places by node; and how many.

    Returns
    -------
    int
        How many nodes were taken out.
    """
    nodes = len(first)
    soon, later = np.empty(4 * nodes, np.int64), np.empty(4 * nodes, np.int64)
    soon_count, later_count, later_next, done = 0, 0, 0, 0
    for node in range(nodes):
        later[node] = node
    later_count = nodes
    while soon_count > 0 or later_next < later_count:
        if soon_count > 0:
            soon_count -= 1
            node = soon[soon_count]
        else:
            node = later[later_next]
            later_next += 1
        if degree[node] < 0 or degree[node] > MOST_NEIGHBOURS:
            continue
        freed = degree[node]
        count = _bridge(links, first, degree, free, count, node)
        link = first[node]
        while link != NONE:
            neighbour = links[link].to
            if degree[neighbour] < MOST_NEIGHBOURS:
                soon[soon_count] = neighbour
                soon_count += 1
            elif degree[neighbour] == MOST_NEIGHBOURS:
                later[later_count] = neighbour
                later_count += 1
            link = links[link].next
        order[done] = node
        out_first[done + 1] = _note(
            links, first, node, out, out_first[done], into, into_count, free, count
        )
        count += freed
        degree[node] = NONE
        done += 1
    return done


@compiled(ARCS(LINKS, INTS, ARCS, INTS, INTS))
def sort_ways(links: Records, first: Ints, into: Records, into_count: Ints, starts: Ints) -> Records:
    """Put the ways that lead to each node together: to one taken out those noted, else from what is left.

    Parameters
    ----------
    starts
        Written: the first way of each node; shape (nodes + 1,).
    """
    for node in range(len(first)):
        count, link = into_count[node], first[node]
        while link != NONE:
            count += links[link ^ 1].cost < np.inf
            link = links[link].next
        starts[node + 1] = starts[node] + count
    ways = np.empty(starts[-1], ARC)
    for node in range(len(first)):
        place = starts[node]
        for k in range(into_count[node]):
            old, new = into[MOST_NEIGHBOURS * node + k], ways[place]
            new.cost, new.metres, new.tail, new.way = old.cost, old.metres, old.tail, NONE
            place += 1
        link = first[node]
        while link != NONE:
            back = links[link ^ 1]
            if back.cost < np.inf:
                new = ways[place]
                new.cost, new.metres, new.tail, new.way = back.cost, back.metres, links[link].to, NONE
                place += 1
            link = links[link].next
    return ways


@compiled(INTS(INTS, ARCS, INTS, INTS))
def places_wanted(order: Ints, ways: Records, first: Ints, wanted: Ints) -> Ints:
    """Return the places in ``order``, backwards, whose nodes are wanted or lead to such.

    Parameters
    ----------
    wanted
        1 where a node's label is wanted; shape (nodes,). Written.
    """
    count = 0
    for place in range(len(order)):
        if wanted[order[place]]:
            count += 1
            for k in range(first[place], first[place + 1]):
                wanted[ways[k].tail] = 1
    places = np.empty(count, np.int64)
    for place in range(len(order)):
        if wanted[order[place]]:
            count -= 1
            places[count] = place
    return places


def reduce_graph(edges: Records, node_count: int) -> tuple[Records, Ints, Ints, Records, Ints]:
    """Take nodes with few neighbours out of a graph.

    Returns
    -------
    tuple of arrays
        Ways that lead to each node and the first of each; nodes taken out; ways from them, the first of each.
    """
    pairs = len(edges) + MOST_NEIGHBOURS + 1
    links, free = np.empty(2 * pairs, LINK), np.arange(pairs)
    first, degree = np.full(node_count, NONE), np.zeros(node_count, dtype=np.int64)
    order, out_first = np.empty(node_count, dtype=np.int64), np.zeros(node_count + 1, dtype=np.int64)
    out, into = (np.empty(MOST_NEIGHBOURS * node_count, ARC) for _ in range(2))
    into_count = np.zeros(node_count, dtype=np.int64)
    count = link_nodes(edges, links, first, degree, free)
    done = take_out(links, first, degree, free, count, order, out, out_first, into, into_count)
    starts = np.zeros(node_count + 1, dtype=np.int64)
    ways = sort_ways(links, first, into, into_count, starts)
    return ways, starts, order[:done].copy(), out[: out_first[done]].copy(), out_first[: done + 1].copy()
