"""An integer programme and its solver: HiGHS, given arrays, with a clock, a report and a cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Any

import numpy as np
from scipy.sparse import csr_array, vstack

from gis.planning.county import Bools, Floats, Ints
from gis.planning.siting.result import NO_SOLUTION, Status, relative_gap
from gis.planning.siting.watch import Watch
from gis.progress import Progress

POLL_S = 0.02
FAREWELL_S = 0.7                    # so long a search that was told to end may take; then it is left alone
SAME = 1e-6                         # relative, of objective values


@dataclass(frozen=True)
class Expression:
    """A sum over the columns, plus a constant."""

    weights: Floats
    constant: float = 0.0

    def value(self, columns: Floats) -> float:
        """Return its value in a solution."""
        return float(self.weights @ columns) + self.constant


def stage_of(progress: Progress, fraction: float, step: str) -> Progress:
    """Return a progress for one of several searches: the share stays, and it can be cancelled."""
    progress(fraction, step)
    return lambda share, name="": progress(fraction, step)


Cap = tuple[Expression, float]      # an expression, and the most that it may be


@dataclass(frozen=True)
class Programme:
    """Columns between 0 and an upper bound, some of them whole, and rows between two bounds."""

    upper: Floats
    whole: Bools
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    seed: int = 0

    def only(self, kept: Ints) -> Programme:
        """Return the programme of some columns, the others being 0; rows that hold anyway are left out."""
        matrix = csr_array(self.matrix[:, kept])
        says = (np.diff(matrix.indptr) > 0) | (self.row_lower > 0) | (self.row_upper < 0)
        return replace(
            self, upper=self.upper[kept], whole=self.whole[kept],
            matrix=csr_array(matrix[np.flatnonzero(says)]),
            row_lower=self.row_lower[says], row_upper=self.row_upper[says],
        )  # fmt: skip

    def around(self, kept: Bools) -> Programme:
        """Return a relaxation of some columns: rows give way as far as the others could make them."""
        rest = csr_array(self.matrix[:, np.flatnonzero(~kept)])
        upper = self.upper[~kept]
        most, least = (rest.maximum(0.0) @ upper, rest.minimum(0.0) @ upper)
        open_ended = replace(self, row_lower=self.row_lower - most, row_upper=self.row_upper - least)
        return open_ended.only(np.flatnonzero(kept))

    def with_rows(self, rows: Sequence[tuple[Ints, Floats]]) -> Programme:
        """Return the programme with more rows (columns and weights), each 0 at most."""
        if not rows:
            return self
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns, weights = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        more = csr_array((weights, columns, starts), shape=(len(rows), len(self.upper)))
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, more])),
            row_lower=np.append(self.row_lower, np.full(len(rows), -np.inf)),
            row_upper=np.append(self.row_upper, np.zeros(len(rows))),
        )

    def with_caps(self, caps: Sequence[Cap]) -> Programme:
        """Return the programme with more rows: each expression is at most so much."""
        if not caps:
            return self
        weights = csr_array(np.vstack([one.weights for one, _ in caps]))
        most = np.array([most - one.constant for one, most in caps])
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, weights])),
            row_lower=np.append(self.row_lower, np.full(len(caps), -np.inf)),
            row_upper=np.append(self.row_upper, most),
        )


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


def solve(
    programme: Programme, aim: Expression, watch: Watch, *, gap: float = 0.0, caps: Sequence[Cap] = (),
    start: Floats | None = None,
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
    whole = programme.with_caps(caps)
    kept = np.flatnonzero(whole.upper > 0)
    if len(kept) < len(whole.upper):
        return _without_nothing(whole, aim, kept, watch, gap, start)
    if not len(whole.upper):
        return _nothing_to_choose(whole, aim, watch)
    value = NO_SOLUTION if start is None else aim.value(start)
    if watch.is_over():
        return Found(start, value, -NO_SOLUTION, watch.status("time_limit"), watch.seconds)
    solver = _solver(whole, aim, gap)
    if start is not None:
        import highspy

        given = highspy.HighsSolution()
        given.col_value = start.tolist()
        solver.setSolution(given)
    solver.setOptionValue("time_limit", watch.left_s + FAREWELL_S)      # if it does not hear that it is over
    run = _Run(solver, watch, start, value)
    run.until_done()
    return run.found()


def _without_nothing(
    programme: Programme, aim: Expression, kept: Ints, watch: Watch, gap: float, start: Floats | None
) -> Found:
    """Solve without the columns that can only be 0: handing them over takes longer than the search."""
    smaller = Expression(aim.weights[kept], aim.constant)
    begin = None if start is None or start[programme.upper <= 0].any() else start[kept]
    found = solve(programme.only(kept), smaller, watch, gap=gap, start=begin)
    if found.columns is None:
        return found
    columns = np.zeros(len(programme.upper))
    columns[kept] = found.columns
    return replace(found, columns=columns)


def _nothing_to_choose(programme: Programme, aim: Expression, watch: Watch) -> Found:
    """Return what there is where there is nothing to choose: that, if it will do."""
    if (programme.row_lower > 0).any() or (programme.row_upper < 0).any():
        return Found(None, NO_SOLUTION, NO_SOLUTION, "infeasible", watch.seconds)
    watch.note(objective=aim.constant, lower_bound=aim.constant)
    return Found(np.zeros(0), aim.constant, aim.constant, "optimal", watch.seconds)


class _Run:
    """One run of the solver on its own thread, so that whoever waits can be told and can end it."""

    def __init__(self, solver: Any, watch: Watch, start: Floats | None, value: float) -> None:
        self._solver, self._watch = solver, watch
        self._ends, self._is_left = Event(), False
        self._best, self._value, self._bound = start, value, -NO_SOLUTION
        solver.cbMipImprovingSolution += self._improved
        solver.cbMipInterrupt += self._looked
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

    def found(self) -> Found:
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
            if watch.ended is None and self._best is None:
                raise RuntimeError(f"the solver ended by itself: {state}")
            self._bound = max(self._bound, float(info.mip_dual_bound))
            return self._incumbent(watch.status("rule"))
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
        self._looked(event)

    def _looked(self, event: Any) -> None:
        self._asked(event)
        bound = float(event.data_out.mip_dual_bound)
        if np.isfinite(bound):
            self._bound = max(self._bound, bound)

    def _asked(self, event: Any) -> None:
        event.data_in.user_interrupt = self._ends.is_set()


def _rounded(columns: Floats) -> Floats:
    """Return a solution whose whole numbers are whole."""
    whole: Floats = np.where(np.abs(columns - np.rint(columns)) < SAME * 10, np.rint(columns), columns)
    return whole


def _solver(programme: Programme, aim: Expression, gap: float) -> Any:
    """Return a solver that holds the programme."""
    import highspy

    solver = highspy.Highs()
    for name, value in {
        "output_flag": False, "parallel": "off", "random_seed": programme.seed, "mip_rel_gap": gap,
        "mip_abs_gap": SAME,
    }.items():
        solver.setOptionValue(name, value)
    matrix, minimal = programme.matrix, 1
    rows, columns = matrix.shape
    solver.passModel(                       # whole arrays: value by value takes longer than many a search
        columns, rows, matrix.nnz, int(highspy.MatrixFormat.kRowwise), minimal, aim.constant, aim.weights,
        np.zeros(columns), programme.upper, programme.row_lower, programme.row_upper,
        matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        programme.whole.astype(np.int32),
    )  # fmt: skip
    return solver


def linear_solver(programme: Programme, aim: Expression) -> Any:
    """Return a solver of the programme without whole numbers; it begins where it ended the time before."""
    return _solver(replace(programme, whole=np.zeros(len(programme.upper), dtype=bool)), aim, 0.0)
