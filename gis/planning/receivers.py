"""Where the pupils of a closed school or grade go: the receiver order.

Named receiver (where that one closes too, the one named for it) → zones table → the managing school or 中心校
(upper grades of a new teaching point, and pupils whose home is unknown) → least walking time within the
township → another township → none, with the reason.

"Least time" is walking time in the pupils' age band: a bus or a bed is provided to a receiver, so the
receiver is chosen first. Ties go by metres, then by school code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gis.codes import Code, first_of
from gis.layout import Decision
from gis.model import GRADES, Band, band_of
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import band_codes
from gis.planning.situation import Situation

NOBODY = -1
SAME = 1e-3                          # a thousandth of a second or metre is no difference


class Rule(Code):
    """How a receiver was found; the names are printed in ``flows.rule``."""

    STAY = 0
    NAMED = 1
    ZONE = 2
    MANAGING_SCHOOL = 3
    SAME_TOWNSHIP = 4
    OTHER_TOWNSHIP = 5
    NONE = 6
    NEAREST = 7
    LEAST_TIME = 8
    FEEDER = 9


class Unassigned(Code):
    """Why nobody receives a group; the names are message codes in ``flows.unassigned_reason``."""

    ASSIGNED = 0
    UNASSIGNED_NO_SCHOOL = 1
    UNASSIGNED_NO_WAY = 2
    UNASSIGNED_HOME_UNKNOWN = 3
    UNASSIGNED_NO_PLACE = 4


@dataclass(frozen=True)
class Leaving:
    """Groups whose school or grade closes: codes of settlement and school, grade 1-9."""

    settlement: Ints
    grade: Ints
    school: Ints

    def take(self, rows: Ints) -> Leaving:
        """Return some of the groups."""
        return Leaving(self.settlement[rows], self.grade[rows], self.school[rows])


@dataclass(frozen=True)
class Received:
    """For each leaving group the receiving school (-1 = nobody), the rule and the reason if nobody."""

    school: Ints
    rule: Ints
    reason: Ints


def find_receivers(
    county: County,
    situation: Situation,
    leaving: Leaving,
    preferred: tuple[Rule, Ints] | None = None,
) -> Received:
    """Find the receiver of each leaving group.

    Parameters
    ----------
    county, situation
        The plan before, the schools after.
    leaving
        The groups.
    preferred
        What comes right after the named receivers: a rule and its school per group, -1 = none.
    """
    column = leaving.grade - 1
    may_receive = (county.by_default[:, None] & situation.teaches).T              # grades × schools
    found = np.full(len(column), NOBODY, dtype=np.int64), np.full(len(column), Rule.NONE, dtype=np.int64)
    everyone = np.arange(len(column))
    _fill(found, everyone, Rule.NAMED, named_receivers(county, situation, leaving))
    if preferred is not None:
        _fill(found, everyone, *preferred)
    for zoned in county.zoned[leaving.settlement, column].T:      # the nearest zoned school first
        _fill(found, everyone, Rule.ZONE, _allowed(zoned, may_receive, column))
    managing = _managing(county, situation, leaving)
    _fill(found, everyone, Rule.MANAGING_SCHOOL, _allowed(managing, may_receive, column))
    rest = np.flatnonzero(found[0] == NOBODY)
    alike, back = _alike(situation, leaving.take(rest))
    for rule, candidate in _nearest(county, leaving.take(rest[alike]), may_receive).items():
        _fill(found, rest, rule, candidate[back])
    school, rules = found
    home_unknown = (leaving.settlement < 0) | ~county.settlement_placed[leaving.settlement]
    nowhere: Bools = ~np.logical_or.reduce(may_receive, axis=1)
    reason = first_of(
        [school != NOBODY, nowhere[column], home_unknown],
        [Unassigned.ASSIGNED, Unassigned.UNASSIGNED_NO_SCHOOL, Unassigned.UNASSIGNED_HOME_UNKNOWN],
        Unassigned.UNASSIGNED_NO_WAY,
    )
    return Received(school, rules, reason.astype(np.int64))


def zoned_walks(county: County, may_receive: Bools, grade: int, homes: Ints) -> Floats:
    """Return per home the walking time to the nearest of its zoned schools that count; NaN = none."""
    zoned = county.zoned[homes, grade - 1]
    allowed = (zoned != NOBODY) & may_receive[zoned]
    walks = np.where(allowed, county.walk[band_of(grade)].seconds[homes[:, None], zoned], np.nan)
    nearest: Floats = np.fmin.reduce(walks, axis=1, initial=np.nan)
    return nearest


def _fill(found: tuple[Ints, Ints], rows: Ints, rule: Rule, candidate: Ints) -> None:
    """Give the rows that have no receiver yet the rule's candidate."""
    school, rules = found
    taken = (school[rows] == NOBODY) & (candidate != NOBODY)
    school[rows[taken]], rules[rows[taken]] = candidate[taken], rule


