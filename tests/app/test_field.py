"""Field copies in the window: taking out, recording, bringing back, undoing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot
from shapely.geometry import Point

from app.dialogs.field_checkout import FieldCheckoutDialog
from app.dialogs.field_merge import FieldMergeDialog
from app.drawing import draw
from app.main_window import MainWindow
from gis.io.field import Area, marker_of
from gis.io.field.checkout import field_copy
from gis.io.field.merging import Take, merge_copy
from gis.io.field.observing import observe_note, observe_position, with_observations
from gis.io.project import open_plan
from gis.model import ObservationKind, Plan, Walker
from gis.network.storage import assemble

Settle = Callable[[], None]


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """The county with the digest that its roads really have."""
    return replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))


@pytest.fixture
def away(window: MainWindow, plan: Plan, settle: Settle, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window with a field copy open; a click on the map is a call of ``window.map.click``."""

    def ask_point(take: Callable[[float, float], object]) -> bool:
        window.map.click = take  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(window.map, "ask_point", ask_point)
    window.document.show(draw(field_copy(plan, area=["甲镇"], author="李")), None)
    settle()
    return window


def test_check_out_from_the_dialog(opened: MainWindow, qtbot: QtBot, settle: Settle, tmp_path: Path) -> None:
    assert not opened.field.dock.isVisible(), "the office plan has no field panel"
    dialog = FieldCheckoutDialog(opened, opened.document, opened.settings)
    qtbot.addWidget(dialog)
    assert not dialog.area.ways.buttons["map"].isEnabled(), "there is no map yet"
    townships = dialog.area.townships
    townships.item(1).setCheckState(townships.item(0).checkState().Checked)
    chosen = dialog.area.read()
    assert isinstance(chosen, list)
    dialog.author.setText("李")
    dialog.path.setText(str(tmp_path / "副本"))
    dialog.go_button.click()
    settle()
    assert dialog.result() == QDialog.DialogCode.Accepted
    marker = marker_of(open_plan(tmp_path / "副本.gpkg"))
    assert marker is not None
    assert (marker.area, marker.author) == (chosen[0], "李")
    dialog.go_button.click()
    settle()
    assert "副本.gpkg" in dialog.fault.text(), "an existing copy is not overwritten"


def test_other_areas_of_the_dialog(opened: MainWindow, qtbot: QtBot) -> None:
    extent = (113.0, 35.0, 114.0, 36.0)
    dialog = FieldCheckoutDialog(opened, opened.document, opened.settings, extent, "s1")
    qtbot.addWidget(dialog)
    area = dialog.area
    assert area.read() is None, "the whole county"
    area.ways.buttons["schools"].click()
    area.radius.setValue(2.0)
    around = area.read()
    assert isinstance(around, Area)
    assert "2 公里" in around.words
    ticked = next(row for row in range(area.schools.count()) if area.schools.item(row).checkState().value)
    area.filter.setText("没有这样的学校")
    shown = [row for row in range(area.schools.count()) if not area.schools.item(row).isHidden()]
    assert shown == [ticked], "what is ticked stays in sight"
    area.schools.item(ticked).setCheckState(Qt.CheckState.Unchecked)
    dialog.go_button.click()
    assert "还没有选学校" in dialog.fault.text()
    area.ways.buttons["map"].click()
    seen = area.read()
    assert isinstance(seen, Area)
    assert seen.shape.bounds == extent


