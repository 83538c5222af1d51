"""A row of buttons of which exactly one is down."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

GAP = 4  # between two rows


class Segments(QWidget):
    """A row of buttons of which exactly one is down; many choices stand in several rows."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Iterable[tuple[str, str]], *, per_row: int = 99) -> None:
        super().__init__()
        self.setAccessibleName(name)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        self._group = QButtonGroup(self)
        self._rows: list[list[str]] = []
        self.buttons: dict[str, QPushButton] = {}
        for code, text in choices:
            if not self._rows or len(self._rows[-1]) == per_row:
                row = QHBoxLayout()
                row.setSpacing(0)
                rows.addLayout(row)
                self._rows.append([])
            button = QPushButton(text)
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setAccessibleName(f"{name} {text}")
            button.clicked.connect(lambda _=False, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            self.buttons[code] = button
            self._rows[-1].append(code)
            row.addWidget(button, 1)
        self._round_ends(self.buttons)

    def offer(self, codes: Collection[str]) -> None:
        """Show only some of the choices."""
        for code, button in self.buttons.items():
            button.setVisible(code in codes)
        self._round_ends(codes)

    def _round_ends(self, shown: Collection[str]) -> None:
        for row in self._rows:
            codes = [code for code in row if code in shown]
            for code in codes:
                ends = [end for end, at in (("first", 0), ("last", -1)) if codes[at] == code]
                place = "only" if len(ends) == 2 else "".join(ends)
                button = self.buttons[code]
                if button.property("place") != place:
                    button.setProperty("place", place)
                    button.style().polish(button)

    @property
    def choice(self) -> str:
        """Which one is down."""
        return next(code for code, button in self.buttons.items() if button.isChecked())

    def show_choice(self, code: str) -> None:
        """Show which one is down, without telling anybody."""
        self.buttons[code].setChecked(True)
