"""What a drawn line leaves of the journeys, and which promises are broken, by hand on the miniature."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from miniature import ATTENDANCE, CRS, ORIGIN, merge, miniature_plan
from shapely.geometry import LineString, Point

from gis.crs import reproject
from gis.layout import Decision, LayoutStatus, Locks, NoCrossing, Scenario, SchoolLock
from gis.model import STORAGE_CRS, Band, Mode
from gis.network.editshapes import plain_wkt
from gis.network.storage import assemble
from gis.planning import locks
from gis.planning.assignment import work_out
from gis.planning.county import Journeys, county_of
from gis.planning.locks import held_back, lock_faults

V1, V2, V3, V4 = range(4)
S1, S2P, S2J, P3 = range(4)
NEAR = {"rtol": 1e-3, "atol": 0.1}                  # roads are drawn in degrees


def drawn(*places):
    xy = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places]
    return plain_wkt(reproject(np.array([LineString(xy)], dtype=object), CRS, STORAGE_CRS)[0])


RIVER = NoCrossing("河", drawn((1300, -500), (1300, 500)), ("v2",))      # between s1 and 西村 (v2)


@pytest.fixture(scope="module")
def plan():
    bare = miniature_plan()
    return replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))


def moved_to(plan, table, key, x, y):
    """Return the plan with one village or school at another place, in metres of the map."""
    spot = gpd.GeoSeries([Point(ORIGIN[0] + x, ORIGIN[1] + y)], crs=CRS).to_crs(STORAGE_CRS)
    frame = getattr(plan, table).copy()
    frame.loc[[key], "geometry"] = spot.to_numpy()
    return replace(plan, **{table: frame})


def held(plan, *lines, county=None):
    scenario = Scenario("方案", locks=Locks(no_crossing=lines))
    return held_back(plan, scenario, county or county_of(plan), plan.roads)


def metres(county, settlement, band=Band.G1_3):
    return county.walk[band].metres[settlement].round().tolist()


# ---- journeys without what a line bars


def test_only_the_lines_own_villages_lose_their_ways(plan):
    """西村 keeps s2 (1980 m) and p3 (0 m) on its side of the river; 南村 crosses it to s1 as ever."""
    county = held(plan, RIVER)
    for band in Band:
        np.testing.assert_allclose(county.walk[band].metres[V2], [np.nan, 1980, 1980, 0], **NEAR)
    np.testing.assert_allclose(county.walk[Band.G1_3].seconds[V2], [np.nan, 2200, 2200, 0], **NEAR)
    np.testing.assert_allclose(county.bus.metres[V2], [np.nan, 1980, 1980, 0], **NEAR)
    plain = county_of(plan)
    for row in (V1, V3, V4):
        assert metres(county, row) == metres(plain, row)
    assert metres(plain, V2) == [720, 1980, 1980, 0], "the county itself is as it was"


def test_a_village_that_was_moved_has_the_ways_of_its_new_place(plan):
    """Asked again with 西村 at 南村's place, 1080 m from s2 and 900 m from p3; and back again."""
    first = held(plan, RIVER)
    moved = held(moved_to(plan, "settlements", "v2", 2520, 0), RIVER)
    np.testing.assert_allclose(moved.walk[Band.G1_3].metres[V2], [np.nan, 1080, 1080, 900], **NEAR)
    assert metres(held(plan, RIVER), V2)[1:] == metres(first, V2)[1:]
    school = held(moved_to(plan, "schools", "s2-P", 2520, 0), RIVER)
    np.testing.assert_allclose(school.walk[Band.G1_3].metres[V2], [np.nan, 900, 1980, 0], **NEAR)


def test_a_line_that_was_moved_or_has_other_villages_is_worked_out_anew(plan):
    """East of p3 the line leaves 西村 the way to s1 and bars s2; then it is about 北沟 alone."""
    held(plan, RIVER)
    east = replace(RIVER, wkt=drawn((2000, -500), (2000, 500)))
    np.testing.assert_allclose(metres(held(plan, east), V2), [720, np.nan, np.nan, 0])
    north = held(plan, replace(east, settlement_ids=("v4",)))
    np.testing.assert_allclose(metres(north, V4), [2520, np.nan, np.nan, 1800])
    assert metres(north, V2) == [720, 1980, 1980, 0]


