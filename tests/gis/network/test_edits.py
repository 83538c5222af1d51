"""Changes to roads: which stretches they mean, what stays in its place, and what is told."""


import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from gis.crs import reproject
from gis.layout import NetworkEdit, NetworkEditKind
from gis.model import STORAGE_CRS
from gis.network.difference import edges_changed
from gis.network.edits import apply_edits
from gis.network.editshapes import plain_wkt
from gis.network.storage import assemble, network_from_storage, network_to_storage
from gis.network.travel import travel_matrix
from gis.resources import load_toml

CRS = "EPSG:4547"
WEST, SOUTH = 514_000.0, 3_980_000.0
WALK = 0.9
CLOSE, ADD, SPEED, DANGER, BARRIER = NetworkEditKind
CROSS = {1: (0, 0), 2: (1000, 0), 3: (2000, 0), 4: (1000, 1000), 5: (1000, -1000)}
CROSS_ROADS = [(1, 2), (2, 3), (2, 4), (2, 5)]


def place(x, y):
    return WEST + x, SOUTH + y


def network(nodes, roads, *, rivers=(), **columns):
    lines = [LineString([place(*nodes[u]), place(*nodes[v])]) for u, v in roads]
    edges = {
        "u": [u for u, _ in roads], "v": [v for _, v in roads],
        "length_m": [line.length * 1.1 for line in lines],    # measured along bends that the line lacks
        "highway": "unclassified", "name": [f"路{k}" for k in range(len(roads))], "maxspeed_kph": np.nan,
        "oneway": "no", "walk": True, "drive": True, "bridge": False, **columns,
    }  # fmt: skip
    frame = gpd.GeoDataFrame(edges, geometry=lines, crs=CRS)
    points = gpd.GeoDataFrame(
        {"osmid": list(nodes)}, geometry=[Point(place(*xy)) for xy in nodes.values()], crs=CRS
    ).set_index("osmid")
    water = [LineString([place(*xy) for xy in river]) for river in rivers]
    names = {"kind": ["river"] * len(water), "name": [""] * len(water)}
    return assemble(points, frame, gpd.GeoDataFrame(names, geometry=water, crs=CRS))


def edit(kind, shape, **values):
    moved = shapely.transform(shape, lambda xy: xy + np.array([WEST, SOUTH]))
    (degrees,) = reproject(np.array([moved], dtype=object), CRS, STORAGE_CRS)
    about = {"edit_id": "e", "name": "改动", **values}
    return NetworkEdit(kind=kind, wkt=plain_wkt(degrees), **about)


def codes(made):
    return [issue.code for issue in made.issues]


def lengths(made):
    """Return the bounds of the stretches touched."""
    return [tuple(round(x, 3) for x in line.bounds) for line in made.touched.geometry]


def stretch(x1, y1, x2, y2):
    return tuple(round(v, 3) for v in (*place(x1, y1), *place(x2, y2)))


def walked(net, at, *, mode="walk_g1_3", limit_m=1.0):
    """Return seconds between points of a network that stand on it."""
    raw = load_toml("standards", "travel.toml")
    limit = {**raw["approach"]["limit_m"], "value": limit_m}
    rules = {**raw, "approach": {**raw["approach"], "limit_m": limit}}
    points = gpd.GeoDataFrame(geometry=[Point(place(*xy)) for xy in at], crs=CRS)
    return travel_matrix(net, points, points, modes=[mode], parameters=rules)[mode].seconds


def test_a_point_closes_a_few_metres_of_a_road_and_all_of_a_bridge():
    made = apply_edits(network(CROSS, CROSS_ROADS), [edit(CLOSE, Point(400, 20))])
    assert lengths(made) == [stretch(390, 0, 410, 0)]
    assert made.touched["length_m"].tolist() == pytest.approx([22])
    assert np.isnan(walked(made.network, [(0, 0), (1000, 0)])[0, 1])
    assert walked(made.network, [(0, 0), (300, 0)])[0, 1] == pytest.approx(330 / WALK)
    bridge = network(CROSS, CROSS_ROADS, bridge=[True, False, False, False])
    made = apply_edits(bridge, [edit(CLOSE, Point(400, 20))])
    assert made.touched["edge"].tolist() == [0]
    assert len(made.network.edges) == len(CROSS_ROADS)


