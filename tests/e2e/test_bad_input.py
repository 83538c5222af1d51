"""What goes wrong on the command line: one sentence that names it, an exit code, the plan unchanged."""

import csv
import io
import random
import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from app.cli import run
from gis.io.sample import sample_files

HEADER = "学校标识码,学校名称,学部,布局决定,接收学校,居民点代码,保留年级,实施学年,寄宿床位"
NEWER = "UPDATE xiaotu_meta SET value = '99' WHERE key = 'schema_version'"
ONE = "2141990013,运输队小学,,"


@pytest.fixture(scope="module")
def files():
    return sample_files()


@pytest.fixture(scope="module")
def made(tmp_path_factory, files):
    path = tmp_path_factory.mktemp("made") / "计划.gpkg"
    assert run(import_arguments(files, path)) == 0
    return path


@pytest.fixture
def plan(made, tmp_path):
    return shutil.copy(made, tmp_path / "计划[甲].gpkg")


def import_arguments(files, plan, **others):
    roles = ("roads", "boundary", "schools", "settlements", "pupils", "attendance")
    chosen = {role: files[role] for role in roles} | others
    return ["import", *(str(part) for role in roles for part in (f"--{role}", chosen[role])), str(plan)]


def refused(capsys, arguments, *, says):
    """Run a command that must end with 2 and one plain sentence."""
    capsys.readouterr()
    assert run([str(argument) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert re.search(says, error), error
    assert len(error.strip().splitlines()) == 1
    return error


@pytest.mark.parametrize("role", ["roads", "boundary", "schools", "settlements", "pupils", "attendance"])
@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "找不到文件"), (b"", "是空的"), (random.Random(7).randbytes(2000), "不是|损坏|编码")],
    ids=["missing", "empty", "junk"],
)
def test_a_file_that_cannot_be_used(files, tmp_path, capsys, role, content, says):
    bad = tmp_path / f"坏文件{files[role].suffix}"
    if content is not None:
        bad.write_bytes(content)
    plan = tmp_path / "p.gpkg"
    assert bad.name in refused(capsys, import_arguments(files, plan, **{role: bad}), says=says)
    assert not plan.exists()


@pytest.mark.parametrize("role", ["roads", "boundary", "schools"])
def test_a_file_that_was_cut_off(files, tmp_path, capsys, role):
    data = files[role].read_bytes()
    bad = tmp_path / f"半截{files[role].suffix}"
    bad.write_bytes(data[: len(data) // 2])
    refused(capsys, import_arguments(files, tmp_path / "p.gpkg", **{role: bad}), says="损坏")


def test_files_in_each_others_place(files, tmp_path, capsys):
    plan = tmp_path / "p.gpkg"
    refused(capsys, import_arguments(files, plan, schools=files["pupils"]), says="学校标识码")
    refused(capsys, import_arguments(files, plan, roads=files["schools"]), says="不是路网文件")
    refused(capsys, import_arguments(files, plan, boundary=files["roads"]), says="不是边界文件")
    refused(capsys, import_arguments(files, plan, attendance=files["pupils"]), says="学校标识码")


def test_a_folder_that_is_not_there_is_told_before_the_work(files, tmp_path, capsys):
    refused(capsys, import_arguments(files, tmp_path / "无" / "p.gpkg"), says="没有文件夹.*无")


def test_a_plan_that_is_there_is_not_overwritten(files, plan, capsys):
    before = plan.read_bytes()
    refused(capsys, import_arguments(files, plan), says=r"计划\[甲\].gpkg 已经存在")
    assert plan.read_bytes() == before


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([ONE + "撤销并入,龙宫小学", "2141990014,龙宫小学,,撤销并入"], "龙宫小学在本方案中也要撤销"),
        ([ONE + "撤销并入,运输队小学"], "不能并入它自己"),
        ([ONE + "撤销并入,龙宫小学", "2141990014,龙宫小学,,撤销并入,运输队小学"], "成了一圈"),
        ([ONE + "撤销并入,实验中学"], "不开设 1、2、3、4、5、6 年级"),
        ([ONE + "撤销并入,火星小学"], "火星小学"),
        (["999,不存在,,撤销并入,中山小学"], "999"),
        ([ONE + "保留,,,,,-5"], "负数"),
        ([ONE + "撤销并入,中山小学,123"], "123"),
        ([ONE + "撤销并入,中山小学", ONE + "保留"], "第 3 行"),
    ],
    ids=lambda value: None if isinstance(value, list) else value,
)
def test_decisions_that_cannot_be(plan, tmp_path, capsys, rows, says):
    table = tmp_path / "决定.csv"
    table.write_text("\n".join([HEADER, *rows]) + "\n", encoding="gb18030")
    before = plan.read_bytes()
    refused(capsys, ["scenario", plan, "--name", "甲", "--decisions", table], says=says)
    assert plan.read_bytes() == before


