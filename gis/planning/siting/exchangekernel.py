"""Compiled annealing of who goes to which site. Import it inside functions only: it loads the compiler."""

from __future__ import annotations

import numpy as np
from numba import float64, int64, uint8, uint64
from numpy.typing import NDArray

from gis.planning.siting.knapsackkernel import FLOATS, INTS, TABLE, compiled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
State = NDArray[np.uint64]

NOBODY = -1
TINY = 1e-9
SWAPS = 0.6                         # share of exchanges among the moves that are tried
STRETCH = 1000                      # moves after which the weight of the limits is looked at
MUCH, LITTLE = 0.5, 0.1             # shares of moves within the limits: above or below, they weigh less, more
PRESSURE_STEP, LEAST_PRESSURE, MOST_PRESSURE = 1.02, 0.3, 20.0


@compiled()
def _draw(state: State) -> float:
    """Return a number in [0, 1): xorshift64*, the same on every machine and in every thread."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled()
def _copy(source: Ints, copy: Ints) -> None:
    for i in range(len(source)):
        copy[i] = source[i]


@compiled()
def _excess(load: float, least: float, most: float) -> float:
    """Return by how much a load is outside its limits."""
    if load > most + TINY:
        return load - most
    if load < least - TINY:
        return least - load
    return 0.0


@compiled()
def _touches(i: int, site: int, at: Ints, first: Ints, touching: Ints) -> bool:
    """Whether a unit touches a site's catchment."""
    for k in range(first[i], first[i + 1]):     # noqa: SIM110  (a loop is what is compiled fast)
        if at[touching[k]] == site:
            return True
    return False


@compiled(int64, INTS, INTS, INTS, INTS, INTS, int64)
def stays_whole(
    i: int, at: Ints, first: Ints, touching: Ints, mark: Ints, stack: Ints, stamp: int
) -> bool:
    """Whether a catchment stays one piece without one of its units.

    Parameters
    ----------
    mark, stack
        Space to work in; ``mark`` holds no value as high as ``stamp``.
    """
    site, wanted, start = at[i], 0, NOBODY
    for k in range(first[i], first[i + 1]):
        if at[touching[k]] == site:
            wanted += 1
            start = touching[k]
    if wanted <= 1:
        return True
    mark[i] = stamp
    mark[start] = stamp
    stack[0] = start
    waiting, met = 1, 1
    while waiting > 0:
        waiting -= 1
        unit = stack[waiting]
        for k in range(first[unit], first[unit + 1]):
            other = touching[k]
            if at[other] == site and mark[other] < stamp:
                mark[other] = stamp
                stack[waiting] = other
                waiting += 1
                for q in range(first[other], first[other + 1]):
                    if touching[q] == i:
                        met += 1
                        if met == wanted:
                            return True
                        break
    return False


@compiled()
def _stay_whole(
    i: int, b: int, k: int, at: Ints, first: Ints, touching: Ints, mark: Ints, stack: Ints, stamp: int
) -> bool:
    """Whether both catchments stay whole if i goes to b and then k, if any, where i was."""
    a = at[i]
    if not _touches(i, b, at, first, touching) or not stays_whole(i, at, first, touching, mark, stack, stamp):
        return False
    if k == NOBODY:
        return True
    at[i] = b
    result = _touches(k, a, at, first, touching) and stays_whole(
        k, at, first, touching, mark, stack, stamp + 1
    )
    at[i] = a
    return result


@compiled()
def _relocate(i: int, b: int, at: Ints, members: Ints, place: Ints, size: Ints) -> None:
    """Take a unit off its site's list and put it on another's."""
    a = at[i]
    if a != NOBODY:
        last = members[a, size[a] - 1]
        members[a, place[i]] = last
        place[last] = place[i]
        size[a] -= 1
    members[b, size[b]] = i
    place[i] = size[b]
    size[b] += 1
    at[i] = b


@compiled()
def _list(
    cost: Floats, demand: Floats, home: Ints, at: Ints,
    members: Ints, place: Ints, size: Ints, load: Floats, held: Bools,
) -> float:  # fmt: skip
    """List the units of each site, sum up its load, mark those that do not move; return the total cost."""
    total = 0.0
    for i in range(len(at)):
        a = at[i]
        held[i] = a == NOBODY
        if a != NOBODY:
            at[i] = NOBODY
            _relocate(i, a, at, members, place, size)
            load[a] += demand[i]
            total += cost[i, a]
    for unit in home:
        if unit != NOBODY:
            held[unit] = True
    return total


