"""The transportation problem in whole pupils: a flow of least cost, proven by its prices.

Solved on the nearest pairs first. The prices of that solution tell which other pairs could better it; with
them it is solved again until there is none. Costs are compared in whole tenths of a millisecond (less than
:data:`gis.planning.receivers.SAME`), so that the proof is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.planning.county import Bools, Floats, Ints

FIRST_COLUMNS = 8                   # nearest destinations per origin to start with; speed only
UNITS_PER_S = 10_000
FAR = np.iinfo(np.int64).max // 2   # more than any sum of costs


@dataclass(frozen=True)
class PricedTravel:
    """A solved transportation problem.

    Attributes
    ----------
    flow
        See :func:`least_travel`.
    used
        The pairs that it was solved on.
    row_price, column_price
        Per pupil: cost less both prices is what a pair would add, never below 0.
    left_out
        What a pupil costs who is left out, and a place that stays empty.
    """

    flow: Ints
    used: Bools
    row_price: Floats
    column_price: Floats
    left_out: float


def least_travel(cost: Floats, supply: Ints, demand: Ints) -> Ints:
    """Solve a transportation problem whose totals need not close.

    Parameters
    ----------
    cost
        Seconds, not negative; shape (origins, destinations); NaN forbids a pair.
    supply, demand
        Whole numbers per origin and destination.

    Returns
    -------
    numpy.ndarray
        Whole numbers, shape of ``cost``: as many as possible are placed, and those at least total cost.
        Row and column sums never exceed supply and demand.
    """
    return priced_travel(cost, supply, demand).flow


def priced_travel(cost: Floats, supply: Ints, demand: Ints) -> PricedTravel:
    """Solve the problem of :func:`least_travel` and keep its prices."""
    allowed = ~np.isnan(cost)
    flow = np.zeros(cost.shape, dtype=np.int64)
    if not allowed.any():
        return PricedTravel(flow, allowed, np.zeros(len(supply)), np.zeros(len(demand)), 0.0)
    units = np.rint(np.nan_to_num(cost) * UNITS_PER_S).astype(np.int64)
    # Leaving one pupil out must cost more than any chain of re-assignments that would place the pupil.
    left_out = (int(units.max()) + UNITS_PER_S) * sum(cost.shape)
    nowhere = 2 * left_out                               # the pupil, and the place that stays empty
    used = _first_columns(cost, allowed)
    while True:
        flow[used] = _least_flow(units, used, supply, demand, nowhere)
        row_price, column_price = _prices(units, used, flow, demand, nowhere)
        missing = allowed & ~used & (row_price[:, None] + column_price > units)
        if not missing.any():
            break
        used |= missing
    row_s, column_s = row_price / UNITS_PER_S, column_price / UNITS_PER_S
    return PricedTravel(flow, used, row_s, column_s, left_out / UNITS_PER_S)


def _first_columns(cost: Floats, allowed: Bools) -> Bools:
    rank = np.where(allowed, cost, np.inf).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return allowed & (rank < FIRST_COLUMNS)


def _least_flow(units: Ints, used: Bools, supply: Ints, demand: Ints, left_out: int) -> Ints:
    """Return the pupils on each used pair."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    row, column = np.nonzero(used)
    origins, places = len(supply), len(demand)
    everybody, sink = np.arange(origins), origins + places
    network = SimpleMinCostFlow()
    pairs = network.add_arcs_with_capacity_and_unit_cost(
        row, origins + column, np.minimum(supply[row], demand[column]), units[row, column]
    )
    ends = origins + np.arange(places), np.full(places, sink)
    network.add_arcs_with_capacity_and_unit_cost(*ends, demand, np.zeros(places, dtype=np.int64))
    out = np.full(origins, sink), supply, np.full(origins, left_out)
    network.add_arcs_with_capacity_and_unit_cost(everybody, *out)
    network.set_nodes_supplies(everybody, supply)
    network.set_node_supply(sink, -int(supply.sum()))
    status = network.solve()
    if status != network.OPTIMAL:
        raise RuntimeError(f"the flow was not solved: {status}")
    flow: Ints = network.flows(pairs)
    return flow


def _prices(units: Ints, used: Bools, flow: Ints, demand: Ints, left_out: int) -> tuple[Ints, Ints]:
    """Return what a pupil more at each origin costs, and less than nothing a place more at each destination.

    A place at a full destination is worth what it costs at least to free one there: somebody goes to another
    place, from which somebody goes on, until there is a free one or somebody is left out (Bellman-Ford).
    """
    ways = np.where(used, units, FAR)
    destinations = len(demand)
    step = np.full((destinations, destinations), FAR)
    free = np.where(flow.sum(axis=0) < demand, 0, left_out)
    for one in range(destinations):
        who = np.flatnonzero(flow[:, one])
        if len(who):
            step[one] = (ways[who] - ways[who, one][:, None]).min(axis=0)
            free[one] = min(int(free[one]), left_out - int(ways[who, one].max()))
    while True:
        onward = np.minimum(free, (step + free).min(axis=1))
        if (onward == free).all():
            break
        free = onward
    row_price = np.minimum((ways + free).min(axis=1), left_out)
    return row_price, -free
