"""What an evaluation shows beyond the first tables: 测算, 怎么算的, the columns of findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from miniature import merge, miniature_plan
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from pytestqt.qtbot import QtBot

from app import labels
from app.drawing import draw
from app.main_window import MainWindow
from app.models.frame_model import FrameModel
from app.models.outcomes import OUTCOMES, OutcomeTable, build_outcome
from app.models.tables import issues_table
from app.models.why import explain_figure, is_figure
from gis.errors import InputError
from gis.evaluation.derivation import Deriver
from gis.evaluation.engine import evaluate
from gis.evaluation.result import Evaluation
from gis.layout import BASELINE, Scenario
from gis.model import Plan

MERGED = Scenario("并校", decisions={"p3": merge("s1")})


@pytest.fixture(scope="module")
def county() -> Plan:
    return miniature_plan(scenarios=[MERGED])


@pytest.fixture(scope="module")
def merged(county: Plan) -> Evaluation:
    return evaluate(county, MERGED)


def shown(table: OutcomeTable) -> FrameModel:
    model = FrameModel(table.columns, QColor)
    model.set_frame(table.frame)
    return model


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_table_is_shown_and_its_figures_open_and_close(
    name: str, county: Plan, merged: Evaluation
) -> None:
    table = build_outcome(name, county, merged)
    assert table.summary
    model = shown(table)
    assert "is_only" in table.frame or not table.only
    cells = [(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    texts = [str(model.index(row, column).data()) for row, column in cells]
    assert not {"nan", "None", "True", "False", "met", "unmet", "missing"} & set(texts)
    paths = {model.figure_at(row, column) for row, column in cells}
    opener = Deriver(merged, county)
    for path in filter(is_figure, filter(None, paths)):
        try:
            made = opener.derive(path)
        except InputError:
            continue            # a school that counts on no side has no such figure
        assert made.closes is not False, path


def test_what_is_not_in_the_data_is_said_and_no_zero(county: Plan, merged: Evaluation) -> None:
    model = shown(build_outcome("equity", county, merged))
    rows = {model.index(row, 0).data(): row for row in range(model.rowCount())}
    lost = rows["残疾学生"]
    assert [model.index(lost, column).data() for column in (2, 3)] == [labels.UNKNOWN] * 2
    assert "数据里没有" in model.index(lost, 5).data()


def test_money_is_not_sorted_by_saving_and_says_what_it_lacks(county: Plan, merged: Evaluation) -> None:
    table = build_outcome("funding", county, merged)
    mine = table.frame[table.frame["level"] == "school"]
    given = merged.details.funding.items  # type: ignore[union-attr]
    assert mine["id"].tolist() == given["subject_id"].tolist()
    lacking = int((~given["computed"]).sum())
    assert table.frame["lacking"].iloc[0] == lacking
    assert mine["is_only"].sum() == lacking
    assert "不按省钱排序" in table.summary


def test_findings_carry_value_limit_rule_document_and_cures(county: Plan, merged: Evaluation) -> None:
    table = issues_table(county, merged)
    mine = table[table["origin"] == "scenario"]
    assert len(mine) == len(merged.own_findings)
    for row in mine.to_dict("records"):
        finding = merged.findings[int(row["path"].partition(".")[2])]
        assert (row["rule"], row["layer"]) == (finding.rule, finding.layer)
        assert ("待核" in row["document"]) is not finding.verified
        why = explain_figure(county, merged, row["path"], "")
        assert why.finding.startswith(row["what"][:8])
        assert len(why.cures) == len(finding.cures)
        if finding.cures:
            assert why.cures[0].rstrip("。. ") in row["fix"]


def test_unknown_figure_says_so(county: Plan, merged: Evaluation) -> None:
    assert not is_figure("headline.nonsense.after")
    with pytest.raises(InputError, match="nonsense"):
        explain_figure(county, merged, "headline.nonsense.after", "")


def test_page_is_made_when_looked_at_and_follows_the_choice(
    opened: MainWindow, settle: Callable[[], None]
) -> None:
    page = opened.outcomes
    assert page.model.rowCount() == 0
    opened.bottom.show()
    opened.tables.setCurrentWidget(page)
    settle()
    assert page.model.rowCount() > 0
    assert page.chosen == "balance"
    page.choose("staff")
    settle()
    assert page.model.columns[0].key == "level"
    picked = opened.selection
    school = next(row for row in range(page.model.rowCount()) if page.model.thing_at(row)[0] == "school")
    page.view.selectRow(school)
    assert (picked.kind, picked.thing_id) == page.model.thing_at(school)


def test_figures_open_by_key_and_small_button_and_rows_are_copied(
    opened: MainWindow, settle: Callable[[], None], qtbot: QtBot
) -> None:
    opened.headline.tiles["largest_class_pupils"].why.click()
    settle()
    dialog = opened.dialogs.why_dialog
    assert dialog is not None
    assert (dialog.isVisible(), dialog.isModal()) == (True, False)
    assert dialog.title.text() == "最大班额"
    assert dialog.formula.text()
    opened.bottom.show()
    page = opened.tables.show_table("schools")
    column = page.model.column_of("enrolment_after")
    page.view.setCurrentIndex(page.model.index(0, column))
    page.view.setFocus()
    page.cell_menu.why.trigger()
    settle()
    assert page.model.index(0, 0).data() in dialog.title.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    page.cell_menu.copy_row.trigger()
    titles, row = QGuiApplication.clipboard().text().split("\n")
    assert titles.split("\t")[0] == "学校"
    assert row.split("\t")[0] == page.model.index(0, 0).data()


def test_any_two_scenarios_are_compared_by_village(
    opened: MainWindow, settle: Callable[[], None], county: Plan
) -> None:
    opened.document.show(draw(county), None)
    settle()
    opened.steps.go_to("comparison")
    settle()
    panel = opened.comparison.winners
    assert (panel.scenario.currentData(), panel.reference.currentData()) == ("并校", BASELINE)
    forth = panel.page.model
    moved = [forth.value_at(row, "moved_pupils") for row in range(forth.rowCount())]
    assert sum(moved) == opened.document.evaluation_of("并校").counts["moved_pupils"].after  # type: ignore[union-attr]
    panel.reference.setCurrentIndex(panel.reference.findData("并校"))
    panel.reference.activated.emit(panel.reference.currentIndex())
    assert panel.page.panel.currentWidget() is panel.page.panel.state
