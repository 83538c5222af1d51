"""The strip that says that the plan can only be looked at, by whose doing, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app import messages, theme
from app.document import Document
from app.panels.states import note

OUTDATED = "plan_saved_by_holder"


class FileBanner(QWidget):
    """Shown while the plan's file may not be saved; hidden otherwise."""

    save_as_wanted = Signal()
    reopen_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self.text = note()
        self.text.setObjectName("bannerText")
        self.save_as, self.reopen = QPushButton(self.tr("另存为……")), QPushButton(self.tr("重新打开"))
        self.save_as.clicked.connect(self.save_as_wanted)
        self.reopen.clicked.connect(self.reopen_wanted)
        row = QHBoxLayout(self)
        side, edge = theme.size("medium"), theme.size("tiny")
        row.setContentsMargins(side, edge, side, edge)
        row.addWidget(self.text, 1)
        row.addWidget(self.reopen)
        row.addWidget(self.save_as)
        document.file.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say why the plan can only be looked at, or vanish."""
        fault = self._document.file.fault
        self.setVisible(fault is not None)
        if fault is not None:
            self.text.setText(messages.sentence(fault))
            self.reopen.setVisible(fault.code == OUTDATED)
