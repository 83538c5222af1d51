"""Which schools a proposal may close or turn into a teaching point, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from gis.errors import PlanningError
from gis.evaluation.details import Details
from gis.layout import LayoutStatus, SchoolLock
from gis.planning.county import Bools
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY
from gis.proposals.options import ProposalOptions, Widening, first_year
from gis.standards import NATIONAL, criterion

STRUCTURE = {"central_school": Widening.CENTRAL, "only_junior": Widening.ONLY_ONE,
             "only_complete_primary": Widening.ONLY_ONE}  # fmt: skip


class Fixed(StrEnum):
    """Why nothing is proposed about a school; the names are message codes with ``proposal_fixed_`` before."""

    PRIVATE = "private"
    CLOSED = "closed"
    DECIDED = "decided"
    RECEIVES = "receives"
    LOCKED = "locked"
    LARGE = "large"
    CENTRAL = "central"
    ONLY_ONE = "only_one"
    MUST_STAY = "must_stay"
    UNDECIDED = "undecided"
    NOTHING_TO_DO = "nothing_to_do"


@dataclass(frozen=True)
class Candidate:
    """A school that may be decided about.

    ``must_close``: a lock says so. ``kept``: the grades (columns) that a teaching point there would keep.
    ``barred``: why it may not be closed, though it may become a teaching point; None = it may, or closing was
    not allowed at all.
    """

    code: int
    may_close: bool
    may_convert: bool
    must_close: bool
    kept: Bools
    barred: Fixed | None = None


@dataclass(frozen=True)
class Candidates:
    """The candidates by code, and of every other school why it is none."""

    schools: tuple[Candidate, ...]
    fixed: dict[int, Fixed]
    below_pupils: float | None


def threshold_of(outcome: Outcome, options: ProposalOptions) -> float | None:
    """Return below how many pupils a school is a candidate: the user's number, else the county's own."""
    if options.below_pupils is not None:
        return options.below_pupils
    rules = outcome.rules
    known = "candidate_pupils" in rules[NATIONAL]["criteria"]       # not in rules of before it was there
    return criterion(rules, "candidate_pupils").value if known else None


def candidates_of(state: Details, options: ProposalOptions) -> Candidates:
    """Tell candidates from the schools that stay as they are.

    Parameters
    ----------
    state
        The scenario that the proposal rests on.

    Raises
    ------
    PlanningError
        proposal_threshold_missing: neither a threshold nor a school was named; proposal_school_unknown.
    """
    outcome, table = state.outcome, state.must_stay.schools
    below = threshold_of(outcome, options)
    forced = {key for key, lock in outcome.scenario.locks.schools.items() if lock is SchoolLock.MUST_CLOSE}
    if below is None and not options.also and not forced:
        raise PlanningError("proposal_threshold_missing")
    for school_id in options.also:
        if outcome.county.school_code(school_id) < 0:
            raise PlanningError("proposal_school_unknown", school_id=school_id)
    found, fixed = [], {}
    for code, verdict in _verdicts(state, table, below, options):
        if isinstance(verdict, Candidate):
            found.append(verdict)
        else:
            fixed[code] = verdict
    return Candidates(tuple(found), fixed, below)


def _verdicts(
    state: Details, table: pd.DataFrame, below: float | None, options: ProposalOptions
) -> Iterator[tuple[int, Candidate | Fixed]]:
    outcome = state.outcome
    county, moves = outcome.county, outcome.movement
    receives = np.isin(np.arange(len(county.school_ids)), moves.after[moves.moved])
    locks = outcome.scenario.locks.schools
    rows = {str(key): row for key, row in table.iterrows()}
    for code, school_id in enumerate(map(str, county.school_ids)):
        lock = locks.get(school_id)
        if not county.exists[code]:
            continue
        if school_id not in rows:
            yield code, Fixed.PRIVATE if county.is_private[code] else Fixed.CLOSED
        elif school_id in outcome.scenario.decisions:
            yield code, Fixed.DECIDED
        elif receives[code] and not passes_on(state, code, options):
            yield code, Fixed.RECEIVES
        elif lock in (SchoolLock.MUST_STAY, SchoolLock.UNDECIDED):
            yield code, Fixed.LOCKED
        else:
            named = school_id in options.also or lock is SchoolLock.MUST_CLOSE
            row = rows[school_id]
            if not named and not (below is not None and row["pupils"] < below):
                yield code, Fixed.LARGE
            else:
                must_close = lock is SchoolLock.MUST_CLOSE
                yield code, _candidate(outcome, code, row, options, named=named, must_close=must_close)


def passes_on(state: Details, code: int, options: ProposalOptions) -> bool:
    """Tell whether a receiver of the base scenario may be decided about: those it took in move on later.

    All of them have come by then, at once and in a year that is known; those who move on do so together.
    """
    first = first_year(options)
    if Widening.RECEIVES not in options.widen or first is None:
        return False
    moves = state.outcome.movement
    senders = np.unique(moves.before[moves.moved & (moves.after == code)]).tolist()
    return NOBODY not in senders and all(
        (year := moved_in(state, sender)) is not None and year < first for sender in senders
    )


def moved_in(state: Details, sender: int) -> int | None:
    """Return the school year in which the base scenario moves a school's pupils; None = not all at once."""
    outcome = state.outcome
    decision = outcome.scenario.decision(str(outcome.county.school_ids[sender]))
    by_year = decision.gradual or decision.status is LayoutStatus.PHASE_OUT
    if by_year or decision.trigger is not None or decision.moves_year is not None:
        return None
    return state.plan.meta.school_year if decision.year is None else decision.year


def _candidate(
    outcome: Outcome, code: int, row: pd.Series, options: ProposalOptions, *, named: bool, must_close: bool
) -> Candidate | Fixed:
    reasons = {one for one in str(row["reasons"]).split("、") if one}
    barred = None if named else _barred(reasons, bool(row["is_undecided"]), options)
    if barred is not None and barred is not Fixed.MUST_STAY:
        return barred
    kept = _kept(outcome, code, options)
    may_convert = options.may_convert and kept.any() and not must_close
    may_close = (options.may_close or must_close) and barred is None
    if not may_close and not may_convert:
        return barred or Fixed.NOTHING_TO_DO
    return Candidate(code, may_close, bool(may_convert), must_close, kept, barred)


def _barred(reasons: set[str], is_undecided: bool, options: ProposalOptions) -> Fixed | None:
    """Return what bars an unnamed school: for a reason of structure wholly, otherwise from closing."""
    for reason, widening in STRUCTURE.items():
        if reason in reasons and widening not in options.widen:
            return Fixed.CENTRAL if widening is Widening.CENTRAL else Fixed.ONLY_ONE
    if is_undecided and Widening.UNDECIDED not in options.widen:
        return Fixed.UNDECIDED
    if reasons - set(STRUCTURE) and Widening.ROOM_AND_WAY not in options.widen:
        return Fixed.MUST_STAY
    return None


def _kept(outcome: Outcome, code: int, options: ProposalOptions) -> Bools:
    """Return the grades that a teaching point would keep; none where it could not be made one."""
    county, situation = outcome.county, outcome.situation
    kept = np.zeros(len(situation.teaches[code]), dtype=bool)
    kept[np.array(options.point_grades) - 1] = True
    kept &= situation.teaches[code]
    leaves = (situation.teaches[code] & ~kept).any()
    possible = bool(county.is_primary[code]) and leaves and situation.status[code] is LayoutStatus.RETAIN
    return kept if possible else np.zeros_like(kept)
