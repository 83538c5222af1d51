"""What would bring pupils to school in time: a bus, beds, a nearer school, a teaching point at their own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.failures import Case
from gis.evaluation.result import Cure
from gis.model import Band
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import (
    BAND_OF_GRADE,
    BANDS,
    SECONDS_PER_MINUTE,
    Verdict,
    Way,
    limits_of,
    lookup,
)
from gis.planning.receivers import NOBODY, least_time
from gis.standards import parameter

SEATS, BEDS, PEOPLE = "座", "张", "人"
IN_TIME = (Verdict.WITHIN, Verdict.BORDERLINE)


class Remedies:
    """For every pupil whose way fails: what each kind of help would do. One entry per row of the movement.

    Attributes
    ----------
    takes, in_time
        Whether a bus would count (it can be reached and is quicker than the walk), and within the limit.
    ride_s
        Its estimated time.
    needed_seats
        By school of origin: seats that its decision must name before a bus counts for anybody.
    waiting
        By receiver: moved pupils old enough for a bed who walk and cannot be left to.
    """

    def __init__(self, case: Case) -> None:
        moves, situation, county = case.moves, case.outcome.situation, case.outcome.county_after
        schools = len(situation.beds)
        self.case = case
        self.limit_s = limits_of(case.outcome.rules).of(moves.grade)
        self.far_m = parameter(case.outcome.rules, "bus_needed_beyond_m").value
        self.ride_s, _ = lookup(county.bus, moves.settlement, moves.after)
        self.takes: Bools = ~np.isnan(self.ride_s) & ~(self.ride_s >= moves.seconds_after)
        self.in_time: Bools = self.takes & ~(self.ride_s > self.limit_s)
        seats = moves.pupils * (moves.needs_transport & self.takes)
        self.needed_seats: Ints = np.bincount(moves.before, weights=seats, minlength=schools).astype(np.int64)
        self.old_enough: Bools = (moves.after != NOBODY) & (moves.grade >= situation.boards_from[moves.after])
        on_foot = moves.moved & (moves.way_after < Way.SCHOOL_BUS)
        asks = on_foot & self.old_enough & (moves.boarded | moves.needs_transport)
        self.waiting: Ints = np.bincount(
            moves.after[asks], weights=moves.pupils[asks], minlength=schools
        ).astype(np.int64)

    def nearer(self, rows: Ints) -> tuple[Ints, Floats]:
        """Return per row the nearest other public school that teaches the grade, -1 if none is in time."""
        case, moves, county = self.case, self.case.moves, self.case.outcome.county_held
        home, grade = moves.settlement[rows], moves.grade[rows]
        allowed = (county.by_default[:, None] & case.outcome.situation.teaches).T[grade - 1]
        allowed[np.arange(len(rows)), moves.after[rows]] &= moves.after[rows] == NOBODY
        seconds, metres = np.full(allowed.shape, np.nan), np.full(allowed.shape, np.nan)
        for code, band in enumerate(BANDS):
            mine = (BAND_OF_GRADE[grade - 1] == code) & (home >= 0)
            seconds[mine] = county.walk[band].seconds[home[mine]]
            metres[mine] = county.walk[band].metres[home[mine]]
        limit = self.limit_s[rows][:, None]
        allowed &= np.where(np.isnan(limit), metres <= self.far_m, seconds <= limit)
        school = least_time(seconds, metres, allowed, np.argsort(county.school_ids))
        return school, np.where(school == NOBODY, np.nan, seconds[np.arange(len(rows)), school])

    def kept(self, rows: Ints) -> Bools:
        """Return moved pupils of grades 1-3 who had a way in time to the school that closed or shrank."""
        moves, county = self.case.moves, self.case.county
        young = np.isin(moves.grade[rows], Band.G1_3.grades)
        had_way = np.isin(moves.verdict_before[rows], IN_TIME)
        kept: Bools = young & had_way & moves.moved[rows] & county.is_primary[moves.before[rows]]
        return kept


def way_cures(remedies: Remedies, rows: Ints) -> tuple[Cure, ...]:
    """Return what would bring the pupils of some rows of the movement to school in time."""
    moved = remedies.case.moves.moved[rows]
    parts = (
        *_buses(remedies, rows[moved]),
        *_bus_for_stayers(remedies, rows[~moved]),
        *_beds(remedies, rows[moved]),
        *_schools(remedies, rows),
        *_points(remedies, rows[moved]),
    )
    return tuple(parts)


def _buses(remedies: Remedies, rows: Ints) -> Iterator[Cure]:
    """Return one bus for every school whose decision would have to provide it."""
    case, moves = remedies.case, remedies.case.moves
    riding = rows[remedies.takes[rows]]
    for school in np.unique(moves.before[riding]).tolist():
        mine = riding[moves.before[riding] == school]
        seats = int(remedies.needed_seats[school])
        values = {"school": case.school(school), "seats": str(seats), **_ride(remedies, mine)}
        subject = str(case.county.school_ids[school])
        yield Cure("bus", seats, SEATS, subject, _bus_code(remedies, mine), values)


def _bus_code(remedies: Remedies, rows: Ints) -> str:
    in_time = remedies.in_time[rows]
    return "cure_bus" if in_time.all() else "cure_bus_partly" if in_time.any() else "cure_bus_too_long"


def _ride(remedies: Remedies, rows: Ints) -> dict[str, str]:
    pupils, in_time = remedies.case.moves.pupils[rows], remedies.in_time[rows]
    minutes = float(remedies.ride_s[rows].max()) / SECONDS_PER_MINUTE
    cured = int(pupils[in_time].sum())
    return {"pupils": str(int(pupils.sum())), "cured": str(cured), "minutes": f"{minutes:.0f}"}


def _bus_for_stayers(remedies: Remedies, rows: Ints) -> Iterator[Cure]:
    """Return a bus for pupils who stay at their school: a scenario cannot provide it, a county can."""
    case, moves = remedies.case, remedies.case.moves
    riding = rows[remedies.takes[rows]]
    for school in np.unique(moves.after[riding]).tolist():
        mine = riding[moves.after[riding] == school]
        seats = int(moves.pupils[mine].sum())
        values = {"school": case.school(school), "seats": str(seats), **_ride(remedies, mine)}
        code = _bus_code(remedies, mine).replace("cure_bus", "cure_bus_stay")
        yield Cure("bus", seats, SEATS, str(case.county.school_ids[school]), code, values)


def _beds(remedies: Remedies, rows: Ints) -> Iterator[Cure]:
    case, moves = remedies.case, remedies.case.moves
    able = rows[remedies.old_enough[rows]]
    for school in np.unique(moves.after[able]).tolist():
        mine, beds = able[moves.after[able] == school], int(remedies.waiting[school])
        if beds == 0:
            continue
        values = {
            "school": case.school(school), "beds": str(beds), "pupils": str(int(moves.pupils[mine].sum())),
            "grade": str(int(case.outcome.situation.boards_from[school])),
        }
        yield Cure("beds", beds, BEDS, str(case.county.school_ids[school]), "cure_beds_for", values)


def _schools(remedies: Remedies, rows: Ints) -> Iterator[Cure]:
    """Return the nearer schools, each with the pupils for whom it is the nearest in time, and its room."""
    case, moves = remedies.case, remedies.case.moves
    nearer, seconds = remedies.nearer(rows)
    room = case.after.rooms.places - case.after.rooms.enrolment
    for school in sorted(set(nearer.tolist()) - {NOBODY}):
        mine = nearer == school
        pupils, free = int(moves.pupils[rows[mine]].sum()), float(room[school])
        homes = sorted(set(moves.settlement[rows[mine]].tolist()))
        values = {
            "school": case.school(school), "pupils": str(pupils), "free": f"{max(free, 0):.0f}",
            "minutes": f"{float(seconds[mine].max()) / SECONDS_PER_MINUTE:.0f}",
            "settlements": "、".join(filter(None, map(case.settlement, homes))),
        }
        has_room = "cure_school" if free >= pupils else "cure_school_full"
        code = "cure_school_unknown" if np.isnan(free) else has_room
        yield Cure("receiver", pupils, PEOPLE, str(case.county.school_ids[school]), code, values)


def _points(remedies: Remedies, rows: Ints) -> Iterator[Cure]:
    case, moves = remedies.case, remedies.case.moves
    young = rows[remedies.kept(rows)]
    for school in np.unique(moves.before[young]).tolist():
        pupils = int(moves.pupils[young[moves.before[young] == school]].sum())
        values = {"school": case.school(school), "pupils": str(pupils)}
        subject = str(case.county.school_ids[school])
        yield Cure("teaching_point", pupils, PEOPLE, subject, "cure_point", values)
