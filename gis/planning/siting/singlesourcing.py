"""The search of :func:`gis.planning.siting.facility.capacitated_facility_location`, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Solution
from gis.planning.siting.capacitybound import CapacityBound, bound_of_set
from gis.planning.siting.opensets import OpenSets
from gis.planning.siting.regions import Regions, solve_together
from gis.planning.siting.sharing import Sharing
from gis.planning.siting.submodel import Part, PartModel
from gis.planning.siting.watch import SearchEnded, Watch

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

SMALL_PAIRS = 600                   # pairs of an instance that is solved as a whole at once
SMALL_EFFORT = 20.0                 # deterministic seconds
SPREAD_SIZE = 30_000                # units x open sites up to which all neighbours of a set are valued
PROVEN = 1e-9                       # relative gap
BOUND_STAGES, BOUND_ROUNDS, LAST_ROUNDS = 15, 20, 400
DRAWN_SETS, DRAWN_SPREAD = 150, 0.003     # first sets; how much prices differ, part of the bound
EXPANSIONS = 12                     # sets whose neighbours are valued
SETS, LONG_SETS = 20, 4             # that are shared out, and longer
MOVES_PER_UNIT, LONGER = 1000, 6    # of annealing
FIXED_SIZES = (4, 7)                # of regions while the open sites stay
SPARE = 1.02                        # places per pupil of a first set


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
        self.bound = CapacityBound(instance)
        self.sets = OpenSets(instance)
        self.regions = Regions(instance, watch, seed)

    def run(self) -> None:
        instance = self.instance
        reached = np.isfinite(instance.cost[instance.demand > 0]).any(axis=1)
        if not reached.all():
            self.found.is_optimal = True
            return
        if np.isfinite(instance.cost).sum() <= SMALL_PAIRS:
            self._solve_whole(SMALL_EFFORT)
        if not self.found.is_optimal:
            self._search()

    def keep(self, solution: Solution) -> None:
        """Keep a solution that is better than the best."""
        best = self.found.solution
        if solution.is_whole and (best is None or solution.value < best.value):
            self.found.solution = solution
            self.watch.note(objective=solution.value)

    def _search(self) -> None:
        for _ in range(BOUND_STAGES):
            self.bound.raise_value(self._target(), self.watch, BOUND_ROUNDS)
            self._note_bound()
        self._gather_sets()
        for solution in self._shared_out():
            self.regions.improve(solution, self.keep, FIXED_SIZES, may_open=False)
        if self.found.solution is None:
            self._solve_whole(np.inf)
        if self.found.solution is None or self._is_met():
            return
        self.bound.raise_value(self._target(), self.watch, LAST_ROUNDS)
        self._note_bound()
        self.regions.stays_closed = self.bound.fixed_sites(self.found.solution.value)[1]
        self.regions.improve(self.found.solution, self.keep)
        self._is_met()

    def _target(self) -> float:
        """Return the value of the best solution, or a guess at it."""
        return self.found.solution.value if self.found.solution else self.bound.guess()

    def _note_bound(self) -> None:
        self.found.bound = max(self.found.bound, self.bound.value)
        if self.found.bound == np.inf:
            self.found.is_optimal = True

    def _is_met(self) -> bool:
        best = self.found.solution
        if best is not None and best.value - self.found.bound <= PROVEN * max(1.0, abs(best.value)):
            self.found.is_optimal = True
        return self.found.is_optimal

    def _solve_whole(self, effort: float) -> None:
        """Solve the model of everything."""
        instance = self.instance
        units, sites = instance.cost.shape
        nothing = Solution.of(instance, np.full(units, NOBODY, np.int64), np.zeros(sites, dtype=bool))
        known = self.found.solution or nothing
        everything = Part(np.arange(sites), np.arange(units), np.isfinite(instance.cost), True, effort)
        model = PartModel(instance, known, everything, self.regions.separators, self.seed)
        answer = solve_together([model], self.watch)[0]
        if answer.solution is not None:
            self.keep(answer.solution)
        self.found.is_optimal = answer.is_infeasible or answer.is_proven
        if answer.is_proven and answer.solution is not None and not answer.solution.is_whole:
            self.found.solution = None
        self.watch.look()

    def _gather_sets(self) -> None:
        """Value likely sets of sites by transportation, and all around the best of them."""
        likely = self._likely()
        self.sets.add(likely)
        if len(self.instance.demand) * max(1, int(likely.sum())) > SPREAD_SIZE:
            return
        for chosen in self.bound.likely_sets(DRAWN_SETS, DRAWN_SPREAD * abs(self.bound.value), self.seed):
            self.sets.add(chosen)
            self.watch.look()
        known = min(self.sets.values.values(), default=np.inf)
        below = min(known, self.bound.guess())
        self.sets.stays_open, self.sets.stays_closed = self.bound.fixed_sites(1.02 * below)
        self.sets.spread(self.watch, EXPANSIONS)

    def _shared_out(self) -> Iterator[Solution]:
        """Share the units out in the best sets; yield first solutions of those that promise most."""
        tried: list[tuple[float, float, int, Sharing]] = []
        moves = MOVES_PER_UNIT * len(self.instance.demand)
        for value, is_open in self.sets.best(SETS):
            target = 1.001 * max(value, self._target())
            least = max(value, bound_of_set(self.bound, is_open, target, self.watch))
            sharing = Sharing(self.instance, is_open, self.sets.shares(is_open)[1])
            solution = sharing.anneal(moves, self.seed)
            self.watch.look()
            if solution is not None:
                self.keep(solution)
                rank = least if self.instance.pieces is None else solution.value
                tried.append((rank, least, len(tried), sharing))
        for _, least, number, sharing in sorted(tried)[:LONG_SETS]:
            if self.found.solution is None or least < self.found.solution.value:
                solution = sharing.anneal(moves * LONGER, self.seed + number + 1)
                self.watch.look()
                if solution is not None:
                    self.keep(solution)
                    yield solution

    def _likely(self) -> Bools:
        """Return the sites that the bound likes most, as many as are enough."""
        instance = self.instance
        order = np.argsort(-self.bound.site_share - 1e9 * instance.must, kind="stable")
        is_open = np.zeros(len(order), dtype=bool)
        if instance.count is not None:
            is_open[order[: instance.count]] = True
            return is_open
        places = np.cumsum(instance.capacity[order])
        enough = int(np.searchsorted(places, SPARE * instance.demand.sum())) + 1
        likely = int((self.bound.site_share > 0.5).sum())
        is_open[order[: max(enough, likely, int(instance.must.sum()))]] = True
        return is_open
