"""Policies on arrays of a few rows: who may be moved, to which school, by which rule.

Schools: p2 (0) and j2 (2) in township 0, p1 (1) and j1 (3) in township 1, x (4, private, all grades) in 0.
Homes: 0 and 3 in township 0, 1 and 2 in township 1, 4 in township 2; the position of 3 is not known.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.layout import Policy, Scenario
from gis.model import Band
from gis.planning.county import Attendance, Journeys
from gis.planning.placing import Reason
from gis.planning.policies import feeder_codes, is_free, place
from gis.planning.receivers import Rule, Unassigned

P2, P1, J2, J1, X = range(5)
NAN = float("nan")
WALKS = {
    # by home: to p2, p1, j2, j1 and x
    Band.G1_3: [
        (100, 200, 90, 90, 1), (150, 150, 90, 90, 1), (NAN, 50, 1, 1, 1), (50, 60, 1, 1, 1), (70, 70, 1, 1, 1)
    ],
    Band.G4_6: [
        (200, 100, 90, 90, 1), (150, 149, 90, 90, 1), (NAN, 50, 1, 1, 1), (50, 60, 1, 1, 1), (70, 70, 1, 1, 1)
    ],
    Band.G7_9: [
        (1, 1, 300, 100, 1), (1, 1, 100, 400, 1), (1, 1, NAN, NAN, 1), (1, 1, 1, 1, 1), (1, 1, 80, 80, 1)
    ],
}  # fmt: skip


def world(rows, *, closed=(), zones=None):
    """Return a county and its situation: rows of (home, grade, school, pupils), schools that close."""
    home, grade, school, pupils = (np.array(column) for column in zip(*rows, strict=True))
    table = np.full((6, 9, 3), -1)
    for (place_, grades), schools in (zones or {}).items():
        for one in grades:
            table[place_, one - 1, : len(schools)] = schools
    no = np.zeros(len(home), dtype=bool)
    walk = {band: Journeys(np.array(times), np.array(times) * 1.5) for band, times in WALKS.items()}
    county = SimpleNamespace(
        attendance=Attendance(home, grade, school, no, pupils, no), zoned=table, walk=walk,
        by_default=np.array([True, True, True, True, False]), last_primary_grade=6,
        school_ids=np.array(["p2", "p1", "j2", "j1", "x"], dtype=object), settlement_ids=np.arange(5),
        school_township=np.array([0, 1, 0, 1, 0]), settlement_township=np.array([0, 1, 1, 0, 2]),
        settlement_placed=np.array([True, True, True, False, True]), in_order=np.array([J1, J2, P1, P2, X]),
        township_schools=np.array([(J2, P2, X), (J1, P1, -1), (-1, -1, -1)]),
    )  # fmt: skip
    teaches = np.zeros((5, 9), dtype=bool)
    teaches[:2, :6], teaches[2:4, 6:], teaches[X] = True, True, True
    teaches[list(closed)] = False
    situation = SimpleNamespace(
        teaches=teaches, is_open=teaches.any(axis=1), decisions={}, manager=np.full((5, 9), -1)
    )
    return county, situation


def placed(policy, rows, *, feeders=(), **more):
    """Return (school after, rule) of each row."""
    links = np.array(feeders, dtype=np.int64).reshape(-1, 2)
    made, proven = place(*world(rows, **more), Scenario("方案", policy=policy), {}, links)
    assert proven
    assert made.row.tolist() == list(range(len(rows)))
    return [(after, Rule(rule)) for after, rule in zip(made.after.tolist(), made.rule.tolist(), strict=True)]


STAY = Rule.STAY


def test_who_may_be_moved_by_a_policy():
    rows = [(0, 1, P2, 1), (0, 1, X, 1), (-1, 1, P2, 1), (3, 1, P2, 1), (4, 7, J1, 1), (-1, 1, X, 1)]
    assert is_free(world(rows)[0]).tolist() == [True, False, False, False, True, False]


NEAREST = [
    # home, grade, school, after
    (0, 1, P1, P2), (0, 4, P2, P1), (0, 6, P2, P1), (0, 7, J2, J1), (0, 1, P2, P2),
    (1, 3, P2, P1),             # as far: the home's own township
    (1, 7, J1, J2), (2, 6, P2, P1), (2, 3, P2, P1),
    (2, 7, J1, J1),             # no way to any: who can stay stays
    (4, 1, P2, P1), (4, 9, J2, J1),             # as far, and neither in the township: by code
    (3, 1, P1, P1), (-1, 1, P1, P1), (0, 1, X, X),
]  # fmt: skip


def test_each_goes_to_the_nearest_school_of_the_age_band():
    found = placed(Policy.NEAREST, [(home, grade, school, 5) for home, grade, school, _ in NEAREST])
    assert found == [
        (after, STAY if after == school else Rule.NEAREST) for _, _, school, after in NEAREST
    ]  # fmt: skip


def test_who_must_leave_goes_to_the_nearest_or_by_the_receiver_order():
    """P1 and X close. Who left a school of choice, or whose home is unknown, is not the policy's to place."""
    rows = [
        (0, 4, P1, 5), (0, 4, X, 5), (3, 1, P1, 5), (-1, 1, P1, 5), (2, 1, P1, 5), (0, 1, P2, 5),
        (1, 1, P2, 5),
    ]  # fmt: skip
    county, situation = world(rows, closed=(P1, X))
    made, _ = place(county, situation, Scenario("方案", policy=Policy.NEAREST), {}, np.zeros((0, 2), int))
    assert made.after.tolist() == [P2, P2, P2, -1, -1, P2, P2]
    assert made.rule.tolist()[:4] == [Rule.NEAREST, Rule.SAME_TOWNSHIP, Rule.SAME_TOWNSHIP, Rule.NONE]
    assert made.unassigned.tolist() == [
        0, 0, 0, Unassigned.UNASSIGNED_HOME_UNKNOWN, Unassigned.UNASSIGNED_NO_WAY, 0, 0
    ]  # fmt: skip
    assert made.reason.tolist() == [Reason.SCHOOL_CLOSED] * 5 + [Reason.STAY] * 2


