"""Sites of limited capacity for units that are not split: who opens, and who goes where."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.errors import PlanningError
from gis.planning.siting.capacitated import NOBODY, Instance, Pieces, touching_units
from gis.planning.siting.inputs import SitingInput, read_amounts, read_problem, read_seed
from gis.planning.siting.result import NO_SOLUTION, SitingResult, no_solution
from gis.planning.siting.singlesourcing import search
from gis.planning.siting.watch import Watch
from gis.progress import Progress

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROUNDING = 1e-9                     # relative; a load that is above a capacity by no more is within it


def capacitated_facility_location(
    distance: ArrayLike,
    demand: ArrayLike,
    capacity: ArrayLike,
    fixed_cost: ArrayLike,
    *,
    p: int | None = None,
    adjacency: ArrayLike | None = None,
    site_rows: ArrayLike | None = None,
    min_load: ArrayLike | None = None,
    required: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    time_limit_s: float = 60,
    seed: int = 0,
    progress: Progress | None = None,
) -> SitingResult:
    """Choose sites and give every row whole to one of them, at least total cost.

    Minimizes the fixed costs of the open sites + distance x demand of every row. No site takes more than its
    capacity, no row is split.

    Parameters
    ----------
    distance
        Rows x columns; inf or NaN forbids a pair.
    demand
        Per row.
    capacity, fixed_cost, min_load
        Per column, or one number for all; a capacity of inf limits nothing. An open site has at least
        ``min_load``.
    p
        Exact number of open sites; None = any.
    adjacency
        Pairs of touching rows, shape (pairs, 2). With it every catchment is one connected piece that holds
        the row in which its site lies; an open site may be empty.
    site_rows
        Row in which each column's site lies. By default column j lies in row j where the matrix is square,
        else in the row at the least distance (the first of equal ones).
    required, forbidden
        Columns that are open in any case, or never.
    time_limit_s
        Seconds after which the best found is returned; compiling, once per machine, comes on top.
    seed
        Whole number of at least 0. The result is repeated exactly unless the clock or the user ended it.
    progress
        Told of objective and bound (see :class:`gis.planning.siting.SearchProgress`); may cancel.

    Returns
    -------
    SitingResult
        Status ``infeasible`` where it is proven that there is no solution. A row without demand is served
        by the nearest open site that it reaches, by none where it reaches none; with ``adjacency`` by any.

    Raises
    ------
    gis.errors.PlanningError
        Input that contradicts itself; more demand than capacity.
    """
    seed, watch = read_seed(seed), start_facility_watch(time_limit_s, progress)
    given = read_problem(distance, demand, p, required=required, forbidden=forbidden)
    p = None if p is None else int(p)
    pieces = None if adjacency is None else read_pieces(adjacency, site_rows, given.distance, given.allowed)
    limits = _read_limits(given, capacity, fixed_cost, min_load)
    kept = np.flatnonzero(given.demand > 0) if pieces is None else np.arange(len(given.demand))
    found = search(_instance(given, limits, kept, p, pieces), watch, seed)
    status = watch.status("optimal" if found.is_optimal else "rule")
    if found.solution is None:
        bound = NO_SOLUTION if found.is_optimal else max(0.0, found.bound)
        status = "infeasible" if found.is_optimal else status
        return no_solution(
            len(given.demand), lower_bound=bound, seconds=watch.seconds, seed=seed, status=status
        )
    allowed = np.flatnonzero(given.allowed)
    open_sites = allowed[found.solution.is_open]
    at = np.full(len(given.demand), NOBODY, np.int64)
    at[kept] = np.where(found.solution.at == NOBODY, NOBODY, allowed[found.solution.at])
    if pieces is None:
        _fill(at, open_sites, given)
    served = np.flatnonzero(at != NOBODY)
    ways = given.distance[served, at[served]] * given.demand[served]
    value = float(limits[1][open_sites].sum() + ways.sum())
    bound = value if found.is_optimal else min(max(0.0, found.bound), value)
    status = "optimal" if found.is_optimal else status
    return SitingResult(open_sites, at, value, bound, watch.seconds, seed, status)


def start_facility_watch(time_limit_s: float, progress: Progress | None) -> Watch:
    """Load what is compiled, once per machine, and the solver; then start the clock."""
    from ortools.sat.python import cp_model  # noqa: F401

    from gis.planning.siting import exchangekernel, flowkernel, setkernel  # noqa: F401

    return Watch(time_limit_s, progress)


def _read_limits(
    given: SitingInput, capacity: ArrayLike, fixed_cost: ArrayLike, min_load: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """Return capacity, fixed cost and least load of every column."""
    columns = given.distance.shape[1]
    most = np.asarray(capacity, dtype=np.float64)
    room = read_amounts(np.where(np.isposinf(most), given.demand.sum(), most), columns, "capacity")
    fixed = read_amounts(fixed_cost, columns, "fixed_cost")
    least = read_amounts(0.0 if min_load is None else min_load, columns, "min_load")
    if given.demand.sum() > room.sum() * (1 + ROUNDING):
        raise PlanningError("siting_capacity", demand=float(given.demand.sum()), capacity=float(room.sum()))
    return room, fixed, least


def _instance(
    given: SitingInput,
    limits: tuple[Floats, Floats, Floats],
    kept: Ints,
    p: int | None,
    pieces: Pieces | None,
) -> Instance:
    """Return the problem without forbidden columns, of the rows that the search is about."""
    room, fixed, least = (values[given.allowed] for values in limits)
    distance, weight = given.distance[np.ix_(kept, np.flatnonzero(given.allowed))], given.demand[kept]
    cost = np.where(weight[:, None] > 0, distance, 0.0) * weight[:, None]
    cost[~np.isfinite(distance) | (weight[:, None] > room * (1 + ROUNDING))] = np.inf
    must = given.required[given.allowed]
    return Instance(np.ascontiguousarray(cost), weight, room, least, fixed, must, p, pieces)


def read_pieces(
    adjacency: ArrayLike, site_rows: ArrayLike | None, distance: Floats, allowed: Bools
) -> Pieces:
    """Read which rows touch, and in which row each allowed site lies.

    Raises
    ------
    gis.errors.PlanningError
        Rows that do not exist, or not one row per site.
    """
    rows, columns = distance.shape
    pairs = np.asarray(adjacency if hasattr(adjacency, "__array__") else list(adjacency))  # type: ignore[arg-type]
    pairs = pairs.reshape(-1, 2).astype(np.int64) if pairs.size == 0 else pairs
    is_whole = pairs.dtype.kind in "iuf" and bool((pairs == np.rint(pairs)).all())
    if not is_whole or pairs.ndim != 2 or pairs.shape[1] != 2 or ((pairs < 0) | (pairs >= rows)).any():
        raise PlanningError("siting_adjacency", shape=pairs.shape, rows=rows)
    if site_rows is not None:
        home = np.asarray(site_rows, dtype=np.int64)
        if home.shape != (columns,) or ((home < 0) | (home >= rows)).any():
            raise PlanningError("siting_site_rows", columns=columns, rows=rows)
    elif rows == columns:
        home = np.arange(rows)
    elif rows:
        home = distance.argmin(axis=0)
    else:
        raise PlanningError("siting_site_rows", columns=columns, rows=rows)
    first, touching = touching_units(pairs.astype(np.int64), rows)
    return Pieces(first, touching, home[allowed].astype(np.int64))


def _fill(at: Ints, open_sites: Ints, given: SitingInput) -> None:
    """Give the rows without demand, which cost nothing, the nearest site that they reach."""
    idle = np.flatnonzero(given.demand == 0)
    if len(open_sites) and len(idle):
        reach = given.distance[np.ix_(idle, open_sites)]
        nearest = open_sites[reach.argmin(axis=1)]
        at[idle] = np.where(np.isfinite(reach).any(axis=1), nearest, NOBODY)
