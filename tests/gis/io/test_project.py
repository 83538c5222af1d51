"""The plan file: what goes in comes out, QGIS reads it, nothing bad happens to the file on disk."""

import contextlib
import sqlite3
import subprocess
import sys
import warnings
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from rawcounty import find

from gis.errors import PlanFileError
from gis.io import project, replacing
from gis.io.busstops import bus_frame
from gis.io.project import SCHEMA_VERSION, open_plan, save_plan
from gis.layout import (
    Boarding,
    Decision,
    Evidence,
    Expansion,
    GateState,
    LayoutStatus,
    Locks,
    NetworkEdit,
    NetworkEditKind,
    NoCrossing,
    Policy,
    Scenario,
    SchoolLock,
    Site,
    Trigger,
)
from gis.model import HistoryEntry, Issue, IssueState, Observation, ObservationKind, Walker
from gis.resources import load_toml

SCENARIO = Scenario(
    "方案“甲”",
    {
        "2141000002": Decision(
            LayoutStatus.MERGE,
            "2141000001",
            (("410000100001", "3141000003-P"),),
            bus_seats=19,
            year=2023,
            note="听证后",
            teachers=(("2141000001", 2), ("3141000003-P", None)),
            equipment_receiver="2141000001",
            premises="乡村“学前”教育",
        ),
        "3141000003-J": Decision(boarding=Boarding(beds=0, from_grade=7)),
        "2141000001": Decision(
            LayoutStatus.TEACHING_POINT, grades_kept=(1, 2, 3), year=2024, gradual=True, moves_year=2027,
            trigger=Trigger(30, 3), hand_over="东乡学校", new_code="2141000099",
        ),
        "3141000003-P": Decision(expansion=Expansion(4, 180, 1_250_000.5, 2023), grades_taught=(1, 2, 3, 4)),
        "2141000077": Decision(LayoutStatus.NEW, grades_taught=(1, 2), expansion=Expansion(places=90)),
    },
    note="说明",
    base="空",
    policy=Policy.LEAST_TIME,
    whole_settlements=True,
    sites=(
        Site("2141000077", "“新城”小学", "东乡", "211", 114.12345678901234, 36.1),
        Site("2141000078", "", "", "", np.nan, np.nan),
    ),
    locks=Locks(
        {"2141000001": SchoolLock.MUST_STAY, "2141000002": SchoolLock.UNDECIDED},
        (("410000100001", "410000100002"), ("410000100003", "410000100001")),
        (
            NoCrossing("107国道", "LINESTRING (114.1 36.1, 114.12345678901235 36.2)", ("410000100001",)),
            NoCrossing("水库", "POLYGON ((114 36, 115 36, 115 37, 114 36))", ()),
        ),
        120,
        0,
    ),
    evidence=(
        Evidence(
            "2141000002", "BJ-20", GateState.FAIL, "“意见”汇总", "2022-06-01", "东乡中心校", "二次", 30, 16,
            "status=merge; receiver_id=2141000001",
        ),
        Evidence("2141000077", "BJ-21", GateState.PENDING),
    ),
    network_edits=(
        NetworkEdit("e1", NetworkEditKind.CLOSE, "北“桥”", "POINT (114.1 36.1)", season="汛期", drive=False),
        NetworkEdit(
            "e2", NetworkEditKind.ADD, "新路", "LINESTRING (114.1 36.1, 114.12345678901235 36.2)",
            road_class="tertiary", running_kph=35.5, note="在建",
        ),
        NetworkEdit("e3", NetworkEditKind.BARRIER, "滑坡体", "POLYGON ((114 36, 115 36, 115 37, 114 36))"),
    ),
)


