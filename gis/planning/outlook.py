"""What a forecast means for the schools as they are: peaks, places, sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.layout import BASELINE, Scenario
from gis.model import GRADES, Plan
from gis.planning.classes import places_by_stage
from gis.planning.county import Bools, County, Floats, Ints, county_of
from gis.planning.forecast import Forecast
from gis.planning.multiyear import MultiYear, SchoolYear, multi_year
from gis.planning.peaks import peak_years, place_gaps, township_gaps
from gis.planning.situation import situation_of
from gis.planning.yearattendance import attendance_pattern, school_pupils, year_attendance
from gis.standards import in_year, load_rules, parameter


@dataclass(frozen=True)
class Outlook:
    """A forecast at the schools of the baseline (维持现状).

    Attributes
    ----------
    peaks, gaps, townships
        Of :mod:`gis.planning.peaks`.
    sizes
        When schools fall under the sizes looked out for, and when their places run short.
    """

    peaks: pd.DataFrame
    gaps: pd.DataFrame
    townships: pd.DataFrame
    sizes: MultiYear


def baseline_outlook(plan: Plan, forecast: Forecast) -> Outlook:
    """Hold a forecast against the schools as they are, their places included.

    Parameters
    ----------
    plan, forecast
        Of one another.
    """
    county, used = county_of(plan), forecast.parameters
    enrolments, places = baseline_enrolments(county, forecast), _places(plan, county, forecast)
    gaps = place_gaps(county, enrolments, places, forecast.stages, used)
    is_open: Bools = np.logical_or.reduce(county.teaches, axis=1)

    def school_year(_plan: Plan, _scenario: Scenario | str, year: int) -> SchoolYear:
        pupils = enrolments[year].sum(axis=1).astype(np.float64)
        return SchoolYear(county.school_ids, pupils, places.sum(axis=1), is_open)

    sizes = multi_year(plan, BASELINE, enrolments, school_year, used.small_pupils)
    return Outlook(peak_years(forecast), gaps, township_gaps(gaps, used), sizes)


def baseline_enrolments(county: County, forecast: Forecast) -> dict[int, Ints]:
    """Return pupils by year, schools × 9, the base year first, if no school changes."""
    pattern, schools = attendance_pattern(county, forecast), len(county.school_ids)
    return {
        year: school_pupils(year_attendance(county, forecast, year, pattern=pattern), schools)
        for year in (forecast.base_year, *forecast.years)
    }


def _places(plan: Plan, county: County, forecast: Forecast) -> Floats:
    rules = in_year(plan.rules or load_rules(), forecast.base_year)
    situation = situation_of(county, {}, int(parameter(rules, "first_boarding_grade").value))
    return places_by_stage(county, rules, situation, np.array(GRADES) > forecast.last_primary_grade)
