"""Why a proposal is as it is: the price of each opposite decision, and which conditions matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gis.messages import describe
from gis.planning.siting.result import NO_SOLUTION, Status
from gis.planning.siting.watch import Watch
from gis.progress import Progress, ignore_progress
from gis.proposals.conflict import (
    WITHOUT_ROWS,
    Relaxed,
    find_conflict,
    group_words,
    listed_groups,
    with_choice,
)
from gis.proposals.model import Model
from gis.proposals.options import Group
from gis.proposals.problem import KIND_WORDS, Kind
from gis.proposals.programme import SAME, Found, stage_of
from gis.proposals.proposal import Proposal
from gis.proposals.relaxation import Relaxation, best_of
from gis.proposals.scenario import Chosen
from gis.proposals.search import least_changed, not_taken, solve_model
from gis.proposals.words import (
    number_words,
    short_measure_words,
    unit_of_measure,
    unit_words,
)

EACH_S = 3.0                        # for one school, or one condition
ALL_S, LEAST_S = 20.0, 0.2          # for all of them, as far as each has so much
SHARE = 4                           # times its part of the time left that a question may take
NEAR_SHARE = 0.01                   # of a price: so near is near enough
SHOWN = 0.05                        # smaller changes are not told
STEP = "step_proposal_why"


@dataclass(frozen=True)
class Opposite:
    """The best plan in which a school becomes something else.

    Attributes
    ----------
    school, kind
        Code, and what it becomes there.
    price, price_least
        What the objective loses by it, and what it loses at least; None = there is no such plan, or it was
        not found in time.
    change
        What the measures gain or lose against the proposal: ``cost, travel, hours, over_limit, equity,
        moved``.
    blocked_by
        Where there is no such plan: a smallest set of conditions that stand against it.
    """

    school: int
    kind: Kind
    status: Status
    price: float | None
    price_least: float | None
    change: Mapping[str, float]
    blocked_by: tuple[Group, ...]


@dataclass(frozen=True)
class Binding:
    """A condition without which the objective could be smaller by ``gain``."""

    group: Group
    gain: float


@dataclass(frozen=True)
class Why:
    """The opposites, by school and what it could become; and the conditions that matter, greatest first."""

    opposites: tuple[Opposite, ...]
    binding: tuple[Binding, ...]


def explain(
    proposal: Proposal, *, progress: Progress = ignore_progress, each_s: float = EACH_S, all_s: float = ALL_S
) -> Why:
    """Solve again with every decision turned round, and without every condition.

    Parameters
    ----------
    proposal
        With a solution.
    progress
        Told the share done; raising ``Cancelled`` ends it.
    each_s, all_s
        Seconds for each of these searches, and for all of them as far as each has a little.

    Notes
    -----
    The linear relaxation is kept and solved again for every question. What is found with all other schools as
    proposed is the answer if it is as good as the relaxation; else the columns are searched that a better one
    could have. Where time ends, a price is between what was found and what is proven.
    """
    asked = list(_turned(proposal))
    relaxed = Relaxed(proposal.model)
    clock = _Clock(len(asked) + len(relaxed.in_force), each_s, all_s, progress)
    whole = Relaxation(proposal.model)
    opposites = [_opposite(proposal, relaxed, whole, one, kind, clock.next()) for one, kind in asked]
    binding = [
        Binding(group, _gain(proposal, relaxed, whole, group, clock.next())) for group in relaxed.in_force
    ]
    kept = [one for one in binding if one.gain > SAME * max(1.0, abs(proposal.objective))]
    progress(1.0, STEP)
    return Why(tuple(opposites), tuple(sorted(kept, key=lambda one: -one.gain)))


class _Clock:
    """Shares the time out among the questions that are left."""

    def __init__(self, count: int, each_s: float, all_s: float, progress: Progress) -> None:
        self._count, self._done, self._each_s, self._progress = count, 0, each_s, progress
        self._all = Watch(all_s)
        progress(0.0, STEP)

    def next(self) -> Watch:
        """Return the watch of the next question; what others did not need is shared, too."""
        share = SHARE * self._all.left_s / (self._count - self._done)
        stage = stage_of(self._progress, self._done / self._count, STEP)
        self._done += 1
        return Watch(min(self._each_s, max(LEAST_S, share)), stage)


def _turned(proposal: Proposal) -> Iterator[tuple[Chosen, Kind]]:
    """Yield each school that was decided about with everything else that it could become."""
    problem = proposal.problem
    for one in proposal.schools:
        for kind in Kind:
            if kind is not one.kind and problem.choice(one.code, kind) >= 0:
                yield one, kind


def _opposite(
    proposal: Proposal, relaxed: Relaxed, whole: Relaxation, one: Chosen, kind: Kind, watch: Watch
) -> Opposite:
    model = with_choice(proposal.model, one.code, kind)
    found = _turned_round(proposal, model, whole, one, kind, watch)
    if found.columns is None:
        blocked: tuple[Group, ...] = ()
        if found.status == "infeasible":
            blocked = find_conflict(relaxed, watch, forced=(one.code, kind)).groups
        return Opposite(one.code, kind, found.status, None, None, {}, blocked)
    assert proposal.found.columns is not None
    change = {
        name: model.measures[name].value(found.columns) - model.measures[name].value(proposal.found.columns)
        for name in proposal.before
    }
    price, least = (value - proposal.objective for value in (found.objective, found.bound))
    return Opposite(one.code, kind, found.status, price, min(price, max(0.0, least)), change, ())


def _turned_round(
    proposal: Proposal, model: Model, whole: Relaxation, one: Chosen, kind: Kind, watch: Watch
) -> Found:
    """Return the best plan with a decision turned round, of equal ones the one that travels least."""
    assert proposal.found.columns is not None
    problem = model.problem
    mine = np.flatnonzero(problem.choice_school == one.code)
    bound = whole.bound(without=mine[mine != problem.choice(one.code, kind)])
    if bound.value == NO_SOLUTION:
        return Found(None, NO_SOLUTION, NO_SOLUTION, "infeasible", watch.seconds)
    others = not_taken(model, proposal.found.columns)
    others = others[problem.choice_school[others] != one.code]
    alone = solve_model(model.without_choices(others), model.objective, watch)
    near = NEAR_SHARE * max(0.0, alone.objective - proposal.objective) if alone.columns is not None else 0.0
    found = best_of(model, bound, alone, watch, near=near)
    if found.columns is None or watch.is_over():
        return found
    held = model.without_choices(not_taken(model, found.columns))
    return replace(least_changed(held, found, model.objective, watch), status=found.status)


def _gain(
    proposal: Proposal, relaxed: Relaxed, whole: Relaxation, group: Group, watch: Watch
) -> float:
    """Return what a model without a condition gains; also an unproven solution shows that much."""
    model = relaxed.without([group])
    has_same_columns = group not in WITHOUT_ROWS
    bound = whole.bound(free=whole.rows_of(group)) if has_same_columns else Relaxation(model).bound()
    known = proposal.found if has_same_columns else replace(proposal.found, columns=None)
    found = best_of(model, bound, known, watch)
    return max(0.0, proposal.objective - found.objective)


# ---- in words


def opposite_words(proposal: Proposal, one: Opposite, language: str = "zh") -> str:
    """Return what an opposite decision would cost, or what stands against it."""
    values = {
        "school": str(proposal.problem.outcome.county.school_names[one.school]),
        "decision": describe(f"proposal_decision_{KIND_WORDS[one.kind]}", {}, language).what,
    }
    if one.price is None:
        if not one.blocked_by:
            return str(describe("proposal_opposite_unknown", values, language))
        groups = listed_groups(one.blocked_by, language)
        return str(describe("proposal_opposite_blocked", {**values, "groups": groups}, language))
    parts = changes_words(one.change, proposal.cost_unit, language)
    mark = "，" if language == "zh" else ", "
    changes = mark.join(parts) or describe("proposal_opposite_same", {}, language).what
    told = str(describe("proposal_opposite", {**values, "changes": changes}, language))
    if one.price_least is None or one.price - one.price_least <= max(SHOWN, NEAR_SHARE * one.price):
        return told
    objective = proposal.options.objective.value
    least = {
        "objective": short_measure_words(objective, language),
        "amount": number_words(one.price_least),
        "unit": unit_words(unit_of_measure(objective, proposal.cost_unit), language),
    }  # fmt: skip
    return f"{told}{describe('proposal_opposite_least', least, language)}"


def changes_words(change: Mapping[str, float], cost_unit: str, language: str = "zh") -> list[str]:
    """Return how much more or less there is of each measure."""
    return [
        describe(
            f"proposal_opposite_{'more' if amount > 0 else 'less'}",
            {
                "measure": short_measure_words(name, language), "amount": number_words(abs(amount)),
                "unit": unit_words(unit_of_measure(name, cost_unit), language),
            },
            language,
        ).what
        for name, amount in change.items()
        if abs(amount) >= SHOWN
    ]  # fmt: skip


def binding_words(proposal: Proposal, why: Why, language: str = "zh") -> list[str]:
    """Return which conditions matter, and how much."""
    name = proposal.options.objective.value
    unit = unit_words(unit_of_measure(name, proposal.cost_unit), language)
    if not why.binding:
        return [str(describe("proposal_binding_none", {}, language))]
    return [
        str(
            describe(
                "proposal_binding",
                {
                    "group": group_words(one.group, language).what, "unit": unit,
                    "objective": short_measure_words(name, language), "amount": number_words(one.gain),
                },
                language,
            )
        )
        for one in why.binding
    ]  # fmt: skip
