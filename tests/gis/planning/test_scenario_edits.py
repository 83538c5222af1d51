"""Edits of a scenario: one thing is added, replaced in its place or taken out, the rest stays as it is."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import CRS, ORIGIN, merge, miniature_plan
from shapely.geometry import LineString, Point

from gis.crs import reproject
from gis.errors import InputError
from gis.layout import Decision, LayoutStatus, NetworkEdit, NetworkEditKind, Scenario, Site
from gis.model import STORAGE_CRS
from gis.network.editshapes import plain_edit, plain_wkt
from gis.planning.scenario import (
    check_scenario,
    clear_decision,
    clear_network_edit,
    clear_site,
    in_force,
    set_decision,
    set_network_edit,
    set_site,
)

EMPTY = Scenario("方案")
PLAN = miniature_plan()
BUFFER_M = 15_000


def at(*places):
    """Return a point or a line, metres from the miniature's west end, as text in degrees."""
    xy = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places]
    shape = Point(xy[0]) if len(xy) == 1 else LineString(xy)
    return plain_wkt(reproject(np.array([shape], dtype=object), CRS, STORAGE_CRS)[0])


def closed(edit_id, x=450.0, name="断路"):
    return NetworkEdit(edit_id, NetworkEditKind.CLOSE, name, at((x, 3)))


def test_a_decision_is_replaced_in_its_place_and_cleared_alone():
    scenario = set_decision(set_decision(EMPTY, "p3", merge("s1")), "s1", Decision())
    again = set_decision(scenario, "p3", merge("s2-P"))
    assert list(again.decisions.items()) == [("p3", merge("s2-P")), ("s1", Decision())]
    assert dict(scenario.decisions) == {"p3": merge("s1"), "s1": Decision()}
    assert dict(clear_decision(again, "p3").decisions) == {"s1": Decision()}
    assert clear_decision(again, "p3").name == "方案"


def test_a_site_is_replaced_in_its_place_and_cleared_with_its_decision():
    first, second = (Site(key, key, "甲镇", "211", 114.0, 36.0) for key in ("n1", "n2"))
    placed = set_site(set_site(EMPTY, first), second)
    assert placed.sites == (first, second)
    moved = set_site(placed, replace(first, lon=115.0))
    assert moved.sites == (replace(first, lon=115.0), second)
    built = Decision(LayoutStatus.NEW)
    decided = set_decision(set_decision(moved, "n1", built), "n2", built)
    cleared = clear_site(decided, "n2")
    assert (cleared.sites, list(cleared.decisions)) == ((replace(first, lon=115.0),), ["n1"])


# ---- roads


def test_a_change_to_the_roads_is_replaced_in_its_place_and_cleared_alone():
    both = set_network_edit(set_network_edit(EMPTY, closed("e1")), closed("e2"))
    assert both.network_edits == (plain_edit(closed("e1")), plain_edit(closed("e2")))
    renamed = set_network_edit(both, closed("e1", name="东桥"))
    assert [(one.edit_id, one.name) for one in renamed.network_edits] == [("e1", "东桥"), ("e2", "断路")]
    assert [one.edit_id for one in clear_network_edit(renamed, "e1").network_edits] == ["e2"]
    assert clear_network_edit(renamed, "e9") == renamed
    assert EMPTY.network_edits == ()


@pytest.mark.parametrize("boundary", [None, PLAN.boundary])
def test_a_change_that_has_no_name_is_refused_with_what_it_is(boundary):
    with pytest.raises(InputError) as refused:
        set_network_edit(EMPTY, closed("e1", name=" "), boundary=boundary)
    assert refused.value.code == "edit_unnamed"
    far_and_nameless = closed("e1", x=90_000, name="")
    with pytest.raises(InputError) as refused:
        set_network_edit(EMPTY, far_and_nameless, boundary=boundary)
    assert (refused.value.code, refused.value.values["edit_id"]) == ("edit_unnamed", "e1")


def test_a_change_is_refused_beyond_the_land_whose_roads_were_read():
    """The county ends 4600 m east of its west village; roads are read for another 15 km."""
    near, far = closed("e1", 4600 + BUFFER_M - 100), closed("e1", 4600 + BUFFER_M + 100)
    inside = closed("e2", 450)
    for edit in (near, inside):
        assert len(set_network_edit(EMPTY, edit, boundary=PLAN.boundary).network_edits) == 1
    with pytest.raises(InputError) as refused:
        set_network_edit(EMPTY, far, boundary=PLAN.boundary)
    assert refused.value.code == "edit_outside_county"
    assert len(set_network_edit(EMPTY, far).network_edits) == 1
    elsewhere = PLAN.boundary.to_crs(CRS)                # in metres
    with pytest.raises(InputError):
        set_network_edit(EMPTY, far, boundary=elsewhere)
    assert len(set_network_edit(EMPTY, near, boundary=elsewhere).network_edits) == 1


# ---- what holds, and what is refused


def test_decisions_hold_from_their_own_year_on():
    scenario = Scenario("方案", {"p3": merge("s1", year=2024), "s1": Decision(year=2023), "s2-P": Decision()})
    for year, held in ((2022, ["s2-P"]), (2023, ["s1", "s2-P"]), (2024, ["p3", "s1", "s2-P"])):
        assert list(in_force(scenario, year)) == held
    assert in_force(scenario, None) == scenario.decisions


def test_decisions_of_the_base_are_checked_with_those_on_top():
    base = Scenario("底", {"p3": merge("s1")})
    plan = miniature_plan(scenarios=[base])
    assert check_scenario(plan, Scenario("上", base="底")) == ()
    errors = check_scenario(plan, Scenario("上", {"s1": merge("s2-P")}, base="底"))
    assert [error.code for error in errors] == ["receiver_closed"]
    assert check_scenario(plan, Scenario("无")) == ()
