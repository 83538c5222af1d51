"""How far a scenario has come: each decision is a draft, complete or blocked.

A draft lacks something that it cannot do without (a teaching point's grades, a new school's place). It is no
fault: it is listed, and everything is worked out without it. What is impossible is blocked and refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from gis.errors import DecisionError, PlanningError
from gis.layout import Decision, LayoutStatus, Scenario, SchoolLock
from gis.model import Plan
from gis.planning.calendar import Enrolment, is_foreseeable
from gis.planning.county import County
from gis.planning.enrolment import enrolment_of
from gis.planning.feasibility import DecisionCheck
from gis.planning.lineage import needs_new_code
from gis.planning.newsites import is_placed, with_sites
from gis.planning.patches import effective


class State(StrEnum):
    """How far a decision has come."""

    DRAFT = "draft"
    COMPLETE = "complete"
    BLOCKED = "blocked"


class ScenarioState(StrEnum):
    """How far a scenario has come; a half-finished one is in progress, never failed."""

    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class DecisionState:
    """How far one decision has come.

    Attributes
    ----------
    reasons
        What is missing or impossible; () where complete.
    hints
        What it does not need to be worked out, and the papers will need (a teaching point's new code).
    """

    state: State
    reasons: tuple[PlanningError, ...] = ()
    hints: tuple[PlanningError, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A scenario held against what can be done.

    Attributes
    ----------
    scenario
        The effective one, without its drafts: what can be worked out unless ``errors`` has something.
    drafts
        What is missing, by school.
    errors
        What is impossible, in the order of the decisions.
    """

    scenario: Scenario
    drafts: Mapping[str, tuple[PlanningError, ...]]
    errors: tuple[DecisionError, ...]


def standing_of(
    plan: Plan, scenario: Scenario, *, county: County | None = None, enrolment: Enrolment | None = None
) -> Standing:
    """Tell the drafts of an effective scenario from the rest, and what of the rest is impossible.

    Parameters
    ----------
    county
        With the scenario's sites, where that is known already.
    enrolment
        Pupils by school and year for the triggers; default: the plan's history and its own year.
    """
    if not scenario.decisions:
        return Standing(scenario, {}, ())
    county = with_sites(plan, scenario)[1] if county is None else county
    drafts = _drafts(plan, county, scenario, enrolment)
    kept = {key: decision for key, decision in scenario.decisions.items() if key not in drafts}
    finished = replace(scenario, decisions=kept) if drafts else scenario
    return Standing(finished, drafts, DecisionCheck(county, finished).errors())


def decision_states(
    plan: Plan, scenario: Scenario | str, *, enrolment: Enrolment | None = None
) -> dict[str, DecisionState]:
    """Return how far each decision of a scenario has come, those of its bases included.

    Parameters
    ----------
    enrolment
        See :func:`standing_of`.
    """
    whole = effective(plan, scenario)
    county = with_sites(plan, whole)[1]
    standing = standing_of(plan, whole, county=county, enrolment=enrolment)
    blocked: dict[str, list[PlanningError]] = {}
    for error in standing.errors:
        blocked.setdefault(str(error.values["school_id"]), []).append(error)
    states = {}
    for school_id, decision in whole.decisions.items():
        hints = tuple(_hints(county, school_id, decision))
        if school_id in standing.drafts:
            states[school_id] = DecisionState(State.DRAFT, standing.drafts[school_id], hints)
        elif school_id in blocked:
            states[school_id] = DecisionState(State.BLOCKED, tuple(blocked[school_id]), hints)
        else:
            states[school_id] = DecisionState(State.COMPLETE, (), hints)
    return states


def scenario_state(
    plan: Plan, scenario: Scenario | str, *, enrolment: Enrolment | None = None
) -> ScenarioState:
    """Return how far a scenario has come.

    In progress: a decision is a draft, or a school is still marked as undecided. Else blocked, where a
    decision is impossible. ``enrolment``: see :func:`standing_of`.
    """
    whole = effective(plan, scenario)
    states = {one.state for one in decision_states(plan, whole, enrolment=enrolment).values()}
    if State.DRAFT in states or SchoolLock.UNDECIDED in whole.locks.schools.values():
        return ScenarioState.IN_PROGRESS
    return ScenarioState.BLOCKED if State.BLOCKED in states else ScenarioState.COMPLETE


# ---- what a draft lacks


def _drafts(
    plan: Plan, county: County, scenario: Scenario, enrolment: Enrolment | None
) -> dict[str, tuple[PlanningError, ...]]:
    triggered = any(decision.trigger for decision in scenario.decisions.values())
    known = enrolment_of(plan) if enrolment is None and triggered else enrolment or {}
    placed = {site.school_id for site in scenario.sites if is_placed(site)}
    drafts: dict[str, tuple[PlanningError, ...]] = {}
    for school_id, decision in scenario.decisions.items():
        values = {"school_id": school_id, "school": _name(county, school_id)}
        lacks = [
            *_lacks_grades(decision, values), *_lacks_year(decision, values),
            *_lacks_numbers(decision, values, known.get(school_id, {})),
        ]  # fmt: skip
        is_new = decision.status is LayoutStatus.NEW and school_id not in placed
        if is_new and not _in_ledger(county, school_id):
            lacks.append(DecisionError("new_without_site", **values))
        if lacks:
            drafts[school_id] = tuple(lacks)
    for school_id, decision in scenario.decisions.items():
        named = [*dict(decision.settlement_receivers).values(), decision.receiver_id]
        waits = [key for key in named if key in drafts and _opens(scenario.decisions[key])]
        if waits and school_id not in drafts:
            values = {"school_id": school_id, "school": _name(county, school_id)}
            receiver = _name(county, waits[0])
            drafts[school_id] = (DecisionError("receiver_unfinished", receiver=receiver, **values),)
    return drafts


def _name(county: County, school_id: str) -> str:
    code = county.school_code(school_id)
    return str(county.school_names[code]) if code >= 0 else school_id


def _in_ledger(county: County, school_id: str) -> bool:
    code = county.school_code(school_id)
    return school_id in county.kindergartens or (code >= 0 and bool(county.exists[code]))


def _opens(decision: Decision) -> bool:
    return decision.status in (LayoutStatus.NEW, LayoutStatus.REOPEN)


def _lacks_grades(decision: Decision, values: Mapping[str, str]) -> Iterator[PlanningError]:
    if decision.status is LayoutStatus.TEACHING_POINT and not decision.grades_kept:
        yield DecisionError("point_without_grades", **values)
    if _opens(decision) and not decision.grades_taught:
        yield DecisionError("opening_without_grades", **values)


def _lacks_year(decision: Decision, values: Mapping[str, str]) -> Iterator[PlanningError]:
    gradual = decision.status is LayoutStatus.TEACHING_POINT and decision.gradual
    begins = decision.year is not None or decision.trigger is not None
    if (decision.status is LayoutStatus.PHASE_OUT or gradual) and not begins:
        yield DecisionError("gradual_without_year", **values)


def _lacks_numbers(
    decision: Decision, values: Mapping[str, str], pupils: Mapping[int, float]
) -> Iterator[PlanningError]:
    trigger = decision.trigger
    if trigger is not None and min(trigger.years, trigger.pupils) > 0 and not is_foreseeable(trigger, pupils):
        yield DecisionError("trigger_without_numbers", years=str(trigger.years), **values)


def _hints(county: County, school_id: str, decision: Decision) -> Iterator[PlanningError]:
    if county.school_code(school_id) < 0 or decision.new_code:
        return
    if needs_new_code(county, school_id, decision):
        point = decision.status is LayoutStatus.TEACHING_POINT
        code = "new_code_missing" if point else "new_code_missing_grades"
        yield DecisionError(code, school_id=school_id, school=_name(county, school_id))
