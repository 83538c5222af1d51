"""Where the teachers, the equipment and the premises of a school that closes go, as decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.models.subjects import Subject
from app.panels.decision_fields import MOST, Field
from app.panels.fields import set_tone
from app.panels.states import note
from gis.layout import Decision

COUNT_WIDTH = 64
LEAST_LETTERS = 6


class SchoolField(QComboBox):
    """One of many schools, found by a part of its name, or none."""

    def __init__(self, name: str, none: str) -> None:
        super().__init__()
        self._none, self._ids = none, [""]
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LEAST_LETTERS)
        self.setAccessibleName(name)
        finder, line = self.completer(), self.lineEdit()
        assert finder is not None
        assert line is not None
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCompletionMode(finder.CompletionMode.PopupCompletion)
        line.editingFinished.connect(self._settle)
        self.currentIndexChanged.connect(lambda _: line.setCursorPosition(0))
        self._line = line

    def fill(self, school_id: str, schools: Mapping[str, str]) -> None:
        """Show a school; ``schools`` are names by id."""
        self.blockSignals(True)
        self.clear()
        offered = {"": self._none, **schools}
        offered.setdefault(school_id, school_id)
        self._ids = list(offered)
        self.addItems(list(offered.values()))  # at once: one by one would hold up the card
        self.setCurrentIndex(self._ids.index(school_id))
        self._line.setCursorPosition(0)  # a long name is seen from its beginning
        self.blockSignals(False)

    def choose(self, school_id: str) -> None:
        """Choose a school as the user would."""
        self.setCurrentIndex(self._ids.index(school_id))

    @property
    def value(self) -> str:
        """The school's id, "" for none."""
        at = self.currentIndex()
        return self._ids[at] if at >= 0 else ""

    def _settle(self) -> None:
        """Take a name that was typed in full; write the chosen school again over anything else."""
        typed = self.currentText().strip()
        if typed != self.itemText(self.currentIndex()) and self.findText(typed) >= 0:
            self.setCurrentIndex(self.findText(typed))
        self.setEditText(self.itemText(self.currentIndex()))
        self._line.setCursorPosition(0)


@dataclass(frozen=True)
class _Row:
    """One receiver of teachers."""

    box: QWidget
    school: SchoolField
    count: QLineEdit

    @property
    def pair(self) -> tuple[str, int | None]:
        """The school and how many; None = the others."""
        text = self.count.text().strip()
        return self.school.value, int(text) if text.lstrip("-").isdigit() else None


