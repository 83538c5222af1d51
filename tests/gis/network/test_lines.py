"""Road lines without OpenStreetMap: what meets is joined, what does not is told with its place."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import LineString, Point

from gis.errors import InputError
from gis.model import OPTIONAL_EDGE_VALUES
from gis.network.build import load_roads, read_roads
from gis.network.lineclasses import road_class
from gis.network.lines import merge_lines
from gis.network.noding import Runs, Tolerances, node_lines
from gis.network.sources import load_network
from gis.network.storage import assemble
from gis.network.travel import travel_matrix

PLANE, X, Y = "EPSG:4547", 500_000.0, 4_000_000.0
NINGJIN, BAIXIANG = "ningjin_130528_drive.osm.pbf", "baixiang_130524_drive.osm.pbf"


def line(*xy):
    return LineString([(X + x, Y + y) for x, y in xy])


def frame(*lines, **columns):
    columns = {"道路等级": ["村道"] * len(lines), **columns}
    return gpd.GeoDataFrame(columns, geometry=list(lines), crs=PLANE)


@pytest.fixture
def read(tmp_path):
    def make(*lines, options=None, **columns):
        path = tmp_path / "roads.gpkg"
        path.unlink(missing_ok=True)
        frame(*lines, **columns).to_file(path)
        reading = load_roads(path, crs=PLANE, **(options or {}))
        for issue in reading.issues:
            issue.describe("en")
        return reading

    return make


def told(reading, code):
    issues = reading[1] if isinstance(reading, tuple) else reading.issues
    return [issue for issue in issues if issue.code == code]


def place(issue):
    """Metres east and north of the grid's origin."""
    x, y = Transformer.from_crs(4490, PLANE, always_xy=True).transform(
        float(issue.values["lon"]), float(issue.values["lat"])
    )
    return round(x - X), round(y - Y)


def degrees_of(network):
    counts = np.unique(network.edges[["u", "v"]].to_numpy(), return_counts=True)[1]
    return sorted(counts.tolist(), reverse=True)


class TestNoding:
    def test_ends_within_the_tolerance_are_one_node(self, read):
        network = read(line((0, 0), (100, 0)), line((101, 1), (200, 0)), line((100, -1), (100, -90))).network
        assert degrees_of(network) == [3, 1, 1, 1]
        assert network.edges["length_m"].sum() == pytest.approx(289, abs=3)

    def test_a_line_ends_on_the_inside_of_another(self, read):
        network = read(line((0, 0), (200, 0)), line((80, 1.5), (80, 100))).network
        assert degrees_of(network) == [3, 1, 1, 1]
        assert sorted(network.edges["length_m"].round().tolist()) == [80, 100, 120]

    def test_an_overshot_end_is_joined_and_no_crossing(self, read):
        reading = read(line((0, 0), (200, 0)), line((80, -1.5), (80, 100)))
        assert degrees_of(reading.network) == [3, 1, 1, 1]
        assert not told(reading, "lines_cross")

    def test_two_ends_on_both_sides_of_a_line_are_one_crossroads(self, read):
        branches = line((80, 0.9), (80, 100)), line((80, -0.9), (80, -100))
        network = read(line((0, 0), (200, 0)), *branches).network
        assert degrees_of(network) == [4, 1, 1, 1, 1]

    def test_a_crossing_without_a_node_is_a_bridge_and_is_told(self, read):
        reading = read(line((0, 0), (200, 0)), line((80, -50), (80, 100)), 路名=["甲路", "乙路"])
        assert degrees_of(reading.network) == [1, 1, 1, 1]
        (issue,) = told(reading, "lines_cross")
        assert place(issue) == (80, 0)
        assert {issue.values["line"], issue.values["other"]} == {"甲路", "乙路"}

    def test_a_flagged_bridge_is_not_told(self, read):
        lines = line((0, 0), (200, 0)), line((80, -50), (80, 100))
        assert not told(read(*lines, 桥=["否", "是"]), "lines_cross")
        assert read(*lines, 桥=["否", "是"]).network.edges["bridge"].sum() == 1

    def test_a_common_vertex_is_a_junction(self, read):
        network = read(line((0, 0), (80, 0), (200, 0)), line((80, -50), (80, 0), (80, 100))).network
        assert degrees_of(network) == [4, 1, 1, 1, 1]

    def test_crossings_may_be_junctions_but_never_on_bridges(self, read):
        lines = line((0, 0), (200, 0)), line((80, -50), (80, 100)), line((150, -50), (150, 50))
        reading = read(*lines, 桥=["否", "否", "是"], options={"join_crossings": True})
        assert degrees_of(reading.network) == [4, 1, 1, 1, 1, 1, 1]
        assert sorted(reading.network.edges["length_m"].round().tolist()) == [50, 80, 100, 100, 120]

    def test_the_end_of_a_bridge_does_not_meet_the_road_beneath(self, read):
        """Bridge and approach meet exactly 1.5 m beside the road below."""
        below = line((0, 0), (200, 0))
        reading = read(below, line((80, 1.5), (80, 90)), line((80, 1.5), (80, -40)), 桥=["否", "否", "是"])
        assert degrees_of(reading.network) == [2, 1, 1, 1, 1]

    def test_a_loop_that_ends_on_its_own_line(self, read):
        network = read(line((0, 0), (100, 0), (150, 50), (100, 100), (51, 1.5))).network
        assert degrees_of(network) == [3, 1]

    def test_a_short_line_keeps_its_ends_apart(self, read):
        network = read(line((0, 0), (100, 0)), line((100, 0), (101, 0)), line((101, 0), (200, 0))).network
        assert network.edges["length_m"].sum() == pytest.approx(200, abs=0.1)

    def test_a_wider_tolerance_is_asked_for(self, read):
        lines = line((0, 0), (100, 0)), line((104, 0), (200, 0))
        assert len(told(read(*lines), "line_end_not_joined")) == 2
        assert len(read(*lines, options={"tolerance_m": 5.0}).network.nodes) == 2


