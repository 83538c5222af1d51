"""The rows of a file around an issue: read in the background, its row lit up, nothing about persons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app import labels
from app.dialogs.job_dialog import JobDialog
from app.document import Document
from app.panels.states import note
from app.panels.tables import ROW_HEIGHT
from app.settings import Settings
from gis.io.sourcerows import SourceRows, read_source_rows
from gis.model import Issue
from gis.progress import Progress

DIALOG_WIDTH, DIALOG_HEIGHT = 860, 520
WIDEST_COLUMN = 260


class SourceRowsDialog(JobDialog):
    """What the issue says, and the rows of its file; asks for the file where it is not found.

    Parameters
    ----------
    issue
        An issue with a file and a row.
    places
        Where the file may lie.
    """

    def __init__(
        self, parent: QWidget, document: Document, settings: Settings, issue: Issue, places: Sequence[Path]
    ) -> None:
        super().__init__(parent, document.runner, "", "")
        self.setWindowTitle(self.tr("查看所在行"))
        self.go_button.setText(self.tr("选文件……"))
        self.go_button.setProperty("primary", False)
        self.cancel_button.setText(self.tr("关闭"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        assert document.plan is not None
        self._issue, self._sources, self._settings = issue, document.plan.sources, settings
        self.shown: SourceRows | None = None
        what, fix = issue.describe(labels.language())
        self._where = note(name="heading")
        self._changed = note(name="refusal")
        self._hidden = note()
        self.table = QTableWidget()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setAccessibleName(self.tr("文件里的行"))
        policy = self.table.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.table.setSizePolicy(policy)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._where, note(f"{what}{fix}", name="value"), self._changed):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._hidden)
        self._tell(None)
        self.go_button.clicked.connect(self._pick)
        path = next((place for place in places if place.is_file()), None)
        if path is not None:
            self.read(path)
        else:
            folders = self.tr("、").join(dict.fromkeys(str(place.parent) for place in places))
            text = self.tr("“{file}”不在原来的地方了（找过：{folders}）。请选它现在的位置。")
            self.show_fault(text.format(file=issue.file, folders=folders))

    @classmethod
    def ask(
        cls, parent: QWidget, document: Document, settings: Settings, issue: Issue, places: Sequence[Path]
    ) -> None:
        """Show the rows around an issue until the user has seen enough."""
        dialog = cls(parent, document, settings, issue, places)
        dialog.exec()
        dialog.deleteLater()

    def _pick(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._issue.file, self._settings.folder)
        if chosen:
            self._settings.folder = str(Path(chosen).parent)
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Read the rows from a file."""
        issue, sources = self._issue, self._sources

        def work(progress: Progress) -> SourceRows:
            return read_source_rows(path, issue, sources, progress=progress)

        self._tell(None)
        self.run_job("source_rows", work, self._tell)

    def _tell(self, rows: SourceRows | None) -> None:
        self.shown = rows
        issue = self._issue
        file, sheet = (rows.file, rows.sheet) if rows is not None else (issue.file, issue.sheet)
        parts = [file, sheet, self.tr("第 {row} 行").format(row=issue.row), issue.column]
        self._where.setText(" · ".join(filter(None, parts)))
        is_changed = rows is not None and rows.is_changed is True
        self._changed.setVisible(is_changed)
        self._changed.setText(self.tr("这个文件和读入时不一样了，行号可能对不上。改完以后请重新读入。"))
        self._hidden.setVisible(rows is not None)
        self.table.setVisible(rows is not None)
        if rows is not None:
            self._fill(rows)
            text = self.tr("有 {count} 列没有显示：可能是个人信息，或没有表头。") if rows.hidden else ""
            same = self.tr("文件和读入时一样。") if rows.is_changed is False else ""
            unknown = self.tr("计划里没有这个文件的校验值，不知道它改过没有。")
            same = unknown if rows.is_changed is None else same
            self._hidden.setText(same + text.format(count=rows.hidden))

    def _fill(self, rows: SourceRows) -> None:
        table = self.table
        table.clear()
        table.setColumnCount(len(rows.headers))
        table.setRowCount(len(rows.rows))
        table.setHorizontalHeaderLabels(list(rows.headers))
        table.setVerticalHeaderLabels([str(number) for number in rows.rows])
        for line, texts in enumerate(rows.rows.values()):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(line, column, item)
        if rows.row in rows.rows:
            self._light_up(list(rows.rows).index(rows.row), rows.column)
        table.resizeColumnsToContents()
        for column in range(table.columnCount()):
            table.setColumnWidth(column, min(WIDEST_COLUMN, table.columnWidth(column)))

    def _light_up(self, line: int, column: int | None) -> None:
        """Select the line, which nobody else can, and print the cell in question in bold."""
        model, flag = self.table.model(), QItemSelectionModel.SelectionFlag
        chosen = QItemSelection(model.index(line, 0), model.index(line, self.table.columnCount() - 1))
        self.table.selectionModel().select(chosen, flag.ClearAndSelect)
        item = self.table.item(line, column or 0)
        if item is not None and column is not None:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            item.setText(item.text() or self.tr("（空）"))
        if item is not None:
            self.table.scrollToItem(item)
