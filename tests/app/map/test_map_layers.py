"""Layers that the window works out: asked for on the page, drawn by it, with their key and their progress."""

import json
from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from app.map.view import MapView

Look = Callable[[str], Any]
Until = Callable[[str], None]

CORNERS = [[114.15, 35.94], [114.17, 35.94], [114.17, 35.96], [114.15, 35.94]]
SQUARE = {"type": "Polygon", "coordinates": [CORNERS]}
LINE = {"type": "LineString", "coordinates": [[114.15, 35.95], [114.17, 35.95]]}
REACH = {
    "minutes": [10, 20], "mode": "步行", "school": "<b>甲</b>小学",
    "areas": [{"minutes": 20, "geometry": SQUARE}, {"minutes": 10, "geometry": SQUARE}],
    "edges": [{"minutes": 10, "geometry": LINE}],
}  # fmt: skip


def test_service_areas_are_asked_for_and_drawn(
    qtbot: QtBot, view: MapView, look: Look, until: Until
) -> None:
    assert look("xiaotuMap.areas.state()") == {"reach": [], "edges": 0, "catchments": 0, "pill": ""}
    with qtbot.waitSignal(view.areas_wanted, timeout=5000) as told:
        look("document.querySelector('.x-area-layers [data-key=all]').click()")
    assert json.loads(told.args[0]) == {
        "reach": True, "of": "all", "mode": "", "edges": False, "catchments": False
    }  # fmt: skip
    view.show_area_progress(0.5)
    until("xiaotuMap.areas.state().pill !== ''")
    with qtbot.waitSignal(view.areas_cancelled, timeout=5000):
        look("document.querySelector('.x-pill button').click()")
    catchments = [{"kind": "exclave", "schools": [["s1", 3]], "geometry": SQUARE}]
    view.show_areas(json.dumps({"reach": REACH, "catchments": catchments}))
    until("xiaotuMap.areas.state().reach.length === 2")
    state = look("xiaotuMap.areas.state()")
    assert (state["reach"], state["edges"], state["catchments"], state["pill"]) == ([20, 10], 1, 1, "")
    assert look("document.querySelector('.x-key').textContent").startswith("服务范围 · <b>甲</b>小学 · 步行")
    assert look("document.querySelector('.x-key b')") is None
    until("document.querySelector('.x-legend-body').textContent.includes('飞地')")
    view.show_areas("{}")
    until("xiaotuMap.areas.state().reach.length === 0")


def test_a_way_with_its_parts(view: MapView, look: Look, until: Until) -> None:
    parts = [{"kind": kind, "geometry": LINE} for kind in ("approach", "ride", "danger")]
    view.show_route({"parts": parts, "label": "12.0 分 · 1.8 km", "at": [114.16, 35.95]})
    until("xiaotuMap.state().route")
    state = look("xiaotuMap.state()")
    assert state["route_parts"] == ["approach", "ride", "danger"]
    assert state["route_label"] == "12.0 分 · 1.8 km"
    until("document.querySelector('.x-legend-body').textContent.includes('直线接入')")
    view.show_route(None)
    until("!xiaotuMap.state().route")


def test_a_township_is_framed_until_something_is_picked(view: MapView, until: Until) -> None:
    view.zoom_to("township", "甲镇")
    until("xiaotuMap.state().township === '甲镇'")
    view.select("school", "s1")
    until("xiaotuMap.state().township === ''")
    view.select("", "")
