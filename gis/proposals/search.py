"""The search for a proposal: the objective first, then among equal solutions the one that changes least."""

from __future__ import annotations

from collections.abc import Sequence

from gis.errors import Cancelled
from gis.planning.siting.watch import Watch
from gis.progress import Progress
from gis.proposals.model import Model
from gis.proposals.programme import SAME, Cap, Expression, Found, solve

TIE_GAP = 1e-3                      # so near to best is near enough among equal solutions


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
    first = solve(model.programme, aim, watch, gap=model.problem.options.gap, caps=caps)
    if first.columns is None or first.status in ("cancelled", "time_limit"):
        return first
    slack = SAME * max(1.0, abs(first.objective))
    quiet = Watch(watch.left_s, _only_ending(watch))
    as_good = [*caps, (aim, first.objective + slack)]
    tie = solve(
        model.programme, model.measures["tie"], quiet, gap=TIE_GAP, caps=as_good, start=first.columns
    )
    columns = first.columns if tie.columns is None else tie.columns
    status = first.status if tie.status in ("optimal", "rule") else watch.ended or "time_limit"
    return Found(columns, aim.value(columns), first.bound, status, watch.seconds)


def _only_ending(watch: Watch) -> Progress:
    """Return a progress that ends a search together with another one."""

    def report(fraction: float, step: str = "") -> None:
        if watch.is_over():
            raise Cancelled

    return report
