"""Checking a plan file, and sealed versions: what was changed afterwards is found."""

import os
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from dataclasses import replace

import pyogrio
import pytest

from gis.errors import InputError, PlanFileError
from gis.evaluation import evaluate
from gis.io.checkplan import check_plan
from gis.io.geopackage import geopackage_faults
from gis.io.history import history_on_disk, record_changes, record_report
from gis.io.project import open_plan, save_plan
from gis.io.sealing import seal_faults, seal_plan, side_file
from gis.layout import Decision, LayoutStatus, Scenario

SCENARIO = Scenario("方案甲", {"2141000002": Decision(LayoutStatus.MERGE, "2141000001")})


@pytest.fixture(scope="module")
def printed_file(county_plan, tmp_path_factory):
    """The county with a scenario whose figures were printed."""
    plan = record_changes(county_plan, county_plan.with_scenario(SCENARIO))
    plan = record_report(plan, "方案甲", evaluate(plan, "方案甲"), year=None)
    path = tmp_path_factory.mktemp("printed") / "某县.gpkg"
    save_plan(plan, path)
    return path


@pytest.fixture
def path(printed_file, tmp_path):
    return shutil.copy2(printed_file, tmp_path / printed_file.name)


def run_sql(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def found(path):
    check = check_plan(path)
    for issue in (*check.findings, *check.passed):
        for language in ("zh", "en"):
            assert issue.describe(language).what
    return [issue.code for issue in check.findings]


def test_a_plan_as_saved_passes_and_gives_the_same_figures(path):
    before = path.read_bytes()
    check = check_plan(path)
    assert check.findings == ()
    assert {issue.code for issue in check.passed} == {
        "check_database_whole", "check_geopackage_valid", "check_schema_current", "check_ids_known",
        "check_travel_fits", "check_log_whole", "check_figures_same",
    }  # fmt: skip
    assert path.read_bytes() == before


EDITS = {
    "pupils, decisions and parameters": (
        [
            "UPDATE attendance SET pupils = 9, school_id = '9999999999' WHERE fid = 1",
            "UPDATE decisions SET receiver_id = '3141000003-P'",
            "UPDATE rules SET content = json_set(content, '$.x', 1) WHERE name = 'travel'",
        ],
        {"check_unknown_id", "check_content_not_logged", "check_travel_stale", "check_scenario_refused"},
    ),
    "places that are not there": (
        [
            "INSERT INTO locks VALUES (NULL, '方案甲', 'undecided', '9999999999', NULL)",
            "INSERT INTO housing VALUES (NULL, 'township', '没有乡', '', 2025, 10, 0.3)",
            "INSERT INTO population VALUES (NULL, 'survey', 'settlement', '9', 2022, 3, 1)",
        ],
        {"check_unknown_id", "check_content_not_logged"},
    ),
    "one pupil more": (
        ["UPDATE attendance SET pupils = pupils + 1 WHERE fid = 1"],
        {"check_content_not_logged"},
    ),
    "last entry gone": (["DELETE FROM history WHERE fid = 3"], {"check_log_cut"}),
    "an entry redated, a figure beautified": (
        [
            "UPDATE history SET \"when\" = '2020-01-01' WHERE fid = 1",
            "UPDATE history SET \"values\" = replace(\"values\", '[0, 4]', '[0, 3]') WHERE fid = 3",
        ],
        {"check_log_broken", "check_log_cut", "check_figures_differ"},
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_behind_the_program_is_found(path, edit):
    statements, codes = EDITS[edit]
    run_sql(path, *statements)
    assert set(found(path)) == codes


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("PRAGMA application_id = 0", "2"),
        ("PRAGMA user_version = 0", "2"),
        ("DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = -1", "11"),
        ("UPDATE gpkg_contents SET srs_id = 999 WHERE table_name = 'zones'", "14"),
        ("DROP TABLE zones", "14"),
        ("DELETE FROM gpkg_geometry_columns WHERE table_name = 'barriers'", "22"),
        ("DELETE FROM gpkg_contents WHERE table_name = 'barriers'", "23"),
        ("UPDATE gpkg_geometry_columns SET geometry_type_name = 'DOT' WHERE table_name = 'roads'", "25"),
        ("UPDATE gpkg_geometry_columns SET srs_id = 4326 WHERE table_name = 'roads'", "146"),
        ("DROP TABLE rtree_schools_geom", "77"),
        ("DROP TABLE gpkg_contents", "10, 13, 21"),
        ("ALTER TABLE gpkg_contents RENAME COLUMN srs_id TO other", "10, 13, 21"),
    ],
)
def test_every_broken_rule_of_geopackage_is_named(path, statement, rule):
    run_sql(path, "PRAGMA foreign_keys = OFF", statement)
    with closing(sqlite3.connect(path)) as connection:
        assert rule in {number for number, _ in geopackage_faults(connection)}


def test_figures_of_an_earlier_state_are_not_called_wrong(path):
    plan = open_plan(path)
    schools = plan.schools.copy()
    schools.loc["2141000002", "enrolment"] = 31.0
    save_plan(record_changes(plan, replace(plan, schools=schools)), path)
    check = check_plan(path)
    assert check.findings == ()
    assert "check_figures_earlier" in [issue.code for issue in check.passed]


def test_what_is_no_plan_is_unusable(tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + bytes(2000))
    with pytest.raises(PlanFileError):
        check_plan(path)


# ---- sealed versions


@pytest.fixture(scope="module")
def sealed_files(printed_file, tmp_path_factory):
    """A folder with a plan and its sealed version."""
    folder = tmp_path_factory.mktemp("sealed")
    plan = shutil.copy2(printed_file, folder / "某县.gpkg")
    return folder, seal_plan(plan, "公示稿/一", folder / "封存").relative_to(folder)


@pytest.fixture
def pair(sealed_files, tmp_path):
    """Copies of the plan and of its sealed version."""
    folder, sealed = sealed_files
    shutil.copytree(folder, tmp_path / "files")
    return tmp_path / "files" / "某县.gpkg", tmp_path / "files" / sealed


def test_sealed_copy_is_hashed_read_only_and_logged(pair):
    path, sealed = pair
    assert sealed.name == "某县_公示稿_一.gpkg"
    assert not stat.S_IMODE(sealed.stat().st_mode) & stat.S_IWUSR
    entry = history_on_disk(path)[-1]
    assert (entry.action, entry.values["name"]) == ("history_sealed", "公示稿/一")
    assert entry.values["sha256"] == side_file(sealed).read_text("utf-8").split()[0]
    if shutil.which("sha256sum"):
        checking = ["sha256sum", "--check", "--status", side_file(sealed).name]
        assert subprocess.run(checking, cwd=sealed.parent, check=False).returncode == 0
    assert found(path) == []
    assert found(sealed) == []


def test_a_sealed_copy_is_never_written_again(pair, tmp_path):
    path, sealed = pair
    bytes_before = sealed.read_bytes()
    plan = open_plan(sealed)
    for later in (plan, record_changes(plan, plan)):
        with pytest.raises(PlanFileError) as refusal:
            save_plan(later, sealed)
        assert refusal.value.code == "plan_sealed"
    with pytest.raises(InputError, match="已有封存版"):
        seal_plan(path, "公示稿/一", sealed.parent)
    with pytest.raises(InputError, match="本身就是封存版"):
        seal_plan(sealed, "再封", sealed.parent)
    assert sealed.read_bytes() == bytes_before
    elsewhere = tmp_path / "另存.gpkg"
    save_plan(record_changes(plan, plan), elsewhere)
    assert history_on_disk(elsewhere)[-1].action == "history_unsealed"


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_a_sealed_copy_changed_all_the_same_is_found(pair):
    _, sealed = pair
    sealed.chmod(0o644)
    run_sql(sealed, "UPDATE issues SET what = 'x'")  # a sentence that nobody reads back
    assert set(found(sealed)) == {"check_seal_writable", "check_seal_broken"}
    side_file(sealed).unlink()
    faults = {issue.code for issue in seal_faults(sealed, "公示稿/一")}
    assert faults == {"check_seal_writable", "check_seal_without_digest"}


def test_a_seal_that_cannot_be_logged_leaves_nothing(path, tmp_path, monkeypatch):
    from gis.io import sealing

    def refuse(plan, target):
        if target == path:
            raise PlanFileError("plan_in_use", file=path.name)
        save_plan(plan, target)

    monkeypatch.setattr(sealing, "save_plan", refuse)
    with pytest.raises(PlanFileError):
        seal_plan(path, "公示稿", tmp_path / "封存")
    assert list((tmp_path / "封存").iterdir()) == []
    with pytest.raises(InputError, match="没有名称"):
        seal_plan(path, " ", tmp_path)


# ---- what other programs see


def test_other_programs_see_valid_layers(path):
    """QGIS and GDAL ask for these: application_id, version, contents, geometry columns, reference systems."""
    with closing(sqlite3.connect(path)) as connection:
        assert list(geopackage_faults(connection)) == []
        assert connection.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"GPKG", "big")
        layers = dict(
            connection.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns").fetchall()
        )
        listed = connection.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
    assert layers == {
        "boundary": "POLYGON", "settlements": "POINT", "schools": "POINT", "roads": "LINESTRING",
        "road_nodes": "POINT", "barriers": "GEOMETRY", "network_edits": "GEOMETRY", "sites": "POINT",
        "no_crossing": "GEOMETRY",
    }  # fmt: skip
    assert {table for table, kind in listed if kind == "features"} == set(layers)
    assert set(dict(pyogrio.list_layers(path))) == {table for table, _ in listed}
    for layer in layers:
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
        assert info["crs"] == "EPSG:4490"
        frame = pyogrio.read_dataframe(path, layer=layer)
        assert len(frame) == info["features"]
        assert frame.geometry.is_valid.all() or layer == "settlements"
        if len(frame):
            west, south, east, north = frame.total_bounds
            assert 113.9 < west <= east < 114.2
            assert 35.9 < south <= north < 36.1
    assert len(pyogrio.read_dataframe(path, layer="settlements", bbox=(114.04, 35.98, 114.06, 36.0))) == 1
