"""A table of questions: what the file says on the left, what the user makes of it on the right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

ROW_HEIGHT = 30


class ChoiceGrid(QTableWidget):
    """Rows of texts that end with a choice, or with a text where there is nothing to choose."""

    def __init__(self, *titles: str) -> None:
        super().__init__(0, len(titles))
        self.setHorizontalHeaderLabels(titles)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setShowGrid(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def add_row(self, texts: Iterable[str], choice: QComboBox | str) -> None:
        """Add a row."""
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            self.setItem(row, column, _item(text))
        last = self.columnCount() - 1
        if isinstance(choice, str):
            self.setItem(row, last, _item(choice))
        else:
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            choice.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
            self.setCellWidget(row, last, choice)


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    return item