def test_minimal_moves_only_who_must_leave():
    rows = [(0, 1, P1, 5), (1, 1, P2, 5), (0, 7, J2, 5)]
    assert placed(Policy.MINIMAL, rows) == [(P1, STAY), (P2, STAY), (J2, STAY)]
    closed = placed(Policy.MINIMAL, rows, closed=(P1, J1))
    assert closed == [(P2, Rule.SAME_TOWNSHIP), (P2, STAY), (J2, STAY)]


def test_zones_move_who_is_at_none_of_its_schools():
    zones = {
        (0, range(1, 7)): (P1,), (1, range(1, 7)): (P1, P2), (2, (1, 2)): (X, P1), (3, (1,)): (P1,),
        (4, (1,)): (J1, P2),                # no school for grade 1 is first
    }  # fmt: skip
    rows = [
        (0, 2, P2, 1), (1, 2, P2, 1), (1, 3, P1, 1), (2, 1, P2, 1), (2, 3, P2, 1), (3, 1, P2, 1),
        (4, 1, P1, 1), (-1, 1, P2, 1), (0, 1, X, 1), (0, 6, P2, 1),
    ]  # fmt: skip
    zone = Rule.ZONE
    assert placed(Policy.ZONES, rows, zones=zones) == [
        (P1, zone), (P2, STAY), (P1, STAY), (P1, zone), (P2, STAY), (P2, STAY), (P2, zone), (P2, STAY),
        (X, STAY), (P1, zone),
    ]  # fmt: skip
    closed = placed(Policy.ZONES, rows, zones=zones, closed=(P2,))
    assert closed == [
        (P1, zone), (P1, zone), (P1, STAY), (P1, zone), (P1, Rule.SAME_TOWNSHIP), (P1, zone),
        (P1, STAY), (-1, Rule.NONE), (X, STAY), (P1, zone),
    ]  # fmt: skip


LINKS = [(P1, J1), (P2, J2)]


