"""A 附设幼儿班 is shown with its host; nothing can be decided about it by mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from app.main_window import MainWindow
from gis.model import Plan

KINDERGARTEN = "s1-K"
Settle = Callable[[], None]


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """The county, 甲镇中心小学 with a 附设幼儿班."""
    row = plan.schools.loc[["s1"]].rename(index={"s1": KINDERGARTEN})
    row = row.assign(type_code="119", name="甲镇中心小学附设幼儿班", managing_school_id="s1")
    return replace(plan, schools=pd.concat([plan.schools, row]))


def test_its_card_names_the_host_and_offers_no_decision(opened: MainWindow, settle: Settle) -> None:
    card = opened.school_card
    opened.selection.pick("school", "s1")
    assert card.form.isVisibleTo(card)
    opened.selection.pick("school", KINDERGARTEN)
    settle()
    assert card._title.text() == "甲镇中心小学附设幼儿班"
    assert card._place.text() == "甲镇 · 附设幼儿班 · 甲镇中心小学"
    assert card._facts.lines == []
    assert not any(part.isVisibleTo(card) for part in (card.form, card._buttons, card._new_scenario))
    assert opened.tables.pages["schools"].model.rowCount() == 4, "no row of a school"
    opened.selection.pick("school", "s1")
    settle()
    assert card.form.isVisibleTo(card)
    assert card._title.text() == "甲镇中心小学"
