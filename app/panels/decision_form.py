"""The decision about one school: what becomes of it, and the fields that this takes, the usual ones first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.models.receivers import Receiver
from app.models.subjects import Subject
from app.panels.decision_fields import (
    BoardingField,
    ExpansionField,
    GradesField,
    ManagerField,
    TriggerField,
    YearField,
    spin,
)
from app.panels.placement_field import PlacementField
from app.panels.segments import Segments
from app.panels.states import note
from gis.layout import Decision, LayoutStatus
from gis.model import GRADES, Band

RETAIN, MERGE, POINT, PHASE_OUT, NEW, SUSPEND, REOPEN = LayoutStatus
PER_ROW = NAMED = 3
SHOWN_ORDER = (RETAIN, MERGE, POINT, PHASE_OUT, SUSPEND, REOPEN, NEW)
ENDING, OPENING = {MERGE, PHASE_OUT, SUSPEND}, {NEW, REOPEN}

# The fields that a status shows at once; the others that it has any use for stand under "more".
USUAL = {
    RETAIN: ("boarding", "note"),
    MERGE: ("receiver", "seats", "note"),
    POINT: ("kept", "receiver", "boarding", "seats", "note"),
    PHASE_OUT: ("year", "receiver", "seats", "note"),
    SUSPEND: ("receiver", "seats", "note"),
    REOPEN: ("grades", "year", "note"),
    NEW: ("grades", "year", "note"),
}


class DecisionForm(QWidget):
    """Edits a :class:`gis.layout.Decision`; ``changed`` is sent by the user's hand only.

    What a status has no use for is not shown and not said; all else comes back exactly as it was given.
    """

    changed = Signal()
    status_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._given, self._subject = Decision(), Subject()
        self._filling = self._is_open = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("tiny"))
        choices = [(status.value, labels.word("status", status.value)) for status in SHOWN_ORDER]
        self._status = Segments(self.tr("布局决定"), choices, per_row=PER_ROW)
        layout.addWidget(self._status)
        self._details = self._build_details()
        layout.addWidget(self._details)
        self._more = QPushButton()
        self._more.setObjectName("link")
        self._more.setMinimumWidth(1)  # a long list of names makes the card no wider
        self._more.clicked.connect(self._toggle_more)
        layout.addWidget(self._more)
        self._status.chosen.connect(self._follow_status)

    def _build_details(self) -> QWidget:
        self._kept, self._grades = GradesField(), GradesField()
        self._receiver, self._receiver_label = QComboBox(), QLabel()
        self._receiver.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._receiver.setMinimumContentsLength(8)
        self._receiver.setAccessibleName(self.tr("接收学校"))
        self._settlement_receivers = note()
        self._boarding = BoardingField()
        self._seats = spin(self.tr(" 座"), self.tr("不提供"), self.tr("校车座位"))
        self._year = YearField(self.tr("起始学年"), self.tr("即时"))
        self._gradual = QCheckBox(self.tr("高年级在本校读完"))
        self._moves_year = YearField(self.tr("迁出学年"), self.tr("在本校读完"))
        self._trigger, self._expansion, self._hand_over = TriggerField(), ExpansionField(), ManagerField()
        self._placement = PlacementField()
        self._new_code, self._note = QLineEdit(), QLineEdit()
        self._new_code.setPlaceholderText(self.tr("尚未取得可空"))
        self._new_code.setAccessibleName(self.tr("新标识码"))
        self._note.setPlaceholderText(self.tr("理由、依据（可空）"))
        self._note.setAccessibleName(self.tr("备注"))
        self._connect()
        return self._lay_out()

    def _lay_out(self) -> QWidget:
        details = QWidget()
        self._form = QFormLayout(details)
        self._form.setContentsMargins(0, theme.size("tiny"), 0, 0)
        self._form.setVerticalSpacing(theme.size("small"))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._grades_label = QLabel()
        self._rows: dict[str, QWidget] = {
            "kept": self._kept, "grades": self._grades, "year": self._year, "receiver": self._receiver,
            "settlements": self._settlement_receivers, "boarding": self._boarding, "seats": self._seats,
            "placement": self._placement,
            "gradual": self._gradual, "moves_year": self._moves_year, "trigger": self._trigger,
            "expansion": self._expansion, "hand_over": self._hand_over, "new_code": self._new_code,
            "note": self._note,
        }  # fmt: skip
        titles: dict[str, str | QLabel] = {
            "kept": self.tr("保留年级"), "grades": self._grades_label, "year": self.tr("起始学年"),
            "receiver": self._receiver_label, "boarding": self.tr("寄宿"), "seats": self.tr("校车"),
            "gradual": self.tr("逐年过渡"), "moves_year": self.tr("迁出学年"), "trigger": self.tr("触发条件"),
            "expansion": self.tr("改扩建"), "hand_over": self.tr("移交"), "new_code": self.tr("新标识码"),
            "note": self.tr("备注"),
        }  # fmt: skip
        for key, widget in self._rows.items():
            if key in titles:
                self._form.addRow(titles[key], widget)
            else:
                self._form.addRow(widget)
        return details

    def _connect(self) -> None:
        for grades in (self._kept, self._grades):
            grades.changed.connect(self._follow_grades)
        for field in (self._boarding, self._trigger, self._expansion, self._placement):
            field.changed.connect(self._tell)
        for box in (self._receiver, self._year, self._moves_year):
            box.currentIndexChanged.connect(self._tell)
        self._gradual.toggled.connect(self._follow_gradual)
        self._seats.valueChanged.connect(self._tell)
        self._hand_over.currentTextChanged.connect(self._tell)
        for line in (self._new_code, self._note):
            line.textEdited.connect(self._tell)

    # --- filling ------------------------------------------------------------------------------------

    def fill(self, decision: Decision, subject: Subject) -> None:
        """Show a decision about a school."""
        self._filling = True
        self._given, self._subject = decision, subject
        self._status.offer({status.value for status in (*subject.statuses, decision.status)})
        self._status.setVisible(subject.statuses != (NEW,) or decision.status is not NEW)
        self._status.show_choice(decision.status.value)
        self._fill_grades(decision, subject)
        self._receiver.clear()
        self._offer([], decision.receiver_id)
        self._boarding.fill(decision.boarding)
        self._seats.setValue(decision.bus_seats)
        self._year.fill(decision.year, subject.years)
        self._gradual.setChecked(decision.gradual)
        self._moves_year.fill(decision.moves_year, subject.years)
        self._placement.fill(decision, subject)
        self._trigger.fill(decision.trigger)
        self._expansion.fill(decision.expansion, subject.years)
        self._hand_over.fill(decision.hand_over, subject.managers)
        self._new_code.setText(decision.new_code)
        self._note.setText(decision.note)
        self._note.setCursorPosition(0)  # a long one is seen from its beginning
        single = len(decision.settlement_receivers)
        self._settlement_receivers.setText(
            self.tr("另有 {count} 个居民点单独指定了接收学校").format(count=single) if single else ""
        )
        self._show_rows()
        self._filling = False

    def _fill_grades(self, decision: Decision, subject: Subject) -> None:
        usual = tuple(grade for grade in Band.G1_3.grades if grade in subject.taught)
        kept = decision.grades_kept if decision.status is POINT else usual
        self._kept.fill(kept, subject.taught)
        taught = decision.grades_taught or (subject.taught if decision.status is RETAIN else ())
        self._grades.fill(taught, GRADES)

    def offer_receivers(self, receivers: Iterable[Receiver]) -> None:
        """Offer the schools that could receive, with the minutes of the walk and the free places."""
        chosen = self._receiver.currentData()
        self._filling = True
        self._receiver.clear()
        self._offer(receivers, chosen)
        self._filling = False

    def _offer(self, receivers: Iterable[Receiver], chosen: str | None) -> None:
        self._receiver.addItem(self.tr("按接收顺序自动确定"), None)
        for receiver in receivers:
            self._receiver.addItem(self._receiver_text(receiver), receiver.school_id)
        if chosen is not None and self._receiver.findData(chosen) < 0:
            self._receiver.addItem(self._subject.names.get(chosen, chosen), chosen)
        self._receiver.setCurrentIndex(0 if chosen is None else self._receiver.findData(chosen))

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
        """Return the grades that the school would no longer teach in the end."""
        left: tuple[int, ...] = self._subject.taught
        if self.status in ENDING:
            left = ()
        elif self.status is POINT:
            left = self._kept.value
        elif self._changes_grades():
            left = self._grades.value
        return tuple(grade for grade in self._subject.taught if grade not in left)

    def decision(self) -> Decision:
        """Return what the form says; the status leaves out what it has no use for."""
        uses = self._useful()
        made = Decision(
            status=self.status,
            receiver_id=self._receiver.currentData() if "receiver" in uses else None,
            settlement_receivers=self._given.settlement_receivers if "receiver" in uses else (),
            grades_kept=_as_given(self._kept.value, self._given.grades_kept) if "kept" in uses else (),
            grades_taught=self._grades_taught() if "grades" in uses else (),
            boarding=self._boarding.value if "boarding" in uses else None,
            bus_seats=self._seats.value() if "seats" in uses else 0,
            expansion=self._expansion.value if "expansion" in uses else None,
            gradual="gradual" in uses and self._gradual.isChecked(),
            moves_year=self._moves_year.value if "moves_year" in uses else None,
            new_code=_text_as_given(self._new_code, self._given.new_code) if "new_code" in uses else "",
        )
        if "placement" in uses:
            made = self._placement.written_into(made)
        return replace(
            made,
            year=self._year.value,
            trigger=self._trigger.value,
            hand_over=self._hand_over.value,
            note=_text_as_given(self._note, self._given.note),
        )

    def _grades_taught(self) -> tuple[int, ...]:
        """Return the grades; a retained school that teaches what it teaches anyway changes none."""
        if self.status is RETAIN and not self._changes_grades():
            return ()
        return _as_given(self._grades.value, self._given.grades_taught)

    def _changes_grades(self) -> bool:
        """Whether a retained school is to teach other grades, or is told the same ones in so many words."""
        if self.status is not RETAIN or not self._grades.value:
            return False
        told = self._given.grades_taught if self._given.status is RETAIN else ()
        return self._grades.value != self._subject.taught or set(self._grades.value) == set(told)

    def is_changed(self) -> bool:
        """Whether the form says something else than the decision that was given."""
        return self.decision() != self._given

    def _useful(self) -> set[str]:
        """Return the fields that the chosen status has a use for."""
        status, uses = self.status, {"year", "trigger", "hand_over", "note"}
        if status in ENDING or status is POINT or self._changes_grades():
            uses |= {"receiver", "seats"}
        if status not in (MERGE, SUSPEND):
            uses |= {"boarding"}
        uses |= {"placement"} if status in ENDING else {"expansion"}
        if status is POINT:
            uses |= {"kept", "gradual", "new_code"}
        if status in OPENING:
            uses |= {"grades", "new_code"}
        if status is RETAIN:
            uses |= {"grades"} | ({"new_code"} if self._changes_grades() else set())
        if status is PHASE_OUT or (status is POINT and self._gradual.isChecked()):
            uses |= {"moves_year"}
        return uses

    # --- following ----------------------------------------------------------------------------------

    def _follow_status(self) -> None:
        self._filling = True
        if self.status in OPENING and self._given.status is not self.status:
            self._grades.fill((), GRADES)
        elif self.status is RETAIN:
            self._grades.fill(self._given.grades_taught or self._subject.taught, GRADES)
        self._filling = False
        self._show_rows()
        self.status_changed.emit()
        self.changed.emit()

    def _follow_grades(self) -> None:
        if not self._filling:
            self._show_rows()
            self.status_changed.emit()
            self.changed.emit()

    def _follow_gradual(self) -> None:
        if not self._filling:
            self._show_rows()
            self.changed.emit()

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _toggle_more(self) -> None:
        self._is_open = not self._is_open
        self._show_rows()

    def _show_rows(self) -> None:
        status, uses = self.status, self._useful()
        said = {key for key in uses if key not in USUAL[status] and self._says(key)}
        shown = uses if self._is_open else {key for key in uses if key in USUAL[status]} | said
        if status is RETAIN and "receiver" in uses:
            shown |= {"receiver", "seats"}
        if self._gradual.isChecked() and "gradual" in uses:
            shown |= {"year", "moves_year"}  # it begins some year
        for key, row in self._rows.items():
            self._form.setRowVisible(row, key in shown)
        named = bool(self._settlement_receivers.text()) and "receiver" in uses
        self._form.setRowVisible(self._settlement_receivers, named)
        self._receiver_label.setText(
            self.tr("接收学校") if status in ENDING
            else self.tr("高年级去向") if status is POINT else self.tr("停办年级")
        )  # fmt: skip
        self._grades_label.setText(self.tr("年级调整") if status is RETAIN else self.tr("开设年级"))
        hidden = uses - shown
        self._more.setVisible(bool(hidden) or self._is_open)
        self._more.setText(self.tr("收起") if self._is_open else self._more_text(hidden))

    def _says(self, key: str) -> bool:
        """Whether a field that stands under "more" holds something."""
        decision = self.decision()
        return {
            "year": decision.year is not None, "gradual": decision.gradual,
            "moves_year": decision.moves_year is not None, "trigger": decision.trigger is not None,
            "expansion": decision.expansion is not None, "hand_over": bool(decision.hand_over),
            "new_code": bool(decision.new_code), "grades": bool(decision.grades_taught),
            "boarding": decision.boarding is not None,
            "placement": bool(decision.teachers or decision.equipment_receiver or decision.premises),
        }.get(key, True)  # fmt: skip

    def _more_text(self, hidden: set[str]) -> str:
        """Name what else can be said, the most usual first."""
        names = {
            "placement": self.tr("教师、校产去向"), "year": self.tr("学年"),
            "gradual": self.tr("逐年过渡"), "moves_year": self.tr("迁出学年"),
            "grades": self.tr("年级调整"), "expansion": self.tr("改扩建"), "trigger": self.tr("触发条件"),
            "boarding": self.tr("寄宿"), "hand_over": self.tr("移交"), "new_code": self.tr("新标识码"),
        }  # fmt: skip
        listed = [name for key, name in names.items() if key in hidden]
        self._more.setToolTip(self.tr("、").join(listed))
        text = self.tr("更多：{fields}……") if len(listed) > NAMED else self.tr("更多：{fields}")
        return text.format(fields=self.tr("、").join(listed[:NAMED]))


def _as_given(chosen: tuple[int, ...], given: tuple[int, ...]) -> tuple[int, ...]:
    """Return grades in the order in which they were given, if they are the same ones."""
    return given if set(chosen) == set(given) else chosen


def _text_as_given(line: QLineEdit, given: str) -> str:
    """Return a text as it was given, if the field shows it unchanged; else without blanks around it."""
    return given if line.text() == given else line.text().strip()
