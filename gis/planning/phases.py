"""A scenario over the years: 先建后撤, and who is moved twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.layout import Decision, LayoutStatus, Scenario
from gis.messages import Message, describe
from gis.model import Plan
from gis.planning.assignment import work_out
from gis.planning.calendar import ENDING, OPENING, Enrolment, opening_year
from gis.planning.classes import places_after
from gis.planning.county import Attendance, Bools, Floats, Ints
from gis.planning.enrolment import released
from gis.planning.outcome import Outcome
from gis.planning.patches import effective

OUTSIDE = "outside"
YEARS = 10_000                      # room for any school year in a key
HALF, NOISE = 0.5, 1e-9             # shares of a cohort are no whole pupils, and no exact fractions
LEAVING = ENDING | {LayoutStatus.TEACHING_POINT}
PupilsOf = Callable[[int], Attendance | None]


@dataclass(frozen=True)
class PhaseError:
    """A school that closes before the places exist that its pupils are sent to (先建后撤).

    Attributes
    ----------
    sender_id, receiver_id
        Schools.
    closes_year, ready_year
        School years: from when the sender closes (or loses grades), and from when the receiver's new places
        count. It is cured by closing not before ``ready_year``, or by opening by ``closes_year``.
    places_short
        Pupils beyond the receiver's places in ``closes_year``; NaN where it is not open by then.
    """

    sender_id: str
    receiver_id: str
    sender: str
    receiver: str
    closes_year: int
    ready_year: int
    places_short: float

    def describe(self, language: str = "zh") -> Message:
        """Return what is wrong and what cures it."""
        values = {
            "school": self.sender, "receiver": self.receiver, "closes": self.closes_year,
            "ready": self.ready_year, "short": f"{self.places_short:.0f}",
        }  # fmt: skip
        code = "phase_not_open" if np.isnan(self.places_short) else "phase_places_short"
        return describe(code, values, language)


def phase_errors(
    plan: Plan,
    scenario: Scenario | str,
    *,
    pupils_of: PupilsOf | None = None,
    enrolment: Enrolment | None = None,
) -> tuple[PhaseError, ...]:
    """Return the closures that come before the places they need.

    Parameters
    ----------
    pupils_of
        The baseline of a school year (see :func:`gis.planning.assignment.work_out`); default: today's pupils.
    enrolment
        For triggers.

    Notes
    -----
    A decision without a year holds in the plan's own. A receiver counts if its pupils outnumber its places in
    that year and a project of its own opens later, or if it opens itself later than the sender closes.

    Raises
    ------
    gis.errors.DecisionError, gis.errors.InputError
        As :func:`gis.planning.assignment.work_out`.
    """
    if not any(_ready_year(one) for one in effective(plan, scenario).decisions.values()):
        return ()
    final = work_out(plan, scenario, enrolment=enrolment)
    decisions = released(plan, final.scenario.decisions, enrolment)
    later = {key: year for key, one in decisions.items() if (year := _ready_year(one)) is not None}
    starts: dict[int, list[str]] = {}
    for school_id, decision in decisions.items():
        if decision.status in LEAVING:
            start = plan.meta.school_year if decision.year is None else decision.year
            starts.setdefault(start, []).append(school_id)
    found: list[PhaseError] = []
    for year, senders in sorted(starts.items()):
        waiting = {key: ready for key, ready in later.items() if ready > year}
        if waiting:
            pupils = pupils_of(year) if pupils_of else None
            then = work_out(plan, scenario, year=year, pupils=pupils, enrolment=enrolment)
            found += [error for one in senders for error in _errors(final, then, one, year, waiting)]
    return tuple(found)


def _ready_year(decision: Decision) -> int | None:
    """Return the year in which a school opens or its project does, whichever is later; None = at once."""
    years = [opening_year(decision), decision.year if decision.status in OPENING else None]
    return max((year for year in years if year is not None), default=None)


def _errors(
    final: Outcome, then: Outcome, sender_id: str, year: int, waiting: Mapping[str, int]
) -> Iterable[PhaseError]:
    county = final.county
    sender = county.school_code(sender_id)
    short = np.maximum(_enrolment(then) - places_after(then.county, then.rules, then.situation), 0)
    meant = set(_receivers(final, sender)) | set(_receivers(then, sender))
    for receiver_id, ready in waiting.items():
        code = county.school_code(receiver_id)
        if code not in meant:
            continue
        is_open = bool(then.situation.is_open[code])
        if is_open and not short[code] > 0:
            continue
        yield PhaseError(
            sender_id, receiver_id, str(county.school_names[sender]), str(county.school_names[code]),
            year, ready, float(short[code]) if is_open else float("nan"),
        )  # fmt: skip


def _receivers(outcome: Outcome, sender: int) -> list[int]:
    moves = outcome.movement
    codes: list[int] = np.unique(moves.after[(moves.before == sender) & moves.moved]).tolist()
    return codes


def _enrolment(outcome: Outcome) -> Floats:
    moves = outcome.movement
    assigned = moves.after >= 0
    schools = len(outcome.county.school_ids)
    return np.bincount(
        moves.after[assigned], weights=moves.pupils[assigned], minlength=schools
    ).astype(float)


# ---- moved twice


@dataclass(frozen=True)
class MovedTwice:
    """Pupils who change school in two years or more, not counting 升学.

    ``groups``: ``settlement_id, entered`` (the school year in which the cohort entered grade 1),
    ``school_id`` (at the baseline), ``times`` (changes), ``pupils``.
    """

    pupils: int
    groups: pd.DataFrame


def moved_twice(
    plan: Plan,
    scenario: Scenario | str,
    years: Iterable[int],
    *,
    pupils_of: PupilsOf | None = None,
    enrolment: Enrolment | None = None,
) -> MovedTwice:
    """Count the pupils of a cohort who change school more than once over some years.

    Parameters
    ----------
    years
        School years that are looked at; before the first everybody is where the baseline has them.
    pupils_of, enrolment
        See :func:`phase_errors`.

    Notes
    -----
    A cohort is the pupils of a settlement and a baseline school who entered in one year, within one 学段.
    Who starts a 学段 at another school than the baseline's has not changed school by that. Where a cohort is
    split among schools single pupils cannot be followed: of its two largest changes the smaller counts, half
    a pupil as one.
    Who goes on from a teaching point to its 中心校 by age begins there as another cohort.
    """
    parts: list[pd.DataFrame] = []
    before: _Cohorts | None = None
    wanted = sorted(set(years))
    if not wanted:
        raise ValueError("no school year to look at")
    for year in wanted:
        pupils = pupils_of(year) if pupils_of else None
        outcome = work_out(plan, scenario, year=year, pupils=pupils, enrolment=enrolment)
        now = _cohorts(outcome, year)
        changed = now.changed_since(before)
        parts.append(pd.DataFrame({"key": now.keys[changed > 0], "changed": changed[changed > 0]}))
        before = now
    changes = pd.concat(parts).sort_values(["key", "changed"], ascending=[True, False])
    rank = changes.groupby("key").cumcount()
    second = changes[rank == 1]
    times = changes.groupby("key").size()
    keys = second["key"].to_numpy(dtype=np.int64)
    amounts = _whole(second["changed"].to_numpy(dtype=float))
    often: Ints = np.asarray(times.loc[keys], dtype=np.int64)
    return MovedTwice(int(amounts.sum()), _groups(outcome, keys, often, amounts))


def _whole(pupils: Floats) -> Ints:
    """Return whole pupils; half a one counts as one."""
    return np.floor(pupils + HALF + NOISE).astype(np.int64)


@dataclass(frozen=True)
class _Cohorts:
    """Pupils by cohort and school in one year.

    ``pair`` (cohort and school) and ``keys`` (cohorts) rise; ``at`` is the cohort of each pair, ``starts``
    tells which cohorts begin a 学段.
    """

    pair: Ints
    pupils: Floats
    at: Ints
    keys: Ints
    starts: Bools
    is_home: Bools                  # whether a pair is at the cohort's baseline school

    @property
    def totals(self) -> Floats:
        """Pupils per cohort."""
        return np.bincount(self.at, weights=self.pupils, minlength=len(self.keys)).astype(float)

    def changed_since(self, before: _Cohorts | None) -> Floats:
        """Return per cohort how many pupils are at another school than in the year before."""
        total = self.totals[self.at]
        there = np.where(self.starts[self.at], self.pupils, np.where(self.is_home, total, 0.0))
        if before is not None and len(before.pair):
            place = _found(before.keys, self.keys)[self.at]
            earlier = _found(before.pair, self.pair)
            amount = np.where(earlier >= 0, before.pupils[earlier], 0.0)
            share = np.divide(amount, before.totals[place], out=np.zeros(len(place)), where=place >= 0)
            there = np.where(place >= 0, share * total, there)
        kept = np.bincount(self.at, weights=np.minimum(there, self.pupils), minlength=len(self.keys))
        changed = self.totals - kept
        return np.where(changed > NOISE, changed, 0.0)


def _found(known: Ints, asked: Ints) -> Ints:
    """Return the positions of values among rising ones, -1 = not there."""
    place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[place] == asked, place, -1)


def _cohorts(outcome: Outcome, year: int) -> _Cohorts:
    moves, county = outcome.movement, outcome.county
    schools = len(county.school_ids) + 1
    first_junior = county.last_primary_grade + 1
    entered = year - moves.grade + 1
    key = (moves.settlement + 1) * schools + moves.before
    key = (key * YEARS + entered) * 2 + (moves.grade >= first_junior)
    pair, at = np.unique(key * schools + moves.after + 1, return_inverse=True)
    pupils = np.bincount(at, weights=moves.pupils).astype(float)
    keys, cohort = np.unique(pair // schools, return_inverse=True)
    row = np.zeros(len(pair), dtype=np.int64)
    row[at] = np.arange(len(at))
    starts = np.zeros(len(keys), dtype=bool)
    starts[cohort] = np.isin(moves.grade[row], [1, first_junior])
    return _Cohorts(pair, pupils, cohort, keys, starts, moves.after[row] == moves.before[row])


def _groups(outcome: Outcome, keys: Ints, times: Ints, pupils: Ints) -> pd.DataFrame:
    """Return the frame of :class:`MovedTwice`."""
    county = outcome.county
    schools = len(county.school_ids) + 1
    rest, entered = np.divmod(keys // 2, YEARS)
    settlement, school = np.divmod(rest, schools)
    homes = np.array([OUTSIDE, *county.settlement_ids], dtype=object)
    return pd.DataFrame(
        {
            "settlement_id": homes[settlement],
            "entered": entered,
            "school_id": county.school_ids[school],
            "times": times,
            "pupils": pupils,
        }
    )
