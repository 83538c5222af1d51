"""Area layers as a GIS reads them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyogrio
import pytest
from miniature import ORIGIN, miniature_plan
from shapely.geometry import Point

from gis.crs import reproject
from gis.errors import Cancelled, InputError
from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.model import STORAGE_CRS
from gis.network.storage import assemble
from gis.planning.assignment import work_out
from gis.report.arealayers import LAYERS, TABLES, area_layers, write_area_layers
from gis.report.servicelayers import service_area_layers


@pytest.fixture(scope="module")
def plan():
    plan = miniature_plan()
    return replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))


def test_layers_and_files(plan, tmp_path):
    found = area_layers(plan, "baseline", "walk_g1_3", (20, 31))
    areas = found.layers["service_areas"]
    assert areas.crs == "EPSG:4490"
    own = areas[areas["学校标识码"] == "p3"].set_index("分钟")
    # p3 takes grades 1-3 within 31 min of v1 (1800 s), v2 and v3, not of v4 (2000 s)
    assert own.loc[31, ["村点数", "学生数"]].tolist() == [3, 54 + 15 + 27]
    assert found.summary["schools"] == 3, "the junior division has no grades 1-3"
    path = tmp_path / "图层.gpkg"
    assert write_area_layers(found, path, per_school=True) == [path]
    schools = {"s1_甲镇中心小学", "s2-P_乙镇学校", "p3_西村教学点"}
    assert set(pyogrio.list_layers(path)[:, 0]) == {*LAYERS, *TABLES, *schools}
    alone = pyogrio.read_dataframe(path, layer="p3_西村教学点")
    assert alone["分钟"].tolist() == [20, 31]
    assert alone.geometry.iloc[1].equals(own.geometry.iloc[1])
    assert alone.crs == areas.crs
    assert len(pyogrio.read_dataframe(path, layer="service_areas")) == 2 * 4
    with pytest.raises(InputError):
        write_area_layers(found, path)
    files = write_area_layers(found, tmp_path / "out")
    assert len([file for file in files if file.parent.name == "schools"]) == 3
    again = pyogrio.read_dataframe(files[0])
    assert (len(again), again.crs) == (2 * 4, areas.crs)
    assert again.geometry.iloc[3].hausdorff_distance(areas.geometry.iloc[3]) < 1e-6
    assert again["学生数"].tolist() == areas["学生数"].tolist()


def test_it_can_be_cancelled(plan):
    def stop(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        area_layers(plan, "baseline", "walk_g1_3", (10,), progress=stop)


def served(plan, scenario="baseline", mode="walk_g1_3", minutes=30, **options):
    """Return village counts by school of one limit; "" = all together."""
    layer, _, summary = service_area_layers(plan, work_out(plan, scenario), mode, [minutes], **options)
    return layer, dict(zip(layer["学校标识码"], layer["村点数"], strict=True)), summary


def test_exactly_in_time_is_in_time(plan):
    """v1 has 1620 m to p3: 30 minutes to the second."""
    _, villages, _ = served(plan)
    assert villages["p3"] == 3


def test_divisions_share_their_area_and_kindergartens_have_none(plan):
    kindergarten = plan.schools.loc[["s1"]].assign(type_code="119", name="附设幼儿班").set_axis(["k1"])
    schools = pd.concat([kindergarten, plan.schools]).rename_axis("school_id")
    layer, villages, summary = served(replace(plan, schools=schools), mode="escort", minutes=20, each=True)
    assert villages == {"s1": 4, "s2": 4, "p3": 4, "": 4}
    assert summary["schools"] == 3
    pupils = dict(zip(layer["学校标识码"], layer["学生数"], strict=True))
    # of 220 with a home 101 are in grades 1-3 and 39 in 7-9; both divisions of s2 count
    assert pupils == {"s1": 220 - 39, "s2": 220, "p3": 101, "": 220}
    only = served(plan, mode="escort", minutes=20)[0]
    assert only["学校标识码"].tolist() == [""], "vehicles: all together, unless each is asked for"
    joined = layer.to_crs(plan.roads.crs).geometry.iloc[-1]
    direct = only.to_crs(plan.roads.crs).geometry.iloc[0]
    assert joined.symmetric_difference(direct).area < 0.01 * direct.area


def test_a_scenario_is_drawn_on_its_own_roads(plan):
    """With the road between s1 and v2 closed, v1 alone walks to s1."""
    spot = reproject([Point(ORIGIN[0] + 1260, ORIGIN[1])], plan.roads.crs, STORAGE_CRS)[0]
    edit = NetworkEdit("e1", NetworkEditKind.CLOSE, "桥", spot.wkt)
    closed = replace(plan, scenarios={"断": Scenario("断", {}, network_edits=(edit,))})
    assert served(closed)[1]["s1"] == 3
    assert served(closed, "断")[1]["s1"] == 1
    table = area_layers(closed, "断", "walk_g1_3", (30,)).tables["nearest"].set_index(["居民点编码", "年级"])
    assert table.loc[("v2", 4), "最近学校标识码"] == "s2-P", "no longer s1"


def test_a_plan_may_draw_areas_in_its_own_way(plan):
    narrow = {**plan.rules, "areas": {"area": {"off_road_m": {"value": 50}}}}
    wide, thin = (served(one)[0].geometry.iloc[-1].area for one in (plan, replace(plan, rules=narrow)))
    assert thin < 0.4 * wide
