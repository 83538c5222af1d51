"""A first solution of a large programme, by CP-SAT: HiGHS bounds it soon, but may find none for minutes."""

from __future__ import annotations

import numpy as np

from gis.planning.county import Floats
from gis.planning.siting.together import run_together
from gis.planning.siting.watch import Watch
from gis.proposals.programme import SAME, Expression, Programme

MANY_COLUMNS = 12_000               # of fewer HiGHS finds a solution by itself within seconds
EFFORT = 20.0                       # deterministic seconds
SHARE = 0.4                         # of the time left, at most
MOST = 1e6                          # that a column without a bound is tried at
FAR = 1e12                          # no sum of a row is beyond it
PARTS = 1e6                         # of the largest weight
LOOK_ROWS = 2000                    # written between two looks at the clock


def first_solution(programme: Programme, aim: Expression, watch: Watch) -> Floats | None:
    """Return a good solution in whole numbers; None if there is no need for one, or none was found.

    Parameters
    ----------
    programme
        Large, and with rows of whole numbers; of others HiGHS finds a solution by itself, or has to.
    aim
        What the solution should make small.
    watch
        Ends the search.
    """
    is_whole = bool((programme.matrix.data == np.rint(programme.matrix.data)).all())
    if (programme.upper > 0).sum() < MANY_COLUMNS or not is_whole:
        return None
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    columns = [model.new_int_var(0, most, "") for most in _whole(np.minimum(programme.upper, MOST))]
    lower = _whole(np.ceil(np.maximum(programme.row_lower, -FAR)))
    upper = _whole(np.minimum(programme.row_upper, FAR))
    starts, weights = programme.matrix.indptr.tolist(), _whole(programme.matrix.data)
    for row, (least, most) in enumerate(zip(lower, upper, strict=True)):
        if row % LOOK_ROWS == 0 and watch.is_over():
            return None
        inside = slice(starts[row], starts[row + 1])
        terms = [columns[place] for place in programme.matrix.indices[inside].tolist()]
        model.add_linear_constraint(cp_model.LinearExpr.weighted_sum(terms, weights[inside]), least, most)
    scale = PARTS / max(float(np.abs(aim.weights).max()), SAME)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, _whole(np.rint(aim.weights * scale))))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = programme.seed
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.max_time_in_seconds = SHARE * watch.left_s
    (status,) = run_together([lambda: solver.solve(model)], watch, solver.stop_search)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return np.array([solver.value(column) for column in columns], dtype=float)


def _whole(values: Floats) -> list[int]:
    """Return whole numbers, rounded down."""
    whole: list[int] = np.floor(values).astype(np.int64).tolist()
    return whole
