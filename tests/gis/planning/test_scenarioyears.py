"""A scenario in every year: pupils and places of each school as they stand in the county by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import merge, miniature_plan, point

from gis.layout import Decision, Expansion, Scenario, Trigger
from gis.planning.assignment import work_out
from gis.planning.forecast import project_pupils
from gis.planning.scenarioyears import scenario_years, school_year_of

PLAN = miniature_plan()


def of(**decisions):
    named = {key.replace("_", "-"): decision for key, decision in decisions.items()}
    return school_year_of(work_out(PLAN, Scenario("方案", named)))


def test_each_school_has_its_pupils_and_places():
    made = of()
    assert made.school_ids.tolist() == ["s1", "s2-P", "s2-J", "p3"]
    assert made.pupils.tolist() == [114, 48, 39, 20]
    np.testing.assert_array_equal(made.places, [120, np.nan, 150, 135])
    assert made.is_open.tolist() == [True] * 4


def test_who_is_assigned_to_nobody_is_at_no_school():
    """p3's 20 go to s1; s2-J's 39 to nobody; s1 has 2 rooms and 60 places more: min(180, 9 × 45)."""
    made = of(p3=merge("s1"), s2_J=merge(), s1=Decision(expansion=Expansion(rooms=2, places=60)))
    assert made.pupils.tolist() == [134, 48, 0, 0]
    np.testing.assert_array_equal(made.places, [180, np.nan, 0, 0])
    assert made.is_open.tolist() == [True, True, False, False]
    assert of(p3=point(1, 2)).pupils.tolist() == [118, 48, 39, 16]


@pytest.fixture(scope="module")
def two_years():
    """东村 has 25 children who start school in 2023; two years are forecast."""
    children = pd.DataFrame(
        [("survey", "settlement", "v1", 2022, 5, 25)],
        columns=["source", "place_kind", "place_id", "year", "age", "children"],
    )
    plan = replace(PLAN, population=children)
    return plan, project_pupils(plan, years=2)


def test_years_begin_with_the_plans_own(two_years):
    plan, forecast = two_years
    closes = Scenario("方案", {"p3": merge("s1", year=2024)})
    made = scenario_years(plan, closes, forecast)
    assert made.years == (2022, 2023, 2024)
    table = made.schools.pivot_table(index="school_id", columns="year", values="pupils")
    assert table[2022].to_dict() == {"s1": 114, "s2-P": 48, "s2-J": 39, "p3": 20}
    # 西村 and 北沟 send their grades 1-3 to p3, 南村 its primary pupils to s2-P
    assert table.loc["p3", 2023] == forecast.pupils[1, [1, 3], :3, 0].sum()
    assert table.loc["p3", 2024] == 0
    assert table.loc["s2-P", 2023] == forecast.pupils[1, 2, :6, 0].sum()


def test_a_trigger_is_held_against_history_and_forecast(two_years):
    """p3 has 20 pupils in 2022 and 22 in 2023: under 23 two years running, it closes in 2024."""
    plan, forecast = two_years
    for pupils, schools in ((23, [4, 4, 3]), (22, [4, 4, 4])):
        scenario = Scenario("方案", {"p3": merge("s1", trigger=Trigger(pupils=pupils, years=2))})
        made = scenario_years(plan, scenario, forecast)
        assert made.county["schools_open"].tolist() == schools
        assert made.county["pupils"].tolist() == [221, 127 + 51 + 49 + 22, 134 + 52 + 70 + 21]
