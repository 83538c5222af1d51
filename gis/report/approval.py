"""What the version of the documents for approval (报批稿) still lacks.

Documents are drafts and say so on every page. The version for approval is made once every gate of every
school that is closed or converted is passed and no decision is unfinished; 待取证 never stops a draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gis.errors import PlanningError
from gis.evaluation.evidence import CHANGING
from gis.evaluation.result import Evaluation
from gis.layout import GateState, SchoolLock
from gis.messages import describe
from gis.model import Plan
from gis.planning.patches import effective
from gis.planning.states import State, decision_states
from gis.report.schools import printed_plan, receivers_of, school_label

UNDECIDED, NOT_IN_FORCE, UNFINISHED = "approval_undecided", "approval_not_in_force", "approval_decision"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why the documents cannot be a version for approval yet.

    Attributes
    ----------
    school
        Its name.
    code
        Of the sentence that says what is the matter; ``approval_pass`` … of a gate by its state.
    gate
        BJ-20 … BJ-24, "" = the decision itself.
    reasons
        Code and values of what is missing or not met.
    """

    school: str
    code: str
    gate: str = ""
    reasons: tuple[tuple[str, dict[str, object]], ...] = ()

    def words(self, language: str = "zh") -> str:
        """Return school, gate, state and what is missing, in one line."""
        gate = describe(f"gate_name_{self.gate[-2:]}", {}, language).what if self.gate else ""
        told = (str(describe(code, values, language)).strip() for code, values in self.reasons)
        blank = "" if language == "zh" else " "
        values = {"school": self.school, "gate": f"{self.gate} {gate}".strip(), "why": blank.join(told)}
        return describe(self.code, values, language).what.strip()


class ApprovalRefused(PlanningError):
    """The version for approval cannot be made yet.

    Attributes
    ----------
    obstacles
        All that stands in its way.
    """

    def __init__(self, obstacles: Iterable[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__("approval_refused", count=len(self.obstacles), listed=self.listed())

    def listed(self, language: str = "zh") -> str:
        """Return every obstacle on a line of its own."""
        return "".join(f"\n  · {one.words(language)}" for one in self.obstacles) + "\n"


def require_approvable(plan: Plan, evaluation: Evaluation) -> None:
    """Refuse a version for approval that is not ready.

    Raises
    ------
    ApprovalRefused
        With all that :func:`approval_obstacles` finds.
    """
    found = tuple(approval_obstacles(plan, evaluation))
    if found:
        raise ApprovalRefused(found)


def approval_obstacles(plan: Plan, evaluation: Evaluation) -> Iterator[Obstacle]:
    """Yield what keeps an evaluation's documents from being a version for approval.

    In this order: decisions that are drafts or impossible, schools still marked as undecided, closings that
    the evaluated year leaves out (nobody has looked at their gates), gates that wait or fail.

    Parameters
    ----------
    plan
        Holds the evaluated scenario.
    """
    printed = printed_plan(plan, evaluation)
    whole = effective(plan, evaluation.scenario)
    gates = evaluation.gates
    looked_at, schools = set(gates["school_id"]), set(evaluation.schools.index)
    for school_id, one in decision_states(plan, whole).items():
        if one.state is not State.COMPLETE:
            reasons = tuple((error.code, dict(error.values)) for error in one.reasons)
            yield Obstacle(school_label(printed, school_id), UNFINISHED, reasons=reasons)
        elif whole.decision(school_id).status in CHANGING and school_id in schools - looked_at:
            yield Obstacle(school_label(printed, school_id), NOT_IN_FORCE)
    for school_id, lock in whole.locks.schools.items():
        if lock is SchoolLock.UNDECIDED:
            yield Obstacle(school_label(printed, school_id), UNDECIDED)
    for row in gates.to_dict("records"):
        state = GateState(row["state"])
        if state is GateState.PASS:
            continue
        reasons = tuple((code, {}) for code in row["missing"])
        if state is GateState.FAIL:
            reasons = (*_not_met(evaluation, row["school_id"], row["criterion_ids"]), *reasons)
        name = school_label(printed, row["school_id"])
        yield Obstacle(name, f"approval_{state.value}", row["gate"], reasons)


def _not_met(
    evaluation: Evaluation, school_id: str, criterion_ids: Iterable[str]
) -> tuple[tuple[str, dict[str, object]], ...]:
    """Return what the plan's own findings say of a school and its receivers about some criteria."""
    schools, ids = {school_id, *receivers_of(evaluation, school_id)}, set(criterion_ids)
    found = (
        f for f in evaluation.own_findings
        if f.force == "must" and f.criterion_id in ids and f.subject_id in schools
    )  # fmt: skip
    return tuple((f.message_code, dict(f.values)) for f in found)