def least_time(
    seconds: Floats, metres: Floats, allowed: Bools, codes: Ints, preferred: Bools | None = None
) -> Ints:
    """Return per row the allowed column with the least time; ties by metres, then by school code.

    Parameters
    ----------
    seconds, metres
        Shape (groups, schools), NaN = no way.
    allowed
        Same shape: which schools may be chosen.
    codes
        The schools' columns in the order of their codes.
    preferred
        Same shape: which schools come before others of the same time and metres (those of the township).

    Returns
    -------
    numpy.ndarray
        Column per row, -1 where no allowed school can be reached.
    """
    time = np.where(allowed & ~np.isnan(seconds), seconds, np.inf)[:, codes]
    least = time.min(axis=1, initial=np.inf)[:, None]
    way = np.where(time <= least + SAME, metres[:, codes], np.inf)
    shortest = way.min(axis=1, initial=np.inf)[:, None]
    equal = way <= shortest + SAME
    if preferred is not None:
        better = equal & preferred[:, codes]
        equal = np.where(better.any(axis=1)[:, None], better, equal)
    first = equal.argmax(axis=1)
    return np.where(np.isfinite(least[:, 0]), codes[first], NOBODY).astype(np.int64)


def _alike(situation: Situation, leaving: Leaving) -> tuple[Ints, Ints]:
    """Return one group of each that look among the same schools from the same home, and which is whose."""
    grades = {column: situation.teaches[:, column].tobytes() for column in range(len(GRADES))}
    kinds = {(band_of(column + 1), taught): column for column, taught in grades.items()}
    kind = np.array([kinds[band_of(column + 1), taught] for column, taught in grades.items()])
    key = leaving.settlement * len(GRADES) + kind[leaving.grade - 1]
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    return first, back


def _nearest(county: County, leaving: Leaving, may_receive: Bools) -> dict[Rule, Ints]:
    """Return the nearest school of the home's township; where there is none, of another one.

    Parameters
    ----------
    may_receive
        Grades × schools.
    """
    home = np.where(leaving.settlement >= 0, county.settlement_township[leaving.settlement], NOBODY)
    inside, outside = np.full(len(home), NOBODY), np.full(len(home), NOBODY)
    rows = np.flatnonzero(home != NOBODY)
    inside[rows] = _least(county, leaving.take(rows), county.township_schools[home[rows]], may_receive)
    rows = np.flatnonzero(inside == NOBODY)
    schools = county.in_order
    elsewhere = np.where(county.school_township[schools] != home[rows][:, None], schools, NOBODY)
    outside[rows] = _least(county, leaving.take(rows), elsewhere, may_receive)
    return {Rule.SAME_TOWNSHIP: inside, Rule.OTHER_TOWNSHIP: outside}


