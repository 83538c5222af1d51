"""The plan that is open: its file, its log, what is on disk and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from app.drawing import DrawnPlan
from app.jobs import JobRunner, Policy
from app.plan_file import Holding, PlanFile
from app.plan_log import PlanLog
from gis.model import HistoryEntry, Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.report.layers import MapLayers


class OpenPlan(QObject):
    """A plan in the window, or none; what is decided in it is the :class:`app.document.Document`'s.

    Signals
    -------
    dirty_changed
        Whether closing would lose something is another answer now.
    saved
        The plan is on disk.
    """

    dirty_changed = Signal(bool)
    saved = Signal(Path)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: Plan | None = None
        self.path: Path | None = None
        self.geometry_json = ""
        self._layers: MapLayers | None = None
        self.runner = JobRunner(self)
        self.file = PlanFile(self.runner, self)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._tell_dirty)
        self._never_saved = False
        self._log: PlanLog | None = None

    @property
    def dirty(self) -> bool:
        """Whether closing would lose something."""
        is_log_pending = self._log is not None and self._log.is_pending
        return self.plan is not None and (
            self._never_saved or is_log_pending or not self.undo_stack.isClean()
        )

    @property
    def is_sealed(self) -> bool:
        """Whether the open plan is a sealed version: it can be looked at and saved under another name."""
        return self._log is not None and self._log.is_sealed

    @property
    def history(self) -> tuple[HistoryEntry, ...]:
        """The log of the open plan, without what was changed since the last saving."""
        return self._log.history(self._open_plan()) if self._log is not None else ()

    @Slot()
    def _tell_dirty(self) -> None:
        self.dirty_changed.emit(self.dirty)

    def save(self, path: Path, failed: Callable[[Exception], None]) -> None:
        """Write the plan in the background, its changes logged; ``saved`` tells when it is on disk."""
        plan, index, log = self._open_plan(), self.undo_stack.index(), self.open_log()
        is_elsewhere = path != self.path
        expected = None if is_elsewhere else self.file.mark

        def work(progress: Progress) -> tuple[Plan, Holding]:
            from gis.io.history import take_place_of
            from gis.io.project import save_plan

            progress(0.1, "step_saving_plan")
            recorded = log.recorded(plan)
            if is_elsewhere:  # the user was asked before a file was replaced
                recorded = take_place_of(recorded, path)
            mark = save_plan(recorded, path, expected=expected)
            return recorded, replace(self.file.hold(path), mark=mark)

        def done(saved: tuple[Plan, Holding]) -> None:
            self.file.take(saved[1])
            self.keep_saved(saved[0], path, index)

        def not_done(fault: Exception) -> None:
            self.file.note_fault(fault)
            failed(fault)

        self.runner.submit("save", work, policy=Policy.EXCLUSIVE, done=done, failed=not_done)

    def keep_saved(self, recorded: Plan, path: Path, index: int) -> None:
        """Take over what is on disk now: the plan as it was at an index of the undo stack, with its log."""
        log = self.open_log()
        log.keep(recorded)
        self.plan = log.joined(self._open_plan())
        self.path, self._never_saved = path, False
        if self.undo_stack.index() == index:
            self.undo_stack.setClean()
        self.dirty_changed.emit(self.dirty)
        self.saved.emit(path)

    def log_report(self, history: tuple[HistoryEntry, ...]) -> None:
        """Take over the log with an entry about printed figures; it is saved with the plan."""
        self.open_log().keep_reported(history)
        self.dirty_changed.emit(self.dirty)

    def open_log(self) -> PlanLog:
        """Return the log of the open plan."""
        if self._log is None:
            raise RuntimeError("no plan is open")
        return self._log

    def _open_plan(self) -> Plan:
        if self.plan is None:
            raise RuntimeError("no plan is open")
        return self.plan

    def drawn_plan(self) -> DrawnPlan:
        """Return the open plan as it is drawn."""
        assert self._layers is not None
        return DrawnPlan(self._open_plan(), self._layers, self.geometry_json)
