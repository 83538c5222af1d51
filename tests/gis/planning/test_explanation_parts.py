"""What is told of a way, from parts made by hand: metres, seconds, stretches and what lies across."""

from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from miniature import CRS, METRES, miniature_plan
from shapely.geometry import LineString

from gis.layout import Scenario
from gis.model import Mode
from gis.network.route import Route, RoutePart
from gis.network.storage import assemble
from gis.planning import explanation
from gis.planning.county import county_of
from gis.planning.explanation import Explanation, Roads, explain, roads_of, schools_in_reach

NO_WAY = float("nan")
ALONG = LineString([(0, 0), (100, 0)])


def part(kind, seconds, metres=0.0, geometry=None):
    return RoutePart(kind, seconds, metres, geometry=geometry)


def way(*parts):
    seconds, metres = (sum(getattr(one, name) for one in parts) for name in ("seconds", "metres"))
    return Route(ALONG, seconds, metres, parts)


def told(made, **changes):
    """Return an explanation with a table's figure of 900 s."""
    values = {
        "settlement_id": "v1", "school_id": "s1", "mode": Mode.WALK_G1_3, "table_s": 900.0, "table_m": 810.0,
        "is_measured": False, "is_tabled": True, "way": made, "stretches": (), "extra_s": 0.0,
        "straight_m": 1.0, "barriers": (), "bridges": (), "danger_m": 0.0, "steep_m": 0.0, "back_s": 0.0,
        "roads_as_they_are_s": 0.0, "approach_m": 0.0,
    }  # fmt: skip
    return Explanation(**{**values, **changes})


WAY = way(part("approach", 100, 90), part("walk", 500, 450), part("approach", 200, 180))


def test_the_approaches_share_of_the_time():
    """(100 + 200) of 800 s."""
    assert told(WAY).approach_share == 0.375
    assert told(way(part("walk", 10, 9))).approach_share == 0
    assert np.isnan(told(None).approach_share)
    assert np.isnan(told(way(part("approach", 0, 0), part("approach", 0, 0))).approach_share)


def test_the_tables_figure_counts_where_there_is_one():
    assert told(WAY).seconds == 900
    assert told(WAY, is_tabled=False).seconds == 800
    assert np.isnan(told(None, is_tabled=False).seconds)
    assert np.isnan(told(WAY, table_s=NO_WAY).seconds)
    assert told(WAY).way_metres == 720
    assert np.isnan(told(None).way_metres)


@pytest.mark.parametrize(
    ("made", "changes", "agrees"),
    [
        (WAY, {"table_s": 800.0}, True), (WAY, {"table_s": 800.04}, True), (WAY, {"table_s": 799.96}, True),
        (WAY, {"table_s": 800.06}, False), (WAY, {"table_s": 799.94}, False),
        (WAY, {"table_s": NO_WAY}, False),
        (way(part("walk", 0)), {"table_s": 0.05}, True),
        (None, {"table_s": NO_WAY}, True), (None, {"table_s": 800.0}, False),
        (WAY, {"is_measured": True}, None), (WAY, {"is_tabled": False}, None),
    ],
)  # fmt: skip
def test_a_drawn_way_agrees_within_a_twentieth_of_a_second(made, changes, agrees):
    assert told(made, **changes).agrees is agrees


def test_what_slopes_add_is_the_walk_over_its_metres_at_the_usual_pace():
    """450 m at 0.9 m/s are 500 s, 90 m are 100 s; the approaches are as long as they are."""
    plan = miniature_plan()
    steep = way(part("approach", 1000, 9), part("walk", 530, 450), part("walk", 90, 90), part("ride", 9, 1))
    assert explanation._extra_s(steep, Mode.WALK_G1_3, plan) == pytest.approx(30 - 10)
    assert explanation._extra_s(way(part("walk", 100, 110)), Mode.WALK_G4_6, plan) == pytest.approx(0)
    assert explanation._extra_s(steep, Mode.SCHOOL_BUS, plan) == 0
    assert explanation._extra_s(None, Mode.WALK_G1_3, plan) == 0


# ---- along the roads


def network(*edges, barriers=()):
    """Return edges, (line, name, danger, bridge, slope), and barriers, (line, name, kind)."""
    lines = [LineString(one[0]) for one in edges]
    columns = {name: [one[k] for one in edges] for k, name in ((1, "name"), (2, "danger"), (3, "bridge"))}
    climbs = [np.exp(3.5 * one[4]) for one in edges]
    frame = gpd.GeoDataFrame(
        {**columns, "climb_forward": climbs, "climb_backward": 1.0}, geometry=lines, crs=CRS
    )
    across = gpd.GeoDataFrame(
        {"name": [one[1] for one in barriers], "kind": [one[2] for one in barriers]},
        geometry=[LineString(one[0]) for one in barriers], crs=CRS,
    )  # fmt: skip
    return SimpleNamespace(edges=frame, barriers=across, crs=CRS)


