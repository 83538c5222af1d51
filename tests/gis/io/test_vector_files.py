"""Vector files as they come from a desk: encodings, missing parts, zips, KML, layers, unknown systems."""

import json
import random
import shutil
import zipfile

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from rawcounty import SETTLEMENTS
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from gis.errors import InputError
from gis.io.choices import ImportChoices
from gis.io.importer import import_plan
from gis.io.tables import read_table
from gis.io.vector import (
    is_vector_file,
    read_boundary,
    read_point_grids,
    read_polygons,
    survey_vector,
)
from gis.messages import describe
from gis.schema import load_schema
from gis.vectors.layers import Kind, read_layer

SQUARE = box(114.0, 35.95, 114.1, 36.03)
EAST = box(114.1, 35.95, 114.2, 36.03)
NAMES = ["鹤山区", "山城区"]


def fault(call, *arguments, **options):
    with pytest.raises(InputError) as caught:
        call(*arguments, **options)
    for language in ("zh", "en"):
        describe(caught.value.code, caught.value.values, language)
    return caught.value


def codes(issues):
    for issue in issues:
        issue.describe("en")
    return [issue.code for issue in issues]


def write_shapefile(path, names, encoding, *, column="名称", crs=4490):
    """Write two squares; GDAL writes .cpg, which callers take away."""
    frame = gpd.GeoDataFrame({column: names}, geometry=[SQUARE, EAST][: len(names)], crs=crs)
    frame.to_file(path, encoding=encoding)
    return path


def forget_encoding(path):
    path.with_suffix(".cpg").unlink(missing_ok=True)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0
    path.with_suffix(".dbf").write_bytes(table)


class TestEncodings:
    @pytest.mark.parametrize(("encoding", "found"), [("GB18030", "GB18030"), ("UTF-8", "UTF-8")])
    def test_detected_with_evidence(self, tmp_path, encoding, found):
        path = write_shapefile(tmp_path / "界.shp", NAMES, encoding)
        forget_encoding(path)
        boundary = read_boundary(path, unit_name="山城区")
        assert boundary.properties["名称"] == "山城区"
        (issue,) = [issue for issue in boundary.issues if issue.code == "vector_encoding_detected"]
        # two names and the field's own name
        assert (issue.values["encoding"], issue.values["cells"]) == (found, "3")
        key = "as_gbk" if found == "GB18030" else "as_utf8"
        assert issue.values[key] == "3"

    def test_a_wrong_declaration_is_told(self, tmp_path):
        path = write_shapefile(tmp_path / "界.shp", NAMES, "GB18030")
        forget_encoding(path)
        path.with_suffix(".cpg").write_text("UTF-8")
        boundary = read_boundary(path, unit_name="鹤山区")
        assert boundary.properties["名称"] == "鹤山区"
        assert "vector_encoding_contradicts" in codes(boundary.issues)

    def test_latin_declared_by_the_system_page_is_not_believed(self, tmp_path):
        path = write_shapefile(tmp_path / "界.shp", NAMES, "GB18030")
        forget_encoding(path)
        path.with_suffix(".cpg").write_text("ISO-8859-1")
        assert read_boundary(path, unit_name="鹤山区").properties["名称"] == "鹤山区"

    def test_characters_cut_at_the_width_of_the_field(self, tmp_path):
        path = write_shapefile(tmp_path / "界.shp", ["鹤山区鹤壁集镇", "山城区"], "UTF-8", column="mc")
        forget_encoding(path)
        table = path.with_suffix(".dbf")
        data = bytearray(table.read_bytes())
        at = data.index("镇".encode())
        data[at + 2 : at + 3] = b" "                        # the last character loses a byte
        table.write_bytes(data)
        frame = read_layer(path, Kind.POLYGON).frame
        assert frame["mc"].tolist() == ["鹤山区鹤壁集", "山城区"]
        assert table.read_bytes() == data, "the user's file is never touched"

    def test_neither_is_asked(self, tmp_path):
        path = write_shapefile(tmp_path / "界.shp", ["ab", "cd"], "UTF-8", column="mc")
        forget_encoding(path)
        data = path.with_suffix(".dbf").read_bytes()
        path.with_suffix(".dbf").write_bytes(data.replace(b"ab", b"\xff\xff").replace(b"cd", b"\xff\xff"))
        assert fault(read_layer, path, Kind.POLYGON).code == "vector_encoding_unknown"

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
    def test_geojson_in_any_encoding(self, tmp_path, encoding):
        write = {"type": "Feature", "properties": {"名称": "鹤山区"}, "geometry": SQUARE.__geo_interface__}
        text = json.dumps({"type": "FeatureCollection", "features": [write]}, ensure_ascii=False)
        (tmp_path / "界.json").write_bytes(text.encode(encoding))
        assert read_boundary(tmp_path / "界.json").frame["name"].tolist() == ["鹤山区"]

    def test_the_real_one(self, shared_data):
        asked = fault(read_boundary, shared_data / "messy" / "区县界_area.shp")
        assert "忠县" in str(asked) or "万州区" in str(asked), "the names are readable"


