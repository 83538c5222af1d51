"""Work off the GUI thread: a job reports, can be cancelled, and delivers its end on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from gis.errors import Cancelled
from gis.progress import Progress

Work = Callable[[Progress], Any]
THREADS = 4  # one long job, one for the map, one for the preview, one for the copy of unsaved work
SMALLEST_STEP_SHARE = 0.01  # progress events below this are not worth a repaint


class Policy(Enum):
    """What a new job of a kind does to the one before it."""

    LATEST_WINS = auto()
    EXCLUSIVE = auto()


class Job(QObject):
    """One piece of work. Its signals arrive on the GUI thread; exactly one of the last three is sent."""

    progressed = Signal(float, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    _reported = Signal(float, str)
    _finished = Signal(object, object)

    def __init__(self, kind: str, work: Work, policy: Policy) -> None:
        super().__init__()
        self.kind = kind
        self.policy = policy
        self._work = work
        self._stop = threading.Event()
        self._abandoned = False
        self.has_left_thread = threading.Event()
        self._last_report = (-1.0, "")
        self._reported.connect(self._deliver_report)
        self._finished.connect(self._deliver_end)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()

    def abandon(self) -> None:
        """Stop the work and keep its outcome from whoever listens."""
        self._abandoned = True
        self.cancel()

    def run(self) -> None:
        """Do the work; called on a worker thread."""
        try:
            self._report(0.0)
            self._finished.emit(self._work(self._report), None)
        except Exception as fault:  # delivered to the GUI thread, where it is shown
            self._finished.emit(None, fault)
        finally:
            self.has_left_thread.set()

    def _report(self, fraction: float, step: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled
        last_fraction, last_step = self._last_report
        if step != last_step or abs(fraction - last_fraction) >= SMALLEST_STEP_SHARE:
            self._last_report = (fraction, step)
            self._reported.emit(fraction, step)

    @Slot(float, str)
    def _deliver_report(self, fraction: float, step: str) -> None:
        if not self._stop.is_set():
            self.progressed.emit(fraction, step)

    @Slot(object, object)
    def _deliver_end(self, value: object, fault: Exception | None) -> None:
        if not self._abandoned:
            if fault is None and not self._stop.is_set():
                self.succeeded.emit(value)
            elif fault is None or isinstance(fault, Cancelled):
                self.cancelled.emit()
            else:
                self.failed.emit(fault)
        self.ended.emit()


class JobRunner(QObject):
    """Starts jobs and keeps them alive until they have ended.

    ``started`` / ``idle`` speak of EXCLUSIVE jobs only: those have a progress bar and a Cancel button.
    """

    started = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Python's own threads, which stay: the thread-local contexts of pyproj do not survive the threads of
        # a QThreadPool, which Python forgets after every task (it crashes there).
        self._pool = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="job")
        self._is_shut_down = False
        self._jobs: list[Job] = []
        self._ended: list[Job] = []

    @property
    def exclusive(self) -> Job | None:
        """The exclusive job that is under way."""
        return next((job for job in self._jobs if job.policy is Policy.EXCLUSIVE), None)

    @property
    def busy(self) -> bool:
        """Whether any job is under way."""
        return bool(self._jobs)

    def submit(
        self,
        kind: str,
        work: Work,
        *,
        policy: Policy = Policy.LATEST_WINS,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> Job | None:
        """Start work in the background.

        Parameters
        ----------
        kind
            A LATEST_WINS job takes the place of the running one of its kind.
        work
            Called with a :class:`gis.progress.Progress`; must touch frozen values only.
        done, failed
            Called on the GUI thread with the result or the exception.

        Returns
        -------
        Job or None
            None: an EXCLUSIVE job was refused because one is under way, or the window is closing.
        """
        if self._is_shut_down or (policy is Policy.EXCLUSIVE and self.exclusive is not None):
            return None
        if policy is Policy.LATEST_WINS:
            self.abandon(kind)
        self._sweep()
        job = Job(kind, work, policy)
        job.succeeded.connect(done)
        job.failed.connect(failed)
        job.ended.connect(self._forget)
        self._jobs.append(job)
        if policy is Policy.EXCLUSIVE:
            self.started.emit(job)
        self._pool.submit(job.run)
        return job

    def abandon(self, kind: str) -> None:
        """Cancel the job of a kind and drop its result."""
        for job in self._jobs:
            if job.kind == kind:
                job.abandon()

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if not isinstance(job, Job):
            return
        self._jobs.remove(job)
        self._ended.append(job)
        if job.policy is Policy.EXCLUSIVE:
            self.idle.emit()

    def _sweep(self) -> None:
        """Delete ended jobs here, and only when their thread has let go of them."""
        for job in [job for job in self._ended if job.has_left_thread.is_set()]:
            self._ended.remove(job)
            job.deleteLater()

    def shut_down(self) -> None:
        """Stop everything and wait for the threads: called once, when the window closes."""
        self._is_shut_down = True
        for job in self._jobs:
            job.abandon()
        self._pool.shutdown(cancel_futures=True)
