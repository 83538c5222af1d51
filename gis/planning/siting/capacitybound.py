"""A bound for sites with capacities: prices of serving each unit, and the best knapsack of every site.

Lagrangian relaxation of "each unit is served once" (Geoffrion 1974; for single sources see Holmberg,
Rönnqvist and Yuan 1999). What is left falls apart by site into knapsacks; which sites open is a knapsack
again, as their capacities together must be enough.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import Instance
from gis.planning.siting.watch import Watch

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SET_ROUNDS = 160                    # of the bound of one set of sites
ROUNDS, WORK_AT_ONCE = 20, 2_000_000        # between two looks at the clock; of units x sites
LEAST_STEP = 1e-3                   # relative; with smaller ones the bound does not move any more
FIRST_STEP, NEXT_STEP = 1.5, 0.2    # at the beginning, and where it is taken up again
FINEST = 2000                       # parts of the largest capacity in a knapsack
COVER_PLACES, COVER_WORK = 2_000_000, 16        # of the table that chooses the sites; per unit and site
LISTING_ROUNDS = 25                 # of halving, until the number of sets is right


class CapacityBound:
    """Prices and the bound that they prove.

    Attributes
    ----------
    price
        What serving each unit is worth.
    sets
        Sites of the relaxed solutions, as bytes of masks, the latest last.
    share, site_share
        How often the pairs (sites x units) and sites were in the relaxed solutions: a guess at what is good.
    """

    def __init__(self, instance: Instance, price: Floats | None = None) -> None:
        self.instance = instance
        self._units = np.flatnonzero(instance.demand > 0)
        demand, capacity = _coarse(instance)
        self._weight, self._room = demand[self._units], capacity
        self._cost = np.ascontiguousarray(instance.cost[self._units].T)
        self._site_room, self._need = _covering(instance)
        self.price = self._first_prices() if price is None else price.copy()
        self.share = np.zeros(self._cost.shape)
        self.site_share = np.zeros(len(capacity))
        self.sets: dict[bytes, None] = {}
        self._memory = np.array([-np.inf, FIRST_STEP, 0.0])
        self._here, self._way = self.price.copy(), np.zeros(len(self._units))

    @property
    def value(self) -> float:
        """No solution is below it."""
        return float(self._memory[0])

    @property
    def count(self) -> int:
        """Exact number of sites, -1 = any: as the compiled code wants it."""
        return -1 if self.instance.count is None else self.instance.count

    def guess(self) -> float:
        """Return what a solution may be worth, as long as none is known."""
        if self.value == -np.inf:
            return 1.2 * float(self.price.sum())
        return self.value + 0.03 * abs(self.value)

    def raise_value(self, target: float, watch: Watch, rounds: int, *, is_of_all: bool = True) -> None:
        """Raise the bound towards the value of a known solution until it does not move any more.

        Raises
        ------
        SearchEnded
            It was stopped; what was proven by then is kept.
        """
        from gis.planning.siting.knapsackkernel import ascend

        instance = self.instance
        if self._memory[1] < NEXT_STEP:
            self._memory[1:] = NEXT_STEP, 0.0
        at_once = max(1, min(ROUNDS, WORK_AT_ONCE // self._cost.size))
        for _ in range(0, rounds, at_once):
            sets = np.zeros((at_once, len(instance.fixed)), dtype=bool)
            is_moving = ascend(
                self._cost, self._weight, self._room, instance.fixed, self._site_room, self._need, self.count,
                instance.must, float(target), at_once, self._memory, self._here, self._way, self.price,
                self.share, self.site_share, sets,
            )  # fmt: skip
            self.sets.update(dict.fromkeys(chosen.tobytes() for chosen in sets))
            if is_of_all:
                watch.note(lower_bound=self.value)
            watch.look()
            if not is_moving or self._memory[1] < LEAST_STEP or target <= self.value:
                return

    def fixed_sites(self, below: float, watch: Watch) -> tuple[Bools, Bools]:
        """Return which sites are open, and which are closed, in every solution of less than a value.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        from gis.planning.siting.knapsackkernel import cover

        instance, reduced = self.instance, self._reduced()
        chosen, base = np.zeros(len(reduced), dtype=bool), float(self.price.sum())
        stays_open, stays_closed = instance.must.copy(), np.zeros(len(reduced), dtype=bool)
        for site in range(len(reduced)):
            watch.look()
            with_it, without = instance.must.copy(), reduced.copy()
            with_it[site], without[site] = True, np.inf
            args = (self._site_room, self._need, self.count)
            stays_closed[site] = base + cover(reduced, *args, with_it, chosen) >= below
            stays_open[site] |= base + cover(without, *args, instance.must & ~with_it, chosen) >= below
        return stays_open, stays_closed

    def sets_below(self, most: int, below: float) -> tuple[Bools, Floats, float]:
        """Return the sets of sites that are best at these prices, the best first.

        Parameters
        ----------
        most
            At most so many.
        below
            No set whose bound is not below that.

        Returns
        -------
        tuple
            Sets, shape (sets, sites); a bound of the solutions with each set's sites, shape (sets,); and a
            bound of the solutions with any other sites.
        """
        from gis.planning.siting.setkernel import cover_rests, list_sets

        instance, reduced, base = self.instance, self._reduced(), float(self.price.sum())
        rests = cover_rests(reduced, self._site_room, self._need, self.count, instance.must)
        sets, value = np.zeros((most, len(reduced)), dtype=bool), np.zeros(most)
        args = (reduced, self._site_room, instance.must, rests, int(self.count >= 0))
        low, high = float(rests[0, -1, -1]), below - base
        count, upto = list_sets(*args, high, sets, value), high
        if count > most:                # halve until all below a value fit
            for _ in range(LISTING_ROUNDS):
                upto = (low + high) / 2
                count = list_sets(*args, upto, sets, value)
                low, high = (low, upto) if count > most else (upto, high)
                if most // 2 <= count <= most:
                    break
            upto = low
            count = list_sets(*args, low, sets, value) or list_sets(*args, high, sets, value)
        order = np.argsort(value[: min(count, most)], kind="stable")
        return sets[order], base + value[order], base + upto

    def of_sets(self, sets: Bools) -> Floats:
        """Return bounds of the solutions with just the sites of some sets, shape (sets, sites)."""
        bounds: Floats = float(self.price.sum()) + sets @ self._reduced()
        return bounds

    def _reduced(self) -> Floats:
        """Return each site's fixed cost less what its best filling gains at the prices."""
        from gis.planning.siting.knapsackkernel import fill_site

        sites, units = self._cost.shape
        width = int(self._room.max(initial=0)) + 1
        best, taken = np.empty(width), np.empty(width * units, dtype=bool)
        item, chosen = np.empty(units, np.int64), np.empty(units, dtype=bool)
        gains = [
            fill_site(self._cost[j], self.price, self._weight, int(self._room[j]), best, taken, item, chosen)
            for j in range(sites)
        ]
        reduced: Floats = self.instance.fixed + np.array(gains)
        return reduced

    def _first_prices(self) -> Floats:
        """Return what each unit would pay if every site were full."""
        instance = self.instance
        part = instance.fixed / np.maximum(instance.capacity, 1e-9)
        full = self._cost + part[:, None] * instance.demand[self._units]
        price: Floats = full.min(axis=0, initial=np.inf)
        return np.where(np.isfinite(price), price, 0.0)


