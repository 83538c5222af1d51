"""What becomes of the pupils of every school if it alone closes, in the state that a scenario makes.

Whoever goes to the school then goes to the next receiver; everybody else keeps what the scenario gives them,
seats and beds included. Closing provides no bus of its own. A pupil counts only if worse off than now: beyond
the limit now and no farther after is not the closing's doing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.evaluation.alternatives import next_receivers
from gis.evaluation.consequences import LATER_S
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import Limits, Verdict, Way, judge, limits_of, lookup, travel, walking
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY
from gis.planning.transport import Moved, is_known, needs_transport
from gis.standards import parameter

BEYOND = (Verdict.OVER, Verdict.UNREACHABLE)


@dataclass(frozen=True)
class Closing:
    """Every row of a movement that has a school, and what becomes of it when that school closes.

    ``row``: position in the movement; ``school`` that closes; ``receiver``, -1 = nobody; ``bedded``: pupils
    who get a bed there; ``by_bus``: they keep the seat that the scenario gives them; ``needs``: they cannot
    be left to walk; ``verdict`` of the way without a bed; ``old_enough`` to board there.
    """

    row: Ints
    school: Ints
    receiver: Ints
    pupils: Ints
    bedded: Ints
    needs: Bools
    verdict: Ints
    is_worse: Bools
    old_enough: Bools
    by_bus: Bools

    @property
    def on_foot_pupils(self) -> Ints:
        """Pupils with a receiver but neither bed nor seat."""
        return np.where((self.receiver == NOBODY) | self.by_bus, 0, self.pupils - self.bedded)


def close_each(outcome: Outcome) -> Closing:
    """Close each school alone."""
    moves, limits = outcome.movement, limits_of(outcome.rules)
    row = np.flatnonzero(moves.after != NOBODY)
    receiver = next_receivers(outcome)[row]
    home, grade, school = moves.settlement[row], moves.grade[row], moves.after[row]
    county = outcome.county_held
    walk_s, walk_m = travel(county, home, receiver, walking(grade), grade)
    moved = Moved(home, grade, school, receiver, moves.boarded[row], moves.pupils[row])
    far_m = parameter(outcome.rules, "bus_needed_beyond_m").value
    needs = needs_transport(county, moved, walk_s, walk_m, limits, far_m)
    ride_s, _ = lookup(county.bus, home, receiver)
    by_bus = needs & (moves.way_after[row] == Way.SCHOOL_BUS) & ~np.isnan(ride_s) & ~(ride_s >= walk_s)
    old_enough = (receiver != NOBODY) & (grade >= outcome.situation.boards_from[receiver])
    asks = (moved.boarded | (needs & ~by_bus)) & old_enough
    bedded = _beds(outcome, moved, asks, walk_s)
    seconds = np.where(by_bus, ride_s, walk_s)
    verdict = _judge(outcome, limits, home, grade, receiver, seconds)
    return Closing(
        row, school, receiver, moves.pupils[row], bedded, needs, verdict,
        _is_worse(outcome, row, seconds), old_enough, by_bus,
    )  # fmt: skip


def _judge(
    outcome: Outcome, limits: Limits, home: Ints, grade: Ints, receiver: Ints, seconds: Floats
) -> Ints:
    unknown = ~is_known(outcome.county_held, home, receiver)
    nobody = np.zeros(len(home), dtype=bool)
    return judge(seconds, limits.of(grade), limits.borderline_share, boards=nobody, unknown=unknown)


def _is_worse(outcome: Outcome, row: Ints, seconds: Floats) -> Bools:
    """Whether a row is worse off than in the scenario's state, as the findings see it."""
    moves = outcome.movement
    now, verdict = moves.seconds_after[row], moves.verdict_after[row]
    lost = np.isnan(seconds) & ~np.isnan(now)
    worse: Bools = ~np.isin(verdict, BEYOND) | (seconds > now + LATER_S) | lost
    return worse


def _beds(outcome: Outcome, moved: Moved, asks: Bools, walk_s: Floats) -> Ints:
    """Share each receiver's free beds out among those of one closing school: boarders first, then longest."""
    moves, schools = outcome.movement, len(outcome.situation.beds)
    boards = moves.boards & (moves.after != NOBODY)
    taken = np.bincount(moves.after[boards], weights=moves.pupils[boards], minlength=schools)
    free = np.maximum(np.nan_to_num(outcome.situation.beds) - taken, 0).astype(np.int64)
    pair = moved.origin * schools + moved.receiver
    longest_first = -np.nan_to_num(walk_s, nan=np.inf)
    order = np.lexsort((moved.grade, moved.settlement, longest_first, ~moved.boarded, pair))
    wanted = np.where(asks, moved.pupils, 0)[order]
    total = np.cumsum(wanted) - wanted
    before = total - total[np.searchsorted(pair[order], pair[order], side="left")]
    bedded: Ints = np.zeros(len(order), dtype=np.int64)
    bedded[order] = np.clip(free[moved.receiver[order]] - before, 0, wanted)
    return bedded
