"""Fewest, or cheapest, sites so that each row is within reach of one: the set cover problem."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from gis.planning.siting.inputs import Bools, Floats, Ints
from gis.planning.siting.programme import ROUNDING, Limits, Programme, raised_bound, solve_programme
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
    core, sites = cover_core(reaches, weight, required)
    is_open, fixed, price = required.copy(), float(weight[required].sum()), weight[sites]
    chosen, bound = greedy_cover(core, price), 0.0 if len(core) else fixed
    if len(core) and not limits.is_settled(fixed + float(price[chosen].sum()), 0.0):
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


def cover_core(reaches: Bools, weight: Floats, required: Bools) -> tuple[Bools, Ints]:
    """Return the rows and sites that matter, as a table and the sites' places.

    No row that a required site reaches or that is reached whenever another is, no site worse than another.
    """
    sites = np.flatnonzero(~required)
    core = reaches[np.ix_(~reaches[:, required].any(axis=1), sites)]
    while True:
        shape = core.shape
        core = core[least_sets(core, np.zeros(len(core)))]
        kept = least_sets(~core.T, weight[sites])
        core, sites = core[:, kept], sites[kept]
        if core.shape == shape:
            return core, sites


def relaxed_cover(reaches: Bools, required: Bools, limits: Limits) -> int:
    """Return a number of sites that no cover is below, from the linear relaxation."""
    core, sites = cover_core(reaches, np.ones(len(required)), required)
    count = len(sites)
    programme = Programme(np.ones(count), np.zeros(count), np.zeros(count, dtype=bool), core,
                          np.ones(len(core)), np.full(len(core), np.inf))  # fmt: skip
    _, bound = solve_programme(programme, np.ones(count), limits)
    return int(required.sum()) + ceil(bound - ROUNDING)


def distinct_rows(table: Bools) -> tuple[Ints, Ints]:
    """Return one place of each different row, and of every row which of them it is."""
    packed = np.packbits(table, axis=1)         # sorting whole rows would take ten times as long
    names = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, kept, which = np.unique(names, return_index=True, return_inverse=True)
    return kept, which


def least_sets(members: Bools, weight: Floats) -> Bools:
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
