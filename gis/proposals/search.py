"""The exact search: an integer programme given to HiGHS as arrays, with a clock, a report and a cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import numpy as np

from gis.errors import Cancelled
from gis.planning.county import Floats
from gis.planning.siting.result import NO_SOLUTION, Status, relative_gap
from gis.planning.siting.watch import Watch
from gis.progress import Progress
from gis.proposals.model import Expression, Model

POLL_S = 0.02
FAREWELL_S = 0.7                    # so long a search that was told to end may take; then it is left alone
SAME = 1e-6                         # relative, of objective values
TIE_GAP = 1e-3                      # so near to best is near enough among equal solutions


@dataclass(frozen=True)
class Found:
    """What a search found.

    ``columns``: the best solution, None = none. ``status``: as in ``SitingResult``.
    """

    columns: Floats | None
    objective: float
    bound: float
    status: Status
    seconds: float

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|; 0 where the objective is 0, inf without a solution."""
        return relative_gap(self.objective, self.bound)


Cap = tuple[Expression, float]      # an expression, and the most that it may be


def search(
    model: Model, watch: Watch, *, objective: Expression | None = None, caps: Sequence[Cap] = ()
) -> Found:
    """Make an expression of a model as small as it can be; among equal solutions change and travel least.

    Parameters
    ----------
    model
        Its problem's options say with which seed and how near to best is enough.
    watch
        The clock; told values and bounds of the objective while the search lasts.
    objective
        Default: the model's.
    caps
        What must hold besides.
    """
    aim = model.objective if objective is None else objective
    first = solve(model, aim, watch, gap=model.problem.options.gap, caps=caps)
    if first.columns is None or first.status in ("cancelled", "time_limit"):
        return first
    slack = SAME * max(1.0, abs(first.objective))
    quiet = Watch(watch.left_s, _only_ending(watch))
    as_good = [*caps, (aim, first.objective + slack)]
    tie = solve(model, model.measures["tie"], quiet, gap=TIE_GAP, caps=as_good, start=first.columns)
    columns = first.columns if tie.columns is None else tie.columns
    status = first.status if tie.status in ("optimal", "rule") else watch.ended or "time_limit"
    return Found(columns, aim.value(columns), first.bound, status, watch.seconds)


def _only_ending(watch: Watch) -> Progress:
    """Return a progress that ends a search together with another one."""

    def report(fraction: float, step: str = "") -> None:
        if watch.is_over():
            raise Cancelled

    return report


def solve(
    model: Model, aim: Expression, watch: Watch, *, gap: float = 0.0,
    caps: Sequence[Cap] = (), start: Floats | None = None,
) -> Found:  # fmt: skip
    """Make an expression as small as it can be.

    Parameters
    ----------
    gap
        The search may end where it is proven to be this share from best at most.
    caps
        What must hold besides.
    start
        A solution to begin with.
    """
    if not model.columns.count:
        return _nothing_to_choose(model, aim, watch)
    solver = _solver(model, aim, gap, caps)
    if start is not None:
        import highspy

        given = highspy.HighsSolution()
        given.col_value = start.tolist()
        solver.setSolution(given)
    run = _Run(solver, watch)
    run.until_done()
    return run.found(aim)


def _nothing_to_choose(model: Model, aim: Expression, watch: Watch) -> Found:
    """Return what there is where no school may be decided about: the scenario as it is, if that will do."""
    if (model.row_lower > 0).any() or (model.row_upper < 0).any():
        return Found(None, NO_SOLUTION, NO_SOLUTION, "infeasible", watch.seconds)
    watch.note(objective=aim.constant, lower_bound=aim.constant)
    return Found(np.zeros(0), aim.constant, aim.constant, "optimal", watch.seconds)


