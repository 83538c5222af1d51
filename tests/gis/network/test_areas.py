"""Service areas: parts of roads cut where the time runs out, and the land around them."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from gis.network.areaparameters import AreaParameters
from gis.network.areas import Land, service_areas
from gis.network.reach import mode_roads, part_lines, reach_each, together
from gis.network.storage import assemble
from gis.network.travel import travel_times

CRS = "EPSG:4547"
X, Y = 500_000.0, 4_000_000.0
MPS = 0.9
DRAWING = AreaParameters(off_road_m=200.0, corridor_m=40.0)


def at(*spots):
    return gpd.GeoSeries([Point(X + x, Y + y) for x, y in spots], crs=CRS)


def moved(xy):
    return xy + np.array([X, Y])


def network(roads, barriers=(), **columns):
    """Return a network of straight roads given by their ends on a metre grid."""
    nodes = sorted({end for road in roads for end in road})
    lines = [LineString([(X + a, Y + b) for a, b in road]) for road in roads]
    edges = gpd.GeoDataFrame(
        {
            "u": [nodes.index(road[0]) + 1 for road in roads],
            "v": [nodes.index(road[1]) + 1 for road in roads],
            "length_m": [line.length for line in lines],
            "highway": "unclassified", "name": "", "maxspeed_kph": np.nan, "oneway": "no",
            "walk": True, "drive": True, "bridge": False, **columns,
        },
        geometry=lines, crs=CRS,
    )  # fmt: skip
    points = gpd.GeoDataFrame(index=range(1, len(nodes) + 1), geometry=at(*nodes).to_numpy(), crs=CRS)
    shapes = [shapely.transform(shape, moved) for shape in barriers]
    return assemble(points, edges, gpd.GeoDataFrame({"kind": "river", "name": ""}, geometry=shapes, crs=CRS,
                                                    index=range(len(shapes))))


def reach_of(roads, *schools):
    every = None
    for _, one in reach_each(roads, at(*schools)):
        every = together(one, every)
    return every


def reached_m(reach, *limits):
    parts = reach.parts(limits)
    lengths = shapely.length(part_lines(reach, parts))
    return np.bincount(parts.limit, weights=lengths, minlength=len(limits)).tolist()


def areas_of(net, settlements, school, limits, mode="walk_g1_3"):
    roads = mode_roads(net, mode)
    land = Land(roads, roads.place(at(*settlements)), DRAWING)
    return land, service_areas(land, reach_of(roads, school), limits)


CROSS = [((0, 0), (3000, 0)), ((3000, 0), (3000, 2000)), ((3000, 0), (6000, 0))]


def test_parts_end_where_the_time_runs_out():
    """The school stands in the middle of the first road: 900 m either way in 1000 s, 1800 m in 2000 s."""
    reach = reach_of(mode_roads(network(CROSS), "walk_g1_3"), (1000, 0))
    # 1000 s: 100…1900; 2000 s: 0…2800; 3000 s: 0…3000 and 700 m into both other roads
    assert reached_m(reach, 1000, 2000, 3000) == pytest.approx([1800, 1000, 200 + 700 + 700])


def test_direction_is_towards_the_school():
    """A bus may use the road of the school eastward only: places west of it reach it, those east do not."""
    net = network(CROSS, oneway=["forward", "no", "no"])
    reach = reach_of(mode_roads(net, "school_bus"), (1500, 0))
    parts = reach.parts([2000])
    lines = part_lines(reach, parts)
    assert shapely.union_all(lines).equals(LineString([(X, Y), (X + 1500, Y)]))


def test_the_gate_lies_off_the_road():
    """180 m from gate to road take 200 s of the 1000: 720 m either way are left."""
    reach = reach_of(mode_roads(network(CROSS), "walk_g1_3"), (1000, 180))
    assert reached_m(reach, 1000) == pytest.approx([2 * 720])


def test_several_schools_take_the_nearest():
    roads = mode_roads(network(CROSS), "walk_g1_3")
    reach = reach_of(roads, (0, 0), (6000, 0))
    assert reached_m(reach, 1000) == pytest.approx([1800])
    assert reach.seconds_at(np.array([0, 2]), np.array([0.5, 0.5])) == pytest.approx([1500 / MPS] * 2)


def test_area_is_the_strip_along_the_road():
    """2000 s along a straight road: a strip of 200 m to either side with round ends, 1800 m long."""
    _, (area,) = areas_of(network([((-5000, 0), (5000, 0))]), [], (0, 0), [2000.0])
    assert area.area == pytest.approx(2 * 1600 * 400 + np.pi * 200**2, rel=0.003)
    west, south, east, north = area.bounds
    assert (west - X, east - X, south - Y, north - Y) == pytest.approx((-1800, 1800, -200, 200))


def test_no_area_across_a_river():
    river = LineString([(-9000, 100), (9000, 100)])
    _, (area,) = areas_of(network([((-5000, 0), (5000, 0))], [river]), [], (0, 0), [2000.0])
    assert area.bounds[3] - Y == pytest.approx(100, abs=1)
    assert area.area == pytest.approx(2 * 1600 * 300 + np.pi * 200**2 * 0.7, rel=0.02)


def test_over_a_bridge_only():
    """A river between two roads along it and one bridge: both banks, and the river itself in neither."""
    roads = [((0, 0), (3000, 0)), ((0, 0), (0, 150)), ((0, 150), (3000, 150))]
    river = box(-9000, 60, 9000, 90)
    _, (area,) = areas_of(network(roads, [river]), [], (2500, 0), [3000.0])
    water = shapely.transform(river, moved)
    assert area.intersection(water).area < 1
    far_bank = area.intersection(box(X - 9000, Y + 90, X + 9000, Y + 900))
    # 3000 s are 2700 m: 2500 to the bridge, 150 over it, 50 on the other bank
    assert 0 < far_bank.area < 0.55 * np.pi * 200**2
    assert not area.covers(Point(X + 2500, Y + 150)), "150 m away, but over the river"


SQUARE = [((0, 0), (1400, 0)), ((1400, 0), (1400, 1400)), ((1400, 1400), (0, 1400)), ((0, 1400), (0, 0))]


def test_a_block_closed_in_all_round_is_filled():
    _, (area,) = areas_of(network(SQUARE), [], (0, 0), [4000.0])
    assert len(area.geoms) == 1
    assert len(area.geoms[0].interiors) == 0


def test_a_block_with_water_keeps_the_water_open():
    pond = box(600, 600, 800, 800)
    _, (area,) = areas_of(network(SQUARE, [pond]), [], (0, 0), [4000.0])
    (hole,) = area.geoms[0].interiors
    assert shapely.area(shapely.polygons(hole)) == pytest.approx(200 * 200, rel=0.02)


def test_a_block_with_a_road_that_is_not_reached_stays_open():
    lonely = [*SQUARE, ((600, 700), (800, 700))]
    _, (area,) = areas_of(network(lonely), [], (0, 0), [4000.0])
    assert len(area.geoms[0].interiors) == 1


def test_a_block_with_a_village_beyond_the_time_stays_open():
    """2200 m of road and 600 m off it take 3111 s."""
    land, (before, after) = areas_of(network(SQUARE), [(800, 800)], (0, 0), [3100.0, 3120.0])
    assert not before.covers(land.points[0])
    assert len(before.geoms[0].interiors) == 1
    assert len(after.geoms[0].interiors) == 0


def test_a_village_farther_off_the_road_has_its_corridor():
    """600 m off the road: 667 s; with 500 m of road 1222 s."""
    land, (before, after) = areas_of(network(CROSS), [(1500, 600)], (1000, 0), [1200.0, 1250.0])
    assert not before.covers(land.points[0])
    assert after.covers(land.points[0])
    assert after.buffer(1).covers(LineString([(X + 1500, Y), (X + 1500, Y + 600)]))


NO_SHRINKING = (Phase.explicit, Phase.generate)
spot = st.tuples(st.integers(-10, 10), st.integers(-10, 10)).map(lambda xy: (xy[0] * 150, xy[1] * 150))


@settings(max_examples=10, deadline=None, derandomize=True, phases=NO_SHRINKING)
@given(
    roads=st.lists(st.tuples(spot, spot).filter(lambda road: road[0] != road[1]), min_size=1, max_size=8),
    villages=st.lists(spot, max_size=6),
    school=spot,
    barrier=st.none() | st.tuples(spot, spot).filter(lambda ends: ends[0] != ends[1]),
    minutes=st.lists(st.integers(1, 60), min_size=2, max_size=3, unique=True),
)
def test_areas_are_nested_and_hold_every_village_in_time(roads, villages, school, barrier, minutes):
    net = network(roads, [LineString(barrier)] if barrier else [])
    mode = mode_roads(net, "walk_g1_3")
    reaches = [one for _, one in reach_each(mode, at(school))]
    if not reaches:
        return
    limits = [60.0 * one for one in sorted(minutes)]
    land = Land(mode, mode.place(at(*villages)), DRAWING)
    areas = service_areas(land, reaches[0], limits)
    journeys = reaches[0].journeys(land.places)
    if villages:
        homes, gates = (gpd.GeoDataFrame(geometry=one) for one in (at(*villages), at(school)))
        times = travel_times(net, homes, gates, mode="walk_g1_3")
        np.testing.assert_allclose(journeys, times.seconds[:, 0], rtol=0, atol=1e-6)
    for limit, area in zip(limits, areas, strict=True):
        assert area.is_valid
        off_m = 1.0 if barrier else 1e-6          # a village may stand on the barrier, which is cut out
        assert shapely.dwithin(area, land.points[journeys <= limit], off_m).all()
    for inner, outer in pairwise(areas):
        assert inner.difference(outer).area < 1e-3
    parts = reaches[0].parts(limits)
    middle = reaches[0].seconds_at(parts.edge, (parts.start + parts.end) / 2)
    ends = [reaches[0].seconds_at(parts.edge, share) for share in (parts.start, parts.end)]
    for seconds in (middle, *ends):
        assert (seconds <= np.array(limits)[parts.limit] + 1e-6).all()
