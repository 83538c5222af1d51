"""A closed road, a new path and a flood season in the window. Figures: ``tests/gis/miniature.py``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from miniature import CRS, ORIGIN, miniature_plan
from pytestqt.qtbot import QtBot
from shapely.geometry import LineString, Point, Polygon, mapping

from app.dialogs.report import ReportDialog
from app.main_window import MainWindow
from app.models.road_edits import edit_rows, edits_json
from app.panels.map import MapPanel
from gis.crs import reproject
from gis.layout import BASELINE, NetworkEdit, NetworkEditKind, Scenario
from gis.model import STORAGE_CRS, Plan
from gis.network.storage import assemble

Settle = Callable[[], None]
Asked = list[Any]
CLOSE, ADD, SPEED, DANGER, BARRIER = NetworkEditKind


def at(*places: tuple[float, float], area: bool = False) -> shapely.Geometry:
    """Return a point, a line or an area of the county, metres from its west end, in degrees."""
    xy = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places]
    shape = Polygon(xy) if area else Point(xy[0]) if len(xy) == 1 else LineString(xy)
    found: shapely.Geometry = reproject(np.array([shape], dtype=object), CRS, STORAGE_CRS)[0]
    return found


ON_THE_ROAD = at((450, 3))
ROUND = at((0, 0), (0, 900), (1620, 900))
NOWHERE = at((450, 400))


@pytest.fixture
def plan() -> Plan:
    """The county with roads that can be edited, and an empty scenario."""
    bare = miniature_plan(scenarios=[Scenario("调整")])
    return replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the map was asked to let the user draw; the last entry's third part takes what was drawn."""
    asked: list[Any] = []

    def ask(
        self: MapPanel, kind: str, shapes: tuple[str, ...], take: Callable[[str], object], _: object
    ) -> bool:
        asked.append((kind, shapes, take))
        return True

    monkeypatch.setattr(MapPanel, "ask_shape", ask)
    return asked


def draw_edit(
    window: MainWindow,
    drawing: list,
    kind: NetworkEditKind,
    shape: shapely.Geometry,
    name: str,
    season: str = "",
) -> None:
    """Press the button, draw, fill the form and confirm it."""
    window.steps.show_road_edits()
    window.road_edits.buttons[kind].click()
    drawing[-1][2](json.dumps(mapping(shape)))
    form = window.road_edits.form
    form.name.setText(name)
    if season:
        form.season.setEditText(season)
    form.confirm_button.click()


def test_a_closed_road_is_drawn_named_undone_and_redone(
    opened: MainWindow, settle: Settle, drawing: Asked
) -> None:
    document, before = opened.document, opened.document.scenario_state()
    draw_edit(opened, drawing, CLOSE, ON_THE_ROAD, "东桥断")
    assert drawing[-1][:2] == ("close", ("point", "line", "area"))
    settle()
    (edit,) = document.scenario.network_edits
    assert (edit.name, edit.kind, edit.season) == ("东桥断", CLOSE, "")
    assert document.consequence is not None
    assert document.consequence.evaluation.rerouted["cut_off_pupils"] == 96 + 12
    assert "无路可走 108 人" in opened.road_edits._effect.text()
    assert opened.season_strip.text.text() == "方案的数：计入 1 处长期的道路改动"
    (row,) = opened.road_edits.rows.values()
    assert row._about.text() == "封闭 · 人车都不通 · 长期 · 20 m"
    touched = json.loads(document.consequence.edits_json)[0]["touched"]
    assert len(touched["geometries"]) == 1
    opened.actions_by_name["undo"].trigger()
    settle()
    assert document.scenario_state() == before
    assert opened.season_strip.text.isHidden()
    assert opened.road_edits.rows == {}
    opened.actions_by_name["redo"].trigger()
    settle()
    assert document.scenario.network_edits == (edit,)
    opened.road_edits.delete_wanted.emit(edit.edit_id)
    settle()
    assert document.scenario_state() == before


def test_what_cannot_be_made_is_told_in_the_form(opened: MainWindow, settle: Settle, drawing: Asked) -> None:
    before, panel = opened.document.scenario_state(), opened.road_edits
    opened.actions_by_name["roads"].trigger()
    assert opened.cards.currentWidget() is panel
    draw_edit(opened, drawing, CLOSE, ON_THE_ROAD, "  ")
    settle()
    assert "没有名称" in panel.form.refusal.text()
    assert panel.is_form_shown
    panel.form.name.setText("限速")
    panel.form.dropped.emit()
    draw_edit(opened, drawing, SPEED, ON_THE_ROAD, "限速")
    settle()
    assert "行车速度缺失" in panel.form.refusal.text()
    panel.form.speed.setValue(15)
    panel.form.confirm()
    settle()
    assert not panel.is_form_shown
    assert opened.document.scenario.network_edits[0].running_kph == 15
    opened.actions_by_name["undo"].trigger()
    assert opened.document.scenario_state() == before
    draw_edit(opened, drawing, CLOSE, NOWHERE, "河边")
    settle()
    (row,) = opened.road_edits.rows.values()
    assert "没有对到路" in row._about.text()
    assert "没有起作用" in row._issues.text()
    assert row._issues.property("tone") == "warn"
    assert opened.document.consequence is not None
    (drawn,) = json.loads(opened.document.consequence.edits_json)
    assert (drawn["idle"], drawn["label"]) == (True, "没有起作用")


