"""Names that only resemble something are put to the user, once each, and only what is said counts."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.dialogs.names_page import NamesPage, questions_of
from gis.model import Issue, Plan


def near_miss(plan: Plan, given: str, row: int, code: str = "name_candidates") -> Issue:
    first, second = plan.settlements.index[:2]
    values = {"given": given, "candidates": "…", "candidate_ids": f"{first},{second}", "name": given}
    return Issue("error", code, "就读.csv", row=row, values=values)


def test_every_name_is_asked_once_and_only_answers_are_taken(plan: Plan, qtbot: QtBot) -> None:
    asked = replace(
        plan,
        issues=(
            near_miss(plan, "王庄", 3),
            near_miss(plan, "王庄", 9),
            near_miss(plan, "李家", 4, "position_candidates"),
            Issue("warning", "village_without_road", "就读.csv", values={"name": "甲"}),
        ),
    )
    questions = questions_of(asked, {"就读.csv": "attendance"})
    assert [question.given for question in questions] == ["王庄", "李家"]
    page = NamesPage()
    qtbot.addWidget(page)
    page.show_questions(asked, questions)
    assert page.matches() == {}, "nothing is taken by itself"
    wanted = str(plan.settlements.index[1])
    page.choose("王庄", wanted)
    assert page.matches() == {"attendance": {"王庄": wanted}}
    page.choose("李家", "")
    assert page.matches() == {"attendance": {"王庄": wanted, "李家": ""}}


def test_a_name_that_resembles_nothing_is_settled_by_typing(plan: Plan, qtbot: QtBot) -> None:
    """Its township's villages are in the list; any other one is found by a part of its name."""
    town = str(plan.settlements["township"].iloc[0])
    own = plan.settlements.index[plan.settlements["township"] == town]
    school = str(plan.schools["site_id"].iloc[0])
    asked = replace(
        plan,
        issues=(
            Issue("error", "pupils_of_unknown_settlement", "就读.csv", values={"code": f"{town}老寨"}),
            near_miss(plan, f"{town}老寨", 3),
            Issue("error", "pupils_of_unknown_school", "就读.csv", values={"code": "老校"}),
            Issue("error", "roster_home_unknown", "花名册.csv", values={"named": "“老庄村”"}),
            Issue("error", "roster_home_unknown", "花名册.csv", values={"named": "（内容不引用）"}),
        ),
    )
    questions = questions_of(asked, {"就读.csv": "attendance", "花名册.csv": "pupils"})
    assert [question.given for question in questions] == [f"{town}老寨", "老校", "老庄村"]
    assert questions[0].candidates, "a name that is told twice is asked once, with what it may be"
    page = NamesPage()
    qtbot.addWidget(page)
    page.show_questions(asked, questions)
    written = page._grid.item(0, 1)
    assert written is not None
    assert written.text() == f"{town}老寨"
    first, second, third = page._combos.values()
    listed = [first.itemData(at) for at in range(2, first.count())]
    assert set(own) == set(listed)
    assert len(listed) == len(set(listed))
    assert third.count() == 2, "nothing to list without a township"
    wanted = str(plan.settlements.index[-1])
    title = next(one for one in third._places.ids if one.endswith(wanted))
    finder = third._line.completer()
    finder.setCompletionPrefix(title.split(" ")[0][1:])
    hits = finder.completionModel()
    assert title in [hits.index(at, 0).data() for at in range(hits.rowCount())]
    finder.activated["QString"].emit(title)  # type: ignore[index]
    assert third.currentText() == title
    second._line.setText("没有的学校")
    second._line.editingFinished.emit()
    assert second.currentText() == "先不定", "what is not chosen stands for nothing"
    page.choose("老校", school)
    assert page.matches() == {"attendance": {"老校": school}, "pupils": {"老庄村": wanted}}


def test_a_place_without_a_position_may_only_be_one_that_has_a_position(plan: Plan, qtbot: QtBot) -> None:
    unplaced, *others = map(str, plan.settlements.index)
    villages = plan.settlements.copy()
    villages.loc[unplaced, "geometry"] = None
    values = {"name": "甲"}
    issue = Issue("error", "settlement_without_position", "村.csv", subject_id=unplaced, values=values)
    asked = replace(plan, settlements=villages, issues=(issue,))
    questions = questions_of(asked, {"村.csv": "settlements"})
    page = NamesPage()
    qtbot.addWidget(page)
    page.show_questions(asked, questions)
    (combo,) = page._combos.values()
    assert set(combo._places.titles) == set(others)
    page.choose(unplaced, others[0])
    assert page.matches() == {"settlements": {unplaced: others[0]}}, "answered by its code"


def test_a_file_of_no_role_asks_nothing(plan: Plan) -> None:
    assert questions_of(replace(plan, issues=(near_miss(plan, "王庄", 3),)), {}) == ()
