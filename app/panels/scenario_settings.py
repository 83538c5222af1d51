"""What a scenario rests on and how it assigns, how far it has come, what it builds and what is promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import labels, messages, theme
from app.document import Document
from app.models.promise_shapes import listed
from app.models.tables import school_name
from app.panels.decision_fields import spin
from app.panels.entries import Entries, Entry
from app.panels.fields import Section, set_tone
from app.panels.late import LatePanel
from app.panels.states import note
from gis.layout import BASELINE, Locks, NoCrossing, Policy, Scenario
from gis.model import Plan

TONES = {"draft": "warn", "blocked": "danger"}
STATE_TONES = {"in_progress": "warn", "complete": "ok", "blocked": "danger"}


class ScenarioSettings(LatePanel):
    """The card of the active scenario.

    Signals
    -------
    school_wanted, village_wanted
        A school, or a settlement, is to be looked at.
    place_wanted
        A place is to be looked at: longitude and latitude.
    new_school_wanted, site_delete_wanted, group_wanted, line_wanted, new_scenario_wanted
        As they say.
    """

    school_wanted = Signal(str)
    village_wanted = Signal(str)
    place_wanted = Signal(float, float)
    new_school_wanted = Signal()
    site_delete_wanted = Signal(str)
    group_wanted = Signal()
    line_wanted = Signal()
    new_scenario_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._title, self._about = note(name="title"), note()
        self.base, self.policy, self.whole = QComboBox(), QComboBox(), QCheckBox()
        self._policy_note, self._state = note(), note(name="value")
        self.unfinished = Entries()
        self.sites = Entries(self.tr("本方案没有新建学校。"))
        self.promises = Entries(self.tr("还没有约定。学校的约定在学校的卡片里选。"))
        self.most_moved, self.most_moved_twice = (
            spin(self.tr(" 人"), self.tr("不限"), name, least=-1)
            for name in (self.tr("最多调整人数"), self.tr("最多再次调整人数"))
        )
        self._build()
        self._connect()

    def _build(self) -> None:
        self.base.setAccessibleName(self.tr("建立在哪个方案上"))
        self.policy.setAccessibleName(self.tr("学生分配"))
        self.whole.setText(self.tr("一村一个年级不拆到两校"))
        for one in Policy:
            self.policy.addItem(labels.word("policy", one.value), one.value)
        caps = QWidget()
        form = QFormLayout(caps)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("最多调整"), self.most_moved)
        form.addRow(self.tr("最多再次调整"), self.most_moved_twice)
        self._new_scenario = self._button(self.tr("新建方案"), self.new_scenario_wanted.emit)
        self._parts = [
            Section(self.tr("进展"), self._state, self.unfinished),
            Section(self.tr("建立在"), self.base),
            Section(self.tr("学生分配"), self.policy, self._policy_note, self.whole),
            Section(
                self.tr("新建学校"), self.sites,
                self._button(self.tr("在地图上新建学校……"), self.new_school_wanted.emit),
            ),
            Section(
                self.tr("约定"), self.promises, caps,
                self._button(self.tr("约定同校的村……"), self.group_wanted.emit),
                self._button(self.tr("画不得跨越的路、河……"), self.line_wanted.emit),
            ),
        ]  # fmt: skip
        body = QWidget()
        body.setObjectName("card")
        column = QVBoxLayout(body)
        column.setContentsMargins(*(theme.size("medium"),) * 4)
        column.setSpacing(theme.size("medium"))
        for widget in (self._title, self._about, self._new_scenario, *self._parts):
            column.addWidget(widget)
        column.addStretch()
        self.setWidget(body)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @staticmethod
    def _button(text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: act())
        return button

    def _connect(self) -> None:
        document = self._document
        self.base.activated.connect(lambda _: self._set_base())
        self.policy.activated.connect(lambda _: self._set_policy())
        self.whole.clicked.connect(self._set_whole)
        self.most_moved.editingFinished.connect(self._set_caps)
        self.most_moved_twice.editingFinished.connect(self._set_caps)
        queued = Qt.ConnectionType.QueuedConnection
        for signal in (document.scenarios_changed, document.plan_changed, document.evaluation_failed):
            signal.connect(self._evaluated, queued)

    # --- showing ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the active scenario."""
        document, plan = self._document, self._document.plan
        if plan is None:
            return
        editable = document.active != BASELINE
        self._title.setText(labels.scenario_name(document.active))
        self._about.setText("" if editable else self.tr("现状照实际情况，不可改动。新建一个方案，再作决定。"))
        self._about.setVisible(not editable)
        self._new_scenario.setVisible(not editable)
        for part in self._parts:
            part.setVisible(editable)
        if editable:
            self._show_base(plan)
            self._show_policy()
            self._show_standing()
            self._show_sites()
            self._show_promises(plan)

    def _show_base(self, plan: Plan) -> None:
        scenario = self._document.scenario
        self.base.clear()
        offered = [name for name in (BASELINE, *plan.scenarios) if not _rests_on(plan, name, scenario.name)]
        if scenario.base not in offered:
            offered.append(scenario.base)
        for name in offered:
            self.base.addItem(labels.scenario_name(name), name)
        self.base.setCurrentIndex(self.base.findData(scenario.base))

    def _show_policy(self) -> None:
        scenario = self._document.scenario
        self.policy.setCurrentIndex(self.policy.findData(scenario.policy.value))
        self._policy_note.setText(self._policy_text(scenario.policy))
        self.whole.setVisible(scenario.policy is Policy.LEAST_TIME)
        self.whole.setChecked(scenario.whole_settlements)

    def _policy_text(self, policy: Policy) -> str:
        return {
            Policy.MINIMAL: self.tr("只有学校撤销、年级停办的学生换学校，其余学生都不动。"),
            Policy.ZONES: self.tr("全体学生按划片和对口重新分配，不看现在在哪里上学。"),
            Policy.NEAREST: self.tr("全体学生到步行最近的学校，不看学位够不够。"),
            Policy.LEAST_TIME: self.tr("全体学生重新分配：不超过各校学位，步行时间合计最少。"),
        }[policy] + ("" if policy is Policy.MINIMAL else self.tr("民办学校的学生不动。"))

    def _show_standing(self) -> None:
        document = self._document
        standing, plan = document.standing, document.plan_with_sites
        state = standing.scenario.value if standing.scenario is not None else ""
        self._state.setText(labels.word("scenario_state", state) if state else self.tr("正在计算……"))
        set_tone(self._state, STATE_TONES.get(state, ""))
        entries = []
        for school_id, one in standing.decisions.items():
            if plan is None or not one.reasons:
                continue
            word = labels.word("decision_state", one.state.value)
            name = self._name_of(plan, school_id)
            text = self.tr("{school}：{state}").format(school=name, state=word)
            about = "\n".join(messages.what(reason) for reason in one.reasons)
            entries.append(Entry(text, about, tone=TONES[one.state.value], show=self._shower(school_id)))
        self.unfinished.show_entries(entries)

    def _name_of(self, plan: Plan, school_id: str) -> str:
        site = self._document.site(school_id)
        return site.name if site is not None else school_name(plan, school_id)

    def _shower(self, school_id: str) -> Callable[[], object]:
        return lambda: self.school_wanted.emit(school_id)

    def _show_sites(self) -> None:
        own = {site.school_id for site in self._document.scenario.sites}
        entries = []
        for site in self._document.whole_scenario.sites:
            key = site.school_id
            about = [site.township, labels.word("type", site.type_code)]
            if key not in own:
                about.append(self.tr("来自“{base}”").format(base=self._document.scenario.base))
            delete = (lambda key=key: self.site_delete_wanted.emit(key)) if key in own else None
            entries.append(
                Entry(site.name, " · ".join(filter(None, about)), show=self._shower(key), delete=delete)
            )
        self.sites.show_entries(entries)

    # --- promises -----------------------------------------------------------------------------------

    def _show_promises(self, plan: Plan) -> None:
        locks, own = self._document.whole_scenario.locks, self._document.scenario.locks
        names = dict(
            zip(plan.settlements.index.astype(str), plan.settlements["name"].astype(str), strict=True)
        )
        entries = []
        for school_id, lock in locks.schools.items():
            text = self.tr("{school}：{state}").format(
                school=self._name_of(plan, school_id), state=labels.word("lock", str(lock))
            )
            left = {key: one for key, one in own.schools.items() if key != school_id}
            entries.append(
                Entry(text, show=self._shower(school_id),
                      delete=self._dropper(replace(own, schools=left), own, text))
            )  # fmt: skip
        for group in locks.together:
            text = self.tr("同校：{names}").format(names=listed(group, names))
            left_groups = tuple(one for one in own.together if set(one) != set(group))
            entries.append(
                Entry(text, show=partial(self.village_wanted.emit, group[0]),
                      delete=self._dropper(replace(own, together=left_groups), own, text))
            )  # fmt: skip
        for line in locks.no_crossing:
            text = self.tr("不得跨越：{name}").format(name=line.name)
            lines = tuple(one for one in own.no_crossing if one.name != line.name)
            entries.append(
                Entry(text, listed(line.settlement_ids, names), show=partial(self._show_line, line),
                      delete=self._dropper(replace(own, no_crossing=lines), own, text))
            )  # fmt: skip
        self.promises.show_entries(entries)
        for box, cap in (
            (self.most_moved, locks.most_moved),
            (self.most_moved_twice, locks.most_moved_twice),
        ):
            _show_cap(box, cap)

    def _show_line(self, line: NoCrossing) -> None:
        from shapely import from_wkt

        middle = from_wkt(line.wkt).representative_point()
        self.place_wanted.emit(middle.x, middle.y)

    def _dropper(self, left: Locks, own: Locks, text: str) -> Callable[[], object] | None:
        """Return what takes a promise away; None for one of the base's, which only the base can lift."""
        if left == own:
            return None
        told = self.tr("取消约定 {what}").format(what=text)
        return lambda: self._document.set_locks(left, told)

    def _set_caps(self) -> None:
        own = self._document.scenario.locks
        whole = self._document.whole_scenario.locks
        made = replace(
            own,
            most_moved=_cap_of(self.most_moved, whole.most_moved, own.most_moved),
            most_moved_twice=_cap_of(self.most_moved_twice, whole.most_moved_twice, own.most_moved_twice),
        )
        if made != own:
            self._document.set_locks(made, self.tr("约定调整人数"))

    # --- what it rests on ---------------------------------------------------------------------------

    def _change(self, text: str, **values: object) -> None:
        scenario = self._document.scenario
        made: Scenario = replace(scenario, **values)  # type: ignore[arg-type]
        if made != scenario:
            self._document.replace_scenario(made, text)

    def _set_base(self) -> None:
        name = str(self.base.currentData())
        self._change(self.tr("建立在“{base}”上").format(base=labels.scenario_name(name)), base=name)

    def _set_policy(self) -> None:
        policy = Policy(self.policy.currentData())
        text = self.tr("学生分配：{policy}").format(policy=labels.word("policy", policy.value))
        self._change(text, policy=policy)

    def _set_whole(self, checked: bool) -> None:
        self._change(self.tr("学生分配：整村"), whole_settlements=checked)


def _rests_on(plan: Plan, name: str, other: str) -> bool:
    """Whether a scenario is another one or rests on it: that one cannot be built on it."""
    seen: set[str] = set()
    while name != BASELINE and name not in seen and name in plan.scenarios:
        if name == other:
            return True
        seen.add(name)
        name = plan.scenarios[name].base
    return False


def _show_cap(box: QSpinBox, cap: int | None) -> None:
    box.blockSignals(True)
    box.setValue(-1 if cap is None else cap)
    box.blockSignals(False)


def _cap_of(box: QSpinBox, shown: int | None, own: int | None) -> int | None:
    """Return what the field says; untouched it leaves what the scenario itself holds."""
    said = None if box.value() < 0 else box.value()
    return own if said == shown else said
