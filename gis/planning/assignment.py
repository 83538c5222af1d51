"""Who goes where under a scenario: the baseline, changed only for pupils whose school or grade closes.

Another policy of the scenario moves others too (see :mod:`gis.planning.policies`). But for the policy
least_time capacity is not enforced: a plan that overfills a school is reported, not silently repaired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import PlanningError
from gis.model import BASELINE, Band, Plan, Scenario
from gis.planning.calendar import Enrolment
from gis.planning.county import Attendance, Bools, County, Floats, Ints, Journeys
from gis.planning.editedroads import EditedRoads, edited_roads
from gis.planning.enrolment import released
from gis.planning.journeys import Limits, Verdict, Way, judge, limits_of, travel, walking
from gis.planning.kept import Recent
from gis.planning.locks import held_back
from gis.planning.newsites import with_sites
from gis.planning.patches import effective
from gis.planning.placing import Placing, Reason
from gis.planning.policies import feeder_codes, place
from gis.planning.receivers import NOBODY
from gis.planning.situation import Situation, situation_of
from gis.planning.states import standing_of
from gis.planning.transport import Moved, Unprovided, is_known, provide, unprovided
from gis.progress import Progress
from gis.standards import in_year, load_rules, parameter

BASELINES_KEPT = 20                 # one for each year of a forecast


@dataclass(frozen=True)
class Movement:
    """Every pupil exactly once, as codes: one entry per row of ``Evaluation.flows``.

    ``after`` is -1 for unassigned pupils. ``seconds_*`` and ``metres_*`` are one way.
    """

    settlement: Ints
    grade: Ints
    before: Ints
    after: Ints
    pupils: Ints
    boarded: Bools
    boards: Bools
    estimated: Bools
    reason: Ints
    rule: Ints
    unassigned: Ints
    needs_transport: Bools
    way_before: Ints
    way_after: Ints
    seconds_before: Floats
    seconds_after: Floats
    metres_before: Floats
    metres_after: Floats
    verdict_before: Ints
    verdict_after: Ints

    @property
    def moved(self) -> Bools:
        """Whether the school differs from the baseline's."""
        moved: Bools = self.reason != Reason.STAY
        return moved


@dataclass(frozen=True)
class Outcome:
    """A scenario worked out: the plan as arrays, the schools after it, and who goes where.

    Attributes
    ----------
    county
        With the scenario's sites at the end of the schools; they are closed and empty at baseline.
    scenario
        The effective one, without its drafts.
    roads
        What the scenario's changes to the roads make of the journeys, None without any.
    county_after
        The county with the journeys on the scenario's roads.
    county_held
        The same without the journeys that its locks forbid: where the pupils whom it moves may go.
    drafts
        The decisions that were left out because they are not finished, with what they lack, by school.
    year
        School year that was asked for; None = every decision carried through to its end.
    is_proven
        Whether the assignment of the policy least_time is proven to be the best; True of every other policy.
    """

    county: County
    situation: Situation
    movement: Movement
    rules: Mapping[str, Any]
    scenario: Scenario
    roads: EditedRoads | None
    county_after: County
    county_held: County
    drafts: Mapping[str, tuple[PlanningError, ...]]
    year: int | None = None
    is_proven: bool = True

    @property
    def cross_township(self) -> Bools:
        """Moved groups whose new school stands in another township than their home."""
        moves, county = self.movement, self.county
        known = (moves.settlement >= 0) & (moves.after >= 0)
        differs = county.settlement_township[moves.settlement] != county.school_township[moves.after]
        crossing: Bools = moves.moved & known & differs
        return crossing


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
    from gis.planning.flows import flows_frame

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
        county, after_it = replace(county, attendance=pupils), replace(after_it, attendance=pupils)
    held = held_back(plan, chosen, after_it, roads.made.network if roads else plan.roads, progress)
    placing, proven = place(held, situation, chosen, rules, feeder_codes(county, plan.feeders))
    movement = _move(county, (after_it, held), situation, rules, placing)
    return Outcome(
        county, situation, movement, rules, chosen, roads, after_it, held, standing.drafts, year, proven
    )


