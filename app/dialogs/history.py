"""The log of the open plan in plain words: newest first, searchable, to be exported as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import labels, messages, theme
from app.panels.states import note
from app.settings import Settings
from gis.errors import PlanningError
from gis.io.historywords import entry_lines, entry_sentence, write_history
from gis.model import HistoryEntry

DIALOG_WIDTH, DIALOG_HEIGHT = 860, 520
LINES_SHOWN = 300  # of one entry; the export has all


class HistoryDialog(QDialog):
    """Every entry with its single changes below it."""

    def __init__(self, parent: QWidget, history: Sequence[HistoryEntry], settings: Settings) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("操作记录"))
        self._history, self._settings = tuple(history), settings
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("筛选：学校、方案、文件、日期……"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.filter)
        self.count = QLabel()
        self.count.setObjectName("note")
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("时间"), self.tr("做了什么"), self.tr("谁"), self.tr("程序版本")])
        self.tree.setAlternatingRowColors(True)
        self.tree.setWordWrap(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for number, entry in reversed(list(enumerate(self._history, start=1))):
            self.tree.addTopLevelItem(self._item(number, entry))
        self._lay_out()
        self.filter("")

    def _lay_out(self) -> None:
        export, close = QPushButton(self.tr("导出……")), QPushButton(self.tr("关闭"))
        export.clicked.connect(self._ask_export)
        export.setEnabled(bool(self._history))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        rule = note(self.tr("操作记录只增不减；每条带有前一条的校验值。未保存的改动在保存时记入。"))
        bottom.addWidget(rule, 1)
        bottom.addWidget(export)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addLayout(bottom)
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)

    @classmethod
    def ask(cls, parent: QWidget, history: Sequence[HistoryEntry], settings: Settings) -> None:
        """Show the dialog."""
        dialog = cls(parent, history, settings)
        dialog.exec()
        dialog.deleteLater()

    def _item(self, number: int, entry: HistoryEntry) -> QTreeWidgetItem:
        language = labels.language()
        sentence, lines = entry_sentence(entry, language), entry_lines(entry, language)
        who = str(entry.values.get("who", ""))
        item = QTreeWidgetItem([local_time(entry.when), sentence, who, entry.program])
        item.setToolTip(1, sentence)
        item.setData(0, Qt.ItemDataRole.UserRole, number)
        for line in lines[:LINES_SHOWN]:
            child = QTreeWidgetItem(["", line])
            child.setToolTip(1, line)
            item.addChild(child)
        if len(lines) > LINES_SHOWN:
            more = self.tr("另有 {count} 行，见导出的表。").format(count=len(lines) - LINES_SHOWN)
            item.addChild(QTreeWidgetItem(["", more]))
        return item

    def filter(self, text: str) -> None:
        """Show the entries that contain a text, in themselves or in one of their changes."""
        wanted, shown = text.strip().lower(), 0
        for index in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(index)
            assert item is not None
            children = (item.child(row) for row in range(item.childCount()))
            hits = [wanted in child.text(1).lower() for child in children if child is not None]
            is_hit = any(wanted in item.text(column).lower() for column in range(4))
            item.setHidden(not (is_hit or any(hits)))
            item.setExpanded(bool(wanted) and any(hits))
            shown += not item.isHidden()
        self.count.setText(self.tr("{shown} / {total} 条").format(shown=shown, total=len(self._history)))

    def _ask_export(self) -> None:
        proposal = str(Path(self._settings.folder) / self.tr("操作记录.csv"))
        kinds = self.tr("表格 (*.csv)")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("导出操作记录"), proposal, kinds)
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Write the whole log as a table."""
        try:
            write_history(self._history, path, labels.language())
        except PlanningError as fault:
            messages.tell_fault(self, self.tr("没有导出"), fault)


def local_time(when: str) -> str:
    """Return a time of the log (UTC) in the time of this computer, as it is if it is no time."""
    try:
        return datetime.fromisoformat(when).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return when
