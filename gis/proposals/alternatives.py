"""Other proposals worth a look: along the trade-offs, hardly worse but different, for other forecasts.

Each is a solution of the same problem; :func:`as_proposal` makes a scenario of it and evaluates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gis.model import Plan
from gis.planning.county import Floats
from gis.planning.siting.watch import Watch
from gis.progress import Progress, ignore_progress
from gis.proposals.cost import unpriced
from gis.proposals.model import Model
from gis.proposals.problem import Kind
from gis.proposals.programme import SAME, Expression, Found, stage_of
from gis.proposals.proposal import Proposal, proposal_of
from gis.proposals.scenario import chosen_of
from gis.proposals.search import search

AIMS = ("cost", "travel", "moved", "equity")
STEPS = 3                           # between the ends of each trade-off
EACH_S = 20.0
STEP = "step_proposal_front"
NEAR_SHARE = 0.01


@dataclass(frozen=True)
class Alternative:
    """A solution beside the proposal.

    Attributes
    ----------
    measures
        As the search counts them: ``cost, travel, hours, over_limit, equity, moved``.
    different
        Codes of schools with another decision than the proposal's, with what they become.
    is_proven
        Whether nothing better was left open where it was searched for.
    """

    found: Found
    measures: Mapping[str, float]
    different: Mapping[int, Kind]
    is_proven: bool


def front(
    proposal: Proposal, *, aims: Sequence[str] = AIMS, steps: int = STEPS, each_s: float = EACH_S,
    progress: Progress = ignore_progress,
) -> tuple[Alternative, ...]:  # fmt: skip
    """Weigh several aims against each other: solutions of which none is better in one and no worse in all.

    Parameters
    ----------
    aims
        Measures, any of cost, travel, hours, over_limit, equity, moved. Cost is left out where seats or
        beds may be provided and have no price: it would count them as free.
    steps
        Between the best of the objective and the best of each other aim.
    each_s
        Seconds for each search.

    Notes
    -----
    Epsilon constraints: the objective is made small while another aim may not exceed a level; the levels
    divide what lies between its best and its value in the proposal.
    """
    if proposal.found.columns is None:
        return ()
    model, main = proposal.model, proposal.options.objective.value
    aims = [aim for aim in aims if aim != "cost" or not unpriced(proposal.options, model.basis)]
    others = [aim for aim in aims if aim != main]
    done, total = 0, len(others) * (steps + 1)
    found = [_alternative(proposal, proposal.found)]
    for aim in others:
        expression = model.measures[aim]
        stage = stage_of(progress, done / total, STEP)
        best = search(model, Watch(each_s, stage), objective=expression)
        done += 1
        if best.columns is None:
            continue
        found.append(_alternative(proposal, best))
        worst = expression.value(proposal.found.columns)
        for level in np.linspace(best.objective, worst, steps + 2)[1:-1]:
            stage = stage_of(progress, done / total, STEP)
            limit = float(level) + SAME * max(1.0, abs(float(level)))
            one = search(model, Watch(each_s, stage), caps=[(expression, limit)])
            found.append(_alternative(proposal, one))
            done += 1
    progress(1.0, STEP)
    return tuple(_undominated([one for one in found if one.found.columns is not None], aims))


def _undominated(found: Sequence[Alternative], aims: Sequence[str]) -> Iterator[Alternative]:
    """Yield those that no other one beats or equals; of equal ones the first."""
    table = np.array([[one.measures[aim] for aim in aims] for one in found])
    slack = SAME * 10 * np.maximum(1.0, np.abs(table))
    for at, one in enumerate(found):
        no_worse = (table <= table[at] + slack[at]).all(axis=1)
        better = (table < table[at] - slack[at]).any(axis=1)
        equal = no_worse & ~better
        if not (no_worse & better).any() and not equal[:at].any():
            yield one


def near_best(
    proposal: Proposal, *, share: float = NEAR_SHARE, count: int = 3, each_s: float = EACH_S,
    progress: Progress = ignore_progress,
) -> tuple[Alternative, ...]:  # fmt: skip
    """Return plans that are hardly worse and decide otherwise about at least one school each.

    Parameters
    ----------
    share
        How much worse the objective may be, as a share of its size or of what the proposal gains against the
        scenario that it rests on, whichever is less.
    count
        At most so many; the best first.
    """
    if proposal.found.columns is None:
        return ()
    aim = proposal.model.objective
    start = proposal.before[proposal.options.objective.value]
    gained = abs(proposal.objective - start) or abs(proposal.objective)
    most = proposal.objective + share * max(abs(proposal.objective), gained)
    cuts, found = [_other_than(proposal.model, proposal.found.columns)], []
    for number in range(count):
        stage = stage_of(progress, number / count, STEP)
        next_best = search(proposal.model, Watch(each_s, stage), caps=[*cuts, (aim, most)])
        if next_best.columns is None:
            break
        found.append(_alternative(proposal, next_best))
        cuts.append(_other_than(proposal.model, next_best.columns))
    progress(1.0, STEP)
    return tuple(found)


def _other_than(model: Model, columns: Floats) -> tuple[Expression, float]:
    """Return what a solution keeps that decides otherwise about at least one school."""
    taken = columns[: model.columns.choices] > 1 / 2
    weights = np.zeros(model.columns.count)
    weights[: model.columns.choices] = taken
    return Expression(weights), float(taken.sum()) - 1.0


def _alternative(proposal: Proposal, found: Found) -> Alternative:
    model = proposal.model
    if found.columns is None:
        return Alternative(found, {}, {}, is_proven=False)
    mine = {one.code: one.kind for one in proposal.schools}
    kinds = {one.code: one.kind for one in chosen_of(model, found.columns)}
    different = {code: kind for code, kind in kinds.items() if mine[code] is not kind}
    measures = {name: model.measures[name].value(found.columns) for name in proposal.before}
    return Alternative(found, measures, different, found.status == "optimal")


def as_proposal(plan: Plan, proposal: Proposal, one: Alternative, *, base: str, name: str) -> Proposal:
    """Make a scenario of an alternative and evaluate it."""
    return proposal_of(plan, proposal.model, one.found, base=base, name=name)