def test_a_season_is_seen_where_the_figures_stand(opened: MainWindow, settle: Settle, drawing: Asked) -> None:
    document, strip = opened.document, opened.season_strip
    draw_edit(opened, drawing, CLOSE, ON_THE_ROAD, "东桥断", "汛期")
    settle()
    assert document.season == "汛期", "what was just confirmed is looked at"
    assert strip.text.text() == "汛期的数：计入 1 处道路改动"
    assert strip.text.property("tone") == "season"
    assert document.consequence is not None
    assert document.consequence.evaluation.rerouted["cut_off_pupils"] == 108
    assert strip.segments is not None
    strip.segments.buttons[""].click()
    settle()
    assert document.consequence.evaluation.rerouted == {}
    assert strip.text.text() == "方案的数：计入 0 处长期的道路改动，另 1 处在别的时节，未计"
    (row,) = opened.road_edits.rows.values()
    assert "现在的数没有算它" in row._about.text()
    assert json.loads(document.consequence.edits_json)[0]["active"] is False
    strip.segments.buttons["汛期"].click()
    opened.steps.go_to("comparison")
    settle()
    heads = [opened.comparison.table.horizontalHeaderItem(column).text() for column in range(4)]
    assert heads[2:] == ["现状", "调整\n汛期 · 道路改动 1 处"]
    document.undo_stack.undo()
    assert document.season == "", "no season without its changes"


def test_an_edit_is_changed_in_its_place(opened: MainWindow, settle: Settle, drawing: Asked) -> None:
    document, panel = opened.document, opened.road_edits
    draw_edit(opened, drawing, ADD, ROUND, "河边小路")
    settle()
    draw_edit(opened, drawing, CLOSE, ON_THE_ROAD, "东桥断")
    settle()
    first, second = document.scenario.network_edits
    assert (first.road_class, first.walk, first.drive) == ("path", True, True)
    panel.edit_wanted.emit(first.edit_id)
    assert panel.form.name.text() == "河边小路"
    panel.form.redraw_wanted.emit()
    drawing[-1][2](json.dumps(mapping(at((0, 0), (0, 800), (1620, 800)))))
    panel.form.name.setText("河边便道")
    panel.form.confirm()
    settle()
    changed, same = document.scenario.network_edits
    assert (changed.edit_id, changed.name, same) == (first.edit_id, "河边便道", second)
    assert changed.wkt != first.wkt
    # another scenario ends a draft, and today's roads cannot be changed
    panel.show_list()
    opened.road_edits.buttons[CLOSE].click()
    drawing[-1][2](json.dumps(mapping(ON_THE_ROAD)))
    assert opened.road_edits.is_form_shown
    opened.document.activate(BASELINE)
    settle()
    assert not opened.road_edits.is_form_shown
    opened.road_edits.form.confirm()
    settle()
    assert document.plan is not None
    assert document.plan.scenario("调整").network_edits == (changed, same)
    assert "现状的道路不能改" in panel.currentWidget()._title.text()
    assert panel.currentWidget()._button.text() == "新建方案"


def test_rows_and_drawings_say_everything() -> None:
    edits = (
        NetworkEdit("a", CLOSE, "甲", ON_THE_ROAD.wkt, drive=False),
        NetworkEdit("b", ADD, "乙", ROUND.wkt, road_class="tertiary", running_kph=30.0, note="规划"),
        NetworkEdit("c", SPEED, "丙", ON_THE_ROAD.wkt, running_kph=15.0, season="冬季"),
        NetworkEdit("d", BARRIER, "丁", at((0, 0), (9, 0), (9, 9), area=True).wkt),
    )
    rows = edit_rows(Scenario("方案", network_edits=edits), "汛期", None)
    assert [row.about for row in rows] == [
        "封闭 · 只封行人 · 长期",
        "新增道路 · 县乡道 · 30 km/h · 长期",
        "改行车速度 · 15 km/h · 冬季",
        "阻隔 · 长期",
    ]
    drawn = json.loads(edits_json(rows))
    assert [one["active"] for one in drawn] == [True, True, False, True]
    assert [one["label"] for one in drawn] == ["", "", "冬季，未计", ""]
    assert drawn[1]["lines"] == ["乙", rows[1].about, "规划"]
    assert drawn[2]["lines"][-1] == "只在冬季有效，现在的数没有算它"


def test_results_are_made_of_the_season_in_the_window(
    opened: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gis.report.bundle

    asked: list[str] = []

    def write(plan: Plan, evaluation: Any, folder: Path, **options: Any) -> list[Path]:
        asked.append(evaluation.season)
        return []

    monkeypatch.setattr(gis.report.bundle, "write_reports", write)
    document, wkt = opened.document, shapely.to_wkt(ON_THE_ROAD)
    flood = NetworkEdit("e1", CLOSE, "桥断", wkt, season="汛期")
    slow = NetworkEdit("e2", SPEED, "慢", wkt, running_kph=20.0)
    document.replace_scenario(replace(document.scenario, network_edits=(flood, slow)), "改", season="汛期")
    settle()
    dialog = ReportDialog(opened, document, opened.settings)
    qtbot.addWidget(dialog)
    dialog._open_after.setChecked(False)
    dialog.folder.setText(str(tmp_path))
    assert dialog._season_note.text() == "计入 2 处，每份成果上都写明"
    dialog.go()
    settle()
    assert document.history[-1].values["season"] == "汛期"

    dialog._season.setCurrentIndex(0)
    assert dialog._season_note.text() == "计入 1 处，每份成果上都写明；另 1 处在别的时节，未计"
    dialog.go()
    settle()
    assert asked == ["汛期", ""]
    assert "season" not in document.history[-1].values

    assert dialog._form.isRowVisible(dialog._season)
    dialog._scenario.setCurrentIndex(dialog._scenario.findData(BASELINE))
    assert not dialog._form.isRowVisible(dialog._season)
    assert dialog._season.currentData() == ""
