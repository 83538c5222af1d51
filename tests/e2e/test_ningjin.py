"""The main job on a real county's roads: 宁晋县, from raw files to printed plans."""

import json

import pytest

from app.__main__ import main
from gis.io.project import open_plan

SCENARIO = "最小学校调整"


@pytest.fixture(scope="module")
def county(shared_data, simulate_ningjin, tmp_path_factory):
    """Raw files simulated on the real roads, boundary and village names, and the plan made from them."""
    folder = tmp_path_factory.mktemp("ningjin")
    files = simulate_ningjin(shared_data, folder)
    plan_path = folder / "plan.gpkg"
    raw = ("boundary", "schools", "settlements", "pupils", "attendance")
    options = [part for role in raw for part in (f"--{role}", str(files[role]))]
    roads = shared_data / "roads/ningjin_130528_drive.osm.pbf"
    assert main(["import", str(plan_path), "--roads", str(roads), *options]) == 0
    assert main(["scenario", str(plan_path), "--name", SCENARIO, "--decisions", str(files["decisions"])]) == 0
    return plan_path


def test_the_county_is_as_large_as_it_really_is(county):
    """3,625 km of roads; about 200 primaries and points, a third under 100 pupils; 24 junior schools."""
    plan = open_plan(county)
    assert plan.roads.edges["length_m"].sum() / 1000 == pytest.approx(3625, rel=0.01)
    sizes = plan.attendance.groupby("school_id")["pupils"].sum()
    types = plan.schools["type_code"].astype(str)
    assert (types == "311").sum() == 24
    primaries = sizes[types.reindex(sizes.index).isin(["211", "218"])]
    assert 190 <= len(primaries) <= 210
    assert 0.25 <= (primaries < 100).mean() <= 0.42
    assert "drive_only_network" in json.loads(evaluated(county, "baseline"))["marks"]


def evaluated(county, name) -> str:
    target = county.with_name(f"{name}.json")
    assert main(["evaluate", str(county), "--scenario", name, "--json", str(target)]) in (0, 1)
    return target.read_text(encoding="utf-8")


def test_every_child_of_the_county_is_somewhere(county):
    result = json.loads(evaluated(county, SCENARIO))
    assert sum(flow["pupils"] for flow in result["flows"]) == open_plan(county).attendance["pupils"].sum()
    assert result["headline"]["affected_pupils"]["after"] > 0
    closed = {s["school_id"] for s in result["schools"] if not s["open_after"]}
    assert closed
    assert not closed & {flow["school_after"] for flow in result["flows"]}


def test_reports_of_the_whole_county(county, tmp_path):
    assert main(["report", str(county), "--scenario", SCENARIO, "--out", str(tmp_path)]) in (0, 1)
    assert len(list(tmp_path.glob("一校一案_*.pdf"))) == 40
