"""What a proposal is measured by, counted from a scenario that is worked out: the search counts the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.evaluation.closing import BEYOND
from gis.model import GRADES
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import judge
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY
from gis.planning.transport import is_known
from gis.proposals.options import ProposalOptions
from gis.proposals.transfers import strict_limits

METRES_PER_KM = 1000
SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Yardstick:
    """How journeys are weighed.

    ``limits_s``: per grade, NaN = none. ``mean_km``: per grade, today's mean of its stage; a way is envied
    as far as it is longer. ``counts_gains``: whether a shorter way makes up for a longer one.
    """

    limits_s: Floats
    borderline_share: float
    mean_km: Floats
    counts_gains: bool

    def km(self, before_m: Floats, after_m: Floats) -> Floats:
        """Return the kilometres that a way of pupils who move counts; 0 where it is not known."""
        after = np.nan_to_num(after_m)
        counted = after if self.counts_gains else np.maximum(np.nan_to_num(before_m), after)
        kilometres: Floats = counted / METRES_PER_KM
        return kilometres

    def envy(self, grade: Ints, km: Floats) -> Floats:
        """Return (kilometres above the mean)² of each journey."""
        squared: Floats = np.maximum(km - self.mean_km[grade - 1], 0.0) ** 2
        return squared

    def over(self, before: Bools, after: Bools) -> Bools:
        """Return which pupils who move count as beyond the limit."""
        return after if self.counts_gains else before | after


def yardstick_of(outcome: Outcome, options: ProposalOptions) -> Yardstick:
    """Return how journeys are weighed: today's means, the rules' limits and the user's own."""
    limits = strict_limits(outcome, options)
    moves = outcome.movement
    junior = np.array(GRADES) > outcome.county.last_primary_grade
    known = ~np.isnan(moves.metres_before)
    mean_km = np.zeros(len(GRADES))
    for stage in (junior, ~junior):
        rows = known & stage[moves.grade - 1]
        pupils = moves.pupils[rows]
        if pupils.sum():
            total_m = float((pupils * moves.metres_before[rows]).sum())
            mean_km[stage] = total_m / METRES_PER_KM / float(pupils.sum())
    return Yardstick(limits.seconds, limits.borderline_share, mean_km, options.count_gains)


def is_over(outcome: Outcome, by: Yardstick, *, before: bool = False) -> Bools:
    """Return which groups of the movement are beyond the limit or without a way, after (or before)."""
    moves, county = outcome.movement, outcome.county
    school = moves.before if before else moves.after
    known = is_known(county, moves.settlement, school)
    home_known = (moves.settlement >= 0) & county.settlement_placed[moves.settlement]
    verdict = judge(
        moves.seconds_before if before else moves.seconds_after,
        by.limits_s[moves.grade - 1],
        by.borderline_share,
        boards=moves.boarded if before else moves.boards,
        unknown=np.where(school == NOBODY, ~home_known, ~known),
    )
    return np.isin(verdict, BEYOND)


def journeys_measured(outcome: Outcome, by: Yardstick) -> dict[str, float]:
    """Return the measures of journeys.

    Returns
    -------
    dict
        ``travel`` (pupil·km, one way), ``over_limit`` (pupils) and ``equity`` (pupil·km²), of pupils who move
        as :class:`Yardstick` says; ``total_km`` and ``hours`` as they are; ``moved`` (pupils).
    """
    moves = outcome.movement
    pupils, moved, after = moves.pupils, moves.moved, np.nan_to_num(moves.metres_after)
    km = np.where(moved, by.km(moves.metres_before, after), after / METRES_PER_KM)
    over = is_over(outcome, by)
    over = np.where(moved, by.over(is_over(outcome, by, before=True), over), over)
    return {
        "travel": float((pupils * km).sum()),
        "total_km": float((pupils * after).sum()) / METRES_PER_KM,
        "hours": float((pupils * np.nan_to_num(moves.seconds_after)).sum()) / SECONDS_PER_HOUR,
        "over_limit": float(pupils[over].sum()),
        "equity": float((pupils * by.envy(moves.grade, km)).sum()),
        "moved": float(pupils[moved].sum()),
    }