def _least(county: County, leaving: Leaving, candidates: Ints, may_receive: Bools) -> Ints:
    """Return for each group the nearest that teaches its grade of its candidates, a row of schools each.

    The candidates stand in the order of their codes, -1 = none.
    """
    if not candidates.size:
        return np.full(len(candidates), NOBODY, dtype=np.int64)
    allowed = (candidates != NOBODY) & (leaving.settlement >= 0)[:, None]
    allowed &= may_receive[leaving.grade[:, None] - 1, candidates]
    seconds = np.where(allowed, _walks(county, leaving, candidates, "seconds"), np.nan)
    seconds[np.isnan(seconds)] = np.inf
    groups, nearest = np.arange(len(candidates)), seconds.argmin(axis=1)
    least = seconds[groups, nearest]
    found = np.where(np.isfinite(least), candidates[groups, nearest], NOBODY)
    tied = np.flatnonzero(np.isfinite(least) & ((seconds <= least[:, None] + SAME).sum(axis=1) > 1))
    metres = _walks(county, leaving.take(tied), candidates[tied], "metres")
    first = least_time(seconds[tied], metres, allowed[tied], np.arange(candidates.shape[1]))
    found[tied] = candidates[tied, first]
    return found


def _walks(county: County, leaving: Leaving, schools: Ints, measure: Literal["seconds", "metres"]) -> Floats:
    """Return the walks of groups to a row of schools each, in their own age band."""
    walks = np.empty(schools.shape)
    band = band_codes(leaving.grade)
    for code, one in enumerate(Band):
        rows = np.flatnonzero(band == code)
        walks[rows] = getattr(county.walk[one], measure)[leaving.settlement[rows][:, None], schools[rows]]
    return walks


def _allowed(candidate: Ints, may_receive: Bools, column: Ints) -> Ints:
    return np.where((candidate != NOBODY) & may_receive[column, candidate], candidate, NOBODY)


def named_receivers(county: County, situation: Situation, leaving: Leaving) -> Ints:
    """Return the receiver that the decisions name for each group, -1 = none that teaches the grade.

    Where the named receiver does not teach the grade (any more, or yet), the one named for that school
    counts, and so on.
    """
    table = _Named(county, situation.decisions)
    at = table.receivers(leaving.school, leaving.settlement)
    for _ in situation.decisions:
        onward = (at != NOBODY) & ~situation.teaches[at, leaving.grade - 1]
        if not onward.any():
            return at
        at = np.where(onward, table.receivers(at, leaving.settlement), at)
    return np.where(situation.teaches[at, leaving.grade - 1], at, NOBODY)


class _Named:
    """The receivers that the decisions name, by school, and by school and settlement."""

    def __init__(self, county: County, decisions: Mapping[int, Decision]) -> None:
        self._settlements = len(county.settlement_ids)
        self._usual = np.full(len(county.school_ids), NOBODY, dtype=np.int64)
        single: dict[int, int] = {}
        for school, decision in decisions.items():
            if decision.receiver_id is not None:
                self._usual[school] = county.school_code(decision.receiver_id)
            for settlement_id, receiver_id in decision.settlement_receivers:
                settlement = county.settlement_code(settlement_id)
                if settlement >= 0:
                    single[school * self._settlements + settlement] = county.school_code(receiver_id)
        self._keys = np.array(sorted(single), dtype=np.int64)
        self._values = np.array([single[key] for key in sorted(single)], dtype=np.int64)

    def receivers(self, school: Ints, settlement: Ints) -> Ints:
        """Return the receiver named for pupils of a settlement at a school, -1 = none."""
        usual = np.where(school == NOBODY, NOBODY, self._usual[school])
        if not len(self._keys):
            return usual
        key = np.where(settlement >= 0, school * self._settlements + settlement, NOBODY)
        place = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where(self._keys[place] == key, self._values[place], usual)


def _managing(county: County, situation: Situation, leaving: Leaving) -> Ints:
    """Send the upper grades of a school that keeps lower ones, and pupils of unknown home, to the 中心校.

    The youngest, whom a phased-out school no longer takes in, look for the nearest school instead.
    """
    home_unknown = (leaving.settlement < 0) | ~county.settlement_placed[leaving.settlement]
    lowest = situation.teaches.argmax(axis=1) + 1
    is_upper = situation.is_open[leaving.school] & (leaving.grade > lowest[leaving.school])
    due = is_upper | home_unknown
    return np.where(due, situation.manager[leaving.school, leaving.grade - 1], NOBODY)
