"""The drawn way is the one that the matrix has measured."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point

from gis.network.checking import check_routes
from gis.network.route import route
from gis.network.travel import travel_matrix

MODES = ("walk_g1_3", "school_bus", "escort")


def test_parts_of_a_bus_ride(miniature, points, settlements, schools, parameters):
    """s1 → k2: 100 s on foot, 300 s wait, 1.5 × (1500/10 + 500/5) s ride, 4 × 30 s stops, at the gate."""
    origin, gate = points(settlements).geometry["s1"], points(schools).geometry["k2"]
    way = route(miniature, origin, gate, mode="school_bus", parameters=parameters)
    assert [part.kind for part in way.parts] == ["approach", "wait", "ride", "stops", "approach"]
    assert [round(part.seconds) for part in way.parts] == [100, 300, 375, 120, 0]
    assert way.seconds == pytest.approx(895, abs=0.1)
    assert way.metres == pytest.approx(2100, abs=0.1)
    corners = points({"s1": (500, 100), "foot": (500, 0), "C": (2000, 0), "k2": (2000, 500)})
    drawn = np.array(way.geometry.coords)
    for corner in corners.get_coordinates().to_numpy():
        assert np.abs(drawn - corner).max(axis=1).min() < 2e-7


def test_route_follows_a_ring_the_way_it_was_measured(build, points, parameters):
    """On the ring A–B–C–D–A of 4 × 300 m the gate at (0, 150) is reached from Z over A: 500 + 150."""
    grid = {"A": (0, 0), "B": (300, 0), "C": (300, 300), "D": (0, 300), "Z": (-500, 0)}
    road = {"highway": "residential"}
    network = build(grid, [(["A", "B", "C", "D", "A"], road), (["A", "Z"], road)])
    ends = points({"z": (-500, 0), "west": (0, 150), "east": (150, 0)}).geometry
    for gate in ("west", "east"):
        way = route(network, ends["z"], ends[gate], mode="escort", parameters=parameters)
        assert way.metres == pytest.approx(650, abs=0.1)
        assert drawn_length_m(way, network) == pytest.approx(650, abs=0.1)


def test_no_way_and_the_same_spot(miniature, points, schools, parameters):
    gates = points(schools).geometry
    assert route(miniature, gates["k1"], gates["k2"], mode="escort", parameters=parameters) is None
    assert route(miniature, Point(), gates["k2"], mode="escort", parameters=parameters) is None
    still = route(miniature, gates["k2"], gates["k2"], mode="walk_g1_3", parameters=parameters)
    assert still.seconds == pytest.approx(0, abs=0.01)     # positions are rounded to 1 cm
    assert still.geometry.length == pytest.approx(0, abs=1e-6)


def test_self_check_names_the_figures_that_differ(miniature, points, settlements, schools, parameters):
    origins, gates = points(settlements), points(schools)
    travel = travel_matrix(miniature, origins, gates, modes=["escort"], cutoff_s=900, parameters=parameters)
    options = {"count": 40, "cutoff_s": 900, "parameters": parameters}
    assert check_routes(miniature, travel, origins, gates, **options) == ()
    travel["escort"].seconds[0, 1] += 0.01
    wrong = check_routes(miniature, travel, origins, gates, **options)
    assert {(each.mode, each.origin_id, each.destination_id) for each in wrong} == {("escort", "s1", "k2")}
    assert wrong[0].matrix_s == pytest.approx(wrong[0].route_s + 0.01)


def drawn_length_m(way, network):
    return gpd.GeoSeries([way.geometry], crs="EPSG:4490").to_crs(network.crs).length.item()


@pytest.mark.parametrize("name", ["north-bayreuth.osm.gz", "baixiang_130524_drive.osm.pbf"])
def test_random_ways_equal_the_matrix(real_network, name):
    """Places are up to 200 m from random nodes; 9 pairs in each mode."""
    network = real_network(name)
    rng = np.random.default_rng(7)
    xy = network.nodes.get_coordinates().sample(6, random_state=7).to_numpy() + rng.uniform(-140, 140, (6, 2))
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=network.crs).to_crs("EPSG:4490")
    matrix = travel_matrix(network, places, places, modes=MODES)
    found = 0
    for mode in MODES:
        for i in range(0, len(places), 2):
            for j in range(1, len(places), 2):
                way = route(network, places.geometry[i], places.geometry[j], mode=mode)
                seconds, metres = matrix[mode].seconds[i, j], matrix[mode].metres[i, j]
                if way is None:
                    assert np.isnan(seconds)
                    continue
                found += 1
                assert way.seconds == pytest.approx(seconds, abs=1e-6)
                assert way.metres == pytest.approx(metres, abs=1e-6)
                assert drawn_length_m(way, network) == pytest.approx(metres, rel=5e-4, abs=0.1)
    assert found >= 15
