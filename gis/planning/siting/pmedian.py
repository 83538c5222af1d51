"""The p-median problem: p sites so that all demand travels least."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike

from gis.planning.siting.cover import least_cover
from gis.planning.siting.inputs import Bools, Floats, Ints, SitingInput, read_problem, read_seed
from gis.planning.siting.interchange import Interchange
from gis.planning.siting.median import Incumbent, Median, plain_median
from gis.planning.siting.mediantree import MedianTree
from gis.planning.siting.programme import Limits
from gis.planning.siting.result import (
    NO_SOLUTION,
    UNSERVED,
    SitingResult,
    Status,
    check_feasibility,
    no_solution,
)
from gis.planning.siting.watch import SearchEnded, Watch
from gis.progress import Progress

STARTS = 3
FIRST_ROUNDS, FIRST_OPERATIONS = 30, 200_000_000


def p_median(
    distance: ArrayLike,
    demand: ArrayLike,
    p: int,
    *,
    capacity: ArrayLike | None = None,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float = 60,
    seed: int = 0,
    progress: Progress | None = None,
) -> SitingResult:
    """Open exactly p sites so that the sum of distance x demand is least, each row going to one site.

    Parameters
    ----------
    distance
        Rows (demand) x columns (candidate sites), km or minutes; inf or NaN forbids a pair.
    demand
        Pupils per row. A row without any need not be reached; where an open site reaches it, it goes there.
    p
        Number of open sites.
    capacity
        Pupils per column that a site can take, inf = any number; no row is split. Without it rows go to their
        nearest site.
    required, forbidden
        Columns that must be open, that must not.
    time_limit_s
        Seconds after which the best found so far is returned; compiling, once per machine, comes on top.
    seed
        Of starts and shakes; a whole number of at least 0.
    progress
        Hears of progress and may raise :class:`gis.errors.Cancelled`; see :class:`SearchProgress`.

    Returns
    -------
    SitingResult
        Status ``optimal`` means proven: exactly where distances and demand are whole numbers, else to a
        relative 1e-9.

    Raises
    ------
    PlanningError
        Input that contradicts itself.

    Notes
    -----
    Local search (interchange with shaking), bounds by Lagrangian relaxation of the rows' duty to be served,
    sites fixed by reduced costs, and best-first branching on the sites that are left.
    """
    required, forbidden = list(required), list(forbidden)
    if capacity is not None:
        from gis.planning.siting.facility import capacitated_facility_location

        return capacitated_facility_location(
            distance, demand, capacity, 0.0, p=p, required=required, forbidden=forbidden,
            time_limit_s=time_limit_s, seed=seed, progress=progress,
        )  # fmt: skip
    seed, watch = read_seed(seed), start_median_watch(time_limit_s, progress)
    problem = read_problem(distance, demand, p, required=required, forbidden=forbidden)
    result = solve_median(problem, p, watch, seed)
    check_feasibility(result, distance, demand, p=p, required=required, forbidden=forbidden)
    return result


def start_median_watch(time_limit_s: float, progress: Progress | None) -> Watch:
    """Load what is compiled, once per machine, then start the clock."""
    from gis.planning.siting import mediankernel  # noqa: F401

    return Watch(time_limit_s, progress)


def solve_median(problem: SitingInput, p: int, watch: Watch, seed: int) -> SitingResult:
    """Solve a checked problem."""
    median, columns = plain_median(problem, p)
    incumbent, status = run_median(median, watch, seed)
    if status == "infeasible" or not np.isfinite(incumbent.value):
        bound = NO_SOLUTION if status == "infeasible" else max(0.0, watch.lower_bound)
        return no_solution(len(problem.demand), lower_bound=bound, seconds=watch.seconds, seed=seed,
                           status=status)  # fmt: skip
    sites = columns[incumbent.is_open]
    chosen = nearest_sites(problem.distance, sites)
    served = np.flatnonzero(chosen != UNSERVED)
    value = float((problem.distance[served, chosen[served]] * problem.demand[served]).sum())
    bound = value if status == "optimal" else min(value, max(0.0, watch.lower_bound))
    return SitingResult(sites, chosen, value, bound, watch.seconds, seed, status)


def prove_by_tree(interchange: Interchange) -> None:
    """Prove the incumbent, or one better, by Lagrangian bounds."""
    MedianTree(interchange).search()


def begin_with_swaps(interchange: Interchange) -> None:
    """Offer good choices: swaps from new starts and from shaken choices; none if p sites cannot reach all.

    Raises
    ------
    SearchEnded
        As the watch does.
    """
    for _ in range(STARTS):
        interchange.settle(interchange.start())
    if np.isfinite(interchange.incumbent.value) or _reach_all(interchange):
        interchange.wander(FIRST_ROUNDS, FIRST_OPERATIONS)


def run_median(
    median: Median,
    watch: Watch,
    seed: int,
    begin: Callable[[Interchange], None] = begin_with_swaps,
    prove: Callable[[Interchange], None] = prove_by_tree,
) -> tuple[Incumbent, Status]:
    """Return the best choice that is found until it is proven or the watch ends the search, and which."""
    incumbent = Incumbent(median)
    try:
        _search(Interchange(median, incumbent, watch, seed), begin, prove)
    except SearchEnded:
        return incumbent, watch.status("time_limit")
    return incumbent, "optimal" if np.isfinite(incumbent.value) else "infeasible"


def nearest_sites(distance: Floats, sites: Ints) -> Ints:
    """Return each row's nearest of some sites, the first of equals, -1 where none is in reach."""
    if not len(sites):
        return np.full(len(distance), UNSERVED, np.int64)
    reach = distance[:, sites]
    chosen: Ints = sites[reach.argmin(axis=1)]
    chosen[~np.isfinite(reach).any(axis=1)] = UNSERVED
    return chosen


def _search(
    interchange: Interchange, begin: Callable[[Interchange], None], prove: Callable[[Interchange], None]
) -> None:
    """Search until the incumbent is proven best, or stays empty for good; else raises as the watch does."""
    median, incumbent = interchange.median, interchange.incumbent
    if not np.isfinite(median.costs).any(axis=1).all():
        return
    if len(median.required) == median.p or median.required.sum() == median.p:
        everything = np.ones_like(median.required)
        incumbent.offer(everything if len(median.required) == median.p else median.required)
        return
    incumbent.offer(interchange.start())
    if not len(median.costs):
        return
    if median.p == 1:
        best = int(np.argmin(median.costs.sum(axis=0)))
        incumbent.offer(np.arange(len(median.required)) == best)
        return
    begin(interchange)
    if np.isfinite(incumbent.value):
        prove(interchange)


def _reach_all(interchange: Interchange) -> bool:
    """Start from as few sites as reach every row; returns whether p sites can."""
    median = interchange.median
    limits = Limits(interchange.watch, interchange.seed, ceiling=float(median.p))
    cover = least_cover(np.isfinite(median.costs), np.ones(len(median.required)), median.required, limits)
    if cover.bound > median.p:
        return False
    if cover.is_open is None or cover.value > median.p:
        raise SearchEnded
    is_open: Bools = cover.is_open
    closed = np.flatnonzero(~is_open)
    is_open[closed[: median.p - int(is_open.sum())]] = True
    interchange.settle(is_open)
    return True
