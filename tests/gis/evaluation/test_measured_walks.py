"""Walks measured in the field stand in the place of computed ones where the network has no footpaths.

Paces of the miniature: grades 1-3 0.9 m/s, 4-6 1.1, 7-9 1.25, an adult 1.4; where nobody has said who walked,
1.25 m/s is assumed. So 20 minutes measured are 1,500 m: 1,666.7 s for grades 1-3, 1,363.6 s for 4-6 and
1,200 s for 7-9.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import miniature_plan, without_way

from gis.evaluation import evaluate
from gis.messages import describe
from gis.model import Mode, Observation, ObservationKind, Walker
from gis.network.measured import is_measured, measured_walks, walks_in_force, with_measured_walks
from gis.planning.county import county_of, keep_arrays

WALK = ObservationKind.WALKING_TIME
SECONDS = {Mode.WALK_G1_3: 1500 / 0.9, Mode.WALK_G4_6: 1500 / 1.1, Mode.WALK_G7_9: 1200.0}


def seen(name, settlement, school, minutes):
    return Observation(name, WALK, settlement, school, minutes=minutes, author="甲")


def with_walks(*observations, footpaths=False, plan=None):
    plan = plan or miniature_plan()
    roads = replace(plan.roads, has_footpaths=footpaths)
    return replace(plan, roads=roads, observations=observations)


NORTH = seen("u1", "v4", "p3", 20.0)


def test_a_measured_walk_takes_each_band_at_its_pace():
    plan = with_walks(NORTH)
    walks = walks_in_force(plan)
    for mode, expected in SECONDS.items():
        times = with_measured_walks(plan.travel[mode], walks)
        assert times.seconds[3, 3] == pytest.approx(expected)
        assert times.metres[3, 3] == pytest.approx(1500)
        others = np.ones((4, 4), dtype=bool)
        others[3, 3] = False
        np.testing.assert_array_equal(times.seconds[others], plan.travel[mode].seconds[others])
    bus = plan.travel[Mode.SCHOOL_BUS]
    assert with_measured_walks(bus, walks) is bus


def test_the_computed_matrix_stays():
    plan = with_walks(NORTH)
    evaluate(plan)
    assert plan.travel[Mode.WALK_G1_3].seconds[3, 3] == pytest.approx(1800 / 0.9)


def test_figures_say_that_they_were_measured():
    """北沟's grades 1 and 2 walk to 西村 in 1,666.7 s instead of 2,000: 临界 instead of 超时."""
    computed, measured = (evaluate(plan) for plan in (with_walks(), with_walks(NORTH)))
    assert "walks_measured" not in computed.marks
    assert "walks_measured" in measured.marks
    assert describe("walks_measured", {}).what
    flows = measured.flows
    rows = flows[(flows["settlement_id"] == "v4") & (flows["school_before"] == "p3")]
    assert rows["seconds_before"].tolist() == pytest.approx([1500 / 0.9] * 2)
    assert set(rows["verdict_before"]) == {"borderline"}
    assert rows["measured_before"].all()
    assert flows["measured_before"].sum() == len(rows)
    over = [e.travel["g1_3"]["before"].over_limit_pupils for e in (computed, measured)]
    assert over == [5, 0]


def test_with_footpaths_the_computed_walk_counts():
    plan = with_walks(NORTH, footpaths=True)
    assert walks_in_force(plan) == ()
    assert not is_measured(plan).any()
    assert "walks_measured" not in evaluate(plan).marks


def test_the_middle_one_of_several_counts_and_all_are_named():
    several = [seen(name, "v1", "s1", minutes) for name, minutes in (("a", 30.0), ("b", 12.0), ("c", 14.0))]
    (walk,) = measured_walks(several)
    assert (walk.minutes, walk.observation_ids) == (14.0, ("a", "b", "c"))


def test_a_walk_counts_at_the_pace_of_who_walked():
    """20 minutes of a child of grades 1-3 are 1,080 m, of one of grades 7-9 1,500 m, of an adult 1,680 m."""
    for walker, metres in (("g1_3", 1080), ("g4_6", 1320), ("g7_9", 1500), ("adult", 1680), ("", 1500)):
        (walk,) = measured_walks([replace(NORTH, walker=Walker(walker))])
        assert walk.metres == pytest.approx(metres)
    child = measured_walks([replace(NORTH, walker=Walker.G1_3)])
    assert with_measured_walks(TRAVEL[Mode.WALK_G1_3], child).seconds[3, 3] == pytest.approx(1200)
    faster = {"measured_walk": {"adult_speed_mps": {"value": 1.5}}}
    (walk,) = measured_walks([replace(NORTH, walker=Walker.ADULT)], faster)
    assert walk.metres == pytest.approx(1800)


def test_walks_of_different_people_meet_in_the_middle_of_their_metres():
    """A child's 20 minutes are 1,080 m, an adult's 10 are 840 m, a pupil's 12 are 900 m."""
    group = [
        replace(NORTH, observation_id=walker, walker=Walker(walker), minutes=minutes)
        for walker, minutes in (("g1_3", 20.0), ("adult", 10.0), ("g7_9", 12.0))
    ]
    (walk,) = measured_walks(group)
    assert walk.metres == pytest.approx(900)


def test_a_walk_to_one_division_is_a_walk_to_the_gate_of_all():
    plan = with_walks(seen("u1", "v3", "s2-J", 10.0))
    assert {walk.school_id for walk in walks_in_force(plan)} == {"s2-P", "s2-J"}
    assert np.argwhere(is_measured(plan)).tolist() == [[2, 1], [2, 2]]


def test_a_measured_walk_is_a_way_where_none_was_computed():
    plan = with_walks(NORTH, plan=without_way(miniature_plan(), ("v4", "p3")))
    assert county_of(plan).walk["g1_3"].seconds[3, 3] == pytest.approx(1500 / 0.9)


def test_places_that_are_gone_and_other_observations_change_nothing():
    note = Observation("n", ObservationKind.NOTE, "v4", "p3", text="桥窄")
    gone = seen("u", "v9", "p3", 5.0), seen("w", "v4", "x", 5.0), seen("z", "v4", "p3", np.nan)
    plan = with_walks(*gone, note)
    assert walks_in_force(plan) == ()
    assert evaluate(plan).marks == evaluate(with_walks()).marks


def test_kept_arrays_notice_new_measurements():
    plan = with_walks()
    keep_arrays(plan)
    assert not county_of(plan).walk_measured.any()
    assert county_of(replace(plan, observations=(NORTH,))).walk_measured.any()
    keep_arrays(miniature_plan())


TRAVEL = miniature_plan().travel


@settings(max_examples=30, deadline=None)
@given(minutes=st.floats(1, 600))
def test_slower_bands_never_take_less(minutes):
    walks = measured_walks([seen("u", "v1", "s1", minutes)])
    took = {mode: with_measured_walks(TRAVEL[mode], walks).seconds[0, 0] for mode in SECONDS}
    assert took[Mode.WALK_G1_3] > took[Mode.WALK_G4_6] > took[Mode.WALK_G7_9]
    assert took[Mode.WALK_G7_9] == pytest.approx(minutes * 60)
