"""What the card of a school says beside its decision: how far that has come, what is promised, its site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import labels, theme
from app.messages import sentence, what
from app.panels.fields import set_tone
from app.panels.states import note
from gis.layout import SchoolLock

if TYPE_CHECKING:
    from gis.planning.states import DecisionState

TONES = {"draft": "warn", "complete": "ok", "blocked": "danger"}


class StateLine(QWidget):
    """How far a decision has come: a word, and in one line what is missing or why it is impossible."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.text = QLabel(), note()
        self.word.setObjectName("value")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.word)
        column.addWidget(self.text)

    def show_state(self, state: DecisionState | None) -> None:
        """Show a state, or nothing where nothing is decided."""
        self.setVisible(state is not None)
        if state is None:
            return
        self.word.setText(labels.word("decision_state", state.state.value))
        set_tone(self.word, TONES[state.state.value])
        reasons = "\n".join(sentence(reason) for reason in state.reasons)
        self.text.setText(reasons or "\n".join(what(hint) for hint in state.hints))
        self.text.setVisible(bool(self.text.text()))


class LockField(QWidget):
    """What the scenario has promised about a school; chosen at once, undone as one step."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("约定"))
        self.box.setToolTip(self.tr("先约定的事：方案违反了，会列在问题里；约定本身不改变测算"))
        self.box.addItem(self.tr("未约定"), "")
        for lock in SchoolLock:
            self.box.addItem(labels.word("lock", lock.value), lock.value)
        title = QLabel(self.tr("约定"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("small"))
        row.addWidget(title)
        row.addWidget(self.box, 1)
        self.box.activated.connect(lambda _: self.chosen.emit(self.value))

    @property
    def value(self) -> str:
        """The chosen lock, "" for none."""
        return str(self.box.currentData())

    def fill(self, lock: str, *, is_of_base: bool) -> None:
        """Show a lock; one that the base has promised can be changed and not lifted."""
        self.box.setCurrentIndex(self.box.findData(lock))
        item = self.box.model().index(0, 0)
        self.box.view().setRowHidden(item.row(), is_of_base)  # type: ignore[attr-defined]


class SiteBox(QWidget):
    """What can be done with the place of a new school."""

    move_wanted = Signal()
    edit_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._about = note()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("small"))
        for text, signal in (
            (self.tr("换位置……"), self.move_wanted),
            (self.tr("改名称……"), self.edit_wanted),
            (self.tr("删除"), self.delete_wanted),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            buttons.addWidget(button)
        self._buttons = QWidget()
        self._buttons.setLayout(buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._about)
        column.addWidget(self._buttons)

    def show_site(self, *, is_placed: bool, is_own: bool, base: str) -> None:
        """Show whose the site is, and whether it stands somewhere."""
        lines = [self.tr("方案拟建，现状没有这所学校。")]
        if not is_placed:
            lines.append(self.tr("还没有校址。"))
        if not is_own:
            lines.append(self.tr("它来自“{base}”；在这里换位置只改本方案。").format(base=base))
        self._about.setText("\n".join(lines))
        for button, shown in zip(self._buttons.findChildren(QPushButton), (True, True, is_own), strict=True):
            button.setVisible(shown)
