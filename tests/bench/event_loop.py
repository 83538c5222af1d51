"""How long the window is deaf while it works, and how long an edit takes to reach the map.

Usage: ``python tests/bench/event_loop.py [PLAN.gpkg] [--edits N]`` (without a plan: the built-in sample).
A timer beats every 5 ms from the first picture of the window; the longest silence between two beats is what
a user would feel. Prints the figures; exits 1 if a silence is over 100 ms or a median edit over 200 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from shapely.geometry import mapping

from app.application import make_application, make_window
from app.main_window import MainWindow
from app.settings import Settings
from gis.layout import BASELINE, Decision, LayoutStatus, NetworkEditKind, Scenario
from gis.model import STORAGE_CRS, Plan

BEAT_MS = 5
LOOK_MS = 5
LONGEST_SILENCE_MS = 100
LONGEST_EDIT_MS = 200
PATIENCE_S = 300


class Heartbeat:
    """Records the silences of the event loop by what was going on."""

    def __init__(self) -> None:
        self.silences_ms: dict[str, list[float]] = {}
        self.doing = "idle"
        self._last = perf_counter()
        self._timer = QTimer(interval=BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = perf_counter()
        self.silences_ms.setdefault(self.doing, []).append((now - self._last) * 1000)
        self._last = now


class Waiting:
    """Runs the event loop until a condition holds; looks rarely, for every look takes the interpreter."""

    def __init__(self) -> None:
        self._loop, self._look = QEventLoop(), QTimer(interval=LOOK_MS)
        self._condition: Callable[[], object] = bool
        self._look.timeout.connect(self._end_if_done)

    def __call__(self, condition: Callable[[], object]) -> None:
        """Wait; TimeoutError if it takes too long."""
        self._condition, self._start = condition, perf_counter()
        if not condition():
            self._look.start()
            self._loop.exec()
        if not condition():
            raise TimeoutError(condition)

    def _end_if_done(self) -> None:
        if self._condition() or perf_counter() - self._start > PATIENCE_S:
            self._look.stop()
            self._loop.quit()


def open_plan(window: MainWindow, path: Path | None, wait: Waiting) -> None:
    """Open the plan and wait for map and tables."""
    wait(lambda: window.map.view is not None and window.map.view.is_ready)
    if path is None:
        window.files.open_sample()
    else:
        window.files.open(path)
    wait(lambda: window.document.tables and not window.document.runner.busy)


def edit_ms(
    window: MainWindow, school_id: str, decision: Decision, wait: Waiting, *, preview: bool
) -> float:
    """Return the time from a decision until the page holds its consequence."""
    document, view, page_has_it = window.document, window.map.view, []
    assert view is not None
    if preview:
        document.preview(school_id, decision)
        wait(lambda: not document.runner.busy)
    start = perf_counter()

    def ask_page() -> None:
        view.page().runJavaScript("1", 0, lambda _: page_has_it.append(perf_counter()))

    document.evaluated.connect(ask_page)
    document.decide(school_id, decision, "")
    wait(lambda: page_has_it)
    document.evaluated.disconnect(ask_page)
    wait(lambda: not document.runner.busy)
    return (page_has_it[0] - start) * 1000


def close_road_ms(window: MainWindow, wait: Waiting) -> float:
    """Return the time from confirming a closed bridge (or road) until its consequence is known."""
    document, editing = window.document, window.road_editing
    assert document.plan is not None
    edges = document.plan.roads.edges
    row = edges["bridge"].to_numpy().argmax() if "bridge" in edges else 0
    place = edges.geometry.iloc[[row]].to_crs(STORAGE_CRS).iloc[0].interpolate(0.5, normalized=True)
    window.steps.show_road_edits()
    editing.draw(NetworkEditKind.CLOSE)
    assert window.map.view is not None
    window.map.view.bridge.finish_sketch(json.dumps(mapping(place)))
    editing.panel.form.name.setText("测速")
    start = perf_counter()
    editing.panel.form.confirm()
    wait(lambda: document.scenario.network_edits and not document.runner.busy)
    return (perf_counter() - start) * 1000


def edit_plan(window: MainWindow, wait: Waiting) -> None:
    """Change the plan itself, and take it back."""
    document = window.document
    before = document.plan

    def change(plan: Plan) -> Plan:
        return replace(plan, schools=plan.schools.copy())

    def fail(fault: Exception) -> None:
        raise fault

    document.edit_plan(change, "", fail)
    wait(lambda: document.plan is not before and not document.runner.busy)
    document.undo_stack.undo()
    wait(lambda: not document.runner.busy)


def candidates(window: MainWindow, count: int) -> list[str]:
    """Return retained schools with few pupils, the usual subjects of a decision."""
    consequence = window.document.consequence
    assert consequence is not None
    schools = consequence.evaluation.schools
    return [str(key) for key in schools.sort_values("enrolment_before").index[:count]]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", nargs="?", type=Path)
    parser.add_argument("--edits", type=int, default=10)
    given = parser.parse_args()
    application = make_application(sys.argv[:1])
    wait = Waiting()
    with TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "bench.ini"), QSettings.Format.IniFormat)
        window = make_window(application, Settings(store))
        window.show()
        application.processEvents()
        heart = Heartbeat()
        heart.doing = "starting the map"
        wait(lambda: window.map.view is not None and window.map.view.is_ready)
        heart.doing = "opening"
        open_plan(window, given.plan, wait)
        document = window.document
        document.add_scenario(Scenario("测速"), "")
        wait(lambda: not document.runner.busy)
        times: dict[str, list[float]] = {"edit": [], "edit after preview": []}
        for index, school_id in enumerate(candidates(window, given.edits)):
            heart.doing = "picking"
            window.selection.pick("school", school_id)
            application.processEvents()
            for kind, status in (("edit", LayoutStatus.MERGE), ("edit after preview", LayoutStatus.RETAIN)):
                heart.doing = kind
                decision = Decision(status, note=str(index))
                times[kind].append(edit_ms(window, school_id, decision, wait, preview=kind != "edit"))
        heart.doing = "editing the plan"
        edit_plan(window, wait)
        heart.doing = "closing a road"
        times["closed road"] = [close_road_ms(window, wait)]
        heart.doing = "switching scenarios and bands"
        for name in (BASELINE, "测速"):
            document.activate(name)
            wait(lambda: not document.runner.busy)
        for button in window.scenarios._band.buttons.values():
            button.click()
            wait(lambda: not document.runner.busy)
        heart.doing = "comparing"
        window.steps.go_to("comparison")
        wait(lambda: window.comparison.winners.page.model.rowCount() and not document.runner.busy)
        window.steps.go_to("scenario")
        wait(lambda: not document.runner.busy)
        heart.doing = "idle"
        document.undo_stack.clear()
        window._leaving = True
        window.close()
    worst = max(max(beats) for kind, beats in heart.silences_ms.items())
    for kind, beats in heart.silences_ms.items():
        print(f"{kind:32} longest silence {max(beats):6.0f} ms")
    for kind, spans in times.items():
        print(f"{kind:32} median {statistics.median(spans):6.0f} ms  longest {max(spans):6.0f} ms")
    slow = statistics.median(times["edit"]) > LONGEST_EDIT_MS
    return 1 if worst > LONGEST_SILENCE_MS or slow else 0


if __name__ == "__main__":
    sys.exit(main())
