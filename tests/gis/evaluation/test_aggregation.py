"""Journeys and moves by home, township, school, 中心校 and county, by hand; where pupils go next."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, with_school

from gis.evaluation.aggregation import by_central, by_school, by_settlement, by_township, of_county
from gis.evaluation.alternatives import least_rides, next_receivers
from gis.layout import Scenario
from gis.planning.assignment import work_out


@pytest.fixture(scope="module")
def baseline():
    return work_out(miniature_plan(), "baseline")


@pytest.fixture(scope="module")
def merged():
    return work_out(miniature_plan(), Scenario("并", {"p3": merge("s1")}))


def pupils(table):
    return {name: (row["pupils_before"], row["pupils_after"]) for name, row in table.iterrows()}


def test_every_unit_has_its_pupils_and_nobody_only_where_there_are_some(baseline, merged):
    same = {"s1": (114, 114), "s2-P": (48, 48), "s2-J": (39, 39), "p3": (20, 20)}
    assert pupils(by_school(baseline)) == same
    assert pupils(by_school(merged)) == same | {"s1": (114, 134), "p3": (20, 0)}
    assert [table.columns[0] for table in (by_school(merged), by_central(merged))] == ["school", "school"]
    # p3 is managed by s1: its pupils are s1's on both sides
    assert pupils(by_central(merged)) == {"s1": (134, 134), "s2-P": (48, 48), "s2-J": (39, 39)}
    assert pupils(by_township(merged)) == {"甲镇": (153, 153), "乙镇": (67, 67), "": (1, 1)}
    assert pupils(by_settlement(merged)) == {
        "v1": (108, 108), "v2": (33, 33), "v3": (67, 67), "v4": (12, 12), "outside": (1, 1),
    }  # fmt: skip
    assert pupils(of_county(merged)) == {0: (221, 221)}
    assert by_settlement(merged)["township"].tolist() == ["甲镇", "甲镇", "乙镇", "甲镇", ""]


def test_pupils_whom_nobody_receives_have_a_row_of_their_own():
    """The only junior school closes: 39 pupils have none after, and none was without before."""
    outcome = work_out(miniature_plan(), Scenario("并", {"s2-J": merge()}))
    for table in (by_school(outcome), by_central(outcome)):
        assert pupils(table)["s2-J"] == (39, 0)
        assert pupils(table)[""] == (0, 39)
        assert (table["unassigned_pupils"]["s2-J"], table["unassigned_pupils"].sum()) == (39, 39)


def test_the_journeys_of_a_village_whose_school_closes(merged):
    """v4: 5 walk 1800 m to p3 (2000 s), then 2520 m to s1 (2800 s); 7 older ones board."""
    row = by_settlement(merged).loc["v4"]
    expected = {
        "day_pupils_before": 5, "day_pupils_after": 5, "mean_s_before": 2000, "mean_s_after": 2800,
        "max_s_before": 2000, "max_s_after": 2800, "pupil_km_before": 9, "pupil_km_after": 12.6,
        "over_limit_pupils_before": 5, "over_limit_pupils_after": 5, "boarding_pupils_before": 7,
        "boarding_pupils_after": 7, "moved_pupils": 5, "cross_township_pupils": 0, "unassigned_pupils": 0,
        "unknown_pupils_after": 0, "unreachable_pupils_after": 0, "borderline_pupils_after": 0,
    }  # fmt: skip
    assert row[list(expected)].to_dict() == pytest.approx(expected)
    point = by_school(merged).loc["p3"]
    # before: 15 of v2 on the spot, 5 of v4; nobody after, and no journey is not one of 0 s
    assert (point["mean_s_before"], point["max_s_before"], point["moved_pupils"]) == (500, 2000, 20)
    assert point[["mean_s_after", "max_s_after"]].isna().all()
    outside = by_settlement(merged).loc["outside"]
    assert (outside["unknown_pupils_after"], outside["day_pupils_after"]) == (1, 0)


def test_who_would_receive_each_row_and_the_shortest_ride(baseline):
    """Own township first, then another; a bus takes 420 s + metres / 5."""
    county, moves = baseline.county_held, baseline.movement
    names = [*county.school_ids.tolist(), None]
    found, rides = next_receivers(baseline), least_rides(baseline, np.arange(len(moves.after)))
    homes = [*county.settlement_ids, "outside"]
    by_row = {
        (homes[home], names[own], int(grade)): (names[to], None if np.isnan(ride) else round(float(ride), 6))
        for home, own, grade, to, ride in zip(
            moves.settlement, moves.after, moves.grade, found, rides, strict=True
        )
    }
    expected = {
        ("v2", "p3", 1): ("s1", 564), ("v4", "p3", 2): ("s1", 924),
        ("v1", "s1", 3): ("p3", 744), ("v1", "s1", 4): ("s2-P", 1140), ("v2", "s1", 6): ("s2-P", 816),
        ("v3", "s2-P", 1): ("p3", 600), ("v3", "s2-P", 4): ("s1", 744),
        ("v1", "s2-J", 7): (None, None), ("v3", "s2-J", 9): (None, None), ("outside", "s1", 1): (None, None),
    }  # fmt: skip
    assert {key: by_row[key] for key in expected} == expected


def test_of_two_ways_that_take_as_long_the_shorter_one_counts():
    """v3 walks 1500 s to p3 (1700 m) and to s1 (1620 m), the other township's schools."""
    plan, travel = miniature_plan(), {}
    for mode, times in plan.travel.items():
        seconds, metres = times.seconds.copy(), times.metres.copy()
        seconds[2, [0, 3]], metres[2, 3] = 1500, 1700
        travel[mode] = replace(times, seconds=seconds, metres=metres)
    outcome = work_out(replace(plan, travel=travel), "baseline")
    ids, moves = outcome.county_held.school_ids, outcome.movement
    first_graders = (moves.settlement == 2) & (moves.grade == 1)
    assert ids[next_receivers(outcome)[first_graders]].tolist() == ["s1"]


def test_a_point_without_first_grade_is_its_managers_too():
    rows = [row for row in ATTENDANCE if row[1] != "p3"]
    plan = miniature_plan(attendance=[*rows, ("v2", "p3", False, {2: 5, 3: 4})])
    plan = with_school(plan, "p3", first_grade=2.0, pupils_g1=0.0, classes_g1=0.0)
    table = by_central(work_out(plan, "baseline"))
    assert pupils(table) == {"s1": (123, 123), "s2-P": (48, 48), "s2-J": (39, 39)}


def test_the_zone_comes_before_the_nearest_school():
    """v3's zone of grades 1 and 2 is s1's; in the third grade p3 is nearest."""
    outcome = work_out(miniature_plan(zones=[("v3", 1, 2, "s1")]), "baseline")
    ids, moves, found = outcome.county_held.school_ids, outcome.movement, next_receivers(outcome)
    of_v3 = [found[(moves.settlement == 2) & (moves.grade == grade)] for grade in (1, 2, 3)]
    assert [ids[one].tolist() for one in of_v3] == [["s1"], ["s1"], ["p3"]]
