"""Covering: most demand within a radius of p sites; fewest sites that have everyone within it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from gis.planning.siting.cover import distinct_rows, least_cover, least_sets
from gis.planning.siting.coverage import begin_with_covers, prove_by_programme
from gis.planning.siting.inputs import Ints, SitingInput, read_amounts, read_limit, read_problem, read_seed
from gis.planning.siting.median import Median, is_whole
from gis.planning.siting.pmedian import nearest_sites, prove_by_tree, run_median, start_median_watch
from gis.planning.siting.programme import Limits
from gis.planning.siting.result import UNSERVED, SitingResult, Status, check_feasibility, no_solution
from gis.planning.siting.watch import Watch
from gis.progress import Progress

MOST_COVERED_PAIRS = 50_000         # with more the Lagrangian bounds are faster than a solver's relaxation


def mclp(
    distance: ArrayLike,
    demand: ArrayLike,
    p: int,
    radius: float,
    *,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float = 60,
    seed: int = 0,
    progress: Progress | None = None,
) -> SitingResult:
    """Open exactly p sites so that as much demand as possible is within a radius of one.

    Parameters
    ----------
    distance, demand, p, required, forbidden, time_limit_s, seed, progress
        As of :func:`gis.planning.siting.pmedian.p_median`.
    radius
        Greatest distance at which a row counts as covered; in the unit of the distances.

    Returns
    -------
    SitingResult
        ``objective`` is the demand that is NOT covered, so that less is better; covered demand is the total
        less that, and at most the total less ``lower_bound``. A row that is not covered has -1, any other its
        nearest site.

    Raises
    ------
    PlanningError
        Input that contradicts itself.

    Notes
    -----
    A p-median problem where a row costs its demand wherever it is not covered (Church and ReVelle 1976).
    """
    required, forbidden = list(required), list(forbidden)
    seed, watch = read_seed(seed), start_median_watch(time_limit_s, progress)
    problem = read_problem(distance, demand, p, required=required, forbidden=forbidden)
    reach = read_limit(radius, "radius")
    rows = np.flatnonzero(problem.demand > 0)
    weight, columns = problem.demand[rows], _worthwhile(problem, rows, reach, int(p))
    missed = (problem.distance[np.ix_(rows, columns)] > reach).astype(np.float64)
    median = Median(missed * weight[:, None], problem.required[columns], int(p), is_whole(missed, weight))
    is_sparse = missed.size - missed.sum() <= MOST_COVERED_PAIRS
    prove = prove_by_programme if is_sparse else prove_by_tree
    incumbent, status = run_median(median, watch, seed, begin_with_covers, prove)
    sites = columns[incumbent.is_open]
    chosen = nearest_sites(np.where(problem.distance > reach, np.inf, problem.distance), sites)
    value = float(problem.demand[chosen == UNSERVED].sum())
    bound = value if status == "optimal" else min(value, max(0.0, watch.lower_bound))
    result = SitingResult(sites, chosen, value, bound, watch.seconds, seed, status)
    check_feasibility(result, distance, demand, p=p, required=required, forbidden=forbidden, radius=reach,
                      goal="uncovered")  # fmt: skip
    return result


def lscp(
    distance: ArrayLike,
    radius: float,
    *,
    fixed_cost: ArrayLike | None = None,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float = 60,
    seed: int = 0,
    progress: Progress | None = None,
) -> SitingResult:
    """Open as few sites as possible so that every row is within a radius of one.

    Parameters
    ----------
    distance, required, forbidden, time_limit_s, seed, progress
        As of :func:`gis.planning.siting.pmedian.p_median`; every row counts.
    radius
        Greatest distance at which a row counts as covered; in the unit of the distances.
    fixed_cost
        Per column; with it the sites' costs are to be least, not their number.

    Returns
    -------
    SitingResult
        ``objective`` is the number or the costs of the open sites; each row has its nearest site. Status
        ``infeasible`` where a row is out of reach of every site that may be open.

    Raises
    ------
    PlanningError
        Input that contradicts itself.
    """
    required, forbidden = list(required), list(forbidden)
    seed, watch = read_seed(seed), Watch(time_limit_s, progress)
    problem = read_problem(distance, 1.0, required=required, forbidden=forbidden)
    rows = len(problem.demand)
    reach, columns = read_limit(radius, "radius"), np.flatnonzero(problem.allowed)
    every = problem.distance.shape[1]
    cost = np.ones(every) if fixed_cost is None else read_amounts(fixed_cost, every, "fixed_cost")
    within = problem.distance[:, columns] <= reach
    search = Limits(watch, seed, tells=True)
    cover = least_cover(within, cost[columns], problem.required[columns], search)
    proven: Status = watch.status("optimal" if cover.bound >= cover.value else "time_limit")
    if cover.is_open is None:
        return no_solution(rows, lower_bound=cover.bound, seconds=watch.seconds, seed=seed,
                           status="infeasible")  # fmt: skip
    sites = columns[cover.is_open]
    result = SitingResult(sites, nearest_sites(problem.distance, sites), cover.value, cover.bound,
                          watch.seconds, seed, proven)  # fmt: skip
    check_feasibility(result, distance, np.ones(rows), fixed_cost=cost, required=required,
                      forbidden=forbidden, radius=reach, goal="sites")  # fmt: skip
    return result


def _worthwhile(problem: SitingInput, rows: Ints, reach: float, p: int) -> Ints:
    """Return the columns without those that cover no more than another one, but as many as have to open.

    Any choice of sites is as good with the other one instead, or with any if that is open, too.
    """
    columns = np.flatnonzero(problem.allowed)
    within = problem.distance[np.ix_(rows, columns)] <= reach
    kept = least_sets(~within[distinct_rows(within)[0]].T, np.zeros(len(columns))) | problem.required[columns]
    kept[np.flatnonzero(~kept)[: max(0, p - int(kept.sum()))]] = True
    return columns[kept]
