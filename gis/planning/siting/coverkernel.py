"""Compiled search for what p sites cover most. Import it inside functions only: it loads the compiler.

Tabu search (Glover 1989) over all swaps of an open and a closed site. A swap changes what is uncovered by
what the open site alone covers, less what the closed one would add, less what of that both cover.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba import boolean, float64, int64
from numpy.typing import NDArray

from gis.compiling import compiled

TABU_MOVES, TABU_SPREAD = 7, 5      # a site that has just moved stays so many moves, and some at random
SMALLEST_BETTERMENT = 1e-10         # relative; less is rounding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Covers = tuple[Ints, Ints]
Swaps = tuple[Floats, Floats, Floats]

FLOATS, INTS, FLAGS = float64[::1], int64[::1], boolean[::1]
TABLE, FLAG_TABLE = float64[:, ::1], boolean[:, ::1]
COVERS = numba.types.Tuple((INTS, INTS))  # type: ignore[no-untyped-call]
SWAPS = numba.types.Tuple((FLOATS, FLOATS, TABLE))  # type: ignore[no-untyped-call]


@compiled(float64(COVERS, FLOATS, INTS, INTS, SWAPS))
def _weigh_swaps(covers: Covers, weight: Floats, times: Ints, place: Ints, swaps: Swaps) -> float:
    """Write what sites would add, what they alone cover, and both of it; returns what nobody covers."""
    first, members = covers
    gain, loss, both = swaps
    gain[:], loss[:], both[:] = 0.0, 0.0, 0.0
    missed = 0.0
    for row in range(len(weight)):
        if times[row] > 1:
            continue
        if times[row] == 0:
            missed += weight[row]
            for k in range(first[row], first[row + 1]):
                gain[members[k]] += weight[row]
            continue
        alone = -1
        for k in range(first[row], first[row + 1]):
            alone = max(alone, place[members[k]])
        loss[alone] += weight[row]
        for k in range(first[row], first[row + 1]):
            both[alone, members[k]] += weight[row]
    return missed


@compiled(numba.types.UniTuple(int64, 2)(INTS, INTS, INTS, SWAPS, INTS, int64, int64, float64))  # type: ignore[no-untyped-call]
def _choose_swap(
    sites: Ints, movable: Ints, place: Ints, swaps: Swaps, until: Ints, move: int, begin: int, enough: float
) -> tuple[int, int]:
    """Return place of the site to close and the site to open, -1 if every swap is barred.

    The best swap, also a barred one that leaves less than ``enough``; of equals the first from ``begin`` on.
    """
    gain, loss, both = swaps
    count, chosen, opened, least = len(place), -1, -1, np.inf
    for step in range(count):
        site = (begin + step) % count
        if place[site] >= 0:
            continue
        for at in movable:
            change = loss[at] - gain[site] - both[at, site]
            is_barred = until[site] > move or until[sites[at]] > move
            if change < least and (not is_barred or change < enough):
                chosen, opened, least = at, site, change
    return chosen, opened


@compiled(float64(COVERS, FLAG_TABLE, FLOATS, INTS, INTS, TABLE, FLAGS))
def swap_covers(
    covers: Covers, table: Any, weight: Floats, sites: Ints, movable: Ints, luck: Floats, best_open: Any
) -> float:
    """Swap sites: the best swap each time, even where it makes worse, but not back at once.

    Parameters
    ----------
    covers
        Of each row where its sites begin, shape (rows + 1,), and the sites that cover it.
    table
        The same as a table of shape (sites, rows).
    weight
        Of the rows; shape (rows,).
    sites
        Open sites to begin with; changed.
    movable
        Places in ``sites`` that may be closed.
    luck
        Random numbers from 0 to 1 for each move: where it begins to look, and how long it bars; shape
        (moves, 2).
    best_open
        Written: the best choice, per site.

    Returns
    -------
    float
        The weight of what the best choice leaves uncovered.
    """
    place, until = np.full(len(best_open), -1), np.zeros(len(best_open), np.int64)
    for at in range(len(sites)):
        place[sites[at]] = at
    times = np.zeros(len(weight), np.int64)
    for site in sites:
        for row in range(len(weight)):
            times[row] += table[site, row]
    swaps = np.empty(len(place)), np.empty(len(sites)), np.empty((len(sites), len(place)))
    best = np.inf
    for move in range(len(luck) + 1):
        missed = _weigh_swaps(covers, weight, times, place, swaps)
        if missed < best - SMALLEST_BETTERMENT * (1.0 + missed):
            best = missed
            for site in range(len(place)):
                best_open[site] = place[site] >= 0
        if best == 0.0 or move == len(luck):
            break
        begin = int(luck[move, 0] * len(place))
        at, opened = _choose_swap(sites, movable, place, swaps, until, move, begin, best - missed)
        if at < 0:
            continue
        closed = sites[at]
        until[closed] = move + TABU_MOVES + int(luck[move, 1] * TABU_SPREAD)
        until[opened] = move + TABU_MOVES // 2
        sites[at], place[opened], place[closed] = opened, at, -1
        for row in range(len(weight)):
            times[row] += int(table[opened, row]) - int(table[closed, row])
    return best
