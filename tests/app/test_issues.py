"""The table of issues: what was made of each, the place on the map, the exported list; all undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot
from rich.console import Console

from app.commands_line.issues import print_issue_list
from app.dialogs.source_rows import SourceRowsDialog
from app.document import Document
from app.drawing import draw
from app.main_window import MainWindow
from gis.model import Issue, IssueState, Plan, Source

ISSUES = (
    Issue("warning", "village_without_road", "villages.csv", row=3, values={"name": "甲"}),
    Issue("error", "position_swapped", "schools.xlsx", "台账", 5, "经度",
          values={"name": "乙小学", "lon": "113.9", "lat": "35.9"}),
)  # fmt: skip


@pytest.fixture
def opened(window: MainWindow, plan: Plan, settle: Callable[[], None]) -> MainWindow:
    """A window with two issues in its plan, the table of issues in front."""
    window.document.show(draw(replace(plan, issues=ISSUES)), None)
    settle()
    window.tables.show_table("issues")
    settle()
    return window


def select(window: MainWindow, issue: Issue) -> None:
    page = window.tables.pages["issues"]
    rows = range(page.model.rowCount())
    position = ISSUES.index(issue)
    page.view.selectRow(next(r for r in rows if page.model.value_at(r, "issue") == position))


def pending(document: Document) -> int:
    table = document.tables["issues"]
    return int((table["is_pending"] & (table["origin"] == "data")).sum())


def test_an_accepted_issue_is_no_longer_pending_and_undo_brings_it_back(
    opened: MainWindow, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = opened.document
    assert pending(document) == 2
    select(opened, ISSUES[0])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("没有路，学生寄宿", True))
    opened.issue_actions.ask_state(IssueState.ACCEPTED)
    settle()
    assert document.plan is not None
    assert document.plan.issues[0].state is IssueState.ACCEPTED
    assert document.plan.issues[0].reason == "没有路，学生寄宿"
    assert pending(document) == 1
    document.undo_stack.undo()
    settle()
    assert document.plan.issues == ISSUES
    assert pending(document) == 2


def test_accepting_without_a_reason_changes_nothing(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(opened, ISSUES[0])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("  ", True))
    opened.issue_actions.ask_state(IssueState.ACCEPTED)
    assert opened.document.plan is not None
    assert opened.document.plan.issues == ISSUES
    assert not opened.document.undo_stack.canUndo()


def test_an_issue_with_a_place_zooms_the_map(opened: MainWindow) -> None:
    wanted: list[tuple[float, float]] = []
    opened.issue_actions.place_wanted.connect(lambda lon, lat: wanted.append((lon, lat)))
    select(opened, ISSUES[0])
    opened.issue_actions.show_place()
    assert wanted == []
    select(opened, ISSUES[1])
    opened.issue_actions.show_place()
    assert wanted == [(113.9, 35.9)]


def test_the_row_of_an_issue_is_shown(
    opened: MainWindow,
    settle: Callable[[], None],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    select(opened, ISSUES[0])
    asked: list[list[Path]] = []
    monkeypatch.setattr(SourceRowsDialog, "ask", lambda *given: asked.append(given[-1]))
    opened.issue_actions.look()
    assert asked == [[tmp_path / "villages.csv"]]
    opened.issue_actions.look()
    select(opened, ISSUES[1])
    opened.issue_actions.look()
    assert len(asked) == 2, "an issue with a place is shown on the map"

    def dialog() -> SourceRowsDialog:
        made = SourceRowsDialog(opened, opened.document, opened.settings, ISSUES[0], asked[0])
        qtbot.addWidget(made)
        settle()
        return made

    gone = dialog()
    assert "villages.csv" in gone.fault.text()
    assert "不在" in gone.fault.text()
    assert gone.shown is None
    rows = [f"41060210020{k},{name},甲镇,负责人{k}" for k, name in enumerate("甲乙丙丁戊己")]
    text = "居民点代码,村名,所属乡镇,负责人\n" + "\n".join(rows)
    (tmp_path / "moved.csv").write_text(text, "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(tmp_path / "moved.csv"), ""))
    gone.go_button.click()
    settle()
    assert gone.shown is not None, gone.fault.text()
    assert not gone.fault.isVisibleTo(gone)
    table = gone.table
    heads = [table.horizontalHeaderItem(k).text() for k in range(table.columnCount())]
    assert heads == ["居民点代码", "村名", "所属乡镇"]
    lines = [table.verticalHeaderItem(k).text() for k in range(table.rowCount())]
    assert lines == ["2", "3", "4", "5", "6", "7"]
    lit = [index.row() for index in table.selectionModel().selectedRows()]
    assert lit == [1], "row 3"
    assert "没有这个文件的校验值" in gone._hidden.text()
    assert "1 列没有显示" in gone._hidden.text()
    changed = replace(opened.document.plan, sources=(Source("settlements", "villages.csv", 1, "0" * 64, 6),))
    opened.document.plan = changed
    (tmp_path / "moved.csv").rename(tmp_path / "villages.csv")
    there = dialog()
    assert there._changed.isVisibleTo(there), "another file than at the import"


def test_the_list_is_exported(opened: MainWindow, tmp_path: Path) -> None:
    opened.issue_actions.export(tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx").active
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"villages.csv", "schools.xlsx"} <= texts


def test_the_command_lists_errors_first_and_keeps_the_numbers(plan: Plan) -> None:
    told = Issue("info", "point_named_school", "schools.xlsx", values={"name": "丙"})
    printed = StringIO()
    print_issue_list(replace(plan, issues=(told, *ISSUES)), Console(file=printed, width=400))
    lines = printed.getvalue().splitlines()
    assert [line.split("　")[0] for line in lines[:-1]] == ["3", "2", "1"]