Segment = st.tuples(*[st.tuples(st.integers(0, 12), st.integers(0, 12))] * 2)


def runs_of(segments):
    """Segments on a grid of 0.7 m as runs; equal positions share their node."""
    ends = np.array(segments, dtype=float).reshape(-1, 2) * 0.7
    xy, node = np.unique(ends, axis=0, return_inverse=True)
    return Runs(node.ravel(), np.arange(len(segments)) * 2, xy, np.zeros(len(segments), dtype=bool))


def shape_of(runs):
    """Sorted positions of junctions with the count of segments that meet there, and whole length."""
    segments = runs.segments
    tail, head = runs.node[segments], runs.node[segments + 1]
    counts = np.bincount(np.concatenate([tail, head]), minlength=len(runs.xy))
    length = np.hypot(*(runs.xy[tail] - runs.xy[head]).T).sum()
    return sorted(counts[counts > 0].tolist()), length


@settings(max_examples=15, deadline=None)
@given(st.lists(Segment, min_size=1, max_size=7, unique=True), st.data())
def test_noding_never_loses_a_junction(segments, data):
    """What met before still meets; positions move by a few tolerances at most; every end keeps its line."""
    segments = [pair for pair in segments if pair[0] != pair[1]]
    if not segments:
        return
    before = runs_of(segments)
    after = node_lines(before, Tolerances(1.0, 0.25))
    assert len(after.starts) == len(before.starts)
    drawn = [before.node[2 * k : 2 * k + 2] for k in range(len(segments))]
    noded = np.split(after.node, after.starts[1:])
    for (first, last), run in zip(drawn, noded, strict=True):
        for old, new in ((first, run[0]), (last, run[-1])):
            assert np.hypot(*(after.xy[new] - before.xy[old])) <= 3.0
    for node in np.unique(before.node):
        pairs = [(pair, run) for pair, run in zip(drawn, noded, strict=True) if node in pair]
        ends = {int(run[0 if pair[0] == node else -1]) for pair, run in pairs}
        assert len(ends) == 1, "ends at one place stay together"


