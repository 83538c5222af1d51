"""Who goes where under a scenario: the baseline, changed only for pupils whose school or grade closes.

Capacity is not enforced here: a plan that overfills a school is reported, not silently repaired.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import DecisionError
from gis.model import BASELINE, Plan, Scenario
from gis.planning.county import Bools, County, Floats, Ints, county_of
from gis.planning.editedroads import EditedRoads, edited_roads
from gis.planning.journeys import BANDS, Limits, Verdict, Way, band_codes, judge, limits_of, travel, walking
from gis.planning.receivers import NOBODY, Leaving, Rule, Unassigned, find_receivers
from gis.planning.scenario import DecisionCheck, in_force
from gis.planning.situation import Situation, situation_of
from gis.planning.transport import Moved, is_known, provide
from gis.progress import Progress
from gis.standards import load_rules, parameter


class Reason(IntEnum):
    """Why a group moves; the names are ``flows.reason``."""

    STAY = 0
    SCHOOL_CLOSED = 1
    GRADE_CLOSED = 2


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

    ``roads``: what the scenario's changes to the roads make of the journeys, None without any.
    """

    county: County
    situation: Situation
    movement: Movement
    rules: Mapping[str, Any]
    scenario: Scenario
    roads: EditedRoads | None = None

    @property
    def county_after(self) -> County:
        """The plan as arrays with the journeys on the scenario's roads."""
        return self.roads.county if self.roads else self.county

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
    DecisionError
        The scenario holds a decision that cannot be carried out.
    """
    return flows_frame(work_out(plan, scenario, year=year, season=season))


def work_out(
    plan: Plan,
    scenario: Scenario | str,
    *,
    year: int | None = None,
    season: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Do what :func:`assign` does, and keep the arrays."""
    chosen = plan.scenario(scenario) if isinstance(scenario, str) else scenario
    rules = plan.rules or load_rules()
    county = county_of(plan)
    _refuse_impossible(county, chosen)
    first_boarding_grade = int(parameter(rules, "first_boarding_grade").value)
    situation = situation_of(county, in_force(chosen, year), first_boarding_grade)
    roads = edited_roads(plan, chosen, season=season, progress=progress)
    movement = _move(county, roads.county if roads else county, situation, rules)
    return Outcome(county, situation, movement, rules, chosen, roads)


def _refuse_impossible(county: County, scenario: Scenario) -> None:
    errors: tuple[DecisionError, ...] = DecisionCheck(county, scenario).errors() if scenario.decisions else ()
    if errors:
        raise errors[0]


@dataclass(frozen=True)
class _Placing:
    """Where each row of the baseline goes, before beds split some rows."""

    after: Ints
    reason: Ints
    rule: Ints
    unassigned: Ints


def _move(county: County, after_it: County, situation: Situation, rules: Mapping[str, Any]) -> Movement:
    """Move the pupils; ``after_it`` has the journeys on the scenario's roads, for everybody."""
    base, limits = county.attendance, limits_of(rules)
    placing = _place(after_it, situation)
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
    before, after = base.school[row], placing.after[row]
    on_foot = walking(grade)
    way_before = np.where(base.boards[row], Way.BOARDING, on_foot)
    ways_after = [Way.NONE, Way.BOARDING, Way.SCHOOL_BUS]
    way_after = np.select([after == NOBODY, boards, by_bus[row]], ways_after, on_foot)
    seconds_before, metres_before = travel(county, settlement, before, way_before, grade)
    seconds_after, metres_after = travel(after_it, settlement, after, way_after, grade)
    return Movement(
        settlement=settlement,
        grade=grade,
        before=before,
        after=after,
        pupils=pupils,
        boarded=base.boards[row],
        boards=boards,
        estimated=base.estimated[row],
        reason=placing.reason[row],
        rule=placing.rule[row],
        unassigned=placing.unassigned[row],
        needs_transport=needs[row],
        way_before=way_before,
        way_after=way_after,
        seconds_before=seconds_before,
        seconds_after=seconds_after,
        metres_before=metres_before,
        metres_after=metres_after,
        verdict_before=_verdicts(county, limits, settlement, before, way_before, grade, seconds_before),
        verdict_after=_verdicts(after_it, limits, settlement, after, way_after, grade, seconds_after),
    )


