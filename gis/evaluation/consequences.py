"""Criteria about what a plan does to the pupils it moves and the schools it closes: journeys and gates.

A journey counts as the baseline's only if no pupil of the group is worse off: longer on the way than before,
or over the limit only now (a boarder who has to walk included).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gis.evaluation.failures import Case, Failure, Groups
from gis.layout import LayoutStatus
from gis.planning.county import Bools, Ints
from gis.planning.idlemeasures import MOVES
from gis.planning.journeys import BANDS, SECONDS_PER_MINUTE, Verdict, Way, band_codes
from gis.planning.ledger import numbers
from gis.planning.placing import Reason
from gis.planning.receivers import NOBODY, Unassigned
from gis.standards import criterion, load_rules

LATER_S = 1.0                       # a second more is no worsening


def consequence_failures(case: Case) -> Iterator[Failure]:
    """Return what the scenario's journeys, moves and closures do not meet."""
    changed = case.moves.changed
    rows = changed[case.moves.verdict_after[changed] == Verdict.OVER]
    yield from _journeys(case, rows[_worse_off(case, rows)], is_new=True)
    yield from _cut_off(case)
    yield from _unassigned(case)
    yield from _gate_way(case)
    yield from _far_walks(case)
    yield from _beds(case)
    yield from _bus_seats(case)
    yield from _unknown_ways(case)
    yield from _township_schools(case)
    yield from _central_schools(case)
    yield from _opened_classes(case)
    yield from _kindergartens(case)
    yield from _boarding_too_young(case)


def standing_failures(case: Case) -> Iterator[Failure]:
    """Return the journeys that fail as they did before: in the baseline, whatever the scenario does."""
    rows = np.flatnonzero(case.moves.verdict_after == Verdict.OVER)
    yield from _journeys(case, rows[~_worse_off(case, rows)], is_new=False)


def _worse_off(case: Case, rows: Ints) -> Bools:
    """Return who of some rows is worse off; of those whom the scenario does not change nobody who failed."""
    moves = case.moves
    before, after = moves.seconds_before[rows], moves.seconds_after[rows]
    verdict = moves.verdict_before[rows]
    failed_before = (verdict == Verdict.OVER) | (verdict == Verdict.UNREACHABLE)
    longer = after > before + LATER_S
    lost_way = np.isnan(after) & ~np.isnan(before)
    worse: Bools = ~failed_before | longer | lost_way     # also who stays may have a longer way: by the roads
    return worse


def _journeys(case: Case, over: Ints, *, is_new: bool) -> Iterator[Failure]:
    """One failure per settlement, school and age band; pupils who are no worse off stand apart."""
    moves = case.moves
    band_of_rows = np.zeros(len(moves.grade), dtype=np.int64)
    band_of_rows[over] = band_codes(moves.grade[over])
    groups = Groups(over, moves.settlement, moves.after, band_of_rows)
    rules = [case.rules[f"over_limit_{band}"] for band in BANDS]
    limits = [f"{rule.value:g}" if rule.value is not None else "" for rule in rules]   # nobody is over none
    for (settlement, school, band), pupils, seconds, grades, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.largest(moves.seconds_after),
        groups.grades(moves.grade), groups.rows, strict=True,
    ):
        rule = rules[band]
        minutes = seconds / SECONDS_PER_MINUTE
        values = {
            "settlement": case.settlement(settlement), "school": case.school(school), "grades": grades,
            "pupils": str(pupils), "minutes": f"{minutes:.0f}", "limit": limits[band],
            "document": rule.document,
        }
        yield Failure(
            rule, "settlement", settlement, "finding_over_limit", minutes, values,
            part=f"{school}/{band}", is_new=is_new, rows=rows,
        )


def _cut_off(case: Case) -> Iterator[Failure]:
    """Pupils who stay at their school, and to whom the scenario's roads leave no way there."""
    moves, lost = case.moves, Verdict.UNREACHABLE
    rule = case.rules.get("cut_off") or criterion(load_rules(), "cut_off")   # rules of before it was there
    rows = moves.changed
    is_lost = (moves.verdict_after[rows] == lost) & (moves.verdict_before[rows] != lost)
    groups = Groups(rows[is_lost & ~_is_moved(case, rows)], moves.settlement, moves.after)
    for (settlement, school), pupils, grades, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.grades(moves.grade), groups.rows, strict=True
    ):
        values = {
            "settlement": case.settlement(settlement), "school": case.school(school), "grades": grades,
            "pupils": str(pupils),
        }
        yield Failure(
            rule, "settlement", settlement, "finding_cut_off", float(pupils), values,
            part=str(school), is_new=True, rows=rows,
        )


