"""Scenarios side by side, and who wins and who loses, on the county that can be worked out by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.evaluation.comparing import compare, compared
from gis.evaluation.winners import COUNTS, same_minutes, winners
from gis.layout import Boarding, Decision, Scenario

FIVE = 5.0
COUNTY = miniature_plan()


def under(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return evaluate(plan or COUNTY, Scenario("方案", named))


def between(one, other, minutes=FIVE):
    return winners(one, other, minutes=minutes)


BASE = under()


def test_losers_of_a_merge():
    found = between(BASE, under(p3=merge("s1")))
    v2, v4, v1 = (found.villages.loc[key] for key in ("v2", "v4", "v1"))
    # v2's 15 of p3 walk 800 s more; v4's 5, over the limit before and after, 800 s more
    assert (v2["longer_pupils"], v2["moved_pupils"], v2["pupils"]) == (15, 15, 33)
    assert v2["mean_change_s"] == pytest.approx(15 * 800 / 33)
    assert (v2["most_longer_s"], v2["class"]) == (800, "longer")
    assert (v4["longer_pupils"], v4["over_new_pupils"], v4["class"]) == (5, 0, "longer")
    assert (v1["class"], found.classes["v3"]) == ("same", "same")
    assert found.villages.loc["outside", "class"] == "unknown"
    assert "outside" not in found.classes
    totals = found.totals
    assert (totals["longer_pupils"], totals["losing_villages"], totals["gaining_villages"]) == (20, 2, 0)


def test_the_other_way_round_losers_are_winners():
    one, other = BASE, under(p3=merge("s1"))
    there, back = between(one, other), between(other, one)
    assert back.villages.loc["v2", ["shorter_pupils", "class"]].tolist() == [15, "shorter"]
    assert back.totals["shorter_pupils"] == there.totals["longer_pupils"]
    assert back.villages["mean_change_s"].dropna().tolist() == pytest.approx(
        (-there.villages["mean_change_s"].dropna()).tolist()
    )


def test_the_threshold_is_the_countys():
    one, other = BASE, under(p3=merge("s1"))
    moved = between(one, other, minutes=800 / 60).villages
    assert moved.loc["v2", ["longer_pupils", "class"]].tolist() == [0, "moved"]
    assert same_minutes() > 0
    assert same_minutes({"comparing": {"winners": {"same_minutes": {"value": 8}}}}) == 8


def test_who_is_newly_over_the_limit_and_who_no_more():
    # grades 1-3 of s2-P go to s1: v3's 27 walk 1800 s, 临界; of p3 and s1 both closed, v1 walks 4000 s
    new = between(BASE, under(p3=merge("s2-P"), s1=merge("s2-P"))).villages
    assert new.loc["v1", "over_new_pupils"] == 54
    assert new.loc["v1", "class"] == "over_new"
    # v4's 5 at p3 are over the limit; a bus to s1 takes 924 s
    cured = between(BASE, under(p3=merge("s1", bus_seats=9))).villages.loc["v4"]
    assert cured[["over_cured_pupils", "shorter_pupils", "class"]].tolist() == [5, 5, "over_cured"]


def test_who_loses_any_school_is_newly_over():
    lost = between(BASE, under(s2_J=merge())).villages
    assert lost["unassigned_new_pupils"].sum() == 39
    assert lost.loc["v3", "class"] == "over_new"


def test_pupils_of_one_group_are_paired_by_their_journeys():
    # in both scenarios 1 of v4's 2 ninth-graders boards at s1 and the other walks there
    plan = with_school(miniature_plan(), "s1", last_grade=9.0)
    one, other = under(plan, s2_J=merge("s1")), under(plan, s2_J=merge("s1"), p3=point(1, 2))
    same = between(one, other).villages.loc["v4"]
    assert (same["boarding_new_pupils"], same["boarding_ended_pupils"], same["longer_pupils"]) == (0, 0, 0)
    more = under(plan, s2_J=merge("s1"), s1=Decision(boarding=Boarding(20)))
    there, back = (between(*pair).villages.loc["v4"] for pair in ((one, more), (more, one)))
    names = ["boarding_new_pupils", "boarding_ended_pupils"]
    assert (there[names].tolist(), back[names].tolist()) == ([1, 0], [0, 1])


def test_one_pupil_makes_a_village_lose_and_who_has_no_way_in_both_neither_wins_nor_loses():
    one_pupil = miniature_plan(attendance=[*ATTENDANCE, ("v1", "p3", False, {1: 1})])
    base, other = under(one_pupil), under(one_pupil, p3=merge("s1"))
    found = between(base, other)
    assert found.villages.loc["v1", ["shorter_pupils", "class"]].tolist() == [1, "shorter"]
    assert (found.totals["gaining_villages"], found.totals["losing_villages"]) == (1, 2)
    lost = under(s2_J=merge())
    assert between(BASE, lost).totals["losing_villages"] == 4
    none_in_both = between(lost, under(s2_J=merge(), p3=merge("s1"))).villages.loc["v3"]
    assert none_in_both[["longer_pupils", "shorter_pupils", "class"]].tolist() == [0, 0, "same"]
    again = between(lost, BASE).villages.loc["v3"]
    assert again[["longer_pupils", "shorter_pupils", "over_cured_pupils"]].tolist() == [0, 19, 19]


def test_only_the_same_pupils_can_be_compared():
    other = under(miniature_plan(attendance=ATTENDANCE[:-1]))
    with pytest.raises(ValueError, match="same pupils"):
        between(BASE, other)
    moved = miniature_plan(attendance=[*ATTENDANCE[:-1], ("v3", "s2-J", True, {9: 2})])
    with pytest.raises(ValueError, match="same pupils"):
        between(BASE, under(moved))


PLAN = with_school(miniature_plan(), "s1", last_grade=9.0)
MADE = [
    under(PLAN), under(PLAN, p3=merge("s1")), under(PLAN, s2_J=merge("s1")), under(PLAN, s1=point(1, 2)),
    under(PLAN, s1=merge("s2-P"), p3=merge("s2-P", bus_seats=30)),
]  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(MADE), st.sampled_from(MADE), st.floats(0, 20))
def test_what_holds_for_any_two(one, other, minutes):
    found, back = between(one, other, minutes), between(other, one, minutes)
    table = found.villages
    assert table["pupils"].sum() == 221
    assert all((table[name] <= table["pupils"]).all() for name in COUNTS)
    assert found.totals["over_new_pupils"] == back.totals["over_cured_pupils"]
    assert found.totals["longer_pupils"] == back.totals["shorter_pupils"]
    over = [made.flows.loc[made.flows["verdict_after"].isin(["over", "unreachable"]), "pupils"].sum()
            for made in (one, other)]  # fmt: skip
    assert found.totals["over_new_pupils"] - found.totals["over_cured_pupils"] == over[1] - over[0]
    still = between(one, one, minutes).villages
    assert not still[[name for name in COUNTS if name != "known_pupils"]].to_numpy().any()


# ---- figures side by side


def plan_with_two():
    return COUNTY.with_scenario(Scenario("甲", {"p3": merge("s1")})).with_scenario(
        Scenario("乙", {"s2-J": merge()})
    )


def test_any_scenarios_stand_beside_the_state_as_it_is():
    made = compare(plan_with_two(), ["乙", "甲", "乙"])
    assert list(made.evaluations) == ["baseline", "乙", "甲"]
    figures = {(one.group, one.code, one.band): one for one in made.figures}
    moved = figures["counts", "moved_pupils", ""]
    assert (moved.values, moved.differences, moved.is_worse) == ((0, 39, 20), (0, 39, 20), (None, True, True))
    schools = figures["counts", "teaching_points", ""]
    assert (schools.values, schools.unit, schools.is_worse) == ((1, 1, 0), "points", (None, None, None))
    longest = figures["travel", "max_s", "g1_3"]
    assert longest.values == pytest.approx((2000, 2000, 2800))
    assert longest.unit == "seconds"
    no_limit = figures["travel", "over_limit_pupils", "g4_6"]
    assert (no_limit.values, no_limit.differences, no_limit.needs_limit) == ((None,) * 3, (None,) * 3, True)
    assert figures["travel", "mean_s", "g7_9"].values[1] is None
    assert list(made.winners) == ["乙", "甲"]


def test_a_figure_that_grows_less_is_better():
    made = {"甲": under(p3=merge("s1")), "维持现状": BASE}
    figures = {(one.group, one.code): one for one in compared(made, minutes=FIVE).figures}
    assert figures["headline", "affected_pupils"].is_worse == (None, False)


def test_nothing_to_compare_with_is_said():
    with pytest.raises(InputError) as caught:
        compare(plan_with_two(), ["baseline"])
    assert caught.value.code == "comparison_alone"
    assert "甲、乙" in str(caught.value)
    with pytest.raises(InputError) as caught:
        compare(plan_with_two(), ["丙"])
    assert caught.value.code == "scenario_unknown"


def test_the_comparison_is_plain_json():
    plan = plan_with_two()
    told = compare(replace(plan, rules={**plan.rules}), ["甲"], minutes=10).to_dict()
    read = json.loads(json.dumps(told, allow_nan=False))
    assert [one["name"] for one in read["scenarios"]] == ["baseline", "甲"]
    found = read["winners"]["甲"]
    assert found["same_s"] == 600
    assert found["classes"]["v2"] == "longer"
    assert {row["settlement_id"] for row in found["villages"]} == {"v1", "v2", "v3", "v4", "outside"}
    assert found["totals"]["longer_pupils"] == np.sum([row["longer_pupils"] for row in found["villages"]])
