"""Nearest schools and floating-catchment scores: each limit, both sides of a scenario, what is not known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan, with_school, without_way

from gis.evaluation.accessibility import access_scores, floating_catchment, nearest_schools, unserved_pupils
from gis.layout import Decision, Expansion, Scenario
from gis.model import Band
from gis.planning.assignment import work_out

NAN = float("nan")
V1, V2, V3, V4 = range(4)


def work(*rows, **decisions):
    """The county with these pupils, (village, school, {grade: pupils}); none = those of the miniature."""
    chosen = {"attendance": [(home, school, False, pupils) for home, school, pupils in rows]} if rows else {}
    named = {school.replace("_", "-"): one for school, one in decisions.items()}
    return work_out(miniature_plan(**chosen), Scenario("方案", named))


def nearest(outcome, **chosen):
    return nearest_schools(outcome, **chosen).set_index(["settlement_id", "grade"])


def unplaced(outcome, *villages):
    placed = outcome.county.settlement_placed.copy()
    placed[list(villages)] = False
    found = [replace(one, settlement_placed=placed) for one in (outcome.county, outcome.county_after)]
    return replace(outcome, county=found[0], county_after=found[1])


# ---- nearest schools


def test_before_and_after_a_school_closes():
    """v2's 15 of p3, in their village, walk 800 s and 720 m to s1."""
    outcome = work(p3=merge("s1"))
    words = ["nearest_id", "nearest_s", "nearest_m", "second_id", "second_s", "second_m"]
    before, after = nearest(outcome, before=True), nearest(outcome)
    assert before.loc[("v2", 1), words].tolist() == ["p3", 0, 0, "s1", 800, 720]
    assert after.loc[("v2", 1), words].tolist() == ["s1", 800, 720, "s2-P", 2200, 1980]
    assert before.loc[("v2", 1), "not_nearest_pupils"] == after.loc[("v2", 1), "not_nearest_pupils"] == 0
    assert (before.loc[("v1", 4), "nearest_s"], after.loc[("v3", 9), "nearest_s"]) == (
        pytest.approx(900 / 1.1), pytest.approx(1080 / 1.25)
    )  # fmt: skip


def test_every_village_and_grade_with_pupils_has_a_row():
    frame = nearest_schools(work(("v1", "s1", {1: 5, 6: 6}), ("v4", "p3", {3: 7}), ("outside", "s1", {2: 9})))
    rows = frame[["settlement", "township", "grade", "band", "pupils"]].to_numpy().tolist()
    assert rows == [
        ["东村", "甲镇", 1, "g1_3", 5], ["北沟", "甲镇", 3, "g1_3", 7], ["东村", "甲镇", 6, "g4_6", 6]
    ]  # fmt: skip
    assert frame["known"].all()


def test_how_much_farther_their_own_school_is():
    """v3's first grade: 10 walk 1200 s, 5 walk 1800 s, 20 the 1000 s to p3, the nearest."""
    outcome = work(("v3", "s2-P", {1: 10, 2: 3}), ("v3", "s1", {1: 5}), ("v3", "p3", {1: 20, 3: 4}))
    first, third = (nearest(outcome).loc[("v3", grade)] for grade in (1, 3))
    assert (first["pupils"], first["assigned_pupils"], first["not_nearest_pupils"]) == (35, 35, 15)
    assert first["extra_s"] == pytest.approx((10 * 200 + 5 * 800) / 15)
    assert (third["not_nearest_pupils"], third["assigned_pupils"]) == (0, 4)
    assert np.isnan(third["extra_s"])


def test_who_has_no_school_is_not_assigned():
    outcome = work(s2_J=merge())
    before, after = nearest(outcome, before=True).loc[("v1", 7)], nearest(outcome).loc[("v1", 7)]
    assert (before["pupils"], before["assigned_pupils"], before["nearest_id"]) == (12, 12, "s2-J")
    assert (after["pupils"], after["assigned_pupils"], after["nearest_id"]) == (12, 0, "")
    assert after[["nearest_s", "nearest_m", "second_s", "extra_s"]].isna().all()
    assert (before["second_id"], after["not_nearest_pupils"]) == ("", 0)
    assert np.isnan(before["second_m"])


def test_a_private_school_is_nobodys_nearest_and_no_way_none_at_all():
    plan = with_school(miniature_plan(attendance=[("v1", "s1", False, {1: 5})]), "s1", ownership="民办")
    row = nearest(work_out(plan, "baseline")).loc[("v1", 1)]
    assert (row["nearest_id"], row["assigned_pupils"], row["not_nearest_pupils"]) == ("p3", 5, 0)
    no_way = without_way(plan, *(("v1", school) for school in ("s2-P", "p3")))
    row = nearest(work_out(no_way, "baseline")).loc[("v1", 1)]
    assert (row["nearest_id"], row["assigned_pupils"], row["not_nearest_pupils"]) == ("", 5, 0)


