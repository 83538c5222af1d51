"""A list of things in a card, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.panels.fields import set_tone
from app.panels.states import note


class Entry(QFrame):
    """One thing of a list: what it is, more about it, and buttons to look at it or take it away."""

    def __init__(
        self, text: str, about: str = "", *, tone: str = "",
        show: Callable[[], object] | None = None, delete: Callable[[], object] | None = None,
        icon: str = "locate",
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("editRow")
        name, more = note(text, "value"), note(about)
        set_tone(name, tone)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(name, 1)
        self.buttons: list[QToolButton] = []
        for picture, hint, act in ((icon, self.tr("查看"), show), ("delete", self.tr("删除"), delete)):
            if act is not None:
                head.addWidget(self._button(picture, hint, act))
        column = QVBoxLayout(self)
        side, edge = theme.size("small"), theme.size("tiny")
        column.setContentsMargins(side, edge, edge, edge)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(more)
        more.setVisible(bool(about))

    def _button(self, icon: str, hint: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.clicked.connect(lambda: act())
        self.buttons.append(button)
        return button


class Entries(QWidget):
    """A list of entries, or a sentence where there are none."""

    def __init__(self, empty: str = "") -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size("tiny"))
        self._empty = note(empty)
        self._column.addWidget(self._empty)
        self.entries: list[Entry] = []

    def show_entries(self, entries: Iterable[Entry]) -> None:
        """Show other entries."""
        for old in self.entries:
            self._column.removeWidget(old)
            old.deleteLater()
        self.entries = list(entries)
        for entry in self.entries:
            self._column.addWidget(entry)
        self._empty.setVisible(not self.entries and bool(self._empty.text()))
        self.setVisible(bool(self.entries) or bool(self._empty.text()))
