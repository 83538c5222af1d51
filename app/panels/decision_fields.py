"""The fields of a decision: each shows a value and gives exactly it back, touched or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from gis.layout import Boarding, Expansion, Trigger

MOST = 99_999  # the width of the fields, not a rule
MOST_COST_10K = 999_999.0
YUAN = 10_000.0
GRADES_PER_ROW = 3
YEAR_LETTERS = 9  # as wide as a year at least, however long its words are


class Field(QWidget):
    """A field that tells when the user changed it, and not when it is filled."""

    changed = Signal()

    def _tell(self) -> None:
        self.changed.emit()  # says nothing while signals are blocked


def spin(suffix: str, special: str, name: str, *, least: int = 0, most: int = MOST) -> QSpinBox:
    """Return a field for a whole number whose least value reads as ``special``."""
    made = QSpinBox()
    made.setRange(least, most)
    made.setSuffix(suffix)
    made.setSpecialValueText(special)
    made.setAccessibleName(name)
    return made


def money_spin(suffix: str, special: str, name: str, *, least: float = -1.0) -> QDoubleSpinBox:
    """Return a field for 10,000 yuan that begins at its least value, which reads as ``special``."""
    made = QDoubleSpinBox()
    made.setRange(least, MOST_COST_10K)
    made.setDecimals(2)
    made.setSuffix(suffix)
    made.setSpecialValueText(special)
    made.setAccessibleName(name)
    made.setValue(least)
    return made


class GradesField(Field):
    """Some of the grades 1-9."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.size("tiny"))
        self.boxes: dict[int, QCheckBox] = {}
        for grade in range(1, 10):
            check = QCheckBox(labels.grade(grade))
            check.toggled.connect(self._tell)
            grid.addWidget(check, (grade - 1) // GRADES_PER_ROW, (grade - 1) % GRADES_PER_ROW)
            self.boxes[grade] = check

    def fill(self, chosen: Collection[int], offered: Collection[int]) -> None:
        """Show which grades are chosen, of those that can be."""
        self.blockSignals(True)
        for grade, check in self.boxes.items():
            check.setVisible(grade in offered)
            check.setChecked(grade in chosen and grade in offered)
        self.blockSignals(False)

    @property
    def value(self) -> tuple[int, ...]:
        """The chosen grades, in order."""
        return tuple(grade for grade, check in self.boxes.items() if check.isChecked())


class YearField(QComboBox):
    """A school year, or none."""

    def __init__(self, name: str, none: str) -> None:
        super().__init__()
        self._none = none
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(YEAR_LETTERS)

    def fill(self, year: int | None, years: Iterable[int]) -> None:
        """Show a year; ``years`` are those that can be chosen besides."""
        self.blockSignals(True)
        self.clear()
        self.addItem(self._none, None)
        for one in sorted({*years, *([] if year is None else [year])}):
            self.addItem(labels.school_year(one), one)
        self.setCurrentIndex(self.findData(year) if year is not None else 0)
        self.blockSignals(False)

    @property
    def value(self) -> int | None:
        """The chosen year."""
        chosen: int | None = self.currentData()
        return chosen


class BoardingField(Field):
    """Beds, and from which grade."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.beds = spin(self.tr(" 床"), self.tr("不变"), self.tr("寄宿床位"))
        self.from_grade = QSpinBox()
        self.from_grade.setRange(1, 9)
        self.from_grade.setSuffix(self.tr(" 年级起"))
        self.from_grade.setAccessibleName(self.tr("寄宿起始年级"))
        for box in (self.beds, self.from_grade):
            row.addWidget(box, 1)
            box.valueChanged.connect(self._tell)

    def fill(self, boarding: Boarding | None) -> None:
        """Show what is provided."""
        self.blockSignals(True)
        shown = boarding or Boarding(0)
        self.beds.setValue(shown.beds)
        self.from_grade.setValue(shown.from_grade)
        self.blockSignals(False)

    @property
    def value(self) -> Boarding | None:
        """What is provided; None changes nothing."""
        beds = self.beds.value()
        return Boarding(beds, self.from_grade.value()) if beds else None


class ExpansionField(Field):
    """Rooms, places, cost and the year of opening."""

    def __init__(self) -> None:
        super().__init__()
        self._given: Expansion | None = None
        self.rooms = spin(self.tr(" 间教室"), self.tr("教室不增"), self.tr("新增教室"))
        self.places = spin(self.tr(" 个学位"), self.tr("学位不增"), self.tr("新增学位"))
        self.cost = money_spin(self.tr(" 万元"), self.tr("投资未知"), self.tr("改扩建投资"))
        self.year = YearField(self.tr("改扩建启用学年"), self.tr("随本决定启用"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("tiny"))
        for box in (self.rooms, self.places, self.cost, self.year):
            column.addWidget(box)
        for number in (self.rooms, self.places, self.cost):
            number.valueChanged.connect(self._tell)
        self.year.currentIndexChanged.connect(self._tell)

    def fill(self, expansion: Expansion | None, years: Iterable[int]) -> None:
        """Show what is built on."""
        self.blockSignals(True)
        self._given, shown = expansion, expansion or Expansion()
        self.rooms.setValue(shown.rooms)
        self.places.setValue(shown.places)
        self.cost.setValue(-1.0 if labels.is_unknown(shown.cost_yuan) else shown.cost_yuan / YUAN)
        self._cost_shown = self.cost.value()
        self.year.fill(shown.year, years)
        self.blockSignals(False)

    @property
    def value(self) -> Expansion | None:
        """What is built on; None changes nothing."""
        made = Expansion(self.rooms.value(), self.places.value(), self._cost_yuan(), self.year.value)
        return None if made == Expansion() else made

    def _cost_yuan(self) -> float:
        if self._given is not None and self.cost.value() == self._cost_shown:
            return self._given.cost_yuan  # not to the yuan that the field shows, but as it was given
        return float("nan") if self.cost.value() < 0 else round(self.cost.value() * YUAN, 2)


class TriggerField(Field):
    """Fewer pupils than so many, for so many years running."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.pupils = spin(self.tr(" 人"), self.tr("不设"), self.tr("触发人数"))
        self.pupils.setPrefix(self.tr("少于 "))
        self.years = spin("", "", self.tr("触发年数"), least=1, most=99)
        self.years.setPrefix(self.tr("连续 "))
        self.years.setSuffix(self.tr(" 年"))
        for box in (self.pupils, self.years):
            row.addWidget(box, 1)
            box.valueChanged.connect(self._tell)

    def fill(self, trigger: Trigger | None) -> None:
        """Show when the decision begins to hold."""
        self.blockSignals(True)
        shown = trigger or Trigger(0)
        self.pupils.setValue(shown.pupils)
        self.years.setValue(shown.years)
        self.blockSignals(False)

    @property
    def value(self) -> Trigger | None:
        """When the decision begins to hold; None = from its year."""
        pupils = self.pupils.value()
        return Trigger(pupils, self.years.value()) if pupils else None


class ManagerField(QComboBox):
    """The school that manages from then on, or a body in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(self.tr("移交"))
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("接管的学校或单位"))

    def fill(self, hand_over: str, schools: Mapping[str, str]) -> None:
        """Show who takes over; ``schools`` are names by id."""
        self.blockSignals(True)
        self.clear()
        self.addItem("", "")
        for school_id, name in schools.items():
            self.addItem(name, school_id)
        if hand_over and hand_over not in schools:
            self.addItem(hand_over, hand_over)
        self.setCurrentIndex(max(0, self.findData(hand_over)))
        self.blockSignals(False)

    @property
    def value(self) -> str:
        """The school's id, or the words."""
        at = self.currentIndex()
        text = self.currentText()
        if at >= 0 and text == self.itemText(at):
            return str(self.itemData(at))
        return text.strip()
