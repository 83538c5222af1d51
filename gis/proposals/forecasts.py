"""The problem for the low, middle and high forecast of a school year."""

from __future__ import annotations

from gis.errors import PlanningError
from gis.evaluation.details import Details
from gis.evaluation.schools import load_of
from gis.layout import BASELINE
from gis.model import Plan
from gis.planning.assignment import work_out
from gis.planning.forecastparameters import VARIANTS
from gis.planning.yearattendance import year_attendance
from gis.planning.yearpupils import year_pupils_of
from gis.proposals.model import Model, build_model
from gis.proposals.problem import build_problem
from gis.proposals.proposal import Proposal


def models_by_forecast(
    plan: Plan, proposal: Proposal, year: int, *, base: str = BASELINE
) -> dict[str, Model]:
    """Return the programme for each forecast of a school year, about the candidates of a proposal.

    Raises
    ------
    PlanningError
        proposal_no_forecast: the plan says nothing of children to come, or not of that year.
    """
    later = year_pupils_of(plan)
    if later is None or year not in later.forecast.years:
        raise PlanningError("proposal_no_forecast", year=str(year))
    states = {}
    for variant in VARIANTS:
        pupils = year_attendance(
            later.county, later.forecast, year, variant=variant, pattern=later.pattern
        )
        outcome = work_out(plan, base, year=year, pupils=pupils, enrolment=later.enrolment)
        states[variant] = Details(plan, outcome, load_of(outcome))
    asked = proposal.problem
    return {
        variant: build_model(
            build_problem(state, asked.options, candidates=asked.candidates, land=asked.land)
        )
        for variant, state in states.items()
    }
