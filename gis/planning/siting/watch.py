"""The clock, the reporting and the stopping of one search."""

from __future__ import annotations

from time import perf_counter
from typing import Protocol, runtime_checkable

from gis.errors import Cancelled
from gis.planning.siting.inputs import read_limit
from gis.planning.siting.result import NO_SOLUTION, Status
from gis.progress import Progress

REPORT_S = 0.02                     # between two reports; a cancel waits no longer for its first chance
STEP = "step_siting"


@runtime_checkable
class SearchProgress(Protocol):
    """A :class:`gis.progress.Progress` that also wants to hear what was found so far.

    Any progress will do; if it has ``found``, that is called before each report.
    """

    def __call__(self, fraction: float, step: str = "") -> None:
        """Report the share of the time that is used; the cancel point."""
        ...

    def found(self, objective: float, lower_bound: float, seconds: float) -> None:
        """Report value of the best solution (inf = none yet), bound, and seconds since the start."""
        ...


class SearchEnded(Exception):
    """Time is up, or the search was cancelled: what was found so far is the result."""


class Watch:
    """Knows when a search has to end, and tells whoever waits what it has found.

    Parameters
    ----------
    time_limit_s
        Seconds from now, not negative.
    progress
        May raise :class:`gis.errors.Cancelled`; a :class:`SearchProgress` hears of values and bounds, too.
    """

    def __init__(self, time_limit_s: float, progress: Progress | None = None) -> None:
        self.time_limit_s = read_limit(time_limit_s, "time_limit_s")
        self.objective, self.lower_bound = NO_SOLUTION, -NO_SOLUTION
        self.ended: Status | None = None        # why the search had to end, or None
        self._progress = progress
        self._start = perf_counter()
        self._reported = -REPORT_S
        self._failure: Exception | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return perf_counter() - self._start

    @property
    def left_s(self) -> float:
        """Seconds until the limit; never negative."""
        return max(0.0, self.time_limit_s - self.seconds)

    def note(self, *, objective: float = NO_SOLUTION, lower_bound: float = -NO_SOLUTION) -> None:
        """Take down a solution's value and a proven bound; only betterments count."""
        self.objective = min(self.objective, objective)
        self.lower_bound = max(self.lower_bound, lower_bound)

    def is_over(self) -> bool:
        """Report, and return whether the search has to end. Never raises: safe inside a solver's callback."""
        if self.ended is None:
            now = self.seconds
            if now - self._reported >= REPORT_S:
                self._reported = now
                self._report(now)
            if self.ended is None and now >= self.time_limit_s:
                self.ended = "time_limit"
        return self.ended is not None

    def look(self) -> None:
        """Report; raises :class:`SearchEnded` where the search has to end."""
        if self.is_over():
            raise SearchEnded

    def status(self, own: Status) -> Status:
        """Return how the search ended: as it says itself, unless it had to; raises what progress raised."""
        if self._failure is not None:
            raise self._failure
        return self.ended or own

    def _report(self, now: float) -> None:
        if self._progress is None:
            return
        try:
            if isinstance(self._progress, SearchProgress):
                self._progress.found(self.objective, self.lower_bound, now)
            self._progress(min(1.0, now / self.time_limit_s) if self.time_limit_s > 0 else 1.0, STEP)
        except Cancelled:
            self.ended = "cancelled"
        except Exception as failure:        # for status(): never through a solver's own threads
            self.ended, self._failure = "cancelled", failure
