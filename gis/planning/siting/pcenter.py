"""The p-centre problem: p sites so that nobody has it far."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from gis.planning.siting.cover import SMALLEST_WEIGHT, greedy_cover, least_cover, relaxed_cover
from gis.planning.siting.inputs import Bools, Floats, SitingInput, read_problem, read_seed
from gis.planning.siting.interchange import Interchange
from gis.planning.siting.median import Incumbent, Median
from gis.planning.siting.pmedian import nearest_sites, start_median_watch
from gis.planning.siting.programme import Limits
from gis.planning.siting.result import (
    NO_SOLUTION,
    SitingResult,
    Status,
    check_feasibility,
    no_solution,
)
from gis.planning.siting.watch import SearchEnded, Watch
from gis.progress import Progress

ROUNDS, OPERATIONS = 20, 200_000_000        # of a quick search for sites within a distance

def p_center(
    distance: ArrayLike,
    p: int,
    *,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float = 60,
    seed: int = 0,
    progress: Progress | None = None,
) -> SitingResult:
    """Open exactly p sites so that the farthest row has as short a way as possible.

    Parameters
    ----------
    distance, p, required, forbidden, time_limit_s, seed, progress
        As of :func:`gis.planning.siting.pmedian.p_median`; every row counts.

    Returns
    -------
    SitingResult
        ``objective`` is the greatest distance of a row to its site, the nearest open one.

    Raises
    ------
    PlanningError
        Input that contradicts itself.

    Notes
    -----
    The objective is one of the distances. Between those that p sites can hold and those that they cannot, the
    middle one is tried until none is left (Minieka 1970): a set cover problem each time.
    """
    required, forbidden = list(required), list(forbidden)
    seed, watch = read_seed(seed), start_median_watch(time_limit_s, progress)
    problem = read_problem(distance, 1.0, p, required=required, forbidden=forbidden)
    search = _CentreSearch(problem, int(p), watch, seed)
    result = search.run()
    check_feasibility(result, distance, problem.demand, p=p, required=required, forbidden=forbidden,
                      goal="farthest")  # fmt: skip
    return result


class _CentreSearch:
    """Bisection over the distances that may be the greatest: the answer is not below ``low``.

    ``high`` is the place of the best found, one past the last while there is none.
    """

    def __init__(self, problem: SitingInput, p: int, watch: Watch, seed: int) -> None:
        self.p, self.watch, self.seed, self.problem = p, watch, seed, problem
        self.columns = np.flatnonzero(problem.allowed)
        self.reach: Floats = problem.distance[:, self.columns]
        self.required: Bools = problem.required[self.columns]
        self.is_open: Bools | None = None
        self.objective = NO_SOLUTION
        self.values = self._candidates()
        self.low, self.high = 0, len(self.values)

    def run(self) -> SitingResult:
        """Bisect; what is known when the watch ends the search is the result.

        What swaps find and relaxations exclude leaves little to the integer programmes.
        """
        own: Status = "optimal"
        try:
            self._find()
            self._exclude()
            self._decide()
        except SearchEnded:
            own = "time_limit"
        status, watch, rows = self.watch.status(own), self.watch, len(self.reach)
        bound = float(self.values[self.low]) if self.low < len(self.values) else NO_SOLUTION
        if self.is_open is None:
            status = "infeasible" if own == "optimal" else status
            return no_solution(rows, lower_bound=bound, seconds=watch.seconds, seed=self.seed, status=status)
        sites = self.columns[self.is_open]
        chosen = nearest_sites(self.problem.distance, sites)
        return SitingResult(sites, chosen, self.objective, bound, watch.seconds, self.seed, status)

    def _candidates(self) -> Floats:
        """Return the distances not below any row's way to the nearest site of all, ascending."""
        least = self.reach.min(axis=1, initial=np.inf).max(initial=0.0)
        values: Floats = np.unique(np.append(self.reach[self.reach >= least], least))
        return values[np.isfinite(values)]

    def _middle(self, low: int) -> int:
        """Return the place to try; the widest first: can everyone be reached at all?"""
        if self.low < len(self.values):
            self.watch.note(objective=self.objective, lower_bound=float(self.values[self.low]))
        self.watch.look()
        return (low + self.high) // 2 if self.is_open is not None else len(self.values) - 1

    def _find(self) -> None:
        """Lower the best found as far as quick searches can."""
        low = self.low
        while low < self.high:
            middle = self._middle(low)
            if not self._found(float(self.values[middle])):
                low = middle + 1

    def _exclude(self) -> None:
        """Raise what the answer is not below as far as relaxations can."""
        high = self.high
        while self.low < high:
            self.watch.look()
            middle = (self.low + high) // 2
            within = self.reach <= self.values[middle]
            if relaxed_cover(within, self.required, Limits(self.watch, self.seed)) > self.p:
                self.low = middle + 1
            else:
                high = middle

    def _decide(self) -> None:
        """Bring both together by integer programmes."""
        limits = Limits(self.watch, self.seed, ceiling=float(self.p))
        weight = np.ones(len(self.columns))
        while self.low < self.high:
            middle = self._middle(self.low)
            cover = least_cover(self.reach <= self.values[middle], weight, self.required, limits)
            if cover.is_open is None or cover.bound > self.p:
                self.low = middle + 1
            elif cover.value <= self.p:
                self._keep(cover.is_open)
            else:
                raise SearchEnded

    def _found(self, distance: float) -> bool:
        """Return whether a quick search has every row within a distance."""
        within = self.reach <= distance
        chosen = self.required | greedy_cover(within, np.where(self.required, SMALLEST_WEIGHT, 1.0))
        if chosen.sum() > self.p and self.p > 1:
            median = Median((~within).astype(np.float64), self.required, self.p, is_whole=True)
            incumbent = Incumbent(median)
            interchange = Interchange(median, incumbent, self.watch, self.seed)
            interchange.settle(interchange.start() if self.is_open is None else self.is_open)
            interchange.wander(ROUNDS, OPERATIONS)
            if incumbent.value > 0:
                return False
            chosen = incumbent.is_open
        if chosen.sum() > self.p:
            return False
        self._keep(chosen)
        return True

    def _keep(self, is_open: Bools) -> None:
        """Take down a solution, filled up to as many sites as are asked for."""
        filled = is_open.copy()
        filled[np.flatnonzero(~filled)[: self.p - int(filled.sum())]] = True
        self.is_open = filled
        self.objective = float(self.reach[:, filled].min(axis=1).max(initial=0.0))
        self.high = int(np.searchsorted(self.values, self.objective))
