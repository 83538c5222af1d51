"""The decision about one school: what becomes of it, who receives, which grades stay, beds and bus seats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.models.receivers import Receiver
from app.panels.segments import Segments
from app.panels.states import note
from gis.model import Band, Boarding, Decision, LayoutStatus

MOST_BEDS = MOST_SEATS = 9999  # the width of the fields, not a rule
GRADES_PER_ROW = 3


OFFERED = (LayoutStatus.RETAIN, LayoutStatus.MERGE, LayoutStatus.TEACHING_POINT)


class DecisionForm(QWidget):
    """Edits a :class:`gis.model.Decision`; ``changed`` is sent by the user's hand only."""

    changed = Signal()
    status_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._given = Decision()
        self._taught: tuple[int, ...] = ()
        self._filling = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("tiny"))
        choices = [(status.value, labels.word("status", status.value)) for status in OFFERED]
        self._status = Segments(self.tr("布局决定"), choices)
        layout.addWidget(self._status)
        self._details = self._build_details()
        layout.addWidget(self._details)
        self._status.chosen.connect(self._follow_status)

    def _build_details(self) -> QWidget:
        details = QWidget()
        self._form = QFormLayout(details)
        self._form.setContentsMargins(0, theme.size("tiny"), 0, 0)
        self._form.setVerticalSpacing(theme.size("small"))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._grades = self._build_grades()
        self._form.addRow(self.tr("保留年级"), self._grades)
        self._receiver = QComboBox()
        self._receiver.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._receiver.setMinimumContentsLength(8)
        self._receiver_label = QLabel()
        self._form.addRow(self._receiver_label, self._receiver)
        self._settlement_receivers = note()
        self._form.addRow(self._settlement_receivers)
        self._boarding = self._build_boarding()
        self._form.addRow(self.tr("寄宿"), self._boarding)
        self._seats = QSpinBox()
        self._seats.setRange(0, MOST_SEATS)
        self._seats.setSuffix(self.tr(" 座"))
        self._seats.setSpecialValueText(self.tr("不提供"))
        self._form.addRow(self.tr("校车"), self._seats)
        self._note = QLineEdit()
        self._note.setPlaceholderText(self.tr("理由、依据（可空）"))
        self._form.addRow(self.tr("备注"), self._note)
        self._receiver.setAccessibleName(self.tr("接收学校"))
        self._receiver.currentIndexChanged.connect(self._tell)
        self._seats.valueChanged.connect(self._tell)
        self._note.textEdited.connect(self._tell)
        return details

    def _build_grades(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        self._grade_boxes = {}
        for grade in range(1, 10):
            check = QCheckBox(labels.grade(grade))
            check.toggled.connect(self._follow_grades)
            grid.addWidget(check, (grade - 1) // GRADES_PER_ROW, (grade - 1) % GRADES_PER_ROW)
            self._grade_boxes[grade] = check
        return box

    def _build_boarding(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        self._beds = QSpinBox()
        self._beds.setRange(0, MOST_BEDS)
        self._beds.setSuffix(self.tr(" 床"))
        self._beds.setSpecialValueText(self.tr("不变"))
        self._beds.setAccessibleName(self.tr("寄宿床位"))
        self._from_grade = QSpinBox()
        self._from_grade.setRange(1, 9)
        self._from_grade.setValue(Boarding(0).from_grade)
        self._from_grade.setSuffix(self.tr(" 年级起"))
        self._from_grade.setAccessibleName(self.tr("寄宿起始年级"))
        row.addWidget(self._beds, 1)
        row.addWidget(self._from_grade, 1)
        self._beds.valueChanged.connect(self._tell)
        self._from_grade.valueChanged.connect(self._tell)
        return box

    # --- filling ------------------------------------------------------------------------------------

    def fill(self, decision: Decision, grades_taught: tuple[int, ...]) -> None:
        """Show a decision about a school that teaches these grades."""
        self._filling = True
        self._given, self._taught = decision, grades_taught
        self._status.show_choice(decision.status.value)
        kept = decision.grades_kept or tuple(grade for grade in Band.G1_3.grades if grade in grades_taught)
        for grade, check in self._grade_boxes.items():
            check.setVisible(grade in grades_taught)
            check.setChecked(grade in kept)
        boarding = decision.boarding or Boarding(0)
        self._beds.setValue(boarding.beds)
        self._from_grade.setValue(boarding.from_grade)
        self._seats.setValue(decision.bus_seats)
        self._note.setText(decision.note)
        single = len(decision.settlement_receivers)
        self._settlement_receivers.setText(
            self.tr("另有 {count} 个居民点单独指定了接收学校").format(count=single) if single else ""
        )
        self._show_rows()
        self._filling = False

    def offer_receivers(self, receivers: Iterable[Receiver]) -> None:
        """Offer the schools that could receive, with the minutes of the walk and the free places."""
        chosen = self._receiver.currentData() if self._receiver.count() else self._given.receiver_id
        if self._filling or not self._receiver.count():
            chosen = self._given.receiver_id
        self._filling = True
        self._receiver.clear()
        self._receiver.addItem(self.tr("按接收顺序自动确定"), None)
        for receiver in receivers:
            self._receiver.addItem(self._receiver_text(receiver), receiver.school_id)
        if chosen and self._receiver.findData(chosen) < 0:
            self._receiver.addItem(str(chosen), chosen)
        self._receiver.setCurrentIndex(max(0, self._receiver.findData(chosen)))
        self._filling = False

    def forget_receiver(self) -> None:
        """Start the next filling from the decision's own receiver."""
        self._receiver.blockSignals(True)
        self._receiver.clear()
        self._receiver.blockSignals(False)

    def _receiver_text(self, receiver: Receiver) -> str:
        places_free = receiver.places_free
        way, room = labels.minutes(receiver.mean_s), labels.number(places_free)
        if labels.is_unknown(places_free):
            text = self.tr("{name} · {way} · 学位未知")
        elif places_free < 0:
            text, room = self.tr("{name} · {way} · 缺 {room}"), labels.number(-places_free)
        else:
            text = self.tr("{name} · {way} · 余 {room}")
        return text.format(name=receiver.name, way=way, room=room)

    # --- reading ------------------------------------------------------------------------------------

    @property
    def status(self) -> LayoutStatus:
        """The chosen layout status."""
        return LayoutStatus(self._status.choice)

    def choose(self, status: LayoutStatus) -> None:
        """Choose a layout status as a click would."""
        self._status.buttons[status.value].click()

    def choose_receiver(self, school_id: str | None) -> None:
        """Choose a receiver as the user would."""
        self._receiver.setCurrentIndex(self._receiver.findData(school_id))

    def grades_given_up(self) -> tuple[int, ...]:
        """Return the grades that the school would no longer teach."""
        if self.status is LayoutStatus.MERGE:
            return self._taught
        if self.status is LayoutStatus.TEACHING_POINT:
            return tuple(g for g in self._taught if not self._grade_boxes[g].isChecked())
        return ()

    def decision(self) -> Decision:
        """Return what the form says; what the form does not show stays as it was given."""
        status = self.status
        moves = status is not LayoutStatus.RETAIN
        kept = tuple(g for g in self._taught if self._grade_boxes[g].isChecked())
        beds = self._beds.value()
        boards = status is not LayoutStatus.MERGE and beds > 0
        return replace(
            self._given,
            status=status,
            receiver_id=self._receiver.currentData() if moves else None,
            settlement_receivers=self._given.settlement_receivers if moves else (),
            grades_kept=kept if status is LayoutStatus.TEACHING_POINT else (),
            boarding=Boarding(beds, self._from_grade.value()) if boards else None,
            bus_seats=self._seats.value() if moves else 0,
            note=self._note.text().strip(),
        )

    def is_changed(self) -> bool:
        """Whether the form says something else than the decision that was given."""
        return self.decision() != self._given

    # --- following ----------------------------------------------------------------------------------

    def _follow_status(self) -> None:
        self._show_rows()
        self.status_changed.emit()
        self.changed.emit()

    def _follow_grades(self) -> None:
        if not self._filling:
            self.status_changed.emit()
            self.changed.emit()

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _show_rows(self) -> None:
        merge, point = (self.status is s for s in (LayoutStatus.MERGE, LayoutStatus.TEACHING_POINT))
        self._receiver_label.setText(self.tr("接收学校") if merge else self.tr("高年级去向"))
        self._form.setRowVisible(self._grades, point)
        self._form.setRowVisible(self._receiver, merge or point)
        self._form.setRowVisible(self._settlement_receivers, bool(self._settlement_receivers.text()))
        self._form.setRowVisible(self._boarding, not merge)
        self._form.setRowVisible(self._seats, merge or point)
