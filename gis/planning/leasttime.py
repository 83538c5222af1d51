"""Everybody to school in least total walking time, within the places of each school and 学段.

A transportation problem per 学段: its solution is exact and in whole pupils. Grades that walk at one speed
and are taught at the same schools are one origin; afterwards they are told apart again, whoever can stay
stays.
With whole settlements no grade of a settlement is split; that is an integer programme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from gis.model import GRADES, band_of
from gis.planning.classes import places_by_stage
from gis.planning.county import Attendance, Bools, County, Floats, Ints
from gis.planning.journeys import BAND_OF_GRADE
from gis.planning.placing import Placing, placed
from gis.planning.receivers import NOBODY, Rule, Unassigned
from gis.planning.singlesource import single_source
from gis.planning.situation import Situation
from gis.planning.transportation import least_travel


@dataclass(frozen=True)
class _Part:
    """Pupils of a baseline row with their school."""

    row: Ints
    pupils: Ints
    after: Ints


def place_within_capacity(
    county: County, situation: Situation, rules: Mapping[str, Any], start: Placing, *, whole: bool
) -> tuple[Placing, bool]:
    """Place everybody who may move.

    Parameters
    ----------
    start
        The placing of the policy minimal: it holds for named receivers, and for those who may not move or
        have no way to any school.
    whole
        Whether a settlement's grade goes to one school only.

    Returns
    -------
    tuple
        The placing, and whether it is proven to be the best.

    Notes
    -----
    A school whose places are unknown takes as many of a 学段 as it has. Pupils beyond all places are
    unassigned.
    """
    base = county.attendance
    junior = np.array(GRADES) > county.last_primary_grade
    free = _may_be_placed(county, situation, start)
    capacity = _capacity(county, situation, rules, junior)
    stays = ~free & (start.after >= 0)
    stage = junior[base.grade - 1].astype(np.int64)
    np.subtract.at(capacity, (start.after[stays], stage[stays]), base.pupils[stays])
    room = np.floor(np.maximum(capacity, 0)).astype(np.int64)
    parts, proven = [], True
    for code in (0, 1):
        rows = np.flatnonzero(free & (stage == code))
        if len(rows):
            part, is_best = _solve(county, situation, rows, room[:, code], whole=whole)
            parts.append(part)
            proven &= is_best
    return _assembled(county, situation, start, np.flatnonzero(~free), parts), proven


def _may_be_placed(county: County, situation: Situation, start: Placing) -> Bools:
    base = county.attendance
    reached = np.zeros((len(county.settlement_ids), len(GRADES)), dtype=bool)
    for grade in GRADES:
        allowed = county.by_default & situation.teaches[:, grade - 1]
        reached[:, grade - 1] = (~np.isnan(county.walk[band_of(grade)].seconds[:, allowed])).any(axis=1)
    has_home = (base.settlement >= 0) & county.settlement_placed[base.settlement]
    may: Bools = county.by_default[base.school] & has_home & reached[base.settlement, base.grade - 1]
    may &= start.rule != Rule.NAMED
    return may


def _capacity(county: County, situation: Situation, rules: Mapping[str, Any], junior: Bools) -> Floats:
    base = county.attendance
    present = np.zeros((len(county.school_ids), 2))
    np.add.at(present, (base.school, junior[base.grade - 1].astype(np.int64)), base.pupils)
    places = places_by_stage(county, rules, situation, junior)
    return np.where(np.isnan(places), present, places)


def _solve(
    county: County, situation: Situation, rows: Ints, room: Ints, *, whole: bool
) -> tuple[_Part, bool]:
    """Solve one 学段; ``room`` is pupils per school."""
    base = county.attendance
    kinds = np.array(GRADES) if whole else _kinds_of_grades(county, situation)
    kind = kinds[base.grade[rows] - 1]
    pairs, origin = np.unique(np.column_stack([base.settlement[rows], kind]), axis=0, return_inverse=True)
    origin = origin.ravel()
    supply = np.bincount(origin, weights=base.pupils[rows]).astype(np.int64)
    cost = np.full((len(pairs), len(county.school_ids)), np.nan)
    for grade in GRADES:
        mine = pairs[:, 1] == kinds[grade - 1]
        allowed = county.by_default & situation.teaches[:, grade - 1]
        cost[mine] = np.where(allowed, county.walk[band_of(grade)].seconds[pairs[mine, 0]], np.nan)
    used = np.flatnonzero((~np.isnan(cost)).any(axis=0) & (room > 0))
    flow, proven = np.zeros(cost.shape, dtype=np.int64), True
    if whole:
        flow[:, used], proven = single_source(cost[:, used], supply, room[used])
    else:
        flow[:, used] = least_travel(cost[:, used], supply, room[used])
    return _told_apart(base, rows, origin, flow), proven


def _kinds_of_grades(county: County, situation: Situation) -> Ints:
    """Return a number for each grade; the same for grades that have the same journeys and schools."""
    allowed = situation.teaches & county.by_default[:, None]
    keys = np.vstack([BAND_OF_GRADE, np.array(GRADES) > county.last_primary_grade, allowed])
    _, kinds = np.unique(keys, axis=1, return_inverse=True)
    codes: Ints = kinds.ravel().astype(np.int64)
    return codes


def _told_apart(base: Attendance, rows: Ints, origin: Ints, flow: Ints) -> _Part:
    """Give the rows of each origin its schools: first their own, then one after the other."""
    order = np.argsort(origin, kind="stable")
    starts = np.searchsorted(origin[order], np.arange(len(flow) + 1))
    found: list[tuple[int, int, int]] = []
    for one, amounts in enumerate(flow):
        members = rows[order[starts[one] : starts[one + 1]]].tolist()
        schools = np.flatnonzero(amounts)
        left = dict(zip(schools.tolist(), amounts[schools].tolist(), strict=True))
        found += _shared_out(members, base, left)
    table = np.array(found, dtype=np.int64).reshape(len(found), len(fields(_Part)))
    row, pupils, after = table.T
    return _Part(row, pupils, after)


def _shared_out(members: list[int], base: Attendance, left: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """Yield (row, pupils, school); whoever finds no place has the school -1."""
    rest = {}
    for row in members:
        own, pupils = int(base.school[row]), int(base.pupils[row])
        stay = min(pupils, left.get(own, 0))
        if stay:
            left[own] -= stay
            yield row, stay, own
        rest[row] = pupils - stay
    for row, pupils in rest.items():
        for school in left:
            if not pupils:
                break
            some = min(pupils, left[school])
            if some:
                left[school] -= some
                pupils -= some
                yield row, some, school
        if pupils:
            yield row, pupils, NOBODY


def _assembled(
    county: County, situation: Situation, start: Placing, fixed: Ints, parts: list[_Part]
) -> Placing:
    row = np.concatenate([fixed, *(part.row for part in parts)])
    after = np.concatenate([start.after[fixed], *(part.after for part in parts)])
    pupils = np.concatenate([start.pupils[fixed], *(part.pupils for part in parts)])
    new = np.arange(len(row)) >= len(fixed)
    rule = np.where(new, np.where(after == NOBODY, Rule.NONE, Rule.LEAST_TIME), start.rule[row])
    no_place = np.where(after == NOBODY, Unassigned.UNASSIGNED_NO_PLACE, Unassigned.ASSIGNED)
    unassigned = np.where(new, no_place, start.unassigned[row])
    order = np.lexsort((after, row))
    made = Placing(
        row[order], pupils[order], after[order], np.zeros(len(row), dtype=np.int64), rule[order],
        unassigned[order].astype(np.int64),
    )  # fmt: skip
    return placed(county, situation, made)
