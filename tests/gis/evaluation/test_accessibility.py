"""Nearest schools, pupils out of reach, and floating-catchment scores, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan, with_school, without_way

from gis.evaluation.accessibility import access_scores, floating_catchment, nearest_schools, unserved_pupils
from gis.layout import Scenario
from gis.planning.assignment import work_out
from gis.resources import load_toml

ACCESS = load_toml("standards", "areas.toml")["access"]
ONE_STEP, THREE_STEPS = ACCESS["steps_2sfca"]["value"], ACCESS["steps_e2sfca"]["value"]


def nearest(plan, scenario="baseline"):
    return nearest_schools(work_out(plan, scenario)).set_index(["settlement_id", "grade"])


def test_nearest_and_second_nearest_school():
    table = nearest(miniature_plan())
    first = table.loc[("v1", 1)]
    assert (first["nearest_id"], first["nearest_s"], first["nearest_m"]) == ("s1", 1000, 900)
    assert (first["second_id"], first["second_s"]) == ("p3", 1800)
    assert first["not_nearest_pupils"] == 0
    # 10 first-graders of v3 walk 1200 s to s2-P, 1000 s would take them to p3
    other = table.loc[("v3", 1)]
    assert (other["nearest_id"], other["not_nearest_pupils"]) == ("p3", 10)
    assert other["extra_s"] == pytest.approx(200)
    assert table.loc[("v2", 4), "nearest_id"] == "s1", "the teaching point has no fourth grade"


def test_a_closed_school_is_nobodys_nearest():
    plan = miniature_plan(scenarios=[Scenario("并", {"p3": merge("s1")})])
    table = nearest(plan, "并")
    assert table.loc[("v2", 1), "nearest_id"] == "s1"
    assert "p3" not in set(table["nearest_id"]) | set(table["second_id"])


def test_unserved_pupils_by_threshold():
    """Only v4 (2000 s to p3: 3 + 2 pupils) lies beyond 30 minutes in the first band."""
    table = unserved_pupils(nearest_schools(work_out(miniature_plan(), "baseline")), [30, 40], [1])
    rows = table.set_index(["township", "band"])
    county = rows.loc[("", "g1_3")]
    assert (county["pupils"], county["over_30_min"], county["over_40_min"]) == (101, 5, 0)
    assert rows.loc[("甲镇", "g1_3"), "over_30_min"] == 5
    assert rows.loc[("乙镇", "g1_3"), "over_30_min"] == 0
    assert county["over_1_km"] == 5
    assert (rows.loc[("", "g1_3")] == rows.drop("").xs("g1_3", level="band").sum()).all()


def test_subdistricts_of_one_town_are_one_township():
    plan = miniature_plan()
    names = ["城关街道", "凤凰街道", "乙镇", "城关街道"]
    plan = replace(plan, settlements=plan.settlements.assign(township=names))
    outcome = work_out(plan, "baseline")
    table = unserved_pupils(nearest_schools(outcome), [30], [1])
    assert set(table["township"]) == {"", "街道", "乙镇"}
    assert set(access_scores(outcome, ONE_STEP)[1]["township"]) == {"", "街道", "乙镇"}


def test_no_way_is_beyond_every_threshold():
    plan = without_way(miniature_plan(), *(("v4", school) for school in ("s1", "s2-P", "s2-J", "p3")))
    table = unserved_pupils(nearest_schools(work_out(plan, "baseline")), [40], [5])
    county = table.set_index(["township", "band"]).loc[("", "g1_3")]
    assert (county["unreachable_pupils"], county["over_40_min"], county["over_5_km"]) == (5, 5, 5)


MINUTES = np.array([[5.0, 25.0], [15.0, 35.0]])
DEMAND, SUPPLY = np.array([[100.0], [50.0]]), np.array([30.0, 60.0])


def scores(steps, supply=SUPPLY):
    return floating_catchment({1: MINUTES * 60}, DEMAND, supply, np.ones((2, 1), dtype=bool), steps)


def test_two_step_floating_catchment_by_hand():
    found = scores(ONE_STEP)
    assert found.ratio == pytest.approx([30 / 150, 60 / 100])
    assert found.score == pytest.approx([0.2 + 0.6, 0.2])


def test_enhanced_two_step_floating_catchment_by_hand():
    first, second = 30 / (100 + 0.68 * 50), 60 / (0.22 * 100)
    found = scores(THREE_STEPS)
    assert found.ratio == pytest.approx([first, second])
    assert found.score == pytest.approx([first + 0.22 * second, 0.68 * first])


def test_unknown_places_are_said_and_not_taken_for_none():
    found = scores(ONE_STEP, np.array([30.0, np.nan]))
    assert found.score == pytest.approx([0.2, 0.2])
    assert found.is_lower_bound.tolist() == [True, False]


def test_all_places_in_reach_are_shared_out():
    """Σ A_i D_i = Σ S_j over the schools somebody can reach."""
    found = scores(THREE_STEPS)
    assert (found.score * DEMAND[:, 0]).sum() == pytest.approx(SUPPLY.sum())


def test_scores_of_a_plan_by_township():
    plan = with_school(miniature_plan(), "s2-P", approved_places=200.0, classrooms=8.0)
    by_settlement, by_township = access_scores(work_out(plan, "baseline"), ONE_STEP)
    assert not by_settlement["is_lower_bound"].any()
    county = by_township.set_index("township").loc[""]
    assert county["pupils"] == 220
    weighted = (by_settlement["score"] * by_settlement["pupils"]).sum() / 220
    assert county["score"] == pytest.approx(weighted)
