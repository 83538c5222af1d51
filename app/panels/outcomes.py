"""The page 测算: what follows from the scenario beyond journeys, table by table, each made when looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from app import theme
from app.document import Document
from app.messages import sentence
from app.models.outcomes import OUTCOMES, OutcomeTable, build_outcome
from app.panels.states import note
from app.panels.tables import Only, TablePage
from gis.evaluation.result import Evaluation
from gis.progress import Progress

LIST_WIDTH, LIST_MARGIN = 104, 32


class OutcomesPage(TablePage):
    """A list of tables on the left; the chosen one with its summary on the right."""

    shown = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__("outcomes", Only("is_only", ""))
        self._document = document
        self._made: dict[str, OutcomeTable] = {}
        self._made_of: Evaluation | None = None
        self._shown = ""
        self.list = QListWidget()
        self.list.setObjectName("outcomeList")
        self.list.setAccessibleName(self.tr("测算的表"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, title in self._titles().items():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.ensurePolished()
        self.list.setFixedWidth(max(LIST_WIDTH, self.list.sizeHintForColumn(0) + LIST_MARGIN))
        self._summary, self._notes = note(), note()
        self._more = QToolButton()
        self._more.setObjectName("more")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._notes.setVisible)
        self._lay_out()
        self.list.currentItemChanged.connect(self._chosen)
        document.plan_changed.connect(self._forget)
        document.evaluated.connect(self._follow)
        document.evaluation_failed.connect(lambda fault: self._fail(fault))

    def _titles(self) -> dict[str, str]:
        titles = (
            self.tr("七项指标"), self.tr("差异系数"), self.tr("保障程度"), self.tr("教职工"),
            self.tr("人员校产去向"), self.tr("经费影响"), self.tr("必须保留"), self.tr("撤并条件"),
            self.tr("公平性"), self.tr("乡镇、中心校"),
        )  # fmt: skip
        return dict(zip(OUTCOMES, titles, strict=True))

    def _lay_out(self) -> None:
        old = self.layout()
        assert isinstance(old, QVBoxLayout)
        old.removeWidget(self.panel)
        line, right, row = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        line.setContentsMargins(theme.size("medium"), theme.size("tiny"), theme.size("small"), 0)
        line.addWidget(self._summary, 1)
        line.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self._notes.setContentsMargins(theme.size("medium"), 0, theme.size("medium"), 0)
        self._notes.hide()
        right.setSpacing(theme.size("tiny"))
        right.addLayout(line)
        right.addWidget(self._notes)
        right.addWidget(self.panel, 1)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        old.addWidget(holder)

    @property
    def chosen(self) -> str:
        """Which table is chosen."""
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def choose(self, name: str) -> None:
        """Choose a table."""
        self.list.setCurrentRow(OUTCOMES.index(name))

    def _forget(self) -> None:
        self._document.runner.abandon("outcome")
        self._made, self._made_of, self._shown = {}, None, ""
        self._tell("", ())
        self.panel.show_state(self.tr("还没有打开计划"))

    def _chosen(self) -> None:
        self._shown = ""
        self._follow()

    def _follow(self) -> None:
        if self.isVisible():
            self._make()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up (Qt's name)."""
        super().showEvent(event)
        self._make()

    def _make(self) -> None:
        plan, consequence, name = self._document.plan, self._document.consequence, self.chosen
        if plan is None or consequence is None:
            return
        evaluation = consequence.evaluation
        if self._made_of is evaluation and name in self._made:
            self._show(name)
            return
        if not self._shown:
            self.panel.show_state(self.tr("正在计算……"))

        def work(progress: Progress) -> OutcomeTable:
            return build_outcome(name, plan, evaluation)

        def done(made: OutcomeTable) -> None:
            if self._made_of is not evaluation:
                self._made, self._made_of = {}, evaluation
            self._made[name] = made
            if name == self.chosen:
                self._show(name)

        self._document.runner.submit("outcome", work, done=done, failed=self._fail)

    def _show(self, name: str) -> None:
        table = self._made[name]
        is_other = name != self._shown
        self.show_frame(table.frame, table.columns, table.only, afresh=is_other)
        self._shown = name
        self._tell(table.summary, table.notes)
        if table.frame.empty:
            self.panel.show_state(table.summary)
            self._tell("", table.notes)
        else:
            self.panel.show_content()
        if is_other:
            QTimer.singleShot(0, self, lambda: self._fit_columns())
        self.shown.emit(name)

    def _tell(self, summary: str, notes: tuple[str, ...]) -> None:
        self._summary.setText(summary)
        self._notes.setText("\n".join(notes))
        self._more.setText(self.tr("说明 {count} 条").format(count=len(notes)))
        self._more.setVisible(bool(notes))
        if not notes:
            self._more.setChecked(False)

    def _fail(self, fault: Exception) -> None:
        self._made, self._made_of, self._shown = {}, None, ""
        self._tell("", ())
        self.panel.show_state(
            self.tr("没有算出结果"), sentence(fault), self.tr("重新计算"), self._document.evaluate
        )
