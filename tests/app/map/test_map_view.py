"""The map page in the window: it becomes ready, shows what it is given and tells what was clicked."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from pytestqt.qtbot import QtBot

from app.map.scheme import ORIGIN
from app.map.view import MapView

Look = Callable[[str], Any]
Until = Callable[[str], None]


def click(qtbot: QtBot, view: MapView, spot: list[float]) -> None:
    target = view.focusProxy()
    assert target is not None
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=QPoint(round(spot[0]), round(spot[1])))


def test_geometry_and_properties_arrive(look: Look) -> None:
    state = look("xiaotuMap.state()")
    assert (state["schools"], state["settlements"], state["cells"]) == (4, 4, 4)
    assert state["empty"] is False
    assert state["mark"] == "示例数据:全部虚构"
    # Grades 1-3 after: 东村, 西村 and 南村 within 30 minutes, 北沟 2800 s to s1.
    assert state["flags"] == {"within": 3, "over": 1}


def test_switches_of_band_side_and_view(view: MapView, look: Look, until: Until) -> None:
    view.set_band("g7_9")
    view.set_side("before")
    view.set_view("time")
    until("xiaotuMap.state().view === 'time'")
    state = look("xiaotuMap.state()")
    assert (state["band"], state["side"], state["view"]) == ("g7_9", "before", "time")
    # 东村, 西村, 南村 walk to s2-J without a limit, 北沟's two board.
    assert state["flags"] == {"no_limit": 3, "boarding": 1}


def test_switch_on_the_page_tells_the_window(qtbot: QtBot, view: MapView, look: Look) -> None:
    with qtbot.waitSignal(view.side_chosen, timeout=5000) as told:
        look("document.querySelector('[data-key=before]').click()")
    assert told.args == ["before"]
    with qtbot.waitSignal(view.band_chosen, timeout=5000) as told:
        look("document.querySelector('[data-key=g4_6]').click()")
    assert told.args == ["g4_6"]
    assert look("xiaotuMap.state()")["band"] == "g4_6"


def test_click_on_a_school(qtbot: QtBot, view: MapView, look: Look) -> None:
    spot = look("xiaotuMap.pointOf('school', 's1')")
    with qtbot.waitSignal(view.school_clicked, timeout=5000) as told:
        click(qtbot, view, spot)
    assert told.args == ["s1"]
    state = look("xiaotuMap.state()")
    assert (state["kind"], state["id"]) == ("school", "s1")
    with qtbot.waitSignal(view.ground_clicked, timeout=5000):
        click(qtbot, view, spot)             # a second click ends the selection
    assert look("xiaotuMap.state()")["kind"] == ""


def test_a_place_is_asked_for_once_and_selects_nothing(
    qtbot: QtBot, view: MapView, look: Look, drawn: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    spot, picked = look("xiaotuMap.pointOf('school', 's1')"), []
    view.ask_point(lambda lon, lat: picked.append((lon, lat)))
    qtbot.waitUntil(lambda: look("xiaotuMap.state()")["asking"], timeout=5000)
    click(qtbot, view, spot)
    qtbot.waitUntil(lambda: bool(picked), timeout=5000)
    school = next(f for f in drawn[0]["schools"]["features"] if f["properties"]["id"] == "s1")
    assert picked[0] == pytest.approx(school["geometry"]["coordinates"], abs=2e-4)
    state = look("xiaotuMap.state()")
    assert (state["kind"], state["asking"]) == ("", False)
    view.ask_point(lambda lon, lat: picked.append((lon, lat)))
    qtbot.waitUntil(lambda: look("xiaotuMap.state()")["asking"], timeout=5000)
    view.cancel_point()
    qtbot.waitUntil(lambda: not look("xiaotuMap.state()")["asking"], timeout=5000)
    with qtbot.waitSignal(view.school_clicked, timeout=5000):
        click(qtbot, view, spot)
    assert len(picked) == 1


def test_pins_stand_on_the_map(view: MapView, until: Until) -> None:
    about = {"lon": 114.16, "lat": 35.95, "lines": ["说明", "<b>桥窄</b>"]}
    pins = [{**about, "kind": kind} for kind in ("note", "blocked_road")]
    view.show_pins(pins)
    until("xiaotuMap.state().pins === 2")
    view.show_pins([])
    until("xiaotuMap.state().pins === 0")


def test_click_on_a_settlement_and_on_its_ground(
    qtbot: QtBot, view: MapView, look: Look, until: Until
) -> None:
    spot = look("xiaotuMap.pointOf('settlement', 'v4')")
    with qtbot.waitSignal(view.settlement_clicked, timeout=5000) as told:
        click(qtbot, view, spot)
    assert told.args == ["v4"]
    view.select("", "")
    until("xiaotuMap.state().id === ''")
    ground = [spot[0] + 40, spot[1] + 20]
    with qtbot.waitSignal(view.settlement_clicked, timeout=5000) as told:
        click(qtbot, view, ground)
    assert told.args == ["v4"]


def test_divisions_of_one_school_are_told_apart_by_band(
    qtbot: QtBot, view: MapView, look: Look, until: Until
) -> None:
    for band, school in (("g1_3", "s2-P"), ("g7_9", "s2-J")):
        view.set_band(band)
        until(f"xiaotuMap.state().band === '{band}'")
        spot = look("xiaotuMap.pointOf('school', 's2-J')")
        with qtbot.waitSignal(view.school_clicked, timeout=5000) as told:
            click(qtbot, view, spot)
        assert told.args == [school]
        view.select("", "")
        until("xiaotuMap.state().id === ''")


def test_selection_from_the_window(view: MapView, look: Look, until: Until) -> None:
    view.select("school", "s1")
    until("xiaotuMap.state().id === 's1'")
    view.select("school", "nobody")
    until("xiaotuMap.state().id === ''")


def test_labels_never_repeat_a_school(view: MapView, look: Look, until: Until) -> None:
    until("xiaotuMap.state().labels.length > 0")
    labels = look("xiaotuMap.state()")["labels"]
    assert labels.count("乙镇学校") == 1
    assert "甲镇中心小学" in labels


def test_dark_theme(view: MapView, look: Look, until: Until) -> None:
    view.set_theme({"bg": "#14181E", "surface": "#1D232B", "text": "#E8ECF1"})
    until("xiaotuMap.state().dark")
    view.set_theme({"bg": "#F7F8FA", "surface": "#FFFFFF", "text": "#1B2430"})
    until("!xiaotuMap.state().dark")


def test_route(view: MapView, until: Until) -> None:
    view.show_route({"type": "LineString", "coordinates": [[114.15, 35.95], [114.17, 35.95]]})
    until("xiaotuMap.state().route")
    view.show_route(None)
    until("!xiaotuMap.state().route")


def test_names_are_text_never_markup(
    view: MapView, look: Look, drawn: tuple[dict[str, Any], dict[str, Any]], until: Until
) -> None:
    features = [
        {**f, "properties": {**f["properties"], "name": "<img src=x onerror=alert(1)>"}}
        for f in drawn[0]["schools"]["features"]
    ]
    schools = {"type": "FeatureCollection", "features": features}
    view.show_plan({**drawn[0], "schools": schools}, mark="<b>标</b>")
    until("xiaotuMap.state().mark === '<b>标</b>'")
    assert look("document.querySelectorAll('.x-mark b, .x-chrome img').length") == 0


def test_empty_state(view: MapView, look: Look, until: Until) -> None:
    view.clear()
    until("xiaotuMap.state().empty")
    assert look("document.querySelector('.x-empty').textContent").startswith("这里显示")


def test_page_uses_only_its_own_files(look: Look) -> None:
    addresses = look("[...document.querySelectorAll('[src],[href]')].map(e => e.src || e.href)")
    addresses = [address for address in addresses if not address.endswith("#")]
    assert len(addresses) == 10
    assert all(address.startswith(ORIGIN) for address in addresses)
    fonts = look("[...document.fonts].filter(f => f.family.includes('Noto Sans SC')).map(f => f.status)")
    assert "loaded" in fonts


def test_page_cannot_reach_out(view: MapView, look: Look, complaints: list[str], until: Until) -> None:
    tell = "then(() => reached = 'yes', () => reached = 'no')"
    look(f"(window.reached = null, fetch('https://example.org/').{tell})")
    until("window.reached")
    assert look("reached") == "no"
    assert any("Content Security Policy" in text or "Refused" in text for text in complaints)
    complaints.clear()


def test_navigation_outside_is_refused(view: MapView) -> None:
    page = view.page()
    kind = QWebEnginePage.NavigationType.NavigationTypeLinkClicked
    assert not page.acceptNavigationRequest(QUrl("https://example.org/"), kind, True)
    assert not page.acceptNavigationRequest(QUrl("file:///etc/hostname"), kind, True)
    assert page.acceptNavigationRequest(QUrl(ORIGIN + "/zh.html"), kind, True)


def test_a_page_that_starts_again_shows_the_same(
    qtbot: QtBot, view: MapView, look: Look, until: Until
) -> None:
    view.set_band("g4_6")
    view.select("school", "s1")
    until("xiaotuMap.state().id === 's1'")
    with qtbot.waitSignal(view.ready, timeout=120_000):
        view.reload()
    until("xiaotuMap.state().schools === 4 && xiaotuMap.state().id === 's1'")
    state = look("xiaotuMap.state()")
    assert (state["band"], state["scenario"]) == ("g4_6", "调整")


def test_a_crashed_page_comes_back(qtbot: QtBot, view: MapView, look: Look, until: Until) -> None:
    with qtbot.waitSignal(view.ready, timeout=120_000):
        os.kill(view.page().renderProcessPid(), signal.SIGTERM)
    until("xiaotuMap.state().schools === 4")
    assert look("xiaotuMap.state()")["scenario"] == "调整"


def test_picture_is_not_blank(qtbot: QtBot, view: MapView, until: Until) -> None:
    until("xiaotuMap.state().labels.length > 0")
    qtbot.wait(400)
    picture = view.grab().toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 5)
            for y in range(0, picture.height(), 5)}
    assert len(seen) > 20


@pytest.mark.parametrize(
    "path", ["/web/../model.py", "/../gis/model.py", "/web/none.js", "/samples/heshan/roads.osm"]
)
def test_scheme_serves_web_and_fonts_only(look: Look, complaints: list[str], until: Until, path: str) -> None:
    script = (
        "(window.got = null, (i => {i.onload = () => got = 'yes'; i.onerror = () => got = 'no';"
        f"i.src = '{ORIGIN}{path}'}})(new Image()), 1)"
    )
    look(script)
    until("window.got")
    assert look("got") == "no"
    complaints.clear()


def test_the_view_knows_what_part_of_the_world_it_shows(qtbot: QtBot, view: MapView, look: Look) -> None:
    with qtbot.waitSignal(view.bridge.moved, timeout=5000):
        view.zoom_to_point(113.9, 35.9)
    qtbot.waitUntil(lambda: look("xiaotuMap.state().zoom") > 12, timeout=5000)
    assert view.extent is not None
    west, south, east, north = view.extent
    assert west < 113.9 < east
    assert south < 35.9 < north
