"""Journeys on changed roads: which are worked out anew, which kept, and which measured walks still stand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from miniature import METRES, SETTLEMENTS, miniature_plan

from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.model import Mode, Observation, ObservationKind, TravelTimes
from gis.network.measured import MeasuredWalk
from gis.planning import county as arrays
from gis.planning import editedroads

DIGEST = "miniature"
IDS = ("v1", "v2"), ("s1", "p3")


def walked(seconds, *, mode="walk_g1_3", ids=IDS):
    """Return journeys that take 77 s but for v2 → p3 (the last of all)."""
    table = np.full((2, 2), 77.0)
    table[1, 1] = seconds
    return TravelTimes(mode, *ids, table, table * 5, DIGEST)


def stands(measured_s, old, new, *, mode="walk_g1_3", ends=("v2", "p3")):
    """Whether a walk that takes so long at 0.9 m/s stands."""
    walk = MeasuredWalk(*ends, 1.0, measured_s * 0.9, ("o1",))
    found = editedroads._stands(miniature_plan(), walk, walked(old, mode=mode), walked(new, mode=mode))
    assert isinstance(found, bool)
    return found


NO_WAY = float("nan")


@pytest.mark.parametrize(
    ("old", "new", "measured", "expected"),
    [
        (600, 900, 900, True), (600, 900, 899, False), (600, 900, 901, True), (600, 900, 600, False),
        (900, 600, 600, True), (900, 600, 601, False), (900, 600, 599, True), (900, 600, 900, False),
        (600, 600, 1, True), (600, 600, 9999, True), (600, 600.0009, 1, True), (600, 600.0011, 1, False),
        (600.0009, 600, 9999, True), (600.0011, 600, 9999, False),
        (0, 1e-3, 0, True), (1e-3, 0, 9999, True), (0, 1.01e-3, 0, False),
        (600, NO_WAY, 9999, False), (NO_WAY, NO_WAY, 9999, True),
    ],
)  # fmt: skip
def test_the_longer_walk_holds_where_roads_became_longer_and_the_shorter_where_shorter(
    old, new, measured, expected
):
    assert stands(measured, old, new) is expected


def test_a_walk_is_compared_at_the_pace_of_the_mode():
    """990 s at 0.9 m/s are 810 s at 1.1 m/s: less than 900 s, so that the longer one holds."""
    assert stands(990, 600, 900)
    assert not stands(990, 600, 900, mode="walk_g4_6")
    assert stands(1101, 600, 900, mode="walk_g4_6")


@pytest.mark.parametrize("ends", [("v9", "p3"), ("v2", "s9"), ("v9", "s9")])
def test_a_walk_of_places_that_the_journeys_lack_has_no_computed_time(ends):
    assert stands(1, 600, 900, ends=ends)
    walk = MeasuredWalk(*ends, 1.0, 1.0, ("o1",))
    assert np.isnan(editedroads._seconds(walked(600), walk))


def test_the_computed_time_of_a_walk_is_that_of_its_pair():
    walk = MeasuredWalk("v2", "s1", 1.0, 1.0, ("o1",))
    times = replace(walked(0), seconds=np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert editedroads._seconds(times, walk) == 3


def test_observations_of_a_walk_fall_where_it_is_untrue_in_any_band():
    """v1 → s1 is longer for the oldest only; v2 → p3 stays; what is no walk and the others stay too."""
    seen = (
        Observation("o1", ObservationKind.WALKING_TIME, "v1", "s1", minutes=1.0),
        Observation("o2", ObservationKind.WALKING_TIME, "v1", "s1", minutes=2.0),
        Observation("o3", ObservationKind.WALKING_TIME, "v3", "s1", minutes=1.0),
    )
    bare = miniature_plan()
    plan = replace(bare, roads=replace(bare.roads, has_footpaths=False), observations=seen)
    times = plan.travel["walk_g7_9"]
    slower = times.seconds.copy()
    slower[0, 0] += 5000
    changed = {**plan.travel, "walk_g7_9": replace(times, seconds=slower)}
    left = editedroads._standing_observations(plan, changed)
    assert [one.observation_id for one in left] == ["o3"]
    assert editedroads._standing_observations(plan, plan.travel) == seen
    without = {mode: changed[mode] for mode in ("walk_g1_3", "school_bus")}
    assert editedroads._standing_observations(plan, without) == seen, "a band without journeys says nothing"


# ---- what is worked out once


@pytest.fixture
def searched(monkeypatch):
    """Searches are noted instead of made."""
    editedroads.forget_journeys()
    calls = []

    def prepare(roads, *points, modes, parameters):
        calls.append(("prepare", tuple(modes)))
        return SimpleNamespace(roads=roads)

    def update(before, roads, network, *points, **given):
        calls.append(("update", network.digest, tuple(before), given))
        return dict(before)

    def matrix(network, *points, **given):
        calls.append(("matrix", network.digest, tuple(given["modes"]), given))
        return dict.fromkeys(given["modes"], walked(1))

    monkeypatch.setattr(editedroads, "prepare_network", prepare)
    monkeypatch.setattr(editedroads, "update_travel", update)
    monkeypatch.setattr(editedroads, "travel_matrix", matrix)
    yield calls
    editedroads.forget_journeys()


def with_bus(stops=("甲", "乙")):
    plan = miniature_plan()
    bus = replace(plan.travel["escort"], mode="public_bus")
    return replace(plan, travel={**plan.travel, "public_bus": bus}, bus_stops=pd.DataFrame({"stop": stops}))


def changed_network(plan, digest="changed"):
    return SimpleNamespace(network=replace(plan.roads, digest=digest), changed="these")


def kinds(calls):
    return [call[0] for call in calls]


def test_the_same_question_is_searched_once(searched):
    plan = with_bus()
    first = editedroads.reported_travel(plan, changed_network(plan))
    assert set(first) == {"escort", "public_bus"}
    assert kinds(searched) == ["prepare", "update"]
    _, digest, modes, given = searched[1]
    assert (digest, modes) == ("changed", ("escort", "public_bus"))
    assert given["changed"] == "these"
    assert given["bus_stops"] is plan.bus_stops
    assert given["prepared"].roads is plan.roads
    assert editedroads.reported_travel(replace(plan), changed_network(plan)) is first
    assert len(searched) == 2


def test_other_stops_speeds_points_roads_or_modes_are_another_question(searched):
    plan = with_bus()
    made = changed_network(plan)
    first = editedroads.reported_travel(plan, made)
    settlements = plan.settlements.copy()
    settlements.geometry = settlements.geometry.translate(0.001)
    schools = plan.schools.copy()
    schools.geometry = schools.geometry.translate(0.001)
    named = plan.settlements.rename(index={"v1": "v7"})
    others = [
        (replace(plan, bus_stops=pd.DataFrame({"stop": ["甲", "丙"]})), made),
        (replace(plan, rules={**plan.rules, "travel": {"walk": {"speed": {"value": 9}}}}), made),
        (replace(plan, settlements=settlements), made),
        (replace(plan, schools=schools), made),
        (replace(plan, settlements=named), made),
        (plan, changed_network(plan, "further")),
        (replace(plan, travel={"public_bus": plan.travel["public_bus"]}), made),
    ]
    for k, (other, network) in enumerate(others):
        before = len(searched)
        found = editedroads.reported_travel(other, network)
        assert found is not first, k
        assert len(searched) > before, k
        assert editedroads.reported_travel(other, network) is found, k
    assert editedroads.reported_travel(plan, made) is first


def test_stops_and_the_order_of_parameters_change_no_journeys_without_a_bus(searched):
    rules = {"a": {"x": 1, "y": 2}, "b": 3}
    plan = replace(miniature_plan(), rules={**miniature_plan().rules, "travel": rules})
    made = changed_network(plan)
    first = editedroads.reported_travel(plan, made)
    other = replace(plan, bus_stops=pd.DataFrame({"stop": ["丁"]}))
    turned = {"b": 3, "a": {"y": 2, "x": 1}}
    assert editedroads.reported_travel(other, made) is first
    assert editedroads.reported_travel(replace(plan, rules={**plan.rules, "travel": turned}), made) is first


def test_a_second_change_of_the_same_roads_needs_no_new_preparation(searched):
    plan = with_bus()
    for digest in ("one", "two"):
        editedroads.reported_travel(plan, changed_network(plan, digest))
    assert kinds(searched) == ["prepare", "update", "update"]
    assert searched[1][3]["prepared"] is searched[2][3]["prepared"]


@pytest.mark.parametrize(
    "strange",
    [
        {"network_digest": "other"},
        {"origin_ids": ("v2", "v1", "v3", "v4")},
        {"destination_ids": ("s2-P", "s1", "s2-J", "p3")},
    ],
)
def test_journeys_of_other_roads_or_points_are_worked_out_in_full(searched, strange):
    plan = with_bus()
    assert editedroads._belongs(plan, plan.travel["escort"])
    odd = replace(plan.travel["escort"], **strange)
    assert not editedroads._belongs(plan, odd)
    mixed = replace(plan, travel={**plan.travel, "escort": odd})
    editedroads.reported_travel(mixed, changed_network(plan))
    assert kinds(searched) == ["matrix"]
    assert searched[0][1:3] == ("changed", ("escort", "public_bus"))
    assert searched[0][3]["bus_stops"] is plan.bus_stops


def test_roads_without_a_change_keep_the_plans_own_journeys(searched):
    plan = with_bus()
    same = SimpleNamespace(network=plan.roads, changed=())
    assert editedroads.reported_travel(plan, same) == {
        mode: plan.travel[mode] for mode in ("escort", "public_bus")
    }
    walks_only = replace(plan, travel={"walk_g1_3": plan.travel["walk_g1_3"]})
    assert editedroads.reported_travel(walks_only, changed_network(plan)) == {}
    assert searched == []


def test_the_county_on_changed_roads_is_made_once_for_the_same_journeys(monkeypatch):
    """v1 → s1 takes 1000 s; a minute more, then half of it."""
    monkeypatch.setattr(arrays, "_kept", [])
    editedroads.forget_journeys()
    plan = miniature_plan()
    arrays.keep_arrays(plan)
    slower = {mode: replace(one, seconds=one.seconds + 60) for mode, one in plan.travel.items()}
    first = editedroads._county_on(plan, slower)
    assert first.walk["g1_3"].seconds[0, 0] == pytest.approx(1060)
    assert editedroads._county_on(plan, slower) is first
    faster = {mode: replace(one, seconds=one.seconds / 2) for mode, one in plan.travel.items()}
    assert editedroads._county_on(plan, faster).walk["g1_3"].seconds[0, 0] == pytest.approx(500)
    fewer = miniature_plan(attendance=[("v1", "s1", False, {1: 2})])
    arrays.keep_arrays(fewer)
    assert editedroads._county_on(fewer, faster).attendance.pupils.sum() == 2
    editedroads.forget_journeys()


def test_how_much_is_kept():
    """Four networks, two preparations, one ground; of journeys 256 MiB: eight bytes for each figure."""
    editedroads.forget_journeys()
    for kept, most in (
        (editedroads._networks, 4), (editedroads._prepared, 2), (editedroads._grounds, 1)
    ):  # fmt: skip
        for key in range(6):
            kept.keep(key, SimpleNamespace(key=key))
        assert [key for key in range(6) if kept.get(key) is not None] == list(range(6 - most, 6))
    assert editedroads.JOURNEYS_KEPT_BYTES == 268_435_456
    times = TravelTimes("escort", tuple(SETTLEMENTS), ("s1",) * 4, METRES, METRES[:2], DIGEST)
    assert editedroads._bytes({"a": times, "b": times}) == 2 * (16 + 8) * 8
    editedroads._journeys.keep("a", {"a": times})
    editedroads.forget_journeys()
    for kept in (editedroads._networks, editedroads._prepared, editedroads._grounds, editedroads._journeys):
        assert [key for key in (0, 3, 4, 5, "a") if kept.get(key) is not None] == []


def test_a_network_is_changed_once_whatever_its_seasons_and_the_order_of_its_limits(monkeypatch):
    editedroads.forget_journeys()
    calls = []

    def apply(roads, edits, *, parameters, ground):
        calls.append(([edit.season for edit in edits], parameters, ground))
        return SimpleNamespace(network=roads)

    monkeypatch.setattr(editedroads, "apply_edits", apply)
    grounds = []
    monkeypatch.setattr(editedroads, "edit_ground", lambda roads: grounds.append(roads) or "ground")
    bare = miniature_plan()
    plan = replace(bare, rules={**bare.rules, "edits": {"a": 1, "b": 2}})
    edit = NetworkEdit("e1", NetworkEditKind.CLOSE, "断", "POINT (114 36)", season="汛期")
    first = editedroads.edited_network(plan, (edit,))
    assert calls == [([""], {"a": 1, "b": 2}, "ground")]
    turned = replace(plan, rules={**plan.rules, "edits": {"b": 2, "a": 1}})
    assert editedroads.edited_network(turned, (edit,)) is first
    other = replace(plan, rules={**plan.rules, "edits": {"a": 1, "b": 3}})
    assert editedroads.edited_network(other, (edit,)) is not first
    assert editedroads.edited_network(plan, (replace(edit, wkt="POINT (115 36)"),)) is not first
    assert len(calls) == 3
    assert len(grounds) == 1, "the same roads"
    elsewhere = replace(plan, roads=replace(plan.roads, digest="others"))
    assert editedroads.edited_network(elsewhere, (edit,)) is not first
    assert len(grounds) == 2
    editedroads.forget_journeys()


def test_judged_journeys_are_walks_and_the_school_bus_and_none_without_a_change(searched, monkeypatch):
    plan = with_bus()
    made = changed_network(plan)
    monkeypatch.setattr(editedroads, "edited_network", lambda plan, edits: made)
    assert editedroads.edited_roads(plan, Scenario("无")) is None
    edit = NetworkEdit("e1", NetworkEditKind.CLOSE, "断", "POINT (114 36)")
    found = editedroads.edited_roads(plan, Scenario("断", network_edits=(edit,)))
    assert (found.edits, found.made) == ((edit,), made)
    assert searched[1][2] == ("walk_g1_3", "walk_g4_6", "walk_g7_9", "school_bus")
    assert Mode.ESCORT not in searched[1][2]
    flood = Scenario("汛", network_edits=(replace(edit, season="汛期"),))
    assert editedroads.edited_roads(plan, flood) is None
    assert editedroads.edited_roads(plan, flood, season="汛期") is not None
