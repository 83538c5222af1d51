"""Compiled parts of the p-median search. Import it inside functions only: it loads the compiler."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import boolean, float64, int32, int64, void
from numpy.typing import NDArray

from gis.compiling import compiled

SMALLEST_BETTERMENT = 1e-10         # relative; less is rounding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Nodes = NDArray[np.int32]
Bools = NDArray[np.bool_]
Point = tuple[Floats, Floats, Floats]
Best = tuple[Floats, Floats, Bools]

FLOATS, INTS, FLAGS = float64[::1], int64[::1], boolean[::1]
TABLE, NODE_TABLE = float64[:, ::1], int32[:, ::1]
POINT = numba.types.Tuple((FLOATS, FLOATS, FLOATS))  # type: ignore[no-untyped-call]
BEST = numba.types.Tuple((FLOATS, FLOATS, FLAGS))  # type: ignore[no-untyped-call]
NEAR = numba.types.Tuple((INTS, FLOATS, INTS, FLOATS))  # type: ignore[no-untyped-call]

# places of the numbers that an ascent carries along
BOUND, STEP, FAILURES, DONE = 0, 1, 2, 3


@compiled(void(TABLE, INTS, int64, NEAR))
def _find_two_nearest(costs: Floats, sites: Ints, row: int, near: Any) -> None:
    """Write nearest and second nearest of the sites, and their costs, of one row."""
    first, first_cost, second, second_cost = near
    first[row], second[row], first_cost[row], second_cost[row] = -1, -1, np.inf, np.inf
    for site in sites:
        cost = costs[site, row]
        if cost < first_cost[row] or first[row] < 0:
            second[row], second_cost[row] = first[row], first_cost[row]
            first[row], first_cost[row] = site, cost
        elif cost < second_cost[row] or second[row] < 0:
            second[row], second_cost[row] = site, cost


@compiled(float64(TABLE, INTS, int64, int64, NEAR, FLOATS))
def _note_sites(costs: Floats, sites: Ints, opened: int, closed: int, near: Any, loss: Floats) -> float:
    """Bring the two nearest up to date after a swap; writes what closing each site costs; returns the total.

    All rows are looked at anew where ``closed`` is -1.
    """
    first, first_cost, second, second_cost = near
    loss[:] = 0.0
    total = 0.0
    for row in range(costs.shape[1]):
        cost = costs[opened, row]
        if closed < 0 or first[row] == closed or second[row] == closed:
            _find_two_nearest(costs, sites, row, near)
        elif cost < first_cost[row]:
            second[row], second_cost[row] = first[row], first_cost[row]
            first[row], first_cost[row] = opened, cost
        elif cost < second_cost[row]:
            second[row], second_cost[row] = opened, cost
        total += first_cost[row]
        loss[first[row]] += second_cost[row] - first_cost[row]
    return total


@compiled(float64(FLOATS, NEAR, FLOATS))
def _weigh_opening(own: Floats, near: Any, less: Floats) -> float:
    """Return what opening a site saves; adds to ``less`` by how much closing each other costs less then."""
    first, first_cost, _, second_cost = near
    gain = 0.0
    for row in range(len(own)):
        cost, here = own[row], first_cost[row]
        if cost < second_cost[row]:
            if cost < here:
                gain += here - cost
                less[first[row]] += second_cost[row] - here
            else:
                less[first[row]] += second_cost[row] - cost
    return gain


@compiled(float64(TABLE, INTS, FLAGS, FLAGS, INTS, int64, NEAR))
def swap_sites(
    costs: Floats, sites: Ints, is_open: Bools, may_open: Bools, turn: Ints, looks: int, near: Any
) -> float:
    """Swap an open site for a closed one as long as that is better: first betterment of a round of all sites.

    Parameters
    ----------
    costs
        Shape (sites, rows), finite.
    sites
        Open ones, at least two: those that may be swapped first, ``turn[2]`` of them. Changed.
    is_open, may_open
        Per site. The first is changed.
    turn
        Site looked at last; sites looked at since the last swap: the search is over when that is as many as
        there are; number of sites that may be swapped; sites weighed. All but the third are changed.
    looks
        After how many sites to return.
    near
        Nearest site of each row and its cost, second nearest and its cost: written.

    Returns
    -------
    float
        Total cost.

    Notes
    -----
    Whitaker (1983), as told by Hansen and Mladenović (1997): what closing costs is kept per open site, so
    that one pass over the rows finds the best site to close for one to be opened.
    """
    columns = len(costs)
    loss, less = np.empty(columns), np.empty(columns)
    total = _note_sites(costs, sites, sites[0], -1, near, loss)
    for _ in range(looks):
        if turn[1] >= columns:
            break
        site = (turn[0] + 1) % columns
        turn[0] = site
        turn[1] += 1
        if is_open[site] or not may_open[site]:
            continue
        turn[3] += 1
        for opened in sites:
            less[opened] = 0.0
        gain = _weigh_opening(costs[site], near, less)
        least, at = np.inf, -1
        for k in range(turn[2]):
            net = loss[sites[k]] - less[sites[k]]
            if net < least:
                least, at = net, k
        if at >= 0 and least - gain < -SMALLEST_BETTERMENT * total:
            closed = sites[at]
            is_open[closed], is_open[site], sites[at], turn[1] = False, True, site, 0
            total = _note_sites(costs, sites, site, closed, near, loss)
    return total


@compiled(float64(NODE_TABLE, TABLE, FLOATS, FLAGS, FLAGS, int64, FLOATS, FLAGS))
def _relax(
    order: Nodes, value: Floats, price: Floats, required: Bools, allowed: Bools, p: int, worth: Floats,
    chosen: Bools,
) -> float:  # fmt: skip
    """Solve the relaxation for prices; writes each site's worth and the sites that it opens."""
    worth[:] = 0.0
    bound = 0.0
    for row in range(len(price)):
        own = price[row]
        bound += own
        for k in range(order.shape[1]):
            cost = value[row, k]
            if cost >= own:
                break
            worth[order[row, k]] += cost - own
    rank = np.where(allowed, worth, np.inf)
    missing = p
    for site in range(len(worth)):
        chosen[site] = required[site]
        if required[site]:
            bound += worth[site]
            rank[site] = np.inf
            missing -= 1
    best = np.argsort(rank)
    for k in range(missing):
        chosen[best[k]] = True
        bound += worth[best[k]]
    return bound


