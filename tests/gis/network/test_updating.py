"""Travel times after a change to the roads equal those of a full run over the changed roads."""

import copy
import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from gis.network import searchupdate
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.network.updating import KEPT_BYTES, prepare_network, update_travel
from gis.resources import load_toml

PLANE = "EPSG:4547"
MODES = ("walk_g1_3", "walk_g7_9", "school_bus", "escort")
QUICK = settings(
    max_examples=7,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
PARAMETERS = copy.deepcopy(load_toml("standards", "travel.toml"))
PARAMETERS["approach"]["limit_m"]["value"] = 250.0

coordinate = st.integers(-8, 8).map(lambda k: 100.0 * k)
spot = st.tuples(coordinate.map(lambda x: x + 500_000), coordinate.map(lambda y: y + 3_500_000))
road = st.tuples(
    st.integers(0, 7),
    st.integers(0, 7),
    st.sampled_from([0, 0, 40, 90]),
    st.sampled_from(["tertiary", "residential", "path"]),
    st.sampled_from(["no", "no", "forward", "backward"]),
    st.booleans(),
)
change = st.tuples(st.integers(0, 30), st.sampled_from(["close", "open", "slow", "danger"]))


def line_of(places, u, v, bend):
    (x1, y1), (x2, y2) = places[u], places[v]
    if u == v:
        return LineString([(x1, y1), (x1 + 100, y1 + bend + 50), (x1 - 60, y1 + 130), (x1, y1)])
    return LineString([(x1, y1), ((x1 + x2) / 2 + bend, (y1 + y2) / 2 - bend / 2), (x2, y2)])


def make_network(places, roads, barriers=()):
    lines = [line_of(places, u, v, bend) for u, v, bend, *_ in roads]
    columns = {
        "u": [road[0] for road in roads],
        "v": [road[1] for road in roads],
        "length_m": [line.length for line in lines],
        "highway": [road[3] for road in roads],
        "name": "",
        "maxspeed_kph": np.nan,
        "oneway": [road[4] for road in roads],
        "walk": [road[5] for road in roads],
        "drive": [road[3] != "path" for road in roads],
        "bridge": False,
        "danger": False,
        "running_kph": np.nan,
    }
    kinds = {"kind": ["line"] * len(barriers), "name": ""}
    walls = gpd.GeoDataFrame(kinds, geometry=list(barriers), crs=PLANE)
    return assemble(
        gpd.GeoDataFrame(index=range(len(places)), geometry=[Point(xy) for xy in places], crs=PLANE),
        gpd.GeoDataFrame(pd.DataFrame(columns), geometry=lines, crs=PLANE),
        walls,
    )


def changed(network, changes):
    edges = network.edges.copy()
    for row, what in changes:
        row = row % len(edges)
        if what in {"close", "open"}:
            edges.loc[row, ["walk", "drive"]] = what == "open"
        elif what == "slow":
            edges.loc[row, "running_kph"] = 7.0
        else:
            edges.loc[row, "danger"] = True
    return assemble(network.nodes, edges, network.barriers)


def as_points(xy):
    xy = np.array(xy, dtype=float).reshape(-1, 2)
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=PLANE)


@st.composite
def cases(draw):
    """Roads, the same with changes and more roads, and points."""
    places = draw(st.lists(spot, min_size=2, max_size=7, unique=True))
    new_places = [*places, *draw(st.lists(spot.filter(lambda xy: xy not in places), max_size=2, unique=True))]

    def roads(count, among, least):
        drawn = draw(st.lists(road, min_size=least, max_size=count))
        return [(u % len(among), v % len(among), *rest) for u, v, *rest in drawn]

    first, more = roads(12, places, 1), roads(2, new_places, 0)
    wall = draw(st.lists(st.tuples(spot, spot).filter(lambda ends: ends[0] != ends[1]), max_size=1))
    before = make_network(places, first)
    after = changed(
        make_network(new_places, first + more, [LineString(ends) for ends in wall]),
        draw(st.lists(change, max_size=2)),
    )
    if draw(st.booleans()):
        before, after = (changed(n, [(0, "close")]) for n in (before, after))
    origins = draw(st.lists(spot, min_size=1, max_size=8))
    return before, after, as_points([(x + 13, y - 29) for x, y in origins]), as_points(
        draw(st.lists(spot, min_size=1, max_size=6))
    )


