"""Small integer programmes whose coefficients are all one, given to HiGHS as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from gis.planning.siting.inputs import Bools, Floats
from gis.planning.siting.watch import Watch

ROUNDING = 1e-6
ROWWISE, MINIMISE = 2, 1            # HiGHS' numbers for the form of a matrix and the sense of a model


@dataclass(frozen=True, eq=False)
class Programme:
    """Make the costs least; the sum of some variables is within limits in every row.

    Parameters
    ----------
    cost, lower, is_integer
        Per variable: its cost, its least value, whether it is whole; each is at most 1.
    table
        Shape (rows, variables): which variables make up each sum.
    least, most
        Per row.
    constant
        Added to the costs.
    """

    cost: Floats
    lower: Floats
    is_integer: Bools
    table: Bools
    least: Floats
    most: Floats
    constant: float = 0.0


@dataclass(frozen=True)
class Limits:
    """What ends a search in the solver.

    Parameters
    ----------
    watch
        Ends it; what was found until then is returned.
    seed
        Of the solver.
    ceiling
        It ends once it is known whether any solution costs no more; by default at the least costs.
    tells
        Whether the watch hears of values and bounds.
    """

    watch: Watch
    seed: int
    ceiling: float | None = None
    tells: bool = False

    def is_settled(self, value: float, bound: float) -> bool:
        """Return whether it is known if any solution costs no more than the ceiling."""
        return self.ceiling is not None and (value <= self.ceiling or bound > self.ceiling + ROUNDING)


def solve_programme(programme: Programme, first: Floats, limits: Limits) -> tuple[Floats, float]:
    """Search from a first solution; returns the solver's best, or the first, and a proven bound."""
    watch, constant = limits.watch, programme.constant

    def listen(event: Any) -> None:
        value, bound = constant + event.data_out.mip_primal_bound, constant + event.data_out.mip_dual_bound
        if limits.tells:
            watch.note(objective=value, lower_bound=bound)
        event.interrupt(watch.is_over() or limits.is_settled(value, bound))

    solver = _solver(programme, first, limits)
    solver.cbMipInterrupt.subscribe(listen)
    solver.cbSimplexInterrupt.subscribe(lambda event: event.interrupt(watch.is_over()))
    solver.run()
    values = np.asarray(solver.getSolution().col_value)
    if len(values) != len(first):
        values = first
    return values, constant + _proven(solver, programme)


def _proven(solver: Any, programme: Programme) -> float:
    """Return the proven bound: of a relaxation its optimum alone is one."""
    import highspy

    if programme.is_integer.any():
        bound = float(solver.getInfo().mip_dual_bound)
    elif solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        bound = float(solver.getInfo().objective_function_value)
    else:
        bound = 0.0
    return max(0.0, bound) if np.isfinite(bound) else 0.0


def raised_bound(bound: float, value: float, *, is_whole: bool) -> float:
    """Return a bound without the solver's rounding: a whole number where each solution's value is one."""
    whole = float(ceil(bound - ROUNDING)) if is_whole else bound
    return value if whole >= value - ROUNDING * max(1.0, value) else whole


def _solver(programme: Programme, first: Floats, limits: Limits) -> Any:
    """Return HiGHS with the model and a first solution."""
    import highspy

    solver = highspy.Highs()
    for name, option in (
        ("output_flag", False), ("parallel", "off"), ("random_seed", limits.seed), ("mip_rel_gap", 0.0),
        ("mip_abs_gap", ROUNDING), ("time_limit", limits.watch.left_s),
    ):  # fmt: skip
        solver.setOptionValue(name, option)
    rows, count = programme.table.shape
    starts = np.concatenate([[0], np.cumsum(programme.table.sum(axis=1))]).astype(np.int32)
    members = np.nonzero(programme.table)[1].astype(np.int32)
    solver.passModel(
        count, rows, len(members), ROWWISE, MINIMISE, 0.0, programme.cost, programme.lower, np.ones(count),
        programme.least, programme.most, starts, members, np.ones(len(members)),
        programme.is_integer.astype(np.int32),
    )  # fmt: skip
    solution = highspy.HighsSolution()
    solution.col_value = first
    solver.setSolution(solution)
    return solver
