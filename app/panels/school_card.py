"""The card of the picked school: facts, decision, its consequence before it is confirmed, the rules."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import labels, messages, theme
from app.document import Document
from app.evaluating import Preview
from app.models.consequence import effects, facts, findings_at_hand, headline_changes, subtitle
from app.models.receivers import Receiver, possible_receivers
from app.models.subjects import CHANGING, Subject, subject_of
from app.models.tables import school_name
from app.panels.decision_form import DecisionForm
from app.panels.fields import Lines, Section
from app.panels.promises import LockField, SiteBox, StateLine
from app.panels.states import note
from gis.errors import DecisionError
from gis.evaluation.result import Evaluation, Finding
from gis.layout import BASELINE, LayoutStatus, SchoolLock
from gis.messages import describe
from gis.model import Plan
from gis.planning.county import county_of

PREVIEW_DELAY_MS = 80
REVEAL_DELAY_MS = 20  # the lines are laid out by then
FINDINGS_SHOWN = 6


class SchoolCard(QWidget):
    """Shows one school and takes the decision about it."""

    new_scenario_wanted = Signal()
    decided = Signal(str)
    place_wanted = Signal(str)
    journey_wanted = Signal(str)
    gates_wanted = Signal(str)
    site_move_wanted = Signal(str)
    site_edit_wanted = Signal(str)
    site_delete_wanted = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.school_id = ""
        self._title = note(name="title")
        self._place = note()
        self._facts = Lines()
        self.form = DecisionForm()
        self._standing, self._lock, self._site = StateLine(), LockField(), SiteBox()
        self._lock.chosen.connect(self._set_lock)
        for wanted, told in (
            (self._site.move_wanted, self.site_move_wanted), (self._site.edit_wanted, self.site_edit_wanted),
            (self._site.delete_wanted, self.site_delete_wanted),
        ):  # fmt: skip
            wanted.connect(lambda told=told: told.emit(self.school_id))
        self._locked = note()
        self._new_scenario = QPushButton(self.tr("新建方案"))
        self._new_scenario.clicked.connect(self.new_scenario_wanted)
        self._place_button = QPushButton(self.tr("没有位置：在地图上放置……"))
        self._place_button.clicked.connect(lambda: self.place_wanted.emit(self.school_id))
        self._journey_button = QPushButton(self.tr("看最远的路线"))
        self._journey_button.clicked.connect(lambda: self.journey_wanted.emit(self.school_id))
        self._gates_button = QPushButton(self.tr("撤并条件、登记取证……"))
        self._gates_button.setObjectName("link")
        self._gates_button.clicked.connect(lambda: self.gates_wanted.emit(self.school_id))
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
        self._last = QTimer(self, singleShot=True, interval=0)
        self._last.timeout.connect(self._show_findings)
        self.form.changed.connect(self._form_changed)
        self.form.status_changed.connect(self._offer_receivers)
        # queued: the map is told first, and the window can breathe in between
        document.evaluated.connect(self.refresh, Qt.ConnectionType.QueuedConnection)
        document.tabulated.connect(self._show_findings)  # those that are made late are made by then
        document.previewed.connect(self._show_preview)
        document.preview_failed.connect(lambda fault: self._show_refusal(messages.sentence(fault)))
        document.evaluation_failed.connect(lambda _: self.refresh(), Qt.ConnectionType.QueuedConnection)

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
            self.tr("后果"), self._state, self._refusal, self._effects, self._county_title, self._county,
            self._gates_button,
        )  # fmt: skip
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
        self._present = Section(self.tr("现状"), self._facts, self._journey_button)
        layout.addWidget(self._site)
        layout.addWidget(self._present)
        self._decision = Section(
            self.tr("决定"), self._locked, self._new_scenario, self._standing, self.form, self._lock
        )
        layout.addWidget(self._decision)
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
        self._scroll = scroll
        self._reveal = QTimer(self, singleShot=True, interval=REVEAL_DELAY_MS)
        self._reveal.timeout.connect(self._show_consequence)

    # --- showing ------------------------------------------------------------------------------------

    def show_school(self, school_id: str) -> None:
        """Show another school; an unconfirmed decision about the one before is dropped."""
        self.school_id = school_id
        self._document.runner.abandon("preview")
        self.refresh()

    def refresh(self) -> None:
        """Show what the document now says about the school."""
        plan, consequence = self._document.plan_with_sites, self._document.consequence
        if plan is None or not self.school_id:
            return
        if consequence is None:
            self._show_without_figures(plan)
            return
        if self.school_id not in plan.schools.index:
            return
        if self.school_id not in consequence.evaluation.schools.index:
            self._show_kindergarten(plan)
            return
        evaluation = consequence.evaluation
        self._title.setText(school_name(plan, self.school_id))
        self._place.setText(subtitle(plan, evaluation, self.school_id))
        self._show_site()
        unplaced = plan.schools.geometry.loc[self.school_id] is None
        self._place_button.setVisible(unplaced and self._site.isHidden())
        self._journey_button.setVisible(not unplaced)
        self._present.setVisible(self._site.isHidden())
        self._facts.show_lines(facts(plan, evaluation, self.school_id))
        self.reset()
        self._last.start()

    def _show_without_figures(self, plan: Plan) -> None:
        """Let a decision be mended that keeps everything from being worked out."""
        site = self._document.site(self.school_id)
        if self.school_id not in plan.schools.index and site is None:
            return
        if self.school_id in county_of(plan).kindergartens:
            self._show_kindergarten(plan)
            return
        self._title.setText(site.name if site is not None else school_name(plan, self.school_id))
        self._place.setText(site.township if site is not None else "")
        self._show_site()
        for part in (self._place_button, self._present):
            part.hide()
        self._findings.setText("")
        self.reset()
        self._show_nothing("")

    def _show_site(self) -> None:
        document = self._document
        site = document.site(self.school_id)
        is_new = (
            site is not None
            and document.plan is not None
            and (self.school_id not in document.plan.schools.index)
        )
        self._site.setVisible(is_new and document.active != BASELINE)
        if is_new and site is not None:
            own = any(one.school_id == self.school_id for one in document.scenario.sites)
            placed = site.lon == site.lon and site.lat == site.lat
            self._site.show_site(is_placed=placed, is_own=own, base=document.scenario.base)

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
        parts = (self._locked, self._new_scenario, self.form, self._buttons, self._consequence,
                 self._standing, self._lock, self._site)  # fmt: skip
        for part in parts:
            part.hide()

    def reset(self) -> None:
        """Show the decision that the active scenario holds."""
        document, plan = self._document, self._document.plan_with_sites
        if plan is None or not self.school_id:
            return
        editable = document.active != BASELINE
        self._locked.setText("" if editable else self.tr("现状不可改动。新建一个方案，再作决定。"))
        self._locked.setVisible(not editable)
        self._new_scenario.setVisible(not editable)
        for part in (self.form, self._buttons, self._consequence, self._lock):
            part.setVisible(editable)
        decision = document.whole_scenario.decision(self.school_id)
        self.form.fill(decision, self._subject(plan))
        self._gates_button.setVisible(document.consequence is not None and decision.status in CHANGING)
        self._standing.show_state(document.standing.decisions.get(self.school_id) if editable else None)
        self._show_lock()
        self._offer_receivers()
        self._confirm.setText(self.tr("确认这个决定"))
        self._confirm.setEnabled(False)
        self._reset.setEnabled(False)
        self._soon.start()

    def _subject(self, plan: Plan) -> Subject:
        if self.school_id not in plan.schools.index:
            return Subject((LayoutStatus.NEW,), years=self._document.years)
        return subject_of(plan, self.school_id, self._document.years)

    def _show_lock(self) -> None:
        document = self._document
        lock = document.whole_scenario.locks.schools.get(self.school_id, "")
        own = self.school_id in document.scenario.locks.schools
        self._lock.fill(str(lock), is_of_base=bool(lock) and not own)

    def _set_lock(self, lock: str) -> None:
        document, plan = self._document, self._document.plan_with_sites
        if plan is None:
            return
        locks = document.scenario.locks
        schools = {key: one for key, one in locks.schools.items() if key != self.school_id}
        if lock:
            schools[self.school_id] = SchoolLock(lock)
        word = labels.word("lock", lock) if lock else self.tr("取消约定")
        text = self.tr("{school}:{status}").format(school=school_name(plan, self.school_id), status=word)
        document.set_locks(replace(locks, schools=schools), text)

    def _offer_receivers(self) -> None:
        plan, consequence = self._document.plan_with_sites, self._document.consequence
        given_up = self.form.grades_given_up()
        if plan is not None and consequence is not None and given_up:
            evaluation = consequence.evaluation
            self.form.offer_receivers(possible_receivers(plan, evaluation, self.school_id, given_up))
        elif plan is not None and given_up:  # nothing is worked out: any other school can be named
            others = self._subject(plan).names.items()
            unknown = float("nan")
            self.form.offer_receivers(
                Receiver(key, name, unknown, unknown, True) for key, name in others if key != self.school_id
            )

    def _show_present(self) -> None:
        """Show the consequence of what has been decided."""
        plan, consequence = self._document.plan_with_sites, self._document.consequence
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
            self._gates_button.hide()  # they are about what is decided
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
        if preview.school_id != self.school_id or self._document.plan is None:
            return
        if preview.refusals:
            self._show_refusal("\n".join(self._sentence(refusal) for refusal in preview.refusals))
            return
        self._standing.show_state(preview.state)
        is_draft = preview.state is not None and preview.state.state.value == "draft"
        self._confirm.setText(self.tr("存为草稿") if is_draft else self.tr("确认这个决定"))
        self._confirm.setEnabled(True)
        if preview.evaluation is None:
            others = "\n".join(self._sentence(refusal) for refusal in preview.others)
            self._show_nothing(self.tr("还有别的决定不能成立，暂不能预演：{others}").format(others=others))
            return
        self._show_figures(preview, preview.evaluation, is_draft=is_draft)

    def _show_figures(self, preview: Preview, made: Evaluation, *, is_draft: bool) -> None:
        consequence = self._document.consequence
        self._refusal.hide()
        text = self.tr("草稿不计入测算；下面是没有它时的数") if is_draft else self.tr("预演，尚未确认")
        if any(one.school_id == self.school_id for one in self._document.whole_scenario.evidence):
            text += "\n" + self.tr("已登记的取证是就原来的决定作的：改动之后转为待核，请核对它是否还成立。")
        self._state.setText(text)
        self._state.show()
        self._effects.show_lines(effects(preview.plan, made, self.school_id))
        self._county_title.setVisible(consequence is not None)
        if consequence is None:
            return
        whole = labels.whole_unit(preview.plan.meta.unit_name)
        self._county_title.setText(self.tr("{whole}，括号内为与当前方案之差").format(whole=whole))
        self._county.show_lines(headline_changes(consequence.evaluation, made))
        self._reveal.start()

    def _show_consequence(self) -> None:
        """Bring the consequence into sight beside the choice, without moving the choice out of it."""
        bar, part = self._scroll.verticalScrollBar(), self._consequence
        wanted = min(part.y() + part.height() - self._scroll.viewport().height(), self._decision.y())
        if wanted > bar.value():
            bar.setValue(wanted)

    @staticmethod
    def _sentence(refusal: DecisionError) -> str:
        return str(describe(refusal.code, refusal.values, labels.language()))

    def _show_refusal(self, sentence: str) -> None:
        self._standing.hide()
        self._show_nothing("")
        self._refusal.setText(sentence)
        self._refusal.show()
        self._confirm.setEnabled(False)

    def _show_nothing(self, why: str) -> None:
        """Show no figures, and why there are none."""
        self._refusal.hide()
        self._state.setText(why)
        self._state.setVisible(bool(why))
        self._effects.show_lines([])
        self._county_title.hide()
        self._county.show_lines([])

    def confirm(self) -> None:
        """Take the decision."""
        plan = self._document.plan_with_sites
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

    def _show_findings(self) -> None:
        """Show what is against the school: first what is at hand, all of it once the rest is made."""
        consequence = self._document.consequence
        if consequence is not None and self.school_id in consequence.evaluation.schools.index:
            self._findings.setText(self._finding_text(consequence.evaluation))

    def _finding_text(self, evaluation: Evaluation) -> str:
        known, whole = findings_at_hand(evaluation)
        found = [f for f in known if f.subject_id == self.school_id]
        if not found:
            return self.tr("本校没有不符合的条目。") if whole else self.tr("正在计算……")
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