def test_a_village_without_a_position_is_not_known():
    table = nearest(unplaced(work(), V4))
    assert table.groupby("settlement_id")["known"].agg(["min", "max"]).to_numpy().tolist() == [
        [True, True], [True, True], [True, True], [False, False]
    ]  # fmt: skip


# ---- out of reach


def frame_of(*rows):
    columns = ["township", "band", "pupils", "nearest_s", "nearest_m", "known"]
    return pd.DataFrame(rows, columns=columns)


def test_the_threshold_itself_is_in_reach_and_a_millisecond_more_is_not():
    """30 minutes are 1800 s, 2.5 km 2500 m; less than half a millisecond or millimetre is no difference."""
    table = unserved_pupils(
        frame_of(
            ("甲镇", "g1_3", 1, 1800.0, 2500.0, True), ("甲镇", "g1_3", 2, 1800.0004, 2500.0004, True),
            ("甲镇", "g1_3", 4, 1800.001, 2500.001, True), ("甲镇", "g1_3", 8, NAN, NAN, True),
            ("甲镇", "g1_3", 16, 9000.0, 9000.0, False), ("甲镇", "g1_3", 32, NAN, NAN, False),
            ("乙镇", "g4_6", 64, 2000.0, 100.0, True), ("乙镇", "g1_3", 128, 100.0, 3000.0, True),
        ),
        [30, 150], [2.5],
    ).set_index(["township", "band"])  # fmt: skip
    assert list(table.columns) == [
        "pupils", "unknown_pupils", "unreachable_pupils", "over_30_min", "over_150_min", "over_2.5_km"
    ]  # fmt: skip
    assert table.loc[("甲镇", "g1_3")].tolist() == [63, 48, 8, 12, 8, 12]
    assert table.loc[("乙镇", "g4_6")].tolist() == [64, 0, 0, 64, 0, 0]
    assert table.loc[("", "g1_3")].tolist() == [191, 48, 8, 12, 8, 140]
    assert sorted(table.index) == [("", "g1_3"), ("", "g4_6"), ("乙镇", "g1_3"), ("乙镇", "g4_6"),
                                   ("甲镇", "g1_3")]  # fmt: skip


# ---- floating catchments


def catchment(seconds, demand, supply, steps, teaches=None):
    """One group of pupils unless ``seconds`` has more."""
    groups = {at: np.array(matrix, dtype=float) for at, matrix in enumerate(seconds)}
    shape = len(supply), len(groups)
    taught = np.ones(shape, dtype=bool) if teaches is None else np.array(teaches)
    given = np.array(demand, dtype=float), np.array(supply, dtype=float)
    return floating_catchment(groups, *given, taught, steps)


def test_a_journey_counts_up_to_the_minutes_of_its_step():
    """10 minutes weigh 1, 20 minutes 0.5; villages at the limits, half a millisecond and one beyond."""
    seconds = [[[600.0], [600.0004], [600.001], [1200.0], [1200.001], [NAN]]]
    found = catchment(seconds, [[1]] * 6, [100], [(10, 1.0), (20, 0.5)])
    around = 1 + 1 + 0.5 + 0.5
    assert found.ratio == pytest.approx([100 / around])
    assert found.score == pytest.approx([100 / around * weight for weight in (1, 1, 0.5, 0.5, 0, 0)])


def test_a_single_pupil_far_away_has_all_the_places():
    found = catchment([[[900.0]]], [[1]], [10], [(10, 1.0), (20, 0.5)])
    assert (found.ratio.tolist(), found.score.tolist()) == ([20], [10])


def test_groups_have_the_schools_that_teach_them():
    """Two groups of 30 and 10, two schools of 60 and 20 places; the second takes the second group alone."""
    near = [[60.0, 60.0]]
    found = catchment([near, near], [[30, 10]], [60, 20], [(10, 1.0)], [[True, True], [False, True]])
    assert found.ratio == pytest.approx([60 / 40, 20 / 10])
    assert found.score == pytest.approx([(30 * 1.5 + 10 * (1.5 + 2)) / 40])


def test_a_village_without_pupils_and_a_school_without_any_around():
    found = catchment([[[60.0, NAN], [60.0, 60.0]]], [[5], [0]], [10, 70], [(10, 1.0)])
    np.testing.assert_equal(found.ratio, [2, NAN])
    np.testing.assert_equal(found.score, [2, NAN])
    assert found.is_lower_bound.tolist() == [False, False]


