"""What the decisions in force make of the schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis.model import Decision, LayoutStatus
from gis.planning.county import Bools, County, Floats, Ints


@dataclass(frozen=True)
class Situation:
    """The schools under a scenario, rows as in the county.

    Attributes
    ----------
    decisions
        Those in force, by school code.
    teaches
        Schools × 9 grades taught.
    beds
        Beds provided: the decision's, else the ledger's; 0 where closed, NaN unknown.
    boards_from
        Lowest grade that may take a bed; the decision's, never below the national one.
    bus_seats
        Seats that the decision on a school provides for the pupils it moves.
    """

    decisions: Mapping[int, Decision]
    status: tuple[LayoutStatus, ...]
    is_open: Bools
    is_point: Bools
    teaches: Bools
    beds: Floats
    boards_from: Ints
    bus_seats: Ints


def situation_of(county: County, decisions: Mapping[str, Decision], first_boarding_grade: int) -> Situation:
    """Apply decisions to the schools.

    Parameters
    ----------
    county
        The plan as arrays.
    decisions
        Decisions in force by school id; impossible ones have been refused before.
    first_boarding_grade
        Lowest grade that may board (national parameter).
    """
    schools = len(county.school_ids)
    by_code = {county.school_code(school_id): decision for school_id, decision in decisions.items()}
    status = [LayoutStatus.RETAIN] * schools
    teaches, beds, is_point = county.teaches.copy(), county.beds.copy(), county.is_point.copy()
    boards_from = np.full(schools, first_boarding_grade, dtype=np.int64)
    bus_seats = np.zeros(schools, dtype=np.int64)
    for code, decision in by_code.items():
        status[code] = decision.status
        bus_seats[code] = decision.bus_seats
        if decision.boarding is not None:
            beds[code] = decision.boarding.beds
            boards_from[code] = max(first_boarding_grade, decision.boarding.from_grade)
        if decision.status is LayoutStatus.TEACHING_POINT:
            kept = np.zeros_like(teaches[code])
            kept[np.array(decision.grades_kept) - 1] = True
            teaches[code] &= kept
            is_point[code] = True
        elif decision.status is LayoutStatus.MERGE:
            teaches[code], beds[code], is_point[code] = False, 0, False
    is_open = np.array([one is not LayoutStatus.MERGE for one in status], dtype=bool)
    return Situation(by_code, tuple(status), is_open, is_point, teaches, beds, boards_from, bus_seats)
