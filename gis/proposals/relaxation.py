"""The linear relaxation of a model, kept and solved again after small changes: bounds for many questions.

A bound for a question shows which columns cannot be in a solution that is better than a known one (their
reduced cost is larger than the difference); the search that remains is small.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gis.planning.county import Bools, Floats, Ints
from gis.planning.siting.result import NO_SOLUTION, Status
from gis.planning.siting.watch import Watch
from gis.proposals.model import Model
from gis.proposals.options import Group
from gis.proposals.programme import SAME, Found, linear_solver
from gis.proposals.search import solve_model

FEW = 0.2                           # share of the columns with a cost that is tried first


@dataclass(frozen=True)
class Bound:
    """What a relaxation says: its value (inf = nothing is possible) and what each column would cost more."""

    value: float
    reduced_cost: Floats


class Relaxation:
    """The linear relaxation of a model's objective."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._programme = model.programme_now
        self._solver: Any = linear_solver(self._programme, model.objective)

    def rows_of(self, group: Group) -> Bools:
        """Return which rows stand for a condition."""
        mine = np.array([one is group for one in self.model.group], dtype=bool)
        found = len(self._programme.row_lower) - len(mine)
        return np.append(mine, np.full(found, group is Group.CONNECTED))

    def bound(self, *, without: Ints | None = None, free: Bools | None = None) -> Bound:
        """Solve it, for a while without some columns, or with some rows free."""
        import highspy

        programme, solver = self._programme, self._solver
        columns = np.zeros(0, dtype=np.int64) if without is None else without
        rows = np.zeros(0, dtype=np.int64) if free is None else np.flatnonzero(free)
        for column in columns.tolist():
            solver.changeColBounds(column, 0.0, 0.0)
        for row in rows.tolist():
            solver.changeRowBounds(row, -np.inf, np.inf)
        solver.run()
        state = solver.getModelStatus()
        found = Bound(-NO_SOLUTION, np.zeros(len(programme.upper)))
        if state == highspy.HighsModelStatus.kOptimal:
            value = float(solver.getInfo().objective_function_value)
            found = Bound(value, np.array(solver.getSolution().col_dual))
        elif state in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            found = Bound(NO_SOLUTION, found.reduced_cost)
        for column in columns.tolist():
            solver.changeColBounds(column, 0.0, float(programme.upper[column]))
        for row in rows.tolist():
            lower, upper = float(programme.row_lower[row]), float(programme.row_upper[row])
            solver.changeRowBounds(row, lower, upper)
        return found


def best_of(model: Model, bound: Bound, known: Found, watch: Watch, *, near: float = 0.0) -> Found:
    """Return the best solution of a model, or what is known if nothing is better; with the bound reached.

    Parameters
    ----------
    bound
        Of the relaxation of this model.
    known
        A solution of it, or only a value that it has to be better than; without either: none is known.
    near
        So far from best is near enough.

    Notes
    -----
    Only columns that cost little are searched at first. A solution with any other one costs more than the
    bound by what was left out, so that nothing is missed: what a better one could have is searched next.
    """
    lower = bound.value
    for few in (True, False):
        enough = max(near, SAME * max(1.0, abs(lower)))
        slack = known.objective - lower
        if slack <= enough or lower == NO_SOLUTION or watch.is_over():
            break
        most = _few(bound, known.objective) if few else known.objective - bound.value + enough
        gap = near / max(1.0, abs(lower))
        found = solve_model(
            _cheaper(model, bound, most), model.objective, watch, gap=gap, start=known.columns
        )
        proven = NO_SOLUTION if found.status == "infeasible" else found.bound
        lower = max(lower, min(proven, bound.value + most))
        known = found if found.objective < known.objective else known
    return _told(replace(known, bound=min(lower, known.objective)), watch, near)


def _few(bound: Bound, value: float) -> float:
    """Return the most that a column may cost to be tried at first."""
    costs = bound.reduced_cost[bound.reduced_cost > SAME]
    if np.isfinite(value):
        return FEW * (value - bound.value)
    return float(np.quantile(costs, FEW)) if len(costs) else 0.0


def _told(found: Found, watch: Watch, near: float) -> Found:
    """Return what was found with how it ended: proven, near enough, or as far as the time went."""
    if not np.isfinite(found.objective):
        return replace(found, columns=None, status=watch.status("infeasible"), seconds=watch.seconds)
    apart, same = found.objective - found.bound, SAME * max(1.0, abs(found.objective))
    status: Status = "optimal" if apart <= same else "rule"
    if apart > max(near, same):
        status = watch.status("time_limit")
    return replace(found, status=status, seconds=watch.seconds)


def _cheaper(model: Model, bound: Bound, most: float) -> Model:
    """Return the model without the columns that cost more."""
    programme = model.programme
    upper = np.where(bound.reduced_cost > most, 0.0, programme.upper)
    return replace(model, programme=replace(programme, upper=upper))
