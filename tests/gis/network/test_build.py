"""Reading road files: edges, attributes, barriers, faults."""

import gzip

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import InputError
from gis.messages import describe
from gis.network.build import read_roads
from gis.network.osmfile import barrier_kind, parse_speed_kph, road_attributes
from gis.network.parameters import reading_rules


def test_edges_of_the_miniature(miniature):
    """A–B–P is split at B (one-way and path of others meet there), P–Q is the bridge, E–G–A bends at G."""
    edges = miniature.edges
    lengths = sorted(edges["length_m"].round(1))
    assert lengths == [100, 150, 750, 1000, 1000, 1000, 2000]
    assert edges["length_m"].sum() == pytest.approx(6000, abs=0.1)
    assert edges["bridge"].sum() == 1
    assert edges.loc[edges["bridge"], "length_m"].item() == pytest.approx(100, abs=0.02)
    assert edges["oneway"].value_counts().to_dict() == {"no": 6, "forward": 1}
    assert edges.loc[edges["highway"] == "path", ["walk", "drive"]].to_numpy().tolist() == [[True, False]]
    assert set(edges["name"]) == {"", "甲路"}
    assert len(miniature.nodes) == 7
    assert miniature.has_footpaths
    assert miniature.barriers[["kind", "name"]].to_numpy().tolist() == [["river", "淇河"]]
    assert miniature.crs.to_epsg() == 4547


def test_geometry_runs_from_u_to_v(miniature):
    for row in miniature.edges.itertuples():
        ends = np.array(row.geometry.coords)[[0, -1]]
        nodes = shapely.get_coordinates(miniature.nodes.geometry.loc[[row.u, row.v]].to_numpy())
        np.testing.assert_array_equal(ends, nodes)


def test_ways_of_a_clipped_file_are_cut_at_missing_nodes(build):
    """A–B–(missing)–C–D: two pieces, and the single node after the second gap is dropped."""
    grid = {"A": (0, 0), "B": (100, 0), "C": (300, 0), "D": (450, 0), "E": (900, 0)}
    network = build(grid, [(["A", "B", "gone", "C", "D", "lost", "E"], {"highway": "residential"})])
    assert sorted(network.edges["length_m"].round(1)) == [100, 150]


def test_repeated_nodes_do_not_make_edges(build):
    network = build({"A": (0, 0), "B": (100, 0)}, [(["A", "A", "B", "B"], {"highway": "residential"})])
    assert network.edges["length_m"].round(1).to_list() == [100]


def test_all_components_are_kept(build):
    grid = {"A": (0, 0), "B": (100, 0), "C": (0, 5000), "D": (50, 5000)}
    network = build(grid, [(["A", "B"], {"highway": "path"}), (["C", "D"], {"highway": "trunk"})])
    assert len(network.edges) == 2


def test_road_of_mixed_speed_is_split_where_it_changes(build):
    grid = {"A": (0, 0), "B": (100, 0), "C": (250, 0), "D": (450, 0)}
    ways = [
        (["A", "B"], {"highway": "tertiary"}),
        (["C", "B"], {"highway": "tertiary", "maxspeed": "30"}),
        (["C", "D"], {"highway": "tertiary", "maxspeed": "30"}),
    ]
    network = build(grid, ways)
    assert sorted(network.edges["length_m"].round(1)) == [100, 350]


def test_barriers_leave_out_bridges_and_tunnels_and_know_areas(build):
    grid = {
        "A": (0, 0), "B": (100, 0), "C": (100, 100), "D": (0, 100),
        "E": (300, 0), "F": (400, 0), "G": (400, 90),
    }
    ways = [
        (["A", "B"], {"highway": "residential"}),
        (["A", "B", "C", "D", "A"], {"natural": "water", "name": "鹤湖"}),
        (["E", "F"], {"railway": "rail", "bridge": "viaduct"}),
        (["E", "F"], {"waterway": "canal", "tunnel": "culvert"}),
        (["E", "F"], {"waterway": "stream"}),
        (["E", "F", "G"], {}),
    ]
    network = build(grid, ways, relations=[((6,), {"type": "multipolygon", "natural": "water"})])
    found = [(row.kind, row.name, row.geometry.geom_type) for row in network.barriers.itertuples(index=False)]
    assert found == [("water", "鹤湖", "Polygon"), ("water", "", "LineString")]


def test_boundary_gives_the_zone_and_keeps_the_surroundings(tmp_path, osm_xml):
    """Boundary 2 km wide; roads 10 km away stay, roads 100 km away are left out (kept frame: 15 km)."""
    near, far_off = 10_000, 100_000
    grid = {
        "A": (0, 0), "B": (500, 0), "C": (0, near), "D": (400, near), "E": (0, far_off), "F": (300, far_off),
    }
    path = tmp_path / "roads.osm"
    road = {"highway": "residential"}
    path.write_text(osm_xml(grid, [(["A", "B"], road), (["C", "D"], road), (["E", "F"], road)]))
    square = gpd.GeoSeries([shapely.box(499_000, 3_999_000, 501_000, 4_001_000)], crs="EPSG:4547")
    boundary = gpd.GeoDataFrame(geometry=square)
    network = read_roads(path, boundary=boundary)
    assert network.crs.to_epsg() == 4547
    assert sorted(network.edges["length_m"].round(1)) == [400, 500]
    in_degrees = read_roads(path, boundary=square.to_crs("EPSG:4490").iloc[0])
    assert in_degrees.digest == network.digest
    far = gpd.GeoDataFrame(geometry=square.translate(0, 500_000))
    with pytest.raises(InputError) as fault:
        read_roads(path, boundary=far)
    assert fault.value.code == "roads_outside_boundary"


