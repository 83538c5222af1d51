"""The dialog of travel parameters: what it shows, what it refuses, and that applying is one undoable step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from pytestqt.qtbot import QtBot

from app import labels
from app.dialogs.travel_parameters import CHECKED, TITLE, VALUE, TravelParametersDialog
from app.main_window import MainWindow
from app.models.travel_parameters import SECTIONS, parameter_rows
from gis.io.history import record_changes
from gis.io.project import with_new_travel
from gis.model import Plan
from gis.network.storage import assemble
from gis.standards import load_rules

Settle = Callable[[], None]


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """The county with the roads and journeys that its files really give."""
    roads = assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers)
    return with_new_travel(replace(plan, roads=roads))


@pytest.fixture
def dialog(opened: MainWindow, qtbot: QtBot) -> TravelParametersDialog:
    made = TravelParametersDialog(opened, opened.document)
    qtbot.addWidget(made)
    return made


def row_of(dialog: TravelParametersDialog, title: str) -> list[str]:
    table = dialog.table
    for number in range(table.rowCount()):
        texts = [table.item(number, column).text() for column in range(table.columnCount())]  # type: ignore[union-attr]
        if texts[TITLE] == title:
            return texts
    raise AssertionError(title)


def test_every_number_has_words() -> None:
    rows = parameter_rows(load_rules())
    assert {row.section for row in rows} == set(SECTIONS)
    for row in rows:
        assert not any("a" <= letter <= "z" for letter in row.title), row.key
        assert row.source
    shown = {row.key: row for row in rows}
    assert shown["bus.speed_kph.motorway"].cap_kph == 80
    assert shown["bus.speed_kph.tertiary"].cap_kph == 60
    assert shown["bus.speed_kph.track"].value is None
    assert labels.language() == "zh"


def test_what_cannot_be_is_said_at_once(dialog: TravelParametersDialog) -> None:
    dialog.sections.setCurrentRow(1)
    assert row_of(dialog, "法定限速：高速公路")[CHECKED] == "法定"
    assert row_of(dialog, "行驶速度：县乡道") [CHECKED] == "待核"
    dialog.set_value("bus.speed_kph.tertiary", "61")
    assert "“行驶速度：县乡道”不能是 61 km/h：最高 60 km/h" in dialog.fault.text()
    assert row_of(dialog, "行驶速度：县乡道")[VALUE] == "61", "what was typed stays to be put right"
    assert not dialog.go_button.isEnabled()
    dialog.set_value("bus.speed_kph.tertiary", "快")
    assert "要填一个数" in dialog.fault.text()
    dialog.set_value("bus.speed_kph.tertiary", "")
    assert not dialog.fault.isVisibleTo(dialog)
    assert not dialog.go_button.isEnabled(), "nothing is changed"
    dialog.set_value("bus.speed_kph.tertiary", "３０")
    assert row_of(dialog, "行驶速度：县乡道")[CHECKED] == "本县修改、待核"
    assert dialog.go_button.isEnabled()
    dialog.back_all.click()
    assert row_of(dialog, "行驶速度：县乡道")[VALUE] == "35"
    assert not dialog.go_button.isEnabled()
    dialog.unused.setChecked(True)
    assert row_of(dialog, "行驶速度：机耕路")[VALUE] == "不走"


def test_applying_is_one_step_that_changes_journeys_only(
    dialog: TravelParametersDialog, opened: MainWindow, settle: Settle
) -> None:
    document = opened.document
    before = document.plan
    assert before is not None
    dialog.set_value("walk.speed_g1_3_mps", "0.45")
    dialog.set_value("bus.speed_kph.track", "10")
    dialog.go_button.click()
    settle()
    after = document.plan
    assert after is not None
    changed = {one.name for one in fields(Plan) if getattr(before, one.name) is not getattr(after, one.name)}
    assert changed == {"rules", "travel"}
    slow, usual = (plan.travel["walk_g1_3"].seconds[0, 0] for plan in (after, before))
    assert slow == pytest.approx(2 * usual)
    assert after.travel["walk_g4_6"].seconds[0, 0] == pytest.approx(before.travel["walk_g4_6"].seconds[0, 0])
    keys = {change["key"] for change in record_changes(before, after).history[-1].values["changes"]}
    assert {"travel.walk.speed_g1_3_mps.value", "travel.bus.speed_kph.value.track"} <= keys
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    settle()
    assert document.plan.travel is before.travel
    document.undo_stack.redo()
    settle()
    back = TravelParametersDialog(opened, document)
    back.back_all.click()
    back.go_button.click()
    settle()
    assert document.plan.rules == before.rules


def test_cancelled_nothing_changes(
    dialog: TravelParametersDialog, opened: MainWindow, settle: Settle
) -> None:
    before = opened.document.plan
    dialog.set_value("walk.speed_g1_3_mps", "0.8")
    dialog.go_button.click()
    dialog.reject()
    settle()
    assert opened.document.plan is before
    assert dialog.go_button.isEnabled(), "it can be applied again"