def test_a_line_means_the_road_along_it_not_the_roads_that_cross_or_fork():
    fork = {**CROSS, 6: (2000, 400)}
    roads = network(fork, [*CROSS_ROADS, (2, 6)])
    made = apply_edits(roads, [edit(CLOSE, LineString([(500, 5), (1500, 5)]))])
    assert lengths(made) == [stretch(500, 0, 1000, 0), stretch(1000, 0, 1500, 0)]
    across = apply_edits(roads, [edit(CLOSE, LineString([(500, -200), (500, 200)]))])
    assert codes(across) == ["edit_meets_no_road_linestring"]
    assert across.network is roads


def test_an_area_means_what_lies_inside_and_may_leave_walkers_alone():
    made = apply_edits(network(CROSS, CROSS_ROADS), [edit(CLOSE, box(900, -50, 1200, 300), walk=False)])
    assert lengths(made) == [
        stretch(900, 0, 1000, 0), stretch(1000, 0, 1200, 0), stretch(1000, 0, 1000, 300),
        stretch(1000, -50, 1000, 0),
    ]  # fmt: skip
    assert walked(made.network, [(0, 0), (2000, 0)])[0, 1] == pytest.approx(2200 / WALK)
    assert np.isnan(walked(made.network, [(0, 0), (2000, 0)], mode="school_bus")[0, 1])


def test_speed_and_danger():
    roads = network(CROSS, CROSS_ROADS)
    made = apply_edits(roads, [edit(SPEED, Point(400, 0), running_kph=12.0)])
    assert made.network.edges["running_kph"].tolist()[:1] == [12]
    made = apply_edits(roads, [edit(DANGER, LineString([(1000, 200), (1000, 400)]))])
    assert lengths(made) == [stretch(1000, 200, 1000, 400)]
    ends = [(1000, 0), (1000, 1000)]
    assert np.isnan(walked(made.network, ends)[0, 1])
    assert np.isfinite(walked(made.network, ends, mode="walk_g4_6")[0, 1])


def test_a_new_way_is_joined_at_ends_and_vertices_and_crosses_the_rest():
    """From road 1-2 over road 2-4, with a vertex there, to where no road is; a river makes it a bridge."""
    river = [(700, -500), (700, 1500)]
    roads = network(CROSS, CROSS_ROADS, rivers=[river])
    line = LineString([(500, 20), (1005, 500), (1500, 500)])
    made = apply_edits(roads, [edit(ADD, line, road_class="path", name="小路")])
    edges = made.network.edges
    new = edges[edges["name"] == "小路"]
    assert codes(made) == ["edit_end_meets_no_road", "edit_crosses_barrier"]
    assert new["bridge"].tolist() == [True, False]
    assert new[["walk", "drive"]].to_numpy().tolist() == [[True, False]] * 2
    assert new["length_m"].tolist() == pytest.approx([np.hypot(500, 500), 500], rel=1e-3)
    assert new["u"].iloc[1] == new["v"].iloc[0], "joined to one another and to the road at (1000, 500)"
    assert walked(made.network, [(500, 0), (1000, 500)])[0, 1] * WALK == pytest.approx(707.1, abs=1)
    assert edges["length_m"].iloc[:4].sum() == roads.edges["length_m"].sum()
    over = apply_edits(roads, [edit(ADD, LineString([(500, 0), (500, 500), (1600, 500), (1600, 0)]),
                                    road_class="tertiary")])  # fmt: skip
    assert codes(over) == ["edit_crosses_without_joining", "edit_crosses_barrier"]
    assert str(over.issues[0].describe().what).count("路2") == 1


