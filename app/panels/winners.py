"""Who wins and who loses between any two scenarios: below the comparison of figures."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.messages import sentence
from app.models.winners import Pair, compare_pair, winner_columns, winner_words
from app.panels.states import note
from app.panels.tables import Only, TablePage
from gis.layout import BASELINE
from gis.progress import Progress

LEAST_CHOICE_WIDTH = 110


class WinnersPanel(QWidget):
    """Two scenarios to choose, and a row per village.

    Signals
    -------
    place_wanted
        A village is to be shown on the map: its kind and id.
    difference_made
        What the map draws of the two (JSON text), "null" = nothing to compare.
    """

    place_wanted = Signal(str, str)
    difference_made = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._is_fitted = False
        self.page = TablePage("winners", Only("is_only", self.tr("只看有变化的村")))
        self.page.picked.connect(self.place_wanted)
        self.scenario, self.reference = QComboBox(), QComboBox()
        self.summary = note()
        top = QHBoxLayout()
        top.setContentsMargins(theme.size("medium"), theme.size("small"), theme.size("medium"), 0)
        top.setSpacing(theme.size("small"))
        for box, name in ((self.scenario, self.tr("方案")), (self.reference, self.tr("对照"))):
            box.setAccessibleName(name)
            box.setMinimumWidth(LEAST_CHOICE_WIDTH)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _: self.work_out())
        heading = QLabel(self.tr("谁受益、谁受损"))
        heading.setObjectName("heading")
        top.addWidget(heading)
        top.addWidget(self.scenario, 1)
        top.addWidget(QLabel(self.tr("对照")))
        top.addWidget(self.reference, 1)
        self.summary.setContentsMargins(theme.size("medium"), 0, theme.size("medium"), 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("tiny"))
        layout.addLayout(top)
        layout.addWidget(self.summary)
        layout.addWidget(self.page.bar)
        layout.addWidget(self.page, 1)

    def follow(self, kind: str, thing_id: str) -> None:
        """Mark the row of a village that is picked elsewhere."""
        if self.isVisible() and kind == "settlement":
            self.page.select(thing_id)

    def show_scenarios(self) -> None:
        """Offer the plan's scenarios, the active one against the actual state."""
        plan = self._document.plan
        if plan is None:
            return
        names = [BASELINE, *plan.scenarios]
        active = self._document.active if self._document.active != BASELINE else names[-1]
        for box, first in ((self.scenario, active), (self.reference, BASELINE)):
            chosen = box.currentData()
            box.clear()
            for name in names:
                box.addItem(labels.scenario_name(name), name)
            box.setCurrentIndex(box.findData(chosen if chosen in names else first))
        self.work_out()

    def work_out(self) -> None:
        """Compare the two that are chosen."""
        plan = self._document.plan
        one, other = str(self.reference.currentData()), str(self.scenario.currentData())
        reference, scenario = (self._document.evaluation_of(name) for name in (one, other))
        if plan is None or reference is None or scenario is None:
            return
        if one == other:
            self.summary.clear()
            self.page.panel.show_state(self.tr("请选两个不同的方案"))
            self.difference_made.emit("null")
            return
        layers = self._document.drawn_plan().layers

        def work(progress: Progress) -> Pair:
            return compare_pair(plan, layers, reference, scenario)

        self._document.runner.submit("winners", work, done=self._take, failed=self._fail)

    def _take(self, made: Pair) -> None:
        self.summary.setText(winner_words(made.found))
        self.difference_made.emit(made.drawing_json)
        only, afresh = self.tr("只看有变化的村"), not self._is_fitted
        self.page.show_frame(made.table, winner_columns(), only, afresh=afresh)
        self.page.panel.show_content()
        if not self._is_fitted:
            self._is_fitted = True
            QTimer.singleShot(0, self, lambda: self.page.fit_columns())

    def _fail(self, fault: Exception) -> None:
        self.summary.clear()
        self.difference_made.emit("null")
        self.page.panel.show_state(self.tr("没有比较成"), sentence(fault), self.tr("重新比较"), self.work_out)
