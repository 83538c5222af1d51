"""The card of the picked school: facts, decision, its consequence before it is confirmed, the rules."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.evaluating import Preview
from app.models.consequence import effects, facts, headline_changes, subtitle, taught_grades
from app.models.receivers import possible_receivers
from app.models.tables import school_name
from app.panels.decision_form import DecisionForm
from app.panels.fields import Lines, Section
from app.panels.states import note
from gis.errors import DecisionError
from gis.evaluation.result import Evaluation, Finding
from gis.messages import describe
from gis.model import BASELINE, Plan

PREVIEW_DELAY_MS = 80
FINDINGS_SHOWN = 6


class SchoolCard(QWidget):
    """Shows one school and takes the decision about it."""

    new_scenario_wanted = Signal()
    decided = Signal(str)
    place_wanted = Signal(str)
    journey_wanted = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.school_id = ""
        self._title = note(name="title")
        self._place = note()
        self._facts = Lines()
        self.form = DecisionForm()
        self._locked = note()
        self._new_scenario = QPushButton(self.tr("新建方案"))
        self._new_scenario.clicked.connect(self.new_scenario_wanted)
        self._place_button = QPushButton(self.tr("没有位置：在地图上放置……"))
        self._place_button.clicked.connect(lambda: self.place_wanted.emit(self.school_id))
        self._journey_button = QPushButton(self.tr("看最远的路线"))
        self._journey_button.clicked.connect(lambda: self.journey_wanted.emit(self.school_id))
        self._state = note()
        self._refusal = note(name="refusal")
        self._effects = Lines()
        self._county_title = note()
        self._county = Lines()
        self._findings = note(name="value")
        self._build()
        self._delay = QTimer(self, singleShot=True, interval=PREVIEW_DELAY_MS)
        self._delay.timeout.connect(self._ask_preview)
        # what has been decided is shown one step later, so that the window can breathe
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_present)
        self.form.changed.connect(self._form_changed)
        self.form.status_changed.connect(self._offer_receivers)
        # queued: the map is told first, and the window can breathe in between
        document.evaluated.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        document.previewed.connect(self._show_preview)
        document.preview_failed.connect(lambda fault: self._show_refusal(str(fault)))

    def _build(self) -> None:
        self._confirm = QPushButton(self.tr("确认这个决定"))
        self._confirm.setProperty("primary", True)
        self._confirm.clicked.connect(self.confirm)
        self._reset = QPushButton(self.tr("还原"))
        self._reset.clicked.connect(self.reset)
        self._buttons = QWidget()
        self._buttons.setObjectName("footer")
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(*(theme.size("medium"),) * 4)
        row.addWidget(self._confirm, 1)
        row.addWidget(self._reset)
        self._consequence = Section(
            self.tr("后果"), self._state, self._refusal, self._effects, self._county_title, self._county
        )
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._title)
        head.addWidget(self._place)
        layout.addLayout(head)
        layout.addWidget(self._place_button)
        layout.addWidget(Section(self.tr("现状"), self._facts, self._journey_button))
        layout.addWidget(Section(self.tr("决定"), self._locked, self._new_scenario, self.form))
        layout.addWidget(self._consequence)
        layout.addWidget(Section(self.tr("依据"), self._findings))
        layout.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._buttons)

    # --- showing ------------------------------------------------------------------------------------

    def show_school(self, school_id: str) -> None:
        """Show another school; an unconfirmed decision about the one before is dropped."""
        self.school_id = school_id
        self._document.runner.abandon("preview")
        self.refresh()

    def refresh(self) -> None:
        """Show what the document now says about the school."""
        plan, consequence = self._document.plan, self._document.consequence
        if plan is None or consequence is None or self.school_id not in plan.schools.index:
            return
        if self.school_id not in consequence.evaluation.schools.index:
            self._show_kindergarten(plan)
            return
        evaluation = consequence.evaluation
        self._title.setText(school_name(plan, self.school_id))
        self._place.setText(subtitle(plan, evaluation, self.school_id))
        self._place_button.setVisible(plan.schools.geometry.loc[self.school_id] is None)
        self._journey_button.setVisible(self._place_button.isHidden())
        self._facts.show_lines(facts(plan, evaluation, self.school_id))
        self.reset()
        self._findings.setText(self._finding_text(evaluation))

    def _show_kindergarten(self, plan: Plan) -> None:
        """Show a 附设幼儿班: whose it is; no decision is made about it here."""
        row = plan.schools.loc[self.school_id]
        words = (row["township"], labels.word("type", row["type_code"]),
                 school_name(plan, str(row["managing_school_id"])))  # fmt: skip
        self._title.setText(school_name(plan, self.school_id))
        self._place.setText(" · ".join(filter(None, map(str, words))))
        self._place_button.setVisible(row.geometry is None)
        self._journey_button.hide()
        self._facts.show_lines([])
        self._findings.setText("")
        for part in (self._locked, self._new_scenario, self.form, self._buttons, self._consequence):
            part.hide()

    def reset(self) -> None:
        """Show the decision that the active scenario holds."""
        plan, consequence = self._document.plan, self._document.consequence
        if plan is None or consequence is None:
            return
        editable = self._document.active != BASELINE
        self._locked.setText("" if editable else self.tr("现状不可改动。新建一个方案，再作决定。"))
        self._locked.setVisible(not editable)
        self._new_scenario.setVisible(not editable)
        self.form.setVisible(editable)
        self._buttons.setVisible(editable)
        self._consequence.setVisible(editable)
        decision = self._document.scenario.decision(self.school_id)
        self.form.forget_receiver()
        self.form.fill(decision, taught_grades(consequence.evaluation, self.school_id))
        self._offer_receivers()
        self._confirm.setEnabled(False)
        self._reset.setEnabled(False)
        self._soon.start()

    def _offer_receivers(self) -> None:
        plan, consequence = self._document.plan, self._document.consequence
        given_up = self.form.grades_given_up()
        if plan is not None and consequence is not None and given_up:
            evaluation = consequence.evaluation
            self.form.offer_receivers(possible_receivers(plan, evaluation, self.school_id, given_up))

    def _show_present(self) -> None:
        """Show the consequence of what has been decided."""
        plan, consequence = self._document.plan, self._document.consequence
        if plan is None or consequence is None or self.form.is_changed():
            return
        if self.school_id not in consequence.evaluation.schools.index:
            return
        lines = effects(plan, consequence.evaluation, self.school_id)
        self._refusal.hide()
        self._state.setText("" if lines else self.tr("学生不动。"))
        self._state.setVisible(not lines)
        self._effects.show_lines(lines)
        self._county_title.hide()
        self._county.show_lines([])

    # --- preview and decision -----------------------------------------------------------------------

    def _form_changed(self) -> None:
        self._document.runner.abandon("preview")
        changed = self.form.is_changed()
        self._reset.setEnabled(changed)
        self._confirm.setEnabled(False)
        if changed:
            self._state.setText(self.tr("正在预演……"))
            self._state.show()
            self._delay.start()
        else:
            self._delay.stop()
            self.reset()

    def _ask_preview(self) -> None:
        if self._document.plan is not None and self.school_id:
            self._document.preview(self.school_id, self.form.decision())

    def _show_preview(self, preview: Preview) -> None:
        plan, consequence = self._document.plan, self._document.consequence
        if preview.school_id != self.school_id or plan is None or consequence is None:
            return
        if preview.evaluation is None:
            self._show_refusal("\n".join(self._sentence(refusal) for refusal in preview.refusals))
            return
        self._refusal.hide()
        self._state.setText(self.tr("预演，尚未确认"))
        self._state.show()
        self._effects.show_lines(effects(plan, preview.evaluation, self.school_id))
        whole = labels.whole_unit(plan.meta.unit_name)
        self._county_title.setText(self.tr("{whole}，括号内为与当前方案之差").format(whole=whole))
        self._county_title.show()
        self._county.show_lines(headline_changes(consequence.evaluation, preview.evaluation))
        self._confirm.setEnabled(True)

    @staticmethod
    def _sentence(refusal: DecisionError) -> str:
        return str(describe(refusal.code, refusal.values, labels.language()))

    def _show_refusal(self, sentence: str) -> None:
        self._state.hide()
        self._refusal.setText(sentence)
        self._refusal.show()
        self._effects.show_lines([])
        self._county_title.hide()
        self._county.show_lines([])
        self._confirm.setEnabled(False)

    def confirm(self) -> None:
        """Take the decision."""
        plan = self._document.plan
        if plan is None:
            return
        decision, name = self.form.decision(), school_name(plan, self.school_id)
        text = self.tr("{school}:{status}").format(
            school=name, status=labels.word("status", decision.status.value)
        )
        try:
            self._document.decide(self.school_id, decision, text)
        except DecisionError as refusal:
            self._show_refusal(self._sentence(refusal))
            return
        self.decided.emit(self.school_id)

    # --- rules --------------------------------------------------------------------------------------

    def _finding_text(self, evaluation: Evaluation) -> str:
        found = [f for f in evaluation.findings if f.subject_id == self.school_id]
        if not found:
            return self.tr("本校没有不符合的条目。")
        shown = [self._finding(finding) for finding in found[:FINDINGS_SHOWN]]
        if len(found) > FINDINGS_SHOWN:
            shown.append(self.tr("其余 {count} 条见问题表。").format(count=len(found) - FINDINGS_SHOWN))
        return "\n".join(shown)

    def _finding(self, finding: Finding) -> str:
        what = describe(finding.message_code, finding.values, labels.language()).what
        source = " ".join(part for part in (finding.document, finding.article) if part)
        source = "" if finding.document and finding.document in what else source
        mark = "" if finding.verified else self.tr("（待核）")
        before = self.tr("（现状已有）") if finding.in_baseline else ""
        return f"· {what}{before} {source}{mark}"
