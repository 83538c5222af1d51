"""The file of the open plan: what it was like when read, and whether this window may save over it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs import JobRunner
from gis.errors import PlanFileError
from gis.io.replacing import FileMark, mark_of
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.io.locking import Claim, PlanLock

ASK_AGAIN_MS = 15_000


@dataclass(frozen=True)
class Holding:
    """A plan file as this window has it; ``fault`` says why it can only be looked at, None if it is ours."""

    path: Path
    claim: Claim
    lock: PlanLock | None
    fault: PlanFileError | None
    mark: FileMark | None

    def release(self) -> None:
        """Give the file free."""
        if self.lock is not None:
            self.lock.release()


class PlanFile(QObject):
    """Holds the open plan's file, and asks again where somebody else holds it.

    Signals
    -------
    changed
        Saving over the file has become possible or impossible.
    """

    changed = Signal()
    _lost = Signal()

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._holding: Holding | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(ASK_AGAIN_MS)
        self._timer.timeout.connect(self.ask_again)
        self._lost.connect(self._lose)

    @property
    def fault(self) -> PlanFileError | None:
        """Why the file can only be looked at; None if it may be saved."""
        return self._holding.fault if self._holding else None

    @property
    def mark(self) -> FileMark | None:
        """What the file was like when it was read or written last."""
        return self._holding.mark if self._holding else None

    def hold(self, path: Path) -> Holding:
        """Ask for a file; called on a worker thread, which then opens it. The result goes to :meth:`take`."""
        from gis.io.locking import Claim

        own = self._holding
        if own is not None and own.lock is not None and own.path == path:
            held = own
        else:
            claim = Claim(path, self._lost.emit)
            held = Holding(path, claim, None, None, None)
            try:
                held = replace(held, lock=claim.take())
            except PlanFileError as fault:
                held = replace(held, fault=fault)
        with suppress(OSError):  # opening the file will say what is wrong
            return replace(held, mark=mark_of(path))
        return held

    def take(self, held: Holding | None) -> None:
        """Take over the file of the plan that is shown now; the one before is given free."""
        before, self._holding = self._holding, held
        if before is not None and (held is None or held.lock is not before.lock):
            before.release()
        is_held = held is not None and held.fault is not None and held.fault.code == "plan_held"
        self._timer.start() if is_held else self._timer.stop()
        self.changed.emit()

    def drop(self, held: Holding) -> None:
        """Give a file free that was asked for in vain."""
        if self._holding is None or held.lock is not self._holding.lock:
            held.release()

    def note_written(self, mark: FileMark) -> None:
        """Remember what the file is like after it was written."""
        if self._holding is not None:
            self._holding = replace(self._holding, mark=mark)

    def note_fault(self, fault: Exception) -> None:
        """Take over what a failed saving left behind: written all the same, but not confirmed by the disk."""
        mark = fault.values.get("mark") if isinstance(fault, PlanFileError) else None
        if isinstance(mark, FileMark):
            self.note_written(mark)

    def ask_again(self) -> None:
        """Ask in the background whether the file has become free."""
        held = self._holding
        if held is None or held.lock is not None:
            return

        def work(_: Progress) -> Holding:
            lock = held.claim.take()
            try:
                mark = mark_of(held.path)
            except OSError:
                mark = None
            if mark == held.mark:
                return replace(held, lock=lock, fault=None)
            lock.release()
            fault = PlanFileError("plan_saved_by_holder", file=held.path.name)
            return replace(held, lock=None, fault=fault)

        def done(now: Holding) -> None:
            self.take(now) if self._holding is held else now.release()

        self._runner.submit("claim", work, done=done, failed=lambda _: None)

    @Slot()
    def _lose(self) -> None:
        held = self._holding
        if held is not None and held.lock is not None and held.lock.is_lost:
            fault = PlanFileError("plan_lock_lost", file=held.path.name)
            self.take(replace(held, lock=None, fault=fault))