def bound_of_set(bound: CapacityBound, is_open: Bools, target: float, watch: Watch) -> float:
    """Return a bound of the solutions in which just these sites are open.

    Raises
    ------
    SearchEnded
        It was stopped.
    """
    whole = bound.instance
    part = replace(
        whole, cost=np.ascontiguousarray(whole.cost[:, is_open]), capacity=whole.capacity[is_open],
        least=whole.least[is_open], fixed=whole.fixed[is_open], must=np.ones(int(is_open.sum()), dtype=bool),
        count=None, pieces=None,
    )  # fmt: skip
    of_set = CapacityBound(part, bound.price)
    of_set.raise_value(target, watch, SET_ROUNDS, is_of_all=False)
    return of_set.value


def _coarse(instance: Instance) -> tuple[Ints, Ints]:
    """Return demand and capacity in parts so coarse that knapsacks are quick; what fits still fits."""
    demand, capacity, _ = instance.whole
    part = max(1, -(-int(capacity.max(initial=1)) // FINEST))
    return demand // part, capacity // part


def _covering(instance: Instance) -> tuple[Ints, int]:
    """Return capacities and total demand for choosing the sites, as coarse as the table has to be."""
    demand, capacity, _ = instance.whole
    layers = 1 if instance.count is None else instance.count + 1
    most = max(COVER_PLACES, COVER_WORK * instance.cost.size)       # not much more than the knapsacks take
    places = max(1, most // (layers * max(1, len(capacity))))
    part = max(1, -(-int(demand.sum()) // places))
    return -(-capacity // part), int(demand.sum()) // part
