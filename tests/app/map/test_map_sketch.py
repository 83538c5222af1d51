"""Drawing by hand on the page, and the changes to the roads that it shows."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.drawing import draw
from app.map.view import MapView
from app.panels.map import MapPanel
from app.panels.road_edits import RoadEditsPanel
from app.road_editing import RoadEditing
from app.selection import Selection
from gis.layout import NetworkEditKind, Scenario
from gis.network.storage import assemble

Look = Callable[[str], Any]
Until = Callable[[str], None]
Hand = Callable[..., None]
Asked = Callable[..., tuple[list[Any], list[bool]]]
DOUBLE_CLICK = (
    "document.querySelector('.leaflet-container').dispatchEvent("
    "new MouseEvent('dblclick', {clientX: 520, clientY: 260, bubbles: true}))"
)
SPOTS = ((300, 300), (420, 340), (520, 260))


@pytest.fixture
def hand(qtbot: QtBot, view: MapView) -> Hand:
    """Click a place of the page, or press a key."""
    target = view.focusProxy()
    assert isinstance(target, QWidget)

    def act(*what: Any) -> None:
        if isinstance(what[0], Qt.Key):
            qtbot.keyClick(target, what[0])
        else:
            qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(*what))

    return act


@pytest.fixture
def asked(view: MapView, until: Until) -> Asked:
    """Ask for a shape; return what is taken and whether it was dropped."""

    def ask(kind: str, *shapes: str) -> tuple[list[Any], list[bool]]:
        taken: list[Any] = []
        dropped: list[bool] = []
        view.ask_shape(
            kind, shapes, lambda text: taken.append(json.loads(text)), lambda: dropped.append(True)
        )
        until("xiaotuMap.state().sketch")
        return taken, dropped

    return ask


def test_a_line_is_drawn_corrected_and_ended(
    qtbot: QtBot, view: MapView, look: Look, until: Until, hand: Hand, asked: Asked
) -> None:
    taken, dropped = asked("close", "line", "area")
    hint = look("document.querySelector('.x-sketch-hint').textContent")
    assert hint == "沿要封闭的路段画线"
    for count, spot in enumerate(SPOTS):
        hand(*spot)
        until(f"xiaotuMap.state().sketch.points === {count + 1}")
    hand(Qt.Key.Key_Backspace)
    until("xiaotuMap.state().sketch.points === 2")
    hand(*SPOTS[2])
    until("xiaotuMap.state().sketch.points === 3")
    hand(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(taken), timeout=5000)
    assert (taken[0]["type"], len(taken[0]["coordinates"]), dropped) == ("LineString", 3, [])
    wanted = look(f"(p => [p.lng, p.lat])(xiaotuMap.placeAt({SPOTS[0][0]}, {SPOTS[0][1]}))")
    assert taken[0]["coordinates"][0] == pytest.approx(wanted, abs=1e-6)
    state = look("xiaotuMap.state()")
    assert state["sketch"]["done"], "it stays until the window ends it"
    assert state["kind"] == "", "drawing selects nothing"
    view.end_shape()
    until("xiaotuMap.state().sketch === null")


def test_a_double_click_ends_an_area_and_esc_drops(
    qtbot: QtBot, view: MapView, look: Look, until: Until, hand: Hand, asked: Asked
) -> None:
    zoom = look("xiaotuMap.state().zoom")
    taken, _ = asked("barrier", "line", "area")
    look("document.querySelector('.x-sketch [data-key=area]').click()")
    for spot in SPOTS[:2]:
        hand(*spot)
    until("xiaotuMap.state().sketch.points === 2")
    assert look("document.querySelectorAll('.x-sketch-button')[0].disabled"), "two places are no area"
    hand(*SPOTS[2])
    hand(*SPOTS[2])
    until("xiaotuMap.state().sketch.points === 3")
    look(DOUBLE_CLICK)  # the second click alone is no double click to the toolkit's test mouse
    qtbot.waitUntil(lambda: bool(taken), timeout=5000)
    (ring,) = taken[0]["coordinates"]
    assert (taken[0]["type"], len(ring)) == ("Polygon", 4)
    assert ring[0] == ring[-1]
    assert look("xiaotuMap.state().zoom") == zoom
    taken, dropped = asked("close", "point")
    hand(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(dropped), timeout=5000)
    assert taken == []
    until("xiaotuMap.state().sketch === null")


def test_changes_to_the_roads_are_shown_found_and_told_as_text(
    qtbot: QtBot, view: MapView, look: Look, until: Until, hand: Hand
) -> None:
    places = [look(f"(p => [p.lng, p.lat])(xiaotuMap.placeAt({x}, {y}))") for x, y in SPOTS]
    line = {"type": "LineString", "coordinates": places}
    kinds = ("close", "add", "speed", "danger", "barrier")
    about = {"name": "<b>桥</b>", "active": True, "footpath": False, "label": "", "touched": None}
    about["shape"] = line
    edits = [{**about, "id": kind, "kind": kind, "lines": ["<b>桥</b>", "封闭"]} for kind in kinds]
    view.show_edits(json.dumps(edits))
    until("xiaotuMap.state().edits.length === 5")
    legend = "[...document.querySelectorAll('.x-legend-row span')].map(s => s.textContent)"
    until(f"{legend}.includes('危险路段')")
    view.show_edits(json.dumps(edits[:1]))
    until("xiaotuMap.state().edits.length === 1")
    with qtbot.waitSignal(view.edit_clicked, timeout=5000) as told:
        hand(*SPOTS[1])
    assert told.args == ["close"]
    assert look("xiaotuMap.state().chosenEdit") == "close"
    qtbot.mouseMove(view.focusProxy(), QPoint(SPOTS[1][0] + 2, SPOTS[1][1]))
    until("!document.querySelector('.x-tooltip').hidden")
    assert look("document.querySelector('.x-tip-name').textContent") == "<b>桥</b>"
    assert look("document.querySelectorAll('.x-tooltip b').length") == 0
    view.set_side("before")
    until("xiaotuMap.state().edits.length === 0")
    view.show_edits("[]")


def test_a_road_is_closed_from_the_button_to_the_map(
    qtbot: QtBot, view: MapView, look: Look, until: Until, hand: Hand
) -> None:
    """The road from 东村 to s1 is clicked half way; 20 m of it are closed, and the page shows just these."""
    from miniature import miniature_plan

    bare = miniature_plan(scenarios=[Scenario("调整")])
    plan = replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))
    document = Document()
    shown, panel, window = MapPanel(document, Selection()), RoadEditsPanel(document), QWidget()
    shown.view = view
    editing = RoadEditing(window, document, panel, shown)
    document.show(draw(plan), None)
    qtbot.waitUntil(lambda: not document.runner.busy, timeout=120_000)
    panel.buttons[NetworkEditKind.CLOSE].click()
    until("xiaotuMap.state().sketch")
    ends = [look("xiaotuMap.pointOf('settlement', 'v1')"), look("xiaotuMap.pointOf('school', 's1')")]
    hand(*(round(sum(axis) / 2) for axis in zip(*ends, strict=True)))
    qtbot.waitUntil(lambda: panel.is_form_shown, timeout=5000)
    panel.form.name.setText("东桥断")
    panel.form.confirm()
    qtbot.waitUntil(lambda: bool(document.scenario.network_edits), timeout=5000)
    qtbot.waitUntil(lambda: not document.runner.busy, timeout=120_000)
    until("xiaotuMap.state().edits.length === 1 && xiaotuMap.state().sketch === null")
    assert document.consequence is not None
    assert document.consequence.evaluation.network_edits[0]["length_m"] == pytest.approx(20)
    (told,) = json.loads(document.consequence.edits_json)
    assert told["touched"]["geometries"][0]["type"] == "LineString"
    document.undo_stack.undo()
    until("xiaotuMap.state().edits.length === 0")
    document.runner.shut_down()
    document.undo_stack.clear()
    assert editing.panel is panel
