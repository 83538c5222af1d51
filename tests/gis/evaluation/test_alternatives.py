"""Where the pupils of a school would go if it alone closed: each rule of the order, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan, with_school, without_way

from gis.evaluation import alternatives
from gis.evaluation.alternatives import least_rides, next_receivers
from gis.layout import Scenario
from gis.planning.assignment import work_out

V1, V2, V3, V4 = range(4)


def work(*rows, plan=None, zones=(), **decisions):
    attendance = [(home, school, False, pupils) for home, school, pupils in rows]
    made = plan or miniature_plan(attendance=attendance, zones=zones)
    return work_out(made, Scenario("方案", decisions))


def receivers(outcome):
    """Village, school and grade → the school that comes next."""
    moves, county = outcome.movement, outcome.county
    homes, schools = [*county.settlement_ids, "outside"], [*county.school_ids, ""]
    found = zip(moves.settlement, moves.after, moves.grade, next_receivers(outcome), strict=True)
    return {(homes[home], schools[own], int(grade)): schools[to] for home, own, grade, to in found}


def test_the_own_township_comes_first_then_the_nearest_of_another():
    """v3's own s2-P is 1200 s away, p3 1000 s and s1 1800 s elsewhere; v1 has s1 and p3, then s2-P."""
    outcome = work(("v3", "p3", {1: 5}), ("v3", "s2-P", {1: 6, 4: 7}), ("v1", "s1", {1: 8, 5: 9}))
    assert receivers(outcome) == {
        ("v3", "p3", 1): "s2-P", ("v3", "s2-P", 1): "p3", ("v3", "s2-P", 4): "s1",
        ("v1", "s1", 1): "p3", ("v1", "s1", 5): "s2-P",
    }  # fmt: skip


def test_grades_of_one_band_that_are_taught_elsewhere_go_elsewhere():
    """p3 takes grades 1-3; s1 here 3-6: v2's first two grades go to s2-P, the third to s1."""
    plan = miniature_plan(attendance=[("v2", "p3", False, {1: 5, 2: 6, 3: 7}), ("v1", "s1", False, {5: 4})])
    found = receivers(work(plan=with_school(plan, "s1", first_grade=3.0)))
    assert found == {
        ("v2", "p3", 1): "s2-P", ("v2", "p3", 2): "s2-P", ("v2", "p3", 3): "s1", ("v1", "s1", 5): "s2-P"
    }  # fmt: skip


def test_the_zoned_school_comes_before_the_nearest_if_it_is_another_that_teaches_the_grade():
    rows = ("v1", "s1", {1: 5, 2: 6}), ("v2", "s1", {4: 7})
    zones = [("v1", 1, 1, "s2-P"), ("v1", 2, 2, "s1"), ("v2", 4, 4, "p3")]
    assert receivers(work(*rows, zones=zones)) == {
        ("v1", "s1", 1): "s2-P", ("v1", "s1", 2): "p3", ("v2", "s1", 4): "s2-P"
    }


def test_pupils_of_unknown_home_go_to_the_managing_school_if_there_is_one():
    """p3 is run by s1."""
    found = receivers(work(("outside", "p3", {1: 3}), ("outside", "s1", {2: 4}), ("v4", "p3", {1: 5})))
    assert found == {("outside", "p3", 1): "s1", ("outside", "s1", 2): "", ("v4", "p3", 1): "s1"}


def test_a_home_without_a_position_is_an_unknown_one():
    """s2-P is far nearer for v3; without a position s1, which runs p3, has them."""
    outcome = work(("v3", "p3", {1: 5}), ("v1", "p3", {1: 6}))
    placed = np.array([True, True, False, True])
    held = replace(outcome, county_held=replace(outcome.county_held, settlement_placed=placed))
    assert receivers(outcome)["v3", "p3", 1] == "s2-P"
    assert receivers(held)["v3", "p3", 1] == "s1"


def test_who_has_no_school_has_no_next_one():
    outcome = work(("v1", "s2-J", {7: 5}), ("v1", "s1", {1: 6}), **{"s2-J": merge()})
    assert receivers(outcome) == {("v1", "", 7): "", ("v1", "s1", 1): "p3"}


def test_no_way_to_any_other_school_is_nobody():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 5}), ("v2", "p3", False, {1: 6})])
    cut = without_way(plan, ("v1", "p3"), ("v1", "s2-P"))
    assert receivers(work(plan=cut)) == {("v1", "s1", 1): "", ("v2", "p3", 1): "s1"}
    private = with_school(plan, "p3", ownership="民办")
    assert receivers(work(plan=private))["v1", "s1", 1] == "s2-P"


@pytest.mark.parametrize(
    ("seconds", "metres", "expected"),
    [((1000.0, 1000.0), (900, 800), "s2-P"), ((1000.0, 1000.0005), (900, 800), "s2-P"),
     ((1000.0, 1000.5), (900, 800), "s1"), ((1000.0, 1000.0), (900, 900.0005), "s1"),
     ((1000.0, 1000.0), (900, 900), "s1"), ((1000.0005, 1000.0), (800, 900), "s1")],
)  # fmt: skip
def test_ways_as_long_go_by_metres_then_by_code(seconds, metres, expected):
    """v3's 5 of p3, with s1 and s2-P in its township; v1 has no two ways alike."""
    outcome = work(("v1", "p3", {1: 4}), ("v3", "p3", {1: 5}))
    held = outcome.county_held
    walk = {band: replace(one, seconds=one.seconds.copy(), metres=one.metres.copy())
            for band, one in held.walk.items()}  # fmt: skip
    for one in walk.values():
        one.seconds[V3, :2], one.metres[V3, :2] = seconds, metres
    one_town = replace(held, walk=walk, school_township=np.zeros(4, dtype=np.int64),
                       settlement_township=np.zeros(4, dtype=np.int64))  # fmt: skip
    found = receivers(replace(outcome, county_held=one_town))
    assert found == {("v3", "p3", 1): expected, ("v1", "p3", 1): "s1"}


def test_in_parts_it_is_the_same(monkeypatch):
    """The rows are worked out some at a time, for memory."""
    rows = [(home, "s1", {1: 5, 4: 6}) for home in ("v1", "v2", "v3", "v4")]
    outcome = work(*rows)
    everything = np.arange(len(outcome.movement.after))
    expected = receivers(outcome), least_rides(outcome, everything).tolist()
    # 420 s and metres / 5: v1 1620 m, v2 on the spot, v3 900 m, v4 1800 m to p3
    first = np.flatnonzero(outcome.movement.grade == 1)
    homes = outcome.movement.settlement[first].tolist()
    rides = dict(zip(homes, least_rides(outcome, first).tolist(), strict=True))
    assert rides == {V1: 744, V2: 420, V3: 600, V4: 780}
    for size in (1, 3):
        monkeypatch.setattr(alternatives, "ROWS_AT_ONCE", size)
        assert (receivers(outcome), least_rides(outcome, everything).tolist()) == expected


def test_no_ride_is_to_the_own_school_or_from_an_unknown_home():
    outcome = work(("v1", "s1", {1: 5}), ("outside", "s1", {1: 2}), ("v1", "s2-J", {7: 4}))
    moves = outcome.movement
    found = {(home, int(grade)): ride for home, grade, ride in zip(
        moves.settlement.tolist(), moves.grade, least_rides(outcome, np.arange(3)), strict=True
    )}  # fmt: skip
    np.testing.assert_equal(found, {(V1, 1): 744.0, (-1, 1): np.nan, (V1, 7): np.nan})
