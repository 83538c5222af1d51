"""The boundary: one valid polygon in EPSG:4490, or a sentence."""

import json

import geopandas as gpd
import pytest
from rawcounty import write_boundary
from shapely.geometry import Point, Polygon, box

from gis.errors import InputError
from gis.io.vector import read_boundary

SQUARE = box(114.0, 35.95, 114.1, 36.03)


def fault(path, **options):
    with pytest.raises(InputError) as caught:
        read_boundary(path, **options)
    assert path.name in str(caught.value)
    return caught.value.code


def test_geojson_with_properties(tmp_path):
    boundary = read_boundary(write_boundary(tmp_path / "b.geojson", mark="示例数据:x", attribution="天地图"))
    assert boundary.polygon.equals(SQUARE)
    assert boundary.frame.crs.to_epsg() == 4490
    assert boundary.frame["name"].tolist() == ["某县"]
    assert (boundary.properties["mark"], boundary.properties["attribution"]) == ("示例数据:x", "天地图")


@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson"])
def test_projected_files_are_brought_to_degrees(tmp_path, suffix):
    frame = gpd.GeoDataFrame({"name": ["某县"]}, geometry=[SQUARE], crs=4490)
    crs = 4326 if suffix == "geojson" else 4547
    frame.to_crs(crs).to_file(tmp_path / f"b.{suffix}", encoding="utf-8")
    boundary = read_boundary(tmp_path / f"b.{suffix}")
    assert boundary.polygon.symmetric_difference(SQUARE).area < 1e-6 * SQUARE.area
    assert boundary.frame["name"].iloc[0] == "某县"


def test_a_bow_tie_is_made_valid(tmp_path):
    bow_tie = Polygon([(114, 36), (114.1, 36.1), (114.1, 36), (114, 36.1)])
    gpd.GeoDataFrame({"name": ["某县"]}, geometry=[bow_tie], crs=4326).to_file(tmp_path / "b.gpkg")
    polygon = read_boundary(tmp_path / "b.gpkg").polygon
    assert polygon.is_valid
    assert polygon.area == pytest.approx(0.005)


def test_several_areas_need_the_name(tmp_path):
    areas = [SQUARE, box(114.1, 35.95, 114.2, 36.03)]
    gpd.GeoDataFrame({"name": ["甲县", "乙县"]}, geometry=areas, crs=4326).to_file(tmp_path / "b.gpkg")
    assert fault(tmp_path / "b.gpkg") == "boundary_several"
    assert fault(tmp_path / "b.gpkg", unit_name="丙县") == "boundary_several"
    assert read_boundary(tmp_path / "b.gpkg", unit_name="乙县").polygon.bounds[0] == pytest.approx(114.1)


def test_a_shapefile_without_prj_is_refused(tmp_path):
    gpd.GeoDataFrame({"name": ["某县"]}, geometry=[SQUARE], crs=4326).to_file(tmp_path / "b.shp")
    (tmp_path / "b.prj").unlink()
    assert fault(tmp_path / "b.shp") == "vector_no_crs"


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
def test_a_shapefile_that_does_not_name_its_encoding(tmp_path, encoding):
    frame = gpd.GeoDataFrame({"name": ["鹤山区"]}, geometry=[SQUARE], crs=4326)
    frame.to_file(tmp_path / "b.shp", encoding=encoding)
    (tmp_path / "b.cpg").unlink(missing_ok=True)
    table = bytearray((tmp_path / "b.dbf").read_bytes())
    table[29] = 0
    (tmp_path / "b.dbf").write_bytes(table)
    assert read_boundary(tmp_path / "b.shp").frame["name"].iloc[0] == "鹤山区"


def test_a_real_shapefile_of_38_counties(shared_data):
    path = shared_data / "messy" / "区县界_area.shp"
    assert fault(path) == "boundary_several"
    boundary = read_boundary(path, unit_name="忠县")
    assert boundary.frame["name"].iloc[0] == "忠县"
    assert boundary.polygon.is_valid


def test_points_are_no_boundary(tmp_path):
    gpd.GeoDataFrame({"name": ["某县"]}, geometry=[Point(114, 36)], crs=4326).to_file(tmp_path / "b.geojson")
    assert fault(tmp_path / "b.geojson") == "boundary_no_polygon"


def test_whole_file_faults(tmp_path):
    assert fault(tmp_path / "没有.geojson") == "file_missing"
    (tmp_path / "空.geojson").touch()
    assert fault(tmp_path / "空.geojson") == "file_empty"
    whole = write_boundary(tmp_path / "b.geojson").read_bytes()
    (tmp_path / "半.geojson").write_bytes(whole[: len(whole) // 2])
    assert fault(tmp_path / "半.geojson") == "file_damaged"
    (tmp_path / "界.xlsx").write_bytes(b"x")
    assert fault(tmp_path / "界.xlsx") == "vector_wrong_format"
    (tmp_path / "文.json").write_text(json.dumps({"a": 1}))
    assert fault(tmp_path / "文.json") == "file_damaged"
