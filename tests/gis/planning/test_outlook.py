"""A forecast held against the schools as they are: the places by the plan's own rules, and who is small."""

from dataclasses import replace

import pandas as pd
import pytest
from miniature import miniature_plan

from gis.planning.county import county_of, keep_arrays
from gis.planning.forecast import project_pupils
from gis.planning.outlook import baseline_enrolments, baseline_outlook
from gis.rulebook import with_county_value

GROUND = {"document": "县教〔2022〕9号", "reason": "小班"}
SURVEY = pd.DataFrame(
    [("survey", "settlement", "v2", 2022, age, 30) for age in (4, 5)],
    columns=["source", "place_kind", "place_id", "year", "age", "children"],
)
PLAN = replace(miniature_plan(), population=SURVEY)


@pytest.fixture(scope="module")
def forecast():
    keep_arrays(PLAN)
    return project_pupils(PLAN, years=2)


def places(plan, forecast):
    gaps = baseline_outlook(plan, forecast).gaps
    known = gaps[gaps["places"].notna() & (gaps["year"] == 2022)]
    return dict(zip(known["school_id"], known["places"].tolist(), strict=True))


def test_places_follow_the_plans_own_rules(forecast):
    """p3 has 3 rooms, s2-J 3 and 150 places approved, s1 7 rooms and 120 places approved."""
    assert places(PLAN, forecast) == {"s1": 120, "s2-J": 150, "p3": 135}
    smaller = with_county_value(PLAN, "places_per_room_primary", 16, **GROUND)
    assert places(smaller, forecast) == {"s1": 112, "s2-J": 150, "p3": 48}
    junior = with_county_value(PLAN, "places_per_room_junior", 40, **GROUND)
    assert places(junior, forecast) == {"s1": 120, "s2-J": 120, "p3": 135}
    assert places(replace(PLAN, rules={}), forecast) == places(PLAN, forecast), "those of the program"


def test_the_plans_own_year_comes_first(forecast):
    enrolments = baseline_enrolments(county_of(PLAN), forecast)
    assert list(enrolments) == [2022, 2023, 2024]
    assert enrolments[2022].sum(axis=1).tolist() == [114, 48, 39, 20]
    assert enrolments[2022][0].tolist() == [21, 18, 16, 23, 20, 16, 0, 0, 0]


def test_small_schools_and_short_places_of_the_baseline(forecast):
    outlook = baseline_outlook(PLAN, forecast)
    county = outlook.sizes.county
    assert county["year"].tolist() == [2022, 2023, 2024]
    assert county["pupils"].tolist()[0] == 221
    assert county["schools_open"].tolist() == [4, 4, 4]
    assert county["places_unknown"].tolist() == [1, 1, 1], "s2-P"
    now = outlook.sizes.schools.query("year == 2022").set_index("school_id")
    assert now["pupils"].to_dict() == {"s1": 114, "s2-P": 48, "s2-J": 39, "p3": 20}
    assert now["places"].drop("s2-P").to_dict() == {"s1": 120, "s2-J": 150, "p3": 135}
    small = outlook.sizes.falls_under.query("from_the_start").groupby("under")["school_id"].agg(set)
    assert small.to_dict() == {30: {"p3"}, 50: {"p3", "s2-J", "s2-P"}, 100: {"p3", "s2-J", "s2-P"}}
    assert set(outlook.peaks["stage"]) == {"primary", "junior"}
    assert outlook.townships["township"].unique().tolist() == ["甲镇", "乙镇"]
