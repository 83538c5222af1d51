"""The p-centre problem: p sites so that nobody has it far."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from gis.planning.siting.cover import least_cover
from gis.planning.siting.inputs import Bools, Floats, SitingInput, read_problem
from gis.planning.siting.pmedian import nearest_sites
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
    rows, watch = len(np.asarray(distance)), Watch(time_limit_s, progress)
    problem = read_problem(distance, np.ones(rows), p, required=required, forbidden=forbidden)
    search = _CentreSearch(problem, int(p), watch, seed)
    result = search.run()
    check_feasibility(result, distance, np.ones(rows), p=p, required=required, forbidden=forbidden,
                      goal="farthest")  # fmt: skip
    return result


class _CentreSearch:
    """Bisection over the distances that may be the greatest."""

    def __init__(self, problem: SitingInput, p: int, watch: Watch, seed: int) -> None:
        self.p, self.watch, self.seed, self.problem = p, watch, seed, problem
        self.columns = np.flatnonzero(problem.allowed)
        self.reach: Floats = problem.distance[:, self.columns]
        self.required: Bools = problem.required[self.columns]
        self.is_open: Bools | None = None
        self.objective = NO_SOLUTION
        self.values = self._candidates()

    def run(self) -> SitingResult:
        """Bisect; what is known when the watch ends the search is the result."""
        own: Status = "optimal"
        try:
            bound = self._bisect()
        except SearchEnded:
            own, bound = "time_limit", max(0.0, self.watch.lower_bound)
        status, watch, rows = self.watch.status(own), self.watch, len(self.reach)
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

    def _bisect(self) -> float:
        """Return the least greatest distance, inf where p sites cannot reach everyone."""
        values, low, high = self.values, 0, len(self.values)
        middle = high - 1               # the widest first: can everyone be reached at all?
        while low < high:
            self.watch.note(objective=self.objective, lower_bound=float(values[low]))
            self.watch.look()
            if self._holds(float(values[middle])):
                high = int(np.searchsorted(values, self.objective))
            else:
                low = middle + 1
            middle = (low + high) // 2
        return float(values[low]) if low < len(values) else NO_SOLUTION

    def _holds(self, distance: float) -> bool:
        """Return whether p sites can have every row within a distance; keeps them if so."""
        search = Limits(self.watch, self.seed, ceiling=float(self.p))
        cover = least_cover(self.reach <= distance, np.ones(len(self.columns)), self.required, search)
        if cover.is_open is None or cover.bound > self.p:
            return False
        if cover.value > self.p:
            raise SearchEnded
        is_open = cover.is_open.copy()
        is_open[np.flatnonzero(~is_open)[: self.p - int(is_open.sum())]] = True
        self.is_open = is_open
        self.objective = float(self.reach[:, is_open].min(axis=1).max(initial=0.0))
        return True