def test_a_way_that_joins_nothing_is_not_added():
    """It would be the nearest road to a village beside it, and lead nowhere."""
    roads = network(CROSS, CROSS_ROADS)
    made = apply_edits(roads, [edit(ADD, LineString([(300, 300), (300, -300)]), road_class="path")])
    assert codes(made) == ["edit_joins_nothing"]
    assert made.network is roads


def test_a_barrier_stops_approaches_not_roads():
    roads = network(CROSS, CROSS_ROADS)
    wall = LineString([(-100, 30), (900, 30)])
    made = apply_edits(roads, [edit(BARRIER, wall)])
    home, school = (500, 60), (1000, 0)
    assert np.isfinite(walked(roads, [home, school], limit_m=100)[0, 1])
    assert np.isnan(walked(made.network, [home, school], limit_m=100)[0, 1])
    assert made.issues == ()
    pond = edit(BARRIER, box(400, -10, 500, 10))
    assert codes(apply_edits(roads, [pond])) == ["edit_barrier_crosses_roads"]


def test_changes_follow_one_another_and_seasons_wait():
    roads = network(CROSS, CROSS_ROADS)
    flood = edit(CLOSE, box(100, -10, 900, 10), season="汛期")
    bypass = edit(ADD, LineString([(50, 0), (50, 100), (950, 100), (950, 0)]), road_class="path", edit_id="b")
    assert apply_edits(roads, [flood]).network is roads
    wet = apply_edits(roads, [flood, bypass], season="汛期").network
    metres = 55 + 100 + 900 + 100 + 55
    assert walked(wet, [(0, 0), (1000, 0)])[0, 1] * WALK == pytest.approx(metres, rel=1e-3)
    after = edit(CLOSE, Point(500, 100), edit_id="c")
    shut = apply_edits(roads, [flood, bypass, after], season="汛期").network
    assert np.isnan(walked(shut, [(0, 0), (1000, 0)])[0, 1]), "new ways can be closed too"


def test_what_is_no_change_is_told_and_left_out():
    roads = network(CROSS, CROSS_ROADS)
    nameless, lost = edit(CLOSE, Point(0, 0), name=""), edit(CLOSE, Point(0, 600), name="远")
    made = apply_edits(roads, [nameless, lost, edit(SPEED, Point(0, 0))])
    assert codes(made) == ["edit_unnamed", "edit_meets_no_road_point", "edit_speed_impossible"]
    assert [issue.severity for issue in made.issues] == ["error", "warning", "error"]
    assert "远" in made.issues[1].describe().what
    assert made.network is roads


def test_a_path_does_not_make_footpaths_and_climbs_are_flat():
    roads = network(CROSS, CROSS_ROADS, climb_forward=1.2, climb_backward=0.9)
    assert not roads.has_footpaths
    made = apply_edits(roads, [edit(ADD, LineString([(0, 0), (0, 500), (1000, 500)]), road_class="path")])
    assert not made.network.has_footpaths
    assert codes(made) == ["edit_slope_unknown"]
    assert made.network.edges["climb_forward"].tolist()[-1] == 1
    assert set(made.network.edges["climb_forward"].iloc[4:6]) == {1.2}


# ---- whatever the changes are

xs = st.integers(-200, 2200).map(float)
ys = st.integers(-1200, 1200).map(float)
shapes = {
    "point": st.builds(Point, xs, ys),
    "line": st.lists(st.tuples(xs, ys), min_size=2, max_size=4, unique=True).map(LineString),
    "area": st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), xs, ys, *[st.integers(5, 900)] * 2),
}
closures = st.builds(
    lambda shape, walk: edit(CLOSE, shape, walk=walk), st.one_of(*shapes.values()), st.booleans()
)
additions = st.builds(lambda shape: edit(ADD, shape, road_class="tertiary"), shapes["line"])
others = st.one_of(
    st.builds(lambda shape: edit(DANGER, shape), st.one_of(*shapes.values())),
    st.builds(lambda shape, kph: edit(SPEED, shape, running_kph=kph), shapes["area"], st.floats(5, 60)),
    st.builds(lambda shape: edit(BARRIER, shape), shapes["line"]),
)
GRID = {5 * i + j + 3: (500.0 * i, 500.0 * j) for i in range(4) for j in range(-2, 3)}
GRID_ROADS = [(a, b) for a, (x, y) in GRID.items() for b, (v, w) in GRID.items() if (v - x, w - y) in
              ((500, 0), (0, 500))]  # fmt: skip