@settings(max_examples=15, deadline=None)
@given(st.lists(Segment, min_size=1, max_size=5, unique=True), st.randoms(use_true_random=False))
def test_direction_of_drawing_does_not_matter(segments, chance):
    segments = [pair for pair in segments if pair[0] != pair[1]]
    if not segments:
        return
    turned = [pair[::-1] if chance.random() < 0.5 else pair for pair in segments]
    (counts, length), (others, other_length) = (
        shape_of(node_lines(runs_of(pairs), Tolerances(1.0, 0.25))) for pairs in (segments, turned)
    )
    assert counts == others
    assert length == pytest.approx(other_length, abs=1e-6)


class TestWhatDidNotConnect:
    def test_an_end_near_another_line(self, read):
        reading = read(line((0, 0), (200, 0)), line((80, 7), (80, 100)))
        (issue,) = told(reading, "line_end_not_joined")
        assert (place(issue), issue.values["metres"], issue.row) == ((80, 7), "7.0", 2)

    def test_a_separate_piece_with_the_place_where_it_comes_nearest(self, read):
        reading = read(line((0, 0), (500, 0)), line((80, 60), (80, 100)))
        (issue,) = told(reading, "roads_in_pieces")
        assert (place(issue), issue.values["metres"], issue.values["km"]) == ((80, 60), "60", "0.04")

    def test_a_connected_network_is_silent(self, read):
        reading = read(line((0, 0), (200, 0)), line((200, 0), (200, 100)))
        assert {issue.code for issue in reading.issues} == {"lines_without_barriers"}


class TestAttributes:
    @pytest.mark.parametrize(
        ("word", "kind"),
        [
            ("国道", "trunk"), ("省道", "primary"), ("县道", "secondary"), ("乡 道", "tertiary"),
            ("村道", "unclassified"), ("机耕路", "track"), ("小路", "path"), ("高速公路", "motorway"),
            ("G107", "trunk"), ("x012", "secondary"), ("Y001410621", "tertiary"),
            ("四级公路(村道)", "tertiary"), ("硬化村道", "unclassified"), ("footway", "footway"),
            ("track_grade3", "track"), ("甲", ""), ("", ""), ("1", ""),
        ],
    )  # fmt: skip
    def test_classes(self, word, kind):
        assert road_class(word) == kind

    def test_unknown_classes_come_in_and_are_told_once(self, read):
        lines = [line((0, k * 50), (100, k * 50)) for k in range(3)]
        reading = read(*lines, 道路等级=["甲级", "县道", "甲级"])
        assert reading.network.edges["highway"].tolist() == ["unclassified", "secondary", "unclassified"]
        (issue,) = told(reading, "road_class_unknown")
        assert (issue.values["value"], issue.values["count"]) == ("甲级", "2")

    def test_speed_name_direction_and_access(self, read):
        lines = [line((0, k * 50), (100, k * 50)) for k in range(5)]
        reading = read(
            *lines, 道路等级=["县道"] * 5, 限速=["40公里/小时", "0", "60", "400", None],
            路名=["甲", None, "", "乙", "丙"],
            单行=["正向", "逆向", "双向", "斜", None], 可行车=["是", "否", None, "是", "是"],
        )  # fmt: skip
        edges = reading.network.edges
        assert np.array_equal(edges["maxspeed_kph"], [40, np.nan, 60, np.nan, np.nan], equal_nan=True)
        assert edges["name"].tolist() == ["甲", "", "", "乙", "丙"]
        assert edges["oneway"].tolist() == ["forward", "forward", "no", "no", "no"]
        east = [shape.coords[1][0] > shape.coords[0][0] for shape in edges.geometry]
        assert east[:2] == [True, False]
        assert edges["drive"].tolist() == [True, False, True, True, True]
        assert [issue.values["value"] for issue in told(reading, "road_speed_impossible")] == ["400"]
        assert [issue.values["value"] for issue in told(reading, "road_oneway_unknown")] == ["斜"]

    def test_the_user_names_the_fields(self, read):
        lines = [line((0, 0), (100, 0)), line((0, 50), (100, 50))]
        named = read(*lines, 代号=["省道", "机耕路"], options={"columns": {"class": "代号", "name": ""}})
        assert named.network.edges["highway"].tolist() == ["primary", "track"]
        assert named.network.has_footpaths
        with pytest.raises(InputError) as caught:
            read(*lines, options={"columns": {"class": "没有"}})
        assert caught.value.code == "road_column_unknown"

    def test_no_class_at_all(self, tmp_path):
        plain = gpd.GeoDataFrame({"备注": ["x"]}, geometry=[line((0, 0), (100, 0))], crs=PLANE)
        plain.to_file(tmp_path / "r.gpkg")
        reading = load_roads(tmp_path / "r.gpkg", crs=PLANE)
        assert told(reading, "road_class_field_missing")
        assert reading.network.edges["highway"].tolist() == ["unclassified"]

    def test_an_export_of_all_lines_of_a_map(self, tmp_path):
        """Lines without ``highway`` are rivers; further tags stand in one field."""
        lines = [line((0, k * 50), (100, k * 50)) for k in range(4)]
        columns = {
            "highway": ["residential", None, "service", "construction"],
            "other_tags": ['"oneway"=>"-1","maxspeed"=>"30"', None, '"bridge"=>"yes"', None],
        }
        gpd.GeoDataFrame(columns, geometry=lines, crs=PLANE).to_file(tmp_path / "r.gpkg")
        reading = load_roads(tmp_path / "r.gpkg", crs=PLANE)
        edges = reading.network.edges
        assert edges["highway"].tolist() == ["residential", "service"]
        assert (edges["oneway"].tolist(), edges["bridge"].tolist()) == (["forward", "no"], [False, True])
        assert edges.geometry.iloc[0].coords[0][0] > edges.geometry.iloc[0].coords[-1][0]
        assert told(reading, "lines_not_roads")[0].values["count"] == "2"

    def test_letters_of_direction(self, read):
        lines = [line((0, k * 50), (100, k * 50)) for k in range(3)]
        three = read(*lines, oneway=["F", "T", "B"]).network.edges
        assert three["oneway"].tolist() == ["forward", "forward", "no"]
        alone = read(*lines[:2], oneway=["F", "T"])
        assert alone.network.edges["oneway"].tolist() == ["no", "no"], "they may mean false and true"
        assert len(told(alone, "road_oneway_unknown")) == 2


