"""Evidence for the conditions of closing: from a row of their table into the active scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.models.tables import school_name
from app.outcome_words import outcome_word
from app.panels.outcomes import OutcomesPage
from gis.layout import BASELINE, Evidence, GateState
from gis.planning.evidence import TAKING, clear_evidence, set_evidence, unconfirmed

if TYPE_CHECKING:
    from app.dialogs.evidence import EvidenceDialog
    from app.document import Document

TABLE = "gates"


class Evidencing(QObject):
    """Joins the table of the conditions, the form and the active scenario.

    Signals
    -------
    table_wanted
        The page of the table is to come to the front.
    """

    table_wanted = Signal()

    def __init__(self, window: QWidget, document: Document, page: OutcomesPage) -> None:
        super().__init__(window)
        self._window, self._document, self._page = window, document, page
        self._at: tuple[str, str] | None = None
        self._is_shown = False
        self.button = QPushButton(self.tr("登记取证……"))
        self.button.clicked.connect(lambda: self._open_row(self._page.view.currentIndex()))
        self.button.hide()
        page.add_to_bar(self.button)
        page.view.selectionModel().selectionChanged.connect(self._offer)
        page.model.modelReset.connect(self._offer)
        page.view.doubleClicked.connect(self._open_if_no_figure)
        page.shown.connect(self._table_shown)
        document.plan_changed.connect(lambda: self._table_shown(""))

    # --- the row ------------------------------------------------------------------------------------

    def _table_shown(self, name: str) -> None:
        self._is_shown = name == TABLE and self._page.model.total_rows() > 0
        self.button.setVisible(self._is_shown)
        if self._is_shown and self._at is not None:
            self._mark(*self._at)
        self._offer()

    def _offer(self) -> None:
        """Say whether the row can be opened, and if not, why."""
        gate = self._row(self._page.view.currentIndex())[1]
        takes = gate in TAKING
        self.button.setEnabled(takes)
        if gate and not takes:
            text = self.tr("班额、规模由测算判定，不取证")
        else:
            text = self.tr("登记选中这一条的结论、材料和人数（双击这一行也可以）")
        self.button.setToolTip(text)

    def _row(self, index: QModelIndex) -> tuple[str, str]:
        """Return school and condition of a row, "" where there is none."""
        is_row = index.isValid() and self._page.view.selectionModel().hasSelection()
        if not self._is_shown or not is_row:
            return "", ""
        model, row = self._page.model, index.row()
        return str(model.value_at(row, "school_id")), str(model.value_at(row, "gate"))

    def _open_if_no_figure(self, index: QModelIndex) -> None:
        if self._is_shown and not self._page.model.figure_at(index.row(), index.column()):
            self._open_row(index)

    def _open_row(self, index: QModelIndex) -> None:
        school_id, gate = self._row(index)
        if gate in TAKING:
            self.open(school_id, gate)

    def show_school(self, school_id: str) -> None:
        """Show the conditions of a school's closing in their table."""
        self._at = (school_id, "")
        self._page.choose(TABLE)
        self.table_wanted.emit()

    def _mark(self, school_id: str, gate: str) -> None:
        """Mark the row again that was opened: the rows are new after every computation."""
        self._at = None
        model, selection = self._page.model, self._page.view.selectionModel()
        for row in range(model.rowCount()):
            about = (model.value_at(row, "school_id"), model.value_at(row, "gate"))
            if about == (school_id, gate or about[1]):
                selection.blockSignals(True)  # the map stays where the user has moved it
                self._page.view.selectRow(row)
                selection.blockSignals(False)
                self._page.view.scrollTo(model.index(row, 0))
                self._page.view.viewport().update()
                self._page.fit_columns()
                return

    # --- the form -----------------------------------------------------------------------------------

    def open(self, school_id: str, gate: str) -> None:
        """Ask for the evidence of one condition."""
        dialog = self.dialog(school_id, gate)
        if dialog is not None:
            dialog.exec()
            dialog.deleteLater()

    def dialog(self, school_id: str, gate: str) -> EvidenceDialog | None:
        """Return the form about one condition; None where nothing can be taken down."""
        from app.dialogs.evidence import Asked, EvidenceDialog

        plan = self._document.plan_with_sites
        if plan is None or self._document.active == BASELINE:
            return None
        known = {(one.school_id, one.gate): one for one in self._document.whole_scenario.evidence}
        own = {(one.school_id, one.gate) for one in self._document.scenario.evidence}
        key = (school_id, gate)
        given = known.get(key, Evidence(school_id, gate, GateState.PENDING))
        base = "" if key in own or key not in known else self._document.scenario.base
        asked = Asked(
            school_name(plan, school_id), given, is_known=key in known, base=base,
            is_of_another=key in unconfirmed(self._document.whole_scenario),
        )  # fmt: skip
        text = self.tr("{school}：取证 {gate}").format(
            school=asked.school, gate=f"{gate} {outcome_word('gate', gate)}"
        )

        def save(evidence: Evidence) -> None:
            after = set_evidence(self._document.scenario, evidence, whole=self._document.whole_scenario)
            saved = {(one.school_id, one.gate): one for one in after.evidence}[key]
            if saved != known.get(key):  # what stands already is confirmed by saving it once more
                self._at = key
                self._document.replace_scenario(after, text)

        def clear() -> None:
            self._at = key
            self._document.replace_scenario(clear_evidence(self._document.scenario, *key), text)

        return EvidenceDialog(self._window, asked, save, clear)
