"""Codes of schools: which change under a scenario, and that none is ever used again.

A school that becomes another kind of school needs a new code: a teaching point (211 → 218), or by its grades
(a primary school that teaches 7-9 from then on). A closed one keeps its code for ever; a reopened one takes
its old code up again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from gis.layout import Decision, LayoutStatus, Scenario
from gis.model import Plan
from gis.planning.county import County
from gis.planning.ledger import COMBINED_TYPES, POINT
from gis.planning.patches import effective

COLUMNS = ("school_id", "old_code", "new_code", "reason")
PRIMARY, JUNIOR, NINE_YEARS = "211", "311", "312"
KIND_OF = {(True, False): PRIMARY, (False, True): JUNIOR, (True, True): NINE_YEARS}
KINDS = {
    PRIMARY: (True, False), POINT: (True, False), JUNIOR: (False, True),
    **dict.fromkeys(COMBINED_TYPES, (True, True)),
}  # fmt: skip
BETWEEN_CODES = re.compile(r"[\s,，;；、/|]+")

Faults = dict[str, list[tuple[str, dict[str, str]]]]


def former_codes(county: County) -> dict[str, tuple[str, ...]]:
    """Return the former codes of each school, as the ledger lists them."""
    if "former_codes" not in county.schools:
        return {}
    told = zip(county.school_ids, county.schools["former_codes"].fillna(""), strict=True)
    return {str(key): tuple(filter(None, BETWEEN_CODES.split(str(text)))) for key, text in told}


def lineage_of(plan: Plan, scenario: Scenario | str) -> pd.DataFrame:
    """Return what a scenario makes of the schools' codes.

    Returns
    -------
    pandas.DataFrame
        ``school_id, old_code, new_code, reason``, one row per school whose code ends or begins. ``reason`` is
        the layout status (LayoutStatus value); ``new_code`` is "" where the school closes for good, and also
        where a teaching point, a school of other grades or a new one has not been given one yet.
    """
    from gis.planning.newsites import with_sites

    whole = effective(plan, scenario)
    _, county = with_sites(plan, whole)
    old = former_codes(county)
    rows = [
        row
        for school_id, decision in whole.decisions.items()
        if county.school_code(school_id) >= 0
        for row in _rows(county, school_id, decision, old.get(school_id, ()))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _rows(
    county: County, school_id: str, decision: Decision, former: tuple[str, ...]
) -> Iterator[tuple[str, str, str, str]]:
    status = decision.status
    if status is LayoutStatus.MERGE:
        yield school_id, school_id, "", status.value
    elif needs_new_code(county, school_id, decision):
        yield school_id, school_id, decision.new_code, status.value
    elif status is LayoutStatus.REOPEN:
        taken_up = decision.new_code or (former[-1] if former else school_id)
        yield school_id, school_id, taken_up, status.value
    elif status is LayoutStatus.NEW:
        yield school_id, "", decision.new_code, status.value


def needs_new_code(county: County, school_id: str, decision: Decision) -> bool:
    """Whether a decision makes another kind of school of it: a teaching point, or by the grades taught."""
    kind = str(county.type_code[county.school_code(school_id)])
    if decision.status is LayoutStatus.TEACHING_POINT:
        return kind != POINT
    return kind_by_grades(county, school_id, decision) != kind


def kind_by_grades(county: County, school_id: str, decision: Decision) -> str:
    """Return the type code that a retained or reopened school has with the grades that it is to teach.

    A single division of a combined school says nothing of the whole; a teaching point is a primary school
    once it teaches all grades of one.
    """
    code = county.school_code(school_id)
    kind, grades = str(county.type_code[code]), set(decision.grades_taught)
    changes = decision.status in (LayoutStatus.RETAIN, LayoutStatus.REOPEN) and bool(grades)
    if not changes or str(county.division[code]) or kind not in KINDS:
        return kind
    last = county.last_primary_grade
    stages = min(grades) <= last, max(grades) > last
    if KINDS[kind] != stages:
        return KIND_OF[stages]
    return PRIMARY if kind == POINT and grades >= set(range(1, last + 1)) else kind


def code_faults(county: County, scenario: Scenario) -> Faults:
    """Return by school the codes that are or were another school's: message code and values."""
    if not scenario.sites and not any(decision.new_code for decision in scenario.decisions.values()):
        return {}
    held: dict[str, list[str]] = {}
    for school_id, codes in former_codes(county).items():
        for code in codes:
            held.setdefault(code, []).append(school_id)
    existing = [str(key) for key, exists in zip(county.school_ids, county.exists, strict=True) if exists]
    for school_id in (*existing, *county.kindergartens):
        held.setdefault(school_id, []).append(school_id)
    faults: Faults = {}
    taken: dict[str, str] = {}
    for school_id, decision in scenario.decisions.items():
        code = decision.new_code
        if not code:
            continue
        owners = [*held.get(code, ()), *([taken[code]] if code in taken else [])]
        others = [owner for owner in owners if owner != school_id or not _takes_up(decision)]
        if others:
            values = {"new_code": code, "other": _named(county, others[0])}
            faults.setdefault(school_id, []).append(("code_used_before", values))
        taken.setdefault(code, school_id)
    for site in scenario.sites:
        owners = [owner for owner in held.get(site.school_id, ()) if owner != site.school_id]
        if owners:
            values = {"new_code": site.school_id, "other": _named(county, owners[0])}
            faults.setdefault(site.school_id, []).append(("code_used_before", values))
    return faults


def _named(county: County, school_id: str) -> str:
    code = county.school_code(school_id)
    return str(county.school_names[code]) if code >= 0 else school_id


def _takes_up(decision: Decision) -> bool:
    """Whether a school may have a code again that was its own."""
    return decision.status is LayoutStatus.REOPEN
