"""Where groups of pupils go: the baseline cut into groups, and why each of them moves."""

from types import SimpleNamespace

import numpy as np
import pytest

from gis.planning.county import Attendance
from gis.planning.placing import Placing, Reason, everybody_stays, groups_of, leaving_rows, placed, put
from gis.planning.receivers import Received, Rule, Unassigned

BASE = Attendance(
    settlement=np.array([4, -1, 6, 7]), grade=np.array([1, 6, 3, 9]), school=np.array([0, 0, 1, 2]),
    boards=np.array([False, True, False, True]), pupils=np.array([10, 20, 30, 40]),
    estimated=np.array([True, False, False, True]), special_shares={"left": np.array([0.1, 0.2, 0.3, 0.4])},
)  # fmt: skip


def situation():
    """School 0 keeps grades 1-3, school 1 is closed, school 2 teaches all; 3 teaches nothing yet."""
    teaches = np.zeros((4, 9), dtype=bool)
    teaches[0, :3], teaches[2] = True, True
    return SimpleNamespace(teaches=teaches, is_open=np.array([True, False, True, True]))


COUNTY = SimpleNamespace(attendance=BASE)


def placing(row, after, pupils=None):
    row = np.array(row)
    size = np.full(len(row), 7) if pupils is None else np.array(pupils)
    given = (np.full(len(row), code) for code in (99, Rule.NEAREST, Unassigned.UNASSIGNED_NO_WAY))
    return Placing(row, size, np.array(after), *given)


def test_rows_that_are_split_become_groups_with_their_own_pupils():
    groups = placing([0, 0, 3, 1, 2], [0] * 5, [4, 6, 40, 20, 30]).groups(BASE)
    assert groups.settlement.tolist() == [4, 4, 7, -1, 6]
    assert groups.grade.tolist() == [1, 1, 9, 6, 3]
    assert groups.school.tolist() == [0, 0, 2, 0, 1]
    assert groups.boards.tolist() == [False, False, True, True, False]
    assert groups.pupils.tolist() == [4, 6, 40, 20, 30]
    assert groups.estimated.tolist() == [True, True, True, False, False]
    assert groups.special_shares["left"].tolist() == [0.1, 0.1, 0.4, 0.2, 0.3]
    assert everybody_stays(BASE).groups(BASE) is BASE, "nobody is split"


def test_the_baseline_is_that_everybody_stays():
    stay = everybody_stays(BASE)
    assert stay.row.tolist() == [0, 1, 2, 3]
    assert stay.after.tolist() == BASE.school.tolist()
    assert stay.pupils.tolist() == BASE.pupils.tolist()
    assert [stay.reason.tolist(), stay.rule.tolist(), stay.unassigned.tolist()] == [[0] * 4] * 3


def test_who_leaves_is_whose_school_or_grade_closes():
    rows = leaving_rows(BASE, situation())
    assert rows.tolist() == [1, 2]
    leaving = groups_of(BASE, rows)
    assert (leaving.settlement.tolist(), leaving.grade.tolist(), leaving.school.tolist()) == (
        [-1, 6], [6, 3], [0, 1]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "after", "reason"),
    [
        (0, 0, Reason.STAY), (0, 2, Reason.REZONED), (1, 2, Reason.GRADE_CLOSED), (1, 0, Reason.STAY),
        (2, 2, Reason.SCHOOL_CLOSED), (2, -1, Reason.SCHOOL_CLOSED), (3, 2, Reason.STAY),
        (3, 0, Reason.REZONED),
    ],
)  # fmt: skip
def test_why_a_group_moves(row, after, reason):
    made = placed(COUNTY, situation(), placing([row], [after]))
    kept = reason is not Reason.STAY
    assert made.reason.tolist() == [reason]
    assert made.rule.tolist() == [Rule.NEAREST if kept else Rule.STAY]
    assert made.unassigned.tolist() == [Unassigned.UNASSIGNED_NO_WAY if kept else Unassigned.ASSIGNED]


@pytest.mark.parametrize(("grade", "closed"), [(3, False), (4, True)])
def test_the_grade_itself_is_asked_for(grade, closed):
    base = SimpleNamespace(school=np.array([0]), grade=np.array([grade]))
    made = placed(SimpleNamespace(attendance=base), situation(), placing([0], [2]))
    assert made.reason.tolist() == [Reason.GRADE_CLOSED if closed else Reason.REZONED]


def test_schools_found_for_some_rows_leave_the_others_as_they_are():
    first = everybody_stays(BASE)
    found = Received(
        np.array([2, -1]), np.array([Rule.ZONE, Rule.NONE]),
        np.array([Unassigned.ASSIGNED, Unassigned.UNASSIGNED_NO_SCHOOL]),
    )  # fmt: skip
    made = put(first, np.array([1, 2]), found, COUNTY, situation())
    assert made.after.tolist() == [0, 2, -1, 2]
    assert made.reason.tolist() == [Reason.STAY, Reason.GRADE_CLOSED, Reason.SCHOOL_CLOSED, Reason.STAY]
    assert made.rule.tolist() == [Rule.STAY, Rule.ZONE, Rule.NONE, Rule.STAY]
    assert made.unassigned.tolist() == [0, 0, Unassigned.UNASSIGNED_NO_SCHOOL, 0]
    assert first.after.tolist() == BASE.school.tolist(), "what was handed in stays"
    assert made.row.tolist() == [0, 1, 2, 3]
