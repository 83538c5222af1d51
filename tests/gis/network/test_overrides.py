"""A county's own travel parameters: what may be set, what it does, and that the plan says so."""

from dataclasses import replace

import numpy as np
import pytest

from gis.errors import InputError
from gis.evaluation.parameters import parameters_used
from gis.model import Plan, PlanMeta
from gis.network.overrides import travel_numbers, with_travel_parameters
from gis.network.parameters import travel_parameters
from gis.network.travel import travel_matrix
from gis.standards import load_rules


@pytest.fixture
def plan():
    """A plan of which only the rules matter here."""
    nothing = dict.fromkeys(("boundary", "settlements", "schools", "attendance", "roads", "zones"))
    return Plan(PlanMeta("试验县", 2024), **nothing, travel={"walk_g1_3": None}, rules=load_rules())


def test_every_number_is_listed_with_unit_and_source(plan):
    numbers = {number.key: number for number in travel_numbers(plan.rules)}
    assert numbers["walk.speed_g1_3_mps"].value == 0.9
    assert numbers["bus.legal_cap_kph.motorway"].verified
    assert not numbers["surface.vehicle_share.mud"].verified
    assert all(number.source for number in numbers.values())
    assert not any(number.overridden for number in numbers.values())
    assert not any(key.startswith(("slope.", "access.")) for key in numbers)


def test_setting_a_parameter_changes_times(plan, miniature, points, settlements, schools):
    """At half the speed everything takes twice as long."""
    slower = with_travel_parameters(plan, {"walk.speed_g1_3_mps": 0.45})
    before, after = (
        travel_matrix(
            miniature, points(settlements), points(schools), modes=["walk_g1_3"],
            parameters=one.rules["travel"],
        )["walk_g1_3"].seconds
        for one in (plan, slower)
    )
    np.testing.assert_allclose(after, before * 2)


def test_a_plan_says_what_was_set(plan):
    slower = with_travel_parameters(plan, {"walk.speed_g1_3_mps": 0.45, "travel.bus.speed_kph.tertiary": 30})
    assert slower.travel == {}
    rules = travel_parameters(slower.rules["travel"])
    assert rules.walk_speed_mps["walk_g1_3"] == 0.45
    used = {one["key"]: one for one in parameters_used(slower.rules)}
    assert used["travel.walk.speed_g1_3_mps"]["overridden"]
    assert used["travel.bus.speed_kph"]["overridden"]
    assert not used["travel.bus.wait_s"]["overridden"]
    listed = {number.key: number for number in travel_numbers(slower.rules)}
    assert (listed["bus.speed_kph.tertiary"].value, listed["bus.speed_kph.tertiary"].shipped) == (30, 35)
    assert not listed["bus.speed_kph.primary"].overridden


def test_setting_back_leaves_nothing_behind(plan):
    there = with_travel_parameters(plan, {"bus.wait_s": 600, "bus.speed_kph.tertiary": 30})
    back = with_travel_parameters(there, {"bus.wait_s": 300, "bus.speed_kph.tertiary": 35})
    assert back.rules == plan.rules
    assert with_travel_parameters(plan, {"bus.wait_s": 300}) is plan


def test_none_is_as_shipped(plan):
    """Also a class that was not used: it is not used again. What is law stays."""
    there = with_travel_parameters(plan, {"bus.wait_s": 600, "bus.speed_kph.track": 10})
    back = dict.fromkeys(("bus.wait_s", "bus.speed_kph.track", "bus.legal_cap_kph.motorway"))
    assert with_travel_parameters(there, back).rules == plan.rules
    assert with_travel_parameters(plan, {"bus.speed_kph.track": None}) is plan


def test_a_class_that_was_not_used_may_be_added(plan):
    on_tracks = with_travel_parameters(plan, {"bus.speed_kph.track": 10, "surface.walk_share.gravel": 0.8})
    assert travel_parameters(on_tracks.rules["travel"]).vehicles["school_bus"].speed_kph["track"] == 10
    added = {number.key: number for number in travel_numbers(on_tracks.rules)}["bus.speed_kph.track"]
    assert added.overridden
    assert added.shipped is None


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("bus.speed", 30, "parameter_unknown"),
        ("bus.speed_kph", 30, "parameter_unknown"),
        ("bus.speed_kph.dragon", 30, "parameter_unknown"),
        ("bus.wait_s.x", 30, "parameter_unknown"),
        ("access.walk_keys", 1, "parameter_unknown"),
        ("slope.smoothing_m", 30, "parameter_unknown"),
        ("public_bus.window", 1, "parameter_unknown"),
        ("bus.legal_cap_kph.other", 70, "parameter_is_law"),
        ("bus.danger_cap_kph", 30, "parameter_is_law"),
        ("bicycle.from_grade", 4, "parameter_is_law"),
        ("walk.speed_g1_3_mps", 0, "parameter_not_positive"),
        ("bus.speed_kph.tertiary", -1, "parameter_not_positive"),
        ("bus.speed_kph.tertiary", float("nan"), "parameter_not_positive"),
        ("bus.speed_kph.tertiary", float("inf"), "parameter_not_positive"),
        ("surface.walk_share.mud", 1.5, "parameter_out_of_range"),
        ("bus.detour_factor", 0.9, "parameter_out_of_range"),
        ("bus.speed_kph.tertiary", 61, "parameter_above_cap"),
        ("bus.speed_kph.motorway", 81, "parameter_above_cap"),
        ("escort.speed_kph.tertiary", 30, "parameter_above_cap"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_changed(plan, key, value, code):
    with pytest.raises(InputError) as refused:
        with_travel_parameters(plan, {"bus.wait_s": 100, key: value})
    assert refused.value.code == code
    assert str(refused.value)
    assert plan.rules == load_rules()


def test_zero_stops_and_no_waiting_may_be_set(plan):
    direct = with_travel_parameters(plan, {"bus.stops_per_ride": 0, "bus.wait_s": 0})
    assert travel_parameters(direct.rules["travel"]).vehicles["school_bus"].stops_s == 0


def test_a_snapshot_of_an_earlier_version_is_completed(plan):
    old = {
        table: {name: entry for name, entry in entries.items() if name != "danger_cap_kph"}
        for table, entries in plan.rules["travel"].items()
        if table in ("walk", "approach", "bus", "escort", "access", "barriers", "extent")
    }
    older = replace(plan, rules={**plan.rules, "travel": old})
    assert travel_parameters(old).vehicles["bicycle"].speed_kph["path"] == 8
    assert travel_parameters(old).vehicles["school_bus"].danger_cap_kph == 20
    assert any(one["key"] == "travel.bicycle.speed_kph" for one in parameters_used(older.rules))
    changed = with_travel_parameters(older, {"bicycle.speed_kph.path": 7})
    assert travel_parameters(changed.rules["travel"]).vehicles["bicycle"].speed_kph["path"] == 7
