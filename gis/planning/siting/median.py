"""The p-median problem made plain: costs of pairs, sites to choose from, and the best choice so far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gis.planning.siting.cover import distinct_rows
from gis.planning.siting.inputs import Bools, Floats, Ints, SitingInput
from gis.planning.siting.result import NO_SOLUTION

PROOF_TOLERANCE = 1e-9              # relative: what is closer to the bound counts as proven
WHOLE_MARGIN = 1.0 - 1e-6           # between two whole objectives
MOST_WHOLE = 2.0**52


@dataclass(frozen=True, eq=False)
class Median:
    """Choose p sites so that the rows' costs are least.

    Parameters
    ----------
    costs
        Demand x distance of the rows with demand and the sites that may be open; inf forbids.
    required
        Per site.
    p
        Sites to open.
    is_whole
        Every finite cost is a whole number, so every objective is.
    """

    costs: Floats
    required: Bools
    p: int
    is_whole: bool

    @cached_property
    def solid(self) -> Floats:
        """Costs by site, shape (sites, rows): a forbidden pair costs more than any solution without one."""
        by_site = np.ascontiguousarray(self.costs.T)
        forbidden = np.isinf(by_site)
        if forbidden.any():
            by_site[forbidden] = self.never
        return by_site

    @cached_property
    def alike(self) -> tuple[Bools, Floats]:
        """Which sites cover a row, those that the same ones cover as one, and what they cost uncovered.

        Holds where every row costs either nothing or its own amount.
        """
        covers, amounts = self.costs == 0, self.costs.max(axis=1, initial=0.0)
        kept, which = distinct_rows(covers)
        together: Floats = np.bincount(which, weights=amounts, minlength=len(kept)).astype(np.float64)
        return covers[kept], together

    @cached_property
    def never(self) -> float:
        """More than any solution without a forbidden pair costs."""
        worst = np.where(np.isinf(self.costs), 0.0, self.costs).max(axis=1, initial=0.0)
        return 1.0 + float(worst.sum())

    @cached_property
    def reaches_all(self) -> bool:
        """Whether no pair is forbidden."""
        return bool(np.isfinite(self.costs).all())

    def value(self, is_open: Bools) -> float:
        """Return the objective, inf where a row is out of reach."""
        return float(self.costs[:, is_open].min(axis=1, initial=np.inf).sum())

    def margin(self, objective: float) -> float:
        """Return by how much any better solution is better than an objective, at least."""
        return WHOLE_MARGIN if self.is_whole else PROOF_TOLERANCE * objective


class Incumbent:
    """The best choice of sites so far."""

    def __init__(self, median: Median) -> None:
        self.median = median
        self.value = NO_SOLUTION
        self.is_open: Bools = np.zeros(len(median.required), dtype=bool)

    def offer(self, is_open: Bools) -> bool:
        """Keep a choice if it is better; returns whether it is."""
        value = self.median.value(is_open)
        if value >= self.value:
            return False
        self.value, self.is_open = value, is_open.copy()
        return True

    @property
    def enough(self) -> float:
        """A bound above this proves that nothing is better; nothing is below 0."""
        if self.value == NO_SOLUTION:
            return NO_SOLUTION
        return self.value - self.median.margin(self.value) if self.value > 0 else -NO_SOLUTION


def plain_median(problem: SitingInput, p: int) -> tuple[Median, Ints]:
    """Leave out rows without demand and sites that may not be open; returns also whose columns are left."""
    columns = np.flatnonzero(problem.allowed)
    rows = np.flatnonzero(problem.demand > 0)
    reach, demand = problem.distance[np.ix_(rows, columns)], problem.demand[rows]
    costs = np.where(np.isinf(reach), np.inf, reach * demand[:, None])
    return Median(costs, problem.required[columns], int(p), is_whole(reach, demand)), columns


def is_whole(reach: Floats, demand: Floats) -> bool:
    """Return whether distances and demand are whole numbers, and sums of them exact."""
    finite = np.where(np.isinf(reach), 0.0, reach)
    largest = float(finite.max(axis=1, initial=0.0) @ demand) if len(demand) else 0.0
    whole = (finite == np.rint(finite)).all() and (demand == np.rint(demand)).all()
    return bool(whole) and largest < MOST_WHOLE