ROADS = network(
    ([(0, 0), (30, 0)], "甲桥", True, True, 0.0),
    ([(30, 0), (50, 0)], "", False, True, 0.1),
    ([(50, 0), (100, 0)], "乙路", True, False, 0.05),
    ([(60, -10), (60, 10)], "横桥", True, True, 0.2),       # crosses the way
    ([(100, 0), (150, 0)], "丙桥", True, True, 0.2),        # goes on after its end
    ([(0, 7), (100, 7)], "旁桥", True, True, 0.2),
)


def test_chosen_edges_on_a_way_with_their_rows_and_metres():
    chosen = np.array([True, False, True, True, True, True])
    found = explanation._on_way(ROADS, LineString([(10, 0), (100, 0)]), chosen)
    assert [row for row, _ in found] == [0, 2]
    assert [line.length for _, line in found] == pytest.approx([20, 50])
    assert explanation._on_way(ROADS, ALONG, np.zeros(6, dtype=bool)) == []
    assert explanation._on_way(ROADS, LineString(), chosen) == []


@pytest.mark.parametrize(("metres", "counts"), [(0.4, False), (0.5, False), (0.51, True), (2.0, True)])
def test_half_a_metre_on_the_way_is_a_crossing(metres, counts):
    edge = network(([(8, 0), (8 + metres, 0)], "", True, False, 0.0))
    assert bool(explanation._on_way(edge, ALONG, np.array([True]))) is counts


@pytest.mark.parametrize(("away", "lies_on_it"), [(0.04, True), (0.06, False)])
def test_an_edge_within_five_centimetres_lies_on_the_way(away, lies_on_it):
    edge = network(([(10, away), (20, away)], "", True, False, 0.0))
    assert bool(explanation._on_way(edge, ALONG, np.array([True]))) is lies_on_it


def test_bridges_on_a_way_each_name_once():
    pieces = [("approach", LineString([(0, 7), (0, 0)])), ("walk", ALONG)]
    assert explanation._bridges(ROADS, pieces) == ("甲桥", "")
    assert explanation._bridges(ROADS, [("ride", LineString([(40, 0), (150, 0)]))]) == ("", "丙桥")
    assert explanation._bridges(ROADS, [("approach", ALONG)]) == ()
    assert explanation._bridges(ROADS, []) == ()
    twice = network(([(0, 0), (9, 0)], "桥", False, True, 0.0), ([(9, 0), (20, 0)], "桥", False, True, 0.0))
    assert explanation._bridges(twice, [("walk", ALONG)]) == ("桥",)


def lengths(made, mode):
    return [(kind, round(line.length, 6)) for kind, line in explanation._pieces(ROADS, made, mode)]


def test_pieces_of_a_way_then_its_steep_and_its_dangerous_stretches():
    """Steep: 30-50; dangerous: 0-30 and 50-100. What is of no length or not drawn is left out."""
    made = way(
        part("approach", 1, 5, LineString([(0, 5), (0, 0)])), part("walk", 9, 100, ALONG), part("wait", 60),
        part("approach", 0, 0, LineString([(100, 0), (100, 0)])),
    )  # fmt: skip
    dangerous = [("danger", 30), ("danger", 50)]
    assert lengths(made, Mode.WALK_G4_6) == [("approach", 5), ("walk", 100), ("steep", 20), *dangerous]
    assert lengths(made, Mode.BICYCLE) == lengths(made, Mode.WALK_G4_6)
    ride = way(part("ride", 9, 100, ALONG))
    assert lengths(ride, Mode.SCHOOL_BUS) == [("ride", 100), *dangerous]
    assert lengths(ride, Mode.PUBLIC_BUS) == [("hop", 100)], "nobody knows the roads that it takes"
    walk_to_bus = way(part("walk", 9, 100, ALONG))
    assert lengths(walk_to_bus, Mode.PUBLIC_BUS) == [("walk", 100), *dangerous]
    assert lengths(None, Mode.WALK_G1_3) == []


def test_barriers_across_the_straight_line_each_once():
    roads = network(
        barriers=(
            ([(20, -5), (20, 5)], "清河", "river"), ([(30, -5), (30, 5)], "清河", "river"),
            ([(40, -5), (40, 5)], None, "railway"), ([(120, -5), (120, 5)], "远河", "river"),
            ([(50, -5), (50, 5)], "清河", None), ([(60, 0), (60, 5)], "岸", "river"),
        )
    )  # fmt: skip
    found = explanation._crossed(roads, ALONG)
    assert found[:3] == (("清河", "river"), ("", "railway"), ("清河", ""))
    assert ("远河", "river") not in found
    assert explanation._crossed(roads, LineString()) == ()
    assert explanation._crossed(network(), ALONG) == ()


