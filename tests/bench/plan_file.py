"""How long opening and saving a plan file take, and how long they hold up other threads (the window).

    python tests/bench/plan_file.py PLAN.gpkg [PLAN.gpkg ...]

Without a plan the built-in sample is imported. Wanted: the sample saved in under 1 s and opened in under 2 s,
and no gap of 100 ms or more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from gis.io.project import open_plan, save_plan
from gis.io.recovery import WorkingCopy
from gis.io.sample import import_sample

RUNS = 5
TICK_S = 0.001
THREAD_SWITCH_S = 0.0005  # as the window sets it


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long some work took on a thread of its own, and the longest gap of another thread."""
    gaps, last = [0.0], time.perf_counter()
    worker = threading.Thread(target=work)
    start = time.perf_counter()
    worker.start()
    while worker.is_alive():
        time.sleep(TICK_S)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    return time.perf_counter() - start, max(gaps)


def measure(label: str, work: Callable[[], object]) -> None:
    """Print the median time and the worst gap of a few runs."""
    work()
    runs = [timed(work) for _ in range(RUNS)]
    seconds, gap = median(run[0] for run in runs), max(run[1] for run in runs)
    print(f"{label:<28} {seconds:7.2f} s   longest gap {gap * 1000:4.0f} ms", flush=True)


def main() -> None:
    """Measure every plan given."""
    parser = argparse.ArgumentParser(description="Opening and saving plan files.")
    parser.add_argument("plans", nargs="*", type=Path)
    sys.setswitchinterval(THREAD_SWITCH_S)
    given = parser.parse_args().plans
    for plan in map(open_plan, given) if given else [import_sample()]:
        with tempfile.TemporaryDirectory() as scratch:
            path, copy = Path(scratch) / "plan.gpkg", WorkingCopy(Path(scratch) / "unsaved")
            name = plan.meta.unit_name
            measure(f"{name} save", lambda plan=plan, path=path: save_plan(plan, path))
            measure(f"{name} open", lambda path=path: open_plan(path))
            measure(f"{name} copy of unsaved work", lambda plan=plan, copy=copy: copy.write(plan, None))
            copy.discard()


if __name__ == "__main__":
    main()
