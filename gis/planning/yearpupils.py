"""The pupils of later years as an evaluation asks for them: worked out once for a plan that has ground."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

from gis.model import Plan
from gis.planning.calendar import Enrolment
from gis.planning.county import Attendance, County, county_of, is_kept
from gis.planning.enrolment import enrolment_of
from gis.planning.forecast import Forecast, project_pupils
from gis.planning.yearattendance import Pattern, attendance_pattern, forecast_enrolment, year_attendance

FORECAST, NOT_FORECAST = "pupils_forecast", "pupils_not_forecast"


@dataclass(frozen=True)
class YearPupils:
    """A plan's forecast, ready for every year.

    ``enrolment``: pupils by school and year, known ones and forecast ones, for triggers.
    """

    forecast: Forecast
    county: County
    pattern: Pattern
    enrolment: Enrolment
    _by_year: dict[int, Attendance] = field(default_factory=dict, repr=False)

    def attendance(self, year: int) -> Attendance | None:
        """Return the baseline of a year; None before the plan's own year and beyond the forecast."""
        if year != self.forecast.base_year and year not in self.forecast.years:
            return None
        if year not in self._by_year:
            made = year_attendance(self.county, self.forecast, year, pattern=self.pattern)
            self._by_year[year] = made
        return self._by_year[year]


@dataclass(frozen=True)
class SchoolYearPupils:
    """Whom one school year is worked out for.

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


_kept: list[tuple[tuple[object, ...], YearPupils]] = []


def pupils_in(plan: Plan, year: int | None) -> SchoolYearPupils:
    """Return whom a school year is worked out for.

    Parameters
    ----------
    year
        None or not after the plan's own: today's pupils.

    Raises
    ------
    gis.errors.InputError
        As :func:`year_pupils_of`.
    """
    if year is None or year <= plan.meta.school_year:
        return SchoolYearPupils()
    later = year_pupils_of(plan)
    attendance = later.attendance(year) if later else None
    mark = NOT_FORECAST if attendance is None else FORECAST
    return SchoolYearPupils(attendance, later.enrolment if later else None, mark)


def year_pupils_of(plan: Plan) -> YearPupils | None:
    """Return the pupils of a plan's later years; None where it says nothing about children or past years.

    Kept for the session as long as the plan's arrays are (:func:`gis.planning.county.keep_arrays`).

    Raises
    ------
    gis.errors.InputError
        Those of :func:`gis.planning.forecast.project_pupils`.
    """
    if plan.population.empty and plan.enrolment_history.empty:
        return None
    tables = _tables(plan)
    for known, pupils in _kept:
        if all(map(operator.is_, known, tables)):
            return pupils
    county, forecast = county_of(plan), project_pupils(plan)
    made = YearPupils(
        forecast,
        county,
        attendance_pattern(county, forecast),
        forecast_enrolment(county, forecast, enrolment_of(plan)),
    )
    if is_kept(plan):
        _kept[:] = [(tables, made)]
    return made


def _tables(plan: Plan) -> tuple[object, ...]:
    frames = plan.population, plan.enrolment_history, plan.housing, plan.attendance
    return *frames, plan.schools, plan.settlements, plan.zones, plan.travel, plan.rules.get("forecast")