class TestFiles:
    def test_lines_without_crs_are_asked(self, tmp_path):
        frame(line((0, 0), (100, 0))).to_file(tmp_path / "r.shp", encoding="GB18030")
        (tmp_path / "r.prj").unlink()
        with pytest.raises(InputError) as caught:
            read_roads(tmp_path / "r.shp")
        assert (caught.value.code, caught.value.values["role"]) == ("vector_no_crs", "roads")
        back = Transformer.from_crs(PLANE, 4490, always_xy=True)
        assert len(read_roads(tmp_path / "r.shp", to_degrees=back.transform).edges) == 1

    def test_the_layer_with_classes_is_taken(self, tmp_path):
        rivers = gpd.GeoDataFrame({"名称": ["河"]}, geometry=[line((0, 9), (100, 9))], crs=PLANE)
        rivers.to_file(tmp_path / "r.gpkg", layer="河流")
        frame(line((0, 0), (100, 0))).to_file(tmp_path / "r.gpkg", layer="道路")
        assert len(read_roads(tmp_path / "r.gpkg", crs=PLANE).edges) == 1

    def test_roads_of_elsewhere(self, tmp_path):
        frame(line((0, 0), (100, 0))).to_file(tmp_path / "r.gpkg")
        with pytest.raises(InputError) as caught:
            read_roads(tmp_path / "r.gpkg", boundary=shapely.box(100, 30, 100.1, 30.1))
        assert caught.value.code == "roads_outside_boundary"

    def test_a_vertex_on_the_other_side_of_the_world(self, tmp_path):
        lines = [LineString([(114, 36), (114.01, 36)]), LineString([(114, 36), (-66, -0.0)])]
        gpd.GeoDataFrame({"等级": ["村道"] * 2}, geometry=lines, crs=4490).to_file(tmp_path / "r.gpkg")
        reading = load_roads(tmp_path / "r.gpkg", crs=PLANE)
        assert (len(reading.network.edges), told(reading, "lines_far_away")[0].row) == (1, 2)

    def test_heights_and_several_parts(self, tmp_path):
        whole = shapely.MultiLineString([[(X, Y, 9), (X + 50, Y, 9)], [(X + 50, Y, 9), (X + 50, Y + 70, 9)]])
        frame(whole).to_file(tmp_path / "r.gpkg")
        network = read_roads(tmp_path / "r.gpkg", crs=PLANE)
        assert network.edges["length_m"].tolist() == [pytest.approx(120, abs=0.1)]
        assert not network.edges.geometry.has_z.any()


