"""Criteria about what a plan does to the pupils it moves and the schools it closes: journeys and gates.

A journey counts as the baseline's only if no pupil of the group is worse off: in time, at once over the limit,
or a boarder who has to walk.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.failures import Case, Failure, listed_grades
from gis.model import Band, LayoutStatus
from gis.planning.county import Bools, Ints, numbers
from gis.planning.journeys import SECONDS_PER_MINUTE, Verdict, Way
from gis.planning.receivers import NOBODY, Unassigned

LATER_S = 1.0                       # a second more is no worsening


def consequence_failures(case: Case) -> Iterator[Failure]:
    """Return what the scenario's journeys, moves and closures do not meet."""
    worse = _worse_off(case)
    yield from _journeys(case, worse)
    yield from _unassigned(case)
    yield from _gate_way(case, worse)
    yield from _far_walks(case)
    yield from _beds(case)
    yield from _bus_seats(case)
    yield from _unknown_ways(case)
    yield from _township_schools(case)
    yield from _central_schools(case)
    yield from _opened_classes(case)
    yield from _kindergartens(case)
    yield from _boarding_too_young(case)


def _worse_off(case: Case) -> Bools:
    moves = case.moves
    failed_before = np.isin(moves.verdict_before, [Verdict.OVER, Verdict.UNREACHABLE])
    longer = moves.seconds_after > moves.seconds_before + LATER_S
    lost_way = np.isnan(moves.seconds_after) & ~np.isnan(moves.seconds_before)
    worse: Bools = moves.moved & (~failed_before | longer | lost_way)
    return worse


def _groups(*keys: Ints) -> Iterator[tuple[tuple[int, ...], Ints]]:
    """Yield each combination of keys with the positions that have it."""
    if not len(keys[0]):
        return
    table = np.stack(keys, axis=1)
    found, inverse = np.unique(table, axis=0, return_inverse=True)
    order = np.argsort(inverse.ravel(), kind="stable")
    edges = np.flatnonzero(np.diff(inverse.ravel()[order])) + 1
    for key, rows in zip(found, np.split(order, edges), strict=True):
        yield tuple(int(part) for part in key), rows


def _journeys(case: Case, worse: Bools) -> Iterator[Failure]:
    """One failure per settlement, school and age band."""
    moves = case.moves
    for band in Band:
        rule = case.rules[f"over_limit_{band}"]
        over = np.flatnonzero((moves.verdict_after == Verdict.OVER) & np.isin(moves.grade, band.grades))
        for (settlement, school), rows in _groups(moves.settlement[over], moves.after[over]):
            those = over[rows]
            minutes = float(moves.seconds_after[those].max()) / SECONDS_PER_MINUTE
            values = {
                "settlement": case.settlement(settlement), "school": case.school(school),
                "grades": listed_grades(moves.grade[those]), "pupils": moves.pupils[those].sum(),
                "minutes": f"{minutes:.0f}", "limit": f"{rule.value:g}", "document": rule.document,
            }
            yield Failure(
                rule, "settlement", settlement, "finding_over_limit", minutes, values,
                part=f"{school}/{band}", is_new=bool(worse[those].any()),
            )


def _unassigned(case: Case) -> Iterator[Failure]:
    rule, moves = case.rules["unassigned"], case.moves
    lost = np.flatnonzero(moves.after == NOBODY)
    keys = moves.settlement[lost], moves.before[lost], moves.unassigned[lost]
    for (settlement, school, reason), rows in _groups(*keys):
        pupils = int(moves.pupils[lost[rows]].sum())
        values = {
            "settlement": case.settlement(settlement), "school": case.school(school),
            "grades": listed_grades(moves.grade[lost[rows]]), "pupils": pupils,
        }
        code = f"finding_{Unassigned(reason).name.lower()}"
        yield Failure(
            rule, "settlement", settlement, code, float(pupils), values,
            part=f"{school}/{reason}", is_new=True,
        )


def _gate_way(case: Case, worse: Bools) -> Iterator[Failure]:
    """BJ-22: moved pupils beyond the limit, or without any way, whom no bus takes and no bed awaits."""
    rule, moves = case.rules["gate_bj22"], case.moves
    failing = np.isin(moves.verdict_after, [Verdict.OVER, Verdict.UNREACHABLE])
    on_foot = ~np.isin(moves.way_after, [Way.SCHOOL_BUS, Way.BOARDING, Way.NONE])
    left = np.flatnonzero(moves.moved & failing & on_foot)
    for (school,), rows in _groups(moves.before[left]):
        those = left[rows]
        pupils = int(moves.pupils[those].sum())
        places = dict.fromkeys(case.settlement(code) for code in moves.settlement[those])
        values = {
            "school": case.school(school), "pupils": pupils, "settlements": "、".join(filter(None, places)),
            "grades": listed_grades(moves.grade[those]), "document": rule.document,
        }
        yield Failure(
            rule, "school", school, "finding_gate_bj22", float(pupils), values,
            is_new=bool(worse[those].any()),
        )


def _far_walks(case: Case) -> Iterator[Failure]:
    """Moved pupils who need transport, for whom no limit is set, and who get neither seat nor bed."""
    rule, moves = case.rules["far_walk"], case.moves
    on_foot = ~np.isin(moves.way_after, [Way.SCHOOL_BUS, Way.BOARDING, Way.NONE])
    far = np.flatnonzero(moves.needs_transport & on_foot & (moves.verdict_after == Verdict.NO_LIMIT))
    for (school,), rows in _groups(moves.before[far]):
        those = far[rows]
        pupils = int(moves.pupils[those].sum())
        values = {
            "school": case.school(school), "pupils": pupils, "grades": listed_grades(moves.grade[those]),
            "metres": f"{moves.metres_after[those].max():.0f}", "document": rule.document,
        }
        yield Failure(rule, "school", school, "finding_far_walk", float(pupils), values, is_new=True)


