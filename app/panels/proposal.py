"""The card of a proposal: what is asked, how far the search has come, what it found, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.models.proposal_words import (
    binding_lines,
    bound_text,
    found_words,
    measure_lines,
    notes_text,
    school_rows,
)
from app.panels.decision_fields import YearField
from app.panels.entries import Entries, Entry
from app.panels.fields import Lines, Section, set_tone
from app.panels.proposal_form import ProposalForm
from app.panels.proposal_schools import ProposalSchools
from app.panels.states import note
from gis.layout import BASELINE

if TYPE_CHECKING:
    from gis.proposals.proposal import Proposal
    from gis.proposals.why import Why


class ProposalPanel(QWidget):
    """Asks for a proposal and shows it; it is a calculation, never a decision.

    Signals
    -------
    wanted, stop_wanted
        A search is to start, or to end with what it has found.
    open_wanted, why_wanted, others_wanted, trade_offs_wanted
        What was found is to become a scenario; the price of each opposite decision is to be worked out; plans
        that are hardly worse, or better in something else, are to be looked for.
    forecasts_wanted
        Plans are to be compared under the forecasts of a school year.
    school_wanted
        A school is to be looked at.
    """

    wanted = Signal()
    stop_wanted = Signal()
    open_wanted = Signal()
    why_wanted = Signal()
    others_wanted = Signal()
    trade_offs_wanted = Signal()
    forecasts_wanted = Signal(int)
    school_wanted = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.form = ProposalForm()
        self.start, self.stop = QPushButton(self.tr("开始测算")), QPushButton(self.tr("停止，用已找到的"))
        self.open = QPushButton(self.tr("作为方案打开"))
        self.why = QPushButton(self.tr("为什么：反过来决定要付出什么"))
        self.others = QPushButton(self.tr("差不多好的其他做法"))
        self.trade_offs = QPushButton(self.tr("几个目标之间的取舍"))
        self.forecasts = QPushButton(self.tr("三种预测下最稳的"))
        self.forecast_year = YearField(self.tr("按哪一学年的预测比较"), self.tr("选学年"))
        self.alternatives = Entries()
        self._base, self._told, self._binding = note(), note(name="value"), note()
        self._bar = QProgressBar()
        self._measures = Lines()
        self._notes = note()
        self.schools = ProposalSchools()
        self._build()
        self.start.clicked.connect(self.wanted)
        self.stop.clicked.connect(self._stop)
        self.open.clicked.connect(self.open_wanted)
        self.why.clicked.connect(self.why_wanted)
        self.others.clicked.connect(self.others_wanted)
        self.trade_offs.clicked.connect(self.trade_offs_wanted)
        self.forecasts.clicked.connect(self._ask_forecasts)
        self.schools.school_wanted.connect(self.school_wanted)
        document.scenarios_changed.connect(self._show_base)
        document.plan_changed.connect(self.clear)
        self.clear()

    def _build(self) -> None:
        title = note(self.tr("测算方案"), "title")
        about = note(self.tr("按所填的目标和条件，测算哪些学校保留、撤并或改为教学点。只是测算，不是决定。"))
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("测算的进度"))
        self._found = Section(
            self.tr("结果"), self._told, self._bar, self.stop, self._measures, self.open, self._notes
        )
        self._why = Section(
            self.tr("逐校"), self.why, self._binding, self.schools
        )
        compared = QWidget()
        row = QHBoxLayout(compared)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.forecasts)
        row.addWidget(self.forecast_year, 1)
        self._other = Section(
            self.tr("其他做法"), self.others, self.trade_offs, compared, self.alternatives
        )
        self._asking = (self.why, self.others, self.trade_offs, self.forecasts)
        body = QWidget()
        body.setObjectName("card")
        column = QVBoxLayout(body)
        column.setContentsMargins(*(theme.size("medium"),) * 4)
        column.setSpacing(theme.size("medium"))
        for part in (title, about, self._found, self._why, self._other, self._base, self.form):
            column.addWidget(part)
        column.addStretch()
        self.page = QScrollArea()
        self.page.setWidget(body)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        footer = QWidget()
        footer.setObjectName("footer")
        row = QHBoxLayout(footer)
        row.setContentsMargins(*(theme.size("medium"),) * 4)
        self.start.setProperty("primary", True)
        row.addWidget(self.start, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.page, 1)
        outer.addWidget(footer)

    # --- showing ------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Show the fields only."""
        self._found.hide()
        self._why.hide()
        self._other.hide()
        self.start.setEnabled(True)
        self._show_base()

    def _show_base(self) -> None:
        if self._document.plan is not None:
            base = labels.scenario_name(self._document.active)
            self.form.conditions.fill(self._document.plan, self._document.years)
            told = self.tr("以“{base}”为基础：它已有的决定和约定都算数。").format(base=base)
            if self._document.active != BASELINE:
                told += self.tr("有决定的学校不再改动；要从头测算，请先在方案列表里选“现状”。")
            self._base.setText(told)

    def show_why(self, made: Proposal, why: Why) -> None:
        """Show what each opposite decision would cost, and which conditions matter."""
        self._show_running(False)
        self._told.setText(bound_text(made))
        self.why.hide()
        self._let_ask()
        self._binding.setText("\n".join(binding_lines(made, why)))
        self._binding.show()
        self._show_schools(made, why)

    def show_alternatives(
        self, made: Proposal, others: list[tuple[str, str, Callable[[], object] | None]], nothing: str = ""
    ) -> None:
        """Show what else could be done: what it is called, what is told of it, and how it is opened."""
        self._show_running(False)
        self._told.setText(bound_text(made))
        self._let_ask()
        entries = [Entry(name, text, show=act, icon="open") for name, text, act in others]
        self.alternatives.show_entries(entries or [Entry(nothing)])

    def _ask_forecasts(self) -> None:
        if self.forecast_year.value is not None:
            self.forecasts_wanted.emit(self.forecast_year.value)

    def _let_ask(self, *, may: bool = True) -> None:
        for button in self._asking:
            button.setEnabled(may)
        self.forecast_year.setEnabled(may)

    def show_asking(self) -> None:
        """Show that more is being worked out; what was found stays in sight."""
        self._show_running(True)
        self._bar.setValue(0)
        self._let_ask(may=False)
        self._told.setText(self.tr("正在比较其他决定……"))

    def show_search(self) -> None:
        """Show that the search is under way."""
        self._show_result(is_over=False)
        self._why.hide()
        self._other.hide()
        self._bar.setValue(0)
        self._told.setText(self.tr("正在准备……"))
        set_tone(self._told, "")
        self.page.ensureVisible(0, 0)

    def show_share(self, share: float) -> None:
        """Show how much of the time is used."""
        self._bar.setValue(round(share * 100))

    def show_found(self, objective: float, bound: float) -> None:
        """Show what has been found so far, and how far from best it can be."""
        self._told.setText(found_words(str(self.form.objective.currentData()), objective, bound))

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self._told.setText(self.tr("正在停止……"))
        self.stop_wanted.emit()

    def show_proposal(self, made: Proposal, conflict: str = "") -> None:
        """Show what was found in the end, or why there is nothing."""
        self._show_result(is_over=True)
        self._told.setText(conflict or bound_text(made))
        set_tone(self._told, "" if made.scenario is not None else "warn")
        self._measures.show_lines(measure_lines(made) if made.scenario is not None else [])
        self.open.setVisible(made.scenario is not None)
        self._notes.setText("\n".join(notes_text(made)))
        self._notes.setVisible(bool(self._notes.text()))
        self._binding.hide()
        self.alternatives.show_entries([])
        self.why.show()
        self._let_ask()
        years = [year for year in self._document.years if year > made.problem.state.plan.meta.school_year]
        self.forecast_year.fill(self.forecast_year.value, years)
        self._show_schools(made)
        for section in (self._why, self._other):
            section.setVisible(made.scenario is not None and bool(made.schools))

    def _show_schools(self, made: Proposal, why: Why | None = None) -> None:
        self.schools.show_rows(school_rows(made, why), opened=why is not None)

    def show_fault(self, sentence: str) -> None:
        """Show why there is nothing to show."""
        self._show_result(is_over=True)
        self._told.setText(sentence)
        set_tone(self._told, "danger")
        self._measures.show_lines([])
        for widget in (self.open, self._notes, self._why, self._other):
            widget.hide()

    def _show_result(self, *, is_over: bool) -> None:
        self._found.show()
        self._show_running(not is_over)
        if not is_over:
            self._measures.show_lines([])
            self.open.hide()
            self._notes.hide()

    def _show_running(self, running: bool) -> None:
        self._bar.setVisible(running)
        self.stop.setVisible(running)
        self.stop.setEnabled(True)
        self.form.setEnabled(not running)
        self.start.setEnabled(not running)