class TestMerging:
    def test_a_surveyed_road_splits_the_edges_that_it_meets(self, build):
        grid = {"A": (0, 0), "B": (1000, 0), "C": (0, 500), "D": (1000, 500)}
        network = build(grid, [(["A", "B"], {"highway": "tertiary"}), (["C", "D"], {"highway": "tertiary"})])
        merged, issues = merge_lines(network, frame(line((400, 1), (400, 499)), 道路等级=["机耕路"]))
        assert set(network.nodes.index) <= set(merged.nodes.index)
        assert sorted(merged.edges["length_m"].round().tolist()) == [400, 400, 500, 600, 600]
        assert merged.has_footpaths
        assert network.digest != merged.digest
        assert not issues

    def test_what_was_there_is_joined_nowhere_else(self, build):
        """Two roads of the network end 1 m apart: somebody decided so."""
        grid = {"A": (0, 0), "B": (500, 0), "C": (501, 0), "D": (1000, 0), "E": (250, -9), "F": (250, 9)}
        network = build(grid, [([*pair], {"highway": "road"}) for pair in ("AB", "CD", "EF")])
        merged, issues = merge_lines(network, frame(line((800, 300), (900, 300))))
        assert len(merged.edges) == len(network.edges) + 1
        assert [issue.code for issue in issues] == ["roads_in_pieces"], "only the new road is told"
        kept = merged.edges.set_index(["u", "v"])["length_m"].sort_index()
        pairs = list(zip(network.edges["u"], network.edges["v"], strict=True))
        assert kept.loc[pairs].tolist() == pytest.approx(network.edges["length_m"].tolist())

    def test_a_dead_end_is_met_by_a_passing_survey(self, build):
        network = build({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"highway": "road"})])
        merged, _ = merge_lines(network, frame(line((501, -300), (501, 300))))
        assert degrees_of(merged) == [3, 1, 1, 1]

    def test_a_road_that_is_there_already(self, build):
        network = build({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"highway": "road"})])
        _, issues = merge_lines(network, frame(line((0, 1), (300, 1))))
        assert "line_already_there" in [issue.code for issue in issues]

    def test_taking_out_and_adding_again_gives_the_same_journeys(self, real_network):
        network = real_network(BAIXIANG)
        out = np.random.default_rng(1).random(len(network.edges)) < 0.1
        left = assemble(network.nodes, network.edges[~out].reset_index(drop=True), network.barriers)
        merged, _ = merge_lines(left, network.edges[out])
        assert merged.edges["length_m"].sum() == pytest.approx(network.edges["length_m"].sum(), rel=1e-9)
        assert_same_journeys(network, merged)


def exported(network):
    """Drawn edges as somebody would export them: classes, limits, directions and shapes, no ids."""
    edges = network.edges.to_crs(4490)
    yes_no = {True: "yes", False: "no"}
    return edges.assign(
        oneway=edges["oneway"].map({"forward": "yes", "no": "no"}),
        **{name: edges[name].map(yes_no) for name in ("walk", "drive", "bridge")},
    ).drop(columns=["u", "v", "length_m", *OPTIONAL_EDGE_VALUES]).rename(columns={"maxspeed_kph": "maxspeed"})


def assert_same_journeys(network, other):
    chosen = network.nodes.sample(20, random_state=3)
    ids = [str(node) for node in chosen.index]
    points = gpd.GeoDataFrame(index=ids, geometry=chosen.geometry.to_numpy(), crs=network.crs)
    ours, theirs = (travel_matrix(roads, points, points.iloc[:6]) for roads in (network, other))
    for mode, times in ours.items():
        assert np.array_equal(np.isnan(times.seconds), np.isnan(theirs[mode].seconds)), mode
        gap = np.abs(theirs[mode].seconds - times.seconds) / np.maximum(times.seconds, 1)
        assert np.nanmax(gap) <= 0.01, mode


