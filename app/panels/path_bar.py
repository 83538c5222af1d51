"""The path, always there: from the data to the printed plan; beside it undo, save and what is left to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.noop import QT_TRANSLATE_NOOP
from app.panels.fields import set_tone

STEPS = {
    "data": (
        QT_TRANSLATE_NOOP("PathBar", "① 数据"),
        QT_TRANSLATE_NOOP("PathBar", "看导入了什么、还有哪些问题"),
    ),
    "diagnosis": (
        QT_TRANSLATE_NOOP("PathBar", "② 诊断"),
        QT_TRANSLATE_NOOP("PathBar", "看现状的路程、班额、学位"),
    ),
    "scenario": (QT_TRANSLATE_NOOP("PathBar", "③ 方案"), QT_TRANSLATE_NOOP("PathBar", "逐校作出决定")),
    "comparison": (
        QT_TRANSLATE_NOOP("PathBar", "④ 比选"),
        QT_TRANSLATE_NOOP("PathBar", "并排比较现状和各方案"),
    ),
    "results": (
        QT_TRANSLATE_NOOP("PathBar", "⑤ 成果"),
        QT_TRANSLATE_NOOP("PathBar", "生成一校一案、总报告、工作簿和网页地图"),
    ),
}


class PathBar(QWidget):
    """Five steps; any of them can be taken at any time."""

    step_chosen = Signal(str)
    pending_opened = Signal()

    def __init__(self, actions: list[QAction]) -> None:
        super().__init__()
        self.setObjectName("pathBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.size("small"), 0, theme.size("small"), 0)
        layout.setSpacing(theme.size("tiny"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for step, (title, hint) in STEPS.items():
            layout.addWidget(self._step_button(step, title, hint))
        layout.addStretch()
        for action in actions:
            layout.addWidget(self._tool_button(action))
        self._pending = QPushButton()
        self._pending.setObjectName("pending")
        self._pending.clicked.connect(self.pending_opened)
        layout.addWidget(self._pending)
        self.show_pending(0)

    def _step_button(self, step: str, title: str, hint: str) -> QPushButton:
        button = QPushButton(QCoreApplication.translate("PathBar", title))
        button.setObjectName("step")
        button.setCheckable(True)
        button.setToolTip(QCoreApplication.translate("PathBar", hint))
        button.clicked.connect(lambda: self.step_chosen.emit(step))
        self._group.addButton(button)
        self._buttons[step] = button
        return button

    def _tool_button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setIconSize(QSize(theme.size("icon_large"), theme.size("icon_large")))
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def show_step(self, step: str) -> None:
        """Mark the step that the user is at."""
        self._buttons[step].setChecked(True)

    def show_pending(self, count: int) -> None:
        """Show how many things are left to do."""
        self._pending.setText(
            self.tr("● {count} 项待处理").format(count=count) if count else self.tr("无待处理")
        )
        set_tone(self._pending, "warn" if count else "ok")
        self._pending.setToolTip(self.tr("打开问题表"))

    def enable_steps(self, enabled: bool) -> None:
        """Allow the steps only while a plan is open."""
        for button in (*self._buttons.values(), self._pending):
            button.setEnabled(enabled)


class TopRows(QWidget):
    """What stands above docks and map alike: the menus with plan and search, then one row under the other."""

    def __init__(self, menus: QWidget, beside: tuple[QWidget, ...], *rows: QWidget) -> None:
        super().__init__()
        first = QWidget()
        first.setObjectName("menuRow")
        row = QHBoxLayout(first)
        row.setContentsMargins(0, theme.size("tiny"), theme.size("medium"), 0)
        row.addWidget(menus)
        row.addStretch()
        for widget in beside:
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (first, *rows):
            column.addWidget(widget)
