"""The small forms of the field panel: each opens for one entry and calls back when it is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import labels, messages, theme
from app.panels.states import note
from gis.errors import InputError
from gis.model import Walker
from gis.resources import load_toml

NOTE_HEIGHT = 76
FASTEST_KPH = 120


class _Form(QWidget):
    """A heading, what a subclass adds, and the buttons."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading = note(name="value")
        self._refusal = note(name="refusal")
        self._refusal.hide()
        self._keep: Callable[[], object] | None = None
        self.keep_button = QPushButton(self.tr("记下"))
        self.keep_button.setProperty("primary", True)
        self.keep_button.clicked.connect(self.keep)
        cancel = QPushButton(self.tr("取消"))
        cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self.keep_button, 1)
        row.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("small"))
        layout.addWidget(self._heading)
        self.fields = QFormLayout()
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.addLayout(self.fields)
        layout.addWidget(self._refusal)
        layout.addLayout(row)

    def _open(self, heading: str, keep: Callable[[], object]) -> None:
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._refusal.hide()
        self._keep = keep

    def keep(self) -> None:
        """Hand over what was written, or say why it cannot be kept."""
        if self._keep is None:
            return
        try:
            self._keep()
        except InputError as fault:
            self._refusal.setText(messages.sentence(fault))
            self._refusal.show()


class WaitingForm(_Form):
    """Says what to click on the map."""

    def __init__(self) -> None:
        super().__init__()
        self.keep_button.hide()

    def say(self, words: str) -> None:
        """Show what is waited for."""
        self._open(words, lambda: None)


class NoteForm(_Form):
    """A few lines of text."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QPlainTextEdit()
        self._text.setFixedHeight(NOTE_HEIGHT)
        self._text.setAccessibleName(self.tr("说明"))
        self._text.setPlaceholderText(self.tr("看到了什么：路面、桥、校舍、村里的意见……不要写学生姓名。"))
        self._text.textChanged.connect(self._allow)
        self.fields.addRow(self._text)

    def open(self, heading: str, keep: Callable[[], object]) -> None:
        """Start an empty note."""
        self._open(heading, keep)
        self._text.clear()
        self._allow()
        self._text.setFocus()

    def write(self, text: str) -> None:
        """Put a text into the field, as typing does."""
        self._text.setPlainText(text)

    def text(self) -> str:
        """Return what was written."""
        return self._text.toPlainText().strip()

    def _allow(self) -> None:
        self.keep_button.setEnabled(bool(self.text()))


class WalkForm(_Form):
    """The other end of a walk, and its minutes."""

    def __init__(self) -> None:
        super().__init__()
        self.other = QComboBox()
        self.other.setAccessibleName(self.tr("到"))
        self.spin = QSpinBox()
        self.spin.setRange(1, load_toml("schemas", "field.toml")["walk"]["longest_min"])
        self.spin.setSuffix(self.tr(" 分钟"))
        self.spin.setAccessibleName(self.tr("步行"))
        self.fields.addRow(self.tr("到"), self.other)
        self.fields.addRow(self.tr("步行"), self.spin)
        self.who = QComboBox()
        self.who.setAccessibleName(self.tr("谁走的"))
        for walker, text in (
            (Walker.UNKNOWN, self.tr("不知道")),
            (Walker.G1_3, self.tr("低年级孩子（1—3年级）")),
            (Walker.G4_6, self.tr("高年级孩子（4—6年级）")),
            (Walker.G7_9, self.tr("初中生")),
            (Walker.ADULT, self.tr("成人")),
        ):
            self.who.addItem(text, walker.value)
        self.fields.addRow(self.tr("谁走的"), self.who)
        self.fields.addRow(note(self.tr("步行时间按走的人的步速换算到各学段，请注明。")))

    def open(self, heading: str, names: Mapping[str, str], usual: str, keep: Callable[[], object]) -> None:
        """Offer the places in ``names`` (id → name), the usual one first chosen."""
        self._open(heading, keep)
        self.other.clear()
        for thing_id, name in sorted(names.items(), key=lambda pair: pair[1]):
            self.other.addItem(name, thing_id)
        self.other.setCurrentIndex(max(0, self.other.findData(usual)))
        self.who.setCurrentIndex(0)
        self.spin.setValue(1)
        self.spin.selectAll()
        self.spin.setFocus()

    def other_id(self) -> str:
        """Return the id of the chosen place."""
        return str(self.other.currentData() or "")

    def walker(self) -> Walker:
        """Return who walked."""
        return Walker(str(self.who.currentData()))

    def minutes(self) -> float:
        """Return the minutes that the walk took."""
        return float(self.spin.value())


class RoadForm(_Form):
    """The true class and speed limit of a road."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("等级"))
        for code in load_toml("schemas", "field.toml")["road"]["classes"]:
            self.kind.addItem(labels.word("road", code), code)
        self.speed = QSpinBox()
        self.speed.setRange(0, FASTEST_KPH)
        self.speed.setSuffix(" km/h")
        self.speed.setSpecialValueText(self.tr("不限或不知道"))
        self.speed.setAccessibleName(self.tr("限速"))
        self.fields.addRow(self.tr("等级"), self.kind)
        self.fields.addRow(self.tr("限速"), self.speed)

    def open(self, name: str, road_class: str, speed_kph: float, keep: Callable[[], object]) -> None:
        """Start from what is known of the road."""
        self._open(name or self.tr("无名道路"), keep)
        if self.kind.findData(road_class) < 0:
            self.kind.addItem(labels.word("road", road_class), road_class)
        self.kind.setCurrentIndex(self.kind.findData(road_class))
        self.speed.setValue(0 if math.isnan(speed_kph) else round(speed_kph))

    def road_class(self) -> str:
        """Return the chosen class."""
        return str(self.kind.currentData())

    def speed_kph(self) -> float | None:
        """Return the speed limit, None if there is none or nobody knows it."""
        return float(self.speed.value()) or None
