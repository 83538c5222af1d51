"""Checks before a run, on a county that can be looked at with the eye."""

from collections import Counter
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gis.messages import describe, message_codes
from gis.model import Issue, Plan, PlanMeta
from gis.network import preflight as module
from gis.network.ground import raster_outline
from gis.network.preflight import preflight
from gis.resources import load_toml

GRID = {
    "A": (0, 0), "B": (2000, 0), "C": (2000, 2000), "D": (2600, 0), "E": (0, 900), "F": (900, 900),
    "I": (5000, 0), "J": (6000, 0), "w1": (1800, -3000), "w2": (1800, -50),
    "l1": (3000, 3000), "l2": (3400, 3000), "l3": (3400, 3400), "l4": (3000, 3400),
    "M": (200, 5000), "N": (900, 5000),
}
WAYS = [
    (["A", "B"], {"highway": "tertiary", "name": "主路"}),
    (["B", "C"], {"highway": "unclassified"}),
    (["B", "D"], {"highway": "residential", "oneway": "yes", "name": "岔路"}),
    (["A", "E", "F"], {"highway": "path"}),
    (["I", "J"], {"highway": "unclassified", "name": "孤路"}),
    (["w1", "w2"], {"waterway": "river", "name": "淇河"}),
    (["l1", "l2", "l3", "l4", "l1"], {"natural": "water", "name": "盘石头水库"}),
    (["M", "N"], {"highway": "motorway", "oneway": "yes"}),
]  # fmt: skip
VILLAGES = {
    "v1": (100, 50), "v2": (1540, 900), "v3": (1560, 1900), "v4": (5500, 20), "v5": None, "v6": (100, 50),
    "v7": (3200, 3200), "v8": (1795, -700), "v9": (8000, 8000),
}
SCHOOLS = {"s1": (1000, 10), "s2": (900, 950), "s3": (2500, 30), "s4": None}


def places(points, where, **columns):
    frame = points(where)
    return frame.assign(name=[f"点{name}" for name in where], township="甲镇", **columns)


@pytest.fixture
def plan(build, points):
    network = build(GRID, WAYS)
    outline = shapely.box(-1000, -3000, 9000, 9000)
    boundary = gpd.GeoDataFrame(
        geometry=[shapely.affinity.translate(outline, 500_000, 4_000_000)], crs=network.crs
    ).to_crs("EPSG:4490")
    return Plan(
        meta=PlanMeta("示例县", 2022), boundary=boundary,
        settlements=places(points, VILLAGES), schools=places(points, SCHOOLS, site_id=list(SCHOOLS)),
        attendance=pd.DataFrame(), roads=network, zones=pd.DataFrame(),
        rules={"travel": load_toml("standards", "travel.toml")},
    )  # fmt: skip


def found(issues):
    return {(issue.code, issue.subject_id) for issue in issues}


def test_every_check_names_its_places(plan):
    """By the map: v2 and v3 are 460 and 440 m from B-C, v8 is 700 m from A-B; v4 is by a road of its own."""
    assert found(preflight(plan)) == {
        ("village_no_position", "v5"),
        ("school_no_position", "s4"),
        ("village_same_spot", "v6"),
        ("village_on_barrier", "v7"),            # in the lake
        ("village_without_road", "v7"),
        ("village_without_road", "v9"),
        ("village_other_component", "v4"),
        ("village_far_from_road", "v8"),
        ("network_piece_apart", ""),             # I-J
        ("network_no_way_out_with_places", ""),  # B-D, with s3
    }


def test_values_and_sentences(plan):
    issues = {(issue.code, issue.subject_id): issue for issue in preflight(plan)}
    assert issues["village_same_spot", "v6"].values["other"] == "点v1"
    assert issues["village_on_barrier", "v7"].values["barrier"] == "盘石头水库"
    assert issues["village_other_component", "v4"].values["km"] == "1.0"
    apart = issues["network_piece_apart", ""].values
    assert (apart["km"], apart["metres"]) == ("1.0", "2400")
    trap = issues["network_no_way_out_with_places", ""]
    assert (trap.values["road"], trap.values["places"], trap.values["metres"]) == ("岔路", "点s3", "600")
    assert trap.severity == "warning"
    middle = gpd.GeoSeries([shapely.Point(502_300, 4_000_000)], crs=plan.roads.crs).to_crs("EPSG:4490")[0]
    assert float(trap.values["lon"]) == pytest.approx(middle.x, abs=1e-6)
    assert float(trap.values["lat"]) == pytest.approx(middle.y, abs=1e-6)
    for issue in issues.values():
        for language in ("zh", "en"):
            what, fix = issue.describe(language)
            assert what
            assert fix


