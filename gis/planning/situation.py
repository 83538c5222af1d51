"""What the decisions make of the schools in a school year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.layout import Decision, LayoutStatus
from gis.planning.calendar import CLOSING, OPENING, grades_taught, holds, is_expanded
from gis.planning.county import Bools, County, Floats, Ints


@dataclass(frozen=True)
class Situation:
    """The schools under a scenario, rows as in the county.

    Attributes
    ----------
    decisions
        Those in force, by school code.
    status
        A site of the scenario is always new, also before it opens.
    teaches
        Schools × 9 grades taught.
    beds
        Beds provided: the decision's, else the ledger's; 0 where closed, NaN unknown.
    boards_from
        Lowest grade that may take a bed; the decision's, never below the national one.
    bus_seats
        Seats that the decision on a school provides for the pupils it moves.
    rooms_added, places_added
        What the projects that are open by then add to 普通教室 and 核定规模; 0 where closed.
    manager
        As the county's, with what was handed over; schools × 9.
    managed_by
        Who runs the school by 移交: a school's id or a body in words, "" = as before.
    """

    decisions: Mapping[int, Decision]
    status: tuple[LayoutStatus, ...]
    is_open: Bools
    is_point: Bools
    teaches: Bools
    beds: Floats
    boards_from: Ints
    bus_seats: Ints
    rooms_added: Floats
    places_added: Floats
    manager: Ints
    managed_by: NDArray[np.object_]


def situation_of(
    county: County,
    decisions: Mapping[str, Decision],
    first_boarding_grade: int,
    year: int | None = None,
) -> Situation:
    """Apply decisions to the schools.

    Parameters
    ----------
    county
        The plan as arrays, with the scenario's sites.
    decisions
        By school id, without triggers; drafts and impossible ones have been left out before. Those that do
        not hold yet change nothing but what their projects add.
    first_boarding_grade
        Lowest grade that may board (national parameter).
    year
        School year; None = every decision carried through to its end.
    """
    schools = len(county.school_ids)
    codes = {county.school_code(school_id): decision for school_id, decision in decisions.items()}
    made = _Making(county, first_boarding_grade, year)
    for code, decision in codes.items():
        made.build(code, decision)
    by_code = {code: decision for code, decision in codes.items() if holds(decision, year)}
    for code, decision in by_code.items():
        made.decide(code, decision)
    for code, decision in by_code.items():
        made.hand_over(code, decision)
    status = [by_code[code].status if code in by_code else LayoutStatus.RETAIN for code in range(schools)]
    for code in np.flatnonzero(~county.exists).tolist():
        status[code] = LayoutStatus.NEW
    return Situation(
        by_code, tuple(status), made.is_open, made.is_point, made.teaches, made.beds, made.boards_from,
        made.bus_seats, made.rooms_added * made.is_open, made.places_added * made.is_open, made.manager,
        made.managed_by,
    )  # fmt: skip


class _Making:
    """The schools while one decision after the other is applied."""

    def __init__(self, county: County, first_boarding_grade: int, year: int | None) -> None:
        schools = len(county.school_ids)
        self._county, self._first_boarding_grade, self._year = county, first_boarding_grade, year
        self.is_open, self.is_point = county.is_open.copy(), county.is_point & county.is_open
        self.teaches, self.beds = county.teaches.copy(), county.beds.copy()
        self.boards_from = np.full(schools, first_boarding_grade, dtype=np.int64)
        self.bus_seats = np.zeros(schools, dtype=np.int64)
        self.rooms_added, self.places_added = np.zeros(schools), np.zeros(schools)
        self.manager = county.manager
        self.managed_by = np.full(schools, "", dtype=object)

    def build(self, code: int, decision: Decision) -> None:
        """Count what a decision's project adds from the year in which it opens."""
        if decision.expansion is not None and is_expanded(decision, self._year):
            self.rooms_added[code] = decision.expansion.rooms
            self.places_added[code] = decision.expansion.places

    def decide(self, code: int, decision: Decision) -> None:
        """Apply layout status and measures."""
        self.bus_seats[code] = decision.bus_seats
        if decision.boarding is not None:
            self.beds[code] = decision.boarding.beds
            self.boards_from[code] = max(self._first_boarding_grade, decision.boarding.from_grade)
        self.teaches[code] = grades_taught(decision, self._county.teaches[code], self._year)
        if decision.status is LayoutStatus.TEACHING_POINT:
            self.is_point[code] = True
        elif decision.status in OPENING:
            self.is_open[code], self.is_point[code] = True, self._county.is_point[code]
        elif decision.status in CLOSING or (
            decision.status is LayoutStatus.PHASE_OUT and not self.teaches[code].any()
        ):
            self.is_open[code], self.is_point[code], self.beds[code] = False, False, 0

    def hand_over(self, code: int, decision: Decision) -> None:
        """Change who runs a school; after all decisions, because the new one must teach the grades."""
        if not decision.hand_over:
            return
        self.managed_by[code] = decision.hand_over
        manager = self._county.school_code(decision.hand_over)
        if manager >= 0:
            if self.manager is self._county.manager:
                self.manager = self.manager.copy()
            self.manager[code, self.teaches[manager]] = manager
