"""What must hold on any network, with an independent search (networkx, every point a node of its own)."""

import copy
import itertools
import math

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from gis.model import Mode
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.resources import load_toml

PLANE = "EPSG:4547"
LIMIT_M = 250.0
SAME_PLACE_M = 1e-3
QUICK = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARAMETERS = copy.deepcopy(load_toml("standards", "travel.toml"))
PARAMETERS["approach"]["limit_m"]["value"] = LIMIT_M


def make_network(places, drawn):
    """Frames → network. ``drawn``: (u, v, bend, class, oneway, walk)."""
    lines, rows = [], []
    for u, v, bend, highway, oneway, walk in drawn:
        (x1, y1), (x2, y2) = places[u], places[v]
        middle = [((x1 + x2) / 2 + bend, (y1 + y2) / 2 - bend / 2)] if bend or u == v else []
        if u == v:
            middle = [(x1 + 100, y1 + bend + 50), (x1 - 60, y1 + 130)]
        line = LineString([(x1, y1), *middle, (x2, y2)])
        lines.append(line)
        rows.append((u, v, line.length, highway, "", np.nan, oneway, walk, highway != "path", False))
    columns = ["u", "v", "length_m", "highway", "name", "maxspeed_kph", "oneway", "walk", "drive", "bridge"]
    edges = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=lines, crs=PLANE)
    nodes = gpd.GeoDataFrame(index=range(len(places)), geometry=[Point(xy) for xy in places], crs=PLANE)
    barriers = gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs=PLANE)
    return assemble(nodes, edges, barriers)


coordinate = st.integers(-8, 8).map(lambda k: 500_000.0 + 100 * k)
spot = st.tuples(coordinate, coordinate.map(lambda y: y + 3_500_000))


@st.composite
def networks(draw):
    places = draw(st.lists(spot, min_size=2, max_size=6, unique=True))
    node = st.integers(0, len(places) - 1)
    edge = st.tuples(
        node,
        node,
        st.sampled_from([0, 0, 40, 90]),
        st.sampled_from(["tertiary", "residential", "path"]),
        st.sampled_from(["no", "no", "forward", "backward"]),
        st.sampled_from([True, True, True, False]),
    )
    return make_network(places, draw(st.lists(edge, min_size=1, max_size=10)))


def as_points(xy):
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.array(xy).T), crs=PLANE)


def costs(network, mode):
    """Seconds per metre forward and backward of each edge, from the parameters; inf = forbidden."""
    result = []
    for edge in network.edges.itertuples():
        if mode.startswith("walk"):
            pace = 1 / PARAMETERS["walk"][f"speed_{mode[5:]}_mps"]["value"] if edge.walk else math.inf
            result.append((pace, pace))
            continue
        kph = PARAMETERS["escort"]["speed_kph"]["value"].get(edge.highway)
        pace = 3.6 / kph if kph and edge.drive else math.inf
        forward = math.inf if edge.oneway == "backward" else pace
        backward = math.inf if edge.oneway == "forward" else pace
        result.append((forward, backward))
    return result


def approach_mps(mode):
    group, name = ("escort", "walk_speed_mps") if mode == "escort" else ("walk", f"speed_{mode[5:]}_mps")
    return PARAMETERS[group][name]["value"]


def independent_seconds(network, points, mode):
    """Split every edge at the feet of all points and let networkx search."""
    pace = costs(network, mode)
    lines = network.edges.geometry.to_numpy()
    usable = [k for k, both in enumerate(pace) if min(both) < math.inf]
    feet = {}
    for name, point in enumerate(points.geometry):
        near = [(shapely.distance(point, lines[k]), k) for k in usable]
        near = [pair for pair in near if pair[0] <= LIMIT_M]
        if near:
            approach_m, k = min(near)
            feet[name] = (k, lines[k].project(point), approach_m)
    graph = nx.MultiDiGraph()
    for k, edge in enumerate(network.edges.itertuples()):
        stops = [(0.0, ("node", edge.u)), (edge.length_m, ("node", edge.v))]
        stops += [(along, ("foot", name)) for name, (own, along, _) in feet.items() if own == k]
        stops.sort(key=lambda stop: stop[0])
        for (start, a), (end, b) in itertools.pairwise(stops):
            same_place = end - start < SAME_PLACE_M
            for first, second, each in ((a, b, pace[k][0]), (b, a, pace[k][1])):
                if same_place or each < math.inf:
                    graph.add_edge(first, second, seconds=0.0 if same_place else (end - start) * each)
    speed = approach_mps(mode)
    seconds = np.full((len(points), len(points)), np.nan)
    for i in feet:
        reached = nx.single_source_dijkstra_path_length(graph, ("foot", i), weight="seconds")
        for j in feet:
            if ("foot", j) in reached:
                seconds[i, j] = reached["foot", j] + (feet[i][2] + feet[j][2]) / speed
    return seconds