def test_a_school_on_a_path_alone_is_reached_by_no_bus(plan, points):
    far = places(points, {"s2": (500, 1850)}, site_id="s2")     # 950 m north of the path, 1,500 m from B-C
    issues = preflight(replace(plan, schools=far))
    assert ("school_without_bus_road", "s2") in found(issues)
    assert ("school_far_from_road", "s2") in found(issues)
    (issue,) = [issue for issue in issues if issue.code == "school_far_from_road"]
    assert issue.values["metres"] == "950"


def test_a_river_between_is_said(build, plan, points):
    """The village stands 100 m from the only road, with the river between."""
    grid = {"A": (0, 0), "B": (2000, 0), "w1": (-5000, 50), "w2": (5000, 50)}
    ways = [(["A", "B"], {"highway": "tertiary"}), (["w1", "w2"], {"waterway": "river"})]
    village, school = places(points, {"v1": (1000, 100)}), places(points, {"s1": (500, 0)}, site_id="s1")
    (issue,) = preflight(replace(plan, roads=build(grid, ways), settlements=village, schools=school))
    assert (issue.code, issue.subject_id, issue.values["metres"]) == ("village_behind_barrier", "v1", "100")


def test_what_was_said_already_is_not_said_again(plan):
    said = (
        Issue("error", "settlement_without_position", subject_id="v5"),
        Issue("warning", "settlements_at_one_point", subject_id="v1"),  # the first of v1 and v6
        Issue("warning", "village_without_road", subject_id="v9"),
    )
    left = found(preflight(replace(plan, issues=said)))
    gone = {("village_no_position", "v5"), ("village_same_spot", "v6"), ("village_without_road", "v9")}
    assert not gone & left
    assert ("village_without_road", "v7") in left


def test_outside_the_raster(plan):
    west = shapely.box(113, 35, 114.02, 37)          # longitude 114.02 is 1,800 m east of the origin
    named = {subject for code, subject in found(preflight(plan, raster=west)) if code.endswith("raster")}
    assert named == {"v4", "v7", "v9", "s3"}


def test_the_outline_of_a_raster_in_the_county_s_zone(tmp_path):
    """10 × 20 cells of 100 m from the grid's origin: longitude 114 (the meridian), 1 km wide."""
    import numpy as np
    import rasterio
    from rasterio.transform import Affine

    where = Affine(100, 0, 500_000, 0, -100, 4_002_000)
    about = {"driver": "GTiff", "width": 10, "height": 20, "count": 1, "dtype": "float32"}
    with rasterio.open(tmp_path / "h.tif", "w", crs="EPSG:4547", transform=where, **about) as file:
        file.write(np.zeros((20, 10), dtype="float32"), 1)
    west, south, east, north = raster_outline(tmp_path / "h.tif").bounds
    assert west == pytest.approx(114, abs=1e-9)
    assert (east - west) * 90_163 == pytest.approx(1000, rel=2e-3)     # metres per degree at 36.13° N
    assert (north - south) * 110_960 == pytest.approx(2000, rel=2e-3)


def test_many_of_a_kind_are_shortened(plan, points):
    lost = places(points, {f"v{k}": None for k in range(25)})
    issues = preflight(replace(plan, settlements=lost))
    assert sum(issue.code == "village_no_position" for issue in issues) == 20
    (rest,) = [issue for issue in issues if issue.code == "check_more_rows"]
    assert rest.values["count"] == "5"
    assert rest.describe().what


def test_no_roads_no_checks(plan):
    roads = replace(plan.roads, edges=plan.roads.edges.iloc[:0])
    assert preflight(replace(plan, roads=roads)) == ()


def test_every_sentence_is_there():
    kinds = ("no_position", "same_spot", "on_barrier", "outside_raster", "without_road", "behind_barrier",
             "far_from_road", "other_component")  # fmt: skip
    codes = {f"{place}_{kind}" for place in ("village", "school") for kind in kinds}
    assert codes <= message_codes()
    assert set(module.SAID_ALREADY) <= message_codes()
    for code in load_toml("messages", "network_checks.toml"):
        assert describe(code, Counter(), "zh").what, "whatever its values are called"
        assert describe(code, Counter(), "en").fix
