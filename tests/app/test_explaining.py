"""Journeys explained, areas over the map and the table of accessibility, in the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from app.main_window import MainWindow
from app.models.areas import AreaWish
from app.models.journey import JourneyQuestion, answer_journey
from app.models.journey_words import check_line, reasons
from app.models.tables import school_name
from gis.evaluation import evaluate
from gis.layout import Scenario
from gis.model import Band, Mode, Plan
from gis.network.storage import assemble
from gis.progress import ignore_progress

Settle = Callable[[], None]


@pytest.fixture(scope="module")
def county() -> Plan:
    """The county on roads that can be travelled."""
    from miniature import miniature_plan

    bare = miniature_plan(scenarios=[Scenario("调整")])
    return replace(bare, roads=assemble(bare.roads.nodes, bare.roads.edges, bare.roads.barriers))


@pytest.fixture
def plan(county: Plan) -> Plan:
    """What the window opens."""
    return county


@pytest.fixture
def ways(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the map was told to draw."""
    drawn: list[str] = []
    monkeypatch.setattr(opened.map, "show_route", drawn.append)
    return drawn


def texts(window: MainWindow) -> str:
    shown = (label for label in window.explaining.panel.findChildren(QLabel) if not label.isHidden())
    return "\n".join(label.text() for label in shown)


def test_the_way_of_a_village_to_its_school_and_to_another(
    opened: MainWindow, settle: Settle, ways: list[str]
) -> None:
    """北沟 → 西村教学点 1800 m, 2000 s on foot for grades 1-3: over 30 minutes."""
    opened.selection.pick("settlement", "v4")
    opened.settlement_card._journey_button.click()
    settle()
    assert opened.cards.currentWidget() is opened.explaining.panel
    said = texts(opened)
    assert "北沟" in said
    assert "33.3 分" in said
    assert "与路程表一致" in said
    assert "超时" in said
    drawing = json.loads(ways[-1])
    assert drawing["label"] == "33.3 分 · 1.8 km"
    assert "walk" in [part["kind"] for part in drawing["parts"]]

    opened.selection.pick("school", "s1")                  # a click on the map
    settle()
    assert "46.7 分" in texts(opened)
    assert opened.cards.currentWidget() is opened.explaining.panel
    panel = opened.explaining.panel
    for mode, said in ((Mode.SCHOOL_BUS, "未排线路，估算"), (Mode.ESCORT, "只报告，不算解决")):
        panel.modes.setCurrentIndex(panel.modes.findData(mode.value))
        panel.modes.activated.emit(panel.modes.currentIndex())
        settle()
        assert said in texts(opened)
    opened.selection.pick("settlement", "v1")
    settle()
    assert "16.7 分" in texts(opened)                      # 东村 → 中心小学 900 m
    panel.closed.emit()
    assert opened.cards.currentWidget() is opened.settlement_card
    assert ways[-1] == "null"


def test_a_wrong_figure_is_shown_as_wrong(county: Plan) -> None:
    walk = county.travel["walk_g1_3"]
    wrong = replace(county, travel={**county.travel, "walk_g1_3": replace(walk, seconds=walk.seconds + 5)})
    scenario = Scenario("调整")
    asked = JourneyQuestion("v1", "", None, Band.G1_3, "after")
    answer = answer_journey(wrong, scenario, evaluate(wrong, scenario), asked, ignore_progress)
    line = check_line(answer.explanation)
    assert line.tone == "danger"
    assert "与路程表不一致" in line.value
    assert "1,005.0 秒" in line.value
    assert "1,000.0 秒" in line.value


def test_steep_metres_are_told(county: Plan) -> None:
    asked, scenario = JourneyQuestion("v1", "", None, Band.G1_3, "after"), Scenario("调整")
    answer = answer_journey(county, scenario, evaluate(county, scenario), asked, ignore_progress)
    steep = replace(answer, explanation=replace(answer.explanation, steep_m=720.0))
    assert not [line for line in reasons(county, answer) if "陡坡" in line.value]
    assert "其中 720 m 是陡坡。" in [line.value for line in reasons(county, steep)]