def _place(county: County, situation: Situation) -> _Placing:
    """Leave everybody where they are, except those whose school or grade closes."""
    base = county.attendance
    after, reason = base.school.copy(), np.full(len(base.school), Reason.STAY, dtype=np.int64)
    rule, unassigned = np.full_like(reason, Rule.STAY), np.full_like(reason, Unassigned.ASSIGNED)
    leaving = np.flatnonzero(~situation.teaches[base.school, base.grade - 1])
    if len(leaving):
        groups = Leaving(base.settlement[leaving], base.grade[leaving], base.school[leaving])
        found = find_receivers(county, situation, groups)
        after[leaving], rule[leaving], unassigned[leaving] = found.school, found.rule, found.reason
        closed = ~situation.is_open[groups.school]
        reason[leaving] = np.where(closed, Reason.SCHOOL_CLOSED, Reason.GRADE_CLOSED)
    return _Placing(after, reason, rule, unassigned)


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


def flows_frame(outcome: Outcome) -> pd.DataFrame:
    """Return a movement as the frame ``Evaluation.flows``."""
    county, moves = outcome.county, outcome.movement
    settlements = _with_unknown(county.settlement_ids, "outside")
    names = _with_unknown(county.settlement_names, "")
    townships = _with_unknown(county.settlements["township"].tolist(), "")
    schools = _with_unknown(county.school_ids, "")
    return pd.DataFrame(
        {
            "settlement_id": settlements.take(moves.settlement),
            "settlement": names.take(moves.settlement),
            "township": townships.take(moves.settlement),
            "grade": moves.grade,
            "band": _words(band.value for band in BANDS).take(band_codes(moves.grade)),
            "school_before": schools.take(moves.before),
            "school_after": schools.take(moves.after),
            "pupils": moves.pupils,
            "boarding_before": moves.boarded,
            "boarding_after": moves.boards,
            "estimated": moves.estimated,
            "moved": moves.moved,
            "reason": _enum_words(Reason).take(moves.reason),
            "rule": _enum_words(Rule).take(moves.rule),
            "unassigned_reason": _words(
                "" if one is Unassigned.ASSIGNED else one.name.lower() for one in Unassigned
            ).take(moves.unassigned),
            "cross_township": outcome.cross_township,
            "mode_before": _way_words().take(moves.way_before),
            "mode_after": _way_words().take(moves.way_after),
            "seconds_before": moves.seconds_before,
            "seconds_after": moves.seconds_after,
            "metres_before": moves.metres_before,
            "metres_after": moves.metres_after,
            "measured_before": _measured(county, moves.settlement, moves.before, moves.way_before),
            "measured_after": _measured(outcome.county_after, moves.settlement, moves.after, moves.way_after),
            "verdict_before": _enum_words(Verdict).take(moves.verdict_before),
            "verdict_after": _enum_words(Verdict).take(moves.verdict_after),
        }
    )


def _measured(county: County, settlement: Ints, school: Ints, way: Ints) -> Bools:
    """Return whose walk was measured in the field."""
    on_foot = (way != Way.SCHOOL_BUS) & (way != Way.NONE) & (settlement >= 0) & (school >= 0)
    measured: Bools = on_foot & county.walk_measured[settlement, school]
    return measured


def _with_unknown(values: Any, unknown: str) -> Any:
    """Return texts to take from by code; -1 takes the last one, which stands for "none"."""
    return pd.array([*values, unknown], dtype="str")


def _words(words: Any) -> Any:
    return pd.array(list(words), dtype="str")


def _enum_words(codes: type[IntEnum]) -> Any:
    return _words(one.name.lower() for one in codes)


def _way_words() -> Any:
    return _words("" if way is Way.NONE else way.name.lower() for way in Way)
