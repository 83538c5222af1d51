"""Scenarios that change the roads: everybody's way after is that on the changed roads, nobody is lost."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import CRS, ORIGIN, merge, miniature_plan
from shapely.geometry import LineString, Point, Polygon

from gis.crs import reproject
from gis.errors import InputError
from gis.evaluation.engine import evaluate
from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.model import STORAGE_CRS, Mode, Observation, ObservationKind
from gis.network.editshapes import plain_wkt
from gis.network.publicbus import COLUMNS
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.planning.editedroads import edited_network, edited_roads, forget_journeys, reported_travel
from gis.planning.explanation import explain, roads_of
from gis.planning.scenario import clear_network_edit, set_network_edit


def at(*places, area=False):
    """Return a point, a line or an area of the miniature, metres from its west end, as text in degrees."""
    xy = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places]
    shape = Polygon(xy) if area else Point(xy[0]) if len(xy) == 1 else LineString(xy)
    return plain_wkt(reproject(np.array([shape], dtype=object), CRS, STORAGE_CRS)[0])


BRIDGE_OUT = NetworkEdit("e1", NetworkEditKind.CLOSE, "东桥断", at((450, 3)))
PATH = NetworkEdit(
    "e2", NetworkEditKind.ADD, "河边小路", at((0, 0), (0, 900), (1620, 900)), road_class="path"
)


@pytest.fixture(scope="module")
def plan():
    bare = miniature_plan()
    return replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))


def flows_of(evaluation, settlement):
    flows = evaluation.flows
    return flows[flows["settlement_id"] == settlement].set_index("grade")


def test_a_closed_bridge_cuts_off_and_a_path_leads_round(plan):
    """东村 is cut off; by the path it walks 900 + 1620 m, then 900 + 720 m back along the roads to s1."""
    forget_journeys()
    closed = evaluate(plan, Scenario("断桥", network_edits=(BRIDGE_OUT,)))
    east = flows_of(closed, "v1")
    assert east["seconds_before"][1] == pytest.approx(1000)
    assert np.isnan(east["seconds_after"]).all()
    assert set(east["verdict_after"]) == {"unreachable"}
    assert closed.rerouted == {
        "longer_pupils": 0, "shorter_pupils": 0, "cut_off_pupils": 96 + 12, "reached_pupils": 0
    }  # fmt: skip
    assert closed.counts["pupils"].after == closed.counts["pupils"].before == 221
    told = [finding for finding in closed.findings if finding.criterion_id == "cut_off"]
    assert [(f.subject_id, f.value, f.force, f.in_baseline) for f in told] == [
        ("v1", 96, "must", False), ("v1", 12, "must", False)
    ]  # fmt: skip
    assert closed.blocks
    round_ = evaluate(plan, Scenario("小路", network_edits=(BRIDGE_OUT, PATH)))
    metres = 900 + 1620 + 900 + 720
    assert flows_of(round_, "v1")["seconds_after"][1] == pytest.approx(metres / 0.9, rel=2e-4)
    assert round_.rerouted["longer_pupils"] == 96 + 12
    over = [f for f in round_.findings if f.criterion_id == "over_limit_g1_3" and f.subject_id == "v1"]
    assert [f.in_baseline for f in over] == [False], "the roads' doing, not the baseline's"


def test_moved_pupils_choose_their_receiver_on_the_changed_roads(plan):
    """p3 closes: 西村 would go to s1 (720 m); with the road there cut, s2 is nearer than nothing."""
    before = evaluate(plan, Scenario("并", {"p3": merge()}))
    assert set(flows_of(before, "v2").loc[[1], "school_after"]) == {"s1"}
    cut = NetworkEdit("e3", NetworkEditKind.CLOSE, "西桥断", at((1200, 0)))
    after = evaluate(plan, Scenario("并", {"p3": merge()}, network_edits=(cut,)))
    assert flows_of(after, "v2")["school_after"][1] == "s2-P"
    assert after.rerouted == {
        "longer_pupils": 0, "shorter_pupils": 0, "cut_off_pupils": 12 + 12, "reached_pupils": 0
    }, "v2 at s1 and v1 at s2; who moves or boards is not counted"  # fmt: skip
    assert after.counts["pupils"].after == 221


def test_a_season_holds_only_when_asked_for(plan):
    flood = Scenario("汛", network_edits=(replace(BRIDGE_OUT, season="汛期"),))
    usual, wet = evaluate(plan, flood), evaluate(plan, flood, season="汛期")
    assert usual.to_dict() == {**evaluate(plan).to_dict(), "scenario": "汛"}
    assert wet.rerouted["cut_off_pupils"] == 108
    assert "roads_edited" in wet.marks
    assert "roads_edited" not in usual.marks
    plain = wet.to_dict()
    assert (plain["season"], [edit["name"] for edit in plain["network_edits"]]) == ("汛期", ["东桥断"])
    assert plain["network_edits"][0]["length_m"] == pytest.approx(20, abs=1e-6)
    assert plain["network_digest"] != usual.network_digest


def test_journeys_are_those_of_a_full_run_and_kept_for_the_session(plan):
    modes = ["walk_g1_3", "walk_g4_6", "walk_g7_9", "school_bus"]
    made = replace(plan, travel=travel_matrix(plan.roads, plan.settlements, plan.schools, modes=modes))
    scenario = Scenario("小路", network_edits=(BRIDGE_OUT, PATH))
    forget_journeys()
    roads = edited_roads(made, scenario)
    full = travel_matrix(roads.made.network, made.settlements, made.schools, modes=modes)
    for band, journeys in roads.county.walk.items():
        np.testing.assert_allclose(journeys.seconds, full[band.walk_mode].seconds, atol=1e-6)
    np.testing.assert_allclose(roads.county.bus.metres, full["school_bus"].metres, atol=1e-6)
    renamed = replace(scenario, network_edits=(replace(BRIDGE_OUT, name="改名"), PATH))
    again = edited_roads(made, renamed)
    assert again.county.walk["g1_3"].seconds is roads.county.walk["g1_3"].seconds, "no search for a name"


def bus_stops(*places):
    """Return one line over places of the miniature, ten minutes from stop to stop."""
    xy = np.array([Point(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places], dtype=object)
    calls = [
        ("1路", k + 1, f"站{k}", spot.x, spot.y, 10.0 * k, 20.0, "", "", True)
        for k, spot in enumerate(reproject(xy, CRS, STORAGE_CRS))
    ]
    return pd.DataFrame(calls, columns=list(COLUMNS))


def test_public_buses_go_by_the_changed_roads_too(plan):
    """The line stops at s1 and at s2; 东村's walk to the first leads over the bridge that is out."""
    modes = ["walk_g1_3", "school_bus", "public_bus"]
    stops = bus_stops((720, 0), (1620, 900))
    ends = plan.settlements, plan.schools
    made = replace(
        plan, bus_stops=stops, travel=travel_matrix(plan.roads, *ends, modes=modes, bus_stops=stops)
    )
    forget_journeys()
    found = []
    for edits in ((BRIDGE_OUT,), (BRIDGE_OUT, PATH)):
        network = edited_network(made, edits)
        ours = reported_travel(made, network)["public_bus"]
        full = travel_matrix(network.network, *ends, modes=["public_bus"], bus_stops=stops)["public_bus"]
        np.testing.assert_array_equal(ours.seconds, full.seconds)
        np.testing.assert_array_equal(ours.metres, full.metres)
        assert ours.network_digest == network.network.digest
        found.append(ours.seconds[ours.origin_ids.index("v1"), ours.destination_ids.index("s2-P")])
    before = made.travel["public_bus"]
    usual = before.seconds[before.origin_ids.index("v1"), before.destination_ids.index("s2-P")]
    assert np.isnan(found[0]), "cut off from the stop"
    assert usual != found[1] < np.inf, "by the path to another stop"
    roads = roads_of(made, Scenario("断", network_edits=(BRIDGE_OUT, PATH)), "after")
    told = explain(roads, "v1", "s2-P", Mode.PUBLIC_BUS)
    assert (told.table_s, told.agrees) == (found[1], True)