OBSERVATIONS = (
    Observation("u1", ObservationKind.PHOTO, "2141000002", wkt="POINT (114 36)", photo=b"\xff\xd8"),
    Observation("u2", ObservationKind.WALKING_TIME, "410000100001", "2141000002", minutes=12.5, author="甲"),
    Observation("u3", ObservationKind.WALKING_TIME, "410000100001", minutes=9, walker=Walker.ADULT),
)
BUS_STOP = {
    "line_id": "1路", "sequence": 1, "stop": "北站", "lon": 114.02, "lat": 35.99, "minutes_from_start": 0,
    "headway_min": 20, "first_departure": "06:30", "last_departure": "", "both_directions": True,
}  # fmt: skip
FORECAST_FRAMES = {
    "population": {
        "source": ["survey", "births"], "place_kind": ["settlement", "county"],
        "place_id": ["410000100001", ""], "year": [2022, 2021], "age": [4, 0], "children": [7, 0],
    },
    "enrolment_history": {"school_id": ["2141000001"], "grade": [3], "year": [2019], "pupils": [41]},
    "housing": {
        "place_kind": ["township"], "place_id": ["东乡"], "note": ["二期“南苑”"], "year": [2025],
        "dwellings": [300], "pupils_per_dwelling": [np.nan],
    },
}  # fmt: skip
HISTORY = (
    HistoryEntry("2026-01-02T03:04:05Z", "1.0", "history_a", {"rows": 3, "files": [{"sha256": "ab"}]}),
    HistoryEntry("2026-01-02T03:04:06Z", "1.1", "history_b"),
)


@pytest.fixture
def plan(county_plan):
    issue = Issue("warning", "village_without_road", "a.csv", "表", 3, "经度", "v", {"name": "西<沟>村"})
    accepted = replace(issue, state=IssueState.ACCEPTED, reason="已核实")
    feeders = pd.DataFrame({"from_school_id": ["2141000001"], "to_school_id": ["3141000003-J"]}, dtype="str")
    reported = pd.DataFrame(
        {
            "settlement_id": ["410000100001"] * 2,
            "school_id": ["2141000002"] * 2,
            "mode": ["步行", ""],
            "pupils": [3, 1],
            "distance_m": [850.0, np.nan],
        }
    ).astype({"settlement_id": "str", "school_id": "str", "mode": "str"})
    told = replace(
        county_plan, feeders=feeders, reported_travel=reported, history=HISTORY, observations=OBSERVATIONS,
        bus_stops=bus_frame([BUS_STOP, {**BUS_STOP, "sequence": 2, "stop": "南站", "minutes_from_start": 9}]),
        **{
            table: pd.DataFrame(columns).astype(getattr(county_plan, table).dtypes)
            for table, columns in FORECAST_FRAMES.items()
        },
    )  # fmt: skip
    return told.with_scenario(SCENARIO).with_scenario(Scenario("空")).with_issues([issue, accepted])


@pytest.fixture
def saved(plan, tmp_path):
    path = tmp_path / "某县 计划.gpkg"
    save_plan(plan, path)
    return path


def assert_equal_plans(one, other):
    for name in ("meta", "issues", "sources", "scenarios", "rules", "history", "observations"):
        assert getattr(one, name) == getattr(other, name), name
    assert list(one.scenarios) == list(other.scenarios)
    frames_of_a_plan = ("boundary", "settlements", "schools", "attendance", "zones", "feeders", "bus_stops")
    for name in (*frames_of_a_plan, "reported_travel", *FORECAST_FRAMES):
        frames = [getattr(plan, name) for plan in (one, other)]
        assert type(frames[0]) is type(frames[1])
        pd.testing.assert_frame_equal(
            *(pd.DataFrame(f.drop(columns="geometry", errors="ignore")) for f in frames)
        )
        if isinstance(frames[0], gpd.GeoDataFrame):
            assert frames[0].crs == frames[1].crs
            assert frames[0].geometry.to_wkb().tolist() == frames[1].geometry.to_wkb().tolist()
    assert one.roads.digest == other.roads.digest
    assert one.roads.has_footpaths == other.roads.has_footpaths
    assert one.roads.crs == other.roads.crs
    assert list(one.travel) == list(other.travel)
    for mode, times in one.travel.items():
        again = other.travel[mode]
        for name in ("seconds", "metres"):
            assert getattr(times, name).tobytes() == getattr(again, name).tobytes()
        assert replace(times, seconds=None, metres=None) == replace(again, seconds=None, metres=None)


def test_open_save_open_gives_an_equal_plan(plan, saved, tmp_path):
    opened = open_plan(saved)
    assert_equal_plans(plan, opened)
    save_plan(opened, tmp_path / "again.gpkg")
    assert_equal_plans(opened, open_plan(tmp_path / "again.gpkg"))


