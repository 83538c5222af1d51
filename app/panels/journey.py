"""The card of one journey: how long, along which parts, and why this way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import labels, theme
from app.models.consequence import Line
from app.models.journey import JourneyAnswer
from app.models.journey_words import (
    check_line,
    mark_texts,
    metres,
    part_lines,
    part_name,
    parts_of,
    precise_minutes,
    reasons,
    verdict_line,
)
from app.models.tables import school_name
from app.panels.fields import Lines, Section, set_tone
from app.panels.states import note
from app.panels.tables import tone_colour
from gis.layout import BASELINE
from gis.model import Plan

STRIP_HEIGHT, GAP_PX, LEAST_PX = 10, 2, 3
PART_TONES = {"approach": "muted", "walk": "accent", "ride": "accent", "wait": "border", "stops": "border",
              "slope": "warn"}  # fmt: skip


class PartStrip(QWidget):
    """The parts of a journey in order, as long as they take."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[tuple[str, float, float]] = ()
        self.setFixedHeight(STRIP_HEIGHT)

    def show_parts(self, parts: Sequence[tuple[str, float, float]]) -> None:
        """Show other parts: kind, seconds, metres."""
        self._parts = [part for part in parts if part[1] > 0]
        self.setToolTip("\n".join(f"{part_name(kind)} {precise_minutes(s)}" for kind, s, _ in self._parts))
        self.setVisible(bool(self._parts))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a strip's size (Qt's name)."""
        return QSize(160, STRIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts (Qt's name)."""
        total = sum(seconds for _, seconds, _ in self._parts)
        if not total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width() - GAP_PX * (len(self._parts) - 1) - LEAST_PX * len(self._parts)
        x = 0.0
        for kind, seconds, _ in self._parts:
            width = LEAST_PX + max(0.0, room * seconds / total)
            self._paint_part(painter, QRectF(x, 0, width, self.height()), kind)
            x += width + GAP_PX

    @staticmethod
    def _paint_part(painter: QPainter, box: QRectF, kind: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone_colour(PART_TONES[kind]))
        painter.drawRoundedRect(box, 2, 2)


