"""Explains journeys in the window: asks, shows the card, draws the way, and follows what the user clicks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QPushButton

from app.messages import sentence
from app.models.journey import JourneyAnswer, JourneyQuestion, answer_journey
from app.panels.journey import JourneyPanel
from gis.model import Mode
from gis.progress import Progress

if TYPE_CHECKING:
    from app.main_window import MainWindow
    from app.panels.tables import TablePage

TABLES = ("settlements", "flows")


class Explaining(QObject):
    """Keeps the card of one journey, its drawing on the map and the question behind both in step."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        self.panel = JourneyPanel()
        self.side = "after"
        self._asked: JourneyQuestion | None = None
        window.cards.addWidget(self.panel)
        window.cards.currentChanged.connect(self._card_changed)
        window.settlement_card.journey_wanted.connect(self.show)
        window.school_card.journey_wanted.connect(self.show_farthest)
        for name in TABLES:
            self._serve_table(window.tables.pages[name])
        self.panel.settlement_wanted.connect(self._choose_settlement)
        self.panel.school_wanted.connect(self._choose_school)
        self.panel.mode_wanted.connect(self._choose_mode)
        self.panel.closed.connect(self.close)
        for panel in (window.scenarios, window.map):
            panel.side_chosen.connect(self._choose_side)
        self._document.plan_changed.connect(self.close)
        self._document.evaluated.connect(self._ask_again)

    def _serve_table(self, page: TablePage) -> None:
        button = QPushButton(self.tr("看路线"))
        button.setEnabled(False)
        button.setToolTip(self.tr("在地图上画出选中这一行的路线，逐段说明时间"))
        view = page.view
        view.selectionModel().selectionChanged.connect(
            lambda: button.setEnabled(view.selectionModel().hasSelection())
        )
        view.model().modelReset.connect(lambda: button.setEnabled(False))
        button.clicked.connect(lambda: self._show_row(page, view.currentIndex()))
        view.doubleClicked.connect(lambda index: self._show_row(page, index))
        page.add_to_bar(button)

    def _show_row(self, page: TablePage, index: QModelIndex) -> None:
        if not index.isValid():
            return
        kind, settlement_id = page.model.thing_at(index.row())
        if kind != "settlement":
            return
        if page.name == "flows":
            self._show_flow(page, index.row(), settlement_id)
        else:
            self.show(settlement_id)

    def _show_flow(self, page: TablePage, row: int, settlement_id: str) -> None:
        """Explain the journey of a row: of its grade, to its school, in its mode."""
        from gis.model import band_of

        grade, mode = (page.model.value_at(row, key) for key in ("grade", f"mode_{self.side}"))
        self._document.show_band(band_of(int(grade)))
        self.show(settlement_id, self._school_of_row(page, row), str(mode))

    def _school_of_row(self, page: TablePage, row: int) -> str:
        """Return the id behind a row's school; the table holds its name."""
        consequence = self._document.consequence
        if consequence is None:
            return ""
        flows = consequence.evaluation.flows
        own = (flows["settlement_id"] == page.model.value_at(row, "settlement_id")) & (
            flows["grade"] == page.model.value_at(row, "grade")
        )
        names = page.model.value_at(row, f"school_{self.side}")
        from app.models.tables import school_name

        plan = self._document.plan_with_sites
        found = [
            str(school_id)
            for school_id in flows.loc[own, f"school_{self.side}"]
            if plan is not None and school_name(plan, str(school_id)) == names
        ]
        return found[0] if found else ""

    # --- asking -------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether the card of a journey is shown."""
        return self._window.cards.currentWidget() is self.panel

    def show(self, settlement_id: str, school_id: str = "", mode: str = "") -> None:
        """Explain the way from a settlement to a school; "" = the assigned one."""
        plan = self._document.plan_with_sites
        if plan is None or settlement_id not in plan.settlements.index:
            return
        chosen = Mode(mode) if mode in set(Mode) else None
        self._window.cards.setCurrentWidget(self.panel)
        self._window.right.show()
        self._window.steps.show_map()
        self._ask(JourneyQuestion(settlement_id, school_id, chosen, self._document.band, self.side))
        QTimer.singleShot(0, self, lambda: self._keep_selected(settlement_id))

    def show_farthest(self, school_id: str) -> None:
        """Explain the longest way to a school in the band that is shown."""
        consequence = self._document.consequence
        if consequence is None:
            return
        flows = consequence.evaluation.flows
        own = flows[flows[f"school_{self.side}"] == school_id]
        in_band = own[own["band"].astype(str) == self._document.band.value]
        longest = (in_band if len(in_band) else own).sort_values(f"seconds_{self.side}", ascending=False)
        known = longest[longest["settlement_id"] != "outside"]
        if len(known):
            self.show(str(known["settlement_id"].iloc[0]), school_id)

    def take(self, kind: str, thing_id: str) -> bool:
        """Let a click on the map or in a table name another village or school; False = not ours."""
        if not self.is_open or self._asked is None:
            return False
        if kind == "settlement":
            if thing_id != self._asked.settlement_id:
                self._choose_settlement(thing_id)
            return True
        if kind == "school":
            self._choose_school(thing_id)
            home = self._asked.settlement_id
            QTimer.singleShot(0, self, lambda: self._keep_selected(home))
            return True
        return False

    def _keep_selected(self, settlement_id: str) -> None:
        if self.is_open:
            self._window.selection.pick("settlement", settlement_id)

    def _choose_settlement(self, settlement_id: str) -> None:
        if self._asked is not None:
            self._ask(replace(self._asked, settlement_id=settlement_id, school_id="", mode=None))
            self._keep_selected(settlement_id)

    def _choose_school(self, school_id: str) -> None:
        consequence = self._document.consequence
        known = consequence is not None and school_id in consequence.evaluation.schools.index
        if self._asked is not None and known:                # 附设幼儿班 have no journeys
            self._ask(replace(self._asked, school_id=school_id))

    def _choose_mode(self, mode: str) -> None:
        if self._asked is not None:
            self._ask(replace(self._asked, mode=Mode(mode)))

    def _choose_side(self, side: str) -> None:
        self.side = side
        if self.is_open and self._asked is not None:
            self._ask(replace(self._asked, side=side))

    def _ask_again(self) -> None:
        """Roads, assignment or band may have changed: the same question has another answer."""
        if self.is_open and self._asked is not None:
            band = self._document.band
            mode = self._asked.mode if band == self._asked.band else None
            self._ask(replace(self._asked, band=band, mode=mode))

    def _ask(self, question: JourneyQuestion) -> None:
        plan, consequence = self._document.plan_with_sites, self._document.consequence
        if plan is None or consequence is None:
            return
        self._asked = question
        self.panel.show_waiting()

        def work(progress: Progress) -> JourneyAnswer:
            return answer_journey(plan, consequence.scenario, consequence.evaluation, question, progress)

        self._document.runner.submit("journey", work, done=self._show_answer, failed=self._fail)

    # --- showing ------------------------------------------------------------------------------------

    def _show_answer(self, answer: JourneyAnswer) -> None:
        plan = self._document.plan_with_sites
        if plan is None or not self.is_open:
            return
        self._asked = answer.question
        self.panel.show_answer(plan, answer, self._villages(answer))
        self._window.map.show_route(answer.drawing)

    def _fail(self, fault: Exception) -> None:
        self.panel.show_fault(sentence(fault))
        self._window.map.show_route("null")

    def _villages(self, answer: JourneyAnswer) -> list[tuple[str, str]]:
        """Return the villages of the school, the farthest first, and the one in question."""
        from app import labels

        plan, consequence, side = self._document.plan, self._document.consequence, answer.question.side
        assert plan is not None
        own: list[str] = []
        if consequence is not None:
            flows = consequence.evaluation.flows
            rows = flows[
                (flows[f"school_{side}"] == answer.school_id)
                & (flows["band"].astype(str) == answer.question.band.value)
            ]
            far = rows.groupby("settlement_id")[f"seconds_{side}"].max().sort_values(ascending=False)
            own = [str(one) for one in far.index if one in plan.settlements.index]
        chosen = answer.question.settlement_id
        names = plan.settlements["name"]
        texts = {one: f"{names[one]} · {labels.minutes(far[one])}" for one in own}
        texts.setdefault(chosen, str(names[chosen]))
        return list(texts.items())

    def close(self) -> None:
        """Go back to the card of what is selected."""
        if self.is_open:
            self._asked = None
            self._window.show_selected()

    def _card_changed(self) -> None:
        if not self.is_open:
            self._asked = None
            self._document.runner.abandon("journey")
            self._window.map.show_route("null")
