"""What becomes of each group of pupils at each school that could receive it.

The same order as :mod:`gis.planning.transport`: whoever cannot be left to walk rides the bus where seats may
be provided and the ride is quicker, else gets a bed where that is allowed; the others walk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.evaluation.closing import BEYOND
from gis.evaluation.consequences import LATER_S
from gis.model import Band
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import (
    BANDS,
    SECONDS_PER_MINUTE,
    Limits,
    Verdict,
    band_codes,
    judge,
    limits_of,
    lookup,
)
from gis.planning.outcome import Outcome
from gis.planning.transport import Moved, is_known, needs_transport
from gis.proposals.options import ProposalOptions
from gis.standards import parameter


@dataclass(frozen=True)
class Groups:
    """Groups of pupils who would have to leave a school: codes, grade 1-9, and how they fare now."""

    home: Ints
    grade: Ints
    school: Ints
    boards: Bools
    pupils: Ints
    seconds: Floats
    is_over: Bools

    def times(self, receivers: int) -> Groups:
        """Return each group so many times, one after the other."""
        return Groups(
            np.repeat(self.home, receivers).astype(np.int64),
            np.repeat(self.grade, receivers).astype(np.int64),
            np.repeat(self.school, receivers).astype(np.int64),
            np.repeat(self.boards, receivers).astype(bool),
            np.repeat(self.pupils, receivers).astype(np.int64),
            np.repeat(self.seconds, receivers).astype(float),
            np.repeat(self.is_over, receivers).astype(bool),
        )


@dataclass(frozen=True)
class Transfers:
    """Groups × receivers.

    Attributes
    ----------
    metres, seconds
        NaN = not known.
    over
        Beyond the limit, or without a way.
    fails
        Brought beyond it (and worse off than now), or left to walk where transport is needed.
    unbedded
        A boarder without a bed, or a day pupil who would have to board though that is not allowed.
    rides, sleeps
        Takes a seat, a bed.
    """

    metres: Floats
    seconds: Floats
    over: Bools
    fails: Bools
    unbedded: Bools
    rides: Bools
    sleeps: Bools


def transfers(
    outcome: Outcome, groups: Groups, receivers: Ints, beds: Floats, options: ProposalOptions
) -> Transfers:
    """Work out every group at every receiver.

    Parameters
    ----------
    beds
        Free beds of each receiver, those that may be added included.
    """
    shape = len(groups.home), len(receivers)
    one, at = groups.times(shape[1]), np.tile(receivers, shape[0])
    county, limits = outcome.county_held, limits_of(outcome.rules)
    walk_s, walk_m = _walks(outcome, one.home, at, one.grade)
    ride_s, ride_m = lookup(county.bus, one.home, at)
    moved = Moved(one.home, one.grade, one.school, at, one.boards, one.pupils)
    far_m = parameter(outcome.rules, "bus_needed_beyond_m").value
    needs = needs_transport(county, moved, walk_s, walk_m, limits, far_m)
    rides: Bools = needs & options.bus & ~np.isnan(ride_s) & ~(ride_s >= walk_s)
    old_enough = one.grade >= outcome.situation.boards_from[at]
    sleeps: Bools = (one.boards | (needs & ~rides)) & old_enough & (np.tile(beds, shape[0]) > 0)
    seconds, metres = np.where(rides, ride_s, walk_s), np.where(rides, ride_m, walk_m)
    verdict = judge(
        seconds, strict_limits(outcome, options).of(one.grade), limits.borderline_share,
        boards=sleeps, unknown=~is_known(county, one.home, at),
    )  # fmt: skip
    fails = _is_worse(one, seconds, verdict) | (needs & ~rides & ~sleeps & (verdict == Verdict.NO_LIMIT))
    unbedded: Bools = (one.boards & old_enough & ~sleeps) | (sleeps & ~one.boards & (not options.beds))
    return Transfers(
        metres.reshape(shape), seconds.reshape(shape), np.isin(verdict, BEYOND).reshape(shape),
        fails.reshape(shape), unbedded.reshape(shape), rides.reshape(shape), sleeps.reshape(shape),
    )  # fmt: skip


def _is_worse(groups: Groups, seconds: Floats, verdict: Ints) -> Bools:
    """Return who is beyond the limit or without a way, and was not or has it longer now."""
    lost = np.isnan(seconds) & ~np.isnan(groups.seconds)
    longer = ~groups.is_over | (seconds > groups.seconds + LATER_S) | lost
    worse: Bools = np.isin(verdict, BEYOND) & longer
    return worse


def _walks(outcome: Outcome, home: Ints, at: Ints, grade: Ints) -> tuple[Floats, Floats]:
    seconds, metres = np.full(len(home), np.nan), np.full(len(home), np.nan)
    band = band_codes(grade)
    for code, one in enumerate(BANDS):
        rows = band == code
        seconds[rows], metres[rows] = lookup(outcome.county_held.walk[one], home[rows], at[rows])
    return seconds, metres


def strict_limits(outcome: Outcome, options: ProposalOptions) -> Limits:
    """Return the stricter of the rules' limits and the user's own."""
    limits = limits_of(outcome.rules)
    seconds = limits.seconds.copy()
    for band, minutes in options.limits_min.items():
        columns = np.array(Band(band).grades) - 1
        seconds[columns] = np.fmin(seconds[columns], minutes * SECONDS_PER_MINUTE)
    return Limits(seconds, limits.borderline_share)
