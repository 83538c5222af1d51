"""Compiled transportation to open sites. Import it inside functions only: it loads the compiler."""

from __future__ import annotations

import numpy as np
from numba import uint8
from numpy.typing import NDArray

from gis.planning.siting.knapsackkernel import FLOATS, INTS, TABLE, compiled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

NOBODY = -1
TINY = 1e-9


@compiled()
def _cheapest_moves(unit_cost: Floats, flow: Floats, a: int, step: Floats, mover: Ints) -> None:
    """Find for each other site the unit that costs least to move there from site a."""
    sites = len(flow)
    step[a, :] = np.inf
    mover[a, :] = NOBODY
    for i in range(flow.shape[1]):
        if flow[a, i] > 0.0:
            for b in range(sites):
                dearer = unit_cost[b, i] - unit_cost[a, i]
                if dearer < step[a, b] and b != a:
                    step[a, b] = dearer
                    mover[a, b] = i


@compiled()
def _find_path(
    entry: Floats, room: Floats, price: Floats, step: Floats, label: Floats, before: Ints, done: Bools
) -> int:
    """Find the cheapest chain of moves that ends at a site with room (Dijkstra with prices)."""
    sites = len(price)
    for a in range(sites):
        label[a] = entry[a] + price[a]
        before[a] = NOBODY
        done[a] = False
    while True:
        a = NOBODY
        for b in range(sites):
            if not done[b] and label[b] < np.inf and (a == NOBODY or label[b] < label[a]):
                a = b
        if a == NOBODY:
            return NOBODY
        done[a] = True
        if room[a] > TINY:
            return a
        for b in range(sites):
            if not done[b] and step[a, b] < np.inf:
                other = label[a] + max(0.0, step[a, b] + price[b] - price[a])
                if other < label[b]:
                    label[b] = other
                    before[b] = a


@compiled()
def _push(
    i: int, amount: float, end: int, room: Floats, flow: Floats, unit_cost: Floats,
    before: Ints, step: Floats, mover: Ints,
) -> float:  # fmt: skip
    """Move as much as the chain takes; return that amount."""
    amount = min(amount, room[end])
    at = end
    while before[at] != NOBODY:
        amount = min(amount, flow[before[at], mover[before[at], at]])
        at = before[at]
    room[end] -= amount
    at = end
    while True:
        source = before[at]
        moved = i if source == NOBODY else mover[source, at]
        flow[at, moved] += amount
        for b in range(len(room)):
            dearer = unit_cost[b, moved] - unit_cost[at, moved]
            if dearer < step[at, b] and b != at:
                step[at, b] = dearer
                mover[at, b] = moved
        if source == NOBODY:
            return amount
        flow[source, moved] -= amount
        if flow[source, moved] <= TINY:
            flow[source, moved] = 0.0
        at = source


@compiled(TABLE, FLOATS, FLOATS, INTS, uint8[::1], TABLE, FLOATS)
def transport(
    unit_cost: Floats, demand: Floats, capacity: Floats, order: Ints, stop: Bytes, flow: Floats, price: Floats
) -> float:
    """Solve the transportation problem of open sites by cheapest chains of moves.

    Parameters
    ----------
    unit_cost
        Per pupil, open sites x units; inf forbids.
    demand, capacity
        Of units and open sites.
    order
        In which the units are placed; any gives an optimal solution.
    stop
        Ends the search without a solution once its first place is not 0.
    flow, price
        Set to pupils, open sites x units, and to the price of a place at each site.

    Returns
    -------
    float
        Total cost; inf where not everyone can be placed.
    """
    sites = len(capacity)
    flow[:] = 0.0
    price[:] = 0.0
    room = capacity.copy()
    step, mover = np.full((sites, sites), np.inf), np.full((sites, sites), NOBODY, np.int64)
    label, before, done = np.empty(sites), np.empty(sites, np.int64), np.zeros(sites, np.bool_)
    entry = np.empty(sites)
    for i in order:
        if stop[0]:
            return np.inf
        entry[:] = unit_cost[:, i]
        left = demand[i]
        while left > TINY:
            end = _find_path(entry, room, price, step, label, before, done)
            if end == NOBODY:
                return np.inf
            for a in range(sites):
                if done[a]:
                    price[a] += label[end] - label[a]
            left -= _push(i, left, end, room, flow, unit_cost, before, step, mover)
            at = end
            while before[at] != NOBODY:
                at = before[at]
                _cheapest_moves(unit_cost, flow, at, step, mover)
    total = 0.0
    for a in range(sites):
        for i in range(flow.shape[1]):
            if flow[a, i] > 0.0:
                total += flow[a, i] * unit_cost[a, i]
    return total
