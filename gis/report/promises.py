"""What a scenario has not finished, and what it promised and does not keep."""

from __future__ import annotations

from gis.evaluation.result import Evaluation
from gis.layout import SchoolLock
from gis.messages import describe
from gis.model import Plan
from gis.planning.locks import LockFault
from gis.report.schools import school_label
from gis.report.words import filled, full_width, grade_range, number, place, sentence

NAMES_TOLD = 5
OF_SCHOOLS = frozenset(lock.value for lock in SchoolLock)


def progress_words(plan: Plan, evaluation: Evaluation) -> str:
    """Return that the scenario is in progress, with the schools whose decisions are left out; "" if none."""
    drafts = evaluation.details.outcome.drafts if evaluation.details else {}
    if not drafts:
        return ""
    names = [school_label(plan, str(school)) for school in drafts]
    listed = "、".join(names[:NAMES_TOLD]) + ("等" if len(names) > NAMES_TOLD else "")
    return f"方案尚在编制：{len(names)} 所学校的决定没有填完，未计入测算（{listed}）"


def draft_rows(plan: Plan, evaluation: Evaluation) -> list[list[str]]:
    """Return the unfinished decisions in print: school, what is missing, what to do."""
    if evaluation.details is None:
        return []
    told = [
        (school_label(plan, str(school)), describe(error.code, error.values))
        for school, errors in evaluation.details.outcome.drafts.items()
        for error in errors
    ]
    return [[name, sentence(message.what), sentence(message.fix)] for name, message in told]


def phase_rows(evaluation: Evaluation) -> list[list[str]]:
    """Return where 先建后撤 is not kept, in print: school, what is wrong, what cures it."""
    errors = evaluation.details.phase_errors if evaluation.details else ()
    told = [(error.sender, error.describe()) for error in errors]
    return [[name, sentence(message.what), sentence(message.fix)] for name, message in told]


def lock_rows(plan: Plan, evaluation: Evaluation) -> list[list[str]]:
    """Return the broken promises in print: about what, and how."""
    faults = evaluation.details.lock_faults if evaluation.details else ()
    return [[_subject(plan, fault), _fault_words(fault)] for fault in faults]


def _subject(plan: Plan, fault: LockFault) -> str:
    if fault.lock in OF_SCHOOLS:
        return school_label(plan, fault.subject)
    if fault.lock != "together":
        return fault.subject or "全部学生"
    known = plan.settlements["name"]
    return "、".join(place(known.get(one)) for one in fault.subject.split("、"))


def _fault_words(fault: LockFault) -> str:
    words = filled("lock", fault.lock, n=number(fault.value), limit=number(fault.limit))
    return full_width(f"{words}（{grade_range(fault.grades)}）") if fault.grades else words
