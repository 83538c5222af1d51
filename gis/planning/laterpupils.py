"""Whom a scenario is worked out for in a school year: today's pupils, or the forecast's."""

from __future__ import annotations

from dataclasses import dataclass

from gis.errors import InputError
from gis.model import Plan
from gis.planning.calendar import Enrolment
from gis.planning.county import Attendance, County, county_of
from gis.planning.enrolment import enrolment_of
from gis.planning.forecast import project_pupils
from gis.planning.forecastresult import Forecast
from gis.planning.kept import Recent
from gis.planning.yearattendance import Pattern, attendance_pattern, forecast_enrolment, year_attendance

FORECAST, NOT_FORECAST = "pupils_forecast", "pupils_not_forecast"
FORECASTS_KEPT = 2


@dataclass(frozen=True)
class _Ahead:
    """A plan's forecast, with the frames it rests on: they keep their identity as long as they are here."""

    frames: tuple[object, ...]
    county: County
    forecast: Forecast
    pattern: Pattern
    enrolment: Enrolment


@dataclass(frozen=True)
class YearPupils:
    """The pupils of a school year.

    Attributes
    ----------
    attendance
        The year's baseline; None = the plan's own.
    enrolment
        Pupils by school and year, for triggers; None = what the plan's history says.
    mark
        Code of the sentence that has to stand beside the figures: ``pupils_forecast``,
        ``pupils_not_forecast`` (a later year with today's numbers), or "".
    """

    attendance: Attendance | None = None
    enrolment: Enrolment | None = None
    mark: str = ""


_kept: Recent[_Ahead] = Recent(FORECASTS_KEPT, lambda ahead: 1.0)


def pupils_in(plan: Plan, year: int | None) -> YearPupils:
    """Return whom a year is worked out for.

    Parameters
    ----------
    year
        School year; None or not after the plan's own: today's pupils.

    Notes
    -----
    The forecast is made once for a plan and kept. Without children counted, or beyond the forecast's years,
    a later year has today's numbers, and the mark says so.
    """
    if year is None or year <= plan.meta.school_year:
        return YearPupils()
    ahead = _ahead(plan)
    if ahead is None or year not in ahead.forecast.years:
        return YearPupils(mark=NOT_FORECAST)
    attendance = year_attendance(ahead.county, ahead.forecast, year, pattern=ahead.pattern)
    return YearPupils(attendance, ahead.enrolment, FORECAST)


def _ahead(plan: Plan) -> _Ahead | None:
    if plan.population.empty:
        return None
    county = county_of(plan)
    frames = (plan.population, plan.enrolment_history, plan.housing, plan.attendance, plan.schools,
              plan.settlements, plan.rules, plan.travel)  # fmt: skip
    key = tuple(map(id, frames))
    known = _kept.get(key)
    if known is not None:
        return known
    try:
        forecast = project_pupils(plan)
    except InputError:
        return None
    pattern = attendance_pattern(county, forecast)
    enrolment = forecast_enrolment(county, forecast, enrolment_of(plan))
    return _kept.keep(key, _Ahead(frames, county, forecast, pattern, enrolment))
