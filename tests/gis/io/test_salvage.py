"""Damaged plans: everything that can be read comes back, everything missing is told, the file stays."""

import contextlib
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import run
from gis.errors import PlanFileError
from gis.evaluation.engine import evaluate
from gis.io.project import open_plan, save_plan
from gis.io.salvage import salvage_plan, salvage_report
from gis.layout import Locks, NetworkEdit, NetworkEditKind, NoCrossing, Policy, SchoolLock, Site

GOLDEN = Path(__file__).with_name("golden") / "plan_v1.gpkg"
PAGE = 4096


@pytest.fixture(scope="module")
def plan():
    return open_plan(GOLDEN)


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    """The bytes of a plan file of today."""
    path = tmp_path_factory.mktemp("whole") / "a.gpkg"
    save_plan(plan, path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "某县.gpkg"


def root_page(content, table, tmp_path):
    probe = tmp_path / "probe.gpkg"
    probe.write_bytes(content)
    with contextlib.closing(sqlite3.connect(probe)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return connection.execute(query, (table,)).fetchone()[0]


def without_page(content, number, filling=b"\x00"):
    start = (number - 1) * PAGE
    return content[:start] + filling * PAGE + content[start + PAGE :]


def told(plan):
    return {issue.code: issue for issue in salvage_report(plan)}


def lost_tables(plan):
    lost = ("salvage_rows_lost", "salvage_rows_unknown")
    return {issue.values["table"] for issue in plan.issues if issue.code in lost}


def salvage(path, content):
    path.write_bytes(content)
    with pytest.raises(PlanFileError):
        open_plan(path)
    try:
        return salvage_plan(path)
    finally:
        assert path.read_bytes() == content
        assert [file.name for file in path.parent.iterdir() if file.name != "probe.gpkg"] == [path.name]


def test_what_can_be_made_again_or_changes_no_figure_is_merely_told(plan, whole, path, tmp_path):
    without_travel = without_page(whole, root_page(whole, "travel_times", tmp_path))
    saved = salvage(path, without_page(without_travel, root_page(whole, "sources", tmp_path)))
    assert evaluate(saved, "方案甲").to_dict()["headline"] == evaluate(plan, "方案甲").to_dict()["headline"]
    assert saved.meta.mark == plan.meta.mark, "no mark: the inputs are all there"
    assert "salvage_travel_anew" in told(saved)
    assert lost_tables(saved) == {"来源文件"}
    assert len(saved.issues) > len(salvage_report(saved))


def test_a_lost_table_of_inputs_is_told_and_marks_every_page(plan, whole, path, tmp_path):
    saved = salvage(path, without_page(whole, root_page(whole, "attendance", tmp_path)))
    assert len(saved.attendance) == 0
    assert lost_tables(saved) == {"就读情况（现状）"}
    issue = told(saved)["salvage_rows_lost"]
    assert (issue.severity, issue.values["lost"]) == ("error", "5")
    assert saved.meta.mark.startswith(plan.meta.mark)
    assert saved.meta.mark != plan.meta.mark
    assert evaluate(saved).to_dict()["counts"]["pupils"]["after"] == 0


def test_rows_around_a_damaged_page_come_back(plan, path, tmp_path):
    """A long table of several pages, one of which is gone: the rows before and after it are there."""
    from dataclasses import replace

    import pandas as pd

    many = pd.concat([plan.attendance] * 400, ignore_index=True)
    many["pupils"] = range(len(many))
    save_plan(replace(plan, attendance=many), path)
    content = path.read_bytes()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.stat USING dbstat(main)")
        query = "SELECT pageno, ncell FROM stat WHERE name = 'attendance' AND pagetype = 'leaf'"
        leaves = connection.execute(query).fetchall()
    gone, rows = leaves[len(leaves) // 2]
    saved = salvage(path, without_page(content, gone, b"\xff"))
    kept = saved.attendance["pupils"].tolist()
    assert len(kept) == len(many) - rows
    assert kept == sorted(kept)
    assert told(saved)["salvage_rows_lost"].values["lost"] == f"{rows:,}"


def test_the_magic_words_at_the_start_are_gone(plan, whole, path):
    saved = salvage(path, b"\x00" * 100 + whole[100:])
    assert saved.meta == plan.meta
    assert saved.attendance.equals(plan.attendance)
    assert set(told(saved)) == {"salvage_opened"}


def test_a_file_of_the_first_version_lacks_nothing_that_it_never_had(plan, path, tmp_path):
    content = GOLDEN.read_bytes()
    saved = salvage(path, without_page(content, root_page(content, "sources", tmp_path)))
    assert lost_tables(saved) == {"来源文件"}


def test_a_copy_that_was_cut_off(plan, whole, path):
    saved = salvage(path, whole[: int(len(whole) * 0.6)])
    assert saved.schools.index.tolist() == plan.schools.index.tolist()
    assert told(saved)["salvage_opened"].values["file"] == path.name
    assert lost_tables(saved) or saved.attendance.equals(plan.attendance)
    save_plan(saved, path.with_name("rescued.gpkg"))
    again = open_plan(path.with_name("rescued.gpkg"))
    path.with_name("rescued.gpkg").unlink()
    assert salvage_report(again) == salvage_report(saved)


@pytest.mark.parametrize("content", [b"", b"not a plan" * 1000, b"SQLite format 3\x00" + b"\x01" * 9000])
def test_beyond_repair(path, content):
    with pytest.raises(PlanFileError) as caught:
        salvage(path, content)
    assert caught.value.code == "plan_beyond_repair"


def test_whatever_is_destroyed_the_rest_is_opened_or_refused_in_words(plan, whole, path):
    """Pages of zeros and of noise at any place; nothing is invented, nothing is missing without a word."""
    chance = random.Random(11)
    opened = 0
    for _ in range(4):
        content = whole
        for _ in range(chance.choice((1, 1, 2, 8))):
            number = chance.randrange(1, len(whole) // PAGE + 1)
            filling = bytes([chance.choice((0, 255, 13, chance.randrange(256)))])
            content = without_page(content, number, filling)
        path.write_bytes(content)
        try:
            saved = salvage_plan(path)
        except PlanFileError:
            continue
        opened += 1
        assert path.read_bytes() == content
        for name, title in (("schools", "学校（部）"), ("settlements", "居民点")):
            found, known = set(getattr(saved, name).index), set(getattr(plan, name).index)
            assert found <= known
            assert found == known or title in lost_tables(saved)
        pupils = saved.attendance["pupils"].sum()
        assert pupils == plan.attendance["pupils"].sum() or saved.meta.mark != plan.meta.mark
    assert opened >= 2


def test_changes_of_roads_come_back_and_a_spoilt_one_is_told(plan, path):
    edits = tuple(
        NetworkEdit(f"e{n}", NetworkEditKind.CLOSE, f"桥{n}", f"POINT (112.{n} 35)", season="汛期")
        for n in range(1, 4)
    )
    schools = {"2141000001": SchoolLock.MUST_STAY, "2141000002": SchoolLock.MUST_CLOSE}
    crossings = tuple(NoCrossing(name, "LINESTRING (112 35, 112 36)", ("v",)) for name in ("河", "路"))
    scenario = replace(
        plan.scenarios["方案甲"], network_edits=edits,
        sites=(Site("n1", "新校", "东乡", "211", 112.1, 35.1),),
        locks=Locks(schools, (), crossings, 50), base="空", policy=Policy.ZONES,
    )  # fmt: skip
    save_plan(plan.with_scenario(scenario), path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            " AND tbl_name IN ('network_edits', 'no_crossing')"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")  # they call functions of GDAL's
        connection.execute("UPDATE network_edits SET kind = 'explode' WHERE edit_id = 'e2'")
        connection.execute("UPDATE no_crossing SET settlement_ids = '[' WHERE name = '河'")
        connection.execute("UPDATE locks SET kind = 'perhaps' WHERE subject_id = '2141000002'")
    saved = salvage(path, path.read_bytes())
    made = saved.scenarios["方案甲"]
    assert made.locks == Locks({"2141000001": SchoolLock.MUST_STAY}, (), crossings[1:], 50)
    assert (made.sites, made.base, made.policy) == (scenario.sites, "空", "zones")
    assert {"方案中的锁定", "方案中不得跨越的道路、河流"} <= lost_tables(saved)
    assert saved.scenarios["方案甲"].network_edits == (edits[0], edits[2])
    losses = [issue.values for issue in saved.issues if issue.code == "salvage_rows_lost"]
    assert {"table": "方案中的道路改动", "kept": "2", "lost": "1"} in losses


# ---- on the command line


def test_a_damaged_plan_is_recovered_without_the_window(plan, whole, path, tmp_path, capsys):
    content = whole[: len(whole) // 2]
    path.write_bytes(content)
    assert run(["check", str(path)]) == 2
    told = capsys.readouterr().err
    assert "xiaotu recover" in told
    assert " B" not in told, "what SQLite says is no sentence for the user"
    saved = tmp_path / "新.gpkg"
    assert run(["recover", str(path), "--out", str(saved)]) in (0, 1)
    assert "已写入" in capsys.readouterr().out
    again = open_plan(saved)
    assert len(again.schools) == len(plan.schools)
    assert salvage_report(again), "the new file says what it lacks"
    assert path.read_bytes() == content
    other = tmp_path / "b.gpkg"
    for source, target in ((path, saved), (saved, other), (tmp_path / "没有.gpkg", other)):
        assert run(["recover", str(source), "--out", str(target)]) == 2
    said = capsys.readouterr().err
    for words in ("已经存在", "没有损坏", "没有.gpkg"):
        assert words in said
