"""Threads that search; the one that wants it searches along, reports, and stops them when it is told to."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gis.progress import Progress

LOOK_EVERY_S = 0.05                 # how often the waiting thread reports and may cancel
PART_STEPS = 500_000                # some hundredths of a second: then the calling thread looks, too
ONE_THREAD_STEPS = 100_000          # two milliseconds: below it another thread costs more than it saves

Ints = NDArray[np.int64]
Flag = NDArray[np.uint8]
Run = Callable[[slice, Ints, Flag], None]
Result = TypeVar("Result")


def run_searches(
    prepare: Callable[[], Run],
    count: int,
    *,
    steps: int,
    progress: Progress,
) -> None:
    """Run many searches in threads, this one among them; few small ones in this one alone.

    A thread takes longer to start than these take.

    Parameters
    ----------
    prepare
        Called first; in another thread where it waits for the compiler, as the first search on a machine
        does. Returns what runs the searches of a slice: it counts those finished at the only place of the
        array and ends soon when the only place of the flag becomes 1.
    count
        How many searches.
    steps
        Of each search, about.
    progress
        Called from this thread.

    Raises
    ------
    gis.progress.Cancelled
        By ``progress``, within a tenth of a second.
    """
    progress(0.0, "travel_times")
    workers = max(1, min(steps * count // ONE_THREAD_STEPS, count))
    if workers > 1:                         # the system takes a while to say how many there are
        workers = min(workers, os.cpu_count() or 1)
    looks_itself = steps <= PART_STEPS      # else this thread only waits, looking more often
    size = min(-(-count // workers), PART_STEPS // max(1, steps)) if looks_itself else count // (4 * workers)
    size = max(1, size)
    parts = [slice(start, min(start + size, count)) for start in range(0, count, size)]
    done, stop = [np.zeros(1, dtype=np.int64) for _ in parts], np.zeros(1, dtype=np.uint8)
    todo = deque(zip(parts, done, strict=True))

    def report() -> None:
        progress(sum(int(each[0]) for each in done) / max(1, count), "travel_times")

    if workers == 1 and looks_itself and _is_compiled():
        _run_all(prepare(), todo, stop, report)
        progress(1.0, "travel_times")
        return
    pool = ThreadPoolExecutor(workers)      # starts a thread only when there is something for it to do
    try:
        run = prepare() if _is_compiled() else _wait({pool.submit(prepare)}, report)[0]
        others = {pool.submit(_run_all, run, todo, stop) for _ in range(workers - looks_itself)}
        if looks_itself:
            _run_all(run, todo, stop, report)
        _wait(others, report)
    finally:
        stop[0] = 1
        pool.shutdown(wait=False, cancel_futures=True)      # the compiler cannot be stopped: do not wait
    progress(1.0, "travel_times")


def _run_all(
    run: Run, todo: deque[tuple[slice, Ints]], stop: Flag, report: Callable[[], None] = lambda: None
) -> None:
    """Take part after part while there are any."""
    while not stop[0]:
        try:
            part, done = todo.popleft()
        except IndexError:
            return
        run(part, done, stop)
        report()


def _is_compiled() -> bool:
    """Return whether the compiled search is loaded to its last function: nobody has to wait for it."""
    return hasattr(sys.modules.get("gis.network.placekernel"), "search_places")


def _wait(pending: set[Future[Result]], report: Callable[[], None]) -> list[Result]:
    """Wait for work in threads, reporting meanwhile; returns what it gave."""
    results: list[Result] = []
    while pending:
        finished, pending = wait(pending, LOOK_EVERY_S, return_when=FIRST_EXCEPTION)
        results += [future.result() for future in finished]
        report()
    return results
