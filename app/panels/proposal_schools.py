"""The schools of a proposal: what becomes of each, and, opened, where its pupils go and why it is so."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from app.models.proposal_words import SchoolRow
from app.panels.tables import tone_colour

ID_ROLE = int(Qt.ItemDataRole.UserRole)
LEAST_HEIGHT, LEAST_ROWS = 160, 8
MARGIN = 6


class _Wrapped(QStyledItemDelegate):
    """Gives every item the height that its words need in the width there is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that the words need (Qt's name)."""
        tree = self.parent()
        assert isinstance(tree, QTreeWidget)
        depth = 2 if index.parent().isValid() else 1
        width = tree.viewport().width() - depth * tree.indentation() - MARGIN
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        box = tree.fontMetrics().boundingRect(QRect(0, 0, max(width, MARGIN), 0), flags, index.data())
        return QSize(width, box.height() + MARGIN)


class ProposalSchools(QTreeWidget):
    """One line per school, its reasons below it.

    Signals
    -------
    school_wanted
        A school is to be looked at.
    """

    school_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setWordWrap(True)
        self.setItemDelegate(_Wrapped(self))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("逐校的测算结果"))
        self.setToolTip(self.tr("点一所学校，在地图上看；展开看学生去哪里和理由"))
        self.setIndentation(16)
        self.itemClicked.connect(self._tell)
        self.itemActivated.connect(self._tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew (Qt's name)."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def show_rows(self, rows: Iterable[SchoolRow], *, opened: bool) -> None:
        """Show other schools; ``opened``: with the reasons of those that change in sight."""
        self.clear()
        items = [self._item(row) for row in rows]
        self.addTopLevelItems(items)
        for item in items:
            item.setExpanded(opened or item.data(0, ID_ROLE + 1))
        self.setMinimumHeight(LEAST_HEIGHT + self.fontMetrics().height() * min(len(items), LEAST_ROWS) * 2)

    @staticmethod
    def _item(row: SchoolRow) -> QTreeWidgetItem:
        item = QTreeWidgetItem([row.text])
        item.setData(0, ID_ROLE, row.school_id)
        item.setData(0, ID_ROLE + 1, row.changes)
        if row.changes:
            item.setForeground(0, QBrush(tone_colour("warn")))
        for line in filter(None, row.about.split("\n")):
            child = QTreeWidgetItem([line])
            child.setData(0, ID_ROLE, row.school_id)
            child.setForeground(0, QBrush(tone_colour("muted")))
            item.addChild(child)
        return item

    def _tell(self, item: QTreeWidgetItem, _: int) -> None:
        self.school_wanted.emit(str(item.data(0, ID_ROLE)))
