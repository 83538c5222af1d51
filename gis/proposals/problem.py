"""A plan as a choice to be made: what each school may become, and which receiver each village may get.

A unit is a village's pupils who would have to leave a school under one choice: all of them where it is
merged, the upper grades where it becomes a teaching point. A unit goes to one receiver, as a decision names
one receiver per village. A pair is a unit and a receiver that it may get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.evaluation.details import Details
from gis.layout import Decision, LayoutStatus
from gis.model import GRADES
from gis.planning.county import Bools, Floats, Ints
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY
from gis.proposals.candidates import Candidates, candidates_of
from gis.proposals.land import Land
from gis.proposals.measures import METRES_PER_KM, SECONDS_PER_HOUR, Yardstick, is_over, yardstick_of
from gis.proposals.options import Group, ProposalOptions, require_options
from gis.proposals.room import Room, room_of
from gis.proposals.transfers import Groups, Transfers, transfers
from gis.proposals.units import KIND_WORDS, Kind, Units, leaving, units_of

JOURNEYS = ("travel", "total_km", "hours", "over_limit", "equity")


@dataclass(frozen=True)
class Pairs:
    """Units and the receivers that they may get.

    ``change``: what going there adds to each measure, against staying. ``fails``: pupils brought beyond the
    limit or left without transport. ``seats``, ``beds``: taken there. ``boarders``: more of them than now.
    """

    unit: Ints
    receiver: Ints
    change: dict[str, Floats]
    fails: Floats
    seats: Floats
    beds: Floats
    boarders: Floats


@dataclass(frozen=True)
class Problem:
    """Everything that the search needs to know, in codes of the county's schools and settlements.

    Attributes
    ----------
    choice_school, choice_kind
        The choices; a candidate has at least two of them.
    fixed_receiver
        Whether a school may receive whatever is decided.
    staying
        Pupils by school and grade in the scenario that the proposal rests on.
    measured
        Its measures: what the changes are added to.
    without
        Groups of constraints that are left out.
    narrowed
        Units that may choose among the nearest receivers only.
    land
        Whose land touches whose; None = catchments need not be in one piece, or it is not known.
    """

    state: Details
    options: ProposalOptions
    candidates: Candidates
    by: Yardstick
    choice_school: Ints
    choice_kind: Ints
    units: Units
    pairs: Pairs
    room: Room
    fixed_receiver: Bools
    staying: Floats
    measured: dict[str, float]
    without: frozenset[Group]
    narrowed: int
    land: Land | None

    @property
    def outcome(self) -> Outcome:
        """The scenario that the proposal rests on, worked out."""
        return self.state.outcome

    def choice(self, school: int, kind: Kind) -> int:
        """Return the position of a choice, -1 if there is none."""
        found = np.flatnonzero((self.choice_school == school) & (self.choice_kind == kind))
        return int(found[0]) if len(found) else -1


def build_problem(
    state: Details, options: ProposalOptions, *, without: frozenset[Group] = frozenset(),
    candidates: Candidates | None = None, land: Land | None = None,
) -> Problem:  # fmt: skip
    """Build the problem of a plan.

    Parameters
    ----------
    state
        The scenario that the proposal rests on, worked out: its decisions, locks and sites hold.
    without
        Groups of constraints to leave out, for asking which of them are in conflict.
    candidates
        Default: those of the state.
    land
        For catchments in one piece; None = they need not be.

    Raises
    ------
    PlanningError
        Those of :func:`require_options` and :func:`candidates_of`.
    """
    from gis.proposals.cost import funding_measure
    from gis.proposals.measures import journeys_measured

    require_options(options)
    outcome = state.outcome
    candidates = candidates_of(state, options) if candidates is None else candidates
    by = yardstick_of(outcome, options)
    schools, kinds = _choices(outcome, candidates, options)
    rows, choice = leaving(outcome, candidates, schools, kinds)
    units, unit = units_of(state, options, rows, choice)
    room = room_of(state, candidates, options, without)
    receivers = _receivers(outcome, schools, kinds, room)
    pairs, narrowed = _pairs(outcome, options, by, rows, units, unit, schools, receivers, room, without)
    fixed = np.zeros(len(outcome.county.school_ids), dtype=bool)
    fixed[receivers] = True
    fixed[schools] = False
    measured = {**journeys_measured(outcome, by), "cost": funding_measure(state)}
    return Problem(
        state, options, candidates, by, schools, kinds, units, pairs, room, fixed,
        _staying(outcome), measured, without, narrowed, land if options.connected is not False else None,
    )  # fmt: skip


def _choices(
    outcome: Outcome, candidates: Candidates, options: ProposalOptions
) -> tuple[Ints, Ints]:
    """Return school and kind of every choice."""
    found = []
    for one in candidates.schools:
        found.append((one.code, Kind.RETAIN))
        if one.may_convert:
            found.append((one.code, Kind.POINT))
        if one.may_close:
            found.append((one.code, Kind.CLOSE))
    receives = set(outcome.movement.after[outcome.movement.moved].tolist())
    for code, decision in outcome.situation.decisions.items():
        is_site = decision.status is LayoutStatus.NEW and not outcome.county.exists[code]
        if is_site and code not in receives:
            found += [(code, Kind.OPEN), (code, Kind.NOT_OPEN)]
    table = np.array(found, dtype=np.int64).reshape(len(found), 2)
    return table[:, 0], table[:, 1]


def _receivers(outcome: Outcome, schools: Ints, kinds: Ints, room: Room) -> Ints:
    """Return the schools that may receive: ordinary public ones whose place and room are known."""
    county, situation = outcome.county, outcome.situation
    may = county.by_default & situation.is_open & situation.teaches.any(axis=1) & county.school_placed
    may &= ~np.isnan(room.places)
    return np.flatnonzero(may)


def _pairs(
    outcome: Outcome, options: ProposalOptions, by: Yardstick, rows: Ints, units: Units, unit: Ints,
    schools: Ints, receivers: Ints, room: Room, without: frozenset[Group],
) -> tuple[Pairs, int]:  # fmt: skip
    moves = outcome.movement
    groups = Groups(
        moves.settlement[rows], moves.grade[rows], moves.after[rows], moves.boards[rows],
        moves.pupils[rows], moves.seconds_after[rows], is_over(outcome, by)[rows],
    )  # fmt: skip
    beds = (room.beds + room.more_beds)[receivers]
    found = transfers(outcome, groups, receivers, beds, options)
    sums = _sums(outcome, by, groups, rows, found, unit, len(units.home))
    allowed = _allowed(outcome, options, units, schools, receivers, without)
    if Group.TRAVEL not in without and options.over_limit_price is None:
        allowed &= sums["fails"] == 0
    allowed &= sums["unbedded"] == 0
    distance = np.where(allowed, sums["total_km"], np.inf)
    rank = distance.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    near = allowed & (rank < options.receivers_each)
    narrowed = int((near.sum(axis=1) < allowed.sum(axis=1)).sum())
    at, column = np.nonzero(near)
    change = {name: sums[name][at, column] for name in JOURNEYS}
    change["moved"] = (units.pupils - units.already)[at].astype(float)
    parts = (sums[name][at, column] for name in ("fails", "seats", "beds", "boarders"))
    return Pairs(at, receivers[column], change, *parts), narrowed


def _sums(
    outcome: Outcome, by: Yardstick, groups: Groups, rows: Ints, found: Transfers, unit: Ints, units: int
) -> dict[str, Floats]:
    """Add up the groups of each unit: units × receivers, changes against staying where they are."""
    pupils, moves = groups.pupils.astype(float)[:, None], outcome.movement
    now_s, now_m = (np.nan_to_num(one[rows])[:, None] for one in (moves.seconds_after, moves.metres_after))
    km = by.km(moves.metres_before[rows][:, None], found.metres)
    over_before = is_over(outcome, by, before=True)[rows]
    over = by.over(over_before[:, None], found.over)
    grade = np.repeat(groups.grade, km.shape[1])
    moved = moves.moved[rows]                        # by the base scenario: weighed as who moves
    now_km = np.where(moved, by.km(moves.metres_before[rows], now_m[:, 0]), now_m[:, 0] / METRES_PER_KM)
    now_over = np.where(moved, by.over(over_before, groups.is_over), groups.is_over)
    envy_now = by.envy(groups.grade, now_km)[:, None]
    values = {
        "travel": pupils * (km - now_km[:, None]),
        "total_km": pupils * (np.nan_to_num(found.metres) - now_m) / METRES_PER_KM,
        "hours": pupils * (np.nan_to_num(found.seconds) - now_s) / SECONDS_PER_HOUR,
        "over_limit": pupils * (over.astype(float) - now_over[:, None]),
        "equity": pupils * (by.envy(grade, km.ravel()).reshape(km.shape) - envy_now),
        "fails": pupils * found.fails,
        "unbedded": pupils * found.unbedded,
        "seats": pupils * found.rides,
        "beds": pupils * found.sleeps,
        "boarders": pupils * (found.sleeps.astype(float) - groups.boards[:, None]),
    }
    sums = {}
    for name, value in values.items():
        sums[name] = np.zeros((units, found.metres.shape[1]))
        np.add.at(sums[name], unit, value)
    return sums


def _allowed(
    outcome: Outcome, options: ProposalOptions, units: Units, schools: Ints, receivers: Ints,
    without: frozenset[Group],
) -> Bools:  # fmt: skip
    """Return which receivers teach all grades of a unit and stand where it may be sent."""
    county, situation = outcome.county, outcome.situation
    missing = (units.grades > 0).astype(np.int64) @ (~situation.teaches[receivers]).astype(np.int64).T
    school = schools[units.choice]
    allowed: Bools = (missing == 0) & (receivers != school[:, None])
    if not options.other_townships and Group.TOWNSHIP not in without:
        at, own = county.school_township[receivers], county.school_township[school]
        home = np.where(units.home >= 0, county.settlement_township[units.home], NOBODY)
        allowed &= (at == own[:, None]) | (at == home[:, None])
    return allowed


def _staying(outcome: Outcome) -> Floats:
    moves = outcome.movement
    staying = np.zeros((len(outcome.county.school_ids), len(GRADES)))
    at = moves.after != NOBODY
    np.add.at(staying, (moves.after[at], moves.grade[at] - 1), moves.pupils[at])
    return staying


def decision_in_force(outcome: Outcome, code: int) -> Decision:
    """Return what the scenario that the proposal rests on decides about a school."""
    return outcome.scenario.decision(str(outcome.county.school_ids[code]))


__all__ = ["KIND_WORDS", "Kind", "Pairs", "Problem", "Units", "build_problem", "decision_in_force"]
