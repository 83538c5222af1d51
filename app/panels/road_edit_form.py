"""The form about one change to the roads, after it has been drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.models.road_edits import FLOOD_SEASON, ROAD_CLASSES, season_word
from app.panels.states import note
from gis.layout import NetworkEdit, NetworkEditKind

MOST_KPH = 120.0  # the width of the field, not a rule
NO_SPEED = float("nan")


class RoadEditForm(QWidget):
    """Edits a :class:`gis.layout.NetworkEdit`.

    Signals
    -------
    confirmed
        Carries the change as the form says it.
    dropped, redraw_wanted
        The user does not want it, or wants to draw it again.
    """

    confirmed = Signal(object)
    dropped = Signal()
    redraw_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.given: NetworkEdit | None = None
        self._title = note(name="title")
        self._hint = note()
        self.refusal = note(name="refusal")
        self.name, self._note = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(self.tr("如“北河大桥封闭”，会印在成果里"))
        self._note.setPlaceholderText(self.tr("依据、来源（可空）"))
        self.season = QComboBox()
        self.season.setEditable(True)
        self.road_class = QComboBox()
        self.speed = QDoubleSpinBox()
        self.speed.setRange(0.0, MOST_KPH)
        self.speed.setDecimals(0)
        self.speed.setSingleStep(5.0)
        self.speed.setSuffix(" km/h")
        self.walk, self.drive = QCheckBox(), QCheckBox()
        self.name.setAccessibleName(self.tr("名称"))
        self.season.setAccessibleName(self.tr("时节"))
        self.season.setToolTip(self.tr("选“长期”，或写出时节，如汛期、冬季、雨天"))
        self.road_class.setAccessibleName(self.tr("道路等级"))
        self.speed.setAccessibleName(self.tr("行车速度"))
        self._build()

    def _build(self) -> None:
        who = QWidget()
        row = QHBoxLayout(who)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.walk)
        row.addWidget(self.drive)
        row.addStretch()
        self._who = who
        self._form = QFormLayout()
        self._form.setVerticalSpacing(theme.size("small"))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(self.tr("名称"), self.name)
        self._form.addRow(self.tr("时节"), self.season)
        self._form.addRow(self.tr("道路等级"), self.road_class)
        self._form.addRow(self.tr("对谁"), who)
        self._form.addRow(self.tr("行车速度"), self.speed)
        self._form.addRow(self.tr("说明"), self._note)
        self.confirm_button = QPushButton(self.tr("确认"))
        self.confirm_button.setProperty("primary", True)
        self.confirm_button.clicked.connect(self.confirm)
        redraw, drop = QPushButton(self.tr("重画")), QPushButton(self.tr("取消"))
        redraw.clicked.connect(self.redraw_wanted)
        drop.clicked.connect(self.dropped)
        buttons = QHBoxLayout()
        buttons.addWidget(self.confirm_button, 1)
        buttons.addWidget(redraw)
        buttons.addWidget(drop)
        self.name.returnPressed.connect(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(self._title)
        layout.addLayout(self._form)
        layout.addWidget(self._hint)
        layout.addWidget(self.refusal)
        layout.addLayout(buttons)
        layout.addStretch()

    # --- filling ------------------------------------------------------------------------------------

    def fill(self, edit: NetworkEdit, title: str, seasons: Iterable[str]) -> None:
        """Show a change; ``seasons`` are the times of year that the plan knows."""
        self.given = edit
        self._title.setText(title)
        self.name.setText(edit.name)
        self._note.setText(edit.note)
        self._fill_seasons(edit.season, seasons)
        self._fill_classes(edit.road_class)
        self.walk.setChecked(edit.walk)
        self.drive.setChecked(edit.drive)
        self.speed.setValue(0.0 if math.isnan(edit.running_kph) else edit.running_kph)
        self._show_rows(edit.kind)
        self.show_refusal("")
        self.name.setFocus()
        self.name.selectAll()

    def _fill_seasons(self, season: str, known: Iterable[str]) -> None:
        self.season.clear()
        self.season.addItem(season_word(""), "")
        for name in dict.fromkeys((FLOOD_SEASON, *known, season)):
            if name:
                self.season.addItem(name, name)
        self.season.setCurrentIndex(self.season.findData(season))

    def _fill_classes(self, chosen: str) -> None:
        self.road_class.clear()
        for code in dict.fromkeys((*ROAD_CLASSES, chosen)):
            if code:
                self.road_class.addItem(labels.word("road", code), code)
        self.road_class.setCurrentIndex(max(0, self.road_class.findData(chosen)))

    def _show_rows(self, kind: NetworkEditKind) -> None:
        is_new, is_closed = kind is NetworkEditKind.ADD, kind is NetworkEditKind.CLOSE
        self._form.setRowVisible(self.road_class, is_new)
        self._form.setRowVisible(self._who, is_new or is_closed)
        self._form.setRowVisible(self.speed, is_new or kind is NetworkEditKind.SPEED)
        self.speed.setSpecialValueText(self.tr("按道路等级") if is_new else self.tr("请填"))
        self.walk.setText(self.tr("不能步行") if is_closed else self.tr("可以步行"))
        self.drive.setText(self.tr("不能行车") if is_closed else self.tr("可以行车"))
        hints = {
            NetworkEditKind.ADD: self.tr("小路、步行道、机耕路只走人；要行车请填行车速度。"),
            NetworkEditKind.SPEED: self.tr("只改车辆的速度；步行速度不变。"),
            NetworkEditKind.DANGER: self.tr("1—3年级学生不得步行通过，绕不开的即无路可达。"),
            NetworkEditKind.BARRIER: self.tr(
                "不能从村里直接穿过它去上路；路本身照常通行，路也断了请另加封闭。"
            ),
        }
        self._hint.setText(hints.get(kind, ""))
        self._hint.setVisible(kind in hints)

    # --- reading ------------------------------------------------------------------------------------

    def edit(self) -> NetworkEdit:
        """Return the change as the form says it."""
        assert self.given is not None
        kind = self.given.kind
        is_new = kind is NetworkEditKind.ADD
        takes_speed = is_new or kind is NetworkEditKind.SPEED
        speed = self.speed.value() or NO_SPEED
        return replace(
            self.given,
            name=self.name.text().strip(),
            season=self._season(),
            note=self._note.text().strip(),
            walk=self.walk.isChecked(),
            drive=self.drive.isChecked(),
            road_class=self.road_class.currentData() if is_new else "",
            running_kph=speed if takes_speed else NO_SPEED,
        )

    def _season(self) -> str:
        text = self.season.currentText().strip()
        return "" if text == season_word("") else text

    def confirm(self) -> None:
        """Offer the change as it stands."""
        if self.given is not None and self.confirm_button.isEnabled():
            self.confirmed.emit(self.edit())

    def show_refusal(self, sentence: str) -> None:
        """Say why the change cannot be made, "" = it can."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def wait(self, waiting: bool) -> None:
        """Take no second confirmation while the first is looked at."""
        self.confirm_button.setEnabled(not waiting)
