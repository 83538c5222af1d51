"""Progress and cancelling without knowing who watches."""

from __future__ import annotations

from time import sleep
from typing import Protocol

from gis.errors import Cancelled

GIVE_WAY_S = 0.001

class Progress(Protocol):
    """Receives the share done; the call is also the cancel point.

    Called with a fraction in [0, 1] and a step code (``resources/messages/progress.toml``).
    It raises :class:`gis.errors.Cancelled` to stop the work.
    """

    def __call__(self, fraction: float, step: str = "") -> None:
        """Report the share done."""
        ...


def ignore_progress(fraction: float, step: str = "") -> None:
    """Report to nobody."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress that maps 0..1 of a sub-task onto ``start``..``end`` of the whole."""

    def report(fraction: float, step: str = "") -> None:
        progress(start + (end - start) * fraction, step)

    return report


def give_way() -> None:
    """Let another thread have the interpreter for a moment: the window that must answer a click.

    A thread that calls library after library, each of which takes the interpreter back at once, starves the
    others in spite of Python's switching.
    """
    sleep(GIVE_WAY_S)


__all__ = ["Cancelled", "Progress", "give_way", "ignore_progress", "part_of"]
