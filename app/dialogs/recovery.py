"""After a crash: the unsaved work that was found, what it would bring back, and what to do with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, messages, theme
from app.panels.states import note
from gis.io.recovery import About
from gis.model import Issue

DIALOG_WIDTH, DIALOG_HEIGHT = 620, 420
COPIES_HEIGHT = 96


@dataclass(frozen=True)
class Found:
    """A copy of unsaved work, what it belongs to, and what it would bring back."""

    path: Path
    about: About
    differences: tuple[Issue, ...]


class Choice(Enum):
    """What is to happen to a copy."""

    RECOVER = auto()
    DISCARD = auto()
    LATER = auto()


class Sentences(QPlainTextEdit):
    """Shows issues as sentences that can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)

    def show_issues(self, issues: Iterable[Issue]) -> None:
        """Show other issues."""
        described = (issue.describe(labels.language()) for issue in issues)
        self.setPlainText("\n\n".join(f"{what}{fix}".strip() for what, fix in described))


class RecoveryDialog(QDialog):
    """Shows the copies; what is chosen concerns the selected one."""

    def __init__(self, parent: QWidget, found: tuple[Found, ...]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("恢复未保存的工作"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        self.found = found
        self.choice = Choice.LATER
        self.copies = QListWidget()
        self.copies.setAccessibleName(self.tr("未保存的工作"))
        self.copies.setMaximumHeight(COPIES_HEIGHT)
        self.copies.setWordWrap(True)  # without it the rows do not make room for their padding
        for each in found:
            self.copies.addItem(self._title(each.about))
        self._place = note()
        self._heading = QLabel(self.tr("恢复后会找回："))
        self._heading.setObjectName("heading")
        self.differences = Sentences()
        self.differences.setAccessibleName(self._heading.text())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("small"))
        layout.addWidget(note(self.tr("上次没有正常退出，下面的改动还没有保存。"), name="title"))
        for widget in (self.copies, self._place, self._heading):
            layout.addWidget(widget)
        layout.addWidget(self.differences, 1)
        layout.addWidget(
            note(self.tr("恢复的计划作为未保存的计划打开，磁盘上的计划文件不会改动，直到你保存。"))
        )
        layout.addLayout(self._buttons())
        self.copies.currentRowChanged.connect(self._show)
        self.copies.setCurrentRow(0)

    def _title(self, about: About) -> str:
        file = Path(about.plan_path).name if about.plan_path else self.tr("从未保存")
        return f"{about.when_here} · {about.unit_name} · {file}"

    def _buttons(self) -> QHBoxLayout:
        self.recover, self.discard, self.later = (
            QPushButton(self.tr("恢复")), QPushButton(self.tr("丢弃……")), QPushButton(self.tr("以后再说")),
        )  # fmt: skip
        self.recover.setProperty("primary", True)
        self.recover.setDefault(True)
        self.recover.clicked.connect(lambda: self._choose(Choice.RECOVER))
        self.discard.clicked.connect(self._ask_discard)
        self.later.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.discard)
        row.addStretch()
        row.addWidget(self.later)
        row.addWidget(self.recover)
        return row

    @property
    def chosen(self) -> Found:
        """The copy that the choice is about."""
        return self.found[max(0, self.copies.currentRow())]

    def _show(self, row: int) -> None:
        each = self.found[max(0, row)]
        self._place.setText(each.about.plan_path)
        self._place.setVisible(bool(each.about.plan_path))
        self.differences.show_issues(each.differences)

    def _ask_discard(self) -> None:
        text = self.tr("“{plan}”在 {when} 的改动将不能再找回。").format(
            plan=self.chosen.about.unit_name, when=self.chosen.about.when_here
        )
        if messages.confirm(self, self.tr("丢弃未保存的工作？"), text, self.tr("丢弃")):
            self._choose(Choice.DISCARD)

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        self.accept()

    @classmethod
    def ask(cls, parent: QWidget, found: tuple[Found, ...]) -> tuple[Choice, Found]:
        """Show what was found and return what to do with which copy."""
        dialog = cls(parent, found)
        dialog.exec()
        answer = dialog.choice, dialog.chosen
        dialog.deleteLater()
        return answer


class SalvageDialog(QDialog):
    """What a plan lacks that was rescued from a damaged file."""

    def __init__(self, parent: QWidget, report: Iterable[Issue]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("抢救出来的计划"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        self.report = Sentences()
        self.report.show_issues(report)
        self.report.setAccessibleName(self.tr("缺失的内容"))
        close = QPushButton(self.tr("知道了"))
        close.setProperty("primary", True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(note(self.tr("能读出的都已打开；缺失的列在下面，也记在“问题”里。"), name="title"))
        layout.addWidget(self.report, 1)
        layout.addLayout(row)

    @classmethod
    def ask(cls, parent: QWidget, report: Iterable[Issue]) -> None:
        """Show the report."""
        dialog = cls(parent, report)
        dialog.exec()
        dialog.deleteLater()
