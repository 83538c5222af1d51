"""Slopes: Tobler's published values, planes and valleys whose effort is worked out by hand."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from gis.errors import InputError
from gis.network import elevation, terrain
from gis.network.elevation import open_elevations
from gis.network.route import route
from gis.network.storage import assemble, network_from_storage, network_to_storage
from gis.network.terrain import add_slope, effort, tobler_kph
from gis.network.travel import travel_matrix

PLANE, X, Y = "EPSG:4547", 500_000.0, 4_000_000.0
GRID = {"A": (0, 0), "B": (900, 0)}
FLAT = tobler_kph(0.0)


@pytest.fixture
def dem(tmp_path):
    """Write heights, rows from north to south, whose north-western corner is at x, y of the grid."""

    def write(heights, *, x=-600.0, y=600.0, cell=30.0, crs=PLANE, dtype="float32", **options):
        path = tmp_path / "dem.tif"
        transform = options.pop("transform", Affine(cell, 0, X + x, 0, -cell, Y + y))
        shape = {"height": len(heights), "width": len(heights[0]), "count": 1}
        with rasterio.open(
            path, "w", driver="GTiff", crs=crs, dtype=dtype, transform=transform, **shape, **options
        ) as raster:
            raster.write(np.asarray(heights, dtype=dtype), 1)
        return path

    return write


def heights(function, *, rows=40, columns=70, x=-600.0, y=600.0, cell=30.0):
    """Heights of a function of the grid's x and y in the middles of cells."""
    xs = x + (np.arange(columns) + 0.5) * cell
    ys = y - (np.arange(rows) + 0.5) * cell
    return np.array([[function(a, b) for a in xs] for b in ys], dtype=float)


@pytest.mark.parametrize(
    ("degrees", "kph"),
    [(-30, 0.95), (-25, 1.40), (-20, 2.00), (-15, 2.80), (-10, 3.86), (-5, 5.26), (-2.8624, 6.00), (0, 5.04),
     (1, 4.74), (5, 3.71), (10, 2.72), (15, 1.97), (20, 1.41), (25, 0.98)],
)
def test_speeds_are_the_published_ones(degrees, kph):
    assert tobler_kph(np.tan(np.radians(degrees))) == pytest.approx(kph, abs=0.005)


def test_effort_is_time_over_time_on_the_flat():
    assert effort(0.0, 0.1) == pytest.approx(1.0)
    assert effort(0.1, 0.1) == pytest.approx(np.exp(0.35))       # uphill 10 %
    assert effort(-0.1, 0.1) == pytest.approx(1.0)               # as quick as the flat: 5 % beyond the best
    assert effort(-0.05, 0.1) == pytest.approx(np.exp(-0.175))   # the quickest
    assert effort(5.0, 0.1) == pytest.approx(10.0)               # a fault of the raster, not a cliff path


def test_an_even_slope_costs_more_up_than_down(build, dem, points, parameters):
    """10 % up for 900 m: 900 s × e^0.35 = 1277 s up, 900 s down; without slope 900 s both ways."""
    flat = build(GRID, [(["A", "B"], {"highway": "path"})])
    network, issues = add_slope(flat, dem(heights(lambda x, _: 500 + 0.1 * x)))
    edge = network.edges.iloc[0]
    assert edge["climb_forward"] == pytest.approx(np.exp(0.35), rel=1e-4)
    assert edge["climb_backward"] == pytest.approx(1.0, rel=1e-4)
    assert network.digest != flat.digest
    ends = points({"a": (0, 0), "b": (900, 0)})
    times = travel_matrix(network, ends, ends, modes=["walk_g1_3"], parameters=parameters)["walk_g1_3"]
    assert times.seconds[0, 1] == pytest.approx(900 * np.exp(0.35), rel=1e-3)
    assert times.seconds[1, 0] == pytest.approx(900, rel=1e-3)
    np.testing.assert_allclose(times.metres, [[0, 900], [900, 0]], atol=0.5)
    drawn = route(network, ends.geometry["a"], ends.geometry["b"], mode="walk_g1_3", parameters=parameters)
    assert drawn.seconds == pytest.approx(times.seconds[0, 1])
    assert [issue.code for issue in issues] == ["slope_added"]
    assert issues[0].values["low"] == "500"
    assert issues[0].values["high"] == "590"
    again = network_from_storage(*network_to_storage(network), crs=network.crs)
    assert again.digest == network.digest


