"""What the scenario provides for the pupils it moves: a seat, a bed, or their own feet.

Nothing is assumed. A moved day pupil *needs* transport where the walk is longer than the limit, where there
is no way on foot, or - where no limit is set - where the way is longer than the parameter
``bus_needed_beyond_m``.

1. Bus: the decision that moves the pupils names seats. They count if they are enough for all who need one
   and can be reached by bus, and where the ride is quicker than the walk; too few seats count as none.
2. Bed: the receiver's beds left over by the boarders who stay, from the receiver's lowest boarding grade,
   never for grades 1-3. Moved boarders come first, then those who need transport, longest walk first; a group
   may be split.
3. Else they walk, and the time is judged as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.journeys import Limits, lookup, travel, walking
from gis.planning.situation import Situation


@dataclass(frozen=True)
class Moved:
    """Groups that changed school and have a receiver."""

    settlement: Ints
    grade: Ints
    origin: Ints
    receiver: Ints
    boarded: Bools
    pupils: Ints


@dataclass(frozen=True)
class Provided:
    """Per moved group: whether it cannot walk, rides the bus, and how many of its pupils get a bed."""

    needs: Bools
    by_bus: Bools
    beds: Ints


def provide(
    county: County, situation: Situation, moved: Moved, staying_boarders: Ints, limits: Limits, far_m: float
) -> Provided:
    """Hand out seats and beds.

    Parameters
    ----------
    staying_boarders
        Boarders per school whom the scenario leaves there.
    limits
        Daily limits.
    far_m
        Where no limit is set, a longer walk than this needs a bus or a bed.
    """
    walk_s, walk_m = travel(county, moved.settlement, moved.receiver, walking(moved.grade), moved.grade)
    needs = needs_transport(county, moved, walk_s, walk_m, limits, far_m)
    by_bus = _seats(county, situation, moved, needs, walk_s)
    return Provided(needs, by_bus, _beds(situation, moved, needs & ~by_bus, walk_s, staying_boarders))


def needs_transport(
    county: County, moved: Moved, walk_s: Floats, walk_m: Floats, limits: Limits, far_m: float
) -> Bools:
    """Return which moved day pupils cannot be left to walk."""
    limit = limits.of(moved.grade)
    no_way = np.isnan(walk_s) & is_known(county, moved.settlement, moved.receiver)
    too_long = np.where(np.isnan(limit), walk_m > far_m, walk_s > limit)
    needs: Bools = ~moved.boarded & (no_way | too_long)
    return needs


def is_known(county: County, settlement: Ints, school: Ints) -> Bools:
    """Whether both ends of a journey have a position, so that a missing time means "no way"."""
    placed: Bools = (
        (settlement >= 0)
        & (school >= 0)
        & county.settlement_placed[settlement]
        & county.school_placed[school]
    )
    return placed


def _seats(county: County, situation: Situation, moved: Moved, needs: Bools, walk_s: Floats) -> Bools:
    ride_s, _ = lookup(county.bus, moved.settlement, moved.receiver)
    reached = ~np.isnan(ride_s) & ~(ride_s >= walk_s)
    seats = len(situation.bus_seats)
    needed = np.bincount(moved.origin, weights=moved.pupils * (needs & reached), minlength=seats)
    enough = situation.bus_seats >= needed
    by_bus: Bools = needs & reached & enough[moved.origin]
    return by_bus


def _beds(
    situation: Situation, moved: Moved, needs: Bools, walk_s: Floats, staying_boarders: Ints
) -> Ints:
    free = np.fmax(situation.beds - staying_boarders, 0)        # unknown beds are none
    asks = (moved.boarded | needs) & (moved.grade >= situation.boards_from[moved.receiver])
    rows = np.flatnonzero(asks & (free[moved.receiver] > 0))
    longest_first = np.where(np.isnan(walk_s[rows]), -np.inf, -walk_s[rows])
    keys = moved.origin, moved.grade, moved.settlement
    order = rows[
        np.lexsort((*(key[rows] for key in keys), longest_first, ~moved.boarded[rows], moved.receiver[rows]))
    ]
    wanted, receiver = moved.pupils[order], moved.receiver[order]
    total = np.cumsum(wanted)
    start = np.searchsorted(receiver, receiver, side="left")
    before = total - wanted - (total - wanted)[start]
    result: Ints = np.zeros(len(asks), dtype=np.int64)
    result[order] = np.clip(free[receiver] - before, 0, wanted)
    return result


@dataclass(frozen=True)
class Unprovided:
    """Moved pupils of one school whom the plan leaves to walk though they cannot, and what would cure it.

    Attributes
    ----------
    school, receiver
        Codes.
    pupils
        Who need transport and have neither seat nor bed.
    seats_needed
        Seats that the decision on the school would have to provide for all of its pupils whom a bus can take
        to this receiver (quicker than walking, those who ride already included); 0 = no bus can.
    in_time
        How many of the pupils a bus would take within the limit; those without a limit count.
    beds_needed
        Further beds at the receiver for those of the pupils who are old enough to board.
    without_cure
        Pupils whom no bus can take and who are too young to board: only another receiver helps.
    """

    school: int
    receiver: int
    pupils: int
    seats_needed: int
    in_time: int
    beds_needed: int
    without_cure: int


def unprovided(
    county: County, situation: Situation, moved: Moved, needs: Bools, provided: Bools, limits: Limits
) -> tuple[Unprovided, ...]:
    """Return who is not provided for, by school and receiver, with what would cure it.

    Parameters
    ----------
    moved
        Groups with a receiver.
    needs, provided
        Whether a group cannot walk, and whether it has a seat or a bed.
    """
    walk_s, _ = travel(county, moved.settlement, moved.receiver, walking(moved.grade), moved.grade)
    ride_s, _ = lookup(county.bus, moved.settlement, moved.receiver)
    by_bus = ~np.isnan(ride_s) & ~(ride_s >= walk_s)
    in_time = by_bus & ~(ride_s > limits.of(moved.grade))
    old_enough = moved.grade >= situation.boards_from[moved.receiver]
    left = needs & ~provided
    schools = len(situation.bus_seats)
    pair = moved.origin * schools + moved.receiver
    found = []
    for key in np.unique(pair[left]).tolist():
        mine = (pair == key) & needs
        lost = mine & ~provided

        def count(rows: Bools) -> int:
            return int(moved.pupils[rows].sum())

        school, receiver = divmod(key, schools)
        found.append(
            Unprovided(
                school, receiver, count(lost), count(mine & by_bus) if (lost & by_bus).any() else 0,
                count(lost & in_time), count(lost & old_enough), count(lost & ~by_bus & ~old_enough),
            )
        )  # fmt: skip
    return tuple(found)
