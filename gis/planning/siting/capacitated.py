"""A siting problem with capacities as its search sees it, and a solution of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY = -1
UNSERVED_FACTOR = 3.0               # an unserved unit costs as many times the dearest way of serving all
EXCESS_FACTOR = 1.5                 # a pupil too many costs as many times the dearest way of serving one
DECIMALS = 6                        # of amounts in whole-number models; further ones are rounded to be safe
TOLERANCE = 1e-9                    # relative; a load above a capacity by no more is within it
NEAR_UNITS = 60                     # of a site, over which the ways to other sites are measured


@dataclass(frozen=True, eq=False)
class Pieces:
    """Which units touch, and where the sites lie: catchments must be in one piece.

    Parameters
    ----------
    first, touching
        The units that touch unit i are ``touching[first[i]:first[i + 1]]``.
    home
        Unit in which each site lies.
    """

    first: Ints
    touching: Ints
    home: Ints

    def next_to(self, unit: int) -> Ints:
        """Return the units that touch one."""
        return self.touching[self.first[unit] : self.first[unit + 1]]

    def met_from_home(self, site: int, at: Ints) -> Bools:
        """Return the units of a site's catchment that hang together with its home."""
        met = np.zeros(len(at), dtype=bool)
        if at[self.home[site]] != site:
            return met
        waiting = [int(self.home[site])]
        met[waiting] = True
        while waiting:
            for other in self.next_to(waiting.pop()).tolist():
                if at[other] == site and not met[other]:
                    met[other] = True
                    waiting.append(other)
        return met


@dataclass(frozen=True, eq=False)
class Instance:
    """Units to be served whole by sites of limited capacity.

    Parameters
    ----------
    cost
        Of serving each unit from each site, units x sites; inf forbids.
    demand, capacity, least, fixed
        Per unit; per site its greatest and least load if open, and its cost.
    must
        Sites that are open in any case.
    count
        Exact number of open sites; None = any.
    pieces
        None = catchments may be in pieces.
    """

    cost: Floats
    demand: Floats
    capacity: Floats
    least: Floats
    fixed: Floats
    must: Bools
    count: int | None = None
    pieces: Pieces | None = None

    @cached_property
    def unserved_cost(self) -> Floats:
        """What a unit that no site serves adds to a value: more than serving all of them can cost."""
        dearest = np.where(np.isfinite(self.cost), self.cost, 0.0).max(axis=1, initial=0.0).sum()
        whole: Floats = np.full(len(self.demand), UNSERVED_FACTOR * (dearest + self.fixed.sum() + 1.0))
        return whole

    @cached_property
    def may_stay(self) -> Bools:
        """Units without demand: unserved where no open site reaches them."""
        free: Bools = self.demand == 0
        return free

    @cached_property
    def excess_price(self) -> float:
        """What a pupil above a capacity, or missing to a least load, adds to the value of a solution."""
        dearest = np.where(np.isfinite(self.cost), self.cost, 0.0).max(axis=1, initial=0.0).sum()
        return float(EXCESS_FACTOR * (dearest + self.fixed.sum() + 1.0) / max(float(self.demand.sum()), 1e-9))

    @cached_property
    def parts(self) -> float:
        """How many of the small parts of :attr:`whole` a pupil has."""
        for digits in range(DECIMALS + 1):
            parts = 10.0**digits
            if (np.abs(self.demand * parts - np.rint(self.demand * parts)) <= TOLERANCE * parts).all():
                break
        return parts

    @cached_property
    def whole(self) -> tuple[Ints, Ints, Ints]:
        """Demand, capacity and least load as whole numbers of a common small part.

        Demand with more than six decimals is rounded so that what fits there fits here, too.
        """
        scale = self.parts
        demand = np.ceil(self.demand * scale - 1e-3).astype(np.int64)
        capacity = np.floor(np.minimum(self.capacity * scale, demand.sum()) + 1e-3).astype(np.int64)
        return demand, capacity, np.ceil(self.least * scale - 1e-3).astype(np.int64)

    @cached_property
    def apart(self) -> Floats:
        """How far sites are apart, sites x sites: the least way over one of the units nearest to either."""
        heavy = self.demand > 0
        way = np.where(heavy[:, None], self.cost, np.inf) / np.where(heavy, self.demand, 1.0)[:, None]
        near = way.argsort(axis=0, kind="stable")[:NEAR_UNITS].T
        over = [(way[units, [site]][:, None] + way[units]).min(axis=0, initial=np.inf)
                for site, units in enumerate(near)]  # fmt: skip
        one_way = np.array(over).reshape(way.shape[1], way.shape[1])
        apart: Floats = np.minimum(one_way, one_way.T)
        np.fill_diagonal(apart, 0.0)
        return apart

    def value(self, at: Ints, is_open: Bools) -> float:
        """Return all costs; unserved units cost more than any solution, excess much."""
        served = np.flatnonzero(at != NOBODY)
        missing = np.flatnonzero(self.missing(at, is_open))
        ways = float(self.cost[served, at[served]].sum())
        lost = float(self.unserved_cost[missing].sum())
        outside = self.excess_price * float(self.excess(at, is_open).sum())
        return float(self.fixed[is_open].sum()) + ways + lost + outside

    def excess(self, at: Ints, is_open: Bools) -> Floats:
        """Return by how many pupils each open site is above its capacity or below its least load."""
        served = at != NOBODY
        load = np.bincount(at[served], weights=self.demand[served], minlength=len(self.fixed))
        outside: Floats = np.maximum(load - self.capacity, np.where(is_open, self.least - load, 0.0))
        small = TOLERANCE * np.maximum(1.0, self.capacity)
        return np.where(outside > small, outside, 0.0)

    def missing(self, at: Ints, is_open: Bools) -> Bools:
        """Return the units that must be served and are not."""
        reached = np.isfinite(self.cost[:, is_open]).any(axis=1)
        missing: Bools = (at == NOBODY) & (~self.may_stay | reached)
        return missing


@dataclass(frozen=True, eq=False)
class Solution:
    """Open sites and the site of each unit; -1 = unserved."""

    at: Ints
    is_open: Bools
    value: float
    is_whole: bool                  # everyone is served, within all limits

    @classmethod
    def of(cls, instance: Instance, at: Ints, is_open: Bools) -> Solution:
        """Value a solution."""
        is_whole = not instance.missing(at, is_open).any() and not instance.excess(at, is_open).any()
        return cls(at, is_open, instance.value(at, is_open), is_whole)


def touching_units(pairs: Ints, units: int) -> tuple[Ints, Ints]:
    """Return the neighbours of each unit one after the other, as :class:`Pieces` holds them."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = np.unique(both[both[:, 0] != both[:, 1]], axis=0)
    first = np.zeros(units + 1, np.int64)
    np.cumsum(np.bincount(both[:, 0], minlength=units), out=first[1:])
    return first, np.ascontiguousarray(both[:, 1])