@compiled(void(NODE_TABLE, TABLE, FLAGS, FLAGS, int64, float64, float64, INTS, float64, POINT, BEST, FLOATS))
def ascend(
    order: Nodes, value: Floats, required: Bools, allowed: Bools, p: int, target: float, enough: float,
    patience: Ints, decay: float, point: Point, best: Best, state: Floats,
) -> None:  # fmt: skip
    """Raise the Lagrangian bound of the p-median problem by some deflected subgradient steps.

    Parameters
    ----------
    order, value
        Per row the sites by ascending cost, and those costs, inf last; shape (rows, sites).
    required, allowed
        Sites that are open; sites that may be open, at least p.
    target, enough
        Value of the best solution; bound that need not be bettered.
    patience
        Steps to make now; steps without a betterment worth the name before steps are shortened.
    decay
        How much they are.
    point
        Prices of the rows, direction, how often each site was open lately: changed.
    best
        Prices, worth of the sites and open sites of the best bound: changed.
    state
        Best bound, length of steps, failures, steps done: changed.

    Notes
    -----
    Each row's duty to be served once is priced (Cornuéjols, Fisher and Nemhauser 1977); directions are
    deflected as by Crowder (1976), lengths as by Held, Wolfe and Crowder (1974).
    """
    price, direction, often = point
    worth, chosen = np.empty(len(allowed)), np.empty(len(allowed), np.bool_)
    for _ in range(patience[0]):
        bound = _relax(order, value, price, required, allowed, p, worth, chosen)
        state[DONE] += 1
        for site in range(len(often)):
            often[site] += 0.05 * (chosen[site] - often[site])
        state[FAILURES] += 1
        if bound > state[BOUND]:
            if bound > state[BOUND] + 1e-3 * (target - bound):
                state[FAILURES] = 0
            state[BOUND] = bound
            best[0][:], best[1][:], best[2][:] = price, worth, chosen
        if state[BOUND] > enough:
            state[STEP] = 0.0
            return
        if state[FAILURES] >= patience[1]:
            state[STEP] *= decay
            state[FAILURES] = 0
            price[:] = best[0]
            direction[:] = 0.0
            continue
        norm = 0.0
        for row in range(len(price)):
            served = 0
            for k in range(order.shape[1]):
                if value[row, k] >= price[row]:
                    break
                served += chosen[order[row, k]]
            direction[row] = 1.0 - served + 0.7 * direction[row]
            norm += direction[row] ** 2
        if norm < 1e-12:
            state[STEP] = 0.0       # every row is served once: nothing is left to better
            return
        length = state[STEP] * (target - bound) / norm
        for row in range(len(price)):
            price[row] = max(value[row, 0], price[row] + length * direction[row])
