"""The tables under the map: schools, settlements, diversion, issues, indicators."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from PySide6.QtCore import QItemSelection, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.document import Document
from app.messages import sentence
from app.models.columns import columns_of
from app.models.frame_model import Column, FrameModel
from app.panels.cell_menu import CellMenu
from app.panels.states import StatefulPanel
from app.selection import Selection

ROW_HEIGHT = 26
WIDEST_COLUMN = 420
ROWS_MEASURED = 30  # enough to see how wide a column must be
FILTER_WIDTH = 140


def tone_colour(token: str) -> QColor:
    """Return the colour of a tone in the theme that is shown."""
    dark = QGuiApplication.palette().window().color().lightness() < 128
    return theme.load_theme("dark" if dark else "light").colour(token)


@dataclass(frozen=True)
class Only:
    """A switch that shows some rows only: the boolean column, and what the switch says."""

    column: str
    text: str


class TablePage(QWidget):
    """One table with a filter, a switch and a count."""

    picked = Signal(str, str)
    figure_wanted = Signal(str, str)  # its path, what it is about

    def __init__(self, name: str, only: Only | None) -> None:
        super().__init__()
        self.name, self._only = name, only
        self._forced_only = ""
        self.model = FrameModel((), tone_colour)
        self.view = self._build_view()
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("在表中筛选"))
        self._filter.setAccessibleName(self.tr("在表中筛选"))
        self._filter.setClearButtonEnabled(True)
        self._switch = QCheckBox(only.text if only else "")
        self._switch.setVisible(only is not None)
        self._count = QLabel()
        self._count.setObjectName("note")
        self._derivation = QLabel()
        self._derivation.setObjectName("derivation")
        self.bar = QWidget()
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, theme.size("small"), 0)
        row.setSpacing(theme.size("medium"))
        self._filter.setFixedWidth(FILTER_WIDTH)
        row.addStretch()
        for widget in (self._derivation, self._count, self._switch, self._filter):
            row.addWidget(widget)
        self.panel = StatefulPanel(self.view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panel)
        self._filter.textChanged.connect(self._apply_filter)
        self._switch.toggled.connect(self._user_switched)
        self.cell_menu = CellMenu(self)

    def add_to_bar(self, widget: QWidget) -> None:
        """Put a control of this table beside its filter."""
        row = self.bar.layout()
        assert row is not None
        row.addWidget(widget)

    def _build_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setSortingEnabled(True)
        view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.horizontalHeader().setResizeContentsPrecision(ROWS_MEASURED)
        view.selectionModel().selectionChanged.connect(self._row_picked)
        return view

    def show_rows(self, document: Document) -> None:
        """Show the rows that the document now has."""
        columns = columns_of(self.name, document.band)
        first = not self.model.columns
        self.model.set_frame(document.tables[self.name], columns)
        self._tell_count()
        if first:
            QTimer.singleShot(0, self, lambda: self._fit_columns())

    def show_frame(
        self, frame: pd.DataFrame, columns: tuple[Column, ...], only: str, *, afresh: bool
    ) -> None:
        """Show rows that were made elsewhere; ``afresh``: another table, without the old filter and order."""
        self._switch.setText(only)
        self._switch.setVisible(bool(only))
        if afresh:
            self._filter.clear()
            self._switch.setChecked(False)
            self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
            self.model.set_filter("")
        self.model.set_frame(frame, columns)
        self._tell_count()

    def fit_columns(self) -> None:
        """Make the columns as wide as what they hold."""
        self._fit_columns()

    def _fit_columns(self, column: int = 0) -> None:
        """Fit one column after the other: all at once would hold up the window, as redrawing each would."""
        self.view.setUpdatesEnabled(column >= self.model.columnCount())
        if self.view.updatesEnabled():
            self.view.horizontalHeader().setStretchLastSection(self.name in ("issues", "indicators"))
            return
        self.view.resizeColumnToContents(column)
        self.view.setColumnWidth(column, min(WIDEST_COLUMN, self.view.columnWidth(column) + 8))
        QTimer.singleShot(0, self, lambda: self._fit_columns(column + 1))

    def show_derivation(self, only: str, sort_by: str, text: str) -> None:
        """Show the rows behind a headline figure, the heaviest first."""
        self._filter.clear()
        self._forced_only = only
        self._derivation.setText(text)
        self._apply_filter()
        if sort_by:
            self.view.sortByColumn(self.model.column_of(sort_by), Qt.SortOrder.DescendingOrder)
        self.view.scrollToTop()

    def select(self, thing_id: str) -> None:
        """Mark and show the row about a thing, without telling anybody."""
        selection = self.view.selectionModel()
        marked = [index.row() for index in selection.selectedRows()]
        if marked and self.model.thing_at(marked[0])[1] == thing_id:
            return                      # several rows may be about one thing: the picked one stays
        row = self.model.row_of(thing_id) if self.model.columns else -1
        selection.blockSignals(True)
        if row < 0:
            self.view.clearSelection()
        elif not self.view.selectionModel().isRowSelected(row):
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0))
        selection.blockSignals(False)
        self.view.viewport().update()

    def _row_picked(self, selected: QItemSelection) -> None:
        if selected.indexes():
            kind, thing_id = self.model.thing_at(selected.indexes()[0].row())
            if kind:
                self.picked.emit(kind, thing_id)

    def _user_switched(self) -> None:
        self._forced_only = ""
        self._derivation.clear()
        self._apply_filter()

    def _apply_filter(self) -> None:
        chosen = self._only.column if self._only and self._switch.isChecked() else ""
        self.model.set_filter(self._filter.text(), self._forced_only or chosen)
        self._tell_count()

    def _tell_count(self) -> None:
        shown, total = self.model.rowCount(), self.model.total_rows()
        if shown == total:
            self._count.setText(self.tr("{total} 行").format(total=labels.number(total)))
        else:
            text = self.tr("{shown} / {total} 行")
            self._count.setText(text.format(shown=labels.number(shown), total=labels.number(total)))


class Tables(QTabWidget):
    """All tables; they follow the document and the selection.

    Signals
    -------
    figure_wanted
        A figure is to be opened: its path, and what it is about.
    """

    figure_wanted = Signal(str, str)

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._document, self._selection = document, selection
        self.setDocumentMode(True)
        self.setUsesScrollButtons(False)  # what does not fit is shortened: every table stays in reach
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self._bars = QStackedWidget()
        self._bars.setObjectName("bars")
        self.setCornerWidget(self._bars)
        self._stale: set[str] = set()
        self.currentChanged.connect(self._turned)
        self.pages: dict[str, TablePage] = {}
        for name, title, only in self._wanted():
            page = TablePage(name, only)
            page.picked.connect(lambda kind, thing: selection.pick(kind, thing, zoom=True))
            page.figure_wanted.connect(self.figure_wanted)
            self.pages[name] = page
            self._bars.addWidget(page.bar)
            self.addTab(page, title)
        document.plan_changed.connect(self._plan_changed)
        document.tabulated.connect(self._show_rows)
        document.evaluation_failed.connect(self._show_fault)
        selection.changed.connect(self._follow)
        self._plan_changed()

    def _wanted(self) -> list[tuple[str, str, Only | None]]:
        return [
            ("schools", self.tr("学校"), Only("is_changed", self.tr("只看有变化的"))),
            ("settlements", self.tr("居民点"), Only("is_changed", self.tr("只看有分流的"))),
            ("flows", self.tr("分流"), Only("is_changed", self.tr("只看分流学生"))),
            ("issues", self.tr("问题"), Only("is_pending", self.tr("只看待处理的"))),
            ("indicators", self.tr("指标"), Only("is_changed", self.tr("只看有变化的"))),
        ]

    def add_page(self, page: TablePage, title: str) -> None:
        """Add a table that fills itself when it is looked at."""
        page.picked.connect(self._pick)
        page.figure_wanted.connect(self.figure_wanted)
        self._bars.addWidget(page.bar)
        self.addTab(page, title)

    def _pick(self, kind: str, thing_id: str) -> None:
        if kind == "township":
            self._selection.zoom_wanted.emit(kind, thing_id)
        else:
            self._selection.pick(kind, thing_id, zoom=True)

    def show_table(self, name: str) -> TablePage:
        """Bring a table to the front."""
        page = self.pages[name]
        self.setCurrentWidget(page)
        return page

    def _plan_changed(self) -> None:
        self._stale.clear()
        for page in self.pages.values():
            if self._document.plan is None:
                page.panel.show_state(
                    self.tr("还没有打开计划"), self.tr("打开计划后，这里列出每所学校、每个居民点。")
                )
            else:
                page.panel.show_state(self.tr("正在计算……"))

    def _show_rows(self) -> None:
        self._stale = set(self.pages)
        self._refresh_front()

    def _turned(self, index: int) -> None:
        self._bars.setCurrentIndex(index)
        self._refresh_front()

    def _refresh_front(self) -> None:
        """Fill the table in front; the others are filled when they come to the front."""
        page = self.currentWidget()
        if isinstance(page, TablePage) and page.name in self._stale:
            self._stale.discard(page.name)
            page.show_rows(self._document)
            page.panel.show_content()
            page.select(self._selection.thing_id)

    def _show_fault(self, fault: Exception) -> None:
        for page in self.pages.values():
            page.panel.show_state(
                self.tr("没有算出结果"), sentence(fault), self.tr("重新计算"), self._document.evaluate
            )

    def _follow(self, kind: str, thing_id: str) -> None:
        for name, page in self.pages.items():
            if name not in self._stale:
                page.select(thing_id)
