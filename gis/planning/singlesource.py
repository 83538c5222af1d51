"""Transportation where no origin may be split: an integer programme, proven by its relaxation."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from gis.planning.county import Bools, Floats, Ints

NEAREST = 12                        # destinations per origin to start with; speed only
TIME_LIMIT_S = 60.0
TOLERANCE = 1e-6


def single_source(cost: Floats, supply: Ints, demand: Ints) -> tuple[Ints, bool]:
    """Give each origin one destination at least total cost, as many pupils as possible placed.

    Parameters
    ----------
    cost
        Seconds per pupil; shape (origins, destinations), NaN forbids a pair.
    supply, demand
        Pupils per origin, places per destination.

    Returns
    -------
    tuple
        Pupils, shape of ``cost``, each row in one column at most; and whether that is proven to be best.

    Notes
    -----
    Solved on each origin's nearest destinations first. A pair whose reduced cost in the relaxation over all
    pairs exceeds the gap to its bound is in no better solution; the others are added and it is solved again.
    """
    allowed = ~np.isnan(cost) & (supply[:, None] <= demand)
    flow = np.zeros(cost.shape, dtype=np.int64)
    if not allowed.any():
        return flow, True
    left_out = (float(np.nanmax(cost)) + 1) * (len(supply) + len(demand))
    rank = np.where(allowed, cost, np.inf).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    used = allowed & (rank < NEAREST)
    bound, reduced = _relaxed(cost, allowed, supply, demand, left_out)
    chosen, value, proven = _solve(cost, used, supply, demand, left_out)
    missing = allowed & ~used & (reduced <= value - bound + TOLERANCE * max(1.0, abs(value)))
    if missing.any():
        chosen, value, proven = _solve(cost, used | missing, supply, demand, left_out)
    row = np.flatnonzero(chosen >= 0)
    flow[row, chosen[row]] = supply[row]
    return flow, proven


def _matrix(row: Ints, column: Ints, supply: Ints, demand: Ints) -> tuple[csr_array, csr_array]:
    """Return the constraints: each origin chosen once or left out; places per destination."""
    pairs, origins = len(row), len(supply)
    once = csr_array(
        (
            np.ones(pairs + origins),
            (np.concatenate([row, np.arange(origins)]), np.arange(pairs + origins)),
        ),
        shape=(origins, pairs + origins),
    )
    within = csr_array(
        (supply[row].astype(float), (column, np.arange(pairs))), shape=(len(demand), pairs + origins)
    )
    return once, within


def _costs(cost: Floats, row: Ints, column: Ints, supply: Ints, left_out: float) -> Floats:
    return np.concatenate([cost[row, column] * supply[row], left_out * supply.astype(float)])


def _relaxed(
    cost: Floats, allowed: Bools, supply: Ints, demand: Ints, left_out: float
) -> tuple[float, Floats]:
    """Return the bound of the relaxation over all pairs, and the reduced cost of every pair."""
    row, column = np.nonzero(allowed)
    once, within = _matrix(row, column, supply, demand)
    objective = _costs(cost, row, column, supply, left_out)
    result = linprog(                   # type: ignore[call-overload]  # its stubs do not know sparse matrices
        objective, A_ub=within, b_ub=demand, A_eq=once, b_eq=np.ones(len(supply)), method="highs"
    )
    if not result.success:
        raise RuntimeError(result.message)
    reduced = np.full(cost.shape, np.inf)
    price = result.eqlin.marginals[row] + result.ineqlin.marginals[column] * supply[row]
    reduced[row, column] = objective[: len(row)] - price
    return float(result.fun), reduced


def _solve(
    cost: Floats, used: Bools, supply: Ints, demand: Ints, left_out: float
) -> tuple[Ints, float, bool]:
    """Solve the integer programme on some pairs; return destination per origin (-1 = none), value, proof."""
    row, column = np.nonzero(used)
    once, within = _matrix(row, column, supply, demand)
    result = milp(
        _costs(cost, row, column, supply, left_out),
        constraints=[
            LinearConstraint(once, 1, 1),
            LinearConstraint(within, -np.inf, demand.astype(float)),
        ],
        integrality=np.ones(len(row) + len(supply), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": TIME_LIMIT_S, "mip_rel_gap": 0.0},
    )
    chosen = np.full(len(supply), -1, dtype=np.int64)
    if result.x is None:
        return chosen, float(left_out * supply.sum()), False
    taken = result.x[: len(row)] > 0.5
    chosen[row[taken]] = column[taken]
    return chosen, float(result.fun), bool(result.status == 0)