class JourneyPanel(QScrollArea):
    """Shows an answer and lets the user ask for another school, mode or village.

    Signals
    -------
    settlement_wanted, school_wanted, mode_wanted
        The user chose another one.
    closed
        The user has seen enough.
    """

    settlement_wanted = Signal(str)
    school_wanted = Signal(str)
    mode_wanted = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        back = QPushButton(self.tr("‹ 返回"))
        back.setObjectName("link")
        back.clicked.connect(self.closed)
        self._title, self._place = note(name="title"), note()
        self.villages, self.schools, self.modes = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.villages, self.tr("村")), (self.schools, self.tr("学校")),
                          (self.modes, self.tr("方式"))):  # fmt: skip
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        self.villages.activated.connect(lambda: self.settlement_wanted.emit(self.villages.currentData()))
        self.schools.activated.connect(lambda: self.school_wanted.emit(self.schools.currentData()))
        self.modes.activated.connect(lambda: self.mode_wanted.emit(self.modes.currentData()))
        self._figure, self._length = QLabel(), QLabel()
        self._figure.setObjectName("figure")
        self._length.setObjectName("stateTitle")
        self._state, self._marks = note(), note(name="value")
        set_tone(self._marks, "warn")
        self._strip, self._parts = PartStrip(), Lines()
        self._check = note(name="value")
        self._reasons = Lines()
        self._reason_section = Section(self.tr("为什么是这条路"), self._reasons)
        self._build(back)

    def _build(self, back: QPushButton) -> None:
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        head = QVBoxLayout()
        head.setSpacing(theme.size("tiny"))
        head.addWidget(back, alignment=Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self._title)
        head.addWidget(self._place)
        layout.addLayout(head)
        choices = QVBoxLayout()
        choices.setSpacing(theme.size("tiny"))
        for label, box in ((self.tr("从"), self.villages), (self.tr("到"), self.schools),
                           (self.tr("怎么去"), self.modes)):  # fmt: skip
            row = QHBoxLayout()
            name = QLabel(label)
            name.setObjectName("note")
            name.setFixedWidth(44)
            row.addWidget(name)
            row.addWidget(box, 1)
            choices.addLayout(row)
        choices.addWidget(note(self.tr("也可以直接在地图上点另一个村、另一所学校。")))
        layout.addLayout(choices)
        layout.addWidget(self._state)
        figures = QHBoxLayout()
        figures.addWidget(self._figure)
        figures.addWidget(self._length, alignment=Qt.AlignmentFlag.AlignBottom)
        figures.addStretch()
        total = QVBoxLayout()
        total.setSpacing(theme.size("tiny"))
        total.addLayout(figures)
        total.addWidget(self._strip)
        total.addWidget(self._marks)
        layout.addLayout(total)
        layout.addWidget(self._parts)
        layout.addWidget(self._check)
        layout.addWidget(self._reason_section)
        layout.addWidget(note(self.tr("时间为村点到校门的单程。")))
        layout.addStretch()
        self.setWidget(body)

    # --- showing ------------------------------------------------------------------------------------

    def show_waiting(self) -> None:
        """Say that the way is being looked for."""
        self._state.setText(self.tr("正在找路……"))
        self._state.show()

    def show_fault(self, sentence: str) -> None:
        """Say why there is no answer."""
        self._show_result(False)
        self._state.setText(sentence)
        self._state.show()

    def _show_result(self, shown: bool) -> None:
        for widget in (self._figure, self._length, self._strip, self._marks, self._parts, self._check,
                       self._reason_section):  # fmt: skip
            widget.setVisible(shown)

    def show_answer(self, plan: Plan, answer: JourneyAnswer, villages: Sequence[tuple[str, str]]) -> None:
        """Show a journey; ``villages``: id and text of those that can be chosen here."""
        home = plan.settlements.loc[answer.question.settlement_id]
        self._title.setText(f"{home['name']} → {school_name(plan, answer.school_id)}")
        side = BASELINE if answer.question.side == "before" else answer.scenario_name
        band = labels.word("band", answer.question.band)
        self._place.setText(" · ".join((str(home["township"]), band, labels.scenario_name(side))))
        self._fill(self.villages, villages, answer.question.settlement_id)
        self._fill(self.schools, self._school_items(plan, answer), answer.school_id)
        self._fill(self.modes, self._mode_items(answer), str(answer.question.mode))
        explanation = answer.explanation
        if explanation is None:
            self.show_fault(self.tr("没有可去的学校。"))
            return
        self._show_result(True)
        self._state.hide()
        is_way = not math.isnan(explanation.seconds)
        self._figure.setText(precise_minutes(explanation.seconds) if is_way else self.tr("无路可达"))
        length = explanation.table_m if explanation.is_tabled else explanation.way_metres
        self._length.setText(metres(length) if is_way else "")
        self._strip.show_parts(parts_of(explanation))
        marks = mark_texts(plan, answer)
        self._marks.setText("\n".join(marks))
        self._marks.setVisible(bool(marks))
        self._parts.show_lines([*verdict_line(answer), *part_lines(explanation)])
        self._show_check(check_line(explanation))
        self._reasons.show_lines(reasons(plan, answer))

    def _show_check(self, line: Line) -> None:
        sign = {"ok": "✓ ", "danger": "⚠ "}.get(line.tone, "")
        self._check.setText(f"{sign}{line.value}")
        set_tone(self._check, line.tone)

    @staticmethod
    def _fill(box: QComboBox, items: Sequence[tuple[str, str]], chosen: str) -> None:
        box.blockSignals(True)
        box.clear()
        for code, text in items:
            box.addItem(text, code)
        box.setCurrentIndex(box.findData(chosen))
        box.blockSignals(False)
        box.setToolTip(box.currentText())

    def _school_items(self, plan: Plan, answer: JourneyAnswer) -> list[tuple[str, str]]:
        seconds = {one.school_id: one.seconds for one in answer.schools}
        known = list(seconds) if answer.school_id in seconds else [answer.school_id, *seconds]
        items = []
        for school_id in filter(None, known):
            words = [school_name(plan, school_id), precise_minutes(seconds.get(school_id, math.nan))]
            if school_id in answer.assigned:
                words.append(self.tr("就读"))
            items.append((school_id, " · ".join(words)))
        return items

    def _mode_items(self, answer: JourneyAnswer) -> list[tuple[str, str]]:
        return [
            (str(mode), f"{labels.word('mode', str(mode))} · {precise_minutes(seconds)}")
            for mode, seconds in answer.modes
        ]
