"""Unsaved work is copied into the program's own folder: soon after an edit, and while editing goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.io.recovery import WorkingCopy

QUIET_MS = 4_000  # after the last edit
LONGEST_MS = 60_000  # of work that is not copied yet, however fast the edits follow each other


class Autosave(QObject):
    """Watches a document; a plan that is saved or put away needs no copy any more.

    Signals
    -------
    failed
        The copy could not be written (carries the exception); the next edit tries again.
    """

    failed = Signal(object)

    def __init__(self, document: Document, folder: Path) -> None:
        super().__init__(document)
        self._document, self.folder = document, folder
        self._copy: WorkingCopy | None = None
        self._is_writing = False
        self._quiet, self._longest = QTimer(self), QTimer(self)
        for timer, interval in ((self._quiet, QUIET_MS), (self._longest, LONGEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(self.write)
        document.plan_changed.connect(self._follow_plan)
        for signal in (document.scenarios_changed, document.plan_edited, document.dirty_changed):
            signal.connect(self._follow_edit)
        document.saved.connect(self._drop)

    def adopt(self, copy: WorkingCopy) -> None:
        """Go on with the copy that the shown plan was recovered from."""
        self._discard()
        self._copy = copy

    def write(self) -> None:
        """Copy the plan now, in the background."""
        plan, path = self._document.plan, self._document.path
        self._quiet.stop()
        self._longest.stop()
        if plan is None or not self._document.dirty:
            return
        if self._is_writing:
            self._quiet.start()
            return
        copy = self._copy = self._copy or self._new_copy()

        def work(_: Progress) -> None:
            copy.write(plan, path)

        self._is_writing = True
        self._document.runner.submit(
            "autosave", work,
            done=lambda _: self._end_writing(copy), failed=lambda fault: self._end_writing(copy, fault),
        )  # fmt: skip

    def _end_writing(self, copy: WorkingCopy, fault: Exception | None = None) -> None:
        self._is_writing = False
        if copy is not self._copy:
            copy.discard()  # the plan was saved or put away meanwhile
        elif fault is not None:
            self.failed.emit(fault)

    def _follow_plan(self) -> None:
        self._drop()
        self._follow_edit()

    def _follow_edit(self, *_: object) -> None:
        if not self._document.dirty:
            self._drop()
            return
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()

    def _drop(self, *_: object) -> None:
        self._quiet.stop()
        self._longest.stop()
        if not self._document.dirty:
            self._discard()

    def _new_copy(self) -> WorkingCopy:
        from gis.io.recovery import WorkingCopy

        return WorkingCopy(self.folder)

    def _discard(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.discard()

    def end(self) -> None:
        """Remove the copy when the window closes: what was unsaved has been asked about."""
        self._quiet.stop()
        self._longest.stop()
        self._discard()