def test_unknown_positions_and_unknown_numbers_stay_unknown(plan, tmp_path):
    schools = plan.schools.copy()
    schools.loc["2141000002", ["geometry", "enrolment"]] = None, np.nan
    save_plan(replace(plan, schools=schools), tmp_path / "a.gpkg")
    opened = open_plan(tmp_path / "a.gpkg").schools
    assert opened.geometry.iloc[1] is None
    assert np.isnan(opened["enrolment"].iloc[1])


def test_a_plan_without_anything_optional(plan, tmp_path):
    bare = replace(plan, travel={}, scenarios={}, issues=(), sources=(), rules={})
    save_plan(bare, tmp_path / "a.gpkg")
    assert_equal_plans(bare, open_plan(tmp_path / "a.gpkg"))


def test_a_plan_whose_tables_lack_optional_columns_can_be_opened_again(plan, tmp_path):
    schools = plan.schools.drop(columns=["beds", "note", "is_central"])
    save_plan(replace(plan, schools=schools), tmp_path / "a.gpkg")
    opened = open_plan(tmp_path / "a.gpkg").schools
    assert opened["beds"].isna().all()
    assert opened.columns.tolist() == plan.schools.columns.tolist()
    save_plan(replace(plan, schools=schools.drop(columns="name")), tmp_path / "b.gpkg")
    assert refusal(tmp_path / "b.gpkg") == "plan_damaged"


def test_a_file_whose_evidence_does_not_tell_its_decision_says_nothing_of_it(plan, saved):
    with sqlite3.connect(saved) as connection:
        connection.execute("ALTER TABLE evidence DROP COLUMN decision")
    connection.close()
    told = [one.evidence for one in open_plan(saved).scenarios.values()]
    assert told == [tuple(replace(e, decision="") for e in s.evidence) for s in plan.scenarios.values()]


def test_no_file_beside_the_plan_remains(saved):
    assert [path.name for path in saved.parent.iterdir() if path.is_file()] == [saved.name]


# ---- what others see


def test_geopackage_is_registered_and_sound(saved):
    with contextlib.closing(sqlite3.connect(saved)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        contents = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
        systems = {row[0] for row in connection.execute("SELECT srs_id FROM gpkg_geometry_columns")}
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    features = {name for name, kind in contents.items() if kind == "features"}
    assert features == set(project.LAYERS)
    assert set(contents) <= tables
    assert set(contents) == set(load_toml("schemas", "plan.toml")["titles"]), "each has its title"
    assert systems == {4490}


def test_gdal_reads_every_layer_and_table(plan, saved):
    layers = dict(pyogrio.list_layers(saved).tolist())
    assert layers["schools"] == "Point"
    assert layers["issues"] is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for layer in layers:
            frame = pyogrio.read_dataframe(saved, layer=layer)
            if layer != "zones":
                assert len(frame) or layer == "barriers", layer
    schools = pyogrio.read_dataframe(saved, layer="schools")
    assert schools["pupils_g1"].dtype == "int32" or schools["pupils_g1"].dtype == "int64"
    assert schools["is_central"].tolist() == [True, False, False, False]
    attendance = pyogrio.read_dataframe(saved, layer="attendance", read_geometry=False)
    assert attendance["pupils"].sum() == plan.attendance["pupils"].sum()


def test_columns_have_chinese_titles(saved):
    info = pyogrio.read_info(saved, layer="schools")
    assert "floor_area_m2" in info["fields"], "names stay what they are"
    with contextlib.closing(sqlite3.connect(saved)) as connection:
        titles = dict(
            connection.execute(
                "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'schools'"
            )
        )
    assert titles["floor_area_m2"] == "校舍建筑面积(㎡)"
    assert set(titles) | {"fid", "geom"} >= set(info["fields"])


def test_issues_are_sentences_a_person_reads(plan, saved):
    with contextlib.closing(sqlite3.connect(saved)) as connection:
        rows = connection.execute('SELECT file, "row", what, what_to_do FROM issues').fetchall()
    assert rows[-1][:2] == ("a.csv", 3)
    assert rows[-1][2:] == tuple(plan.issues[-1].describe())


def test_edited_roads_make_travel_anew(plan, saved):
    """Somebody deletes a road in QGIS: the journeys must not stay as they were."""
    with contextlib.closing(sqlite3.connect(saved)) as connection, connection:
        for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger[0]}"')
        connection.execute("DELETE FROM roads WHERE highway = 'residential'")
    opened = open_plan(saved)
    find(opened.issues, "plan_edited_outside")
    before, after = plan.travel["walk_g1_3"], opened.travel["walk_g1_3"]
    north = before.origin_ids.index("410000100003")
    assert not np.isnan(before.seconds[north]).any()
    assert np.isnan(after.seconds[north]).all()
    assert after.network_digest == opened.roads.digest


