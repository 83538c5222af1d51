"""What people said of closing or converting a school, taken down for one of the conditions of closing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import labels
from app.outcome_words import outcome_word
from app.panels.decision_fields import spin
from app.panels.fields import set_tone
from app.panels.segments import Segments
from app.panels.states import note
from gis.errors import InputError
from gis.evaluation.gates import NOT_COMPUTED, PEOPLE, UNCONFIRMED
from gis.layout import Evidence, GateState
from gis.messages import describe
from gis.planning.evidence import OF_PEOPLE, PARENTS, said_by_counts

DIALOG_WIDTH = 460
NOT_TOLD = -1
DATE_PARTS = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")


@dataclass(frozen=True)
class Asked:
    """What the form is about.

    Attributes
    ----------
    evidence
        What is taken down so far; of the school and the condition at least.
    is_known
        Whether anything is.
    base
        The scenario that it comes from, "" = the active one itself.
    is_of_another
        Whether it was taken for another decision than stands now, or nobody noted for which.
    """

    school: str
    evidence: Evidence
    is_known: bool = False
    base: str = ""
    is_of_another: bool = False


class EvidenceDialog(QDialog):
    """Takes the evidence down; stays open, and says why, while it is refused.

    Parameters
    ----------
    save
        Takes the evidence over; raises :class:`InputError`.
    clear
        Takes it back.
    """

    def __init__(
        self,
        parent: QWidget | None,
        asked: Asked,
        save: Callable[[Evidence], None],
        clear: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._given, self._save, self._clear = asked.evidence, save, clear
        self._title = f"{asked.evidence.gate} {outcome_word('gate', asked.evidence.gate)}"
        self.setWindowTitle(self.tr("登记取证"))
        states = [(one.value, outcome_word("gate", one.value)) for one in GateState]
        self.state = Segments(self.tr("结论"), states)
        self.document, self.date, self.office, self.note = (QLineEdit() for _ in range(4))
        unit = self.tr(" 户") if asked.evidence.gate == PARENTS else self.tr(" 人")
        not_told = self.tr("没有登记")
        self.asked = spin(unit, not_told, self.tr("征求意见"), least=NOT_TOLD)
        self.against = spin(unit, not_told, self.tr("其中反对"), least=NOT_TOLD)
        self._verdict, self._fault = note(name="value"), note(name="refusal")
        self._fault.hide()
        self._build(asked)
        self._fill(asked.evidence)
        for box in (self.asked, self.against):
            box.valueChanged.connect(self._show_verdict)
        self._show_verdict()

    # --- building -----------------------------------------------------------------------------------

    def _build(self, asked: Asked) -> None:
        gate = asked.evidence.gate
        for line, name, hint in (
            (self.document, self.tr("材料名称"), self.tr("如“征求意见汇总表”“听证报告”，写名称或文号")),
            (self.date, self.tr("日期"), self.tr("年-月-日，如 2022-06-01")),
            (self.office, self.tr("单位"), self.tr("由谁取证、经办")),
            (self.note, self.tr("备注"), self.tr("不写学生和家长的姓名")),
        ):
            line.setAccessibleName(name)
            line.setPlaceholderText(hint)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(self.tr("结论"), self.state)
        self._form.addRow(self.tr("材料名称"), self.document)
        self._form.addRow(self.tr("日期"), self.date)
        self._form.addRow(self.tr("单位"), self.office)
        counts = QWidget()
        row = QHBoxLayout(counts)
        row.setContentsMargins(0, 0, 0, 0)
        for box, prefix in ((self.asked, self.tr("征求 ")), (self.against, self.tr("反对 "))):
            box.setPrefix(prefix)
            row.addWidget(box, 1)
        self._form.addRow(self.tr("意见"), counts)
        self._form.addRow("", self._verdict)
        self._form.addRow(self.tr("备注"), self.note)
        is_counted = gate in OF_PEOPLE or asked.evidence.asked is not None
        self._form.setRowVisible(counts, is_counted)
        self._form.setRowVisible(self._verdict, is_counted)
        column = QVBoxLayout(self)
        column.addWidget(note(f"{asked.school} · {self._title}", name="heading"))
        column.addWidget(note(self._about(asked)))
        column.addLayout(self._form)
        column.addWidget(self._fault)
        column.addWidget(self._buttons(can_clear=asked.is_known and not asked.base))
        self.setMinimumWidth(DIALOG_WIDTH)

    def _buttons(self, *, can_clear: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(self.tr("保存"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("primary", True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        self.clear = buttons.addButton(self.tr("清除登记"), QDialogButtonBox.ButtonRole.ResetRole)
        self.clear.setVisible(can_clear)
        self.clear.clicked.connect(self._take_back)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _about(self, asked: Asked) -> str:
        gate = asked.evidence.gate
        lines = [str(describe({**PEOPLE, **NOT_COMPUTED}[gate], {}, labels.language()))]
        if gate not in OF_PEOPLE:
            lines.append(self.tr("测算不通过的，取证不能改为通过；测算通过的，取证可以改为不通过或待取证。"))
        if asked.is_of_another:
            lines.append(str(describe(UNCONFIRMED, {}, labels.language())))
        elif asked.is_known:
            lines.append(self.tr("登记之后改动决定（接收学校、学年等）的，取证转为待核，要核对是否还成立。"))
        if asked.base:
            text = self.tr("这条登记来自“{base}”；在这里保存的只用于本方案。")
            lines.append(text.format(base=asked.base))
        return "\n".join(lines)

    # --- filling and reading ------------------------------------------------------------------------

    def _fill(self, evidence: Evidence) -> None:
        self.state.show_choice(evidence.state.value)
        for line, text in (
            (self.document, evidence.document), (self.date, evidence.date), (self.office, evidence.office),
            (self.note, evidence.note),
        ):  # fmt: skip
            line.setText(text)
            line.setCursorPosition(0)  # a long one is seen from its beginning
        for box, count in ((self.asked, evidence.asked), (self.against, evidence.against)):
            box.setValue(NOT_TOLD if count is None else count)

    @property
    def value(self) -> Evidence:
        """What the form says."""
        asked, against = (None if box.value() == NOT_TOLD else box.value() for box in self._counts)
        return Evidence(
            self._given.school_id, self._given.gate, GateState(self.state.choice),
            document=self.document.text().strip(), date=_iso_day(self.date.text()),
            office=self.office.text().strip(), note=self.note.text().strip(), asked=asked, against=against,
        )  # fmt: skip

    @property
    def _counts(self) -> tuple[QSpinBox, QSpinBox]:
        return self.asked, self.against

    def _show_verdict(self) -> None:
        made = self.value
        said = said_by_counts(made.asked, made.against)
        if said is None:
            text = self.tr("填了征求和反对的数，才能说明是不是多数反对。")
        elif said is GateState.FAIL:
            text = self.tr("反对的超过半数：不能登记为通过。")
        else:
            text = self.tr("反对的没有超过半数。")
        self._verdict.setText(text)
        set_tone(self._verdict, "danger" if said is GateState.FAIL else "")

    def _accept(self) -> None:
        try:
            self._save(self.value)
        except InputError as fault:
            values = {**fault.values, "gate": self._title}  # the user knows its name, not only its number
            self._fault.setText(str(describe(fault.code, values, labels.language())))
            self._fault.show()
            self.adjustSize()
            return
        self.accept()

    def _take_back(self) -> None:
        self._clear()
        self.accept()


def _iso_day(text: str) -> str:
    """Return 2022.6.1 or 2022年6月1日 as 2022-06-01, anything else as it was typed."""
    found = DATE_PARTS.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text.strip()
