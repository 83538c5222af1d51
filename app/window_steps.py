"""Where the window goes: the steps of the path, and what takes the place of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.main_window import MainWindow


class WindowSteps(QObject):
    """Arranges the window for a step, a card or a table."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def go_to(self, step: str) -> None:
        """Arrange the window for a step of the path."""
        self._window.path_bar.show_step(step)
        comparing = step == "comparison"
        self.show_map(comparing=comparing)
        self._window.bottom.setVisible(not comparing)
        self._window.right.setVisible(not comparing)
        if comparing:
            self._window.comparison.open()
            return
        window = self._window
        cards = {"data": window.data_panel, "diagnosis": window.diagnosis, "results": window.results}
        if step in cards:
            self._window.cards.setCurrentWidget(cards[step])
        else:
            self._window.show_selected()
        self._window.tables.show_table(
            {"data": "issues", "diagnosis": "indicators", "results": "flows"}.get(step, "schools")
        )

    @property
    def is_comparing(self) -> bool:
        """Whether the map shows where two scenarios differ."""
        return not self._window.comparison.isHidden()

    def show_map(self, *, comparing: bool = False) -> None:
        """Give the map its place; ``comparing``: beside the comparison, with where two scenarios differ."""
        window = self._window
        window.workspace.setCurrentWidget(window.stage)
        if comparing != self.is_comparing:
            window.comparison.setVisible(comparing)
            window.scenarios.enable_switches(enabled=not comparing)
            if not comparing:
                window.map.show_difference("null")

    def show_difference(self, drawing_json: str) -> None:
        """Draw where the two scenarios that are compared differ, if they still are."""
        if self.is_comparing:
            self._window.map.show_difference(drawing_json)

    def show_table(self, name: str) -> None:
        """Show a table below the map."""
        self._window.bottom.show()
        self._window.tables.show_table(name)

    def show_access(self) -> None:
        """Show who reaches how many places."""
        self._window.bottom.show()
        self._window.tables.setCurrentWidget(self._window.access)

    def show_outcomes(self) -> None:
        """Show what follows, table by table."""
        self._window.bottom.show()
        self._window.tables.setCurrentWidget(self._window.outcomes)

    def show_forecast(self) -> None:
        """Show the pupils of the coming years in the place of the map."""
        self.show_map()
        self._window.workspace.setCurrentWidget(self._window.forecast)
        self._window.bottom.hide()
        self._window.right.hide()

    def show_on_map(self, kind: str, thing_id: str) -> None:
        """Show a thing of a table that takes the place of the map."""
        if not self.is_comparing or self._window.workspace.currentWidget() is not self._window.stage:
            self.leave_comparison()
        self._window.selection.pick(kind, thing_id, zoom=True)

    def show_pending(self) -> None:
        """Show the issues that wait for somebody."""
        if not self._window.document.tables:
            return
        self.leave_comparison()
        page = self._window.tables.show_table("issues")
        page.show_derivation("is_pending", "", self.tr("待处理的问题"))

    def show_derivation(self, code: str) -> None:
        """Show the rows that a figure in sight is made of."""
        if not self._window.document.tables:
            return
        self.leave_comparison()
        table, only, sort_by, text = {
            "affected_pupils": ("flows", "is_changed", "pupils", self.tr("受影响学生的去向")),
            "over_limit_g1_3_pupils": ("flows", "is_over", "seconds_after", self.tr("1—3年级超时的学生")),
            "largest_class_pupils": ("schools", "", "largest_class_after", self.tr("按最大班额排列")),
            "places_short": ("schools", "is_short", "places_short_after", self.tr("有学位缺口的学校")),
        }[code]
        self._window.tables.show_table(table).show_derivation(only, sort_by, text)

    def leave_comparison(self) -> None:
        """Give the map its place back."""
        self.show_map()
        self._window.bottom.show()
        self._window.right.show()

    def show_road_edits(self) -> None:
        """Show the changes to the roads of the active scenario."""
        self.leave_comparison()
        self._window.path_bar.show_step("scenario")
        self._window.cards.setCurrentWidget(self._window.road_edits)

    def show_proposal(self) -> None:
        """Show what the machine is asked to propose, and what it has found."""
        self.leave_comparison()
        self._window.path_bar.show_step("scenario")
        self._window.cards.setCurrentWidget(self._window.proposal)

    def show_scenario_settings(self) -> None:
        """Show what the active scenario rests on, how far it has come, and what is promised."""
        self.leave_comparison()
        self._window.path_bar.show_step("scenario")
        self._window.cards.setCurrentWidget(self._window.scenario_settings)
