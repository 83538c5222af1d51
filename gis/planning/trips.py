"""How groups of pupils get to school, and what is kept of a baseline because no decision changes it."""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np

from gis.memory import Memory
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import Limits, Way, judge, limits_of, travel, walking
from gis.planning.receivers import NOBODY
from gis.planning.transport import is_known
from gis.standards import Snapshot

MEMORIES_KEPT = 4                   # of one baseline: with sites or without, under changed rules


@dataclass(frozen=True)
class Trips:
    """One side: groups of pupils, and how they get to school.

    ``school`` is -1 where there is none, ``way`` a :class:`gis.planning.journeys.Way`, ``verdict`` a
    :class:`gis.planning.journeys.Verdict`; ``seconds`` and ``metres`` are one way.
    """

    settlement: Ints
    grade: Ints
    school: Ints
    boards: Bools
    pupils: Ints
    way: Ints
    seconds: Floats
    metres: Floats
    verdict: Ints

    def take(self, rows: Ints) -> Trips:
        """Return some of the groups."""
        return Trips(
            self.settlement[rows], self.grade[rows], self.school[rows], self.boards[rows], self.pupils[rows],
            self.way[rows], self.seconds[rows], self.metres[rows], self.verdict[rows],
        )  # fmt: skip


def memory_of(county: County, rules: Snapshot) -> Memory:
    """Return what is kept of a baseline: as long as its attendance, for one county and the rules in force."""
    owner = county.schools, county.walk, county.bus, county.zoned, rules.alike
    kept = county.attendance.memories
    for known, memory in kept:
        if all(map(operator.is_, known, owner)):
            return memory
    memory = Memory()
    kept[:] = [*kept[1 - MEMORIES_KEPT :], (owner, memory)]
    return memory


def trips_before(county: County, rules: Snapshot) -> Trips:
    """Return the baseline, one group per row of its attendance, kept."""
    return memory_of(county, rules).once("trips", lambda: _trips_before(county, limits_of(rules)))


def _trips_before(county: County, limits: Limits) -> Trips:
    base = county.attendance
    way = np.where(base.boards, Way.BOARDING, walking(base.grade)).astype(np.int64)
    seconds, metres, verdict = journeys_of(county, limits, base.settlement, base.school, way, base.grade)
    return Trips(
        base.settlement, base.grade, base.school, base.boards, base.pupils, way, seconds, metres, verdict
    )


def journeys_of(
    county: County, limits: Limits, settlement: Ints, school: Ints, way: Ints, grade: Ints
) -> tuple[Floats, Floats, Ints]:
    """Return seconds, metres and verdicts; without a school there is no way, unless the home is unknown."""
    seconds, metres = travel(county, settlement, school, way, grade)
    home_known = (settlement >= 0) & county.settlement_placed[settlement]
    verdict = judge(
        seconds,
        limits.of(grade),
        limits.borderline_share,
        boards=way == Way.BOARDING,
        unknown=np.where(school == NOBODY, ~home_known, ~is_known(county, settlement, school)),
    )
    return seconds, metres, verdict


def same_numbers(these: Floats, those: Floats) -> Bools:
    """Return where two arrays are equal, unknown values included."""
    same: Bools = (these == those) | (np.isnan(these) & np.isnan(those))
    return same
