"""The log in the window: saving logs, undo takes back no entry, sealed versions stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import messages
from app.dialogs.history import HistoryDialog
from app.dialogs.seal import SealDialog
from app.document import Document
from app.main_window import MainWindow
from gis.errors import PlanFileError
from gis.io.history import broken_links, history_on_disk
from gis.layout import Decision, LayoutStatus

Settle = Callable[[], None]
MERGE = Decision(LayoutStatus.MERGE, "s1")


@pytest.fixture
def saved(opened: MainWindow, settle: Settle, tmp_path: Path) -> Path:
    """The county, open in the window, saved once with a decision."""
    path = tmp_path / "示例县.gpkg"
    opened.document.decide("p3", MERGE, "撤并")
    save(opened.document, path, settle)
    return path


def save(document: Document, path: Path, settle: Settle) -> None:
    faults: list[Exception] = []
    document.save(path, faults.append)
    settle()
    if faults:
        raise faults[0]


def actions(path: Path) -> list[str]:
    history = history_on_disk(path)
    assert broken_links(history) == []
    return [entry.action for entry in history]


def test_saving_logs_each_change_set_once(opened: MainWindow, saved: Path, settle: Settle) -> None:
    document = opened.document
    assert actions(saved) == ["history_begun", "history_decisions"]
    assert not document.dirty
    save(document, saved, settle)
    assert actions(saved) == ["history_begun", "history_decisions"]
    document.undo_stack.undo()
    save(document, saved, settle)
    assert actions(saved)[2:] == ["history_decisions"], "taking back is a change like any other"
    before, after = (history_on_disk(saved)[-1].values["changes"][0][side] for side in ("before", "after"))
    assert (before["status"], after) == ("merge", None)
    document.undo_stack.redo()
    save(document, saved, settle)
    assert len(actions(saved)) == 4
    assert document.history == history_on_disk(saved)


def test_printed_figures_are_logged_and_saved_with_the_plan(
    opened: MainWindow, saved: Path, settle: Settle, tmp_path: Path
) -> None:
    document = opened.document
    settle()
    evaluation = document.evaluation_of(document.active)
    assert evaluation is not None
    assert document.plan is not None
    history = document.open_log().reported(document.plan, document.scenario, evaluation, [])
    assert not document.dirty
    document.log_report(history)
    assert document.dirty
    document.undo_stack.undo()
    save(document, saved, settle)
    assert actions(saved)[2:] == ["history_report", "history_decisions"], "undo takes back no entry"


def test_seal_dialog_writes_and_the_window_opens_it_read_only(
    opened: MainWindow, saved: Path, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    document = opened.document
    dialog = SealDialog(opened, document, opened.settings)
    qtbot.addWidget(dialog)
    dialog.name.setText("")
    dialog.go()
    assert dialog.fault.text() == "请填写名称和文件夹。"
    dialog.name.setText("公示稿")
    dialog.folder.setText(str(tmp_path / "封存"))
    dialog.go()
    settle()
    assert dialog.sealed is not None
    assert dialog.sealed.sha256 in dialog._made.text()
    assert not document.dirty
    assert actions(saved)[-1] == "history_sealed"
    dialog.go()
    save(document, saved, settle)  # the window knows of the entry: no quarrel with its own file

    copy = dialog.sealed.path
    document.open(copy, lambda fault: pytest.fail(str(fault)))
    settle()
    assert document.is_sealed
    assert "封存版，只读" in opened.windowTitle()
    document.decide("p3", Decision(LayoutStatus.MERGE, "s2-P"), "改")
    with pytest.raises(PlanFileError, match="封存版"):
        save(document, copy, settle)
    assert document.dirty
    elsewhere = tmp_path / "新.gpkg"
    save(document, elsewhere, settle)
    assert not document.is_sealed
    assert actions(elsewhere)[-2:] == ["history_unsealed", "history_decisions"]
    assert actions(copy)[-1] == "history_sealed_copy"


def test_sealing_wants_a_saved_plan(
    opened: MainWindow, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(messages, "tell", lambda parent, title, text: told.append(text))
    opened.document.undo_stack.undo()
    opened.actions_by_name["seal"].trigger()
    assert told == ["请先保存计划：封存的是已保存的内容。"]


def test_history_dialog_lists_filters_and_exports(
    opened: MainWindow, saved: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = HistoryDialog(opened, opened.document.history, opened.settings)
    qtbot.addWidget(dialog)
    dialog.show()
    newest = dialog.tree.topLevelItem(0)
    assert newest is not None
    assert "方案有" in newest.text(1)
    dialog.search.setText("西村教学点")
    assert dialog.count.text() == "1 / 2 条"
    assert newest.isExpanded()
    dialog.search.setText("没有这个词")
    assert dialog.count.text() == "0 / 2 条"
    dialog.export(tmp_path / "记录.csv")
    text = (tmp_path / "记录.csv").read_text("utf-8-sig")
    assert "西村教学点：无 → 撤销、并入" in text
