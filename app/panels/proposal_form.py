"""What is asked of a proposal: the aim, who may be touched, and what must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from app import labels, theme
from app.models.proposal_words import capital, measure_word
from app.panels.decision_fields import spin
from app.panels.fields import Section, labelled
from app.panels.proposal_conditions import ProposalConditions
from app.panels.proposal_works import check
from app.panels.states import note
from gis.messages import describe

if TYPE_CHECKING:
    from gis.proposals.options import ProposalOptions

OBJECTIVES = ("moved", "travel", "over_limit", "equity", "cost")
WIDENINGS = ("room_and_way", "undecided", "central", "only_one", "receives")


class ProposalForm(QWidget):
    """The fields; ``options`` is what they say."""

    def __init__(self) -> None:
        super().__init__()
        self.objective = QComboBox()
        self.objective.setAccessibleName(self.tr("测算目标"))
        self.objective.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for code in OBJECTIVES:
            self.objective.addItem(capital(measure_word(code)), code)
        people, schools = self.tr(" 人"), self.tr(" 所")
        asked_nothing, no_cap = self.tr("不要求"), self.tr("不限")
        self.below = spin(people, self.tr("请填写"), self.tr("学生少于多少人的学校作为候选"))
        self.close_at_least = spin(schools, asked_nothing, self.tr("至少撤并几所"))
        self.close_at_most = spin(schools, no_cap, self.tr("至多撤并几所"), least=-1)
        self.minimum = spin(people, asked_nothing, self.tr("留下的学校至少多少人"))
        self.most_moved = spin(people, no_cap, self.tr("换校学生上限"), least=-1)
        for box in (self.close_at_most, self.most_moved):
            box.setValue(-1)
        self.conditions = ProposalConditions()
        self.may_close = check(self.tr("可以撤并"), checked=True)
        self.may_convert = check(self.tr("可以改为教学点（保留1—3年级）"), checked=True)
        self.other_townships = check(self.tr("可以去外乡镇的学校"))
        self.bus = check(self.tr("可以提供校车"))
        self.beds = check(self.tr("走读生可以住宿（有空床位）"))
        self.unknown_places = check(self.tr("学位没有填报的学校也可以接收"))
        self.widened = {
            code: check(
                capital(describe(f"proposal_widening_{code}", {}, labels.language()).what.strip())
            )
            for code in WIDENINGS
        }
        self._build()

    def _build(self) -> None:
        candidates = labelled((self.tr("学生少于"), self.below))
        limits = labelled(
            (self.tr("至少撤并"), self.close_at_least),
            (self.tr("至多撤并"), self.close_at_most),
            (self.tr("换校学生至多"), self.most_moved),
            (self.tr("留下的至少"), self.minimum),
        )
        why = note(self.tr("国家没有规定人数，由你填写。中心校、乡镇唯一的学校、必须保留的学校不在其中。"))
        wide = note(self.tr("默认不动，勾选后才作为候选，请逐校核对："))
        allowed = (self.other_townships, self.bus, self.beds, self.unknown_places)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("medium"))
        for part in (
            Section(self.tr("目标：哪个数最小"), self.objective),
            Section(self.tr("候选学校"), candidates, why, self.may_close, self.may_convert),
            Section(self.tr("条件"), limits),
            Section(self.tr("可以安排"), *allowed),
            Section(self.tr("放宽候选"), wide, *self.widened.values()),
            self.conditions,
        ):
            column.addWidget(part)

    def options(self) -> ProposalOptions:
        """Return what the fields say."""
        from gis.proposals.options import Objective, ProposalOptions, Widening

        return ProposalOptions(
            Objective(self.objective.currentData()),
            self.below.value() or None,
            widen=frozenset(Widening(code) for code, box in self.widened.items() if box.isChecked()),
            close_at_least=self.close_at_least.value() or None,
            close_at_most=_cap(self.close_at_most),
            minimum_pupils=self.minimum.value() or None,
            most_moved=_cap(self.most_moved),
            may_close=self.may_close.isChecked(),
            may_convert=self.may_convert.isChecked(),
            other_townships=self.other_townships.isChecked(),
            bus=self.bus.isChecked(),
            beds=self.beds.isChecked(),
            unknown_places=self.unknown_places.isChecked(),
            **self.conditions.values(),
        )


def _cap(box: QSpinBox) -> int | None:
    return None if box.value() < 0 else box.value()