def test_rows_and_the_school_card_lead_to_a_way(
    opened: MainWindow, plan: Plan, settle: Settle, ways: list[str]
) -> None:
    page = opened.tables.show_table("flows")
    settle()
    row = next(
        row for row in range(page.model.rowCount())
        if page.model.thing_at(row)[1] == "v1" and page.model.value_at(row, "grade") == 7
    )  # fmt: skip
    page.view.doubleClicked.emit(page.model.index(row, 0))
    settle()
    assert opened.document.band is Band.G7_9
    assert f"东村 → {school_name(plan, 's2-J')}" in texts(opened)
    opened.document.show_band(Band.G1_3)
    settle()
    opened.explaining.close()
    opened.selection.pick("school", "p3")
    opened.school_card._journey_button.click()
    settle()
    assert "北沟 → " in texts(opened)


def test_areas_and_accessibility(
    opened: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Grades 1-3 in 10 minutes at 0.9 m/s: 540 m of road around each school; three schools teach them."""
    sent: list[str] = []
    monkeypatch.setattr(opened.map, "show_areas", sent.append)
    opened.areas._map = opened.map
    wish = {"reach": True, "of": "all", "mode": "", "edges": True, "catchments": True}
    opened.map.areas_wanted.emit(json.dumps({**wish, "edges": False}))
    opened.map.areas_wanted.emit(json.dumps(wish))         # the latest wins
    settle()
    assert len(sent) == 1
    drawing = json.loads(sent[0])
    assert [area["minutes"] for area in drawing["reach"]["areas"]] == [40, 30, 20, 10]
    assert drawing["reach"]["edges"]
    kinds = {one["schools"][0][0]: one["kind"] for one in drawing["catchments"] if one["schools"]}
    assert kinds["s2-P"] == "main"
    opened.map.areas_wanted.emit(json.dumps(wish))
    opened.map.areas_cancelled.emit()
    settle()
    assert len(sent) == 1
    opened.map.areas_wanted.emit(json.dumps({"reach": False, "of": "all", "catchments": False}))
    assert sent[-1] == "{}"
    look_at_accessibility(opened, settle)


def test_a_wish_is_read_with_its_types() -> None:
    wish = AreaWish.of({"reach": 1, "mode": "escort", "unknown": 3})
    assert wish == AreaWish(reach=True, mode="escort")
    assert AreaWish().is_empty


def look_at_accessibility(opened: MainWindow, settle: Settle) -> None:
    """北沟's five pupils of grades 1-3 walk 2000 s at best; 南村's 27 walk 1200 s, to 西村 it were 1000 s."""
    page = opened.access
    assert page.model.total_rows() == 0
    opened.steps.go_to("diagnosis")
    opened.diagnosis.access_wanted.emit()
    settle()
    rows = {page.model.thing_at(row)[1]: row for row in range(page.model.rowCount())}
    assert set(rows) == {"", "甲镇", "乙镇"}
    over = {minutes: page.model.value_at(rows["甲镇"], f"over_{minutes}_min") for minutes in (10, 20, 30, 40)}
    assert over == {10: 59, 20: 5, 30: 5, 40: 0}
    zoomed: list[tuple[str, str]] = []
    opened.selection.zoom_wanted.connect(lambda kind, name: zoomed.append((kind, name)))
    page.view.selectRow(rows["乙镇"])
    assert zoomed == [("township", "乙镇")]
    page._choice.buttons["villages"].click()
    assert [page.model.value_at(0, key) for key in ("name", "not_nearest_pupils")] == ["南村", 27]
    assert page.model.value_at(0, "extra_s") == pytest.approx(200)
    assert page.model.total_rows() == 1