def test_walkers_go_round_a_hill_and_metres_are_those_of_the_way(build, dem, points, parameters):
    """A ridge of 40 % between the ends: 600 m over it, 900 m round it; the way round is quicker."""
    grid = {"A": (0, 0), "B": (600, 0), "C": (0, -150), "D": (600, -150)}
    round_it = (["A", "C", "D", "B"], {"highway": "track"})
    roads = build(grid, [(["A", "B"], {"highway": "path"}), round_it])

    def ridge(x, y):
        return 120 - 0.4 * abs(x - 300) if 0 <= x <= 600 and y > -60 else 0.0

    ends = points({"a": (0, 0), "b": (600, 0)})
    before = travel_matrix(roads, ends, ends, modes=["walk_g1_3"], parameters=parameters)["walk_g1_3"]
    network, _ = add_slope(roads, dem(heights(ridge)))
    after = travel_matrix(network, ends, ends, modes=["walk_g1_3"], parameters=parameters)["walk_g1_3"]
    assert before.metres[0, 1] == pytest.approx(600, abs=1)
    assert after.metres[0, 1] == pytest.approx(900, abs=1)
    assert 900 <= after.seconds[0, 1] < 1000


@pytest.mark.parametrize("kind", ["bridge", "tunnel"])
def test_bridges_and_tunnels_run_evenly_between_the_ends_of_the_whole(build, dem, kind):
    """A gorge of 200 m between 300 and 600 m; the bridge over it is two roads with a node in the air."""
    grid = {"A": (0, 0), "P": (240, 0), "Q": (450, 0), "R": (690, 0), "B": (900, 0)}
    roads = build(
        grid,
        [(["A", "P"], {"highway": "path"}), (["P", "Q"], {"highway": "path", kind: "yes", "name": "甲桥"}),
         (["Q", "R"], {"highway": "path", kind: "yes"}), (["R", "B"], {"highway": "path"})],
    )
    rise = -200.0 if kind == "bridge" else 200.0
    network, _ = add_slope(roads, dem(heights(lambda x, _: 0.02 * x + (rise if 320 < x < 600 else 0.0))))
    spans = network.edges[network.edges[kind]]
    assert len(spans) == 2
    np.testing.assert_allclose(spans["climb_forward"], np.exp(0.07), rtol=2e-3)
    np.testing.assert_allclose(spans["climb_backward"], np.exp(-0.07), rtol=2e-3)


def test_noise_of_the_raster_does_not_become_slopes(build, dem):
    """Independent errors of 4 m in every cell of flat land: raw a quarter more, here under 3 %."""
    grid = {f"n{k}": (k * 90.0, 15.0) for k in range(15)}
    names = list(grid)
    ways = [([a, b], {"highway": "path", "name": a}) for a, b in pairwise(names)]
    noise = np.random.default_rng(1).normal(100, 4, (40, 70))
    network, _ = add_slope(build(grid, ways), dem(noise))
    mean = network.edges[["climb_forward", "climb_backward"]].to_numpy().mean()
    assert 1 <= mean < 1.03


