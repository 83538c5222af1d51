"""Where teachers, equipment and premises of closing schools go: written in the form, shown in a table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from miniature import merge, miniature_plan, with_school
from pytestqt.qtbot import QtBot

from app.models.outcomes import build_outcome
from app.models.subjects import Subject, subject_of
from app.panels.decision_form import DecisionForm
from app.panels.placement_field import PlacementField
from gis.evaluation.engine import evaluate
from gis.layout import Decision, LayoutStatus, Scenario
from gis.model import Plan


@pytest.fixture
def subject(plan: Plan) -> Subject:
    """p3: three teachers, three schools that could take them."""
    return subject_of(plan, "p3", (2022, 2023))


@pytest.fixture
def form(qtbot: QtBot) -> DecisionForm:
    """A form about nothing yet."""
    made = DecisionForm()
    qtbot.addWidget(made)
    return made


def placement(form: DecisionForm) -> PlacementField:
    field = form._rows["placement"]
    assert isinstance(field, PlacementField)
    return field


def test_teachers_are_placed_row_by_row_and_the_rest_by_a_blank(form: DecisionForm, subject: Subject) -> None:
    assert list(subject.takers) == ["s1", "s2-P", "s2-J"], "its own township's first"
    form.fill(merge("s1"), subject)
    told: list[bool] = []
    form.changed.connect(lambda: told.append(True))
    field = placement(form).teachers
    field.add.click()
    assert (form.decision().teachers, told) == ((), []), "no school is chosen yet"
    assert "不计" in field.balance.text()
    for row, (school_id, count) in enumerate((("s1", "2"), ("s2-P", ""))):
        field.add.click()
        field.rows[row].school.choose(school_id)
        field.rows[row].count.setText(count)
        field.rows[row].count.textEdited.emit(count)
    assert form.decision() == replace(merge("s1"), teachers=(("s1", 2), ("s2-P", None)))
    assert "都有去向" in field.balance.text()
    field._take_away(field.rows[1])
    assert form.decision().teachers == (("s1", 2),)
    assert "未安置 1 人" in field.balance.text()
    field.rows[0].count.setText("5")
    field.rows[0].count.textEdited.emit("5")
    assert "多写了 2 人" in field.balance.text()
    assert told


def test_a_name_is_typed_in_full_or_written_over(form: DecisionForm, subject: Subject) -> None:
    form.fill(replace(merge("s1"), equipment_receiver="s1"), subject)
    box = placement(form).equipment
    for typed, left in (("没有这所学校", "甲镇中心小学"), ("乙镇学校（小学部）", "乙镇学校（小学部）")):
        box.setEditText(typed)
        box.lineEdit().editingFinished.emit()  # type: ignore[union-attr]
        assert box.currentText() == left
    assert form.decision().equipment_receiver == "s2-P"


def test_only_schools_that_close_are_asked(form: DecisionForm, subject: Subject) -> None:
    full = replace(merge("s1"), teachers=(("s1", None),), equipment_receiver="s1", premises="学前教育")
    form.show()
    form.fill(full, subject)
    field = placement(form)
    assert form._form.isRowVisible(field), "it holds something"
    for status in LayoutStatus:
        if form._status.buttons[status.value].isHidden():
            continue
        form.choose(status)
        closes = status in (LayoutStatus.MERGE, LayoutStatus.PHASE_OUT, LayoutStatus.SUSPEND)
        assert form._form.isRowVisible(field) is closes, status
        assert (form.decision().premises == "学前教育") is closes, status
    form.fill(Decision(), subject)
    assert field.teachers.value == ()


def test_the_table_says_who_goes_where_and_who_nowhere() -> None:
    decision = replace(merge("s1"), teachers=(("s1", 2),), premises="学前教育")
    scenario = Scenario("并", {"p3": decision})
    plan = with_school(miniature_plan(scenarios=[scenario]), "p3", staff=4.0, equipment_yuan=25_000.0)
    table = build_outcome("closed", plan, evaluate(plan, scenario))
    rows = table.frame[["what", "amount", "goes_to", "is_only"]].to_numpy().tolist()
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("教职工", "甲镇中心小学", False), ("教职工", "未安置", True), ("设备", "未安置", True),
        ("校舍", "学前教育", False),
    ]  # fmt: skip
    assert "专任教师 2 人" in rows[0][1]
    assert "推算" in rows[0][1], "two of three teachers: the staff is split in shares"
    assert "专任教师 1 人" in rows[1][1]
    assert rows[2][1] == "2.50 万元"
    assert "有去向 2 人，未安置 1 人" in table.summary
    everybody = Scenario("都去", {"p3": replace(decision, teachers=(("s1", None),), equipment_receiver="s1")})
    placed = build_outcome("closed", plan, evaluate(plan, everybody)).frame
    assert placed["goes_to"].tolist() == ["甲镇中心小学", "甲镇中心小学", "学前教育"]
    assert not placed["is_only"].any()
    nothing = build_outcome("closed", plan, evaluate(plan, Scenario("留")))
    assert nothing.frame.empty
    assert "没有撤销" in nothing.summary
