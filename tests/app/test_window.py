"""What a planner does in the window, and what the window answers. Figures: ``tests/gis/miniature.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from miniature import merge
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import messages
from app.document import Document
from app.drawing import draw
from app.main_window import MainWindow
from app.panels.headline import Tile
from app.panels.tables import WIDEST_COLUMN
from gis.layout import BASELINE, LayoutStatus, Site
from gis.model import Band, Plan
from gis.network.storage import assemble
from gis.planning.county import is_kept

SCENARIO = "调整"
Settle = Callable[[], None]


def shown(tile: Tile) -> str:
    return tile.accessibleName()


def choose(window: MainWindow, qtbot: QtBot, settle: Settle, school_id: str, status: LayoutStatus) -> None:
    """Click a school and a layout status, and wait for the preview."""
    window.selection.pick("school", school_id)
    window.school_card.form.choose(status)
    qtbot.wait(150)
    settle()


def test_start_page_while_no_plan_is_open(window: MainWindow) -> None:
    assert window.start_page.isVisible()
    assert set(window.start_page.cards) == {"open", "new", "sample"}
    assert not window.bottom.isVisible()
    assert not window.actions_by_name["save"].isEnabled()
    assert window.actions_by_name["open"].isEnabled()


def test_open_plan_shows_figures_tables_and_mark(opened: MainWindow) -> None:
    plan = opened.document.plan
    assert plan is not None
    assert not opened.start_page.isVisible()
    assert opened.mark.text() == plan.meta.mark
    assert opened.mark.isVisible() == bool(plan.meta.mark)
    assert opened.tables.pages["schools"].model.rowCount() == 4
    assert opened.tables.show_table("settlements").model.rowCount() == 4
    assert shown(opened.headline.tiles["affected_pupils"]).startswith("受影响学生 0 人")


def test_columns_fit_what_they_hold_and_are_drawn_again(opened: MainWindow, qtbot: QtBot) -> None:
    view = opened.tables.pages["schools"].view
    qtbot.waitUntil(lambda: view.updatesEnabled())
    model, metrics = view.model(), view.fontMetrics()
    for column in range(model.columnCount()):
        texts = [str(model.index(row, column).data()) for row in range(model.rowCount())]
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        assert view.columnWidth(column) >= min(widest, WIDEST_COLUMN), texts


def test_row_opens_card(opened: MainWindow, qtbot: QtBot) -> None:
    page = opened.tables.pages["schools"]
    row = page.model.row_of("p3")
    cell = page.view.visualRect(page.model.index(row, 0)).center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert opened.selection.thing_id == "p3"
    assert opened.cards.currentWidget() is opened.school_card
    assert opened.school_card._title.text() == "西村教学点"
    assert opened.school_card._facts.lines[0].value.startswith("20 人")


def test_decision_is_previewed_confirmed_and_undone(opened: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    document, card = opened.document, opened.school_card
    before = document.scenario_state()
    figure_before = shown(opened.headline.tiles["affected_pupils"])

    choose(opened, qtbot, settle, "p3", LayoutStatus.MERGE)
    assert [line.value for line in card._effects.lines if line.label == "分流学生"] == ["20 人"]
    assert document.scenario_state() == before, "a preview changes nothing"

    card.confirm()
    settle()
    assert document.scenario.decision("p3").status is LayoutStatus.MERGE
    assert shown(opened.headline.tiles["affected_pupils"]).startswith("受影响学生 20 人")
    schools = document.tables["schools"].set_index("id")
    assert schools.loc["p3", "enrolment_after"] == 0
    assert schools.loc["s1", "enrolment_after"] == 134
    assert document.dirty

    opened.actions_by_name["undo"].trigger()
    settle()
    assert document.scenario_state() == before
    assert shown(opened.headline.tiles["affected_pupils"]) == figure_before
    opened.actions_by_name["redo"].trigger()
    settle()
    assert document.scenario.decision("p3").status is LayoutStatus.MERGE


def test_impossible_decision_is_refused_in_words(opened: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    opened.document.decide("p3", merge("s1"), "")
    settle()
    before = opened.document.scenario_state()
    choose(opened, qtbot, settle, "s1", LayoutStatus.MERGE)
    card = opened.school_card
    assert card._refusal.isVisibleTo(card)
    assert "甲镇中心小学" in card._refusal.text()
    assert not card._confirm.isEnabled()
    card.confirm()
    assert opened.document.scenario_state() == before


def test_baseline_cannot_be_changed(opened: MainWindow, settle: Settle) -> None:
    opened.document.activate(BASELINE)
    settle()
    opened.selection.pick("school", "p3")
    assert not opened.school_card.form.isVisibleTo(opened.school_card)
    assert opened.school_card._new_scenario.isVisibleTo(opened.school_card)
    assert not opened.actions_by_name["delete_scenario"].isEnabled()


def test_receivers_are_offered_nearest_first(opened: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    choose(opened, qtbot, settle, "p3", LayoutStatus.MERGE)
    box = opened.school_card.form._receiver
    assert [box.itemData(i) for i in range(box.count())] == [None, "s1", "s2-P"]
    # 15 pupils walk 800 s, 5 walk 2800 s: 1300 s on average; 120 places less 114 pupils
    assert box.itemText(1) == "甲镇中心小学 · 22 分 · 余 6"


def test_pending_issues_and_derivations_open_their_rows(
    opened: MainWindow, qtbot: QtBot, settle: Settle
) -> None:
    opened.document.decide("p3", merge("s1"), "")
    settle()
    opened.headline.tiles["affected_pupils"].click()
    page = opened.tables.pages["flows"]
    assert opened.tables.currentWidget() is page
    assert page.model.rowCount() == 5, "v2: three grades, v4: two"
    opened.headline.tiles["places_short"].click()
    short = opened.tables.pages["schools"].model
    assert [short.thing_at(row)[1] for row in range(short.rowCount())] == ["s1"]
    opened.path_bar.pending_opened.emit()
    assert opened.tables.currentWidget() is opened.tables.pages["issues"]


def test_steps_arrange_the_window(opened: MainWindow, settle: Settle) -> None:
    for step, card in (
        ("data", opened.data_panel), ("diagnosis", opened.diagnosis), ("results", opened.results),
    ):  # fmt: skip
        opened.steps.go_to(step)
        assert opened.cards.currentWidget() is card
    opened.steps.go_to("comparison")
    settle()
    table = opened.comparison.table
    assert opened.steps.is_comparing
    assert opened.workspace.currentWidget() is opened.stage
    assert [table.horizontalHeaderItem(c).text() for c in range(4)] == ["指标", "单位", "现状", SCENARIO]
    opened.steps.go_to("scenario")
    assert not opened.steps.is_comparing
    assert opened.workspace.currentWidget() is opened.stage
    site = Site("拟建-1", "拟建学校 1", "甲镇", "211", float("nan"), float("nan"))
    opened.document.replace_scenario(replace(opened.document.scenario, sites=(site,)), "")
    opened.selection.pick("school", "拟建-1")
    opened.document.activate(BASELINE)
    assert opened.selection.kind == ""          # nobody builds it there
    settle()


def test_band_changes_the_settlement_table(opened: MainWindow, settle: Settle) -> None:
    opened.scenarios._band.buttons["g7_9"].click()
    settle()
    assert opened.document.band is Band.G7_9
    pupils = opened.document.tables["settlements"].set_index("id")["pupils"]
    assert pupils.to_dict() == {"v1": 12, "v2": 6, "v3": 19, "v4": 2}


def test_search_picks_schools_and_settlements(opened: MainWindow, qtbot: QtBot) -> None:
    opened.search.setText("北沟")  # QTest types ASCII only
    qtbot.keyClick(opened.search, Qt.Key.Key_Return)
    assert (opened.selection.kind, opened.selection.thing_id) == ("settlement", "v4")
    assert opened.cards.currentWidget() is opened.settlement_card


def test_scenarios_are_made_renamed_deleted_and_undone(
    opened: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = opened.document
    names = iter(["方案甲", "方案乙", "方案丙"])
    monkeypatch.setattr(messages, "ask_name", lambda *args: next(names))
    monkeypatch.setattr(messages, "confirm", lambda *args: True)
    start = document.scenario_state()
    for name in ("new_scenario", "copy_scenario", "rename_scenario"):
        opened.actions_by_name[name].trigger()
    assert document.plan is not None
    assert list(document.plan.scenarios) == [SCENARIO, "方案甲", "方案丙"]
    opened.actions_by_name["delete_scenario"].trigger()
    assert document.active == BASELINE
    assert opened.scenarios.list.count() == 3
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    settle()
    assert document.scenario_state() == start


def test_save_and_open_again(opened: MainWindow, plan: Plan, settle: Settle, tmp_path: Path) -> None:
    document, faults = opened.document, []
    roads = assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers)   # as files give them
    document.show(draw(replace(plan, roads=roads)), None)
    document.decide("p3", merge("s1"), "")
    settle()
    path = tmp_path / "计划.gpkg"
    document.save(path, faults.append)
    settle()
    assert not document.dirty
    assert opened.windowTitle().startswith("计划 —")
    kept = document.scenario_state()
    document.close()
    assert opened.start_page.isVisible()
    document.open(path, faults.append)
    settle()
    assert faults == []
    assert document.scenario_state() == kept
    assert opened.settings.recent_plans() == [path]


@pytest.mark.parametrize(
    ("answer", "closes"), [(messages.Answer.DISCARD, True), (messages.Answer.STAY, False)]
)
def test_closing_asks_about_unsaved_changes(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, answer: messages.Answer, closes: bool
) -> None:
    monkeypatch.setattr(messages, "ask_unsaved", lambda *args: answer)
    opened.close()
    qtbot.wait(50)
    assert opened.isVisible() is not closes


def test_a_plan_is_held_again_when_an_edit_of_it_is_undone(opened: MainWindow, settle: Settle) -> None:
    document, before = opened.document, opened.document.plan
    assert before is not None
    document.edit_plan(lambda plan: replace(plan, schools=plan.schools.copy()), "", pytest.fail)
    settle()
    assert document.plan is not before
    document.undo_stack.undo()
    settle()
    assert document.plan is not None
    assert document.plan.schools is before.schools
    assert is_kept(document.plan), "every evaluation would read the tables anew"


def test_unreadable_plan_is_said_in_a_sentence(
    window: MainWindow, document: Document, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(messages, "tell_fault", lambda parent, title, fault: told.append(str(fault)))
    path = tmp_path / "坏.gpkg"
    path.write_bytes(b"nothing of a plan")
    window.files.open(path)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=120_000)
    assert "坏.gpkg" in told[0]
    assert document.plan is None
    assert path.read_bytes() == b"nothing of a plan"


def test_both_themes_dress_every_panel(opened: MainWindow) -> None:
    for name in ("dark", "light"):
        opened.settings.theme = name
        opened.show_theme()
        assert not opened.grab().isNull()
