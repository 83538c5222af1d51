"""Transportation where no origin may be split: an integer programme, proven by its relaxation.

The relaxation splits few origins. Those are put where there is room, which is a first solution; the integer
programme over the likely pairs betters it, within a time that keeps the window alive.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gis.planning.county import Bools, Floats, Ints
from gis.planning.transportation import PricedTravel, priced_travel

NEAREST = 6                         # destinations per origin that are likely; speed only
TIME_LIMIT_S = 20.0
TOLERANCE = 1e-9                    # relative
NOWHERE = -1


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
    A pair whose reduced cost in the relaxation over all pairs exceeds the gap between a solution and the
    relaxation is in no better solution. The others are added, and it is solved again.
    """
    allowed = ~np.isnan(cost) & (supply[:, None] <= demand)
    if not allowed.any():
        return np.zeros(cost.shape, dtype=np.int64), True
    relaxed = priced_travel(np.where(allowed, cost, np.nan), supply, demand)
    bound = _relaxed_value(relaxed, cost, supply)
    chosen = _rounded(relaxed, cost, allowed, supply, demand)
    if _value(chosen, cost, supply, relaxed.left_out) <= bound + TOLERANCE * max(1.0, abs(bound)):
        return _flow(chosen, cost, supply), True     # nobody was split, or it cost nothing
    rank = np.where(allowed, cost, np.inf).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    used = allowed & (relaxed.used | (rank < NEAREST))
    chosen, proven = _bettered(chosen, cost, used, supply, demand, relaxed.left_out)
    if proven:
        value = _value(chosen, cost, supply, relaxed.left_out)
        dearer = np.where(allowed, cost, np.inf) - relaxed.row_price[:, None] - relaxed.column_price
        margin = value - bound + TOLERANCE * max(1.0, abs(value))
        missing = allowed & ~used & (dearer * supply[:, None] <= margin)
        if missing.any():
            chosen, proven = _bettered(chosen, cost, used | missing, supply, demand, relaxed.left_out)
    return _flow(chosen, cost, supply), proven


def _flow(chosen: Ints, cost: Floats, supply: Ints) -> Ints:
    flow = np.zeros(cost.shape, dtype=np.int64)
    row = np.flatnonzero(chosen != NOWHERE)
    flow[row, chosen[row]] = supply[row]
    return flow


def _relaxed_value(relaxed: PricedTravel, cost: Floats, supply: Ints) -> float:
    """Return the relaxation's value; who is placed fills a place too, so it counts twice."""
    travelled = float((np.nan_to_num(cost) * relaxed.flow).sum())
    return travelled + 2 * relaxed.left_out * float(supply.sum() - relaxed.flow.sum())


def _value(chosen: Ints, cost: Floats, supply: Ints, left_out: float) -> float:
    row = np.flatnonzero(chosen != NOWHERE)
    travelled = float((cost[row, chosen[row]] * supply[row]).sum())
    return travelled + 2 * left_out * float(supply.sum() - supply[row].sum())


def _rounded(relaxed: PricedTravel, cost: Floats, allowed: Bools, supply: Ints, demand: Ints) -> Ints:
    """Return a solution: who is not split stays, the others go where there is room, the largest first."""
    parts = (relaxed.flow > 0).sum(axis=1)
    whole = (parts == 1) & (relaxed.flow.max(axis=1) == supply)
    chosen = np.where(whole, relaxed.flow.argmax(axis=1), NOWHERE)
    room = demand - np.where(whole[:, None], relaxed.flow, 0).sum(axis=0)
    rest = np.flatnonzero(~whole & (supply > 0))
    for origin in rest[np.argsort(-supply[rest], kind="stable")].tolist():
        fits = np.where(allowed[origin] & (room >= supply[origin]), cost[origin], np.inf)
        if np.isfinite(fits).any():
            chosen[origin] = int(fits.argmin())
            room[chosen[origin]] -= supply[origin]
    return chosen.astype(np.int64)


def _bettered(
    known: Ints, cost: Floats, used: Bools, supply: Ints, demand: Ints, left_out: float
) -> tuple[Ints, bool]:
    """Solve the integer programme on some pairs; return the better of its solution and a known one."""
    row, column = np.nonzero(used)
    origins, pairs = len(supply), len(row)
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
    result = milp(
        np.concatenate([cost[row, column] * supply[row], 2 * left_out * supply.astype(float)]),
        constraints=[
            LinearConstraint(once, 1, 1), LinearConstraint(within, -np.inf, demand.astype(float)),
        ],
        integrality=np.ones(pairs + origins, dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": TIME_LIMIT_S, "mip_rel_gap": 0.0},
    )  # fmt: skip
    if result.x is None:
        return known, False
    chosen = np.full(origins, NOWHERE, dtype=np.int64)
    taken = np.rint(result.x[:pairs]).astype(bool)
    chosen[row[taken]] = column[taken]
    is_better = _value(chosen, cost, supply, left_out) <= _value(known, cost, supply, left_out)
    return (chosen if is_better else known), bool(result.status == 0)
