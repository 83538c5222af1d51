"""What was made of an issue is kept, written down, and honoured by the exit code."""

import csv
from dataclasses import replace

import openpyxl
import pytest
from rawcounty import SETTLEMENTS, write_county

from app.__main__ import main
from gis.errors import InputError
from gis.io.issuelist import (
    blocks,
    carry_states,
    is_pending,
    issue_rows,
    set_state,
    write_issue_list,
)
from gis.io.project import open_plan
from gis.model import Issue, IssueState

ERROR = Issue("error", "settlement_repeated", "a.csv", "", 5, "代码", "V1", {"name": "=1+1", "code": "V1"})
HINT = Issue("info", "total_row_skipped", "a.csv", "", 9, values={"text": "合计"})


@pytest.fixture
def plan(county_plan):
    return replace(county_plan, issues=(ERROR, HINT))


def test_accepted_and_fixed_issues_are_not_pending(plan):
    assert blocks(plan.issues)
    assert list(map(is_pending, plan.issues)) == [True, False]
    accepted = set_state(plan, ERROR, IssueState.ACCEPTED, " 两村合并 \n 前的旧码 ")
    assert accepted.issues[0].reason == "两村合并 前的旧码"
    assert not blocks(accepted.issues)
    assert not any(map(is_pending, accepted.issues))
    fixed = set_state(plan, ERROR, "fixed")
    assert not blocks(fixed.issues)
    reopened = set_state(accepted, accepted.issues[0], IssueState.PROBLEM, "误点")
    assert reopened.issues == plan.issues
    assert plan.issues[0].state is IssueState.PROBLEM, "nothing is edited in place"


def test_accepting_needs_a_reason(plan):
    with pytest.raises(InputError) as fault:
        set_state(plan, ERROR, IssueState.ACCEPTED, "  ")
    assert fault.value.code == "issue_reason_missing"
    with pytest.raises(ValueError, match="no such issue"):
        set_state(plan, replace(ERROR, row=6), IssueState.FIXED)


def test_states_survive_a_new_import_of_the_same_files(plan):
    accepted = set_state(plan, ERROR, IssueState.ACCEPTED, "旧码")
    assert carry_states(plan, accepted).issues == accepted.issues
    for change in (
        {"file": "b.csv"},
        {"sheet": "2"},
        {"row": 6},
        {"column": "村"},
        {"code": "settlement_named_twice"},
        {"subject_id": "V2"},
        {"values": {"name": "甲", "code": "V1"}},
    ):
        other = replace(plan, issues=(replace(ERROR, **change),))
        assert carry_states(other, accepted).issues == other.issues, change


def test_what_was_marked_fixed_and_is_there_again_is_a_problem_again(plan):
    source = replace(plan.sources[0], file="a.csv")
    before = replace(set_state(plan, ERROR, IssueState.FIXED), sources=(source,))
    same = replace(plan, sources=(source,))
    assert carry_states(same, before).issues[0].state is IssueState.FIXED
    changed = replace(plan, sources=(replace(source, sha256="0" * 64),))
    assert carry_states(changed, before).issues[0].state is IssueState.PROBLEM


def test_the_list_has_every_issue_with_its_state(plan, tmp_path):
    village = plan.settlements.index[0]
    named = replace(plan, issues=(replace(ERROR, subject_id=village), HINT))
    accepted = set_state(named, named.issues[0], IssueState.ACCEPTED, "=旧码")
    write_issue_list(accepted, tmp_path / "清单.xlsx")
    page = openpyxl.load_workbook(tmp_path / "清单.xlsx").active
    rows = [[cell.value for cell in row] for row in page]
    assert rows[0][0] == "某县数据问题清单"
    first = dict(zip(rows[1], rows[2], strict=True))
    assert (first["序号"], first["程度"], first["处理状态"], first["理由"]) == (1, "错误", "已认可", "=旧码")
    assert (first["行"], first["对象名称"]) == (5, SETTLEMENTS[0][1])
    assert "=1+1" in first["问题"]
    assert len(rows) == 4
    write_issue_list(accepted, tmp_path / "清单.csv")
    text = (tmp_path / "清单.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(text.decode("utf-8-sig").splitlines()))
    assert table[1][3] == "'=旧码", "no cell is a formula"
    assert [row[0] for row in table[1:]] == ["1", "2"]
    assert len(issue_rows(accepted, "en")[0]["what"]) > 10


def test_other_kinds_of_list_and_locked_files_are_refused_in_words(plan, tmp_path):
    for path, code in ((tmp_path / "a.docx", "issue_list_format"), (tmp_path, "issue_list_format")):
        with pytest.raises(InputError) as fault:
            write_issue_list(plan, path)
        assert fault.value.code == code
    (tmp_path / "a.xlsx").mkdir()
    (tmp_path / "a.csv").mkdir()
    for name in ("a.xlsx", "a.csv"):
        with pytest.raises(InputError) as fault:
            write_issue_list(plan, tmp_path / name)
        assert fault.value.code == "output_not_writable"


def test_the_command_line(tmp_path, capsys):
    """An error blocks until it is accepted; the state is kept in the file, and by a new import."""
    repeated = [*SETTLEMENTS, [*SETTLEMENTS[0][:1], "又一村", *SETTLEMENTS[0][2:]]]
    files = write_county(tmp_path / "raw", settlements=repeated)
    plan_path = tmp_path / "plan.gpkg"
    options = [part for role, path in files.items() for part in (f"--{role}", str(path))]
    assert main(["import", str(plan_path), *options]) == 1
    errors = [i for i, issue in enumerate(open_plan(plan_path).issues, 1) if issue.severity == "error"]
    assert errors
    accept = [part for number in errors for part in ("--accept", str(number))]
    assert main(["issues", str(plan_path), *accept]) == 2, "no reason given"
    listed = ["--out", str(tmp_path / "清单.xlsx")]
    assert main(["issues", str(plan_path), *accept, "--reason", "旧村名", *listed]) == 0
    assert main(["import", str(plan_path), "--replace", *options]) == 0
    assert (tmp_path / "清单.xlsx").exists()
    plan = open_plan(plan_path)
    assert {plan.issues[number - 1].reason for number in errors} == {"旧村名"}
    assert "旧村名" not in capsys.readouterr().err
