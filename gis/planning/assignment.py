"""Who goes where under a scenario: the baseline, changed only for pupils whose school or grade closes.

Another policy of the scenario moves others too (see :mod:`gis.planning.policies`). But for the policy
least_time capacity is not enforced: a plan that overfills a school is reported, not silently repaired.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.codes import first_of
from gis.layout import BASELINE, Scenario
from gis.model import Plan
from gis.planning.calendar import Enrolment
from gis.planning.county import Attendance, Bools, County, Ints
from gis.planning.editedroads import edited_roads
from gis.planning.enrolment import released
from gis.planning.flows import flows_frame
from gis.planning.journeys import Limits, Verdict, Way, limits_of, walking
from gis.planning.locks import held_back
from gis.planning.newsites import with_sites
from gis.planning.outcome import Movement, Outcome
from gis.planning.patches import effective
from gis.planning.placing import Placing, Reason
from gis.planning.policies import feeder_codes, place
from gis.planning.receivers import NOBODY
from gis.planning.situation import Situation, situation_of
from gis.planning.states import standing_of
from gis.planning.transport import Moved, Unprovided, provide, unprovided
from gis.planning.trips import Trips, journeys_of, same_numbers, trips_before
from gis.progress import Progress
from gis.standards import Snapshot, in_year, load_rules, parameter

Scalar = TypeVar("Scalar", bound=np.generic)


def assign(
    plan: Plan, scenario: Scenario | str = BASELINE, *, year: int | None = None, season: str = ""
) -> pd.DataFrame:
    """Assign every pupil under a scenario.

    Parameters
    ----------
    plan
        The inputs and travel times.
    scenario
        A scenario, or the name of one of the plan's.
    year
        School year: later decisions do not hold yet; None = all decisions hold.
    season
        Time of year; changes to the roads that are limited to another one do not hold.

    Returns
    -------
    pandas.DataFrame
        The columns of ``Evaluation.flows``.

    Raises
    ------
    gis.errors.DecisionError
        The scenario holds a decision that cannot be carried out.
    gis.errors.InputError
        What it rests on is missing, or it rests on itself.
    """
    return flows_frame(work_out(plan, scenario, year=year, season=season))


def work_out(
    plan: Plan,
    scenario: Scenario | str,
    *,
    year: int | None = None,
    season: str = "",
    pupils: Attendance | None = None,
    enrolment: Enrolment | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Do what :func:`assign` does, and keep the arrays.

    Parameters
    ----------
    pupils
        The baseline of the year in the plan's codes; default: the plan's own attendance.
    enrolment
        Pupils by school and year, for the triggers; default: the plan's history and its own year.
    """
    rules = in_year(plan.rules or load_rules(), plan.meta.school_year if year is None else year)
    whole = effective(plan, scenario)
    plan, county = with_sites(plan, whole, progress=progress)
    standing = standing_of(plan, whole, county=county, enrolment=enrolment)
    if standing.errors:
        raise standing.errors[0]
    chosen = standing.scenario
    first_boarding_grade = int(parameter(rules, "first_boarding_grade").value)
    decisions = released(plan, chosen.decisions, enrolment)
    situation = situation_of(county, decisions, first_boarding_grade, year)
    roads = edited_roads(plan, chosen, season=season, progress=progress)
    after_it = roads.county if roads else county
    if pupils is not None:
        county, after_it = county.with_pupils(pupils), after_it.with_pupils(pupils)
    held = held_back(plan, chosen, after_it, roads.made.network if roads else plan.roads, progress)
    placing, proven = place(held, situation, chosen, rules, feeder_codes(county, plan.feeders))
    movement = _move(county, (after_it, held), situation, rules, placing)
    return Outcome(
        county, situation, movement, rules, chosen, roads, after_it, held, standing.drafts, year, proven
    )


