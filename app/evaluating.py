"""What the window computes of a scenario, as values that a job gives back."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gis.errors import DecisionError, InputError
from gis.evaluation.result import Evaluation
from gis.layout import Scenario
from gis.model import Band, Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.planning.outcome import Outcome as Assigned
    from gis.planning.states import DecisionState, ScenarioState

EVALUATIONS_KEPT = 12  # the last ones: undo, redo, confirming a preview and comparing find theirs here


@dataclass(frozen=True)
class Question:
    """What an evaluation answers: a scenario with what it rests on, in a time of year, in a school year."""

    scenario: Scenario
    season: str
    year: int | None


@dataclass(frozen=True)
class Consequence:
    """What a scenario does: its evaluation; for the map, one age band's properties and the changed roads.

    ``plan`` is the open one with the scenario's sites among its schools.
    """

    scenario: Scenario
    band: Band
    evaluation: Evaluation
    layers_json: str
    seconds: float
    plan: Plan
    question: Question
    edits_json: str = "[]"


@dataclass(frozen=True)
class Standing:
    """How far the active scenario and its decisions have come."""

    scenario: ScenarioState | None = None
    decisions: Mapping[str, DecisionState] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a job made of a scenario: how far it has come, and its consequence or why there is none."""

    standing: Standing
    consequence: Consequence | None
    fault: Exception | None = None


@dataclass(frozen=True)
class Preview:
    """What a decision would do, before it is confirmed.

    Attributes
    ----------
    plan
        The open one with the scenario's sites.
    refusals
        What makes it impossible; what was impossible of other decisions before stands in ``others``.
    state
        How far the decision has come; None where it decides nothing.
    """

    school_id: str
    plan: Plan
    evaluation: Evaluation | None
    refusals: tuple[DecisionError, ...]
    others: tuple[DecisionError, ...] = ()
    state: DecisionState | None = None


class Evaluations:
    """The last evaluations, found again by what they answer."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Question, Evaluation]] = deque(maxlen=EVALUATIONS_KEPT)

    def find(self, question: Question) -> Evaluation | None:
        """Return the answer if it is known."""
        return next((made for asked, made in self._kept if asked == question), None)

    def keep(self, question: Question, evaluation: Evaluation) -> None:
        """Remember an answer."""
        if all(kept is not evaluation for _, kept in self._kept):
            self._kept.append((question, evaluation))

    def clear(self) -> None:
        """Forget them all: the plan is another one."""
        self._kept.clear()


def outcome_of(consequence: Consequence) -> Assigned:
    """Return who goes where under what is shown: the same year and season, worked out already."""
    details = consequence.evaluation.details
    if details is None:
        raise RuntimeError("the evaluation was made elsewhere")
    return details.outcome


def evaluate(plan: Plan, question: Question, progress: Progress) -> Evaluation:
    """Work out a scenario in a time of year and a school year, with the tables that cards read."""
    from gis.evaluation import engine

    made = engine.evaluate(
        plan, question.scenario, year=question.year, season=question.season, progress=progress
    )
    for late in ("schools", "school_grades", "flows"):
        getattr(made, late)  # made when first read: here, and not while the window waits
    return made


def whole(plan: Plan, scenario: Scenario) -> Scenario:
    """Return a scenario with what it rests on; itself if that is missing, which its evaluation will tell."""
    from gis.planning.patches import effective

    try:
        return effective(plan, scenario)
    except InputError:
        return scenario


def standing_of(plan: Plan, scenario: Scenario, year: int | None) -> Standing:
    """Return how far a scenario and its decisions have come, seen from a year. Call it in a job."""
    from gis.planning.states import decision_states, scenario_state
    from gis.planning.yearpupils import pupils_in

    enrolment = pupils_in(plan, year).enrolment
    return Standing(
        scenario_state(plan, scenario, enrolment=enrolment),
        decision_states(plan, scenario, enrolment=enrolment),
    )


def with_sites(plan: Plan, scenario: Scenario) -> Plan:
    """Return a plan whose schools have the sites of a scenario among them. Call it in a job."""
    from gis.planning.newsites import with_sites as among_schools

    return among_schools(plan, scenario)[0]


def refusals_of(plan: Plan, scenario: Scenario) -> tuple[DecisionError, ...]:
    """Return why decisions of a scenario cannot be carried out."""
    from gis.planning.scenario import check_scenario

    return tuple(check_scenario(plan, scenario))


def told_apart(
    school_id: str, refusals: tuple[DecisionError, ...], before: tuple[DecisionError, ...]
) -> tuple[tuple[DecisionError, ...], tuple[DecisionError, ...]]:
    """Return the refusals that an edit of one school's decision has to answer for, and the others."""
    known = [(one.code, dict(one.values)) for one in before]
    own = tuple(
        one
        for one in refusals
        if one.values.get("school_id") == school_id or (one.code, dict(one.values)) not in known
    )
    return own, tuple(one for one in refusals if one not in own)
