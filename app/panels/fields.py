"""Small pieces that the cards share: a section with a heading, and a list of labelled values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QVBoxLayout, QWidget

from app import theme
from app.models.consequence import Line
from app.panels.states import note


def set_tone(widget: QWidget, tone: str) -> None:
    """Colour a widget by a token's name; the style is worked out again only if the tone is another one."""
    if (widget.property("tone") or "") != tone:
        widget.setProperty("tone", tone)
        widget.style().polish(widget)


class Section(QWidget):
    """A heading and what stands under it."""

    def __init__(self, title: str, *content: QWidget) -> None:
        super().__init__()
        self.heading = QLabel(title)
        self.heading.setObjectName("heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("tiny"))
        layout.addWidget(self.heading)
        for widget in content:
            layout.addWidget(widget)


def labelled(*rows: tuple[str, QWidget]) -> QWidget:
    """Return fields under each other, each with its name before it."""
    holder = QWidget()
    form = QFormLayout(holder)
    form.setContentsMargins(0, 0, 0, 0)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for title, field in rows:
        form.addRow(title, field)
    return holder


class Lines(QWidget):
    """Labelled values under each other, the values aligned."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size("medium"))
        self._grid.setVerticalSpacing(theme.size("tiny"))
        self._grid.setColumnStretch(1, 1)
        self.lines: list[Line] = []

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show other lines; widgets are kept and reused, so that nothing flickers."""
        lines = list(lines)
        if lines == self.lines and self.isHidden() == (not lines):
            return
        self.lines = lines
        self.hide()  # one layout at the end instead of one for every label
        while self._grid.count() < 2 * len(self.lines):
            row = self._grid.count() // 2
            self._grid.addWidget(note(), row, 0, Qt.AlignmentFlag.AlignTop)
            value = note(name="value")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(value, row, 1)
        for row in range(self._grid.count() // 2):
            label, value = (self._label(row, column) for column in (0, 1))
            wanted = row < len(self.lines)
            label.setVisible(wanted)
            value.setVisible(wanted)
            if wanted:
                line = self.lines[row]
                label.setText(line.label)
                value.setText(line.value)
                set_tone(value, line.tone)
        self.setVisible(bool(self.lines))

    def _label(self, row: int, column: int) -> QLabel:
        item = self._grid.itemAtPosition(row, column)
        label = item.widget() if item else None
        assert isinstance(label, QLabel)
        return label
