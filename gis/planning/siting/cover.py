"""Fewest, or cheapest, sites so that each row is within reach of one: the set cover problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from gis.planning.siting.inputs import Bools, Floats, Ints
from gis.planning.siting.result import NO_SOLUTION
from gis.planning.siting.watch import Watch

ROUNDING = 1e-6
ROWWISE, MINIMISE = 2, 1            # HiGHS' numbers for the form of a matrix and the sense of a model


@dataclass(frozen=True, eq=False)
class Cover:
    """What is known of a cover.

    Parameters
    ----------
    is_open
        Per site, the best cover found; None where there is none, or none was found.
    value, bound
        Its weight, and a proven bound on the weight of every cover: inf, inf where there is none.
    """

    is_open: Bools | None
    value: float
    bound: float

    @property
    def is_proven(self) -> bool:
        """Whether nothing is better."""
        return self.bound >= self.value


def least_cover(
    reaches: Bools, weight: Floats, required: Bools, watch: Watch, seed: int,
    note: Callable[[float, float], None] | None = None,
) -> Cover:  # fmt: skip
    """Find the lightest set of sites that reaches every row.

    Parameters
    ----------
    reaches
        Shape (rows, sites).
    weight, required
        Per site: positive weight; must be open.
    watch
        Ends the search; the best cover found until then is returned.
    note
        Hears of value and bound while the search runs.
    """
    if not reaches.any(axis=1).all():
        return Cover(None, NO_SOLUTION, NO_SOLUTION)
    left = reaches[~reaches[:, required].any(axis=1)]
    rows, sites = _core(left, weight, ~required)
    fixed = float(weight[required].sum())
    is_open = required.copy()
    if not len(rows):
        return Cover(is_open, fixed, fixed)
    core, price = left[np.ix_(rows, sites)], weight[sites]
    first = greedy_cover(core, price)
    is_whole = bool((weight == np.rint(weight)).all())
    solver = _solver(core, price, first, watch, seed)
    if note is not None:
        tell = note
        solver.cbMipInterrupt.subscribe(
            lambda event: tell(fixed + event.data_out.mip_primal_bound, fixed + event.data_out.mip_dual_bound)
        )
    solver.run()
    values = np.asarray(solver.getSolution().col_value)
    chosen = values > 0.5 if len(values) == len(sites) else first
    if not core[:, chosen].any(axis=1).all() or price[chosen].sum() > price[first].sum():
        chosen = first
    bound = _bound(solver, float(price[chosen].sum()), is_whole=is_whole)
    is_open[sites[chosen]] = True
    return Cover(is_open, fixed + float(price[chosen].sum()), fixed + bound)


def greedy_cover(reaches: Bools, weight: Floats) -> Bools:
    """Return a cover: again and again the site that reaches most rows per weight, then without those idle.

    Chvátal (1979).
    """
    chosen = np.zeros(reaches.shape[1], dtype=bool)
    left = np.ones(len(reaches), dtype=bool)
    while left.any():
        site = int(np.argmax(reaches[left].sum(axis=0) / weight))
        chosen[site] = True
        left &= ~reaches[:, site]
    times = reaches[:, chosen].sum(axis=1)
    for site in np.flatnonzero(chosen)[np.argsort(-weight[chosen], kind="stable")]:
        if (times[reaches[:, site]] > 1).all():
            chosen[site] = False
            times -= reaches[:, site]
    return chosen


def _core(reaches: Bools, weight: Floats, may_drop: Bools) -> tuple[Ints, Ints]:
    """Return rows and sites that matter: no row reached whenever another is, no site worse than another."""
    rows, sites = np.arange(len(reaches)), np.flatnonzero(may_drop)
    while True:
        size = len(rows) + len(sites)
        rows = rows[_least_sets(reaches[np.ix_(rows, sites)], np.zeros(len(rows)))]
        kept = _least_sets(~reaches[np.ix_(rows, sites)].T, weight[sites])
        sites = sites[kept]
        if len(rows) + len(sites) == size:
            return rows, sites


def _least_sets(members: Bools, weight: Floats) -> Bools:
    """Return which sets contain no other set that weighs no more; of equal ones the first is kept."""
    table = members.astype(np.float32)
    common = table @ table.T
    size = table.sum(axis=1)
    contains = (common == size[None, :]) & (weight[None, :] <= weight[:, None])
    twins = contains & contains.T
    contains[twins & (np.arange(len(size))[None, :] >= np.arange(len(size))[:, None])] = False
    kept: Bools = ~contains.any(axis=1)
    return kept


def _solver(core: Bools, price: Floats, first: Bools, watch: Watch, seed: int) -> Any:
    """Return HiGHS with the model, a first solution, and an ear for the watch."""
    import highspy

    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False), ("parallel", "off"), ("random_seed", seed), ("mip_rel_gap", 0.0),
        ("mip_abs_gap", ROUNDING), ("time_limit", watch.left_s),
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
    solver.cbMipInterrupt.subscribe(lambda event: event.interrupt(watch.is_over()))
    return solver


def _bound(solver: Any, value: float, *, is_whole: bool) -> float:
    """Return the solver's bound, made whole where every weight is."""
    bound = float(solver.getInfo().mip_dual_bound)
    if not np.isfinite(bound):
        bound = 0.0
    bound = float(ceil(bound - ROUNDING)) if is_whole else bound
    return value if bound >= value - ROUNDING * max(1.0, value) else bound
