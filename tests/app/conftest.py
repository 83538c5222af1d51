"""The window, offscreen, on the county that can be worked out by hand (``tests/gis/miniature.py``)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "gis"))

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import theme
from app.application import set_language
from app.document import Document
from app.drawing import draw
from app.main_window import MainWindow
from app.map.scheme import register_scheme
from app.panels.map import MapPanel
from app.settings import Settings
from gis.layout import Scenario
from gis.model import Plan

register_scheme()

PATIENCE_MS = 120_000
SCENARIO = "调整"

# Any other Qt warning fails the test in which it appears.
TOLERATED_QT_WARNINGS = (
    r"This plugin does not support",  # the offscreen platform has no window manager
    r"(QRhi|QVulkan|GBM|RHI|GPUInfo).*",  # the web engine looks for a graphics card and takes software
    r"Failed to create RHI.*",
    r"Sandboxing disabled by user.*",  # as root, see above
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Qt warnings fail the tests of this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*TOLERATED_QT_WARNINGS))


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    set_language(qapp, "zh")
    theme.load_fonts(qapp)


@pytest.fixture
def plan() -> Plan:
    """The county, with an empty scenario beside the baseline."""
    from miniature import miniature_plan

    return miniature_plan(scenarios=[Scenario(SCENARIO)])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of nobody."""
    store = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    store.folder = str(tmp_path)
    store.theme = "light"
    return store


@pytest.fixture
def document(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Document]:
    """An empty document; it does not wait for anybody to look at an opened plan first."""
    monkeypatch.setattr("app.document.OPENING_S", 0.0)
    made = Document()
    yield made
    made.runner.shut_down()
    made.undo_stack.clear()


@pytest.fixture
def window(
    qtbot: QtBot, document: Document, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window on screen, without the web engine: the map has tests of its own."""
    monkeypatch.setattr(MapPanel, "start", lambda self: None)
    made = MainWindow(document, settings)
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_leaving", True))
    made.show()
    return made


@pytest.fixture
def settle(qtbot: QtBot, document: Document) -> Callable[[], None]:
    """Wait until everything asked for has been computed."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not document.runner.busy, timeout=PATIENCE_MS)

    return wait


@pytest.fixture
def opened(window: MainWindow, plan: Plan, settle: Callable[[], None]) -> MainWindow:
    """The window with the county open and its empty scenario active."""
    window.document.show(draw(plan), None)
    settle()
    return window
