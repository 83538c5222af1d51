"""Pupils of each school year by year, as far as a plan knows them: what triggers are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gis.layout import Decision
from gis.model import Plan
from gis.planning.calendar import Enrolment, trigger_year


def enrolment_of(plan: Plan) -> dict[str, dict[int, float]]:
    """Return pupils by school and school year: the plan's history, and its own year's attendance.

    The forecast of later years has to be added by who has one.
    """
    found: dict[str, dict[int, float]] = {}
    history = plan.enrolment_history
    for school_id, year, pupils in zip(history["school_id"], history["year"], history["pupils"], strict=True):
        years = found.setdefault(str(school_id), {})
        years[int(year)] = years.get(int(year), 0.0) + float(pupils)
    present = plan.attendance.groupby("school_id")["pupils"].sum()
    for school_id, pupils in present.items():
        found.setdefault(str(school_id), {})[plan.meta.school_year] = float(pupils)
    return found


def released(
    plan: Plan, decisions: Mapping[str, Decision], enrolment: Enrolment | None = None
) -> Mapping[str, Decision]:
    """Return decisions with every trigger replaced by the year in which it is met.

    Those whose trigger is never met in the years known are left out. ``enrolment``: default the plan's own.
    """
    if not any(decision.trigger for decision in decisions.values()):
        return decisions
    known = enrolment_of(plan) if enrolment is None else enrolment
    result = {}
    for school_id, decision in decisions.items():
        if decision.trigger is None:
            result[school_id] = decision
            continue
        year = trigger_year(decision.trigger, known.get(school_id, {}))
        if year is not None:
            first = year if decision.year is None else max(year, decision.year)
            result[school_id] = replace(decision, year=first, trigger=None)
    return result
