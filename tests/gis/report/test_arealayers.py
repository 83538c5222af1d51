"""Area layers as a GIS reads them."""

from __future__ import annotations

from dataclasses import replace

import pyogrio
import pytest
from miniature import miniature_plan

from gis.errors import Cancelled, InputError
from gis.network.storage import assemble
from gis.report.arealayers import LAYERS, TABLES, area_layers, write_area_layers


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
    assert write_area_layers(found, path) == [path]
    assert set(pyogrio.list_layers(path)[:, 0]) == {*LAYERS, *TABLES}
    assert len(pyogrio.read_dataframe(path, layer="service_areas")) == 2 * 4
    with pytest.raises(InputError):
        write_area_layers(found, path)
    files = write_area_layers(found, tmp_path / "out")
    assert len([file for file in files if file.parent.name == "schools"]) == 3
    assert len(pyogrio.read_dataframe(files[0])) == 2 * 4


def test_it_can_be_cancelled(plan):
    def stop(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        area_layers(plan, "baseline", "walk_g1_3", (10,), progress=stop)