@compiled()
def _pressure(now: float, within: int) -> float:
    """Return how hard limits weigh after a stretch of moves, of which so many were within all limits."""
    if within > MUCH * STRETCH:
        return max(LEAST_PRESSURE, now / PRESSURE_STEP)
    if within < LITTLE * STRETCH:
        return min(MOST_PRESSURE, now * PRESSURE_STEP)
    return now


@compiled(
    TABLE, int64[:, ::1], FLOATS, FLOATS, FLOATS, FLOATS, INTS, INTS, INTS, float64, float64, int64,
    uint64[::1], uint8[::1], INTS, INTS,
)  # fmt: skip
def anneal(
    cost: Floats, near: Ints, demand: Floats, least: Floats, most: Floats, penalty: Floats,
    first: Ints, touching: Ints, home: Ints, hot: float, cold: float, moves: int,
    state: State, stop: Bytes, at: Ints, best: Ints,
) -> float:  # fmt: skip
    """Move and exchange units between open sites, at first almost freely, at last only for the better.

    Parameters
    ----------
    cost
        Units x open sites; inf forbids.
    near
        Of each unit the open sites that are tried, -1 at the end.
    least, most
        Limits of each site's load.
    penalty
        Of one pupil outside a site's limits.
    first, touching
        Units that touch each unit; ``touching`` empty = catchments may be in pieces.
    home
        Unit of each open site, which stays with it; -1 = none.
    hot, cold
        Temperatures of the first and the last move, in units of cost.
    state
        Of the random numbers.
    stop
        Ends the search early once its first place is not 0.
    at
        Open site of each unit, -1 = not to be moved; changed.
    best
        Set to the best solution within all limits.

    Returns
    -------
    float
        Cost of the best; inf if no solution was within all limits.
    """
    units, sites = cost.shape
    whole = len(touching) > 0
    members, place = np.empty((sites, units), np.int64), np.empty(units, np.int64)
    size, load, held = np.zeros(sites, np.int64), np.zeros(sites), np.zeros(units, np.bool_)
    total = _list(cost, demand, home, at, members, place, size, load, held)
    outside = 0.0
    for a in range(sites):
        outside += _excess(load[a], least[a], most[a])
    found = total if outside <= TINY else np.inf
    _copy(at, best)
    mark, stack = np.zeros(units, np.int64), np.empty(units, np.int64)
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    heat, within, pressure = hot, 0, 1.0
    for turn in range(moves):
        heat *= cooling
        within += outside <= TINY
        if turn % STRETCH == STRETCH - 1:
            pressure, within = _pressure(pressure, within), 0
            if stop[0]:
                break
        i = int(_draw(state) * units)
        a, b, k = at[i], near[i, int(_draw(state) * near.shape[1])], NOBODY
        if held[i] or b in (a, NOBODY):
            continue
        moved, change = demand[i], cost[i, b] - cost[i, a]
        if _draw(state) < SWAPS and size[b] > 0:
            k = members[b, int(_draw(state) * size[b])]
            if held[k]:
                continue
            moved -= demand[k]
            change += cost[k, a] - cost[k, b]
        more_a = _excess(load[a] - moved, least[a], most[a]) - _excess(load[a], least[a], most[a])
        more_b = _excess(load[b] + moved, least[b], most[b]) - _excess(load[b], least[b], most[b])
        worse = change + pressure * (penalty[a] * more_a + penalty[b] * more_b)
        if worse > 0.0 and _draw(state) >= np.exp(-worse / heat):
            continue
        if whole and not _stay_whole(i, b, k, at, first, touching, mark, stack, 2 * turn + 1):
            continue
        _relocate(i, b, at, members, place, size)
        if k != NOBODY:
            _relocate(k, a, at, members, place, size)
        load[a] -= moved
        load[b] += moved
        total += change
        outside += more_a + more_b
        if outside <= TINY and total < found - TINY * abs(total):
            found = total
            _copy(at, best)
    return found
