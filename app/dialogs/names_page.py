"""Names that the import did not find but may mean something: the user says which place is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.dialogs.choice_grid import ChoiceGrid
from app.models.tables import school_name
from app.panels.states import note
from gis.model import Issue, Plan

QUESTIONS = ("name_candidates", "position_candidates")
NOT_SAID, NONE_OF_THEM = None, ""


@dataclass(frozen=True)
class Question:
    """One name of one file, and the places that it may mean."""

    role: str
    given: str
    where: str
    candidates: tuple[str, ...]


def questions_of(plan: Plan, files: Mapping[str, str]) -> tuple[Question, ...]:
    """Return what the import left to the user, every name once.

    Parameters
    ----------
    files
        File name → role.
    """
    asked = [_question(issue, files) for issue in plan.issues if issue.code in QUESTIONS]
    return tuple({(one.role, one.given): one for one in asked if one.role and one.candidates}.values())


def _question(issue: Issue, files: Mapping[str, str]) -> Question:
    row = "" if issue.row is None else f" · {issue.row}"
    candidates = tuple(filter(None, issue.values.get("candidate_ids", "").split(",")))
    return Question(
        files.get(issue.file, ""), issue.values.get("given", ""), f"{issue.file}{row}", candidates
    )


class NamesPage(QWidget):
    """A row for every question; nothing is taken that the user has not said."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._combos: dict[Question, QComboBox] = {}
        self._grid = ChoiceGrid(self.tr("出处"), self.tr("文件里的写法"), self.tr("是哪一个"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            note(
                self.tr(
                    "这些名字没有完全对上，只是相近。认得的请指出来，再读一次；不认得的留着，会列在问题里。"
                )
            )
        )
        layout.addWidget(self._grid, 1)

    def show_questions(self, plan: Plan, questions: Iterable[Question]) -> None:
        """Show other questions."""
        self._combos.clear()
        self._grid.setRowCount(0)
        for question in questions:
            self._grid.add_row((question.where, question.given), self._combo(plan, question))

    def _combo(self, plan: Plan, question: Question) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(self.tr("“{name}”是哪一个").format(name=question.given))
        combo.addItem(self.tr("先不定"), NOT_SAID)
        for subject_id in question.candidates:
            combo.addItem(_title(plan, subject_id), subject_id)
        combo.addItem(self.tr("都不是"), NONE_OF_THEM)
        combo.currentIndexChanged.connect(self.changed)
        self._combos[question] = combo
        return combo

    def choose(self, given: str, subject_id: str) -> None:
        """Say what a name means, as the user would."""
        combo = next(combo for question, combo in self._combos.items() if question.given == given)
        combo.setCurrentIndex(combo.findData(subject_id))

    def matches(self) -> dict[str, dict[str, str]]:
        """Return role → name as written → id, as far as the user has said."""
        said: dict[str, dict[str, str]] = {}
        for question, combo in self._combos.items():
            if combo.currentData() is not NOT_SAID:
                said.setdefault(question.role, {})[question.given] = str(combo.currentData())
        return said


def _title(plan: Plan, subject_id: str) -> str:
    if subject_id in plan.settlements.index:
        village = plan.settlements.loc[subject_id]
        return f"{village['name']} · {village['township']} · {subject_id}"
    return f"{school_name(plan, subject_id)} · {subject_id}"
