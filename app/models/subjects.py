"""What can be decided about a school: which layout statuses make sense for it, and what the form offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from app.models.tables import school_names
from gis.layout import LayoutStatus
from gis.model import Plan
from gis.planning.county import County, county_of
from gis.planning.feasibility import TEACHERS
from gis.planning.ledger import numbers

ENDING = (LayoutStatus.MERGE, LayoutStatus.PHASE_OUT, LayoutStatus.SUSPEND)
CHANGING = (*ENDING, LayoutStatus.TEACHING_POINT)


@dataclass(frozen=True)
class Subject:
    """A school that is decided about.

    Attributes
    ----------
    taught
        The grades that it teaches today.
    years
        School years that can be chosen.
    managers
        Names by id of the schools that could manage it.
    names
        Names by id of all schools.
    takers
        Names by id of the public schools that could take its teachers or equipment, its township's first.
    teachers
        专任教师 of the ledger, NaN = not known.
    """

    statuses: tuple[LayoutStatus, ...] = (LayoutStatus.RETAIN, *ENDING)
    taught: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    managers: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    takers: Mapping[str, str] = field(default_factory=dict)
    teachers: float = float("nan")


def subject_of(plan: Plan, school_id: str, years: tuple[int, ...]) -> Subject:
    """Return what can be decided about a school of a plan (with the scenario's sites)."""
    county = county_of(plan)
    code = county.school_code(school_id)
    names = school_names(plan)
    managers = {
        str(county.school_ids[at]): names[str(county.school_ids[at])]
        for at in np.flatnonzero(county.is_central).tolist()
        if at != code
    }
    taught = tuple(int(column) + 1 for column in np.flatnonzero(county.teaches[code]))
    if not county.exists[code]:
        statuses: tuple[LayoutStatus, ...] = (LayoutStatus.NEW,)
    elif not county.is_open[code]:
        statuses = (LayoutStatus.RETAIN, LayoutStatus.REOPEN)
    elif county.is_private[code]:
        statuses = (LayoutStatus.RETAIN,)
    elif county.is_primary[code]:
        statuses = (LayoutStatus.RETAIN, LayoutStatus.TEACHING_POINT, *ENDING)
    else:
        statuses = (LayoutStatus.RETAIN, *ENDING)
    teachers = float(numbers(county.schools, TEACHERS)[code])
    return Subject(statuses, taught, years, managers, names, _takers(county, code, names), teachers)


def _takers(county: County, code: int, names: Mapping[str, str]) -> dict[str, str]:
    townships = [str(name) for name in county.schools["township"].fillna("")]
    others = [at for at in np.flatnonzero(~county.is_private).tolist() if at != code]
    others.sort(key=lambda at: (townships[at] != townships[code], townships[at]))
    known = Counter(names.values())
    titles = {at: names[str(county.school_ids[at])] for at in others}
    return {
        str(county.school_ids[at]): f"{title}（{townships[at]}）" if known[title] > 1 else title
        for at, title in titles.items()
    }