def test_any_crs_voids_integers_and_turned_rasters(build, dem):
    """The same 5 % slope in degrees, in whole centimetres with scale, and turned by 90°."""
    roads = build(GRID, [(["A", "B"], {"highway": "path"})])
    expected = add_slope(roads, dem(heights(lambda x, _: 500 + 0.05 * x)))[0].edges["climb_forward"].iloc[0]
    west, size = 113.99, 1 / 3600
    lon = west + (np.arange(90) + 0.5) * size
    as_height = 500 + 0.05 * (lon - 114.0) * 90_000
    to_degrees = Affine(size, 0, west, 0, -size, 36.16)
    path = dem(np.tile(as_height, (120, 1)), crs="EPSG:4326", transform=to_degrees)
    found = add_slope(roads, path)[0].edges["climb_forward"].iloc[0]
    assert found == pytest.approx(expected, rel=2e-2)
    turned = Affine(0, 30.0, X - 600, 30.0, 0, Y - 600)      # columns go north, rows go east
    path = dem(heights(lambda x, _: 500 + 0.05 * x).T, transform=turned)
    assert add_slope(roads, path)[0].edges["climb_forward"].iloc[0] == pytest.approx(expected, rel=1e-3)


def test_edges_without_height_count_as_flat_and_are_named(build, dem):
    grid = {"A": (0, 0), "B": (300, 0), "C": (900, 0), "D": (0, 300), "E": (900, 300)}
    roads = build(
        grid,
        [(["A", "B"], {"highway": "path"}), (["B", "C"], {"highway": "path", "name": "南路"}),
         (["D", "E"], {"highway": "path", "name": "北路"}), (["A", "D"], {"highway": "motorway"})],
    )
    ground = heights(lambda x, _: 0.1 * x, columns=32)            # ends at x = 360
    ground[:12, 25] = -9999                                       # a void at 150 < x < 180 in the north
    network, issues = add_slope(roads, dem(ground, nodata=-9999))
    climb = network.edges.set_index("name")["climb_forward"]
    assert climb["北路"] == climb["南路"] == 1.0
    assert network.edges["climb_forward"].max() == pytest.approx(np.exp(0.35), rel=1e-3)
    told = next(issue for issue in issues if issue.code == "slope_unknown")
    assert told.values["count"] == "2"
    assert told.values["km"] == "1.5"
    assert told.values["names"] == "南路、北路"
    assert told.describe("en").what


def test_void_cells_without_a_nodata_value_are_voids(build, dem):
    roads = build(GRID, [(["A", "B"], {"highway": "path"})])
    ground = heights(lambda x, _: 0.1 * x)
    ground[:, 30] = -32768
    with pytest.raises(InputError, match="高程"):
        add_slope(roads, dem(ground, dtype="int16"))


def test_reading_in_small_windows_gives_the_same(build, dem, monkeypatch):
    rng = np.random.default_rng(5)
    grid = {f"n{k}": (float(x), float(y)) for k, (x, y) in enumerate(rng.uniform(-500, 500, (40, 2)))}
    names = list(grid)
    ways = [([a, b], {"highway": "path", "name": a}) for a, b in pairwise(names)]
    roads, path = build(grid, ways), dem(rng.uniform(0, 80, (40, 70)))
    whole, _ = add_slope(roads, path)
    monkeypatch.setattr(elevation, "TILE_CELLS", 7)
    monkeypatch.setattr(terrain, "POINTS_AT_ONCE", 50)
    in_parts, _ = add_slope(roads, path)
    assert in_parts.digest == whole.digest


def test_sampling_is_bilinear_between_the_middles_of_cells(dem):
    path = dem([[0, 10], [20, 30]], x=0, y=60)
    with open_elevations(path, smoothing_m=30) as raster:
        xy = np.array([[15, 45], [30, 30], [22.5, 45], [0, 60], [45, 15], [61, 30], [np.nan, 0]])
        xy += (X, Y)
        found = raster.sample(xy)
    np.testing.assert_allclose(found, [0, 15, 2.5, 0, 30, np.nan, np.nan])


