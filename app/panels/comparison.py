"""现状 and every scenario side by side; the reader sees at once who pays for what."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QAbstractItemView, QSplitter, QTableWidget, QTableWidgetItem

from app import labels
from app.document import Document
from app.messages import sentence
from app.models.comparison import Cell, Row, comparison_rows
from app.panels.states import StatefulPanel
from app.panels.tables import ROW_HEIGHT, tone_colour
from app.panels.winners import WinnersPanel
from gis.evaluation.result import Evaluation
from gis.layout import BASELINE

LABEL_WIDTH = 172
UNIT_WIDTH = 62
SCENARIO_WIDTH, WIDEST_NAME = 84, 118
SHARE_OF_FIGURES, SHARE_OF_VILLAGES = 240, 320


class ComparisonPanel(StatefulPanel):
    """The comparison table; evaluates what is not evaluated yet when it is opened."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.table = QTableWidget()
        self.winners = WinnersPanel(document)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self.table)
        both.addWidget(self.winners)
        both.setChildrenCollapsible(False)
        both.setSizes([SHARE_OF_FIGURES, SHARE_OF_VILLAGES])
        super().__init__(both)
        self.table.setAccessibleName(self.tr("方案比选表"))
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        document.compared.connect(self._show)
        document.comparison_failed.connect(self._show_fault)
        document.evaluated.connect(self._evaluated)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more room than the map does, whose place it takes (Qt's name)."""
        return QSize(0, 0)

    def open(self) -> None:
        """Compare now."""
        self.show_state(self.tr("正在比较各方案……"))
        self._document.compare()

    def _show_fault(self, fault: Exception) -> None:
        self.show_state(self.tr("没有比较成"), sentence(fault), self.tr("重新比较"), self.open)

    def _evaluated(self) -> None:
        if self.isVisible():
            self.open()

    def _show(self) -> None:
        plan = self._document.plan
        if plan is None:
            return
        names = (BASELINE, *plan.scenarios)
        evaluations = {name: self._document.evaluation_of(name) for name in names}
        known = {name: evaluation for name, evaluation in evaluations.items() if evaluation is not None}
        if len(known) < len(names):
            self._document.compare()
            return
        rows = comparison_rows(known)
        header = [self.tr("指标"), self.tr("单位"), *(self._head(made) for made in known.values())]
        self.table.clear()
        self.table.clearSpans()
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(len(header))
        self.table.setHorizontalHeaderLabels(header)
        for index, row in enumerate(rows):
            self._fill(index, row)
        self._size_columns(len(header))
        self.winners.show_scenarios()
        self.show_content()

    def _head(self, evaluation: Evaluation) -> str:
        """Return a scenario's name; under it on which roads its figures rest, if not on those of today."""
        name, count = labels.scenario_name(evaluation.scenario), len(evaluation.network_edits)
        if not count:
            return name
        changed = self.tr("道路改动 {count} 处").format(count=count)
        return "\n".join([name, " · ".join(part for part in (evaluation.season, changed) if part)])

    def _size_columns(self, count: int) -> None:
        for column in range(count):
            side = Qt.AlignmentFlag.AlignLeft if column < 2 else Qt.AlignmentFlag.AlignRight
            if (title := self.table.horizontalHeaderItem(column)) is not None:
                title.setToolTip(title.text())
                title.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                if column >= 2:
                    self._shorten(title)
            self.table.resizeColumnToContents(column)
            least = (LABEL_WIDTH, UNIT_WIDTH)[column] if column < 2 else SCENARIO_WIDTH
            self.table.setColumnWidth(column, max(least, self.table.columnWidth(column)))

    def _shorten(self, title: QTableWidgetItem) -> None:
        """Leave out the middle of a long name; the whole of it is in the tip."""
        name, line_end, roads = title.text().partition("\n")
        metrics, elide = self.table.horizontalHeader().fontMetrics(), Qt.TextElideMode.ElideMiddle
        title.setText(metrics.elidedText(name, elide, WIDEST_NAME) + line_end + roads)

    def _fill(self, index: int, row: Row) -> None:
        label = QTableWidgetItem(row.label)
        if not row.cells:
            bold = QFont(self.table.font())
            bold.setBold(True)
            label.setFont(bold)
            self.table.setSpan(index, 0, 1, self.table.columnCount())
        self.table.setItem(index, 0, label)
        self.table.setItem(index, 1, QTableWidgetItem(row.unit))
        for column, cell in enumerate(row.cells):
            self.table.setItem(index, column + 2, self._item(cell))

    @staticmethod
    def _item(cell: Cell) -> QTableWidgetItem:
        item = QTableWidgetItem(labels.with_change(cell.text, cell.change))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if cell.tone:
            item.setForeground(QBrush(tone_colour(cell.tone)))
        return item
