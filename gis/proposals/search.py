"""The search for a proposal: the objective first, then among equal solutions the one that changes least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gis.errors import Cancelled
from gis.planning.county import Floats, Ints
from gis.planning.siting.result import NO_SOLUTION
from gis.planning.siting.watch import Watch
from gis.progress import Progress
from gis.proposals.firstsolution import first_solution
from gis.proposals.model import Model
from gis.proposals.programme import SAME, Cap, Expression, Found, solve

TIE_GAP = 1e-3                      # so near to best is near enough among equal solutions
REPAIR_SHARE = 0.25                 # of the time left, for putting a solution's catchments in one piece


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
    first = solve_model(model, aim, watch, gap=model.problem.options.gap, caps=caps)
    if first.columns is None:
        return first
    if first.status in ("cancelled", "time_limit"):
        return replace(first, columns=model.paid_for(first.columns))
    return least_changed(model, first, aim, watch, caps)


def least_changed(
    model: Model, first: Found, aim: Expression, watch: Watch, caps: Sequence[Cap] = ()
) -> Found:
    """Return, of the solutions of a model that are as good as one, the one that changes and travels least."""
    assert first.columns is not None
    slack = SAME * max(1.0, abs(first.objective))
    quiet = Watch(watch.left_s, only_ending(watch))
    as_good = [*caps, (aim, first.objective + slack)]
    tie = solve_model(
        model, model.measures["tie"], quiet, gap=TIE_GAP, caps=as_good, start=first.columns
    )
    columns = model.paid_for(first.columns if tie.columns is None else tie.columns)
    status = first.status if tie.status in ("optimal", "rule") else watch.ended or "time_limit"
    return Found(columns, aim.value(columns), first.bound, status, watch.seconds)


def solve_model(
    model: Model, aim: Expression, watch: Watch, *, gap: float = 0.0, caps: Sequence[Cap] = (),
    start: Floats | None = None,
) -> Found:  # fmt: skip
    """Solve a model; where catchments have to be in one piece, until a solution has them so.

    Notes
    -----
    Each round is a relaxation, so that its bound holds; its solution is told and kept only once its
    catchments are in one piece. Where they are not, the same schools with other receivers are tried.
    """
    begin = first_solution(model.programme_now.with_caps(caps), aim, watch) if start is None else start
    if model.connection is None:
        return solve(model.programme, aim, watch, gap=gap, caps=caps, start=begin)
    bound, best = -NO_SOLUTION, Found(None, NO_SOLUTION, -NO_SOLUTION, "optimal", 0.0)
    while True:
        inner = Watch(watch.left_s, _Bounds(watch))
        found = solve(model.programme_now, aim, inner, gap=gap, caps=caps, start=begin)
        bound = max(bound, found.bound)
        if found.columns is not None and not model.has_part_apart(found.columns):
            best = found if found.objective <= best.objective else best
            return _ended(best, bound, watch, found)
        if found.columns is None or found.status in ("cancelled", "time_limit"):
            return _ended(best, bound, watch, found)
        repaired = _repaired(model, found.columns, aim, watch, caps)
        if repaired.columns is not None and repaired.objective < best.objective:
            best, start = repaired, repaired.columns
        begin = start                   # the first solution may be in pieces
        watch.note(objective=best.objective, lower_bound=bound)
        if best.columns is not None and replace(best, bound=bound).gap <= max(gap, SAME):
            return _ended(best, bound, watch, found)


def _ended(best: Found, bound: float, watch: Watch, last: Found) -> Found:
    """Return the best solution with the bound that was reached and the reason why nothing better follows."""
    status = watch.status(last.status)
    if best.columns is None:
        return Found(None, NO_SOLUTION, bound, status, watch.seconds)
    bound = min(bound, best.objective)
    if status in ("optimal", "rule", "infeasible"):
        proven = best.objective - bound <= SAME * max(1.0, abs(best.objective))
        status = "optimal" if proven else "rule"
    watch.note(objective=best.objective, lower_bound=bound)
    return replace(best, bound=bound, status=status, seconds=watch.seconds)


def _repaired(
    model: Model, columns: Floats, aim: Expression, watch: Watch, caps: Sequence[Cap]
) -> Found:
    """Hold what becomes of the schools, and look for receivers with catchments in one piece."""
    held = model.without_choices(not_taken(model, columns))
    quiet = Watch(REPAIR_SHARE * watch.left_s, only_ending(watch))
    while True:
        found = solve(held.programme_now, aim, quiet, caps=caps)
        if found.columns is None or not held.has_part_apart(found.columns):
            return found
        if quiet.is_over():
            return Found(None, NO_SOLUTION, -NO_SOLUTION, "time_limit", quiet.seconds)


def not_taken(model: Model, columns: Floats) -> Ints:
    """Return the choices that a solution does not take."""
    left: Ints = np.flatnonzero(columns[: model.columns.choices] <= 1 / 2)
    return left


def only_ending(watch: Watch) -> Progress:
    """Return a progress that ends a search together with another one."""

    def report(fraction: float, step: str = "") -> None:
        if watch.is_over():
            raise Cancelled

    return report


class _Bounds:
    """A progress that ends with another search, and tells it bounds, no values."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def __call__(self, fraction: float, step: str = "") -> None:
        if self._watch.is_over():
            raise Cancelled

    def found(self, objective: float, lower_bound: float, seconds: float) -> None:
        self._watch.note(lower_bound=lower_bound)