class _Run:
    """One run of the solver on its own thread, so that whoever waits can be told and can end it."""

    def __init__(self, solver: Any, watch: Watch) -> None:
        self._solver, self._watch = solver, watch
        self._ends, self._is_left = Event(), False
        self._best: Floats | None = None
        self._value, self._bound = NO_SOLUTION, -NO_SOLUTION
        solver.cbMipImprovingSolution += self._improved
        solver.cbMipLogging += self._logged
        solver.cbMipInterrupt += self._asked
        solver.cbSimplexInterrupt += self._asked

    def until_done(self) -> None:
        thread = Thread(target=self._solver.run)     # no daemon: the solver aborts if it is torn down
        thread.start()
        while thread.is_alive():
            thread.join(POLL_S)
            self._watch.note(objective=self._value, lower_bound=self._bound)
            if self._watch.is_over():
                self._ends.set()
                thread.join(FAREWELL_S)
                break
        self._is_left = thread.is_alive()

    def found(self, aim: Expression) -> Found:
        import highspy

        watch, seconds = self._watch, self._watch.seconds
        if self._is_left:
            return self._incumbent(watch.status("time_limit"))
        state = self._solver.getModelStatus()
        kinds = highspy.HighsModelStatus
        if state in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return Found(None, NO_SOLUTION, NO_SOLUTION, "infeasible", seconds)
        info = self._solver.getInfo()
        if state != kinds.kOptimal:
            self._bound = max(self._bound, float(info.mip_dual_bound))
            return self._incumbent(watch.status("time_limit"))
        columns = _rounded(np.array(self._solver.getSolution().col_value))
        value = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if np.isfinite(info.mip_dual_bound) else value
        bound = min(bound, value)
        watch.note(objective=value, lower_bound=bound)
        proven = value - bound <= SAME * max(1.0, abs(value))
        return Found(columns, value, bound, "optimal" if proven else "rule", seconds)

    def _incumbent(self, status: Status) -> Found:
        best = None if self._best is None else _rounded(self._best)
        value = NO_SOLUTION if best is None else self._value
        return Found(best, value, self._bound, status, self._watch.seconds)

    def _improved(self, event: Any) -> None:
        self._best = np.array(event.data_out.mip_solution)
        self._value = float(event.data_out.objective_function_value)
        self._logged(event)

    def _logged(self, event: Any) -> None:
        bound = float(event.data_out.mip_dual_bound)
        if np.isfinite(bound):
            self._bound = max(self._bound, bound)

    def _asked(self, event: Any) -> None:
        event.data_in.user_interrupt = self._ends.is_set()


def _rounded(columns: Floats) -> Floats:
    """Return a solution whose whole numbers are whole."""
    whole: Floats = np.where(np.abs(columns - np.rint(columns)) < SAME * 10, np.rint(columns), columns)
    return whole


def _solver(model: Model, aim: Expression, gap: float, caps: Sequence[Cap]) -> Any:
    """Return a solver that holds the programme."""
    import highspy
    from scipy.sparse import csr_array, vstack

    matrix, lower, upper = model.matrix, model.row_lower, model.row_upper
    if caps:
        matrix = csr_array(vstack([matrix, csr_array(np.vstack([one.weights for one, _ in caps]))]))
        lower = np.append(lower, np.full(len(caps), -np.inf))
        upper = np.append(upper, [most - one.constant for one, most in caps])
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = matrix.shape[1], matrix.shape[0]
    programme.col_cost_, programme.offset_ = aim.weights, aim.constant
    programme.col_lower_ = np.zeros(matrix.shape[1])
    programme.col_upper_ = np.where(np.isinf(model.upper), highspy.kHighsInf, model.upper)
    programme.row_lower_ = np.where(np.isinf(lower), -highspy.kHighsInf, lower)
    programme.row_upper_ = np.where(np.isinf(upper), highspy.kHighsInf, upper)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = matrix.indptr
    programme.a_matrix_.index_ = matrix.indices
    programme.a_matrix_.value_ = matrix.data
    kinds = highspy.HighsVarType
    programme.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in model.whole]
    solver = highspy.Highs()
    for name, value in {
        "output_flag": False, "threads": 1, "random_seed": model.problem.options.seed,
        "mip_rel_gap": gap, "mip_abs_gap": SAME,
    }.items():
        solver.setOptionValue(name, value)
    solver.passModel(programme)
    return solver
