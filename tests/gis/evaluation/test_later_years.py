"""An evaluation of a later school year: the forecast's pupils, or today's with a word about it."""

from dataclasses import replace

import pandas as pd
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.layout import Decision, LayoutStatus, Scenario, Site

VILLAGES = ("v1", "v2", "v3", "v4")
CLOSES_LATER = Scenario("以后撤", {"p3": replace(merge("s1"), year=2024)})


@pytest.fixture(scope="module")
def counted():
    """Every village has five children of each age: far fewer than today."""
    children = pd.DataFrame(
        [("survey", "settlement", village, 2022, age, 5) for village in VILLAGES for age in range(6)],
        columns=["source", "place_kind", "place_id", "year", "age", "children"],
    )
    return replace(miniature_plan(scenarios=[CLOSES_LATER]), population=children)


def test_a_later_year_has_the_children_counted(counted):
    today, later = evaluate(counted, CLOSES_LATER), evaluate(counted, CLOSES_LATER, year=2024)
    assert "pupils_forecast" in later.marks
    assert "pupils_forecast" not in today.marks
    first = later.flows.query("grade == 1 and settlement_id != 'outside'")
    assert first.groupby("settlement_id")["pupils"].sum().to_dict() == dict.fromkeys(VILLAGES, 5)
    assert later.counts["pupils"].before == later.counts["pupils"].after == later.flows["pupils"].sum()
    assert later.counts["teaching_points"].after == 0
    assert evaluate(counted, CLOSES_LATER, year=2023).counts["teaching_points"].after == 1
    pd.testing.assert_frame_equal(later.reconciliation, today.reconciliation)


def test_a_later_year_of_a_scenario_that_builds_compares_the_ledger_with_what_is_there(counted):
    site = Site("n1", "新校", "甲镇", "211", 114.16, 35.94)
    new = Decision(LayoutStatus.NEW, grades_taught=(1, 2), year=2024)
    built = Scenario("新建", {"n1": new}, sites=(site,))
    later = evaluate(counted, built, year=2024)
    assert later.counts["schools"].after == later.counts["schools"].before + 1
    pd.testing.assert_frame_equal(later.reconciliation, evaluate(counted).reconciliation)


def test_without_children_counted_a_later_year_says_that_it_has_todays_pupils():
    plan = miniature_plan(scenarios=[CLOSES_LATER])
    later = evaluate(plan, CLOSES_LATER, year=2024)
    assert "pupils_not_forecast" in later.marks
    assert later.counts["pupils"].after == evaluate(plan, CLOSES_LATER).counts["pupils"].after
    assert "pupils_not_forecast" not in evaluate(plan, CLOSES_LATER, year=2022).marks


def test_beyond_the_forecast_the_numbers_are_todays(counted):
    assert "pupils_not_forecast" in evaluate(counted, CLOSES_LATER, year=2070).marks
