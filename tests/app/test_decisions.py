"""The form of a decision, drafts, new schools, promises and the school year that is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from miniature import merge
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.dialogs.new_school import NewSchoolDialog
from app.dialogs.pick_settlements import PickSettlementsDialog
from app.document import Document
from app.drawing import draw
from app.models.subjects import Subject, subject_of
from app.new_schools import NewSchools, township_at
from app.panels.decision_form import DecisionForm
from app.panels.map import MapPanel
from app.panels.scenario_settings import ScenarioSettings
from app.panels.scenarios import ScenarioPanel
from app.panels.school_card import SchoolCard
from app.panels.season_strip import SeasonStrip
from app.promising import Promising
from app.selection import Selection
from gis.errors import DecisionError, InputError
from gis.layout import (
    BASELINE,
    Boarding,
    Decision,
    Expansion,
    LayoutStatus,
    Locks,
    NoCrossing,
    Policy,
    Scenario,
    SchoolLock,
    Site,
    Trigger,
)
from gis.model import Plan

Settle = Callable[[], None]
TAUGHT = (1, 2, 3, 4, 5, 6)
MOVING = (LayoutStatus.MERGE, LayoutStatus.PHASE_OUT, LayoutStatus.SUSPEND, LayoutStatus.TEACHING_POINT)
OPENING = (LayoutStatus.NEW, LayoutStatus.REOPEN)
grades = st.lists(st.integers(1, 9), unique=True).map(tuple)
years = st.none() | st.integers(1990, 2090)
expansions = st.builds(
    Expansion, rooms=st.integers(0, 50), places=st.integers(0, 3000),
    cost_yuan=st.floats(0, 1e9) | st.just(float("nan")), year=years,
).filter(lambda one: one != Expansion())  # fmt: skip


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    """A decision that holds nothing which its status has no use for."""
    status = draw(st.sampled_from(LayoutStatus))
    taught = draw(grades) if status in (*OPENING, LayoutStatus.RETAIN) else ()
    moves = status in MOVING or (status is LayoutStatus.RETAIN and bool(taught))
    gradual = status is LayoutStatus.TEACHING_POINT and draw(st.booleans())
    made = Decision(
        status,
        receiver_id=draw(st.none() | st.text(min_size=1, max_size=4)) if moves else None,
        settlement_receivers=draw(st.just(()) | st.just((("v1", "s1"),))) if moves else (),
        grades_kept=draw(grades.map(lambda g: tuple(one for one in g if one in TAUGHT)))
        if status is LayoutStatus.TEACHING_POINT else (),
        grades_taught=taught,
        bus_seats=draw(st.integers(0, 999)) if moves else 0,
        year=draw(years),
        note=draw(st.text(max_size=4)),
        hand_over=draw(st.sampled_from(["", "s1", "乙镇学校", "县教育局 "])),
        gradual=gradual,
        trigger=draw(st.none() | st.builds(Trigger, st.integers(1, 400), st.integers(1, 9))),
    )  # fmt: skip
    if status not in (LayoutStatus.MERGE, LayoutStatus.SUSPEND):
        made = replace(
            made, boarding=draw(st.none() | st.builds(Boarding, st.integers(1, 900), st.integers(1, 9)))
        )
    if status not in (LayoutStatus.MERGE, LayoutStatus.SUSPEND, LayoutStatus.PHASE_OUT):
        made = replace(made, expansion=draw(st.none() | expansions))
    if status in (LayoutStatus.MERGE, LayoutStatus.SUSPEND, LayoutStatus.PHASE_OUT):
        teachers = draw(st.sampled_from([(), (("s1", 2), ("s2-P", None))]))
        premises = draw(st.sampled_from(["", "乡村学前教育"]))
        made = replace(made, teachers=teachers, equipment_receiver="s1" * bool(premises), premises=premises)
    if gradual or status is LayoutStatus.PHASE_OUT:
        made = replace(made, moves_year=draw(years))
    if status in (*OPENING, LayoutStatus.TEACHING_POINT):
        made = replace(made, new_code=draw(st.sampled_from(["", "3741 ", "2141000009"])))
    return made


@pytest.fixture
def shown(document: Document, plan: Plan, settle: Settle) -> Document:
    """The county open without a window: the cards are looked at one by one."""
    document.show(draw(plan), None)
    settle()
    return document


@pytest.fixture
def card(qtbot: QtBot, shown: Document) -> SchoolCard:
    """The card of a school."""
    made = SchoolCard(shown)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def scenario_card(qtbot: QtBot, shown: Document) -> ScenarioSettings:
    """The card of the scenario."""
    made = ScenarioSettings(shown)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def form(qtbot: QtBot) -> DecisionForm:
    """A form about nothing yet."""
    made = DecisionForm()
    qtbot.addWidget(made)
    return made


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decision=decisions(), opened=st.booleans())
def test_a_decision_comes_out_of_the_form_as_it_went_in(
    form: DecisionForm, decision: Decision, opened: bool
) -> None:
    told: list[bool] = []
    form.changed.connect(lambda: told.append(True))
    form._is_open = opened
    form.fill(decision, subject())
    assert form.decision() == decision
    form.offer_receivers([])
    assert form.decision() == decision
    assert not form.is_changed()
    assert not told, "filling is no edit"


def subject() -> Subject:
    return Subject(tuple(LayoutStatus), TAUGHT, (2022, 2023), {"s1": "甲镇中心小学"})


def test_another_status_leaves_out_what_it_has_no_use_for(form: DecisionForm) -> None:
    full = Decision(
        LayoutStatus.TEACHING_POINT, receiver_id="s1", grades_kept=(1, 2), gradual=True, moves_year=2024,
        new_code="218", boarding=Boarding(9), bus_seats=8, year=2023, note="注",
    )  # fmt: skip
    form.fill(full, subject())
    form.choose(LayoutStatus.SUSPEND)
    assert form.decision() == Decision(
        LayoutStatus.SUSPEND, receiver_id="s1", bus_seats=8, year=2023, note="注"
    )
    form.choose(LayoutStatus.RETAIN)
    assert form.decision() == Decision(boarding=Boarding(9), year=2023, note="注")


def test_the_usual_case_is_short_and_what_is_said_is_shown(form: DecisionForm) -> None:
    form.fill(merge("s1"), subject())
    form.show()
    shown = {key for key, row in form._rows.items() if form._form.isRowVisible(row)}
    assert shown == {"receiver", "seats", "note"}
    form._more.click()
    assert form._form.isRowVisible(form._rows["trigger"])
    form._more.click()
    form.fill(replace(merge("s1"), year=2024), subject())
    assert form._form.isRowVisible(form._rows["year"]), "it holds something"


def test_only_what_makes_sense_is_offered(plan: Plan) -> None:
    assert subject_of(plan, "s1", ()).statuses == (
        LayoutStatus.RETAIN, LayoutStatus.TEACHING_POINT, LayoutStatus.MERGE, LayoutStatus.PHASE_OUT,
        LayoutStatus.SUSPEND,
    )  # fmt: skip
    assert LayoutStatus.TEACHING_POINT not in subject_of(plan, "s2-J", ()).statuses
    private = replace(plan, schools=plan.schools.assign(ownership="民办"))
    assert subject_of(private, "s1", ()).statuses == (LayoutStatus.RETAIN,)


def test_a_draft_is_kept_said_and_left_out(
    qtbot: QtBot, shown: Document, card: SchoolCard, scenario_card: ScenarioSettings, settle: Settle
) -> None:
    def preview() -> None:
        qtbot.wait(150)
        settle()

    card.show_school("p3")
    card.form.choose(LayoutStatus.PHASE_OUT)
    preview()
    assert card._standing.word.text() == "草稿"
    assert "起始年份" in card._standing.text.text()
    assert card._confirm.text() == "存为草稿"
    card.confirm()
    settle()
    assert shown.scenario.decision("p3") == Decision(LayoutStatus.PHASE_OUT)
    assert moved(shown) == 0
    panel = ScenarioPanel(shown, [], [])
    qtbot.addWidget(panel)
    assert "草稿 1 项" in panel.state.text()
    scenario_card.refresh()
    assert len(scenario_card.unfinished.entries) == 1
    card.form._year.setCurrentIndex(1)
    preview()
    card.confirm()
    settle()
    assert card._standing.word.text() == "完整"
    assert moved(shown) == 20


def moved(document: Document) -> float | None:
    assert document.consequence is not None
    return document.consequence.evaluation.headline["affected_pupils"].after


def test_an_impossible_decision_from_elsewhere_can_be_mended(
    shown: Document, card: SchoolCard, settle: Settle
) -> None:
    wrong = {"p3": Decision(LayoutStatus.MERGE, receiver_id="p3"), "s1": Decision(bus_seats=3)}
    shown.replace_scenario(replace(shown.scenario, decisions=wrong), "")
    settle()
    assert shown.consequence is None
    card.show_school("p3")
    assert card._standing.word.text() == "不能成立"
    assert card.form.isVisibleTo(card)
    assert card._title.text() == "西村教学点"
    assert card.form._receiver.findData("s2-P") > 0, "another receiver can be named"
    shown.decide("p3", merge("s2-P"), "")
    settle()
    assert shown.consequence is None, "one by one: the other one still is impossible"
    with pytest.raises(DecisionError):
        shown.decide("s1", Decision(bus_seats=4), "")
    card.show_school("s1")
    assert card.form.is_changed(), "what the status has no use for is not said again"
    shown.decide("s1", card.form.decision(), "")
    settle()
    assert moved(shown) == 20


def test_a_new_school_is_placed_moved_deleted_and_undone(
    qtbot: QtBot, shown: Document, card: SchoolCard, settle: Settle
) -> None:
    plan, selection, window = shown.plan, Selection(), QWidget()
    assert plan is not None
    qtbot.addWidget(window)
    panel = MapPanel(shown, selection)
    qtbot.addWidget(panel)
    schools = NewSchools(window, shown, selection, panel)
    start, (north, east) = shown.scenario_state(), (plan.settlements.geometry[key] for key in ("v4", "v1"))
    assert township_at(plan, north.x, north.y) == "甲镇"
    site = Site("拟建-1", "北沟小学（拟建）", "甲镇", "211", north.x, north.y)
    schools.add(site, Decision(LayoutStatus.NEW, grades_taught=(1, 2, 3)))
    settle()
    assert shown.scenario.sites == (site,)
    assert shown.scenario.decision("拟建-1").status is LayoutStatus.NEW
    assert selection.thing_id == "拟建-1"
    card.show_school("拟建-1")
    assert card._title.text() == "北沟小学（拟建）"
    assert card._site.isVisibleTo(card)
    assert not card._present.isVisibleTo(card)
    shown.decide("p3", merge("拟建-1"), "")
    settle()
    tables = shown.tables
    assert tables["schools"].set_index("id").loc["拟建-1", "enrolment_after"] == 20
    assert "北沟小学（拟建）" in set(tables["flows"]["school_after"])
    assert shown.consequence is not None
    drawn = json.loads(shown.consequence.layers_json)
    assert [one["properties"]["id"] for one in drawn["sites"]["features"]] == ["拟建-1"]
    schools.move("拟建-1", east.x, east.y)
    settle()
    assert shown.scenario.sites == (replace(site, lon=east.x, lat=east.y),)
    shown.undo_stack.undo()
    shown.undo_stack.undo()
    schools.delete("拟建-1")
    settle()
    assert not shown.scenario.sites
    assert not shown.scenario.decisions
    while shown.undo_stack.canUndo():
        shown.undo_stack.undo()
    settle()
    assert shown.scenario_state() == start
    asked: list[str] = []
    schools.asked.connect(asked.append)
    shown.activate(BASELINE)
    schools.ask_place()
    assert asked == [], "nothing is built in the baseline"
    settle()


def test_the_dialog_of_a_new_school_wants_a_name_of_its_own(qtbot: QtBot) -> None:
    site = Site("拟建-1", "", "甲镇", "211", 114.0, 36.0)
    dialog = NewSchoolDialog(None, site, ["乙镇"], frozenset({"甲镇小学"}), is_new=True)
    qtbot.addWidget(dialog)
    for name in ("", "甲镇小学"):
        dialog.name.setText(name)
        dialog._accept()
        assert dialog.result() == 0
    dialog.name.setText("新校")
    dialog.type.setCurrentIndex(dialog.type.findData("311"))
    dialog._accept()
    assert dialog.value.grades == (7, 8, 9)
    assert dialog.value.site == replace(site, name="新校", type_code="311")


def test_year_changes_the_figures_and_nothing_else(qtbot: QtBot, shown: Document, settle: Settle) -> None:
    strip = SeasonStrip(shown)
    qtbot.addWidget(strip)
    assert shown.plan is not None
    first = shown.plan.meta.school_year
    shown.decide("p3", replace(merge("s1"), year=first + 1), "")
    settle()
    before, count = shown.scenario_state(), shown.undo_stack.count()
    assert strip.year.itemText(0) == "全部实施后"
    assert strip.year.count() == 1 + len(shown.years)
    for year, affected in ((first, 0), (first + 1, 20), (None, 20)):
        strip.year.setCurrentIndex(strip.year.findData(year) if year is not None else 0)
        settle()
        assert moved(shown) == affected
        assert (shown.scenario_state(), shown.undo_stack.count()) == (before, count)
    shown.show_year(first + 1)
    settle()
    assert strip.year.value == first + 1
    assert strip.pupils.text() == "没有预测，按现有学生数"
    final = shown.evaluation_of(shown.active, is_final=True)
    assert final is not None
    assert shown.evaluation_of(shown.active) is not final


def test_promises_are_made_listed_and_undone(
    qtbot: QtBot, shown: Document, card: SchoolCard, scenario_card: ScenarioSettings, settle: Settle
) -> None:
    start = shown.scenario_state()
    card.show_school("p3")
    card._lock.box.setCurrentIndex(card._lock.box.findData("must_stay"))
    card._lock.box.activated.emit(1)
    assert shown.scenario.locks.schools == {"p3": SchoolLock.MUST_STAY}
    window = QWidget()
    qtbot.addWidget(window)
    panel = MapPanel(shown, Selection())
    qtbot.addWidget(panel)
    Promising(window, shown, panel).promise(NoCrossing("河", "LINESTRING (114 36, 115 36)", ("v1",)))
    shown.set_locks(replace(shown.scenario.locks, together=(("v1", "v2"),)), "")
    scenario_card.refresh()
    assert len(scenario_card.promises.entries) == 3
    scenario_card.most_moved.setValue(50)
    scenario_card.most_moved.editingFinished.emit()
    assert shown.scenario.locks.most_moved == 50
    scenario_card.refresh()
    scenario_card.promises.entries[1].buttons[-1].click()
    assert shown.scenario.locks.together == ()
    while shown.undo_stack.canUndo():
        shown.undo_stack.undo()
    settle()
    assert shown.scenario_state() == start
    assert shown.scenario.locks == Locks()


def test_a_scenario_rests_on_another_one(
    shown: Document, scenario_card: ScenarioSettings, settle: Settle
) -> None:
    def bases() -> list[str]:
        scenario_card.refresh()
        return [scenario_card.base.itemData(at) for at in range(scenario_card.base.count())]

    below = shown.active
    shown.decide("p3", merge("s1"), "")
    shown.add_scenario(Scenario("上", base=below), "")
    settle()
    assert moved(shown) == 20
    shown.decide("p3", Decision(), "")
    assert shown.scenario.decisions == {"p3": Decision()}, "it says otherwise than its base"
    shown.decide("p3", merge("s1"), "")
    assert shown.scenario.decisions == {}, "it says what its base says"
    assert bases() == [BASELINE, below]
    shown.activate(below)
    assert bases() == [BASELINE], "no ring"
    with pytest.raises(InputError):
        shown.delete_scenario(below, "")
    shown.rename_scenario(below, "下", "")
    assert shown.plan is not None
    assert shown.plan.scenarios["上"].base == "下"
    scenario_card._change("", policy=Policy.NEAREST)
    assert shown.scenario.policy is Policy.NEAREST
    settle()


def test_settlements_are_picked_across_townships(qtbot: QtBot, plan: Plan) -> None:
    dialog = PickSettlementsDialog(None, plan, "", "", least=2, named=True)
    qtbot.addWidget(dialog)
    dialog.pick(["v3"])
    dialog.township.setCurrentIndex(dialog.township.findData("甲镇"))
    assert dialog.list.count() == 3
    assert not dialog.agree.isEnabled()
    dialog.pick(["v1"])
    dialog.name.setText("河")
    assert dialog.picked == ("v1", "v3")
    assert dialog.agree.isEnabled()