class TestMissingParts:
    def test_without_prj_the_system_is_asked_and_the_answer_taken(self, tmp_path):
        path = write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8", crs=4490)
        plane = gpd.read_file(path).to_crs(4547)
        plane.to_file(path, encoding="UTF-8")
        path.with_suffix(".prj").unlink()
        asked = fault(read_boundary, path)
        assert asked.code == "vector_no_crs"
        assert "boundary=epsg4547" in str(asked)
        polygon = read_boundary(path, system="epsg4547").polygon
        assert polygon.symmetric_difference(SQUARE).area < 1e-6 * SQUARE.area

    def test_a_wrong_answer_is_not_taken(self, tmp_path):
        path = write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8")
        gpd.read_file(path).to_crs(4547).to_file(path, encoding="UTF-8")
        path.with_suffix(".prj").unlink()
        assert fault(read_boundary, path, system="epsg4490").code == "vector_answer_contradicts"

    def test_the_answer_overrides_what_the_file_says(self, tmp_path):
        gpd.GeoDataFrame({"name": ["x"]}, geometry=[SQUARE], crs=4326).to_file(tmp_path / "b.gpkg")
        shifted = read_boundary(tmp_path / "b.gpkg", system="gcj02").polygon
        assert 200 < (shifted.centroid.x - SQUARE.centroid.x) * -90_000 < 900, "metres to the west"

    @pytest.mark.parametrize("text", ["", "PROJCS[", "\ufffd\ufffd 坐标"])
    def test_a_prj_that_says_nothing_is_as_good_as_none(self, tmp_path, text):
        path = write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8")
        path.with_suffix(".prj").write_text(text, encoding="gb18030")
        assert fault(read_boundary, path).code == "vector_no_crs"

    def test_a_prj_of_degrees_over_metres_is_noticed(self, tmp_path):
        path = write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8")
        degrees = path.with_suffix(".prj").read_bytes()
        gpd.read_file(path).to_crs(4547).to_file(path, encoding="UTF-8")
        path.with_suffix(".prj").write_bytes(degrees)
        assert fault(read_boundary, path).code == "vector_crs_contradicts"

    def test_without_shx_and_upper_case_names(self, tmp_path):
        path = write_shapefile(tmp_path / "b.shp", NAMES, "GB18030")
        path.with_suffix(".shx").unlink()
        for part in list(tmp_path.iterdir()):
            part.rename(tmp_path / part.name.upper())
        before = sorted(file.name for file in tmp_path.iterdir())
        boundary = read_boundary(tmp_path / "B.SHP", unit_name="山城区")
        assert boundary.polygon.equals(EAST)
        assert "shapefile_without_shx" in codes(boundary.issues)
        assert sorted(file.name for file in tmp_path.iterdir()) == before

    def test_field_names_that_fell_together(self, tmp_path):
        path = tmp_path / "b.shp"
        gpd.GeoDataFrame({"aa": ["x"], "ab": ["某县"]}, geometry=[SQUARE], crs=4490).to_file(path)
        table = path.with_suffix(".dbf")
        table.write_bytes(table.read_bytes().replace(b"ab\x00", b"aa\x00"))
        assert read_layer(path, Kind.POLYGON).frame.columns.tolist() == ["aa", "aa_2", "geometry"]
        assert read_boundary(path, unit_name="某县").polygon.equals(SQUARE)

    def test_without_dbf_the_shapes_come_in(self, tmp_path):
        path = write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8")
        path.with_suffix(".dbf").unlink()
        boundary = read_boundary(path, unit_name="鹤山区")
        assert boundary.polygon.equals(SQUARE)
        assert "shapefile_without_dbf" in codes(boundary.issues)

    def test_any_part_stands_for_the_whole_but_not_without_shapes(self, tmp_path):
        path = write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8")
        assert read_boundary(path.with_suffix(".dbf"), unit_name="x").polygon.equals(SQUARE)
        path.unlink()
        assert fault(read_boundary, path.with_suffix(".dbf")).code == "shapefile_without_shp"

    def test_old_datums_are_told(self, tmp_path):
        frame = gpd.GeoDataFrame({"name": ["鹤山区"]}, geometry=[SQUARE], crs=4610)
        frame.to_file(tmp_path / "b.gpkg")
        assert "vector_old_datum" in codes(read_boundary(tmp_path / "b.gpkg").issues)


