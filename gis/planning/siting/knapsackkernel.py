"""Compiled knapsacks of the capacity bound. Import it inside functions only: it loads the compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import boolean, float64, int64, njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Function = TypeVar("Function", bound=Callable[..., Any])

FLOATS, INTS, FLAGS = float64[::1], int64[::1], boolean[::1]
TABLE, FLAG_TABLE = float64[:, ::1], boolean[:, ::1]

MOMENTUM, SMOOTH = 0.6, 0.95        # what stays of the last direction, and of the smoothed solution
LEAST_DISTANCE = 1e-3               # relative, to the target: never stops short of a target that is too low
NEWS, PATIENCE, SHORTER = 1e-5, 15, 0.7     # rounds without so much (relative) gained shorten the steps


def compiled(*arguments: Any) -> Callable[[Function], Function]:
    """Compile without the interpreter's lock; keep the result if any folder takes it.

    With the types of its arguments a function is compiled when its module is loaded, before a clock starts;
    else, or for other types, at its first call.
    """

    def compile_function(function: Function) -> Function:
        try:
            result: Any = njit(cache=True, nogil=True)(function)
        except RuntimeError:        # no folder for the result can be written
            result = njit(nogil=True)(function)
        if arguments:
            result.compile(arguments)
        return cast("Function", result)

    return compile_function


@compiled(FLOATS, FLOATS, INTS, int64, FLOATS, FLAGS, INTS, FLAGS)
def fill_site(
    cost: Floats, price: Floats, weight: Ints, room: int,
    best: Floats, taken: Bools, item: Ints, chosen: Bools,
) -> float:  # fmt: skip
    """Fill one site with the units that gain most at their prices: an exact knapsack.

    Parameters
    ----------
    cost
        Of each unit at this site; inf forbids.
    price
        What serving each unit is worth.
    room
        Whole number, as the weights.
    best, taken, item
        Space to work in: at least room + 1, units x (room + 1) flat, units.
    chosen
        Set to the units of the best filling.

    Returns
    -------
    float
        Sum of cost - price over the chosen: never positive.
    """
    count, total, gain = 0, 0, 0.0
    for i in range(len(cost)):
        chosen[i] = False
        if cost[i] < price[i] and weight[i] <= room:
            item[count] = i
            count += 1
            total += weight[i]
            gain += price[i] - cost[i]
    if total <= room:
        for k in range(count):
            chosen[item[k]] = True
        return -gain
    width = room + 1
    for at in range(width):
        best[at] = 0.0
    for k in range(count):
        heavy, value = weight[item[k]], price[item[k]] - cost[item[k]]
        row = k * width
        for at in range(heavy):
            taken[row + at] = False
        for at in range(room, heavy - 1, -1):
            other = best[at - heavy] + value
            taken[row + at] = other > best[at]
            if other > best[at]:
                best[at] = other
    at = room
    for k in range(count - 1, -1, -1):
        if taken[k * width + at]:
            chosen[item[k]] = True
            at -= weight[item[k]]
    return -float(best[room])


@compiled(FLOATS, INTS, int64, int64, FLAGS, FLAGS)
def cover(price: Floats, room: Ints, need: int, count: int, must: Bools, chosen: Bools) -> float:
    """Choose sites of least total price whose rooms together are enough.

    Parameters
    ----------
    price
        Of each site; may be negative.
    room, need
        Whole numbers.
    count
        Exact number of sites; -1 = any.
    must
        Sites that are chosen in any case.
    chosen
        Set to the sites.

    Returns
    -------
    float
        Their total price; inf if there are no such sites.
    """
    width, layers = need + 1, max(count, 0) + 1
    least = np.empty((layers, width))
    for layer in range(layers):
        for at in range(width):
            least[layer, at] = np.inf
    least[0, 0] = 0.0
    taken = np.empty((len(price), layers, width), np.bool_)
    back = 0 if count < 0 else 1
    for j in range(len(price)):
        for layer in range(layers - 1, -1, -1):
            for at in range(need, -1, -1):
                kept = np.inf if must[j] else least[layer, at]
                other = np.inf
                if layer >= back:
                    other = least[layer - back, max(0, at - room[j])] + price[j]
                taken[j, layer, at] = other < kept
                least[layer, at] = min(kept, other)
    layer, at = layers - 1, need
    for j in range(len(price)):
        chosen[j] = False
    if least[layer, at] == np.inf:
        return np.inf
    for j in range(len(price) - 1, -1, -1):
        if taken[j, layer, at]:
            chosen[j] = True
            layer, at = layer - back, max(0, at - room[j])
    return float(least[layers - 1, need])


@compiled()
def _follow(
    filled: Bools, chosen: Bools, step: float, target: float, value: float, price: Floats, way: Floats,
    share: Floats, site_share: Floats,
) -> bool:  # fmt: skip
    """Move the prices towards what is unserved, away from what is served twice; False where nothing is."""
    sites, units = filled.shape
    for i in range(units):
        way[i] = 1.0 + MOMENTUM * way[i]
    for j in range(sites):
        site_share[j] = SMOOTH * site_share[j] + (1.0 - SMOOTH if chosen[j] else 0.0)
        for i in range(units):
            share[j, i] *= SMOOTH
            if chosen[j] and filled[j, i]:
                share[j, i] += 1.0 - SMOOTH
                way[i] -= 1.0
    length = 0.0
    for i in range(units):
        length += way[i] * way[i]
    if length == 0.0:
        return False
    size = step * max(target - value, LEAST_DISTANCE * abs(target)) / length
    for i in range(units):
        price[i] = max(0.0, price[i] + size * way[i])
    return True


@compiled(
    TABLE, INTS, INTS, FLOATS, INTS, int64, int64, FLAGS, float64, int64, FLOATS, FLOATS, FLOATS, FLOATS,
    TABLE, FLOATS, FLAG_TABLE,
)  # fmt: skip
def ascend(
    cost: Floats, weight: Ints, room: Ints, fixed: Floats, site_room: Ints, need: int, count: int,
    must: Bools, target: float, rounds: int, memory: Floats, price: Floats, way: Floats, best_price: Floats,
    share: Floats, site_share: Floats, sets: Bools,
) -> bool:  # fmt: skip
    """Raise the bound by following what the prices leave unserved or serve twice.

    Parameters
    ----------
    cost
        Sites x units; inf forbids.
    weight, room
        Whole numbers, of units and sites.
    fixed
        Cost of opening each site.
    site_room, need
        Rooms and total weight in the coarser unit of :func:`cover`.
    target
        Value of a known solution.
    memory
        Best bound, length of the next step, rounds since the bound rose; changed.
    price, way, best_price
        Of each unit: where the search is and goes to, and where the bound was best; changed.
    share, site_share
        Smoothed solution of the rounds, sites x units and sites; changed.
    sets
        Set to the sites of the relaxed solutions, rounds x sites.

    Returns
    -------
    bool
        Whether there is a way on.
    """
    sites, units = cost.shape
    filled = np.zeros((sites, units), np.bool_)
    reduced, chosen = np.empty(sites), np.zeros(sites, np.bool_)
    widest = 0
    for j in range(sites):
        widest = max(widest, room[j])
    space, item = np.empty(widest + 1), np.empty(units, np.int64)
    taken = np.empty((widest + 1) * units, np.bool_)
    for turn in range(rounds):
        for j in range(sites):
            reduced[j] = fixed[j] + fill_site(cost[j], price, weight, room[j], space, taken, item, filled[j])
        value = cover(reduced, site_room, need, count, must, chosen)
        for i in range(units):
            value += price[i]
        for j in range(sites):
            sets[turn, j] = chosen[j]
        memory[2] += 1.0
        if value > memory[0]:
            if value > memory[0] + NEWS * abs(value):
                memory[2] = 0.0
            memory[0] = value
            for i in range(units):
                best_price[i] = price[i]
        if memory[2] >= PATIENCE:
            memory[1], memory[2] = memory[1] * SHORTER, 0.0
            for i in range(units):
                price[i], way[i] = best_price[i], 0.0
        if not _follow(filled, chosen, memory[1], target, value, price, way, share, site_share):
            return False
    return True