# ---- files that are no plan: one sentence each, nothing changed


def refusal(path):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(PlanFileError) as caught:
        open_plan(path)
    assert path.name in str(caught.value)
    assert "请" in str(caught.value)
    if before is not None:
        assert path.read_bytes() == before
    return caught.value.code


def test_missing_folder_empty_and_another_format(tmp_path):
    assert refusal(tmp_path / "没有.gpkg") == "plan_missing"
    (tmp_path / "夹.gpkg").mkdir()
    assert refusal(tmp_path / "夹.gpkg") == "plan_not_a_plan"
    (tmp_path / "空.gpkg").touch()
    assert refusal(tmp_path / "空.gpkg") == "plan_damaged"
    (tmp_path / "文.gpkg").write_text("不是计划" * 100, encoding="utf-8")
    assert refusal(tmp_path / "文.gpkg") == "plan_not_a_plan"


def test_a_foreign_geopackage_and_a_foreign_database(tmp_path, plan):
    plan.boundary.to_file(tmp_path / "b.gpkg")
    assert refusal(tmp_path / "b.gpkg") == "plan_not_a_plan"
    with contextlib.closing(sqlite3.connect(tmp_path / "c.gpkg")) as connection, connection:
        connection.execute("CREATE TABLE a (b)")
    assert refusal(tmp_path / "c.gpkg") == "plan_not_a_plan"


@pytest.mark.parametrize("share", [0.0001, 0.05, 0.5, 0.9, 0.999])
def test_truncated(saved, share):
    data = saved.read_bytes()
    saved.write_bytes(data[: int(len(data) * share)])
    assert refusal(saved) == "plan_damaged"


def test_overwritten_pages(saved):
    data = bytearray(saved.read_bytes())
    data[8192 : len(data) - 4096] = bytes(len(data) - 4096 - 8192)
    saved.write_bytes(data)
    assert refusal(saved) == "plan_damaged"


@pytest.mark.parametrize("table", ["travel_times", "schools", "decisions", "roads"])
def test_a_table_is_missing(saved, table):
    with contextlib.closing(sqlite3.connect(saved)) as connection, connection:
        connection.execute(f"DROP TABLE {table}")
    assert refusal(saved) == "plan_damaged"


def test_a_matrix_of_the_wrong_size(saved):
    with contextlib.closing(sqlite3.connect(saved)) as connection, connection:
        connection.execute("UPDATE travel_times SET seconds = x'0000'")
    assert refusal(saved) == "plan_damaged"


@pytest.mark.parametrize("table", ["issues", "history"])
def test_values_of_another_kind(saved, table):
    with contextlib.closing(sqlite3.connect(saved)) as connection, connection:
        connection.execute(f"UPDATE {table} SET \"values\" = '7'")
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    assert refusal(saved) == "plan_damaged"


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM boundary", "UPDATE decisions SET bus_seats = 1e30", "UPDATE decisions SET year = 1e10"],
)
def test_a_plan_without_boundary_or_with_a_count_beyond_all_counts_is_damaged(saved, damage):
    with contextlib.closing(sqlite3.connect(saved)) as connection, connection:
        for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger[0]}"')
        assert connection.execute(damage).rowcount
    assert refusal(saved) == "plan_damaged"


