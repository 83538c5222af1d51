"""A start for sites with capacities and a given number of them: as if there were no capacities."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import Instance
from gis.planning.siting.interchange import Interchange
from gis.planning.siting.median import Incumbent, Median
from gis.planning.siting.mediantree import MedianTree, Node
from gis.planning.siting.watch import Watch

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STARTS = 3                          # of swapping, from sites at random
NODES = 200                         # of the tree that proves
SHAKES, OPERATIONS = 30, 200_000_000    # of the best sites, at most


class QuietWatch(Watch):
    """Ends as another one does; what is noted is about another problem and not told."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch.left_s)
        self._watch = watch

    def is_over(self) -> bool:
        """Return whether the search has to end."""
        return self._watch.is_over()


class _Enough(Exception):
    """As much was proven as is worth the time."""


class _ShortTree(MedianTree):
    """Proves for some nodes only.

    Attributes
    ----------
    proven
        No choice of sites is below it.
    price
        Of the bound on all solutions.
    """

    def __init__(self, interchange: Interchange) -> None:
        super().__init__(interchange)
        self.proven, self.price = -np.inf, self._first_price()
        self._left = sys.maxsize

    def bounded_root(self) -> Node:
        """Bound all solutions; keep the prices. The nodes count from here."""
        root = super().bounded_root()
        self.price, self._left = root.price, NODES
        return root

    def _note(self, bound: float) -> None:
        super()._note(bound)
        self.proven = max(self.proven, min(bound, self.incumbent.value))
        self._left -= 1
        if self._left < 0:
            raise _Enough


@dataclass(frozen=True, eq=False)
class PlainStart:
    """What serving each unit with demand is worth, good sites, and a bound of all solutions."""

    price: Floats
    is_open: Bools
    bound: float


def plain_start(instance: Instance, watch: Watch, seed: int) -> PlainStart | None:
    """Choose the sites as if there were no capacities.

    None where nothing is to choose, or no choice of sites reaches all units easily.

    Raises
    ------
    SearchEnded
        It was stopped.
    """
    from gis.planning.siting import mediankernel  # noqa: F401

    heavy, sites = instance.demand > 0, len(instance.fixed)
    if instance.count is None or not 1 < instance.count < sites or instance.must.sum() >= instance.count:
        return None
    costs = np.ascontiguousarray(instance.cost[heavy])
    median = Median(costs, instance.must, instance.count, False)
    interchange = Interchange(median, Incumbent(median), QuietWatch(watch), seed)
    for _ in range(STARTS):
        interchange.settle(interchange.start())
    if not np.isfinite(interchange.incumbent.value):
        return None
    interchange.wander(SHAKES, OPERATIONS)
    tree = _ShortTree(interchange)
    with suppress(_Enough):
        tree.search()
        tree.proven = interchange.incumbent.value
    fixed = np.sort(instance.fixed)[: instance.count].sum()
    return PlainStart(tree.price, interchange.incumbent.is_open, tree.proven + float(fixed))