def test_without_boundary_the_data_give_the_zone(tmp_path, osm_xml):
    path = tmp_path / "roads.osm"
    path.write_text(osm_xml({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"highway": "road"})]))
    assert read_roads(path).crs.to_epsg() == 4547
    assert read_roads(path, crs="EPSG:4548").crs.to_epsg() == 4548


def test_gzip_is_told_from_the_content_not_the_name(tmp_path, osm_xml):
    text = osm_xml({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"highway": "road"})])
    plain, packed = tmp_path / "路网 一.osm", tmp_path / "路网.dat"
    plain.write_text(text)
    packed.write_bytes(gzip.compress(text.encode()))
    assert read_roads(plain).digest == read_roads(packed).digest


class TestFaults:
    def code(self, path):
        with pytest.raises(InputError) as fault:
            read_roads(path)
        for language in ("zh", "en"):
            assert path.name in str(describe(fault.value.code, fault.value.values, language))
        return fault.value.code

    def test_missing_empty_and_other_files(self, tmp_path):
        path = tmp_path / "roads.osm"
        assert self.code(path) == "roads_missing"
        path.write_text("")
        assert self.code(path) == "roads_empty"
        path.write_bytes(b"PK\x03\x04 a workbook")
        assert self.code(path) == "roads_wrong_format"
        assert self.code(tmp_path) == "roads_locked"

    def test_other_xml_is_not_osm(self, tmp_path):
        path = tmp_path / "page.osm"
        path.write_text("<html><body>404</body></html>")
        assert self.code(path) == "roads_damaged"

    def test_truncated_xml(self, tmp_path, osm_xml):
        path = tmp_path / "roads.osm"
        text = osm_xml({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"highway": "road"})])
        path.write_text(text[: len(text) // 2])
        assert self.code(path) == "roads_damaged"

    def test_truncated_gzip(self, tmp_path, osm_xml):
        path = tmp_path / "roads.osm.gz"
        text = osm_xml({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"highway": "road"})])
        path.write_bytes(gzip.compress(text.encode())[:-40])
        assert self.code(path) == "roads_damaged"

    def test_truncated_pbf(self, tmp_path, real_roads):
        path = tmp_path / "roads.osm.pbf"
        content = real_roads("baixiang_130524_drive.osm.pbf").read_bytes()
        path.write_bytes(content[: len(content) * 2 // 3])
        assert self.code(path) == "roads_damaged"

    def test_file_without_roads(self, tmp_path, osm_xml):
        path = tmp_path / "rivers.osm"
        path.write_text(osm_xml({"A": (0, 0), "B": (500, 0)}, [(["A", "B"], {"waterway": "river"})]))
        assert self.code(path) == "roads_none_inside"

    def test_no_road_has_its_nodes(self, tmp_path, osm_xml):
        path = tmp_path / "roads.osm"
        path.write_text(osm_xml({}, [(["A", "B"], {"highway": "residential"})]))
        assert self.code(path) == "roads_none_inside"


@pytest.mark.parametrize(
    ("tags", "walk", "drive"),
    [
        ({"highway": "residential"}, True, True),
        ({"highway": "motorway"}, False, True),
        ({"highway": "steps"}, True, False),
        ({"highway": "residential", "access": "private"}, None, None),
        ({"highway": "residential", "access": "no", "foot": "yes"}, True, False),
        ({"highway": "residential", "motor_vehicle": "no"}, True, False),
        ({"highway": "trunk", "foot": "no"}, False, True),
        ({"highway": "construction"}, None, None),
        ({"highway": "pedestrian", "area": "yes"}, None, None),
        ({"building": "yes"}, None, None),
    ],
)
def test_access_tags(tags, walk, drive):
    road = road_attributes(tags, reading_rules())
    assert (road and road.walk, road and road.drive) == (walk, drive)


@pytest.mark.parametrize(
    ("tags", "oneway"),
    [
        ({"oneway": "yes"}, True),
        ({"oneway": "1"}, True),
        ({"oneway": "true"}, True),
        ({"oneway": "-1"}, True),
        ({"oneway": "no"}, False),
        ({"oneway": "reversible"}, False),
        ({"junction": "roundabout"}, True),
        ({"junction": "roundabout", "oneway": "no"}, False),
        ({"highway": "motorway"}, True),
        ({"highway": "motorway", "oneway": "no"}, False),
        ({}, False),
    ],
)
def test_oneway_tags(tags, oneway):
    road = road_attributes({"highway": "tertiary"} | tags, reading_rules())
    assert road is not None
    assert road.oneway is oneway


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("50", 50),
        ("30 mph", 48.28032),
        ("40 km/h", 40),
        ("CN:urban", None),
        ("none", None),
        ("", None),
        ("5;7", None),
    ],
)
def test_maxspeed(text, kph):
    np.testing.assert_allclose(parse_speed_kph(text), np.nan if kph is None else kph)


def test_barrier_kinds():
    rules = reading_rules()
    assert barrier_kind({"waterway": "river"}, rules) == "river"
    assert barrier_kind({"waterway": "river", "tunnel": "no"}, rules) == "river"
    assert barrier_kind({"railway": "rail", "bridge": "yes"}, rules) == ""
    assert barrier_kind({"railway": "abandoned"}, rules) == ""
