"""The table of issues: what was made of each, the place on the map, the exported list; all undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QInputDialog

from app.document import Document
from app.drawing import draw
from app.main_window import MainWindow
from gis.model import Issue, IssueState, Plan

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


def test_the_list_is_exported(opened: MainWindow, tmp_path: Path) -> None:
    opened.issue_actions.export(tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx").active
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"villages.csv", "schools.xlsx"} <= texts
