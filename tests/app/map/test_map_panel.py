"""The map follows the document: every plan that is opened is handed over, and taken away again."""

from __future__ import annotations

from unittest.mock import Mock

from pytestqt.qtbot import QtBot

from app.document import Document
from app.drawing import draw
from app.map.view import MapView
from app.panels.map import MapPanel
from app.selection import Selection
from gis.model import Plan


def test_an_opened_plan_comes_to_the_map_and_a_closed_one_goes(
    qtbot: QtBot, document: Document, plan: Plan
) -> None:
    panel = MapPanel(document, Selection())
    qtbot.addWidget(panel)
    panel.view = Mock(spec=MapView)
    document.show(draw(plan), None)
    qtbot.waitUntil(lambda: panel.view.show_plan.called)
    assert panel.view.show_plan.call_args.args == (document.geometry_json,)
    assert document.geometry_json
    panel.view.clear.assert_not_called()
    qtbot.waitUntil(lambda: not document.runner.busy)
    document.close()
    qtbot.waitUntil(lambda: panel.view.clear.called)
