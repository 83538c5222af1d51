"""Why a proposal is as it is: the price of each opposite decision, and which conditions matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gis.messages import describe
from gis.planning.siting.result import Status
from gis.planning.siting.watch import Watch
from gis.progress import Progress, ignore_progress
from gis.proposals.conflict import Relaxed, find_conflict, group_words, listed_groups, with_choice
from gis.proposals.model import Model
from gis.proposals.options import Group
from gis.proposals.problem import KIND_WORDS, Kind
from gis.proposals.programme import SAME, stage_of
from gis.proposals.proposal import Proposal
from gis.proposals.scenario import Chosen
from gis.proposals.search import search
from gis.proposals.words import measure_words, number_words, unit_of_measure, unit_words

EACH_S = 15.0                       # for one school, or one condition
SHOWN = 0.05                        # smaller changes are not told
STEP = "step_proposal_why"


@dataclass(frozen=True)
class Opposite:
    """The best plan in which a school becomes something else.

    Attributes
    ----------
    school, kind
        Code, and what it becomes there.
    price
        What the objective loses by it; None = there is no such plan, or it was not found in time.
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


def explain(proposal: Proposal, *, progress: Progress = ignore_progress, each_s: float = EACH_S) -> Why:
    """Solve again with every decision turned round, and without every condition.

    Parameters
    ----------
    proposal
        With a solution.
    each_s
        Seconds for each of these searches.
    """
    asked = list(_turned(proposal))
    relaxed = Relaxed(proposal.model)
    groups = relaxed.in_force
    steps = len(asked) + len(groups)
    opposites = []
    for done, (one, kind) in enumerate(asked):
        stage = stage_of(progress, done / steps, STEP)
        opposites.append(_opposite(proposal, relaxed, one, kind, Watch(each_s, stage)))
    binding = []
    for done, group in enumerate(groups, len(asked)):
        stage = stage_of(progress, done / steps, STEP)
        binding.append(Binding(group, _gain(proposal, relaxed.without([group]), Watch(each_s, stage))))
    kept = [one for one in binding if one.gain > SAME * max(1.0, abs(proposal.objective))]
    progress(1.0, STEP)
    return Why(tuple(opposites), tuple(sorted(kept, key=lambda one: -one.gain)))


def _turned(proposal: Proposal) -> Iterator[tuple[Chosen, Kind]]:
    """Yield each school that was decided about with everything else that it could become."""
    problem = proposal.problem
    for one in proposal.schools:
        for kind in Kind:
            if kind is not one.kind and problem.choice(one.code, kind) >= 0:
                yield one, kind


def _opposite(
    proposal: Proposal, relaxed: Relaxed, one: Chosen, kind: Kind, watch: Watch
) -> Opposite:
    model = with_choice(proposal.model, one.code, kind)
    found = search(model, watch)
    if found.columns is None:
        blocked: tuple[Group, ...] = ()
        if found.status == "infeasible":
            blocked = find_conflict(relaxed, watch, forced=(one.code, kind)).groups
        return Opposite(one.code, kind, found.status, None, {}, blocked)
    assert proposal.found.columns is not None
    change = {
        name: model.measures[name].value(found.columns) - model.measures[name].value(proposal.found.columns)
        for name in proposal.before
    }
    return Opposite(one.code, kind, found.status, found.objective - proposal.objective, change, ())


def _gain(proposal: Proposal, model: Model, watch: Watch) -> float:
    """Return what a model without a condition gains; also an unproven solution shows that much."""
    found = search(model, watch)
    return 0.0 if found.columns is None else proposal.objective - found.objective


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
    parts = [
        describe(
            f"proposal_opposite_{'more' if amount > 0 else 'less'}",
            {
                "measure": measure_words(name, language), "amount": number_words(abs(amount)),
                "unit": unit_words(unit_of_measure(name, proposal.cost_unit), language),
            },
            language,
        ).what
        for name, amount in one.change.items()
        if abs(amount) >= SHOWN
    ]  # fmt: skip
    mark = "，" if language == "zh" else ", "
    changes = mark.join(parts) or describe("proposal_opposite_same", {}, language).what
    return str(describe("proposal_opposite", {**values, "changes": changes}, language))


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
                    "objective": measure_words(name, language), "amount": number_words(one.gain),
                },
                language,
            )
        )
        for one in why.binding
    ]  # fmt: skip