def test_an_extract_as_plain_lines_gives_the_same_journeys(real_network, tmp_path):
    network = real_network(BAIXIANG)
    bare = assemble(network.nodes, network.edges, network.barriers.iloc[:0])
    exported(network).to_file(tmp_path / "lines.shp", encoding="UTF-8")
    assert_same_journeys(bare, read_roads(tmp_path / "lines.shp", crs=network.crs))


def test_the_place_of_an_issue_is_in_degrees(read):
    (issue,) = told(read(line((0, 0), (200, 0)), line((80, -50), (80, 100))), "lines_cross")
    assert Point(float(issue.values["lon"]), float(issue.values["lat"])).within(shapely.box(113, 35, 115, 37))


def test_surfaces_are_read_and_what_is_not_understood_is_told(tmp_path):
    path = tmp_path / "lines.gpkg"
    gpd.GeoDataFrame(
        {"道路等级": ["村道"] * 4, "路面类型": ["水泥混凝土", "泥结碎石路面", "土路", "煤渣"]},
        geometry=[LineString([(X, Y + 100 * k), (X + 500, Y + 100 * k)]) for k in range(4)],
        crs=PLANE,
    ).to_file(path)
    network, issues = load_roads(path, crs=PLANE).network, load_roads(path, crs=PLANE).issues
    assert sorted(network.edges["surface"]) == ["", "compacted", "concrete", "dirt"]
    told = [issue for issue in issues if issue.code == "road_surface_unknown"]
    assert [issue.values["value"] for issue in told] == ["煤渣"]
    assert told[0].describe().what


def test_merging_lines_keeps_what_the_network_knows_of_its_roads(build):
    grid = {"A": (0, 0), "B": (1000, 0), "C": (2000, 0)}
    osm = build(grid, [(["A", "B"], {"highway": "tertiary", "surface": "gravel"}),
                       (["C", "B"], {"highway": "tertiary", "surface": "gravel", "oneway": "-1"})])
    known = osm.edges.assign(danger=[True, False], running_kph=[20.0, np.nan])
    known["climb_forward"], known["climb_backward"] = [1.5, 1.2], [0.9, 1.1]
    network = assemble(osm.nodes, known, osm.barriers)
    line = gpd.GeoDataFrame(
        {"highway": ["path"]}, geometry=[LineString([(X + 500, Y), (X + 500, Y + 300)])], crs=PLANE
    )
    merged, _ = merge_lines(network, line)
    rows = merged.edges[merged.edges["highway"] == "tertiary"]
    assert len(rows) == 3
    half = rows[rows["danger"]]
    assert len(half) == 2
    assert set(half["running_kph"]) == {20.0}
    assert set(zip(half["climb_forward"], half["climb_backward"], strict=True)) == {(1.5, 0.9)}
    other = rows[~rows["danger"]].iloc[0]
    before = osm.edges[osm.edges["oneway"] != "no"].iloc[0]
    assert (other["u"], other["v"]) == (before["u"], before["v"])
    assert (other["climb_forward"], other["climb_backward"], other["surface"]) == (1.2, 1.1, "gravel")


def test_a_slope_stays_uphill_when_a_road_is_drawn_the_other_way(build):
    """Two roads that climb towards one another's node are no single road that climbs all along."""
    osm = build(
        {"A": (0, 0), "B": (1000, 0), "C": (2000, 0)},
        [(["A", "B"], {"highway": "path", "name": "甲"}), (["C", "B"], {"highway": "path", "name": "乙"})],
    )
    edges = osm.edges.assign(name="", climb_forward=1.5, climb_backward=0.9)
    network = assemble(osm.nodes, edges, osm.barriers)
    far = gpd.GeoDataFrame(
        {"highway": ["path"]}, geometry=[LineString([(X, Y + 500), (X + 300, Y + 500)])], crs=PLANE
    )
    merged, _ = merge_lines(network, far)
    sloped = merged.edges[merged.edges["climb_forward"] != 1.0]
    summit = osm.nodes.index[1]
    assert len(sloped) == 2
    for edge in sloped.itertuples():
        up, down = (edge.climb_forward, edge.climb_backward)[:: 1 if edge.v == summit else -1]
        assert (up, down) == (1.5, 0.9)


