"""Names that the import did not find: the user says which place is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.dialogs.choice_grid import ChoiceGrid
from app.dialogs.place_combo import NOT_SAID, PlaceCombo, Places
from app.panels.states import note
from gis.io.names import plain_township
from gis.model import Issue, Plan
from gis.planning.ledger import without_kindergartens

# issue → what its name may be: a village, one with a position, a school; "": as its candidates are
QUESTIONS = {
    "name_candidates": "",
    "position_candidates": "placed",
    "settlement_without_position": "placed",
    "school_without_position": "placed",
    "pupils_of_unknown_settlement": "village",
    "zone_settlement_unknown": "village",
    "roster_home_unknown": "village",
    "pupils_of_unknown_school": "school",
    "zone_school_unknown": "school",
    "feeder_school_unknown": "school",
    "roster_school_unknown": "school",
}
QUOTES = "“”"
NOT_QUOTED = "（"  # a roster's text that may be about a person


@dataclass(frozen=True)
class Question:
    """One name of one file, and the places that it may mean.

    Attributes
    ----------
    given
        The name or code that is answered for.
    shown
        The name as the user knows it.
    kind
        ``village``, ``placed`` (a village with a position) or ``school``.
    township
        The township that it is written with, or that its row is in; "" where neither is said.
    candidates
        What resembles it; every other place of the kind may be meant, too.
    """

    role: str
    given: str
    where: str
    kind: str
    candidates: tuple[str, ...] = ()
    shown: str = ""
    township: str = ""


def questions_of(plan: Plan, files: Mapping[str, str]) -> tuple[Question, ...]:
    """Return what the import left to the user, every name once.

    Parameters
    ----------
    files
        File name → role.
    """
    asked: dict[tuple[str, str], Question] = {}
    for issue in plan.issues:
        question = _question(plan, issue, files)
        if question is not None:
            known = asked.setdefault((question.role, question.given), question)
            if question.candidates and not known.candidates:
                asked[question.role, question.given] = question
    return tuple(asked.values())


def _question(plan: Plan, issue: Issue, files: Mapping[str, str]) -> Question | None:
    role, values = files.get(issue.file, ""), issue.values
    # a place without a position is answered by its code: names may be repeated
    written = values.get("given") or values.get("code") or values.get("named", "").strip(QUOTES)
    given = written or issue.subject_id
    if issue.code not in QUESTIONS or not role or not given or given.startswith(NOT_QUOTED):
        return None
    candidates = tuple(filter(None, values.get("candidate_ids", "").split(",")))
    of_villages = all(one in plan.settlements.index for one in candidates)
    kind = QUESTIONS[issue.code] or ("village" if of_villages else "school")
    row = "" if issue.row is None else f" · {issue.row}"
    shown = written or values.get("name", "")
    township = _township_of(plan, issue.subject_id, shown)
    return Question(role, given, f"{issue.file}{row}", kind, candidates, shown, township)


def _township_of(plan: Plan, subject_id: str, shown: str) -> str:
    """Return the township of a row, or the one that a name begins with."""
    for table in (plan.settlements, plan.schools):
        if subject_id in table.index:
            return str(table.at[subject_id, "township"])
    named = (str(town) for town in plan.settlements["township"].unique())
    return max((town for town in named if town and shown.startswith(town)), key=len, default="")


class NamesPage(QWidget):
    """A row for every question; nothing is taken that the user has not said."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._combos: dict[Question, PlaceCombo] = {}
        self._grid = ChoiceGrid(self.tr("出处"), self.tr("文件里的写法"), self.tr("是哪一个"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            note(
                self.tr(
                    "这些名字没有对上。相近的、同乡镇的在下拉单里，其他的输入几个字就能找到。"
                    "认得的请指出来，再读一次；不认得的留着，会列在问题里。"
                )
            )
        )
        layout.addWidget(self._grid, 1)

    def show_questions(self, plan: Plan, questions: Iterable[Question]) -> None:
        """Show other questions."""
        self._combos.clear()
        self._grid.setRowCount(0)
        villages = plan.settlements
        places = {
            "village": Places(_titles(villages)),
            "placed": Places(_titles(villages[villages.geometry.notna()])),
            "school": Places(_titles(_sites(plan))),
        }
        for question in questions:
            own = () if question.kind == "school" else _of_township(villages, question.township)
            known = places[question.kind]
            near = (*question.candidates, *(one for one in own if one in known.titles))
            combo = PlaceCombo(known, dict.fromkeys(near))
            combo.setAccessibleName(self.tr("“{name}”是哪一个").format(name=question.shown))
            combo.currentIndexChanged.connect(self.changed)
            self._combos[question] = combo
            self._grid.add_row((question.where, question.shown), combo)

    def choose(self, given: str, subject_id: str) -> None:
        """Say what a name means, as the user would."""
        next(combo for asked, combo in self._combos.items() if asked.given == given).choose(subject_id)

    def matches(self) -> dict[str, dict[str, str]]:
        """Return role → name as written → id, as far as the user has said."""
        said: dict[str, dict[str, str]] = {}
        for question, combo in self._combos.items():
            if combo.currentData() is not NOT_SAID:
                said.setdefault(question.role, {})[question.given] = str(combo.currentData())
        return said


def _titles(places: gpd.GeoDataFrame) -> dict[str, str]:
    rows = places[["name", "township"]].itertuples()
    return {str(key): f"{name} · {township} · {key}" for key, name, township in rows}


def _sites(plan: Plan) -> gpd.GeoDataFrame:
    """Return one row per school, by the code that tables name it with."""
    return without_kindergartens(plan.schools).drop_duplicates("site_id").set_index("site_id")


def _of_township(villages: gpd.GeoDataFrame, township: str) -> list[str]:
    if not township:
        return []
    is_own = villages["township"].astype(str).map(plain_township) == plain_township(township)
    return [str(key) for key in villages[is_own].sort_values("name").index]
