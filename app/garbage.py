"""Garbage is collected on the window's thread and on no other.

Python collects on whichever thread happens to make the next object. A worker thread would destroy widgets
that nobody refers to any more, and Qt ends the program when what belongs to a window dies on another thread.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 50           # at most this much of a worker's rubbish is looked through at once

_lock = threading.Lock()
_holds = 0


class Collector(QObject):
    """Takes the collector over from Python until the program ends; make it on the window's thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(collect_due)
        self._timer.start(INTERVAL_MS)


def collect_due() -> None:
    """Collect the generations whose turn it is by Python's own thresholds."""
    if _holds:
        return
    counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, threshold) in enumerate(counts) if count > threshold]
    if due:
        gc.collect(due[-1])


@contextmanager
def without_collections() -> Iterator[None]:
    """Make many objects that stay: the collector would look through all of them and hold up the window."""
    global _holds  # one collector in a process
    with _lock:
        _holds += 1
    try:
        yield
    finally:
        with _lock:
            _holds -= 1
        gc.freeze()  # what stays is not looked through again
