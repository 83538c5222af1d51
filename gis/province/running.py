"""Hands counties out to Dask workers and gathers what comes back; one failing county stops nobody else."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from gis.errors import InputError
from gis.messages import describe
from gis.progress import Progress, ignore_progress
from gis.province.counties import CountyTask
from gis.province.work import CountyResult, failed, work_county

POLL_S = 0.2  # how soon a cancel is noticed
CONNECT_S = 15
THREADS_PER_WORKER = 1  # a county's own search uses the cores; geometry is not thread-safe everywhere

Done = Callable[[CountyResult], None]


def run_counties(
    tasks: Sequence[CountyTask],
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    retries: int = 2,
    plans_dir: Path | None = None,
    progress: Progress = ignore_progress,
    done: Done | None = None,
) -> list[CountyResult]:
    """Work out every county.

    Parameters
    ----------
    scheduler
        Address of a running Dask scheduler (``tcp://host:8786``) whose workers have this program and see the
        files at the same paths; None starts workers on this computer, which stop with the run.
    workers
        Processes on this computer; default: one per core, never more than counties.
    retries
        How often a county is tried again after a fault of the program or a lost worker. A fault of its files
        is reported at once.
    plans_dir
        Where plans made from raw files are kept; None = nowhere.
    progress
        Told the share done; may cancel: what has not finished is then dropped.
    done
        Called with every county as it finishes.

    Returns
    -------
    list of CountyResult
        In the order of the tasks.

    Raises
    ------
    InputError
        batch_extra_missing (Dask is not installed), batch_scheduler_unreachable.
    gis.progress.Cancelled
        By ``progress``.
    """
    results: dict[str, CountyResult] = {}
    with _client(scheduler, min(workers or os.cpu_count() or 1, len(tasks))) as client:
        kept = str(plans_dir) if plans_dir else ""
        futures = {
            client.submit(
                work_county, task, kept, key=f"{task.county}-{number}", retries=retries, pure=False
            ): task
            for number, task in enumerate(tasks)
        }
        try:
            for future in _as_finished(futures, progress):
                result = _result_of(future, futures[future])
                results[result.county] = result
                if done:
                    done(result)
        finally:
            client.cancel([future for future in futures if not future.done()], force=True)
    progress(1.0, "step_counties")
    return [results[task.county] for task in tasks]


def _as_finished(futures: dict[Any, CountyTask], progress: Progress) -> Iterator[Any]:
    """Yield futures as they finish, asking in between whether to go on."""
    waiting = list(futures)
    while waiting:
        progress(1 - len(waiting) / len(futures), "step_counties")
        finished = [future for future in waiting if future.done()]
        yield from finished
        waiting = [future for future in waiting if future not in finished]
        sleep(POLL_S if waiting and not finished else 0)


def _result_of(future: Any, task: CountyTask) -> CountyResult:
    if future.status == "finished":
        result: CountyResult = future.result()
        return result
    fault = future.exception()
    values = {"county": task.county, "fault": f"{type(fault).__name__}: {fault}"}
    return failed(task, str(describe("batch_county_failed", values)))


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    """Yield a client of the given scheduler, or of workers of our own that end with it."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise InputError("batch_extra_missing") from error
    if scheduler:
        try:
            client = Client(scheduler, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError("batch_scheduler_unreachable", address=scheduler) from error
        with client:
            yield client
        return
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=THREADS_PER_WORKER,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,  # nothing listens but the workers
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,  # type: ignore[no-untyped-call]
    ):
        yield client
