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


def test_a_file_of_no_role_asks_nothing(plan: Plan) -> None:
    assert questions_of(replace(plan, issues=(near_miss(plan, "王庄", 3),)), {}) == ()
