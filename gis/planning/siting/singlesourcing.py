"""The search of :func:`gis.planning.siting.facility.capacitated_facility_location`, stage by stage."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Solution
from gis.planning.siting.capacitybound import CapacityBound, bound_of_set
from gis.planning.siting.opensets import OpenSets
from gis.planning.siting.regions import Regions, solve_together
from gis.planning.siting.sharing import Sharing
from gis.planning.siting.submodel import Part, PartModel
from gis.planning.siting.together import WORKERS, run_flagged
from gis.planning.siting.watch import SearchEnded, Watch

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

SMALL_PAIRS = 600                   # pairs of an instance that is solved as a whole at once
SMALL_EFFORT, WHOLE_EFFORT = 20.0, 1000.0   # deterministic seconds
MOST_PAIRS = 30_000                 # of a model of everything; of more, the cheapest
SPREAD_SIZE = 30_000                # units x open sites up to which all neighbours of a set are valued
PROVEN = 1e-9                       # relative gap
BOUND_STAGES, BOUND_ROUNDS, LAST_ROUNDS = 10, 20, 300
SPLIT = 1.001                       # what not splitting units costs, as a guess
RELAXED_SETS, DRAWN_SETS = 300, 100     # sets to start from
DRAWN_SPREAD = 0.001                # of the prices for drawing, part of the bound
FIRST_PATIENCE, PATIENCE = 2, 8     # sets whose neighbours are valued without finding a better one
FIRST_SETS, SETS = 4, 30            # that are shared out, at first and in each turn
BOUNDED_SETS = 10                   # of them, whose bounds are proven
MOVES_PER_UNIT, LONGER = 1000, 6    # of annealing
KEPT_SETS = (4, 2)                  # that go on to each stage
FIXED_SIZES = ((4, 5), (6, 8))      # of its regions while the open sites stay
TURNS = 4                           # with other random numbers
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
        """Keep a solution that is better than the best; raises SearchEnded where it meets the bound."""
        best = self.found.solution
        if solution.is_whole and (best is None or solution.value < best.value):
            self.found.solution = solution
            self.watch.note(objective=solution.value)
            if self._is_met():
                raise SearchEnded

    def _search(self) -> None:
        for _ in range(BOUND_STAGES):
            self.bound.raise_value(self._target(), self.watch, BOUND_ROUNDS)
            self._note_bound()
            self.sets.add(self._likely(), self.watch)
        if self._is_small():
            self._gather_sets(0, FIRST_PATIENCE)
            self._annealed(self._sharings(FIRST_SETS), MOVES_PER_UNIT * len(self.instance.demand), 0)
            self.bound.raise_value(self._target(), self.watch, LAST_ROUNDS)
            self._note_bound()
        for turn in range(TURNS):
            self._turn(turn)
            if self.found.solution is None:
                self._solve_whole(WHOLE_EFFORT)
            if self.found.solution is None or self._is_met():
                return

    def _turn(self, turn: int) -> None:
        """Share the units out in good sets of sites, better the best of them, and open other sites there."""
        if self._is_small():
            self._gather_sets(turn, PATIENCE)
        candidates = self._shared_out(turn)
        for stage, sizes in enumerate(FIXED_SIZES if self._is_small() else ()):
            candidates = [
                (promise, self.regions.improve(solution, self.keep, sizes, may_open=False))
                for promise, solution in candidates[: KEPT_SETS[stage]]
                if self.instance.pieces is not None or promise < self._target()
            ]
            candidates.sort(key=lambda pair: pair[1].value)
        if turn == 0 and self.found.solution is not None:
            self.bound.raise_value(self._target(), self.watch, LAST_ROUNDS)
            self._note_bound()
            self.regions.stays_closed = self.bound.fixed_sites(self._target(), self.watch)[1]
        for _, solution in candidates[:1]:
            if not self._is_met():
                self.regions.improve(solution, self.keep)

    def _is_small(self) -> bool:
        """Whether there is time to look at all the sets of sites around good ones."""
        return len(self.instance.demand) * max(1, int(self._likely().sum())) <= SPREAD_SIZE

    def _target(self) -> float:
        """Return the value of the best solution, or a guess at it."""
        if self.found.solution is not None:
            return self.found.solution.value
        known = SPLIT * min(self.sets.values.values(), default=np.inf)
        return known if known < np.inf else self.bound.guess()

    def _note_bound(self) -> None:
        self.found.bound = max(self.found.bound, self.bound.value)
        if self.found.bound == np.inf:
            self.found.is_optimal = True
        if self._is_met():
            raise SearchEnded

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
        pairs = np.isfinite(instance.cost)
        is_all = int(pairs.sum()) <= MOST_PAIRS
        if not is_all:
            rank = instance.cost.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
            pairs &= rank < max(1, MOST_PAIRS // units)
        everything = Part(np.arange(sites), np.arange(units), pairs, True, effort)
        model = PartModel(instance, known, everything, self.regions.separators, self.seed)
        answer = solve_together([model], self.watch)[0]
        if answer.solution is not None:
            self.keep(answer.solution)
        self.found.is_optimal = is_all and (answer.is_infeasible or answer.is_proven)
        if self.found.is_optimal and answer.solution is not None and not answer.solution.is_whole:
            self.found.solution = None
        self.watch.look()

    def _gather_sets(self, turn: int, patience: int) -> None:
        """Value likely sets of sites by transportation, and all around the best of them."""
        spread = DRAWN_SPREAD * abs(self.bound.value)
        for chosen in self.bound.likely_sets(DRAWN_SETS, spread, self.seed + turn):
            self.sets.add(chosen, self.watch)
        for key in list(self.bound.sets)[-RELAXED_SETS:]:
            self.sets.add(np.frombuffer(key, dtype=bool), self.watch)
        known = min(min(self.sets.values.values(), default=np.inf), self.bound.guess())
        self.sets.stays_open, self.sets.stays_closed = self.bound.fixed_sites(1.02 * known, self.watch)
        self.sets.spread(self.watch, patience)

    def _shared_out(self, turn: int) -> list[tuple[float, Solution]]:
        """Share the units out in the best sets; return what each promises, the best first, and a solution."""
        moves, sharings = MOVES_PER_UNIT * len(self.instance.demand), self._sharings(SETS)
        pool = list(zip((value for value, _ in self.sets.best(SETS)), sharings, strict=True))
        quick = self._annealed(sharings, moves, turn)
        if self.instance.pieces is None:
            ranked = [(self._promise(*pair), n) for n, pair in enumerate(pool[:BOUNDED_SETS]) if quick[n]]
        else:
            ranked = [(solution.value, n) for n, solution in enumerate(quick) if solution]
        least = self.found.solution.value if self.found.solution else np.inf
        chosen = [(value, n) for value, n in sorted(ranked) if value < least or self.instance.pieces]
        chosen = chosen[: KEPT_SETS[0]]
        longer = self._annealed([pool[n][1] for _, n in chosen], LONGER * moves, turn)
        return [(value, found) for (value, _), found in zip(chosen, longer, strict=True) if found]

    def _sharings(self, number: int) -> list[Sharing]:
        """Return the best sets, ready for annealing."""
        return [
            Sharing(self.instance, is_open, self.sets.prices(is_open, self.watch))
            for _, is_open in self.sets.best(number)
        ]

    def _promise(self, value: float, sharing: Sharing) -> float:
        """Return a bound of the solutions with a set of sites, from its value as a transportation problem."""
        target = 1.001 * max(value, self._target())
        return max(value, bound_of_set(self.bound, sharing.is_open, target, self.watch))

    def _annealed(self, pool: list[Sharing], moves: int, turn: int) -> list[Solution | None]:
        """Anneal each, some at a time; keep the best."""
        found: list[Solution | None] = []
        for start in range(0, len(pool), WORKERS):
            seeds = [self.seed + 1000 * turn + number for number in range(start, start + WORKERS)]
            some = zip(pool[start : start + WORKERS], seeds, strict=False)
            found += run_flagged([partial(one.anneal, moves, seed) for one, seed in some], self.watch)
            for solution in found[start:]:
                if solution is not None:
                    self.keep(solution)
            self.watch.look()
        return found

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
