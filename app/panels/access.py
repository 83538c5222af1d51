"""The table 可达性: worked out when it is looked at, in the band and on the side that the map shows."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from app.document import Document
from app.evaluating import outcome_of
from app.messages import sentence
from app.models.access import TOWNSHIPS, VILLAGES, Access, access_columns, work_out_access
from app.panels.segments import Segments
from app.panels.tables import TablePage
from gis.progress import Progress

SWITCH_WIDTH = 180


class AccessPage(TablePage):
    """Townships with the pupils beyond thresholds and their scores, or villages not sent to the nearest."""

    def __init__(self, document: Document) -> None:
        super().__init__("access", None)
        self._document = document
        self._side = "after"
        self._is_stale = True
        self._access: Access | None = None
        self._choice = Segments(
            self.tr("可达性"), [(TOWNSHIPS, self.tr("乡镇")), (VILLAGES, self.tr("未就近的村"))]
        )
        self._choice.setMinimumWidth(SWITCH_WIDTH)
        self._choice.show_choice(TOWNSHIPS)
        self._choice.chosen.connect(self._show)
        self.add_to_bar(self._choice)
        document.plan_changed.connect(self._forget)
        document.evaluated.connect(self._follow)
        document.evaluation_failed.connect(lambda fault: self._fail(fault))

    def set_side(self, side: str) -> None:
        """Show the figures before or after."""
        if side != self._side:
            self._side = side
            self._follow()

    def _forget(self) -> None:
        self._document.runner.abandon("access")
        self._access, self._is_stale = None, True
        self.panel.show_state(self.tr("还没有打开计划"))

    def _follow(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._work_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up (Qt's name)."""
        super().showEvent(event)
        if self._is_stale:
            self._work_out()

    def _work_out(self) -> None:
        plan, consequence, side = self._document.plan_with_sites, self._document.consequence, self._side
        if plan is None or consequence is None:
            return
        self._is_stale = False
        if self._access is None:
            self.panel.show_state(self.tr("正在计算……"))
        outcome, band = outcome_of(consequence), consequence.band

        def work(progress: Progress) -> Access:
            return work_out_access(plan, outcome, band, side, progress)

        self._document.runner.submit("access", work, done=self._take, failed=self._fail)

    def _take(self, access: Access) -> None:
        self._access = access
        self._show(self._choice.choice)

    def _show(self, table: str) -> None:
        if self._access is None:
            return
        frame = self._access.frames[table]
        if frame.empty:
            self.panel.show_state(self.tr("没有这样的村"), self.tr("所有学生都在最近的学校就读。"))
            return
        self.view.sortByColumn(-1, self.view.horizontalHeader().sortIndicatorOrder())
        self.model.set_frame(frame, access_columns(table, frame, self._access.band))
        self._tell_count()
        self.panel.show_content()
        QTimer.singleShot(0, self, lambda: self._fit_columns())

    def _fail(self, fault: Exception) -> None:
        self._is_stale = True
        self.panel.show_state(
            self.tr("没有算出结果"), sentence(fault), self.tr("重新计算"), self._document.evaluate
        )
