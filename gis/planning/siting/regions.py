"""Betterment of a solution region by region: neighbouring sites and their units, solved as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Solution
from gis.planning.siting.submodel import Answer, Part, PartModel, Separators
from gis.planning.siting.together import WORKERS, run_together
from gis.planning.siting.watch import Watch

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FIRST_SIZE, LAST_SIZE = 3, 10       # open sites of a region
NEAR_SITES = 7                      # that a unit may go to within a region
CLOSED_SITES = 5                    # of a region that may be opened
EFFORT = 0.6                        # deterministic seconds per region
REPAIR_EFFORT, ROOMY_SITES = 2.0, 5     # where units are unserved, or sites outside their limits
MANY_UNITS = 1000                   # of problems in which regions are few beside the whole
EASED_SITES, EASED_SIZES = 4, (5, 9)    # of those sites, at a time; open sites of regions around them
BETTER = 1e-7                       # relative
LEAST_PROVEN = 0.25                 # share of regions that must be solved to the end to try larger ones


class Regions:
    """Solves regions of a solution until none of any size gets better."""

    def __init__(self, instance: Instance, watch: Watch, seed: int) -> None:
        self.instance, self.watch = instance, watch
        self.stays_closed = np.zeros(len(instance.fixed), dtype=bool)
        self.separators = Separators()
        self._random = np.random.default_rng(seed)
        self._count = 0
        self._done: set[bytes] = set()      # what was solved to the end and needs not be solved again

    def improve(
        self,
        solution: Solution,
        keep: Callable[[Solution], None],
        sizes: tuple[int, int] = (FIRST_SIZE, LAST_SIZE),
        *,
        may_open: bool = True,
    ) -> Solution:
        """Better a solution as far as it goes.

        Parameters
        ----------
        keep
            Told of each better solution at once.
        sizes
            Open sites of the first and the last regions.
        may_open
            Whether other sites may open.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        size, last = sizes
        while True:
            before = solution.value
            solution, proven = self._sweep(solution, size, keep, may_open=may_open)
            if solution.value < before - BETTER * abs(before):
                continue
            if size >= min(last, int(solution.is_open.sum())) or proven < LEAST_PROVEN:
                return solution
            size += 1

    def _sweep(
        self, solution: Solution, size: int, keep: Callable[[Solution], None], *, may_open: bool
    ) -> tuple[Solution, float]:
        """Solve a region around every open site; return also the share that was solved to the end."""
        if len(solution.at) > MANY_UNITS:
            solution = self._eased(solution, keep, may_open=may_open)
        excess = self.instance.excess(solution.at, solution.is_open)
        order = self._random.permutation(np.flatnonzero(solution.is_open))
        left = order[np.argsort(-excess[order], kind="stable")].tolist()    # what is too full comes first
        proven, solved, skipped = 0, 0, 0
        if self.instance.missing(solution.at, solution.is_open).any():
            solution = self._repaired(solution, size, keep)
        while left:
            parts: list[Part] = []
            for centre in list(left):
                part = self._part(solution, centre, size, CLOSED_SITES if may_open else 0)
                if _key(solution, part) in self._done:
                    left.remove(centre)
                    skipped += 1
                elif all(_are_apart(part, other) for other in parts):
                    parts.append(part)
                    left.remove(centre)
                if len(parts) == WORKERS:
                    break
            for part, answer in zip(parts, self._answers(solution, parts), strict=True):
                solved += 1
                proven += answer.is_proven
                if answer.is_proven:
                    self._done.add(_key(answer.solution or solution, part))
                merged = _merged(self.instance, solution, part, answer)
                if merged is not None:
                    solution = merged
                    keep(solution)
            self.watch.look()
        return solution, (proven + skipped) / max(1, solved + skipped)

    def _repaired(self, solution: Solution, size: int, keep: Callable[[Solution], None]) -> Solution:
        """Solve the sites with room together with those around the units that nobody serves."""
        instance = self.instance
        missing = np.flatnonzero(instance.missing(solution.at, solution.is_open))
        load = np.bincount(solution.at[solution.at != NOBODY], minlength=len(instance.fixed), weights=(
            instance.demand[solution.at != NOBODY]
        ))  # fmt: skip
        room = np.where(solution.is_open, instance.capacity - load, 0.0)
        roomy = np.argsort(-room, kind="stable")[: min(ROOMY_SITES, int((room > 0).sum()))]
        dear = np.where(solution.is_open, instance.cost[missing].min(axis=0, initial=np.inf), np.inf)
        near = np.argsort(dear, kind="stable")[: min(size, int(np.isfinite(dear).sum()))]
        sites = np.union1d(roomy, near)
        units = np.union1d(np.flatnonzero(np.isin(solution.at, sites)), missing)
        pairs = np.isfinite(instance.cost[np.ix_(units, sites)])
        part = Part(sites, units, pairs, False, REPAIR_EFFORT)
        merged = _merged(instance, solution, part, self._answers(solution, [part])[0])
        if merged is not None:
            solution = merged
            keep(solution)
        self.watch.look()
        return solution

    def _eased(
        self, solution: Solution, keep: Callable[[Solution], None], *, may_open: bool
    ) -> Solution:
        """Solve ever larger regions around the sites outside their limits, until they are within."""
        excess = self.instance.excess(solution.at, solution.is_open)
        for site in np.argsort(-excess, kind="stable")[: min(EASED_SITES, int((excess > 0).sum()))].tolist():
            for size in EASED_SIZES:
                if not self.instance.excess(solution.at, solution.is_open)[site]:
                    break
                part = self._part(solution, site, size, CLOSED_SITES if may_open else 0)
                part = replace(part, effort=REPAIR_EFFORT)
                merged = _merged(self.instance, solution, part, self._answers(solution, [part])[0])
                if merged is not None:
                    solution = merged
                    keep(solution)
                self.watch.look()
        return solution

    def _part(self, solution: Solution, centre: int, size: int, closed: int) -> Part:
        instance, apart = self.instance, self.instance.apart[centre]
        order = np.lexsort((np.arange(len(apart)), apart))
        near = order[np.isfinite(apart[order])]
        inside = near[solution.is_open[near]][:size]
        others = near[~solution.is_open[near] & ~self.stays_closed[near]][:closed]
        sites = np.sort(np.concatenate([inside, others]))
        units = np.flatnonzero(np.isin(solution.at, inside))
        missing = np.flatnonzero(instance.missing(solution.at, solution.is_open))
        units = np.union1d(units, missing[np.isfinite(instance.cost[np.ix_(missing, sites)]).any(axis=1)])
        if instance.pieces is not None:
            bridges = np.flatnonzero((solution.at == NOBODY) & instance.may_stay)
            units = np.union1d(units, bridges)
        return Part(sites, units, _pairs(instance, solution, units, sites), len(others) > 0, EFFORT)

    def _answers(self, solution: Solution, parts: Sequence[Part]) -> list[Answer]:
        """Solve some parts at the same time; look at the clock meanwhile."""
        models = []
        for part in parts:
            self._count += 1
            models.append(PartModel(self.instance, solution, part, self.separators, self._count))
        return solve_together(models, self.watch)


