"""Unsaved work after a crash: found, described against the plan file, and gone when it is not needed."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from gis.io.project import open_plan, save_plan
from gis.io.recovery import About, WorkingCopy, describe_copy, find_copies
from gis.layout import Decision, LayoutStatus, Scenario
from gis.model import IssueState

GOLDEN = Path(__file__).with_name("golden") / "plan_v1.gpkg"


@pytest.fixture(scope="module")
def plan():
    return open_plan(GOLDEN)


@pytest.fixture
def edited(plan):
    """Three edits: one decision changed, a scenario added, another deleted; and an issue accepted."""
    decisions = {**plan.scenarios["方案甲"].decisions, "2141000001": Decision(LayoutStatus.RETAIN, note="x")}
    scenarios = {
        "方案甲": replace(plan.scenarios["方案甲"], decisions=decisions),
        "新": Scenario("新", {"2141000002": Decision(LayoutStatus.MERGE)}),
    }
    accepted = replace(plan.issues[0], state=IssueState.ACCEPTED, reason="已核实")
    return replace(plan, scenarios=scenarios, issues=(accepted, *plan.issues[1:]))


def crash_after_writing(folder, plan, plan_path):
    """Another process writes its copy and is killed."""
    listen, told = os.pipe()
    child = os.fork()
    if child == 0:
        WorkingCopy(folder).write(plan, plan_path)
        os.write(told, b"written")
        signal.pause()
    os.read(listen, 10)
    held = find_copies(folder)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(listen)
    os.close(told)
    return held


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_after_a_crash_the_work_is_offered_with_what_differs(plan, edited, tmp_path):
    path, folder = tmp_path / "某县.gpkg", tmp_path / "copies"
    save_plan(plan, path)
    before = path.read_bytes()
    assert crash_after_writing(folder, edited, path) == {}, "the copy of a running program is its own"
    assert path.read_bytes() == before
    ((copy, about),) = find_copies(folder).items()
    assert (about.unit_name, about.plan_path) == ("某县", str(path))
    told = {issue.code: issue for issue in describe_copy(copy, about)}
    assert set(told) == {
        "recovery_scenario_changed", "recovery_scenario_new", "recovery_scenario_gone", "recovery_issues",
    }  # fmt: skip
    assert told["recovery_scenario_changed"].values == {"name": "方案甲", "schools": "东乡中心小学"}
    assert told["recovery_scenario_new"].values == {"name": "新", "count": "1"}
    assert all(issue.describe(language).what for issue in told.values() for language in ("zh", "en"))
    assert open_plan(copy).scenarios == edited.scenarios
    adopted = WorkingCopy(folder, copy)
    adopted.claim()
    assert find_copies(folder) == {}
    adopted.discard()
    assert list(folder.iterdir()) == []


def test_a_copy_that_was_left_is_offered_again(plan, tmp_path):
    copy = WorkingCopy(tmp_path / "copies")
    copy.write(plan, None)
    copy.write(replace(plan, scenarios={}), None)
    copy.leave()
    ((path, about),) = find_copies(tmp_path / "copies").items()
    assert path == copy.path
    assert describe_copy(path, about)[0].values == {"schools": "4", "scenarios": "0", "decisions": "0"}


def test_what_is_said_when_the_plan_file_is_gone_or_the_same_or_the_copy_is_damaged(plan, tmp_path):
    saved, copy = tmp_path / "某县.gpkg", WorkingCopy(tmp_path / "copies")
    save_plan(plan, saved)
    copy.write(plan, saved)

    def codes(plan_path):
        about = About("某县", plan_path, "2026-01-02T03:04:05+00:00")
        return [issue.code for issue in describe_copy(copy.path, about)]

    assert codes(str(saved)) == ["recovery_nothing"]
    assert codes(str(tmp_path / "weg.gpkg")) == ["recovery_file_unreadable"]
    copy.path.write_bytes(copy.path.read_bytes()[:5000])
    assert codes(str(saved)) == ["recovery_copy_damaged"]
    copy.discard()


def test_strange_files_in_the_folder_are_no_copies(tmp_path):
    assert find_copies(tmp_path / "none") == {}
    (tmp_path / "a.gpkg").write_bytes(b"x")
    (tmp_path / "b.gpkg").write_bytes(b"x")
    (tmp_path / "b.json").write_text("[]")
    assert find_copies(tmp_path) == {}