class TestZips:
    def test_a_shapefile_with_chinese_names_of_a_windows_zip(self, tmp_path):
        write_shapefile(tmp_path / "b.shp", NAMES, "GB18030")
        forget_encoding(tmp_path / "b.shp")
        with zipfile.ZipFile(tmp_path / "边界.zip", "w") as archive:
            for suffix in (".shp", ".shx", ".dbf", ".prj"):
                # the library writes names that are no cp437 as UTF-8; old programs write GBK
                name = f"数据/县界{suffix}".encode("gb18030").decode("cp437")
                info = zipfile.ZipInfo(name)
                info.flag_bits = 0
                archive.writestr(info, (tmp_path / "b.shp").with_suffix(suffix).read_bytes())
        assert is_vector_file(tmp_path / "边界.zip")
        assert read_boundary(tmp_path / "边界.zip", unit_name="鹤山区").polygon.equals(SQUARE)

    def test_names_that_climb_out_stay_inside(self, tmp_path):
        write_shapefile(tmp_path / "b.shp", ["鹤山区"], "UTF-8")
        folder = tmp_path / "deep"
        folder.mkdir()
        with zipfile.ZipFile(folder / "b.zip", "w") as archive:
            for suffix in (".shp", ".shx", ".dbf", ".prj"):
                archive.write((tmp_path / "b.shp").with_suffix(suffix), f"../../evil{suffix}")
        assert read_boundary(folder / "b.zip", unit_name="x").polygon.equals(SQUARE)
        assert not list(tmp_path.parent.glob("evil*"))

    def test_two_shapefiles_are_asked(self, tmp_path):
        for name in ("甲", "乙"):
            write_shapefile(tmp_path / f"{name}.shp", NAMES, "UTF-8")
        with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
            for file in [*tmp_path.glob("甲.*"), *tmp_path.glob("乙.*")]:
                archive.write(file, file.name)
        assert "甲" in str(fault(read_layer, tmp_path / "z.zip", Kind.POLYGON))
        assert read_layer(tmp_path / "z.zip", Kind.POLYGON, layer="乙").layer == "乙"
        together = read_layer(tmp_path / "z.zip", Kind.POLYGON, layer="*").frame
        assert sorted(together["layer"]) == ["乙", "乙", "甲", "甲"]

    def test_a_workbook_is_no_vector_file(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
        assert not is_vector_file(tmp_path / "t.zip")
        assert fault(read_boundary, tmp_path / "t.zip").code == "vector_wrong_format"


KML = """<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<name>文档</name>
<Folder><name>村</name><Placemark><name>西沟村</name><ExtendedData>
<Data name="居民点代码"><value>410000100001</value></Data>
<Data name="所属乡镇"><value>东乡</value></Data></ExtendedData>
<Point><coordinates>114.02,35.9905,812</coordinates></Point></Placemark></Folder>
<Folder><name>界</name><Placemark><name>某县</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
114,35.95,5 114.1,35.95,5 114.1,36.03,5 114,36.03,5 114,35.95,5</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>114.01,35.96 114.02,35.96 114.02,35.97 114.01,35.96</coordinates>
</LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder></Document></kml>"""


class TestKml:
    @pytest.mark.parametrize("encoding", ["UTF-8", "gb2312"])
    def test_folders_attributes_and_holes(self, tmp_path, encoding):
        data = KML.format(encoding=encoding).encode(encoding)
        (tmp_path / "a.kml").write_bytes(data)
        with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
            archive.writestr("doc.kml", data)
        for name in ("a.kml", "a.kmz"):
            boundary = read_boundary(tmp_path / name)
            assert boundary.frame["name"].tolist() == ["某县"]
            assert boundary.polygon.area == pytest.approx(SQUARE.area - 0.01 * 0.01 / 2)
            (grid,) = read_point_grids(tmp_path / name)
            assert grid.rows[0][:2] == ["经度", "纬度"]
            row = dict(zip(*grid.rows, strict=True))
            assert (row["name"], row["居民点代码"], row["经度"]) == ("西沟村", "410000100001", 114.02)

    def test_a_cut_off_file(self, tmp_path):
        (tmp_path / "a.kml").write_text(KML.format(encoding="UTF-8")[:600])
        assert fault(read_boundary, tmp_path / "a.kml").code == "file_damaged"


class TestGeoJson:
    def test_the_old_crs_member_and_heights(self, tmp_path):
        xy = Transformer.from_crs(4490, 4547, always_xy=True)
        ring = [[*xy.transform(x, y), 800.0] for x, y in SQUARE.exterior.coords]
        shape = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": {"name": "某县"}, "geometry": shape}
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
        whole = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
        (tmp_path / "b.geojson").write_text(json.dumps(whole))
        boundary = read_boundary(tmp_path / "b.geojson")
        assert boundary.polygon.symmetric_difference(SQUARE).area < 1e-6 * SQUARE.area
        assert not boundary.polygon.has_z
        del whole["crs"]
        (tmp_path / "b.geojson").write_text(json.dumps(whole))
        assert fault(read_boundary, tmp_path / "b.geojson").code == "vector_no_crs"


class TestAreas:
    def write(self, path, **layers):
        for name, frame in layers.items():
            frame.to_file(path, layer=name)
        return path

    def areas(self, **columns):
        return gpd.GeoDataFrame(columns, geometry=[SQUARE, EAST], crs=4490)

    def test_the_layer_is_chosen_by_content(self, tmp_path):
        roads = gpd.GeoDataFrame({"name": ["x"]}, geometry=[LineString([(114, 36), (114.1, 36)])], crs=4490)
        path = self.write(tmp_path / "b.gpkg", a道路=roads, b县界=self.areas(name=["甲县", "乙县"]))
        assert read_boundary(path, unit_name="乙县").polygon.equals(EAST)
        survey = survey_vector(path)
        assert [(layer.name, set(layer.kinds)) for layer in survey.layers] == [
            ("a道路", {Kind.LINE}),
            ("b县界", {Kind.POLYGON}),
        ]
        assert survey.layers[0].crs == "China Geodetic Coordinate System 2000"

    def test_several_layers_of_areas(self, tmp_path):
        towns = self.areas(name=["东乡", "西乡"])
        path = self.write(tmp_path / "b.gpkg", 乡镇=towns, 县界=self.areas(name=["甲县", "乙县"]))
        assert read_boundary(path, unit_name="甲县").polygon.equals(SQUARE), "only one layer names it"
        asked = fault(read_boundary, path)
        assert asked.code == "vector_several_layers"
        assert "乡镇" in str(asked)
        assert fault(read_boundary, path, layer="无").code == "vector_layer_unknown"

    def test_features_of_one_county_are_dissolved_and_told(self, tmp_path):
        path = self.write(tmp_path / "b.gpkg", x=self.areas(name=["东乡", "西乡"], 县=["甲县", "甲县"]))
        boundary = read_boundary(path, unit_name="甲县")
        assert boundary.polygon.equals(SQUARE.union(EAST))
        assert codes(boundary.issues) == ["boundary_dissolved"]
        assert boundary.properties == {"县": "甲县"}

    def test_townships_without_the_county_are_asked_by_name(self, tmp_path):
        path = self.write(tmp_path / "b.gpkg", x=self.areas(name=["东乡", "西乡"]))
        asked = fault(read_boundary, path, unit_name="甲县")
        assert asked.code == "boundary_several"
        assert "东乡、西乡" in str(asked)
        boundary = read_boundary(path, unit_name="甲县", parts=["东乡", "西乡"])
        assert boundary.polygon.equals(SQUARE.union(EAST))
        assert fault(read_boundary, path, parts=["南乡"]).code == "boundary_parts_unknown"

    def test_read_polygons_keeps_attributes_and_repairs(self, tmp_path):
        bow_tie = Polygon([(114, 36), (114.1, 36.1), (114.1, 36), (114, 36.1)])
        exclave = MultiPolygon([SQUARE, box(115, 36, 115.1, 36.1)])
        flat = Polygon([(114, 36), (114.1, 36), (114.05, 36), (114, 36)])
        frame = gpd.GeoDataFrame({"学校": ["甲", "乙", "丙"]}, geometry=[bow_tie, exclave, flat], crs=4490)
        frame.to_file(tmp_path / "z.gpkg")
        read = read_polygons(tmp_path / "z.gpkg")
        assert read.frame["学校"].tolist() == ["甲", "乙"]
        assert read.frame.geometry.is_valid.all()
        assert (codes(read.issues), read.issues[0].row) == (["area_without_extent"], 3)


class TestPoints:
    def frame(self, **more):
        columns = {
            "村代码": ["410000100001", "410000100002"], "村名": ["西沟村", "中村"], "乡镇": ["东乡", "东乡"],
            "联系人": ["张三", "李四"], **more,
        }
        points = [Point(114.02, 35.9905, 800), Point(114.05, 35.9905, 801)]
        return gpd.GeoDataFrame(columns, geometry=points, crs=4490)

    def test_villages_come_in_like_a_table(self, tmp_path):
        self.frame().to_crs(4547).to_file(tmp_path / "村点.gpkg")
        table, _ = read_table(tmp_path / "村点.gpkg", load_schema("settlements"), role="settlements")
        assert table.frame["settlement_id"].tolist() == ["410000100001", "410000100002"]
        assert np.allclose(table.frame[["lon", "lat"]], [[114.02, 35.9905], [114.05, 35.9905]], atol=1e-8)
        assert "personal_columns_dropped" in codes(table.issues)
        assert "张三" not in repr(read_point_grids(tmp_path / "村点.gpkg"))

    def test_without_prj_the_numbers_stay_for_the_question(self, tmp_path):
        frame = self.frame().drop(columns="联系人")
        frame.to_crs(4547).to_file(tmp_path / "p.shp", encoding="UTF-8")
        (tmp_path / "p.prj").unlink()
        (grid,) = read_point_grids(tmp_path / "p.shp")
        assert grid.rows[1][0] == pytest.approx(501803, abs=1)

    def test_lines_hold_no_villages(self, tmp_path):
        roads = gpd.GeoDataFrame({"name": ["x"]}, geometry=[LineString([(114, 36), (114.1, 36)])], crs=4490)
        roads.to_file(tmp_path / "r.gpkg")
        assert fault(read_point_grids, tmp_path / "r.gpkg").code == "vector_without_kind"


def test_broken_files_give_a_sentence_and_are_not_touched(tmp_path):
    """A small sample of what the fuzzing bench does by the thousand."""
    write_shapefile(tmp_path / "b.shp", NAMES, "GB18030")
    gpd.GeoDataFrame({"name": NAMES}, geometry=[SQUARE, EAST], crs=4490).to_file(tmp_path / "b.gpkg")
    (tmp_path / "b.kml").write_text(KML.format(encoding="UTF-8"))
    gpd.GeoDataFrame({"name": NAMES}, geometry=[SQUARE, EAST], crs=4490).to_file(tmp_path / "b.geojson")
    chance = random.Random(7)
    work = tmp_path / "work"
    for _ in range(30):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        for file in tmp_path.glob("b.*"):
            shutil.copy(file, work)
        victim = chance.choice(sorted(work.iterdir()))
        data = bytearray(victim.read_bytes())
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        victim.write_bytes(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data)
        kept = victim.read_bytes()
        path = victim if victim.suffix in (".gpkg", ".kml", ".geojson") else work / "b.shp"
        try:
            read_boundary(path, unit_name="鹤山区")
        except InputError as error:
            describe(error.code, error.values)
        assert victim.read_bytes() == kept


def test_a_whole_import_from_vector_files(county_files, tmp_path):
    """Boundary without .prj, villages as points in metres, roads as lines instead of an OSM file."""
    files = county_files()
    write_shapefile(tmp_path / "界.shp", ["某县"], "GB18030", column="name")
    gpd.read_file(tmp_path / "界.shp").to_crs(4547).to_file(tmp_path / "界.shp", encoding="GB18030")
    (tmp_path / "界.prj").unlink()
    codes_, names, towns, lon, lat = zip(*SETTLEMENTS, strict=True)
    villages = gpd.GeoDataFrame(
        {"村代码": codes_, "村名": names, "乡镇": towns}, geometry=gpd.points_from_xy(lon, lat), crs=4490
    )
    villages.to_crs(4547).to_file(tmp_path / "村点.gpkg")
    roads = [LineString([(114.0, 35.99), (114.1, 35.99)]), LineString([(114.05, 35.990001), (114.05, 36.02)])]
    lines = gpd.GeoDataFrame({"等级": ["县道", "村道"]}, geometry=roads, crs=4490)
    lines.to_file(tmp_path / "路.geojson")
    files["boundary"], files["roads"] = tmp_path / "界.shp", tmp_path / "路.geojson"
    files["settlements"] = tmp_path / "村点.gpkg"
    assert fault(import_plan, **files).code == "vector_no_crs"
    plan = import_plan(**files, choices=ImportChoices(coordinates={"boundary": "epsg4547"}))
    assert plan.settlements.geometry.notna().sum() == len(SETTLEMENTS)
    assert set(plan.roads.edges["highway"]) == {"secondary", "unclassified"}
    walk = plan.travel["walk_g1_3"]
    north, centre = walk.origin_ids.index("410000100003"), walk.destination_ids.index("2141000001")
    assert walk.metres[north, centre] == pytest.approx(2219 + 45, abs=15), "over the junction"
    assert "lines_without_barriers" in codes(plan.issues)
