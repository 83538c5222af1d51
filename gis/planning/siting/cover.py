"""Fewest, or cheapest, sites so that each row is within reach of one: the set cover problem."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from gis.planning.siting.inputs import Bools, Floats, Ints
from gis.planning.siting.result import NO_SOLUTION
from gis.planning.siting.watch import Watch

ROUNDING = 1e-6
SMALLEST_WEIGHT = 1e-12             # of a site that costs nothing, where it is divided by
ROWWISE, MINIMISE = 2, 1            # HiGHS' numbers for the form of a matrix and the sense of a model


@dataclass(frozen=True, eq=False)
class Cover:
    """What is known of a cover.

    Parameters
    ----------
    is_open
        Per site, the best cover found; None where there is none.
    value, bound
        Its weight, and a proven bound on the weight of every cover: inf, inf where there is none.
    """

    is_open: Bools | None
    value: float
    bound: float


@dataclass(frozen=True)
class CoverSearch:
    """What a search for a cover needs besides the problem.

    Parameters
    ----------
    watch
        Ends the search; what was found until then is returned.
    seed
        Of the solver.
    ceiling
        The search ends once it is known whether any cover is as light; by default at the lightest.
    tells
        Whether the watch hears of values and bounds.
    """

    watch: Watch
    seed: int
    ceiling: float | None = None
    tells: bool = False

    def is_settled(self, value: float, bound: float) -> bool:
        """Return whether it is known if there is a cover as light as the ceiling."""
        return self.ceiling is not None and (value <= self.ceiling or bound > self.ceiling + ROUNDING)


def least_cover(reaches: Bools, weight: Floats, required: Bools, search: CoverSearch) -> Cover:
    """Find the lightest set of sites that reaches every row.

    Parameters
    ----------
    reaches
        Shape (rows, sites).
    weight, required
        Per site: weight, not negative; must be open.
    """
    if not reaches.any(axis=1).all():
        return Cover(None, NO_SOLUTION, NO_SOLUTION)
    left = reaches[~reaches[:, required].any(axis=1)]
    rows, sites = _core(left, weight, np.flatnonzero(~required))
    is_open, fixed = required.copy(), float(weight[required].sum())
    core, price = left[np.ix_(rows, sites)], weight[sites]
    chosen, bound = greedy_cover(core, price), 0.0
    if not len(rows):
        bound = fixed
    elif not search.is_settled(fixed + float(price[chosen].sum()), 0.0):
        chosen, bound = _solve(core, price, chosen, fixed, search)
    is_open[sites[chosen]] = True
    return Cover(is_open, float(weight[is_open].sum()), bound)


def greedy_cover(reaches: Bools, weight: Floats) -> Bools:
    """Return a cover: again and again the site that reaches most rows per weight, then without those idle.

    Chvátal (1979).
    """
    chosen = np.zeros(reaches.shape[1], dtype=bool)
    left, divisor = np.ones(len(reaches), dtype=bool), np.maximum(weight, SMALLEST_WEIGHT)
    while left.any():
        site = int(np.argmax(reaches[left].sum(axis=0) / divisor))
        chosen[site] = True
        left &= ~reaches[:, site]
    times = reaches[:, chosen].sum(axis=1)
    for site in np.flatnonzero(chosen)[np.argsort(-weight[chosen], kind="stable")]:
        if (times[reaches[:, site]] > 1).all():
            chosen[site] = False
            times -= reaches[:, site]
    return chosen


def _core(reaches: Bools, weight: Floats, sites: Ints) -> tuple[Ints, Ints]:
    """Return rows and sites that matter: no row reached whenever another is, no site worse than another."""
    rows = np.arange(len(reaches))
    while True:
        size = len(rows) + len(sites)
        rows = rows[_least_sets(reaches[np.ix_(rows, sites)], np.zeros(len(rows)))]
        sites = sites[_least_sets(~reaches[np.ix_(rows, sites)].T, weight[sites])]
        if len(rows) + len(sites) == size:
            return rows, sites


def _least_sets(members: Bools, weight: Floats) -> Bools:
    """Return which sets contain no other set that weighs no more; of equal ones the first is kept."""
    table = members.astype(np.float32)
    size, place = table.sum(axis=1), np.arange(len(members))
    contains = (table @ table.T == size[None, :]) & (weight[None, :] <= weight[:, None])
    contains[contains & contains.T & (place[None, :] >= place[:, None])] = False
    kept: Bools = ~contains.any(axis=1)
    return kept


def _solve(
    core: Bools, price: Floats, first: Bools, fixed: float, search: CoverSearch
) -> tuple[Bools, float]:
    """Return the best choice found from a first one, and a bound that includes what is fixed."""
    watch = search.watch

    def listen(event: Any) -> None:
        value, proven = fixed + event.data_out.mip_primal_bound, fixed + event.data_out.mip_dual_bound
        if search.tells:
            watch.note(objective=value, lower_bound=proven)
        event.interrupt(watch.is_over() or search.is_settled(value, proven))

    solver = _solver(core, price, first, search)
    solver.cbMipInterrupt.subscribe(listen)
    solver.run()
    values = np.asarray(solver.getSolution().col_value)
    chosen: Bools = values > 0.5 if len(values) == len(price) else first
    if not core[:, chosen].any(axis=1).all() or price[chosen].sum() > price[first].sum():
        chosen = first
    value = float(price[chosen].sum())
    bound = float(solver.getInfo().mip_dual_bound)
    bound = max(0.0, bound) if np.isfinite(bound) else 0.0
    if (price == np.rint(price)).all():
        bound = float(ceil(bound - ROUNDING))
    return chosen, fixed + (value if bound >= value - ROUNDING * max(1.0, value) else bound)


def _solver(core: Bools, price: Floats, first: Bools, search: CoverSearch) -> Any:
    """Return HiGHS with the model and a first solution."""
    import highspy

    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False), ("parallel", "off"), ("random_seed", search.seed), ("mip_rel_gap", 0.0),
        ("mip_abs_gap", ROUNDING), ("time_limit", search.watch.left_s),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    rows, sites = core.shape
    starts = np.concatenate([[0], np.cumsum(core.sum(axis=1))]).astype(np.int32)
    index = np.nonzero(core)[1].astype(np.int32)
    solver.passModel(
        sites, rows, len(index), ROWWISE, MINIMISE, 0.0, price, np.zeros(sites), np.ones(sites),
        np.ones(rows), np.full(rows, highspy.kHighsInf), starts, index, np.ones(len(index)),
        np.ones(sites, dtype=np.int32),
    )  # fmt: skip
    solution = highspy.HighsSolution()
    solution.col_value = first.astype(np.float64)
    solver.setSolution(solution)
    return solver
