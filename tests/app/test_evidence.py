"""Evidence for the conditions of closing: taken down in the window, refused, undone; a row opens its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from miniature import merge, miniature_plan
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.dialogs.evidence import EvidenceDialog
from app.document import Document
from app.drawing import draw
from app.evidencing import Evidencing
from app.panels.outcomes import OutcomesPage
from gis.layout import BASELINE, Evidence, GateState, Scenario

PARENTS = Evidence(
    "p3", "BJ-20", GateState.PASS, "征求意见汇总表", "2022-06-01", "甲镇中心校", asked=15, against=3,
    decision="status=merge; receiver_id=s2-P; bus_seats=20",
)  # fmt: skip
Settle = Callable[[], None]


@dataclass
class Desk:
    """The table of the conditions in front, and what joins it to the plan; no window around them."""

    document: Document
    page: OutcomesPage
    evidencing: Evidencing
    qtbot: QtBot

    def form(self, gate: str = "BJ-20") -> EvidenceDialog:
        dialog = self.evidencing.dialog("p3", gate)
        assert dialog is not None
        self.qtbot.addWidget(dialog)
        return dialog

    def states(self) -> dict[str, str]:
        assert self.document.consequence is not None
        gates = self.document.consequence.evaluation.gates
        return dict(zip(gates["gate"], gates["state"].astype(str), strict=True))


@pytest.fixture
def desk(qtbot: QtBot, document: Document, settle: Settle) -> Desk:
    """A scenario that closes p3, and one that rests on it."""
    window, page = QWidget(), OutcomesPage(document)
    for widget in (window, page, page.bar):
        qtbot.addWidget(widget)
    made = Desk(document, page, Evidencing(window, document, page), qtbot)
    made.evidencing.table_wanted.connect(page.show)
    scenarios = [Scenario("并", {"p3": merge("s2-P", bus_seats=20)}), Scenario("上", base="并")]
    document.show(draw(miniature_plan(scenarios=scenarios)), None)
    settle()
    made.evidencing.show_school("p3")
    settle()
    return made


def test_evidence_is_refused_in_words_saved_evaluated_and_undone(desk: Desk, settle: Settle) -> None:
    dialog, document = desk.form(), desk.document
    dialog.state.buttons["pass"].click()
    dialog.date.setText("2022年6月1日")
    dialog.office.setText(" 甲镇中心校")
    for against, refusal in ((8, "15 中有 8 反对"), (3, "没有写明依据的材料")):
        dialog.asked.setValue(15)
        dialog.against.setValue(against)
        dialog.agree.click()
        assert refusal in dialog._fault.text()
        assert dialog._fault.text().startswith("BJ-20 多数家长同意")
        assert dialog.result() == QDialog.DialogCode.Rejected
        assert not document.undo_stack.canUndo()
    dialog.document.setText(PARENTS.document)
    dialog.agree.click()
    settle()
    assert document.scenario.evidence == (PARENTS,)
    assert desk.states()["BJ-20"] == "pass"
    model = desk.page.model
    assert "征求 15，反对 3" in model.value_at(0, "record")
    assert desk.page.view.selectionModel().isRowSelected(0), "the row is marked again"
    again = desk.form()
    assert again.value == replace(PARENTS, decision="")
    assert any("转为待核" in label.text() for label in again.findChildren(QLabel))
    again.agree.click()
    assert document.undo_stack.count() == 1, "nothing was changed"
    elsewhere = replace(PARENTS, decision="status=merge; receiver_id=s1")
    document.replace_scenario(replace(document.scenario, evidence=(elsewhere,)), "")
    settle()
    assert desk.states()["BJ-20"] == "pending"
    old = desk.form()
    assert any("待核：登记的取证不是就现在这个决定作的" in label.text() for label in old.findChildren(QLabel))
    old.agree.click()                                       # saving it once more confirms it
    settle()
    assert (document.scenario.evidence, desk.states()["BJ-20"]) == ((PARENTS,), "pass")
    document.undo_stack.undo()
    document.undo_stack.undo()
    desk.form().clear.click()
    settle()
    assert (document.scenario.evidence, desk.states()["BJ-20"]) == ((), "pending")
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.scenario.evidence == ()
    settle()


def test_a_row_opens_its_form_where_the_condition_takes_evidence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, settle: Settle
) -> None:
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(desk.evidencing, "open", lambda *about: opened.append(about))
    page, button = desk.page, desk.evidencing.button
    for row in range(page.model.rowCount()):
        page.view.selectRow(row)
        takes = page.model.value_at(row, "gate") != "BJ-24"
        assert button.isEnabled() is takes
        button.click()
        figure, other = page.model.column_of("state"), page.model.column_of("title")
        page.view.doubleClicked.emit(page.model.index(row, figure))
        page.view.doubleClicked.emit(page.model.index(row, other))
    assert opened == [("p3", f"BJ-{n}") for n in (20, 20, 21, 21, 22, 22, 23, 23)]
    looked_at, asked = desk.form("BJ-22"), desk.form("BJ-21")
    assert not looked_at.asked.isVisibleTo(looked_at), "counts are asked of people"
    assert asked.asked.isVisibleTo(asked)
    assert asked.value == Evidence("p3", "BJ-21", GateState.PENDING)
    page.choose("balance")
    settle()
    assert not button.isVisibleTo(page.bar)


def test_evidence_of_the_base_is_shown_and_overruled_not_cleared(desk: Desk, settle: Settle) -> None:
    document = desk.document
    document.replace_scenario(replace(document.scenario, evidence=(PARENTS,)), "")
    document.activate("上")
    dialog = desk.form()
    assert dialog.value == replace(PARENTS, decision="")
    assert not dialog.clear.isVisibleTo(dialog)
    dialog.state.buttons["fail"].click()
    dialog.agree.click()
    settle()
    assert document.scenario.evidence == (replace(PARENTS, state=GateState.FAIL),)
    assert desk.states()["BJ-20"] == "fail"
    document.activate(BASELINE)
    assert desk.evidencing.dialog("p3", "BJ-20") is None
    settle()
