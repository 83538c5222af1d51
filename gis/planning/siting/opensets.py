"""A search over which sites are open, each set valued by transportation: as if units could be split."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import TOLERANCE, Instance
from gis.planning.siting.together import WORKERS, Flag, run_flagged
from gis.planning.siting.watch import Watch

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

QUICK_SIZE = 30_000                 # units x open sites that are done before anyone wants to stop them
BATCH = 50                          # sets that a thread values between two looks at the clock
NEIGHBOURS = 20                     # sites around each that may take its place


class OpenSets:
    """Sets of sites and their values as transportation problems, each worked out once."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.values: dict[bytes, float] = {}
        heavy = np.flatnonzero(instance.demand > 0)
        self._demand = instance.demand[heavy]
        self._unit_cost = np.ascontiguousarray((instance.cost[heavy] / self._demand[:, None]).T)
        self._order = np.argsort(-self._demand, kind="stable").astype(np.int64)
        self._go: Flag = np.zeros(1, dtype=np.uint8)
        self._least = float(self._demand.sum())
        self._near = np.argsort(instance.apart, axis=1, kind="stable")[:, 1 : NEIGHBOURS + 1]
        self._waiting: list[tuple[float, bytes]] = []
        self._seen: set[bytes] = set()

    def value(self, is_open: Bools, watch: Watch) -> float:
        """Return fixed costs and transport of a set; inf where it is not enough.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        key = is_open.tobytes()
        if key not in self.values:
            enough = self.instance.capacity[is_open].sum() >= self._least
            value = self._transported(is_open, watch)[0] if enough else np.inf
            self.values[key] = float(value + self.instance.fixed[is_open].sum())
        return self.values[key]

    def prices(self, is_open: Bools, watch: Watch) -> Floats:
        """Return the price of a place at each site, 0 where it is closed."""
        prices = np.zeros(len(is_open))
        prices[is_open] = self._transported(is_open, watch)[1]
        return prices

    def add(self, is_open: Bools, watch: Watch) -> None:
        """Let the search start from a set, too."""
        value, key = self.value(is_open, watch), is_open.tobytes()
        if value < np.inf and key not in self._seen:
            self._seen.add(key)
            heappush(self._waiting, (value, key))

    def add_all(self, sets: Bools, watch: Watch) -> None:
        """Let the search start from many sets; they are valued by several threads.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        enough = sets[sets @ self.instance.capacity >= self._least * (1 - TOLERANCE)]
        new = [is_open for is_open in enough if is_open.tobytes() not in self.values]
        for start in range(0, len(new), WORKERS * BATCH):
            calls = [
                partial(self._valued, new[begin : begin + BATCH])
                for begin in range(start, min(len(new), start + WORKERS * BATCH), BATCH)
            ]
            for batch in run_flagged(calls, watch):
                self.values.update(batch)
            watch.look()
        for is_open in enough:
            self.add(is_open, watch)

    def spread(self, watch: Watch, patience: int, promising: Callable[[Bools], Bools]) -> None:
        """Value all neighbours of the best sets, until nothing better was found that many times in a row.

        Parameters
        ----------
        promising
            Returns those of some sets that are worth looking at.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        best, fruitless = min(self.values.values(), default=np.inf), 0
        while self._waiting and fruitless < patience:
            fruitless += 1
            centre = np.frombuffer(heappop(self._waiting)[1], dtype=bool)
            around = np.array(list(self._neighbours(centre))).reshape(-1, len(centre))
            self.add_all(promising(around), watch)
            least = min(self.values.values(), default=np.inf)
            if least < best:
                best, fruitless = least, 0

    def best(self, number: int) -> list[tuple[float, Bools]]:
        """Return the sets of least value so far."""
        ranked = sorted(self.values.items(), key=lambda item: (item[1], item[0]))[:number]
        return [(value, np.frombuffer(key, dtype=bool)) for key, value in ranked if value < np.inf]

    def _valued(self, sets: list[Bools], flag: Flag) -> dict[bytes, float]:
        """Value some sets; fewer where the flag ends it."""
        values = {}
        for is_open in sets:
            ways = self._transport(is_open, flag)[0]
            if flag[0]:
                break
            values[is_open.tobytes()] = float(ways + self.instance.fixed[is_open].sum())
        return values

    def _transported(self, is_open: Bools, watch: Watch) -> tuple[float, Floats]:
        """Return the cost of all ways and the price of a place at each open site."""
        size = int(is_open.sum()) * len(self._demand)
        is_quick = size <= QUICK_SIZE
        run = partial(self._transport, is_open)
        ways, price = run(self._go) if is_quick else run_flagged([run], watch)[0]
        watch.look()
        return ways, price

    def _transport(self, is_open: Bools, flag: Flag) -> tuple[float, Floats]:
        from gis.planning.siting.flowkernel import transport

        sites = np.flatnonzero(is_open)
        cost = np.ascontiguousarray(self._unit_cost[sites])
        flow, price = np.empty(cost.shape), np.empty(len(sites))
        room = self.instance.capacity[sites]
        return transport(cost, self._demand, room, self._order, flag, flow, price), price

    def _neighbours(self, centre: Bools) -> Iterator[Bools]:
        """Close one site, open one, or let one take the place of another near it."""
        count = self.instance.count
        for site in np.flatnonzero(centre & ~self.instance.must).tolist():
            changed = centre.copy()
            changed[site] = False
            if count is None:
                yield changed
            for other in self._near[site].tolist():
                if not centre[other]:
                    swapped = changed.copy()
                    swapped[other] = True
                    yield swapped
        if count is None:
            for site in np.flatnonzero(~centre).tolist():
                changed = centre.copy()
                changed[site] = True
                yield changed