@dataclass(frozen=True)
class _Parts:
    """The groups after beds have split some, and of each part who boards, rides and needs transport.

    ``split``: the groups of which only some get a bed; each is two parts.
    """

    split: Ints
    boards: Bools
    pupils: Ints
    by_bus: Bools
    needs: Bools


def _move(
    county: County,
    counties_after: tuple[County, County],
    situation: Situation,
    rules: Snapshot,
    placing: Placing,
) -> Movement:
    """Move the pupils; after, those who stay and those who move may have different journeys."""
    base, kept = placing.groups(county.attendance), trips_before(county, rules)
    parts = _provided(counties_after[1], situation, rules, placing, base)
    at = _of_parts(placing.row, parts)
    before = kept if len(at) == len(kept.pupils) else _cut(kept, placing, parts)
    reason = _of_parts(placing.reason, parts)
    leave = np.flatnonzero(reason != Reason.STAY)
    after = _after(before, _of_parts(placing.after, parts), parts, leave)
    changed = _travelled(county, counties_after, limits_of(rules), before, after, leave)
    if before is not kept:                   # a part that stays is not the group that was there
        touched = np.zeros(len(kept.pupils), dtype=bool)
        touched[at[changed]] = True
        changed = np.flatnonzero(touched[at])
    return Movement(
        settlement=before.settlement,
        grade=before.grade,
        before=before.school, after=after.school,
        pupils=parts.pupils,
        boarded=before.boards, boards=parts.boards,
        estimated=_of_parts(base.estimated, parts),
        reason=reason,
        rule=_of_parts(placing.rule, parts),
        unassigned=_of_parts(placing.unassigned, parts),
        needs_transport=parts.needs,
        way_before=before.way, way_after=after.way,
        seconds_before=before.seconds, seconds_after=after.seconds,
        metres_before=before.metres, metres_after=after.metres,
        verdict_before=before.verdict, verdict_after=after.verdict,
        row=at, changed=changed,
    )  # fmt: skip


def _cut(kept: Trips, placing: Placing, parts: _Parts) -> Trips:
    """Return the baseline cut into the parts."""
    trips = kept if len(placing.row) == len(kept.pupils) else kept.take(placing.row)
    cut = {
        field.name: _of_parts(getattr(trips, field.name), parts)
        for field in fields(Trips) if field.name != "pupils"
    }  # fmt: skip
    return Trips(**cut, pupils=parts.pupils)


def _travelled(
    county: County, counties_after: tuple[County, County], limits: Limits, before: Trips, after: Trips,
    leave: Ints,
) -> Ints:  # fmt: skip
    """Fill in the journeys after, and return whose are not what they were before."""
    staying, after_it = counties_after
    _journey(after, after_it, limits, leave)
    if staying.walk is county.walk:
        return leave
    stay = np.ones(len(after.pupils), dtype=bool)
    stay[leave] = False
    _journey(after, staying, limits, np.flatnonzero(stay))
    return np.flatnonzero(~stay | _differ(before, after))


def _of_parts(values: NDArray[Scalar], parts: _Parts) -> NDArray[Scalar]:
    """Return the value of each part's group: whole stretches, between the few groups that are split."""
    return _doubled(values, parts.split)


def _doubled(values: NDArray[Scalar], split: Ints) -> NDArray[Scalar]:
    """Return values with those of some positions twice."""
    if not len(split):
        return values
    first, end = [0, *split.tolist()], [*(split + 1).tolist(), None]
    return np.concatenate([values[one:other] for one, other in zip(first, end, strict=True)])


