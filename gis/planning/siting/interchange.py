"""Good choices of sites quickly: swaps until none helps, then again from a shaken best."""

from __future__ import annotations

import numpy as np

from gis.planning.siting.inputs import Bools
from gis.planning.siting.median import Incumbent, Median
from gis.planning.siting.watch import Watch

OPERATIONS_PER_CALL = 20_000_000    # of compiled work, so that a stop is heeded soon
WIDEST_SHAKE = 8                    # sites moved at random at most


class Interchange:
    """Local search over swaps of an open and a closed site.

    Parameters
    ----------
    median
        The problem; at least two sites to open.
    incumbent
        Takes what is found.
    seed
        Of starts and shakes.
    """

    def __init__(self, median: Median, incumbent: Incumbent, watch: Watch, seed: int) -> None:
        self.median, self.incumbent, self.watch, self.seed = median, incumbent, watch, seed
        self.random = np.random.default_rng(seed)
        self.operations = 0
        rows = len(median.costs)
        self._near = (np.empty(rows, np.int64), np.empty(rows), np.empty(rows, np.int64), np.empty(rows))

    def start(self) -> Bools:
        """Return the required sites and others at random."""
        is_open = self.median.required.copy()
        closed = np.flatnonzero(~is_open)
        is_open[self.random.choice(closed, self.median.p - int(is_open.sum()), replace=False)] = True
        return is_open

    def settle(self, is_open: Bools, may_open: Bools | None = None) -> Bools:
        """Swap until no swap helps; the incumbent hears of it even if the search has to end on the way.

        Parameters
        ----------
        is_open
            Shape (sites,); not changed.
        may_open
            Sites that may be opened, by default all.
        """
        from gis.planning.siting.mediankernel import swap_sites

        median, is_open = self.median, is_open.copy()
        allowed = np.ones_like(is_open) if may_open is None else may_open
        movable = np.flatnonzero(is_open & ~median.required)
        sites = np.concatenate([movable, np.flatnonzero(is_open & median.required)])
        columns, rows = median.solid.shape
        turn = np.array([self.random.integers(columns), 0, len(movable), 0])
        looks = max(1, OPERATIONS_PER_CALL // max(1, rows + median.p))
        while turn[1] < columns and len(movable):
            swap_sites(median.solid, sites, is_open, allowed, turn, looks, self._near)
            self.incumbent.offer(is_open)
            self.watch.note(objective=self.incumbent.value)
            self.watch.look()
        self.operations += (rows + median.p) * int(turn[3])
        self.incumbent.offer(is_open)
        return is_open

    def shake(self, strength: int) -> Bools:
        """Return the best choice with some sites moved at random."""
        is_open = self.incumbent.is_open.copy()
        opened = np.flatnonzero(is_open & ~self.median.required)
        closed = np.flatnonzero(~is_open)
        count = min(strength, len(opened), len(closed))
        is_open[self.random.choice(opened, count, replace=False)] = False
        is_open[self.random.choice(closed, count, replace=False)] = True
        return is_open

    def wander(self, rounds: int, operations: int, may_open: Bools | None = None) -> None:
        """Settle from shaken choices, shaking harder where that does not help.

        Parameters
        ----------
        rounds, operations
            End after as many rounds, or once as much work is done.
        """
        strength, until = 1, self.operations + operations
        for _ in range(rounds):
            before = self.incumbent.value
            self.settle(self.shake(strength), may_open)
            strength = 1 if self.incumbent.value < before else strength % WIDEST_SHAKE + 1
            if self.incumbent.value == 0 or self.operations >= until:
                return
