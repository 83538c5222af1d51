"""The dialogs, without waiting for a hand: what they ask, what they refuse, what they give back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.dialogs.about import AboutDialog
from app.dialogs.fault import FaultDialog
from app.dialogs.new_plan import NewPlanDialog
from app.dialogs.report import ReportDialog
from app.dialogs.usage import UsageDialog
from app.main_window import MainWindow
from gis.model import Plan
from gis.report.approval import ApprovalRefused, Obstacle
from gis.resources import resource_path

Settle = Callable[[], None]


@pytest.fixture
def new_plan(window: MainWindow, qtbot: QtBot) -> NewPlanDialog:
    dialog = NewPlanDialog(window, window.document.runner, window.settings)
    qtbot.addWidget(dialog)
    return dialog


def fill_sample(dialog: NewPlanDialog) -> None:
    folder = resource_path("samples", "heshan")
    for role, name in {
        "roads": "roads.osm", "boundary": "boundary.geojson", "schools": "schools.xlsx",
        "settlements": "settlements.csv", "pupils": "pupils.csv", "attendance": "attendance.csv",
    }.items():  # fmt: skip
        dialog.fill(role, folder / name)


def look(dialog: NewPlanDialog, settle: Settle) -> None:
    """Turn to the columns, as the first click does."""
    dialog.go_button.click()
    settle()
    assert dialog.columns, dialog.fault.text()


def test_columns_are_shown_with_values_and_put_right_once(
    new_plan: NewPlanDialog, settle: Settle, tmp_path: Path
) -> None:
    fill_sample(new_plan)
    source = resource_path("samples", "heshan", "settlements.csv").read_text("gb18030")
    header, rest = source.split("\n", 1)
    strange = tmp_path / "settlements.csv"
    strange.write_text(header.replace("名称", "甲列") + "\n" + rest, "utf-8")
    assert "甲列" in strange.read_text("utf-8")
    new_plan.fill("settlements", strange)
    look(new_plan, settle)
    page = new_plan.columns["settlements"]
    assert "名称" in "".join(page.problems())
    assert not new_plan.go_button.isEnabled(), "a required column is lacking"
    page.use("甲列", "name")
    assert page.corrections() == {"name": "甲列"}
    assert new_plan.go_button.isEnabled()
    new_plan.go_button.click()
    settle()
    assert new_plan.drawn is not None, new_plan.fault.text()
    again = NewPlanDialog(new_plan.parentWidget(), new_plan._runner, new_plan._settings)
    for role, path in new_plan.files.files.items():
        again.fill(role, path)
    look(again, settle)
    assert not again.columns["settlements"].problems(), "what was put right is remembered for this shape"
    assert again._choices().columns["settlements"] == {"name": "甲列"}
    again.deleteLater()


def test_coordinates_are_the_users_word(new_plan: NewPlanDialog, settle: Settle) -> None:
    fill_sample(new_plan)
    look(new_plan, settle)
    assert new_plan._choices().coordinates == {}
    box = new_plan.columns["schools"]._coordinates
    assert box is not None
    box.choose("gcj02")
    assert new_plan._choices().coordinates == {"schools": "gcj02"}


def test_new_plan_from_the_sample_files(new_plan: NewPlanDialog, settle: Settle) -> None:
    assert not new_plan.go_button.isEnabled(), "nothing picked yet"
    fill_sample(new_plan)
    look(new_plan, settle)
    new_plan.go_button.click()
    assert not new_plan.body.isEnabled(), "no second click while it runs"
    settle()
    assert new_plan.drawn is not None
    plan = new_plan.drawn.plan
    assert plan.meta.unit_name == "鹤山区"
    assert str(len(plan.settlements)) in new_plan.found.summary.text()
    assert new_plan.found.issues.total_rows() == len(plan.issues)
    new_plan.go_button.click()
    assert new_plan.result() == QDialog.DialogCode.Accepted


def test_missing_file_is_named_and_the_dialog_stays(
    new_plan: NewPlanDialog, settle: Settle, tmp_path: Path
) -> None:
    fill_sample(new_plan)
    new_plan.fill("schools", tmp_path / "没有这个.xlsx")
    new_plan.go_button.click()
    settle()
    assert "没有这个.xlsx" in new_plan.fault.text()
    assert new_plan.drawn is None
    assert new_plan.go_button.isEnabled()


def test_import_can_be_cancelled(new_plan: NewPlanDialog, settle: Settle) -> None:
    fill_sample(new_plan)
    look(new_plan, settle)
    new_plan.go_button.click()
    new_plan.reject()
    settle()
    assert new_plan.drawn is None
    assert new_plan.body.isEnabled()


def test_report_writes_the_active_scenario(
    opened: MainWindow, qtbot: QtBot, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gis.report.bundle

    asked: list[tuple[str, Path, str, str]] = []

    def write(
        plan: Plan, evaluation: Any, folder: Path, *, version: str, stage: str, progress: Any
    ) -> list[Path]:
        if stage == "approval":
            raise ApprovalRefused([Obstacle("东头小学", "approval_pending", "BJ-20")])
        asked.append((evaluation.scenario, folder, version, stage))
        folder.mkdir(exist_ok=True)
        (folder / "总报告.pdf").write_bytes(b"%PDF")
        return [folder / "总报告.pdf"]

    monkeypatch.setattr(gis.report.bundle, "write_reports", write)
    dialog = ReportDialog(opened, opened.document, opened.settings)
    qtbot.addWidget(dialog)
    dialog._open_after.setChecked(False)
    dialog.folder.setText("")
    dialog.go()
    assert dialog.fault.text() == "请选一个文件夹。"
    dialog.folder.setText(str(tmp_path / "成果"))
    dialog.go()
    settle()
    assert asked == [("调整", tmp_path / "成果", "internal", "draft")]
    assert dialog.made == [tmp_path / "成果" / "总报告.pdf"]
    dialog.stage.setCurrentIndex(1)
    dialog.go()
    settle()
    assert dialog.obstacles.toPlainText() == "· 东头小学：BJ-20 多数家长同意，待取证。"
    assert "还不能生成报批稿" in dialog.fault.text()


def test_quiet_dialogs_say_what_they_are_for(window: MainWindow, qtbot: QtBot) -> None:
    about, usage = AboutDialog(window), UsageDialog(window)
    for dialog in (about, usage):
        qtbot.addWidget(dialog)
        dialog.show()
    assert about.list.count() >= 3
    assert len(about.text.toPlainText()) > 500


def test_fault_report_names_versions_and_trace(window: MainWindow, qtbot: QtBot) -> None:
    try:
        raise ValueError("未料到")
    except ValueError as fault:
        dialog = FaultDialog(window, fault)
    qtbot.addWidget(dialog)
    text = dialog.report.toPlainText()
    assert "ValueError: 未料到" in text
    assert "test_dialogs.py" in text
    assert "geopandas" in text


def test_a_boundary_without_coordinate_system_is_asked_for(
    new_plan: NewPlanDialog, settle: Settle, tmp_path: Path
) -> None:
    import geopandas as gpd

    fill_sample(new_plan)
    source = gpd.read_file(resource_path("samples", "heshan", "boundary.geojson"))
    source[["name", "geometry"]].to_file(tmp_path / "boundary.shp", encoding="utf-8")
    (tmp_path / "boundary.prj").unlink()
    new_plan.fill("boundary", tmp_path / "boundary.shp")
    new_plan.go_button.click()
    settle()
    assert not new_plan.columns
    assert "坐标系" in new_plan.fault.text()
    new_plan.files.answer("boundary", "coordinates", "degrees")
    look(new_plan, settle)
    assert new_plan._choices().coordinates == {"boundary": "degrees"}


def test_of_a_boundary_with_several_counties_the_named_one_is_taken(
    new_plan: NewPlanDialog, settle: Settle, tmp_path: Path
) -> None:
    import geopandas as gpd
    import pandas as pd

    fill_sample(new_plan)
    ours = gpd.read_file(resource_path("samples", "heshan", "boundary.geojson"))[["name", "geometry"]]
    other = ours.assign(name="邻县", geometry=ours.translate(1.0))
    both = gpd.GeoDataFrame(pd.concat([other, ours], ignore_index=True), crs=ours.crs)
    both.to_file(tmp_path / "counties.geojson")
    new_plan.fill("boundary", tmp_path / "counties.geojson")
    new_plan.go_button.click()
    settle()
    assert "邻县" in new_plan.fault.text()
    new_plan.files._unit.setText(str(ours["name"].iloc[0]))
    look(new_plan, settle)
