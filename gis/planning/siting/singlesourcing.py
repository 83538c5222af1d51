"""The search of :func:`gis.planning.siting.facility.capacitated_facility_location`, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Solution
from gis.planning.siting.capacitybound import CapacityBound, bound_of_set
from gis.planning.siting.contest import Contest, Entrant, Round
from gis.planning.siting.opensets import OpenSets
from gis.planning.siting.plainstart import plain_start
from gis.planning.siting.regions import Regions, solve_together
from gis.planning.siting.sharing import Sharing
from gis.planning.siting.submodel import Part, PartModel
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
FIRST_LISTED, LISTED_SETS = 500, 1500   # sets to start from
ABOVE, AROUND = 1.02, 1.005         # of a known value, up to where sets are looked at
FIRST_PATIENCE, PATIENCE = 2, 8     # sets whose neighbours are valued without finding a better one
FIRST_ROUNDS = (Round(6, 2, 1000),)
ROUNDS = (Round(40, 2, 1500), Round(12, 3, 3000, 0.4, repaired=4), Round(6, 6, 6000, 1.0, 2, 2))
LATER_ROUNDS = (Round(20, 4, 3000, 0.4, repaired=2), Round(6, 6, 6000, 1.0, 3, 3))
LARGE_ROUNDS = (Round(14, 1, 1000), Round(4, 1, 3000), Round(2, 2, 10_000, 0.5))
TURN_SIZES = ((3, 4), (4, 6), (5, 8), (3, 10))  # of regions in which other sites open, in each turn
POLISH_SIZES = (3, 4)               # of regions while the sites stay
SEEDS = 100_000                     # between those of two rounds
ACROSS_SETS, ACROSS_EACH, ACROSS_EFFORT = 6, 2, 4.0
TURNS = 4                           # with other random numbers
SPARE = 1.02                        # places per pupil of a first set
SPARES = (1.05, 1.1, 1.2)           # of others where there is no time to try many


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
        self.entrants: dict[bytes, Entrant] = {}
        self.contest = Contest(instance, watch, self.keep, self.regions.separators)

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
        plain = plain_start(self.instance, self.watch, self.seed)
        if plain is not None:
            self.bound = CapacityBound(self.instance, plain.price)
            self.sets.add(plain.is_open, self.watch)
            self._note_bound(plain.bound)
        for _ in range(BOUND_STAGES):
            self.bound.raise_value(self._target(), self.watch, BOUND_ROUNDS)
            self._note_bound()
            self.sets.add(self._likely(), self.watch)
        for spare in () if self._is_small() else SPARES:
            self.sets.add(self._likely(spare), self.watch)
        if self._is_small():
            self._gather_sets(FIRST_LISTED, FIRST_PATIENCE)
            self._contested(0, FIRST_ROUNDS)
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
            self._gather_sets(LISTED_SETS, PATIENCE)
        small_rounds = ROUNDS if turn == 0 else LATER_ROUNDS
        entrants = self._contested(turn, small_rounds if self._is_small() else LARGE_ROUNDS)
        if turn == 0 and self.found.solution is not None:
            self.bound.raise_value(self._target(), self.watch, LAST_ROUNDS)
            self._note_bound()
            self.regions.stays_closed = self.bound.fixed_sites(self._target(), self.watch)[1]
        best = [solution for entrant in entrants[:ACROSS_SETS] for solution in entrant.found[:ACROSS_EACH]]
        if best and not self._is_met():
            across = self.contest.merge_across(best, ACROSS_EFFORT)
            across = self.regions.improve(across, self.keep, TURN_SIZES[min(turn, len(TURN_SIZES) - 1)])
            if across.is_open.tobytes() in self.entrants:
                self.entrants[across.is_open.tobytes()].add([across])

    def _is_small(self) -> bool:
        """Whether there is time to look at all the sets of sites around good ones."""
        return len(self.instance.demand) * max(1, int(self._likely().sum())) <= SPREAD_SIZE

    def _target(self) -> float:
        """Return the value of the best solution, or a guess at it."""
        if self.found.solution is not None:
            return self.found.solution.value
        known = SPLIT * min(self.sets.values.values(), default=np.inf)
        return known if known < np.inf else self.bound.guess()

    def _note_bound(self, bound: float = -np.inf) -> None:
        """Take down a bound, by default the prices'."""
        self.found.bound = max(self.found.bound, self.bound.value, bound)
        self.watch.note(lower_bound=self.found.bound)
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

    def _gather_sets(self, listed: int, patience: int) -> None:
        """Value the sets of sites that are best at the bound's prices, and all around the best of them."""
        known = min(min(self.sets.values.values(), default=np.inf), self.bound.guess())
        below = min(self._least(), ABOVE * known)
        sets, bounds, others = self.bound.sets_below(listed, below)
        self.sets.add_all(sets, self.watch)
        values = [self.sets.values.get(is_open.tobytes(), np.inf) for is_open in sets]
        self._note_bound(min(others, float(np.maximum(bounds, values).min(initial=np.inf))))
        near = AROUND * below           # also what is only on the way to something better
        self.sets.spread(self.watch, patience, lambda sets: sets[self.bound.of_sets(sets) < near])

    def _contested(self, turn: int, rounds: Sequence[Round]) -> list[Entrant]:
        """Let the best sets compete in rounds with ever fewer of them; return the last, the best first."""
        units, entrants = len(self.instance.demand), self._entrants(rounds[0].sets)
        for number, step in enumerate(rounds):
            if number >= 2 and not self._is_small() and self.found.solution is not None:
                break                   # the longest is for those that have nothing yet
            if number == 1 and self._is_small():
                for entrant in entrants[: step.sets]:
                    entrant.bound = self._promise(entrant)
            entrants = [entrant for entrant in entrants if entrant.bound < self._least()][: step.sets]
            seed = self.seed + SEEDS * (len(rounds) * turn + number)
            self.contest.anneal(entrants, step.times, step.moves_per_unit * units, seed)
            entrants.sort(key=self._rank)
            whole = [entrant for entrant in entrants if entrant.found[0].is_whole]
            self.contest.merge(whole, step.effort)
            tight = [entrant for entrant in entrants if not entrant.found[0].is_whole]
            for entrant in [*tight[: step.repaired], *whole[: step.polished]]:
                entrant.add([self.regions.improve(entrant.found[0], self.keep, POLISH_SIZES, may_open=False)])
            entrants.sort(key=self._rank)
        return entrants

    def _entrants(self, number: int) -> list[Entrant]:
        """Return the best sets, with what is known of them already; the best solutions first."""
        for value, is_open in self.sets.best(number):
            key = is_open.tobytes()
            if key not in self.entrants:
                prices = self.sets.prices(is_open, self.watch)
                self.entrants[key] = Entrant(value, Sharing(self.instance, is_open, prices))
        entrants = [self.entrants[is_open.tobytes()] for _, is_open in self.sets.best(number)]
        return sorted(entrants, key=lambda entrant: entrant.value)

    def _rank(self, entrant: Entrant) -> tuple[float, float]:
        """Put the better first; in large problems what is nearest to its limits, until one is within."""
        if self._is_small() or self.found.solution is not None:
            return 0.0, entrant.value
        best = entrant.found[0]
        return float(self.instance.excess(best.at, best.is_open).sum()), entrant.value

    def _least(self) -> float:
        """Return the value of the best solution; inf as long as there is none."""
        return self.found.solution.value if self.found.solution else np.inf

    def _promise(self, entrant: Entrant) -> float:
        """Return a bound of a set's solutions, at least the value of its transportation problem."""
        target = 1.001 * max(entrant.bound, self._target())
        return max(entrant.bound, bound_of_set(self.bound, entrant.sharing.is_open, target, self.watch))

    def _likely(self, spare: float = SPARE) -> Bools:
        """Return the sites that the bound likes most, as many as are enough."""
        instance = self.instance
        order = np.argsort(-self.bound.site_share - 1e9 * instance.must, kind="stable")
        is_open = np.zeros(len(order), dtype=bool)
        if instance.count is not None:
            is_open[order[: instance.count]] = True
            return is_open
        places = np.cumsum(instance.capacity[order])
        enough = int(np.searchsorted(places, spare * instance.demand.sum())) + 1
        likely = int((self.bound.site_share > 0.5).sum())
        is_open[order[: max(enough, likely, int(instance.must.sum()))]] = True
        return is_open
