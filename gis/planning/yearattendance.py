"""Who attends which school in a later year: the baseline's groups, scaled to the forecast.

Each settlement × grade keeps the schools (and the beds) that it has at the baseline; its forecast pupils are
shared out among those groups by the largest remainder, so that every settlement and grade adds up. Where a
settlement has nobody in a grade now, the pupils go where the nearest grade of the same stage goes, else by
the receiver order (划片, then least walking time, the own township first); such groups are 推算.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.errors import InputError
from gis.model import GRADES, band_of
from gis.planning.calendar import Enrolment
from gis.planning.county import Attendance, Bools, County, Floats, Ints
from gis.planning.forecastparameters import VARIANTS
from gis.planning.forecastresult import Forecast
from gis.planning.receivers import NOBODY, least_time
from gis.planning.sharing import share_out


@dataclass(frozen=True)
class Pattern:
    """The groups among which the pupils of any year are shared out.

    ``cell``: settlement × grade as settlement * 9 + grade - 1, those from outside the county last. ``row``:
    the group of the baseline, -1 = made up for a grade that has nobody now. ``weight``: its pupils now.
    """

    cell: Ints
    school: Ints
    boards: Bools
    weight: Floats
    row: Ints


def attendance_pattern(county: County, forecast: Forecast) -> Pattern:
    """Return the groups of a county; the same for every year of a forecast.

    Parameters
    ----------
    county
        With the attendance of the forecast's base year.
    forecast
        Which settlements and grades have pupils at all.
    """
    base = county.attendance
    settlements = len(county.settlement_ids)
    home = np.where(base.settlement < 0, settlements, base.settlement)
    cell = home * len(GRADES) + base.grade - 1
    taken = np.zeros((settlements + 1) * len(GRADES), dtype=bool)
    taken[cell] = True
    rows = np.arange(len(cell))
    parts = [Pattern(cell, base.school, base.boards, base.pupils.astype(np.float64), rows)]
    parts += _from_other_grades(county, forecast, parts[0], taken)
    parts.append(_by_receiver_order(county, forecast, taken))
    return Pattern(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Pattern.__annotations__)
    )


def _from_other_grades(
    county: County, forecast: Forecast, base: Pattern, taken: Bools
) -> list[Pattern]:
    """Let empty grades go where the nearest grade of the stage goes, the lower of two first."""
    last, grades = forecast.last_primary_grade, len(GRADES)
    grade = base.cell % grades + 1
    parts = []
    for away in range(1, grades):
        for step in (away, -away):
            target = grade + step
            inside = (target >= 1) & (target <= grades) & ((target > last) == (grade > last))
            cell = base.cell + step
            rows = np.flatnonzero(inside)
            rows = rows[~taken[cell[rows]] & county.teaches[base.school[rows], target[rows] - 1]]
            rows = rows[cell[rows] < len(taken) - grades]                  # nobody is made up from outside
            taken[cell[rows]] = True
            boards = base.boards[rows] & (step > 0)
            made_up = np.full(len(rows), NOBODY)
            parts.append(Pattern(cell[rows], base.school[rows], boards, base.weight[rows], made_up))
    return parts


def _by_receiver_order(county: County, forecast: Forecast, taken: Bools) -> Pattern:
    """Find a school for grades of settlements that have nobody in the stage."""
    wanted = forecast.pupils.max(axis=(0, -1)).ravel() > 0
    cells = np.flatnonzero(wanted & ~taken[: len(wanted)])
    settlement, grade = cells // len(GRADES), cells % len(GRADES) + 1
    school = np.full(len(cells), NOBODY, dtype=np.int64)
    for one in np.unique(grade):
        rows = np.flatnonzero(grade == one)
        school[rows] = _school_of(county, settlement[rows], int(one))
    weight, made_up = np.ones(len(cells)), np.full(len(cells), NOBODY)
    return Pattern(cells, school, np.zeros(len(cells), dtype=bool), weight, made_up)


def _school_of(county: County, settlement: Ints, grade: int) -> Ints:
    """Return the school of each settlement for a grade; where no way is known, the fullest one there is."""
    may = county.by_default & county.teaches[:, grade - 1]
    may = may if may.any() else county.teaches[:, grade - 1]
    codes = np.argsort(county.school_ids)
    walk, table = county.walk[band_of(grade)], np.zeros(len(may))
    np.add.at(table, county.attendance.school, county.attendance.pupils * (county.attendance.grade == grade))
    same = county.school_township == county.settlement_township[settlement][:, None]
    seconds, metres = walk.seconds[settlement], walk.metres[settlement]
    school = np.full(len(settlement), NOBODY, dtype=np.int64)
    zoned = county.zoned[settlement, grade - 1]
    candidates = [np.where(may[column], column, NOBODY) for column in zoned.T]
    candidates += [least_time(seconds, metres, may & side, codes) for side in (same, ~same)]
    fullest = [np.where(may & side, table, NOBODY) for side in (same, np.ones_like(same))]
    candidates += [np.where(one.max(axis=1) >= 0, one.argmax(axis=1), NOBODY) for one in fullest]
    for candidate in candidates:
        school = np.where(school == NOBODY, candidate, school)
    return school


def year_attendance(
    county: County,
    forecast: Forecast,
    year: int,
    *,
    variant: str = "middle",
    pattern: Pattern | None = None,
) -> Attendance:
    """Return the baseline of a later year.

    Parameters
    ----------
    county
        With the attendance of the forecast's base year.
    forecast
        Of the same plan.
    year
        One of its years; its base year gives the attendance as it is.
    variant
        low, middle or high.
    pattern
        Of :func:`attendance_pattern`, for many years; default: worked out.

    Returns
    -------
    Attendance
        Whole pupils; per settlement and grade they add up to the forecast.

    Raises
    ------
    InputError
        forecast_year_wrong.
    """
    if year == forecast.base_year:
        return county.attendance
    if year not in forecast.years:
        raise InputError("forecast_year_wrong", year=year, first=forecast.base_year, last=forecast.years[-1])
    groups = attendance_pattern(county, forecast) if pattern is None else pattern
    column, row = forecast.years.index(year), VARIANTS.index(variant)
    totals = np.concatenate([forecast.pupils[row, :, :, column], forecast.outside[None, row, :, column]])
    pupils = share_out(totals.ravel(), groups.weight, groups.cell)
    some = np.flatnonzero(pupils)
    base, home = county.attendance, groups.cell[some] // len(GRADES)
    made_up = groups.row[some] == NOBODY
    of_base = groups.row[some]
    special = {
        name: np.where(made_up, np.nan, shares[of_base]) for name, shares in base.special_shares.items()
    }
    return Attendance(
        settlement=np.where(home == len(county.settlement_ids), NOBODY, home),
        grade=groups.cell[some] % len(GRADES) + 1,
        school=groups.school[some],
        boards=groups.boards[some],
        pupils=pupils[some],
        estimated=made_up | base.estimated[of_base],
        special_shares=special,
    )


def school_pupils(attendance: Attendance, schools: int) -> Ints:
    """Return pupils by school and grade, schools × 9."""
    table = np.zeros((schools, len(GRADES)), dtype=np.int64)
    np.add.at(table, (attendance.school, attendance.grade - 1), attendance.pupils)
    return table


def forecast_enrolment(county: County, forecast: Forecast, known: Enrolment | None = None) -> Enrolment:
    """Return pupils by school and year: what triggers are held against, the forecast years added.

    Parameters
    ----------
    county, forecast
        Of one plan.
    known
        Years that are known (:func:`gis.planning.enrolment.enrolment_of`); they go before the forecast.
    """
    pattern = attendance_pattern(county, forecast)
    found: dict[str, dict[int, float]] = {str(school): {} for school in county.school_ids}
    for year in forecast.years:
        attendance = year_attendance(county, forecast, year, pattern=pattern)
        for school_id, pupils in zip(
            county.school_ids, school_pupils(attendance, len(county.school_ids)).sum(axis=1), strict=True
        ):
            found[str(school_id)][year] = float(pupils)
    for school, years in (known or {}).items():
        found[school] = {**found.get(school, {}), **years}
    return found