def test_unknown_places_in_reach_make_a_score_the_least_it_can_be():
    """The second school, of unknown places, is in reach of the first village and of the third's one group."""
    first = [[60.0, 60.0], [60.0, 900.0], [60.0, 900.0]]
    second = [[60.0, 900.0], [60.0, 900.0], [60.0, 60.0]]
    found = catchment([first, second], [[1, 1]] * 3, [12, NAN], [(10, 1.0)])
    assert found.score == pytest.approx([2, 2, 2])
    assert found.is_lower_bound.tolist() == [True, False, True]
    # the third village has no pupils of the second group: nothing is open about its score
    found = catchment([first, second], [[1, 1], [1, 1], [2, 0]], [12, NAN], [(10, 1.0)])
    assert found.score == pytest.approx([2, 2, 2])
    assert found.is_lower_bound.tolist() == [True, False, False]


# ---- scores of a plan


STEPS = [(30, 1.0)]


def settled(outcome, **chosen):
    by_settlement, by_township = access_scores(outcome, STEPS, **chosen)
    return by_settlement.set_index("settlement_id"), by_township.set_index("township")


def test_scores_before_and_after_more_places():
    """20 first-graders of v1 (1000 s to s1, 1800 s to p3): 120 and 135 places; s1 gets 80 more."""
    built = Decision(expansion=Expansion(places=80))
    outcome = work(("v1", "s1", {1: 20}), ("outside", "s1", {1: 7}), s1=built)
    before, after = (settled(outcome, before=flag)[0] for flag in (True, False))
    assert (before.loc["v1", "score"], after.loc["v1", "score"]) == pytest.approx((255 / 20, 335 / 20))
    assert after["pupils"].to_dict() == {"v1": 20, "v2": 0, "v3": 0, "v4": 0}
    assert after.loc["v1", ["settlement", "township", "is_lower_bound"]].tolist() == ["东村", "甲镇", False]
    assert np.isnan(after.loc["v2", "score"])


def test_a_closed_school_has_no_places_after():
    outcome = work(("v1", "s1", {1: 20}), ("v2", "p3", {1: 5}), p3=merge("s1"))
    before, after = (settled(outcome, before=flag)[0] for flag in (True, False))
    # both villages reach both schools: 120 + 135 places for 25 pupils, then 120
    assert before.loc["v1", "score"] == pytest.approx(255 / 25)
    assert after["score"].dropna().tolist() == pytest.approx([120 / 25] * 2)


def test_on_other_roads_the_journeys_after_are_others():
    """On a new road v4 has 900 s to s1 (2520 m), 1500 s to s2-P (3780 m) and still 2000 s to p3 (1800 m)."""
    outcome = work(("v4", "p3", {1: 10}))
    walk = {band: replace(one, seconds=one.seconds.copy()) for band, one in outcome.county.walk.items()}
    walk[Band.G1_3].seconds[V4, :2] = 900.0, 1500.0
    built = replace(outcome, county_after=replace(outcome.county, walk=walk))
    before, after = (nearest(built, before=flag).loc[("v4", 1)] for flag in (True, False))
    assert (before["nearest_id"], before["nearest_s"]) == ("p3", 2000)
    assert after[["nearest_id", "nearest_s", "second_id", "second_s"]].tolist() == ["s1", 900, "s2-P", 1500]
    assert [settled(built, before=flag)[0].loc["v4", "score"] for flag in (True, False)] == [0, 12]


def test_township_means_are_weighted_by_pupils_with_a_score():
    """v1's 20 and v2's 5 of grade 1 reach s1 and p3, v3's 4 of grade 4 s1 and s2-P, v4's 10 no school.

    s1 has 120 places for 29 pupils, p3 135 for 25; those of s2-P are unknown.
    """
    rows = ("v1", "s1", {1: 20}), ("v2", "p3", {1: 5}), ("v4", "p3", {1: 10}), ("v3", "s2-P", {4: 4})
    outcome = work(*rows)
    here, towns = settled(outcome)
    two, one = 120 / 29 + 135 / 25, 120 / 29
    assert here["score"].tolist() == pytest.approx([two, two, one, 0])
    words = ["pupils", "scored_pupils", "lower_bound_pupils"]
    assert towns.loc["甲镇", words].tolist() == [35, 35, 0]
    assert towns.loc["甲镇", "score"] == pytest.approx(25 * two / 35)
    assert towns.loc["乙镇", words].tolist() == [4, 4, 4]
    assert towns.loc["", words].tolist() == [39, 39, 4]
    assert towns.loc["", "score"] == pytest.approx(255 / 39)
    lost = settled(unplaced(outcome, V1, V3))[1]
    assert lost.loc["甲镇", words].tolist() == [35, 15, 0]
    assert lost.loc["甲镇", "score"] == pytest.approx(5 * two / 15)
    assert lost.loc["乙镇", words].tolist() == [4, 0, 0]
    assert np.isnan(lost.loc["乙镇", "score"])
    assert lost.loc["", words].tolist() == [39, 15, 0]
