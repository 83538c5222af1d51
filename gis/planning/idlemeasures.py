"""Entries of a decision that its layout status has no use for."""

from __future__ import annotations

from collections.abc import Iterator

from gis.layout import Decision, LayoutStatus
from gis.planning.calendar import CLOSING, ENDING, OPENING

MOVES = ENDING | {LayoutStatus.TEACHING_POINT}
OF_CLOSED = ("teachers", "equipment_receiver", "premises")


def idle_measures(decision: Decision) -> Iterator[str]:
    """Name the entries that this status has no use for: silence would let them look like provisions."""
    status = decision.status
    moves = status in MOVES or (status is LayoutStatus.RETAIN and bool(decision.grades_taught))
    if not moves and (decision.receiver_id is not None or decision.settlement_receivers):
        yield "receiver"
    if not moves and decision.bus_seats > 0:
        yield "bus_seats"
    if status is not LayoutStatus.TEACHING_POINT and decision.grades_kept:
        yield "grades_kept"
    if status in CLOSING and decision.boarding is not None and decision.boarding.beds > 0:
        yield "beds"
    if decision.grades_taught and status not in (*OPENING, LayoutStatus.RETAIN):
        yield "grades_taught"
    if status in ENDING and decision.expansion is not None:
        yield "expansion"
    gradual = status is LayoutStatus.TEACHING_POINT and decision.gradual
    if decision.gradual and not gradual:
        yield "gradual"
    if decision.moves_year is not None and not gradual and status is not LayoutStatus.PHASE_OUT:
        yield "moves_year"
    if status not in ENDING:
        yield from (name for name in OF_CLOSED if getattr(decision, name))
    keeps_kind = status is LayoutStatus.RETAIN and not decision.grades_taught
    if decision.new_code and (status in ENDING or keeps_kind):
        yield "new_code"
