"""A row of buttons of which exactly one is down."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """A row of buttons of which exactly one is down."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for code, text in choices:
            button = QPushButton(text)
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{name} {text}")
            button.clicked.connect(lambda _=False, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            self.buttons[code] = button
            row.addWidget(button, 1)
        made = list(self.buttons.values())
        made[0].setProperty("place", "first")
        made[-1].setProperty("place", "last")

    @property
    def choice(self) -> str:
        """Which one is down."""
        return next(code for code, button in self.buttons.items() if button.isChecked())

    def show_choice(self, code: str) -> None:
        """Show which one is down, without telling anybody."""
        self.buttons[code].setChecked(True)
