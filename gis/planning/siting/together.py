"""Compiled or foreign work in threads of its own, while the clock and the user are listened to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.watch import Watch

WORKERS = 2                         # never more threads at a time
LOOK_S = 0.1
Result = TypeVar("Result")
Flag = NDArray[np.uint8]


def run_together(
    calls: Sequence[Callable[[], Result]], watch: Watch, stop: Callable[[], None]
) -> list[Result]:
    """Run calls at the same time and return their results; where the watch ends, ``stop`` is called."""
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        jobs = [pool.submit(call) for call in calls]
        waiting = set(jobs)
        while waiting:
            _, waiting = wait(waiting, timeout=LOOK_S)
            if watch.is_over():
                stop()
        return [job.result() for job in jobs]


def run_flagged(calls: Sequence[Callable[[Flag], Result]], watch: Watch) -> list[Result]:
    """Run calls at the same time that end early once the first place of their flag is not 0."""
    flag: Flag = np.zeros(1, dtype=np.uint8)

    def stop() -> None:
        flag[0] = 1

    return run_together([lambda call=call: call(flag) for call in calls], watch, stop)  # type: ignore[misc]