def solve_together(models: Sequence[PartModel], watch: Watch) -> list[Answer]:
    """Solve models, each in its thread; where the watch ends, they are stopped."""

    def left_s() -> float:
        return 0.0 if watch.ended else watch.left_s

    def stop() -> None:
        for model in models:
            model.solver.stop_search()

    return run_together([partial(model.solve, left_s) for model in models], watch, stop)


def _key(solution: Solution, part: Part) -> bytes:
    """Return what a part and the solution within it are."""
    kind = b"o" if part.may_open else b"f"
    inside = solution.at[part.units], solution.is_open[part.sites], part.sites, part.units
    return kind + b"|".join(array.tobytes() for array in inside)


def _pairs(instance: Instance, solution: Solution, units: Ints, sites: Ints) -> Bools:
    """Return the pairs that are tried: the cheapest of each unit, and the one that is."""
    cost = instance.cost[np.ix_(units, sites)]
    rank = cost.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    now = solution.at[units][:, None] == sites
    pairs: Bools = np.isfinite(cost) & ((rank < NEAR_SITES) | now)
    return pairs


def _are_apart(part: Part, other: Part) -> bool:
    return not (np.isin(part.sites, other.sites).any() or np.isin(part.units, other.units).any())


def _merged(instance: Instance, solution: Solution, part: Part, answer: Answer) -> Solution | None:
    """Put an answer into the solution; None where that is no better."""
    if answer.solution is None:
        return None
    at, is_open = solution.at.copy(), solution.is_open.copy()
    at[part.units] = answer.solution.at[part.units]
    is_open[part.sites] = answer.solution.is_open[part.sites]
    merged = Solution.of(instance, at, is_open)
    return merged if merged.value < solution.value - BETTER * abs(solution.value) else None
