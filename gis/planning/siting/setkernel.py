"""Compiled listing of all sets of sites that are good at given prices. Import it inside functions only."""

from __future__ import annotations

import numpy as np
from numba import float64, int64
from numpy.typing import NDArray

from gis.planning.siting.knapsackkernel import FLAG_TABLE, FLAGS, FLOATS, INTS, compiled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@compiled(FLOATS, INTS, int64, int64, FLAGS)
def cover_rests(price: Floats, room: Ints, need: int, count: int, must: Bools) -> Floats:
    """Return the least price of the sites from j on with so many more sites and so much more room.

    Parameters
    ----------
    price, room, need, count, must
        As of :func:`gis.planning.siting.knapsackkernel.cover`.

    Returns
    -------
    NDArray
        Shape (sites + 1, count + 1, need + 1), or (sites + 1, 1, need + 1) for any count.
    """
    sites, layers = len(price), max(count, 0) + 1
    back = 0 if count < 0 else 1
    least = np.full((sites + 1, layers, need + 1), np.inf)
    least[sites, 0, 0] = 0.0
    for j in range(sites - 1, -1, -1):
        for layer in range(layers):
            for at in range(need + 1):
                best = np.inf if must[j] else least[j + 1, layer, at]
                if layer >= back:
                    best = min(best, price[j] + least[j + 1, layer - back, max(0, at - room[j])])
                least[j, layer, at] = best
    return least


@compiled(FLOATS, INTS, FLAGS, float64[:, :, ::1], int64, float64, FLAG_TABLE, FLOATS)
def list_sets(
    price: Floats, room: Ints, must: Bools, least: Floats, back: int, below: float,
    sets: Bools, value: Floats,
) -> int:  # fmt: skip
    """List all sets of sites with enough room whose price is below a value: a walk without dead ends.

    Parameters
    ----------
    least
        Of :func:`cover_rests`.
    back
        1 if the number of sites is given, else 0.
    sets, value
        Set to the sets, as many as fit, and their prices.

    Returns
    -------
    int
        How many were found; one more than fit where there are more.
    """
    sites, found, j = len(price), 0, 0
    total, step = np.zeros(sites + 1), np.zeros(sites + 1, np.int64)
    layer, left = np.zeros(sites + 1, np.int64), np.zeros(sites + 1, np.int64)
    layer[0], left[0] = least.shape[1] - 1, least.shape[2] - 1
    while j >= 0:
        if j == sites:
            if found == len(sets):
                return found + 1
            for k in range(sites):
                sets[found, k] = step[k] == 1
            value[found] = total[j]
            found += 1
            j -= 1
            continue
        step[j] += 1
        if step[j] > 2:
            step[j] = 0
            j -= 1
            continue
        more, rest, fewer = 0.0, left[j], layer[j]
        if step[j] == 1:
            more, rest, fewer = price[j], max(0, left[j] - room[j]), layer[j] - back
        elif must[j]:
            continue
        if fewer >= 0 and total[j] + more + least[j + 1, fewer, rest] < below:
            total[j + 1], left[j + 1], layer[j + 1] = total[j] + more, rest, fewer
            j += 1
            step[j] = 0
    return found
