"""Many counties at once: each is worked out or named with its reason; a broken one stops nobody."""

import os

import geopandas as gpd
import pytest
import rawcounty

from gis.errors import Cancelled, InputError
from gis.evaluation import evaluate
from gis.io.importer import import_plan
from gis.province.counties import CountyTask, read_counties
from gis.province.results import results_frame, write_results
from gis.province.running import run_counties
from gis.province.work import CountyResult, work_county

HEADERS = ["县名", "道路文件", "边界文件", "学校台账", "居民点表", "学生表", "就读表", "学年"]
ROLES = ("roads", "boundary", "schools", "settlements", "pupils", "attendance")


def task(name, files, **others):
    return CountyTask(name, files={role: str(path) for role, path in files.items()}, **others)


@pytest.fixture(scope="module")
def worked(raw_files, tmp_path_factory):
    """The small county worked out, and the folder of its plan."""
    folder = tmp_path_factory.mktemp("plans")
    return work_county(task("某县", raw_files), str(folder)), folder


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as one:
        yield one


def test_a_list_names_counties_with_paths_beside_it(tmp_path):
    rows = [HEADERS, ["东县", "路.osm", "界.geojson", "校.xlsx", "村.csv", "生.csv", "", 2022]]
    path = rawcounty.write_csv(tmp_path / "清单.csv", rows)
    (one,), _ = read_counties(path)
    assert one.county == "东县"
    assert one.files["roads"] == str(tmp_path / "路.osm")
    assert set(one.files) == set(ROLES) - {"attendance"}
    assert (one.year, one.scenario, one.plan) == (2022, "baseline", "")


def test_a_folder_of_plans_is_a_list(tmp_path):
    for name in ("西县.gpkg", "东县.gpkg"):
        (tmp_path / name).touch()
    tasks, issues = read_counties(tmp_path)
    assert {(one.county, one.plan) for one in tasks} == {
        (name, str(tmp_path / f"{name}.gpkg")) for name in ("东县", "西县")
    }
    assert not issues


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(InputError, match="没有计划文件"):
        read_counties(tmp_path)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["东县", "路", "界", "校", "村", "生", "", 2022]] * 2, "第 3 行：“东县”在清单里不止一次"),
        ([["东县", "路", "界", "", "村", "", "", 2022]], "缺这些文件：学校台账、学生表"),
    ],
)
def test_a_list_that_cannot_be_worked_out_is_refused_by_row(tmp_path, rows, words):
    path = rawcounty.write_csv(tmp_path / "清单.csv", [HEADERS, *rows])
    with pytest.raises(InputError, match=words):
        read_counties(path)


def test_a_county_gives_the_figures_of_its_evaluation(raw_files, worked):
    result, folder = worked
    evaluation = evaluate(import_plan(**raw_files))
    assert result.error == ""
    assert result.figures["pupils_after"] == evaluation.counts["pupils"].after == 20
    youngest = evaluation.travel["g1_3"]["after"]
    assert result.figures["g1_3_max_min_after"] == youngest.max_s / 60
    assert result.figures["g1_3_over_limit_pupils_after"] == youngest.over_limit_pupils
    again = work_county(CountyTask("某县", plan=str(folder / "某县.gpkg")))
    assert again.figures == result.figures


def test_the_workers_are_not_stopped_by_a_county_that_fails(raw_files, worked):
    broken = task("坏县", {**raw_files, "schools": raw_files["roads"]})
    finished = []
    results = run_counties([broken, task("乙县", raw_files)], workers=1, done=finished.append)
    assert [result.county for result in results] == ["坏县", "乙县"]
    assert [bool(result.error) for result in results] == [True, False]
    assert results[1].figures == {**worked[0].figures, "unit_name": "乙县"}
    assert sorted(result.county for result in finished) == ["乙县", "坏县"]


def test_a_scheduler_by_address_does_the_same(worked, cluster):
    plan = CountyTask("某县", plan=str(worked[1] / "某县.gpkg"))
    (result,) = run_counties([plan], scheduler=cluster.scheduler_address)
    assert result.figures["pupils_after"] == 20


def test_a_fault_of_the_program_is_tried_again_and_then_told(monkeypatch, tmp_path, cluster):
    tries = tmp_path / "tries"
    tries.touch()

    def fail(one, plans_dir):
        with tries.open("a") as file:
            file.write("x")
        raise RuntimeError("broken")

    monkeypatch.setattr("gis.province.running.work_county", fail)
    (result,) = run_counties([CountyTask("某县")], scheduler=cluster.scheduler_address, retries=2)
    assert tries.read_text() == "xxx"
    assert "RuntimeError: broken" in result.error
    assert "某县" in result.error


def test_cancelling_drops_what_is_left(raw_files, cluster):
    def stop(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        run_counties([task("某县", raw_files)], scheduler=cluster.scheduler_address, progress=stop)


def test_a_scheduler_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr("gis.province.running.CONNECT_S", 0.2)
    with pytest.raises(InputError, match=r"连不上调度器“tcp://127\.0\.0\.1:9”"):
        run_counties([CountyTask("某县")], scheduler="tcp://127.0.0.1:9")


def test_the_table_of_results_holds_failed_counties_without_zeros(worked, tmp_path):
    good, bad = worked[0], CountyResult("坏县", error="缺文件")
    path = tmp_path / "out" / "结果.parquet"
    write_results([good, bad], path)
    frame = gpd.read_parquet(path)
    assert frame["status"].tolist() == ["ok", "failed"]
    assert frame["pupils_after"].tolist()[0] == 20
    assert frame["pupils_after"].isna().tolist() == [False, True]
    assert str(frame["pupils_after"].dtype) == "Int64"
    assert frame.crs.to_epsg() == 4490
    assert frame.geometry.iloc[0].area == pytest.approx(0.1 * 0.08)
    assert frame.geometry.iloc[1] is None


def test_all_gaps_stay_gaps():
    frame = results_frame([CountyResult("甲县", {"limit": None}), CountyResult("乙县", error="坏")])
    assert frame["limit"].isna().all()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="写"):
        write_results([CountyResult("甲县")], tmp_path / "结果.parquet")