@QUICK
@given(networks(), st.lists(spot, min_size=2, max_size=5))
def test_times_equal_an_independent_search(network, spots):
    points = as_points([(x + 13, y - 29) for x, y in spots])
    found = travel_matrix(network, points, points, modes=["walk_g7_9", "escort"], parameters=PARAMETERS)
    for mode, times in found.items():
        np.testing.assert_allclose(times.seconds, independent_seconds(network, points, mode), atol=1e-3)


@QUICK
@given(networks(), st.lists(spot, min_size=2, max_size=4))
def test_walking_is_the_same_both_ways_and_bands_differ_by_speed_only(network, spots):
    points = as_points(spots)
    found = travel_matrix(network, points, points, parameters=PARAMETERS)
    young = found[Mode.WALK_G1_3]
    np.testing.assert_allclose(young.seconds, young.seconds.T)
    for mode in (Mode.WALK_G4_6, Mode.WALK_G7_9):
        np.testing.assert_array_equal(found[mode].metres, young.metres)
        assert not (found[mode].seconds > young.seconds).any()
    for times in found.values():
        np.testing.assert_array_equal(np.isnan(times.seconds), np.isnan(times.metres))


@pytest.fixture(scope="module")
def only_nodes():
    """Parameters under which only points on the network itself are joined to it."""
    strict = copy.deepcopy(PARAMETERS)
    strict["approach"]["limit_m"]["value"] = 0.01
    return strict


@QUICK
@given(networks(), st.data())
def test_closing_a_road_never_shortens(only_nodes, network, data):
    nodes = gpd.GeoDataFrame(geometry=network.nodes.geometry)
    closed = data.draw(st.integers(0, len(network.edges) - 1))
    edges = network.edges.copy()
    edges.loc[closed, ["walk", "drive"]] = False
    less = assemble(network.nodes, edges, network.barriers)
    before = travel_matrix(network, nodes, nodes, modes=["walk_g1_3", "escort"], parameters=only_nodes)
    after = travel_matrix(less, nodes, nodes, modes=["walk_g1_3", "escort"], parameters=only_nodes)
    for mode, times in after.items():
        was = np.nan_to_num(before[mode].seconds, nan=np.inf)
        assert (np.nan_to_num(times.seconds, nan=np.inf) >= was - 1e-6).all()


@QUICK
@given(networks())
def test_a_stop_on_the_way_never_saves_time(only_nodes, network):
    nodes = gpd.GeoDataFrame(geometry=network.nodes.geometry)
    found = travel_matrix(network, nodes, nodes, modes=["walk_g1_3", "escort"], parameters=only_nodes)
    for times in found.values():
        seconds = np.nan_to_num(times.seconds, nan=np.inf)
        over = (seconds[:, :, None] + seconds[None, :, :]).min(axis=1)
        assert (seconds <= over + 1e-6).all()


@QUICK
@given(networks())
def test_parts_of_a_walk_are_as_long_as_the_whole(only_nodes, network):
    """Seconds at the walking speed are the metres."""
    nodes = gpd.GeoDataFrame(geometry=network.nodes.geometry)
    times = travel_matrix(network, nodes, nodes, modes=["walk_g1_3"], parameters=only_nodes)["walk_g1_3"]
    speed = PARAMETERS["walk"]["speed_g1_3_mps"]["value"]
    np.testing.assert_allclose(times.seconds * speed, times.metres)
