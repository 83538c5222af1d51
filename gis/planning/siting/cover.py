"""Fewest, or cheapest, sites so that each row is within reach of one: the set cover problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.planning.siting.inputs import Bools, Floats, Ints
from gis.planning.siting.programme import Limits, Programme, raised_bound, solve_programme
from gis.planning.siting.result import NO_SOLUTION

SMALLEST_WEIGHT = 1e-12             # of a site that costs nothing, where it is divided by


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


def least_cover(reaches: Bools, weight: Floats, required: Bools, limits: Limits) -> Cover:
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
    chosen, bound = greedy_cover(core, price), 0.0 if len(rows) else fixed
    if len(rows) and not limits.is_settled(fixed + float(price[chosen].sum()), 0.0):
        chosen, bound = _solve(core, price, chosen, fixed, limits)
    is_open[sites[chosen]] = True
    return Cover(is_open, fixed + float(price[chosen].sum()), bound)


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


def _solve(core: Bools, price: Floats, first: Bools, fixed: float, limits: Limits) -> tuple[Bools, float]:
    """Return the best choice found from a first one, and a bound that includes what is fixed."""
    rows, sites = core.shape
    programme = Programme(price, np.zeros(sites), np.ones(sites, dtype=bool), core, np.ones(rows),
                          np.full(rows, np.inf), fixed)  # fmt: skip
    values, bound = solve_programme(programme, first.astype(np.float64), limits)
    chosen: Bools = values > 0.5
    if not core[:, chosen].any(axis=1).all() or price[chosen].sum() > price[first].sum():
        chosen = first
    is_whole = bool((price == np.rint(price)).all()) and fixed == round(fixed)
    return chosen, raised_bound(bound, fixed + float(price[chosen].sum()), is_whole=is_whole)
