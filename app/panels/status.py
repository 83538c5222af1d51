"""The status line: how long the last computation took, coordinates and projection, and the job under way."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from app import labels
from app.document import Document
from app.jobs import Job

BAR_WIDTH = 160


class StatusLine(QStatusBar):
    """Shows an exclusive job's progress with a Cancel button, else nothing of it."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._job: Job | None = None
        self._computed, self._crs, self._step = QLabel(), QLabel(), QLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setFixedWidth(BAR_WIDTH)
        self._bar.setTextVisible(False)
        self._cancel = QPushButton(self.tr("取消"))
        self._cancel.setObjectName("link")
        self._cancel.clicked.connect(self._cancel_job)
        self.setSizeGripEnabled(False)
        self.addWidget(self._computed)
        self.addWidget(self._crs)
        for widget in (self._step, self._bar, self._cancel):
            self.addPermanentWidget(widget)
        self._show_job(False)
        document.runner.started.connect(self._follow)
        document.runner.idle.connect(lambda: self._show_job(False))
        document.plan_changed.connect(self._show_crs)
        document.evaluating.connect(lambda: self._computed.setText(self.tr("正在计算……")))
        document.evaluation_progressed.connect(self._show_share)
        document.evaluated.connect(self._show_seconds)
        document.evaluation_failed.connect(lambda _: self._computed.setText(self.tr("没有算出结果")))

    def _show_share(self, share: float) -> None:
        """Show how far a computation is that may take long: that of journeys on changed roads."""
        if self._document.plan is not None and self._document.scenario.network_edits:
            self._computed.setText(f"{self.tr('正在计算……')} {share:.0%}")

    def _show_seconds(self) -> None:
        consequence = self._document.consequence
        if consequence is not None:
            text = self.tr("上次计算 {seconds} s").format(seconds=f"{consequence.seconds:.2f}")
            self._computed.setText(text)

    def _show_crs(self) -> None:
        plan = self._document.plan
        self._computed.clear()
        if plan is None:
            self._crs.clear()
            return
        name = plan.roads.crs.name if plan.roads.crs is not None else labels.UNKNOWN
        self._crs.setText(self.tr("坐标 CGCS2000 经纬度 · 投影 {name}").format(name=name))

    def _follow(self, job: Job) -> None:
        self._job = job
        self._bar.setValue(0)
        self._step.clear()
        self._cancel.setEnabled(True)
        job.progressed.connect(self._progressed)
        self._show_job(True)

    def _progressed(self, fraction: float, step: str) -> None:
        self._bar.setValue(round(fraction * 100))
        self._step.setText(labels.step(step))

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._step.setText(self.tr("正在停止……"))

    def _show_job(self, shown: bool) -> None:
        for widget in (self._step, self._bar, self._cancel):
            widget.setVisible(shown)
        if not shown:
            self._job = None
