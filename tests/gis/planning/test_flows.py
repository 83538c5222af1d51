"""The table of a movement, row by row, and whose walk was measured."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan

from gis.layout import Scenario
from gis.model import Observation, ObservationKind
from gis.planning.assignment import work_out
from gis.planning.flows import flows_frame, walks_measured

PLAN = miniature_plan()


def rows_of(outcome):
    frame = flows_frame(outcome)
    return frame.set_index(["settlement_id", "grade", "school_before"])


@pytest.fixture(scope="module")
def closed():
    return rows_of(work_out(PLAN, Scenario("方案", {"p3": merge("s1")})))


def test_a_row_of_who_moves_is_in_words(closed):
    """西村's 6 first graders leave p3 (0 m) for s1: 720 m, 800 s, within 30 minutes."""
    row = closed.loc[("v2", 1, "p3")]
    words = ["settlement", "township", "band", "school_after", "pupils", "reason", "rule"]
    assert row[words].tolist() == ["西村", "甲镇", "g1_3", "s1", 6, "school_closed", "named"]
    assert row["unassigned_reason"] == ""
    assert row[["seconds_before", "seconds_after"]].tolist() == [0, 800]
    assert row[["metres_before", "metres_after"]].tolist() == [0, 720]
    assert row[["mode_before", "mode_after"]].tolist() == ["walk_g1_3", "walk_g1_3"]
    assert row[["verdict_before", "verdict_after"]].tolist() == ["within", "within"]
    assert row[["moved", "estimated", "boarding_before", "boarding_after"]].tolist() == [True] + [False] * 3


def test_a_row_of_who_stays_and_one_from_outside(closed):
    stays = closed.loc[("v4", 9, "s2-J")]
    assert stays[["band", "school_after", "pupils", "reason", "rule"]].tolist() == [
        "g7_9", "s2-J", 2, "stay", "stay"
    ]  # fmt: skip
    assert stays[["boarding_before", "boarding_after", "mode_after", "verdict_after"]].tolist() == [
        True, True, "boarding", "boarding"
    ]  # fmt: skip
    outside = closed.loc[("outside", 1, "s1")]
    assert outside[["settlement", "township", "pupils"]].tolist() == ["", "", 1]
    assert outside[["verdict_before", "verdict_after"]].tolist() == ["unknown", "unknown"]
    assert np.isnan(outside["seconds_after"])


def test_without_any_measured_walk_no_row_says_so(closed):
    for name in ("measured_before", "measured_after"):
        assert closed[name].dtype == bool
        assert not closed[name].any()
        assert len(closed[name]) == len(closed)


def measured(settlement, school, decisions, **more):
    walk = Observation("o1", ObservationKind.WALKING_TIME, settlement, school, minutes=40.0)
    plan = replace(PLAN, roads=replace(PLAN.roads, has_footpaths=False), observations=(walk,))
    outcome = work_out(plan, Scenario("方案", decisions), **more)
    frame = flows_frame(outcome)
    before, after = walks_measured(outcome)
    assert (frame["measured_before"] == before).all()
    assert (frame["measured_after"] == after).all()
    keys = list(zip(frame["settlement_id"], frame["grade"], strict=True))
    return (
        {key for key, is_measured in zip(keys, before, strict=True) if is_measured},
        {key for key, is_measured in zip(keys, after, strict=True) if is_measured},
    )


def test_only_who_walks_the_measured_way_is_marked():
    """东村 to s1: the first village and the first school; nobody of another village, nobody elsewhere."""
    before, after = measured("v1", "s1", {})
    assert before == after == {("v1", grade) for grade in range(1, 7)}


def test_who_moves_on_to_a_measured_walk_is_marked_after_only():
    """西村 to s1: grades 4-6 walk it today, grades 1-3 when p3 has closed."""
    before, after = measured("v2", "s1", {"p3": merge("s1")})
    assert before == {("v2", 4), ("v2", 5), ("v2", 6)}
    assert after == before | {("v2", 1), ("v2", 2), ("v2", 3)}


def test_boarders_walk_on_their_way_home_and_pupils_from_outside_have_no_way():
    """北沟 to s1: its boarders of grades 4 and 5; the first grader from outside is nobody's."""
    before, _ = measured("v4", "s1", {})
    assert before == {("v4", 4), ("v4", 5)}


def test_a_bus_is_no_walk():
    """p3's pupils of 北沟 go to s1 by bus: 2520 m are 2800 s on foot, over the limit of 1800 s."""
    _, after = measured("v4", "s1", {"p3": merge("s1", bus_seats=40)})
    assert after == {("v4", 4), ("v4", 5)}
    _, on_foot = measured("v4", "s1", {"p3": merge("s1")})
    assert on_foot == {("v4", 1), ("v4", 2), ("v4", 4), ("v4", 5)}


def test_who_finds_no_school_walks_nowhere():
    """Nobody teaches grades 7-9 any more; 南村's walk to p3, the last school of the table, is measured."""
    before, after = measured("v3", "p3", {"s2-J": merge()})
    assert before == after == set()
    frame = rows_of(work_out(PLAN, Scenario("方案", {"s2-J": merge()})))
    lost = frame.loc[("v3", 7, "s2-J")]
    assert lost[["school_after", "mode_after", "rule", "unassigned_reason"]].tolist() == [
        "", "", "none", "unassigned_no_school"
    ]  # fmt: skip