class TestSeveralFiles:
    """OpenStreetMap and own lines as one network."""

    def files(self, osm_xml, tmp_path, ways=None):
        osm = tmp_path / "roads.osm"
        grid = {"A": (0, 0), "B": (1000, 0), "C": (2000, 0)}
        ways = ways or [(["A", "B", "C"], {"highway": "tertiary"})]
        osm.write_text(osm_xml(grid, ways), encoding="utf-8")
        own = tmp_path / "own.gpkg"
        gpd.GeoDataFrame(
            {"道路等级": ["村道", "小路"], "路面": ["水泥", ""]},
            geometry=[
                LineString([(X + 500, Y + 1), (X + 500, Y + 400)]),      # ends 1 m short of the OSM road
                LineString([(X + 500, Y + 400), (X + 900, Y + 400)]),
            ],
            crs=PLANE,
        ).to_file(own)
        return osm, own

    def test_own_lines_are_joined_to_the_roads_of_openstreetmap(self, osm_xml, tmp_path, points):
        osm, own = self.files(osm_xml, tmp_path)
        for order in ((osm, own), (own, osm)):
            reading = load_network(order, boundary=None)
            edges = reading.network.edges
            assert sorted(edges["highway"]) == ["path", "tertiary", "tertiary", "unclassified"]
            assert sorted(edges["surface"]) == ["", "", "", "concrete"]
            ends = points({"a": (0, 0), "b": (900, 400)})
            metres = travel_matrix(reading.network, ends, ends, modes=["walk_g1_3"])["walk_g1_3"].metres
            assert metres[0, 1] == pytest.approx(500 + 400 + 400, abs=2)
        assert reading.network.has_footpaths

    def test_two_files_of_openstreetmap_are_refused(self, osm_xml, tmp_path):
        osm, _ = self.files(osm_xml, tmp_path)
        with pytest.raises(InputError) as refused:
            load_network([osm, osm])
        assert refused.value.code == "roads_several_osm"
        assert str(refused.value)

    def test_lines_far_from_the_county_are_left_out_or_refused(self, osm_xml, tmp_path, points):
        osm, own = self.files(osm_xml, tmp_path)
        county = points({"a": (0, 0), "b": (2000, 100)}).union_all().envelope
        assert len(load_network([osm, own], boundary=county).network.edges) == 4
        far = points({"a": (0, 0), "b": (2000, 100)}).to_crs(PLANE).translate(60_000).to_crs(4490)
        with pytest.raises(InputError):
            load_network([osm, own], boundary=far.union_all().envelope)

    def test_many_roads_that_are_there_already_are_counted(self, osm_xml, tmp_path):
        osm, _ = self.files(osm_xml, tmp_path)
        own = tmp_path / "again.gpkg"
        pieces = [LineString([(X + 60 * k, Y + 1), (X + 60 * k + 50, Y + 1)]) for k in range(30)]
        gpd.GeoDataFrame({"道路等级": ["村道"] * 30}, geometry=pieces, crs=PLANE).to_file(own)
        codes = [issue.code for issue in load_network([osm, own]).issues]
        assert codes.count("line_already_there") == 20
        assert codes.count("lines_already_there") == 1


def test_one_surveyed_path_does_not_make_the_footpaths_of_a_county_known(build):
    roads = build({"A": (0, 0), "B": (30_000, 0)}, [(["A", "B"], {"highway": "tertiary"})])
    assert not roads.has_footpaths
    for length, known in ((200, False), (400, True)):
        line = LineString([(X + 500, Y), (X + 500, Y + length)])
        path = gpd.GeoDataFrame({"highway": ["path"]}, geometry=[line], crs=PLANE)
        assert merge_lines(roads, path)[0].has_footpaths == known