def test_files_that_are_no_elevation_are_refused(build, dem, tmp_path):
    roads = build(GRID, [(["A", "B"], {"highway": "path"})])
    text = tmp_path / "dem.txt"
    text.write_text("no raster")
    far = dem(heights(lambda *_: 1.0), x=90_000)
    with pytest.raises(InputError) as outside:
        add_slope(roads, far)
    nowhere = dem(heights(lambda *_: 1.0), crs=None)
    codes = ["dem_missing", "dem_unreadable", "dem_no_crs"]
    for path, code in zip((tmp_path / "no.tif", text, nowhere), codes, strict=True):
        with pytest.raises(InputError) as refused:
            add_slope(roads, path)
        assert refused.value.code == code
    assert outside.value.code == "dem_outside"


def test_a_fine_raster_is_asked_about(build, dem):
    roads = build(GRID, [(["A", "B"], {"highway": "path"})])
    fine = {"cell": 5.0, "y": 70.0}
    _, issues = add_slope(roads, dem(heights(lambda *_: 1.0, rows=30, columns=320, **fine), **fine))
    assert [issue.code for issue in issues][:2] == ["slope_added", "dem_fine"]


def test_bicycles_gain_nothing_downhill(build, dem, points, parameters):
    network, _ = add_slope(
        build(GRID, [(["A", "B"], {"highway": "tertiary"})]), dem(heights(lambda x, _: 0.05 * x))
    )
    ends = points({"a": (0, 0), "b": (900, 0)})
    found = travel_matrix(network, ends, ends, modes=["bicycle", "school_bus"], parameters=parameters)
    up, down = found["bicycle"].seconds[0, 1], found["bicycle"].seconds[1, 0]
    assert down == pytest.approx(900 / (12 / 3.6), rel=1e-3)
    assert up == pytest.approx(down * np.exp(0.175), rel=1e-3)
    assert found["school_bus"].seconds[0, 1] == pytest.approx(found["school_bus"].seconds[1, 0])


def test_flat_land_leaves_walking_as_it_was(build, dem, points, parameters):
    roads = build(GRID, [(["A", "B"], {"highway": "path"})])
    network, _ = add_slope(roads, dem(heights(lambda *_: 1234.5)))
    assert (network.edges[["climb_forward", "climb_backward"]] == 1.0).all(axis=None)
    assert network.digest == roads.digest
    assert isinstance(network.edges, gpd.GeoDataFrame)
    assert assemble(network.nodes, network.edges, network.barriers).digest == roads.digest


def test_who_lives_half_way_walks_only_their_own_half(build, dem, points, parameters):
    """900 m flat, then 900 m of 10 %: from the middle 900 s to the flat end and 1277 s up to the other."""
    roads = build({"A": (0, 0), "B": (1800, 0)}, [(["A", "B"], {"highway": "path", "name": "山路"})])
    network, _ = add_slope(roads, dem(heights(lambda x, _: 0.1 * max(0.0, x - 900), columns=100)))
    assert set(roads.nodes.index) < set(network.nodes.index)
    assert network.edges["length_m"].sum() == pytest.approx(roads.edges["length_m"].sum())
    assert set(network.edges["name"]) == {"山路"}
    ends, middle = points({"a": (0, 0), "b": (1800, 0)}), points({"m": (900, 0)})
    there = travel_matrix(network, middle, ends, modes=["walk_g1_3"], parameters=parameters)["walk_g1_3"]
    np.testing.assert_allclose(there.seconds[0], [900, 900 * np.exp(0.35)], rtol=0.02)
    np.testing.assert_allclose(there.metres[0], [900, 900], atol=1)
    whole = travel_matrix(network, ends, ends, modes=["walk_g1_3"], parameters=parameters)["walk_g1_3"]
    assert whole.seconds[0, 1] == pytest.approx(900 + 900 * np.exp(0.35), rel=0.01)
    drawn = route(network, ends.geometry["a"], ends.geometry["b"], mode="walk_g1_3", parameters=parameters)
    assert drawn.seconds == pytest.approx(whole.seconds[0, 1])
    again = network_from_storage(*network_to_storage(network), crs=network.crs)
    assert again.digest == network.digest
    assert add_slope(network, dem(heights(lambda *_: 7.0, columns=100)))[0].edges["climb_forward"].eq(1).all()