def _unassigned(case: Case) -> Iterator[Failure]:
    rule, moves = case.rules["unassigned"], case.moves
    lost = moves.changed[moves.after[moves.changed] == NOBODY]
    groups = Groups(lost, moves.settlement, moves.before, moves.unassigned)
    for (settlement, school, reason), pupils, grades, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.grades(moves.grade), groups.rows, strict=True
    ):
        values = {
            "settlement": case.settlement(settlement), "school": case.school(school), "grades": grades,
            "pupils": str(pupils),
        }
        code = f"finding_{Unassigned(reason).name.lower()}"
        yield Failure(
            rule, "settlement", settlement, code, float(pupils), values,
            part=f"{school}/{reason}", is_new=True, rows=rows,
        )


def _is_moved(case: Case, rows: Ints) -> Bools:
    moved: Bools = case.moves.reason[rows] != Reason.STAY
    return moved


def _fails(case: Case, rows: Ints) -> Bools:
    """Return who of some rows is beyond the limit or without any way."""
    verdict = case.moves.verdict_after[rows]
    fails: Bools = (verdict == Verdict.OVER) | (verdict == Verdict.UNREACHABLE)
    return fails


def _gate_way(case: Case) -> Iterator[Failure]:
    """BJ-22: moved pupils beyond the limit, or without any way, whom no bus takes and no bed awaits."""
    rule, moves = case.rules["gate_bj22"], case.moves
    on_foot, worse = case.on_foot, np.zeros(len(moves.pupils), dtype=np.int64)
    left = on_foot[_fails(case, on_foot)]
    worse[left] = _worse_off(case, left)
    groups = Groups(left, moves.before, worse)
    for (school, is_new), pupils, grades, homes, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.grades(moves.grade),
        groups.members(moves.settlement), groups.rows, strict=True,
    ):
        values = {
            "school": case.school(school), "pupils": str(pupils), "grades": grades,
            "settlements": "、".join(filter(None, map(case.settlement, homes))), "document": rule.document,
        }
        yield Failure(
            rule, "school", school, "finding_gate_bj22", float(pupils), values,
            is_new=bool(is_new), rows=rows,
        )


def _far_walks(case: Case) -> Iterator[Failure]:
    """Return moved pupils who need transport, have no limit set, and get neither seat nor bed."""
    rule, moves = case.rules["far_walk"], case.moves
    on_foot = case.on_foot
    far = moves.needs_transport[on_foot] & (moves.verdict_after[on_foot] == Verdict.NO_LIMIT)
    groups = Groups(on_foot[far], moves.before)
    for (school,), pupils, grades, metres, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.grades(moves.grade),
        groups.largest(moves.metres_after), groups.rows, strict=True,
    ):
        values = {
            "school": case.school(school), "pupils": str(pupils), "grades": grades,
            "metres": f"{metres:.0f}", "document": rule.document,
        }
        yield Failure(
            rule, "school", school, "finding_far_walk", float(pupils), values, is_new=True, rows=rows
        )


def _beds(case: Case) -> Iterator[Failure]:
    """BJ-23: moved boarders, and far pupils sent to a boarding school, for whom there is no bed."""
    moves, situation = case.moves, case.outcome.situation
    rows = case.on_foot
    at = moves.after[rows]
    old_enough = moves.grade[rows] >= situation.boards_from[at]
    meant_to_board = moves.boarded[rows] | (_fails(case, rows) & (situation.beds[at] > 0))
    groups = Groups(rows[old_enough & meant_to_board], moves.after)
    for (school,), pupils, rows in zip(
        groups.keys, groups.total(moves.pupils), groups.rows, strict=True
    ):
        beds = float(situation.beds[school])
        name = "beds_unknown" if np.isnan(beds) else "gate_bj23"
        rule = case.rules[name]
        values = {
            "school": case.school(school), "pupils": str(pupils), "beds": f"{beds:.0f}",
            "document": rule.document,
        }
        yield Failure(
            rule, "school", school, f"finding_{name}", float(pupils), values, is_new=True, rows=rows
        )