def test_what_was_worked_out_is_kept_for_the_session(plan, monkeypatch):
    asked = []
    search = locks.travel_matrix
    monkeypatch.setattr(locks, "travel_matrix", lambda *a, **k: asked.append(1) or search(*a, **k))
    line = replace(RIVER, wkt=drawn((1310, -510), (1310, 510)))
    one, two = held(plan, line), held(plan, line)
    assert len(asked) == 1
    assert metres(one, V2)[1:] == metres(two, V2)[1:] == [1980, 1980, 0]


def test_a_village_that_the_plan_does_not_have_is_passed_over(plan):
    """The first village of the plan is held back beside it; a line about strangers alone changes nothing."""
    strangers = replace(RIVER, settlement_ids=("v9",))
    county = county_of(plan)
    assert held(plan, strangers, county=county) is county
    west = NoCrossing("沟", drawn((450, -500), (450, 500)), ("v9", "v1"))
    assert np.isnan(held(plan, west).walk[Band.G1_3].seconds[V1]).all()


def test_two_lines_bar_what_either_of_them_bars(plan):
    """The river takes s1 from 西村, a second line s2; the order does not matter, p3 is left."""
    east = NoCrossing("坎", drawn((2000, -500), (2000, 500)), ("v2",))
    for lines in ((RIVER, east), (east, RIVER)):
        np.testing.assert_allclose(metres(held(plan, *lines), V2), [np.nan, np.nan, np.nan, 0])


def test_the_longer_of_a_measured_walk_and_the_way_round_holds(plan):
    """西村's walk to s2 is 2200 s by the roads left; measured 3000 s stay, measured 1000 s do not."""
    county = county_of(plan)
    measured = np.zeros((4, 4), dtype=bool)
    measured[V2, [S2P, S2J, S1]] = True
    known = county.walk[Band.G1_3]
    seconds = known.seconds.copy()
    seconds[V2] = [700, 3000, 1000, 50]                    # p3's 50 s are not measured
    walk = {**county.walk, Band.G1_3: Journeys(seconds, known.metres)}
    found = held(plan, RIVER, county=replace(county, walk=walk, walk_measured=measured))
    np.testing.assert_allclose(
        found.walk[Band.G1_3].seconds[V2], [np.nan, 3000, 2200, 0], rtol=1e-3, atol=0.1
    )


def test_barriers_of_the_roads_stay_beside_the_line(plan):
    """A wall between 北沟 and the road bars its approach as before; the line is one barrier more."""
    wall = gpd.GeoDataFrame(
        {"kind": ["river"], "name": ["渠"]},
        geometry=[LineString([(ORIGIN[0] - 9, ORIGIN[1] + 90), (ORIGIN[0] + 9, ORIGIN[1] + 90)])],
        crs=CRS,
    )
    made = locks._roads_without(replace(plan.roads, barriers=wall), RIVER)
    assert sorted(made.barriers["name"]) == ["河", "渠"]
    assert set(made.barriers["kind"]) == {"river", locks.BARRIER_KIND}
    assert made.barriers.index.is_unique
    assert locks._roads_without(plan.roads, RIVER).barriers["name"].tolist() == ["河"]


def test_roads_that_touch_the_line_are_shut_and_no_shut_one_is_opened(plan):
    """Of the five roads the second (s1 - v2) crosses the river; the first is shut for walkers anyway."""
    edges = plan.roads.edges.copy()
    ends = list(zip(edges["u"], edges["v"], strict=True))
    edges["walk"] = [pair != (1, 2) for pair in ends]
    made = locks._roads_without(replace(plan.roads, edges=edges), RIVER).edges
    open_to = {
        use: {(u, v) for u, v, is_open in zip(made["u"], made["v"], made[use], strict=True) if is_open}
        for use in ("walk", "drive")
    }
    assert open_to["walk"] == {(3, 4), (4, 5), (3, 6)}
    assert open_to["drive"] == {(1, 2), (3, 4), (4, 5), (3, 6)}