def test_junior_grades_go_where_their_primary_school_feeds_unless_they_have_a_zone():
    """Home 0's sixth grade is re-zoned to P1; home 1's is at P1, its grade 8 is zoned to J2, its 9 is not."""
    zones = {(0, range(1, 7)): (P1,), (1, (8,)): (J2,)}
    rows = [
        (0, 6, P2, 5), (0, 7, J2, 5), (1, 6, P1, 5), (1, 8, J1, 5), (1, 9, J2, 5), (1, 7, J1, 5),
        (2, 7, J2, 5), (-1, 7, J2, 5), (3, 6, P1, 5), (3, 7, J2, 5),
    ]  # fmt: skip
    assert placed(Policy.ZONES, rows, zones=zones, feeders=LINKS) == [
        (P1, Rule.ZONE), (J1, Rule.FEEDER), (P1, STAY), (J2, Rule.ZONE), (J1, Rule.FEEDER), (J1, STAY),
        (J2, STAY), (J2, STAY), (P1, STAY), (J2, STAY),
    ]  # fmt: skip


def test_feeding_starts_from_where_the_last_primary_grade_ends_up():
    """P2 closes; nobody has a zone: home 0's sixth grade goes to P1 of the other township."""
    rows = [(0, 6, P2, 5), (0, 5, P2, 50), (0, 8, J2, 5)]
    assert placed(Policy.ZONES, rows, feeders=LINKS, closed=(P2,)) == [
        (P1, Rule.OTHER_TOWNSHIP), (P1, Rule.OTHER_TOWNSHIP), (J1, Rule.FEEDER)
    ]  # fmt: skip
    assert placed(Policy.ZONES, rows, feeders=LINKS) == [(P2, STAY), (P2, STAY), (J2, STAY)]


@pytest.mark.parametrize(
    ("sixth", "after"),
    [
        ([(1, 6, P2, 5), (1, 6, P1, 3), (1, 6, P1, 3)], J1), ([(1, 6, P2, 7), (1, 6, P1, 6)], J2),
        ([(1, 5, P2, 50), (1, 6, P1, 1)], J1), ([(1, 5, P1, 50)], J2), ([(4, 6, P1, 9)], J2),
    ],
)  # fmt: skip
def test_most_of_the_last_primary_grade_decides(sixth, after):
    found = placed(Policy.ZONES, [*sixth, (1, 7, J2, 5)], feeders=LINKS)
    assert found[-1] == (after, STAY if after == J2 else Rule.FEEDER)


def test_who_is_nowhere_or_comes_from_outside_does_not_decide():
    """P1 closes: nine of home 2 reach no other school, two are at P2. A hundred of P2 come from outside."""
    rows = [(2, 6, P1, 9), (2, 6, P2, 2), (2, 7, J1, 5)]
    found = placed(Policy.ZONES, rows, feeders=[*LINKS, (X, J1)], closed=(P1,))
    assert found == [(-1, Rule.NONE), (P2, STAY), (J2, Rule.FEEDER)]
    rows = [(4, 6, P1, 3), (-1, 6, P2, 100), (4, 7, J2, 5)]
    assert placed(Policy.ZONES, rows, feeders=LINKS)[2] == (J1, Rule.FEEDER)


def test_the_first_link_to_a_school_that_may_receive_counts():
    rows = [(1, 6, P1, 5), (1, 7, J2, 5), (4, 6, P2, 5), (4, 7, J1, 5)]
    links = [(P1, X), (P1, P2), (P1, J1), (P1, J2), (P2, J2), (P2, J1)]
    found = placed(Policy.ZONES, rows, feeders=links)
    assert [found[1], found[3]] == [(J1, Rule.FEEDER), (J2, Rule.FEEDER)]
    closed = placed(Policy.ZONES, rows, feeders=links, closed=(J2,))
    assert [closed[1], closed[3]] == [(J1, Rule.FEEDER), (J1, STAY)]


def test_links_between_known_schools_as_codes():
    county = SimpleNamespace(school_ids=np.array(["p2", "p1", "j2"], dtype=object))
    table = pd.DataFrame(
        {"from_school_id": ["p1", "p2", "zz", "p1"], "to_school_id": ["p2", "j2", "j2", "zz"]}
    )
    assert feeder_codes(county, table).tolist() == [[1, 0], [0, 2]]
    assert feeder_codes(county, table.iloc[:0]).shape == (0, 2)
    assert feeder_codes(county, table.iloc[2:]).shape == (0, 2)