def _beds(case: Case) -> Iterator[Failure]:
    """BJ-23: moved boarders, and far pupils sent to a boarding school, for whom there is no bed."""
    moves, situation = case.moves, case.outcome.situation
    beds = situation.beds[moves.after]
    old_enough = moves.grade >= situation.boards_from[moves.after]
    failing = np.isin(moves.verdict_after, [Verdict.OVER, Verdict.UNREACHABLE]) & (beds > 0)
    on_foot = ~np.isin(moves.way_after, [Way.SCHOOL_BUS, Way.BOARDING, Way.NONE])
    without = np.flatnonzero(moves.moved & on_foot & old_enough & (moves.boarded | failing))
    for (school,), rows in _groups(moves.after[without]):
        pupils = int(moves.pupils[without[rows]].sum())
        unknown = bool(np.isnan(situation.beds[school]))
        rule = case.rules["beds_unknown" if unknown else "gate_bj23"]
        values = {
            "school": case.school(school), "pupils": pupils,
            "beds": "—" if unknown else f"{situation.beds[school]:.0f}", "document": rule.document,
        }
        code = "finding_beds_unknown" if unknown else "finding_gate_bj23"
        yield Failure(rule, "school", school, code, float(pupils), values, is_new=True)


def _bus_seats(case: Case) -> Iterator[Failure]:
    rule, moves, seats = case.rules["bus_seats"], case.moves, case.outcome.situation.bus_seats
    needed = np.bincount(moves.before, weights=moves.pupils * moves.needs_transport, minlength=len(seats))
    riding = np.bincount(moves.before, weights=moves.way_after == Way.SCHOOL_BUS, minlength=len(seats))
    for school in np.flatnonzero((seats > 0) & (riding == 0) & (needed > seats)):
        short = float(needed[school] - seats[school])
        values = {
            "school": case.school(school), "seats": seats[school], "needed": f"{needed[school]:.0f}",
            "document": rule.document,
        }
        yield Failure(rule, "school", int(school), "finding_bus_seats", short, values, is_new=True)


def _unknown_ways(case: Case) -> Iterator[Failure]:
    rule, moves = case.rules["way_unknown"], case.moves
    unknown = np.flatnonzero(
        moves.moved & (moves.verdict_after == Verdict.UNKNOWN) & (moves.after != NOBODY)
    )
    for (school,), rows in _groups(moves.before[unknown]):
        pupils = int(moves.pupils[unknown[rows]].sum())
        values = {"school": case.school(school), "pupils": pupils}
        yield Failure(rule, "school", school, "finding_way_unknown", float(pupils), values, is_new=True)


def _township_schools(case: Case) -> Iterator[Failure]:
    """Must stay: the township's only public 初中, its only public 完小."""
    county, after = case.county, case.after
    last_primary = county.last_primary_grade
    stages = {
        "only_junior": slice(last_primary, None),
        "only_complete_primary": slice(0, last_primary),
    }
    for name, grades in stages.items():
        rule = case.rules[name]
        had = county.teaches[:, grades].all(axis=1) & county.by_default
        has = after.teaches[:, grades].all(axis=1) & county.by_default
        for school in np.flatnonzero(had & ~has):
            if not (has & (county.school_township == county.school_township[school])).any():
                values = {
                    "school": case.school(school), "township": county.schools["township"].iloc[school],
                    "document": rule.document,
                }
                yield Failure(rule, "school", int(school), f"finding_{name}", 0.0, values, is_new=True)


def _central_schools(case: Case) -> Iterator[Failure]:
    rule = case.rules["central_school"]
    status = np.array([one is not LayoutStatus.RETAIN for one in case.outcome.situation.status], dtype=bool)
    for school in np.flatnonzero(status & case.county.is_central):
        values = {
            "school": case.school(school), "township": case.county.schools["township"].iloc[school],
            "document": rule.document,
        }
        yield Failure(rule, "school", int(school), "finding_central_school", 1.0, values, is_new=True)


def _opened_classes(case: Case) -> Iterator[Failure]:
    rule = case.rules["class_opened"]
    for school, column in zip(*np.nonzero(case.after.rooms.opened), strict=True):
        pupils = case.after.rooms.pupils[school, column]
        values = {"school": case.school(school), "grade": column + 1, "pupils": f"{pupils:.0f}"}
        yield Failure(
            rule, "school", int(school), "finding_class_opened", 1.0, values,
            part=str(column + 1), is_new=True,
        )


def _kindergartens(case: Case) -> Iterator[Failure]:
    rule = case.rules["kindergarten_undecided"]
    rooms = np.nan_to_num(numbers(case.county.schools, "kindergarten_rooms"))
    for school in np.flatnonzero(~case.after.is_open & (rooms > 0)):
        values = {"school": case.school(school), "rooms": f"{rooms[school]:.0f}", "document": rule.document}
        value = float(rooms[school])
        yield Failure(rule, "school", int(school), "finding_kindergarten", value, values, is_new=True)


def _boarding_too_young(case: Case) -> Iterator[Failure]:
    """A decision that would let grades 1-3 board: it stands, but they get no bed."""
    rule = case.rules["boarding_from_grade"]
    for school, decision in case.outcome.situation.decisions.items():
        boarding = decision.boarding
        if boarding is None or boarding.beds == 0 or rule.is_met(boarding.from_grade):
            continue
        values = {
            "school": case.school(school), "grade": boarding.from_grade, "limit": f"{rule.value:g}",
            "document": rule.document,
        }
        grade = float(boarding.from_grade)
        yield Failure(rule, "school", school, "finding_boarding_from_grade", grade, values, is_new=True)
