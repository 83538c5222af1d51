"""The import dialog: own road lines, roads as evidence, and what was made of issues before."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from pytestqt.qtbot import QtBot
from shapely.geometry import LineString

sys.path.insert(0, str(Path(__file__).parents[1] / "gis" / "io"))

from rawcounty import write_county

import app.importing as importing
import gis.io.importer as importer
from app.dialogs.new_plan import NewPlanDialog
from app.main_window import MainWindow
from gis.io.issuelist import set_state
from gis.io.project import save_plan
from gis.model import Issue, IssueState, Plan
from gis.network.storage import assemble

Settle = Callable[[], None]
Read = list[dict[str, Any]]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return write_county(tmp_path / "raw")


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, files: dict[str, Path]) -> NewPlanDialog:
    """The dialog with the small county's files in it."""
    made = NewPlanDialog(window, window.document.runner, window.settings)
    qtbot.addWidget(made)
    for role, path in files.items():
        made.fill(role, path)
    return made


@pytest.fixture
def found(plan: Plan) -> Plan:
    """What the files hold: a county with an issue."""
    roads = assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers)
    issue = Issue("warning", "village_without_road", "villages.csv", row=3, values={"name": "甲"})
    return replace(plan, roads=roads, issues=(issue,))


@pytest.fixture
def read(found: Plan, monkeypatch: pytest.MonkeyPatch) -> Read:
    """What was asked of the importer, which gives back at once what the files hold."""
    asked: Read = []

    def import_plan(**given: Any) -> Plan:
        asked.append(given)
        return found

    monkeypatch.setattr(importer, "import_plan", import_plan)
    return asked


def own_roads(path: Path) -> Path:
    lines = [LineString([(114.005, 35.99), (114.095, 35.99)]), LineString([(114.05, 35.98), (114.05, 36.02)])]
    fields = {"甲": ["县道", "村道"], "乙": ["县道", "村道"], "限速": [40, 20]}
    gpd.GeoDataFrame(fields, geometry=lines, crs="EPSG:4490").to_file(path)
    return path


def go(dialog: NewPlanDialog, settle: Settle) -> None:
    dialog.go_button.click()
    settle()
    assert not dialog.fault.isVisibleTo(dialog), dialog.fault.text()


def test_own_road_lines_have_choices_and_these_are_remembered(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(dialog, settle)
    assert dialog.roads is None, "an OpenStreetMap file leaves nothing to choose"
    box = dialog.columns["schools"]._coordinates
    assert box is not None
    assert "已与道路比对" in box._evidence()
    assert "道路一半在" in box._evidence()
    dialog.back_button.click()
    dialog.fill("roads", own_roads(tmp_path / "roads.gpkg"))
    go(dialog, settle)
    page = dialog.roads
    assert page is not None
    assert page.mapping() == {"speed": "限速"}
    assert dialog._choices().road_columns == {}
    assert dialog._choices().road_tolerance_m is None
    page.use("甲", "class")
    page.use("乙", "class")
    assert "道路等级" in "".join(page.problems())
    assert not dialog.go_button.isEnabled(), "two fields for one thing"
    page.use("乙", "")
    page.use("限速", "")
    page.tolerance.setValue(5.0)
    page.crossings.setChecked(True)
    choices = dialog._choices()
    assert choices.road_columns == {"class": "甲", "speed": ""}
    assert (choices.road_tolerance_m, choices.join_crossings) == (5.0, True)
    go(dialog, settle)
    assert read[-1]["choices"] == choices
    dialog._turn(dialog.files)
    monkeypatch.setattr(importing, "survey_roads", lambda *a, **k: pytest.fail("the file is the same"))
    go(dialog, settle)
    assert dialog.roads is not None
    assert dialog.roads.mapping() == {"class": "甲"}
    assert dialog._choices().road_columns == {"class": "甲", "speed": ""}


def test_what_was_made_of_issues_is_taken_over_from_an_earlier_plan(
    dialog: NewPlanDialog, settle: Settle, tmp_path: Path, found: Plan, read: Read
) -> None:
    saved = tmp_path / "以前.gpkg"
    accepted = set_state(found, found.issues[0], IssueState.ACCEPTED, "学生寄宿")
    save_plan(accepted, saved)
    dialog.fill("earlier", saved)
    go(dialog, settle)
    go(dialog, settle)
    assert "earlier" not in read[-1], "it is no file of the import"
    assert dialog.drawn is not None
    assert dialog.drawn.plan.issues == accepted.issues
    assert "1 项沿用" in dialog.found._advice.text()
    dialog.found.show_plan(found, "他县")
    assert "沿用以前" not in dialog.found._advice.text()
    assert "他县" in dialog.found._advice.text()
    dialog.back_button.click()
    dialog.fill("earlier", tmp_path / "没有.gpkg")
    dialog.go_button.click()
    settle()
    assert "没有.gpkg" in dialog.fault.text()
    assert len(read) == 1, "told before the files are read"


def test_nothing_is_taken_over_from_another_county(found: Plan) -> None:
    accepted = set_state(found, found.issues[0], IssueState.ACCEPTED, "学生寄宿")
    other = replace(accepted, meta=replace(found.meta, unit_name="他县"))
    assert importing._carried(found, accepted) == (accepted, "")
    assert importing._carried(found, other) == (found, "他县")