def _provided(
    county: County, situation: Situation, rules: Snapshot, placing: Placing, base: Attendance
) -> _Parts:
    """Give seats and beds to those who move, and split the groups of which only some get a bed."""
    stays = placing.reason == Reason.STAY
    boards = base.boards & stays
    moved = np.flatnonzero(~stays & (placing.after != NOBODY))
    provided = provide(
        county,
        situation,
        Moved(
            base.settlement[moved], base.grade[moved], base.school[moved], placing.after[moved],
            base.boards[moved], base.pupils[moved],
        ),
        _per_school(base, np.flatnonzero(boards), len(situation.beds)),
        limits_of(rules),
        parameter(rules, "bus_needed_beyond_m").value,
    )
    needs, by_bus = np.zeros(len(stays), dtype=bool), np.zeros(len(stays), dtype=bool)
    needs[moved], by_bus[moved] = provided.needs, provided.by_bus
    split, boards, pupils = _split_by_beds(base.pupils, boards, moved, provided.beds)
    return _Parts(split, boards, pupils, _doubled(by_bus, split), _doubled(needs, split))


def _after(before: Trips, school: Ints, parts: _Parts, leave: Ints) -> Trips:
    """Return the trips after, those of who leaves still to be filled in."""
    way = before.way.copy()
    way[leave] = first_of(
        [school[leave] == NOBODY, parts.boards[leave], parts.by_bus[leave]],
        [Way.NONE, Way.BOARDING, Way.SCHOOL_BUS],
        walking(before.grade[leave]),
    )
    return Trips(
        before.settlement, before.grade, school, parts.boards, parts.pupils, way,
        before.seconds.copy(), before.metres.copy(), before.verdict.copy(),
    )  # fmt: skip


def _differ(before: Trips, after: Trips) -> Bools:
    """Return the trips that the scenario's roads made different."""
    same = same_numbers(after.seconds, before.seconds) & same_numbers(after.metres, before.metres)
    differ: Bools = ~same | (after.verdict != before.verdict)
    return differ


def _journey(trips: Trips, county: County, limits: Limits, rows: Ints) -> None:
    """Fill in the journeys of some rows."""
    found = journeys_of(
        county, limits, trips.settlement[rows], trips.school[rows], trips.way[rows], trips.grade[rows]
    )
    trips.seconds[rows], trips.metres[rows], trips.verdict[rows] = found


def unprovided_of(outcome: Outcome) -> tuple[Unprovided, ...]:
    """Return the moved pupils who cannot walk and get neither seat nor bed, and what would cure it."""
    moves = outcome.movement
    rows = moves.leaving[moves.after[moves.leaving] != NOBODY]
    moved = Moved(
        moves.settlement[rows], moves.grade[rows], moves.before[rows], moves.after[rows],
        moves.boarded[rows], moves.pupils[rows],
    )  # fmt: skip
    has_mode = np.isin(moves.way_after[rows], [Way.SCHOOL_BUS, Way.BOARDING])
    too_far = np.isin(moves.verdict_after[rows], [Verdict.OVER, Verdict.UNREACHABLE])
    needs = moves.needs_transport[rows] | (moves.boarded[rows] & too_far)
    return unprovided(
        outcome.county_held, outcome.situation, moved, needs, has_mode, limits_of(outcome.rules)
    )


def _per_school(base: Attendance, rows: Ints, schools: int) -> Ints:
    return np.bincount(base.school[rows], weights=base.pupils[rows], minlength=schools).astype(np.int64)


def _split_by_beds(
    pupils: Ints, boards: Bools, moved: Ints, beds: Ints
) -> tuple[Ints, Bools, Ints]:
    """Split the groups of which only some get a bed.

    Returns
    -------
    tuple
        The groups that are split, boarding and pupils of every part.
    """
    if not beds.any():
        return moved[:0], boards, pupils
    bedded = beds > 0
    split = bedded & (beds < pupils[moved])
    some, groups = boards.copy(), moved[split]
    some[moved] |= bedded
    boarding, part = _doubled(some, groups), _doubled(pupils, groups).copy()
    second = groups + np.arange(1, len(groups) + 1)             # moved rows rise, and each split is one more
    part[second - 1], part[second] = beds[split], (pupils[moved] - beds)[split]
    boarding[second] = False
    return groups, boarding, part
