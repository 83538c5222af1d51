"""What a forecast is made at, townships or catchments, and what the schools' past says about it."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from gis.model import GRADES, Plan
from gis.planning.county import County, Floats, Ints
from gis.planning.entrycohorts import Homes

Unit = Literal["township", "catchment"]
NO_SCHOOL = -1


def county_units(county: County, homes: Homes, unit: Unit) -> tuple[Ints, pd.Index, Ints]:
    """Return the unit of each settlement, the units, and the unit of each school.

    Catchments go by the ids of the schools that most primary pupils of a village attend, else of the one it
    is zoned to; "" = neither. A school's unit is -1 where no settlement has it; so is the last entry, which
    stands for schools closed since.
    """
    if unit == "township":
        codes, names = homes.township_codes()
        at_school = county.schools["township"].fillna("").astype(str)
        return codes, names, _padded(names.get_indexer(pd.Index(at_school)))
    school = _primary_school(county)
    ids = np.where(school == NO_SCHOOL, "", county.school_ids[school])
    codes, found = pd.factorize(ids)
    names = pd.Index(found)
    return codes.astype(np.int64), names, _padded(names.get_indexer(pd.Index(county.school_ids)))


def _padded(codes: Any) -> Ints:
    return np.append(codes, NO_SCHOOL).astype(np.int64)


def _primary_school(county: County) -> Ints:
    base = county.attendance
    rows = (base.settlement >= 0) & (base.grade <= county.last_primary_grade)
    table = np.zeros((len(county.settlement_ids), len(county.school_ids)), dtype=np.int64)
    np.add.at(table, (base.settlement[rows], base.school[rows]), base.pupils[rows])
    order = np.argsort(county.school_ids, kind="stable")                   # ties go to the least code
    most = order[table[:, order].argmax(axis=1)]
    zoned = county.zoned[:-1, 0, 0]
    return np.where(table.any(axis=1), most, zoned).astype(np.int64)


def school_history(plan: Plan, county: County) -> pd.DataFrame:
    """Return pupils by year up to the plan's: columns ``school`` (code, -1 = closed since), ``grade, year,
    pupils``; in the plan's own year the attendance stands for schools without a row in the history.
    """  # noqa: D205
    base = plan.meta.school_year
    rows = plan.enrolment_history
    rows = rows[rows["year"] <= base]
    code = pd.Index(county.school_ids).get_indexer(pd.Index(rows["school_id"]))
    past = rows[["school_id", "grade", "year", "pupils"]].assign(school=code.astype(np.int64))
    now = county.attendance
    frame = pd.DataFrame(
        {
            "school_id": county.school_ids[now.school], "school": now.school, "grade": now.grade,
            "year": base, "pupils": now.pupils,
        }
    )  # fmt: skip
    frame = frame[~frame["school"].isin(past.loc[past["year"] == base, "school"])]
    return pd.concat([one for one in (past, frame) if len(one)], ignore_index=True)


def unit_history(history: pd.DataFrame, school_unit: Ints, units: int) -> dict[int, Floats]:
    """Return pupils by year and where the schools are: (units + 1) × 9, the last row = in no unit.

    Parameters
    ----------
    history
        Of :func:`school_history`.
    school_unit
        Of :func:`county_units`.
    units
        How many there are.
    """
    years, at = np.unique(history["year"].to_numpy(dtype=np.int64), return_inverse=True)
    tables = np.zeros((len(years), units + 1, len(GRADES)))
    unit = school_unit[history["school"].to_numpy(dtype=np.int64)]
    cell = at, unit, history["grade"].to_numpy(dtype=np.int64) - 1
    np.add.at(tables, cell, history["pupils"].to_numpy(dtype=np.float64))
    return dict(zip(years.tolist(), tables, strict=True))
