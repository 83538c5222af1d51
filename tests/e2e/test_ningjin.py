"""The main job on a real county's roads: 宁晋县, from raw files to printed plans."""

import csv
import json
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from python_calamine import CalamineWorkbook

from app.__main__ import main
from gis.io.project import open_plan, save_plan

SCENARIO = "最小学校调整"
PRINTED = 6                 # of its 40 decisions: every document takes a while


@pytest.fixture(scope="module")
def files(shared_data, simulate_ningjin, tmp_path_factory):
    """Raw files simulated on the real roads, boundary and village names."""
    return simulate_ningjin(shared_data, tmp_path_factory.mktemp("ningjin"))


@pytest.fixture(scope="module")
def county(shared_data, files):
    """The plan made from the raw files."""
    plan_path = files["schools"].parent / "plan.gpkg"
    raw = ("boundary", "schools", "settlements", "pupils", "attendance")
    options = [part for role in raw for part in (f"--{role}", str(files[role]))]
    roads = shared_data / "roads/ningjin_130528_drive.osm.pbf"
    assert main(["import", str(plan_path), "--roads", str(roads), *options]) == 0
    assert main(["scenario", str(plan_path), "--name", SCENARIO, "--decisions", str(files["decisions"])]) == 0
    return plan_path


def read_csv(path):
    with path.open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def test_the_simulated_county_is_as_asked(files):
    """200 primaries and points, a third under 100; 24 junior schools; small and full classes; none lost."""
    (sheet,) = CalamineWorkbook.from_path(files["schools"]).sheet_names
    rows = CalamineWorkbook.from_path(files["schools"]).get_sheet_by_name(sheet).to_python()
    _, mark, header, *rows = rows
    ledger = [dict(zip(header, row, strict=True)) for row in rows]
    assert mark[0].startswith("示例数据:道路与县界为真实数据")
    sizes = {row["学校标识码"]: row["在校生数"] for row in ledger}
    primary = [row["在校生数"] for row in ledger if row["办学类型代码"] in ("211", "218")]
    assert len(primary) == 200
    assert len(ledger) - len(primary) == 24
    assert sum(size < 100 for size in primary) / 200 == pytest.approx(1 / 3, abs=0.06)
    assert any(row["在校生数"] > row["核定规模"] for row in ledger)
    grades = [name.removesuffix("班数") for name in header if name.endswith("年级班数")]
    assert len(grades) == 9
    classes = [row[f"{g}在校生"] / row[f"{g}班数"] for row in ledger for g in grades if row[f"{g}班数"]]
    assert min(classes) <= 6
    assert max(classes) > 50
    attended = Counter()
    for row in read_csv(files["attendance"]):
        attended[row["学校标识码"]] += int(row["学生数"])
    assert attended == sizes
    settlements = read_csv(files["settlements"])
    assert len(settlements) == 388
    assert sum(row["备注"] == "位置为模拟" for row in settlements) >= 370


def test_the_simulated_county_decides_by_rule(files):
    decisions = Counter(row["布局决定"] for row in read_csv(files["decisions"]))
    assert decisions == {"撤销并入": 25, "变更为教学点": 15}


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
    plan, path = open_plan(county), tmp_path / "some.gpkg"
    scenario = plan.scenarios[SCENARIO]
    some = replace(scenario, decisions=dict(islice(scenario.decisions.items(), PRINTED)))
    save_plan(replace(plan, scenarios={SCENARIO: some}), path)
    assert main(["report", str(path), "--scenario", SCENARIO, "--out", str(tmp_path)]) in (0, 1)
    assert len(list(tmp_path.glob("一校一案_*.pdf"))) == PRINTED
