"""A scenario in every year of a forecast: which schools get how many pupils, and whether they have room."""

from __future__ import annotations

import numpy as np

from gis.layout import Scenario
from gis.model import Plan
from gis.planning.assignment import work_out
from gis.planning.classes import places_after
from gis.planning.county import county_of
from gis.planning.enrolment import enrolment_of
from gis.planning.forecastresult import Forecast
from gis.planning.multiyear import MultiYear, SchoolYear, multi_year
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY
from gis.planning.yearattendance import attendance_pattern, forecast_enrolment, year_attendance


def scenario_years(plan: Plan, scenario: Scenario | str, forecast: Forecast) -> MultiYear:
    """Work a scenario out in the base year and every year of a forecast.

    Parameters
    ----------
    plan, forecast
        Of one another.
    scenario
        A scenario, or the name of one of the plan's.

    Returns
    -------
    MultiYear
        Of the schools after the scenario, its new ones at the end; triggers are held against the history
        and the forecast.

    Raises
    ------
    gis.errors.DecisionError
        The scenario holds a decision that cannot be carried out.
    """
    county = county_of(plan)
    pattern = attendance_pattern(county, forecast)
    enrolment = forecast_enrolment(county, forecast, enrolment_of(plan))

    def school_year(given: Plan, chosen: Scenario | str, year: int) -> SchoolYear:
        pupils = year_attendance(county, forecast, year, pattern=pattern)
        return school_year_of(work_out(given, chosen, year=year, pupils=pupils, enrolment=enrolment))

    years = (forecast.base_year, *forecast.years)
    return multi_year(plan, scenario, years, school_year, forecast.parameters.small_pupils)


def school_year_of(outcome: Outcome) -> SchoolYear:
    """Return pupils and places of every school of a scenario worked out for one year."""
    county, moves = outcome.county, outcome.movement
    pupils = np.zeros(len(county.school_ids))
    assigned = moves.after != NOBODY
    np.add.at(pupils, moves.after[assigned], moves.pupils[assigned])
    places = places_after(county, outcome.rules, outcome.situation)
    return SchoolYear(county.school_ids, pupils, places, outcome.situation.is_open)
