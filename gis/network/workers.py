"""Threads that search while the one that waits for them reports, and stops them when it is told to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gis.progress import Progress

LOOK_EVERY_S = 0.05                 # how often the waiting thread reports and may cancel
PARTS_PER_WORKER = 4
ONE_THREAD_STEPS = 50_000           # below so many steps another thread would cost more than it saves

Ints = NDArray[np.int64]
Flag = NDArray[np.uint8]
Result = TypeVar("Result")


def run_searches(
    prepare: Callable[[], Callable[[slice, Ints, Flag], None]],
    count: int,
    *,
    steps: int,
    progress: Progress,
) -> None:
    """Run many searches in threads; few small ones at once, which is sooner done than a thread is started.

    Parameters
    ----------
    prepare
        Called first, in a thread too: the first search on a machine waits for the compiler. Returns what
        runs the searches of a slice: it counts those finished at the only place of the array and ends soon
        when the only place of the flag becomes 1.
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
    if steps * count < ONE_THREAD_STEPS and _is_compiled():
        prepare()(slice(0, count), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.uint8))
        progress(1.0, "travel_times")
        return
    workers = max(1, min(os.cpu_count() or 1, steps * count // ONE_THREAD_STEPS, count))
    size = max(1, -(-count // (workers * PARTS_PER_WORKER)))
    parts = [slice(start, min(start + size, count)) for start in range(0, count, size)]
    done, stop = [np.zeros(1, dtype=np.int64) for _ in parts], np.zeros(1, dtype=np.uint8)
    pool = ThreadPoolExecutor(workers)

    def report() -> None:
        progress(sum(int(each[0]) for each in done) / max(1, count), "travel_times")

    try:
        run = _wait({pool.submit(prepare)}, report)[0]
        _wait({pool.submit(run, part, own, stop) for part, own in zip(parts, done, strict=True)}, report)
    finally:
        stop[0] = 1
        pool.shutdown(wait=False, cancel_futures=True)      # the compiler cannot be stopped: do not wait
    progress(1.0, "travel_times")


def _is_compiled() -> bool:
    """Return whether the compiled search is loaded to its last function: nobody has to wait for it."""
    return hasattr(sys.modules.get("gis.network.kernel"), "search_nodes")


def _wait(pending: set[Future[Result]], report: Callable[[], None]) -> list[Result]:
    """Wait for work in threads, reporting meanwhile; returns what it gave."""
    results: list[Result] = []
    while pending:
        finished, pending = wait(pending, LOOK_EVERY_S, return_when=FIRST_EXCEPTION)
        results += [future.result() for future in finished]
        report()
    return results