def _bus_seats(case: Case) -> Iterator[Failure]:
    rule, moves, seats = case.rules["bus_seats"], case.moves, case.outcome.situation.bus_seats
    rows, size = moves.changed, len(seats)
    at, need = moves.before[rows], moves.pupils[rows] * moves.needs_transport[rows]
    needed = np.bincount(at, weights=need, minlength=size)
    riding = np.bincount(at, weights=moves.way_after[rows] == Way.SCHOOL_BUS, minlength=size)
    for school in np.flatnonzero((seats > 0) & (riding == 0) & (needed > seats)):
        short = float(needed[school] - seats[school])
        values = {
            "school": case.school(school), "seats": str(seats[school]), "needed": f"{needed[school]:.0f}",
            "document": rule.document,
        }
        yield Failure(rule, "school", int(school), "finding_bus_seats", short, values, is_new=True)


def _unknown_ways(case: Case) -> Iterator[Failure]:
    rule, moves = case.rules["way_unknown"], case.moves
    rows = moves.changed
    unknown = (moves.verdict_after[rows] == Verdict.UNKNOWN) & (moves.after[rows] != NOBODY)
    groups = Groups(rows[unknown & _is_moved(case, rows)], moves.before)
    for (school,), pupils in zip(groups.keys, groups.total(moves.pupils), strict=True):
        values = {"school": case.school(school), "pupils": str(pupils)}
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
                    "school": case.school(school), "township": case.township(school),
                    "document": rule.document,
                }
                yield Failure(rule, "school", int(school), f"finding_{name}", 0.0, values, is_new=True)


def _central_schools(case: Case) -> Iterator[Failure]:
    rule = case.rules["central_school"]
    status = case.outcome.situation.status
    for school in np.flatnonzero(case.county.is_central).tolist():
        if status[school] is LayoutStatus.RETAIN:
            continue
        values = {
            "school": case.school(school), "township": case.township(school),
            "document": rule.document,
        }
        yield Failure(rule, "school", school, "finding_central_school", 1.0, values, is_new=True)


def _opened_classes(case: Case) -> Iterator[Failure]:
    rule = case.rules["class_opened"]
    for school, column in zip(*np.nonzero(case.after.rooms.opened), strict=True):
        rooms = case.after.rooms
        pupils, classes = rooms.in_classes[school, column], rooms.classes[school, column]
        values = {
            "school": case.school(school), "grade": str(column + 1), "pupils": f"{pupils:.0f}",
            "classes": f"{classes:.0f}",
        }
        yield Failure(
            rule, "school", int(school), "finding_class_opened", float(classes), values,
            part=str(column + 1), is_new=True,
        )


def _kindergartens(case: Case) -> Iterator[Failure]:
    """Name the 附设幼儿班 of closed and converted schools as undecided: the decision says nothing of them."""
    rule, county = case.rules["kindergarten_undecided"], case.county
    kept: dict[str, list[str]] = {}
    for name, host in county.kindergartens.values():
        kept.setdefault(host, []).append(name)
    rooms = np.nan_to_num(numbers(county.schools, "kindergarten_rooms"))
    for school, decision in sorted(case.outcome.situation.decisions.items()):
        named = "、".join(kept.get(str(county.school_ids[school]), ()))
        if decision.status not in MOVES or not (named or rooms[school] > 0):
            continue
        is_closed = not case.after.is_open[school]
        code = "finding_kindergarten" if is_closed else "finding_kindergarten_point"
        values = {
            "school": case.school(school), "rooms": f"{rooms[school]:.0f}", "document": rule.document,
            "named": named,
        }
        value = float(rooms[school]) if rooms[school] > 0 else None
        yield Failure(
            rule, "school", school, f"{code}_named" if named else code, value, values, is_new=True
        )


def _boarding_too_young(case: Case) -> Iterator[Failure]:
    """Return decisions that would let grades 1-3 board: they stand, but those grades get no bed."""
    rule = case.rules["boarding_from_grade"]
    for school, decision in case.outcome.situation.decisions.items():
        boarding = decision.boarding
        if boarding is None or boarding.beds == 0 or rule.is_met(boarding.from_grade):
            continue
        values = {
            "school": case.school(school), "grade": str(boarding.from_grade), "limit": f"{rule.value:g}",
            "document": rule.document,
        }
        grade = float(boarding.from_grade)
        yield Failure(rule, "school", school, "finding_boarding_from_grade", grade, values, is_new=True)
