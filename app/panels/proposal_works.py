"""What may be built if it helps a proposal: schools with rooms, places and what they cost."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.models.tables import school_names
from app.panels.decision_fields import YUAN, money_spin, spin
from app.panels.entries import Entries, Entry
from gis.model import Plan

if TYPE_CHECKING:
    from gis.proposals.options import Extension


def check(text: str, *, checked: bool = False) -> QCheckBox:
    """Return a box to tick that is never wider than the card."""
    box = QCheckBox(text)
    box.setChecked(checked)
    box.setToolTip(text)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box


class ProposalWorks(QWidget):
    """A list of expansions that may be built, and the fields for one more; ``value`` is the list."""

    def __init__(self) -> None:
        super().__init__()
        self.value: tuple[Extension, ...] = ()
        self._names: dict[str, str] = {}
        self.school = QComboBox()
        self.school.setEditable(True)
        self.school.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.school.setAccessibleName(self.tr("可以改扩建的学校"))
        self.school.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.rooms = spin(self.tr(" 间教室"), self.tr("教室不增"), self.tr("新增教室"))
        self.places = spin(self.tr(" 个学位"), self.tr("学位不增"), self.tr("新增学位"))
        self.cost = money_spin(self.tr(" 万元"), self.tr("投资未知"), self.tr("改扩建投资"))
        self.add = QPushButton(self.tr("加入"))
        self.listed = Entries()
        self._build()
        self.add.clicked.connect(self._take)
        for box in (self.rooms, self.places):
            box.valueChanged.connect(self._show_add)
        self.school.currentTextChanged.connect(self._show_add)
        self._show()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("tiny"))
        column.addWidget(self.listed)
        column.addWidget(self.school)
        for pair in ((self.rooms, self.places), (self.cost, self.add)):
            row = QHBoxLayout()
            for field in pair:
                row.addWidget(field, 1)
            column.addLayout(row)

    def fill(self, plan: Plan) -> None:
        """Offer the schools of a plan; of what is listed the schools that are there stay."""
        names = school_names(plan)
        if names == self._names:
            return
        self._names = names
        self.school.clear()
        for school_id, name in names.items():
            self.school.addItem(name, school_id)
        self.school.setCurrentIndex(-1)
        line = self.school.lineEdit()
        assert line is not None
        line.setPlaceholderText(self.tr("选学校，或输入名称"))
        known = QCompleter(list(names.values()), self.school)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        self.school.setCompleter(known)
        self.value = tuple(one for one in self.value if one.school_id in names)
        self._show()

    def _chosen(self) -> str:
        at = self.school.findText(self.school.currentText())
        return str(self.school.itemData(at)) if at >= 0 and self.school.currentText() else ""

    def _take(self) -> None:
        from gis.proposals.options import Extension

        school_id, cost = self._chosen(), self.cost.value()
        yuan = math.nan if cost < 0 else round(cost * YUAN, 2)
        made = Extension(school_id, self.rooms.value(), self.places.value(), yuan)
        self.value = (*(one for one in self.value if one.school_id != school_id), made)
        self.school.setCurrentIndex(-1)
        self.school.clearEditText()
        self.rooms.setValue(0)
        self.places.setValue(0)
        self.cost.setValue(-1.0)
        self._show()

    def _drop(self, school_id: str) -> None:
        self.value = tuple(one for one in self.value if one.school_id != school_id)
        self._show()

    def _show(self) -> None:
        self.listed.show_entries(
            Entry(
                self._names.get(one.school_id, one.school_id), self._about(one),
                delete=partial(self._drop, one.school_id),
            )
            for one in self.value
        )  # fmt: skip
        self._show_add()

    def _about(self, one: Extension) -> str:
        unknown = math.isnan(one.cost_yuan)
        cost = self.tr("投资未知") if unknown else self.tr("{cost} 万元").format(
            cost=labels.number(one.cost_yuan / YUAN, 2)
        )  # fmt: skip
        return self.tr("{rooms} 间教室，{places} 个学位，{cost}").format(
            rooms=one.rooms, places=one.places, cost=cost
        )

    def _show_add(self) -> None:
        self.add.setEnabled(bool(self._chosen()) and self.rooms.value() + self.places.value() > 0)