# ---- figures of tables


def tables(**changes):
    plan = miniature_plan()
    return Roads(replace(plan, **changes), plan.roads, county_of(plan))


def test_figures_of_a_reported_mode_are_those_of_the_pair_by_name():
    """家长接送 takes metres / 5; the table has other rows than the county, in another order."""
    plan = miniature_plan()
    turned = replace(
        plan.travel["escort"],
        origin_ids=("v4", "v9", "v1"), destination_ids=("p3", "s1"),
        seconds=np.array([[360.0, 504.0], [1.0, 2.0], [324.0, 180.0]]),
        metres=np.array([[1800.0, 2520.0], [3.0, 4.0], [1620.0, 900.0]]),
    )  # fmt: skip
    found = tables(travel={**plan.travel, "escort": turned}).journeys(Mode.ESCORT)
    none = [NO_WAY] * 4
    np.testing.assert_array_equal(
        found.seconds, [[180, NO_WAY, NO_WAY, 324], none, none, [504, NO_WAY, NO_WAY, 360]]
    )
    np.testing.assert_array_equal(
        found.metres, [[900, NO_WAY, NO_WAY, 1620], none, none, [2520, NO_WAY, NO_WAY, 1800]]
    )


def test_which_modes_have_a_table():
    roads = tables()
    np.testing.assert_allclose(roads.journeys(Mode.WALK_G4_6).seconds, METRES / 1.1)
    np.testing.assert_allclose(roads.journeys(Mode.WALK_G7_9).seconds, METRES / 1.25)
    np.testing.assert_allclose(roads.journeys(Mode.SCHOOL_BUS).seconds, 420 + METRES / 5)
    assert roads.journeys(Mode.BICYCLE) is None
    walks = {mode: times for mode, times in miniature_plan().travel.items() if mode != "school_bus"}
    assert tables(travel=walks).journeys(Mode.SCHOOL_BUS) is None


def test_a_place_that_the_county_lacks_has_no_figure():
    journeys = tables().journeys(Mode.WALK_G1_3)
    assert explanation._figure(journeys, (0, 3), "seconds") == pytest.approx(1800)
    assert explanation._figure(journeys, (0, 3), "metres") == 1620
    for at in ((-1, 3), (0, -1), (-1, -1)):
        assert np.isnan(explanation._figure(journeys, at, "seconds"))
    assert np.isnan(explanation._figure(None, (0, 0), "seconds"))
    assert explanation._figure(journeys, (1, 3), "seconds") == 0, "at home, not without a way"


def test_schools_in_reach_by_time_then_id_and_those_without_a_way_last():
    roads = tables()
    found = schools_in_reach(roads, "v1", Mode.WALK_G1_3, ["s9", "s2-P", "s2-J", "a9", "s1"])
    assert [one.school_id for one in found] == ["s1", "s2-J", "s2-P", "a9", "s9"]
    assert [one.metres for one in found[:3]] == [900, 3600, 3600]
    assert np.isnan([one.seconds for one in found[3:]]).all()
    unknown = schools_in_reach(roads, "v1", Mode.BICYCLE, ["s2-P", "s1"])
    assert [(one.school_id, np.isnan(one.seconds)) for one in unknown] == [("s1", True), ("s2-P", True)]


def test_only_a_walk_between_known_places_is_a_measured_one():
    bare = miniature_plan()
    plan = replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))
    roads = roads_of(plan, Scenario("x"), "before")
    county = replace(roads.county, walk_measured=np.ones((4, 4), dtype=bool))
    measured = replace(roads, county=county)
    assert explain(measured, "v1", "s1", Mode.WALK_G1_3).is_measured
    bus = explain(measured, "v1", "s1", Mode.SCHOOL_BUS)
    assert (bus.is_measured, bus.extra_s) == (False, 0)
    assert bus.approach_m == pytest.approx(0, abs=0.01)
    lost = replace(measured, county=replace(county, school_ids=np.array(["s9", "s2-P", "s2-J", "p3"])))
    assert not explain(lost, "v1", "s1", Mode.WALK_G1_3).is_measured


def test_changes_that_leave_the_roads_as_they_are_make_no_other_roads(monkeypatch):
    plan = miniature_plan()
    changed = SimpleNamespace(network=replace(plan.roads, digest="changed"))
    same = SimpleNamespace(network=plan.roads)
    for made, expected in ((changed, changed), (same, None)):
        edited = SimpleNamespace(made=made, county=county_of(plan))
        monkeypatch.setattr(explanation, "edited_roads", lambda *_, edited=edited, **__: edited)
        found = roads_of(plan, Scenario("x"), "after")
        assert found.made is expected
        assert found.network is made.network
        assert found.county is edited.county
        assert roads_of(plan, Scenario("x"), "before").made is None
    assert explanation._stretches(ROADS, []) == ()
