"""A panel that is brought up to date when it is looked at, not while it is hidden."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.document import Document


class LatePanel(QScrollArea):
    """Calls :meth:`refresh` after every evaluation if it is on screen, else when it comes on screen."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setWidgetResizable(True)
        document.evaluated.connect(self._evaluated)

    def refresh(self) -> None:
        """Show what the document now says."""
        raise NotImplementedError

    def _evaluated(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up (Qt's name)."""
        super().showEvent(event)
        self.refresh()
