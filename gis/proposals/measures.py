"""What a proposal is measured by, counted from a scenario that is worked out: the search counts the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.evaluation.closing import BEYOND
from gis.model import GRADES
from gis.planning.assignment import Outcome
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import judge
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
    as far as it is longer.
    """

    limits_s: Floats
    borderline_share: float
    mean_km: Floats

    def envy(self, grade: Ints, metres: Floats) -> Floats:
        """Return (kilometres above the mean)² of each journey; 0 where the way is not known."""
        over = np.nan_to_num(metres) / METRES_PER_KM - self.mean_km[grade - 1]
        squared: Floats = np.maximum(over, 0.0) ** 2
        return squared


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
    return Yardstick(limits.seconds, limits.borderline_share, mean_km)


def is_over(outcome: Outcome, by: Yardstick) -> Bools:
    """Return which groups of the movement are beyond the limit or without a way, after."""
    moves = outcome.movement
    known = is_known(outcome.county, moves.settlement, moves.after)
    home_known = (moves.settlement >= 0) & outcome.county.settlement_placed[moves.settlement]
    verdict = judge(
        moves.seconds_after, by.limits_s[moves.grade - 1], by.borderline_share,
        boards=moves.boards, unknown=np.where(moves.after == NOBODY, ~home_known, ~known),
    )  # fmt: skip
    return np.isin(verdict, BEYOND)


def journeys_measured(outcome: Outcome, by: Yardstick) -> dict[str, float]:
    """Return ``travel`` (pupil·km, one way), ``hours``, ``over_limit`` (pupils), ``equity``, ``moved``."""
    moves = outcome.movement
    pupils = moves.pupils
    return {
        "travel": float((pupils * np.nan_to_num(moves.metres_after)).sum()) / METRES_PER_KM,
        "hours": float((pupils * np.nan_to_num(moves.seconds_after)).sum()) / SECONDS_PER_HOUR,
        "over_limit": float(pupils[is_over(outcome, by)].sum()),
        "equity": float((pupils * by.envy(moves.grade, moves.metres_after)).sum()),
        "moved": float(pupils[moves.moved].sum()),
    }
