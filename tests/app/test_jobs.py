"""Jobs deliver on the GUI thread, once, and only when somebody still wants the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.jobs import JobRunner, Policy
from gis.errors import PlanningError
from gis.progress import Progress


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    made = JobRunner()
    yield made
    made.shut_down()


def ended(runner: JobRunner, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not runner.busy, timeout=60_000)


def waits_for(gate: threading.Event, value: Any = None) -> Callable[[Progress], Any]:
    def work(progress: Progress) -> Any:
        gate.wait(10)
        progress(0.5)
        return value

    return work


def test_result_arrives_on_the_gui_thread(runner: JobRunner, qtbot: QtBot) -> None:
    seen: list[tuple[int, bool]] = []
    runner.submit(
        "sum", lambda progress: sum(range(4)),
        done=lambda value: seen.append((value, threading.current_thread() is threading.main_thread())),
        failed=lambda fault: pytest.fail(str(fault)),
    )  # fmt: skip
    ended(runner, qtbot)
    assert seen == [(6, True)]


def test_latest_wins_and_the_older_answer_is_never_heard(runner: JobRunner, qtbot: QtBot) -> None:
    gate, heard = threading.Event(), []
    for value in range(5):
        runner.submit("edit", waits_for(gate, value), done=heard.append, failed=heard.append)
    gate.set()
    ended(runner, qtbot)
    assert heard == [4]


def test_exclusive_refuses_a_second_and_can_be_cancelled(runner: JobRunner, qtbot: QtBot) -> None:
    gate, heard = threading.Event(), []
    first = runner.submit(
        "import", waits_for(gate), policy=Policy.EXCLUSIVE, done=heard.append, failed=heard.append
    )
    assert first is not None
    assert runner.submit(
        "report", waits_for(gate), policy=Policy.EXCLUSIVE, done=heard.append, failed=heard.append
    ) is None  # fmt: skip
    cancelled: list[bool] = []
    first.cancelled.connect(lambda: cancelled.append(True))
    first.cancel()
    gate.set()
    ended(runner, qtbot)
    assert heard == []
    assert cancelled == [True]
    assert runner.exclusive is None


def test_fault_is_delivered_not_raised(runner: JobRunner, qtbot: QtBot) -> None:
    faults: list[Exception] = []

    def work(progress: Progress) -> None:
        raise PlanningError("scenario_unknown", name="甲", known="乙")

    runner.submit("x", work, done=lambda _: pytest.fail("no result"), failed=faults.append)
    ended(runner, qtbot)
    assert [type(fault) for fault in faults] == [PlanningError]


def test_progress_is_thinned_out(runner: JobRunner, qtbot: QtBot) -> None:
    reports: list[float] = []

    def work(progress: Progress) -> None:
        for index in range(10_001):
            progress(index / 10_000, "step")

    job = runner.submit("x", work, done=lambda _: None, failed=lambda fault: pytest.fail(str(fault)))
    assert job is not None
    job.progressed.connect(lambda fraction, step: reports.append(fraction))
    ended(runner, qtbot)
    assert 50 < len(reports) <= 102
    assert reports == sorted(reports)
