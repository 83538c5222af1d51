"""The p-median problem with proof: Lagrangian bounds, sites fixed by them, branches on the sites left."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import NamedTuple

import numpy as np

from gis.planning.siting.inputs import Bools, Floats
from gis.planning.siting.interchange import Interchange
from gis.planning.siting.watch import Watch

ROUNDING = 1e-6                     # of a bound that is rounded up to a whole number
NARROW_SHARE = 0.8                  # a table with fewer of its sites left is made anew
WANDER_ROUNDS, WANDER_OPERATIONS = 50, 1_000_000_000
STEPS_PER_CALL = 20
ROWS_PER_LOOK = 256                 # that are sorted at once


class Effort(NamedTuple):
    """How long a bound is raised: steps, first length, patience and shortening; shorter than least = done."""

    steps: int
    length: float
    patience: int
    decay: float
    least: float


ROOT = Effort(3000, 1.5, 20, 0.7, 1e-3)
BRANCH = Effort(300, 0.5, 10, 0.6, 5e-3)


@dataclass(frozen=True, eq=False)
class Table:
    """Some sites, per row by ascending cost; ``order`` holds places in ``sites``, shape (rows, sites)."""

    sites: np.ndarray[tuple[int], np.dtype[np.int64]]
    order: np.ndarray[tuple[int, int], np.dtype[np.int32]]
    value: Floats

    def narrowed(self, allowed: Bools) -> Table:
        """Return the table of those sites that are allowed; itself if few are not."""
        kept = allowed[self.sites]
        if kept.sum() > NARROW_SHARE * len(kept):
            return self
        inside = kept[self.order]
        place = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        shape = (len(self.order), int(kept.sum()))
        order = place[self.order[inside]].reshape(shape)
        return Table(self.sites[kept], order, self.value[inside].reshape(shape))


def sorted_table(costs: Floats, watch: Watch) -> Table:
    """Return the table of all sites."""
    order, value = np.empty_like(costs, dtype=np.int32), np.empty_like(costs)
    for start in range(0, len(costs), ROWS_PER_LOOK):
        watch.look()
        part = slice(start, start + ROWS_PER_LOOK)
        places = np.argsort(costs[part], axis=1, kind="stable")
        order[part], value[part] = places, np.take_along_axis(costs[part], places, axis=1)
    return Table(np.arange(costs.shape[1]), order, value)


@dataclass(frozen=True, eq=False)
class Node:
    """Solutions with some sites open and some closed, and a bound on them.

    Parameters
    ----------
    required, allowed
        Per site.
    bound, price, worth, chosen
        Best bound, the rows' prices that give it, the sites' worth at these and the sites opened by them.
    often
        How often each site was open lately, a share: close to a fractional solution.
    """

    required: Bools
    allowed: Bools
    bound: float
    price: Floats
    worth: Floats
    chosen: Bools
    often: Floats


class MedianTree:
    """Best-first search over open and closed sites.

    Parameters
    ----------
    interchange
        Local search with a first incumbent.
    """

    def __init__(self, interchange: Interchange) -> None:
        self.median, self.watch, self.interchange = interchange.median, interchange.watch, interchange
        self.incumbent = interchange.incumbent
        self.table = sorted_table(self.median.costs, self.watch)
        self.nodes = 0

    def search(self) -> None:
        """Search until nothing better is left, noting values and bounds; raises as :class:`Watch` does."""
        root = self.bounded_root()
        if self.is_open(root):
            self.interchange.wander(WANDER_ROUNDS, WANDER_OPERATIONS)
        heap, turn = [(root.bound, 0, root)], count(1)
        while heap:
            bound, _, node = heapq.heappop(heap)
            self._note(min(bound, self.incumbent.value))
            if bound > self.incumbent.enough:
                break
            for child in self._children(node):
                if self.is_open(child):
                    heapq.heappush(heap, (child.bound, next(turn), child))
        self.watch.note(lower_bound=self.incumbent.value)

    def is_open(self, node: Node) -> bool:
        """Return whether a node may hold something better."""
        return node.bound <= self.incumbent.enough

    def _note(self, bound: float) -> None:
        proven = ceil(bound - ROUNDING) if self.median.is_whole else bound
        self.watch.note(lower_bound=proven, objective=self.incumbent.value)
        self.watch.look()

    def bounded_root(self) -> Node:
        """Return the bound on all solutions; the sites that it opens are a start for swaps."""
        median = self.median
        allowed = np.ones(len(median.required), dtype=bool)
        often = np.full(len(allowed), median.p / len(allowed))
        root = self._bounded(median.required, allowed, self._first_price(), often, self.table, ROOT)
        self.interchange.settle(root.chosen)
        return root

    def _first_price(self) -> Floats:
        """Return prices between the costs of the two nearest open sites: close to what a row is worth."""
        costs = np.sort(self.median.costs[:, self.incumbent.is_open], axis=1)[:, :2]
        dearest = np.where(np.isinf(self.median.costs), 0.0, self.median.costs).max(axis=1)
        price: Floats = np.minimum(costs, dearest[:, None]).mean(axis=1)
        return price

    def _bounded(
        self, required: Bools, allowed: Bools, price: Floats, often: Floats, table: Table, effort: Effort
    ) -> Node:
        """Raise the bound of a node."""
        from gis.planning.siting.mediankernel import BOUND, DONE, STEP, ascend

        sites, median = table.sites, self.median
        must, may = required[sites], allowed[sites]
        point = (price.copy(), np.zeros_like(price), often[sites])
        best = (price.copy(), np.zeros(len(sites)), np.zeros(len(sites), dtype=bool))
        state = np.array([-np.inf, effort.length, 0.0, 0.0])
        while state[STEP] > effort.least and state[DONE] < effort.steps:
            patience = np.array([STEPS_PER_CALL, effort.patience])
            ascend(table.order, table.value, must, may, median.p, self.incumbent.value, self.incumbent.enough,
                   patience, effort.decay, point, best, state)  # fmt: skip
            if effort is ROOT:
                self._note(min(float(state[BOUND]), self.incumbent.value))
            self.watch.look()
        whole = len(required)
        worth, chosen, lately = np.zeros(whole), np.zeros(whole, dtype=bool), np.zeros(whole)
        worth[sites], chosen[sites], lately[sites] = best[1], best[2], point[2]
        self.incumbent.offer(chosen)
        return Node(required, allowed, float(state[BOUND]), best[0], worth, chosen, lately)

    def _children(self, node: Node) -> list[Node]:
        """Fix what the bound fixes, then open and close one site of those left."""
        self.nodes += 1
        required, allowed = self._fixed(node)
        opened, free = int(required.sum()), allowed & ~required
        if not self._can_hold(required, allowed):
            return []
        if opened == self.median.p or opened + int(free.sum()) == self.median.p:
            self.incumbent.offer(required if opened == self.median.p else allowed)
            return []
        self.interchange.settle(node.chosen, allowed)
        table = self.table.narrowed(allowed)
        left = np.flatnonzero(free)
        site = left[np.argmin(np.abs(node.often[left] - 0.5))]
        children = []
        for is_open in (True, False):
            must, may = required.copy(), allowed.copy()
            must[site], may[site] = is_open, is_open
            if self._can_hold(must, may):
                children.append(self._bounded(must, may, node.price, node.often, table, BRANCH))
        return children

    def _can_hold(self, required: Bools, allowed: Bools) -> bool:
        """Return whether any solution is left."""
        enough = required.sum() <= self.median.p <= allowed.sum()
        reached = self.median.reaches_all or np.isfinite(self.median.costs[:, allowed]).any(axis=1).all()
        return bool(enough and reached)

    def _fixed(self, node: Node) -> tuple[Bools, Bools]:
        """Return required and allowed sites, those fixed without which, or with which, nothing is better.

        A site's reduced cost is what the bound rises by if the site is closed though the bound opens it, or
        the reverse.
        """
        free = node.allowed & ~node.required
        missing = self.median.p - int(node.required.sum())
        if not 0 < missing < free.sum():
            return node.required, node.allowed
        rank = np.sort(node.worth[free])
        room = self.incumbent.enough - node.bound
        opened = free & node.chosen & (rank[missing] - node.worth > room)
        closed = free & ~node.chosen & (node.worth - rank[missing - 1] > room)
        return node.required | opened, node.allowed & ~closed

