"""The search of :func:`gis.planning.siting.facility.capacitated_facility_location`, stage by stage."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Solution
from gis.planning.siting.capacitybound import CapacityBound
from gis.planning.siting.opensets import OpenSets
from gis.planning.siting.regions import Regions, solve_together
from gis.planning.siting.sharing import Sharing
from gis.planning.siting.submodel import Part, PartModel, Separators
from gis.planning.siting.watch import SearchEnded, Watch

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

SMALL_PAIRS = 600                   # pairs of an instance that is solved as a whole at once
SMALL_EFFORT = 20.0                 # deterministic seconds
SPREAD_SIZE = 30_000                # units x open sites up to which all neighbours of a set are valued
PROVEN = 1e-9                       # relative gap


@dataclass
class Found:
    """The best so far."""

    solution: Solution | None = None
    bound: float = -np.inf
    is_optimal: bool = False


def search(instance: Instance, watch: Watch, seed: int) -> Found:
    """Search until the bound is met, nothing gets better, or the watch ends."""
    found = Found()
    with suppress(SearchEnded):
        _Search(instance, watch, seed, found).run()
    return found


class _Search:
    def __init__(self, instance: Instance, watch: Watch, seed: int, found: Found) -> None:
        self.instance, self.watch, self.seed, self.found = instance, watch, seed, found
        self.separators = Separators()

    def run(self) -> None:
        instance = self.instance
        heavy = instance.demand > 0
        if not np.isfinite(instance.cost[heavy]).any(axis=1).all():
            self.found.is_optimal = True
            return
        if np.isfinite(instance.cost).sum() <= SMALL_PAIRS:
            self._whole(SMALL_EFFORT)
            if self.found.is_optimal:
                return
        self.bound = CapacityBound(instance)
        for _ in range(15):
            self.bound.raise_value(self.bound.guess(), self.watch, 20)
        self._note()
        self._start()
        if self.found.solution is None:
            self._whole(1e9)
        if self.found.solution is None:
            return
        self.bound.raise_value(self.found.solution.value, self.watch, 400)
        self._note()
        if self._is_met():
            return
        regions = Regions(instance, self.bound, self.watch, self.seed)
        regions.improve(self.found.solution, self.keep)
        self._is_met()

    def keep(self, solution: Solution) -> None:
        """Keep a solution that is better than the best."""
        best = self.found.solution
        if solution.is_whole and (best is None or solution.value < best.value):
            self.found.solution = solution
            self.watch.note(objective=solution.value)

    def _note(self) -> None:
        self.found.bound = max(self.found.bound, self.bound.value)
        if self.found.bound == np.inf:
            self.found.is_optimal = True

    def _is_met(self) -> bool:
        best = self.found.solution
        if best is not None and best.value - self.found.bound <= PROVEN * max(1.0, abs(best.value)):
            self.found.is_optimal = True
        return self.found.is_optimal

    def _whole(self, effort: float) -> None:
        """Solve the model of everything."""
        instance = self.instance
        units, sites = instance.cost.shape
        known = self.found.solution or Solution.of(
            instance, np.full(units, NOBODY, np.int64), np.zeros(sites, dtype=bool)
        )
        everything = Part(np.arange(sites), np.arange(units), np.isfinite(instance.cost), True, effort)
        model = PartModel(instance, known, everything, self.separators, self.seed)
        answer = solve_together([model], self.watch)[0]
        if answer.is_infeasible:
            self.found.is_optimal = True
            return
        if answer.solution is not None:
            self.keep(answer.solution)
            if answer.is_proven:
                self.found.is_optimal = True
        self.watch.look()

    def _start(self) -> None:
        """Find good sets of sites by transportation, and share the units out whole."""
        instance, watch = self.instance, self.watch
        sets = OpenSets(instance)
        sets.add(self._likely())
        if len(instance.demand) * max(1, int(self._likely().sum())) <= SPREAD_SIZE:
            sets.spread(watch, 12)
        ranked = sets.best(12)
        moves = 2000 * len(instance.demand)
        tried: list[tuple[float, int, Sharing]] = []
        for _, is_open in ranked:
            sharing = Sharing(instance, is_open, sets.shares(is_open)[1])
            solution = sharing.anneal(moves, self.seed)
            watch.look()
            if solution is not None:
                self.keep(solution)
                tried.append((solution.value, len(tried), sharing))
        for _, _, sharing in sorted(tried)[:3]:
            solution = sharing.anneal(moves * 10, self.seed + 1)
            if solution is not None:
                self.keep(solution)
            watch.look()

    def _likely(self) -> Bools:
        """Return the sites that the bound likes most, as many as are enough."""
        instance = self.instance
        order = np.argsort(-self.bound.site_share - 1e9 * instance.must, kind="stable")
        is_open = np.zeros(len(order), dtype=bool)
        if instance.count is not None:
            is_open[order[: instance.count]] = True
            return is_open
        enough = int(np.searchsorted(np.cumsum(instance.capacity[order]), 1.02 * instance.demand.sum())) + 1
        likely = int((self.bound.site_share > 0.5).sum())
        is_open[order[: max(enough, likely, int(instance.must.sum()))]] = True
        return is_open
