"""测算方案: what the search proposes, held against the evaluation of the scenario that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.errors import PlanningError
from gis.evaluation import evaluate
from gis.evaluation.details import Details
from gis.evaluation.result import Evaluation
from gis.layout import BASELINE, Policy, Scenario
from gis.model import Plan
from gis.planning.patches import effective
from gis.planning.siting.result import Status, relative_gap
from gis.planning.siting.watch import Watch
from gis.progress import Progress
from gis.proposals.cost import funding_measure
from gis.proposals.land import Land, land_of
from gis.proposals.measures import journeys_measured
from gis.proposals.model import Model, build_model
from gis.proposals.options import Objective, ProposalOptions
from gis.proposals.problem import Problem, build_problem
from gis.proposals.programme import SAME, Found, stage_of
from gis.proposals.scenario import Chosen, chosen_of, scenario_of
from gis.proposals.search import search

NAME = "测算方案"
PREPARING = "catchments"


@dataclass(frozen=True)
class Difference:
    """A measure of which the search and the evaluation do not count the same."""

    measure: str
    search: float
    evaluation: float


@dataclass(frozen=True)
class Proposal:
    """What was found. It is a 测算方案, never the best plan: only what is in the options was weighed.

    Attributes
    ----------
    scenario, evaluation
        None where nothing was found (``status`` infeasible, or ended too early). The figures are the
        evaluation's.
    objective, lower_bound, gap
        Of the objective (with the price of pupils beyond the limit, where one was given); nothing is below
        the bound under the conditions that were set.
    schools
        What becomes of each school that was decided about.
    before, after
        The measures of the scenario that it rests on, and of the proposal, as the evaluation counts them:
        ``cost`` (in ``cost_unit``, a year, against today), ``travel`` (pupil·km one way a day, boarders'
        ways included; a shorter way after a move counts as long as before, unless gains count),
        ``total_km`` and ``hours`` (as they are), ``over_limit`` (pupils; who moves stays one if he is one
        today, unless gains count), ``equity`` (pupil·km² above today's mean), ``moved`` (pupils).
    differences
        Where the search counted otherwise than the evaluation.
    """

    name: str
    options: ProposalOptions
    status: Status
    objective: float
    lower_bound: float
    seconds: float
    scenario: Scenario | None
    evaluation: Evaluation | None
    schools: tuple[Chosen, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    differences: tuple[Difference, ...]
    cost_unit: str
    model: Model = field(repr=False)
    found: Found = field(repr=False)

    @property
    def gap(self) -> float:
        """(objective - bound) / |objective|."""
        return relative_gap(self.objective, self.lower_bound)

    @property
    def problem(self) -> Problem:
        """What was solved."""
        return self.model.problem


def propose(
    plan: Plan,
    options: ProposalOptions,
    *,
    base: str | Scenario = BASELINE,
    name: str = NAME,
    land: Land | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Search for what to do with the candidates.

    Parameters
    ----------
    plan
        Not changed; the scenario that is found can be added by :meth:`gis.model.Plan.with_scenario`.
    base
        The scenario that it rests on: its decisions, locks, sites and roads hold.
    name
        Of the new scenario.
    land
        Of :func:`gis.proposals.land.land_of`; default: worked out if it is needed.
    progress
        Any progress; if it is a :class:`gis.planning.siting.SearchProgress` it hears value and bound. Raising
        ``Cancelled`` while the search lasts ends it and keeps the best found so far.

    Raises
    ------
    PlanningError
        Options that contradict themselves; no threshold; a scenario that re-zones everybody; land that is to
        be connected and cannot be divided.
    """
    plan, rests_on = _with_base(plan, base)
    state = details_of(evaluate(plan, rests_on, year=options.pupils_year))
    if options.connected is not False and land is None:
        prepared = None if progress is None else stage_of(progress, 0.0, PREPARING)
        land = land_of(plan, state.outcome.county, progress=prepared)
    if options.connected and land is None:
        raise PlanningError("proposal_no_land")
    problem = build_problem(state, options, land=land)
    return solve_problem(plan, problem, base=rests_on, name=name, progress=progress)


def solve_problem(
    plan: Plan, problem: Problem, *, base: str, name: str = NAME, progress: Progress | None = None
) -> Proposal:
    """Search for a solution of a problem, and hold it against the evaluation."""
    model = build_model(problem)
    watch = Watch(problem.options.time_limit_s, progress)
    return proposal_of(plan, model, search(model, watch), base=base, name=name)


def proposal_of(plan: Plan, model: Model, found: Found, *, base: str, name: str = NAME) -> Proposal:
    """Make a scenario of what was found and evaluate it."""
    problem = model.problem
    scenario = evaluation = None
    schools: tuple[Chosen, ...] = ()
    after: dict[str, float] = {}
    if found.columns is not None:
        scenario = scenario_of(model, found.columns, name, base)
        schools = chosen_of(model, found.columns)
        evaluation = evaluate(plan, scenario, year=problem.options.pupils_year)
        after = measured(details_of(evaluation), problem)
    return Proposal(
        name, problem.options, found.status, found.objective, found.bound, found.seconds, scenario,
        evaluation, schools, problem.measured, after, tuple(_differences(model, found, after)),
        model.basis.unit, model, found,
    )  # fmt: skip


def _with_base(plan: Plan, base: str | Scenario) -> tuple[Plan, str]:
    """Return the plan with the scenario that the proposal rests on, and its name."""
    if isinstance(base, Scenario):
        plan, base = (plan if base.name == BASELINE else plan.with_scenario(base)), base.name
    if effective(plan, base).policy is not Policy.MINIMAL:
        raise PlanningError("proposal_policy", name=base)
    return plan, base


def details_of(evaluation: Evaluation) -> Details:
    """Return what an evaluation rests on."""
    assert evaluation.details is not None
    return evaluation.details


def measured(state: Details, problem: Problem) -> dict[str, float]:
    """Return the measures of a scenario that is worked out, weighed as in a problem."""
    return {**journeys_measured(state.outcome, problem.by), Objective.COST.value: funding_measure(state)}


def _differences(model: Model, found: Found, after: Mapping[str, float]) -> list[Difference]:
    if found.columns is None:
        return []
    differences = []
    for name, value in after.items():
        counted = model.measures[name].value(found.columns)
        if abs(counted - value) > SAME * 10 * max(1.0, abs(value)):
            differences.append(Difference(name, counted, value))
    return differences