def test_a_newer_plan_is_refused_in_a_plain_sentence(saved):
    with contextlib.closing(sqlite3.connect(saved)) as connection, connection:
        newer = (str(SCHEMA_VERSION + 1),)
        connection.execute("UPDATE xiaotu_meta SET value = ? WHERE key = 'schema_version'", newer)
        connection.execute("DROP TABLE travel_times")
    assert refusal(saved) == "plan_newer"


def test_exclusively_locked_is_told(saved):
    with contextlib.closing(sqlite3.connect(saved, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PlanFileError) as caught:
            open_plan(saved)
    assert caught.value.code == "plan_locked"


# ---- saving over a file


def assert_refused(plan, path, code):
    before = path.read_bytes()
    with pytest.raises(PlanFileError) as caught:
        save_plan(plan, path)
    assert caught.value.code == code
    assert path.name in str(caught.value)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*saving*"))


def test_a_second_connection_in_wal_holds_the_plan(plan, saved):
    """As QGIS does it: replacing the file under its log would bring the old content back."""
    with contextlib.closing(sqlite3.connect(saved)) as qgis:
        assert qgis.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
        qgis.execute("UPDATE sources SET rows = rows + 1")
        qgis.commit()
        assert saved.with_name(saved.name + "-wal").exists()
        assert_refused(plan, saved, "plan_in_use")
        assert open_plan(saved).sources[0].rows == plan.sources[0].rows + 1, "reading is allowed"
    save_plan(plan, saved)
    assert open_plan(saved).sources == plan.sources


def test_a_reader_in_wal_holds_the_plan(plan, saved):
    with contextlib.closing(sqlite3.connect(saved)) as qgis:
        qgis.execute("PRAGMA journal_mode=WAL")
        qgis.execute("SELECT count(*) FROM sources").fetchone()
        assert_refused(plan, saved, "plan_in_use")


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_writer_holds_the_plan(plan, saved, lock, monkeypatch):
    monkeypatch.setattr(replacing, "LOCK_WAIT_S", 0.05)
    with contextlib.closing(sqlite3.connect(saved, isolation_level=None)) as other:
        other.execute(lock)
        assert_refused(plan, saved, "plan_in_use")


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Windows itself refuses to replace an open file"
)
def test_another_process_has_the_file_open(plan, saved):
    code = "import sys; f = open(sys.argv[1], 'rb'); print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(saved)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        other.stdout.readline()
        assert_refused(plan, saved, "plan_in_use")
    finally:
        other.communicate()
    save_plan(plan, saved)


def test_the_log_of_a_program_that_crashed_is_merged(plan, saved, tmp_path):
    """Its committed change is in the log only; nobody holds the file, so the plan can be replaced."""
    with contextlib.closing(sqlite3.connect(saved)) as qgis:
        qgis.execute("PRAGMA journal_mode=WAL")
        qgis.execute("UPDATE sources SET rows = 77")
        qgis.commit()
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for suffix in ("", "-wal"):
            source = saved.with_name(saved.name + suffix)
            (crashed / source.name).write_bytes(source.read_bytes())
    path = crashed / saved.name
    assert {source.rows for source in open_plan(path).sources} == {77}
    save_plan(plan, path)
    assert open_plan(path).sources == plan.sources
    assert [file.name for file in crashed.iterdir()] == [path.name]


def test_logs_of_a_file_that_is_gone_do_not_spoil_the_new_one(plan, saved):
    saved.unlink()
    for suffix in ("-wal", "-journal"):
        saved.with_name(saved.name + suffix).write_bytes(b"rest of an old file")
    save_plan(plan, saved)
    assert_equal_plans(plan, open_plan(saved))


def test_a_failure_while_writing_leaves_the_old_file_whole(plan, saved, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(project.records, "write_records", fail)
    assert_refused(plan, saved, "plan_disk_full")


def test_windows_refuses_to_replace_an_open_file(plan, saved, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(replacing.os, "replace", refuse)
    monkeypatch.setattr(replacing, "REPLACE_PAUSE_S", 0)
    assert_refused(plan, saved, "plan_in_use")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file modes of Linux")
def test_the_mode_of_the_file_is_kept(plan, saved):
    saved.chmod(0o640)
    save_plan(plan, saved)
    assert saved.stat().st_mode & 0o777 == 0o640