def same(ours, full):
    assert list(ours) == list(full)
    for mode, times in full.items():
        for item in dataclasses.fields(times):
            expected, found = getattr(times, item.name), getattr(ours[mode], item.name)
            if isinstance(expected, np.ndarray):
                np.testing.assert_allclose(found, expected, atol=1e-6, rtol=0, err_msg=f"{mode} {item.name}")
            else:
                assert found == expected, (mode, item.name)


@pytest.fixture(scope="module", autouse=True)
def never_in_full():
    """However much has changed: these networks are so small that otherwise little would be left to test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searchupdate, "FULL_SHARE", 100)
        yield


@pytest.mark.parametrize("cheap_steps", [0, searchupdate.CHEAP_STEPS], ids=["chosen well", "at once"])
@QUICK
@given(case=cases(), cutoff_s=st.sampled_from([None, 600.0]))
def test_an_update_equals_a_full_run(monkeypatch, cheap_steps, case, cutoff_s):
    monkeypatch.setattr(searchupdate, "CHEAP_STEPS", cheap_steps)
    before, after, origins, gates = case
    options = {"parameters": PARAMETERS, "cutoff_s": cutoff_s}
    travel = travel_matrix(before, origins, gates, modes=MODES, **options)
    for times in travel.values():       # as they come out of a plan file
        times.seconds.flags.writeable = times.metres.flags.writeable = False
    same(
        update_travel(travel, before, after, origins, gates, **options),
        travel_matrix(after, origins, gates, modes=MODES, **options),
    )


@st.composite
def worsened(draw):
    """Roads, the same after roads were closed, slowed down or closed to the youngest, and points."""
    places = draw(st.lists(spot, min_size=3, max_size=7, unique=True))
    drawn = draw(st.lists(road, min_size=6, max_size=14))
    before = make_network(places, [(u % len(places), v % len(places), *rest) for u, v, *rest in drawn])
    kinds = st.sampled_from(["close", "close", "slow", "danger"])
    after = changed(before, draw(st.lists(st.tuples(st.integers(0, 30), kinds), min_size=1, max_size=4)))
    origins, gates = (draw(st.lists(spot, min_size=1, max_size=count)) for count in (8, 6))
    return before, after, as_points([(x + 13, y - 29) for x, y in origins]), as_points(gates)


@pytest.mark.parametrize("kept_bytes", [0, KEPT_BYTES], ids=["searched again", "repaired"])
@QUICK
@given(case=worsened(), cutoff_s=st.sampled_from([None, 600.0]))
def test_worse_roads_give_the_figures_of_a_full_run(kept_bytes, case, cutoff_s):
    before, after, origins, gates = case
    options = {"parameters": PARAMETERS, "cutoff_s": cutoff_s}
    travel = travel_matrix(before, origins, gates, modes=MODES, **options)
    prepared = prepare_network(
        before, origins, gates, modes=MODES, parameters=PARAMETERS, most_kept_bytes=kept_bytes
    )
    same(
        update_travel(travel, before, after, origins, gates, prepared=prepared, **options),
        travel_matrix(after, origins, gates, modes=MODES, **options),
    )


def test_a_closed_road_repairs_kept_searches():
    """The way round is taken, by searches that were kept; none are kept where they do not fit."""
    places = [(500_000, 3_500_000), (500_400, 3_500_000), (500_400, 3_500_300), (500_000, 3_500_300)]
    ring = [(k, (k + 1) % 4, 0, "residential", "no", True) for k in range(4)]
    before = make_network(places, ring)
    after = changed(before, [(0, "close")])
    points = as_points([(500_400, 3_500_100)]), as_points([(500_000, 3_500_100)])
    travel = travel_matrix(before, *points, modes=MODES, parameters=PARAMETERS)
    prepared = prepare_network(before, *points, modes=MODES, parameters=PARAMETERS)
    assert all(standing.kept is not None for standing in prepared.standings.values())
    ours = update_travel(travel, before, after, *points, parameters=PARAMETERS, prepared=prepared)
    assert travel["walk_g1_3"].metres[0, 0] == pytest.approx(600)
    assert ours["walk_g1_3"].metres[0, 0] == pytest.approx(800)
    without = prepare_network(before, *points, modes=MODES, parameters=PARAMETERS, most_kept_bytes=0)
    assert all(standing.kept is None for standing in without.standings.values())