class TeachersField(Field):
    """A small table: which school takes how many teachers; a blank number takes the others."""

    def __init__(self) -> None:
        super().__init__()
        self._schools: Mapping[str, str] = {}
        self._teachers = float("nan")
        self.rows: list[_Row] = []
        self._table = QVBoxLayout()
        self._table.setSpacing(theme.size("tiny"))
        self.add = QPushButton(self.tr("添加接收教师的学校"))
        self.add.setObjectName("link")
        self.add.clicked.connect(self._add_empty)
        self.balance = note(name="value")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("tiny"))
        column.addLayout(self._table)
        column.addWidget(self.add, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.balance)
        self.changed.connect(self._show_balance)

    def fill(
        self, teachers: tuple[tuple[str, int | None], ...], schools: Mapping[str, str], there_are: float
    ) -> None:
        """Show who goes where; ``schools`` are names by id, ``there_are`` 专任教师 (NaN = not known)."""
        self._schools, self._teachers = schools, there_are
        while self.rows:
            self._drop(self.rows[-1])
        for school_id, count in teachers:
            self._add(school_id, count)
        self._show_balance()

    @property
    def value(self) -> tuple[tuple[str, int | None], ...]:
        """Who goes where; rows without a school say nothing."""
        return tuple(row.pair for row in self.rows if row.school.value)

    def _add_empty(self) -> None:
        self._add("", None).school.setFocus()
        self._show_balance()

    def _add(self, school_id: str, count: int | None) -> _Row:
        made = _Row(QWidget(), SchoolField(self.tr("接收教师的学校"), self.tr("选择学校")), QLineEdit())
        made.school.fill(school_id, self._schools)
        made.count.setValidator(QIntValidator(0, MOST, made.count))
        made.count.setText("" if count is None else str(count))
        made.count.setPlaceholderText(self.tr("其余"))
        made.count.setToolTip(self.tr("去这所学校的专任教师人数；空着表示其余的都去"))
        made.count.setAccessibleName(self.tr("教师人数"))
        made.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        made.count.setFixedWidth(COUNT_WIDTH)
        drop = QToolButton()
        drop.setIcon(theme.icon("close"))
        drop.setToolTip(self.tr("去掉这一行"))
        drop.setAccessibleName(drop.toolTip())
        line = QHBoxLayout(made.box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.size("tiny"))
        line.addWidget(made.school, 1)
        for widget in (made.count, QLabel(self.tr("人")), drop):
            line.addWidget(widget)
        made.school.currentIndexChanged.connect(self._tell)
        made.count.textEdited.connect(self._tell)
        drop.clicked.connect(lambda: self._take_away(made))
        self._table.addWidget(made.box)
        self.rows.append(made)
        return made

    def _take_away(self, row: _Row) -> None:
        self._drop(row)
        self._tell()

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        self._table.removeWidget(row.box)
        row.box.hide()
        row.box.deleteLater()

    def _show_balance(self) -> None:
        """Say how many are placed, and how many are not."""
        pairs = self.value
        going, takes_rest = sum(count or 0 for _, count in pairs), any(count is None for _, count in pairs)
        left = self._teachers - going
        text, tone = self.tr("专任教师 {all} 人，未安置 {left} 人。"), "warn"
        if labels.is_unknown(self._teachers):
            text, tone = self.tr("台账没有填报专任教师，写明人数的按所写。"), ""
        elif left < 0:
            text, tone = self.tr("专任教师 {all} 人，去向多写了 {over} 人。"), "danger"
        elif takes_rest or left == 0:
            text, tone = self.tr("专任教师 {all} 人，都有去向。"), ""
        if len(pairs) < len(self.rows):
            text += self.tr("没有选学校的行不计。")
        numbers = {"all": self._teachers, "left": left, "over": -left}
        self.balance.setText(text.format(**{key: labels.number(value) for key, value in numbers.items()}))
        set_tone(self.balance, tone)


class PlacementField(Field):
    """Teachers, equipment and premises, under each other."""

    def __init__(self) -> None:
        super().__init__()
        self.teachers = TeachersField()
        self.equipment = SchoolField(self.tr("设备去向"), self.tr("没有写明，未安置"))
        self.premises = QLineEdit()
        self.premises.setPlaceholderText(self.tr("如学前教育、公共服务（可空）"))
        self.premises.setAccessibleName(self.tr("校舍用途"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.size("small"))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(QLabel(self.tr("教师去向")))
        form.addRow(self.teachers)
        form.addRow(self.tr("设备去向"), self.equipment)
        form.addRow(self.tr("校舍用途"), self.premises)
        self.teachers.changed.connect(self._tell)
        self.equipment.currentIndexChanged.connect(self._tell)
        self.premises.textEdited.connect(self._tell)

    def fill(self, decision: Decision, subject: Subject) -> None:
        """Show what a decision says."""
        self.blockSignals(True)
        self._given = decision
        self.teachers.fill(decision.teachers, subject.takers, subject.teachers)
        self.equipment.fill(decision.equipment_receiver, subject.takers)
        self.premises.setText(decision.premises)
        self.premises.setCursorPosition(0)
        self.blockSignals(False)

    def written_into(self, decision: Decision) -> Decision:
        """Return a decision with what the fields say."""
        premises = self.premises.text()
        return replace(
            decision, teachers=self.teachers.value, equipment_receiver=self.equipment.value,
            premises=premises if premises == self._given.premises else premises.strip(),
        )  # fmt: skip
