"""A plan from two road files and heights; its travel parameters changed by command."""

import json

import geopandas as gpd
import numpy as np
import rasterio
from rasterio.transform import Affine
from shapely.geometry import LineString

from app.cli import app
from gis.io.importer import import_plan
from gis.io.project import open_plan, save_plan


def test_own_lines_and_heights_come_into_the_plan(county_files, tmp_path):
    """The hilltop village gets a track of its own; the land rises by 5 % to the north."""
    files = county_files()
    own = tmp_path / "own.gpkg"
    track = LineString([(114.01, 36.028), (114.01, 35.99)])
    gpd.GeoDataFrame({"道路等级": ["机耕路"], "路面": ["土"]}, geometry=[track], crs=4490).to_file(own)
    dem = tmp_path / "dem.tif"
    size, rows, columns = 1 / 3600, 360, 460
    latitude = 36.04 - (np.arange(rows) + 0.5) * size
    heights = np.repeat((latitude - 35.9)[:, None] * 111_000 * 0.05, columns, axis=1)
    with rasterio.open(
        dem, "w", driver="GTiff", crs="EPSG:4326", dtype="float32", count=1, height=rows, width=columns,
        transform=Affine(size, 0, 113.99, 0, -size, 36.04),
    ) as raster:
        raster.write(heights.astype("float32"), 1)
    plan = import_plan(**files | {"roads": [files["roads"], own]}, dem=dem)
    codes = {issue.code for issue in plan.issues}
    assert "slope_added" in codes
    assert [source.role for source in plan.sources[:3]] == ["roads", "roads", "dem"]
    assert [file["role"] for file in plan.history[-1].values["files"][:3]] == ["roads", "roads", "dem"]
    track = plan.roads.edges[plan.roads.edges["surface"] == "dirt"].iloc[0]
    up, down = sorted((track["climb_forward"], track["climb_backward"]))[::-1]
    assert abs(up - np.exp(0.175)) < 0.01
    assert abs(down - np.exp(-0.175)) < 0.01
    walk = plan.travel["walk_g1_3"]
    assert np.isfinite(walk.seconds[walk.origin_ids.index("410000100004")]).any()
    path = tmp_path / "plan.gpkg"
    save_plan(plan, path)
    assert open_plan(path).roads.digest == plan.roads.digest


def test_parameters_are_listed_and_set_by_command(county_plan, tmp_path, capsys):
    path, listed = tmp_path / "plan.gpkg", tmp_path / "parameters.json"
    save_plan(county_plan, path)
    command = ["parameters", str(path), "--set", "walk.speed_g1_3_mps=0.45", "--json", str(listed)]
    assert app(command, standalone_mode=False) == 0
    assert "本县修改" in capsys.readouterr().out
    numbers = {one["key"]: one for one in json.loads(listed.read_text(encoding="utf-8"))["parameters"]}
    assert numbers["walk.speed_g1_3_mps"]["value"] == 0.45
    changed = open_plan(path)
    before, after = county_plan.travel["walk_g1_3"].seconds, changed.travel["walk_g1_3"].seconds
    np.testing.assert_allclose(after, before * 2)
    assert changed.history[-1].action == "history_rules"