def _move(
    county: County,
    counties_after: tuple[County, County],
    situation: Situation,
    rules: Mapping[str, Any],
    placing: Placing,
) -> Movement:
    """Move the pupils; after, those who stay and those who move may have different journeys."""
    staying, after_it = counties_after
    base, limits = placing.groups(county.attendance), limits_of(rules)
    stays = placing.reason == Reason.STAY
    boards = base.boards & stays
    moved = np.flatnonzero(~stays & (placing.after != NOBODY))
    provided = provide(
        after_it,
        situation,
        Moved(
            base.settlement[moved], base.grade[moved], base.school[moved], placing.after[moved],
            base.boards[moved], base.pupils[moved],
        ),
        _per_school(base.school, base.pupils * boards, len(situation.beds)),
        limits,
        parameter(rules, "bus_needed_beyond_m").value,
    )
    needs, by_bus = np.zeros(len(stays), dtype=bool), np.zeros(len(stays), dtype=bool)
    needs[moved], by_bus[moved] = provided.needs, provided.by_bus
    row, boards, pupils = _split_by_beds(base.pupils, boards, moved, provided.beds)

    settlement, grade = base.settlement[row], base.grade[row]
    school, after = base.school[row], placing.after[row]
    ways_after = [Way.NONE, Way.BOARDING, Way.SCHOOL_BUS]
    way_after = np.select([after == NOBODY, boards, by_bus[row]], ways_after, walking(grade))
    before = _journeys_before(county, limits).take(placing.row[row])
    later = before.copy()
    stay = stays[row] & (way_after == before.way)
    for its, rows in (
        (staying, np.flatnonzero(stay) if staying.walk is not county.walk else np.zeros(0, dtype=np.int64)),
        (after_it, np.flatnonzero(~stay)),
    ):
        later.put(
            rows, _journeys(its, limits, settlement[rows], after[rows], way_after[rows], grade[rows])
        )
    return Movement(
        settlement=settlement,
        grade=grade,
        before=school,
        after=after,
        pupils=pupils,
        boarded=base.boards[row],
        boards=boards,
        estimated=base.estimated[row],
        reason=placing.reason[row],
        rule=placing.rule[row],
        unassigned=placing.unassigned[row],
        needs_transport=needs[row],
        way_before=before.way,
        way_after=later.way,
        seconds_before=before.seconds,
        seconds_after=later.seconds,
        metres_before=before.metres,
        metres_after=later.metres,
        verdict_before=before.verdict,
        verdict_after=later.verdict,
    )


@dataclass(frozen=True)
class _Ways:
    """How groups get to school: :class:`Way`, one-way seconds and metres, :class:`Verdict`."""

    way: Ints
    seconds: Floats
    metres: Floats
    verdict: Ints

    def take(self, rows: Ints) -> _Ways:
        return _Ways(*(getattr(self, field.name)[rows] for field in fields(self)))

    def copy(self) -> _Ways:
        return _Ways(*(getattr(self, field.name).copy() for field in fields(self)))

    def put(self, rows: Ints, ways: _Ways) -> None:
        for field in fields(self):
            getattr(self, field.name)[rows] = getattr(ways, field.name)


_kept: Recent[tuple[Attendance, Mapping[Band, Journeys], _Ways]] = Recent(BASELINES_KEPT, lambda kept: 1.0)


def _journeys_before(county: County, limits: Limits) -> _Ways:
    """Return the baseline's journeys by row of its attendance, kept: no decision changes them."""
    base = county.attendance
    key = id(base), id(county.walk), limits.seconds.tobytes(), limits.borderline_share
    known = _kept.get(key)
    if known is not None and known[0] is base and known[1] is county.walk:
        return known[2]
    way = np.where(base.boards, Way.BOARDING, walking(base.grade))
    made = _journeys(county, limits, base.settlement, base.school, way, base.grade)
    return _kept.keep(key, (base, county.walk, made))[2]


def _journeys(
    county: County, limits: Limits, settlement: Ints, school: Ints, way: Ints, grade: Ints
) -> _Ways:
    seconds, metres = travel(county, settlement, school, way, grade)
    return _Ways(way, seconds, metres, _verdicts(county, limits, settlement, school, way, grade, seconds))


def unprovided_of(outcome: Outcome) -> tuple[Unprovided, ...]:
    """Return the moved pupils who cannot walk and get neither seat nor bed, and what would cure it."""
    moves = outcome.movement
    rows = np.flatnonzero(moves.moved & (moves.after != NOBODY))
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


def _per_school(school: Ints, pupils: Ints, schools: int) -> Ints:
    return np.bincount(school, weights=pupils, minlength=schools).astype(np.int64)


def _split_by_beds(
    pupils: Ints, boards: Bools, moved: Ints, beds: Ints
) -> tuple[Ints, Bools, Ints]:
    """Split a group of which only some get a bed; return source row, boarding and pupils of every part."""
    bedded = np.zeros_like(pupils)
    bedded[moved] = beds
    whole = boards | (bedded == pupils)
    partly = np.flatnonzero((bedded > 0) & (bedded < pupils))
    first = np.where(bedded > 0, bedded, pupils)
    row = np.concatenate([np.arange(len(pupils)), partly])
    part = np.concatenate([first, (pupils - bedded)[partly]])
    boarding = np.concatenate([whole | (bedded > 0), np.zeros(len(partly), dtype=bool)])
    order = np.argsort(row, kind="stable")
    return row[order], boarding[order], part[order]


def _verdicts(
    county: County, limits: Limits, settlement: Ints, school: Ints, way: Ints, grade: Ints, seconds: Floats
) -> Ints:
    """Judge journeys; pupils without a school have no way there, unless their home is unknown."""
    home_known = (settlement >= 0) & county.settlement_placed[settlement]
    return judge(
        seconds,
        limits.of(grade),
        limits.borderline_share,
        boards=way == Way.BOARDING,
        unknown=np.where(school == NOBODY, ~home_known, ~is_known(county, settlement, school)),
    )