def test_a_measured_walk_falls_where_the_roads_make_it_untrue(plan):
    """东村 says 20 minutes to s1 on roads without footpaths; with the bridge out that walk cannot stand."""
    walk = Observation("o1", ObservationKind.WALKING_TIME, "v1", "s1", minutes=20.0)
    drive_only = replace(plan, roads=replace(plan.roads, has_footpaths=False), observations=(walk,))
    closed = evaluate(drive_only, Scenario("断", network_edits=(BRIDGE_OUT,)))
    east = flows_of(closed, "v1").loc[1]
    assert (bool(east["measured_before"]), bool(east["measured_after"])) == (True, False)
    assert np.isnan(east["seconds_after"])
    elsewhere = NetworkEdit("e4", NetworkEditKind.CLOSE, "北沟塌方", at((1620, 900)))
    kept = flows_of(evaluate(drive_only, Scenario("塌", network_edits=(elsewhere,))), "v1").loc[1]
    assert bool(kept["measured_after"])
    assert kept["seconds_after"] == kept["seconds_before"]


def test_edit_and_clear_is_as_before(plan):
    empty = Scenario("方案")
    one = set_network_edit(empty, BRIDGE_OUT, boundary=plan.boundary)
    two = set_network_edit(one, PATH, boundary=plan.boundary)
    changed = set_network_edit(two, replace(BRIDGE_OUT, season="汛期"))
    assert [edit.edit_id for edit in changed.network_edits] == ["e1", "e2"], "replaced in its place"
    assert set_network_edit(changed, BRIDGE_OUT) == two
    assert clear_network_edit(two, "e2") == one
    assert clear_network_edit(one, "e1") == empty
    assert edited_network(plan, one.network_edits).network.digest != plan.roads.digest
    assert edited_network(plan, ()).network is plan.roads


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": " "}, "edit_unnamed"),
        ({"wkt": "POINT (1"}, "edit_shape_damaged"),
        ({"wkt": "POINT EMPTY"}, "edit_shape_damaged"),
        ({"wkt": "POINT (514000 3980000)"}, "edit_shape_damaged"),
        ({"wkt": "LINESTRING (114 36, 114 36)"}, "edit_shape_damaged"),
        ({"wkt": "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"}, "edit_shape_damaged"),
        ({"wkt": "POINT (100 30)"}, "edit_outside_county"),
        ({"walk": False, "drive": False}, "edit_closes_to_nobody"),
        ({"kind": NetworkEditKind.ADD}, "edit_shape_wrong_add"),
        ({"kind": NetworkEditKind.BARRIER}, "edit_shape_wrong_barrier"),
        ({"kind": NetworkEditKind.SPEED}, "edit_speed_impossible"),
        ({"kind": NetworkEditKind.SPEED, "running_kph": -3.0}, "edit_speed_impossible"),
        ({"kind": NetworkEditKind.ADD, "wkt": PATH.wkt}, "edit_class_unknown"),
        (
            {"kind": NetworkEditKind.ADD, "wkt": PATH.wkt, "road_class": "path", "walk": False},
            "edit_opens_to_nobody",
        ),
    ],
)
def test_what_is_no_change_is_refused_in_words(plan, values, code):
    with pytest.raises(InputError) as caught:
        set_network_edit(Scenario("方案"), replace(BRIDGE_OUT, **values), boundary=plan.boundary)
    assert caught.value.code == code
    assert str(caught.value)
