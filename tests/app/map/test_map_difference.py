"""Where two scenarios differ, what is promised, and a planned school that is dragged: on the page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from miniature import merge, miniature_plan
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.map.view import MapView
from app.models.promise_shapes import promises_json
from app.models.winners import compare_pair
from gis.evaluation import evaluate
from gis.layout import BASELINE, Locks, NoCrossing, Scenario, SchoolLock
from gis.report.layers import MapLayers

Look = Callable[[str], Any]
Until = Callable[[str], None]
LINE = NoCrossing("汤河", "LINESTRING (114.15 35.95, 114.17 35.95)", ("v2",))


def test_difference_takes_the_place_of_the_plan(view: MapView, look: Look, until: Until) -> None:
    plan = miniature_plan(scenarios=[Scenario("并校", {"p3": merge("s1")})])
    one, other = (evaluate(plan, name) for name in (BASELINE, "并校"))
    made = compare_pair(plan, MapLayers(plan), one, other)
    view.show_difference(made.drawing_json)
    until("xiaotuMap.difference.state()")
    state = look("xiaotuMap.difference.state()")
    assert state["title"] == "“并校”与“现状”相比 · 全部年级"
    assert (state["moves"], state["differs"], state["farther"], state["nearer"]) == (1, ["p3"], 1, 0)
    until("document.querySelector('.x-legend-body').textContent.includes('远了 10—20 分')")
    village = json.loads(made.drawing_json)["villages"]["v2"]
    assert village["lines"] == ["更远", "远了 15 人，最多 13.3 分", "15 人：西村教学点 → 甲镇中心小学"]
    view.show_difference("null")
    until("xiaotuMap.difference.state() === null")
    until("!document.querySelector('.x-legend-body').textContent.includes('远了')")


def test_promises_lie_over_the_plan_only(view: MapView, look: Look, until: Until) -> None:
    locks = Locks({"s1": SchoolLock.MUST_STAY}, (("v1", "v2"),), (LINE,))
    view.show_promises(promises_json(miniature_plan(), locks))
    until("xiaotuMap.promises.state()")
    state = look("xiaotuMap.promises.state()")
    assert (state["lines"], state["groups"], state["schools"]) == (["汤河"], 1, {"s1": "must_stay"})
    until("document.querySelector('.x-legend-body').textContent.includes('不得跨越的路、河')")
    view.set_side("before")
    until("!xiaotuMap.promises.state().shown")
    view.show_promises(promises_json(miniature_plan(), Locks()))
    until("xiaotuMap.promises.state() === null")


@pytest.fixture
def planned(
    view: MapView, drawn: tuple[dict[str, Any], dict[str, Any]], look: Look, until: Until
) -> QPoint:
    """Where a planned school stands on the page."""
    site = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [114.165, 35.955]},
        "properties": {"id": "新", "name": "拟建学校", "township": "", "shape": "circle", "private": False},
    }
    view.show_properties({**drawn[1], "sites": {"type": "FeatureCollection", "features": [site]}})
    until("xiaotuMap.pointOf('school', '新')")
    return QPoint(*map(round, look("xiaotuMap.pointOf('school', '新')")))


def drag(view: MapView, start: QPoint, by: QPoint, *, release: bool = True) -> None:
    target, button, keys = view.focusProxy(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert isinstance(target, QWidget)
    QTest.mousePress(target, button, keys, start)
    for step in (1, 2, 3):
        QTest.mouseMove(target, start + by * step / 3, delay=20)
    if release:
        QTest.mouseRelease(target, button, keys, start + by, delay=20)


def test_a_planned_school_is_dragged(qtbot: QtBot, view: MapView, look: Look, planned: QPoint) -> None:
    with qtbot.waitSignal(view.site_moved, timeout=5000) as told:
        drag(view, planned, QPoint(60, -30))
    there = look(f"xiaotuMap.placeAt({planned.x() + 60}, {planned.y() - 30})")
    assert told.args[0] == "新"
    assert told.args[1:] == pytest.approx([there["lng"], there["lat"]], abs=1e-6)
    assert look("xiaotuMap.state()")["kind"] == ""      # the click that ends it picks nothing


def test_escape_puts_it_back_and_nothing_else_is_dragged(
    qtbot: QtBot, view: MapView, look: Look, until: Until, planned: QPoint
) -> None:
    target = view.focusProxy()
    assert isinstance(target, QWidget)
    with qtbot.assertNotEmitted(view.site_moved):
        drag(view, planned, QPoint(60, -30), release=False)
        until(f"Math.abs(xiaotuMap.pointOf('school', '新')[0] - {planned.x() + 60}) < 2")
        qtbot.keyClick(target, Qt.Key.Key_Escape)
        until(f"Math.abs(xiaotuMap.pointOf('school', '新')[0] - {planned.x()}) < 2")
        QTest.mouseRelease(target, Qt.MouseButton.LeftButton)
