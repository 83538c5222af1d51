"""The two changes there are: a plan's scenarios, or the whole plan, before and after; undo is exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from gis.layout import Scenario

if TYPE_CHECKING:
    from app.document import Document
    from app.drawing import DrawnPlan


@dataclass(frozen=True)
class ScenarioState:
    """All scenarios in their order, and which one is active."""

    scenarios: Mapping[str, Scenario]
    active: str


class SetScenario(QUndoCommand):
    """Replace the scenarios: a decision, a new, renamed or deleted scenario are all this one command."""

    def __init__(self, document: Document, after: ScenarioState, text: str) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.scenario_state()
        self._after = after

    def redo(self) -> None:
        """Take over the state after (Qt's name)."""
        self._document.restore(self._after)

    def undo(self) -> None:
        """Take over the state before (Qt's name)."""
        self._document.restore(self._before)


class SetPlan(QUndoCommand):
    """Replace the plan: states of issues, positions, roads, what was brought back from the field."""

    def __init__(self, document: Document, after: DrawnPlan, text: str) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.drawn_plan()
        self._after = after

    def redo(self) -> None:
        """Take over the plan after (Qt's name)."""
        self._document.restore_plan(self._after)

    def undo(self) -> None:
        """Take over the plan before (Qt's name)."""
        self._document.restore_plan(self._before)
