"""A real map page, offscreen. The scheme must be known before the application object exists."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.map.scheme import register_scheme
from app.map.view import MapView
from gis.evaluation import evaluate
from gis.layout import Scenario
from gis.report.layers import MapLayers

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
register_scheme()
sys.path.insert(0, str(Path(__file__).parents[2] / "gis"))

PATIENCE_MS = 120_000


def wait(condition: Callable[[], Any], what: str) -> None:
    """Run the event loop until a condition holds."""
    loop, left = QEventLoop(), PATIENCE_MS // 50
    while not condition():
        assert left > 0, f"waited in vain: {what}"
        left -= 1
        QTimer.singleShot(50, loop.quit)
        loop.exec()


def ask(view: MapView, script: str) -> Any:
    """Return the value of a JavaScript expression in the page."""
    answer: list[Any] = []
    view.page().runJavaScript(f"JSON.stringify({script})", 0, answer.append)
    wait(lambda: answer, script)
    return json.loads(answer[0]) if answer[0] else None


@pytest.fixture(scope="session")
def drawn() -> tuple[dict[str, Any], dict[str, Any]]:
    """Geometry and properties of the hand-computable county."""
    from miniature import merge, miniature_plan, point

    plan = miniature_plan(scenarios=[Scenario("调整", {"p3": merge("s1"), "s2-P": point(1, 2, 3)})])
    layers = MapLayers(plan)
    return layers.geometry(), layers.properties(evaluate(plan, "调整"))


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the page's script complained about."""
    return []


@pytest.fixture(scope="module")
def page(qapp: QApplication, complaints: list[str]) -> Iterator[MapView]:
    """One map page for the tests of a module."""
    view = MapView(switches=True)
    view.console_message.connect(complaints.append)
    view.resize(900, 640)
    view.show()
    wait(lambda: view.is_ready, "the page to become ready")
    yield view
    view.close()
    view.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def view(
    page: MapView, complaints: list[str], drawn: tuple[dict[str, Any], dict[str, Any]]
) -> Iterator[MapView]:
    """The page with the county on it; a complaint of the script fails the test."""
    complaints.clear()
    page.show_plan(drawn[0], mark="示例数据:全部虚构", attribution="无")
    page.set_band("g1_3")
    page.set_side("after")
    page.set_view("catchment")
    page.show_properties(drawn[1])
    wait(lambda: ask(page, "xiaotuMap.state()")["scenario"] == "调整", "the properties")
    yield page
    assert complaints == []


@pytest.fixture
def look(view: MapView) -> Callable[[str], Any]:
    """Ask the page: an expression → its value."""
    return lambda script: ask(view, script)


@pytest.fixture
def until(view: MapView) -> Callable[[str], None]:
    """Wait until an expression of the page is true."""

    def wait_for(script: str) -> None:
        wait(lambda: ask(view, script), script)

    return wait_for
