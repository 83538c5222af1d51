"""Catchments: land of the settlements that are assigned to a school."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from miniature import CRS, NODES, ORIGIN, SETTLEMENTS, merge, miniature_plan
from shapely.affinity import translate
from shapely.geometry import LineString, Point, box

from gis.layout import Scenario
from gis.model import Band
from gis.network.storage import assemble
from gis.planning.assignment import work_out
from gis.planning.catchments import catchments, settlement_cells

COUNTY_M2 = 5600 * 3800


def county(**tables):
    """Return the miniature with roads that have every column."""
    plan = miniature_plan(**tables)
    return replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))


def found(plan, grades, scenario="baseline", *, before=False):
    """Return {(schools with pupils, kind): settlements}."""
    outcome = work_out(plan, scenario)
    arrays = outcome.county
    rows = catchments(outcome, settlement_cells(plan), grades, before=before)
    assert sum(one.shape.area for one in rows) == pytest.approx(COUNTY_M2, rel=1e-6)
    assert shapely.union_all([one.shape for one in rows]).area == pytest.approx(COUNTY_M2, rel=1e-6)
    return {
        (tuple((arrays.school_ids[code], pupils) for code, pupils in one.schools), one.kind):
            {arrays.settlement_ids[code] for code in one.settlements}
        for one in rows
    }  # fmt: skip


def test_each_band_has_its_catchments():
    plan = county()
    assert found(plan, Band.G1_3.grades) == {
        ((("s1", 54),), "main"): {"v1"},
        ((("p3", 20),), "main"): {"v2", "v4"},
        ((("s2-P", 27),), "main"): {"v3"},
    }
    assert found(plan, Band.G7_9.grades) == {((("s2-J", 39),), "main"): {"v1", "v2", "v3", "v4"}}


def test_a_scenario_moves_the_catchment_and_before_does_not():
    plan = county(scenarios=[Scenario("并", {"p3": merge("s1")})])
    after = found(plan, Band.G1_3.grades, "并")
    assert after[((("s1", 74),), "main")] == {"v1", "v2", "v4"}
    assert ((("p3", 20),), "main") in found(plan, Band.G1_3.grades, "并", before=True)


def test_a_village_with_two_schools_is_shown_as_split():
    plan = county(
        attendance=[("v1", "s1", False, {1: 5}), ("v2", "p3", False, {1: 6}), ("v2", "s1", False, {1: 4})]
    )
    parts = found(plan, Band.G1_3.grades)
    assert parts[((("s1", 5),), "main")] == {"v1"}
    assert parts[((("p3", 6), ("s1", 4)), "split")] == {"v2"}
    assert ((), "no_pupils") in parts


def test_a_road_is_shared_out_between_a_crossing_and_a_village_on_its_way():
    """西村 at x = 1620 and 南村 moved to 2320 on the road to x = 2520: they meet at 1970, not at 2170."""
    plan, (x, y) = county(), ORIGIN
    moved = gpd.GeoSeries([Point(x + 2320, y)], crs=CRS).to_crs(plan.settlements.crs)[0]
    settlements = plan.settlements.copy()
    settlements.loc["v3", "geometry"] = moved
    settlements.loc["v3", ["lon", "lat"]] = moved.x, moved.y
    cells = settlement_cells(replace(plan, settlements=settlements))
    assert [cells[k].contains(Point(x + at, y + 5)) for k, at in ((1, 1900), (2, 2100))] == [True, True]


@pytest.mark.parametrize(
    ("wall", "ends_there"),
    [
        (LineString([(-2000, 300), (5000, 300)]), True),        # a river north of the road, across the lane
        (LineString([(-2000, 300), (3000, 300)]), True),        # it ends in the county, far off
        (LineString([(-500, -2000), (-500, 4000)]), False),     # nobody lives beyond it: that land stays
        (box(-200, 500, 200, 900), False),                      # nor in a lake
    ],
)
def test_cells_end_at_barriers(wall, ends_there):
    """东村 stands on the road that runs east at y = 0; only the lane to 北沟 leads north."""
    plan, (x, y) = county(), ORIGIN
    walls = gpd.GeoDataFrame({"kind": ["drawn"]}, geometry=[translate(wall, x, y)], crs=CRS)
    free, cells = settlement_cells(plan), settlement_cells(plan, barriers=walls)
    assert sum(cell.area for cell in cells) == pytest.approx(COUNTY_M2, rel=1e-9)
    assert shapely.union_all(cells).area == pytest.approx(COUNTY_M2, rel=1e-9)
    beyond = Point(x + 200, y + 1000)
    assert free[0].intersects(beyond)
    assert free[0].bounds[3] > y + 2000
    assert cells[0].intersects(beyond) is not ends_there
    top = y + 300 if ends_there else free[0].bounds[3]
    assert cells[0].bounds[3] == pytest.approx(top, abs=1e-6)


def test_a_part_of_its_own_is_an_exclave():
    plan = county(
        attendance=[
            ("v1", "s1", False, {1: 5}), ("v3", "s1", False, {1: 2}),
            ("v2", "p3", False, {1: 6}), ("v4", "p3", False, {1: 1}),
        ]
    )  # fmt: skip
    parts = found(plan, Band.G1_3.grades)
    assert parts[((("s1", 5),), "main")] == {"v1"}
    assert parts[((("s1", 2),), "exclave")] == {"v3"}


def test_village_areas_come_before_nearness():
    """The area of v1 reaches far over what is nearest to it; land outside of all areas goes by nearness."""
    plan = county()
    x, y = ORIGIN
    area = box(x - 2000, y - 1000, x + 1500, y + 500)
    villages = gpd.GeoDataFrame(geometry=[area, box(x + 4000, y, x + 4100, y + 100)], crs=CRS)
    cells = settlement_cells(plan, villages=villages)
    assert cells[0].intersection(area).area == pytest.approx(2500 * 1500, rel=1e-6), "clipped to the county"
    assert cells[0].area > 2500 * 1500, "with the land in the north"
    assert shapely.area(cells).sum() == pytest.approx(COUNTY_M2, rel=1e-6)


def test_two_settlements_in_one_village_area_share_it():
    plan = county()
    x, y = ORIGIN
    area = box(x - 1000, y - 1000, x + 2000, y + 500)
    cells = settlement_cells(plan, villages=gpd.GeoDataFrame(geometry=[area], crs=CRS))
    shares = shapely.area(shapely.intersection(cells[:2], area))
    assert shares == pytest.approx([1810 * 1500, 1190 * 1500], rel=1e-6), "half way from x = 0 to x = 1620"


NO_SHRINKING = (Phase.explicit, Phase.generate)
spot = st.tuples(st.integers(-900, 4500), st.integers(-900, 2700))


@settings(max_examples=5, deadline=None, derandomize=True, phases=NO_SHRINKING)
@given(st.lists(spot, min_size=4, max_size=4, unique=True))
def test_cells_cover_the_county_and_hold_their_settlements(spots):
    plan = county()
    points = gpd.GeoSeries([Point(ORIGIN[0] + a, ORIGIN[1] + b) for a, b in spots], crs=CRS)
    homes = plan.settlements.set_geometry(points.to_crs("EPSG:4490").set_axis(plan.settlements.index))
    cells = settlement_cells(replace(plan, settlements=homes))
    assert len(cells) == len(SETTLEMENTS) == len(NODES) - 2
    assert shapely.area(cells).sum() == pytest.approx(COUNTY_M2, rel=1e-6)
    assert shapely.union_all(cells).area == pytest.approx(COUNTY_M2, rel=1e-6)
    assert shapely.dwithin(cells, points.to_numpy(), 0.2).all()