def test_what_is_recorded_changes_no_figure_and_can_be_undone(
    away: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, panel = away.document, away.field.panel
    assert document.plan is not None
    before, place = document.plan, document.plan.settlements.geometry["v1"]
    assert away.field.dock.isVisible()
    assert "甲镇" in panel._about.text()
    panel.block_road()
    away.map.click(113.0, 35.0)  # type: ignore[attr-defined]
    assert "没有道路" in panel.refusal.text()
    assert document.undo_stack.count() == 0
    assert not panel.buttons["move"].isEnabled(), "of what?"
    away.selection.pick("settlement", "v1")
    panel.move_place()
    away.map.click(place.x + 0.001, place.y)  # type: ignore[attr-defined]
    panel.start_note()
    assert not panel.note_form.keep_button.isEnabled(), "an empty note is none"
    panel.note_form.write("桥窄")
    panel.note_form.keep()
    panel.start_walk()
    assert panel.walk_form.other_id() == "s1", "the school that most pupils go to"
    panel.walk_form.spin.setValue(25)
    panel.walk_form.who.setCurrentIndex(panel.walk_form.who.findData("g1_3"))
    panel.walk_form.keep()
    assert "低年级孩子走到" in panel.list.item(0).text()
    panel.block_road()
    away.map.click(place.x + 0.002, place.y)  # type: ignore[attr-defined]
    panel.correct_road()
    away.map.click(place.x + 0.002, place.y)  # type: ignore[attr-defined]
    panel.road_form.speed.setValue(15)
    panel.road_form.keep()
    settle()
    kinds = [seen.kind for seen in document.plan.observations]
    assert kinds == [
        ObservationKind.POSITION, ObservationKind.NOTE, ObservationKind.WALKING_TIME,
        ObservationKind.BLOCKED_ROAD, ObservationKind.ROAD,
    ]  # fmt: skip
    assert {seen.author for seen in document.plan.observations} == {"李"}
    assert document.plan.observations[2].walker is Walker.G1_3
    assert panel.list.count() == 5
    assert document.plan.travel is before.travel
    assert document.plan.settlements is before.settlements
    panel.list.item(0).setSelected(True)
    panel.remove()
    assert len(document.plan.observations) == 4
    for _ in range(6):
        document.undo_stack.undo()
    assert document.plan.observations == ()
    (tmp_path / "x.jpg").write_bytes(b"no picture")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(tmp_path / "x.jpg"), ""))
    panel.add_photo()
    settle()
    assert "x.jpg" in panel.refusal.text()


@pytest.fixture
def merging(opened: MainWindow, plan: Plan, qtbot: QtBot) -> FieldMergeDialog:
    """The dialog with one conflict (v1 moved on both sides) and one proposed note."""
    place = plan.settlements.geometry["v1"]
    copy = field_copy(plan, area=["甲镇"], author="李")
    copy = with_observations(
        copy,
        *observe_position(copy, "v1", place.x + 0.001, place.y, author="李"),
        observe_note("桥窄", subject_id="v2", author="李"),
    )
    frame = plan.settlements.copy()
    geometry = frame.geometry.copy()
    geometry.loc["v1"] = Point(place.x - 0.001, place.y)
    ours = replace(plan, settlements=frame.set_geometry(geometry))
    opened.document.edit_issues(ours, "")
    dialog = FieldMergeDialog(opened, opened.document, opened.selection)
    qtbot.addWidget(dialog)
    dialog.show_merge(merge_copy(ours, copy))
    return dialog


def test_conflicts_are_chosen_one_by_one(
    merging: FieldMergeDialog, opened: MainWindow, settle: Settle
) -> None:
    document = opened.document
    assert document.plan is not None
    before = document.plan
    (conflict,) = merging.merge.conflicts  # type: ignore[union-attr]
    assert conflict.key not in merging.choices(), "nobody has chosen yet"
    merging._sides[conflict.key][Take.THEIRS].setChecked(True)
    (note_key,) = merging._boxes
    merging._boxes[note_key].setChecked(False)
    assert merging.choices() == {conflict.key: Take.THEIRS, note_key: Take.OURS}
    merging.go_button.click()
    settle()
    assert document.plan.settlements.geometry["v1"].x == conflict.theirs[0]
    assert [seen.kind for seen in document.plan.observations] == [ObservationKind.POSITION]
    assert document.plan.travel is not before.travel
    assert "并入 1 项" in merging._result.text()
    document.undo_stack.undo()
    settle()
    assert document.plan is before
    document.undo_stack.redo()
    settle()
    assert document.plan.settlements.geometry["v1"].x == conflict.theirs[0]
