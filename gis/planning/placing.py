"""Where each group of pupils goes, before beds split some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gis.codes import Code
from gis.planning.county import Attendance, County, Ints
from gis.planning.receivers import Leaving, Received, Rule, Unassigned
from gis.planning.situation import Situation


class Reason(Code):
    """Why a group moves; the names are ``flows.reason``."""

    STAY = 0
    SCHOOL_CLOSED = 1
    GRADE_CLOSED = 2
    REZONED = 3                     # by the policy: neither school nor grade closes


@dataclass(frozen=True)
class Placing:
    """Where each group goes.

    Attributes
    ----------
    row
        Row of the baseline that a group is (a part of).
    pupils
        Of the group; those of a row add up to the row's.
    after
        School, -1 = none.
    """

    row: Ints
    pupils: Ints
    after: Ints
    reason: Ints
    rule: Ints
    unassigned: Ints

    def groups(self, base: Attendance) -> Attendance:
        """Return the baseline's rows cut into the groups."""
        if len(self.row) == len(base.pupils):
            return base
        return Attendance(
            settlement=base.settlement[self.row],
            grade=base.grade[self.row],
            school=base.school[self.row],
            boards=base.boards[self.row],
            pupils=self.pupils,
            estimated=base.estimated[self.row],
            special_shares={name: shares[self.row] for name, shares in base.special_shares.items()},
        )


def everybody_stays(base: Attendance) -> Placing:
    """Return the baseline."""
    rows = len(base.school)
    stay = np.zeros(rows, dtype=np.int64)
    return Placing(np.arange(rows), base.pupils, base.school, stay, stay, stay)      # put makes copies


def leaving_rows(base: Attendance, situation: Situation) -> Ints:
    """Return the rows of the baseline whose school or grade closes."""
    return np.flatnonzero(~situation.teaches.ravel()[base.cell])


def groups_of(base: Attendance, rows: Ints) -> Leaving:
    """Return rows of the baseline as groups that look for a school."""
    return Leaving(base.settlement[rows], base.grade[rows], base.school[rows])


def put(placing: Placing, rows: Ints, found: Received, county: County, situation: Situation) -> Placing:
    """Return the placing with the schools found for some rows of the baseline (none of them split)."""
    part = Placing(rows, placing.pupils[rows], found.school, found.rule, found.rule, found.reason)
    made = placed(county, situation, part)
    whole = replace(
        placing, after=placing.after.copy(), reason=placing.reason.copy(), rule=placing.rule.copy(),
        unassigned=placing.unassigned.copy(),
    )  # fmt: skip
    for name in ("after", "reason", "rule", "unassigned"):
        getattr(whole, name)[rows] = getattr(made, name)
    return whole


def placed(county: County, situation: Situation, placing: Placing) -> Placing:
    """Return a placing with the reasons that follow from it, and without a rule for those who stay.

    The reason is what becomes of the school: closed, its grade closed, or neither (re-zoned).
    """
    before, grade = county.attendance.school[placing.row], county.attendance.grade[placing.row]
    gone, stays = ~situation.teaches[before, grade - 1], placing.after == before
    closed = ~situation.is_open[before]
    moves = np.where(gone, np.where(closed, Reason.SCHOOL_CLOSED, Reason.GRADE_CLOSED), Reason.REZONED)
    return replace(
        placing,
        reason=np.where(stays, Reason.STAY, moves),
        rule=np.where(stays, Rule.STAY, placing.rule),
        unassigned=np.where(stays, Unassigned.ASSIGNED, placing.unassigned),
    )
