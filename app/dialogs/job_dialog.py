"""A dialog that runs one exclusive job: progress and Cancel in place of its buttons while it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app import labels, messages, theme
from app.jobs import Job, JobRunner, Policy, Work
from app.panels.states import note


class JobDialog(QDialog):
    """The frame: subclasses fill ``self.body`` and call :meth:`run_job`."""

    def __init__(self, parent: QWidget, runner: JobRunner, title: str, go: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._runner = runner
        self._job: Job | None = None
        self.body = QWidget()
        self.fault = note(name="refusal")
        self.fault.hide()
        self._step = QLabel()
        self._step.setObjectName("note")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 100)
        self.go_button = QPushButton(go)
        self.go_button.setProperty("primary", True)
        self.go_button.setDefault(True)
        self.cancel_button = QPushButton(self.tr("取消"))
        self.cancel_button.clicked.connect(self.reject)
        buttons = self._buttons = QHBoxLayout()
        buttons.addWidget(self._step, 1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.go_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(self.body, 1)
        layout.addWidget(self.fault)
        layout.addWidget(self._bar)
        layout.addLayout(buttons)
        self._show_running(False)

    def add_button(self, text: str) -> QPushButton:
        """Put one more button before the last one."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def run_job(self, kind: str, work: Work, done: Callable[[Any], None]) -> None:
        """Start the dialog's work; while it runs the body is disabled and Cancel stops it."""
        self.fault.hide()
        job = self._runner.submit(kind, work, policy=Policy.EXCLUSIVE, done=done, failed=self._failed)
        if job is None:
            self.show_fault(self.tr("另一项任务正在进行，请等它结束或先取消它。"))
            return
        self._job = job
        job.progressed.connect(self._progressed)
        job.ended.connect(self._ended)
        self._show_running(True)

    def _progressed(self, fraction: float, step: str) -> None:
        self._bar.setValue(round(fraction * 100))
        if step:
            self._step.setText(labels.step(step))

    def _failed(self, fault: Exception) -> None:
        self.show_fault(messages.sentence(fault))

    def show_fault(self, text: str) -> None:
        """Show a sentence above the buttons."""
        self.fault.setText(text)
        self.fault.show()

    def _ended(self) -> None:
        self._job = None
        self._show_running(False)

    def _show_running(self, running: bool) -> None:
        self._bar.setVisible(running)
        self._step.setText("")
        self._bar.setValue(0)
        self.body.setEnabled(not running)
        self.go_button.setEnabled(not running)

    def reject(self) -> None:
        """Cancel the running job, or close the dialog if none runs."""
        if self._job is not None:
            self._job.cancel()
            self._step.setText(self.tr("正在停止……"))
        else:
            super().reject()
