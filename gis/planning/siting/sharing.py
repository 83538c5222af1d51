"""Units shared out whole among sites that are open in any case."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Pieces, Solution
from gis.planning.siting.together import Flag

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEAR = 8                            # open sites that are tried for each unit
HOT, COLD = 0.5, 0.02               # of what the second best site of a unit costs more than the best
PENALTY = 3.0                       # of a pupil outside the limits, in the same unit per pupil
FREE_HOT, FREE_PENALTY = 1.0, 1.0
NOTHING = np.empty(0, np.int64)


class Sharing:
    """Annealing of the units' sites for one set of open sites.

    Parameters
    ----------
    price
        Of a place at each site, from the transportation problem of the set.
    """

    def __init__(self, instance: Instance, is_open: Bools, price: Floats) -> None:
        self.instance, self.is_open = instance, is_open
        self.sites = np.flatnonzero(is_open)
        self._cost = np.ascontiguousarray(instance.cost[:, self.sites])
        priced = self._cost + price[self.sites] * instance.demand[:, None]
        self._near = _nearest(priced)
        self._start = _first_places(instance, self.sites, priced)
        self._scale = _worth(priced)
        per_pupil = self._scale / max(float(instance.demand.mean()), 1e-9)
        mean_price = float(price[self.sites].mean()) if len(self.sites) else 0.0
        self._per_pupil = np.full(len(self.sites), max(per_pupil, mean_price))
        self._home = np.full(len(self.sites), NOBODY, np.int64)
        if instance.pieces is not None:
            self._home = instance.pieces.home[self.sites]

    def anneal(
        self, moves: int, seed: int, flag: Flag, start: Ints | None = None, *, is_free: bool = False
    ) -> Solution:
        """Search; return the best solution within all limits, or where the search ended if none was.

        Parameters
        ----------
        flag
            Ends the search early once its first place is not 0.
        start
            Site of each unit; by default each near, whatever the limits.
        is_free
            Hotter, with limits that weigh less: where catchments hinder each other, better solutions.
        """
        from gis.planning.siting.exchangekernel import anneal

        instance, pieces = self.instance, self.instance.pieces
        at = self._start.copy() if start is None else self._places(start)
        best = at.copy()
        state = np.array([(seed * 2 + 1) * 0x9E3779B9 + 12345], np.uint64)
        least, most = instance.least[self.sites], instance.capacity[self.sites]
        hot, penalty = (FREE_HOT, FREE_PENALTY) if is_free else (HOT, PENALTY)
        value = anneal(
            self._cost, self._near, instance.demand, least, most,
            penalty * self._per_pupil, pieces.first if pieces else NOTHING,
            pieces.touching if pieces else NOTHING, self._home, hot * self._scale, COLD * self._scale,
            moves, state, flag, at, best,
        )  # fmt: skip
        best = at if value == np.inf else best
        return Solution.of(instance, np.where(best == NOBODY, NOBODY, self.sites[best]), self.is_open)

    def _places(self, at: Ints) -> Ints:
        """Return sites as places among the open ones."""
        place = np.full(len(self.is_open) + 1, NOBODY, np.int64)
        place[self.sites] = np.arange(len(self.sites))
        return place[at]


def _nearest(priced: Floats) -> Ints:
    """Return of each unit the places of its cheapest sites, -1 where it has not so many."""
    order = np.argsort(priced, axis=1, kind="stable")[:, :NEAR].astype(np.int64)
    far = ~np.isfinite(np.take_along_axis(priced, order, axis=1))
    return np.ascontiguousarray(np.where(far, NOBODY, order))


def _worth(priced: Floats) -> float:
    """Return what the second best site of a unit costs more than the best, of the middle unit."""
    if priced.shape[1] < 2:
        return 1.0
    two = np.partition(priced, 1, axis=1)[:, :2]
    more = (two[:, 1] - two[:, 0])[np.isfinite(two).all(axis=1)]
    return max(float(np.median(more)) if len(more) else 1.0, 1e-6)


def _first_places(instance: Instance, sites: Ints, priced: Floats) -> Ints:
    """Put each unit to its cheapest site, in one piece if it has to be; -1 where it reaches none."""
    if instance.pieces is not None:
        return _grown(instance.pieces, sites, priced)
    reached = np.isfinite(priced).any(axis=1)
    return np.where(reached, np.argmin(priced, axis=1) if priced.shape[1] else NOBODY, NOBODY)


def _grown(pieces: Pieces, sites: Ints, priced: Floats) -> Ints:
    """Let the catchments grow from the sites' homes, the cheapest unit that touches one first."""
    at = np.full(len(priced), NOBODY, np.int64)
    waiting: list[tuple[float, int, int]] = []
    for place, site in enumerate(sites.tolist()):
        home = int(pieces.home[site])
        heappush(waiting, (-np.inf if np.isfinite(priced[home, place]) else np.inf, home, place))
    while waiting:
        cost, unit, place = heappop(waiting)
        if cost == np.inf or at[unit] != NOBODY:
            continue
        at[unit] = place
        for other in pieces.next_to(unit).tolist():
            if at[other] == NOBODY:
                heappush(waiting, (float(priced[other, place]), int(other), place))
    return at
