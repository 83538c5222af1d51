"""Transportation where no origin may be split: an integer programme, proven by its relaxation.

The relaxation splits few origins. Those are put where there is room, which is a first solution. Integer
programmes over ever more pairs better it, the likely ones first. What a pair would add to the relaxation says
when there are enough: one that adds more than a solution lies above the relaxation is in no better solution.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gis.planning.county import Bools, Floats, Ints
from gis.planning.transportation import PricedTravel, priced_travel

FIRST_PAIRS, MORE_PAIRS = 400, 4    # pairs to choose from at first, and how many times more then; speed only
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
    """
    allowed = ~np.isnan(cost) & (supply[:, None] <= demand)
    if not allowed.any():
        return np.zeros(cost.shape, dtype=np.int64), True
    relaxed = priced_travel(np.where(allowed, cost, np.nan), supply, demand)
    bound = _relaxed_value(relaxed, cost, supply)
    chosen = _rounded(relaxed, cost, allowed, supply, demand)
    if _value(chosen, cost, supply, relaxed.left_out) <= bound + _slack(bound):
        return _flow(chosen, cost, supply), True     # nobody was split, or it cost nothing
    return _searched(relaxed, chosen, bound, cost, allowed, supply, demand)


def _searched(
    relaxed: PricedTravel, chosen: Ints, bound: float, cost: Floats, allowed: Bools, supply: Ints,
    demand: Ints,
) -> tuple[Ints, bool]:  # fmt: skip
    """Better a solution until it is proven, or time is over."""
    dearer = (cost - relaxed.row_price[:, None] - relaxed.column_price) * supply[:, None]
    out = (2 * relaxed.left_out - relaxed.row_price) * supply
    added = np.column_stack([np.where(allowed, dearer, np.inf), out])
    ends, more = time.monotonic() + TIME_LIMIT_S, FIRST_PAIRS
    while True:
        value = _value(chosen, cost, supply, relaxed.left_out)
        gap = value - bound + _slack(value)
        most = gap
        if (added <= gap).sum() > len(supply) + more:
            most = float(np.partition(added, len(supply) + more, axis=None)[len(supply) + more])
        chosen, proven = _bettered(chosen, cost, added <= most, supply, demand, relaxed.left_out, ends)
        value = _value(chosen, cost, supply, relaxed.left_out)
        if not proven or value - bound + _slack(value) <= most:
            return _flow(chosen, cost, supply), proven
        more *= MORE_PAIRS


def _slack(value: float) -> float:
    """Return what is no difference between values of such a size."""
    return TOLERANCE * max(1.0, abs(value))


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
    known: Ints, cost: Floats, options: Bools, supply: Ints, demand: Ints, left_out: float, ends: float
) -> tuple[Ints, bool]:
    """Choose among some pairs (the last column: left out) and those of a solution; return the best found.

    Who has one option only has it; the others are the integer programme.
    """
    options = options.copy()
    options[np.arange(len(known)), known] = True                  # -1 is the last column
    choosing = np.flatnonzero(options.sum(axis=1) > 1)
    if not len(choosing):
        return known, True
    fixed = np.setdiff1d(np.flatnonzero(known != NOWHERE), choosing)
    room = demand - np.bincount(known[fixed], weights=supply[fixed], minlength=len(demand))
    row, column = np.nonzero(options[choosing])
    origin, pair = choosing[row], np.arange(len(row))
    placed = column < len(demand)
    each = np.where(placed, np.nan_to_num(cost)[origin, np.where(placed, column, 0)], 2 * left_out)
    once = csr_array((np.ones(len(row)), (row, pair)), shape=(len(choosing), len(row)))
    within = csr_array(
        (supply[origin[placed]].astype(float), (column[placed], pair[placed])), shape=(len(demand), len(row))
    )
    result = milp(
        each * supply[origin],
        constraints=[LinearConstraint(once, 1, 1), LinearConstraint(within, -np.inf, room)],
        integrality=np.ones(len(row), dtype=np.int64),
        bounds=Bounds(0, 1),
        options={"time_limit": max(ends - time.monotonic(), 0.0), "mip_rel_gap": 0.0},
    )
    if result.x is None:
        return known, False
    taken = np.rint(result.x).astype(bool)
    chosen = known.copy()
    chosen[origin[taken]] = np.where(placed, column, NOWHERE)[taken]
    is_better = _value(chosen, cost, supply, left_out) <= _value(known, cost, supply, left_out)
    return (chosen if is_better else known), bool(result.status == 0)
