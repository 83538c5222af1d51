"""怎么算的: a figure with its value, its formula, its inputs and its rules."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import messages, theme
from app.document import Document
from app.models.why import Why, WhyRule, explain_figure
from app.panels.fields import Section, set_tone
from app.panels.states import StatefulPanel, note
from gis.progress import Progress

WIDTH, HEIGHT = 620, 560
FIGURE_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT, ROWS_SHOWN = 26, 8


class WhyDialog(QDialog):
    """Stays open beside the window; an input that is a figure itself opens in its place."""

    def __init__(self, parent: QWidget, document: Document) -> None:
        super().__init__(parent)
        self._document = document
        self._trail: list[tuple[str, str]] = []
        self.setWindowTitle(self.tr("怎么算的"))
        self.setModal(False)
        self.resize(WIDTH, HEIGHT)
        self.back = QPushButton(self.tr("‹ 返回"))
        self.back.setObjectName("link")
        self.back.clicked.connect(self._go_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self._go_back)
        self.title = note(name="stateTitle")
        self.formula, self.finding = note(name="value"), note(name="value")
        self.figure = QLabel()
        self.figure.setObjectName("figure")
        self.figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.check = note()
        self.inputs = self._inputs()
        self.cures, self.rules = note(name="value"), note(name="value")
        for label in (self.formula, self.finding, self.cures, self.rules):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._sections = {
            "formula": Section(self.tr("算式"), self.formula, self.check),
            "inputs": Section(self.tr("用到的数（带 › 的可双击或按回车再展开）"), self.inputs),
            "cures": Section(self.tr("怎样才能符合"), self.cures),
            "rules": Section(self.tr("依据"), self.rules),
        }
        self._lay_out()
        document.plan_changed.connect(self.close)

    def _inputs(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setHeaderLabels([self.tr("名称"), self.tr("值"), self.tr("来自")])
        tree.setObjectName("whyInputs")
        tree.setRootIsDecorated(False)
        tree.setAccessibleName(self.tr("用到的数"))
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(True)
        tree.itemActivated.connect(self._open_input)
        return tree

    def _lay_out(self) -> None:
        body = QWidget()
        body.setObjectName("card")
        column = QVBoxLayout(body)
        column.setContentsMargins(*(theme.size("large"),) * 4)
        column.setSpacing(theme.size("medium"))
        for widget in (self.back, self.title, self.figure, self.finding):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignLeft if widget is self.back
                             else Qt.AlignmentFlag(0))  # fmt: skip
        for section in self._sections.values():
            column.addWidget(section)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self.panel = StatefulPanel(scroll)
        close = QPushButton(self.tr("关闭"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setContentsMargins(*(theme.size("medium"),) * 4)
        foot.addStretch()
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.panel, 1)
        layout.addLayout(foot)

    def open_figure(self, path: str, title: str) -> None:
        """Open a figure by its path."""
        self._trail = []
        self._go(path, title)

    def _go(self, path: str, title: str) -> None:
        self._trail.append((path, title))
        self._explain()
        self.show()
        self.raise_()
        self.activateWindow()

    def _go_back(self) -> None:
        if len(self._trail) > 1:
            self._trail.pop()
            self._explain()

    def _open_input(self, item: QTreeWidgetItem) -> None:
        path = item.data(0, FIGURE_ROLE)
        if path:
            self._go(path, f"{self._trail[-1][1]} › {item.text(0).rstrip(' ›')}")

    def _explain(self) -> None:
        plan, consequence = self._document.plan, self._document.consequence
        if plan is None or consequence is None:
            self.panel.show_state(self.tr("还没有算出结果"))
            return
        path, title = self._trail[-1]
        evaluation = consequence.evaluation
        self.panel.show_state(self.tr("正在展开……"))

        def work(progress: Progress) -> Why:
            return explain_figure(plan, evaluation, path, title)

        self._document.runner.submit("why", work, done=self._take, failed=self._fail)

    def _fail(self, fault: Exception) -> None:
        act: Callable[[], object] | None = self._go_back if len(self._trail) > 1 else None
        self.panel.show_state(
            self.tr("没有展开"), messages.sentence(fault), self.tr("‹ 返回") if act else "", act
        )

    def _take(self, why: Why) -> None:
        self.back.setVisible(len(self._trail) > 1)
        self.title.setText(why.title)
        self.figure.setText(why.value)
        self.finding.setText(why.finding)
        self.finding.setVisible(bool(why.finding))
        self.formula.setText(why.formula)
        self._show_check(why.check)
        self.check.setVisible(not why.finding)
        self._show_inputs(why)
        self.cures.setText("\n".join(f"· {text}" for text in why.cures))
        self.rules.setText("\n\n".join(map(self._rule_words, why.rules)))
        for name, filled in (("inputs", why.inputs), ("cures", why.cures), ("rules", why.rules)):
            self._sections[name].setVisible(bool(filled))
        self.panel.show_content()

    def _show_check(self, check: bool | None) -> None:
        texts = {
            True: self.tr("按这些数重算，结果一致。"),
            False: self.tr("按这些数重算，结果不一致，请反馈。"),
            None: self.tr("这个数由逐条记录得出，仅凭下面的数不能重算。"),
        }
        self.check.setText(texts[check])
        set_tone(self.check, {True: "ok", False: "danger", None: ""}[check])

    def _show_inputs(self, why: Why) -> None:
        self.inputs.clear()
        for one in why.inputs:
            item = QTreeWidgetItem([f"{one.name} ›" if one.figure else one.name, one.value, one.source])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, FIGURE_ROLE, one.figure)
            item.setToolTip(2, one.source)
            self.inputs.addTopLevelItem(item)
        rows = min(len(why.inputs), ROWS_SHOWN) + 1
        self.inputs.setFixedHeight(rows * (ROW_HEIGHT + 4) + 8)
        first = self.inputs.topLevelItem(0)
        if first is not None:
            self.inputs.setCurrentItem(first)

    def _rule_words(self, rule: WhyRule) -> str:
        return "\n".join(part for part in (f"{rule.title}　{rule.limit}", rule.document, rule.about) if part)
