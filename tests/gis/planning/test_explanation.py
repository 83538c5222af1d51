"""The way behind a figure: the same seconds, its parts, what lies across, and the changed roads."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from miniature import CRS, ORIGIN, miniature_plan
from shapely.affinity import translate
from shapely.geometry import LineString

from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.model import Mode, Observation, ObservationKind, Plan
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.planning.explanation import explain, roads_of, schools_in_reach


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The county with journeys worked out on its own roads."""
    bare = miniature_plan()
    made = replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))
    return replace(made, travel=travel_matrix(made.roads, made.settlements, made.schools))


def degrees(*xy: tuple[float, float]) -> str:
    line = translate(LineString(xy), *ORIGIN)
    return gpd.GeoSeries([line], crs=CRS).to_crs("EPSG:4490").iloc[0].wkt


def test_walk_by_hand(plan: Plan) -> None:
    """v4 → s1: 1800 m south and 720 m west at 0.9 m/s; as the crow flies √(1800² + 720²)."""
    roads = roads_of(plan, Scenario("x"), "after")
    found = explain(roads, "v4", "s1", Mode.WALK_G1_3)
    assert found.seconds == pytest.approx(2800, abs=0.1)
    assert found.way_metres == pytest.approx(2520, abs=0.1)
    assert found.straight_m == pytest.approx(np.hypot(1800, 720), abs=0.5)
    assert found.agrees
    assert found.back_s == pytest.approx(2800, abs=0.1)
    assert found.barriers == ()
    assert [one.kind for one in found.stretches if one.kind != "approach"] == ["walk"]


@pytest.mark.parametrize("mode", [Mode.WALK_G4_6, Mode.SCHOOL_BUS, Mode.BICYCLE, Mode.ESCORT_CAR])
def test_every_way_gives_the_figure_of_the_table(plan: Plan, mode: Mode) -> None:
    roads = roads_of(plan, Scenario("x"), "before")
    for settlement_id, school_id in (("v1", "s2-P"), ("v4", "s1")):
        found = explain(roads, settlement_id, school_id, mode)
        assert found.agrees
        assert sum(part.seconds for part in found.way.parts) == pytest.approx(found.table_s, abs=0.1)


def test_a_figure_that_differs_is_not_passed_over(plan: Plan) -> None:
    walk = plan.travel["walk_g1_3"]
    wrong = replace(walk, seconds=walk.seconds + 0.2)
    changed = replace(plan, travel={**plan.travel, "walk_g1_3": wrong})
    found = explain(roads_of(changed, Scenario("x"), "before"), "v1", "s1", Mode.WALK_G1_3)
    assert found.agrees is False


def test_changed_roads_stand_on_the_side_after_only(plan: Plan) -> None:
    closed = NetworkEdit("e1", NetworkEditKind.CLOSE, "断路", degrees((1300, 0), (1200, 0)))
    scenario = Scenario("x", network_edits=(closed,))
    before = explain(roads_of(plan, scenario, "before"), "v2", "s1", Mode.WALK_G1_3)
    after = explain(roads_of(plan, scenario, "after"), "v2", "s1", Mode.WALK_G1_3)
    assert before.agrees
    assert before.way is not None
    assert after.way is None
    assert np.isnan(after.seconds)
    assert after.agrees
    assert after.roads_as_they_are_s == pytest.approx(800, abs=0.1)
    ride = explain(roads_of(plan, scenario, "after"), "v1", "s1", Mode.ESCORT)
    assert ride.is_tabled
    assert ride.agrees


def test_barrier_across_and_bridge_on_the_way(plan: Plan) -> None:
    edges = plan.roads.edges.assign(bridge=False, danger=False)
    on_bridge = edges.index[-1]                     # s-n road of v4
    edges.loc[on_bridge, "bridge"], edges.loc[on_bridge, "name"] = True, "北桥"
    edges.loc[edges.index[1], "danger"] = True      # s1 – v2
    river = translate(LineString([(-500, 900), (2000, 900)]), *ORIGIN)
    barriers = gpd.GeoDataFrame({"kind": ["river"], "name": ["清河"]}, geometry=[river], crs=CRS)
    roads = roads_of(
        replace(plan, roads=replace(plan.roads, edges=edges, barriers=barriers)), Scenario("x"), "before"
    )
    found = explain(roads, "v4", "s1", Mode.WALK_G4_6)
    assert found.barriers == (("清河", "river"),)
    assert found.bridges == ("北桥",)
    assert found.danger_m == pytest.approx(720, abs=1)
    assert [one.kind for one in found.stretches].count("danger") == 1
    assert found.steep_m == 0


def test_steep_stretches_are_marked_for_who_walks(plan: Plan) -> None:
    """From 8 % up, in either direction: s1 – v2 by Tobler exp(3.5 × 0.09), the next exp(3.5 × 0.07)."""
    edges = plan.roads.edges.assign(climb_forward=1.0, climb_backward=1.0)
    edges.loc[edges.index[1], "climb_backward"] = np.exp(3.5 * 0.09)
    edges.loc[edges.index[0], "climb_forward"] = np.exp(3.5 * 0.07)
    roads = roads_of(replace(plan, roads=replace(plan.roads, edges=edges)), Scenario("x"), "before")
    walk, ride = (explain(roads, "v2", "s1", mode) for mode in (Mode.WALK_G4_6, Mode.ESCORT_CAR))
    assert walk.steep_m == pytest.approx(720, abs=1)
    assert [one.kind for one in walk.stretches].count("steep") == 1
    assert walk.stretches[-1].kind == "steep"
    assert ride.steep_m == 0


def test_measured_walk_is_the_figure_and_no_contradiction(plan: Plan) -> None:
    seen = Observation("o1", ObservationKind.WALKING_TIME, "v1", "s1", minutes=10.0)
    changed = replace(plan, roads=replace(plan.roads, has_footpaths=False), observations=(seen,))
    found = explain(roads_of(changed, Scenario("x"), "after"), "v1", "s1", Mode.WALK_G1_3)
    assert found.is_measured
    assert found.agrees is None
    assert found.seconds != pytest.approx(found.way.seconds)


def test_schools_by_nearness(plan: Plan) -> None:
    roads = roads_of(plan, Scenario("x"), "before")
    found = schools_in_reach(roads, "v3", Mode.WALK_G1_3, ["s1", "s2-P", "p3", "nowhere"])
    assert [one.school_id for one in found] == ["p3", "s2-P", "s1", "nowhere"]
    assert found[0].seconds == pytest.approx(1000, abs=0.1)
