"""Schools that only a scenario has: their rows at the end of the ledger, and the journeys that lead there."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from miniature import SETTLEMENTS, miniature_plan

from gis.layout import Scenario, Site
from gis.model import TravelTimes
from gis.planning import newsites
from gis.planning.county import county_of, keep_also, keep_arrays
from gis.planning.newsites import is_placed, with_sites

PLAN = miniature_plan()
NAN = float("nan")
NORTH = Site("n1", "北沟小学", "甲镇", "211", 114.2, 35.9)
SOUTH = Site("n2", "南村小学", "乙镇", "312", 114.3, 35.8)
NOWHERE = Site("n3", "无址学校", "乙镇", "311", NAN, NAN)


@pytest.fixture(autouse=True)
def searches(monkeypatch):
    """Each search takes a second and a metre more than the one before; nothing is kept from elsewhere."""
    made = []

    def travel_matrix(roads, origins, destinations, *, modes, **more):
        made.append((roads.digest, modes, destinations.geometry[0], more))
        more["progress"](0.0, "")
        more["progress"](1.0, "")
        count = np.full((len(origins), 1), float(len(made)))
        unplaced = ("site",) if destinations.geometry[0] is None else ()
        ids = tuple(origins.index)
        times = TravelTimes(modes[0], ids, ("site",), count, count + 0.5, roads.digest, (), unplaced)
        return {modes[0]: times}

    monkeypatch.setattr(newsites, "travel_matrix", travel_matrix)
    monkeypatch.setattr("gis.planning.county._kept", [])
    newsites.forget_sites()
    yield made
    newsites.forget_sites()


def sited(plan, *sites, **more):
    return with_sites(plan, Scenario("方案", sites=sites), **more)


@pytest.mark.parametrize(
    ("lon", "lat", "placed"),
    [(114.0, 36.0, True), (NAN, 36.0, False), (114.0, NAN, False), (NAN, NAN, False)],
)
def test_a_site_has_a_position_or_not(lon, lat, placed):
    assert is_placed(Site("n", "新", "甲镇", "211", lon, lat)) is placed


def test_without_sites_of_its_own_the_plan_is_returned(searches):
    own = Site("s1", "甲镇中心小学", "甲镇", "211", 114.0, 36.0)
    for sites in ((), (own,)):
        plan, county = sited(PLAN, *sites)
        assert plan is PLAN
        assert county.exists.all()
    assert searches == []
    assert sited(PLAN, own, NORTH)[0].schools.index.tolist() == ["s1", "s2-P", "s2-J", "p3", "n1"]


def test_sites_stand_at_the_end_as_empty_schools():
    plan, county = sited(PLAN, NORTH, NOWHERE, SOUTH)
    schools = plan.schools.loc[["n1", "n3", "n2"]]
    assert plan.schools.index.tolist() == ["s1", "s2-P", "s2-J", "p3", "n1", "n3", "n2"]
    assert plan.schools.index.name == "school_id"
    assert plan.schools["planned"].tolist() == [False] * 4 + [True] * 3
    told = schools[["name", "township", "type_code", "site_id"]].to_numpy().tolist()
    assert told == [
        ["北沟小学", "甲镇", "211", "n1"], ["无址学校", "乙镇", "311", "n3"],
        ["南村小学", "乙镇", "312", "n2"],
    ]  # fmt: skip
    assert schools["division"].tolist() == schools["managing_school_id"].tolist() == [""] * 3
    assert schools[["approved_places", "classrooms", "pupils_g1", "enrolment"]].isna().all(axis=None)
    assert schools["is_central"].tolist() == [False] * 3
    assert schools["lon"].tolist()[::2] == [114.2, 114.3]
    assert plan.schools.crs == PLAN.schools.crs
    points = schools.geometry
    assert [(points[key].x, points[key].y) for key in ("n1", "n2")] == [(114.2, 35.9), (114.3, 35.8)]
    assert points["n3"] is None
    pd.testing.assert_series_equal(plan.schools.dtypes.drop("planned"), PLAN.schools.dtypes)
    assert county.exists.tolist() == [True] * 4 + [False] * 3
    assert not county.teaches[4:].any()
    assert county.school_placed.tolist() == [True] * 5 + [False, True]
    assert "n1" not in PLAN.schools.index


def test_columns_keep_their_kind_as_far_as_it_can_say_unknown():
    schools = PLAN.schools.assign(
        whole=7, small=np.uint8(1), gaps=pd.array([1, 2, 3, None], dtype="Int64"), maybe=True,
        words=pd.Series("旧", index=PLAN.schools.index, dtype=object),
    ).drop(columns="site_id")  # fmt: skip
    schools = schools.rename_geometry("gate").to_crs(4547)
    made = sited(replace(PLAN, schools=schools), NORTH)[0].schools
    kinds = {name: str(made[name].dtype) for name in ("whole", "small", "gaps", "maybe", "words")}
    assert kinds == {
        "whole": "float64", "small": "float64", "gaps": "Int64", "maybe": "bool", "words": "object"
    }  # fmt: skip
    assert made.loc["n1", ["whole", "small", "gaps"]].isna().all()
    assert made.loc["n1", ["maybe", "words"]].tolist() == [False, ""]
    assert made["whole"].tolist()[:4] == [7] * 4
    assert "site_id" not in made
    assert (made.geometry.name, made.crs) == ("gate", schools.crs)
    back = made.geometry.to_crs(4490)["n1"]
    assert (back.x, back.y) == pytest.approx((114.2, 35.9))


def test_journeys_to_the_sites_stand_in_columns_of_their_own(searches):
    plan, _ = sited(PLAN, NORTH, NOWHERE)
    modes = list(PLAN.travel)
    assert [(one[1], one[2] is None) for one in searches] == [
        ((mode,), is_nowhere) for mode in modes for is_nowhere in (False, True)
    ]  # fmt: skip
    assert (searches[0][2].x, searches[0][2].y) == (114.2, 35.9)
    assert searches[0][3]["parameters"] is PLAN.rules.get("travel")
    assert searches[0][3]["bus_stops"] is PLAN.bus_stops
    for at, (mode, times) in enumerate(plan.travel.items()):
        assert times.destination_ids == ("s1", "s2-P", "s2-J", "p3", "n1", "n3")
        assert times.unplaced_destinations == ("n3",)
        np.testing.assert_array_equal(times.seconds[:, :4], PLAN.travel[mode].seconds)
        assert times.seconds[:, 4:].tolist() == [[2 * at + 1, 2 * at + 2]] * 4
        assert times.metres[:, 4:].tolist() == [[2 * at + 1.5, 2 * at + 2.5]] * 4


def test_a_search_is_made_once_for_a_position_on_the_same_ground(searches, monkeypatch):
    modes = len(PLAN.travel)
    monkeypatch.setattr(newsites, "county_of", lambda plan: plan)
    monkeypatch.setattr(newsites, "_schools_with", lambda schools, sites: schools)

    def searched(plan, *sites):
        before = len(searches)
        sited(plan, *sites)
        return len(searches) - before

    assert searched(PLAN, NORTH) == modes
    assert searched(PLAN, NORTH, SOUTH, replace(NORTH, school_id="n9")) == modes, "only the second is new"
    assert searched(PLAN, replace(NORTH, lat=35.8)) == searched(PLAN, replace(NORTH, lon=114.5)) == modes
    other = replace(PLAN.roads, digest="other")
    assert searched(replace(PLAN, roads=other), NORTH) == modes
    moved = PLAN.settlements.copy()
    moved.geometry = moved.geometry.translate(0.01)
    assert searched(replace(PLAN, settlements=moved), NORTH) == modes
    lost = PLAN.settlements.copy()
    lost.loc["v2", "geometry"] = None
    assert searched(replace(PLAN, settlements=lost), NORTH) == modes
    assert searched(replace(PLAN, settlements=lost.copy()), NORTH) == 0
    stops = pd.DataFrame([dict.fromkeys(PLAN.bus_stops.columns, 1)])
    assert searched(replace(PLAN, bus_stops=stops), NORTH) == modes, "public buses run otherwise"
    for travel, new in (({"a": 1, "b": 2}, modes), ({"b": 2, "a": 1}, 0), ({"a": 1, "b": 3}, modes)):
        assert searched(replace(PLAN, rules={**PLAN.rules, "travel": travel}), NORTH) == new
    assert searched(PLAN, NORTH) == 0
    newsites.forget_sites()
    assert searched(PLAN, NORTH) == modes


def test_progress_goes_on_from_search_to_search():
    """One mode with two sites: two searches, each a half."""
    told = []
    plan = replace(PLAN, travel=dict(list(PLAN.travel.items())[:1]))
    sited(plan, NORTH, SOUTH, progress=lambda share, step="": told.append(share))
    assert told == [0.0, 0.5, 0.5, 1.0]
    told.clear()
    modes = dict(list(PLAN.travel.items())[:2])
    sited(replace(PLAN, travel=modes), Site("n4", "东沟小学", "甲镇", "211", 114.25, 35.85),
          progress=lambda share, step="": told.append(share))  # fmt: skip
    assert told == [0.0, 0.5, 0.5, 1.0]


def test_two_hundred_journeys_and_three_plans_are_remembered():
    for number in range(200):
        newsites._columns.keep(number, {})
    assert newsites._columns.get(0) == {}
    newsites._columns.keep(200, {})
    assert newsites._columns.get(1) is None, "the one asked for longest ago"
    assert newsites._columns.get(0) == {}
    for number in range(4):
        newsites._plans.keep(number, number)
    assert [newsites._plans.get(number) for number in range(4)] == [None, 1, 2, 3]


def test_the_plan_that_is_kept_gets_its_sites_once(searches):
    keep_arrays(PLAN)
    first, county = sited(PLAN, NORTH)
    again, same = sited(replace(PLAN, scenarios={"一": Scenario("一")}), NORTH)
    assert again.schools is first.schools
    assert again.travel is first.travel
    assert same is county
    assert county_of(first) is county
    other, _ = sited(PLAN, SOUTH)
    assert other.schools.index[-1] == "n2"
    keep_arrays(PLAN)
    fresh, new = sited(PLAN, NORTH)
    assert new is not county, "the arrays of the plan are others now"
    assert fresh.schools is not first.schools


def test_what_has_been_dropped_is_made_again():
    keep_arrays(PLAN)
    first, _ = sited(PLAN, NORTH)
    for name in ("一", "二", "三"):
        keep_also(replace(PLAN, schools=PLAN.schools.assign(note=name)))
    again, county = sited(PLAN, NORTH)
    assert again.schools is not first.schools
    assert county_of(again) is county


def test_of_a_plan_that_is_not_kept_nothing_is():
    first, county = sited(PLAN, NORTH)
    again, other = sited(PLAN, NORTH)
    assert again.schools is not first.schools
    assert other is not county
    assert county_of(first) is not county
    assert newsites._plans.get((PLAN.roads.digest, (NORTH,))) is None


def test_homes_are_looked_up_in_the_order_of_the_journeys(searches):
    turned = {
        mode: replace(times, origin_ids=times.origin_ids[::-1], seconds=times.seconds[::-1])
        for mode, times in PLAN.travel.items()
    }
    made = sited(replace(PLAN, travel=turned), NORTH)[0]
    assert all(times.origin_ids == tuple(SETTLEMENTS)[::-1] for times in made.travel.values())
    assert isinstance(made.schools, gpd.GeoDataFrame)
