"""Where the teachers and the equipment of closed schools go, as decided: who is not named stays 未安置.

How many 专任教师 go where is decided; the other counts of the ledger (教职工, 在编, 骨干 …) follow in the
same shares, in whole people. Where all of them go to one school that is exact, where they are split 推算.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.feasibility import TEACHERS
from gis.planning.ledger import numbers
from gis.planning.receivers import NOBODY
from gis.planning.situation import Situation

NOT_MOVING = ("approved_posts",)     # 核定编制 is the county's to give, no teacher takes it along


@dataclass(frozen=True)
class Placement:
    """Pairs of a closed school and one that takes over.

    Attributes
    ----------
    sender, receiver
        Codes of schools.
    teachers
        专任教师 who go; NaN = not known.
    share
        Of the sender's; NaN = not known.
    equipment
        Receiver of each school's equipment, -1 = nobody.
    """

    sender: Ints
    receiver: Ints
    teachers: Floats
    share: Floats
    equipment: Ints

    @property
    def splits(self) -> Bools:
        """Which pairs take only a part of the sender's teachers along."""
        part: Bools = ~(self.share == 1)
        return part

    def moved(self, column: str, values: Floats) -> Floats:
        """Return how much of a count of the ledger each pair moves; NaN = not known.

        Parameters
        ----------
        values
            Of every school, NaN unknown.
        """
        if column in NOT_MOVING or not len(self.sender):
            return np.zeros(len(self.sender))
        if column == TEACHERS:
            return self.teachers
        moved = np.zeros(len(self.sender))
        for school in np.unique(self.sender):
            rows = self.sender == school
            moved[rows] = _whole(self.share[rows] * values[school], float(values[school]))
        return moved

    def came_and_left(self, column: str, values: Floats) -> tuple[Floats, Floats]:
        """Return what of a count comes to each school, and what leaves it with a place to go."""
        moved, schools = self.moved(column, values), len(values)
        came, left = (
            np.bincount(codes, weights=moved, minlength=schools).astype(float)
            for codes in (self.receiver, self.sender)
        )
        return came, left

    def equipment_moved(self, values: Floats) -> tuple[Floats, Floats]:
        """Return the equipment that comes to each school, and that leaves it."""
        senders = np.flatnonzero(self.equipment != NOBODY)
        came, left = np.zeros(len(values)), np.zeros(len(values))
        np.add.at(came, self.equipment[senders], values[senders])
        left[senders] = values[senders]
        return came, left


def placement_of(county: County, situation: Situation) -> Placement:
    """Return what the decisions in force say of the schools that are closed, to schools that are open."""
    equipment: Ints = np.full(len(county.school_ids), NOBODY, dtype=np.int64)
    pairs: list[tuple[int, int, float, float]] = []      # sender, receiver, teachers, share
    for code, decision in situation.decisions.items():
        if situation.is_open[code] or not county.is_open[code]:
            continue
        receiver = county.school_code(decision.equipment_receiver) if decision.equipment_receiver else NOBODY
        if receiver >= 0 and situation.is_open[receiver]:
            equipment[code] = receiver
        if decision.teachers:
            total = float(numbers(county.schools, TEACHERS)[code])
            pairs += _pairs(county, situation, code, total, decision.teachers)
    found = np.array(pairs, dtype=float).reshape(-1, 4)
    codes = found[:, :2].astype(np.int64)
    return Placement(codes[:, 0], codes[:, 1], found[:, 2], found[:, 3], equipment)


def _pairs(
    county: County, situation: Situation, code: int, total: float, named: tuple[tuple[str, int | None], ...]
) -> Iterator[tuple[int, int, float, float]]:
    rest = max(total - sum(count for _, count in named if count is not None), 0.0)
    for school_id, count in named:
        receiver = county.school_code(school_id)
        teachers = rest if count is None else float(count)
        whole = count is None and len(named) == 1
        if receiver >= 0 and situation.is_open[receiver]:
            yield code, receiver, teachers, 1.0 if whole else teachers / total if total else 0.0


def _whole(parts: Floats, total: float) -> Floats:
    """Return parts as whole people by the largest remainders, no more of them than their sum rounded."""
    if np.isnan(parts).any():
        return np.full(len(parts), np.nan)
    floors = np.floor(parts)
    more = round(min(float(parts.sum()), total) - float(floors.sum()))
    floors[np.argsort(floors - parts, kind="stable")[:more]] += 1
    return floors
