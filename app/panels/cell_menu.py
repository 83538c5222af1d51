"""What can be done with the cells of a table: open how a figure came about, copy rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from app.models.why import is_figure

if TYPE_CHECKING:
    from app.panels.tables import TablePage


class CellMenu(QObject):
    """The menu of a table's cells; its keys work while the table has the focus."""

    def __init__(self, page: TablePage) -> None:
        super().__init__(page)
        self._page = page
        self.why = QAction(self.tr("怎么算的……"), page.view)
        self.why.setShortcuts([QKeySequence("F4"), QKeySequence("Alt+Return")])
        self.why.triggered.connect(self._open_current)
        self.copy_row = QAction(self.tr("复制这一行"), page.view)
        self.copy_row.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_row.triggered.connect(self._copy_row)
        self.copy_all = QAction(self.tr("复制整张表"), page.view)
        self.copy_all.setShortcut(QKeySequence("Ctrl+Shift+C"))
        self.copy_all.triggered.connect(lambda: self._copy(range(page.model.rowCount())))
        for action in (self.why, self.copy_row, self.copy_all):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            page.view.addAction(action)
        page.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.view.customContextMenuRequested.connect(self._pop_up)
        page.view.doubleClicked.connect(self._open)

    def _pop_up(self, where: QPoint) -> None:
        view = self._page.view
        index = view.indexAt(where)
        if index.isValid():
            view.setCurrentIndex(index)
        menu = QMenu(view)
        self.why.setEnabled(bool(self._figure(view.currentIndex())))
        self.copy_row.setEnabled(view.currentIndex().isValid())
        for action in (self.why, self.copy_row, self.copy_all):
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(lambda: self.why.setEnabled(True))
        menu.popup(view.viewport().mapToGlobal(where))

    def _figure(self, index: QModelIndex) -> str:
        path = self._page.model.figure_at(index.row(), index.column()) if index.isValid() else ""
        return path if path and is_figure(path) else ""

    def _open_current(self) -> None:
        self._open(self._page.view.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        path = self._figure(index)
        if path:
            title = self._page.model.title_at(index.row(), index.column())
            self._page.figure_wanted.emit(path, title)

    def _copy_row(self) -> None:
        index = self._page.view.currentIndex()
        if index.isValid():
            self._copy([index.row()])

    def _copy(self, rows: range | list[int]) -> None:
        QGuiApplication.clipboard().setText(self._page.model.text(rows))