def test_only_modes_of_the_plan_are_held_back(plan):
    """Without bus times the bus column stays as it is (none), the walks are held back."""
    travel = {mode: times for mode, times in plan.travel.items() if mode != Mode.SCHOOL_BUS.value}
    county = county_of(plan)
    found = held(replace(plan, travel=travel), replace(RIVER, name="无车"), county=county)
    assert found.bus is county.bus
    assert np.isnan(found.walk[Band.G1_3].metres[V2, S1])


# ---- promises


def faults(plan, decisions=None, *, moved_twice=None, **promised):
    scenario = Scenario("方案", decisions or {}, locks=Locks(**promised))
    found = lock_faults(work_out(plan, scenario), moved_twice=moved_twice)
    return [(f.lock, f.subject, f.value, f.limit, f.grades) for f in found]


@pytest.mark.parametrize(
    ("decision", "broken"),
    [
        (Decision(), ["must_close"]),
        (merge("s1"), ["must_stay", "undecided"]),
        (Decision(LayoutStatus.PHASE_OUT, "s1", year=2024), ["must_stay", "undecided"]),
        (Decision(LayoutStatus.SUSPEND, "s1"), ["must_stay", "undecided"]),
        (Decision(grades_taught=(1, 2)), ["must_close", "undecided"]),
        (Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1,)), ["must_close", "undecided"]),
    ],
)
def test_each_promise_of_a_school_is_broken_by_its_opposites(plan, decision, broken):
    found = []
    for lock in SchoolLock:
        found += faults(plan, {"p3": decision}, schools={"p3": lock})
    assert sorted(found) == [(lock, "p3", 1.0, 0.0, ()) for lock in sorted(broken)]


def test_villages_together_are_split_grade_by_grade(plan):
    """Grades 1-3: v1 at s1, v2 at p3, v3 at s2-P; grades 4-6: v1 and v2 at s1; juniors all at s2-J."""
    assert faults(plan, together=(("v1", "v2"),)) == [("together", "v1、v2", 2, 1, (1, 2, 3))]
    assert faults(plan, together=(("v1", "v2", "v3"),)) == [
        ("together", "v1、v2、v3", 3, 1, (1, 2, 3, 4, 5, 6))
    ]
    assert faults(plan, {"p3": merge("s1")}, together=(("v1", "v2"),)) == []


def test_pupils_of_unknown_homes_belong_to_no_group(plan):
    """One first grader from outside is at s2-P, all of 东村's are at s1."""
    rows = [row for row in ATTENDANCE if row[0] != "outside"]
    other = miniature_plan(attendance=[*rows, ("outside", "s2-P", False, {1: 1})])
    assert faults(other, together=(("v1", "v9"),)) == []


def test_caps_are_broken_beyond_them_and_not_at_them(plan):
    """20 pupils of p3 move; 3 move twice. A cap that is not set, or a figure not known, breaks nothing."""
    closed = {"p3": merge("s1")}
    assert faults(plan, closed, most_moved=19) == [("most_moved", "", 20, 19, ())]
    assert faults(plan, closed, most_moved=20) == []
    assert faults(plan, closed, most_moved_twice=2, moved_twice=3) == [("most_moved_twice", "", 3, 2, ())]
    assert faults(plan, closed, most_moved_twice=3, moved_twice=3) == []
    assert faults(plan, closed, most_moved_twice=0) == []
    assert faults(plan, closed, moved_twice=3) == []


def test_pupils_who_must_cross_are_counted_village_by_village(plan):
    """A line west of s1: all of 东村's 96 primary and 12 junior pupils cross it; strangers count nothing."""
    west = drawn((450, -500), (450, 500))
    one = NoCrossing("沟", west, ("v9", "v1"))
    assert faults(plan, no_crossing=(one,)) == [("no_crossing", "沟", 108, 0, ())]
    other = NoCrossing("坡", drawn((-500, 450), (500, 450)), ("v1",))        # no road comes there
    assert faults(plan, no_crossing=(other,)) == []