ROADS = network(GRID, GRID_ROADS, oneway=["forward" if k % 5 == 0 else "no" for k in range(len(GRID_ROADS))])
SITES = [GRID[k] for k in (1, 8, 14, 20)]
quick = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def usual():
    return {mode: walked(ROADS, SITES, mode=mode) for mode in ("walk_g4_6", "escort")}


@quick
@given(st.lists(closures, max_size=3))
def test_closing_never_shortens(usual, edits):
    closed = apply_edits(ROADS, edits).network
    for mode, before in usual.items():
        after = np.nan_to_num(walked(closed, SITES, mode=mode), nan=np.inf)
        assert (after >= np.nan_to_num(before, nan=np.inf) - 1e-6).all()


@quick
@given(st.lists(additions, max_size=3))
def test_adding_never_lengthens(usual, edits):
    wider = apply_edits(ROADS, edits).network
    for mode, before in usual.items():
        after = np.nan_to_num(walked(wider, SITES, mode=mode), nan=np.inf)
        assert (after <= np.nan_to_num(before, nan=np.inf) + 1e-6).all()


@quick
@given(st.lists(st.one_of(closures, additions, others), max_size=5))
def test_old_rows_keep_their_place_and_nothing_is_lost(edits):
    made = apply_edits(ROADS, edits)
    before, after = ROADS.edges, made.network.edges
    head = after.iloc[: len(before)]
    kept = ["u", "v", "length_m", "highway", "oneway", "bridge"]
    assert head[kept].to_numpy().tolist() == before[kept].to_numpy().tolist()
    assert head.geometry.geom_equals_exact(before.geometry, 0).all()
    assert made.network.nodes.index.tolist()[: len(ROADS.nodes)] == ROADS.nodes.index.tolist()
    assert made.network.nodes.index.is_unique
    assert set(after["u"]) | set(after["v"]) <= set(made.network.nodes.index)
    ends = made.network.nodes.geometry
    for column, where in (("u", 0), ("v", -1)):
        at = shapely.get_point(after.geometry.to_numpy(), where)
        assert shapely.distance(at, ends.loc[after[column]].to_numpy()).max() < 1e-6
    assert (after.iloc[len(before) :]["length_m"] > 0).all()
    again = apply_edits(ROADS, edits)
    assert again.network.digest == made.network.digest
    assert (made.network.digest == ROADS.digest) == (made.network is ROADS)
    stored = network_from_storage(*network_to_storage(made.network), crs=CRS)
    assert (stored.digest == ROADS.digest) == (made.network is ROADS), "what differs can be seen in full too"
    told, found = made.changed, edges_changed(ROADS, made.network)
    for name in ("rows", "u", "v", "lines"):
        assert getattr(told, name).tolist() == getattr(found, name).tolist()
    for name, values in found.columns.items():
        assert told.columns[name].dtype == values.dtype
        np.testing.assert_array_equal(told.columns[name], values)


@quick
@given(st.lists(others, min_size=1, max_size=4))
def test_parts_are_as_long_as_the_whole(edits):
    """Marking stretches closes nothing: what is open afterwards is what was open, road by road."""
    after = apply_edits(ROADS, edits).network.edges
    assert after.dtypes.to_dict() == ROADS.edges.dtypes.to_dict()
    still = after[after["walk"]].groupby("name")["length_m"].sum()
    assert still.to_dict() == pytest.approx(ROADS.edges.set_index("name")["length_m"].to_dict(), rel=1e-12)