def test_a_decision_that_is_not_finished_comes_in_and_is_told(plan, tmp_path, capsys):
    table = tmp_path / "草稿.csv"
    table.write_text(f"{HEADER}\n{ONE}变更为教学点\n", encoding="utf-8")
    assert run(["scenario", str(plan), "--name", "草稿", "--decisions", str(table)]) == 0
    capsys.readouterr()
    assert run(["evaluate", str(plan), "--scenario", "草稿"]) == 0
    assert "保留年级" in "".join(capsys.readouterr())


@pytest.mark.parametrize(("name", "says"), [("baseline", "现状的名称"), ("", "没有名称"), ("  ", "没有名称")])
def test_names_that_no_scenario_can_have(plan, files, capsys, name, says):
    before = plan.read_bytes()
    refused(capsys, ["scenario", plan, "--name", name, "--decisions", files["decisions"]], says=says)
    assert plan.read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "找不到计划文件"),
        (lambda path: path.write_bytes(b""), "损坏"),
        (lambda path: path.write_bytes(b"hello"), "不是校图的计划文件"),
        (lambda path: path.write_bytes(path.read_bytes()[:200_000]), "损坏"),
        (lambda path: _execute(path, NEWER), "更新的版本"),
        (lambda path: _execute(path, "DROP TABLE attendance"), "损坏.*xiaotu recover"),
        (
            lambda path: _execute(path, "UPDATE attendance SET grade = 12 WHERE rowid = 3"),
            "损坏.*xiaotu recover",
        ),
    ],
    ids=["missing", "empty", "text", "cut", "newer", "table", "grade"],
)
@pytest.mark.parametrize("command", ["evaluate", "report"])
def test_plans_that_cannot_be_opened(plan, tmp_path, capsys, spoil, says, command):
    spoil(plan)
    before = plan.read_bytes() if plan.exists() else None
    more = ["--out", tmp_path / "out"] if command == "report" else []
    refused(capsys, [command, plan, *more], says=says)
    assert (plan.read_bytes() if plan.exists() else None) == before
    assert not (tmp_path / "out").exists()


def _execute(path, statement):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("begin", ["BEGIN EXCLUSIVE", "PRAGMA journal_mode = WAL"])
def test_a_plan_that_another_program_holds(plan, files, capsys, begin):
    with closing(sqlite3.connect(plan, isolation_level=None)) as other:
        other.execute(begin)
        other.execute("SELECT count(*) FROM schools").fetchone()
        arguments = ["scenario", plan, "--name", "甲", "--decisions", files["decisions"]]
        refused(capsys, arguments, says="其他程序")
        assert other.execute("SELECT count(*) FROM scenarios").fetchone() == (0,)


def test_a_scenario_that_is_not_there(plan, capsys):
    refused(capsys, ["evaluate", plan, "--scenario", "乙"], says="乙.*baseline")


@pytest.mark.parametrize("command", [["evaluate", "--json"], ["report", "--out"]], ids=["json", "report"])
def test_an_output_that_cannot_be_written(plan, tmp_path, capsys, command):
    taken = tmp_path / "占用"
    taken.write_text("") if command[0] == "report" else taken.mkdir()
    refused(capsys, [command[0], plan, command[1], taken], says="不能写入.*占用")


def test_names_are_printed_as_they_are(files, tmp_path, capsys):
    """Square brackets are markup to the terminal library: a county must not lose a part of its name."""
    boundary = tmp_path / "界.geojson"
    text = files["boundary"].read_text(encoding="utf-8")
    boundary.write_text(text.replace('"鹤山区"', '"鹤山区[/示例]:smile:"'), encoding="utf-8")
    plan = tmp_path / "p[x].gpkg"
    assert run(import_arguments(files, plan, boundary=boundary)) == 0
    printed = capsys.readouterr().out
    assert "鹤山区[/示例]:smile:" in printed
    assert "p[x].gpkg" in printed
    assert run(["evaluate", str(plan)]) == 0
    assert "鹤山区[/示例]:smile:" in capsys.readouterr().out


def test_a_spoilt_row_is_an_issue_and_the_good_rows_come_in(files, tmp_path, capsys):
    rows = list(csv.reader(io.StringIO(files["attendance"].read_text(encoding="gb18030"))))
    lost = int(rows[1][-1])
    rows[1][rows[0].index("学校标识码")] = "9999999999"
    bad = tmp_path / "就读.csv"
    with bad.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert run(import_arguments(files, tmp_path / "p.gpkg", attendance=bad)) == 1
    printed = capsys.readouterr().out
    assert f"{7915 - lost:,} 人" in printed
    assert re.search(rf"就读.csv 第 2 行 学校标识码\] 学校“9999999999”.*{lost} 名学生没有导入", printed)
